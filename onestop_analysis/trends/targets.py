"""The period's rates against the targets of centre.toml, in counts: a rounded share decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.project import Target

# What each rate is a share of; the numerator's observation holds both counts.
RATES: dict[str, tuple[str, dict[str, str]]] = {
    "on_time_rate": ("resolved", {"timeliness": "early_or_on_time"}),
    "online_rate": ("received", {"channel": "online"}),
    "paid_online_rate": ("paid_online", {}),
    "digitised_rate": ("digitised", {}),
}


@dataclass(frozen=True)
class TargetCheck:
    """A rate beside its target: the target in percent, and how many dossiers that takes, rounded up.

    `missing` is how many are missing, None where the target is met. `rate` is None where nothing was counted.
    """

    target: Target
    wanted: Observation
    rate: Observation | None
    needed: Observation | None
    missing: Observation | None

    def observations(self) -> list[Observation]:
        """The derived numbers."""
        return [item for item in (self.wanted, self.needed, self.missing) if item is not None]


def target_checks(facts: Facts) -> list[TargetCheck]:
    """Each target of the centre against the period."""
    return [_check(facts, target) for target in facts.centre.targets]


def _check(facts: Facts, target: Target) -> TargetCheck:
    measure, breakdown = RATES[target.rate]
    found = facts.now.find(measure, **breakdown)
    base, source = facts.get("received"), f"centre.toml:{target.source}"
    wanted = replace(base, measure=f"{target.rate}_target", value=target.at_least, unit="percent", source=source)
    if found is None or not found.whole:
        return TargetCheck(target, wanted, rate=None, needed=None, missing=None)
    least = int((Decimal(found.whole) * target.at_least / 100).to_integral_value(ROUND_CEILING))
    needed = replace(found, measure=f"{target.rate}_needed", breakdown=(), value=least, whole=None, base=found.id)
    missing = replace(needed, measure=f"{target.rate}_missing", value=least - found.value)
    return TargetCheck(target, wanted, found, needed, missing if found.value < least else None)
