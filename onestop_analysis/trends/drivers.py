"""What drove the change of the on-time rate: each agency's own performance, or the mix of agencies.

Kitagawa's decomposition with midpoints: performance is the change of an agency's rate at its average
weight, mix the change of its weight at the distance of its average rate from the overall one. The parts sum
to the change exactly (in fractions; each is rounded once).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from onestop_analysis.trends.comparisons import rounded

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

Name = TypeVar("Name", bound="str | tuple[str, ...]")
Counts = dict[Name, tuple[int, int]]  # agency (or agency and procedure): early or on time, resolved
SHOWN = 2


@dataclass(frozen=True)
class Part:
    """What one agency contributed to the change, in percentage points."""

    performance: Fraction
    mix: Fraction

    @property
    def total(self) -> Fraction:
        """Both together."""
        return self.performance + self.mix


@dataclass(frozen=True)
class Drivers:
    """The change in percentage points since an earlier period, its two parts, and the agencies behind it."""

    change: Observation
    performance: Observation
    mix: Observation
    agencies: tuple[Observation, ...]
    before: Observations
    rate: Observation

    @property
    def adds_up(self) -> bool:
        """Whether the two printed rates differ by the printed change, and its printed parts sum to it."""
        rates = (self.rate.share or 0) - (self.before.get_one("resolved", timeliness="early_or_on_time").share or 0)
        return rates == self.change.value == self.performance.value + self.mix.value

    def observations(self) -> list[Observation]:
        """The derived numbers."""
        return [self.change, self.performance, self.mix, *self.agencies]


def drivers(facts: Facts) -> Drivers | None:
    """The change since the previous period; None without one, or without agencies in one of them."""
    if facts.previous is None:
        return None
    now, before = counts_of(facts.now), counts_of(facts.previous)
    if not now or not before:
        return None
    parts = decompose(now, before)
    base = facts.get("resolved", timeliness="early_or_on_time")
    versus = ("versus", facts.previous.period.label)
    largest = sorted(parts, key=lambda name: (-abs(parts[name].total), name))[:SHOWN]
    shown = [points(base, parts[name].total, (("agency", name), versus)) for name in largest]
    return Drivers(
        points(base, sum((part.total for part in parts.values()), Fraction(0)), (versus,)),
        points(
            base, sum((part.performance for part in parts.values()), Fraction(0)), (("part", "performance"), versus)
        ),
        points(base, sum((part.mix for part in parts.values()), Fraction(0)), (("part", "mix"), versus)),
        tuple(item for item in shown if item.value),
        before=facts.previous,
        rate=base,
    )


def counts_of(observations: Observations) -> Counts[str]:
    """Early or on time, and resolved, by agency."""
    found: Counts[str] = {}
    for item in observations.by("resolved", "agency", "timeliness"):
        if item.category("timeliness") == "early_or_on_time" and item.whole:
            found[item.category("agency")] = (int(item.value), int(item.whole))
    return found


def decompose(now: Counts[Name], before: Counts[Name]) -> dict[Name, Part]:
    """Each agency's (or procedure's) part of the change of the overall rate, in percentage points."""
    middle = (_rate(_total(now)) + _rate(_total(before))) / 2
    weights = {name: (_weight(now, name), _weight(before, name)) for name in {**now, **before}}
    found = {}
    for name, (weight, weight_before) in weights.items():
        # An agency that is in one period only has no change of its own: all of it is mix.
        rate, rate_before = (_rate(counts.get(name) or other[name]) for counts, other in ((now, before), (before, now)))
        performance = (rate - rate_before) * (weight + weight_before) / 2
        mix = (weight - weight_before) * ((rate + rate_before) / 2 - middle)
        found[name] = Part(performance * 100, mix * 100)
    return found


def _total(counts: Counts[Name]) -> tuple[int, int]:
    return sum(good for good, _ in counts.values()), sum(whole for _, whole in counts.values())


def _rate(counts: tuple[int, int]) -> Fraction:
    return Fraction(*counts)


def _weight(counts: Counts[Name], name: Name) -> Fraction:
    return Fraction(counts[name][1] if name in counts else 0, _total(counts)[1])


def points(base: Observation, value: Fraction, breakdown: tuple[tuple[str, str], ...]) -> Observation:
    """A change of the on-time rate in percentage points, rounded once."""
    size = rounded(Decimal(value.numerator) / value.denominator)
    return replace(
        base, measure="on_time_rate_change", breakdown=breakdown, value=size, unit="point", whole=None, base=base.id
    )
