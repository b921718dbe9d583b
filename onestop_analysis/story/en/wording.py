"""Small pieces of English that several paragraphs share: periods, dates, lists, comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

UNITS = {"vote": ("rating", "ratings"), "dossier": ("dossier", "dossiers")}
ARTICLES = {"half": "the ", "nine_months": "the ", "year": "the year "}


def named(period: Period) -> str:
    """'Q1 2021', 'March 2021', 'the first half of 2021', 'the year 2021' as a date run."""
    return ARTICLES.get(period.kind, "") + mark("date", period.start.isoformat(), period.name("en"))


def dated(day: date) -> str:
    """'31 March 2021' as a date run."""
    return mark("date", day.isoformat(), formats.day(day, "en"))


def listed(parts: Sequence[str]) -> str:
    """'a, b and c'; semicolons where a part is a list itself."""
    if len(parts) < 2:
        return "".join(parts)
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def unit_of(item: Observation) -> str:
    """'dossier' after one, 'dossiers' after any other number."""
    one, many = UNITS.get(item.unit, UNITS["dossier"])
    return one if abs(item.value) == 1 else many


def counted(item: Observation) -> str:
    """'28,869 dossiers', '1 dossier', '108 ratings'."""
    return f"{item:.en} {unit_of(item)}"


def part(item: Observation) -> str:
    """'18,065 (59.76%)'; without the bracket where the whole is empty."""
    return f"{item:.en} ({item:share.en})" if item.share is not None else f"{item:.en}"


def was(item: Observation) -> str:
    """'was' after one, 'were' after any other number."""
    return "was" if item.value == 1 else "were"


def compared(change: Observation, before: Period) -> str:
    """'up by 1,234 (4.10%) on Q4 2020'."""
    if change.value == 0:
        return f"unchanged from {named(before)}"
    direction = "up" if change.value > 0 else "down"
    growth = f" ({change:rate.en})" if change.whole else ""
    return f"{direction} by {change:size.en}{growth} on {named(before)}"


def capitalised(text: str) -> str:
    """The text with a capital first letter; a leading mark keeps its place."""
    return text[:1].upper() + text[1:]
