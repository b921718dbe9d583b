"""The observations of a part of the dossiers: those of one agency, one procedure or one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.indicators.definitions import DEFINITIONS
from onestop_analysis.indicators.observation import Observation, Observations, in_order, observation_id

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFINITIONS = {item.measure: item for item in DEFINITIONS}
# Whatever the part: they are of the calendar, not of dossiers.
_SHARED = {"working_days"}


class Narrowed(Observations):
    """Answers every question for a part only; ids name the part, wholes lie within it.

    What was not received, resolved ... in the part is a count of zero. What cannot be divided that way (ratings
    by procedure) is not there, never zero.
    """

    def __init__(self, whole: Observations, where: Mapping[str, str]) -> None:
        super().__init__(whole.period)
        self._all, self._where = whole, dict(where)

    def find(self, measure: str, **breakdown: str) -> Observation | None:
        """As for all dossiers, within the part."""
        if measure in _SHARED:
            return self._keep(self._all.find(measure, **breakdown))
        asked = self._where | breakdown
        if not set(self._where.items()) <= set(asked.items()):
            return None
        return self._keep(self._all.find(measure, **asked))

    def get_one(self, measure: str, **breakdown: str) -> Observation:
        """As for all dossiers, but zero where the part has none."""
        return self.get_or_zero(measure, **breakdown)

    def get_or_zero(self, measure: str, **breakdown: str) -> Observation:
        """As for all dossiers, within the part.

        Raises:
            KeyError: the measure cannot be divided that way.
        """
        found, asked = self.find(measure, **breakdown), self._where | breakdown
        if found is not None:
            return found
        if measure not in _DEFINITIONS or not _DEFINITIONS[measure].divides(asked):
            raise KeyError(observation_id(self.period, measure, in_order(asked)))
        zero = self._all.get_or_zero(measure, **asked)
        self._listed[zero.id] = zero
        return zero

    def by(self, measure: str, *dimensions: str) -> list[Observation]:
        """As for all dossiers, within the part."""
        extra = [name for name in self._where if name not in dimensions]
        found = [
            item
            for item in self._all.by(measure, *dimensions, *extra)
            if set(self._where.items()) <= set(item.breakdown)
        ]
        self._listed |= {item.id: item for item in found}
        return found

    def totals(self) -> list[Observation]:
        """The observations of the whole part."""
        found = [self.find(item.measure) for item in self._all.totals()]
        return [item for item in found if item is not None]

    def _keep(self, item: Observation | None) -> Observation | None:
        if item is not None:
            self._listed[item.id] = item
        return item


def narrow(observations: Observations, **where: str) -> Observations:
    """The observations of a part, such as `agency="Sở Tư pháp"`; those of all where nothing is named."""
    named = {name: value for name, value in where.items() if value}
    return Narrowed(observations, named) if named else observations
