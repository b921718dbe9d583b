"""The ingest of an export written with pandas, as a baseline: python pandas_ingest.py FILE plain|checked.

`plain` reads, parses dates, maps codes, drops the personal columns and saves. `checked` gives every row the
verdict that `onestop ingest` gives. Pickle stands for Parquet, which pandas writes with a further library only.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

DATES = ["Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"]
PERSONAL = ["Người nộp", "CCCD", "Điện thoại"]
CODES = {
    "Hình thức tiếp nhận": {"Trực tiếp": "in_person", "Trực tuyến": "online", "Bưu chính công ích": "post"},
    "Hình thức trả": {"Trực tiếp": "counter", "Bưu chính công ích": "post"},
    "Trạng thái": {
        "Đang giải quyết": "in_progress",
        "Đã trả kết quả": "returned",
        "Rút hồ sơ": "withdrawn",
        "Yêu cầu bổ sung": "paused",
    },
    "Mức độ hài lòng": {
        "Rất hài lòng": "very_satisfied",
        "Hài lòng": "satisfied",
        "Bình thường": "neutral",
        "Không hài lòng": "dissatisfied",
    },
}


def read(path: Path) -> pd.DataFrame:
    """The file as text; a workbook with pandas' default reader."""
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str)
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig")


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates, codes, no personal columns; whatever cannot be read is lost."""
    for column in DATES:
        frame[column] = pd.to_datetime(frame[column], format="%d/%m/%Y %H:%M", errors="coerce")
    for column, codes in CODES.items():
        frame[column] = frame[column].map(codes)
    return frame.drop(columns=PERSONAL)


def checked(frame: pd.DataFrame) -> pd.DataFrame:
    """The verdict of every row: the rows without a fault, the others into a file."""
    frame = frame.drop(columns=PERSONAL)
    fault = pd.Series(index=frame.index, dtype="object")

    def find(code: str, rows: pd.Series) -> None:
        fault[rows & fault.isna()] = code

    for column in frame.columns:
        frame[column] = frame[column].str.normalize("NFC").str.strip()
    identifier = frame["Mã hồ sơ"]
    find("missing_id", identifier.isna())
    find("bad_id", ~identifier.fillna("0").str.fullmatch(r"(?=.*\d)[\w.\-/]{1,80}"))
    for column in DATES:
        read_dates = pd.to_datetime(frame[column], format="%d/%m/%Y %H:%M", errors="coerce")
        find("bad_date", frame[column].notna() & read_dates.isna())
        find("out_of_range_date", read_dates < pd.Timestamp("2000-01-01"))
        find("future_date", (read_dates > pd.Timestamp.now()) & (column != "Ngày hẹn trả"))
        frame[column] = read_dates
    for column, codes in CODES.items():
        mapped = frame[column].map(codes)
        find(f"unknown {column}", frame[column].notna() & mapped.isna())
        frame[column] = mapped
    for column in ("Cơ quan", "Hình thức tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả"):
        find("missing_value", frame[column].isna())
    received, due, ended = (frame[column] for column in DATES)
    find("due_before_received", due < received)
    find("finished_before_received", ended < received)
    status = frame["Trạng thái"]
    find("status_without_end", status.isin(["returned", "withdrawn"]) & ended.isna())
    find("status_with_end", status.isin(["in_progress", "paused"]) & ended.notna())
    twice = frame.duplicated("Mã hồ sơ", keep=False)
    find("duplicate_conflict", twice & ~frame.duplicated(keep=False))
    find("duplicate_exact", frame.duplicated())
    frame[fault.notna()].assign(fault=fault).to_csv("quarantine.csv")
    return frame[fault.isna()]


if __name__ == "__main__":
    table = read(Path(sys.argv[1]))
    {"plain": plain, "checked": checked}[sys.argv[2]](table).to_pickle("accepted.pickle")
