"""Promises of the store when things go wrong: killed writers, two writers, a full disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.store import Source, Store

# Adds batches without end, or as many as the third argument says; each has two dossiers of its own.
WRITER = """
import sys, duckdb
from pathlib import Path
from onestop_analysis.store import Source, Store
store, name, count = Store(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
con = duckdb.connect()
number = 0
while number != count:
    number += 1
    con.execute(f"CREATE OR REPLACE TABLE t AS SELECT '{name}-{number}-' || i AS dossier_id FROM range(2) r(i)")
    store.add(con, "t", centre="lang-son", source=Source(name, f"{name}{number}"))
    print(number, flush=True)
"""


def writer(folder, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def dossiers(store):
    with duckdb.connect() as con:
        return con.execute(f"SELECT count(*) FROM ({store.dossiers_sql('lang-son')})").fetchall()[0][0]  # noqa: S608


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
def test_killed_writer_leaves_a_sound_store(tmp_path):
    """After kill -9 every listed batch is complete, and sweep removes what no batch owns."""
    store = Store(tmp_path)
    running = writer(tmp_path, "a", -1)
    for _ in range(5):
        running.stdout.readline()
    time.sleep(0.013)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    batches = store.batches("lang-son")

    assert dossiers(store) == 2 * len(batches) >= 10
    store.sweep("lang-son")
    assert store.orphans("lang-son") == []
    assert dossiers(store) == 2 * len(batches)


def test_two_writers_number_their_batches_apart(tmp_path):
    """Two writers at once lose nothing and share no number."""
    store = Store(tmp_path)
    both = [writer(tmp_path, name, 6) for name in ("a", "b")]
    errors = [running.communicate()[1] for running in both]

    assert errors == [b"", b""]
    assert [batch.sequence for batch in store.batches("lang-son")] == list(range(1, 13))
    assert dossiers(store) == 24


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes on this system")
def test_full_disk_changes_nothing(tmp_path):
    """Where a file cannot grow, the user gets one sentence and the store stays as it was."""
    code = (
        "import resource, signal, sys, duckdb\n"
        "from pathlib import Path\n"
        "from onestop_analysis.errors import UserError\n"
        "from onestop_analysis.store import Source, Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "con = duckdb.connect()\n"
        'con.execute("CREATE TABLE t AS SELECT md5(i::VARCHAR) AS dossier_id FROM range(100000) r(i)")\n'
        "try:\n"
        "    Store(Path(sys.argv[1])).add(con, 't', centre='lang-son', source=Source('a', 'a'))\n"
        "except UserError as error:\n"
        "    print(error.en)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)

    assert "cannot write to the store" in ran.stdout
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"] == []


def test_damaged_manifest_is_named(tmp_path):
    """A manifest that cannot be read ends in a sentence with its name, not in a wrong number."""
    store = Store(tmp_path)
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t AS SELECT 'A1' AS dossier_id")
        store.add(con, "t", centre="lang-son", source=Source("a.csv", "1"))
    (tmp_path / "lang-son" / "manifests" / "000001.json").write_text("{")

    with pytest.raises(UserError, match=r"000001\.json"):
        store.batches("lang-son")
