"""Who really differs: shares of large and small units against what chance alone allows at their size.

A funnel plot instead of a league table: D. Spiegelhalter, "Funnel plots for comparing institutional
performance", Statistics in Medicine 24 (2005), 1185-1202. Limits are exact binomial ones, interpolated (A.1.1);
where units scatter more than chance does, they widen by the root of the over-dispersion, estimated from
standardised shares of which the outer tenth on either side is pulled in (A.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.indicators import Observation

# Chance puts one unit of twenty outside the inner limits, one of five hundred outside the outer ones.
INNER, OUTER = 0.025, 0.001
LEAST_UNITS = 5
PULLED_IN = 0.1
Verdict = Literal["inside", "high", "low", "very_high", "very_low"]


@dataclass(frozen=True)
class Funnel:
    """Shares by the name of their unit, the share of all together (0 to 1), and the over-dispersion (1: none)."""

    points: Mapping[str, Observation]
    average: float
    dispersion: float

    def limits(self, whole: int, tail: float) -> tuple[float, float]:
        """The lowest and highest share (0 to 1) that chance allows a unit of this size."""
        low, high = (_quantile(whole, self.average, chance) for chance in (tail, 1 - tail))
        wider = sqrt(self.dispersion)
        return (
            max(0.0, self.average - (self.average - low) * wider),
            min(1.0, self.average + (high - self.average) * wider),
        )

    def verdict(self, name: str) -> Verdict:
        """Where the unit stands: `high` and `low` are beyond the inner limits, `very_` beyond the outer ones."""
        item = self.points[name]
        whole = int(item.whole or 0)
        share = float(item.value) / whole
        for tail, words in ((OUTER, ("very_low", "very_high")), (INNER, ("low", "high"))):
            low, high = self.limits(whole, tail)
            if not low <= share <= high:
                return words[share > high]  # type: ignore[return-value]  # written two lines above
        return "inside"


def funnel(points: Mapping[str, Observation]) -> Funnel | None:
    """The funnel of some units' shares; units without a whole are left out. None with fewer than five of them."""
    known = {name: item for name, item in points.items() if item.whole}
    if len(known) < LEAST_UNITS:
        return None
    average = sum(float(item.value) for item in known.values()) / sum(float(item.whole or 0) for item in known.values())
    return Funnel(known, average, _dispersion(known, average))


def _dispersion(points: Mapping[str, Observation], average: float) -> float:
    """Mean square of the standardised shares, the outer tenths pulled in; never below one."""
    if not 0 < average < 1:
        return 1.0
    spread = average * (1 - average)
    scores = sorted(
        (float(item.value) / float(item.whole or 1) - average) / sqrt(spread / float(item.whole or 1))
        for item in points.values()
    )
    cut = int(len(scores) * PULLED_IN)
    low, high = scores[cut], scores[-1 - cut]
    return max(1.0, sum(min(max(score, low), high) ** 2 for score in scores) / len(scores))


def _quantile(whole: int, share: float, chance: float) -> float:
    """The share of a binomial count that is not exceeded with this chance, interpolated between whole counts."""
    import numpy as np

    if not 0 < share < 1:
        return share
    middle, reach = whole * share, 12 * sqrt(whole * share * (1 - share)) + 20
    first, last = max(0, int(middle - reach)), min(whole, int(middle + reach))
    counts = np.arange(first, last + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, whole + 1)))])
    chances = np.exp(
        logs[whole] - logs[counts] - logs[whole - counts]
        + counts * np.log(share) + (whole - counts) * np.log1p(-share)
    )  # fmt: skip
    up_to = np.cumsum(chances)
    place = min(int(np.searchsorted(up_to, chance)), len(counts) - 1)
    back = (up_to[place] - chance) / chances[place] if chances[place] else 0.0
    return float(max(0.0, counts[place] - back) / whole)
