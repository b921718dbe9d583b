"""Rises and falls recomputed: the printed rate against the count and the one that it is compared with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onestop_analysis.sources.release.claims import Claim, Release

_HUNDRED = Decimal(100)
_WORDS = 40  # characters between 'so với' and the count
_NEAR = 12  # figures before and after a rate among which the compared count is sought


@dataclass(frozen=True)
class Growth:
    """A printed rate, the two counts, and the rate that they give.

    `then` is the count before; where the text prints the difference instead, `change` is that figure.
    `reversed` says that the rate is right as a share of the new count.
    """

    claim: Claim
    now: Claim
    then: Claim | None
    change: Claim | None
    right: Decimal
    verdict: Literal["right", "off", "wrong"]
    reversed: bool = False

    @property
    def counts(self) -> tuple[Claim, ...]:
        """The counts that the rate follows from."""
        return tuple(claim for claim in (self.now, self.then or self.change) if claim is not None)


def growths(release: Release) -> Iterator[Growth]:
    """Every rate of change of a text whose two counts the text prints, or one and the difference."""
    claims = release.claims
    for at, claim in enumerate(claims):
        if claim.measure != "growth_rate" or not claim.direction:
            continue
        near = [other for other in claims[max(0, at - _NEAR) : at + _NEAR] if other.sentence == claim.sentence]
        now = release.by_id.get(claim.of or "")
        pair = _around(near) or _beside(claim, now, near) or _before(release, now, near)
        found = compare(claim, pair[0], pair[1], change=pair[2]) if pair is not None else None
        if found is not None and not (found.verdict == "wrong" and _fits_another(claim, found.now, near)):
            yield found


def _before(release: Release, now: Claim | None, near: Sequence[Claim]) -> tuple[Claim, Claim, None] | None:
    """'So với tháng 4 (3.115 hồ sơ), tháng 5 tiếp nhận 3.487 hồ sơ, tăng 11,9%'."""
    others = [o for o in near if now is not None and o.id != now.id and quantity(o) == quantity(now) and o.value]
    if now is None or len(others) != 1 or others[0].spans > now.spans or others[0].period == now.period:
        return None
    begin = others[0].spans[0][0]
    return (now, others[0], None) if "so với" in release.text[max(0, begin - _WORDS) : begin].lower() else None


def _fits_another(claim: Claim, now: Claim, near: Sequence[Claim]) -> bool:
    """Another count of the sentence gives the rate: 'so với tháng 4 (3.115), ... tăng 11,9%; so với ... (3.620)'."""
    others = (other for other in near if other.id != now.id and quantity(other) == quantity(now) and other.value)
    return any(found.verdict == "right" for o in others if (found := compare(claim, now, o)) is not None)


def compare(claim: Claim, now: Claim, then: Claim | None, *, change: Claim | None = None) -> Growth | None:
    """A rate of change against its counts; None where they are none."""
    before = _bounds(then) if then is not None else _difference(now, change)
    low, value, high = before
    if claim.share is None or low <= 0 or now.value is None:
        return None
    right = ((now.value / value - 1) * _HUNDRED).quantize(claim.share_step)
    now_low, now_high = _span(now)
    least, most = (now_low / high - 1) * _HUNDRED, (now_high / low - 1) * _HUNDRED
    printed, slack = claim.share * claim.direction, claim.share_step * (2 if claim.share_loose else 1) / 2
    if least - slack <= printed <= most + slack:
        return Growth(claim, now, then, change, right, "right")
    other = abs((1 - value / now.value) * _HUNDRED - printed) <= slack if now.value else False
    near = abs(right - printed) <= claim.share_step
    return Growth(claim, now, then, change, right, "off" if near else "wrong", other)


def earlier(claims: Iterable[Claim]) -> Mapping[object, list[Claim]]:
    """Counts by what they count and their days: where the count that another text compares with is looked up."""
    found: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        counted = claim.value is not None and not (claim.versus or claim.guessed or claim.headline or claim.around)
        if counted and claim.dated and not claim.measure.endswith("_change"):
            found[quantity(claim), claim.period].append(claim)
    return found


def quantity(claim: Claim) -> object:
    """What a count counts: measure, breakdown and unit."""
    return claim.measure, claim.key, claim.unit


def _around(near: Sequence[Claim]) -> tuple[Claim, Claim, None] | None:
    """'từ 58.240 hồ sơ lên 64.358 hồ sơ (tăng 10,5%)'."""
    ends = [claim for claim in near if claim.around]
    return (ends[1], ends[0], None) if len(ends) == 2 and ends[0].measure == ends[1].measure else None


def _beside(rate: Claim, now: Claim | None, near: Sequence[Claim]) -> tuple[Claim, Claim | None, Claim | None] | None:
    if now is None or now.value is None:
        return None
    # A count after 'so với' that stands behind the rate: what is compared with.
    behind = [c for c in near if c.spans > rate.spans]
    then = next((c for c in behind if c.value is not None or c.direction), None)
    if then is not None and then.versus and then.id != now.id and quantity(then) == quantity(now):
        return now, then, None
    # The difference that the rate stands right behind: 'tăng 1.228 hồ sơ (4,2%)'.
    change = next((c for c in reversed(near) if c.spans < rate.spans), None)
    if change is None or change.of != now.id or change.measure != f"{now.measure}_change":
        return None
    return now, None, change


def _bounds(claim: Claim) -> tuple[Decimal, Decimal, Decimal]:
    low, high = _span(claim)
    return low, claim.value or Decimal(0), high


def _span(claim: Claim) -> tuple[Decimal, Decimal]:
    """Between which values a printed number lies: half a step about one with decimals, such as a pace, was rounded."""
    exponent = int((claim.value or Decimal(0)).as_tuple().exponent)
    half = Decimal(5).scaleb(exponent - 1) if exponent < 0 else Decimal(0)
    return claim.low - half, claim.high + half


def _difference(now: Claim, change: Claim | None) -> tuple[Decimal, Decimal, Decimal]:
    """What there was before a printed rise or fall."""
    if change is None or change.value is None or now.value is None:
        return Decimal(0), Decimal(0), Decimal(0)
    (low, high), (now_low, now_high) = sorted(_span(change)), _span(now)
    return now_low - high, now.value - change.value, now_high - low
