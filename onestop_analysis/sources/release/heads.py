"""Where the columns of a table begin and end: the readings of its header, and the one that fits the rows.

Text keeps the words of a header and loses its cells. A header is read as a head for each line or capital,
and as lines of heads with or without groups.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.columns import Column, columns_of_cells, grouped_columns, under
from onestop_analysis.sources.release.fits import fit
from onestop_analysis.sources.release.rows import cells_of, heads_of, split_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from onestop_analysis.sources.release.tokens import Item

    Rows = Sequence[Sequence[Decimal]]

_FEWEST_CELLS = 2
_DEPTH = 3


def choose_columns(header: Sequence[list[Item]], rows: Rows) -> list[Column] | None:
    """The columns that the header lines name; None when they do not explain the rows' width."""
    options = [*_lined(header, rows), *grouped_columns(header, rows)]
    best = max(options, key=lambda columns: points(columns, rows), default=None)
    # One wrong row is for the audit to find; where most are, it is the reading that is wrong.
    return None if points(best, rows) < -len(rows) else best


def points(columns: list[Column] | None, rows: Rows) -> float:
    """How well columns fit the rows; none fit worst."""
    return -inf if columns is None else fit(columns, rows)


def _lined(header: Sequence[list[Item]], rows: Rows) -> Iterator[list[Column]]:
    """Heads with a line or a capital of their own; shares with a sign have a head and no column of their own."""
    width = len(rows[0]) if rows else 0
    cells = [cell for line in header for cell in heads_of(line)]
    for length in range(width, min(2 * width, len(cells)) + 1):
        columns = columns_of_cells(cells[len(cells) - length :], header)
        kept = [column for column in columns or () if length == width or not column.rate]
        if len(kept) == width and all(column.counts for column in kept):
            yield kept
            return


def marked_columns(header: Sequence[list[Item]], *, cells: int) -> list[Column] | None:
    """Heads whose cells are marked, in one line or under a line of groups; None where they name too little.

    `cells`: how many the rows below have.
    """
    marked = [line for line in header if len(cells_of(line)) > _FEWEST_CELLS]
    if not marked:
        return None
    lines = _three(marked[-3:], cells) or [cells_of(line) for line in marked[-2:]]
    above, below = (lines[0], lines[-1]) if len(lines) > 1 else ([], lines[-1])
    if not _grouping(above, below):
        return columns_of_cells(below, header)
    # A group stands in the first of its cells; the first cells of the line below it are empty.
    width = max(len(above), len(below), cells)
    above = [*above, *([[]] * (width - len(above)))]
    below = [*([[]] * (width - len(below))), *below]
    groups = columns_of_cells(above, header) or [Column()] * width
    return list(_under_groups(groups, above, columns_of_cells(below, header) or [])) or None


def _three(marked: list[list[Item]], width: int) -> list[list[list[Item]]]:
    """Three lines of heads as two: 'Trong kỳ' over 'Trực tuyến' becomes one head. Empty where they do not align."""
    lines = [split_cells(line) for line in marked]
    if all(not line[0] for line in lines):
        lines = [line[1:] for line in lines]  # a mark before the first cell
    fits = len(lines) == _DEPTH and all(abs(len(line) - width) <= 1 for line in lines)
    if not fits or not any(not cell for cell in lines[-1]):
        return []
    top, middle, bottom = ([*line, *([[]] * (width - len(line)))][:width] for line in lines)
    folded: list[list[Item]] = []
    group: list[Item] = []
    for over, under_it in zip(middle, bottom, strict=True):
        group = over or group
        folded.append([*group, *under_it] if under_it else over)
    return [top, folded]


def _grouping(above: list[list[Item]], below: list[list[Item]]) -> bool:
    """Cells to the right of a group are empty above, and those of names are empty below."""
    return any(not cell for cell in above[1:]) and len(above) >= len(below) - 1


def _under_groups(groups: list[Column], above: list[list[Item]], parts: list[Column]) -> Iterator[Column]:
    group = Column()
    for head, cell, part in zip(groups, above, parts, strict=False):
        group = head if cell else group
        measure = group.facets.get("measure", "")
        if not (part.facets or part.total or part.rate):
            yield head if cell else Column()
        elif measure and not part.rate:
            yield replace(part, facets={"measure": measure} if part.total else under(measure, part.facets))
        else:
            yield part
