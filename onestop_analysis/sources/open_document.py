"""Spreadsheets of OpenDocument, zipped (ods) or as one XML file (fods), as LibreOffice writes them.

Read here and not by the library of the other workbooks: that shows a cell with an error as empty, and
makes room for as many empty cells as a row or column is repeated.
"""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from onestop_analysis.errors import UserError
from onestop_analysis.sources.archive import DAMAGED, check_size
from onestop_analysis.sources.rows import Sheet
from onestop_analysis.sources.workbook import ERROR_TEXT, FORMULA_TEXT, cell_text, fill_merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (_NAMES % name for name in ("table", "office", "text", "style"))
KIND_IN_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
NUMBERS = ("float", "currency", "percentage")
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
REPEATED, FAR = 1000, 1 << 21


def document_sheets(path: Path, name: str) -> tuple[list[Sheet], list[str]]:
    """The rows of the visible sheets, and the names of the hidden ones.

    Raises:
        UserError: damaged, or with cells far from its table.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                return _sheets(stream, name)
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            return _sheets(stream, name)
    except (ET.ParseError, LookupError, *DAMAGED) as error:
        raise UserError(
            f"{name}: không mở được sổ tính OpenDocument, tệp bị hỏng; hãy lưu lại dạng xlsx",
            f"{name}: cannot open the OpenDocument workbook, it is damaged; save it as xlsx",
        ) from error


def _sheets(stream: IO[bytes], name: str) -> tuple[list[Sheet], list[str]]:
    styles: dict[str, bool] = {}
    sheets, hidden, rows = [], [], _Rows(name)
    for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 - no entities, see archive.py
        if event == "start":
            if element.tag == f"{TABLE}table":
                rows = _Rows(name)
        elif element.tag == f"{STYLE}style":
            seen = all(part.get(f"{TABLE}display") != "false" for part in element.iter(f"{STYLE}table-properties"))
            styles[element.get(f"{STYLE}name", "")] = seen
        elif element.tag == f"{TABLE}table-row":
            rows.add(element)
            element.clear()
        elif element.tag == f"{TABLE}table":
            title = element.get(f"{TABLE}name", "")
            if styles.get(element.get(f"{TABLE}style-name", ""), True):
                sheets.append(Sheet(title, rows.finished()))
            else:
                hidden.append(title)
            element.clear()
    return sheets, hidden


class _Rows:
    """The rows of one sheet while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[str]] = []
        self.merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._width = 0
        self._blank = 0

    def add(self, row: ET.Element) -> None:
        """A row as often as it is repeated; empty rows only count once a full one follows."""
        times = _number(row, "number-rows-repeated")
        cells = self._texts(row, len(self.rows) + self._blank)
        if not cells:
            self._blank += times
            return
        self._width = max(self._width, len(cells))
        # No two dossiers are alike: a row that is repeated more often than this is none.
        rows = len(self.rows) + self._blank + times
        check_size(rows if times <= REPEATED else FAR, self._width, self.name)
        self.rows += [[] for _ in range(self._blank)] + [list(cells) for _ in range(times)]
        self._blank = 0

    def finished(self) -> list[list[str]]:
        """The rows, equally long, with each merged cell's text in all its places."""
        for row in self.rows:
            row.extend([""] * (self._width - len(row)))
        fill_merged(self.rows, self.merged)
        return self.rows

    def _texts(self, row: ET.Element, line: int) -> list[str]:
        """The texts of a row down to its last full cell."""
        cells: list[str] = []
        column = 0
        for cell in row:
            if cell.tag not in CELLS:
                continue
            text, times = _text(cell), _number(cell, "number-columns-repeated")
            if text:
                check_size(1, column + times, self.name)
                cells += [""] * (column - len(cells)) + [text] * times
                bottom, right = (_number(cell, f"number-{what}-spanned") - 1 for what in ("rows", "columns"))
                if bottom or right:
                    self.merged.append(((line, column), (line + bottom, column + right)))
            column += times
        return cells


def _number(element: ET.Element, attribute: str) -> int:
    return max(1, int(element.get(f"{TABLE}{attribute}") or 1))


def _text(cell: ET.Element) -> str:
    """A cell as the text that a CSV of the same table would hold; remarks are left out."""
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(KIND_IN_CALC) == "error":
        return ERROR_TEXT
    if kind in NUMBERS:
        return cell_text(float(cell.get(f"{OFFICE}value") or 0))
    if kind == "date":
        return (cell.get(f"{OFFICE}date-value") or "").replace("T", " ")
    lines = ["".join(_pieces(line)) for line in cell.findall(f"{TEXT}p")]
    formula = cell.get(f"{TABLE}formula")
    if formula and (kind is None or "\n".join(lines).startswith(("#", "Err:"))):
        return ERROR_TEXT if lines else FORMULA_TEXT
    return "\n".join(lines)


def _pieces(element: ET.Element) -> Iterator[str]:
    """The text of a paragraph: several spaces, tabs and line breaks are elements of their own."""
    yield element.text or ""
    for part in element:
        tag = part.tag.removeprefix(TEXT)
        if tag == "s":
            yield " "
        elif tag in ("tab", "line-break"):
            yield "\t" if tag == "tab" else "\n"
        elif part.tag != f"{OFFICE}annotation":
            yield from _pieces(part)
        yield part.tail or ""
