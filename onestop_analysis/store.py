"""Immutable batches of dossiers: one zstd Parquet file and one JSON manifest per ingested file.

A batch is never changed: what is known at a time is the list of the manifests up to that time, so
old reports can be counted again exactly. A manifest appears under its final name only after the
Parquet file is complete on the disk; a writer that dies leaves nothing that a reader would see.
"""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it through sql_text only
from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.locks import locked, owner_lives
from onestop_analysis.project import check_slug
from onestop_analysis.vocabulary import DOSSIER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

# Vietnam has no summer time: a fixed offset needs no time zone files.
LOCAL_TIME = timezone(timedelta(hours=7))
_DAYS = """SELECT min(stats_min_value) FILTER (path_in_schema <> 'received_at'), max(stats_max_value)
FROM parquet_metadata(?) WHERE path_in_schema IN ('received_at', 'resolved_at', 'returned_at')"""
# Version 2 holds times and ids by their differences, and a light zstd is enough then: smaller, and quicker to write and
# to read. A dictionary is for names: one of ids would only be begun and thrown away.
PARQUET = "PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 8192, ROW_GROUP_SIZE 122880"
_TEMPORARY = re.compile(r"\.tmp-(\d+)-.*")


@dataclass(frozen=True)
class Source:
    """The received file behind a batch: its name, the sha256 of its bytes and what ingest found.

    `codes` counts reasons and flags, `notes` are remarks of the reader, `corrections` the entries of
    data/corrections that were applied (see ingest.corrections), each with its number of rows.
    """

    name: str
    sha256: str
    format: str = ""
    encoding: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    corrections: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Batch:
    """One ingested file as the store keeps it.

    `sequence` is the order of ingest, `ingested_at` its time in UTC, `rows` the accepted dossiers.
    `repeated` is true when the same content was in the store before: nothing was added.
    """

    id: str
    sequence: int
    ingested_at: str
    rows: int
    columns: tuple[str, ...]
    source: Source
    repeated: bool = False

    def to_json(self) -> dict[str, Any]:
        """The manifest's content."""
        content = asdict(self)
        del content["repeated"]
        return content

    def known_at(self, moment: datetime | None) -> bool:
        """Whether the batch was in the store at that time; a time without a zone is Vietnamese."""
        if moment is None:
            return True
        aware = moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)
        return datetime.fromisoformat(self.ingested_at) <= aware


@dataclass(frozen=True)
class Store:
    """The batches of all centres below one folder, `<path>/<centre>/{batches,manifests}/`."""

    path: Path

    def add(
        self, con: DuckDBPyConnection, table: str, *, centre: str, source: Source, now: datetime | None = None
    ) -> Batch:
        """Keep the rows of a DuckDB table as a new batch.

        The table holds canonical dossier columns (missing ones become NULL), each dossier once, in
        the order in which they are to be written. The same file with the same result again adds
        nothing: the batch that is there comes back, marked `repeated`.

        Raises:
            UserError: the batch cannot be written (disk full, no permission).
        """
        folder = self._folder(centre)
        try:
            return self._add(con, table, centre=centre, source=source, now=now or datetime.now(UTC))
        except OSError as error:
            raise _unwritable(folder, error) from error
        except Exception as error:
            if type(error).__module__.startswith(("duckdb", "_duckdb")) and "IO Error" in str(error):
                raise _unwritable(folder, error) from error
            raise

    def batches(self, centre: str, as_of: datetime | None = None) -> list[Batch]:
        """The centre's batches that count at a time (None: now), oldest first: the newest reading of each file.

        A file read again, with other corrections or by a newer version, replaces its earlier reading: a line that is
        now set aside, or has another id, would else count on.
        """
        newest = {batch.source.sha256: batch for batch in self.readings(centre, as_of)}
        return sorted(newest.values(), key=lambda batch: batch.sequence)

    def readings(self, centre: str, as_of: datetime | None = None) -> list[Batch]:
        """Every batch known at a time, oldest first, also those that a newer reading of their file replaced."""
        manifests = sorted(self._folder(centre).glob("manifests/[0-9]*.json"))
        return [batch for path in manifests if (batch := _read_manifest(path)).known_at(as_of)]

    def file(self, centre: str, batch: Batch) -> Path:
        """The Parquet file of a batch."""
        return self._folder(centre) / "batches" / f"{batch.id}.parquet"

    def digest(self, centre: str, as_of: datetime | None = None) -> str:
        """Short hash over the batches known at a time: the key of everything counted from them."""
        ids = "\n".join(batch.id for batch in self.batches(centre, as_of))
        return hashlib.sha256(ids.encode()).hexdigest()[:16]

    def days(self, centre: str, as_of: datetime | None = None) -> tuple[date, date] | None:
        """First and last day with an event, by the files' own statistics alone; None where no dossier has ended."""
        import duckdb

        files = [str(self.file(centre, batch)) for batch in self.batches(centre, as_of)]
        if not files:
            return None
        with duckdb.connect() as connection:
            found = connection.execute(_DAYS, [files]).fetchall()
        first, last = found[0]
        return None if first is None else (date.fromisoformat(first[:10]), date.fromisoformat(last[:10]))

    def dossiers_sql(
        self, centre: str, as_of: datetime | None = None, *, read: Callable[[Path], str] | None = None
    ) -> str:
        """A SELECT giving each dossier once, as the newest batch has it, plus the `batch` id.

        `read` turns a Parquet file into a FROM item; the default is DuckDB's, another engine passes
        its own.
        """
        batches = self.batches(centre, as_of)
        if not batches:
            nothing = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in DOSSIER_COLUMNS.items())
            return f"SELECT {nothing}, CAST(NULL AS VARCHAR) AS batch WHERE 1 = 0"
        item = read or _duckdb_item
        parts = [_select(batch, item(self.file(centre, batch))) for batch in batches]
        if len(parts) == 1:
            return f"SELECT {_names()}, batch FROM ({parts[0]}) AS one_batch"
        ranked = (
            "SELECT *, row_number() OVER (PARTITION BY dossier_id ORDER BY batch_sequence DESC) AS age FROM (\n"
            + "\nUNION ALL\n".join(parts)
            + "\n) AS all_batches"
        )
        return f"SELECT {_names()}, batch FROM (\n{ranked}\n) AS ranked WHERE age = 1"

    def orphans(self, centre: str) -> list[Path]:
        """Files that no manifest names and no living writer owns: left by an interrupted ingest."""
        folder = self._folder(centre)
        known = {batch.id for batch in self.readings(centre)}
        loose = [path for path in sorted(folder.glob("batches/*.parquet")) if path.stem not in known]
        temporary = [path for path in sorted(folder.glob("*/.tmp-*")) if not owner_lives(path, _TEMPORARY)]
        return loose + temporary

    def sweep(self, centre: str) -> list[Path]:
        """Remove the orphans and return them. Batches with a manifest are never touched."""
        if not self._folder(centre).is_dir():
            return []
        with locked(self._folder(centre) / ".lock"):
            orphans = self.orphans(centre)
            for path in orphans:
                path.unlink(missing_ok=True)
        return orphans

    def centres(self) -> list[str]:
        """Slugs of the centres that have a folder in the store."""
        return sorted(path.parent.name for path in self.path.glob("*/manifests"))

    def _folder(self, centre: str) -> Path:
        return self.path / check_slug(centre)

    def _add(self, con: DuckDBPyConnection, table: str, *, centre: str, source: Source, now: datetime) -> Batch:
        folder = self._folder(centre)
        for name in ("batches", "manifests"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        temporary = folder / "batches" / f".tmp-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            rows = _write_parquet(con, table, temporary)
            batch_id = hashlib.sha256(f"{source.sha256} {_sha256(temporary)}".encode()).hexdigest()[:16]
            batch = Batch(batch_id, 0, now.astimezone(UTC).isoformat(), rows, tuple(DOSSIER_COLUMNS), source)
            with locked(folder / ".lock"):
                return self._commit(centre, batch, temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def _commit(self, centre: str, batch: Batch, parquet: Path) -> Batch:
        """Under the lock: nobody else numbers a batch or sweeps meanwhile."""
        for known in self.batches(centre):
            if known.id == batch.id:
                return replace(known, repeated=True)
        readings = self.readings(centre)
        batch = replace(batch, sequence=readings[-1].sequence + 1 if readings else 1)
        _publish(parquet, self.file(centre, batch))
        manifest = self._folder(centre) / "manifests" / f"{batch.sequence:06}.json"
        temporary = manifest.parent / f".tmp-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            temporary.write_text(_manifest_text(batch), "utf-8")
            _publish(temporary, manifest)
        finally:
            temporary.unlink(missing_ok=True)
        return batch


def _names() -> str:
    return ", ".join(DOSSIER_COLUMNS)


def _select(batch: Batch, item: str) -> str:
    """One batch with all canonical columns; columns that came later than the batch are NULL."""
    columns = [
        name if name in batch.columns else f"CAST(NULL AS {kind}) AS {name}" for name, kind in DOSSIER_COLUMNS.items()
    ]
    return f"SELECT {', '.join(columns)}, '{batch.id}' AS batch, {batch.sequence} AS batch_sequence FROM {item}"


def _duckdb_item(path: Path) -> str:
    return f"read_parquet({sql_file(path)})"


def sql_text(value: object) -> str:
    """A SQL string literal: data never become code."""
    return "'" + str(value).replace("'", "''") + "'"


def sql_file(path: Path) -> str:
    """A file's name for the engine: signs in it are not patterns for other files."""
    return sql_text("".join(f"[{char}]" if char in "*?[" else char for char in str(path)))


def _write_parquet(con: DuckDBPyConnection, table: str, path: Path) -> int:
    """Write the canonical columns in the table's own order and wait until they are on the disk."""
    present = {row[0]: str(row[1]) for row in con.execute(f"DESCRIBE {table}").fetchall()}
    columns = ", ".join(_column_sql(name, kind, present.get(name)) for name, kind in DOSSIER_COLUMNS.items())
    # A fixed row group size and the kept order make the bytes independent of the number of threads.
    con.execute("SET preserve_insertion_order = true")
    rows = con.execute(
        f"COPY (SELECT {columns} FROM {table}) TO {sql_text(path)} (FORMAT parquet, {PARQUET})"
    ).fetchall()
    _fsync(path)
    return int(rows[0][0])


def _column_sql(name: str, kind: str, present: str | None) -> str:
    """A column as it is written; an ENUM is written as the text that it stands for, without a copy."""
    if present is None:
        return f"CAST(NULL AS {kind}) AS {name}"
    return name if present.startswith("ENUM") and kind == "VARCHAR" else f"CAST({name} AS {kind}) AS {name}"


def _manifest_text(batch: Batch) -> str:
    return json.dumps(batch.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read_manifest(path: Path) -> Batch:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        received = content.pop("source")
        for name in ("notes", "corrections"):
            received[name] = tuple(received.get(name, ()))
        source = Source(**received)
        return Batch(**content | {"columns": tuple(content["columns"]), "source": source})
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"tệp kê {path.name} của kho bị hỏng: hãy khôi phục từ bản sao lưu rồi chạy lại",
            f"the store's manifest {path.name} is damaged: restore it from a backup and run again",
        ) from error


def _publish(temporary: Path, target: Path) -> None:
    """Give a complete file its final name; an existing file of that name is never replaced."""
    _fsync(temporary)
    try:
        os.link(temporary, target)
    except FileExistsError:
        if target.suffix == ".json":
            raise
        # A Parquet file's name is the hash of its content: it is the same file.
    except OSError:  # a file system without hard links; the lock keeps other writers out
        temporary.replace(target)
    temporary.unlink(missing_ok=True)
    _fsync(target.parent)


def _fsync(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders cannot be opened on Windows
        return
    try:
        os.fsync(descriptor)
    except OSError:
        if path.is_file():
            raise
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unwritable(folder: Path, error: Exception) -> UserError:
    cause = str(error).splitlines()[0]
    return UserError(
        f"không ghi được vào kho {folder}: {cause}; hãy kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại, "
        "kho vẫn như trước khi chạy",
        f"cannot write to the store {folder}: {cause}; check the free disk space and the permissions and "
        "run again, the store is as it was before",
    )
