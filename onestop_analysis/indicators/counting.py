"""From cubes and a period to observations; nothing else in the project counts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from onestop_analysis.errors import OnestopError
from onestop_analysis.indicators.definitions import CATEGORIES, DEFINITIONS, LISTED_IN_SHORT, Definition
from onestop_analysis.indicators.observation import Breakdown, Observation, Observations, observation_id
from onestop_analysis.indicators.statistics import STATISTICS, observe_statistic
from onestop_analysis.vocabulary import Timeliness

if TYPE_CHECKING:
    from onestop_analysis.cubes import Cubes
    from onestop_analysis.indicators.flows import Key
    from onestop_analysis.periods import Period

_BY_MEASURE = {definition.measure: definition for definition in DEFINITIONS}
_LISTED = {item.measure: ((), *item.breakdowns) for item in DEFINITIONS} | {
    name: statistic.breakdowns for name, statistic in STATISTICS.items()
}
_IN_TIME = (Timeliness.EARLY, Timeliness.ON_TIME)


class IdentityError(OnestopError):
    """Two counts of the same dossiers differ: a defect, never a matter of opinion."""


def observe(cubes: Cubes, period: Period, *, source: str, detail: bool = True) -> Observations:
    """The observations of a period.

    Args:
        cubes: the counted tables of a centre.
        period: any period whose bounds the cubes know (see `read_cubes`).
        source: where the dossiers are, for the observations to say.
        detail: list agencies, fields and procedures too; what is not listed can still be asked for.

    Raises:
        IdentityError: the parts of a whole do not add up.
    """
    count = partial(_count, cubes, period, source=source)
    listed = [
        item
        for measure, breakdowns in _LISTED.items()
        for dimensions in breakdowns
        if detail or set(dimensions) <= LISTED_IN_SHORT
        for item in count(measure, dimensions)
    ]
    observations = Observations(period, listed, count)
    check_identities(observations)
    return observations


def leading(items: list[Observation], most: int) -> list[Observation]:
    """The largest of some observations: at most so many, and none that is no larger than one left out."""
    order = sorted(items, key=lambda item: -item.value)
    return order if len(order) <= most else [item for item in order[:most] if item.value > order[most].value]


def timeliness_classes(observations: Observations) -> list[Observation]:
    """Resolved by the classes of the rule in use, which make up the whole: early and on time may be one class."""
    names = list(Timeliness)
    if observations.find("resolved", timeliness=Timeliness.EARLY):
        names.remove(Timeliness.EARLY_OR_ON_TIME)
    found = [observations.find("resolved", timeliness=name) for name in names]
    return [item for item in found if item is not None]


def check_identities(observations: Observations) -> None:
    """Check what must hold between counts, whatever the dossiers are.

    received = resolved + withdrawn + refused + pending; overdue is the same twice; parts sum to their whole.

    Raises:
        IdentityError: one of these does not hold.
    """
    value = {name: observations.get_one(name).value for name in _BY_MEASURE if observations.find(name)}
    ended = sum(value[name] for name in ("resolved", "withdrawn", "refused", "pending"))
    if value["received"] != ended:
        raise IdentityError(f"{observations.period}: received {value['received']} is not the sum of its ends {ended}")
    if value["overdue"] != observations.get_one("pending", deadline_state="overdue").value:
        raise IdentityError(f"{observations.period}: two counts of overdue dossiers differ")
    parts: dict[tuple[str, Key], int] = {}
    for item in observations.values():
        if item.measure in _BY_MEASURE and item.breakdown and not _is_merged(item, observations):
            key = (item.measure, item.dimensions)
            parts[key] = parts.get(key, 0) + int(item.value)
    for (measure, dimensions), total in parts.items():
        if total != value[measure]:
            raise IdentityError(
                f"{observations.period}: {measure} by {dimensions} sums to {total}, not {value[measure]}"
            )


def _is_merged(item: Observation, observations: Observations) -> bool:
    """Whether this is early and on time together, beside the two of which it is the sum."""
    named = dict(item.breakdown)
    if named.get("timeliness") != Timeliness.EARLY_OR_ON_TIME:
        return False
    return observation_id(observations.period, item.measure, (("timeliness", "early"),)) in observations


def _count(cubes: Cubes, period: Period, measure: str, dimensions: Key, *, source: str) -> list[Observation]:
    """The observations of a measure over some dimensions; empty where there is nothing to count."""
    if measure in STATISTICS:
        return observe_statistic(cubes, period, STATISTICS[measure], dimensions=dimensions, source=source)
    if measure not in _BY_MEASURE:
        return []
    definition = _BY_MEASURE[measure]
    if not definition.divides(dimensions) or not _has_data(cubes, definition, dimensions):
        return []
    counts = _complete(cubes, definition.count(cubes, period, dimensions), dimensions)
    wholes = _wholes(cubes, definition, period, dimensions)
    found = []
    for key, value in counts.items():
        breakdown: Breakdown = tuple(zip(dimensions, key, strict=True))
        base, whole = wholes.get(key[:-1], (None, None))
        found.append(Observation(measure, breakdown, value, definition.unit, period, source, whole=whole, base=base))
    return found


def _has_data(cubes: Cubes, definition: Definition, dimensions: Key) -> bool:
    """A dimension that the data never name has no breakdown; a fact that they never record has no count."""
    if definition.needs and not any(definition.needs_counts(cubes)):
        return False
    return all(name not in cubes.names or set(cubes.names[name]) - {""} for name in dimensions)


def _wholes(cubes: Cubes, definition: Definition, period: Period, dimensions: Key) -> dict[Key, tuple[str, int]]:
    """The base of each value: the measure without the last dimension, or another measure for a total."""
    if dimensions:
        shorter = dimensions[:-1]
        counts = definition.count(cubes, period, shorter)
        counts = counts or {(): 0} if not shorter else counts
        return {
            key: (observation_id(period, definition.measure, tuple(zip(shorter, key, strict=True))), value)
            for key, value in counts.items()
        }
    if definition.base is None:
        return {}
    measure, at = definition.base
    value = (
        _BY_MEASURE[measure].count(cubes, period, tuple(name for name, _ in at)).get(tuple(text for _, text in at), 0)
    )
    return {(): (observation_id(period, measure, at), value)}


def _complete(cubes: Cubes, counts: dict[Key, int], dimensions: Key) -> dict[Key, int]:
    """The counts with stated categories at zero, sorted, and early and on time also together."""
    if not dimensions:
        return counts or {(): 0}
    if dimensions == ("age",):
        return counts  # in order, and complete where the calendar reaches the period's end
    last = dimensions[-1]
    stated = (Timeliness.LATE,) if last == "timeliness" and cubes.rule.merged else CATEGORIES.get(last, ())
    prefixes = sorted({key[:-1] for key in counts} or ({()} if len(dimensions) == 1 else set()))
    zeros = {(*prefix, str(name)): 0 for prefix in prefixes for name in stated}
    counts = zeros | dict(sorted(counts.items()))
    return counts | ({} if "timeliness" not in dimensions else _in_time(counts, dimensions))


def _in_time(counts: dict[Key, int], dimensions: Key) -> dict[Key, int]:
    """Early and on time together, the value that most releases print."""
    place = dimensions.index("timeliness")
    together: dict[Key, int] = {}
    for key, value in counts.items():
        wanted = (*key[:place], Timeliness.EARLY_OR_ON_TIME.value, *key[place + 1 :])
        is_part = key[place] in (*_IN_TIME, Timeliness.EARLY_OR_ON_TIME)
        together[wanted] = together.get(wanted, 0) + (value if is_part else 0)
    return together
