"""The count tables of a centre: counted once by an engine, kept beside the store.

Everything that is reported derives from them (see indicators), so the cost of a second report does not
depend on the number of dossiers. A count is cached by what it was made from: batches, rule, calendar,
cuts and the text of cubes.sql itself.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING

from onestop_analysis.cubes.calendar import Calendar, cuts_of, own_cuts, slot
from onestop_analysis.cubes.duckdb_engine import count_by_rule, count_in_duckdb, create_dossiers
from onestop_analysis.cubes.statements import named_texts
from onestop_analysis.cubes.tables import Cubes, is_complete, read_tables, replace_file
from onestop_analysis.errors import UserError
from onestop_analysis.timeliness import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from onestop_analysis.store import Store
    from onestop_analysis.workdays import Workdays

__all__ = [
    "Calendar",
    "Cubes",
    "Rule",
    "count_in_duckdb",
    "cuts_of",
    "read_by_rule",
    "read_cubes",
    "slot",
    "spark_master",
]

MANY_ROWS = 200_000


def read_cubes(
    store: Store,
    centre: str,
    *,
    rule: Rule,
    workdays: Workdays,
    cuts: Iterable[date] = (),
    as_of: datetime | None = None,
    master: str | None = None,
) -> Cubes | None:
    """The centre's cubes, from the cache or freshly counted; None when it has no dossiers.

    `cuts` are bounds of periods that do not begin on the 1st or 15th of a month. `master` is the address
    of a Spark cluster, such as `local[2]`, that is to count; None: DuckDB counts.
    """
    if not store.batches(centre, as_of):
        return None
    extra_cuts = own_cuts(cuts)
    digest = store.digest(centre, as_of)
    key = _key(digest, (rule,), workdays, extra_cuts)
    folder = store.path / centre / "cubes" / (f"{key}-spark" if master else key)
    if not is_complete(folder):
        count = _count if master is None else _count_on(master)
        if not count(store, centre, folder, as_of=as_of, rule=rule, workdays=workdays, cuts=extra_cuts):
            return None
    return read_tables(folder, rule=rule, digest=digest)


def read_by_rule(
    store: Store, centre: str, *, workdays: Workdays, cuts: Iterable[date] = (), as_of: datetime | None = None
) -> list[tuple[int, str, str, int]]:
    """What ended as every named rule judges it, (slot, rule, timeliness, dossiers), counted once and kept."""
    import duckdb

    rules, extra_cuts = tuple(RULES.values()), own_cuts(cuts)
    key = _key(store.digest(centre, as_of), rules, workdays, extra_cuts)
    path = store.path / centre / "cubes" / f"{key}-rules.json"
    if not path.is_file():
        with duckdb.connect() as connection:
            create_dossiers(connection, store, centre, as_of=as_of)
            rows = count_by_rule(connection, rules, workdays=workdays, cuts=extra_cuts)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, json.dumps(rows).encode())
    return [(slot, rule, timeliness, count) for slot, rule, timeliness, count in json.loads(path.read_text())]


def spark_master(engine: str, master: str) -> str | None:
    """The address for `read_cubes`: None when DuckDB is to count.

    Raises:
        UserError: no such engine.
    """
    if engine not in ("duckdb", "spark"):
        raise UserError(
            f"không có bộ máy tính {engine!r}; dùng: duckdb, spark", f"no engine {engine!r}; use: duckdb, spark"
        )
    return master if engine == "spark" else None


def _count(
    store: Store,
    centre: str,
    folder: Path,
    *,
    as_of: datetime | None,
    rule: Rule,
    workdays: Workdays,
    cuts: Sequence[date],
) -> bool:
    import duckdb

    with duckdb.connect() as connection:
        if sum(batch.rows for batch in store.batches(centre, as_of)) < MANY_ROWS:
            connection.execute("SET threads = 1")  # more cost more than they bring
        create_dossiers(connection, store, centre, as_of=as_of)
        return count_in_duckdb(connection, folder, rule=rule, workdays=workdays, cuts=cuts)


def _count_on(master: str) -> Callable[..., bool]:
    from onestop_analysis.cubes.spark_engine import count_in_spark

    return partial(count_in_spark, master=master)


def _key(digest: str, rules: Sequence[Rule], workdays: Workdays, cuts: Sequence[date]) -> str:
    expressions = [(rule.sql, rule.apart_sql, rule.pause_sql, rule.due_day_overdue, rule.in_workdays) for rule in rules]
    parts = (digest, expressions, sorted(workdays.overrides.items()), list(cuts), named_texts())
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:20]
