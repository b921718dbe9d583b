"""Promises of comparisons between periods."""

from __future__ import annotations

from decimal import Decimal

from onestop_analysis.indicators import Observation, Observations
from onestop_analysis.periods import parse_period
from onestop_analysis.trends import change, changes

NOW, BEFORE = parse_period("2021-Q1"), parse_period("2020-Q4")


def item(period, value, measure="received", breakdown=()):
    return Observation(measure, breakdown, value, "dossier", period, "test")


def test_a_change_keeps_both_counts():
    """The difference is a share of what was before: the growth."""
    found = change(item(NOW, 90), item(BEFORE, 120))

    assert (found.value, found.whole, found.share) == (-30, 120, Decimal("-25.00"))
    assert found.id == "2021-Q1/received_change/versus=2020-Q4"
    assert (found.text(form="size"), found.text(form="rate")) == ("30", "25,00%")


def test_growth_from_nothing_has_no_rate():
    """Nothing before is no base for a percentage."""
    found = change(item(NOW, 5), item(BEFORE, 0))

    assert (found.value, found.share, found.text(form="rate")) == (5, None, "")


def test_changes_are_of_counts_that_both_periods_have():
    """Totals are compared; parts, times, and what was not recorded before are not."""
    now = Observations(NOW, [
        item(NOW, 9), item(NOW, 4, breakdown=(("channel", "online"),)), item(NOW, 2, "digitised"),
        item(NOW, Decimal("2.50"), "backlog_days"),
    ])  # fmt: skip
    before = Observations(BEFORE, [item(BEFORE, 7), item(BEFORE, Decimal("1.50"), "backlog_days")])

    assert [(found.measure, found.value) for found in changes(now, before)] == [("received_change", 2)]
    assert changes(now, None) == []
