"""Counts the Parquet dossiers of each folder and observes its periods: python count_dossiers.py FOLDER ..."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from onestop_analysis.cubes.duckdb_engine import count_in_duckdb
from onestop_analysis.cubes.tables import read_tables
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_periods
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays

if TYPE_CHECKING:
    from onestop_analysis.cubes import Cubes
    from onestop_analysis.periods import Period


def main() -> None:
    """Print the number of observations and a hash of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--memory", default="400MB")
    parser.add_argument("--periods", default="2018-Q1..2021-Q4")
    arguments = parser.parse_args()
    periods, found, digest = parse_periods(arguments.periods), 0, hashlib.sha256()
    for folder in arguments.folders:
        lines = observed(count(folder, arguments.memory), periods)
        found += len(lines)
        digest.update("\n".join(lines).encode())
    print(found, digest.hexdigest()[:16])


def count(dossiers: Path, memory: str) -> Cubes:
    """The cubes of one folder."""
    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{memory}'; SET temp_directory = '{folder}/spilled'")
        connection.execute(f"CREATE VIEW dossiers AS SELECT * FROM read_parquet('{dossiers}/*.parquet')")  # noqa: S608
        tables = Path(folder) / "tables"
        count_in_duckdb(connection, tables, rule=RULES["date"], workdays=Workdays())
        return read_tables(tables, rule=RULES["date"], digest="")


def observed(cubes: Cubes, periods: list[Period]) -> list[str]:
    """Every listed observation of the periods, one line each."""
    found = [observe(cubes, period, source="bench") for period in periods]
    return [json.dumps(item.to_json()) for period in found for item in period.values()]


if __name__ == "__main__":
    main()
