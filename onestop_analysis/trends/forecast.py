"""A plain forecast of next period's new dossiers, with an interval, scored against repeating the last period.

The logarithm of new dossiers by working day, freed of the weeks around Tết, is smoothed with a damped trend
(fixed weights, nothing is fitted to the score). The interval comes from the errors that the same forecast
would have made at every earlier month, and is meant to hold four times out of five.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from onestop_analysis.trends.comparisons import ONE_PLACE, rounded
from onestop_analysis.workdays import tet_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

LEVEL, SLOPE, DAMPING = 0.5, 0.2, 0.8
LEAST_MONTHS, LEAST_ERRORS, LEAST_FOR_TET = 18, 6, 24
COVERAGE, Z = 80, 1.2815515655446004
KINDS = ("month", "quarter")


@dataclass(frozen=True)
class Outlook:
    """New dossiers expected in the next period, from `low` to `high`, and how good such forecasts were.

    `expected` is what the same way would have said of this period, from `expected_low` to `expected_high`, where
    enough months came before; `error` and `naive_error` are average
    errors in percent over all earlier months, of this way and of repeating the last period.
    """

    next: Observation
    low: Observation
    high: Observation
    coverage: Observation
    expected: Observation | None
    expected_low: Observation | None
    expected_high: Observation | None
    actual: Observation
    error: Observation
    naive_error: Observation

    def observations(self) -> list[Observation]:
        """The derived numbers."""
        made = [self.next, self.low, self.high, self.coverage, self.error, self.naive_error]
        earlier = [self.expected, self.expected_low, self.expected_high]
        return [*made, *(item for item in earlier if item is not None)]

    @property
    def was_right(self) -> bool | None:
        """Whether what came lies in the range that was expected; None without one."""
        if self.expected_low is None or self.expected_high is None:
            return None
        return self.expected_low.value <= self.actual.value <= self.expected_high.value

    @property
    def beats_naive(self) -> bool:
        """Whether it errs less than repeating the last period."""
        return self.error.value < self.naive_error.value


@dataclass(frozen=True)
class Month:
    """New dossiers, working days, and the share of these in the weeks around Tết."""

    count: int
    days: int
    tet: float

    @property
    def pace(self) -> float:
        """Logarithm of the dossiers by working day."""
        return log(max(self.count, 0.5) / max(self.days, 1))


def outlook(facts: Facts) -> Outlook | None:
    """The forecast for the period after this one; None for long periods and short histories."""
    if facts.period.kind not in KINDS or len(facts.months) < LEAST_MONTHS:
        return None
    months, size = _months(facts), len(facts.period.months())
    coming = [_calendar(facts, month) for month in facts.period.shift(1).months()]
    errors = backtest(months, size)
    if len(errors) < LEAST_ERRORS or not all(month.days for month in coming):
        return None
    low, point, high = _range(months, coming, errors)
    new, known = facts.get("received", inflow="new"), months[:-size]
    errors_before = backtest(known, size)
    could = len(known) >= LEAST_MONTHS and len(errors_before) >= LEAST_ERRORS
    then = _range(known, months[-size:], errors_before) if could else None
    ahead, own = partial(_made, new, facts.period.shift(1)), partial(_made, new, facts.period)
    return Outlook(
        ahead("received_forecast", _whole(point)),
        ahead("received_forecast_low", _whole(low)),
        ahead("received_forecast_high", _whole(high)),
        coverage=own("forecast_coverage", COVERAGE),
        expected=None if then is None else own("received_forecast", _whole(then[1])),
        expected_low=None if then is None else own("received_forecast_low", _whole(then[0])),
        expected_high=None if then is None else own("received_forecast_high", _whole(then[2])),
        actual=new,
        error=own("forecast_error", _average(errors, 0)),
        naive_error=own("naive_forecast_error", _average(errors, 1)),
    )


def _range(
    known: Sequence[Month], coming: Sequence[Month], errors: Sequence[tuple[float, float]]
) -> tuple[float, float, float]:
    """Low, middle and high of the forecast, as wide as its errors were."""
    point, spread = predict(known, coming), Z * sqrt(sum(error * error for error, _ in errors) / len(errors))
    return point * exp(-spread), point, point * exp(spread)


def _made(base: Observation, period: Period, measure: str, value: int | Decimal) -> Observation:
    unit = "dossier" if measure.startswith("received") else "percent"
    found = replace(base, measure=measure, value=value, unit=unit, period=period, whole=None, base=base.id)
    return replace(found, breakdown=())


def predict(known: Sequence[Month], coming: Sequence[Month]) -> float:
    """Dossiers expected in all of the coming months; of these only the calendar is used."""
    effect = tet_effect(known)
    level, slope = smoothed([month.pace - effect * month.tet for month in known])
    total, ahead = 0.0, 0.0
    for step, month in enumerate(coming, start=1):
        ahead += DAMPING**step * slope
        total += month.days * exp(level + ahead + effect * month.tet)
    return total


def smoothed(paces: Sequence[float]) -> tuple[float, float]:
    """Level and slope after the last month: exponential smoothing with a damped trend."""
    level, slope = paces[0], 0.0
    for pace in paces[1:]:
        expected = level + DAMPING * slope
        moved = LEVEL * pace + (1 - LEVEL) * expected
        slope = SLOPE * (moved - level) + (1 - SLOPE) * DAMPING * slope
        level = moved
    return level, slope


def tet_effect(known: Sequence[Month]) -> float:
    """What the weeks around Tết change, by least squares on the months' differences; 0 with too few months."""
    if len(known) < LEAST_FOR_TET:
        return 0.0
    steps = [(after.tet - before.tet, after.pace - before.pace) for before, after in pairwise(known)]
    drift = sum(y for _, y in steps) / len(steps)
    square = sum(x * x for x, _ in steps)
    return sum(x * (y - drift) for x, y in steps) / square if square else 0.0


def backtest(months: Sequence[Month], size: int) -> list[tuple[float, float]]:
    """Errors at every earlier month, as logarithms: of the forecast, and of repeating the last period."""
    found = []
    for end in range(12, len(months) - size + 1):
        coming = months[end : end + size]
        actual, last = sum(month.count for month in coming), sum(month.count for month in months[end - size : end])
        if actual and last:
            found.append((log(actual / predict(months[:end], coming)), log(actual / last)))
    return found


def _average(errors: Sequence[tuple[float, float]], which: int) -> Decimal:
    """Average size of the errors in percent of what came."""
    sizes = [abs(exp(-pair[which]) - 1) * 100 for pair in errors]
    return rounded(Decimal(sum(sizes) / len(sizes)), ONE_PLACE)


def _whole(value: float) -> int:
    return int(Decimal(value).to_integral_value())


def _months(facts: Facts) -> list[Month]:
    counts = facts.series("received", inflow="new")
    return [replace(_calendar(facts, item.period), count=int(item.value)) for item in counts]


def _calendar(facts: Facts, month: Period) -> Month:
    days = facts.workdays.count(month.start, month.end)
    return Month(0, days, tet_share(facts.workdays, month.start, month.end))
