"""Times in working days: exact from the counts, never from a sample or an engine's own quantile."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from onestop_analysis.cubes import slot
from onestop_analysis.indicators.flows import Key, at_end, key_of, select, within
from onestop_analysis.indicators.observation import Observation

if TYPE_CHECKING:
    from collections.abc import Callable

    from onestop_analysis.cubes import Cubes
    from onestop_analysis.periods import Period

Days = list[tuple[int, int]]  # (working days, dossiers), by days


@dataclass(frozen=True)
class Statistic:
    """A number that is not a count of dossiers, with the text for docs/indicators.md."""

    measure: str
    vi: str
    says: str
    values: Callable[[Cubes, Period, Key], dict[Key, int | Decimal]]
    breakdowns: tuple[Key, ...] = ((),)
    base: str | None = None
    source: str = ""
    defects: str = ""


def observe_statistic(
    cubes: Cubes, period: Period, statistic: Statistic, *, dimensions: Key, source: str
) -> list[Observation]:
    """The observations of a statistic over one of its breakdowns; empty where there is nothing to measure."""
    if dimensions not in statistic.breakdowns:
        return []
    return [
        Observation(statistic.measure, tuple(zip(dimensions, key, strict=True)), value, "workday", period, source)
        for key, value in statistic.values(cubes, period, dimensions).items()
    ]


def mean(days: Days) -> Decimal:
    """The mean, rounded once, half up, to two decimals."""
    dossiers = sum(count for _, count in days)
    return two_decimals(Decimal(sum(day * count for day, count in days)) / dossiers)


def median(days: Days) -> Decimal:
    """The middle value; with an even number of dossiers the mean of the two middle ones."""
    dossiers = sum(count for _, count in days)
    low, high = at_rank(days, (dossiers + 1) // 2), at_rank(days, dossiers // 2 + 1)
    return Decimal(low + high) / 2


def p90(days: Days) -> Decimal:
    """The smallest number of days within which at least nine dossiers of ten ended (nearest rank)."""
    dossiers = sum(count for _, count in days)
    return Decimal(at_rank(days, -(-dossiers * 9 // 10)))


def at_rank(days: Days, rank: int) -> int:
    """The days of the dossier at this place, the quickest being first (rank 1)."""
    seen = 0
    for day, count in days:
        seen += count
        if seen >= rank:
            return day
    raise IndexError(rank)


def two_decimals(value: Decimal) -> Decimal:
    """Rounded half up to two decimals."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


_STATISTICS = {"mean": mean, "median": median, "p90": p90}


def _processing_time(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int | Decimal]:
    divided = dimensions[:-1]
    return {
        (*key, name): formula(days)
        for key, days in sorted(_durations(cubes, period, divided).items())
        for name, formula in _STATISTICS.items()
    }


def _processing_days(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int | Decimal]:
    found = _durations(cubes, period, dimensions)
    return {key: sum(day * count for day, count in days) for key, days in sorted(found.items())}


def _durations(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, Days]:
    """How many dossiers took how many working days, by the dimensions."""
    import numpy as np

    rows = cubes.tables["durations"]
    shown = select(rows, (rows["slot"] >= slot(period.start)) & (rows["slot"] <= slot(period.end)))
    longest = int(shown["workdays"].max(initial=0)) + 1
    combined = np.zeros(len(shown["slot"]), dtype=np.int64)
    for name in dimensions:
        combined = combined * len(cubes.names[name]) + shown[name]
    cells = np.bincount(combined * longest + shown["workdays"], weights=shown["dossiers"])
    found: dict[Key, Days] = {}
    for cell in np.flatnonzero(cells).tolist():
        code, day = divmod(cell, longest)
        found.setdefault(key_of(code, cubes.names, dimensions), []).append((day, round(cells[cell])))
    return found


def _working_days(cubes: Cubes, period: Period, _: Key) -> dict[Key, int | Decimal]:
    days = cubes.calendar.count(period)
    return {} if days is None else {(): days}


def _backlog_days(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int | Decimal]:
    """Pending dossiers over the resolved ones of one working day."""
    pending = at_end(cubes, "open", dimensions=dimensions, period=period)
    resolved = within(cubes, "resolved", dimensions=dimensions, period=period)
    days = cubes.calendar.count(period)
    return {
        key: two_decimals(Decimal(pending.get(key, 0) * days) / count)
        for key, count in sorted(resolved.items())
        if days
    }


STATISTICS = {
    item.measure: item
    for item in (
        Statistic(
            "working_days",
            "Số ngày làm việc",
            "Working days of the period: the public holidays of the law, with days swapped and made up as the "
            "yearly notices say, and the centre's own exceptions.",
            _working_days,
            source="Bộ luật Lao động, Điều 112; data/reference/workdays.csv",
        ),
        Statistic(
            "processing_days",
            "Tổng số ngày làm việc đã dùng",
            "Working days from the reception to the end of processing, summed over the resolved dossiers (the "
            "numerator of the mean; the denominator is `resolved`).",
            _processing_days,
            base="resolved",
            source="Quyết định 766/QĐ-TTg, 2.2 (numerator of the mean)",
        ),
        Statistic(
            "processing_time",
            "Thời gian giải quyết (ngày làm việc)",
            "Working days from the reception to the end of processing of the resolved dossiers; the day of "
            "reception is day 0, time paused is included. Mean (two decimals), median (the mean of the two "
            "middle ones), p90 (nearest rank).",
            _processing_time,
            breakdowns=(("statistic",), ("agency", "statistic"), ("field", "statistic")),
            base="resolved",
            source="Quyết định 766/QĐ-TTg, 2.2 (mean)",
            defects="OpenCPS turns days into hours by eight a day; older parts of it add calendar days and holidays.",
        ),
        Statistic(
            "backlog_days",
            "Số ngày để giải quyết hết hồ sơ đang có",
            "Pending dossiers divided by the dossiers resolved on one working day of the period.",
            _backlog_days,
            breakdowns=((), ("agency",)),
            base="pending",
            source="of this project; no form asks for it",
        ),
    )
}
