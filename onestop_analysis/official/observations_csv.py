"""Every fact of a report as one tidy CSV table: a row a number, a column a dimension."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from onestop_analysis.factsheet import HIDDEN

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.factsheet import Fact, FactSheet

# What spreadsheets take for the beginning of a formula.
_ACTIVE = frozenset("=+-@\t\r")


def write_csv(sheet: FactSheet, path: Path) -> None:
    """Write the table: UTF-8 with a mark, without which Excel takes it for another encoding."""
    dimensions = list(dict.fromkeys(name for fact in sheet for name in fact.breakdown))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream, lineterminator="\r\n")
        table.writerow([*_BEFORE, *dimensions, *_AFTER])
        table.writerows([cell_text(cell) for cell in _row(fact, dimensions)] for fact in sheet)


_BEFORE = ("id", "period", "start", "end", "convention", "measure")
_AFTER = ("value", "whole", "share", "unit", "source")


def _row(fact: Fact, dimensions: list[str]) -> list[object]:
    period, none = fact.period, HIDDEN if fact.hidden else ""
    numbers = (none if number is None else number for number in (fact.value, fact.whole, fact.share))
    return [
        fact.id,
        period.label,
        period.start.isoformat(),
        period.end.isoformat(),
        period.convention,
        fact.measure,
        *(fact.breakdown.get(name, "") for name in dimensions),
        *numbers,
        fact.unit,
        fact.source,
    ]


def cell_text(cell: object) -> object:
    """A cell as it is written; text that a spreadsheet would compute gets an apostrophe, numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _ACTIVE else cell
