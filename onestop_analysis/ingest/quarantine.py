"""The rows that were not accepted, for the people who mend them: CSV and xlsx, without personal data.

The columns of the received table follow those that explain the fault, so a mended file can be ingested
as it is. Cells that a spreadsheet would run as a formula get an apostrophe.
"""

from __future__ import annotations

import csv
import io
import os
import re
from typing import TYPE_CHECKING

from onestop_analysis.ingest.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXPLANATION = ("tệp", "dòng", "cột", "mã lỗi", "lý do", "reason")
# Runs of nine or more digits (phone, citizen and identity numbers), and mail addresses.
_PRIVATE = re.compile(r"(?<!\d)(?:\+?\d[ .\-]?){9,12}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def mask(text: str) -> str:
    """The text with phone numbers, identity numbers and mail addresses replaced."""
    return _PRIVATE.sub("***", text)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_RISKY) and text not in ("-", "--") else text


def write_quarantine(
    folder: Path, *, stem: str, source: str, titles: Sequence[str], rows: Sequence[tuple[int, str, str, Sequence[str]]]
) -> Path:
    """Write `<stem>.csv` and `<stem>.xlsx` and return the CSV's path; rows are (line, code, column, cells)."""
    folder.mkdir(parents=True, exist_ok=True)
    table = [[*EXPLANATION, *titles]]
    for line, code, column, cells in rows:
        reason = CODES[code]
        table.append([source, str(line), column, code, reason.vi, reason.en, *(safe_cell(cell) for cell in cells)])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    path = folder / f"{stem}.csv"
    _replace(path, text.getvalue().encode("utf-8-sig"))
    _replace(folder / f"{stem}.xlsx", _workbook(table))
    return path


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        sheet = workbook.add_worksheet("cách ly")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    temporary.write_bytes(content)
    temporary.replace(path)
