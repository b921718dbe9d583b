"""Traps, counted by hand: each expected number is worked out from the field's own words, not from the code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Project
from onestop_analysis.workdays import read_workdays

# Due Friday 5 February 2021, 17:00. A1 was never due; A4 ended on the minute, A5 in the day's last one; A6 and A7 are
# five days late after a wait of exactly five days, A7 by a minute more.
ENDS = """
id | received         | due              | ended            | requested        | supplied         | status
A1 | 2021-01-20 08:00 |                  | 2021-02-09 10:00 |                  |                  | returned
A2 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-03 09:00 |                  |                  | withdrawn
A3 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-09 09:00 |                  |                  | refused
A4 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-05 17:00 |                  |                  | returned
A5 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-05 23:59 |                  |                  | returned
A6 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-10 17:00 | 2021-01-25 17:00 | 2021-01-30 17:00 | returned
A7 | 2021-01-20 08:00 | 2021-02-05 17:00 | 2021-02-10 17:01 | 2021-01-25 17:00 | 2021-01-30 17:00 | returned
"""
BY_HAND = {
    "date": {"on_time": 3, "late": 2, "withdrawn": 1, "refused": 1},
    "thanhhoa-date": {"on_time": 5, "late": 2},
    "thanhhoa-766": {"early": 1, "on_time": 2, "late": 2, "unclassified": 1, "refused": 1},
    "opencps-month": {"on_time": 2, "late": 4, "withdrawn": 1},
    "opencps-range": {"early": 1, "on_time": 1, "late": 4, "withdrawn": 1},
    "e-par": {"on_time": 2, "late": 2, "unclassified": 1, "withdrawn": 1, "refused": 1},
    "dvcqg-766": {"early_or_on_time": 3, "late": 3, "unclassified": 1},
}
BOUNDS = """
id | received         | ended
B1 | 2020-12-14 23:59 |
B2 | 2020-12-15 00:00 |
B3 | 2021-03-14 23:59 |
B4 | 2021-03-15 00:00 |
B5 | 2021-06-14 12:00 |
B6 | 2021-06-15 12:00 |
B7 | 2021-09-14 12:00 |
B8 | 2021-09-15 12:00 |
B9 | 2021-12-14 23:59 |
C1 | 2021-12-15 00:00 |
"""


@pytest.mark.parametrize("rule", BY_HAND)
def test_ends_by_hand(observe_table, rule):
    """What becomes of the same seven dossiers under each rule."""
    found = observe_table(ENDS, rule=rule)
    classes = {item.category("timeliness"): item.value for item in found.by("resolved", "timeliness")}
    if "early" in classes:
        classes.pop("early_or_on_time")
    classes |= {name: found.get_one(name).value for name in ("withdrawn", "refused")}

    assert {name: count for name, count in classes.items() if count} == BY_HAND[rule]
    assert found.get_one("received").value == 7


@pytest.mark.parametrize(
    ("period", "convention", "new", "carried"),
    [
        ("2021-Q1", "vpcp", 2, 1), ("2021-H1", "vpcp", 4, 1), ("2021-H2", "vpcp", 4, 5), ("2021-9M", "vpcp", 6, 1),
        ("2021", "vpcp", 8, 1), ("2021-01", "vpcp", 1, 1), ("2021-12", "vpcp", 1, 8), ("2021-Q1", "calendar", 2, 2),
        ("2020-12", "calendar", 2, 0), ("2021-H2", "calendar", 4, 6), ("2021-9M", "calendar", 6, 2),
    ],
)  # fmt: skip
def test_bounds_by_hand(observe_table, period, convention, new, carried):
    """The Government Office's periods end with the 14th, half-years, nine months and years too."""
    found = observe_table(BOUNDS, period, convention=convention)

    assert found.get_one("received", inflow="new").value == new
    assert found.get_one("received", inflow="carried_over").value == carried


@pytest.mark.parametrize(
    ("received", "ended", "days", "saturdays"),
    [
        ("2021-02-05", "2021-02-17", 3, 0),  # Tết from Wednesday 10 to Tuesday 16 February
        ("2024-05-03", "2024-05-04", 1, 1),  # a Saturday made up for Monday 29 April
        ("2024-04-26", "2024-05-02", 1, 0),  # that Monday, Reunification Day, Labour Day
        ("2025-12-31", "2026-01-05", 1, 0),  # New Year and the Friday after it, swapped
        ("2026-01-09", "2026-01-10", 1, 1),  # for this Saturday
        ("2021-03-05", "2021-03-06", 0, 1),  # an ordinary Saturday is no working day
    ],
)
def test_working_days_by_hand(count_rows, dossiers_of, received, ended, days, saturdays):
    """Tết, swapped days and make-up Saturdays, with the project's own table of exceptions."""
    workdays = read_workdays(Project(Path(__file__).parents[2]), "lang-son")
    period = parse_period(f"{received}..{ended}")
    cuts = [period.start, period.end + timedelta(1)]
    cubes = count_rows(dossiers_of(f"id | received | ended\nA1 | {received} | {ended}"), workdays=workdays, cuts=cuts)
    found = observe(cubes, period, source="test")

    assert found.get_one("processing_days").value == days
    assert found.get_one("saturday_resolved").value == saturdays
