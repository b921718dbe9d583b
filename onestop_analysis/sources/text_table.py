"""Where every reader ends: the rows of a file as text in one DuckDB table, each with its line.

The table `raw` holds the canonical columns that the file has, as text; dates that the engine can read
by itself are already times, others stay in `<column>_text`. Personal columns are not in it. `spare`
holds all cells of the few rows that may be a title, total or note instead of a dossier; it lives only
until they are told apart.
"""

# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.moments import FAST_FORMS, read_moment
from onestop_analysis.sources.profiles import DATE_COLUMNS, Profile
from onestop_analysis.sources.words import clean, fold
from onestop_analysis.store import sql_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

SEPARATOR = "\x1f"
# A dossier id has a digit and no spaces or signs beyond these.
IDENTIFIER = re.compile(r"(?=.*\d)[\w.\-/]{1,80}")
TOTAL = re.compile(r"(tổng|cộng|total|trong đó)\b")
SIGNATURE = re.compile(
    r"(người lập|thủ trưởng|nơi nhận|ghi chú|ký tên|lãnh đạo|giám đốc|\w+ ngày \d+ tháng|ngày \d+ tháng|trang \d)"
)


@dataclass(frozen=True)
class Broken:
    """A line that could not be split into the table's columns: only its id, if any, is kept."""

    line: int
    code: str
    dossier_id: str = ""
    sheet: str = ""


@dataclass
class TextTable:
    """What a reader found: `raw` in the connection, and the lines that are not in it.

    `columns` are canonical columns and their position, `lines` the independent count of records,
    `excluded` the lines before and after the table as (line, kind), `line_sql` gives a raw row's line.
    """

    format: str
    encoding: str
    columns: dict[str, int]
    headers: list[str]
    lines: int = 0
    line_sql: str = "raw.line"
    excluded: list[tuple[int, str]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    epoch_1904: bool = False
    sheets: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Header:
    """The header of a table: its row among the examined ones (0-based), its cells, the columns found."""

    row: int
    cells: list[str]
    columns: dict[str, int]


def find_header(rows: Sequence[Sequence[str]], profile: Profile) -> Header | None:
    """The row that names most of the profile's columns; None when no row names three."""
    best: Header | None = None
    for number, cells in enumerate(rows):
        columns = _columns(cells, profile)
        if len(columns) >= 3 and (best is None or len(columns) > len(best.columns)):
            best = Header(number, list(cells), columns)
    return best


def _columns(cells: Sequence[str], profile: Profile) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        column = profile.column_of(cell)
        if column:
            found.setdefault(column, position)
    return found


def check_header(header: Header | None, profile: Profile, name: str) -> Header:
    """The header itself when it has every required column.

    Raises:
        UserError: not a table of dossiers, a column twice, or a required column missing.
    """
    if header is None:
        needed = ", ".join(profile.title(column) for column in profile.required)
        raise UserError(
            f"{name}: không phải bảng hồ sơ, không thấy dòng tiêu đề; cần có các cột: {needed}",
            f"{name}: not a table of dossiers, no header row found; needed columns: {needed}",
        )
    missing = [column for column in profile.required if column not in header.columns]
    if profile.required_any and not any(column in header.columns for column in profile.required_any):
        missing.append(profile.required_any[-1])
    if missing:
        titles = ", ".join(repr(profile.title(column)) for column in missing)
        raise UserError(
            f"{name}: thiếu cột bắt buộc {titles} ở dòng tiêu đề; hãy xuất lại tệp có đủ cột",
            f"{name}: the header has no required column {titles}; export the file again with it",
        )
    twice = [cell for cell in header.cells if _times(cell, header, profile) > 1]
    if twice:
        raise UserError(
            f"{name}: cột {clean(twice[0])!r} xuất hiện hai lần ở dòng tiêu đề; hãy bỏ một cột",
            f"{name}: the header has the column {clean(twice[0])!r} twice; remove one of them",
        )
    return header


def _times(cell: str, header: Header, profile: Profile) -> int:
    column = profile.column_of(cell)
    return sum(1 for other in header.cells if column and profile.column_of(other) == column)


def load_raw(
    con: DuckDBPyConnection,
    path: Path,
    *,
    width: int,
    columns: dict[str, int],
    options: str,
    sample: dict[str, list[str]],
    line: int | None = None,
) -> None:
    """Create the table `raw` from a CSV file of `width` columns; rows that do not fit are left out.

    `options` are further read_csv options; `sample` holds some cells of each date column, to choose
    the form that the engine tries; `line` is the position of a column with line numbers.
    """
    cells = {f"c{position}": "VARCHAR" for position in range(width)}
    parts = [f"CAST(c{line} AS INTEGER) AS line"] if line is not None else []
    for column, position in columns.items():
        if column in DATE_COLUMNS:
            fast = fast_moment(f"c{position}", sample.get(column, []))
            parts += [f"{fast} AS {column}", f"CASE WHEN {fast} IS NULL THEN c{position} END AS {column}_text"]
        else:
            parts.append(f"c{position} AS {column}")
    spare = _spare(columns, list(cells)) if line is None else "CAST(NULL AS VARCHAR)"
    parts.append(f"{spare} AS spare")
    con.execute(
        f"CREATE OR REPLACE TABLE raw AS SELECT {', '.join(parts)} FROM read_csv({sql_text(path)}, "
        f"columns = {cells}, auto_detect = false, header = false, {options})"
    )


def _spare(columns: dict[str, int], cells: Sequence[str]) -> str:
    """SQL: all cells of a row without an id, or with hardly anything else, for `kind_of_line`."""
    missing = [f"c{columns[name]} IS NULL" for name in ("agency", "channel") if name in columns]
    joined = ", ".join(f"coalesce({cell}, '')" for cell in cells)
    identifier = f"c{columns['dossier_id']}"
    doubtful = f"{identifier} IS NULL OR ({' AND '.join(missing)})"
    return f"CASE WHEN {doubtful} THEN concat_ws({sql_text(SEPARATOR)}, {joined}) END"


def kind_of_line(cells: Sequence[str], profile: Profile) -> str | None:  # noqa: PLR0911 - one return a kind
    """What a line is that is not a dossier: blank, header, numbering, total or note; None for a dossier."""
    full = [text for cell in cells if (text := clean(cell))]
    if not full:
        return "blank"
    known = sum(1 for text in full if profile.knows(text))
    if known >= 3 and known * 2 > len(full):
        return "header"
    if len(full) >= 3 and [text.strip("()") for text in full] == [str(n + 1) for n in range(len(full))]:
        return "numbering"
    if TOTAL.match(fold(full[0])) or (len(full) > 1 and full[0].isdigit() and TOTAL.match(fold(full[1]))):
        return "total"
    if len(set(full)) == 1 and not IDENTIFIER.fullmatch(full[0]):
        return "note"
    if len(set(full)) <= 3 and any(SIGNATURE.match(fold(text)) for text in full):
        return "note"
    return None


def fast_moment(cell: str, sample: Iterable[str]) -> str:
    """SQL that reads the sample's most frequent date form and gives NULL for every other."""
    counts = dict.fromkeys(FAST_FORMS, 0)
    for text in sample:
        for fitting in [form for form in FAST_FORMS if len(text) == form[0] and _fits(text, form[1])]:
            counts[fitting] += 1
    length, form = max(counts, key=lambda key: counts[key])
    return f"CASE WHEN strlen({cell}) = {length} THEN try_strptime({cell}, {sql_text(form)}) END"


def _fits(text: str, form: str) -> bool:
    signs = [char for char in form if not char.isalpha() and char != "%"]
    return [char for char in text if not char.isdigit()] == signs or (
        "T" in form and "T" in text and read_moment(text).value is not None
    )


class RowFile:
    """A temporary CSV of rows that were split in Python: line number, kept columns, spare text.

    It never holds personal columns, and it is removed with its folder.
    """

    def __init__(self, folder: Path, columns: dict[str, int]) -> None:
        self.path = folder / "rows.csv"
        self.columns = columns
        self.count = 0
        self.sample: dict[str, list[str]] = {column: [] for column in columns if column in DATE_COLUMNS}
        self._stream = self.path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Keep one row."""
        kept = [cells[position].strip() for position in self.columns.values()]
        self._writer.writerow([line, *kept])
        self.count += 1
        if self.count % 50 == 1:
            for column, texts in self.sample.items():
                texts.append(cells[self.columns[column]].strip())

    def load(self, con: DuckDBPyConnection) -> None:
        """Create `raw` from the rows."""
        self._stream.close()
        columns = {column: number + 1 for number, column in enumerate(self.columns)}
        load_raw(
            con,
            self.path,
            width=len(columns) + 1,
            columns=columns,
            options="delim = ',', quote = '\"', escape = '\"', max_line_size = 20000000, allow_quoted_nulls = true",
            sample=self.sample,
            line=0,
        )
