"""The verdict on every row, as SQL over `raw` and the maps: the table `judged`."""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.ingest.maps import NAMED_COLUMNS
from onestop_analysis.sources.profiles import CODED_COLUMNS, DATE_COLUMNS, Profile
from onestop_analysis.vocabulary import DOSSIER_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.text_table import TextTable

FINISHED = "('withdrawn', 'refused', 'resolved', 'returned', 'not_accepted')"
OPEN = "('registered', 'in_progress', 'paused')"
EARLIEST = "TIMESTAMP '2000-01-01'"


def judge(con: DuckDBPyConnection, table: TextTable, *, profile: Profile, today: str) -> None:
    """Create `judged`: canonical columns, line, spare, code, column, flag. `today` is an ISO date."""
    con.execute(f"CREATE OR REPLACE TABLE typed AS {_typed_sql(table)}")
    con.execute(f"CREATE OR REPLACE TABLE judged AS {_judged_sql(table, profile, today)}")
    con.execute("DROP TABLE typed")
    _judge_duplicates(con, [name for name in DOSSIER_COLUMNS if name != "line"])


def _typed_sql(table: TextTable) -> str:
    """Every column in its type; what could not be read is NULL with its code in `<column>_code`."""
    parts, joins = [f"{table.line_sql} AS line", "spare"], []
    for column in DOSSIER_COLUMNS:
        if column not in table.columns or column == "line":
            continue
        name = f"m_{column}"
        if column in DATE_COLUMNS:
            parts += [f"coalesce(raw.{column}, {name}.value) AS {column}", f"{name}.code AS {column}_code"]
            joins.append(f"LEFT JOIN map_moments AS {name} ON raw.{column}_text = {name}.raw")
        elif column in (*CODED_COLUMNS, *NAMED_COLUMNS, "dossier_id"):
            value = f"{name}.value"
            if column == "dossier_id":
                value = f"CASE WHEN {name}.raw IS NULL THEN raw.dossier_id ELSE {name}.value END"
                parts.append("raw.dossier_id AS raw_id")
            parts += [f"{value} AS {column}", f"{name}.code AS {column}_code"]
            joins.append(f"LEFT JOIN map_{column} AS {name} ON raw.{column} = {name}.raw")
    return f"SELECT {', '.join(parts)} FROM raw {' '.join(joins)}"


def _judged_sql(table: TextTable, profile: Profile, today: str) -> str:
    have = set(table.columns)
    values = [f"{_column_sql(column, have)} AS {column}" for column in DOSSIER_COLUMNS if column != "line"]
    unreadable = " ".join(
        f"WHEN {name}_code IS NOT NULL THEN {name}_code || ':{name}'" for name in DOSSIER_COLUMNS if name in have
    )
    faults = ["WHEN dossier_id IS NULL AND dossier_id_code IS NULL THEN 'missing_id:dossier_id'", unreadable]
    faults += [f"WHEN {test} THEN '{code}:{column}'" for code, column, test in _faults(have, profile, today)]
    return (
        f"SELECT {', '.join(values)}, line, spare, raw_id, CASE {' '.join(faults)} END AS fault, "
        "CAST(NULL AS VARCHAR) AS flag FROM typed"
    )


def _column_sql(column: str, have: set[str]) -> str:
    """The canonical value; one end date alone serves as resolved and, when handed over, as returned."""
    one_end = ("resolved_at" in have) != ("returned_at" in have)
    end = "resolved_at" if "resolved_at" in have else "returned_at"
    status = "typed.status" if "status" in have else "NULL"
    if column == "status":
        return f"coalesce({status}, CASE WHEN {_end_sql(have)} IS NULL THEN 'in_progress' ELSE 'returned' END)"
    if one_end and column == "resolved_at":
        return f"typed.{end}"
    if one_end and column == "returned_at":
        return f"CASE WHEN coalesce({status}, 'returned') = 'returned' THEN typed.{end} END"
    return f"typed.{column}" if column in have else f"CAST(NULL AS {DOSSIER_COLUMNS[column]})"


def _end_sql(have: set[str]) -> str:
    ends = [f"typed.{column}" for column in ("resolved_at", "returned_at") if column in have]
    return f"coalesce({', '.join(ends)})" if ends else "NULL"


def _faults(have: set[str], profile: Profile, today: str) -> list[tuple[str, str, str]]:
    """(code, column, SQL test) in the order in which they are looked for: the first one counts."""
    found = [("missing_value", column, f"{column} IS NULL") for column in profile.required_values if column in have]
    dates = [column for column in DATE_COLUMNS if column in have]
    found += [("out_of_range_date", column, f"{column} < {EARLIEST}") for column in dates]
    found += [
        ("future_date", column, f"{column} >= DATE '{today}' + INTERVAL 1 DAY")
        for column in dates
        if column != "due_at"
    ]
    found += _order_faults(have)
    found += _status_faults(have)
    if "service_level" in have:
        found.append(("level_2_online", "channel", "service_level = '2' AND channel = 'online'"))
    return found


def _order_faults(have: set[str]) -> list[tuple[str, str, str]]:
    found = []
    if "due_at" in have:
        found.append(("out_of_range_date", "due_at", "due_at > received_at + INTERVAL 20 YEAR"))
        found.append(("due_before_received", "due_at", _before("due_at", "received_at")))
    ends = [column for column in ("resolved_at", "returned_at") if column in have]
    found += [("finished_before_received", column, _before(column, "received_at")) for column in ends]
    if {"resolved_at", "returned_at"} <= have:
        found.append(("returned_before_resolved", "returned_at", _before("returned_at", "resolved_at")))
    return found


def _before(left: str, right: str) -> str:
    """By the clock when both cells have a time of day, else by the day."""
    clocks = " AND ".join(f"{column} <> date_trunc('day', {column})" for column in (left, right))
    return f"({left} < {right} AND (({clocks}) OR date_trunc('day', {left}) < date_trunc('day', {right})))"


def _status_faults(have: set[str]) -> list[tuple[str, str, str]]:
    if "status" not in have:
        return []
    end = _end_sql(have)
    return [
        ("status_without_end", "status", f"status IN {FINISHED} AND status <> 'not_accepted' AND {end} IS NULL"),
        ("status_with_end", "status", f"status IN {OPEN} AND {end} IS NOT NULL"),
    ]


def _judge_duplicates(con: DuckDBPyConnection, columns: list[str]) -> None:
    """Of equal rows the first is kept; rows of one id that differ are all put in quarantine."""
    con.execute(
        "CREATE OR REPLACE TABLE twice AS SELECT dossier_id FROM judged "
        "WHERE dossier_id IS NOT NULL GROUP BY dossier_id HAVING count(*) > 1"
    )
    if not con.execute("SELECT count(*) FROM twice").fetchall()[0][0]:
        return
    content = ", ".join(columns)
    con.execute(
        "CREATE OR REPLACE TABLE repeats AS SELECT line, dossier_id, "
        "row_number() OVER (PARTITION BY dossier_id ORDER BY line) AS place, "
        f"dense_rank() OVER (PARTITION BY dossier_id ORDER BY {content}, split_part(fault, ':', 1)) AS version "
        "FROM judged WHERE dossier_id IN (SELECT dossier_id FROM twice)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE versions AS "
        "SELECT *, max(version) OVER (PARTITION BY dossier_id) AS versions FROM repeats"
    )
    con.execute(
        "UPDATE judged SET fault = coalesce(CASE "
        "WHEN v.versions > 1 THEN coalesce(judged.fault, 'duplicate_conflict:dossier_id') "
        "WHEN v.place > 1 THEN 'duplicate_exact:dossier_id' END, judged.fault) "
        "FROM versions AS v WHERE judged.line = v.line"
    )
