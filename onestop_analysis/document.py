"""What a report is made of: sections of paragraphs, tables and charts, free of any page format.

Text is a sequence of runs. A run of plain text holds no digit: a number is a run of its own, which
names the observation, claim, date or source that it prints. Code that writes sentences gets such runs
from f-strings: `f"{observation}"` gives a marked text and `runs()` splits it. The marks are
private-use characters, which ingest removes from all data.

A section displays itself in a notebook (HTML, plain text) and carries itself as JSON under `MIME`,
from which the exporters print pages. Data never become code: the JSON is data, HTML is escaped here.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

MIME = "application/vnd.onestop.section+json"
RunKind = Literal["text", "number", "date", "reference", "claim", "note"]
_OPEN, _SEP, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}([a-z]+){_SEP}([^{_SEP}]*){_SEP}([^{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class Run:
    """A piece of text. `ref` is the id of the observation or claim, the ISO date, or the source."""

    text: str
    kind: RunKind = "text"
    ref: str = ""


Runs = tuple[Run, ...]


def mark(kind: RunKind, ref: str, text: str) -> str:
    """A marked text for f-strings; `runs()` turns it into a Run."""
    return f"{_OPEN}{kind}{_SEP}{ref}{_SEP}{text}{_CLOSE}"


def runs(text: str) -> Runs:
    """Split a marked text into runs; empty pieces are left out."""
    result: list[Run] = []
    position = 0
    for match in _MARK.finditer(text):
        result += [Run(text[position : match.start()])] if match.start() > position else []
        result.append(Run(match[3], match[1], match[2]))  # type: ignore[arg-type]  # written by mark()
        position = match.end()
    return (*result, *([Run(text[position:])] if position < len(text) else []))


def plain(content: Runs) -> str:
    """The text that a reader sees."""
    return "".join(run.text for run in content)


@dataclass(frozen=True)
class Heading:
    """A heading below the section's own title."""

    content: Runs
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `role` is body, lead (first paragraph of the report), notice (boxed) or small."""

    content: Runs
    role: Literal["body", "lead", "notice", "small"] = "body"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class ItemList:
    """A bulleted list."""

    items: tuple[Runs, ...]
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class Column:
    """Head of a table column."""

    label: str
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True)
class Table:
    """A table with one header row. The first cell of a row is its header; `total` marks a last total row.

    `appendix` is for long tables to look things up in: behind the signature in the PDF, folded in HTML.
    """

    id: str
    caption: Runs
    columns: tuple[Column, ...]
    rows: tuple[tuple[Runs, ...], ...]
    total: bool = False
    appendix: bool = False
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Chart:
    """A chart as SVG text, with the message as title, real alt text and the table that it draws."""

    id: str
    title: Runs
    svg: str
    alt: Runs
    table: Table | None = None
    kind: Literal["chart"] = "chart"

    def _repr_html_(self) -> str:
        """The chart with its message and its data, for a notebook."""
        return str(Section(self.id, (), (self,))._repr_mimebundle_()["text/html"])


Item = Heading | Paragraph | ItemList | Table | Chart


@dataclass(frozen=True)
class Section:
    """One block of the report: what one notebook cell shows."""

    id: str
    title: Runs
    items: tuple[Item, ...]
    lang: str = "vi"
    meta: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: the payload under `MIME`."""
        return asdict(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        from onestop_analysis.export.fragments import section_text, shown_html

        payload = self.to_json()
        return {MIME: payload, "text/html": shown_html(payload), "text/plain": section_text(payload)}
