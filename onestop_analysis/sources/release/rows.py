"""Rows of tables whose cells became text: on one line, with marks between the cells, or a cell on each line."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.sources.release.tokens import Item

CELLS = ("|", "\t")
_ROW_SIGNS = "|\t-/"
_FEWEST = 3  # figures of a row
_LONGEST_LABEL = 15  # items
_FIRST = 1  # running number
_NUMERIC = ("number", "percent")


@dataclass
class Row:
    """A label and its cells: each a number with the share that follows it."""

    label: list[Item]
    cells: list[tuple[Item, Item | None]] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """A number begins a cell, a share belongs to the one before."""
        if item.kind == "number":
            self.cells.append((item, None))
        elif self.cells:
            self.cells[-1] = (self.cells[-1][0], item)

    @property
    def counts_columns(self) -> bool:
        """'1 2 3 4': the numbers of the columns."""
        values = [item.value for item, _ in self.cells]
        return all(second == first + 1 for first, second in pairwise(values))


def across(lines: Sequence[list[Item]], at: int) -> tuple[list[Row], int]:
    """Rows that stand on one line each, and how many lines they take."""
    rows: list[Row] = []
    while at + len(rows) < len(lines):
        row = _row_of(lines[at + len(rows)])
        if row is None:
            break
        rows.append(row)
    return rows, len(rows)


def _row_of(items: list[Item]) -> Row | None:
    first = next((n for n, item in enumerate(items) if item.kind == "number" and not _ordinal(items, n)), len(items))
    rest = items[first:]
    if not all(item.kind in _NUMERIC or (item.kind == "sep" and item.words in _ROW_SIGNS) for item in rest):
        return None
    row = Row([item for item in items[:first] if item.kind not in ("number", "sep")])
    for item in rest:
        if item.kind in _NUMERIC:
            row.add(item)
    return row if len(row.cells) >= _FEWEST else None


def _ordinal(items: list[Item], position: int) -> bool:
    """A running number before the row's name."""
    if position > 0 or items[0].value != items[0].value.to_integral_value():
        return False
    following = next((item for item in items[1:] if item.kind != "sep"), None)
    return following is not None and following.kind in ("word", "phrase", "agency")


def down(lines: Sequence[list[Item]], at: int, *, numbered: bool = False) -> tuple[Row, int] | None:
    """One row whose cells have a line each: a running number and a label where there are any, then figures.

    `numbered`: the table has a column of running numbers, which a row of totals leaves out.
    """
    start = at
    ordinal = None
    if _single(lines, start) and _is_label(lines, start + 1):
        ordinal = lines[start][0].value
        start += 1
    label = lines[start] if _is_label(lines, start) else []
    start += bool(label)
    end = start
    while _single(lines, end):
        end += 1
    following = ordinal + 1 if ordinal is not None else _FIRST if numbered and label else None
    if _is_label(lines, end) and lines[end - 1][0].value == following:
        end -= 1  # the running number of the next row
    row = Row([item for item in label if item.kind != "sep"])
    for line in lines[start:end]:
        row.add(line[0])
    return (row, end - at) if len(row.cells) >= _FEWEST else None


def _single(lines: Sequence[list[Item]], at: int) -> bool:
    return at < len(lines) and len(lines[at]) == 1 and lines[at][0].kind in _NUMERIC


def _is_label(lines: Sequence[list[Item]], at: int) -> bool:
    short = at < len(lines) and 0 < len(lines[at]) <= _LONGEST_LABEL
    return short and not any(item.kind in _NUMERIC for item in lines[at])


def split_cells(line: list[Item]) -> list[list[Item]]:
    """A line cut at its cell marks."""
    cells: list[list[Item]] = [[]]
    for item in line:
        if item.words in CELLS:
            cells.append([])
        else:
            cells[-1].append(item)
    return cells


def cells_of(line: list[Item]) -> list[list[Item]]:
    """The cells of a line; empty marks at both ends of a Markdown row are left out."""
    cells = split_cells(line)
    if len(cells) > 2 and line[0].words == "|":
        cells = cells[1:]
    return cells[:-1] if len(cells) > 2 and not cells[-1] else cells


def heads_of(line: list[Item]) -> list[list[Item]]:
    """A header line cut where its heads begin; one piece where nothing shows that."""
    starts = [at for at, item in enumerate(line) if item.opens and at]
    return [line[begin:end] for begin, end in pairwise((0, *starts, len(line)))]
