# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
"""The verdict on every row, as SQL over `raw` and the maps.

`typed` is a view of the canonical columns, `judged` adds `fault` (code:column of the first fault found)
and `flag`; `found` is the table of the rows that have one. What is accepted is never written twice: the
store reads it from `judged` directly. Rows that the engine read by itself are translated by lists that
the number of an ENUM value picks from: unlike a join, that keeps the file's order and costs no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.ingest.maps import ADDED, NAMED_COLUMNS
from onestop_analysis.sources.profiles import CODED_COLUMNS, DATE_COLUMNS, DELETED, FLAG_COLUMNS, REJECTED, STEPPED
from onestop_analysis.store import sql_text
from onestop_analysis.vocabulary import DOSSIER_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from onestop_analysis.ingest.maps import Maps
    from onestop_analysis.sources.table import TextTable

ENDED = ("withdrawn", "refused", "resolved", "returned")
GIVEN_UP = ("withdrawn", "refused", "not_accepted")
OPEN = ("registered", "in_progress", "paused")
OUTSIDE = ("registered", "not_accepted")
SHORTEST_NUMBER = 6
# Up to so many rows the verdicts are kept as a table; more are worked out again where they are needed.
HELD_ROWS = 200_000
EARLIEST = "TIMESTAMP '2000-01-01'"
TEXTS = (*CODED_COLUMNS, *NAMED_COLUMNS)


def judge(con: DuckDBPyConnection, table: TextTable, *, maps: Maps, today: str, suspects: list[str]) -> None:
    """Create `typed`, `judged` and `found`; `today` is an ISO date, `suspects` see `suspect_columns`."""
    _set_lists(con, maps)
    rows, rest = con.execute("SELECT count(*), count(cells) FROM raw").fetchall()[0]
    con.execute(f"CREATE VIEW typed_rest AS {_rest_sql(table, suspects)}")
    fast = _fast_sql(maps, table, suspects)
    con.execute(f"CREATE VIEW typed AS {fast}" + (" UNION ALL FROM typed_rest" if rest else ""))
    kind = "TABLE" if rows < HELD_ROWS else "VIEW"
    con.execute(f"CREATE {kind} judged AS {_judged_sql(table, today, suspects=suspects, digits=_digits(con))}")
    con.execute(
        "CREATE TABLE found AS SELECT line, fault, flag FROM judged WHERE fault IS NOT NULL OR flag IS NOT NULL"
    )
    if table.profile.steps:
        _judge_repeated_steps(con)
    else:
        _judge_repeats(con)


def keep_accepted(con: DuckDBPyConnection, table: TextTable) -> None:
    """Create `accepted`: the dossiers without a fault in the file's order."""
    faults, rest, held = con.execute(
        "SELECT (SELECT count(*) FROM found WHERE fault IS NOT NULL), (SELECT count(cells) FROM raw), "
        "(SELECT count(*) FROM duckdb_tables() WHERE table_name = 'judged')"
    ).fetchall()[0]
    if faults:
        source, line = ("judged", "line") if held else ("raw", table.line_sql)
        con.execute(f"DELETE FROM {source} WHERE {line} IN (SELECT line FROM found WHERE fault IS NOT NULL)")
    # Those read by the engine are in order; the rest comes after them and has to be sorted in.
    con.execute(f"CREATE VIEW accepted AS SELECT * FROM judged{' ORDER BY line' if rest else ''}")


def _set_lists(con: DuckDBPyConnection, maps: Maps) -> None:
    """For each map its columns as lists by the number of the ENUM value: a variable of the engine."""
    for column, names in maps.filled.items():
        if names:
            lists = ", ".join(f"{name} := list(m.{name} ORDER BY enum_code(e.fast))" for name in names)
            con.execute(
                f"SET VARIABLE l_{column} = (SELECT struct_pack({lists}) "
                f"FROM (SELECT unnest(enum_range(NULL::e_{column}))::e_{column} AS fast) AS e "
                f"LEFT JOIN map_{column} AS m USING (fast))"
            )


def _picked_sql(maps: Maps, column: str, name: str) -> str:
    """SQL that picks from a list; nothing at all where the list is empty."""
    if name in maps.filled[column]:
        return f"list_extract(getvariable('l_{column}').{name}, CAST(enum_code(raw.{column}) AS INTEGER) + 1)"
    kinds = {"value": f"f_{column}", "valid_from": "DATE", "valid_to": "DATE", "code": "VARCHAR", "flag": "VARCHAR"}
    return f"CAST(NULL AS {kinds.get(name, f'f_{name}')})"


def _fast_sql(maps: Maps, table: TextTable, suspects: list[str]) -> str:
    """The rows that the engine read by itself."""
    parts = [f"{table.line_sql} AS line"]
    parts += [f"{table.forms[column].startswith(('%d', '%m'))} AS either_{column}" for column in suspects]
    for column in table.columns:
        if column in TEXTS:
            names = {"value": column, "code": f"fault_{column}", "flag": f"flag_{column}"}
            names |= {added: f"from_{column}_{added}" for added in ADDED.get(column, ())}
            parts += [f"{_picked_sql(maps, column, name)} AS {shown}" for name, shown in names.items()]
        else:
            parts += [f"raw.{column} AS {column}", f"CAST(NULL AS VARCHAR) AS fault_{column}"]
    return f"SELECT {', '.join(parts)} FROM raw WHERE raw.cells IS NULL"


def _rest_sql(table: TextTable, suspects: list[str]) -> str:
    """The rows with a cell that only the maps know."""
    parts, joins = [f"{table.line_sql} AS line"], []
    parts += [f"m_{column}.reading = 'either' AS either_{column}" for column in suspects]
    for column, place in table.columns.items():
        name = f"m_{column}"
        parts += [f"{name}.value AS {column}", f"{name}.code AS fault_{column}"]
        if column in TEXTS:
            parts.append(f"{name}.flag AS flag_{column}")
            parts += [f"{name}.{added} AS from_{column}_{added}" for added in ADDED.get(column, ())]
        source = "map_moments" if column in DATE_COLUMNS else f"map_{column}"
        joins.append(f"LEFT JOIN {source} AS {name} ON raw.cells[{place}] = {name}.raw")
    return (
        f"SELECT {', '.join(parts)} FROM raw {' '.join(joins)} WHERE raw.cells IS NOT NULL "
        f"AND NOT EXISTS (FROM kinds WHERE kinds.line = {table.line_sql}) ORDER BY line"
    )


def _judged_sql(table: TextTable, today: str, *, suspects: list[str], digits: int) -> str:
    values = [f"{_value_sql(column, table)} AS {column}" for column in DOSSIER_COLUMNS if column != "line"]
    values += [STEPPED] if STEPPED in table.columns else []
    unreadable = [f"WHEN fault_{name} IS NOT NULL THEN fault_{name} || ':{name}'" for name in table.columns]
    faults = [f"WHEN {test} THEN '{code}:{column}'" for code, column, test in _faults(table, today)]
    faults[:0] = [_ambiguous_sql(column) for column in suspects]
    missing = "WHEN dossier_id IS NULL AND fault_dossier_id IS NULL THEN 'missing_id:dossier_id'"
    flags = ", ".join(_flags(table, digits)) or "NULL"
    return (
        f"SELECT {', '.join(values)}, line, CASE {missing} {' '.join(unreadable)} {' '.join(faults)} END AS fault, "
        f"nullif(concat_ws('|', {flags}), '') AS flag FROM typed"
    )


def _value_sql(column: str, table: TextTable) -> str:
    """The canonical value of a column; one end date alone serves as resolved and, when handed over, returned."""
    have, kind = set(table.columns), DOSSIER_COLUMNS[column]
    if column == "status":
        return _status_sql(have)
    if column == "dossier_id" and table.profile.id_prefix:
        return f"{sql_text(table.profile.id_prefix)} || typed.dossier_id"
    if column in ("resolved_at", "returned_at") and ("resolved_at" in have) != ("returned_at" in have):
        end = "resolved_at" if "resolved_at" in have else "returned_at"
        returned = "typed.status IS NULL OR " + _among("status", ("returned",)) if "status" in have else "true"
        return _resolved_sql(end, have) if column == "resolved_at" else f"CASE WHEN {returned} THEN typed.{end} END"
    if column == "resolved_at" and column in have:
        return _resolved_sql(column, have)
    found = [f"typed.{column}"] if column in have else []
    found += [f"typed.from_{by}_{column}" for by, added in ADDED.items() if by in have and column in added]
    if column in table.profile.constants:
        found.append(f"CAST({sql_text(table.profile.constants[column])} AS f_{column})")
    if column in FLAG_COLUMNS:
        return f"CAST(CAST({found[0]} AS VARCHAR) AS BOOLEAN)" if found else "CAST(NULL AS BOOLEAN)"
    return f"coalesce({', '.join(found)})" if found else f"CAST(NULL AS {kind})"


def _resolved_sql(end: str, have: set[str]) -> str:
    """The end of work; a dossier that was refused or withdrawn may have the day of that alone."""
    if not {REJECTED, "status"} <= have:
        return f"typed.{end}"
    return f"coalesce(typed.{end}, CASE WHEN {_among('status', GIVEN_UP)} THEN typed.{REJECTED} END)"


def _status_sql(have: set[str]) -> str:
    """The status; an empty one is returned with an end date and in progress without."""
    in_progress, returned = (f"CAST('{status}' AS f_status)" for status in ("in_progress", "returned"))
    derived = f"CASE WHEN {_end_sql(have)} IS NULL THEN {in_progress} ELSE {returned} END"
    return f"coalesce(typed.status, {derived})" if "status" in have else derived


def _among(column: str, values: tuple[str, ...]) -> str:
    """SQL: a typed ENUM is one of the values. They are cast once; else every row's would be turned into text."""
    listed = ", ".join(f"CAST('{value}' AS f_{column})" for value in values)
    return f"typed.{column} IN ({listed})"


def _end_sql(have: set[str]) -> str:
    ends = [f"typed.{column}" for column in ("resolved_at", "returned_at") if column in have]
    return f"coalesce({', '.join(ends)})" if ends else "NULL"


def _ambiguous_sql(column: str) -> str:
    """A cell that could be either order; one of a form with the year first could not."""
    could = f"either_{column} AND day({column}) <= 12 AND day({column}) <> month({column})"
    return f"WHEN {could} THEN 'ambiguous_date:{column}'"


def _faults(table: TextTable, today: str) -> list[tuple[str, str, str]]:
    """(code, column, SQL test) in the order in which they are looked for: the first one counts."""
    have = set(table.columns)
    found = [("deleted", DELETED, _among(DELETED, ("true",)))] if DELETED in have else []
    found += [
        ("missing_value", column, _missing_sql(column, have))
        for column in table.profile.required_values
        if column in have
    ]
    dates = [column for column in DATE_COLUMNS if column in have]
    after = f"DATE '{today}' + INTERVAL 1 DAY"
    found += [("out_of_range_date", column, f"{column} < {EARLIEST}") for column in dates]
    found += [("future_date", column, f"{column} >= {after}") for column in dates if column != "due_at"]
    found += _order_faults(have)
    if "status" in have and not table.profile.steps:
        end = _end_sql(have)
        given_up = f" AND NOT ({_among('status', GIVEN_UP)} AND {REJECTED} IS NOT NULL)" if REJECTED in have else ""
        found.append(("status_without_end", "status", f"{_among('status', ENDED)} AND {end} IS NULL{given_up}"))
        found.append(("status_with_end", "status", f"{_among('status', OPEN)} AND {end} IS NOT NULL"))
    level = _value_sql("service_level", table)
    if "channel" in have and {"service_level", "procedure"} & have:
        found.append(
            (
                "level_2_online",
                "channel",
                f"{level} = CAST('2' AS f_service_level) AND {_among('channel', ('online',))}",
            )
        )
    return found


def _missing_sql(column: str, have: set[str]) -> str:
    """A dossier that was never accepted has no day of reception."""
    empty = f"typed.{column} IS NULL"
    if column in ("received_at", "due_at") and "status" in have:
        return f"{empty} AND NOT coalesce({_among('status', OUTSIDE)}, false)"
    return empty


def _order_faults(have: set[str]) -> list[tuple[str, str, str]]:
    found = []
    if "due_at" in have:
        found.append(("out_of_range_date", "due_at", "due_at > received_at + INTERVAL 20 YEAR"))
        found.append(("due_before_received", "due_at", _before("due_at", "received_at")))
    ends = [column for column in ("resolved_at", "returned_at", REJECTED) if column in have]
    found += [("finished_before_received", column, _before(column, "received_at")) for column in ends]
    if {"resolved_at", "returned_at"} <= have:
        found.append(("returned_before_resolved", "returned_at", _before("returned_at", "resolved_at")))
    return found


def _before(left: str, right: str) -> str:
    """By the clock when both cells have a time of day, else by the day."""
    clocks = " AND ".join(f"{column} <> date_trunc('day', {column})" for column in (left, right))
    return f"({left} < {right} AND (({clocks}) OR date_trunc('day', {left}) < date_trunc('day', {right})))"


def _digits(con: DuckDBPyConnection) -> int:
    """The length of the longest id of figures alone, where such ids differ in length; else 0.

    A spreadsheet that took ids for numbers has dropped their leading zeros.
    """
    only_figures = "regexp_full_match(dossier_id, '[0-9]{3,}')"
    beginning = f"(SELECT dossier_id FROM raw LIMIT 2000) WHERE {only_figures}"
    if not con.execute(f"SELECT count(*) FROM {beginning}").fetchall()[0][0]:
        return 0
    short, long = con.execute(
        f"SELECT min(strlen(dossier_id)), max(strlen(dossier_id)) FROM raw WHERE {only_figures}"
    ).fetchall()[0]
    return int(long) if short < long and long >= SHORTEST_NUMBER else 0


def _flags(table: TextTable, digits: int) -> list[str]:
    flags = [f"flag_{column}" for column in table.columns if column in NAMED_COLUMNS]
    if digits:
        short = f"regexp_full_match(typed.dossier_id, '[0-9]+') AND strlen(typed.dossier_id) < {digits}"
        flags.append(f"CASE WHEN {short} THEN 'lost_zeros' END")
    if "agency" in table.columns:
        outside = "received_at < from_agency_valid_from OR received_at >= from_agency_valid_to + INTERVAL 1 DAY"
        flags.append(f"CASE WHEN {outside} THEN 'agency_not_valid' END")
    if "due_at" in table.columns and "due_at" not in table.profile.required_values:
        flags.append("CASE WHEN due_at IS NULL THEN 'no_due_date' END")
    return flags


def _judge_repeats(con: DuckDBPyConnection) -> None:
    """Of equal rows the first is kept; rows of one id that differ are all put in quarantine."""
    con.execute(
        "CREATE TEMP TABLE twice AS SELECT dossier_id FROM ("
        "SELECT dossier_id FROM raw WHERE cells IS NULL UNION ALL SELECT dossier_id FROM typed_rest"
        ") WHERE dossier_id IS NOT NULL GROUP BY dossier_id HAVING count(*) > 1"
    )
    if not con.execute("SELECT count(*) FROM twice").fetchall()[0][0]:
        return
    content = ", ".join(name for name in DOSSIER_COLUMNS if name != "line")
    con.execute(
        "CREATE TEMP TABLE repeats AS SELECT line, dossier_id, fault, flag, "
        "row_number() OVER (PARTITION BY dossier_id ORDER BY line) AS place, "
        f"dense_rank() OVER (PARTITION BY dossier_id ORDER BY {content}, fault) AS version "
        "FROM judged WHERE dossier_id IN (SELECT dossier_id FROM twice)"
    )
    con.execute(
        "CREATE TEMP TABLE verdicts AS SELECT line, flag, CASE "
        "WHEN fault IS NOT NULL THEN fault "
        "WHEN max(version) OVER (PARTITION BY dossier_id) > 1 THEN 'duplicate_conflict:dossier_id' "
        "WHEN place > 1 THEN 'duplicate_exact:dossier_id' END AS fault FROM repeats"
    )
    con.execute("DELETE FROM found WHERE line IN (SELECT line FROM verdicts)")
    con.execute("INSERT INTO found SELECT line, fault, flag FROM verdicts WHERE fault IS NOT NULL OR flag IS NOT NULL")


def _judge_repeated_steps(con: DuckDBPyConnection) -> None:
    """A dossier has many steps: only one that stands there twice is a repeat."""
    con.execute(
        "INSERT INTO found SELECT line, 'duplicate_exact:dossier_id', NULL FROM (SELECT line, row_number() OVER "
        f"(PARTITION BY dossier_id, status, {STEPPED} ORDER BY line) AS place FROM judged WHERE fault IS NULL) "
        "WHERE place > 1"
    )
