"""The rows that were not accepted, for the people who mend them: CSV and xlsx, without personal data.

The columns of the received table follow those that explain the fault, so a mended file can be ingested
as it is. Cells that a spreadsheet would run as a formula get an apostrophe.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from onestop_analysis.ingest.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXPLANATION = ("tệp", "dòng", "cột lỗi", "mã lỗi", "lý do", "reason")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
# A sheet ends after 1,048,576 rows; the CSV has all of them.
SHEET_ROWS = 1_000_000
WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 - any fixed time


@dataclass(frozen=True)
class Faulty:
    """One row in quarantine; `place` is its line, with the sheet where there are several."""

    place: str
    code: str
    column: str
    cells: Sequence[str]


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula; `-` alone, a sign for nothing, stays."""
    return f"'{text}" if text.startswith(_RISKY) and text.strip("-") else text


def write_quarantine(folder: Path, *, stem: str, source: str, titles: Sequence[str], rows: Sequence[Faulty]) -> Path:
    """Write `<stem>.csv` and `<stem>.xlsx` and return the CSV's path."""
    folder.mkdir(parents=True, exist_ok=True)
    table = [[*EXPLANATION, *(safe_cell(title) for title in titles)]]
    for row in rows:
        reason = CODES[row.code]
        cells = [safe_cell(cell) for cell in row.cells]
        table.append([safe_cell(source), row.place, row.column, row.code, reason.vi, reason.en, *cells])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    path = folder / f"{stem}.csv"
    _replace(path, text.getvalue().encode("utf-8-sig"))
    _replace(folder / f"{stem}.xlsx", _workbook(table[: SHEET_ROWS + 1]))
    return path


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        # The clock stays outside: the same rows give the same bytes.
        workbook.set_properties({"created": WRITTEN})
        sheet = workbook.add_worksheet("cách ly")
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
