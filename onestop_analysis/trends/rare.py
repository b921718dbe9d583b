"""Late dossiers as rare events: how far apart they are, and what chance alone would give.

Exact intervals: Poisson for a count (Garwood), Wilson for a rate. Two periods are compared by the exact
conditional test of two Poisson rates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from math import comb, exp, lgamma, log, sqrt
from typing import TYPE_CHECKING

from onestop_analysis.trends.comparisons import rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

MOST = 50  # more late dossiers than this are no rare event
ONE_IN = 100  # more often than once in so many resolved dossiers, lateness is not called rare
LEAST = 30  # of fewer resolved dossiers no interval says anything
TAIL = 0.025
Z = 1.959963984540054
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class RareLate:
    """Late dossiers of a period: the count with its Poisson interval, the rate with its Wilson interval.

    `interval` is how many resolved dossiers there are for each late one; None without a late one. `verdict`
    is about the rate against the previous period: fewer, more, same; None without one.
    """

    late: Observation
    low: Observation
    high: Observation
    rate_low: Observation
    rate_high: Observation
    interval: Observation | None
    interval_before: Observation | None
    before: Observation | None
    verdict: str | None

    def observations(self) -> list[Observation]:
        """The derived numbers."""
        made = [self.low, self.high, self.rate_low, self.rate_high, self.interval, self.interval_before]
        return [item for item in made if item is not None]


def rare_late(facts: Facts) -> RareLate | None:
    """The late dossiers of the period; None when few were resolved or lateness is no rare event."""
    late = facts.get("resolved", timeliness="late")
    if not late.whole or late.whole < LEAST or late.value > MOST:
        return None
    before = None if facts.previous is None else facts.previous.get_one("resolved", timeliness="late")
    count, whole = int(late.value), int(late.whole)
    low, high = (_nearest(bound) for bound in poisson_bounds(count))
    rate_low, rate_high = (rounded(Decimal(bound * 100)) for bound in wilson_bounds(count, whole))
    return RareLate(
        late,
        _made(late, "late_low", low),
        _made(late, "late_high", high),
        rate_low=_made(late, "late_rate_low", rate_low, "percent"),
        rate_high=_made(late, "late_rate_high", rate_high, "percent"),
        interval=_interval(facts.now),
        interval_before=None if facts.previous is None else _interval(facts.previous),
        before=before if before is not None and before.whole else None,
        verdict=None if before is None or not before.whole else _verdict(late, before),
    )


def _made(late: Observation, measure: str, value: int | Decimal, unit: str = "dossier") -> Observation:
    return replace(late, measure=measure, breakdown=(), value=value, unit=unit, whole=None, base=late.id)


def _interval(observations: Observations) -> Observation | None:
    """Resolved dossiers for each late one, to the whole."""
    late = observations.get_one("resolved", timeliness="late")
    if not late.value or not late.whole:
        return None
    between = _nearest(late.whole / late.value)
    return replace(late, measure="resolved_per_late", breakdown=(), value=between, whole=None, base=late.id)


def _nearest(value: float | Decimal) -> int:
    return int(Decimal(value).to_integral_value(ROUND_HALF_UP))


def _verdict(now: Observation, before: Observation) -> str:
    first, second = (int(now.value), int(now.whole or 0)), (int(before.value), int(before.whole or 0))
    if same_rate_chance(first, second) >= SIGNIFICANT:
        return "same"
    return "fewer" if first[0] * second[1] < second[0] * first[1] else "more"


def poisson_bounds(count: int) -> tuple[float, float]:
    """The exact 95 % interval of a Poisson mean for what was counted."""
    low = 0.0 if count == 0 else _root(lambda mean: 1 - poisson_cdf(count - 1, mean) - TAIL, upper=count + 1.0)
    high = _root(lambda mean: TAIL - poisson_cdf(count, mean), upper=2.0 * count + 20)
    return low, high


def poisson_cdf(count: int, mean: float) -> float:
    """Chance of at most `count` events."""
    if mean == 0:
        return 1.0
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


def _root(rising: Callable[[float], float], *, upper: float) -> float:
    """Where a rising function crosses zero, by halving."""
    low, high = 0.0, upper
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def wilson_bounds(count: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of a rate, between 0 and 1."""
    share, square = count / whole, Z * Z
    middle = share + square / (2 * whole)
    spread = Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    # At the ends the formula gives 0 and 1 up to rounding errors.
    low, high = max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
    return (0.0 if count == 0 else low), (1.0 if count == whole else high)


def same_rate_chance(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Chance of counts at least as uneven when both rates are equal (two-sided, exact): (count, whole) each."""
    total, share = first[0] + second[0], first[1] / (first[1] + second[1])
    chances = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return min(1.0, sum(chance for chance in chances if chance <= chances[first[0]] * (1 + 1e-9)))
