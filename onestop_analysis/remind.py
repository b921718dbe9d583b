"""The daily message to the leaders of the agencies: dossiers that are due soon, and those that are overdue.

Counted from the store as it was at that moment; per agency, without any dossier's or person's data. Dossiers that
wait for a supplement are left out: their time does not run. An overdue dossier is one whose due date has passed
(rule `date`). On days off nobody is reminded.
"""

# ruff: noqa: S608 - the SQL is built from our own column names; values are bound

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.errors import UserError
from onestop_analysis.project import read_centre
from onestop_analysis.sms import Message, without_marks
from onestop_analysis.workdays import read_workdays

if TYPE_CHECKING:
    from onestop_analysis.project import Project
    from onestop_analysis.workdays import Workdays

# Working hours of the administration, for a limit in hours.
SESSIONS = ((time(7, 30), time(11, 30)), (time(13), time(17)))
_FARTHEST = 60
_OPEN = """
    received_at <= $now AND COALESCE(status, '') NOT IN ('registered', 'not_accepted', 'withdrawn', 'refused')
    AND (COALESCE(status, '') IN ('in_progress', 'paused') OR COALESCE(resolved_at, returned_at, $now) > $now)
    AND NOT (status = 'paused' AND COALESCE(supplement_requested_at, received_at) <= $now)
    AND NOT COALESCE(supplement_requested_at <= $now AND supplement_received_at > $now, FALSE)"""
_COUNT = f"""
SELECT agency,
    COUNT(CASE WHEN CAST(due_at AS DATE) >= CAST($now AS DATE) AND due_at <= $limit THEN 1 END) AS due_soon,
    COUNT(CASE WHEN CAST(due_at AS DATE) < CAST($now AS DATE) THEN 1 END) AS overdue
FROM dossiers WHERE {_OPEN} GROUP BY agency ORDER BY agency NULLS LAST"""


@dataclass(frozen=True)
class Within:
    """How soon is soon: until the end of so many working days after today, or within so many working hours."""

    days: int = 1
    hours: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.days <= _FARTHEST and 0 <= self.hours <= 8 * _FARTHEST):
            raise UserError(
                f"hạn nhắc phải từ 0 đến {_FARTHEST} ngày làm việc", f"remind within 0 to {_FARTHEST} working days"
            )

    def limit(self, now: datetime, workdays: Workdays) -> datetime:
        """The last moment that is soon."""
        return _hours_later(now, self.hours, workdays) if self.hours else _days_later(now, self.days, workdays)


def reminders(
    project: Project, centre: str, *, now: datetime, within: Within | None = None, marks: bool = True
) -> list[Message]:
    """One message for each agency that has something due soon or overdue; none on a day off.

    Args:
        project: where data lie.
        centre: slug.
        now: time in Vietnam.
        within: how soon is soon, default the end of the next working day.
        marks: Vietnamese with its marks; without them a segment holds more than twice as much.

    Raises:
        UserError: unknown centre, or no data of it.
    """
    known, workdays = read_centre(project, centre), read_workdays(project, centre)
    if not workdays.is_workday(now.date()):
        return []
    limit = (within or Within()).limit(now, workdays)
    rows = [row for row in _counts(project, centre, now=now, limit=limit) if row[1] or row[2]]
    return [
        Message(centre, agency or "-", text if marks else without_marks(text), due_soon, overdue)
        for agency, due_soon, overdue in rows
        for text in [_text(agency or known.short_name, due_soon, overdue, limit=limit, sender=known.province)]
    ]


def _text(agency: str, due_soon: int, overdue: int, *, limit: datetime, sender: str) -> str:
    """Short, and complete: who, how many until when, how many too late, from whom."""
    parts = [
        f"{formats.number(due_soon)} hồ sơ đến hạn đến hết {limit:%d/%m}" if due_soon else "",
        f"{formats.number(overdue)} hồ sơ quá hạn" if overdue else "",
    ]
    return f"{agency}: {', '.join(part for part in parts if part)}. Một cửa {sender}"


def _counts(project: Project, centre: str, *, now: datetime, limit: datetime) -> list[tuple[str | None, int, int]]:
    import duckdb

    from onestop_analysis.cubes.duckdb_engine import create_dossiers
    from onestop_analysis.store import Store

    store = Store(project.store)
    if not store.batches(centre):
        raise UserError(
            f"chưa có dữ liệu của {centre}: hãy chạy «onestop ingest TỆP... --centre {centre}»",
            f"no data of {centre} yet: run `onestop ingest FILE... --centre {centre}`",
        )
    with duckdb.connect() as connection:
        create_dossiers(connection, store, centre)
        return connection.execute(_COUNT, {"now": now, "limit": limit}).fetchall()


def _days_later(now: datetime, count: int, workdays: Workdays) -> datetime:
    day = now.date()
    while count:
        day += timedelta(1)
        count -= workdays.is_workday(day)
    return datetime.combine(day, time.max)


def _hours_later(now: datetime, count: int, workdays: Workdays) -> datetime:
    """So many working hours after a moment."""
    left, day = timedelta(hours=count), now.date()
    while True:
        for start, end in SESSIONS if workdays.is_workday(day) else ():
            begin = max(now, datetime.combine(day, start))
            room = max(datetime.combine(day, end) - begin, timedelta())
            if left <= room:
                return begin + left
            left -= room
        day += timedelta(1)
