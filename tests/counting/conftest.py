"""Dossiers as small readable tables, counted by the real engine."""

from __future__ import annotations

import importlib.util
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from onestop_analysis.cubes.duckdb_engine import count_in_duckdb
from onestop_analysis.cubes.tables import read_tables
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.timeliness import find_rule
from onestop_analysis.vocabulary import DOSSIER_COLUMNS
from onestop_analysis.workdays import Workdays

NAMES = {
    "id": "dossier_id", "received": "received_at", "due": "due_at", "ended": "resolved_at", "returned": "returned_at",
    "requested": "supplement_requested_at", "supplied": "supplement_received_at",
}  # fmt: skip
DEFAULTS = {"agency": "Sở A", "field": "Đất đai", "procedure": "Cấp giấy", "channel": "online"}


def dossiers_of(text):
    """Rows of the store from a table: a header, then one dossier a line; a blank cell is missing.

    What a column does not say: agency, field, procedure and channel are the same for all, a result is
    handed over when it is there, and the status follows from whether there is an end.
    """
    header, *lines = [line for line in text.strip().splitlines() if line.strip()]
    columns = [NAMES.get(name.strip(), name.strip()) for name in header.split("|")]
    return [_dossier(dict(zip(columns, map(str.strip, line.split("|")), strict=True))) for line in lines]


def _dossier(cells):
    row = dict.fromkeys(DOSSIER_COLUMNS) | DEFAULTS | {name: text or None for name, text in cells.items()}
    if "returned_at" not in cells:
        row["returned_at"] = row["resolved_at"]
    row["status"] = row["status"] or ("returned" if row["resolved_at"] else "in_progress")
    for name, kind in DOSSIER_COLUMNS.items():
        if kind == "TIMESTAMP" and row[name]:
            row[name] = datetime.fromisoformat(row[name])
        if kind == "BOOLEAN" and row[name]:
            row[name] = row[name] == "yes"
    return row


def load(connection, rows):
    """Put rows of the store into the table `dossiers`."""
    columns = ", ".join(f"{name} {kind}" for name, kind in DOSSIER_COLUMNS.items())
    connection.execute(f"CREATE TABLE dossiers ({columns})")
    marks = ", ".join("?" for _ in DOSSIER_COLUMNS)
    values = [tuple(row[name] for name in DOSSIER_COLUMNS) for row in rows]
    if values:
        connection.executemany(f"INSERT INTO dossiers VALUES ({marks})", values)  # noqa: S608


@pytest.fixture(name="load")
def _load():
    return load


@pytest.fixture(name="dossiers_of")
def _dossiers_of():
    return dossiers_of


@pytest.fixture(name="count_rows")
def _count_rows(tmp_path):
    """Cubes of rows of the store, under a rule."""
    folders = iter(range(10_000))

    def count(rows, rule="date", cuts=(), workdays=None):
        folder = tmp_path / str(next(folders))
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")
            load(connection, rows)
            named = find_rule(rule)
            assert count_in_duckdb(connection, folder, rule=named, workdays=workdays or Workdays(), cuts=cuts)
        return read_tables(folder, rule=named, digest="test")

    return count


@pytest.fixture(name="observe_table")
def _observe_table(count_rows):
    """The observations of a period, from a table of dossiers."""

    def observe_table(text, period="2021-Q1", *, convention="calendar", rule="date"):
        wanted = parse_period(period, convention)
        cubes = count_rows(dossiers_of(text), rule, cuts=[wanted.start, wanted.end + timedelta(1)])
        return observe(cubes, wanted, source="test")

    return observe_table


@pytest.fixture(name="reference", scope="session")
def _reference():
    """The slow second opinion, in plain pandas."""
    spec = importlib.util.spec_from_file_location("reference", Path(__file__).with_name("reference.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
