"""Promises of ingest: every line gets a verdict, personal data stay outside."""

from __future__ import annotations

import csv

import pytest

from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.store import Store

HEADER = (
    "Mã hồ sơ,Tên thủ tục,Lĩnh vực,Cơ quan,Hình thức tiếp nhận,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,"
    "Hình thức trả,Trạng thái,Mức độ hài lòng,Người nộp,CCCD,Điện thoại"
)
ROW = {
    "Mã hồ sơ": "H37-1",
    "Tên thủ tục": "Cấp hộ chiếu phổ thông",
    "Lĩnh vực": "Xuất nhập cảnh",
    "Cơ quan": "Công an tỉnh",
    "Hình thức tiếp nhận": "Trực tiếp",
    "Ngày tiếp nhận": "04/01/2021 08:00",
    "Ngày hẹn trả": "11/01/2021 17:00",
    "Ngày trả kết quả": "08/01/2021 09:30",
    "Hình thức trả": "Trực tiếp",
    "Trạng thái": "Đã trả kết quả",
    "Mức độ hài lòng": "Rất hài lòng",
    "Người nộp": "Nguyễn Văn Thử",
    "CCCD": "000000000001",
    "Điện thoại": "0900000001",
}


@pytest.fixture(name="take")
def _take(tmp_path):
    """Ingest the given text as one CSV file and give its result; the project knows one agency."""
    reference = tmp_path / "data" / "reference"
    reference.mkdir(parents=True)
    (reference / "agencies.csv").write_text("name,aliases,level\nCông an tỉnh,CA tỉnh,province\n", "utf-8")
    (reference / "procedures.csv").write_text(
        "code,name,field,service_level\nH37.07-01,Cấp hộ chiếu phổ thông,Xuất nhập cảnh,3\n", "utf-8"
    )

    def take(text, name="ho-so.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        project = Project(tmp_path)
        [result] = ingest_files([path], centre="lang-son", project=project, rows=True, **options)
        return result

    return take


def table(*changes):
    """A CSV text with one row per change to ROW."""
    lines = [HEADER]
    for number, change in enumerate(changes, 1):
        cells = ROW | {"Mã hồ sơ": f"H37-{number}"} | change
        lines.append(",".join(f'"{cell}"' if "," in cell else cell for cell in cells.values()))
    return "\n".join(lines) + "\n"


def reason(result, name):
    return next(row.reason for row in result.rows if row.id == name)


def test_sound_row_is_accepted(take):
    """A complete row is accepted; the header is the only other line."""
    result = take(table({}))

    assert (result.status, result.lines, result.accepted, result.excluded) == ("ok", 2, 1, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Mã hồ sơ": ""}, "missing_id"),
        ({"Ngày tiếp nhận": ""}, "missing_value"),
        ({"Ngày tiếp nhận": "31/02/2021"}, "impossible_date"),
        ({"Ngày tiếp nhận": "hôm qua"}, "bad_date"),
        ({"Ngày tiếp nhận": "04/01/21"}, "ambiguous_date"),
        ({"Ngày tiếp nhận": "04/01/2091", "Ngày hẹn trả": "05/01/2091", "Ngày trả kết quả": ""}, "future_date"),
        ({"Ngày hẹn trả": "01/01/2021"}, "due_before_received"),
        ({"Ngày trả kết quả": "01/01/2021"}, "finished_before_received"),
        ({"Hình thức tiếp nhận": "Zalo"}, "unknown_channel"),
        ({"Trạng thái": "Đang bay"}, "unknown_status"),
        ({"Mức độ hài lòng": "Tuyệt"}, "unknown_rating"),
        ({"Ngày trả kết quả": ""}, "status_without_end"),
        ({"Trạng thái": "Đang giải quyết"}, "status_with_end"),
        ({"Cơ quan": "#REF!"}, "error_cell"),
    ],
)
def test_faulty_row_is_quarantined(take, change, code):
    """A faulty row is quarantined under its code and the sound row beside it is accepted."""
    result = take(table({}, change))

    assert (result.accepted, result.reasons) == (1, {code: 1})


def test_repeats(take):
    """Of equal rows the first is kept; of rows with one id and different content none is."""
    same, differs = {"Mã hồ sơ": "H37-7"}, {"Mã hồ sơ": "H37-8"}
    result = take(table(same, same, differs, differs | {"Hình thức tiếp nhận": "Trực tuyến"}))

    assert result.reasons == {"duplicate_conflict": 2, "duplicate_exact": 1}
    assert result.accepted == 1


def test_damaged_lines_do_not_cost_their_neighbours(take):
    """Short, long, unclosed and invalid lines are quarantined one by one."""
    text = table({}, {}).encode() + b'H37-3,short\nH37-4,"open,x\n' + b",".join([b"H37-5"] + [b"x"] * 14) + b"\n"
    result = take(text + b"H37-6,\xff\xfe" + b"," * 12 + b"\n")

    assert result.reasons == {"invalid_bytes": 1, "long_row": 1, "short_row": 1, "unclosed_quote": 1}
    assert result.accepted == 2


def test_single_end_date_serves_twice(take, tmp_path):
    """The one end date of the plain export is resolved and returned; only resolved when withdrawn."""
    import duckdb

    take(table({}, {"Trạng thái": "Rút hồ sơ"}, {"Trạng thái": "", "Ngày trả kết quả": ""}))
    sql = Store(tmp_path / "data" / "store").dossiers_sql("lang-son")
    found = duckdb.sql(f"SELECT status, resolved_at IS NULL, returned_at IS NULL FROM ({sql}) ORDER BY line")  # noqa: S608

    assert found.fetchall() == [("returned", False, False), ("withdrawn", False, True), ("in_progress", True, True)]


def test_titles_totals_and_notes_are_excluded(take):
    """Title, numbering, total, blank and footer lines are counted, but are no dossiers."""
    numbering = ",".join(f"({n + 1})" for n in range(14))
    text = f"DANH SÁCH HỒ SƠ\n{table({})}\n{numbering}\nTổng cộng,1,,,,,,,,,,,,\nDữ liệu mô phỏng\n"
    result = take(text)

    assert (result.accepted, result.quarantined, result.excluded, result.lines) == (1, 0, 6, 7)


def test_missing_column_is_refused(take):
    """A table without a required column is refused with the column's name."""
    result = take(table({}).replace("Ngày tiếp nhận", "Cột lạ"))

    assert result.status == "refused"
    assert "Ngày tiếp nhận" in result.message


def test_quarantine_can_be_mended_and_fed_back(take, tmp_path):
    """The quarantine file keeps the row, hides personal data, and is itself an export once mended."""
    result = take(table({"Hình thức tiếp nhận": "Zalo", "Cơ quan": "Sở Y tế 0900000001"}))
    written = (tmp_path / result.quarantine_file).read_text("utf-8-sig")
    mended = take(written.replace("Zalo", "Trực tuyến"), name="sua.csv")

    assert "0900000001" not in written
    assert "Nguyễn Văn Thử" not in written
    assert mended.accepted == 1


def test_rows_and_counts_agree(take):
    """The verdict of every line is listed once."""
    result = take(table({}, {"Hình thức tiếp nhận": "Zalo"}))
    listed = result.to_json(rows=True)["rows"]

    assert [row["line"] for row in listed] == [1, 2, 3]
    assert [row["verdict"] for row in listed] == ["excluded", "accepted", "quarantined"]


def test_xlsx_reads_like_csv(take, tmp_path):
    """The same table as a workbook gives the same verdicts."""
    import xlsxwriter

    path = tmp_path / "ho-so.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(csv.reader(table({}, {"Mã hồ sơ": ""}).splitlines())):
            sheet.write_row(number, 0, row)
    result = take(path.read_bytes(), name="ho-so.csv")

    assert (result.format, result.accepted, result.reasons) == ("xlsx", 1, {"missing_id": 1})


def test_ids_that_lost_their_zeros_are_flagged(take):
    """Ids of figures that are shorter than the others are accepted and pointed out."""
    result = take(table({"Mã hồ sơ": "2101040001"}, {"Mã hồ sơ": "101040002"}, {"Mã hồ sơ": "2101040003"}))

    assert [row.reason for row in result.rows if row.id] == [None, "lost_zeros", None]
