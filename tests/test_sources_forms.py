"""Promises of the readers of aggregated forms: what was printed, under its measure and breakdown."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from onestop_analysis.errors import UserError
from onestop_analysis.sources.forms import meaning_of, read_reported

# Form II.06a with its merged header, section rows and total.
TOP = [
    "STT",
    "Lĩnh vực, công việc giải quyết theo cấp",
    "Số hồ sơ nhận giải quyết",
    "",
    "",
    "",
    "Số hồ sơ đã giải quyết",
    "",
    "",
    "",
    "Số hồ sơ đang giải quyết",
    "",
    "",
]
MIDDLE = [
    "",
    "",
    "Tổng số",
    "Trong kỳ",
    "",
    "Từ kỳ trước",
    "Tổng số",
    "Trước hạn",
    "Đúng hạn",
    "Quá hạn",
    "Tổng số",
    "Trong hạn",
    "Quá hạn",
]
LOW = ["", "", "", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "", "", "", "", "", "", "", ""]
NUMBERS = [f"({n})" for n in range(1, 14)]
DATA = ["1", "Đất đai", "1.234", "500", "700", "34", "1.200", "200", "996", "4", "34", "30", "4"]
SUM = ["", "Tổng số", "1.234", "500", "700", "34", "1.200", "200", "996", "4", "34", "30", "4"]
EXPECTED = [
    ("received", {}, 1234),
    ("received", {"inflow": "new", "channel": "online"}, 500),
    ("received", {"inflow": "new", "channel": "in_person_or_post"}, 700),
    ("received", {"inflow": "carried_over"}, 34),
    ("resolved", {}, 1200),
    ("resolved", {"timeliness": "early"}, 200),
    ("resolved", {"timeliness": "on_time"}, 996),
    ("resolved", {"timeliness": "late"}, 4),
    ("pending", {}, 34),
    ("pending", {"deadline_state": "in_time"}, 30),
    ("pending", {"deadline_state": "overdue"}, 4),
]


def as_workbook(path):
    with xlsxwriter.Workbook(path) as workbook:
        sheet, form = workbook.add_worksheet(), workbook.add_format()
        sheet.merge_range(0, 0, 0, 12, "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC (II.06a/VPCP/KSTT)", form)
        for number, row in enumerate([TOP, MIDDLE, LOW, NUMBERS, DATA, SUM], 2):
            sheet.write_row(number, 0, row)
        sheet.merge_range(2, 2, 2, 5, TOP[2], form)
        sheet.merge_range(3, 3, 3, 4, "Trong kỳ", form)


def as_csv(path):
    path.write_text("\n".join(";".join(row) for row in [TOP, MIDDLE, LOW, NUMBERS, DATA, SUM]), "utf-8")


def as_html(path):
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [TOP, MIDDLE, LOW, NUMBERS, DATA, SUM]
    )
    path.write_text(f"<html><meta charset=utf-8><table>{rows}</table></html>", "utf-8")


@pytest.mark.parametrize("write", [as_workbook, as_csv, as_html])
def test_form_06a(write, tmp_path):
    """Every cell of form II.06a is found, in each format, and the total row is marked."""
    path = tmp_path / "bieu.xls"
    write(path)
    cells = read_reported(path)
    of_field = [(cell.measure, cell.breakdown, int(cell.value)) for cell in cells if cell.unit == "Đất đai"]

    assert of_field == EXPECTED
    assert [cell.total for cell in cells] == [False] * 11 + [True] * 11


HEAD = "STT;Đơn vị;Số hồ sơ nhận giải quyết;Số hồ sơ đã giải quyết;Số hồ sơ đang giải quyết"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Sections by level, with a total of their own and one of all.
        (["Sở, ban, ngành;;;;", "1;Sở A;5;4;1", ";Cộng;5;4;1", "Huyện, thị xã, thành phố;;;;", "1;UBND huyện B;7;6;1",
          ";Cộng;7;6;1", ";Tổng cộng;12;10;2"],
         [({"level": "province", "agency": "Sở A"}, 5), ({"level": "province"}, 5),
          ({"level": "district", "agency": "UBND huyện B"}, 7), ({"level": "district"}, 7), ({}, 12)]),
        # Sections that only head their rows, and one total at the end.
        (["A;Cấp tỉnh;5;4;1", "1;Sở A;5;4;1", "B;Cấp xã;7;6;1", "1;UBND xã C;7;6;1", ";Tổng số;12;10;2"],
         [({"level": "province"}, 5), ({"level": "province", "agency": "Sở A"}, 5), ({"level": "commune"}, 7),
          ({"level": "commune", "agency": "UBND xã C"}, 7), ({}, 12)]),
        # What is part of the row above is not counted beside it.
        (["1;Sở A;5;4;1", "1.1;Chi cục D;3;3;0", ";Trong đó: trực tuyến;2;2;0", "2;- Sở B;1;1;0", ";Tổng số;6;5;1"],
         [({"agency": "Sở A"}, 5), ({"agency": "Sở B"}, 1), ({}, 6)]),
        # Nothing of its own: a column that adds up what we keep apart.
        (["1;Đất đai;5;4;1"], [({"agency": "Đất đai"}, 5)]),
    ],
)  # fmt: skip
def test_rows_say_whom_they_count(tmp_path, rows, expected):
    """A row is about an agency, within the level that its section names; totals are of their section or of all."""
    path = tmp_path / "bieu.csv"
    path.write_text("\n".join([HEAD, *rows]), "utf-8")
    cells = [cell for cell in read_reported(path) if cell.measure == "received"]

    assert [(cell.at, int(cell.value)) for cell in cells] == expected


@pytest.mark.parametrize(
    ("head", "dimension"),
    [
        ("Lĩnh vực, công việc giải quyết theo cấp", "field"),
        ("Tên thủ tục hành chính", "procedure"),
        ("Cơ quan", "agency"),
        ("Đơn vị|Lĩnh vực", "agency"),  # by what the names look like
    ],
)
def test_the_head_of_the_names_says_what_the_rows_are(tmp_path, head, dimension):
    """Fields, procedures and agencies are told apart by the title of their column, else by their names."""
    path = tmp_path / "bieu.csv"
    lines = [HEAD.replace("Đơn vị", head), "1;Sở A;5;4;1", "2;Sở B;1;1;0"]
    path.write_text("\n".join(lines), "utf-8")

    assert {name for cell in read_reported(path) for name in cell.at} == {dimension}


def test_what_stands_above_and_beside_a_form_is_no_head(tmp_path):
    """Titles above the heads name no column, and a title does not reach over an empty column."""
    path = tmp_path / "bieu.csv"
    rows = [
        "Biểu số II.06a;;;;;;;Đơn vị nhận báo cáo: UBND tỉnh",
        "STT;Đơn vị;Số hồ sơ nhận giải quyết;Số hồ sơ đã giải quyết;Số hồ sơ đang giải quyết;;;",
        "1;Sở A;5;4;1;;2;0",
    ]
    path.write_text("\n".join(rows), "utf-8")

    assert [(cell.measure, int(cell.value)) for cell in read_reported(path)] == [
        ("received", 5), ("resolved", 4), ("pending", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Kết quả > Trước hạn", ("resolved", {"timeliness": "early"})),
        ("Đã giải quyết > Đúng và trước hạn", ("resolved", {"timeliness": "early_or_on_time"})),
        ("Đang giải quyết > Quá hạn", ("pending", {"deadline_state": "overdue"})),
        ("Nhận giải quyết > Tồn trước", ("received", {"inflow": "carried_over"})),
        ("Số hồ sơ tiếp nhận > trực tuyến toàn trình", ("received", {"channel": "online"})),
        ("Tạm dừng bổ sung điều kiện", ("paused", {})),
        ("Rút không giải quyết", ("withdrawn", {})),
        ("Rút, dừng giải quyết", None),
        ("Tỉ lệ sớm và đúng hạn", None),
        ("STT", None),
    ],
)
def test_titles_mean(title, meaning):
    """A column's titles name its measure and breakdown; a share is no count."""
    assert meaning_of(title) == meaning


def test_statistics_as_json(tmp_path):
    """The statistics of OpenCPS and of the Thanh Hoa system are read by their keys."""
    path = tmp_path / "thong-ke.json"
    rows = [
        {"govAgencyName": "Sở Tư pháp", "processCount": 12, "betimesCount": "5"},
        {"tenThongKe": "Sở Y tế", "dangXuLyQuaHan": 3},
    ]
    path.write_text(json.dumps({"data": rows}), "utf-8")
    found = [(cell.unit, cell.measure, cell.breakdown, int(cell.value)) for cell in read_reported(path)]

    assert found == [
        ("Sở Tư pháp", "received", {}, 12),
        ("Sở Tư pháp", "resolved", {"timeliness": "early"}, 5),
        ("Sở Y tế", "pending", {"deadline_state": "overdue"}, 3),
    ]


def test_result_rows_of_766(tmp_path):
    """The scores of the national portal keep their decimals."""
    path = tmp_path / "766.json"
    path.write_text(
        json.dumps([{"ID": "1", "TEN": "Lạng Sơn", "MA_COQUAN": "H37", "TDGQ": "18,19", "TONG_SCORE": "65.05"}]),
        "utf-8",
    )

    assert [(cell.breakdown["index"], str(cell.value)) for cell in read_reported(path)] == [
        ("progress", "18.19"),
        ("all_indices", "65.05"),
    ]


def test_other_tables_are_refused(tmp_path):
    """A table without a counted column ends in a sentence."""
    path = tmp_path / "a.csv"
    path.write_text("Tên,Tuổi\nA,1\n", "utf-8")

    with pytest.raises(UserError, match=r"a\.csv"):
        read_reported(path)
