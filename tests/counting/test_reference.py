"""Every number twice: by the cubes, and dossier by dossier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays

PERIODS = [
    ("2021-Q1", "calendar"), ("2021-Q1", "vpcp"), ("2020-12", "vpcp"), ("2021-02", "calendar"),
    ("2020-12-05..2021-02-11", "calendar"), ("2021", "calendar"), ("2021-07", "calendar"),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_cubes_and_dossiers_agree(count_rows, reference, rule):
    """Every listed number of every rule and convention is what counting one dossier after the other gives."""
    dossiers = reference.make_dossiers(250, seed=len(rule))
    periods = [parse_period(*period) for period in PERIODS]
    cuts = [cut for period in periods for cut in (period.start, period.end + timedelta(1))]
    cubes = count_rows(dossiers, rule, cuts=[cut for cut in cuts if cut.day not in (1, 15)])

    for period in periods:
        found = observe(cubes, period, source="test")
        rows = reference.rows_of_measures(dossiers, period, rule, Workdays())
        assert_same(reference, found, rows)


def assert_same(reference, found, rows):
    """Counts by every listed breakdown, and the times of agencies."""
    listed = {}
    for item in found.values():
        dimensions = tuple(name for name, _ in item.breakdown)
        if item.measure in rows and not (
            dict(item.breakdown).get("timeliness") == "early_or_on_time"
            and found.find(item.measure, timeliness="early")
        ):
            listed.setdefault((item.measure, dimensions), {})[tuple(text for _, text in item.breakdown)] = item.value
    for (measure, dimensions), counts in listed.items():
        expected = reference.values(rows[measure], dimensions)
        assert {key: n for key, n in counts.items() if n} == {key: n for key, n in expected.items() if n}, (
            found.period, measure, dimensions,
        )  # fmt: skip
    assert {measure for measure, _ in listed} == set(rows)
    expected = reference.times(rows["resolved"])
    for name in ("mean", "median", "p90"):
        item = found.find("processing_time", statistic=name)
        assert (item and round(float(item.value), 2)) == (expected and pytest.approx(expected[name], abs=0.0051))
