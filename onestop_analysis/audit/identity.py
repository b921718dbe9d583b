"""What must hold: figures that together make up others."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from onestop_analysis.sources.release.claims import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.sources.release.claims import Claim

Kind = Literal["sum", "merged", "levels", "balance", "part", "change", "periods"]
Items = tuple[tuple[str, str], ...]
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Identity:
    """`parts` add up to `wholes`: in all, as a merged category, over levels, in and out (`balance`), over time.

    `open_below`: a sum below the whole can be true, with a category that the text does not name.
    `open_above`: a sum above it can be true as well. `at_most`: any sum up to the whole is right.
    """

    kind: Kind
    parts: tuple[Claim, ...]
    wholes: tuple[Claim, ...]
    open_below: bool = True
    open_above: bool = False
    at_most: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All figures of the identity."""
        return (*self.parts, *self.wholes)

    @property
    def total(self) -> Decimal:
        """The sum of the parts as printed."""
        return _sum(part.value for part in self.parts)

    @cached_property
    def gap(self) -> Decimal:
        """Wholes minus parts, as printed; 0 where rounding can close it, or where any smaller sum is right."""
        low, high = _sum(part.low for part in self.parts), _sum(part.high for part in self.parts)
        least, most = _sum(whole.low for whole in self.wholes), _sum(whole.high for whole in self.wholes)
        if low <= most and (self.at_most or high >= least):
            return NOTHING
        return _sum(whole.value for whole in self.wholes) - self.total

    def solved(self, claim: Claim) -> Decimal:
        """What this figure would have to be, the others being right."""
        value = claim.value or NOTHING
        gap = _sum(whole.value for whole in self.wholes) - self.total
        return value - gap if any(whole.id == claim.id for whole in self.wholes) else value + gap


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value or NOTHING for value in values), NOTHING)


def items(breakdown: Mapping[str, str], without: str = "") -> Items:
    """A breakdown as a key, as `Claim.key`, perhaps without one of its parts."""
    kept = ((key, value) for key, value in breakdown.items() if key != without)
    return tuple(sorted((key, value.lower() if key in NAMED else value) for key, value in kept))
