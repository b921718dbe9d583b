"""The tables of a report as a workbook for everybody: cover, contents, notes, then one tagged table a sheet.

As the guidance of the UK's Analysis Function on spreadsheets asks: no merged or empty cells, a title in the
first cell, a note on what stands below, column heads in one row, and signs for what has no number.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from onestop_analysis.factsheet import SIGNS
from onestop_analysis.official.tables import DataTable, data_tables
from onestop_analysis.official.words import word
from onestop_analysis.official.workbook import new_workbook
from onestop_analysis.timeliness import find_rule

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre

FIRST_ROW = 3  # of a table's heads, counted from zero
_LINE = 17  # points
_FORMATS = {"count": "#,##0", "share": "0.00", "days": "0.00"}


def write_tables(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the workbook in the language of the sheet; equal facts give equal bytes."""
    tables = data_tables(sheet)
    title = word(sheet, "book_title", period=sheet.period.name(sheet.lang))
    with new_workbook(path, sheet, centre, title=title) as workbook:
        styles = sheet_styles(workbook)
        _write_cover(workbook.add_worksheet(word(sheet, "cover")), sheet, centre, styles=styles)
        _write_contents(workbook.add_worksheet(word(sheet, "contents")), sheet, tables, styles=styles)
        _write_notes(workbook.add_worksheet(word(sheet, "notes")), sheet, centre, styles=styles)
        for number, table in enumerate(tables, start=1):
            _write_table(workbook.add_worksheet(sheet_name(number, table)), number, table, styles=styles, told=sheet)


def sheet_name(number: int, table: DataTable) -> str:
    """'4 Lĩnh vực'."""
    return f"{number} {table.name}"


def sheet_styles(workbook: Workbook) -> dict[str, Format]:
    """The few formats of an accessible workbook, by name."""
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    shapes = {
        "title": base | {"bold": True, "font_size": 15},
        "text": base,
        "wrapped": base | {"text_wrap": True},
        "bold": base | {"bold": True, "text_wrap": True},
        "link": base | {"font_color": "#0563C1", "underline": 1},
        "head": base | {"bold": True, "text_wrap": True},
        "number_head": base | {"bold": True, "text_wrap": True, "align": "right"},
        "reason": base | {"text_wrap": True, "indent": 1},
        "right": base | {"align": "right"},
        **{kind: base | {"num_format": form, "align": "right"} for kind, form in _FORMATS.items()},
    }
    return {name: workbook.add_format(shape) for name, shape in shapes.items()}


def _write_cover(page: Worksheet, sheet: FactSheet, centre: Centre, *, styles: dict[str, Format]) -> None:
    page.set_column(0, 0, 100)
    named, dates = sheet.period.name(sheet.lang), sheet.period.dates(sheet.lang)
    write_title(page, word(sheet, "book_title", period=named), styles)
    lines = [centre.name, word(sheet, "period", period=named, dates=dates), centre.synthetic]
    lines.append(word(sheet, "same_numbers"))
    for row, text in enumerate([text for text in lines if text], start=1):
        page.write_string(row, 0, text, styles["wrapped"])
        make_room(page, row, (text, 92))


def make_room(page: Worksheet, row: int, *texts: tuple[str, int]) -> None:
    """Height for the longest of the texts, each with the letters that a line of its column holds."""
    lines = max(len(textwrap.wrap(text, width)) for text, width in texts)
    page.set_row(row, _LINE * max(lines, 1))


def _write_contents(page: Worksheet, sheet: FactSheet, tables: list[DataTable], *, styles: dict[str, Format]) -> None:
    fit(page)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 60)
    write_title(page, word(sheet, "contents"), styles)
    page.write_string(1, 0, word(sheet, "contents_says"), styles["text"])
    rows = [
        (word(sheet, "notes"), word(sheet, "contents_about")),
        *((sheet_name(n, table), table.title) for n, table in enumerate(tables, 1)),
    ]
    for row, (name, title) in enumerate(rows, start=FIRST_ROW + 1):
        page.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], name)
        page.write_string(row, 1, title, styles["text"])
    tag(page, "contents", (len(rows), 2), heads=[word(sheet, "sheet"), word(sheet, "content")], styles=styles)


def fit(page: Worksheet) -> None:
    """Print on A4 across, one page wide."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _write_notes(page: Worksheet, sheet: FactSheet, centre: Centre, *, styles: dict[str, Format]) -> None:
    fit(page)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    write_title(page, word(sheet, "notes"), styles)
    page.write_string(1, 0, word(sheet, "notes_say"), styles["text"])
    rows = _conventions(sheet, centre)
    for row, (name, text) in enumerate(rows, start=FIRST_ROW + 1):
        page.write_string(row, 0, name, styles["bold"])
        page.write_string(row, 1, text, styles["wrapped"])
        make_room(page, row, (name, 20), (text, 92))
    tag(page, "notes", (len(rows), 2), heads=[word(sheet, "item"), word(sheet, "content")], styles=styles)


def _conventions(sheet: FactSheet, centre: Centre) -> list[tuple[str, str]]:
    """What the tables count and what their signs mean."""
    rule = find_rule(str(sheet.content["rule"]))
    return [
        (word(sheet, "intake"), word(sheet, "note_received")),
        (word(sheet, "resolved"), word(sheet, "note_resolved")),
        (word(sheet, "share"), word(sheet, "note_share")),
        (word(sheet, "in_time_share"), word(sheet, "note_in_time")),
        (word(sheet, "rule"), rule.vi if sheet.lang == "vi" else rule.en),
        (word(sheet, "nothing"), word(sheet, "note_nothing")),
        (SIGNS[sheet.lang], word(sheet, "note_hidden")),
        *((word(sheet, "assumption"), text) for text in centre.assumptions),
    ]


def _write_table(page: Worksheet, number: int, table: DataTable, *, styles: dict[str, Format], told: FactSheet) -> None:
    page.set_column(0, 0, 44)
    page.set_column(1, len(table.heads), 16)
    page.freeze_panes(FIRST_ROW + 1, 1)
    fit(page)
    write_title(page, f"{word(told, 'table')} {number}: {table.title}", styles)
    page.write_string(1, 0, word(told, "table_says"), styles["text"])
    for row, (name, facts) in enumerate(table.rows, start=FIRST_ROW + 1):
        page.write_string(row, 0, name, styles["wrapped"])
        make_room(page, row, (name, 40))
        for column, (head, fact) in enumerate(zip(table.heads, facts, strict=True), start=1):
            number_of = None if fact is None else fact.share if head.kind == "share" else fact.value
            missing = SIGNS[told.lang] if fact is not None and fact.hidden else word(told, "nothing")
            write_number(page, (row, column), number_of, missing=missing, styles=(styles[head.kind], styles["right"]))
    heads = [table.first, *(head.label for head in table.heads)]
    make_room(page, FIRST_ROW, *((head, 13) for head in heads[1:]))
    size = (len(table.rows), len(heads))
    tag(page, f"table_{number}", size, heads=heads, styles=styles, numbers=range(1, len(heads)))


def write_number(
    page: Worksheet, place: tuple[int, int], number: float | Decimal | None, *, missing: str,
    styles: tuple[Format, Format],
) -> None:  # fmt: skip
    """A number, or the sign for what has none; `styles` are those of the two."""
    if number is None:
        page.write_string(*place, missing, styles[1])
    else:
        page.write_number(*place, number, styles[0])


def tag(
    page: Worksheet,
    name: str,
    size: tuple[int, int],
    *,
    heads: list[str],
    styles: dict[str, Format],
    at: int = FIRST_ROW,
    numbers: range = range(0),
) -> None:
    """Make a real table of the rows below `at`, which screen readers announce with its name and heads.

    `numbers` are the columns whose heads stand to the right, as their numbers do.
    """
    rows, columns = size
    kinds = ["number_head" if column in numbers else "head" for column in range(columns)]
    page.add_table(
        at,
        0,
        at + rows,
        columns - 1,
        {
            "name": name,
            "style": "Table Style Light 1",
            "autofilter": False,  # buttons over the heads, which screen readers stumble over
            "columns": [
                {"header": head, "header_format": styles[kind]} for head, kind in zip(heads, kinds, strict=True)
            ],
        },
    )


def write_title(page: Worksheet, text: str, styles: dict[str, Format]) -> None:
    """The title in the first cell, with the room that its size needs."""
    page.set_row(0, 24)
    page.write_string(0, 0, text, styles["title"])
