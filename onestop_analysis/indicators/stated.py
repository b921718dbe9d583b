"""What other sources say: asked like counts where there are no dossiers, set beside the counts where there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onestop_analysis.indicators.observation import NAMED, Observation, Observations, in_order, observation_id
from onestop_analysis.indicators.reported import FORM, RELEASE
from onestop_analysis.sources.words import fold
from onestop_analysis.vocabulary import IN_PERSON_OR_POST, Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.periods import Period

_PREFIXES = ("sở ", "ngành ")


class Stated(Observations):
    """The observations of a period that one source states; what it does not say is not there, never zero.

    `source` is `form` or `release`; what is asked for need not name it.
    """

    def __init__(self, period: Period, items: Iterable[Observation], source: str) -> None:
        super().__init__(period, items)
        self.source = source

    def copy(self) -> Stated:
        """The same observations."""
        return Stated(self.period, self.values(), self.source)

    def find(self, measure: str, **breakdown: str) -> Observation | None:
        """As of counts."""
        return super().find(measure, **breakdown | {"stated_by": self.source})

    def get_one(self, measure: str, **breakdown: str) -> Observation:
        """As of counts.

        Raises:
            KeyError: the source does not say.
        """
        found = self.find(measure, **breakdown)
        if found is None:
            raise KeyError(observation_id(self.period, measure, in_order(breakdown | {"stated_by": self.source})))
        return found

    def known(self, measure: str, **breakdown: str) -> Observation | None:
        """The figure, or None where the source does not say."""
        return self.find(measure, **breakdown)

    def get_or_zero(self, measure: str, **breakdown: str) -> Observation:
        """As `get_one`: a source that does not name an agency does not say that it had nothing."""
        return self.get_one(measure, **breakdown)

    def by(self, measure: str, *dimensions: str) -> list[Observation]:
        """As of counts."""
        return super().by(measure, *dimensions, "stated_by")

    def totals(self) -> list[Observation]:
        """The observations that are not divided."""
        return [item for item in self.values() if item.dimensions == ("stated_by",)]


def stated_of(items: Iterable[Observation], period: Period) -> Stated | None:
    """What is known of a period without dossiers: by its form, else by its release; None where neither gives totals."""
    own = [item for item in items if item.period == period]
    for source in (FORM, RELEASE):
        found = Stated(period, (item for item in own if dict(item.breakdown)["stated_by"] == source), source)
        if found.find("received") or found.find("resolved"):
            return found
    return None


Pair = tuple[Observation, Observation | None]


def pairs(items: Iterable[Observation], in_use: Mapping[Period, Observations], own: Period) -> list[Pair]:
    """Each figure that a source states, beside the dossiers' or the form's (None: it is in this source only).

    Figures of agencies, fields, procedures and levels only where the two differ; none of those by which `own`, the
    report's period, is told. `in_use` is what tells of each period.
    """
    found: list[Pair] = []
    for item in items:
        group = in_use.get(item.period)
        is_source = isinstance(group, Stated) and dict(item.breakdown)["stated_by"] == group.source
        if is_source and item.period == own:
            continue
        known = None if is_source else counterpart(item, group)
        if not NAMED & set(item.dimensions) or item.value != (known.value if known else 0):
            found.append((item, known))
    return found


def counterpart(item: Observation, counted: Observations | None) -> Observation | None:
    """The same figure as `counted` has it, whatever the source; None where it has none.

    In person and by post are one column of a form: their sum is an observation of its own. Names of agencies, fields
    and procedures are compared as `same_name` has them.
    """
    if counted is None:
        return None
    at = {name: text for name, text in item.breakdown if name != "stated_by"}
    found = _found(item.measure, at, counted)
    if found is None and (renamed := _as_counted(at, counted)) != at:
        found = _found(item.measure, renamed, counted)
    return found


def same_name(name: str) -> str:
    """The key under which spellings of a name meet: 'Sở Tư pháp' and 'Tư pháp' are one agency in print."""
    key = fold(name).replace("ủy ban nhân dân", "ubnd")
    return next((key.removeprefix(prefix) for prefix in _PREFIXES if key.startswith(prefix)), key)


def _found(measure: str, at: dict[str, str], counted: Observations) -> Observation | None:
    found = counted.find(measure, **at)
    if found is not None or at.get("channel") != IN_PERSON_OR_POST:
        return found
    apart = (counted.find(measure, **at | {"channel": channel.value}) for channel in (Channel.IN_PERSON, Channel.POST))
    parts = [part for part in apart if part is not None]
    return replace(parts[0], breakdown=in_order(at), value=sum(part.value for part in parts)) if parts else None


def _as_counted(at: dict[str, str], counted: Observations) -> dict[str, str]:
    """The breakdown with the names that the counts have."""
    renamed = dict(at)
    for dimension in {"agency", "field", "procedure"} & set(at):
        names = (item.category(dimension) for item in counted.by("received", dimension))
        renamed[dimension] = {same_name(name): name for name in names}.get(same_name(at[dimension]), at[dimension])
    return renamed
