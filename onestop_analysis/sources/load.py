# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
"""Text cells into the engine: the table `raw`, read in one go whatever the file's size.

`raw` holds the canonical columns that the file has. Names and codes are ENUMs of the values seen at
the file's beginning, dates are times in the form most of them have: a few bytes a cell. A row with a
cell beyond that keeps the text of all its cells in `cells`, to be read one distinct text at a time;
only columns that are no one's personal data are ever looked at there, or leave this table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onestop_analysis.sources.moments import fast_forms, fits
from onestop_analysis.sources.profiles import DATE_COLUMNS
from onestop_analysis.sources.words import PERSONAL_NUMBER
from onestop_analysis.store import sql_file, sql_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

HEAD = 50_000
# Values up to so many are written out; more go through a table.
LITERALS = 1000
# An id that needs no second look; one or two signs may be the number of a column. Nine figures in a row may be
# somebody's number, unless the ids of the file are made so.
PLAIN_ID = "([0-9]{0,8}[A-Za-z./-]+)*[0-9]{1,8}[A-Za-z./-]*"
PLAIN_LONG_ID = "[A-Za-z0-9./-]*[0-9][A-Za-z0-9./-]*"
LONG_RUN = "[0-9]{9}"
LENGTH_OF_ID = (3, 80)
# More than any cell that could be accepted.
LONGEST = 2000
# Rows that are written at once.
PIECE = 5000
# Between the cells of a row file: a sign that means nothing in a cell, so that none has to be quoted.
BETWEEN = "\x1f"
_SIGNS = {ord(BETWEEN): None, ord("\n"): " ", ord("\r"): " "}
# Letters that were lost on the way; they show as such.
_LOST = re.compile("[\x00\ud800-\udfff]")
_UNWRITABLE = re.compile("[\x00\x1f\n\r\ud800-\udfff]")


def load_raw(
    con: DuckDBPyConnection,
    path: Path,
    *,
    width: int,
    columns: dict[str, int],
    options: str,
    sample: dict[str, list[str]],
    day_first: bool,
    line: int | None = None,
) -> dict[str, str]:
    """Create `raw` from a CSV file of `width` columns and give the date form of each date column.

    `options` are further read_csv options; `sample` holds some cells of each date column, to choose
    the form that the engine tries; `line` is the position of a column with line numbers. Lines that do
    not fit are left out.
    """
    source = source_sql(path, width, options)
    long_ids = _look_ahead(con, source, columns)
    dates = [column for column in columns if column in DATE_COLUMNS]
    forms = {column: _usual_form(sample.get(column, ()), day_first=day_first) for column in dates}
    fast = {column: _fast(column, f"c{position}", forms) for column, position in columns.items()}
    fast["dossier_id"] = _fast_id(f"c{columns['dossier_id']}", long_ids=long_ids)
    inner = ", ".join(f"{sql} AS f_{column}" for column, sql in fast.items())
    values = ", ".join(f"f_{column} AS {column}" for column in columns)
    unread = " OR ".join(f"(f_{column} IS NULL AND c{position} IS NOT NULL)" for column, position in columns.items())
    # All cells, or the engine would not look for invalid bytes in those of the columns that are not kept.
    texts = ", ".join(f"c{position}" for position in range(width) if position != line)
    key = f"CAST(c{line} AS INTEGER) AS line, " if line is not None else ""
    con.execute(
        f"CREATE OR REPLACE TABLE raw AS SELECT {key}{values}, "
        f"CASE WHEN f_dossier_id IS NULL OR {unread} THEN [{texts}] END AS cells "
        f"FROM (SELECT *, {inner} FROM {source})"
    )
    return {column: form for column, (_, form) in forms.items()}


def source_sql(path: Path, width: int, options: str) -> str:
    """The FROM item of a CSV file whose columns are texts named c0, c1 ..."""
    types = {f"c{position}": "VARCHAR" for position in range(width)}
    return (
        f"read_csv({sql_file(path)}, columns = {types}, auto_detect = false, header = false, compression = 'none', "
        f"buffer_size = 8000000, {options})"
    )


def _look_ahead(con: DuckDBPyConnection, source: str, columns: dict[str, int]) -> bool:
    """One ENUM a text column, of the values at the file's beginning; whether most ids there have long numbers."""
    texts = {column: position for column, position in columns.items() if column not in (*DATE_COLUMNS, "dossier_id")}
    key = f"c{columns['dossier_id']}"
    names = [f"c{position}" for position in texts.values()]
    lists = "".join(f", list(DISTINCT {name})" for name in names)
    long, rows, *values = con.execute(
        f"SELECT count(*) FILTER (regexp_matches({key}, '{LONG_RUN}')), count(*){lists} "
        f"FROM (SELECT {', '.join([key, *names])} FROM {source} LIMIT {HEAD})"
    ).fetchall()[0]
    for column, found in zip(texts, values, strict=True):
        create_enum(con, f"e_{column}", {text for text in found or () if text is not None})
    return bool(long * 2 > rows)


def create_enum(con: DuckDBPyConnection, name: str, values: set[str]) -> None:
    """An ENUM of the values, sorted; the empty text keeps it valid when there are none."""
    listed = sorted(values | {""})
    if len(listed) <= LITERALS and not any("\x00" in text for text in listed):
        con.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(sql_text(text) for text in listed)})")
        return
    con.execute("CREATE OR REPLACE TEMP TABLE listed AS SELECT unnest(?::VARCHAR[]) AS text", [listed])
    con.execute(f"CREATE TYPE {name} AS ENUM (SELECT text FROM listed ORDER BY text)")
    con.execute("DROP TABLE listed")


def _fast(column: str, cell: str, forms: dict[str, tuple[int, str]]) -> str:
    """SQL of the value that the engine reads by itself; NULL for every other text."""
    if column in forms:
        length, form = forms[column]
        return f"CASE WHEN strlen({cell}) = {length} THEN try_strptime({cell}, {sql_text(form)}) END"
    return f"TRY_CAST({cell} AS e_{column})"


def _fast_id(cell: str, *, long_ids: bool) -> str:
    shortest, longest = LENGTH_OF_ID
    plain = PLAIN_LONG_ID if long_ids else PLAIN_ID
    tests = f"strlen({cell}) BETWEEN {shortest} AND {longest} AND regexp_full_match({cell}, '{plain}')"
    personal = f"strlen({cell}) BETWEEN 10 AND 12 AND regexp_full_match({cell}, '{PERSONAL_NUMBER}')"
    return f"CASE WHEN {tests} AND NOT ({personal}) THEN {cell} END"


def _usual_form(sample: Iterable[str], *, day_first: bool) -> tuple[int, str]:
    """The date form that most cells of the sample have."""
    counts = dict.fromkeys(fast_forms(day_first=day_first), 0)
    for text in sample:
        for form in counts:
            counts[form] += fits(text, form)
    return max(counts, key=lambda form: counts[form])


class RowFile:
    """A temporary file of rows that were split in Python: line number and kept columns.

    It never holds personal columns, and it is removed with its folder.
    """

    def __init__(self, folder: Path, columns: Sequence[str], *, day_first: bool) -> None:
        self.day_first = day_first
        self.path = folder / "rows.txt"
        self.columns = list(columns)
        self.sample: dict[str, list[str]] = {column: [] for column in columns if column in DATE_COLUMNS}
        self._lines: list[int] = []
        self._rows: list[Sequence[str]] = []
        self._stream = self.path.open("w", encoding="utf-8", errors="replace", newline="")

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Keep one row; its cells are those of the columns, in their order."""
        self._lines.append(line)
        self._rows.append(cells)
        if len(self._rows) == PIECE:
            self._write()

    def load(self, con: DuckDBPyConnection) -> dict[str, str]:
        """Create `raw` from the rows; the date form of each date column."""
        self._write()
        self._stream.close()
        return load_raw(
            con,
            self.path,
            width=len(self.columns) + 1,
            columns={column: number + 1 for number, column in enumerate(self.columns)},
            options=f"delim = '{BETWEEN}', quote = '', escape = '', max_line_size = 4000000",
            sample=self.sample,
            day_first=self.day_first,
            line=0,
        )

    def _write(self) -> None:
        """Column by column, which costs a fraction of cell by cell."""
        columns = [_tidy(cells) for cells in zip(*self._rows, strict=True)]
        rows = zip(map(str, self._lines), *columns, strict=True)
        self._stream.writelines(f"{BETWEEN.join(row)}\n" for row in rows)
        step = 100 if any(self.sample.values()) else 1 + PIECE // 1000
        for column, cells in zip(self.columns, columns, strict=False):
            if column in self.sample:
                self.sample[column] += cells[::step]
        self._lines, self._rows = [], []


def _tidy(cells: Sequence[str]) -> list[str]:
    """Cells without spaces around them; letters that cannot be written down show as lost ones."""
    tidy = list(map(str.strip, cells))
    if max(map(len, tidy)) > LONGEST or _UNWRITABLE.search("".join(tidy)):
        return [_LOST.sub("\ufffd", cell.rstrip("\x00")).translate(_SIGNS)[:LONGEST] for cell in tidy]
    return tidy
