"""Comparisons between periods, as observations of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from onestop_analysis.indicators.observation import difference

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.notes import Event

ONE_PLACE, TWO_PLACES = Decimal("0.1"), Decimal("0.01")


def rounded(value: Decimal, step: Decimal = TWO_PLACES) -> Decimal:
    """Rounded once, half up; a small negative number becomes a plain zero."""
    return value.quantize(step, ROUND_HALF_UP) + 0


def change(now: Observation, before: Observation) -> Observation:
    """The difference, which names the period that it is taken from."""
    at = (*now.breakdown, ("versus", before.period.label))
    return replace(difference(now, before), breakdown=at)


def changes(now: Observations, before: Observations | None) -> list[Observation]:
    """The changes of the undivided totals; empty without an earlier period."""
    if before is None:
        return []
    undivided = (item for item in now.values() if set(item.dimensions) <= {"stated_by"})
    totals = [item for item in undivided if isinstance(item.value, int)]
    pairs = [(item, before.find(item.measure)) for item in totals]
    return [change(item, earlier) for item, earlier in pairs if earlier is not None]


def per_workday(observations: Observations) -> Observation | None:
    """New dossiers by working day, to one decimal; None where no working day is known."""
    new, days = observations.get_one("received", inflow="new"), observations.find("working_days")
    if days is None or not days.value:
        return None
    pace = rounded(Decimal(new.value) / days.value, ONE_PLACE)
    return replace(new, measure="received_per_workday", value=pace, unit="dossier_per_workday", whole=None, base=new.id)


@dataclass(frozen=True)
class Comparison:
    """A number of the period beside an earlier one, with their difference; a pace has its growth of its own."""

    now: Observation
    before: Observation
    change: Observation
    growth: Observation | None = None


def compared(now: Observation | None, before: Observation | None) -> Comparison | None:
    """The two beside each other; None where one is missing."""
    return Comparison(now, before, change(now, before)) if now and before else None


def paces(facts: Facts) -> list[Comparison]:
    """New dossiers by working day against the earlier periods."""
    found = [(compared(per_workday(facts.now), per_workday(before)), before) for before in facts.earlier]
    return [replace(item, growth=_growth(facts.now, before)) for item, before in found if item is not None]


def _growth(now: Observations, before: Observations) -> Observation | None:
    """The growth of the pace from whole numbers: a rounded pace of a small centre would say something else."""
    new, new_before = (group.get_one("received", inflow="new") for group in (now, before))
    days, days_before = (group.get_one("working_days").value for group in (now, before))
    whole = new_before.value * days
    versus = (("versus", before.period.label),)
    value = new.value * days_before - whole
    return (
        replace(
            new,
            measure="received_per_workday_growth",
            breakdown=versus,
            value=value,
            whole=whole,
            unit="ratio",
            base=new.id,
        )
        if whole
        else None
    )


@dataclass(frozen=True)
class YearToDate:
    """The year up to the period's end: totals, and their changes against the same span a year earlier."""

    received: Observation
    resolved: Observation
    on_time: Observation
    before: Observations | None
    changes: tuple[Observation, ...]

    def observations(self) -> list[Observation]:
        """The numbers that are told."""
        return [self.received, self.resolved, self.on_time, *self.changes]


def year_to_date(facts: Facts) -> YearToDate | None:
    """None where the period is the year so far itself, or where the data begin within the year."""
    now, before = facts.to_date, facts.to_date_before
    if now is None:
        return None
    received, resolved = now.get_one("received"), now.get_one("resolved")
    changes = (change(item, before.get_one(item.measure)) for item in (received, resolved)) if before else ()
    on_time = now.get_one("resolved", timeliness="early_or_on_time")
    return YearToDate(received, resolved, on_time, before, tuple(changes))


@dataclass(frozen=True)
class LikeForLike:
    """Received dossiers without a procedure that was suspended in one of the compared periods."""

    event: Event
    comparisons: tuple[Comparison, ...]


def like_for_like(facts: Facts) -> list[LikeForLike]:
    """The comparison of received dossiers without each suspended procedure."""
    found = []
    for event in facts.events:
        pairs = [before for before in facts.earlier if event.procedure and _uneven(event, facts.now, before)]
        items = [compared(_without(facts.now, event.procedure), _without(before, event.procedure)) for before in pairs]
        whole = tuple(item for item in items if item is not None)
        found += [LikeForLike(event, whole)] if whole else []
    return found


def _uneven(event: Event, now: Observations, before: Observations) -> bool:
    """Whether the suspension touches the period, and not all of the one before."""
    ended = event.until is not None and event.until < now.period.start
    return event.date <= now.period.end and not ended and event.date > before.period.start


def _without(observations: Observations, procedure: str) -> Observation | None:
    total, part = observations.get_one("received"), observations.find("received", procedure=procedure)
    if not observations.by("received", "procedure"):
        return None
    rest = total.value - (part.value if part else 0)
    return replace(total, measure="received_without", breakdown=(("procedure", procedure),), value=rest)
