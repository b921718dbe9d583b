"""Where every reader ends: a table of text cells whose header names dossier columns."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.people import People
from onestop_analysis.sources.words import bare, clean, file_name, fold, mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onestop_analysis.sources.profiles import Profile

# A dossier id has a digit and no spaces or signs beyond these.
IDENTIFIER = re.compile(r"(?=.*\d)[\w.\-/]{1,80}")
_SURE_ID = re.compile(r"[A-Za-z0-9./-]*\d[A-Za-z0-9./-]*")
TOTAL = re.compile(r"(tổng|cộng|total|trong đó)\b")
SIGNATURE = re.compile(
    r"(người lập|thủ trưởng|nơi nhận|ghi chú|ký tên|ký ghi rõ|lãnh đạo|giám đốc|(\w+ ){0,3}ngày \d+ tháng|trang \d)"
)
# A workbook row's key is its row number plus this much for every sheet before it.
SHEET_STEP = 1 << 21
HEAD_ROWS = 60
HEADER_ROWS = 4
FEWEST = 3
WIDEST = 1000
# Titles of columns are shorter and have fewer figures than an id or a date.
LONGEST_TITLE = 200
_FIGURES = re.compile(r"(\d\D*){6}")
# A line in another delimiter than the table's is one cell here, and may be a dossier all the same.
_DELIMITER = re.compile(r"[;\t|^~,]")


@dataclass(frozen=True)
class Intake:
    """One file on its way in: where it is, the engine, a folder for temporary files, the forms to try."""

    path: Path
    con: DuckDBPyConnection
    folder: Path
    profiles: tuple[Profile, ...]

    @property
    def name(self) -> str:
        """The file's name as messages may show it."""
        return file_name(self.path.name)

    @cached_property
    def measured(self) -> tuple[int, str]:
        """Lines of the file and the sha256 of its bytes, in one reading of it."""
        return measure(self.path)


def measure(path: Path) -> tuple[int, str]:
    """Lines of a file, counted on its bytes, and their sha256."""
    lines, last, buffer, digest = 0, 10, bytearray(1 << 18), hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        while size := stream.readinto(buffer):
            lines += buffer.count(b"\n", 0, size)
            digest.update(memoryview(buffer)[:size])
            last = buffer[size - 1]
    return lines + (last != 10), digest.hexdigest()


@dataclass(frozen=True)
class Broken:
    """A line that could not be split into the table's columns: only its id, if any, is kept."""

    line: int
    code: str
    dossier_id: str = ""


@dataclass
class TextTable:
    """What a reader found: `raw` in the connection (see load), and the lines that are not in it.

    `columns` are the canonical columns and their place in `raw.cells` (from 1), `headers` their titles,
    `lines` the independent count of records, `line_sql` gives the line of a row of `raw`, `forms` the date
    form that the engine read each date column in, `people` who is named in the columns that are not kept,
    `header` stands over the rows of `raw` where these have the cells of the file as they are.
    """

    format: str
    encoding: str
    profile: Profile
    columns: dict[str, int]
    headers: list[str]
    lines: int = 0
    line_sql: str = "raw.line"
    excluded: list[tuple[int, str]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    epoch_1904: bool = False
    sheets: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    people: People = field(default_factory=People)
    reader: Reader | None = None


@dataclass(frozen=True)
class Header:
    """The header of a table: its last row among the examined ones (0-based), cells, columns, first row, all rows."""

    row: int
    cells: list[str]
    columns: dict[str, int]
    profile: Profile
    first: int
    rows: Sequence[Sequence[str]]

    def order(self) -> dict[str, int]:
        """The columns found, numbered from 1 in their own order."""
        return {column: number for number, column in enumerate(self.columns, 1)}

    def places(self) -> dict[str, int]:
        """The columns found and their place in the file's rows, from 1."""
        return {column: position + 1 for column, position in self.columns.items()}

    @property
    def titles(self) -> list[str]:
        """The file's own titles of the columns found."""
        return [mask(clean(self.cells[position])) for position in self.columns.values()]


def find_header(rows: Sequence[Sequence[str]], profiles: Iterable[Profile]) -> Header | None:
    """The row, or rows under one another, that name most columns of a profile; None below three columns."""
    best: Header | None = None
    candidates = list(_candidates([row if len(row) <= WIDEST else [] for row in rows[:HEAD_ROWS]]))
    for profile in profiles:
        for first, row, cells, titles in candidates:
            columns = _columns(titles, profile)
            if len(columns) < FEWEST:
                continue
            header = Header(row, cells, columns, profile, first, rows[first : row + 1])
            if best is None or _fit(header) > _fit(best):
                best = header
    return best


def _fit(header: Header) -> tuple[int, bool]:
    """How well a header fits its profile: by its columns, then by whether the id's title is written as there.

    MaHoSo of the national record and Mã hồ sơ of a plain export are one word once signs are left out.
    """
    place = header.columns.get("dossier_id")
    return len(header.columns), place is not None and clean(header.cells[place]) == header.profile.title("dossier_id")


def _candidates(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """(first row, last row, cells, possible titles) of what may be a header; rows are joined upwards last."""
    for row in range(len(rows)):
        for first in range(row, max(-1, row - HEADER_ROWS), -1):
            cells = _joined(rows[first : row + 1])
            titles = [cell if _may_be_title(cell) else "" for cell in cells]
            if len(titles) - titles.count("") >= FEWEST:
                yield first, row, cells, titles


def _may_be_title(cell: str) -> bool:
    """Not a cell of a dossier: those are many, and comparing costs."""
    return len(cell) <= LONGEST_TITLE and not _FIGURES.search(cell)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Header cells under one another become one title: 'Ngày' over 'tiếp nhận' is 'Ngày tiếp nhận'."""
    width = max((len(row) for row in rows), default=0)
    stacks = [[row[at].strip() for row in rows if at < len(row)] for at in range(width)]
    return [" ".join(dict.fromkeys(text for text in stack if text)) for stack in stacks]


def _columns(titles: Sequence[str], profile: Profile) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, title in enumerate(titles):
        column = profile.column_of(title) if title else None
        if column:
            found.setdefault(column, position)
    return found


def check_header(header: Header | None, intake: Intake) -> Header:
    """The header itself when it has every required column.

    Raises:
        UserError: not a table of dossiers, a column twice, or a required column missing.
    """
    name = intake.name
    if header is None:
        profile = intake.profiles[0]
        needed = ", ".join(profile.title(column) for column in profile.required)
        raise UserError(
            f"{name}: không phải bảng hồ sơ, không thấy dòng tiêu đề; cần có các cột: {needed}",
            f"{name}: not a table of dossiers, no header row found; needed columns: {needed}",
        )
    form = header.profile
    missing = missing_columns(header)
    if missing:
        titles = ", ".join(f"«{form.title(column)}»" for column in missing)
        raise UserError(
            f"{name}: thiếu cột bắt buộc {titles} ở dòng tiêu đề; hãy xuất lại tệp có đủ cột",
            f"{name}: the header has no required column {titles}; export the file again with it",
        )
    twice = _twice(header)
    if twice:
        raise UserError(
            f"{name}: cột «{twice}» xuất hiện hai lần ở dòng tiêu đề; hãy bỏ một cột",
            f"{name}: the header has the column «{twice}» twice; remove one of them",
        )
    return header


def missing_columns(header: Header) -> list[str]:
    """The required columns that a header lacks."""
    form = header.profile
    missing = [column for column in form.required if column not in header.columns]
    if form.required_any and not any(column in header.columns for column in form.required_any):
        missing.append(form.required_any[-1])
    return missing


def _twice(header: Header) -> str | None:
    """A title that stands there twice; two different titles of one column are no conflict, the first counts."""
    seen: set[str] = set()
    for cell in header.cells:
        title = bare(cell)
        if title in seen and header.profile.column_of(cell):
            return mask(clean(cell))
        seen.add(title)
    return None


def surely_dossier(identifier: str) -> bool:
    """Whether an id's cell alone tells that its line is a dossier: asking further costs more than reading it."""
    return len(identifier) > 4 and bool(_SURE_ID.fullmatch(identifier))


@dataclass
class Book:
    """Ids for a register that has only line numbers: with a mark of the book, the same for every export of it.

    `titles` stand above the header; those with figures name the days of one export and say nothing of the book.
    """

    columns: Sequence[str]
    titles: Sequence[Sequence[str]]
    mark: str = ""

    def with_id(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of the kept columns, with the mark before the line number."""
        row = dict(zip(self.columns, cells, strict=True))
        lines = [line for title in self.titles for cell in title for line in cell.splitlines()]
        named = sorted({fold(line) for line in lines if line.strip() and not re.search(r"\d", line)})
        first = [*named, fold(row.get("procedure", "")), row.get("received_at", "")[:10]]
        self.mark = self.mark or hashlib.sha256("\n".join(first).encode()).hexdigest()[:8]
        number = row["dossier_id"].strip()
        return [*(row | {"dossier_id": f"{self.mark}-{number}" if number.isdigit() else number}).values()]


def book_of(header: Header, intake: Intake, *, columns: Iterable[str], rows: Sequence[Sequence[str]]) -> Book | None:
    """The book of a register that no profile was named for; `rows` are the first ones of the table."""
    unnamed = header.profile.books and len(intake.profiles) > 1
    return Book(list(columns), rows[: header.first]) if unnamed else None


BOOK_NOTE = (
    "sổ không có mã hồ sơ: mã được đặt theo tên sổ, dòng đầu và số thứ tự",
    "a register without dossier ids: they are made of the book's title, its first line and the line number",
)


@dataclass
class Reader:
    """Tells line after line what is no dossier, and keeps the header in force: a table below may have its own.

    `last` is the last line of a header so far.
    """

    header: Header
    last: int

    def kind(self, line: int, cells: Sequence[str]) -> str | None:
        """`kind_of_line`, told also by the header's own rows and by what stands right below them."""
        place = self.header.columns["dossier_id"]
        if place < len(cells) and surely_dossier(cells[place]):
            return None
        kind = kind_of_line(cells, self.header.profile)
        if kind is None and (self._is_again(cells) or (line == self.last + 1 and _only_words(cells, self.header))):
            kind = "header"
        if kind == "header":
            self._change(cells)
        if kind in ("header", "numbering"):
            self.last = line
        return kind

    def _is_again(self, cells: Sequence[str]) -> bool:
        return any(_tidy(cells) == _tidy(row) for row in self.header.rows)

    def _change(self, cells: Sequence[str]) -> None:
        """From a header on whose columns stand elsewhere, rows are read by that one."""
        found = find_header([cells], [self.header.profile])
        if found and found.columns != self.header.columns and not missing_columns(found):
            self.header = found


def _tidy(cells: Sequence[str]) -> list[str]:
    texts = [clean(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _only_words(cells: Sequence[str], header: Header) -> bool:
    """Whether a line has a different word, and no figure, under most titles: a second header in another language."""
    full = _tidy(cells)
    words = {text for text in full if text}
    if len(words) * 2 <= len(header.cells) or len(words) != len(list(filter(None, full))):
        return False
    values = {value for known in header.profile.values.values() for value in known}
    return not any(re.search(r"\d", text) or fold(text) in values for text in words)


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
    if any(TOTAL.match(fold(text)) for text in full[:2]) and not any(_of_a_dossier(text) for text in full):
        return "total"
    different = set(full)
    if len(different) == 1 and not IDENTIFIER.fullmatch(_DELIMITER.split(full[0])[0]):
        return "note"
    if len(different) <= 3 and any(SIGNATURE.match(fold(text)) for text in full):
        return "note"
    return None


def _of_a_dossier(text: str) -> bool:
    """Whether a cell is a date or could be a dossier id: totals have plain numbers only."""
    plain_number = re.fullmatch(r"[\d.,: %]+", text)
    return bool(re.search(r"\d[/-]\d", text) or (not plain_number and IDENTIFIER.fullmatch(text)))
