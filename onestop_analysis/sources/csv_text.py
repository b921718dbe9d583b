"""Delimited text: sound files go through the engine as they are, damaged ones line by line.

The engine reads strictly and leaves out every line that does not fit. When the number of rows that it
read is the number of lines counted independently, nothing was left out. Otherwise the lines are split
here, one by one, so that one bad line never costs its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from onestop_analysis.sources.encodings import codec_of, repair_of
from onestop_analysis.sources.load import RowFile, load_raw, source_sql
from onestop_analysis.sources.people import apart, search_cells, search_source
from onestop_analysis.sources.profiles import DATE_COLUMNS
from onestop_analysis.sources.table import (
    BOOK_NOTE,
    HEAD_ROWS,
    IDENTIFIER,
    Book,
    Broken,
    Header,
    Intake,
    Reader,
    TextTable,
    book_of,
    check_header,
    find_header,
)
from onestop_analysis.sources.words import clean, is_personal_number
from onestop_analysis.store import sql_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DELIMITERS = (",", ";", "\t", "|", "^", "~")
# A quoted cell may run over lines, but not without end: more than this is a quote that never closes.
LONGEST_CELL = 50
LONGEST_TITLE = 6
# The engine notes so many faults; a file with more is read here.
MOST_LEFT_OUT = 100_000
# Characters of one line that are kept; the cells of a dossier are far shorter.
LONGEST_LINE = 1_000_000
_LOST = re.compile("[\udc80-\udcff\x00\ufffd]")


@dataclass(frozen=True)
class Layout:
    """How one delimited file is written.

    `repair` is what each line still needs after decoding; `head` holds the first line of each record down
    to the header's last one, `skip` counts the physical lines of them.
    """

    path: Path
    encoding: str
    delimiter: str
    header: Header
    repair: Callable[[str], str] | None
    head: list[int]
    skip: int
    book: Book | None

    @property
    def width(self) -> int:
        return len(self.header.cells)

    def lines(self) -> Iterator[tuple[int, str]]:
        """The file's lines with their number."""
        for number, line in physical_lines(self.path, self.encoding):
            yield number, self.repair(line) if self.repair else line


def read_csv(intake: Intake, encoding: str) -> TextTable:
    """Read a delimited file into `raw`.

    Raises:
        UserError: no dossier table in it, or a required column is missing.
    """
    layout = _layout(intake, encoding)
    header = layout.header
    table = TextTable("csv", encoding, header.profile, header.places(), header.titles)
    sound = encoding.startswith("utf-8") and not (layout.repair or layout.book) and layout.skip == len(layout.head)
    if not (sound and _read_sound(intake, layout, table)):
        _read_damaged(intake, layout, table)
    return table


def _layout(intake: Intake, encoding: str) -> Layout:
    """The delimiter under which the first lines show the best header."""
    lines = [text for _, text in islice(physical_lines(intake.path, encoding), HEAD_ROWS)]
    repair = repair_of(encoding, "\n".join(lines))
    lines = [repair(line) for line in lines] if repair else lines
    heads = {mark: _head_records(lines, mark) for mark in DELIMITERS}
    found = {mark: find_header([cells for _, cells in head], intake.profiles) for mark, head in heads.items()}
    delimiter = max(found, key=lambda mark: len(header.columns) if (header := found[mark]) else 0)
    header = check_header(found[delimiter], intake)
    starts = [start for start, _ in heads[delimiter]] + [len(lines) + 1]
    head = starts[: header.row + 1]
    rows = [cells for _, cells in heads[delimiter]]
    book = book_of(header, intake, columns=header.columns, rows=rows)
    return Layout(intake.path, encoding, delimiter, header, repair, head, starts[header.row + 1] - 1, book)


def _head_records(lines: list[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """The first records with their line; a title may run over lines within its quotes."""
    records: list[tuple[int, list[str]]] = []
    start, text = 1, ""
    for number, line in enumerate(lines, 1):
        text = f"{text}\n{line}" if text else line
        if text.count('"') % 2 and number - start < LONGEST_TITLE:
            continue
        records.append((start, split_line(text, delimiter) or []))
        start, text = number + 1, ""
    return records


def physical_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their number; bytes that the encoding does not know become surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding=codec_of(encoding), errors=errors, newline=None) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            yield number, line.rstrip("\n")
            # What is left of a line without end is not kept, it only has to be passed.
            while line and not line.endswith("\n"):
                line = stream.readline(LONGEST_LINE)


def _read_sound(intake: Intake, layout: Layout, table: TextTable) -> bool:
    """Let the engine read the file; False when more is wrong than lines of their own.

    The engine says which lines it left out. They are looked at here, and when their number and that of the
    rows is the number of all lines, nothing else was lost.
    """
    import duckdb

    lines, _ = intake.measured
    try:
        table.forms = _load_sound(intake, layout)
        left_out = _left_out(intake)
    except duckdb.Error:  # the engine gives up on some damage instead of leaving the line out
        _forget(intake, layout)
        return False
    rows = intake.con.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    blank = _blank_at_end(layout.path)
    whole = layout.skip + rows + len(left_out) + blank == lines
    if not whole or not _look_at(left_out, layout, table) or _has_other_header(intake, layout):
        _forget(intake, layout)
        table.broken.clear()
        return False
    table.lines, table.reader = lines, Reader(layout.header, layout.skip)
    table.excluded += _before_rows(layout) + [(lines - number, "blank") for number in range(blank)]
    # Lines left out after the last row move no row.
    gaps = [line for number, (line, _) in enumerate(left_out) if line <= layout.skip + rows + number]
    _number_rows(intake, layout, table, gaps)
    source = source_sql(layout.path, layout.width, _options(layout))
    table.people.search = partial(search_source, con=intake.con, source=source, places=_personal(layout))
    return True


def _left_out(intake: Intake) -> list[tuple[int, int]]:
    """Line and byte position of the lines that the engine left out; its copies of them are dropped."""
    found = intake.con.execute("SELECT DISTINCT line, line_byte_position FROM left_out ORDER BY line").fetchall()
    intake.con.execute("DROP TABLE left_out")
    intake.con.execute("DROP TABLE left_out_scans")
    return [(int(line), int(position)) for line, position in found]


def _look_at(left_out: list[tuple[int, int]], layout: Layout, table: TextTable) -> bool:
    """Give each line its verdict; False when one of them is a sound row."""
    table.excluded.clear()
    reader = Reader(layout.header, layout.skip)
    with layout.path.open("rb") as stream:
        for line, position in left_out:
            # The engine's position is the line's first byte or the one after it.
            before = max(0, position - 4)
            stream.seek(before)
            stream.seek(before + stream.read(position - before).rfind(b"\n") + 1)
            text = stream.readline(LONGEST_LINE).decode("utf-8", "surrogateescape").rstrip("\r\n")
            cells = split_line(text, layout.delimiter)
            kind, code = reader.kind(line, cells) if cells else None, _fault(text, cells, layout.width)
            if kind:
                table.excluded.append((line, kind))
            elif code:
                table.broken.append(Broken(line, code, _first_id(text, layout)))
            else:
                return False
    return True


def _has_other_header(intake: Intake, layout: Layout) -> bool:
    """Whether further down a header stands over columns in another order: the engine reads by the first one only."""
    dates = (f" AND {column} IS NULL" for column in layout.header.columns if column in DATE_COLUMNS)
    strange = intake.con.execute(
        f"SELECT cells FROM raw WHERE cells IS NOT NULL AND dossier_id IS NULL{''.join(dates)}"  # noqa: S608 - our names
    ).fetchall()
    reader = Reader(layout.header, layout.skip)
    for (cells,) in strange:
        reader.kind(0, [cell or "" for cell in cells])
    return reader.header is not layout.header


def _number_rows(intake: Intake, layout: Layout, table: TextTable, gaps: list[int]) -> None:
    """The line of each row: its place in the file, further down by the lines left out before it."""
    first = layout.skip + 1
    if not gaps:
        table.line_sql = f"CAST(raw.rowid AS INTEGER) + {first}"
        return
    starts = [0, *(line - first - number for number, line in enumerate(gaps))]
    intake.con.execute(
        "CREATE OR REPLACE TEMP TABLE parts AS SELECT start, max(shift) AS shift FROM "
        "(SELECT unnest(?::BIGINT[]) AS start, unnest(?::BIGINT[]) AS shift) GROUP BY start",
        [starts, list(range(first, first + len(starts)))],
    )
    intake.con.execute(
        "CREATE OR REPLACE TABLE raw AS SELECT CAST(raw.rowid + parts.shift AS INTEGER) AS line, raw.* "
        "FROM raw ASOF JOIN parts ON raw.rowid >= parts.start"
    )
    intake.con.execute("DROP TABLE parts")
    table.line_sql = "raw.line"


def _blank_at_end(path: Path) -> int:
    """Empty lines after the last one: the engine passes them without a word."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 20_000))
        last = stream.read()
    ending = last[len(last.rstrip(b"\r\n")) :]
    return max(0, ending.count(b"\n") - 1)


def _options(layout: Layout) -> str:
    return (
        f"skip = {layout.skip}, delim = {sql_text(layout.delimiter)}, quote = '\"', escape = '\"', "
        "strict_mode = true, null_padding = false, ignore_errors = true, max_line_size = 1000000"
    )


def _personal(layout: Layout) -> list[int]:
    """Places of the columns that are not kept: whatever they hold may be someone's."""
    kept = set(layout.header.columns.values())
    return [place for place in range(layout.width) if place not in kept]


def _load_sound(intake: Intake, layout: Layout) -> dict[str, str]:
    return load_raw(
        intake.con,
        layout.path,
        width=layout.width,
        columns=layout.header.columns,
        options=f"{_options(layout)}, store_rejects = true, rejects_table = 'left_out', "
        f"rejects_scan = 'left_out_scans', rejects_limit = {MOST_LEFT_OUT}",
        sample=_sample(layout),
        day_first=layout.header.profile.day_first,
    )


def _forget(intake: Intake, layout: Layout) -> None:
    """Drop what the engine made of the file, types included."""
    for name in ("raw", "left_out", "left_out_scans"):
        intake.con.execute(f"DROP TABLE IF EXISTS {name}")
    for column in layout.header.columns:
        intake.con.execute(f"DROP TYPE IF EXISTS e_{column}")


def _before_rows(layout: Layout) -> list[tuple[int, str]]:
    first = layout.header.first
    return [(line, "header" if record >= first else "title") for record, line in enumerate(layout.head)]


def _sample(layout: Layout) -> dict[str, list[str]]:
    lines = islice(layout.lines(), layout.skip, layout.skip + 400)
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


def _read_damaged(intake: Intake, layout: Layout, table: TextTable) -> None:
    """Split the file here, record by record, and give the engine what is sound."""
    table.columns = layout.header.order()
    kept = RowFile(intake.folder, list(table.columns), day_first=table.profile.day_first)
    table.excluded = _before_rows(layout)
    table.lines = len(layout.head)
    reader = Reader(layout.header, layout.skip)
    table.people.search = partial(_search_lines, layout)
    for line, text, cells in _records(layout):
        table.lines += 1
        kind = reader.kind(line, cells) if cells else None
        header = reader.header
        code = None if kind else _fault(text, cells, len(header.cells))
        if kind:
            table.excluded.append((line, kind))
        elif code or cells is None:
            table.broken.append(Broken(line, code or "unclosed_quote", _first_id(text, layout)))
        else:
            places = (header.columns.get(column) for column in table.columns)
            picked = ["" if place is None else cells[place] for place in places]
            kept.add(line, layout.book.with_id(picked) if layout.book else picked)
    table.notes += [BOOK_NOTE] if layout.book else []
    table.forms = kept.load(intake.con)


def _search_lines(layout: Layout, parts: set[str]) -> set[str]:
    """The file read once more: keeping its personal cells meanwhile would need memory for all of them."""
    personal = _personal(layout)
    rows = ([cells[place] for place in personal if place < len(cells)] for _, _, cells in _records(layout) if cells)
    return search_cells(map(apart, rows) if layout.book else rows, parts)


def _fault(text: str, cells: list[str] | None, width: int) -> str | None:
    if _LOST.search(text):
        return "invalid_bytes"
    if cells is None:
        return "unclosed_quote"
    if len(cells) < width:
        return "short_row"
    if any(cells[width:]):
        return "long_row"
    return None


def _first_id(text: str, layout: Layout) -> str:
    """The id of a line that cannot be split, when the cell at its place looks like one and like nobody's number."""
    cells = [clean(cell).strip('"') for cell in text.split(layout.delimiter)]
    position = layout.header.columns["dossier_id"]
    found = cells[position] if position < len(cells) else ""
    numbers = {number for number in re.findall(r"\d{9,}", found) if number != found}
    doubtful = is_personal_number(found) or cells.count(found) > 1 or numbers.intersection(cells)
    return "" if doubtful or not IDENTIFIER.fullmatch(found) else found


def _records(layout: Layout) -> Iterator[tuple[int, str, list[str] | None]]:
    """Records with their first line; a quoted cell that runs over lines is joined when that fits."""
    waiting: list[tuple[int, str]] = []
    source = islice(layout.lines(), layout.skip, None)
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
