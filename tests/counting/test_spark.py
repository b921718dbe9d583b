"""One SQL, two engines: Spark counts what DuckDB counts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from onestop_analysis.cubes import read_cubes
from onestop_analysis.store import Source, Store
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays

# Runs in a process of its own: a time zone holds for a whole process, Python's and Java's.
SCRIPT = """
import json, sys
from pathlib import Path
from onestop_analysis.cubes import read_cubes
from onestop_analysis.store import Store
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays
master = sys.argv[2] or None
digests = {
    name: read_cubes(Store(Path(sys.argv[1])), "thu", rule=rule, workdays=Workdays(), master=master).digests()
    for name, rule in RULES.items() if not sys.argv[3:] or name in sys.argv[3:]
}
print(json.dumps(digests))
"""


@pytest.fixture(name="store")
def _store(tmp_path, reference, load):
    """Two batches of which the second corrects a part of the first."""
    store = Store(tmp_path / "store")
    dossiers = reference.make_dossiers(400, seed=7)
    corrected = [row | {"status": "withdrawn"} for row in dossiers[:50]]
    for number, rows in enumerate((dossiers, corrected)):
        with duckdb.connect() as connection:
            load(connection, rows)
            store.add(connection, "dossiers", centre="thu", source=Source(f"{number}.csv", f"{number}"))
    return store


def digests(folder, zone, master="", rules=()):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, folder, master, *rules],
        capture_output=True, text=True, check=True, env=os.environ | {"TZ": zone},
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def test_counts_do_not_depend_on_the_time_zone(store, tmp_path):
    """The machine's time zone changes no count."""
    shutil.copytree(store.path, tmp_path / "other")

    assert digests(store.path, "UTC") == digests(tmp_path / "other", "America/New_York")


@pytest.mark.spark
@pytest.mark.parametrize(
    ("zone", "rules"), [("UTC", list(RULES)), ("Asia/Ho_Chi_Minh", ["opencps-range", "dvcqg-766"])]
)
def test_spark_counts_what_duckdb_counts(store, zone, rules):
    """Every table under every rule has the same digest on both engines, wherever the machine thinks it is."""
    pytest.importorskip("pyspark")
    expected = {name: read_cubes(store, "thu", rule=RULES[name], workdays=Workdays()).digests() for name in rules}

    assert digests(store.path, zone, "local[2]", rules) == expected
