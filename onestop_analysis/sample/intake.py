"""Reception: the new dossiers of a span, with exact numbers per agency and channel."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from onestop_analysis.sample.calibration import Agency, Calibration, Channels, Exact, Procedure, Rates, Span
from onestop_analysis.sample.dossiers import IN_PERSON, ONLINE, POST, Dossier
from onestop_analysis.sample.draws import Draws, Table, apportion
from onestop_analysis.sample.opening_days import OpeningDays, between

if TYPE_CHECKING:
    from datetime import date

INSURANCE = "Bảo hiểm xã hội tỉnh"
# How much likelier than at level 3 a dossier comes online; level 2 cannot.
_ONLINE_WEIGHT = {2: 0.0, 3: 1.0, 4: 2.6}
_INSURANCE_WEIGHT = {2: 0.0, 3: 2.0, 4: 6.0}
_MORNING, _AFTERNOON = (450, 660), (810, 970)
_SHARE_WAITING = 0.09
_ANNOUNCED_DAYS = 14


class Intake:
    """Receives dossiers span by span."""

    def __init__(self, calibration: Calibration, opening: OpeningDays, draws: Draws) -> None:
        self._agencies = calibration.agencies
        self._first, self._last = calibration.spans[0].start, calibration.spans[-1].end
        self._opening, self._draws = opening, draws

    def receive(self, span: Span, carried: list[Dossier]) -> list[Dossier]:
        """New dossiers of the span, in the order of reception; `carried` are open at its start."""
        counts = self._agency_counts(span, carried)
        new = [
            dossier for agency in self._agencies for dossier in self._of_agency(agency, counts[agency.name], span=span)
        ]
        new.sort(key=lambda dossier: (dossier.received, dossier.received_minute))
        self._assign_channels(new, _channel_counts(span.plan, len(new), carried))
        _number(new)
        return new

    def _agency_counts(self, span: Span, carried: list[Dossier]) -> dict[str, int]:
        if isinstance(span.plan, Exact):
            before = Counter(dossier.agency.name for dossier in carried)
            return {
                agency.name: span.plan.agencies.get(agency.name, 0) - before[agency.name] for agency in self._agencies
            }
        elapsed = (span.start - self._first).days / (self._last - self._first).days
        weights = [self._volume(agency, elapsed) for agency in self._agencies]
        counts = dict(zip((a.name for a in self._agencies), apportion(span.plan.others, weights), strict=True))
        return counts | {INSURANCE: span.plan.insurance}

    def _volume(self, agency: Agency, elapsed: float) -> float:
        start, end = agency.volume
        return (start + (end - start) * elapsed) * (0.9 + 0.2 * self._draws.unit())

    def _of_agency(self, agency: Agency, count: int, *, span: Span) -> list[Dossier]:
        procedures = Table([procedure.weight for procedure in agency.procedures])
        days = list(between(span.start, span.end))
        tables: dict[str, Table] = {}
        for procedure in agency.procedures:
            tables[procedure.name] = Table([self._weight(day, procedure) for day in days])
        chosen = (agency.procedures[procedures.draw(self._draws)] for _ in range(count))
        return [self._dossier(agency, one, days[tables[one.name].draw(self._draws)]) for one in chosen]

    def _weight(self, day: date, procedure: Procedure) -> float:
        if procedure.until is None:
            return self._opening.weight(day)
        # Received thinly after the announcement, and so that the result is out before the suspension.
        last = self._opening.workdays[self._opening.until_day(procedure.until)]
        announced = last - timedelta(_ANNOUNCED_DAYS)
        return 0.0 if day > last else self._opening.weight(day) * (0.3 if day > announced else 1.0)

    def _dossier(self, agency: Agency, procedure: Procedure, day: date) -> Dossier:
        draws = self._draws
        morning = not self._opening.is_workday(day) or draws.unit() < 0.57
        return Dossier(
            agency=agency,
            procedure=procedure,
            received=day,
            received_minute=draws.within(*(_MORNING if morning else _AFTERNOON)),
            due=self._opening.due(day, procedure.days),
            applicant=draws.below(1_000_000),
            waits=draws.unit() < _SHARE_WAITING,
        )

    def _assign_channels(self, new: list[Dossier], counts: Channels) -> None:
        online = self._draws.weighted(new, _online_weight)[: counts[ONLINE]]
        for dossier in online:
            dossier.channel = ONLINE
        rest = [dossier for dossier in new if dossier.channel == IN_PERSON]
        for dossier in self._draws.shuffled(rest)[: counts[POST]]:
            dossier.channel = POST


def _online_weight(dossier: Dossier) -> float:
    weights = _INSURANCE_WEIGHT if dossier.agency.name == INSURANCE else _ONLINE_WEIGHT
    return weights[dossier.procedure.service_level]


def _channel_counts(plan: Rates | Exact, new: int, carried: list[Dossier]) -> Channels:
    if isinstance(plan, Rates):
        return {ONLINE: round(new * plan.online), POST: round(new * plan.post)}
    before = Counter(dossier.channel for dossier in carried) if plan.channels_count_carried else Counter[str]()
    return {channel: count - before[channel] for channel, count in plan.channels.items()}


def _number(new: list[Dossier]) -> None:
    """Number in the national form: agency, day of reception, sequence."""
    sequence: Counter[str] = Counter()
    for dossier in new:
        prefix = _prefix(dossier.agency.code, dossier.received)
        sequence[prefix] += 1
        dossier.id = f"{prefix}{sequence[prefix]:04}"


@cache
def _prefix(code: str, day: date) -> str:
    province, number = code.split(".")
    return f"000.00.{number}.{province}-{day:%y%m%d}-"
