"""Promises of the store."""

# ruff: noqa: S608 - the SQL comes from the store
from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from onestop_analysis.store import Source, Store

FIRST = datetime(2021, 4, 1, 2, 0, tzinfo=UTC)
SECOND = datetime(2021, 5, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(name="con")
def _con():
    with duckdb.connect() as con:
        yield con


@pytest.fixture(name="store")
def _store(tmp_path):
    return Store(tmp_path / "store")


def put(con, store, rows, *, file="", **options):
    """Add one batch from (dossier_id, status) pairs; `file` tells one file from another."""
    con.execute("CREATE OR REPLACE TABLE accepted (dossier_id VARCHAR, status VARCHAR)")
    con.executemany("INSERT INTO accepted VALUES (?, ?)", rows)
    source = Source(name=f"{rows[0][1]}.csv", sha256=file or f"{rows}")
    return store.add(con, "accepted", centre="lang-son", source=source, **options)


def state(con, store, as_of=None):
    sql = store.dossiers_sql("lang-son", as_of)
    return dict(con.execute(f"SELECT dossier_id, status FROM ({sql})").fetchall())


def test_newest_batch_wins(con, store):
    """A dossier exported twice has the state of the export that was ingested later."""
    put(con, store, [("A1", "in_progress"), ("A2", "in_progress")], now=FIRST)
    put(con, store, [("A1", "returned")], now=SECOND)

    assert state(con, store) == {"A1": "returned", "A2": "in_progress"}


def test_as_of_reads_what_was_known(con, store):
    """Reading as of a time ignores batches that came later."""
    put(con, store, [("A1", "in_progress")], now=FIRST)
    put(con, store, [("A1", "returned")], now=SECOND)

    assert state(con, store, datetime(2021, 4, 15)) == {"A1": "in_progress"}
    assert state(con, store, datetime(2021, 3, 15)) == {}


def test_a_file_read_again_replaces_its_earlier_reading(con, store):
    """What the new reading leaves out counts no more; as of an earlier time it does; an old reading can return."""
    put(con, store, [("A1", "in_progress"), ("A2", "in_progress")], file="one", now=FIRST)
    put(con, store, [("B1", "returned")], file="other", now=FIRST)
    put(con, store, [("A1", "returned")], file="one", now=SECOND)

    assert state(con, store) == {"A1": "returned", "B1": "returned"}
    assert state(con, store, datetime(2021, 4, 15)) == {"A1": "in_progress", "A2": "in_progress", "B1": "returned"}
    assert len(store.readings("lang-son")) == 3

    again = put(con, store, [("A1", "in_progress"), ("A2", "in_progress")], file="one")
    assert not again.repeated
    assert state(con, store) == {"A1": "in_progress", "A2": "in_progress", "B1": "returned"}
    assert store.orphans("lang-son") == []


def test_same_content_adds_nothing(con, store):
    """The same file with the same result is kept once, and the caller is told."""
    first = put(con, store, [("A1", "returned")], now=FIRST)
    again = put(con, store, [("A1", "returned")], now=SECOND)

    assert (again.repeated, again.id, len(store.batches("lang-son"))) == (True, first.id, 1)


def test_digest_follows_the_batches(con, store):
    """The cache key changes with every batch and is the same for the same batches."""
    empty = store.digest("lang-son")
    put(con, store, [("A1", "in_progress")], now=FIRST)
    one = store.digest("lang-son")
    put(con, store, [("A1", "returned")], now=SECOND)

    assert len({empty, one, store.digest("lang-son")}) == 3
    assert store.digest("lang-son", datetime(2021, 4, 15)) == one


def test_bytes_do_not_depend_on_threads(tmp_path):
    """Three row groups written by one thread and by four are the same bytes."""
    ids = set()
    for threads in (1, 4):
        with duckdb.connect() as con:
            con.execute(f"SET threads = {threads}")
            con.execute("CREATE TABLE accepted AS SELECT 'D' || i AS dossier_id, i AS line FROM range(300000) t(i)")
            store = Store(tmp_path / str(threads))
            ids.add(store.add(con, "accepted", centre="lang-son", source=Source("a.csv", "0")).id)

    assert len(ids) == 1


def test_sweep_keeps_batches_and_removes_leftovers(con, store):
    """Files of a writer that died are removed; a batch with its manifest stays."""
    batch = put(con, store, [("A1", "returned")])
    folder = store.file("lang-son", batch).parent
    (folder / "0123456789abcdef.parquet").write_bytes(b"half")
    (folder / ".tmp-999999999-aa").write_bytes(b"half")

    assert {path.name for path in store.sweep("lang-son")} == {"0123456789abcdef.parquet", ".tmp-999999999-aa"}
    assert state(con, store) == {"A1": "returned"}
