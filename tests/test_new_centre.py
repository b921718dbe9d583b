"""A new centre: `onestop init`, and the guide from there to a PDF, followed word by word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from onestop_analysis.cli import app
from onestop_analysis.ingest import ingest_files
from onestop_analysis.notes import read_events, read_notes
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Project, read_centre

ROOT = Path(__file__).parents[1]
GUIDES = ("docs/first-quarter.md", "docs/first-quarter.vi.md")


@pytest.fixture(name="root")
def _root(tmp_path, monkeypatch):
    (tmp_path / "onestop.toml").touch()
    monkeypatch.setenv("ONESTOP_ROOT", str(tmp_path))
    monkeypatch.setenv("ONESTOP_LANG", "vi")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(app, ["init", *arguments])


def test_a_known_province_needs_no_more_than_its_slug(root):
    """The organisation block has the right names; --json lists the folders for exports and notes."""
    done = run("hue", "--period", "2026-Q2", "--json")
    created = json.loads(done.stdout)["created"]
    centre = read_centre(Project(root), "hue")

    assert centre.name == "Trung tâm Phục vụ hành chính công thành phố Huế"
    assert centre.superior == "VĂN PHÒNG UBND THÀNH PHỐ HUẾ"
    assert centre.synthetic == ""
    assert created[-1] == "data/raw/hue/2026-Q2"
    assert all((root / name).exists() for name in created)


def test_notes_that_nobody_touched_add_nothing(root):
    """The template is a comment: the report takes what is written below it."""
    run("hue", "--period", "2026-Q2")
    folder, period = Project(root).centre_folder("hue"), parse_period("2026-Q2")
    path = folder / "notes" / "2026-Q2.md"

    assert read_notes(folder, period) == read_notes(folder, period, "en") == ()
    path.write_text(path.read_text("utf-8") + "\n## Hoạt động\n\nMột đoạn.\n", "utf-8")
    assert [note.heading for note in read_notes(folder, period)] == ["Hoạt động"]


def test_the_examples_in_its_files_are_read_without_their_marks(root):
    """Targets, the group and events stand there as comments, change nothing, and are right once the # is gone."""
    run("hue", "--period", "2026-Q2")
    project, folder = Project(root), Project(root).centre_folder("hue")
    before = read_centre(project, "hue")

    assert (before.targets, before.group, read_events(folder)) == ((), "", ())
    for name in ("centre.toml", "events.yml"):
        text = (folder / name).read_text("utf-8")
        told = re.sub(
            r"^# (?=(cover|group|\[\[|rate|at_least|source(_en)?)\b|\[\[|- date| )", "", text, flags=re.MULTILINE
        )
        (folder / name).write_text(told, "utf-8")
    after = read_centre(project, "hue")
    assert ([target.at_least for target in after.targets], after.cover) == ([98], True)
    assert after.group
    assert [event.until for event in read_events(folder)] == [None, date(2026, 6, 30)]


def test_without_a_period_it_is_the_last_complete_quarter(root, monkeypatch):
    """The first folder is for the quarter that the next report is about."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1617600000")
    done = run("hue", "--json")

    assert re.fullmatch(r"\d{4}-Q[1-4]", json.loads(done.stdout)["period"])
    assert (root / "data" / "raw" / "hue" / json.loads(done.stdout)["period"]).is_dir()


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (("thu-nghiem",), "--province", "--province"),
        (("Huế",), "không hợp lệ", "not valid"),
        (("hue", "--period", "quý 2"), "không hiểu kỳ báo cáo", "period"),
        (("lang-son", "--period", "2021-Q1"), "không ghi đè", "not overwritten"),
    ],
)
def test_mistakes_write_nothing(root, arguments, vi, en):
    """An unknown place, an unsafe name, an unclear period, a centre that exists: one sentence in two languages."""
    shutil.copytree(ROOT / "data" / "centres", root / "data" / "centres")
    before = sorted(root.rglob("*"))
    error = run(*arguments).exception

    assert vi in error.vi
    assert en in error.en
    assert sorted(root.rglob("*")) == before


def test_the_profile_reads_what_the_plain_form_reads(root):
    """The copy to be changed works as it is: with one header added, an export with that header is read."""
    run("hue", "--period", "2026-Q2", "--profile")
    profile = root / "data" / "centres" / "hue" / "profile.toml"
    profile.write_text(profile.read_text("utf-8").replace('agency = ["Cơ quan"', 'agency = ["Phòng ban", "Cơ quan"'))
    header = "Mã hồ sơ,Phòng ban,Hình thức tiếp nhận,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả"
    file = root / "data" / "raw" / "hue" / "2026-Q2" / "a.csv"
    file.write_text(f"{header}\nA-001,Sở Tư pháp,Trực tuyến,01/04/2026,08/04/2026,07/04/2026\n", "utf-8")
    (result,) = ingest_files([file], centre="hue", project=Project(root), profile=str(profile))

    assert (result.status, result.accepted) == ("ok", 1)


@pytest.mark.usefixtures("root")
def test_a_new_centre_stops_no_reminders():
    """The nightly reminders of the other centres go on while a new one has no dossiers yet."""
    run("hue", "--period", "2026-Q2")
    done = CliRunner().invoke(app, ["remind", "--date", "2026-07-01", "--json"])

    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout) == {"messages": [], "delivery": {}}


def blocks(guide, kind):
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / guide).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("kind", ["sh", "csv", "md"])
def test_both_guides_show_the_same(kind):
    """The Vietnamese and the English guide give the same commands and the same example."""
    assert blocks(GUIDES[0], kind) == blocks(GUIDES[1], kind)


@pytest.mark.parametrize("guide", GUIDES)
def test_guides_name_the_files_of_the_example(guide):
    """Where the example is to be saved stands in both texts."""
    text = (ROOT / guide).read_text("utf-8")

    assert "`data/raw/thu-nghiem/2021-Q1/ho-so.csv`" in text
    assert "`data/centres/thu-nghiem/notes/2021-Q1.md`" in text


def test_the_guide_leads_to_a_pdf(tmp_path):
    """Whoever does what the guide says, in its order, in a project without any data, has a PDF with these dossiers."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    shutil.copy(ROOT / "onestop.toml", tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ONESTOP_")}
    environment |= {"PATH": path, "ONESTOP_LANG": "vi"}
    said = ""

    for kind, text in re.findall(r"```(\w+)\n(.*?)```", (ROOT / GUIDES[0]).read_text("utf-8"), re.DOTALL):
        if kind == "csv":
            (tmp_path / "data/raw/thu-nghiem/2021-Q1/ho-so.csv").write_text(text, "utf-8")
        elif kind == "md":
            with (tmp_path / "data/centres/thu-nghiem/notes/2021-Q1.md").open("a", encoding="utf-8") as notes:
                notes.write(text)
        else:
            done = subprocess.run(
                ["sh", "-c", text], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{text}\n{done.stderr[-500:]}"
            said += done.stdout

    pages = pypdf.PdfReader(tmp_path / "reports/2021-Q1/thu-nghiem/report.pdf").pages
    printed = [" ".join(page.extract_text().split()) for page in pages]
    assert "14 dòng = 12 nhận + 1 cách ly + 1 loại ra" in said
    assert "Trung tâm đã bố trí người hướng dẫn" in " ".join(printed)
    assert "12 hồ sơ" in " ".join(printed)
    assert all("mô phỏng" in page.lower() for page in printed)
