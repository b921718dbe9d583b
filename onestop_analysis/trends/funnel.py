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
    from collections.abc import Mapping, Sequence

    from onestop_analysis.indicators import Observation

# Chance puts one unit of twenty outside the inner limits (95 %), one of five hundred outside the outer ones (99.8 %).
INNER, OUTER = 0.025, 0.001
LEAST_UNITS, LEAST_FOR_SPREAD = 5, 10
WINSORISED = 0.1
Verdict = Literal["inside", "high", "low", "very_high", "very_low"]


@dataclass(frozen=True)
class Funnel:
    """Shares by the name of their unit, the share of all together (0 to 1), and by how much they vary beyond chance."""

    points: Mapping[str, Observation]
    average: float
    spread: float

    def limits(self, whole: int, tail: float) -> tuple[float, float]:
        """The lowest and highest share (0 to 1) that chance allows a unit of this size."""
        return limits(self.average, whole, tail=tail, spread=self.spread)

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
    average = sum(int(item.value) for item in known.values()) / sum(int(item.whole or 0) for item in known.values())
    return Funnel(known, average, overdispersion(list(known.values()), average))


def limits(rate: float, whole: int, *, tail: float = OUTER, spread: float = 1.0) -> tuple[float, float]:
    """The limits around a common rate for a unit with `whole` dossiers: chance leaves `tail` beyond each of them.

    A count lies within exactly when as many or more (at the lower limit: as few or fewer) have a larger chance than
    `tail`; the upper limit is therefore one count above the interpolated quantile.
    """
    if not 0 < rate < 1:
        return rate, rate
    low, high = _quantile(whole, rate, tail), min(1.0, _quantile(whole, rate, 1 - tail) + 1 / whole)
    wider = sqrt(spread)
    return max(0.0, rate - (rate - low) * wider), min(1.0, rate + (high - rate) * wider)


def overdispersion(items: Sequence[Observation], rate: float) -> float:
    """By how much the units vary more than chance alone, outer tenths drawn in; 1 where too few can tell."""
    if len(items) < LEAST_FOR_SPREAD or not 0 < rate < 1:
        return 1.0
    scores = sorted(
        (int(item.value) / int(item.whole or 1) - rate) / sqrt(rate * (1 - rate) / int(item.whole or 1))
        for item in items
    )
    outer = int(len(scores) * WINSORISED)
    inner = [min(max(score, scores[outer]), scores[-1 - outer]) for score in scores]
    return max(1.0, sum(score * score for score in inner) / len(inner))


def _quantile(whole: int, share: float, chance: float) -> float:
    """The share of a binomial count that is not exceeded with this chance, interpolated between whole counts."""
    import numpy as np

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
