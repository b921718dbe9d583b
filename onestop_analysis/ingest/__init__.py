"""From a received file to the store: a verdict for every line, personal data gone, counts reconciled."""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onestop_analysis.errors import OnestopError, UserError
from onestop_analysis.ingest.codes import CODES, Verdict
from onestop_analysis.ingest.maps import map_moments, map_texts
from onestop_analysis.ingest.quarantine import mask, write_quarantine
from onestop_analysis.ingest.result import FileResult, Row
from onestop_analysis.ingest.rules import judge
from onestop_analysis.sources.csv_text import read_csv
from onestop_analysis.sources.profiles import DATE_COLUMNS, Profile, load_profile
from onestop_analysis.sources.sniff import sniff
from onestop_analysis.sources.text_table import SEPARATOR, TextTable, kind_of_line
from onestop_analysis.sources.workbook import read_workbook
from onestop_analysis.store import LOCAL_TIME, Source, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from onestop_analysis.project import Project

__all__ = ["CODES", "FileResult", "Row", "Verdict", "ingest_files"]


def ingest_files(
    paths: Sequence[Path],
    *,
    centre: str,
    project: Project,
    store: Store | Path | None = None,
    profile: str | None = None,
    on_progress: Callable[[str, int], None] | None = None,
    rows: bool = False,
) -> list[FileResult]:
    """Read, check and store files, one batch each; a refused file does not stop the others.

    `rows` keeps the verdict of every line in the results; `on_progress` gets file name and lines read.
    """
    kept = store if isinstance(store, Store) else Store(store or project.store)
    form = load_profile(profile or "vietnam")
    results = []
    for path in paths:
        result = FileResult(file=mask(Path(path).name))
        try:
            _ingest(Path(path), result, centre=centre, project=project, store=kept, profile=form, rows=rows)
        except UserError as error:
            result.status, result.message = "refused", str(error)
        if on_progress:
            on_progress(result.file, result.lines)
        results.append(result)
    return results


def _ingest(
    path: Path, result: FileResult, *, centre: str, project: Project, store: Store, profile: Profile, rows: bool
) -> None:
    import duckdb

    result.format, result.encoding = sniff(path)
    with tempfile.TemporaryDirectory(prefix="onestop-ingest-") as folder, duckdb.connect() as con:
        table = _read(con, path, result=result, profile=profile, folder=Path(folder))
        result.encoding, result.lines = table.encoding, table.lines
        map_texts(con, table, profile=profile)
        map_moments(con, table)
        judge(con, table, profile=profile, today=today())
        _tell_notes(con, profile)
        _count(con, table, result)
        if rows:
            result.rows = _rows(con, table)
        result.quarantine_file = _quarantine(con, table, profile, path, project.root / "data" / "quarantine" / centre)
        _store(con, path, result, store=store, centre=centre)


def today() -> str:
    """The current day in Vietnam as an ISO date: later dates are in the future."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdigit() else datetime.now(UTC)
    return moment.astimezone(LOCAL_TIME).date().isoformat()


def _read(con: DuckDBPyConnection, path: Path, *, result: FileResult, profile: Profile, folder: Path) -> TextTable:
    if result.format in ("xlsx", "xls"):
        return read_workbook(con, path, profile=profile, kind=result.format, folder=folder)
    return read_csv(con, path, profile=profile, encoding=result.encoding, folder=folder)


def _tell_notes(con: DuckDBPyConnection, profile: Profile) -> None:
    """Rows without a dossier's cells may be a total, a note or blank: they are excluded, not faulty."""
    con.execute("ALTER TABLE judged ADD COLUMN kind VARCHAR")
    for line, spare in con.execute("SELECT line, spare FROM judged WHERE spare IS NOT NULL").fetchall():
        kind = kind_of_line(spare.split(SEPARATOR), profile)
        if kind:
            con.execute("UPDATE judged SET kind = ?, fault = NULL WHERE line = ?", [kind, line])


def _count(con: DuckDBPyConnection, table: TextTable, result: FileResult) -> None:
    excluded = con.execute("SELECT count(*) FROM judged WHERE kind IS NOT NULL").fetchall()[0][0]
    result.excluded = len(table.excluded) + excluded
    reasons = con.execute(
        "SELECT split_part(fault, ':', 1) AS code, count(*) FROM judged WHERE fault IS NOT NULL GROUP BY ALL"
    ).fetchall()
    for code, count in [*reasons, *((broken.code, 1) for broken in table.broken)]:
        result.reasons[code] = result.reasons.get(code, 0) + count
    result.reasons = dict(sorted(result.reasons.items()))
    result.quarantined = sum(result.reasons.values())
    accepted, flagged = con.execute(
        "SELECT count(*), count(flag) FROM judged WHERE fault IS NULL AND kind IS NULL"
    ).fetchall()[0]
    result.accepted, result.flagged = accepted, flagged
    if not result.reconciled:
        raise OnestopError(f"{result.file}: {result.lines} lines, but {accepted} + {result.quarantined} + {excluded}")


def _rows(con: DuckDBPyConnection, table: TextTable) -> list[Row]:
    verdicts = con.execute(
        "SELECT coalesce(dossier_id, raw_id), line, CASE WHEN kind IS NOT NULL THEN 'excluded' WHEN fault IS NOT NULL "
        "THEN 'quarantined' WHEN flag IS NOT NULL THEN 'flagged' ELSE 'accepted' END, "
        "coalesce(kind, split_part(fault, ':', 1), flag), nullif(split_part(fault, ':', 2), '') FROM judged"
    ).fetchall()
    found = [
        Row(mask(name) if name and kind != "excluded" else None, line, kind, why, column)
        for name, line, kind, why, column in verdicts
    ]
    found += [Row(None, line, "excluded", kind) for line, kind in table.excluded]
    return found + [Row(mask(b.dossier_id) or None, b.line, "quarantined", b.code) for b in table.broken]


def _quarantine(con: DuckDBPyConnection, table: TextTable, profile: Profile, path: Path, folder: Path) -> str | None:
    texts = []
    for column in table.columns:
        if column in DATE_COLUMNS:
            texts.append(f"coalesce(raw.{column}_text, strftime(raw.{column}, '%d/%m/%Y %H:%M:%S'), '')")
        else:
            texts.append(f"coalesce(raw.{column}, '')")
    bad = con.execute(
        f"SELECT j.line, j.fault, {', '.join(texts)} FROM judged AS j JOIN "
        f"(SELECT *, {table.line_sql} AS place FROM raw) AS raw ON raw.place = j.line "
        "WHERE j.fault IS NOT NULL ORDER BY j.line"
    ).fetchall()
    faulty = [(line, *fault.split(":"), [mask(cell) for cell in cells]) for line, fault, *cells in bad]
    blank = ["" for _ in table.columns]
    at = list(table.columns).index("dossier_id")
    faulty += [(b.line, b.code, "", [*blank[:at], mask(b.dossier_id), *blank[at + 1 :]]) for b in table.broken]
    if not faulty:
        return None
    titles = [profile.title(column) for column in table.columns]
    written = write_quarantine(folder, stem=mask(path.name), source=mask(path.name), titles=titles, rows=sorted(faulty))
    return str(written)


def _store(con: DuckDBPyConnection, path: Path, result: FileResult, *, store: Store, centre: str) -> None:
    if not result.accepted:
        return
    con.execute("CREATE OR REPLACE VIEW accepted AS SELECT * FROM judged WHERE fault IS NULL AND kind IS NULL")
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    counts = {name: getattr(result, name) for name in ("lines", "accepted", "flagged", "quarantined", "excluded")}
    source = Source(result.file, sha256, result.format, result.encoding, counts, result.reasons | result.flags)
    batch = store.add(con, "accepted", centre=centre, source=source)
    result.batch = batch.id
    if batch.repeated:
        result.message = f"tệp này đã có trong kho (lô {batch.id}), không thêm gì / already in the store, nothing added"
