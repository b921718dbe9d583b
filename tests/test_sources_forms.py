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
        ("total", "65.05"),
    ]


def test_other_tables_are_refused(tmp_path):
    """A table without a counted column ends in a sentence."""
    path = tmp_path / "a.csv"
    path.write_text("Tên,Tuổi\nA,1\n", "utf-8")

    with pytest.raises(UserError, match=r"a\.csv"):
        read_reported(path)
