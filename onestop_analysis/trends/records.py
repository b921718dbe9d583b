"""Whether a period is the highest or lowest of its series: told only where the series is long enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.periods import Period

# Periods, the own one among them, below which a record means nothing.
LEAST = {"month": 13, "quarter": 8}
TOLD: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("received", "received", {}),
    ("resolved", "resolved", {}),
    ("on_time_rate", "resolved", {"timeliness": "early_or_on_time"}),
    ("online_rate", "received", {"channel": "online"}),
)


@dataclass(frozen=True)
class Record:
    """A number of the period that no earlier one reached, and the nearest of those; `key` names the subject."""

    key: str
    now: Observation
    before: Observation
    highest: bool


@dataclass(frozen=True)
class Records:
    """The records of a period in a series of `length` periods since `first`."""

    length: Observation
    first: Period
    found: tuple[Record, ...]

    def observations(self) -> list[Observation]:
        """The numbers that are told."""
        return [self.length, *(item for record in self.found for item in (record.now, record.before))]


def records(facts: Facts) -> Records | None:
    """The records of the period; None where the series is short or of an unlisted kind."""
    series = [*facts.past, facts.now]
    if len(series) < LEAST.get(facts.period.kind, len(series) + 1):
        return None
    base = facts.get("received")
    length = replace(base, measure="periods_on_record", value=len(series), unit="period", base=None)
    made = [_record(key, [_item(one, measure, at) for one in series]) for key, measure, at in TOLD]
    return Records(length, series[0].period, tuple(item for item in made if item is not None))


def _item(observations: Observations, measure: str, at: dict[str, str]) -> Observation:
    return observations.get_or_zero(measure, **at)


def _record(key: str, items: Sequence[Observation]) -> Record | None:
    """The record of the last item; None where it is none, or where its printed share is no other."""
    *past, now = items
    if key.endswith("_rate"):
        past = [item for item in past if item.whole]
    if not past or (key.endswith("_rate") and not now.whole):
        return None
    high, low = max(past, key=_size), min(past, key=_size)
    for before, highest in ((high, True), (low, False)):
        beaten = _size(now) > _size(before) if highest else _size(now) < _size(before)
        if beaten and _printed(now) != _printed(before):
            return Record(key, now, before, highest)
    return None


def _size(item: Observation) -> Fraction:
    return Fraction(item.value) / Fraction(item.whole) if item.whole else Fraction(item.value)


def _printed(item: Observation) -> str:
    return item.text(form="share") or item.text()
