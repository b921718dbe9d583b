"""Rows that were split in Python - of workbooks, HTML tables, JSON - become a text table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING

from onestop_analysis.sources.load import RowFile
from onestop_analysis.sources.people import apart, search_cells
from onestop_analysis.sources.table import (
    BOOK_NOTE,
    HEAD_ROWS,
    SHEET_STEP,
    Book,
    Broken,
    Header,
    Intake,
    Reader,
    TextTable,
    book_of,
    check_header,
    find_header,
    missing_columns,
)
from onestop_analysis.sources.words import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from onestop_analysis.sources.profiles import Profile


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet or HTML table, from its first line on; `numeric` are rows whose id is a number."""

    name: str
    rows: Sequence[Sequence[str]]


def collect_sheets(intake: Intake, sheets: Sequence[Sheet], *, kind: str, encoding: str = "") -> TextTable:
    """The dossier tables of all sheets as one; sheets without one are excluded line by line.

    Raises:
        UserError: no sheet has a dossier table with the required columns.
    """
    found = [find_header(sheet.rows[:HEAD_ROWS], intake.profiles) for sheet in sheets]
    first = check_header(max(found, key=_size, default=None), intake)
    good = [header if header and _reads_as(header, first) else None for header in found]
    titles = dict(pair for header in good if header for pair in zip(header.columns, header.titles, strict=True))
    titles |= dict(zip(first.columns, first.titles, strict=True))
    table = TextTable(
        kind, encoding, first.profile, {column: n for n, column in enumerate(titles, 1)}, [*titles.values()]
    )
    kept = RowFile(intake.folder, list(table.columns), day_first=table.profile.day_first)
    personal: list[Sequence[str]] = []
    table.people.search = partial(search_cells, personal)
    for number, (sheet, header) in enumerate(zip(sheets, good, strict=True)):
        offset = number * SHEET_STEP
        table.lines += len(sheet.rows)
        table.sheets.append(file_name(sheet.name))
        if header is None:
            table.notes += _note(sheet, found[number])
            table.excluded += [(offset + line, "other_table") for line in range(1, len(sheet.rows) + 1)]
        else:
            book = book_of(header, intake, columns=table.columns, rows=sheet.rows)
            personal += _take(sheet.rows, header, offset=offset, table=table, keep=kept.add, book=book)
            table.notes += [BOOK_NOTE] if book else []
    table.forms = kept.load(intake.con)
    return table


def _size(header: Header | None) -> int:
    return len(header.columns) if header else 0


def _note(sheet: Sheet, header: Header | None) -> list[tuple[str, str]]:
    """A sheet that looks like dossiers and is not read is told of."""
    missing = ", ".join(f"«{header.profile.title(column)}»" for column in missing_columns(header)) if header else ""
    name = file_name(sheet.name)
    return (
        [(f"không đọc trang «{name}»: thiếu cột {missing}", f"sheet «{name}» not read: no {missing}")]
        if missing
        else []
    )


def _reads_as(header: Header, first: Header) -> bool:
    """Whether a sheet has dossiers of the same form; columns that need not be there may differ."""
    return header.profile is first.profile and not missing_columns(header)


def _take(
    rows: Sequence[Sequence[str]],
    header: Header,
    *,
    offset: int,
    table: TextTable,
    keep: Callable[[int, Sequence[str]], None],
    book: Book | None,
) -> list[Sequence[str]]:
    """Keep the dossiers of a sheet; the personal cells of its rows."""
    personal: list[Sequence[str]] = []
    widest = max(map(len, rows)) + 1  # one more cell than any row has: what a column that the sheet lacks reads
    reader = Reader(header, header.row + 1)
    pick, others = _pickers(header, table, widest)
    for line, row in enumerate(rows, 1):
        cells = [*row, *[""] * (widest - len(row))]
        if line <= header.row + 1:
            table.excluded.append((offset + line, "header" if line > header.first else "title"))
        elif kind := reader.kind(line, cells):
            table.excluded.append((offset + line, kind))
            if kind == "header":
                pick, others = _pickers(reader.header, table, widest)
        else:
            keep(offset + line, book.with_id(pick(cells)) if book else pick(cells))
            private = compress(cells, others)
            personal.append(list(apart(private) if book else private))
    return personal


def _pickers(
    header: Header, table: TextTable, widest: int
) -> tuple[Callable[[Sequence[str]], Sequence[str]], list[bool]]:
    """What picks the cells of the table's columns from a row, and which cells of it are others."""
    places = [header.columns.get(column, widest - 1) for column in table.columns]
    return itemgetter(*places), [place not in places for place in range(widest)]


def collect_records(
    intake: Intake, records: Iterable[Mapping[str, str] | None], *, profile: Profile, kind: str, encoding: str
) -> TextTable:
    """Records with named fields, one line each; None is something that is no record.

    Raises:
        UserError: a required field is in none of the records.
    """
    kept_records = list(records)
    titles = list(dict.fromkeys(title for record in kept_records for title in record or ()))
    header = check_header(find_header([titles], [profile]), intake)
    table = TextTable(kind, encoding, profile, header.order(), header.titles, lines=len(kept_records))
    names = [header.cells[place] for place in header.columns.values()]
    kept = RowFile(intake.folder, list(table.columns), day_first=table.profile.day_first)
    for line, record in enumerate(kept_records, 1):
        if record is None:
            table.broken.append(Broken(line, "not_a_record"))
        else:
            kept.add(line, [record.get(name, "") for name in names])
    personal = [[text for name, text in record.items() if name not in names] for record in kept_records if record]
    table.people.search = partial(search_cells, personal)
    table.forms = kept.load(intake.con)
    return table
