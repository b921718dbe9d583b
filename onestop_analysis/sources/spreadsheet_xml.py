"""Workbooks as one XML file: SpreadsheetML of Excel 2003, which old software names .xls, and flat OpenDocument."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from onestop_analysis.errors import UserError
from onestop_analysis.sources.archive import BEGINNING, check_beginning, check_size
from onestop_analysis.sources.rows import Sheet, collect_sheets
from onestop_analysis.sources.workbook import ERROR_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onestop_analysis.sources.table import Intake, TextTable

LARGEST = 80_000_000
OPEN_DOCUMENT = b"urn:oasis:names:tc:opendocument"
SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"


def read_spreadsheet_xml(intake: Intake) -> TextTable:
    """Read the dossier tables of the visible sheets into `raw`.

    Raises:
        UserError: too large, damaged or hostile, or no dossier table in it.
    """
    return collect_sheets(intake, xml_sheets(intake.path, intake.name), kind="xml")


def xml_sheets(path: Path, name: str) -> list[Sheet]:
    """The rows of the visible sheets.

    Raises:
        UserError: too large, damaged or hostile.
    """
    content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    check_beginning(content[:BEGINNING].replace(b"\x00", b""), name)
    if OPEN_DOCUMENT in content[:BEGINNING]:
        from onestop_analysis.sources.open_document import document_sheets

        return document_sheets(path, name)[0]
    try:
        return list(_sheets(content, name))
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UserError(
            f"{name}: tệp XML của Excel bị hỏng hoặc quá lớn; hãy mở bằng Excel rồi lưu lại dạng xlsx",
            f"{name}: the XML workbook is damaged or too large; open it in Excel and save it as xlsx",
        ) from error


def _sheets(content: bytes, name: str) -> Iterator[Sheet]:
    rows: list[list[str]] = []
    hidden = False
    for _, element in ET.iterparse(io.BytesIO(content)):  # noqa: S314 - no entities, see above
        tag = element.tag.rpartition("}")[2]
        if tag == "Row":
            place = int(element.get(f"{SPACE}Index") or len(rows) + 1)
            cells = _cells(element, name)
            check_size(max(place, len(rows) + 1), len(cells), name)
            rows += [[] for _ in range(place - 1 - len(rows))]
            rows.append(cells)
            element.clear()
        elif tag == "Visible":
            hidden = element.text != "SheetVisible"
        elif tag == "Worksheet":
            if not hidden:
                yield Sheet(element.get(f"{SPACE}Name") or "", rows)
            rows, hidden = [], False


def _cells(row: ET.Element, name: str) -> list[str]:
    """The texts of a row; a cell that spans columns counts for each of them."""
    cells: list[str] = []
    for cell in row.iter(f"{SPACE}Cell"):
        place = int(cell.get(f"{SPACE}Index") or len(cells) + 1)
        span = int(cell.get(f"{SPACE}MergeAcross") or 0) + 1
        check_size(1, place + span, name)
        data = cell.find(f"{SPACE}Data")
        text = "" if data is None else "".join(data.itertext())
        error = data is not None and data.get(f"{SPACE}Type") == "Error"
        cells += [""] * (place - 1 - len(cells)) + [ERROR_TEXT if error else text] * span
    return cells
