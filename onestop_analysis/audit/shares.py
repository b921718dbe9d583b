"""Shares against their base: rounded, truncated, forced, computed on another base, or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Literal

from onestop_analysis.audit.findings import quotient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onestop_analysis.sources.release.claims import Claim

Verdict = Literal["right", "truncated", "off", "wrong"]
_NOTHING = Decimal(0)
_FINEST = Decimal("0.0001")
_LOOSE = 2  # steps that "khoảng 97%" may be off


@dataclass(frozen=True)
class ShareCheck:
    """One share, its base, and how the two agree. `right` is the share that the counts give."""

    claim: Claim
    base: Claim
    verdict: Verdict
    right: Decimal


def check_share(claim: Claim, base: Claim) -> ShareCheck | None:
    """Compare a printed share with count and base; None where there is nothing to compare."""
    if claim.share is None or claim.value is None or not base.value or claim.mean:
        return None
    right = quotient(claim.value, base.value, claim.share_step)
    return ShareCheck(claim, base, _verdict(claim, base, right), shown(claim.value, base.value, claim.share_step))


def shown(part: Decimal, whole: Decimal, step: Decimal) -> Decimal:
    """The share with as many decimals as printed, more where it would read as none or as all and is not."""
    right = quotient(part, whole, step)
    while right in (0, 100) and 0 < part < whole and step > _FINEST:
        step /= 10
        right = quotient(part, whole, step)
    return right


def fits(part: Decimal, whole: Decimal, claim: Claim) -> bool:
    """The claim's share is part / whole, rounded."""
    share = claim.share if claim.share is not None else _NOTHING
    return whole > 0 and abs(part * 100 / whole - share) <= claim.share_step / 2


def _verdict(claim: Claim, base: Claim, right: Decimal) -> Verdict:
    share, step = claim.share or _NOTHING, claim.share_step
    low = claim.low * 100 / base.high if base.high else _NOTHING
    high = claim.high * 100 / base.low if base.low > 0 else Decimal("Infinity")
    if low <= share + step / 2 and high >= share - step / 2:
        return "right"
    if claim.share_loose and abs(share - right) <= _LOOSE * step:
        return "right"
    if not (claim.exact and base.exact):
        return "wrong"
    if quotient(claim.value or _NOTHING, base.value or _NOTHING, step, rounding=ROUND_FLOOR) == share:
        return "truncated"
    # Forced to add up to 100, or rounded twice: the last digit is one off.
    return "off" if abs(share - right) <= step else "wrong"


def fitting_bases(claim: Claim, others: Iterable[Claim]) -> list[Claim]:
    """Other printed figures of which the count is the printed share, rounded."""
    value = claim.value or _NOTHING
    return [
        other
        for other in others
        if other.id != claim.id and other.unit == claim.unit and other.value is not None and other.value >= value
        and fits(value, other.value, claim)
    ]  # fmt: skip
