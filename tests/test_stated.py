"""Promises of a period that only a form or a release states: a report of its own, honest about its source."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from onestop_analysis import charts, read_facts, story
from onestop_analysis.comparison import compare_rules
from onestop_analysis.document import plain
from onestop_analysis.errors import NoDataError, UserError
from onestop_analysis.figures import read_figures
from onestop_analysis.ingest import ingest_files
from onestop_analysis.project import Project
from onestop_analysis.report import Making, ReportParams, build_report

pytestmark = pytest.mark.xdist_group("stated")
HEADS = (
    "STT;Đơn vị;Số hồ sơ nhận giải quyết;;;;Số hồ sơ đã giải quyết;;;;Số hồ sơ đang giải quyết;;",
    ";;Tổng số;Trong kỳ;;Từ kỳ trước;Tổng số;Trước hạn;Đúng hạn;Quá hạn;Tổng số;Trong hạn;Quá hạn",
    ";;;Trực tuyến;Trực tiếp, dịch vụ bưu chính;;;;;;;;",
)
ROWS = (
    "1;Sở Tư pháp;900;300;560;40;800;100;690;10;100;90;10",
    "2;Sở Y tế;600;100;490;10;550;50;500;0;50;50;0",
    ";Tổng số;1.500;400;1.050;50;1.350;150;1.190;10;150;140;10",
)
RELEASE = "Trong quý II năm 2018 đã tiếp nhận 1.400 hồ sơ, đã giải quyết 1.300 hồ sơ, trong đó trễ hạn 5 hồ sơ."


@pytest.fixture(name="project", scope="module")
def _project(sample_project, tmp_path_factory):
    """The sample, a form of 2018-Q3 and one of 2018-Q4, a release of 2018-Q2: before the first dossier."""
    root = tmp_path_factory.mktemp("stated") / "project"
    keep = shutil.ignore_patterns("raw", "reports")
    shutil.copytree(sample_project.root, root, ignore=keep, symlinks=True)
    forms = root / "data" / "centres" / "lang-son" / "forms"
    forms.mkdir()
    for label in ("2018-Q3", "2018-Q4"):
        (forms / f"{label}.csv").write_text("\n".join([*HEADS, *ROWS]), "utf-8")
    (forms.parent / "releases" / "2018-Q2.txt").write_text(RELEASE, "utf-8")
    return Project(root)


@pytest.fixture(name="told", scope="module")
def _told(project, tmp_path_factory):
    """The report of 2018-Q4, in both languages."""
    params, making = ReportParams(period="2018-Q4"), Making(languages=("vi", "en"))
    return build_report(params, project=project, out=tmp_path_factory.mktemp("told"), making=making)


def texts_of(section):
    return " ".join(plain(item.content) for item in section.items if hasattr(item, "content"))


def test_a_quarter_with_a_form_only_has_a_report(told):
    """HTML and PDF in both languages say on every page that a form states the figures; what it lacks is named."""
    from pypdf import PdfReader

    facts = json.loads((told.folder / "facts.json").read_text("utf-8"))
    page = (told.folder / "report.html").read_text("utf-8")
    pages = [sheet.extract_text() for sheet in PdfReader(told.folder / "report.en.pdf").pages]
    letter = " ".join(" ".join(pages).split())

    assert facts["stated_by"] == "form"
    assert {row["source"] for row in facts["observations"]} == {"form:2018-Q4.csv", "form:2018-Q3.csv"} | {
        "release:2018-Q2.txt"
    }
    assert all("not counted from dossiers" in " ".join(sheet.split()) for sheet in pages)
    assert "Kỳ này không có dữ liệu hồ sơ" in page
    assert "1.350 hồ sơ" in " ".join(page.split()) or "1.350" in page
    assert "There are no dossiers of this period" in letter
    assert "No figures: the form that was reported does not have them" in letter
    assert "observations.csv" in told.files
    assert not {"card-766.xlsx", "form-ii06a.xlsx", "press-release.txt"} & set(told.files)


def test_sentences_are_said_as_far_as_the_source_goes(project):
    """Shares come from the form's two counts; what it does not print has no sentence, never a zero."""
    facts = read_facts("lang-son", "2018-Q4", project=project)
    said = {
        name: texts_of(getattr(story, name)(facts)) for name in ("lead", "intake", "results", "pending", "agencies")
    }

    assert "1.340 hồ sơ, đạt tỷ lệ 99,26%" in said["lead"]
    assert "400 hồ sơ (chiếm 27,59%)" in said["intake"]
    assert "trễ hạn 10 hồ sơ (chiếm 0,74%)" in said["results"]
    assert "trả kết quả" not in said["results"]
    assert "1.500 hồ sơ tiếp nhận bằng 1.350 hồ sơ đã giải quyết và 150 hồ sơ đang giải quyết" in said["pending"]
    assert "Sở Tư pháp 900 hồ sơ (chiếm 60,00%)" in said["agencies"]


def test_a_source_that_does_not_balance_says_by_how_much(project):
    """Received that is neither resolved nor pending is told as a difference, not explained away."""
    facts = read_facts("lang-son", "2018-Q4", project=project)
    stated = facts.now
    more = [
        replace(item, value=item.value + 7) if item.id.startswith("2018-Q4/pending/st") else item
        for item in stated.values()
    ]
    facts = replace(facts, now=type(stated)(stated.period, more, stated.source))

    assert "ít hơn 07 hồ sơ" in texts_of(story.pending(facts))
    assert "7 fewer" in texts_of(story.pending(replace(facts, lang="en")))


def test_a_release_stands_in_where_there_is_no_form(project):
    """The exact counts of a published text make a report too, marked as the text's."""
    facts = read_facts("lang-son", "2018-Q2", project=project, lang="en")

    assert facts.stated == "release"
    assert "the text that was published (2018-Q2.txt)" in texts_of(story.lead(facts))
    assert facts.get("resolved", timeliness="late").share.as_tuple().digits == (3, 8)


def test_comparisons_name_the_source_of_the_earlier_period(project):
    """A counted quarter is compared with a stated one, in words and in the table's head; the number has an origin."""
    facts = read_facts("lang-son", "2019-Q1", project=project)
    section = story.lead(facts)
    table = next(item for item in section.items if item.kind == "table")

    assert "so với quý IV năm 2018 (theo biểu mẫu đã báo cáo)" in texts_of(section)
    assert "Quý IV năm 2018 (theo biểu mẫu đã báo cáo)" in [column.label for column in table.columns]
    assert any("2018-Q4/received/stated_by=form" in key for key in section.meta["origins"])


def test_the_chart_of_periods_marks_what_is_stated(project):
    """Stated points are hollow and named; the table has the source of each; counted series need no such chart."""
    facts = read_facts("lang-son", "2019-Q2", project=project)
    chart = charts.flow_by_period(facts)

    assert [plain(row[0]) for row in chart.table.rows] == [
        "quý II năm 2018", "quý III năm 2018", "quý IV năm 2018", "quý I năm 2019", "quý II năm 2019",
    ]  # fmt: skip
    assert [plain(row[-1]) for row in chart.table.rows[2:4]] == ["theo biểu mẫu, văn bản đã công bố", "đếm từ hồ sơ"]
    assert "○ theo biểu mẫu" in chart.svg
    assert "quý II năm 2018, quý III năm 2018, quý IV năm 2018" in plain(chart.alt)
    assert charts.flow_by_period(replace(facts, read_others=tuple)) is None


def test_every_number_of_a_stated_report_is_an_observation(told):
    """Each number in the notebook's sections resolves to one of facts.json."""
    import nbformat

    from onestop_analysis.report import check_sections

    known = {row["id"] for row in json.loads((told.folder / "facts.json").read_text("utf-8"))["observations"]}
    for name in ("report.ipynb", "report.en.ipynb"):
        sections = check_sections(nbformat.read(told.folder / name, as_version=4))
        refs = {run["ref"].partition("#")[0] for part in sections.values() for run in numbers(part["items"])}
        assert refs
        assert refs <= known


def numbers(content):
    """The number runs in a payload."""
    if isinstance(content, dict):
        if content.get("kind") == "number":
            yield content
        yield from (run for value in content.values() for run in numbers(value))
    elif isinstance(content, list):
        yield from (run for value in content for run in numbers(value))


def test_what_takes_dossiers_refuses_a_stated_period(project):
    """A rule cannot judge a form: to compare rules there is no data."""
    with pytest.raises(NoDataError):
        compare_rules("lang-son", "2018-Q4", project=project, rules=("date",))
    assert {item.source for item in read_figures("lang-son", "2018-Q4", project=project)} == {"form:2018-Q4.csv"}


# -- taking a form to its place ----------------------------------------------------------------------


@pytest.fixture(name="empty")
def _empty(tmp_path):
    """A project with one centre and no data."""
    folder = tmp_path / "data" / "centres" / "lang-son"
    folder.mkdir(parents=True)
    source = Project(tmp_path)
    shutil.copy(_own_centre(), folder / "centre.toml")
    return source


def _own_centre():
    from pathlib import Path

    return Path(__file__).parents[1] / "data" / "centres" / "lang-son" / "centre.toml"


def received(folder, *, dates="", name="bieu.csv"):
    path = folder / name
    path.write_text("\n".join([f";;{dates};;;;;;;;;;", *HEADS, *ROWS]), "utf-8")
    return path


@pytest.mark.parametrize(
    ("dates", "period", "name", "kept"),
    [
        ("(Từ ngày 01/10/2018 đến ngày 31/12/2018)", "", "bieu.csv", "2018-Q4.csv"),
        ("(Từ ngày 15/12/2020 đến ngày 14/03/2021)", "", "bieu.csv", "2021-Q1.vpcp.csv"),
        ("Từ ngày 01 tháng 7 năm 2018 đến ngày 31 tháng 7 năm 2018", "", "bieu.csv", "2018-07.csv"),
        ("Kỳ báo cáo: quý IV năm 2018", "2018-Q4", "bieu.csv", "2018-Q4.csv"),
        ("", "2018-Q4.vpcp", "bieu.csv", "2018-Q4.vpcp.csv"),
        ("", "", "2018-H2.csv", "2018-H2.csv"),
    ],
)
def test_ingest_takes_a_form_to_its_place(empty, tmp_path, dates, period, name, kept):
    """An aggregated form is kept under its period's name: by its own dates, the option, or the file's name."""
    path = received(tmp_path, dates=dates, name=name)
    (result,) = ingest_files([path], centre="lang-son", project=empty, period=period)

    assert (result.status, result.form, result.batch) == ("ok", f"data/centres/lang-son/forms/{kept}", None)
    assert (empty.root / result.form).read_bytes() == path.read_bytes()
    again = ingest_files([path], centre="lang-son", project=empty, period=period)
    assert (again[0].status, again[0].form) == ("ok", result.form)


@pytest.mark.parametrize(
    ("dates", "period", "message"),
    [
        ("Kỳ báo cáo: quý IV năm 2018", "", r"--period 2020-Q4"),
        ("(Từ ngày 01/10/2018 đến ngày 31/12/2018)", "2018-Q3", r"01/10/2018-31/12/2018"),
        ("(Từ ngày 02/10/2018 đến ngày 31/12/2018)", "", r"tháng, quý|month, quarter"),
        ("", "2018Q4", r"2018Q4"),
    ],
)
def test_a_form_whose_period_is_not_known_is_refused(empty, tmp_path, dates, period, message):
    """A form without days is not put under a guess, nor one under other days than it names; nothing is written."""
    path = received(tmp_path, dates=dates)
    (result,) = ingest_files([path], centre="lang-son", project=empty, period=period)

    assert result.status == "refused"
    with pytest.raises(UserError, match=message):
        raise UserError(result.message, result.message)
    assert not (empty.centre_folder("lang-son") / "forms").exists()


def test_another_form_of_a_period_is_not_replaced(empty, tmp_path):
    """A second form of the same period is refused by name; several files have no one period."""
    first = received(tmp_path)
    ingest_files([first], centre="lang-son", project=empty, period="2018-Q4")
    first.write_text(first.read_text("utf-8").replace("900", "901"), "utf-8")
    (result,) = ingest_files([first], centre="lang-son", project=empty, period="2018-Q4")

    assert result.status == "refused"
    assert "forms/2018-Q4.csv" in result.message
    with pytest.raises(UserError, match="--period"):
        ingest_files([first, first], centre="lang-son", project=empty, period="2018-Q4")


def test_an_audit_reads_a_form(tmp_path, project):
    """Columns that do not add up are found in the row where they stand, and cells that the dossiers contradict."""
    from onestop_analysis.audit import audit_file

    path = received(tmp_path)
    assert audit_file(path).findings == ()
    path.write_text(path.read_text("utf-8").replace(";600;100;490;", ";600;100;480;"), "utf-8")
    (finding,) = audit_file(path).findings

    assert finding.rule == "sum"
    assert {"600", "100", "480", "10"} <= set(finding.printed)
    stated = read_figures("lang-son", "2018-Q4", project=project)
    assert [item.computed for item in audit_file(path).against(stated).findings if item.rule == "store"] == ["490"]
