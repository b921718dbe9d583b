"""Form II.06a/VPCP/KSTT as an Excel workbook (Circular 01/2020/TT-VPCP): thirteen columns, by field and by agency.

Columns (3), (7) and (11) and the last row are formulas, with the counted values stored beside them, and the
columns behind the form say whether its four identities hold: whoever changes a cell sees what it breaks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.factsheet import HIDDEN
from onestop_analysis.official.tables import names_of
from onestop_analysis.official.workbook import new_workbook
from onestop_analysis.periods import Period, parse_period
from onestop_analysis.timeliness import find_rule

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre

TITLE = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"
FIRST_ROW = 12  # of data, counted from zero
TOTAL = "Tổng cộng"
NO_DISTRICTS = date(2025, 7, 1)
LEVELS = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã", "": "Chưa xác định cấp"}
# Sheet, dimension, head of column (2).
SHEETS = (
    ("II.06a", "field", "Lĩnh vực, công việc giải quyết theo cấp"),
    ("Theo đơn vị", "agency", "Đơn vị giải quyết theo cấp"),
)
# Behind the form: what it has no column for, and the checks.
BESIDE = ("Rút, dừng giải quyết", "Không xếp loại hạn")
CHECKS = ("(3)=(4)+(5)+(6)", "(7)=(8)+(9)+(10)", "(11)=(12)+(13)", "(3)=(7)+(11)")
_WIDTHS = (5, 46, *([11] * 11), 3, 11, 11, *([16] * 4))


@dataclass(frozen=True)
class Row:
    """One line of the form: what stands in columns (3) to (13), and beside them; None where it is hidden or unknown.

    `number` stands in column (1). `parts` are the places of the lines that it sums up, counted from the first line.
    """

    name: str
    values: tuple[int | None, ...]
    beside: tuple[int | None, ...]
    number: str = ""
    parts: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """No value is hidden, so that the identities can be checked."""
        return None not in (*self.values, *self.beside)


def form_rows(sheet: FactSheet, dimension: str) -> list[Row]:
    """The lines over `field` or `agency`: under each level of government its rows by name, the total at the end."""
    lines: list[Row] = []
    levels = _levels(sheet)
    found = {fact.breakdown["level"] for fact in sheet.by("received", "level")}
    for letter, level in zip("ABCD", levels, strict=False):
        # With one level only, its rows are counted without naming it.
        at = {"level": level} if len(found) > 1 else {}
        empty = level not in found
        names = [] if empty else names_of(sheet, dimension, **at)
        first = len(lines) + 1
        places = tuple(range(first, first + len(names)))
        part = Row(LEVELS[level], (0,) * 11, (0, 0)) if empty else _row(sheet, LEVELS[level], at)
        lines.append(replace(part, number=letter, parts=places))
        rows = [_row(sheet, name, at | {dimension: name}) for name in names]
        lines += [replace(row, number=str(number)) for number, row in enumerate(rows, 1)]
    if not levels:
        rows = [_row(sheet, name, {dimension: name}) for name in names_of(sheet, dimension)]
        lines += [replace(row, number=str(number)) for number, row in enumerate(rows, 1)]
    summed = tuple(place for place, row in enumerate(lines) if row.number.isalpha() or not levels)
    return [*lines, replace(_row(sheet, TOTAL, {}), parts=summed)]


def _levels(sheet: FactSheet) -> list[str]:
    """The parts of the form: the levels of government there were in the period; none where the data name no level."""
    found = {fact.breakdown["level"] for fact in sheet.by("received", "level")}
    if not found - {""}:
        return []
    stated = {"province", "commune"} | ({"district"} if sheet.period.start < NO_DISTRICTS else set())
    return [level for level in LEVELS if level in stated | found]


def _row(sheet: FactSheet, name: str, at: dict[str, str]) -> Row:
    def count(measure: str, **breakdown: str) -> int | None:
        fact = sheet.count(measure, at | breakdown)
        return None if fact is None or fact.value is None else int(fact.value)

    new = {channel: count("received", inflow="new", channel=channel) for channel in ("online", "in_person", "post")}
    merged = None if sheet.by("resolved", *at, "timeliness") and _splits(sheet, at) else "early_or_on_time"
    values = (
        count("received"),
        new["online"],
        _sum(new["in_person"], new["post"]),
        count("received", inflow="carried_over"),
        count("resolved"),
        count("resolved", timeliness=merged or "early"),
        0 if merged else count("resolved", timeliness="on_time"),
        count("resolved", timeliness="late"),
        count("pending"),
        count("pending", deadline_state="in_time"),
        count("pending", deadline_state="overdue"),
    )
    beside = (_sum(count("withdrawn"), count("refused")), count("resolved", timeliness="unclassified"))
    return Row(name, values, beside)


def _splits(sheet: FactSheet, at: dict[str, str]) -> bool:
    """Whether the rule tells early from on time; where it does not, both stand in column (8)."""
    return any(fact.breakdown["timeliness"] == "early" for fact in sheet.by("resolved", *at, "timeliness"))


def _sum(*values: int | None) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def write_form(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the workbook; equal facts give equal bytes."""
    with new_workbook(path, sheet, centre, title=f"II.06a/VPCP/KSTT, {sheet.period.name('vi')}") as workbook:
        styles = _styles(workbook)
        for name, dimension, head in SHEETS:
            page = workbook.add_worksheet(name)
            _set_up(page)
            _write_block(page, sheet, centre, styles=styles)
            _write_head(page, head, styles)
            rows = form_rows(sheet, dimension)
            for index in range(len(rows)):
                _write_row(page, rows, index, styles=styles)
            last = _write_end(page, sheet, centre, at=FIRST_ROW + len(rows), styles=styles)
            page.print_area(0, 0, last, 12)


def _styles(workbook: Workbook) -> dict[str, Format]:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    grid = base | {"border": 1, "text_wrap": True}
    shapes: dict[str, dict[str, Any]] = {
        "text": base,
        "bold": base | {"bold": True},
        "italic": base | {"italic": True},
        "unit_name": base | {"text_wrap": True},
        "unit": base | {"italic": True, "align": "right"},
        "center": base | {"align": "center", "text_wrap": True},
        "title": base | {"bold": True, "align": "center", "text_wrap": True, "font_size": 13},
        "head": grid | {"bold": True, "align": "center"},
        "numbering": grid | {"italic": True, "align": "center"},
        "letter": grid | {"bold": True, "align": "center"},
        "name": grid,
        "count": grid | {"num_format": "#,##0", "align": "right", "indent": 1},
        "total_name": grid | {"bold": True},
        "total": grid | {"bold": True, "num_format": "#,##0", "align": "right", "indent": 1},
        "note": base | {"italic": True, "font_size": 11},
        "check_head": base | {"italic": True, "align": "center", "text_wrap": True, "font_size": 10},
        "check": base | {"align": "center", "font_size": 10},
    }
    return {name: workbook.add_format(shape) for name, shape in shapes.items()}


def _set_up(page: Worksheet) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_ROW - 4, FIRST_ROW - 1)
    page.freeze_panes(FIRST_ROW, 2)
    page.set_footer("&C&P/&N")


def _write_block(page: Worksheet, sheet: FactSheet, centre: Centre, *, styles: dict[str, Format]) -> None:
    """What an official form says above its table: form, reporter and receiver, period, unit."""
    period = sheet.period
    named = period.name("vi")
    page.write_string(0, 0, "Biểu số II.06a/VPCP/KSTT", styles["bold"])
    page.write_string(1, 0, "Ban hành theo Thông tư số 01/2020/TT-VPCP", styles["italic"])
    for row, text in enumerate((f"- Đơn vị báo cáo: {centre.name}", f"- Đơn vị nhận báo cáo: {centre.superior}")):
        page.merge_range(row, 7, row, 12, text, styles["unit_name"])
        page.set_row(row, 17 * -(-len(text) // 66))
    page.merge_range(2, 0, 2, 12, TITLE, styles["title"])
    page.merge_range(3, 0, 3, 12, f"Kỳ báo cáo: {named[:1].upper()}{named[1:]}", styles["center"])
    page.merge_range(4, 0, 4, 12, f"({_dates(period)})", styles["center"])
    page.write_string(5, 0, _convention_note(period), styles["note"])
    page.write_string(6, 0, centre.synthetic, styles["bold"])
    page.merge_range(7, 9, 7, 12, "Đơn vị tính: Số hồ sơ TTHC", styles["unit"])
    page.set_row(2, 24)
    page.set_row(7, 20)


def _dates(period: Period) -> str:
    return f"Từ ngày {formats.day(period.start)} đến ngày {formats.day(period.end)}"


def _convention_note(period: Period) -> str:
    """A form over calendar months is not the one that is due; it says which days that one has."""
    if period.convention != "calendar":
        return ""
    due = parse_period(period.label, "vpcp")
    dates = f"từ {formats.day(due.start)} đến {formats.day(due.end)}"
    return f"Số liệu theo ngày dương lịch; kỳ báo cáo định kỳ theo Nghị định 09/2019/NĐ-CP {dates}."


def _write_head(page: Worksheet, name: str, styles: dict[str, Format]) -> None:
    top, head = FIRST_ROW - 4, styles["head"]
    page.merge_range(top, 0, top + 2, 0, "STT", head)
    page.merge_range(top, 1, top + 2, 1, name, head)
    groups = (
        ("Số lượng hồ sơ tiếp nhận", 2),
        ("Số lượng hồ sơ đã giải quyết", 6),
        ("Số lượng hồ sơ đang giải quyết", 10),
    )
    for label, first in groups:
        page.merge_range(top, first, top, first + (2 if first == 10 else 3), label, head)
        page.merge_range(top + 1, first, top + 2, first, "Tổng số", head)
    page.merge_range(top + 1, 3, top + 1, 4, "Trong kỳ", head)
    page.write_string(top + 2, 3, "Trực tuyến", head)
    page.write_string(top + 2, 4, "Trực tiếp, dịch vụ bưu chính", head)
    single = {5: "Từ kỳ trước", 7: "Trước hạn", 8: "Đúng hạn", 9: "Quá hạn", 11: "Trong hạn", 12: "Quá hạn"}
    for column, label in single.items():
        page.merge_range(top + 1, column, top + 2, column, label, head)
    page.set_row(top + 2, 48)
    for column in range(13):
        page.write_string(FIRST_ROW - 1, column, f"({column + 1})", styles["numbering"])
    for column, label in enumerate((*BESIDE, *CHECKS), start=14):
        page.write_string(FIRST_ROW - 1, column, label, styles["check_head"])


def _write_row(page: Worksheet, rows: list[Row], index: int, *, styles: dict[str, Format]) -> None:
    row, at = rows[index], FIRST_ROW + index
    is_sum = bool(row.parts) or not row.number.isdigit()
    name, count = (styles[key] for key in (("total_name", "total") if is_sum else ("name", "count")))
    page.set_row(at, 17 * -(-len(row.name) // 54))
    if row.number:
        page.write_string(at, 0, row.number, styles["letter" if is_sum else "numbering"])
        page.write_string(at, 1, row.name, name)
    else:
        page.merge_range(at, 0, at, 1, row.name, name)
    for column, formula in enumerate(_formulas(rows, index)):
        value = (*row.values, None, *row.beside)[column]
        style = count if column < 11 else styles["check"]
        if column == 11:
            continue
        if formula and value is not None:
            page.write_formula(at, column + 2, formula, style, value)
        else:
            _write_count(page, (at, column + 2), value, style)
    _write_checks(page, row, at, styles)


def _formulas(rows: list[Row], index: int) -> list[str]:
    """For each column from (3) on the formula that gives its value, or none: sums down, and (3), (7), (11) across."""
    row, line = rows[index], FIRST_ROW + index + 1
    formulas = [""] * 14
    if row.parts and all(rows[place].is_whole for place in row.parts):
        lines = [FIRST_ROW + place + 1 for place in row.parts]
        for column in (*range(11), 12, 13):
            letter = chr(ord("C") + column)
            cells = f"{letter}{lines[0]}:{letter}{lines[-1]}"
            joined = lines == list(range(lines[0], lines[-1] + 1))
            formulas[column] = f"=SUM({cells})" if joined else "=" + "+".join(f"{letter}{at}" for at in lines)
    elif row.is_whole:
        across = f"=SUM(D{line}:F{line})", f"=SUM(H{line}:J{line})+P{line}", f"=SUM(L{line}:M{line})"
        formulas[0], formulas[4], formulas[8] = across
    return formulas


def _write_count(page: Worksheet, place: tuple[int, int], value: int | None, style: Format) -> None:
    if value is None:
        page.write_string(*place, HIDDEN, style)
    else:
        page.write_number(*place, value, style)


def _write_checks(page: Worksheet, row: Row, at: int, styles: dict[str, Format]) -> None:
    """Live checks: a formula of its own for each identity, with its result stored beside it."""
    if not row.is_whole:
        return
    line = at + 1
    differences = (
        f"C{line}-D{line}-E{line}-F{line}",
        f"G{line}-H{line}-I{line}-J{line}-P{line}",
        f"K{line}-L{line}-M{line}",
        f"C{line}-G{line}-K{line}-O{line}",
    )
    for column, (difference, result) in enumerate(zip(differences, check_row(row), strict=True), start=16):
        shown = "Đúng" if result == 0 else f"Lệch {result}"
        page.write_formula(at, column, f'=IF({difference}=0,"Đúng","Lệch "&({difference}))', styles["check"], shown)


def check_row(row: Row) -> tuple[int, int, int, int]:
    """By how much each identity of the form is missed; withdrawn, refused and unclassified ones taken into account."""
    c = dict(zip(range(3, 14), (value or 0 for value in row.values), strict=True))
    apart, unclassified = (value or 0 for value in row.beside)
    return (
        c[3] - c[4] - c[5] - c[6],
        c[7] - c[8] - c[9] - c[10] - unclassified,
        c[11] - c[12] - c[13],
        c[3] - c[7] - c[11] - apart,
    )


def _write_end(page: Worksheet, sheet: FactSheet, centre: Centre, *, at: int, styles: dict[str, Format]) -> int:
    """Notes on what the columns count, and the places for two signatures; returns the last row."""
    for index, text in enumerate(_notes(sheet)):
        page.write_string(at + 1 + index, 0, text, styles["note"])
    last = at + len(_notes(sheet)) + 2
    page.merge_range(last, 1, last, 3, "NGƯỜI LẬP BIỂU", styles["title"])
    page.merge_range(last, 8, last, 12, centre.signer_title, styles["title"])
    return last + 5


def _notes(sheet: FactSheet) -> list[str]:
    notes = [
        "Cột (4), (5): hồ sơ tiếp nhận mới trong kỳ; cột (6): hồ sơ kỳ trước chuyển sang.",
        f"Quy tắc tính hạn: {find_rule(str(sheet.content['rule'])).vi}.",
        "Hồ sơ rút, dừng giải quyết không thuộc cột nào của biểu và được ghi ở cột bên cạnh biểu.",
    ]
    if not _splits(sheet, {}):
        notes.append("Quy tắc này không tách trước hạn và đúng hạn: cột (8) ghi chung hai loại.")
    if any(fact.hidden for fact in sheet):
        notes.append(f"Ô ghi {HIDDEN}: số quá nhỏ hoặc suy ra được số quá nhỏ nên không công bố; các tổng vẫn đúng.")
    return notes
