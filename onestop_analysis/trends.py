"""Comparisons between periods, as observations of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.indicators import Observation

if TYPE_CHECKING:
    from onestop_analysis.indicators import Observations


def change(now: Observation, before: Observation) -> Observation:
    """The change of one count: `value` is the difference, `whole` the earlier value, so `share` is the growth."""
    return Observation(
        measure=f"{now.measure}_change",
        breakdown=(*now.breakdown, ("versus", before.period.label)),
        value=now.value - before.value,
        unit=now.unit,
        period=now.period,
        source=now.source,
        whole=before.value,
        base=before.id,
    )


def changes(now: Observations, before: Observations | None) -> list[Observation]:
    """The changes of the undivided totals; empty without an earlier period."""
    if before is None:
        return []
    totals = [item for item in now.values() if not item.breakdown and isinstance(item.value, int)]
    pairs = [(item, before.find(item.measure)) for item in totals]
    return [change(item, earlier) for item, earlier in pairs if earlier is not None]
