# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
"""Corrections of source errors, as data: data/corrections/<centre>.yml, applied at ingest.

Each entry says in which file and for which rows (`where`) a column holds `expect` and has to hold
`value`, with the `reason` and to whom it was `reported_to`. A correction whose expectation no longer
holds stops the ingest of its file: the source has healed or changed, and the entry must go or be
written anew.

    - file: ho-so-2021-03.csv
      where: {dossier_id: 000.00.09.H37-210301-0007}
      column: due_at
      expect: 05/02/2021 16:30
      value: 05/03/2021 16:30
      reason: month mistyped at the counter, paper receipt says March
      reported_to: Sở Lao động - Thương binh và Xã hội, 2021-04-02
"""

from __future__ import annotations

import fnmatch
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.moments import read_moment
from onestop_analysis.sources.profiles import DATE_COLUMNS
from onestop_analysis.sources.words import fold

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.table import TextTable

FIELDS = ("file", "where", "column", "expect", "value", "reason", "reported_to")


@dataclass(frozen=True)
class Correction:
    """One entry; `file` may hold * for a part of the name."""

    file: str
    where: dict[str, str]
    column: str
    expect: str
    value: str
    reason: str
    reported_to: str


def read_corrections(folder: Path, centre: str) -> list[Correction]:
    """The centre's corrections; none where it has no file.

    Raises:
        UserError: the file is not a list of complete entries.
    """
    path = folder / f"{centre}.yml"
    if not path.is_file():
        return []
    import yaml

    try:
        content: Any = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - plain texts only
        return [_entry(item) for item in content or []]
    except (yaml.YAMLError, TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path.name}: mục đính chính không đúng dạng ({error}); mỗi mục cần có {', '.join(FIELDS)}",
            f"{path.name}: a correction is malformed ({error}); each one needs {', '.join(FIELDS)}",
        ) from error


def _entry(item: dict[str, Any]) -> Correction:
    unknown = set(item) - set(FIELDS)
    if unknown:
        raise KeyError(*sorted(unknown))
    where = {str(column): str(text) for column, text in item["where"].items()}
    return Correction(where=where, **{name: str(item[name]) for name in FIELDS if name != "where"})


def apply_corrections(
    con: DuckDBPyConnection, table: TextTable, *, corrections: list[Correction], name: str
) -> tuple[dict[str, Any], ...]:
    """Put the corrected texts in place of the received ones; what was applied, with the number of rows.

    Raises:
        UserError: an entry for this file finds no row, or another text than it expects.
    """
    if any(fnmatch.fnmatchcase(name, entry.file) for entry in corrections) and table.line_sql != "raw.line":
        # Changed rows move to the table's end: the line has to be a column of its own from here on.
        con.execute(f"CREATE OR REPLACE TABLE raw AS SELECT {table.line_sql} AS line, * FROM raw")
        table.line_sql = "raw.line"
    meant = [entry for entry in corrections if fnmatch.fnmatchcase(name, entry.file)]
    return tuple({**asdict(entry), "rows": _apply(con, table, entry, name)} for entry in meant)


def _apply(con: DuckDBPyConnection, table: TextTable, entry: Correction, name: str) -> int:
    missing = {entry.column, *entry.where} - set(table.columns)
    if missing:
        raise _failed(entry, name, f"không có cột {', '.join(missing)}", f"no column {', '.join(missing)}")
    tests = " AND ".join(f"CAST({column} AS VARCHAR) = ?" for column in entry.where)
    cells_tests = " AND ".join(f"cells[{table.columns[column]}] = ?" for column in entry.where)
    keys = list(entry.where.values())
    rows = con.execute(
        f"SELECT rowid, {all_cells_sql(table)} FROM raw WHERE (cells IS NULL AND {tests}) OR ({cells_tests})",
        [*keys, *keys],
    ).fetchall()
    place = table.columns[entry.column] - 1
    if not rows:
        raise _failed(entry, name, "không tìm thấy dòng nào", "no row found")
    for rowid, cells in rows:
        if not _same(cells[place] or "", entry.expect, entry.column):
            raise _failed(
                entry, name, "dữ liệu nguồn không còn như mong đợi", "the source no longer holds the expected"
            )
        corrected = [*cells[:place], entry.value or None, *cells[place + 1 :]]
        con.execute("UPDATE raw SET cells = ? WHERE rowid = ?", [corrected, rowid])
    return len(rows)


def cells_sql(table: TextTable) -> str:
    """SQL of a row's cells in the order of the table's columns, whoever read them."""
    picked = ", ".join(f"raw.cells[{place}]" for place in table.columns.values())
    return f"CASE WHEN raw.cells IS NULL THEN [{', '.join(_texts(table).values())}] ELSE [{picked}] END"


def all_cells_sql(table: TextTable) -> str:
    """The same in the order of `raw.cells`; cells that the table does not keep are NULL."""
    texts = {table.columns[column]: text for column, text in _texts(table).items()}
    width = max(table.columns.values())
    return f"coalesce(raw.cells, [{', '.join(texts.get(place, 'NULL') for place in range(1, width + 1))}])"


def _texts(table: TextTable) -> dict[str, str]:
    return {
        column: f"strftime({column}, '%d/%m/%Y %H:%M:%S')" if column in DATE_COLUMNS else f"CAST({column} AS VARCHAR)"
        for column in table.columns
    }


def _same(found: str, expected: str, column: str) -> bool:
    if column in DATE_COLUMNS:
        left, right = read_moment(found), read_moment(expected)
        if left.value or right.value:
            return left.value == right.value
    return fold(found) == fold(expected)


def _failed(entry: Correction, name: str, vi: str, en: str) -> UserError:
    where = ", ".join(f"{column} = {text}" for column, text in entry.where.items())
    return UserError(
        f"{name}: đính chính cho {where} (cột {entry.column}) không còn đúng: {vi}; hãy sửa hoặc xóa mục này",
        f"{name}: the correction for {where} (column {entry.column}) no longer holds: {en}; mend or remove it",
    )
