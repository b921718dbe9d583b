"""Everything that a report says about change, made once from its facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from onestop_analysis.trends.comparisons import (
    Comparison,
    LikeForLike,
    YearToDate,
    like_for_like,
    paces,
    per_workday,
    year_to_date,
)
from onestop_analysis.trends.control import Control, control
from onestop_analysis.trends.drivers import Drivers, drivers
from onestop_analysis.trends.forecast import Outlook, outlook
from onestop_analysis.trends.hindsight import Hindsight, hindsight
from onestop_analysis.trends.peers import Peers, peers
from onestop_analysis.trends.rare import RareLate, rare_late
from onestop_analysis.trends.records import Records, records
from onestop_analysis.trends.targets import TargetCheck, target_checks

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

# In a month of fewer resolved dossiers one late one is more than two percentage points.
LEAST_RESOLVED = 50


@dataclass(frozen=True)
class Analysis:
    """What changed, and whether it means anything; None or empty where the data do not say."""

    paces: tuple[Comparison, ...]
    like_for_like: tuple[LikeForLike, ...]
    controls: dict[str, Control]
    late: RareLate | None
    drivers: Drivers | None
    outlook: Outlook | None
    year_to_date: YearToDate | None
    targets: tuple[TargetCheck, ...]
    records: Records | None
    peers: Peers | None
    hindsight: Hindsight | None

    def observations(self) -> list[Observation]:
        """Every derived number that a sentence, table or chart may print."""
        pairs = [*self.paces, *(item for same in self.like_for_like for item in same.comparisons)]
        made = [number for pair in pairs for number in (pair.now, pair.before, pair.change, pair.growth) if number]
        made += [number for chart in self.controls.values() for number in (*chart.points, *chart.observations())]
        forecasts = (self.outlook, self.hindsight)
        parts = (self.late, self.drivers, *forecasts, self.year_to_date, *self.targets, self.records, self.peers)
        for part in parts:
            made += part.observations() if part is not None else []
        return made


NOTHING = Analysis(
    (),
    (),
    controls={},
    late=None,
    drivers=None,
    outlook=None,
    year_to_date=None,
    targets=(),
    records=None,
    peers=None,
    hindsight=None,
)


def analyse(facts: Facts) -> Analysis:
    """Compare, chart and forecast; nothing of a period that has no dossiers to look into."""
    if facts.stated:
        return NOTHING
    return Analysis(
        tuple(paces(facts)),
        tuple(like_for_like(facts)),
        controls=_controls(facts),
        late=rare_late(facts),
        drivers=drivers(facts),
        outlook=outlook(facts),
        year_to_date=year_to_date(facts),
        targets=tuple(target_checks(facts)),
        records=records(facts),
        peers=peers(facts),
        hindsight=hindsight(facts),
    )


def _controls(facts: Facts) -> dict[str, Control]:
    daily = [pace for month in facts.months if (pace := per_workday(month)) is not None]
    on_time = [] if few_resolved(facts) else facts.series("resolved", timeliness="early_or_on_time")
    on_time = [item for item in on_time if item.whole]
    online = [item for item in facts.series("received", channel="online") if item.whole]
    judged = partial(control, period=facts.period, events=facts.events)
    found = [
        judged("received_per_workday", daily, _value),
        judged("on_time_rate", on_time, _percent, percent=True, good=1),
        judged("online_rate", online, _percent, percent=True, good=1),
    ]
    return {chart.key: chart for chart in found if chart is not None}


def few_resolved(facts: Facts) -> bool:
    """Whether a usual month resolves so few dossiers that one late dossier moves the rate beyond any limit."""
    wholes = [int(month.get_one("resolved").value) for month in facts.months]
    return not wholes or median(wholes) < LEAST_RESOLVED


def _value(item: Observation) -> Decimal:
    return Decimal(item.value)


def _percent(item: Observation) -> Decimal:
    return Decimal(item.value) * 100 / Decimal(item.whole or 1)
