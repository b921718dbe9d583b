"""The benchmark's contender counts the same: a comparison of costs compares the same work."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest

from onestop_analysis.cubes.duckdb_engine import count_in_duckdb
from onestop_analysis.cubes.tables import read_tables
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(name="benchmarks")
def _benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import generate
    import pandas_indicators

    yield generate, pandas_indicators
    for name in ("generate", "pandas_indicators"):
        del sys.modules[name]


def test_plain_pandas_counts_every_number_that_we_count(benchmarks, tmp_path):
    """Every observation of a quarter but the working days stands in the contender's result, with its value."""
    generate, contender = benchmarks
    generate.write(20_000, tmp_path / "dossiers")
    quarter = contender.QUARTERS[6]
    dossiers, ordinals = contender.read(str(tmp_path / "dossiers")), contender.working_days()
    theirs = {
        (measure, dimensions, _key(text, dimensions)): value
        for (measure, dimensions), part in contender.count(dossiers, quarter, ordinals).items()
        for text, value in part.items()
    }

    for item in observations(tmp_path, str(quarter).replace("Q", "-Q")).values():
        if item.measure != "working_days" and dict(item.breakdown).get("timeliness") != "early_or_on_time":
            assert float(item.value) == pytest.approx(float(found(theirs, item)), abs=0.006), item.id


def _key(text, dimensions):
    if not dimensions:
        return ()
    return text if isinstance(text, tuple) else (text,)


def found(theirs, item):
    """The contender's value; what it does not list is zero. A p90 need only be there: pandas ranks otherwise."""
    breakdown = dict(item.breakdown)
    statistic = breakdown.pop("statistic", None)
    key = (statistic or item.measure, tuple(breakdown), tuple(breakdown.values()))
    return item.value if statistic == "p90" and key in theirs else theirs.get(key, 0)


def observations(folder, period):
    tables = folder / "tables"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW dossiers AS SELECT * FROM read_parquet('{folder}/dossiers/*.parquet')")  # noqa: S608
        count_in_duckdb(connection, tables, rule=RULES["date"], workdays=Workdays())
    return observe(read_tables(tables, rule=RULES["date"], digest=""), parse_period(period), source="test")
