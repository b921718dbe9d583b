"""Promises of the working calendar, against the schedules that were announced."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.project import Project
from onestop_analysis.workdays import Workdays, read_workdays

PROJECT = Project(Path(__file__).parents[1])
CALENDAR = read_workdays(PROJECT, "lang-son")


@pytest.mark.parametrize(
    "day",
    [
        "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17",
        "2027-02-06",
    ],
)  # fmt: skip
def test_tet(day):
    """Offices are closed from the eve of Tết to its third day."""
    first = date.fromisoformat(day)

    assert not any(CALENDAR.is_workday(first + timedelta(shift)) for shift in range(-1, 3))


@pytest.mark.parametrize("day", ["2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"])
def test_make_up_saturdays(day):
    """A Saturday that makes up for a swapped day is a working day."""
    assert date.fromisoformat(day).weekday() == 5
    assert CALENDAR.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2019-04-29", "2024-04-29", "2025-05-02", "2026-01-02", "2026-08-31"])
def test_swapped_days_off(day):
    """A working day that was swapped is a day off."""
    assert date.fromisoformat(day).weekday() < 5
    assert not CALENDAR.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("year", "days"),
    [(2019, 59), (2020, 59), (2021, 58), (2022, 58), (2023, 59), (2024, 59), (2025, 58), (2026, 58)],
)
def test_working_days_of_the_first_quarter(year, days):
    """The first quarters have the working days that the yearly schedules give them."""
    assert CALENDAR.count(date(year, 1, 1), date(year, 3, 31)) == days


def test_ordinals_count_working_days():
    """The difference of two ordinals is the number of working days between."""
    ordinals = dict(CALENDAR.ordinals(date(2021, 2, 1), date(2021, 2, 28)))

    assert ordinals[date(2021, 2, 19)] - ordinals[date(2021, 2, 8)] == CALENDAR.count(
        date(2021, 2, 9), date(2021, 2, 19)
    )


def test_a_centres_own_day_wins(tmp_path):
    """A centre's own file overrides the common one, and that one the library."""
    own = tmp_path / "data" / "centres" / "thu"
    own.mkdir(parents=True)
    (tmp_path / "data" / "reference").mkdir()
    (tmp_path / "data" / "reference" / "workdays.csv").write_text("date,kind,reason\n2021-03-06,work,bù\n", "utf-8")
    (own / "workdays.csv").write_text("\ufeffdate,kind,reason\n2021-03-06,off,mất điện\n2021-03-07,work,bù\n", "utf-8")

    calendar = read_workdays(Project(tmp_path), "thu")

    assert [calendar.is_workday(date(2021, 3, day)) for day in (5, 6, 7)] == [True, False, True]


@pytest.mark.parametrize("row", ["2021-02-30,off,x", "2021-03-06,half,x", "06/03/2021,off,x", ",,"])
def test_a_wrong_line_is_named(tmp_path, row):
    """A line that cannot be read is refused with file, line and form."""
    (tmp_path / "data" / "reference").mkdir(parents=True)
    (tmp_path / "data" / "reference" / "workdays.csv").write_text(
        f"date,kind,reason\n2021-03-06,work,x\n{row}\n", "utf-8"
    )

    with pytest.raises(UserError, match=r"workdays\.csv, (dòng|line) 3"):
        read_workdays(Project(tmp_path), "thu")


def test_without_overrides_the_library_decides():
    """A plain calendar knows weekends and public holidays."""
    plain = Workdays()

    assert not plain.is_workday(date(2021, 9, 2))
    assert not plain.is_workday(date(2021, 3, 6))
    assert plain.is_workday(date(2021, 3, 5))
