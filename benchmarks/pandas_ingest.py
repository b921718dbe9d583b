"""The ingest of an export written with pandas, as a baseline: python pandas_ingest.py FILE plain|checked.

`plain` reads, parses dates, maps codes, drops the columns that are not kept and saves. `checked` gives every row
the verdict that `onestop ingest` gives, by the same rules, and writes the same quarantine file. Whatever can be is
looked at once for each distinct value. Pickle stands for Parquet, which pandas writes with a further library only.
"""

from __future__ import annotations

import csv
import difflib
import re
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

AGENCIES, PROCEDURES = (Path("data", "reference", name) for name in ("agencies.csv", "procedures.csv"))
NAMED = ("agency", "procedure", "field")
ENDED, OPEN = ("withdrawn", "refused", "resolved", "returned"), ("registered", "in_progress", "paused")
IDENTIFIER = r"(?=.*\d)[\w.\-/]{1,80}"
EMPTY = {"", "-", "--", "null", "none", "nan", "n/a"}
PRIVATE = re.compile(r"(?<![\w./-])(?:\+?\d[ .\-]?){8,13}\d(?![\w/-]|\.\d)|[\w.+-]+@[\w-]+\.[\w.]+")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Form:
    """What the columns of an export mean; those that are not named are not kept."""

    columns: dict[str, str]
    dates: str
    shape: str
    codes: dict[str, dict[str, str]]
    required: tuple[str, ...]

    @property
    def days(self) -> list[str]:
        return [name for name in self.columns.values() if name.endswith("_at")]


PLAIN = Form(
    columns={
        "Mã hồ sơ": "dossier_id", "Tên thủ tục": "procedure", "Lĩnh vực": "field", "Cơ quan": "agency",
        "Hình thức tiếp nhận": "channel", "Ngày tiếp nhận": "received_at", "Ngày hẹn trả": "due_at",
        "Ngày trả kết quả": "returned_at", "Hình thức trả": "return_channel", "Trạng thái": "status",
        "Mức độ hài lòng": "rating",
    },
    dates="%d/%m/%Y %H:%M",
    shape=r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}",
    codes={
        "channel": {"Trực tiếp": "in_person", "Trực tuyến": "online", "Bưu chính công ích": "post"},
        "return_channel": {"Trực tiếp": "counter", "Bưu chính công ích": "post"},
        "status": {
            "Đang giải quyết": "in_progress", "Đã trả kết quả": "returned", "Rút hồ sơ": "withdrawn",
            "Yêu cầu bổ sung": "paused",
        },
        "rating": {
            "Rất hài lòng": "very_satisfied", "Hài lòng": "satisfied", "Bình thường": "neutral",
            "Không hài lòng": "dissatisfied",
        },
    },
    required=("agency", "channel", "received_at", "due_at"),
)  # fmt: skip
NATIONAL = Form(
    columns={
        "MaHoSo": "dossier_id", "MaTTHC": "procedure_code", "TenTTHC": "procedure", "TenLinhVuc": "field",
        "KenhThucHien": "channel", "NgayNopHoSo": "submitted_at", "NgayTiepNhan": "received_at",
        "NgayHenTra": "due_at", "TrangThaiHoSo": "status", "NgayKetThucXuLy": "resolved_at", "NgayTra": "returned_at",
        "HinhThuc": "return_channel", "DonViXuLy": "agency", "HoSoCoThanhPhanSoHoa": "digitised",
        "DuocThanhToanTrucTuyen": "paid_online",
    },
    dates="%Y%m%d%H%M%S",
    shape=r"\d{14}",
    codes={
        "channel": {"1": "in_person", "2": "online", "3": "post"},
        "return_channel": {"0": "counter", "1": "post"},
        "status": {
            "1": "registered", "2": "in_progress", "3": "not_accepted", "4": "in_progress", "5": "paused",
            "6": "paused", "7": "withdrawn", "8": "refused", "9": "resolved", "10": "returned",
        },
        "digitised": {"0": "false", "1": "true"},
        "paid_online": {"0": "false", "1": "true", "2": "true"},
    },
    required=("status", "received_at"),
)  # fmt: skip


def read(path: Path, broken: dict[int, str]) -> pd.DataFrame:
    """The file as text, without the broken lines; a workbook with pandas' default reader."""
    if path.suffix == ".xlsx":
        return pd.read_excel(path, dtype=str)
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig", skiprows=[line - 1 for line in broken])


def broken_lines(path: Path) -> dict[int, str]:
    """Lines with too few or too many cells: pandas fills the first up without a word and stops at the second."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, strict=True)
        width = len(next(rows))
        odd = ((rows.line_num, len(row)) for row in rows if len(row) != width)
        return {line: "short_row" if cells < width else "long_row" for line, cells in odd}


def plain(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Dates, codes, no personal columns; whatever cannot be read is lost."""
    frame = frame[list(form.columns)].rename(columns=form.columns)
    for column in form.days:
        frame[column] = pd.to_datetime(frame[column], format=form.dates, errors="coerce")
    for column, codes in form.codes.items():
        frame[column] = frame[column].map(codes)
    return frame


class Verdicts:
    """The first fault of each row, and the flags of those without one."""

    def __init__(self, index: pd.Index) -> None:
        self.fault = pd.Series(pd.NA, index=index, dtype="object")
        self.flags = pd.Series("", index=index, dtype="object")

    def find(self, code: str, rows: pd.Series) -> None:
        """Give a fault to those of the rows that have none."""
        rows = rows.fillna(value=False).astype(bool)
        if rows.any():
            self.fault[rows & self.fault.isna()] = code

    def flag(self, code: str, rows: pd.Series) -> None:
        """Add a flag to the rows."""
        if rows.any():
            self.flags[rows] += code + "|"


def checked(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """The verdict of every row: the rows without a fault, the others into a file."""
    personal = frame.drop(columns=list(form.columns))
    frame = frame[list(form.columns)].rename(columns=form.columns)
    received, verdicts = frame.copy(), Verdicts(frame.index)
    frame["dossier_id"] = identifiers(frame["dossier_id"], verdicts)
    for column in form.columns.values():
        if column not in ("dossier_id", *form.days):
            frame[column] = texts(frame[column], verdicts)
    for column, codes in form.codes.items():
        mapped = frame[column].map(codes)
        verdicts.find(f"unknown_{column}", frame[column].notna() & mapped.isna())
        frame[column] = mapped
    frame = names(frame, personal, verdicts)
    for column in form.days:
        frame[column] = days(frame[column], form, verdicts)
    rules(frame, form, verdicts)
    repeats(frame, verdicts)
    put_aside(received, verdicts.fault)
    print(verdicts.fault.value_counts().to_dict(), verdicts.flags.value_counts().to_dict())
    return frame[verdicts.fault.isna()].assign(flags=verdicts.flags)


def identifiers(ids: pd.Series, verdicts: Verdicts) -> pd.Series:
    """Ids without spaces around them; ids of figures that may have lost zeros."""
    ids = ids.str.strip()
    verdicts.find("missing_id", ids.isna() | ids.isin(EMPTY))
    verdicts.find("bad_id", ~ids.fillna("0").str.fullmatch(IDENTIFIER))
    figures = ids[ids.str.isdigit().fillna(value=False).astype(bool)]
    if len(figures):
        lengths = figures.str.len()
        verdicts.flag("lost_zeros", (lengths < lengths.max()).reindex(ids.index, fill_value=False))
    return ids


def texts(column: pd.Series, verdicts: Verdicts) -> pd.Series:
    """Cleaned texts, each distinct one once, and what is damaged among them."""
    distinct = column.dropna().unique()
    cleaned = {text: clean(text) for text in distinct}
    for code, test in DAMAGE.items():
        if damaged := [text for text in distinct if test(text)]:
            verdicts.find(code, column.isin(damaged))
    return column.map({text: None if text_.lower() in EMPTY else text_ for text, text_ in cleaned.items()})


def clean(text: str) -> str:
    """NFC, nothing invisible, single spaces."""
    seen = (char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) not in ("Cc", "Cf"))
    return " ".join("".join(seen).split())


def is_double_encoded(text: str) -> bool:
    """Whether a text is shorter once the second encoding is undone."""
    try:
        return len(text.encode("cp1252").decode("utf-8")) < len(text)
    except UnicodeError:
        return False


DAMAGE = {
    "error_cell": lambda text: text.startswith("#") and text.rstrip("!?").isupper(),
    "invalid_bytes": lambda text: "\ufffd" in text or "\x00" in text,
    "double_encoded": is_double_encoded,
    "too_long": lambda text: len(text) > 1000,
}


def names(frame: pd.DataFrame, personal: pd.DataFrame, verdicts: Verdicts) -> pd.DataFrame:
    """Canonical names and what the reference tables add; unknown names are flagged, and no one is named in them."""
    agencies = pd.read_csv(AGENCIES, dtype=str).drop_duplicates("name").set_index("name")
    procedures = pd.read_csv(PROCEDURES, dtype=str).drop_duplicates("name").set_index("name")
    known = {"agency": agencies.index, "procedure": procedures.index, "field": pd.Index(procedures["field"].unique())}
    people = None
    for column in NAMED:
        keys = {folded(name): name for name in known[column]}
        found = {text: keys.get(folded(text)) for text in frame[column].dropna().unique()}
        unknown = [text for text, name in found.items() if name is None]
        for text in unknown:
            print("unknown:", text, "nearest:", difflib.get_close_matches(folded(text), keys, n=1, cutoff=0.75))
        if unknown and people is None:
            people = {text.strip().casefold() for name in personal for text in personal[name].dropna().unique()}
        verdicts.flag(f"unknown_{column}", frame[column].isin(unknown))
        canonical = {text: name or without_people(text, people or set()) for text, name in found.items()}
        frame[column] = frame[column].map(canonical)
    frame["level"] = frame["agency"].map(agencies["level"])
    frame["service_level"] = frame["procedure"].map(procedures["service_level"])
    frame["procedure_code"] = frame["procedure"].map(procedures["code"])
    for limit in ("valid_from", "valid_to"):
        if limit in agencies:
            frame[limit] = pd.to_datetime(frame["agency"].map(agencies[limit]))
    return frame


def folded(text: str) -> str:
    """The key under which spellings of a name meet."""
    words = re.sub(r"[^\w]+", " ", unicodedata.normalize("NFC", text.casefold()))
    return words.replace("ủy ban nhân dân", "ubnd").strip()


def without_people(text: str, people: set[str]) -> str:
    """The text without numbers, addresses, and names of the personal columns."""
    masked = PRIVATE.sub("***", text)
    words = masked.casefold().split()
    runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(a + 7, len(words)) + 1)}
    for name in runs & people:
        masked = re.sub(re.escape(name), "***", masked, flags=re.IGNORECASE)
    return masked


def days(column: pd.Series, form: Form, verdicts: Verdicts) -> pd.Series:
    """Times; what cannot be read is told apart into impossible days, two-digit years and other texts."""
    cells = column.str.strip()
    cells = cells.mask(cells.isin(EMPTY))
    times = pd.to_datetime(cells, format=form.dates, errors="coerce")
    unread = cells[cells.notna() & times.isna()]
    if len(unread):
        shaped, short = unread.str.fullmatch(form.shape), unread.str.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}.*")
        verdicts.find("impossible_date", shaped.reindex(column.index))
        verdicts.find("ambiguous_date", short.reindex(column.index))
        verdicts.find("bad_date", (~shaped & ~short).reindex(column.index))
        swapped = pd.to_datetime(unread, format=form.dates.replace("%d/%m", "%m/%d"), errors="coerce")
        if swapped.notna().sum() > (times.dt.day > 12).sum():  # the month stands first throughout
            verdicts.find("ambiguous_date", (times.dt.day <= 12) & (times.dt.day != times.dt.month))
    return times


def rules(frame: pd.DataFrame, form: Form, verdicts: Verdicts) -> None:
    """What must be there, the order of the dates, the status against them, level 2 online."""
    status, received, due = frame["status"], frame["received_at"], frame["due_at"]
    outside = status.isin(["registered", "not_accepted"])
    for column in form.required:
        verdicts.find("missing_value", frame[column].isna() & ~(outside & (column in ("received_at", "due_at"))))
    for column in form.days:
        verdicts.find("out_of_range_date", frame[column] < pd.Timestamp("2000-01-01"))
        if column != "due_at":
            verdicts.find("future_date", frame[column] > pd.Timestamp.now())
    verdicts.find("out_of_range_date", due > received + pd.DateOffset(years=20))
    verdicts.find("due_before_received", before(due, received))
    ends = [frame[column] for column in ("resolved_at", "returned_at") if column in frame]
    for end in ends:
        verdicts.find("finished_before_received", before(end, received))
    if len(ends) == 2:
        verdicts.find("returned_before_resolved", before(ends[1], ends[0]))
    ended = ends[0].notna() if len(ends) == 1 else ends[0].notna() | ends[1].notna()
    verdicts.find("status_without_end", status.isin(ENDED) & ~ended)
    verdicts.find("status_with_end", status.isin(OPEN) & ended)
    verdicts.find("level_2_online", (frame["service_level"] == "2") & (frame["channel"] == "online"))
    if "due_at" not in form.required:
        verdicts.flag("no_due_date", due.isna())
    for limit, test in (("valid_from", received.lt), ("valid_to", received.gt)):
        if limit in frame:
            verdicts.flag("agency_not_valid", test(frame[limit]))


def before(left: pd.Series, right: pd.Series) -> pd.Series:
    """By the clock when both have a time of day, else by the day."""
    earlier = left < right
    if not earlier.any():
        return earlier
    left, right = left[earlier], right[earlier]
    clocks = (left != left.dt.normalize()) & (right != right.dt.normalize())
    return (clocks | (left.dt.normalize() < right.dt.normalize())).reindex(earlier.index, fill_value=False)


def repeats(frame: pd.DataFrame, verdicts: Verdicts) -> None:
    """Of equal rows the first is kept; different rows of one id are all put aside."""
    twice = frame["dossier_id"].notna() & frame.duplicated("dossier_id", keep=False)
    if twice.any():
        same = frame[twice]
        versions = same.drop_duplicates().groupby("dossier_id").size()
        conflict = same["dossier_id"].map(versions) > 1
        verdicts.find("duplicate_conflict", conflict.reindex(frame.index, fill_value=False))
        verdicts.find("duplicate_exact", same.duplicated().reindex(frame.index, fill_value=False))


def put_aside(frame: pd.DataFrame, fault: pd.Series) -> None:
    """The rows with a fault as CSV and workbook: line, code, cells without numbers of persons and formulas."""
    aside = frame[fault.notna()].fillna("")
    aside = aside.map(lambda cell: PRIVATE.sub("***", cell)).map(lambda c: f"'{c}" if c.startswith(RISKY) else c)
    aside.insert(0, "code", fault[fault.notna()])
    aside.insert(0, "line", aside.index + 2)
    aside.to_csv("quarantine.csv", index=False, encoding="utf-8-sig")
    aside.to_excel("quarantine.xlsx", index=False, engine="xlsxwriter")


def count_lines(path: Path) -> int:
    """Lines of a file, counted on its bytes."""
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))


def main() -> None:
    """Read, check where asked, save."""
    path, what = Path(sys.argv[1]), sys.argv[2]
    checks = what == "checked" and path.suffix == ".csv"
    broken = broken_lines(path) if checks else {}
    table = read(path, broken)
    form = NATIONAL if "MaHoSo" in table else PLAIN
    if checks and count_lines(path) != len(table) + len(broken) + 1:
        sys.exit(f"{path}: lines and rows differ")
    print(broken)
    {"plain": plain, "checked": checked}[what](table, form).to_pickle("accepted.pickle")


if __name__ == "__main__":
    main()
