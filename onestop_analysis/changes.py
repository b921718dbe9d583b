"""Which rows of the received files made a number move: dossiers that newer batches add or tell differently."""

# ruff: noqa: S608 - the SQL is built from our own column names and hashes
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from onestop_analysis.vocabulary import DOSSIER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.store import Batch, Store

LISTED = 50
_COMPARED = tuple(name for name in DOSSIER_COLUMNS if name not in ("dossier_id", "line"))


@dataclass(frozen=True)
class RowChange:
    """One dossier of a newer file: `was` and `now` hold what differs, by column; `was` is empty for a new dossier."""

    file: str
    line: int
    dossier: str
    was: Mapping[str, str]
    now: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"file": self.file, "line": self.line, "id": self.dossier, "was": {**self.was}, "now": {**self.now}}

    def text(self, lang: str = "vi") -> str:
        """'bo-sung.csv:2 000.00...-0001 due_at 2021-03-25 16:30 → 2021-03-01 08:00'."""
        new = "hồ sơ mới" if lang == "vi" else "new dossier"
        moved = [f"{name} {self.was[name]} → {self.now[name]}" for name in self.was]
        return f"{self.file}:{self.line} {self.dossier} {', '.join(moved) or new}"


@dataclass(frozen=True)
class Changes:
    """How many dossiers are new, how many changed in each column, and the first rows of them."""

    added: int
    changed: Mapping[str, int]
    rows: tuple[RowChange, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"added": self.added, "changed": {**self.changed}, "rows": [row.to_json() for row in self.rows]}


def changed_rows(store: Store, centre: str, *, before: set[str], after: set[str]) -> Changes:
    """What the batches of a newer release tell that those of an older one did not.

    Args:
        store: holds the batches of both.
        centre: slug.
        before: ids of the older release's batches.
        after: ids of the newer one's.
    """
    batches = [batch for batch in store.readings(centre) if batch.id in after]
    fresh = [batch for batch in batches if batch.id not in before]
    if not fresh:
        return Changes(0, {}, ())
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"CREATE TEMP TABLE moved AS {_moved_sql(store, centre, batches=batches, fresh=fresh)}")
        counts = ", ".join(f"count(*) FILTER (NOT is_new AND is_moved_{name})" for name in _COMPARED)
        added, *moved = connection.execute(f"SELECT count(*) FILTER (is_new), {counts} FROM moved").fetchone() or (0,)
        rows = connection.execute(f"SELECT * FROM moved ORDER BY place, line LIMIT {LISTED}").fetchall()
        names = [column[0] for column in connection.description or ()]
    files = {batch.id: batch.source.name for batch in fresh}
    changed = {name: count for name, count in zip(_COMPARED, moved, strict=True) if count}
    return Changes(added, changed, tuple(_row_change(dict(zip(names, row, strict=True)), files) for row in rows))


def _moved_sql(store: Store, centre: str, *, batches: list[Batch], fresh: list[Batch]) -> str:
    """Dossiers of the fresh batches beside what was known before the first of them."""
    known = datetime.fromisoformat(fresh[0].ingested_at) - timedelta(microseconds=1)
    last = datetime.fromisoformat(batches[-1].ingested_at)
    order = ", ".join(f"'{batch.id}'" for batch in fresh)
    columns = ", ".join(
        f"old.{name} AS was_{name}, new.{name} AS now_{name}, old.{name} IS DISTINCT FROM new.{name} AS is_moved_{name}"
        for name in _COMPARED
    )
    differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in _COMPARED)
    return (
        f"SELECT new.dossier_id, new.line, new.batch, list_position([{order}], new.batch) AS place, "
        f"old.dossier_id IS NULL AS is_new, {columns} FROM ({store.dossiers_sql(centre, last)}) AS new "
        f"LEFT JOIN ({store.dossiers_sql(centre, known)}) AS old ON old.dossier_id = new.dossier_id "
        f"WHERE new.batch IN ({order}) AND (old.dossier_id IS NULL OR {differs})"
    )


def _row_change(row: dict[str, Any], files: dict[str, str]) -> RowChange:
    moved = [] if row["is_new"] else [name for name in _COMPARED if row[f"is_moved_{name}"]]
    return RowChange(
        file=files[row["batch"]],
        line=row["line"],
        dossier=row["dossier_id"],
        was={name: _shown(row[f"was_{name}"]) for name in moved},
        now={name: _shown(row[f"now_{name}"]) for name in moved},
    )


def _shown(value: object) -> str:
    return "–" if value is None else value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)
