"""The centre's calendar: when dossiers come in, and working days for due dates.

Its days off are part of the calibration, not of the `holidays` library: another version of that library
must not change the sample's bytes. A test compares both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SATURDAY, SUNDAY = 5, 6


class OpeningDays:
    """Working days of the centre, and how busy each day of reception is."""

    def __init__(self, calendar: dict[str, Any], start: date, end: date) -> None:
        self._closed = {day for text in calendar["closed"] for day in _range(text)}
        self._made_up = {date.fromisoformat(text) for text in calendar["made_up"]}
        self._weekdays: list[float] = calendar["weekdays"]
        self._quiet = {day: entry["factor"] for entry in calendar["quiet"] for day in _range(entry["days"])}
        self.workdays = [day for day in between(start, end) if self.is_workday(day)]

    def is_workday(self, day: date) -> bool:
        """Whether the centre works on that day."""
        return day in self._made_up or (day.weekday() < SATURDAY and day not in self._closed)

    def weight(self, day: date) -> float:
        """Relative number of dossiers that come in on a day; 0 when closed."""
        if day in self._closed or day.weekday() == SUNDAY:
            return 0.0
        busy = 1.0 if day in self._made_up else self._weekdays[day.weekday()]
        return busy * float(self._quiet.get(day, 1.0))

    def from_day(self, day: date) -> int:
        """Position of the first working day on or after `day`."""
        return bisect_left(self.workdays, day)

    def until_day(self, day: date) -> int:
        """Position of the last working day on or before `day`."""
        return bisect_right(self.workdays, day) - 1

    def due(self, received: date, days: int) -> date:
        """The day that is `days` working days after `received`."""
        return self.workdays[self.until_day(received) + days]


def between(start: date, end: date) -> Iterator[date]:
    """Every day from `start` to `end`, both included."""
    return (start + timedelta(offset) for offset in range((end - start).days + 1))


def _range(text: str) -> Iterator[date]:
    first, _, last = text.partition("..")
    return between(date.fromisoformat(first), date.fromisoformat(last or first))
