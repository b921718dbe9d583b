"""Counts dossiers with DuckDB, inside this program."""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it through sql_text only

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from onestop_analysis.cubes.calendar import calendar_table, days_known
from onestop_analysis.cubes.statements import NAMES, by_rule, statements
from onestop_analysis.cubes.tables import write_tables
from onestop_analysis.errors import OnestopError
from onestop_analysis.store import sql_text
from onestop_analysis.vocabulary import DOSSIER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    import duckdb

    from onestop_analysis.store import Store
    from onestop_analysis.timeliness import Rule
    from onestop_analysis.workdays import Workdays


# Ids are compared in parts of about this many, which bounds the memory.
IDS_AT_ONCE = 8_000_000


class LostDossiersError(OnestopError):
    """The cubes hold another number of dossiers than the data: a defect, never a matter of opinion."""


def count_in_duckdb(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, rule: Rule, workdays: Workdays, cuts: Sequence[date] = ()
) -> bool:
    """Count the table or view `dossiers` of a connection and write the tables into a folder.

    Returns:
        False, and nothing is written, when there are no dossiers.
    """
    sql = statements(rule)
    span = _prepare(connection, sql, workdays=workdays, cuts=cuts)
    if span is None:
        return False
    _, whole_from, _, last_event, dossiers = span
    for name in ("counted", *NAMES):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql[name]}")
    check_total(connection, int(dossiers))
    write_tables(connection, folder, span={"first": f"{whole_from}", "last": f"{last_event}"})
    return True


def count_by_rule(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *, workdays: Workdays, cuts: Sequence[date] = ()
) -> list[tuple[int, str, str, int]]:
    """What ended, as each rule judges it: (slot, rule, timeliness, dossiers); no timeliness: stands apart."""
    sql = by_rule(rules)
    if _prepare(connection, sql, workdays=workdays, cuts=cuts) is None:
        return []
    rows = connection.execute(sql["by_rule"]).fetchall()
    found = ((slot, classes, count) for slot, *classes, count in rows)
    places = (
        (slot, next(p for p, text in enumerate(classes) if text is not None), classes, count)
        for slot, classes, count in found
    )
    return sorted((slot, rules[place].name, classes[place], count) for slot, place, classes, count in places)


def _prepare(
    connection: duckdb.DuckDBPyConnection, sql: dict[str, str], *, workdays: Workdays, cuts: Sequence[date]
) -> tuple[Any, ...] | None:
    """Make `calendar` and `dated`; the span of the dossiers, None where there are none."""
    span: tuple[Any, ...] = connection.execute(sql["span"]).fetchall()[0]
    first, _, last_due, last_event, _ = span
    if first is None:
        return None
    days = calendar_table(*days_known(first, last_event, last_due), workdays=workdays, cuts=cuts)
    load_calendar(connection, days)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW dated AS {sql['dated']}")
    return span


def create_dossiers(
    connection: duckdb.DuckDBPyConnection, store: Store, centre: str, *, as_of: datetime | None = None
) -> None:
    """Make the view `dossiers`: each dossier once, as the newest batch has it.

    The same rows as `store.dossiers_sql`, but counting reads them several times: which dossiers are
    repeated is found out once, from their ids alone, and ranking all rows every time is saved.
    """
    batches = store.batches(centre, as_of)
    files = ", ".join(sql_text(store.file(centre, batch)) for batch in batches)
    connection.execute(f"CREATE TEMP VIEW all_rows AS {_all_rows(connection, f'[{files}]')}")
    connection.execute("CREATE TEMP TABLE batches (file VARCHAR, sequence INTEGER)")
    names = [(str(store.file(centre, batch)), batch.sequence) for batch in batches]
    connection.executemany("INSERT INTO batches VALUES (?, ?)", names)
    several = _ids_may_repeat(connection, f"[{files}]")
    once = _NEWEST if several and _find_repeated(connection, sum(batch.rows for batch in batches)) else ""
    connection.execute(f"CREATE TEMP VIEW dossiers AS SELECT * FROM all_rows{once}")


_NEWEST = """ AS rows WHERE NOT EXISTS (
    SELECT 1 FROM repeated JOIN batches ON batches.sequence < repeated.newest
    WHERE repeated.dossier_id = rows.dossier_id AND batches.file = rows.filename)"""


def _all_rows(connection: duckdb.DuckDBPyConnection, files: str) -> str:
    """All rows of the files in one scan; columns that came later than all of them are missing."""
    scan = f"SELECT * FROM read_parquet({files}, union_by_name = true, filename = true)"
    present = {row[0] for row in connection.execute(f"DESCRIBE {scan}").fetchall()}
    columns = [name if name in present else f"CAST(NULL AS {kind}) AS {name}" for name, kind in DOSSIER_COLUMNS.items()]
    return scan.replace("*", f"{', '.join(columns)}, filename", 1)


def _ids_may_repeat(connection: duckdb.DuckDBPyConnection, files: str) -> bool:
    """Whether the ids of two files can meet: their first and last ids stand in the files' own statistics."""
    spans = connection.execute(
        "SELECT min(stats_min_value), max(stats_max_value), count(*) > count(stats_min_value)"
        f" FROM parquet_metadata({files}) WHERE path_in_schema = 'dossier_id' GROUP BY file_name ORDER BY 1"
    ).fetchall()
    unknown = any(row[2] for row in spans)
    return len(spans) > 1 and (unknown or any(later[0] <= last for (_, last, _), later in pairwise(spans)))


def _find_repeated(connection: duckdb.DuckDBPyConnection, rows: int) -> bool:
    """List the dossiers that several batches have, with the newest of these; whether there are any."""
    connection.execute("CREATE TEMP TABLE several (dossier_id VARCHAR)")
    parts = 1 + rows // IDS_AT_ONCE
    for part in range(parts):
        connection.execute(
            f"INSERT INTO several SELECT dossier_id FROM all_rows WHERE hash(dossier_id) % {parts} = {part}"
            " GROUP BY dossier_id HAVING count(*) > 1"
        )
    if not connection.execute("SELECT 1 FROM several LIMIT 1").fetchall():
        return False
    connection.execute(
        "CREATE TEMP TABLE repeated AS SELECT dossier_id, max(sequence) AS newest FROM all_rows"
        " JOIN several USING (dossier_id) JOIN batches ON file = filename GROUP BY dossier_id"
    )
    return True


def load_calendar(connection: duckdb.DuckDBPyConnection, days: object) -> None:
    """Make the table `calendar` from its rows."""
    connection.register("calendar_rows", days)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE calendar AS SELECT day::DATE AS day, slot::INTEGER AS slot,"
        " next_slot::INTEGER AS next_slot, workday::INTEGER AS workday, saturday::INTEGER AS saturday"
        " FROM calendar_rows"
    )


def check_total(connection: duckdb.DuckDBPyConnection, dossiers: int) -> None:
    """Check that every dossier of the statistics is in the reception cube.

    Raises:
        LostDossiersError: it is not; a date of reception is missing.
    """
    counted = connection.execute("SELECT coalesce(sum(dossiers), 0)::BIGINT FROM received").fetchall()[0][0]
    if counted != dossiers:
        raise LostDossiersError(f"{dossiers} dossiers in the statistics, {counted} in the cubes")
