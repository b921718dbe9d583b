"""The three count cubes of a centre: counted once by the engine, kept beside the store.

Everything that is reported derives from them (see indicators.py), so the cost of a second report does
not depend on the number of dossiers. A cube is cached by what it was counted from: batches, rule,
calendar, cuts and the text of cubes.sql itself.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb
    import pandas as pd

    from onestop_analysis.periods import Period
    from onestop_analysis.store import Store
    from onestop_analysis.timeliness import Rule
    from onestop_analysis.workdays import Workdays

NAMES = ("received", "resolved", "stock")
OPEN_END = 99991231


@dataclass(frozen=True)
class Cubes:
    """Count tables of one centre (columns as in cubes.sql) and the days that they know of.

    `first` is the day from which the data are whole: an export also lists older dossiers that were still
    open, so that is the first day on which one ended. `last` is the last recorded event; `digest` names
    the batches.
    """

    received: pd.DataFrame
    resolved: pd.DataFrame
    stock: pd.DataFrame
    first: date
    last: date
    digest: str


def slot(day: date) -> int:
    """The day as YYYYMMDD, the form in which the cubes hold slots."""
    return day.year * 10000 + day.month * 100 + day.day


def read_cubes(
    store: Store,
    centre: str,
    *,
    rule: Rule,
    workdays: Workdays,
    cuts: Iterable[date] = (),
    as_of: datetime | None = None,
) -> Cubes | None:
    """The centre's cubes, from the cache or freshly counted; None when it has no dossiers.

    `cuts` are bounds of periods that do not begin on the 1st or 15th of a month.
    """
    if not store.batches(centre, as_of):
        return None
    extra_cuts = sorted({cut for cut in cuts if cut.day not in (1, 15)})
    digest = store.digest(centre, as_of)
    folder = store.path / centre / "cubes" / _key(digest, rule, workdays, extra_cuts)
    if not (folder / "span.json").is_file():
        _count(folder, store.dossiers_sql(centre, as_of), rule=rule, workdays=workdays, cuts=extra_cuts)
    return _load(folder, digest)


def cuts_of(periods: Iterable[Period]) -> list[date]:
    """The days at which the given periods begin, and the days after they end."""
    return [cut for period in periods for cut in (period.start, period.end + timedelta(1))]


def statements() -> dict[str, str]:
    """The named statements of cubes.sql."""
    text = (Path(__file__).with_name("cubes.sql")).read_text("utf-8")
    _, *parts = text.split("-- name: ")
    return dict(part.split("\n", 1) for part in parts)


def calendar_rows(
    first: date, last: date, *, workdays: Workdays, cuts: Sequence[date]
) -> list[tuple[date, date, int, int]]:
    """Rows (day, previous_day, slot, workday ordinal) of the calendar table."""
    starts = set(cuts)
    rows, current = [], slot(first)
    for day, ordinal in workdays.ordinals(first, last):
        current = slot(day) if day.day in (1, 15) or day in starts else current
        rows.append((day, day - timedelta(1), current, ordinal))
    return rows


def _key(digest: str, rule: Rule, workdays: Workdays, cuts: Sequence[date]) -> str:
    parts = (digest, rule.sql, sorted(workdays.overrides.items()), list(cuts), statements())
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]


def _count(folder: Path, dossiers_sql: str, *, rule: Rule, workdays: Workdays, cuts: Sequence[date]) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW dossiers AS {dossiers_sql}")
        first, whole_from, last_due, last_event = _span(connection)
        last = max(last_due, last_event) + timedelta(1)
        _create_calendar(connection, calendar_rows(first, last, workdays=workdays, cuts=cuts))
        sql = statements()
        connection.execute("CREATE TABLE facts AS " + sql["facts"].replace("{timeliness}", rule.sql))
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            _write_cube(connection, sql[name], folder / f"{name}.parquet")
    # Written last: its presence says that the cubes are complete.
    _write_atomically(folder / "span.json", json.dumps({"first": f"{whole_from}", "last": f"{last_event}"}).encode())


def _span(connection: duckdb.DuckDBPyConnection) -> tuple[date, date, date, date]:
    """First day met, first end of a dossier, last due date, last recorded event."""
    rows = connection.execute(
        "SELECT least(min(received_at), min(due_at))::DATE,"
        " coalesce(min(coalesce(resolved_at, returned_at)), min(received_at))::DATE,"
        " coalesce(max(due_at), max(received_at))::DATE,"
        " greatest(max(received_at), max(resolved_at), max(returned_at))::DATE FROM dossiers"
    ).fetchall()
    row = rows[0]
    if row[0] is None:
        raise LookupError("no dossiers")
    return row


def _create_calendar(connection: duckdb.DuckDBPyConnection, rows: list[tuple[date, date, int, int]]) -> None:
    import pandas as pd

    table = pd.DataFrame(rows, columns=["day", "previous_day", "slot", "workday"])
    connection.register("calendar_rows", table)
    connection.execute(
        "CREATE TABLE calendar AS SELECT day::DATE AS day, previous_day::DATE AS previous_day,"
        " slot::INTEGER AS slot, workday::INTEGER AS workday FROM calendar_rows"
    )


def _write_cube(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    quoted = str(temporary).replace("'", "''")
    connection.execute(f"COPY ({sql} ORDER BY ALL) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")
    temporary.replace(path)


def _write_atomically(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _load(folder: Path, digest: str) -> Cubes:
    import duckdb

    span = {key: date.fromisoformat(day) for key, day in json.loads((folder / "span.json").read_text()).items()}
    with duckdb.connect() as connection:
        tables = {
            name: connection.execute("SELECT * FROM read_parquet(?)", [str(folder / f"{name}.parquet")]).df()
            for name in NAMES
        }
    return Cubes(**tables, first=span["first"], last=span["last"], digest=digest)
