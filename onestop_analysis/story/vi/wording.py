"""Small pieces of Vietnamese that several paragraphs share: periods, dates, lists, comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

UNITS = {"vote": "lượt"}


def named(period: Period) -> str:
    """'quý I năm 2021' as a date run."""
    return mark("date", period.start.isoformat(), period.name("vi"))


def dated(day: date) -> str:
    """'31/03/2021' as a date run."""
    return mark("date", day.isoformat(), formats.day(day))


def listed(parts: Sequence[str]) -> str:
    """'a, b và c'; semicolons where a part is a list itself."""
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])} và {parts[-1]}"


def counted(item: Observation) -> str:
    """'28.869 hồ sơ', '04 hồ sơ', '108 lượt'."""
    return f"{item:count} {UNITS.get(item.unit, 'hồ sơ')}"


def with_share(item: Observation, verb: str = "chiếm") -> str:
    """'18.065 hồ sơ (chiếm 59,76%)'; without the bracket where the whole is empty."""
    return f"{counted(item)} ({verb} {item:share})" if item.share is not None else counted(item)


def compared(change: Observation, before: Period) -> str:
    """'tăng 1.234 hồ sơ (4,10%) so với quý IV năm 2020'."""
    versus = f"so với {named(before)}"
    if change.value == 0:
        return f"bằng số của {named(before)}"
    direction = "tăng" if change.value > 0 else "giảm"
    growth = f" ({change:rate})" if change.whole else ""
    return f"{direction} {change:size} hồ sơ{growth} {versus}"


def capitalised(text: str) -> str:
    """The text with a capital first letter; a leading mark keeps its place."""
    return text[:1].upper() + text[1:]
