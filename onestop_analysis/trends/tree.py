"""Why did it change: the change of a number split by agency, and each agency's by procedure.

The parts of each step sum to it exactly. A count is split by differences; the on-time rate by the parts of
Kitagawa's decomposition (see drivers), whose totals add up over any division of the dossiers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from onestop_analysis.indicators import narrow
from onestop_analysis.trends.drivers import decompose, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

RATE = "on_time_rate"
SUBJECTS = ("received", "resolved", RATE)
# How many parts a step shows before the rest: agencies and procedures, or the procedures of one agency.
SHOWN, SHOWN_OF_ONE = (5, 3), (12,)
Key = tuple[str, ...]  # agency, procedure: as many as the data name
DIVISIONS = ("agency", "procedure")


@dataclass(frozen=True)
class Branch:
    """A part of a change: its names from the outside in (none: all), what it added, and its own parts.

    `others` is how many parts stand together as the rest; 0 for a part of its own.
    """

    names: Key
    change: Observation
    branches: tuple[Branch, ...] = ()
    others: int = 0

    def walk(self, depth: int = 0) -> list[tuple[int, Branch]]:
        """This part and all below it, from the top down, with their depth."""
        return [(depth, self), *(found for branch in self.branches for found in branch.walk(depth + 1))]


def tree(facts: Facts, subject: str = "received") -> Branch | None:
    """The change since the previous period by agency and procedure; None without such a period.

    Args:
        facts: of all dossiers or of a part of them (see `Facts.part`).
        subject: `received` (new dossiers), `resolved` or `on_time_rate` (in percentage points).
    """
    if facts.previous is None:
        return None
    added, wholes = (_rates if subject == RATE else _counts)(facts.now, facts.previous, subject)
    if not added:
        return None
    make = _Maker(_base(facts.now, subject), facts.previous.period.label, wholes)
    agencies = sorted({key[0] for key in added})
    if len(agencies) == 1:
        return _branch((agencies[0],), added, make=make, shown=SHOWN_OF_ONE)
    return _branch((), added, make=make, shown=SHOWN)


def _base(now: Observations, subject: str) -> Observation:
    if subject == RATE:
        return now.get_one("resolved", timeliness="early_or_on_time")
    return _of(now, subject).get_one(subject)


def _rates(now: Observations, before: Observations, _: str) -> tuple[dict[Key, Fraction], dict[Key, int]]:
    counts, earlier = _in_time(now), _in_time(before)
    if not counts or not earlier:
        return {}, {}
    return {key: part.total for key, part in decompose(counts, earlier).items()}, {}


def _in_time(observations: Observations) -> dict[Key, tuple[int, int]]:
    found = {}
    for item in _divided(observations, "resolved", "timeliness"):
        if item.category("timeliness") == "early_or_on_time" and item.whole:
            found[_key(item)] = (int(item.value), int(item.whole))
    return found


def _counts(now: Observations, before: Observations, measure: str) -> tuple[dict[Key, Fraction], dict[Key, int]]:
    counts, earlier = _by_key(now, measure), _by_key(before, measure)
    wholes: dict[Key, int] = {}
    for key, value in earlier.items():
        for size in range(len(key) + 1):
            wholes[key[:size]] = wholes.get(key[:size], 0) + value
    return {key: Fraction(counts.get(key, 0) - earlier.get(key, 0)) for key in {**counts, **earlier}}, wholes


def _by_key(observations: Observations, measure: str) -> dict[Key, int]:
    return {_key(item): int(item.value) for item in _divided(_of(observations, measure), measure)}


def _of(observations: Observations, measure: str) -> Observations:
    """What is received means new dossiers here: those carried over did not come."""
    return narrow(observations, inflow="new") if measure == "received" else observations


def _divided(observations: Observations, measure: str, *rest: str) -> list[Observation]:
    """By agency and procedure, or by agency alone where the data name no procedure."""
    return observations.by(measure, *DIVISIONS, *rest) or observations.by(measure, DIVISIONS[0], *rest)


def _key(item: Observation) -> Key:
    named = dict(item.breakdown)
    return tuple(named[name] for name in DIVISIONS if name in named)


@dataclass(frozen=True)
class _Maker:
    """Makes the observation of a part: its growth is a share of the earlier count, where that is known."""

    base: Observation
    before: str
    wholes: Mapping[Key, int]

    def make(self, names: Key, value: Fraction, others: int = 0) -> Observation:
        named = dict(zip(DIVISIONS, names, strict=False))
        if others:
            named[f"{DIVISIONS[len(names)]}_rest"] = str(others)
        chosen = {key: value for key, value in self.base.breakdown if key not in ("inflow", "timeliness")}
        breakdown = (*(chosen | named).items(), ("versus", self.before))
        if not self.wholes:
            return points(self.base, value, breakdown)
        whole = None if others else self.wholes.get(names, 0)
        return replace(
            self.base, measure=f"{self.base.measure}_change", breakdown=breakdown, value=int(value), whole=whole
        )


def _branch(names: Key, added: Mapping[Key, Fraction], *, make: _Maker, shown: Sequence[int]) -> Branch:
    """The part of these names: its largest parts in the order of their size, then the rest together."""
    own = make.make(names, sum(added.values(), Fraction(0)))
    groups: dict[str, dict[Key, Fraction]] = {}
    for key, value in added.items():
        if len(key) > len(names) and value:
            groups.setdefault(key[len(names)], {})[key] = value
    if not shown or not groups:
        return Branch(names, own)
    sizes = {name: sum(parts.values(), Fraction(0)) for name, parts in groups.items()}
    order = sorted(sizes, key=lambda name: (-abs(sizes[name]), name))
    telling = [name for name in order[: shown[0]] if make.make((*names, name), sizes[name]).value]
    if not telling:
        return Branch(names, own)
    branches = [_branch((*names, name), groups[name], make=make, shown=shown[1:]) for name in telling]
    if rest := order[len(telling) :]:
        together = sum((sizes[name] for name in rest), Fraction(0))
        branches.append(Branch(names, make.make(names, together, len(rest)), others=len(rest)))
    return Branch(names, own, tuple(branches))
