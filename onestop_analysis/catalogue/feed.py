"""The catalogue as an Atom feed (RFC 4287): what a reader subscribes to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.catalogue.entries import Entry

WORDS = {"preliminary": "sơ bộ", "final": "chính thức", "revised": "đã hiệu chỉnh"}
NEWEST = 50
# No address of a server: the folder may be copied to any. RFC 4151 makes ids without one.
AUTHORITY = "tag:onestop-analysis,2021:"


def render_feed(entries: Sequence[Entry]) -> str:
    """The newest reports, by the time at which their figures were published."""
    newest = sorted(entries, key=lambda entry: (entry.updated, entry.period.end, entry.place), reverse=True)[:NEWEST]
    updated = newest[0].updated.isoformat() if newest else "1970-01-01T00:00:00+00:00"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">',
        "<title>Báo cáo một cửa</title>",
        f"<id>{AUTHORITY}catalogue</id>",
        f"<updated>{updated}</updated>",
        "<author><name>onestop</name></author>",
        '<link rel="alternate" type="text/html" href="index.html"/>',
        *(line for entry in newest for line in _entry(entry)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> list[str]:
    pages = [name for name in ("report.html", "report.pdf") if name in entry.files]
    note = f" {entry.synthetic}" if entry.synthetic else ""
    return [
        "<entry>",
        f"<title>{escape(entry.name)}: {escape(entry.period.name())} ({WORDS[entry.status]})</title>",
        f"<id>{AUTHORITY}{escape(quote(entry.place))}</id>",
        f"<updated>{entry.updated.isoformat()}</updated>",
        *(f'<link rel="alternate" href={quoteattr(quote(entry.link(name)))}/>' for name in pages),
        f"<summary>{escape(entry.period.dates())}.{escape(note)}</summary>",
        "</entry>",
    ]
