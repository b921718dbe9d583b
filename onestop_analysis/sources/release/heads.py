"""Where the columns of a table begin and end: the readings of its header, and the one that fits the rows.

Text keeps the words of a header and loses its cells. A header is read as a head for each line or capital,
and as lines of heads with or without groups.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.columns import columns_of_cells, grouped_columns
from onestop_analysis.sources.release.fits import fit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from onestop_analysis.sources.release.columns import Column
    from onestop_analysis.sources.release.tokens import Item

    Rows = Sequence[Sequence[Decimal]]


def choose_columns(header: Sequence[list[Item]], rows: Rows) -> list[Column] | None:
    """The columns that the header lines name; None when they do not explain the rows' width."""
    options = [option for option in (_lined(header, rows), grouped_columns(header, rows)) if option is not None]
    best = max(options, key=lambda columns: fit(columns, rows), default=None)
    # One wrong row is for the audit to find; where most are, it is the reading that is wrong.
    return None if best is not None and fit(best, rows) < -len(rows) else best


def points(header: Sequence[list[Item]], rows: Rows) -> float:
    """How well the best columns of a header fit the rows."""
    columns = choose_columns(header, rows)
    return -inf if columns is None else fit(columns, rows)


def _lined(header: Sequence[list[Item]], rows: Rows) -> list[Column] | None:
    """Heads with a line or a capital of their own; shares with a sign have a head and no column of their own."""
    width = len(rows[0]) if rows else 0
    cells = [cell for line in header for cell in _cells(line)]
    for length in range(width, min(2 * width, len(cells)) + 1):
        columns = columns_of_cells(cells[len(cells) - length :], header)
        kept = [column for column in columns or () if length == width or not column.rate]
        if len(kept) == width and all(column.counts for column in kept):
            return kept
    return None


def _cells(line: list[Item]) -> list[list[Item]]:
    starts = [at for at, item in enumerate(line) if item.opens and at] if line else []
    return [line[begin:end] for begin, end in pairwise((0, *starts, len(line)))]
