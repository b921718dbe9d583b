"""A plain forecast of next period's new dossiers, with an interval, scored against repeating the last period.

The logarithm of new dossiers by working day, freed of the weeks around Tết, is smoothed with a damped trend
(fixed weights, nothing is fitted to the score). The interval comes from the errors that the same forecast
would have made at every earlier month, and is meant to hold four times out of five. `hindsight` asks the same
of a forecast made a year ago.
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
LEAST_KNOWN = 12  # months that a forecast can be made from at all


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
    months, size = known_months(facts), len(facts.period.months())
    if not can_be_forecast(facts) or len(months) < LEAST_MONTHS:
        return None
    coming = [calendar_of(facts, month) for month in facts.period.shift(1).months()]
    errors = backtest(months, size)
    if len(errors) < LEAST_ERRORS or not all(month.days for month in coming):
        return None
    point, new, known = predict(months, coming), facts.get("received", inflow="new"), months[:-size]
    low, high = interval(point, errors)
    errors_before = backtest(known, size)
    could = len(known) >= LEAST_MONTHS and len(errors_before) >= LEAST_ERRORS
    then = predict(known, months[-size:]) if could else 0.0
    range_then = interval(then, errors_before) if could else (0.0, 0.0)
    ahead, own = partial(made, new, period=facts.period.shift(1)), partial(made, new, period=facts.period)
    return Outlook(
        ahead("received_forecast", whole(point)),
        ahead("received_forecast_low", whole(low)),
        ahead("received_forecast_high", whole(high)),
        coverage=own("forecast_coverage", COVERAGE),
        expected=own("received_forecast", whole(then)) if could else None,
        expected_low=own("received_forecast_low", whole(range_then[0])) if could else None,
        expected_high=own("received_forecast_high", whole(range_then[1])) if could else None,
        actual=new,
        error=own("forecast_error", _average(errors, 0)),
        naive_error=own("naive_forecast_error", _average(errors, 1)),
    )


def can_be_forecast(facts: Facts) -> bool:
    """Months and quarters whose data are whole: a period that still runs says nothing of the next."""
    return facts.period.kind in KINDS and facts.reaches_end


def interval(point: float, errors: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Low and high around a forecast, as wide as its errors were."""
    spread = Z * sqrt(sum(error * error for error, _ in errors) / len(errors))
    return point * exp(-spread), point * exp(spread)


def made(base: Observation, measure: str, value: int | Decimal, *, period: Period) -> Observation:
    """A derived number of a period."""
    unit = "dossier" if measure.startswith("received") else "percent"
    found = replace(base, measure=measure, value=value, unit=unit, period=period, whole=None, base=base.id)
    return replace(found, breakdown=())


def predict(known: Sequence[Month], coming: Sequence[Month], skipped: int = 0) -> float:
    """Dossiers expected in the coming months but the first `skipped`; of these only the calendar is used."""
    effect = tet_effect(known)
    level, slope = smoothed([month.pace - effect * month.tet for month in known])
    expected, ahead = 0.0, 0.0
    for step, month in enumerate(coming, start=1):
        ahead += DAMPING**step * slope
        expected += month.days * exp(level + ahead + effect * month.tet) if step > skipped else 0
    return expected


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


def backtest(months: Sequence[Month], size: int, skipped: int = 0) -> list[tuple[float, float]]:
    """Errors at every earlier month, as logarithms: of the forecast, and of repeating the last period.

    Between what was known and the `size` months that were forecast lie `skipped` more.
    """
    found = []
    for end in range(LEAST_KNOWN, len(months) - skipped - size + 1):
        coming = months[end : end + skipped + size]
        actual, last = total(coming[skipped:]), total(months[end - size : end])
        if actual and last:
            found.append((log(actual / predict(months[:end], coming, skipped)), log(actual / last)))
    return found


def total(months: Sequence[Month]) -> int:
    """New dossiers of some months."""
    return sum(month.count for month in months)


def _average(errors: Sequence[tuple[float, float]], which: int) -> Decimal:
    """Average size of the errors in percent of what came."""
    sizes = [abs(exp(-pair[which]) - 1) * 100 for pair in errors]
    return rounded(Decimal(sum(sizes) / len(sizes)), ONE_PLACE)


def whole(value: float) -> int:
    """To the whole dossier."""
    return int(Decimal(value).to_integral_value())


def known_months(facts: Facts) -> list[Month]:
    """All months with data up to the period's end, oldest first, also those older than a chart shows."""
    counts = [group.get_or_zero("received", inflow="new") for group in (*facts.older, *facts.months)]
    return [replace(calendar_of(facts, item.period), count=int(item.value)) for item in counts]


def calendar_of(facts: Facts, month: Period) -> Month:
    """A month of which the calendar alone is known."""
    days = facts.workdays.count(month.start, month.end)
    return Month(0, days, tet_share(facts.workdays, month.start, month.end))
