"""The period beside the other centres of the group: funnel limits instead of a rank.

A rank always has a first and a last one, also by chance alone. The outer limits of the funnel (99.8 %) say how far
a centre with as many dossiers may be from the group's common rate by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from onestop_analysis.trends.comparisons import rounded
from onestop_analysis.trends.funnel import limits, overdispersion
from onestop_analysis.trends.targets import RATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

COMPARED = ("on_time_rate", "online_rate")
LEAST_OTHERS = 2
Position = Literal["above", "within", "below"]


@dataclass(frozen=True)
class Standing:
    """A rate of the centre, the common rate of the group, and the limits of chance around that."""

    key: str
    own: Observation
    common: Observation
    lower: Observation
    upper: Observation
    position: Position


@dataclass(frozen=True)
class Peers:
    """How many centres the group has in this period, the own one among them, and where the own one stands."""

    centres: Observation
    standings: tuple[Standing, ...]

    def observations(self) -> list[Observation]:
        """The derived numbers."""
        made = [item for one in self.standings for item in (one.common, one.lower, one.upper)]
        return [self.centres, *made]


def peers(facts: Facts) -> Peers | None:
    """The centre in its group; None with fewer than two others."""
    if len(facts.peers) < LEAST_OTHERS or not facts.reaches_end:
        return None
    base, group = facts.get("received"), [facts.now, *facts.peers]
    centres = replace(base, measure="peer_centres", value=len(group), unit="centre", source=_sources(group))
    found = [_standing(key, group) for key in COMPARED]
    return Peers(centres, tuple(item for item in found if item is not None))


def _sources(group: Sequence[Observations]) -> str:
    return " ".join(one.get_one("received").source for one in group)


def _standing(key: str, group: Sequence[Observations]) -> Standing | None:
    measure, breakdown = RATES[key]
    items = [one.get_one(measure, **breakdown) for one in group]
    own, known = items[0], [item for item in items if item.whole]
    if not own.whole or len(known) <= LEAST_OTHERS:
        return None
    good, whole = sum(int(item.value) for item in known), sum(int(item.whole or 0) for item in known)
    made = replace(own, breakdown=(), base=None, source=_sources(group))
    common = replace(made, measure=f"peer_{key}", value=good, whole=whole)
    low, high = limits(good / whole, int(own.whole), spread=overdispersion(known, good / whole))
    lower, upper = (
        replace(made, measure=f"peer_{key}_{name}", value=rounded(Decimal(bound * 100)), unit="percent", whole=None)
        for name, bound in (("lower_limit", low), ("upper_limit", high))
    )
    rate = int(own.value) / int(own.whole)
    position: Position = "above" if rate > high else "below" if rate < low else "within"
    return Standing(key, own, common, lower, upper, position)
