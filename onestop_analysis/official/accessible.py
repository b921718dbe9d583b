"""The tables of a report as a workbook for everybody: cover, contents, notes, then one tagged table a sheet.

As the guidance of the UK's Analysis Function on spreadsheets asks: no merged or empty cells, a title in the
first cell, a note on what stands below, column heads in one row, and signs for what has no number.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from onestop_analysis.factsheet import HIDDEN
from onestop_analysis.official.tables import DataTable, data_tables
from onestop_analysis.official.workbook import new_workbook
from onestop_analysis.timeliness import find_rule

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.project import Centre

COVER, CONTENTS, NOTES = "Bìa", "Mục lục", "Ghi chú"
NOTHING = "[không có]"
FIRST_ROW = 3  # of a table's heads, counted from zero
_LINE = 17  # points
_FORMATS = {"count": "#,##0", "share": "0.00", "days": "0.00"}


def write_tables(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the workbook; equal facts give equal bytes."""
    tables = data_tables(sheet)
    with new_workbook(path, sheet, centre, title=f"Bảng số liệu {sheet.period.name('vi')}") as workbook:
        styles = _styles(workbook)
        _write_cover(workbook.add_worksheet(COVER), sheet, centre, styles)
        _write_contents(workbook.add_worksheet(CONTENTS), tables, styles)
        _write_notes(workbook.add_worksheet(NOTES), sheet, centre, styles)
        for number, table in enumerate(tables, start=1):
            _write_table(workbook.add_worksheet(sheet_name(number, table)), number, table, styles=styles)


def sheet_name(number: int, table: DataTable) -> str:
    """'4 Lĩnh vực'."""
    return f"{number} {table.name}"


def _styles(workbook: Workbook) -> dict[str, Format]:
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    shapes = {
        "title": base | {"bold": True, "font_size": 15},
        "text": base,
        "wrapped": base | {"text_wrap": True},
        "bold": base | {"bold": True, "text_wrap": True},
        "link": base | {"font_color": "#0563C1", "underline": 1},
        "head": base | {"bold": True, "text_wrap": True},
        "right": base | {"align": "right"},
        **{kind: base | {"num_format": form, "align": "right"} for kind, form in _FORMATS.items()},
    }
    return {name: workbook.add_format(shape) for name, shape in shapes.items()}


def _write_cover(page: Worksheet, sheet: FactSheet, centre: Centre, styles: dict[str, Format]) -> None:
    page.set_column(0, 0, 100)
    period = sheet.period
    page.write_string(0, 0, f"Bảng số liệu giải quyết thủ tục hành chính {period.name('vi')}", styles["title"])
    lines = [centre.name, f"Kỳ báo cáo: {period.name('vi')}, {period.dates('vi')}.", centre.synthetic]
    lines.append("Mọi số liệu của tệp này bằng số liệu của báo cáo cùng kỳ và của facts.json kèm theo.")
    for row, text in enumerate([text for text in lines if text], start=1):
        page.write_string(row, 0, text, styles["wrapped"])
        _make_room(page, row, (text, 92))


def _make_room(page: Worksheet, row: int, *texts: tuple[str, int]) -> None:
    """Height for the longest of the texts, each with the letters that a line of its column holds."""
    lines = max(len(textwrap.wrap(text, width)) for text, width in texts)
    page.set_row(row, _LINE * max(lines, 1))


def _write_contents(page: Worksheet, tables: list[DataTable], styles: dict[str, Format]) -> None:
    _fit(page)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 60)
    page.write_string(0, 0, "Mục lục", styles["title"])
    page.write_string(1, 0, "Trang tính này có một bảng liệt kê các trang tính của tệp.", styles["text"])
    rows = [
        (NOTES, "Quy ước và cách tính"),
        *((sheet_name(n, table), table.title) for n, table in enumerate(tables, 1)),
    ]
    for row, (name, title) in enumerate(rows, start=FIRST_ROW + 1):
        page.write_url(row, 0, f"internal:'{name}'!A1", styles["link"], name)
        page.write_string(row, 1, title, styles["text"])
    _tag(page, "muc_luc", (len(rows), 2), ["Trang tính", "Nội dung"], styles["head"])


def _fit(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _write_notes(page: Worksheet, sheet: FactSheet, centre: Centre, styles: dict[str, Format]) -> None:
    _fit(page)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, "Ghi chú", styles["title"])
    page.write_string(1, 0, "Trang tính này có một bảng nêu các quy ước.", styles["text"])
    rows = [
        ("Tiếp nhận", "Hồ sơ tiếp nhận mới trong kỳ và hồ sơ kỳ trước chuyển sang."),
        ("Đã giải quyết", "Hồ sơ có kết quả trong kỳ, tính theo ngày kết thúc xử lý."),
        ("Tỷ lệ (%)", "Tính trên tổng của cùng hàng hoặc cùng bảng, làm tròn một lần đến hai chữ số thập phân."),
        ("Đúng và trước hạn (%)", "Tính trên số hồ sơ đã giải quyết."),
        ("Quy tắc tính hạn", find_rule(str(sheet.content["rule"])).vi),
        (NOTHING, "Không có hồ sơ nào thuộc ô này, hoặc không tính được tỷ lệ vì mẫu số bằng không."),
        (HIDDEN, "Số quá nhỏ, hoặc số cho phép suy ra số quá nhỏ, nên không công bố; các tổng vẫn đúng."),
        *(("Giả định", text) for text in centre.assumptions),
    ]
    for row, (name, text) in enumerate(rows, start=FIRST_ROW + 1):
        page.write_string(row, 0, name, styles["bold"])
        page.write_string(row, 1, text, styles["wrapped"])
        _make_room(page, row, (name, 20), (text, 92))
    _tag(page, "ghi_chu", (len(rows), 2), ["Mục", "Nội dung"], styles["head"])


def _write_table(page: Worksheet, number: int, table: DataTable, *, styles: dict[str, Format]) -> None:
    page.set_column(0, 0, 44)
    page.set_column(1, len(table.heads), 16)
    page.freeze_panes(FIRST_ROW + 1, 1)
    _fit(page)
    page.write_string(0, 0, f"Bảng {number}: {table.title}", styles["title"])
    page.write_string(1, 0, "Trang tính này có một bảng. Ký hiệu và cách tính ở trang Ghi chú.", styles["text"])
    for row, (name, facts) in enumerate(table.rows, start=FIRST_ROW + 1):
        page.write_string(row, 0, name, styles["wrapped"])
        _make_room(page, row, (name, 40))
        for column, (head, fact) in enumerate(zip(table.heads, facts, strict=True), start=1):
            _write_cell(
                page, (row, column), fact, style=styles[head.kind], share=head.kind == "share", other=styles["right"]
            )
    heads = [table.first, *(head.label for head in table.heads)]
    _make_room(page, FIRST_ROW, *((head, 13) for head in heads[1:]))
    _tag(page, f"bang_{number}", (len(table.rows), len(heads)), heads, styles["head"])


def _write_cell(
    page: Worksheet, place: tuple[int, int], fact: Fact | None, *, style: Format, share: bool, other: Format
) -> None:
    number = None if fact is None else fact.share if share else fact.value
    if number is not None:
        page.write_number(*place, number, style)
    else:
        page.write_string(*place, HIDDEN if fact is not None and fact.hidden else NOTHING, other)


def _tag(page: Worksheet, name: str, size: tuple[int, int], heads: list[str], style: Format) -> None:
    """Make a real table of the rows, which screen readers announce with its name and heads."""
    rows, columns = size
    page.add_table(
        FIRST_ROW,
        0,
        FIRST_ROW + rows,
        columns - 1,
        {
            "name": name,
            "style": "Table Style Light 1",
            "columns": [{"header": head, "header_format": style} for head in heads],
        },
    )
