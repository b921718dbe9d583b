"""Aggregated forms as reported cells: what somebody else counted, to be set against our own counts.

Form II.06a/VPCP/KSTT, the 20-column one-stop table, the "Tổng hợp theo đơn vị" family (workbook, HTML
or CSV, up to four header rows), the per-unit JSON of the Thanh Hoa system, the statistics of OpenCPS and
the 766 result rows of the national portal. A cell's measure and breakdown come from the words of its
column's titles from top to bottom, or from its JSON key.
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
from onestop_analysis.sources.html_table import html_tables
from onestop_analysis.sources.records import find_records, parse_json
from onestop_analysis.sources.sniff import sniff
from onestop_analysis.sources.table import TOTAL
from onestop_analysis.sources.words import bare, clean, file_name, fold
from onestop_analysis.sources.workbook import workbook_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HEADER_ROWS = 60
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")


@dataclass(frozen=True)
class Reported:
    """One printed count or score: of which unit, what, broken down how, and where it stands.

    `total` marks the form's own total row. `line` is the row of the table or the number of the record.
    """

    unit: str
    measure: str
    breakdown: dict[str, str]
    value: Decimal
    total: bool
    line: int
    title: str


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


def _tables(path: Path, kind: str, encoding: str) -> list[list[list[str]]]:
    if kind in ("xlsx", "xls"):
        return [[list(row) for row in sheet.rows] for sheet in workbook_sheets(path, kind)[0]]
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
    titles = _titles(rows[:first])
    meanings = {place: meaning for place, title in enumerate(titles) if (meaning := meaning_of(title))}
    for line, row in enumerate(rows[first:], first + 1):
        unit = _unit(row)
        if not unit or _is_numbering(row):
            continue
        for place, (measure, breakdown) in meanings.items():
            value = _number(row[place]) if place < len(row) else None
            if value is not None:
                yield Reported(unit, measure, breakdown, value, bool(TOTAL.match(fold(unit))), line, titles[place])


def _is_data(row: Sequence[str]) -> bool:
    """A row with a name and at least three numbers, which is not the row that numbers the columns."""
    return bool(_unit(row)) and sum(_number(cell) is not None for cell in row) >= 3 and not _is_numbering(row)


def _is_numbering(row: Sequence[str]) -> bool:
    full = [clean(cell) for cell in row if clean(cell)]
    return len(full) >= 3 and sum(bool(re.fullmatch(r"\(\d{1,2}\).*|\d{1,2}", text)) for text in full) == len(full)


def _unit(row: Sequence[str]) -> str:
    """The first cell that is a name."""
    return next((text for cell in row[:4] if (text := clean(cell)) and re.search(r"[^\W\d_]{2}", text)), "")


def _titles(rows: Sequence[Sequence[str]]) -> list[str]:
    """For each column its titles from top to bottom; a title above spans the empty cells to its right."""
    width = max((len(row) for row in rows), default=0)
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        texts = [clean(cell) for cell in row] + [""] * (width - len(row))
        if len({text for text in texts if text}) < 2 or _is_numbering(row):
            continue
        spanning, above = "", [list(titles) for titles in columns]
        for place, text in enumerate(texts):
            # A title does not reach over a column that belongs to another block above.
            spanning = text or (spanning if place and above[place] == above[place - 1] else "")
            if spanning and spanning not in columns[place]:
                columns[place].append(spanning)
    return [" > ".join(titles) for titles in columns]


def meaning_of(title: str) -> tuple[str, dict[str, str]] | None:
    """(measure, breakdown) of a column by the words of its titles; None when they name no measure."""
    words = fold(title)
    if re.search(r"\b(tỷ|tỉ) lệ\b|\bstt\b", words):
        return None
    measure = next((name for name, pattern in _words()["measure"] if re.search(pattern, words)), None)
    if measure is None:
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


def _from_records(records: list[Any]) -> Iterator[Reported]:
    names = {bare(name) for name in ("tenThongKe", "TEN", "govAgencyName", "domainName", "groupAgencyName")}
    for line, record in enumerate(records, 1):
        if not isinstance(record, dict):
            continue
        unit = next((clean(str(text)) for key, text in record.items() if bare(key) in names and text), "")
        for key, text in record.items():
            value = _number(str(text)) if isinstance(text, (str, int, float)) else None
            if bare(key) in _keys() and value is not None:
                measure, breakdown = _keys()[bare(key)]
                yield Reported(unit, measure, breakdown, value, not unit, line, str(key))


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
