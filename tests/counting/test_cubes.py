"""Promises of the count tables: counted once, from the right rows, kept as long as nothing changes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from onestop_analysis.cubes import own_cuts, read_cubes, spark_master
from onestop_analysis.cubes.duckdb_engine import LostDossiersError, count_in_duckdb
from onestop_analysis.errors import UserError
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.store import Source, Store
from onestop_analysis.timeliness import RULES, find_rule
from onestop_analysis.workdays import Workdays

FIRST = """
id | received   | due        | ended      | status
A1 | 2021-01-05 | 2021-01-12 |            | in_progress
A2 | 2021-01-06 | 2021-01-13 | 2021-01-12 | returned
"""
SECOND = """
id | received   | due        | ended      | status
A1 | 2021-01-05 | 2021-01-12 | 2021-02-12 | returned
A3 | 2021-02-06 | 2021-02-13 |            | in_progress
"""


@pytest.fixture(name="store")
def _store(tmp_path, dossiers_of, load):
    """Two exports: the second says how a dossier of the first ended."""
    store = Store(tmp_path / "store")
    for month, table in enumerate((FIRST, SECOND), start=2):
        with duckdb.connect() as connection:
            load(connection, dossiers_of(table))
            now = datetime(2021, month, 15, tzinfo=UTC)
            store.add(connection, "dossiers", centre="thu", source=Source(f"{month}.csv", f"{month}"), now=now)
    return store


def cubes(store, rule="date", **options):
    return read_cubes(store, "thu", rule=find_rule(rule), workdays=Workdays(), **options)


def totals(found):
    return {name: found.get_one(name).value for name in ("received", "resolved", "pending")}


def test_a_dossier_counts_once_as_the_newest_export_has_it(store):
    """The second export ends a dossier that the first one had open."""
    found = observe(cubes(store), parse_period("2021-Q1"), source="test")

    assert totals(found) == {"received": 3, "resolved": 2, "pending": 1}
    assert found.get_one("resolved", timeliness="late").value == 1


@pytest.mark.parametrize(
    ("ids", "dossiers"),
    [(("A1 A2", "A3 A4"), 4), (("A3 A4", "A1 A2"), 4), (("A1 A3", "A2 A4"), 4), (("A1 A3", "A2 A3"), 3),
     (("A1 A9", "A2 A3", "A3 A4"), 5), (("A1 " + "Đ" * 3000, "A2 " + "Đ" * 3000), 3)],
)  # fmt: skip
def test_ids_that_meet_and_ids_that_cannot(tmp_path, dossiers_of, load, ids, dossiers):
    """Whether two exports can hold the same dossier is read from their ids' range; no dossier counts twice for it."""
    store = Store(tmp_path / "store")
    for number, batch in enumerate(ids):
        rows = "\n".join(f"{name} | 2021-01-05" for name in batch.split())
        with duckdb.connect() as connection:
            load(connection, dossiers_of(f"id | received\n{rows}"))
            store.add(connection, "dossiers", centre="thu", source=Source(f"{number}.csv", f"{number}"))

    assert observe(cubes(store), parse_period("2021-Q1"), source="test").get_one("received").value == dossiers


def test_as_of_counts_what_was_known(store):
    """An earlier moment gives the earlier numbers."""
    found = observe(cubes(store, as_of=datetime(2021, 3, 1, tzinfo=UTC)), parse_period("2021-Q1"), source="test")

    assert totals(found) == {"received": 2, "resolved": 1, "pending": 1}


def test_the_same_rows_as_the_store_gives(store, tmp_path):
    """Finding repeated dossiers from their ids gives the rows that ranking all rows gives."""
    from onestop_analysis.cubes.tables import read_tables

    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW dossiers AS {store.dossiers_sql('thu')}")
        count_in_duckdb(connection, tmp_path / "ranked", rule=RULES["date"], workdays=Workdays())

    assert read_tables(tmp_path / "ranked", rule=RULES["date"], digest="").digests() == cubes(store).digests()


def test_a_second_report_touches_no_dossiers(store):
    """Once counted, the dossiers' files are not opened again."""
    first = cubes(store)
    for path in store.path.glob("thu/batches/*.parquet"):
        path.write_bytes(b"gone")

    assert cubes(store).digests() == first.digests()


def test_what_changes_the_counts_is_counted_anew(store):
    """Another rule, calendar, moment or bound of a period has tables of its own."""
    folder = store.path / "thu" / "cubes"
    cubes(store)
    cubes(store, cuts=[date(2021, 1, 1), date(2021, 3, 15)])
    assert len(list(folder.iterdir())) == 1, "the 1st and 15th are bounds anyway"

    cubes(store, rule="opencps-range")
    cubes(store, rule="date,paused=by_due")
    cubes(store, cuts=[date(2021, 1, 5)])
    cubes(store, as_of=datetime(2021, 3, 1, tzinfo=UTC))
    read_cubes(store, "thu", rule=RULES["date"], workdays=Workdays({date(2021, 1, 9): True}))
    assert len(list(folder.iterdir())) == 6


def test_an_interrupted_count_is_done_again(store):
    """Tables without their last file are not believed."""
    first = cubes(store)
    next(store.path.glob("thu/cubes/*/span.json")).unlink()
    next(store.path.glob("thu/cubes/*/ended.parquet")).write_bytes(b"half")

    assert cubes(store).digests() == first.digests()


def test_the_same_bytes_again(store, tmp_path):
    """Counting twice writes the same files."""
    import shutil

    cubes(store)
    shutil.copytree(store.path / "thu" / "cubes", tmp_path / "first")
    shutil.rmtree(store.path / "thu" / "cubes")
    cubes(store)

    for path in (tmp_path / "first").rglob("*.*"):
        assert path.read_bytes() == (store.path / "thu" / "cubes" / path.relative_to(tmp_path / "first")).read_bytes()


def test_no_data_is_none(store, tmp_path, load):
    """A centre without files, or with files of no dossiers, has no tables."""
    assert read_cubes(store, "khac", rule=RULES["date"], workdays=Workdays()) is None
    empty = Store(tmp_path / "empty")
    with duckdb.connect() as connection:
        load(connection, [])
        empty.add(connection, "dossiers", centre="thu", source=Source("a.csv", "0"))

    assert cubes(empty) is None


def test_lost_dossiers_are_a_defect(dossiers_of, load, tmp_path):
    """A dossier without a date of reception cannot slip out of the counts unseen."""
    rows = dossiers_of(FIRST)
    rows[0]["received_at"] = None
    with duckdb.connect() as connection:
        load(connection, rows)
        with pytest.raises(LostDossiersError, match="2 dossiers in the statistics, 1 in the cubes"):
            count_in_duckdb(connection, tmp_path / "cubes", rule=RULES["date"], workdays=Workdays())
    assert not (tmp_path / "cubes" / "span.json").exists()


@pytest.mark.parametrize(
    "row",
    [
        "2021-01-05 | 9999-01-01 | 2021-02-01 | ",  # due in another age
        "2021-01-05 | 1900-01-01 | 2021-02-01 | ",  # due before it was received
        "2021-01-05 | 2021-02-01 | 2020-12-01 | ",  # ended before it was received
        "2021-01-05 | 2021-02-01 | 2021-02-01 | in_progress",  # open, but with an end
        "2021-01-05 | 2021-02-01 |            | returned",  # handed over, but without an end
    ],
)
@pytest.mark.parametrize("rule", ["date", "e-par", "dvcqg-766"])
def test_odd_dossiers_are_counted_once(observe_table, row, rule):
    """Whatever a record says, it is received, and either resolved or pending: the account closes."""
    found = observe_table(f"id | received | due | ended | status\nA1 | {row}", rule=rule)

    assert found.get_one("received").value == 1
    assert found.get_one("resolved").value + found.get_one("pending").value == 1


def test_periods_far_from_the_data_have_no_working_days(store):
    """Working days are not guessed for years that no dossier reaches."""
    found = observe(cubes(store), parse_period("2031-Q1"), source="test")

    assert found.get_one("pending").value == 1
    assert found.find("working_days") is None


def test_bounds_that_are_cuts_anyway():
    """Only other days than the 1st and 15th need cuts of their own."""
    assert own_cuts([date(2021, 1, 1), date(2021, 2, 11), date(2021, 1, 15), date(2021, 2, 11)]) == [date(2021, 2, 11)]


def test_engines_have_names():
    """Spark needs an address, DuckDB none; another engine is refused."""
    assert spark_master("duckdb", "local[2]") is None
    assert spark_master("spark", "local[2]") == "local[2]"
    with pytest.raises(UserError, match="duckdb, spark"):
        spark_master("pandas", "")


def test_tables_can_be_read_with_their_words(store):
    """An analyst gets the counts as a table with names instead of places."""
    frame = cubes(store).frame("ended")

    assert sorted(zip(frame["agency"], frame["timeliness"], frame["dossiers"], strict=True)) == [
        ("Sở A", "early", 1), ("Sở A", "late", 1),
    ]  # fmt: skip
