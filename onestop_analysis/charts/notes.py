"""Names of events above a plot: placed so that no two of them overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onestop_analysis.charts.style import GAP, text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from onestop_analysis.notes import Event
    from onestop_analysis.periods import Period

WIDEST = 170.0


@dataclass(frozen=True)
class Note:
    """A name at `x`: months from the middle of the first."""

    x: float
    text: str


@dataclass(frozen=True)
class Placed:
    """A wrapped name that begins (`left`: ends) at `x`, its foot `row` lines above the plot."""

    x: float
    text: str
    row: int
    left: bool

    @property
    def rows(self) -> range:
        """The rows of text that it takes."""
        return range(self.row, self.row + self.text.count("\n") + 1)


def notes_of(months: Sequence[Period], events: Iterable[Event]) -> list[Note]:
    """The events within the months, in order."""
    shown = [event for event in events if within(months, event.date)]
    return sorted((Note(position(months, event.date), event.short) for event in shown), key=lambda note: note.x)


def within(months: Sequence[Period], day: date) -> bool:
    """Whether the day lies in one of the months."""
    return months[0].start <= day <= months[-1].end


def position(months: Sequence[Period], day: date) -> float:
    """Where a day stands on an axis that has the middle of the first month at 0: its month's own share of a step."""
    index = next(index for index, month in enumerate(months) if day <= month.end)
    month = months[index]
    return index - 0.5 + (day - month.start).days / ((month.end - month.start).days + 1)


def place(notes: Sequence[Note], *, width: float, count: int, right: float, taken: tuple[float, float]) -> list[Placed]:
    """Give each note the lowest free row, from the right so that a line seldom meets another's name.

    Args:
        notes: in order of x.
        width: of the plot in points.
        count: months on the plot.
        right: points to the right of the plot that a name may use.
        taken: interval of the lowest row that holds the axis title.
    """
    placed: list[Placed] = []
    spans: list[list[tuple[float, float]]] = [[taken]]
    for note in reversed(notes):
        x = (note.x + 0.5) / count * width
        text = wrap(note.text, WIDEST)
        size = text_width(text) + GAP
        left = x + size > width + right
        span = (x - size, x) if left else (x, x + size)
        row = _free_row(spans, span, text.count("\n") + 1)
        placed.append(Placed(note.x, text, row, left))
        spans += [[] for _ in range(placed[-1].rows.stop - len(spans))]
        for taken_row in placed[-1].rows:
            spans[taken_row].append(span)
    return placed


def _free_row(spans: Sequence[Sequence[tuple[float, float]]], span: tuple[float, float], height: int) -> int:
    def free(row: int) -> bool:
        return row >= len(spans) or all(span[1] <= start or end <= span[0] for start, end in spans[row])

    return next(row for row in range(len(spans) + 1) if all(free(row + line) for line in range(height)))
