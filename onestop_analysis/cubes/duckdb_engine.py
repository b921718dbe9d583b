"""Counts dossiers with DuckDB, inside this program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.cubes.calendar import calendar_table, last_day
from onestop_analysis.cubes.statements import NAMES, statements
from onestop_analysis.cubes.tables import write_tables
from onestop_analysis.errors import OnestopError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import duckdb

    from onestop_analysis.timeliness import Rule
    from onestop_analysis.workdays import Workdays


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
    row = connection.execute(sql["span"]).fetchall()[0]
    first, whole_from, last_due, last_event, dossiers = row
    if first is None:
        return False
    days = calendar_table(first, last_day(last_due, last_event), workdays=workdays, cuts=cuts)
    load_calendar(connection, days)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW dated AS {sql['dated']}")
    for name in NAMES:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql[name]}")
    check_total(connection, int(dossiers))
    write_tables(connection, folder, span={"first": f"{whole_from}", "last": f"{last_event}"})
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
