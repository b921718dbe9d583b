# ruff: noqa: S608 - the SQL is built from our own column names
"""The way of one file: read, correct, judge, count, put aside, store."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import OnestopError, UserError
from onestop_analysis.ingest.corrections import Correction, apply_corrections, read_corrections
from onestop_analysis.ingest.maps import map_moments, map_texts, suspect_columns
from onestop_analysis.ingest.reference import Reference, read_reference
from onestop_analysis.ingest.result import FileResult
from onestop_analysis.ingest.rules import judge, keep_accepted
from onestop_analysis.ingest.steps import complete_dossiers
from onestop_analysis.ingest.verdicts import count_verdicts, list_rows, put_aside
from onestop_analysis.project import Project, check_slug, find_project, read_centre
from onestop_analysis.sources.csv_text import read_csv
from onestop_analysis.sources.html_table import read_html, read_web_archive
from onestop_analysis.sources.profiles import Profile, profiles_for
from onestop_analysis.sources.records import read_json
from onestop_analysis.sources.sniff import sniff
from onestop_analysis.sources.table import Intake, TextTable, kind_of_line
from onestop_analysis.sources.words import file_name
from onestop_analysis.sources.workbook import read_workbook
from onestop_analysis.store import LOCAL_TIME, Source, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from duckdb import DuckDBPyConnection


WORK_PREFIX = "onestop-ingest-"
# Enough for the largest export: what does not fit goes to the private temporary folder.
MEMORY = "400MB"
SMALL = 5_000_000
# No form is larger: it has a line for each agency or field.
FORM_BYTES = 20_000_000
# For the progress of a file whose lines are not counted yet.
LINE_BYTES = 300


@dataclass(frozen=True)
class Desk:
    """What the files of one run have in common."""

    centre: str
    store: Store
    quarantine: Path
    profiles: tuple[Profile, ...]
    reference: Reference
    corrections: list[Correction]
    rows: bool
    project: Project
    period: str
    logs: bool = False


def ingest_files(
    paths: Sequence[Path],
    *,
    centre: str,
    project: Project | None = None,
    store: Store | Path | None = None,
    profile: str | None = None,
    on_progress: Callable[[str, int], None] | None = None,
    rows: bool = False,
    period: str = "",
) -> list[FileResult]:
    """Read, check and store files, one batch each; a refused file does not stop the others.

    An aggregated form is copied into the centre's folder of forms. `period` is that of a form which does not name its
    days, and says that the file is one.

    `profile` names the vendor's form (None: tried in turn), `rows` keeps the verdict of every line in
    the results, `on_progress` gets each file's name and its number of lines. `project`: where data lie; None:
    found from the working folder.

    Raises:
        UserError: unknown profile, damaged reference table or corrections; a period for several files.

    >>> from onestop_analysis.project import find_project
    >>> files = sorted(find_project().raw.glob("lang-son/2019-01/*.csv"))
    >>> (result,) = ingest_files(files, centre="lang-son")
    >>> result.status, result.reconciled, result.accepted
    ('ok', True, 2372)
    """
    project = project or find_project()
    desk = Desk(
        centre=check_slug(centre),
        store=store if isinstance(store, Store) else Store(store or project.store),
        quarantine=project.root / "data" / "quarantine" / centre,
        profiles=profiles_for(profile),
        reference=read_reference(project.reference),
        corrections=read_corrections(project.corrections, centre),
        rows=rows,
        project=project,
        period=period,
    )
    if period and len(paths) > 1:
        raise UserError(
            "--period chỉ dùng cho một biểu mỗi lần; hãy chạy riêng cho từng tệp",
            "--period is for one form at a time; run it for each file",
        )
    results = [_ingest_one(Path(path), desk, on_progress) for path in paths]
    # Logs complete what is in the store: after the dossiers, in whatever order the files were given.
    logs = replace(desk, logs=True)
    read = (result or _ingest_one(Path(path), logs, on_progress) for path, result in zip(paths, results, strict=True))
    return [result for result in read if result]


def _ingest_one(path: Path, desk: Desk, on_progress: Callable[[str, int], None] | None) -> FileResult | None:
    """The result of a file; None for a step log before its turn."""
    result = FileResult(file=file_name(path.name))
    try:
        result.format, result.encoding = sniff(path)
        size = path.stat().st_size
        with _work_folder() as folder, _engine(folder) as con, _told(con, result.file, size, on_progress):
            if not _read_dossiers(Intake(path, con, folder, desk.profiles), result, desk):
                return None
    except UserError as error:
        result.status, result.message = "refused", str(error)
    if on_progress:
        on_progress(result.file, result.lines)
    return result


def _read_dossiers(intake: Intake, result: FileResult, desk: Desk) -> bool:
    """The file as dossiers, or as an aggregated form when it is no table of them; False for a log before its turn."""
    if desk.period:
        _keep(intake.path, desk, result)
        return True
    try:
        table = _read(intake, result)
    except UserError:
        from onestop_analysis.ingest.forms import is_form

        if intake.path.stat().st_size > FORM_BYTES or not is_form(intake.path):
            raise
        _keep(intake.path, desk, result)
        return True
    if table.profile.steps and not desk.logs:
        return False
    _judge(intake, table, result=result, desk=desk)
    return True


@contextmanager
def _told(
    con: DuckDBPyConnection, name: str, size: int, on_progress: Callable[[str, int], None] | None
) -> Iterator[None]:
    """While the engine reads a large file, tell every two seconds about how many lines it has read."""
    ended = threading.Event()

    def tell() -> None:
        while on_progress and not ended.wait(2):
            on_progress(name, int(max(con.query_progress(), 0) / 100 * size / LINE_BYTES))

    ticker = threading.Thread(target=tell, daemon=True)
    if on_progress and size > SMALL:
        ticker.start()
    try:
        yield
    finally:
        ended.set()
        if ticker.is_alive():
            ticker.join()


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A private temporary folder; those of runs that were killed are removed on the way."""
    root = Path(tempfile.gettempdir())
    for left in root.glob(f"{WORK_PREFIX}*"):
        owner = left.name.removeprefix(WORK_PREFIX).split("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{WORK_PREFIX}{os.getpid()}-") as name:
        yield Path(name)


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@contextmanager
def _engine(folder: Path) -> Iterator[DuckDBPyConnection]:
    """An engine in memory that may spill into the folder; one thread needs a tenth less work than two.

    The number is the same on every machine: it decides where the Parquet file is cut, and how much memory is used.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": True,
        "threads": 1,
    }
    with duckdb.connect(config=config) as con:
        yield con


def _read(intake: Intake, result: FileResult) -> TextTable:
    """The reader of each format."""
    if result.format in ("xlsx", "xls"):
        return read_workbook(intake, result.format)
    if result.format == "xml":
        from onestop_analysis.sources.spreadsheet_xml import read_spreadsheet_xml

        return read_spreadsheet_xml(intake)
    readers = {"html": read_html, "mhtml": read_web_archive, "json": read_json, "csv": read_csv}
    return readers[result.format](intake, result.encoding)


def _keep(path: Path, desk: Desk, result: FileResult) -> None:
    """Take a form to the folder of forms, and say what can be asked now."""
    from onestop_analysis.ingest.forms import is_form, keep_form  # reads texts too: fifty modules no dossier needs

    if not is_form(path):
        raise UserError(
            f"{result.file}: không phải biểu tổng hợp đã biết; --period chỉ dùng cho biểu tổng hợp",
            f"{result.file}: not a known aggregated form; --period is for forms only",
        )
    read_centre(desk.project, desk.centre)  # refuses a centre that has no folder to keep it in
    kept, period = keep_form(path, desk.project.centre_folder(desk.centre) / "forms", desk.period)
    result.form = kept.relative_to(desk.project.root).as_posix()
    result.say(
        f"{result.file}: biểu tổng hợp của {period.name('vi')} ({period.dates('vi')}), đã lưu vào {result.form}",
        f"{result.file}: aggregated form of {period.name('en')} ({period.dates('en')}), kept as {result.form}",
    )


def _judge(intake: Intake, table: TextTable, *, result: FileResult, desk: Desk) -> None:
    con, result.encoding, result.lines = intake.con, table.encoding, table.lines
    corrections = apply_corrections(con, table, corrections=desk.corrections, name=intake.path.name)
    if corrections:
        rows = sum(entry["rows"] for entry in corrections)
        result.say(f"đã đính chính {rows} ô theo data/corrections", f"{rows} cells corrected as data/corrections says")
    _tell_kinds(con, table)
    maps = map_texts(con, table, desk.reference)
    map_moments(con, table)
    judge(con, table, maps=maps, today=today(), suspects=suspect_columns(con, table))
    count_verdicts(con, table, result)
    if not result.reconciled:
        raise OnestopError(f"{result.file}: the verdicts do not add up to {result.lines} lines: {result}")
    for vi, en in table.notes:
        result.say(vi, en)
    result.note_unknown(desk.reference, maps.unknown)
    sha256 = intake.measured[1]
    if desk.rows:
        result.rows = list_rows(con, table, maps)
    written = put_aside(con, table, maps=maps, source=result.file, folder=desk.quarantine, mark=sha256[:8])
    result.quarantine_file = str(written) if written else None
    if table.profile.steps:
        completed, unknown = complete_dossiers(con, desk.store, desk.centre)
        result.say(
            f"nhật ký tiến độ bổ sung ngày cho {completed} hồ sơ, {unknown} hồ sơ chưa có trong kho",
            f"the step log completes the dates of {completed} dossiers, {unknown} are not in the store",
        )
        if not completed:
            return
    else:
        keep_accepted(con, table)
    _store(
        con,
        result,
        desk=desk,
        sha256=sha256,
        notes=tuple(f"{vi} / {en}" for vi, en in table.notes),
        corrections=corrections,
    )


def today() -> str:
    """The current day in Vietnam as an ISO date: later dates are in the future."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdigit() else datetime.now(UTC)
    return moment.astimezone(LOCAL_TIME).date().isoformat()


def _tell_kinds(con: DuckDBPyConnection, table: TextTable) -> None:
    """Rows without a dossier's cells may be a total, a note or blank: they are excluded, not faulty."""
    con.execute("CREATE TABLE kinds (line INTEGER, kind VARCHAR)")
    empty = " AND ".join(f"{name} IS NULL" for name in ("agency", "channel", "received_at") if name in table.columns)
    doubtful = con.execute(
        f"SELECT {table.line_sql}, cells FROM raw WHERE cells IS NOT NULL AND "
        f"(dossier_id IS NULL{f' OR ({empty})' if empty else ''}) ORDER BY 1"
    ).fetchall()
    found = []
    for line, received in doubtful:
        cells = [cell or "" for cell in received]
        if kind := table.reader.kind(line, cells) if table.reader else kind_of_line(cells, table.profile):
            found.append((line, kind))
    if found:
        con.execute(
            "INSERT INTO kinds SELECT unnest(?::INTEGER[]), unnest(?::VARCHAR[])",
            [list(x) for x in zip(*found, strict=True)],
        )


def _store(
    con: DuckDBPyConnection,
    result: FileResult,
    *,
    desk: Desk,
    sha256: str,
    notes: tuple[str, ...],
    corrections: tuple[dict[str, Any], ...],
) -> None:
    # A file of which nothing is accepted any more still replaces its earlier reading.
    if not result.accepted and all(batch.source.sha256 != sha256 for batch in desk.store.batches(desk.centre)):
        return
    counts = {name: getattr(result, name) for name in ("lines", "accepted", "flagged", "quarantined", "excluded")}
    source = Source(
        name=result.file,
        sha256=sha256,
        format=result.format,
        encoding=result.encoding,
        counts=counts,
        codes=result.reasons | result.flags,
        notes=notes,
        corrections=corrections,
    )
    batch = desk.store.add(con, "accepted", centre=desk.centre, source=source)
    result.batch = batch.id
    if batch.repeated:
        result.say(
            f"tệp này đã có trong kho (lô {batch.id}), không thêm gì",
            f"this file is in the store already (batch {batch.id}), nothing added",
        )


__all__: list[Any] = ["ingest_files", "today"]
