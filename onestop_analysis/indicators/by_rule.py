"""How far the choice of the timeliness rule moves the rates: resolved dossiers as every named rule judges them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.cubes import slot
from onestop_analysis.indicators.observation import Breakdown, Observation, observation_id
from onestop_analysis.timeliness import RULES
from onestop_analysis.vocabulary import Timeliness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onestop_analysis.periods import Period

MEASURE = "resolved_by_rule"


def resolved_by_rule(
    judged: Iterable[tuple[int, str, str, int]], period: Period, *, source: str
) -> tuple[Observation, ...]:
    """For each rule the resolved dossiers of a period, then by timeliness with their share.

    Early and on time are also given together. `judged`: see `cubes.read_by_rule`.
    """
    first, last = slot(period.start), slot(period.end)
    counts: dict[str, dict[str, int]] = {}
    for day, rule, timeliness, dossiers in judged:
        classes = counts.setdefault(rule, {})
        if timeliness and first <= day <= last:
            classes[timeliness] = classes.get(timeliness, 0) + dossiers
    return tuple(item for rule, classes in counts.items() for item in _of_rule(rule, classes, period, source=source))


def _of_rule(rule: str, classes: dict[str, int], period: Period, *, source: str) -> list[Observation]:
    named: Breakdown = (("rule", rule),)
    total = Observation(MEASURE, named, sum(classes.values()), "dossier", period, source)
    apart = () if RULES[rule].merged else (Timeliness.EARLY, Timeliness.ON_TIME)
    found = {kind: classes.get(kind, 0) for kind in apart}
    in_time = sum(found.values()) + classes.get(Timeliness.EARLY_OR_ON_TIME, 0)
    found |= {Timeliness.EARLY_OR_ON_TIME: in_time, Timeliness.LATE: classes.get(Timeliness.LATE, 0)}
    if Timeliness.UNCLASSIFIED in classes:
        found[Timeliness.UNCLASSIFIED] = classes[Timeliness.UNCLASSIFIED]
    base = observation_id(period, MEASURE, named)
    return [total] + [
        Observation(
            MEASURE, (*named, ("timeliness", kind.value)), value, "dossier", period, source,
            whole=int(total.value), base=base,
        )
        for kind, value in found.items()
    ]  # fmt: skip
