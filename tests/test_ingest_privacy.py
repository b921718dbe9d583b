"""Promises about personal data: planted canaries never leave ingest."""

from __future__ import annotations

import json
import os
import tempfile

import duckdb
import pytest
import xlsxwriter

from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.store import Store

HEADER = [
    "Mã hồ sơ", "Tên thủ tục", "Lĩnh vực", "Cơ quan", "Hình thức tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày trả kết quả", "Hình thức trả", "Trạng thái", "Mức độ hài lòng", "Người nộp", "CCCD", "Điện thoại", "Địa chỉ",
    "Email", "Ghi chú",
]  # fmt: skip
NAME, NUMBER, PHONE = "Hoàng Thị Chim Yến", "079203001234", "0912 345 678"
ADDRESS, MAIL = "12 Ngõ Hoàng Yến", "chimyen@example.vn"
CANARIES = (NAME, NUMBER, PHONE, "0912345678", ADDRESS, MAIL, "Chim Yến")
SOUND = [
    "H37-1", "Cấp hộ chiếu", "Xuất nhập cảnh", "Công an tỉnh", "Trực tiếp", "04/01/2021 08:00", "11/01/2021 17:00",
    "08/01/2021 09:30", "Trực tiếp", "Đã trả kết quả", "Hài lòng", NAME, NUMBER, PHONE, ADDRESS, MAIL, f"gọi {PHONE}",
]  # fmt: skip
# Where an export leaks: into free names, into codes, into dates, by a shifted row, by a broken row.
LEAKS = [
    {},
    {1: f"Cấp hộ chiếu cho {NAME}"},
    {3: f"Công an tỉnh (liên hệ {PHONE})"},
    {2: MAIL},
    {4: f"{NAME} - {NUMBER}"},
    {5: f"{NAME}"},
    {9: PHONE},
    {10: f"Hài lòng, {NAME}"},
    {0: MAIL},
    {0: NUMBER},
    {0: "0912345678"},
    {0: f"H37-{NUMBER}"},
    {1: f"Cấp hộ chiếu x{NUMBER}"},
]


def rows():
    for number, leak in enumerate(LEAKS, 1):
        cells = [f"H37-{number}", *SOUND[1:]]
        for place, text in leak.items():
            cells[place] = text
        yield cells
    yield [NAME, NUMBER, *SOUND[2:10]]
    yield [NUMBER, NAME, *SOUND[2:10]]
    yield ["H37-99", '"' + NAME, *SOUND[2:]]


def as_csv(path):
    path.write_text("\n".join(",".join(cell for cell in row) for row in [HEADER, *rows()]) + f"\n{NAME}\n", "utf-8")


def as_xlsx(path):
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"author": NAME, "comments": PHONE})
        sheets = [workbook.add_worksheet(name) for name in (f"{NAME} {PHONE}", f"Cô {NAME}", f"ẩn {NAME}")]
        for number, row in enumerate([HEADER, *rows()]):
            sheets[0].write_row(number, 0, [cell.replace(",", " ") for cell in row])
        sheets[0].write_comment("B2", f"{NAME} {PHONE}")
        for sheet in sheets[1:]:
            sheet.write_row(0, 0, HEADER)
        sheets[2].hide()


def as_web_archive(path):
    cells = ("".join(f"<td title='{NAME}'>{cell}</td>" for cell in row) for row in [HEADER, *rows()])
    page = f"<title>{NAME}</title><p>{PHONE}</p><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    head = f"MIME-Version: 1.0\nContent-Location: http://x/{NAME}/a.htm\nContent-Type: multipart/related;"
    part = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    path.write_text(f"{head} boundary=b\n\n--b\n{part}\n\n{page}\n--b--\n", "utf-8")


def as_register(path):
    titles = ["TT", '"Họ tên, địa chỉ người nộp hồ sơ"', "Nội dung công việc cần giải quyết", "Ngày nhận hồ sơ",
              "Ngày hẹn trả hồ sơ", "Ngày ký hồ sơ", "Ngày trả thực tế"]  # fmt: skip
    dates = ["04-01-2021", "11-01-2021", "", ""]
    works = [f"Khai sinh cho {NAME}", f"Khai tử tại {ADDRESS}", f"Kết hôn {PHONE}"]
    lines = [[str(number), f'"{NAME}, {ADDRESS}"', work, *dates] for number, work in enumerate(works, 1)]
    lines += [[NUMBER, NAME, works[0], *dates], [NAME, NUMBER, works[0], *dates]]
    path.write_text("\n".join([f"SỔ CỦA {NAME}", *(",".join(line) for line in [titles, *lines])]), "utf-8")


def as_json(path):
    keys = {"MaHoSo": 0, "TenTTHC": 1, "DonViXuLy": 3, "NgayTiepNhan": 5, "NgayHenTra": 6, "NgayKetThucXuLy": 7}
    records = [{key: row[place] if place < len(row) else "" for key, place in keys.items()} for row in rows()]
    people = {"ChuHoSo": NAME, "SoGiayToChuHoSo": NUMBER, "SoDienThoai": PHONE, "Email": MAIL, "TrichYeuHoSo": NAME}
    records = [record | people | {"TrangThaiHoSo": "10", "KenhThucHien": "1"} for record in records]
    path.write_text(json.dumps({"data": records}, ensure_ascii=False), "utf-8")


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json, as_web_archive, as_register])
def test_no_canary_leaves_ingest(write, tmp_path, monkeypatch):
    """Names, numbers, phones, addresses and mails are in no file, message or listed row that ingest leaves."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    received = tmp_path / f"hồ sơ {NAME} {PHONE}.dat"
    write(received)
    project = tmp_path / "project"
    [result] = ingest_files([received], centre="lang-son", project=Project(project), rows=True)
    shown = json.dumps(result.to_json(rows=True), ensure_ascii=False) + str(result)
    store = Store(project / "data" / "store")
    kept = str(duckdb.sql(store.dossiers_sql("lang-son")).fetchall())
    written = b"".join(path.read_bytes() for path in project.rglob("*") if path.is_file())
    names = str([path.name for path in project.rglob("*")])

    assert result.accepted > 0
    assert os.listdir(temporary) == []  # noqa: PTH208
    for canary in CANARIES:
        assert canary not in shown, canary
        assert canary not in kept, canary
        assert canary.encode() not in written, canary
        assert canary not in names, canary
