"""The page that lists every published report: `reports/index.html` and `reports/feed.xml`, both offline files.

It reads what is published and nothing else. Publishing the folder of reports to a web server or a share is a copy.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onestop_analysis.catalogue.entries import Entry, read_entries
from onestop_analysis.catalogue.feed import render_feed
from onestop_analysis.catalogue.page import render_page
from onestop_analysis.locks import locked

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project

__all__ = ["Entry", "read_entries", "write_catalogue"]


def write_catalogue(project: Project, out: Path | None = None, *, now: datetime | None = None) -> list[Path]:
    """Write the catalogue of a folder of reports; returns its two files.

    Args:
        project: names the centres.
        out: the folder, default reports/.
        now: time of this look at the folder; default: SOURCE_DATE_EPOCH, else the clock.
    """
    folder = out or project.reports
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".catalogue.lock"):
        entries = read_entries(folder, project=project, now=now or _now())
        pages = {"index.html": render_page(entries), "feed.xml": render_feed(entries)}
        return [_write(folder / name, text) for name, text in pages.items()]


def _now() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def _write(path: Path, text: str) -> Path:
    """Readers see the whole old page or the whole new one."""
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, "utf-8", newline="\n")
    draft.replace(path)
    return path
