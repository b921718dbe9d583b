"""What is planted in the synthetic provinces, so that comparisons have something to find.

Each function changes the dossiers of one centre after they were made; provinces.toml says where and how much,
data/README.md in words.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from onestop_analysis.sample.dossiers import REFUSED, RETURNED, Dossier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onestop_analysis.sample.draws import Draws
    from onestop_analysis.sample.opening_days import OpeningDays

_LATE_DAYS = 12
_BACKLOG_DAYS = (20, 90)
Plan = dict[str, Any]


def plant(plan: Plan, dossiers: list[Dossier], *, opening: OpeningDays, draws: Draws) -> None:
    """Change the dossiers as the plan of provinces.toml says; what only concerns files is left to exports."""
    changes: dict[str, Callable[[Plan, list[Dossier], OpeningDays, Draws], None]] = {
        "usual_lateness": _end_late,
        "late_agency": _end_late,
        "small_shift": _end_late,
        "refusals": _refuse,
        "end_dates_moved": _move_end_dates,
        "backlog": _delay,
        "pauses": _pause,
        "only_praise": _praise,
    }
    if plan.get("kind") in changes:
        changes[plan["kind"]](plan, dossiers, opening, draws)


def careless(rows: Iterable[list[str]], draws: Draws) -> list[list[str]]:
    """The rows as a careless office exports them: repeats, an unknown channel, swapped dates, a misspelling."""
    found, agency, channel, received, ended = [], 3, 4, 5, 7
    for row in rows:
        chance = draws.unit()
        if chance < 0.02:
            row[channel] = "Zalo"
        elif chance < 0.03 and row[ended]:
            row[received], row[ended] = row[ended], row[received]
        elif chance < 0.07:
            row[agency] = f"{row[agency]} (VP)"
        found += [row, list(row)] if chance > 0.985 else [row]
    return found


def _concerned(plan: Plan, dossiers: list[Dossier], draws: Draws) -> list[Dossier]:
    """Dossiers of the agency (or all) received since a day, as many of them as the plan's share."""
    agency = plan.get("agency")
    pool = [one for one in dossiers if one.received >= plan["since"] and agency in (None, one.agency.name)]
    return [one for one in pool if draws.unit() < plan["share"]]


def _end_late(plan: Plan, dossiers: list[Dossier], opening: OpeningDays, draws: Draws) -> None:
    """Results come up to two weeks after the due date."""
    for dossier in _concerned(plan, dossiers, draws):
        if dossier.outcome == RETURNED:
            first = opening.until_day(dossier.due) + 1
            dossier.ended = opening.workdays[draws.within(first, first + _LATE_DAYS)]


def _refuse(plan: Plan, dossiers: list[Dossier], _opening: OpeningDays, draws: Draws) -> None:
    """Dossiers end without a result, which no on-time rate shows."""
    for dossier in _concerned(plan, dossiers, draws):
        if dossier.outcome == RETURNED:
            dossier.outcome, dossier.returned_by, dossier.rating = REFUSED, "", ""


def _move_end_dates(_plan: Plan, dossiers: list[Dossier], _opening: OpeningDays, _draws: Draws) -> None:
    """Whatever ended late is entered as ended on the due date; older exports still show it open and overdue."""
    for dossier in dossiers:
        if dossier.ended and dossier.ended > dossier.due:
            dossier.entered_as = dossier.due


def _delay(plan: Plan, dossiers: list[Dossier], opening: OpeningDays, draws: Draws) -> None:
    """A growing part waits for months: overdue in the stock long before it is late in the results."""
    for dossier in _concerned(plan, dossiers, draws):
        if dossier.outcome == RETURNED:
            position = opening.until_day(dossier.due) + draws.within(*_BACKLOG_DAYS)
            dossier.ended = opening.workdays[min(position, len(opening.workdays) - 1)]


def _pause(plan: Plan, dossiers: list[Dossier], _opening: OpeningDays, draws: Draws) -> None:
    """Most open dossiers wait for a supplement, which stops the clock."""
    for dossier in _concerned(plan, dossiers, draws):
        dossier.waits = True


def _praise(plan: Plan, dossiers: list[Dossier], _opening: OpeningDays, draws: Draws) -> None:
    """Nearly everybody votes, and everybody is very satisfied."""
    for dossier in dossiers:
        if dossier.outcome == RETURNED and isinstance(dossier.ended, date) and dossier.ended >= plan["since"]:
            dossier.rating = "Rất hài lòng" if draws.unit() < 0.96 else ""
