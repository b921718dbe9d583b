"""The monthly export files, as a one-stop software writes them."""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import TYPE_CHECKING

from onestop_analysis.sample.calibration import month_end, months_between
from onestop_analysis.sample.dossiers import OPEN, PAUSED, REFUSED, WITHDRAWN, Dossier
from onestop_analysis.sample.problems import careless

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from onestop_analysis.sample.provinces import Made

HEADER = (
    "Mã hồ sơ", "Tên thủ tục", "Lĩnh vực", "Cơ quan", "Hình thức tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày trả kết quả", "Hình thức trả", "Trạng thái", "Mức độ hài lòng", "Người nộp", "CCCD", "Điện thoại",
)  # fmt: skip
FOOTER = (
    "Dữ liệu mô phỏng (synthetic data), hiệu chỉnh theo số liệu tổng hợp đã công bố; "
    "không có hồ sơ, cá nhân hay tổ chức thật"
)
README = """\
DỮ LIỆU MÔ PHỎNG - SYNTHETIC DATA

Tệp {file} do lệnh `onestop sample` sinh ra để chạy thử. Mọi hồ sơ, họ tên, số CCCD, số điện thoại đều
không có thật. Tổng số của tháng 7 năm 2019 và quý I năm 2021 được hiệu chỉnh theo số liệu mà Trung tâm
Phục vụ hành chính công tỉnh Lạng Sơn đã công bố; các kỳ khác được đặt ở mức hợp lý. Xem data/README.md.

{file} was made by `onestop sample`. No dossier, person, ID or telephone number in it is real. The totals
of July 2019 and of the first quarter of 2021 are calibrated on figures that the Lang Son centre
published; all other periods are invented at a plausible level. See data/README.md.
"""
DIGITISED = "Số hóa hồ sơ"
PROVINCE_FOOTER = "Dữ liệu mô phỏng (synthetic data): không có hồ sơ, cá nhân hay tổ chức thật"
PROVINCE_README = """\
DỮ LIỆU MÔ PHỎNG - SYNTHETIC DATA

Tệp {file} do lệnh `onestop sample --provinces` sinh ra để chạy thử việc so sánh các trung tâm. Mọi hồ sơ, họ tên,
số CCCD, số điện thoại và mọi tỷ lệ đều không có thật, không phản ánh địa phương nào. Xem data/README.md.

{file} was made by `onestop sample --provinces`, to try comparisons between centres. No dossier, person, ID,
telephone number or rate in it is real, and it says nothing about any place. See data/README.md.
"""
_DUE_TIME = "16:30"
_SURNAMES = ("Nguyễn", "Trần", "Hoàng", "Nông", "Lương", "Vi", "Lý", "Chu", "Triệu", "Hà", "Đặng", "Bế")
_MIDDLES = ("Văn", "Thị", "Minh", "Thu", "Đức", "Ngọc")
_GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Giả Định")
_BUSINESSES = ("Công ty TNHH Mô Phỏng {:03}", "Công ty cổ phần Ví Dụ {:03}, chi nhánh Lạng Sơn")


def by_month(dossiers: Iterable[Dossier], months: list[str]) -> dict[str, list[Dossier]]:
    """The dossiers of each month's export: received in it, or open at its start."""
    exports: dict[str, list[Dossier]] = {month: [] for month in months}
    for dossier in dossiers:
        last = _month(dossier.ended) if dossier.ended else months[-1]
        for month in months_between(_month(dossier.received), last):
            if month in exports:
                exports[month].append(dossier)
    return exports


def export_month(month: str, dossiers: Iterable[Dossier]) -> bytes:
    """The export file as the software shows these dossiers at the end of the month's last day."""
    end = month_end(month)
    return _file(HEADER, (_row(dossier, end) for dossier in dossiers), footer=FOOTER)


def export_quarter(made: Made, days: tuple[date, date]) -> tuple[bytes, int]:
    """A province's export at the end of a quarter's last day, and its number of dossier rows."""
    start, end = days
    shown = [
        one for one in made.dossiers if one.received <= end and (one.received >= start or not _ended(one, before=start))
    ]
    rows: Iterable[list[str]] = ([*_row(one, end), "Có" if one.digitised else "Không"] for one in shown)
    if made.plan.get("kind") == "careless_rows" and start >= made.plan["since"]:
        rows = careless(rows, made.draws)
    listed = list(rows)
    return _file((*HEADER, DIGITISED), listed, footer=PROVINCE_FOOTER), len(listed)


def readme(file: str) -> bytes:
    """The text that stands beside an export."""
    return README.format(file=file).encode()


def province_readme(file: str) -> bytes:
    """The text that stands beside an export of a province."""
    return PROVINCE_README.format(file=file).encode()


def _file(header: tuple[str, ...], rows: Iterable[list[str]], *, footer: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    writer.writerow([footer, *[""] * (len(header) - 1)])
    return text.getvalue().encode("utf-8-sig")


def _ended(dossier: Dossier, *, before: date) -> bool:
    return dossier.ended is not None and dossier.ended < before


def _row(dossier: Dossier, end: date) -> list[str]:
    received = f"{_day(dossier.received)} {_time(dossier.received_minute)}"
    return [
        dossier.id, dossier.procedure.name, dossier.procedure.field, dossier.agency.name, dossier.channel,
        received, f"{_day(dossier.due)} {_DUE_TIME}", *_result(dossier, end), *_applicant(dossier.applicant),
    ]  # fmt: skip


def _result(dossier: Dossier, end: date) -> tuple[str, str, str, str]:
    if dossier.ended is None or dossier.ended > end:
        # A request for a supplement is some days old before it shows.
        waits = dossier.waits and (end - dossier.received).days > 2
        return "", "", PAUSED if waits else OPEN, ""
    ended = f"{_day(dossier.entered_as or dossier.ended)} {_time(dossier.ended_minute)}"
    if dossier.outcome in (WITHDRAWN, REFUSED):
        return ended, "", dossier.outcome, ""
    return ended, dossier.returned_by, dossier.outcome, dossier.rating


def _applicant(number: int) -> tuple[str, str, str]:
    """Name, ID number and telephone that nobody can take for real ones."""
    who, rest = divmod(number, 5)
    phone = f"0900 000 {who % 1000:03}"
    if rest == 0:
        return _BUSINESSES[who % len(_BUSINESSES)].format(who % 997), f"000{number:09}", phone
    surname, middle = _SURNAMES[who % len(_SURNAMES)], _MIDDLES[who // 12 % len(_MIDDLES)]
    return f"{surname} {middle} {_GIVEN[rest - 1]}", f"000{number:09}", phone


# One formatting per day instead of one per dossier: strftime would be a third of the run.
@cache
def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


@cache
def _month(day: date) -> str:
    return f"{day:%Y-%m}"


@cache
def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
