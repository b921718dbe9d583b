"""Promises of the 766 card, checked on the values that Lạng Sơn published."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop_analysis.indicators import Observation, Observations
from onestop_analysis.periods import parse_period
from onestop_analysis.score766 import points, score_card

PERIOD = parse_period("2026")


@pytest.mark.parametrize(
    ("part", "whole", "maximum", "target", "expected"),
    [
        (188485, 207216, 20, 100, "18.19"),  # 2.1 of Lạng Sơn, 2026 up to 9 October
        (188452, 207216, 6, 90, "6"),  # 5.4 of the same
        (2525, 10000, 4, 100, "1.01"),  # 4.2 of the same
        (45, 100, 6, 90, "3.00"),
        (0, 0, 6, 100, "0"),
    ],
)
def test_points(part, whole, maximum, target, expected):
    """The share of the maximum, in full from the target on, two decimals; nothing is worth nothing."""
    assert points(part, whole, maximum=maximum, target=target) == Decimal(expected)


def card(**counts):
    """The components by code, from counts named measure__dimension__value."""
    items = []
    for name, value in counts.items():
        measure, *pairs = name.split("__")
        breakdown = tuple(zip(pairs[::2], pairs[1::2], strict=True))
        items.append(Observation(measure, breakdown, value, "dossier", PERIOD, "test"))
    return {component.code: component for component in score_card(Observations(PERIOD, items))}


LANG_SON = {
    "received": 207216,
    "received__inflow__new": 200000,
    "resolved__timeliness__early_or_on_time": 180000,
    "pending__deadline_state__in_time": 8485,
    "satisfaction_votes__rating__satisfied": 900,
    "satisfaction_votes__rating__dissatisfied": 33,
}


def test_lang_son():
    """The published 18,19 of 20 and 6 of 6 come back from the counts."""
    found = card(**LANG_SON)

    assert (found["2.1"].part, found["2.1"].whole, found["2.1"].score) == (188485, 207216, Decimal("18.19"))
    assert (found["5.4"].part, found["5.4"].score) == (188452, Decimal(6))
    assert found["2.1"].observations[-1] == "2026/received"


def test_what_cannot_be_computed_says_so():
    """A component without a score has a reason; a ratio whose points are not published has no score."""
    found = card(**LANG_SON)

    assert all(all(component.reason) for component in found.values() if component.score is None)
    assert found["4.2"].reason[0] == "hồ sơ nhận được không ghi nội dung này"
    assert (found["3.3"].part, found["3.3"].score) == (0, None)


def test_the_card_is_whole():
    """Every component that has points is there, in order; the published maxima are those of the five groups."""
    found = card(**LANG_SON)

    maxima = dict.fromkeys("12345", 0)
    for code, component in found.items():
        maxima[code[0]] += component.maximum or 0
    assert list(found) == sorted(found)
    # Online service has 22; only the 6 of online payment are published by component.
    assert maxima == {"1": 18, "2": 20, "3": 6, "4": 22, "5": 18}


def test_recorded_facts_give_points():
    """Digitised dossiers are counted over those whose record says so."""
    found = card(**LANG_SON, digitised=2525, digitised_recorded=10000)

    assert found["4.2"].score == Decimal("1.01")
    assert found["4.2"].to_json()["score"] == 1.01
