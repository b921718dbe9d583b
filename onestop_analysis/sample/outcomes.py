"""Results: which dossiers of a span end early, on time, late or withdrawn, and which stay open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sample.calibration import Exact, Quotas, Rates, Span
from onestop_analysis.sample.dossiers import IN_PERSON, POST, RETURNED, WITHDRAWN, Dossier
from onestop_analysis.sample.draws import Draws, apportion

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from onestop_analysis.sample.opening_days import OpeningDays

_DAY_START, _DAY_END = 470, 985
_STAYING = 0.86  # of the dossiers due after the span, in an invented month
_LATE_DAYS, _OVERDUE_DAYS = 4, 8
_RATED_BY_CHANNEL = {IN_PERSON: 1.0}
_POST_BY_CHANNEL = {POST: 9.0, IN_PERSON: 0.5}
_RATING_SHARES = {"Rất hài lòng": 0.949, "Hài lòng": 0.045, "Bình thường": 0.004, "Không hài lòng": 0.002}


class Outcomes:
    """Ends dossiers span by span."""

    def __init__(self, opening: OpeningDays, draws: Draws) -> None:
        self._opening, self._draws = opening, draws

    def settle(self, span: Span, dossiers: list[Dossier]) -> list[Dossier]:
        """End the open dossiers as the span's plan says.

        Returns:
            Those that stay open.
        """
        pools = _Pools(span, self._draws.shuffled(dossiers))
        quotas = span.plan.quotas if isinstance(span.plan, Exact) else self._quotas(span, pools)
        staying = self._staying(span, pools, quotas)
        resolved = self._end(span, pools, quotas)
        by_post = self._draws.weighted(resolved, lambda dossier: _POST_BY_CHANNEL.get(dossier.channel, 1.5))
        for position, dossier in enumerate(by_post):
            dossier.returned_by = POST if position < quotas.by_post else IN_PERSON
        self._rate(span.plan, resolved)
        return staying

    def _quotas(self, span: Span, pools: _Pools) -> Quotas:
        plan = span.plan
        assert isinstance(plan, Rates)  # noqa: S101  # for the type checker
        members = len(pools.overdue) + len(pools.within) + len(pools.beyond)
        in_time, overdue = span.pending or (round(len(pools.beyond) * _STAYING), round(members * plan.late * 0.4))
        withdrawn = round(members * plan.withdrawn)
        resolved = members - in_time - overdue - withdrawn
        return Quotas(
            in_time=in_time,
            due_on_last_day=0,
            overdue=overdue,
            early=max(round(resolved * plan.early), len(pools.beyond) - in_time + len(pools.suspended)),
            late=max(round(resolved * plan.late), len(pools.overdue)),
            withdrawn=withdrawn,
            by_post=round(resolved * (0.02 + plan.post)),
        )

    def _staying(self, span: Span, pools: _Pools, quotas: Quotas) -> list[Dossier]:
        recent = self._opening.workdays[self._opening.until_day(span.end) - _OVERDUE_DAYS]
        # What has used little of its time stays, with some disorder.
        pools.beyond.sort(key=lambda one: _elapsed(one, span.end) + 1.2 * self._draws.unit())
        return [
            *_take(pools.beyond, quotas.in_time),
            *_take(pools.within, quotas.due_on_last_day, lambda one: one.due == span.end),
            *_take(pools.within, quotas.overdue, lambda one: recent <= one.due < span.end),
        ]

    def _end(self, span: Span, pools: _Pools, quotas: Quotas) -> list[Dossier]:
        late = pools.overdue + self._late(span, pools, quotas)
        for dossier in _take(pools.within, quotas.withdrawn):
            self._end_between(dossier, (span.start, min(dossier.due, span.end)), WITHDRAWN)
        early = pools.beyond + pools.suspended
        early += _take(pools.within, quotas.early - len(early), lambda one: self._can_be_early(span, one))
        for dossier in late:
            first = self._opening.from_day(max(span.start, dossier.due))
            first += self._opening.workdays[first] == dossier.due
            last = min(first + _LATE_DAYS, self._opening.until_day(span.end))
            self._end_at(dossier, self._draws.within(first, last), RETURNED)
        for dossier in early:
            self._end_between(dossier, (span.start, self._last_early_day(span, dossier)), RETURNED)
        for dossier in pools.within:
            self._end_at(dossier, self._opening.from_day(dossier.due), RETURNED)
        return late + early + pools.within

    def _late(self, span: Span, pools: _Pools, quotas: Quotas) -> list[Dossier]:
        last = self._opening.workdays[self._opening.until_day(span.end)]
        return _take(pools.within, quotas.late - len(pools.overdue), lambda one: one.due < last)

    def _last_early_day(self, span: Span, dossier: Dossier) -> date:
        day = min(self._opening.workdays[self._opening.from_day(dossier.due) - 1], span.end)
        return min(day, dossier.procedure.until or day)

    def _can_be_early(self, span: Span, dossier: Dossier) -> bool:
        first = self._opening.workdays[self._opening.from_day(max(span.start, dossier.received))]
        return first < dossier.due

    def _end_between(self, dossier: Dossier, days: tuple[date, date], outcome: str) -> None:
        first = self._opening.from_day(max(days[0], dossier.received))
        last = self._opening.until_day(days[1])
        # More often near the due date than at once.
        offset = int((last - first + 1) * min(self._draws.unit(), self._draws.unit()))
        self._end_at(dossier, last - offset, outcome)

    def _end_at(self, dossier: Dossier, position: int, outcome: str) -> None:
        dossier.ended, dossier.outcome = self._opening.workdays[position], outcome
        earliest = dossier.received_minute + 15 if dossier.ended == dossier.received else _DAY_START
        dossier.ended_minute = self._draws.within(earliest, max(earliest, _DAY_END))

    def _rate(self, plan: Rates | Exact, resolved: list[Dossier]) -> None:
        counts = plan.ratings if isinstance(plan, Exact) else _rating_counts(round(len(resolved) * plan.rated))
        order = iter(self._draws.weighted(resolved, _rating_weight))
        for rating, count in counts.items():
            for _ in range(count):
                next(order).rating = rating


class _Pools:
    """Open dossiers of a span by their due date; `suspended` must end before their procedure does."""

    def __init__(self, span: Span, dossiers: list[Dossier]) -> None:
        self.overdue = [one for one in dossiers if one.due < span.start]
        self.suspended = [one for one in dossiers if _ends_with_procedure(one, span)]
        rest = [one for one in dossiers if one.due >= span.start and not _ends_with_procedure(one, span)]
        self.within = [one for one in rest if one.due <= span.end]
        self.beyond = [one for one in rest if one.due > span.end]


def _ends_with_procedure(dossier: Dossier, span: Span) -> bool:
    until = dossier.procedure.until
    return until is not None and span.start <= until <= span.end and dossier.due > until


def _elapsed(dossier: Dossier, day: date) -> float:
    return (day - dossier.received).days / (dossier.due - dossier.received).days


def _take(pool: list[Dossier], count: int, fits: Callable[[Dossier], bool] = lambda _: True) -> list[Dossier]:
    """Remove the first `count` fitting dossiers from the pool."""
    positions = [position for position, dossier in enumerate(pool) if fits(dossier)][: max(count, 0)]
    if len(positions) < count:
        raise ValueError(f"calibration: {count} dossiers wanted, {len(positions)} fit")
    taken = [pool[position] for position in positions]
    chosen = set(positions)
    pool[:] = [dossier for position, dossier in enumerate(pool) if position not in chosen]
    return taken


def _rating_weight(dossier: Dossier) -> float:
    return _RATED_BY_CHANNEL.get(dossier.channel, 0.15) if dossier.returned_by == IN_PERSON else 0.0


def _rating_counts(total: int) -> dict[str, int]:
    return dict(zip(_RATING_SHARES, apportion(total, list(_RATING_SHARES.values())), strict=True))
