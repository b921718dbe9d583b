"""Rises and falls: what rose or fell, and the period that it is compared with."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.drafts import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.sources.release.dates import Days, Mark
    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_LAST_YEAR = ("năm trước", "năm ngoái", "year earlier")
_BEFORE = ("kỳ trước", "tháng trước", "quý trước", "tuần trước")


def compared_days(words: str, days: Days) -> Days:
    """'so với cùng kỳ năm trước', 'so với quý trước': the period meant, from the one that is told of."""
    if "cùng kỳ" in words and "năm nay" not in words and any(word in words for word in _LAST_YEAR):
        return same_period(days, -1)
    if any(words.endswith(word) for word in _BEFORE) and "cùng kỳ" not in words:
        return _before(days)
    return UNKNOWN


def same_period_of(mark: Mark, days: Days) -> Days:
    """'so với cùng kỳ năm 2020': the days that are told of, in that year; other marks as they stand."""
    if mark.unit != "year" or mark.days[0] is None or days[0] is None:
        return mark.days
    return same_period(days, mark.days[0].year - days[0].year)


def same_period(days: Days, years: int) -> Days:
    """The same days some years later."""
    return _years(days[0], years), _years(days[1], years)


def _years(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _before(days: Days) -> Days:
    """The same number of whole months, or of days, before."""
    first, last = days
    if first is None or last is None:
        return UNKNOWN
    if first.day != 1 or (last + timedelta(1)).day != 1:
        return first - (last - first) - timedelta(1), first - timedelta(1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    index = first.year * 12 + first.month - 1 - months
    return date(index // 12, index % 12 + 1, 1), first - timedelta(1)


def subject(rate: Draft, flow: Flow, drafts: Sequence[Draft]) -> Draft | None:
    """The count that a rise or fall is said of: the last one, else the one that its words name."""
    for draft in reversed(drafts):
        if draft.of is not None:
            return draft.of
        if not draft.sign and "versus" not in draft.roles and draft.unit in ("dossier", "dossier_per_workday"):
            return draft if _named(rate, draft) else None
    near = (draft for draft in reversed(flow.drafts[-6:]) if draft.line >= flow.line - 1 and not draft.headline)
    own = {key: value for key, value in rate.facets.items() if key != "field"}
    counts = (draft for draft in near if not draft.sign and "versus" not in draft.roles)
    return next((draft for draft in counts if "measure" in own and draft.facets == own), None)


def _named(rate: Draft, draft: Draft) -> bool:
    return all(draft.facets.get(key) == value for key, value in rate.facets.items())


def direction(left: Sequence[Item]) -> int:
    """1 for a rise, -1 for a fall, 0 where the words do not say; `left` are the words before, nearest first."""
    return next((item.meaning.sign for item in left if item.role == "change" and item.meaning), 0)
