"""Texts and dates made canonical on their distinct values: a file of a million rows has few of them."""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.moments import Moment, read_moment
from onestop_analysis.sources.profiles import CODED_COLUMNS, DATE_COLUMNS, Profile
from onestop_analysis.sources.words import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.text_table import TextTable

EMPTY = frozenset({"", "-", "--", "null", "none", "nan"})
NAMED_COLUMNS = ("procedure_code", "procedure", "field", "agency")


def map_texts(con: DuckDBPyConnection, table: TextTable, *, profile: Profile) -> None:
    """For each text column a table `map_<column>` of (raw, value, code)."""
    for column in (*CODED_COLUMNS, *NAMED_COLUMNS, "dossier_id"):
        if column not in table.columns:
            continue
        where = "NOT regexp_full_match(dossier_id, '[A-Za-z0-9./-]{1,80}')" if column == "dossier_id" else "true"
        values = con.execute(f"SELECT DISTINCT {column} FROM raw WHERE {column} IS NOT NULL AND {where}").fetchall()
        read = _reader(column, profile)
        _write_map(con, f"map_{column}", ((raw, *read(raw)) for (raw,) in values), kind="VARCHAR")


def _reader(column: str, profile: Profile) -> Callable[[str], tuple[str | None, str | None]]:
    if column in CODED_COLUMNS:
        return lambda raw: _coded(raw, column, profile)
    return _identifier if column == "dossier_id" else _named


def _coded(raw: str, column: str, profile: Profile) -> tuple[str | None, str | None]:
    text = clean(raw)
    if text.lower() in EMPTY:
        return None, None
    if text.startswith("#"):
        return None, "error_cell"
    value = profile.values.get(column, {}).get(fold(text))
    return value, None if value else f"unknown_{column}"


def _named(raw: str) -> tuple[str | None, str | None]:
    text = clean(raw)
    if text.lower() in EMPTY:
        return None, None
    return (None, "error_cell") if text.startswith("#") else (text, None)


def _identifier(raw: str) -> tuple[str | None, str | None]:
    from onestop_analysis.sources.text_table import IDENTIFIER

    text = clean(raw)
    if text.lower() in EMPTY:
        return None, "missing_id"
    return (text, None) if IDENTIFIER.fullmatch(text) else (None, "bad_id")


def map_moments(con: DuckDBPyConnection, table: TextTable) -> None:
    """A table `map_moments` of (raw, value, code) for the date cells that the engine left as text."""
    columns = [column for column in DATE_COLUMNS if column in table.columns]
    parts = [f"SELECT {column}_text AS text FROM raw WHERE {column}_text IS NOT NULL" for column in columns]
    values = con.execute(" UNION ".join(parts)).fetchall() if parts else []
    moments = [(raw, read_moment(raw, epoch_1904=table.epoch_1904)) for (raw,) in values]
    _write_map(con, "map_moments", (_moment_row(raw, moment) for raw, moment in moments), kind="TIMESTAMP")


def _moment_row(raw: str, moment: Moment) -> tuple[str, object, str | None]:
    return raw, moment.value, moment.code


def _write_map(con: DuckDBPyConnection, name: str, rows: Iterable[tuple[object, ...]], *, kind: str) -> None:
    con.execute(f"CREATE OR REPLACE TABLE {name} (raw VARCHAR, value {kind}, code VARCHAR)")
    kept = list(rows)
    if kept:
        import pandas as pd

        frame = pd.DataFrame({"raw": [r[0] for r in kept], "value": [r[1] for r in kept], "code": [r[2] for r in kept]})
        con.register("map_rows", frame.astype({"raw": object, "code": object}))
        con.execute(f"INSERT INTO {name} SELECT raw, CAST(value AS {kind}), code FROM map_rows")
        con.unregister("map_rows")
