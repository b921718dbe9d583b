"""Excel workbooks, read by python-calamine: one table of dossiers, found by its header."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.text_table import RowFile, TextTable, check_header, find_header, kind_of_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.profiles import Profile

HEAD_ROWS = 40


def read_workbook(con: DuckDBPyConnection, path: Path, *, profile: Profile, kind: str, folder: Path) -> TextTable:
    """Read the dossier table of a workbook into `raw`.

    Raises:
        UserError: the workbook cannot be opened, or has no dossier table.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        rows = next((found for sheet in sheets if find_header(found := _rows(sheet), profile)), [])
    except CalamineError as error:
        raise UserError(
            f"{path.name}: không mở được sổ tính Excel ({error}); hãy mở bằng Excel rồi lưu lại",
            f"{path.name}: cannot open the workbook ({error}); open it in Excel and save it again",
        ) from error
    return _read_rows(con, rows, profile=profile, name=path.name, kind=kind, folder=folder)


def _rows(sheet: Any) -> list[list[str]]:  # noqa: ANN401 - calamine has no types
    return [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def cell_text(cell: object) -> str:
    """A cell as the text that a CSV of the same table would hold."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return f"{cell + timedelta(milliseconds=500):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, (int, float, bool, time)) else ""


def _read_rows(
    con: DuckDBPyConnection, rows: Sequence[Sequence[str]], *, profile: Profile, name: str, kind: str, folder: Path
) -> TextTable:
    header = check_header(find_header(rows[:HEAD_ROWS], profile), profile, name)
    table = TextTable(kind, "", header.columns, header.cells, lines=len(rows))
    kept = RowFile(folder, header.columns)
    for line, cells in enumerate(rows, 1):
        if line <= header.row + 1:
            table.excluded.append((line, "header" if line == header.row + 1 else "title"))
        elif kind_of := kind_of_line(cells, profile):
            table.excluded.append((line, kind_of))
        else:
            kept.add(line, cells)
    kept.load(con)
    return table
