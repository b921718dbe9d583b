"""The synthetic exports, counted again from the files alone, with nothing of the package's own counting."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from onestop_analysis.project import Project
from onestop_analysis.sample import write_sample
from onestop_analysis.sample.calibration import read_calibration
from onestop_analysis.sample.draws import Draws, apportion
from onestop_analysis.sample.opening_days import OpeningDays
from onestop_analysis.workdays import Workdays

REPO = Path(__file__).parents[1]
HEADER = [
    "Mã hồ sơ", "Tên thủ tục", "Lĩnh vực", "Cơ quan", "Hình thức tiếp nhận", "Ngày tiếp nhận", "Ngày hẹn trả",
    "Ngày trả kết quả", "Hình thức trả", "Trạng thái", "Mức độ hài lòng", "Người nộp", "CCCD", "Điện thoại",
]  # fmt: skip
MONTHS = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)][:27]
POLICE_CARD = "Cấp đổi Chứng minh nhân dân"
QUARTER = (date(2021, 1, 1), date(2021, 3, 31))
JULY = (date(2019, 7, 1), date(2019, 7, 31))


@dataclass(frozen=True)
class Row:
    """One line of an export, read by column name."""

    cells: dict[str, str]
    received: datetime
    due: datetime
    ended: datetime | None

    def __getitem__(self, column):
        return self.cells[column]


@pytest.fixture(scope="session", name="root")
def _root(tmp_path_factory):
    root = tmp_path_factory.mktemp("sample")
    write_sample(Project(root))
    return root


@pytest.fixture(scope="session", name="exports")
def _exports(root):
    """Month -> rows, the notice of synthetic data left out."""
    return {month: [_row(cells) for cells in _lines(root, month)[1:-1]] for month in MONTHS}


@pytest.fixture(scope="session", name="dossiers")
def _dossiers(exports):
    """The newest state of each dossier: the last export wins."""
    return list({row["Mã hồ sơ"]: row for rows in exports.values() for row in rows}.values())


@pytest.fixture(scope="session", name="quarter")
def _quarter(dossiers):
    return count(dossiers, *QUARTER)


@pytest.fixture(scope="session", name="july")
def _july(dossiers):
    return count(dossiers, *JULY)


def _lines(root, month):
    path = root / "data" / "raw" / "lang-son" / month / f"ho-so-{month}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _row(cells):
    named = dict(zip(HEADER, cells, strict=True))
    received, due, ended = (named[name] for name in ("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"))
    return Row(named, _time(received), _time(due), _time(ended) if ended else None)


def _time(text):
    # strptime is too slow for hundreds of thousands of dates; the pattern below checks the form.
    day, month, year, hour, minute = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}) (\d\d):(\d\d)", text).groups()
    return datetime(int(year), int(month), int(day), int(hour), int(minute))


def _timeliness(row):
    return "early" if row.ended.date() < row.due.date() else "late" if row.ended.date() > row.due.date() else "on_time"


def count(dossiers, start, end):
    """The counts of a period under the definitions of data/README.md."""
    carried = [r for r in dossiers if r.received.date() < start and not (r.ended and r.ended.date() < start)]
    new = [r for r in dossiers if start <= r.received.date() <= end]
    members = carried + new
    ended = [r for r in members if r.ended and r.ended.date() <= end]
    pending = [r for r in members if not r.ended or r.ended.date() > end]
    resolved = [r for r in ended if r["Trạng thái"] == "Đã trả kết quả"]
    return {
        "received": len(members),
        "carried": len(carried),
        "new": len(new),
        "channels": Counter(r["Hình thức tiếp nhận"] for r in members),
        "channels_new": Counter(r["Hình thức tiếp nhận"] for r in new),
        "agencies": Counter(r["Cơ quan"] for r in members),
        "resolved": len(resolved),
        "timeliness": Counter(_timeliness(r) for r in resolved),
        "by_post": sum(r["Hình thức trả"] == "Bưu chính công ích" for r in resolved),
        "withdrawn": sum(r["Trạng thái"] == "Rút hồ sơ" for r in ended),
        "pending": len(pending),
        "overdue": sum(r.due.date() < end for r in pending),
        "ratings": Counter(r["Mức độ hài lòng"] for r in resolved if r["Mức độ hài lòng"]),
    }


def test_the_quarter_has_the_published_totals(quarter):
    """2021-Q1 repeats every total of the centre's release, and closes: received = resolved + pending."""
    assert quarter["received"] == 30228
    assert quarter["channels"] == {"Trực tiếp": 11461, "Trực tuyến": 18065, "Bưu chính công ích": 702}
    assert quarter["resolved"] == 28869
    assert quarter["timeliness"] == {"early": 5738, "on_time": 23127, "late": 4}
    assert quarter["by_post"] == 2127
    assert (quarter["pending"], quarter["withdrawn"]) == (1359, 0)
    assert quarter["ratings"] == {"Rất hài lòng": 2419, "Hài lòng": 108, "Không hài lòng": 1}
    assert 100 < quarter["carried"] < 1000


def test_the_quarter_has_the_published_agencies(quarter):
    """The four agencies that the release names lead the list; all others are smaller."""
    names = ("Bảo hiểm xã hội tỉnh", "Sở Giao thông vận tải", "Sở Công Thương", "Sở Tư pháp")

    assert quarter["agencies"].most_common(4) == list(zip(names, (19418, 2588, 1860, 989), strict=True))
    assert len(quarter["agencies"]) == 18


def test_july_2019_has_the_published_totals(july):
    """July 2019 repeats the centre's release; the 36 dossiers that it does not name are withdrawn."""
    assert (july["received"], july["carried"], july["new"]) == (2099, 554, 1545)
    assert july["channels_new"] == {"Trực tuyến": 531, "Trực tiếp": 991, "Bưu chính công ích": 23}
    assert july["timeliness"] == {"early": 399, "on_time": 1093, "late": 9}
    assert (july["resolved"], july["pending"], july["overdue"], july["withdrawn"]) == (1501, 562, 6, 36)
    assert july["ratings"] == {"Rất hài lòng": 749, "Hài lòng": 37}
    assert july["agencies"].most_common(3) == [
        ("Sở Giao thông vận tải", 617),
        ("Sở Kế hoạch và Đầu tư", 318),
        ("Sở Tư pháp", 214),
    ]


def test_every_month_is_plausible(dossiers):
    """Every month closes, is on time for 97 % to under 100 %, and has something of each kind."""
    for month in MONTHS:
        start = date.fromisoformat(f"{month}-01")
        counts = count(dossiers, start, (start + timedelta(31)).replace(day=1) - timedelta(1))

        assert counts["received"] == counts["resolved"] + counts["withdrawn"] + counts["pending"]
        assert 0.97 <= 1 - counts["timeliness"]["late"] / counts["resolved"] <= 1
        assert counts["timeliness"]["early"] / counts["resolved"] < 0.35
        assert counts["overdue"] <= 30
        assert set(counts["channels_new"]) == {"Trực tiếp", "Trực tuyến", "Bưu chính công ích"}


def test_the_series_has_its_story(dossiers):
    """Online grows, social insurance joins in 2020, April 2020 and Tết dip."""
    new = Counter(f"{row.received:%Y-%m}" for row in dossiers)
    online = Counter(f"{row.received:%Y}" for row in dossiers if row["Hình thức tiếp nhận"] == "Trực tuyến")
    insurance = [row.received for row in dossiers if row["Cơ quan"] == "Bảo hiểm xã hội tỉnh"]

    assert online["2019"] < online["2020"]
    assert f"{min(insurance):%Y-%m}" == "2020-05"
    assert new["2020-04"] < 0.7 * new["2020-03"]
    assert new["2019-02"] < 0.7 * new["2019-01"]
    assert new["2021-02"] < 0.7 * new["2021-01"]


def test_rows_are_well_formed(exports):
    """Each value is one of the form's, each row consistent at the end of its month."""
    channels = {"Trực tiếp", "Trực tuyến", "Bưu chính công ích"}
    for month, rows in exports.items():
        start = date.fromisoformat(f"{month}-01")
        end = (start + timedelta(31)).replace(day=1)
        for row in rows:
            assert row["Hình thức tiếp nhận"] in channels
            assert row.received < row.due
            assert row.received.date() < end
            assert _state_is_consistent(row)
            assert row.received.date() >= start or row.ended is None or row.ended.date() >= start
            assert row.ended is None or row.received < row.ended < datetime.combine(end, datetime.min.time())


def _state_is_consistent(row):
    status, rating, returned = row["Trạng thái"], row["Mức độ hài lòng"], row["Hình thức trả"]
    if status == "Đã trả kết quả":
        ratings = {"Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", ""}
        return bool(row.ended) and returned in {"Trực tiếp", "Bưu chính công ích"} and rating in ratings
    if status == "Rút hồ sơ":
        return bool(row.ended) and not returned and not rating
    return status in {"Đang giải quyết", "Yêu cầu bổ sung"} and not row.ended and not returned and not rating


def test_open_dossiers_come_back(exports):
    """An export holds each dossier once, and again every dossier that the one before left open."""
    for before, after in pairwise(MONTHS):
        ids = [row["Mã hồ sơ"] for row in exports[after]]
        left_open = {row["Mã hồ sơ"] for row in exports[before] if row.ended is None}

        assert len(ids) == len(set(ids))
        assert left_open <= set(ids)
    assert 100_000 <= sum(len(rows) for rows in exports.values()) <= 130_000
    assert sum(row["Trạng thái"] == "Yêu cầu bổ sung" for row in exports["2021-03"]) > 10


def test_a_dossier_keeps_what_it_is(exports):
    """What was written at reception is the same in every later export."""
    first: dict[str, tuple[str, ...]] = {}
    for rows in exports.values():
        for row in rows:
            kept = tuple(row[column] for column in (*HEADER[1:7], *HEADER[11:]))
            assert first.setdefault(row["Mã hồ sơ"], kept) == kept


def test_only_on_open_days(dossiers):
    """Nothing is received on Sundays and holidays or due or ended on a day without work; Saturdays are rare."""
    closed = Workdays()
    off = {day for day in _days(date(2018, 12, 1), date(2021, 12, 31)) if not closed.is_workday(day)}

    received_off = [row for row in dossiers if row.received.date() in off]
    assert {row.received.weekday() for row in received_off} == {5}
    assert max(row.received.hour for row in received_off) < 12
    assert len(received_off) < 0.03 * len(dossiers)
    assert not [row for row in dossiers if row.due.date() in off or (row.ended and row.ended.date() in off)]


def test_the_calendar_agrees_with_the_library():
    """The calibration's own calendar and the `holidays` library name the same working days."""
    start, end = date(2018, 12, 1), date(2021, 6, 30)
    opening, library = OpeningDays(read_calibration().calendar, start, end), Workdays()

    assert opening.workdays == [day for day in _days(start, end) if library.is_workday(day)]


def _days(start, end):
    return [start + timedelta(offset) for offset in range((end - start).days + 1)]


def test_the_police_procedure_stops(dossiers):
    """The identity card is received until the end of January 2021, handed over by then, and not again."""
    cards = [row for row in dossiers if row["Tên thủ tục"] == POLICE_CARD]
    others = [row for row in dossiers if row["Cơ quan"] == "Công an tỉnh" and row["Tên thủ tục"] != POLICE_CARD]

    assert date(2021, 1, 25) < max(row.received for row in cards).date() <= date(2021, 1, 31)
    assert max(row.ended for row in cards).date() <= date(2021, 1, 31)
    assert max(row.received for row in others).date() > date(2021, 3, 1)


def test_nobody_real_is_named(dossiers):
    """Names, ID numbers and telephones cannot be those of a person."""
    name = re.compile(r".+ (Mẫu|Thử|Ví Dụ|Giả Định)|Công ty .*(Mô Phỏng|Ví Dụ) \d{3}.*")
    for row in dossiers:
        assert name.fullmatch(row["Người nộp"])
        assert re.fullmatch(r"000\d{9}", row["CCCD"])
        assert re.fullmatch(r"0900 000 \d{3}", row["Điện thoại"])


def test_files_say_that_they_are_synthetic(root):
    """Header first, notice last, a README.txt beside; BOM and CRLF as such software writes."""
    for month in MONTHS:
        lines = _lines(root, month)
        folder = root / "data" / "raw" / "lang-son" / month
        content = (folder / f"ho-so-{month}.csv").read_bytes()

        assert lines[0] == HEADER
        assert lines[-1][0].startswith("Dữ liệu mô phỏng (synthetic data)")
        assert not any(lines[-1][1:])
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n") == len(lines)
        assert "SYNTHETIC" in (folder / "README.txt").read_text("utf-8")


def test_the_return_value_names_the_files(tmp_path):
    """The result lists each file relative to the root, and progress is told once a month."""
    seen = []
    result = write_sample(Project(tmp_path), on_progress=lambda *step: seen.append(step))

    written = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert sorted(result["files"]) == written
    assert result["rows"] == sum(len(_lines(tmp_path, month)) - 2 for month in MONTHS)
    assert seen == [(month, number, 27) for number, month in enumerate(MONTHS, start=1)]


def test_only_its_own_files_are_replaced(tmp_path):
    """A damaged sample file is restored; other files stay as they are."""
    folder = tmp_path / "data" / "raw" / "lang-son" / "2021-03"
    folder.mkdir(parents=True)
    (folder / "ho-so-2021-03.csv").write_text("damaged", "utf-8")
    (folder / "own.csv").write_text("own", "utf-8")

    write_sample(Project(tmp_path))

    assert (folder / "own.csv").read_text("utf-8") == "own"
    assert _lines(tmp_path, "2021-03")[0] == HEADER


def test_the_bytes_do_not_depend_on_the_machine(root, tmp_path):
    """Another hash seed, time zone and locale give the same bytes."""
    code = "import sys, pathlib\nfrom onestop_analysis.project import Project\n"
    code += "from onestop_analysis.sample import write_sample\nwrite_sample(Project(pathlib.Path(sys.argv[1])))"
    elsewhere = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C", "LANG": "C"}

    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=elsewhere, cwd=tmp_path)

    assert _digest(tmp_path) == _digest(root)


def _digest(root):
    digest = hashlib.sha256()
    for path in sorted((root / "data").rglob("*.*")):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def test_reference_tables_name_the_sample():
    """The tables know every agency and procedure of the sample, with field and service level, and no name twice."""
    agencies, procedures = (_table(name) for name in ("agencies", "procedures"))
    expected = {
        (one.name, one.field, agency.name, str(one.service_level), str(one.days))
        for agency in read_calibration().agencies
        for one in agency.procedures
    }
    columns = ("name", "field", "agency", "service_level", "working_days")

    assert {tuple(row[column] for column in columns) for row in procedures} == expected
    assert {row["name"] for row in agencies} == {row["agency"] for row in procedures}
    names = [name for row in agencies for name in (row["name"], *row["aliases"].split("|"))]
    assert len({name.casefold() for name in names}) == len(names)
    assert len({row["code"] for row in procedures}) == len(procedures)


def _table(name):
    with (REPO / "data" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_apportion_adds_up():
    """Parts add up to the total, whatever the remainders."""
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(0, [2, 5]) == [0, 0]
    assert sum(apportion(1545, [0.1, 0.7, 3.9, 12.4])) == 1545


def test_weighted_order_leaves_out_no_weight():
    """An item without weight is never drawn: level 2 never comes online."""
    assert sorted(Draws(1).weighted(["a", "b", "c"], {"a": 1.0, "b": 0.0, "c": 2.0}.__getitem__)) == ["a", "c"]
