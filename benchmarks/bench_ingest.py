"""Ingest of exports, against pandas with the same checks and pandas without any."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import duckdb
from contest import Contender, Contest
from generate import FIRST_YEAR, ROWS

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "benchmarks" / "pandas_ingest.py"
MILLION = 1_000_000
SHEET = 30_000
# The plain export of a centre, with its personal columns; one row of a thousand has a fault.
EXPORT = """
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


def contests(folder: Path) -> list[Contest]:
    """A million rows as CSV and thirty thousand as a workbook."""
    (folder / "onestop.toml").write_text("")
    csv, book = folder / "export.csv", folder / "export.xlsx"
    write_reference(folder / "data" / "reference")
    write_export(csv, MILLION)
    write_workbook(book, SHEET)
    return [
        Contest(
            "Ingest, CSV of 1,000,000 rows",
            (
                ours(csv),
                Contender("pandas, the same checks", ((sys.executable, BASELINE, csv, "checked"),)),
                Contender("pandas, no check at all", ((sys.executable, BASELINE, csv, "plain"),)),
            ),
            folder,
            target="at most 0.2 of pandas with the same checks and 0.4 of pandas without, half its memory",
        ),
        Contest(
            "Ingest, workbook of 30,000 rows",
            (ours(book), *pandas_workbook(book)),
            folder,
            target="at most 0.1 of pandas",
            note="" if pandas_workbook(book) else "Not installed: openpyxl, which pandas reads workbooks with.",
        ),
    ]


def ours(path: Path) -> Contender:
    """`onestop ingest` of one file, everything included."""
    return Contender(
        "`onestop ingest`: verdicts, quarantine, Parquet", (("onestop", "ingest", path, "--centre", "lang-son"),)
    )


def pandas_workbook(path: Path) -> list[Contender]:
    """Pandas with its default reader, where that is installed."""
    if find_spec("openpyxl") is None:
        return []
    return [Contender("pandas, its default reader", ((sys.executable, "-W", "ignore", BASELINE, path, "plain"),))]


def write_reference(folder: Path) -> None:
    """The agencies and procedures of the generated rows."""
    folder.mkdir(parents=True)
    agencies = "".join(f"Sở {number},,province\n" for number in range(20))
    procedures = "".join(f"P{n},Thủ tục {n},Lĩnh vực {n % 60},{2 if n % 3 == 2 else 4}\n" for n in range(300))
    (folder / "agencies.csv").write_text("name,aliases,level\n" + agencies, "utf-8")
    (folder / "procedures.csv").write_text("code,name,field,service_level\n" + procedures, "utf-8")


def export_sql(rows: int) -> str:
    """The SELECT of an export of so many rows."""
    numbers = ROWS.format(start=0, end=rows, total=rows, first=FIRST_YEAR, seconds=4 * 365 * 86400)
    return EXPORT.format(rows=numbers)


def write_export(path: Path, rows: int) -> None:
    """A CSV as the one-stop software writes it."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({export_sql(rows)}) TO '{path}' (FORMAT csv, HEADER)")


def write_workbook(path: Path, rows: int) -> None:
    """The same as a workbook."""
    import xlsxwriter

    with duckdb.connect() as connection, xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        result = connection.execute(export_sql(rows))
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [column[0] for column in result.description])
        for number, row in enumerate(result.fetchall(), 1):
            sheet.write_row(number, 0, row)
