"""What people write for a report: dated events, the period's notes, and the release to be audited.

data/centres/<centre>/events.yml              list of events: the fields of `Event`, as far as they are known
data/centres/<centre>/notes/<period>.md       `## heading`, paragraphs, `- items`; <period>.en.md in English
data/centres/<centre>/releases/<period>.txt   what the centre published about the period
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.periods import Period


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
    parts = f"\n{_read_text(path)}".split("\n## ")[1:]
    return tuple(_note_section(part) for part in parts)


def read_release(folder: Path, period: Period) -> str | None:
    """The text that the centre published about the period, or None."""
    path = folder / "releases" / f"{period.label}.txt"
    return _read_text(path) if path.is_file() else None


def _note_section(text: str) -> NoteSection:
    heading, _, body = text.partition("\n")
    blocks = [block.strip() for block in body.split("\n\n") if block.strip()]
    return NoteSection(heading.strip(), tuple(_block(block) for block in blocks))


def _block(text: str) -> str | tuple[str, ...]:
    if text.startswith("- "):
        return tuple(" ".join(item.split()) for item in f"\n{text}".split("\n- ")[1:])
    return " ".join(text.split())


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path.name} không phải là văn bản UTF-8; hãy lưu lại bằng mã UTF-8",
            f"{path.name} is not UTF-8 text; save it again as UTF-8",
        ) from error
