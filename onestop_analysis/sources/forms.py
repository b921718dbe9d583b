"""Aggregated forms as reported cells: what somebody else counted, to be set against our own counts.

Form II.06a/VPCP/KSTT, the 20-column one-stop table, the "Tổng hợp theo đơn vị" family (workbook, HTML
or CSV, up to four header rows), the per-unit JSON of the Thanh Hoa system, the statistics of OpenCPS and
the 766 result rows of the national portal. A cell's measure and breakdown come from the words of its
column's titles from top to bottom, or from its JSON key; whom a row speaks of, see form_rows.py.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.encodings import codec_of, repair_of
from onestop_analysis.sources.form_rows import Rows, row_words
from onestop_analysis.sources.html_table import archive_pages, html_tables
from onestop_analysis.sources.records import find_records, parse_json
from onestop_analysis.sources.sniff import sniff
from onestop_analysis.sources.spreadsheet_xml import xml_sheets
from onestop_analysis.sources.table import TOTAL
from onestop_analysis.sources.words import bare, clean, file_name, fold
from onestop_analysis.sources.workbook import workbook_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

HEADER_ROWS = 60
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")


@dataclass(frozen=True)
class Reported:
    """One printed count or score: of which unit, what, broken down how, and where it stands.

    `at` is the part of the dossiers that its row is about, such as {"level": "province", "field": "Đất đai"}; it is
    empty, and `total` true, for the form's own total row. `line` is the row of the table or the number of the record.
    """

    unit: str
    measure: str
    breakdown: dict[str, str]
    value: Decimal
    at: dict[str, str]
    line: int
    title: str

    @property
    def total(self) -> bool:
        """Of all that the form counts."""
        return not self.at


def read_reported(path: Path) -> list[Reported]:
    """The reported cells of an aggregated form.

    Raises:
        UserError: the file cannot be read, or no column or key of it is one of a known form.
    """
    kind, encoding = sniff(path)
    if kind == "json":
        found = list(_from_records(find_records(parse_json(path, encoding))))
    else:
        found = [cell for rows in _tables(path, kind, encoding) for cell in _from_table(rows)]
    if not found:
        name = file_name(path.name)
        raise UserError(
            f"{name}: không phải biểu tổng hợp đã biết (II.06a, bảng 20 cột, tổng hợp theo đơn vị, 766)",
            f"{name}: not a known aggregated form (II.06a, the 20-column table, totals by unit, 766)",
        )
    return found


def is_numbered(path: Path) -> bool:
    """Whether a file is laid out as forms are: JSON records, or a table whose first heads number the rows."""
    kind, encoding = sniff(path)
    return kind == "json" or any(_top(table[:HEADER_ROWS]) is not None for table in _tables(path, kind, encoding))


def dates_of_form(path: Path) -> tuple[date, date] | None:
    """The first and the last day that a form's own titles name ("Từ ngày 15/12/2020 đến ngày 14/03/2021")."""
    from onestop_analysis.sources.release.dates import DateReader

    kind, encoding = sniff(path)
    rows = [] if kind == "json" else [row for table in _tables(path, kind, encoding) for row in table[:HEADER_ROWS]]
    reader = DateReader()
    for text in dict.fromkeys(clean(cell) for row in rows for cell in row):
        marks = reader.marks(text.lower(), 0)
        days = [mark.days for mark in marks if mark.kind == "period" and not mark.unit]
        named = [day for mark in marks if mark.kind == "day" for day in mark.days if day]
        for first, last in (*days, tuple(named) if len(named) == 2 else (None, None)):
            if first and last and first <= last:
                return first, last
    return None


def _tables(path: Path, kind: str, encoding: str) -> list[list[list[str]]]:
    if kind in ("xlsx", "xls"):
        return [[list(row) for row in sheet.rows] for sheet in workbook_sheets(path, kind)[0]]
    if kind == "xml":
        return [[list(row) for row in sheet.rows] for sheet in xml_sheets(path, file_name(path.name))]
    if kind == "mhtml":
        return [rows for page in archive_pages(path.read_bytes()) for rows in html_tables(page)]
    text = path.read_bytes().decode(codec_of(encoding), "replace").lstrip("\ufeff")
    repair = repair_of(encoding, text[:60_000])
    text = repair(text) if repair else text
    if kind == "html":
        return html_tables(text)
    import csv

    delimiter = max(",;\t|", key=text[:5000].count)
    return [list(csv.reader(text.splitlines(), delimiter=delimiter))]


def _from_table(rows: Sequence[Sequence[str]]) -> Iterator[Reported]:
    """The cells under every column whose titles say what is counted."""
    first = next((number for number, row in enumerate(rows[:HEADER_ROWS]) if _is_data(row)), None)
    if first is None:
        return
    body = rows[first:]
    top = _top(rows[:first]) or 0
    titles = _titles(rows[top:first], filled=_filled(body))
    meanings = {place: meaning for place, title in enumerate(titles) if (meaning := meaning_of(title))}
    names = _place_of_names(body)
    about = Rows(titles[names] if names < len(titles) else "", [_unit(row) for row in body if _is_data(row)])
    for row in rows[top:first]:
        _of_row(about, row) if _is_section(row) else about.end_sections()
    totals = [number for number, row in enumerate(body, first + 1) if TOTAL.match(fold(_unit(row)))]
    for line, row in enumerate(body, first + 1):
        at = None if _is_numbering(row) else _of_row(about, row, last_total=totals[-1:] == [line])
        for place, (measure, breakdown) in meanings.items() if at is not None else ():
            value = _number(row[place]) if place < len(row) else None
            if value is not None:
                yield Reported(_unit(row), measure, breakdown, value, at or {}, line, titles[place])


def _of_row(about: Rows, row: Sequence[str], *, last_total: bool = False) -> dict[str, str] | None:
    """What a row counts; None where it is no row of the form, or a part of the one above it."""
    name = _unit(row)
    if not name:
        return None
    number = "" if clean(row[0]) == name else clean(row[0])
    counted = any(_number(cell) is not None for cell in row[1:])
    return about.of(number, name, counted=counted, last_total=last_total)


def _top(rows: Sequence[Sequence[str]]) -> int | None:
    """Where the heads of the columns begin: with the row that numbers them, below the form's own titles."""
    heads = ("stt", "tt", "số tt")
    return next((place for place, row in enumerate(rows) if any(fold(cell) in heads for cell in row[:4])), None)


def _filled(rows: Sequence[Sequence[str]]) -> set[int]:
    """The columns in which any row has a cell."""
    return {place for row in rows for place, cell in enumerate(row) if cell.strip()}


def _place_of_names(rows: Sequence[Sequence[str]]) -> int:
    """The column in which most names stand."""
    places = [place for row in rows if _is_data(row) and (place := _place_of_unit(row)) is not None]
    return max(set(places), key=places.count) if places else 0


def _is_section(row: Sequence[str]) -> bool:
    """A row with one text only, perhaps merged over all of it."""
    return len({clean(cell) for cell in row} - {""}) == 1


def _is_data(row: Sequence[str]) -> bool:
    """A row with a name and at least three numbers, which is not the row that numbers the columns."""
    return bool(_unit(row)) and sum(_number(cell) is not None for cell in row) >= 3 and not _is_numbering(row)


def _is_numbering(row: Sequence[str]) -> bool:
    full = [clean(cell) for cell in row if clean(cell)]
    return len(full) >= 3 and sum(bool(re.fullmatch(r"\(\d{1,2}\).*|\d{1,2}", text)) for text in full) == len(full)


def _unit(row: Sequence[str]) -> str:
    """The first cell that is a name."""
    place = _place_of_unit(row)
    return "" if place is None else clean(row[place])


def _place_of_unit(row: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(row[:4]) if re.search(r"[^\W\d_]{2}", clean(cell))), None)


def _titles(rows: Sequence[Sequence[str]], *, filled: set[int]) -> list[str]:
    """For each column its titles from top to bottom; a title above spans the empty cells to its right.

    It ends at a column that is not among the `filled` ones: what stands behind a gap is beside the form.
    """
    width = max((len(row) for row in rows), default=0)
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        texts = [clean(cell) for cell in row] + [""] * (width - len(row))
        if len({text for text in texts if text}) < 2 or _is_numbering(row):
            continue
        spanning, above = "", [list(titles) for titles in columns]
        for place, text in enumerate(texts):
            # A title does not reach over a column that belongs to another block above.
            spans = place in filled and place > 0 and above[place] == above[place - 1]
            spanning = text or (spanning if spans else "")
            if spanning and spanning not in columns[place]:
                columns[place].append(spanning)
    return [" > ".join(titles) for titles in columns]


def meaning_of(title: str) -> tuple[str, dict[str, str]] | None:
    """(measure, breakdown) of a column by the words of its titles; None when they name no measure."""
    words = fold(title)
    if re.search(r"\b(tỷ|tỉ) lệ\b|\bstt\b", words):
        return None
    measure = next((name for name, pattern in _words()["measure"] if re.search(pattern, words)), None)
    if not measure:
        return None
    breakdown = {}
    for dimension in ("inflow", "channel", "timeliness", "deadline_state"):
        if dimension == "timeliness" and measure != "resolved":
            continue
        if dimension == "deadline_state" and measure != "pending":
            continue
        value = next((name for name, pattern in _words()[dimension] if re.search(pattern, words)), None)
        if value:
            breakdown[dimension] = value
    return measure, breakdown


@cache
def _words() -> dict[str, list[tuple[str, str]]]:
    """The patterns of forms.toml: in each list the first that fits counts."""
    content = tomllib.loads((resources.files("onestop_analysis.sources") / "forms.toml").read_text("utf-8"))
    return {name: list(patterns.items()) for name, patterns in content["words"].items()}


@cache
def _keys() -> dict[str, tuple[str, dict[str, str]]]:
    """JSON keys of the known statistics: 'measure' or 'measure breakdown=value ...'."""
    content = tomllib.loads((resources.files("onestop_analysis.sources") / "forms.toml").read_text("utf-8"))
    found = {}
    for key, text in content["keys"].items():
        measure, *parts = text.split()
        found[bare(key)] = (measure, dict(part.split("=") for part in parts))
    return found


_NAMES = {
    bare(name): dimension
    for name, dimension in {
        "tenThongKe": "agency", "govAgencyName": "agency", "groupAgencyName": "agency", "domainName": "field",
    }.items()
}  # fmt: skip
_NO_AGENCY = {bare(name) for name in ("TEN",)}  # whom the 766 rows score is a province


def _from_records(records: list[Any]) -> Iterator[Reported]:
    for line, record in enumerate(records, 1):
        if not isinstance(record, dict):
            continue
        at = _of_record(record)
        scored = (clean(str(text)) for key, text in record.items() if bare(key) in _NO_AGENCY and text)
        unit = next((name for dimension, name in at.items() if dimension != "level"), next(scored, ""))
        for key, text in record.items():
            value = _number(str(text)) if isinstance(text, (str, int, float)) else None
            if bare(key) in _keys() and value is not None:
                measure, breakdown = _keys()[bare(key)]
                yield Reported(unit, measure, breakdown, value, at, line, str(key))


def _of_record(record: dict[str, Any]) -> dict[str, str]:
    """Agency and field of a record, and the level of government that its catalogue stands for."""
    named = {bare(key): clean(str(text)) for key, text in record.items() if isinstance(text, str)}
    at = {dimension: named[key] for key, dimension in _NAMES.items() if named.get(key)}
    level = row_words()["catalogues"].get(named.get("catalog", ""))
    return {"level": level, **at} if level and at else at


def _number(cell: str) -> Decimal | None:
    """A printed number: 1.234 is a thousand and more, 1.234,5 and 1234.5 have a decimal."""
    text = clean(cell).removesuffix("%").rstrip()
    if not re.fullmatch(r"-?[\d.,]*\d", text):
        return None
    if _THOUSANDS.fullmatch(text) or "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
