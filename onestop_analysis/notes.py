"""What people write for a report: dated events, the period's notes, and the release to be audited.

data/centres/<centre>/events.yml              list of events: the fields of `Event`, as far as they are known
data/centres/<centre>/notes/<period>.md       `## heading`, paragraphs, `- items`; <period>.en.md in English
data/centres/<centre>/releases/<period>.txt   what the centre published about the period
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.periods import Period


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_ITEMS = ("- ", "* ", "+ ")
_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[-*+] )")
_BOLD = re.compile(r"(\*\*|__)(.+?)\1", re.DOTALL)
# The control charts, by their keys.
CHARTS = ("received_per_workday", "on_time_rate", "online_rate")


@dataclass(frozen=True)
class Event:
    """Something that happened on a day and explains numbers; `short` fits on a chart.

    `procedure` names the procedure that was suspended from `date` on, up to `until` where that is known.
    `changes` names the control charts whose level the event changes for good.
    """

    date: dt.date
    short: str
    text: str
    procedure: str = ""
    until: dt.date | None = None
    changes: tuple[str, ...] = ()
    short_en: str = ""
    text_en: str = ""

    def in_language(self, lang: str) -> Event:
        """The event in English where somebody wrote it so."""
        if lang == "vi":
            return self
        return replace(self, short=self.short_en or self.short, text=self.text_en or self.text)


@dataclass(frozen=True)
class NoteSection:
    """One part of the centre's own text: paragraphs, and items where a paragraph is a list."""

    heading: str
    paragraphs: tuple[str | tuple[str, ...], ...]


def read_events(folder: Path) -> tuple[Event, ...]:
    """The centre's events, oldest first; none where it keeps no file.

    Raises:
        UserError: the file is not a list of events.
    """
    path = folder / "events.yml"
    if not path.is_file():
        return ()
    import yaml

    try:
        rows = yaml.safe_load(path.read_text("utf-8")) or []
        events = [_event(row) for row in rows]
    except (yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
        optional = f"procedure, until, changes ({', '.join(CHARTS)}), short_en, text_en"
        raise UserError(
            f"{path.name}: mỗi sự kiện cần date (2021-02-01), short, text; có thể thêm {optional}; hãy sửa tệp này",
            f"{path.name}: each event needs date (2021-02-01), short, text; it may have {optional}; correct the file",
        ) from error
    return tuple(sorted(events, key=lambda event: event.date))


def _event(row: object) -> Event:
    if not isinstance(row, dict):
        raise TypeError(row)
    event = Event(**row | {"changes": tuple(row.get("changes") or ())})
    texts = (event.short, event.text, event.procedure, event.short_en, event.text_en)
    if type(event.date) is not dt.date or type(event.until or event.date) is not dt.date:
        raise TypeError("date")
    if (event.until or event.date) < event.date or not all(isinstance(text, str) for text in texts):
        raise TypeError("until, text")
    if not set(event.changes) <= set(CHARTS) or not event.short.strip() or not event.text.strip():
        raise TypeError("changes, text")
    return event


def read_notes(folder: Path, period: Period, lang: str = "vi") -> tuple[NoteSection, ...]:
    """The centre's own sections for the period; none where nobody wrote any in that language."""
    path = folder / "notes" / (f"{period.label}.md" if lang == "vi" else f"{period.label}.{lang}.md")
    if not path.is_file():
        return ()
    before, *parts = _HEADING.split(_COMMENT.sub("", _read_text(path)))
    if before.strip():
        raise UserError(
            f"{path.name}: «{before.split()[0]} ...» đứng trước tiêu đề đầu tiên nên không vào được báo cáo: hãy viết "
            "một dòng «## Tên mục» phía trên, hoặc đặt đoạn đó trong ghi chú <!-- -->",
            f"{path.name}: “{before.split()[0]} ...” stands before the first heading and would not be in the report: "
            "put a line “## Name” above it, or make it a comment <!-- -->",
        )
    return tuple(NoteSection(_plain(head), _blocks(body)) for head, body in zip(parts[::2], parts[1::2], strict=True))


def read_release(folder: Path, period: Period) -> str | None:
    """The text that the centre published about the period, or None."""
    path = folder / "releases" / f"{period.label}.txt"
    return _read_text(path) if path.is_file() else None


def _blocks(text: str) -> tuple[str | tuple[str, ...], ...]:
    """Paragraphs, and lists of items that follow each other, also right below a line of text."""
    pieces = [piece.strip() for piece in _BREAK.split(f"\n{text}") if piece.strip()]
    found: list[str | tuple[str, ...]] = []
    for is_item, group in groupby(pieces, key=lambda piece: piece.startswith(_ITEMS)):
        texts = tuple(_plain(piece.removeprefix(piece[:2])) if is_item else _plain(piece) for piece in group)
        found += [texts] if is_item else texts
    return tuple(found)


def _plain(text: str) -> str:
    """On one line, without the signs of bold type, which a report has not."""
    return " ".join(_BOLD.sub(r"\2", text).split())


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path.name} không phải là văn bản UTF-8; hãy lưu lại bằng mã UTF-8",
            f"{path.name} is not UTF-8 text; save it again as UTF-8",
        ) from error
