"""Ingest of exports, against pandas with the same checks and pandas without any."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pandas_ingest
from contest import Command, Contender, Contest
from generate import FIRST_YEAR, ROWS

ROOT = Path(__file__).resolve().parent.parent
BASELINE, BARE = (ROOT / "benchmarks" / name for name in ("pandas_ingest.py", "bare_ingest.py"))
MILLION = 1_000_000
SHEET = 30_000
# The plain export of a centre, with its personal columns; one row of a thousand has a fault.
PLAIN = """
SELECT dossier_id AS "Mã hồ sơ", procedure AS "Tên thủ tục", field AS "Lĩnh vực", agency AS "Cơ quan",
    CASE WHEN line % 1000 = 7 THEN 'Zalo' WHEN service_level = '2' OR channel = 'in_person' THEN 'Trực tiếp'
        WHEN channel = 'online' THEN 'Trực tuyến' ELSE 'Bưu chính công ích' END AS "Hình thức tiếp nhận",
    strftime(received_at, '%d/%m/%Y %H:%M') AS "Ngày tiếp nhận", strftime(due_at, '%d/%m/%Y %H:%M') AS "Ngày hẹn trả",
    strftime(CASE WHEN status IN ('returned', 'withdrawn') THEN resolved_at END, '%d/%m/%Y %H:%M')
        AS "Ngày trả kết quả",
    CASE return_channel WHEN 'post' THEN 'Bưu chính công ích' WHEN 'counter' THEN 'Trực tiếp' END AS "Hình thức trả",
    CASE status WHEN 'returned' THEN 'Đã trả kết quả' WHEN 'withdrawn' THEN 'Rút hồ sơ'
        WHEN 'paused' THEN 'Yêu cầu bổ sung' ELSE 'Đang giải quyết' END AS "Trạng thái",
    CASE rating WHEN 'very_satisfied' THEN 'Rất hài lòng' WHEN 'satisfied' THEN 'Hài lòng'
        WHEN 'dissatisfied' THEN 'Không hài lòng' END AS "Mức độ hài lòng",
    'Nguyễn Văn Mẫu ' || line AS "Người nộp", printf('%012d', line) AS "CCCD",
    '0900 000 ' || line % 1000 AS "Điện thoại"
FROM ({rows})
"""
# The national dossier record (service DongBoHoSoMC), all its single fields in their order, which is what a provincial
# system has of a dossier: 29 columns, half of them about the applicant or not counted; the same faults.
NATIONAL = """
SELECT printf('000.00.%02d.H37-', p % 20 + 1) || strftime(received_at, '%y%m%d-') || printf('%07d', line) AS MaHoSo,
    '1.' || printf('%06d', p) AS MaTTHC, procedure AS TenTTHC, 'G' || printf('%02d', p % 60) AS MaLinhVuc,
    field AS TenLinhVuc, CASE WHEN line % 1000 = 7 THEN '9' WHEN service_level = '2' OR channel = 'in_person' THEN '1'
        WHEN channel = 'online' THEN '2' ELSE '3' END AS KenhThucHien,
    'Nguyễn Văn Mẫu ' || line AS ChuHoSo, CASE WHEN p % 5 THEN '1' ELSE '2' END AS LoaiDoiTuong,
    'C' || line AS MaDoiTuong, printf('%012d', line) AS SoGiayToChuHoSo, 'mau' || line || '@example.vn' AS Email,
    NULL AS Fax, '0900' || printf('%06d', line % 1000000) AS SoDienThoai,
    'Hồ sơ của Nguyễn Văn Mẫu ' || line || ', ' || procedure AS TrichYeuHoSo,
    strftime(received_at, '%Y%m%d%H%M%S') AS NgayNopHoSo, strftime(received_at, '%Y%m%d%H%M%S') AS NgayTiepNhan,
    strftime(due_at, '%Y%m%d%H%M%S') AS NgayHenTra,
    CASE status WHEN 'returned' THEN '10' WHEN 'withdrawn' THEN '7' WHEN 'refused' THEN '8' WHEN 'resolved' THEN '9'
        WHEN 'paused' THEN '5' ELSE '4' END AS TrangThaiHoSo,
    strftime(CASE WHEN status IN ('in_progress', 'paused') THEN NULL ELSE resolved_at END, '%Y%m%d%H%M%S')
        AS NgayKetThucXuLy,
    strftime(CASE WHEN status = 'returned' THEN returned_at END, '%Y%m%d%H%M%S') AS NgayTra, NULL AS NgayTuChoi,
    CASE WHEN status = 'returned' THEN 'Đã trả tại quầy' END AS ThongTinTra,
    CASE return_channel WHEN 'post' THEN '1' ELSE '0' END AS HinhThuc, agency AS DonViXuLy, NULL AS GhiChu,
    CASE WHEN channel = 'online' THEN '1' ELSE '2' END AS NoiNopHoSo,
    CAST(digitised AS INTEGER) AS HoSoCoThanhPhanSoHoa, CAST(line % 3 = 0 AS INTEGER) AS TaiKhoanDuocXacThucVoiVNeID,
    CAST(paid_online AS INTEGER) AS DuocThanhToanTrucTuyen
FROM (SELECT *, CAST(substr(procedure, 9) AS INTEGER) AS p FROM ({rows}))
"""


PLAIN_NOTE = """\
The plain export of a centre: 14 columns, one row of a thousand with an unknown channel. `generate.py`'s dossiers,
synthetic. pandas without pyarrow, as in this environment; its checks look at each distinct text once, as ours do, and
the csv module counts the cells of each line before, since pandas fills short lines up without a word. The last line is
the floor: what DuckDB or python-calamine need alone, without any check (`bare_ingest.py`).
10,000,000 rows of it (2.1 GB), measured once by hand: 36 CPU s, 566 MB; the target is 1.5 GB."""
NATIONAL_NOTE = """\
The national dossier record (`DongBoHoSoMC`) with all its 29 single fields, which is what a provincial system holds of a
dossier: half of them are about the applicant, or are not counted."""


def contests(folder: Path) -> list[Contest]:
    """A million rows as CSV and thirty thousand as a workbook, in a narrow and in a wide form."""
    (folder / "onestop.toml").write_text("")
    write_reference(folder / "data" / "reference")
    found = []
    forms = (
        ("plain export", PLAIN, PLAIN_NOTE, pandas_ingest.PLAIN),
        ("national record", NATIONAL, NATIONAL_NOTE, pandas_ingest.NATIONAL),
    )
    for form, sql, note, meaning in forms:
        csv, book = (folder / f"{form.split()[0]}.{kind}" for kind in ("csv", "xlsx"))
        write_export(csv, export_sql(sql, MILLION))
        write_workbook(book, export_sql(sql, SHEET))
        found += [
            Contest(
                f"Ingest, CSV of 1,000,000 rows, {form}",
                (
                    ours(csv),
                    Contender("pandas, the same checks", ((sys.executable, BASELINE, csv, "checked"),)),
                    Contender("pandas, no check at all", ((sys.executable, BASELINE, csv, "plain"),)),
                    Contender("DuckDB alone: reads, writes Parquet, no check", (bare(csv, meaning),)),
                ),
                folder,
                target="at most 0.2 of pandas with the same checks and 0.4 of pandas without, half its memory",
                note=note,
            ),
            Contest(
                f"Ingest, workbook of 30,000 rows, {form}",
                (
                    ours(book),
                    Contender(
                        "pandas, its default reader (openpyxl), no check",
                        ((sys.executable, "-W", "ignore", BASELINE, book, "plain"),),
                    ),
                    Contender("python-calamine alone: reads, no check", (bare(book, meaning),)),
                ),
                folder,
                target="at most 0.1 of pandas",
            ),
        ]
    return found


def ours(path: Path) -> Contender:
    """`onestop ingest` of one file, everything included."""
    return Contender(
        "`onestop ingest`: verdicts, quarantine, Parquet", (("onestop", "ingest", path, "--centre", "lang-son"),)
    )


def bare(path: Path, form: pandas_ingest.Form) -> Command:
    """The libraries alone on the columns that are kept."""
    return (sys.executable, BARE, path, form.dates, *(f"{title}={name}" for title, name in form.columns.items()))


def write_reference(folder: Path) -> None:
    """The agencies and procedures of the generated rows."""
    folder.mkdir(parents=True)
    agencies = "".join(f"Sở {number},,province\n" for number in range(20))
    procedures = "".join(f"P{n},Thủ tục {n},Lĩnh vực {n % 60},{2 if n % 3 == 2 else 4}\n" for n in range(300))
    (folder / "agencies.csv").write_text("name,aliases,level\n" + agencies, "utf-8")
    (folder / "procedures.csv").write_text("code,name,field,service_level\n" + procedures, "utf-8")


def export_sql(form: str, rows: int) -> str:
    """The SELECT of an export of so many rows."""
    numbers = ROWS.format(start=0, end=rows, total=rows, first=FIRST_YEAR, seconds=4 * 365 * 86400)
    return form.format(rows=numbers)


def write_export(path: Path, sql: str) -> None:
    """A CSV as the one-stop software writes it."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT csv, HEADER)")


def write_workbook(path: Path, sql: str) -> None:
    """The same as a workbook, texts in its shared table as Excel writes them."""
    import xlsxwriter

    with duckdb.connect() as connection, xlsxwriter.Workbook(path) as workbook:
        result = connection.execute(sql)
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [column[0] for column in result.description])
        for number, row in enumerate(result.fetchall(), 1):
            sheet.write_row(number, 0, row)
