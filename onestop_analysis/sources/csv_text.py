"""Delimited text: sound files go through the engine as they are, damaged ones line by line.

The engine reads strictly and leaves out every line that does not fit. When the number of rows that it
read is the number of lines counted independently, nothing was left out. Otherwise the lines are split
here, one by one, so that one bad line never costs its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from onestop_analysis.sources.text_table import (
    IDENTIFIER,
    Broken,
    Header,
    RowFile,
    TextTable,
    check_header,
    find_header,
    kind_of_line,
    load_raw,
)
from onestop_analysis.sources.words import clean
from onestop_analysis.store import sql_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.profiles import Profile

DELIMITERS = (",", ";", "\t", "|")
HEAD_LINES = 40
# A quoted cell may run over lines, but not without end: more than this is a quote that never closes.
LONGEST_CELL = 50


@dataclass(frozen=True)
class Layout:
    """How one delimited file is written."""

    encoding: str
    delimiter: str
    header: Header
    width: int


def read_csv(con: DuckDBPyConnection, path: Path, *, profile: Profile, encoding: str, folder: Path) -> TextTable:
    """Read a delimited file into `raw`.

    Raises:
        UserError: no dossier table in it, or a required column is missing.
    """
    layout = _layout(path, profile, encoding)
    table = TextTable("csv", encoding, layout.header.columns, layout.header.cells)
    if encoding.startswith("utf-8") and _read_sound(con, path, layout=layout, table=table):
        return table
    _read_damaged(con, path, layout=layout, profile=profile, table=table, folder=folder)
    return table


def _layout(path: Path, profile: Profile, encoding: str) -> Layout:
    """The delimiter under which the first lines show the best header."""
    lines = [text for _, text in islice(physical_lines(path, encoding), HEAD_LINES)]
    candidates = []
    for delimiter in DELIMITERS:
        rows = [split_line(line, delimiter) or [] for line in lines]
        header = find_header(rows, profile)
        if header:
            candidates.append(Layout(encoding, delimiter, header, len(header.cells)))
    best = max(candidates, key=lambda layout: len(layout.header.columns), default=None)
    check_header(best.header if best else None, profile, path.name)
    assert best is not None  # noqa: S101 - check_header refuses a missing header
    return best


def physical_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their number; bytes that the encoding does not know become surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=encoding, errors=errors, newline=None) as stream:
        for number, line in enumerate(stream, 1):
            yield number, line.rstrip("\n")


def count_lines(path: Path) -> tuple[int, bool]:
    """Lines of a file counted on its bytes, and whether all of them end in LF or CRLF."""
    lines, lone, last = 0, 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 22):
            lines += chunk.count(b"\n")
            lone += (last + chunk).count(b"\r") - (last + chunk).count(b"\r\n") if b"\r" in chunk else 0
            last = b"\r" if chunk.endswith(b"\r") else chunk[-1:] and b""
            tail = chunk[-1:]
    if lines or lone:
        lines += tail != b"\n"
    return lines, lone == 0


def _read_sound(con: DuckDBPyConnection, path: Path, *, layout: Layout, table: TextTable) -> bool:
    """Let the engine read the file; False when it left out a line that is not a note at the end."""
    lines, plain_endings = count_lines(path)
    if not plain_endings:
        return False
    skip = layout.header.row + 1
    notes = _notes_at_end(path, layout, lines)
    sample = _sample(path, layout)
    load_raw(
        con,
        path,
        width=layout.width,
        columns=layout.header.columns,
        options=f"skip = {skip}, delim = {sql_text(layout.delimiter)}, quote = '\"', escape = '\"', "
        "strict_mode = true, "
        "null_padding = false, ignore_errors = true, max_line_size = 1000000, buffer_size = 16000000",
        sample=sample,
    )
    rows = con.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    if rows + len(notes) + skip != lines:
        return False
    table.lines, table.line_sql = lines, f"CAST(raw.rowid AS INTEGER) + {skip + 1}"
    table.excluded = [(line, "title") for line in range(1, skip)] + [(skip, "header"), *notes]
    return True


def _notes_at_end(path: Path, layout: Layout, lines: int) -> list[tuple[int, str]]:
    """Lines after the last row that are blank or hold one cell only: the engine leaves them out."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 20_000))
        last = stream.read().decode("utf-8", "replace").splitlines()
    notes = []
    for number, line in zip(range(lines, 0, -1), reversed(last), strict=False):
        cells = split_line(line, layout.delimiter)
        if cells is None or len(cells) > 1 or IDENTIFIER.fullmatch(clean(cells[0])):
            break
        notes.append((number, "note" if clean(line) else "blank"))
    return notes


def _sample(path: Path, layout: Layout) -> dict[str, list[str]]:
    lines = islice(physical_lines(path, layout.encoding), layout.header.row + 1, layout.header.row + 400)
    rows = [cells for _, line in lines if (cells := split_line(line, layout.delimiter)) and len(cells) == layout.width]
    return {column: [row[position] for row in rows] for column, position in layout.header.columns.items()}


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'"((?:[^"]|"")*)"(?={mark}|\Z)|([^{mark}"][^{mark}]*|)(?={mark}|\Z)')


def split_line(line: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None when a quote is not closed or something follows a closing quote."""
    if '"' not in line:
        return line.split(delimiter)
    cells, position, pattern = [], 0, _cell_pattern(delimiter)
    while True:
        match = pattern.match(line, position)
        if match is None:
            return None
        cells.append(match[1].replace('""', '"') if match[1] is not None else match[2])
        position = match.end() + 1
        if match.end() >= len(line):
            return cells


def _read_damaged(
    con: DuckDBPyConnection, path: Path, *, layout: Layout, profile: Profile, table: TextTable, folder: Path
) -> None:
    rows = RowFile(folder, layout.header.columns)
    for line, text, cells in _records(path, layout):
        table.lines += 1
        if line <= layout.header.row + 1:
            table.excluded.append((line, "header" if line == layout.header.row + 1 else "title"))
            continue
        _sort(line, text, cells, layout=layout, profile=profile, table=table, rows=rows)
    rows.load(con)


def _sort(
    line: int,
    text: str,
    cells: list[str] | None,
    *,
    layout: Layout,
    profile: Profile,
    table: TextTable,
    rows: RowFile,
) -> None:
    """Put one record where it belongs: a row, a line that is no dossier, or a broken line."""
    kind = kind_of_line(cells, profile) if cells is not None else None
    code = None if kind else _fault(text, cells, layout.width)
    if kind:
        table.excluded.append((line, kind))
    elif code:
        table.broken.append(Broken(line, code, _first_id(text, layout)))
    elif cells is not None:
        rows.add(line, cells[: layout.width])


def _fault(text: str, cells: list[str] | None, width: int) -> str | None:
    if any("\udc80" <= char <= "\udcff" or char in "\x00\ufffd" for char in text):
        return "invalid_bytes"
    if cells is None:
        return "unclosed_quote"
    if len(cells) < width:
        return "short_row"
    if any(cells[width:]):
        return "long_row"
    return None


def _first_id(text: str, layout: Layout) -> str:
    """The id of a line that cannot be split, when the cell at its place looks like one."""
    cells = [clean(cell).strip('"') for cell in text.split(layout.delimiter)]
    position = layout.header.columns["dossier_id"]
    return cells[position] if position < len(cells) and IDENTIFIER.fullmatch(cells[position]) else ""


def _records(path: Path, layout: Layout) -> Iterator[tuple[int, str, list[str] | None]]:
    """Records with their first line; a quoted cell that runs over lines is joined when that fits."""
    waiting: list[tuple[int, str]] = []
    source = physical_lines(path, layout.encoding)
    while True:
        if not waiting:
            waiting.extend(islice(source, 1))
        if not waiting:
            return
        line, text = waiting.pop(0)
        cells = split_line(text, layout.delimiter)
        if cells is None:
            waiting.extend(islice(source, LONGEST_CELL - len(waiting)))
            joined = _join(text, waiting, layout)
            if joined:
                taken, text, cells = joined
                del waiting[:taken]
        yield line, text, cells


def _join(text: str, following: list[tuple[int, str]], layout: Layout) -> tuple[int, str, list[str]] | None:
    for taken, (_, more) in enumerate(following, 1):
        text += "\n" + more
        if '"' in more:
            cells = split_line(text, layout.delimiter)
            if cells is not None and len(cells) == layout.width:
                return taken, text, cells
    return None
