"""Forecasts as they would have been made a year ago, from the months known then, beside what came.

Two are scored, each against repeating the last period known: that of this period, a year ahead, and that of the
period which followed then, one ahead as in the report of that time. The range comes from the errors at the same
distance that were known by then; with fewer than six of them there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from onestop_analysis.trends.comparisons import ONE_PLACE, rounded
from onestop_analysis.trends.forecast import (
    LEAST_ERRORS,
    LEAST_KNOWN,
    backtest,
    can_be_forecast,
    interval,
    known_months,
    made,
    predict,
    total,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.periods import Period
    from onestop_analysis.trends.forecast import Month

YEAR = 12


@dataclass(frozen=True)
class Score:
    """A forecast made at the end of the period `known`, and what came.

    `low` and `high` are there where enough errors were known. `error` and `naive_error` are sizes in percent of
    `actual`: of the forecast, and of repeating `last`, the new dossiers of the period `known`.
    """

    known: Period
    expected: Observation
    low: Observation | None
    high: Observation | None
    actual: Observation
    error: Observation
    last: Observation
    naive_error: Observation

    def observations(self) -> list[Observation]:
        """The numbers that are told."""
        found = (self.expected, self.low, self.high, self.actual, self.error, self.last, self.naive_error)
        return [item for item in found if item is not None]

    @property
    def was_right(self) -> bool | None:
        """Whether what came lies in the range; None without one."""
        if self.low is None or self.high is None:
            return None
        return self.low.value <= self.actual.value <= self.high.value


@dataclass(frozen=True)
class Hindsight:
    """The year-ahead forecast of this period, and the forecast of the period that followed a year ago.

    For months that period is the one after the same month last year; None where its numbers are not at hand.
    """

    own: Score
    following: Score | None

    def observations(self) -> list[Observation]:
        """The numbers that are told."""
        return [*self.own.observations(), *(self.following.observations() if self.following else [])]


def hindsight(facts: Facts) -> Hindsight | None:
    """None for long periods, with fewer than twelve months known a year ago, or with nothing then or now to compare."""
    size, before = len(facts.period.months()), facts.last_year
    if before is None or not can_be_forecast(facts):
        return None
    months = known_months(facts)
    known, coming = months[:-YEAR], months[-YEAR:]
    if len(known) < LEAST_KNOWN or not total(known[-size:]):
        return None
    at = partial(_score, known, before)
    own = at(coming, now=facts.now, skipped=YEAR - size, suffix="_year_ahead")
    then = next((group for group in facts.past if group.period == before.period.shift(1)), None)
    following = at(coming[:size], now=then, skipped=0, suffix="_last_year") if then else None
    return Hindsight(own, following) if own else None


def _score(
    known: Sequence[Month],
    before: Observations,
    coming: Sequence[Month],
    *,
    now: Observations,
    skipped: int,
    suffix: str,
) -> Score | None:
    actual, last = (group.get_one("received", inflow="new") for group in (now, before))
    if not actual.value:
        return None
    point, errors = predict(known, coming, skipped), backtest(known, len(coming) - skipped, skipped)
    bounds = interval(point, errors) if len(errors) >= LEAST_ERRORS else None
    own, expected = partial(made, actual, period=actual.period), whole(point)
    return Score(
        before.period,
        own(f"received_forecast{suffix}", expected),
        low=own(f"received_forecast_low{suffix}", whole(bounds[0])) if bounds else None,
        high=own(f"received_forecast_high{suffix}", whole(bounds[1])) if bounds else None,
        actual=actual,
        error=own(f"forecast_error{suffix}", rounded(100 * _off(expected, actual), ONE_PLACE)),
        last=last,
        naive_error=own(f"naive_forecast_error{suffix}", rounded(100 * _off(int(last.value), actual), ONE_PLACE)),
    )


def _off(expected: int, actual: Observation) -> Decimal:
    """The size of an error, as a part of what came."""
    return abs(Decimal(expected) - actual.value) / actual.value
