"""Counts Parquet dossiers and observes every quarter: python count_dossiers.py FOLDER [--memory 400MB]."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from onestop_analysis.cubes.duckdb_engine import count_in_duckdb
from onestop_analysis.cubes.tables import read_tables
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_periods
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays


def main() -> None:
    """Print a hash of all observations of all quarters."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory", default="400MB")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{arguments.memory}'; SET temp_directory = '{folder}/spilled'")
        files = f"{arguments.folder}/*.parquet"
        connection.execute(f"CREATE VIEW dossiers AS SELECT * FROM read_parquet('{files}')")  # noqa: S608
        tables = Path(folder) / "tables"
        count_in_duckdb(connection, tables, rule=RULES["date"], workdays=Workdays())
        cubes = read_tables(tables, rule=RULES["date"], digest="")
    quarters = [observe(cubes, period, source="bench") for period in parse_periods("2018-Q1..2021-Q4")]
    content = [item.to_json() for quarter in quarters for item in quarter.values()]
    print(len(content), hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16])


if __name__ == "__main__":
    main()
