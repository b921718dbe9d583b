"""After a report is made: its standing, the copy to be mailed, the public edition, and two releases side by side."""

from __future__ import annotations

import csv
import json
import shutil
import struct
from dataclasses import replace
from datetime import datetime, timedelta

import nbformat
import pytest
from pypdf import PdfReader

from onestop_analysis.approval import advance
from onestop_analysis.changes import changed_rows
from onestop_analysis.editions import LIMITS, Edition, check_sizes, share_name
from onestop_analysis.errors import UserError
from onestop_analysis.factsheet import HIDDEN, read_sheet
from onestop_analysis.ingest import ingest_files
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Project
from onestop_analysis.report import Making, ReportParams, build_report
from onestop_analysis.revisions import compare
from onestop_analysis.sample import write_sample
from onestop_analysis.standing import Standing
from onestop_analysis.store import Store

pytestmark = pytest.mark.xdist_group("releases")  # one worker builds what these tests look at
PAGES = Making(formats=("html", "pdf"))


@pytest.fixture(name="public", scope="module")
def _public(sample_project, tmp_path_factory):
    """The public edition of the default report, with the copy to be mailed."""
    edition = Edition(threshold=10, standing=Standing(stage="final"), share=True)
    out = tmp_path_factory.mktemp("public")
    return build_report(
        ReportParams(), project=sample_project, out=out, edition=edition, making=Making(font="DejaVu Serif")
    )


def _text(path):
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def _fonts(path):
    """Families that set the first page."""
    fonts = PdfReader(path).pages[0]["/Resources"]["/Font"].values()
    return {str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0] for font in fonts}


def test_the_public_edition_lies_beside_the_internal_one(public):
    """It never overwrites the report that prints every number."""
    assert public.folder.name == "lang-son-public"


def test_no_file_of_the_public_edition_holds_a_hidden_number(public):
    """Notebook, page, CSV and facts of the public edition have no trace of what is hidden in facts.json."""
    hidden = [fact.id for fact in read_sheet(public.folder) if fact.value is None]
    notebook = nbformat.read(public.files["report.ipynb"], as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]

    assert len(hidden) > 100
    page, shown = public.files["report.html"].read_text("utf-8"), json.dumps(outputs)
    for name in hidden:
        assert f'data-ref="{name}"' not in page
        assert f'"ref": {json.dumps(name)}' not in shown
    assert HIDDEN in page
    assert HIDDEN in _text(public.files["report.pdf"])
    for line in public.files["observations.csv"].read_text("utf-8-sig").splitlines():
        if line.split(",")[0] in hidden:
            assert f"{HIDDEN},{HIDDEN},{HIDDEN}" in line


def test_a_report_that_nobody_approved_says_so(public):
    """A new report is a draft, on its first page and in its manifest; the stage of its numbers stands beside it."""
    manifest = json.loads(public.files["manifest.json"].read_text("utf-8"))

    assert manifest["standing"] == {"status": "draft", "stage": "final", "by": "", "on": ""}
    assert "Dự thảo, chưa được phê duyệt. Số liệu chính thức." in PdfReader(public.files["report.pdf"]).pages[
        0
    ].extract_text().replace("\n", " ")


def test_the_copy_to_be_mailed_is_the_report_and_small_enough(public):
    """A name that says what it is, the same bytes, and files below the limits; metadata name the centre."""
    copy = public.files["bao-cao-quy-1-2021-lang-son.pdf"]
    metadata = PdfReader(copy).metadata

    assert copy.read_bytes() == public.files["report.pdf"].read_bytes()
    assert all(path.stat().st_size <= LIMITS.get(path.suffix, 10**9) for path in public.files.values())
    assert metadata.author == "Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn"
    assert "quý I năm 2021" in metadata.title


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("2019-07", "bao-cao-thang-7-2019-lang-son.pdf"),
        ("2021-H2", "bao-cao-6-thang-cuoi-2021-lang-son.pdf"),
        ("2021-9M", "bao-cao-9-thang-2021-lang-son.pdf"),
        ("2021", "bao-cao-nam-2021-lang-son.pdf"),
        ("2021-01-01..2021-03-15", "bao-cao-2021-01-01-2021-03-15-lang-son.pdf"),
    ],
)
def test_shared_files_are_named_after_their_period(label, name):
    """Every kind of period has a name without spaces or marks."""
    assert share_name(parse_period(label), "lang-son") == name


def test_a_file_too_large_for_a_mail_is_refused(tmp_path):
    """The sentence names the file and the limit."""
    (tmp_path / "report.pdf").write_bytes(b"x" * (LIMITS[".pdf"] + 1))

    with pytest.raises(UserError, match=r"report\.pdf.*2 MB"):
        check_sizes(tmp_path)


@pytest.fixture(name="draft")
def _draft(public, tmp_path):
    """A copy of the report's folder, to be checked and approved."""
    return shutil.copytree(public.folder, tmp_path / "lang-son-public")


def test_a_report_is_checked_then_approved_with_its_numbers_unchanged(draft, sample_project):
    """Name and day stand on the page, under the signature and in the manifest; facts.json stays byte for byte."""
    facts = (draft / "facts.json").read_bytes()

    advance(draft, "checked", by="Nguyễn Văn A", on="2021-04-05", project=sample_project)
    assert "Đã kiểm tra (Nguyễn Văn A, ngày 05/04/2021)" in _text(draft / "report.pdf").replace("\n", " ")
    advance(draft, "approved", by="Trần Thị B", on="2021-04-06", project=sample_project)

    text = _text(draft / "report.pdf").replace("\n", " ")
    assert "Đã phê duyệt (Trần Thị B, ngày 06/04/2021). Số liệu chính thức." in text
    assert "Nguyễn Văn A" not in text
    assert text.count("Trần Thị B") == 2
    assert (draft / "facts.json").read_bytes() == facts
    assert (draft / "bao-cao-quy-1-2021-lang-son.pdf").read_bytes() == (draft / "report.pdf").read_bytes()
    manifest = json.loads((draft / "manifest.json").read_text("utf-8"))
    assert manifest["standing"] == {"status": "approved", "stage": "final", "by": "Trần Thị B", "on": "2021-04-06"}
    assert manifest["font"] == "DejaVu Serif"
    assert "DejaVuSerif" in _fonts(draft / "report.pdf") & _fonts(draft / "brief.pdf")


def test_no_step_is_left_out_and_nobody_is_nameless(draft, sample_project):
    """A draft is not approved unchecked; without a name nothing is checked; a day has to be one."""
    for status, by, on in (("approved", "B", ""), ("checked", " ", ""), ("checked", "A", "05/04/2021")):
        with pytest.raises(UserError):
            advance(draft, status, by=by, on=on, project=sample_project)

    assert json.loads((draft / "manifest.json").read_text("utf-8"))["standing"]["status"] == "draft"


def test_a_report_that_was_changed_by_hand_is_not_approved(draft, sample_project):
    """What is approved are the files that were made."""
    (draft / "facts.json").write_text((draft / "facts.json").read_text("utf-8").replace("30228", "30229"), "utf-8")

    with pytest.raises(UserError, match=r"facts\.json"):
        advance(draft, "checked", by="A", on="", project=sample_project)


def test_an_unknown_stage_is_refused():
    """The sentence names the stages that there are."""
    with pytest.raises(UserError, match="preliminary, final, revised"):
        Standing(stage="provisional")


@pytest.fixture(name="releases", scope="module")
def _releases(sample_project, tmp_path_factory):
    """A quarter reported before its last file came, after it, and once more as of the time before."""
    root = tmp_path_factory.mktemp("releases")
    project = Project(shutil.copytree(sample_project.root, root / "p", ignore=shutil.ignore_patterns("raw", "store")))
    write_sample(project)
    *files, last = sorted(project.raw.glob("lang-son/20[12][901]-*/ho-so-*.csv"))
    ingest_files(files[-6:], centre="lang-son", project=project)
    params = ReportParams()
    first = build_report(params, project=project, out=root / "first", making=PAGES)
    known = max(batch.ingested_at for batch in Store(project.store).batches("lang-son"))
    ingest_files([last], centre="lang-son", project=project)
    second = build_report(params, project=project, out=root / "second")
    moment = _after(known).isoformat()
    again = build_report(replace(params, as_of=moment), project=project, out=root / "again", making=PAGES)
    return first, second, again


def _after(text):
    return datetime.fromisoformat(text) + timedelta(microseconds=1)


def test_an_old_report_comes_back_byte_for_byte(releases):
    """With --as-of, page, paper and facts are those of the first release, although newer data have come since."""
    first, second, again = releases

    assert again.files["facts.json"].read_bytes() == first.files["facts.json"].read_bytes()
    assert again.files["report.html"].read_bytes() == first.files["report.html"].read_bytes()
    assert again.files["report.pdf"].read_bytes() == first.files["report.pdf"].read_bytes()
    assert second.files["facts.json"].read_bytes() != first.files["facts.json"].read_bytes()


def test_a_diff_says_what_moved_and_which_file_did_it(releases):
    """Numbers of both releases, the received file behind the change, and a paragraph with the key figures."""
    first, second, _ = releases

    revision = compare(first.folder, second.folder)

    found = {move.new.id: (move.old.value, move.new.value) for move in revision.moved}
    before, after = read_sheet(first.folder), read_sheet(second.folder)
    assert found["2021-Q1/resolved"] == (before.get("resolved").value, after.get("resolved").value)
    causes = " ".join(vi for vi, _ in revision.causes)
    assert "ho-so-2021-03.csv" in causes
    assert "dữ liệu nhận được" in causes
    erratum = revision.erratum()
    assert erratum.startswith("Đính chính số liệu quý I năm 2021: ")
    assert (
        f"đã giải quyết đã công bố là {before.get('resolved').text()}, nay là {after.get('resolved').text()}" in erratum
    )


def test_a_diff_counts_the_rows_behind_it(releases):
    """The dossiers that the newer batches brought, each with its file and line."""
    first, second, _ = releases
    revision = compare(first.folder, second.folder)
    store = Store(Project(first.folder.parents[2] / "p").store)

    changes = changed_rows(store, "lang-son", before=revision.batches[0], after=revision.batches[1])

    assert changes.added == read_sheet(second.folder).by_id("2021-03/received/inflow=new").value
    assert changes.changed["resolved_at"] == changes.changed["status"] > 0
    assert {row.file for row in changes.rows} == {"ho-so-2021-03.csv"}
    assert len(changes.rows) == 50
    assert changes.rows[0].was["resolved_at"] == "–"
    assert "status in_progress → returned" in changes.rows[0].text()


def test_a_row_that_tells_something_else_is_named_with_both_values(sample_project, tmp_path):
    """A correction of two due dates and one more dossier: three rows, and what they said before."""
    source = next(sample_project.raw.glob("lang-son/2019-01/*.csv"))
    header, *lines = source.read_text("utf-8-sig").splitlines()[:9]
    project = Project(tmp_path / "p")
    shutil.copytree(sample_project.reference, project.reference)
    due = header.split(",").index("Ngày hẹn trả")
    rows = list(csv.reader(lines))
    moved = [[*row[:due], "28/06/2019 16:30", *row[due + 1 :]] for row in rows[:2]]
    for name, content in (("first.csv", rows[:6]), ("second.csv", [*moved, rows[6]])):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header.split(","), *content])
        ingest_files([tmp_path / name], centre="lang-son", project=project)
    store = Store(project.store)
    first, second = store.batches("lang-son")

    changes = changed_rows(store, "lang-son", before={first.id}, after={first.id, second.id})

    assert (changes.added, changes.changed) == (1, {"due_at": 2})
    assert [(row.file, row.line) for row in changes.rows] == [("second.csv", 2), ("second.csv", 3), ("second.csv", 4)]
    assert changes.rows[0].now == {"due_at": "2019-06-28 16:30"}
    assert changes.rows[0].was["due_at"] in changes.rows[0].text()
    assert changes.rows[2].text() == f"second.csv:4 {changes.rows[2].dossier} hồ sơ mới"
    assert changed_rows(store, "lang-son", before={first.id, second.id}, after={second.id}).rows == ()


def test_the_same_release_twice_has_nothing_to_correct(releases):
    """No move, no erratum, one sentence."""
    first, _, again = releases

    revision = compare(first.folder, again.folder)

    assert revision.moved == revision.added == revision.gone == ()
    assert revision.erratum() == ""
    assert revision.text() == "Hai bản có cùng số liệu."


def test_releases_of_different_reports_are_not_compared(releases, tmp_path):
    """The sentence names both."""
    other = (releases[0].folder / "facts.json").read_text("utf-8").replace("2021-Q1", "2020-Q4")
    (tmp_path / "facts.json").write_text(other, "utf-8")
    with pytest.raises(UserError, match=r"2021-Q1 .*2020-Q4 "):
        compare(releases[0].folder, tmp_path)


@pytest.fixture(name="whole")
def _whole(releases):
    """A report with everything that is made from its facts."""
    return releases[1]


def test_the_brief_is_one_page(whole):
    """A director reads one sheet of paper, with the chart of the months."""
    reader = PdfReader(whole.files["brief.pdf"])

    assert len(reader.pages) == 1
    assert "Biểu đồ 1" in reader.pages[0].extract_text()


def test_charts_are_ready_for_slides(whole):
    """Each chart as vector drawing and as a picture of 1920 by 1080 points."""
    pictures = [path for name, path in whole.files.items() if name.endswith(".png")]

    assert len(pictures) >= 7
    assert {path.with_suffix(".svg").is_file() for path in pictures} == {True}
    assert {struct.unpack(">II", path.read_bytes()[16:24]) for path in pictures} == {(1920, 1080)}
