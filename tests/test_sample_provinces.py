"""The synthetic provinces: 34 with Lang Son, labelled, the same everywhere, with the problems that are documented."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onestop_analysis.cli import app
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts
from onestop_analysis.organisation import CITIES, PROVINCES, centre_toml, territory_of
from onestop_analysis.project import Project, read_centre
from onestop_analysis.sample import province_slugs, write_provinces
from onestop_analysis.sample.exports import export_quarter
from onestop_analysis.sample.provinces import QUARTERS, make_centre, read_plans
from onestop_analysis.sources.words import bare

ROOT = Path(__file__).parents[1]
LATEST = (date(2021, 1, 1), date(2021, 3, 31))
NEIGHBOUR = "dong-thap"  # nothing is planted there


@pytest.fixture(scope="module", name="rows")
def _rows():
    """Slug -> the rows of all its exports as (quarter, cells by header), made once."""
    made = {}

    def of(slug):
        if slug not in made:
            centre = make_centre(slug)
            made[slug] = [
                (quarter, row)
                for quarter, days in QUARTERS.items()
                for row in list(csv.DictReader(io.StringIO(export_quarter(centre, days)[0].decode("utf-8-sig"))))[:-1]
            ]
        return made[slug]

    return of


def newest(rows):
    """The newest state of each dossier."""
    return list({row["Mã hồ sơ"]: row for _, row in rows}.values())


def day(text):
    return date(int(text[6:10]), int(text[3:5]), int(text[:2]))


def ended(rows, start=LATEST[0], end=LATEST[1]):
    return [row for row in newest(rows) if row["Ngày trả kết quả"] and start <= day(row["Ngày trả kết quả"]) <= end]


def late_share(rows, *, agency=None):
    chosen = [row for row in ended(rows) if agency in (None, row["Cơ quan"]) and row["Trạng thái"] == "Đã trả kết quả"]
    late = sum(day(row["Ngày trả kết quả"]) > day(row["Ngày hẹn trả"]) for row in chosen)
    return late, len(chosen)


def share(rows, column, value):
    return sum(row[column] == value for row in rows) / len(rows)


def test_all_34_provinces_are_there():
    """Six cities and 28 provinces, with Lang Son, each with a slug that is its name without marks."""
    assert len(CITIES) == 6
    assert len(PROVINCES) == 28
    assert {*province_slugs(), "lang-son"} == {*CITIES, *PROVINCES}
    for slug, name in (CITIES | PROVINCES).items():
        assert bare(name) == slug.replace("-", "")


def test_sizes_differ():
    """The largest centre is a hundred times the smallest, and at least three are small."""
    sizes = sorted(values[1] for values in read_plans()["centres"].values())

    assert sizes[-1] / sizes[0] >= 100
    assert sizes[2] <= 100


def test_every_file_says_that_it_is_synthetic(tmp_path):
    """The last line, a README.txt beside it, and the organisation block, which reports print on every page."""
    project = Project(tmp_path)
    written = write_provinces(project, only=["hue", "lai-chau"])

    assert project.centres() == ["hue", "lai-chau"]
    assert len(written["files"]) == 2 * (2 * len(QUARTERS) + 2)
    assert all((tmp_path / name).is_file() for name in written["files"])
    for slug in project.centres():
        centre = read_centre(project, slug)
        assert "mô phỏng" in centre.synthetic
        assert "Synthetic" in centre.in_language("en").synthetic
        assert (project.centre_folder(slug) / ".gitignore").read_text("utf-8").endswith("\n*\n")
    for path in project.raw.glob("*/*/ho-so-*.csv"):
        assert "Dữ liệu mô phỏng (synthetic data)" in path.read_text("utf-8-sig").splitlines()[-1]
        assert "SYNTHETIC" in (path.parent / "README.txt").read_text("utf-8")
    assert read_centre(project, "hue").name == "Trung tâm Phục vụ hành chính công thành phố Huế"
    assert read_centre(project, "lai-chau").superior == "VĂN PHÒNG UBND TỈNH LAI CHÂU"


def test_a_real_centre_is_never_mixed_with_synthetic_data(tmp_path):
    """Where a centre of that name has real dossiers nothing at all is written."""
    folder = tmp_path / "data" / "centres" / "hue"
    folder.mkdir(parents=True)
    (folder / "centre.toml").write_text(centre_toml(territory_of("hue")), "utf-8")

    with pytest.raises(UserError, match="data/centres/hue"):
        write_provinces(Project(tmp_path))
    assert not (tmp_path / "data" / "raw").exists()


def test_the_bytes_do_not_depend_on_the_machine(tmp_path):
    """Another hash seed, time zone and locale give the same bytes."""
    code = "import sys, pathlib\nfrom onestop_analysis.project import Project\nfrom onestop_analysis.sample import *\n"
    code += "write_provinces(Project(pathlib.Path(sys.argv[1])), only=['lai-chau'])"
    elsewhere = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C", "LANG": "C"}

    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], check=True, env=elsewhere, cwd=tmp_path)
    write_provinces(Project(tmp_path / "b"), only=["lai-chau"])

    assert _digest(tmp_path / "a") == _digest(tmp_path / "b")


def _digest(root):
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return hashlib.sha256(
        b"".join(str(path.relative_to(root)).encode() + path.read_bytes() for path in paths)
    ).hexdigest()


def test_one_agency_is_late(rows):
    """Nghệ An: one department is late in about three of ten dossiers, the others as everywhere."""
    late, total = late_share(rows("nghe-an"), agency="Sở Tài nguyên và Môi trường")
    others, whole = late_share(rows("nghe-an"))

    assert late / total > 0.2
    assert (others - late) / (whole - total) < 0.02


def test_online_submission_is_hardly_used(rows):
    """Cà Mau: below ten per cent online, where a centre of its size has four times as much."""
    assert share(newest(rows("ca-mau")), "Hình thức tiếp nhận", "Trực tuyến") < 0.1
    assert share(newest(rows(NEIGHBOUR)), "Hình thức tiếp nhận", "Trực tuyến") > 0.3


def test_files_are_not_digitised(rows):
    """Gia Lai: about one dossier in eight is digitised, elsewhere more than half."""
    assert share(newest(rows("gia-lai")), "Số hóa hồ sơ", "Có") < 0.15
    assert share(newest(rows(NEIGHBOUR)), "Số hóa hồ sơ", "Có") > 0.6


def test_refusals_hide_behind_a_good_on_time_rate(rows):
    """Đồng Nai: many dossiers end without a result, and the on-time rate is as everywhere."""
    late, total = late_share(rows("dong-nai"))

    assert share(ended(rows("dong-nai")), "Trạng thái", "Từ chối giải quyết") > 0.05
    assert late / total < 0.02
    assert share(ended(rows(NEIGHBOUR)), "Trạng thái", "Từ chối giải quyết") == 0


def test_one_hundred_per_cent_on_time_is_made_up(rows):
    """Hưng Yên: nothing is ever late, yet older exports show dossiers open after the due date that they later met."""
    exports = rows("hung-yen")
    newest_state = {row["Mã hồ sơ"]: row for _, row in exports}
    overdue_then = {
        row["Mã hồ sơ"]
        for quarter, row in exports
        if not row["Ngày trả kết quả"] and day(row["Ngày hẹn trả"]) < QUARTERS[quarter][1]
    }
    met = [newest_state[name] for name in overdue_then if newest_state[name]["Ngày trả kết quả"]]

    assert late_share(exports)[0] == 0
    assert len(met) > 10
    assert all(day(row["Ngày trả kết quả"]) == day(row["Ngày hẹn trả"]) for row in met)


def test_the_stock_grows_before_the_rate_falls(rows):
    """Thanh Hóa: overdue dossiers pile up from the third quarter of 2020 on."""
    overdue = Counter(
        quarter
        for quarter, row in rows("thanh-hoa")
        if not row["Ngày trả kết quả"] and day(row["Ngày hẹn trả"]) < QUARTERS[quarter][1]
    )

    assert overdue["2020-Q2"] < 15
    assert overdue["2020-Q4"] > 4 * overdue["2020-Q2"]


def test_pausing_stops_the_clock(rows):
    """Hải Phòng: a third of the open dossiers waits for a supplement, elsewhere about one in twenty."""
    still_open = [row for row in newest(rows("hai-phong")) if not row["Ngày trả kết quả"]]

    assert share(still_open, "Trạng thái", "Yêu cầu bổ sung") > 0.3


def test_everybody_is_full_of_praise(rows):
    """Đắk Lắk: nearly everybody votes since the fourth quarter of 2020, and nobody is less than very satisfied."""
    votes = Counter(row["Mức độ hài lòng"] for row in ended(rows("dak-lak")))

    assert votes["Rất hài lòng"] / votes.total() > 0.9
    assert set(votes) == {"Rất hài lòng", ""}


def test_a_quarter_was_never_sent(tmp_path):
    """Quảng Trị: the export of 2020-Q3 is missing, so what ended in it looks open for ever."""
    project = Project(tmp_path)
    write_provinces(project, only=["quang-tri"])

    assert {path.name for path in (project.raw / "quang-tri").iterdir()} == {*QUARTERS} - {"2020-Q3"}


def test_rows_are_careless(rows):
    """An Giang: since 2020-Q4 an unknown channel, repeated rows and dates that run backwards."""
    latest = [row for quarter, row in rows("an-giang") if quarter == "2021-Q1"]
    backwards = [
        row for row in latest if row["Ngày trả kết quả"] and day(row["Ngày trả kết quả"]) < day(row["Ngày tiếp nhận"])
    ]

    assert sum(row["Hình thức tiếp nhận"] == "Zalo" for row in latest) > 10
    assert len(latest) > len({row["Mã hồ sơ"] for row in latest})
    assert backwards


def test_the_smallest_centre_is_extreme_by_chance_alone(rows):
    """Lai Châu: a high rate in one quarter rests on three dossiers; the quarter before had none, nothing is planted."""
    late, total = late_share(rows("lai-chau"))
    before = ended(rows("lai-chau"), date(2020, 10, 1), date(2020, 12, 31))

    assert "lai-chau" not in read_plans()["problems"]
    assert (late, total) == (3, 56)
    assert not [row for row in before if day(row["Ngày trả kết quả"]) > day(row["Ngày hẹn trả"])]


def test_one_command_writes_and_stores(tmp_path, monkeypatch):
    """`onestop sample --provinces --ingest --json` makes centres that can be counted at once."""
    monkeypatch.setenv("ONESTOP_ROOT", str(tmp_path))
    monkeypatch.setattr("onestop_analysis.sample.province_slugs", lambda: ["lai-chau"])
    monkeypatch.setattr("onestop_analysis.sample.write_sample", lambda _: {"files": [], "rows": 0})
    done = CliRunner().invoke(app, ["sample", "--provinces", "--ingest", "--json"])

    assert done.exit_code == 0, done.output
    stored = json.loads(done.stdout)["stored"]
    assert stored["lai-chau"] == json.loads(done.stdout)["rows"]
    late = read_facts("lai-chau", "2021-Q1", project=Project(tmp_path)).now.find("resolved", timeliness="late")
    assert (late.value, late.whole) == (3, 56)


def test_data_readme_tells_what_is_planted():
    """Each planted problem stands in data/README.md under its centre's name."""
    text = (ROOT / "data" / "README.md").read_text("utf-8")
    told = re.findall(r"(?m)^\| `([a-z-]+)` \|", text)

    assert set(read_plans()["problems"]) | {"ca-mau", "gia-lai", "lai-chau"} == set(told)
