"""Shares among each other: complements above 100 %, a rate that a headline changes, shares no count can give."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product
from typing import TYPE_CHECKING

from onestop_analysis.audit.findings import quotient
from onestop_analysis.audit.identity import items
from onestop_analysis.audit.shares import fits, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.sources.release.claims import Claim

_RATES = {"on_time_rate": "on_time", "late_rate": "late", "early_rate": "early"}
# A text can call early and on-time results together "đúng hạn": then those three exceed 100 and are right.
_TOGETHER = (("early_or_on_time", "late"), ("early", "on_time", "late"), ("on_time", "late"))
_HEADS = 20
_ALL = Decimal(100)
_BASES = ("resolved", "due", "received")
# Which counts show a rate: those on time can hold the early ones, and what is not late is on time.
_ON_TIME = (("early", "on_time"), ("on_time",), ("early_or_on_time",), ("late",))
_SHOWN = {"on_time": _ON_TIME, "early_or_on_time": _ON_TIME, "early": (("early",),), "late": (("late",),)}
_AXES = {"channel": ("in_person", "online", "post"), "rating": (), "deadline_state": ("in_time", "overdue")}


def kind_of(claim: Claim) -> str:
    """Which timeliness a share speaks of."""
    return _RATES.get(claim.measure, claim.breakdown.get("timeliness", ""))


def complements(claims: Iterable[Claim], wrong: set[str]) -> Iterator[tuple[tuple[Claim, ...], Decimal]]:
    """Shares of one whole that add up to more than 100 even when each is rounded up. `wrong`: already reported."""
    groups: dict[tuple[object, ...], dict[str, Claim]] = defaultdict(dict)
    for claim in claims:
        if claim.share is None or claim.mean or claim.headline or claim.id in wrong:
            continue
        if kind := kind_of(claim):
            groups["timeliness", items(claim.breakdown, "timeliness"), claim.period][kind] = claim
        for axis in _AXES:
            if axis in claim.breakdown:
                groups[axis, items(claim.breakdown, axis), claim.measure, claim.period][claim.breakdown[axis]] = claim
    for key, members in groups.items():
        for chosen in _lines(str(key[0]), members):
            total = sum((claim.share or Decimal(0) for claim in chosen), Decimal(0))
            slack = sum((claim.share_step / 2 for claim in chosen), Decimal(0))
            if len(chosen) > 1 and total - slack > 100 and any(claim.value is None for claim in chosen):
                yield chosen, total
                break


def _lines(axis: str, members: dict[str, Claim]) -> Iterator[tuple[Claim, ...]]:
    """Members that exclude each other."""
    if axis != "timeliness":
        values = _AXES[axis] or tuple(members)
        yield tuple(members[value] for value in values if value in members)
        return
    for line in _TOGETHER:
        if all(value in members for value in line) and not _includes_early(line, members):
            yield tuple(members[value] for value in line)


def _includes_early(line: tuple[str, ...], members: dict[str, Claim]) -> bool:
    """'Tỷ lệ đúng hạn 99,1%; tỷ lệ trước hạn 63,4%; tỷ lệ quá hạn 0,9%': on-time results can hold the early ones."""
    if "early" not in line:
        return False
    on_time, late = members["on_time"], members["late"]
    together = (on_time.share or Decimal(0)) + (late.share or Decimal(0))
    closes = abs(together - 100) <= (on_time.share_step + late.share_step) / 2
    return closes or (on_time.value is None and members["early"].value is not None)


def changed_rates(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """A rate in the headline that differs from the only such share in the body."""
    claims = list(claims)
    heads = [claim for claim in claims if claim.headline and claim.value is None and kind_of(claim)][:_HEADS]
    for head in heads:
        body = [
            claim for claim in claims if not claim.headline and claim.share is not None and _comparable(head, claim)
        ]
        if kind_of(head) == "on_time" and any(kind_of(claim) == "early" for claim in claims):
            continue  # the headline can mean both together
        if len(body) == 1 and not _round_to(body[0], head):
            yield head, body[0]


def _comparable(head: Claim, claim: Claim) -> bool:
    kinds = {"on_time": "early_or_on_time"}
    same = kinds.get(kind_of(claim), kind_of(claim)) == kinds.get(kind_of(head), kind_of(head))
    return (
        same
        and items(claim.breakdown, "timeliness") == items(head.breakdown, "timeliness")
        and claim.period == head.period
    )


def _round_to(claim: Claim, head: Claim) -> bool:
    step = max(claim.share_step, head.share_step) * (3 if head.share_loose else 1)
    return abs((claim.share or Decimal(0)) - (head.share or Decimal(0))) < step


@dataclass(frozen=True)
class Recomputed:
    """A rate against counts: `part`, the sum of the parts or what they leave, of the whole."""

    rate: Claim
    parts: tuple[Claim, ...]
    whole: Claim
    part: Decimal

    @property
    def right(self) -> Decimal:
        """The rate that the counts give."""
        return shown(self.part, self.whole.value or Decimal(1), self.rate.share_step)

    @property
    def fits(self) -> bool:
        """The printed rate is that one, rounded."""
        return fits(self.part, self.whole.value or Decimal(0), self.rate)

    @property
    def cut(self) -> bool:
        """The printed rate is that one, cut off: 99 for 99.99."""
        exact = quotient(self.part, self.whole.value or Decimal(1), self.rate.share_step, rounding=ROUND_FLOOR)
        return exact == self.rate.share


def recomputed(rate: Claim, claims: Iterable[Claim]) -> Recomputed | None:
    """A rate against every pair of counts that can show it; None where one does, or where there is no pair."""
    place = items(rate.breakdown, "timeliness")
    counts = [
        c
        for c in claims
        if c.exact and c.line == rate.line and not (c.versus or c.headline) and c.period == rate.period
    ]
    wholes = [c for c in counts if c.measure in _BASES and c.key == place]
    by_kind = {kind_of(c): c for c in counts if kind_of(c) and items(c.breakdown, "timeliness") == place}
    shown = [
        tuple(by_kind[k] for k in line) for line in _SHOWN.get(kind_of(rate), ()) if all(k in by_kind for k in line)
    ]
    found = [r for parts, whole in product(shown, wholes) if (r := _rate(rate, parts, whole)) is not None]
    nearest = min(found, key=lambda option: abs(option.right - (rate.share or 0)), default=None)
    if nearest is None or rate.share is None or rate.share_loose:  # 'trên 95%' is no exact rate
        return None
    # A hundred per cent is not said where something is late, be it ever so little.
    whole = rate.share == _ALL and nearest.right < _ALL
    told = not whole and any(option.fits for option in found)
    far = abs(nearest.right - rate.share) > rate.share_step
    return nearest if not told and (whole or far or nearest.cut) else None


def _rate(rate: Claim, parts: tuple[Claim, ...], whole: Claim) -> Recomputed | None:
    total = sum((part.value or Decimal(0) for part in parts), Decimal(0))
    left = kind_of(parts[0]) == "late" and kind_of(rate) != "late"
    if not whole.value or total > whole.value or (left and whole.measure == "received"):
        return None  # of what came in, some is neither late nor on time yet
    part = whole.value - total if left else total
    return Recomputed(rate, parts, whole, part)


def no_count_gives(rate: Claim, base: Claim) -> bool:
    """GRIM: no whole number out of the base gives the rate, rounded or cut off."""
    share, step, whole = rate.share or Decimal(0), rate.share_step, base.value or Decimal(0)
    if not base.exact or whole <= 0:
        return False
    least = ((share - step / 2) * whole / 100).to_integral_value(ROUND_CEILING)
    most = max((share + step / 2) * whole / 100, (share + step) * whole / 100 - Decimal("0.000001"))
    return least > most.to_integral_value(ROUND_FLOOR)
