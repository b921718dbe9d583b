"""Vietnamese working days: the `holidays` library under a cited override table.

The library has the Tet blocks, substituted days off and make-up Saturdays; what it misses or what one
centre does differently stands in a CSV (date, kind `off` or `work`, reason): data/reference/workdays.csv
for all, data/centres/<centre>/workdays.csv for one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holidays import HolidayBase

    from onestop_analysis.project import Project

KINDS = ("off", "work")


@dataclass(frozen=True)
class Workdays:
    """The working calendar of a centre: `overrides` maps a date to True (working day) or False (off)."""

    overrides: dict[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether the offices work on that day."""
        return self.overrides[day] if day in self.overrides else _works(day)

    def count(self, start: date, end: date) -> int:
        """Number of working days from `start` to `end`, both included."""
        return sum(self.is_workday(day) for day in days(start, end))

    def ordinals(self, start: date, end: date) -> Iterator[tuple[date, int]]:
        """Each day with the number of working days since `start`: differences are working days taken."""
        ordinal = 0
        for day in days(start, end):
            ordinal += self.is_workday(day)
            yield day, ordinal


def tet_share(workdays: Workdays, start: date, end: date) -> float:
    """Share of the working days from `start` to `end` that lie in the week before Tết or the two weeks after."""
    inside = [day for day in days(start, end) if workdays.is_workday(day)]
    first_days = [lunar_new_year(year) for year in {start.year, end.year}]
    near = [day for day in inside if any(-7 <= (day - first).days < 14 for first in first_days)]
    return len(near) / len(inside) if inside else 0.0


def has_tet(start: date, end: date) -> bool:
    """Whether the first day of a lunar year lies between the two days, both included."""
    return any(start <= lunar_new_year(year) <= end for year in {start.year, end.year})


@cache
def lunar_new_year(year: int) -> date:
    """The first day of the lunar year that begins in this year."""
    import holidays

    names = holidays.country_holidays("VN", years=year, language="en_US").items()
    return next(day for day, name in names if day.year == year and name == "Lunar New Year")


def days(start: date, end: date) -> Iterator[date]:
    """Every day from `start` to `end`, both included."""
    return (start + timedelta(offset) for offset in range((end - start).days + 1))


def read_workdays(project: Project, centre: str) -> Workdays:
    """The calendar of one centre; its own overrides win over the common ones."""
    files = (project.reference / "workdays.csv", project.centre_folder(centre) / "workdays.csv")
    overrides: dict[date, bool] = {}
    for path in files:
        overrides |= _read_overrides(path) if path.is_file() else {}
    return Workdays(overrides)


def _read_overrides(path: Path) -> dict[date, bool]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return dict(_override(row, path, line) for line, row in enumerate(rows, start=2))


def _override(row: dict[str, str], path: Path, line: int) -> tuple[date, bool]:
    try:
        day, kind = date.fromisoformat(row["date"]), row["kind"]
    except (KeyError, ValueError, TypeError) as error:
        raise _unreadable(path, line) from error
    if kind not in KINDS:
        raise _unreadable(path, line)
    return day, kind == "work"


def _unreadable(path: Path, line: int) -> UserError:
    return UserError(
        f"{path.name}, dòng {line}: cần cột date (2026-01-02), kind (off hoặc work), reason; hãy sửa dòng này",
        f"{path.name}, line {line}: needs date (2026-01-02), kind (off or work), reason; please correct the line",
    )


@cache
def _works(day: date) -> bool:
    return _library(day.year).is_working_day(day)


@cache
def _library(year: int) -> HolidayBase:
    import holidays

    # New year's eve can be observed in the year before, so each year is built on its own.
    return holidays.country_holidays("VN", years=year)
