"""Workbooks (xlsx, xls, ods, xlsb), read by python-calamine: the dossier tables of their visible sheets."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.archive import DAMAGED, SheetFaults, check_archive, has_password, member_names
from onestop_analysis.sources.compound import check_records
from onestop_analysis.sources.rows import Sheet, collect_sheets
from onestop_analysis.sources.words import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from onestop_analysis.sources.table import Intake, TextTable

ERROR_TEXT = "#ERROR!"
FORMULA_TEXT = "#FORMULA!"
# Longer whole numbers have lost their last digits in a spreadsheet.
EXACT = 10**15
# Code 1, an ordinary exception, is met again here and told as what it is; a panic of Rust code would talk to stderr.
TRIAL = """
import sys
from python_calamine import CalamineWorkbook
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
except ImportError:
    pass
try:
    with open(sys.argv[1], "rb") as stream:
        workbook = CalamineWorkbook.from_filelike(stream)
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name)
except Exception:
    sys.exit(1)
except BaseException:
    sys.exit(2)
"""


def read_workbook(intake: Intake, kind: str) -> TextTable:
    """Read the dossier tables of a workbook into `raw`.

    Raises:
        UserError: the workbook is protected, damaged or hostile, or has no dossier table.
    """
    sheets, hidden = workbook_sheets(intake.path, kind)
    table = collect_sheets(intake, sheets, kind=kind)
    table.epoch_1904 = kind == "xlsx" and _is_1904(intake.path)
    shown = [file_name(name) for name in hidden]
    table.notes += [(f"không đọc trang ẩn «{name}»", f"hidden sheet «{name}» not read") for name in shown]
    return table


def workbook_sheets(path: Path, kind: str) -> tuple[list[Sheet], list[str]]:
    """The rows of the visible sheets, and the names of the hidden ones."""
    name = file_name(path.name)
    faults = check_archive(path, name) if kind != "xls" else _check_old(path, name)
    members = [] if kind == "xls" else member_names(path)
    if "content.xml" in members:
        from onestop_analysis.sources.open_document import document_sheets

        return document_sheets(path, name)
    if "xl/workbook.xml" not in members:
        _try_apart(path, name)
    sheets, hidden = [], []
    # Not by its path: calamine would believe the name's extension.
    with _read_by_calamine(name), path.open("rb") as stream:
        from python_calamine import CalamineWorkbook

        workbook = CalamineWorkbook.from_filelike(stream)
        for meta in workbook.sheets_metadata:
            if str(meta.visible).endswith(".Visible") and "WorkSheet" in str(meta.typ):
                sheets.append(_sheet(workbook, meta.name, faults.get(meta.name, SheetFaults())))
            else:
                hidden.append(meta.name)
    return sheets, hidden


def _try_apart(path: Path, name: str) -> None:
    """Open a workbook of an old or rare kind in a program of its own: damage in it can end the whole program.

    The library makes room for as many cells or texts as the file says, and what does not fit cannot be caught.
    """
    command = [sys.executable, "-I", "-c", TRIAL, str(path)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program and a path
    if done.returncode not in (0, 1):
        raise _damaged(name)


def _check_old(path: Path, name: str) -> dict[str, SheetFaults]:
    try:
        return check_records(path.read_bytes(), name)
    except (struct.error, IndexError, ValueError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> UserError:
    return UserError(
        f"{name}: không mở được sổ tính, tệp bị hỏng; hãy mở bằng Excel rồi lưu lại",
        f"{name}: cannot open the workbook, it is damaged; open it in Excel and save it again",
    )


@contextmanager
def _read_by_calamine(name: str) -> Iterator[None]:
    """Whatever the library says of a workbook that it cannot read, as a sentence."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise has_password(name) from error
    except BaseException as error:
        # A panic of the library's Rust code is no Exception.
        if not isinstance(error, (CalamineError, KeyError, *DAMAGED)) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error


def _sheet(workbook: Any, name: str, faults: SheetFaults) -> Sheet:  # noqa: ANN401 - calamine has no types
    sheet = workbook.get_sheet_by_name(name)
    cells = sheet.to_python(skip_empty_area=False)
    rows = [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in cells]
    for places, text in ((faults.errors, ERROR_TEXT), (faults.formulas, FORMULA_TEXT)):
        for row, column in places:
            if row < len(rows):
                rows[row] += [""] * (column + 1 - len(rows[row]))
                rows[row][column] = text
    fill_merged(rows, sheet.merged_cell_ranges or ())
    return Sheet(name, rows)


def fill_merged(rows: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A merged cell's text counts for every cell under it: spanning headers, one agency over many rows."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = rows[top][left]


def cell_text(cell: object) -> str:
    """A cell that is no text as the text that a CSV of the same table would hold."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell + timedelta(milliseconds=500):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00:00"
    return str(cell) if isinstance(cell, (int, float, bool, time)) else ""


def _is_1904(path: Path) -> bool:
    part = "xl/workbook.xml"  # ods and xlsb have none
    with zipfile.ZipFile(path) as archive:
        return part in archive.namelist() and bool(re.search(rb'\bdate1904="(1|true)"', archive.read(part)))
