"""The calendar table that the statements join: slots between cuts, and ordinals of working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import pandas as pd

    from onestop_analysis.periods import Period
    from onestop_analysis.workdays import Workdays

SATURDAY = 5
# Due dates further away than this are as good as none: they overdue nothing that is reported.
HORIZON = timedelta(3 * 366)


@dataclass(frozen=True)
class Calendar:
    """Days as YYYYMMDD, in order, with the number of working days up to each."""

    days: np.ndarray
    workdays: np.ndarray

    def workday(self, day: date) -> int | None:
        """Ordinal of the last working day up to `day`; None for a day that it does not know."""
        place = int(self.days.searchsorted(slot(day)))
        known = place < len(self.days) and self.days[place] == slot(day)
        return int(self.workdays[place]) if known else None

    def count(self, period: Period) -> int | None:
        """Working days of a period; None when it reaches beyond the known days."""
        before, last = self.workday(period.start - timedelta(1)), self.workday(period.end)
        return None if before is None or last is None else last - before


def slot(day: date) -> int:
    """The day as YYYYMMDD, the form in which the cubes hold slots."""
    return day.year * 10000 + day.month * 100 + day.day


def cuts_of(periods: Iterable[Period]) -> list[date]:
    """The days at which the given periods begin, and the days after they end."""
    return [cut for period in periods for cut in (period.start, period.end + timedelta(1))]


def own_cuts(cuts: Iterable[date]) -> list[date]:
    """The cuts that are not the 1st or 15th of a month, in order, once."""
    return sorted({cut for cut in cuts if cut.day not in (1, 15)})


def calendar_table(first: date, last: date, *, workdays: Workdays, cuts: Sequence[date]) -> pd.DataFrame:
    """The rows from `first` to `last`: day, slot, next_slot, workday, saturday."""
    import pandas as pd

    starts = set(cuts)
    rows, current = [], slot(first)
    for day, ordinal in workdays.ordinals(first, last + timedelta(1)):
        current = slot(day) if day.day in (1, 15) or day in starts else current
        rows.append((day, current, ordinal, int(day.weekday() == SATURDAY)))
    table = pd.DataFrame(rows, columns=["day", "slot", "workday", "saturday"])
    table["next_slot"] = table["slot"].shift(-1, fill_value=0)
    return table.iloc[:-1]


def days_known(first: date, last_event: date, last_due: date | None) -> tuple[date, date]:
    """From where to where the calendar must reach: a year around the events, and past the due dates."""
    year_end = date(last_event.year + 1, 12, 31)
    return date(first.year - 2, 12, 1), max(year_end, min(last_due or year_end, last_event + HORIZON))
