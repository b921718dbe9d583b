"""One report from the raw export to the PDF's text: the numbers, the files, and what is refused."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, fields, replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import papermill
import pytest
from pypdf import PdfReader

from onestop_analysis.errors import IncompleteReportError, UserError
from onestop_analysis.indicators import Observation
from onestop_analysis.official import edition_name
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Project
from onestop_analysis.report import NOTEBOOK, Making, ReportParams, build_report, check_sections, folder_name

pytestmark = pytest.mark.xdist_group("report")  # one worker builds what these tests look at
PARAMS = ReportParams()
LANGUAGES = ("vi", "en")
SEED = [
    "30.228", "11.461", "18.065", "702", "37,92", "59,76", "2,32", "28.869", "28.865", "5.738", "23.127", "19,88",
    "80,11", "99,99", "0,01", "2.127", "7,37", "1.359", "19.418", "2.588", "1.860", "989", "2.528", "2.419", "95,69",
    "108", "4,27", "0,04", "6.976", "33,80", "66,11", "16.976",
]  # fmt: skip


@pytest.fixture(name="report")
def _report(built):
    return built


@pytest.fixture(name="page", params=["vi", "en"])
def _page(report, request):
    """The page of an edition, with its language."""
    name = "report.html" if request.param == "vi" else "report.en.html"
    return report.files[name].read_text("utf-8"), request.param


@pytest.fixture(name="facts")
def _facts(report):
    content = json.loads(report.files["facts.json"].read_text("utf-8"))
    return {row["id"]: row for row in content["observations"] + content["findings"]}


def test_the_published_figures_come_back_from_the_raw_rows(report):
    """Every figure of the release of 2021-Q1, recounted or audited, stands in the PDF's text."""
    text = "".join(page.extract_text() for page in PdfReader(report.files["report.pdf"]).pages)

    assert [figure for figure in SEED if figure not in text] == []


def test_a_report_is_one_folder_of_its_period(report):
    """Notebook, page and paper of each edition, one facts and one manifest, and what is made from the facts."""
    editions = {f"{stem}.{kind}" for stem in ("report", "report.en") for kind in ("ipynb", "html", "pdf")}

    assert report.folder.parts[-2:] == ("2021-Q1", "lang-son")
    both = ("tables.xlsx", "card-766.xlsx", "press-release.txt", "brief.pdf")
    made = {"form-ii06a.xlsx", "observations.csv"} | {edition_name(name, lang) for name in both for lang in LANGUAGES}
    files = {name for name in report.files if not name.startswith("charts")}
    assert files == editions | made | {"facts.json", "manifest.json"}
    assert {Path(name).suffix for name in set(report.files) - files} == {".svg", ".png", ".txt"}
    assert report.findings == 3


class NumbersOfPage(HTMLParser):
    """Collects the numbers with their origin, and digits that have none."""

    # Charts are tested by their data; heads of tables and of the page hold names of periods.
    EXEMPT = ("style", "script", "svg", "title", "time", "cite", "head", "header", "footer", "nav", "thead")
    MARKS = ("data", "span")

    def __init__(self):
        super().__init__()
        self.open, self.numbers, self.loose = [], [], []

    def handle_starttag(self, tag, attrs):
        if "popover" in dict(attrs):  # the origin of a number: its own test
            tag = "cite"
        if tag not in ("meta", "link", "br", "hr", "img", "col"):
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] not in (tag, "cite"):
            pass

    def handle_data(self, data):
        marks = [attrs for tag, attrs in self.open if tag in self.MARKS and (attrs.get("class") or tag == "data")]
        if marks and marks[-1].get("class") == "n":
            self.numbers.append((marks[-1]["data-ref"], data))
        exempt = marks or any(tag in self.EXEMPT for tag, _ in self.open)
        if not exempt and any(character.isdigit() for character in data):
            self.loose.append(data)


def test_every_number_on_the_page_resolves_to_an_observation(page, facts):
    """Each number names an observation of facts.json and prints exactly its value or share.

    What the audit computed names its finding, which holds the number.
    """
    numbers = NumbersOfPage()
    numbers.feed(page[0])

    wrong = [(ref, text) for ref, text in numbers.numbers if text not in _printed(ref, facts, page[1])]

    assert len(numbers.numbers) > 200
    assert wrong == []
    assert numbers.loose == []


def _printed(ref, facts, lang):
    """The texts that a reference may stand for, computed from facts.json alone."""
    key, _, form = ref.partition("#")
    row = facts.get(key, {})
    if "measure" not in row:
        said = " ".join(str(row.get(name)) for name in ("computed", "explanation", "correction"))
        # An English page quotes the corrected sentence in Vietnamese.
        return said if lang == "vi" else said + said.translate(str.maketrans(",.", ".,"))
    period, whole = parse_period("2021-Q1"), _exact(row["whole"])
    value = _exact(row["value"])
    if isinstance(value, Decimal):  # JSON drops the zeros at the end
        value = value.quantize(Decimal(1).scaleb(-row["decimals"]))
    item = Observation(row["measure"], (), value, row["unit"], period, row["source"], whole=whole)
    return [item.text(lang, form.partition(".")[0] or "number")]


def _exact(value):
    return Decimal(str(value)) if isinstance(value, float) else value


def test_the_same_inputs_give_the_same_bytes(report, sample_project, tmp_path):
    """HTML, PDF, facts, manifest and notebook do not depend on the run."""
    again = build_report(PARAMS, project=sample_project, out=tmp_path, making=Making(languages=LANGUAGES))

    differing = [name for name, path in report.files.items() if path.read_bytes() != again.files[name].read_bytes()]

    assert differing == []


def test_the_parameter_cell_is_that_of_report_params():
    """Names, types and defaults of the notebook's parameters are those of ReportParams."""
    cells = _notebook().cells
    cell = next(cell for cell in cells if "parameters" in cell.metadata.get("tags", []))
    found = {node.target.id: (node.annotation.id, ast.literal_eval(node.value)) for node in ast.parse(cell.source).body}

    assert found == {item.name: ("str", getattr(PARAMS, item.name)) for item in fields(ReportParams)}


def test_the_notebook_is_a_table_of_contents():
    """No definition, loop, path or output in the notebook, and about 40 lines of code."""
    code = [cell for cell in _notebook().cells if cell.cell_type == "code"]
    nodes = [node for cell in code for node in ast.walk(ast.parse(cell.source))]

    assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.Lambda)]
    assert sum(len(cell.source.splitlines()) for cell in code) <= 40
    assert all(cell.outputs == [] for cell in code)


def _notebook():
    return nbformat.read(Path(__file__).parents[1] / "notebooks" / NOTEBOOK, as_version=4)


@pytest.mark.parametrize("start", [".", "notebooks"])
def test_the_notebook_runs_alone_with_its_defaults(sample_project, monkeypatch, tmp_path, start):
    """Plain papermill runs it from the project's root and from notebooks/, as JupyterLab does."""
    monkeypatch.delenv("ONESTOP_ROOT", raising=False)
    source = sample_project.notebooks / NOTEBOOK
    command = [sys.executable, "-m", "papermill", str(source), str(tmp_path / "run.ipynb"), "--no-progress-bar"]

    subprocess.run(command, cwd=sample_project.root / start, check=True, capture_output=True, timeout=120)

    check_sections(nbformat.read(tmp_path / "run.ipynb", as_version=4))


def test_stock_nbconvert_shows_the_report_too(report, tmp_path):
    """The executed notebook reads well without our exporters: text and charts are in the page."""
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(tmp_path)]

    subprocess.run([*command, str(report.files["report.ipynb"])], check=True, capture_output=True, timeout=120)

    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Tiếp nhận hồ sơ" in page
    assert page.count("data:image/svg+xml") >= 5


def test_unknown_parameters_are_refused_by_name():
    """A misspelt parameter never becomes another centre's report."""
    with pytest.raises(UserError, match="provnce"):
        ReportParams.of({"provnce": "cao-bang"})


def test_parameters_of_the_wrong_type_are_refused():
    """A number is not a period."""
    with pytest.raises(UserError, match="period"):
        ReportParams.of(asdict(PARAMS) | {"period": 2021})


@pytest.mark.parametrize(
    "changed",
    [
        {"centre": "khong-co"},
        {"centre": "../lang-son"},
        {"period": "2021-Q5"},
        {"convention": "lunar"},
        {"rule": "coin"},
        {"lang": "fr"},
        {"as_of": "yesterday"},
    ],
)
def test_wrong_parameters_stop_before_a_kernel_starts(sample_project, monkeypatch, tmp_path, changed):
    """Unknown centre, period, convention, rule or language: one sentence, no kernel, no file."""
    monkeypatch.setattr(papermill, "execute_notebook", lambda *_a, **_k: pytest.fail("a kernel was started"))

    with pytest.raises(UserError):
        build_report(replace(PARAMS, **changed), project=sample_project, out=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_quarter_is_refused_and_leaves_nothing(sample_project, tmp_path):
    """A period without data names the days that there are, and no file stays behind."""
    with pytest.raises(UserError, match=r"31/03/2021|2021-03-31"):
        build_report(replace(PARAMS, period="2018-Q1"), project=sample_project, out=tmp_path)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture(name="changeable_project")
def _changeable_project(sample_project, tmp_path):
    """The sample project with a notebooks folder of its own."""
    root = tmp_path / "project"
    shutil.copytree(sample_project.notebooks, root / "notebooks")
    shutil.copy(sample_project.root / "onestop.toml", root)
    (root / "data").symlink_to(sample_project.root / "data")
    return Project(root)


def _edit(project, change):
    path = project.notebooks / NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def _break_last_cell(notebook):
    notebook.cells[-1].source = "story.closing(None)"


def _drop_a_section(notebook):
    del notebook.cells[5]


def _exit_quietly(notebook):
    notebook.cells[-2].source = "raise SystemExit(0)"


@pytest.mark.parametrize("damage", [_break_last_cell, _drop_a_section, _exit_quietly])
def test_half_a_report_is_never_published(changeable_project, tmp_path, damage):
    """A failing cell, a missing section or a quiet exit publishes nothing; an older report stays."""
    older = tmp_path / "reports" / "2021-Q1" / "lang-son" / "report.pdf"
    older.parent.mkdir(parents=True)
    older.write_text("older")
    _edit(changeable_project, damage)

    with pytest.raises(IncompleteReportError):
        build_report(PARAMS, project=changeable_project, out=tmp_path / "reports")

    assert [path.read_text() for path in (tmp_path / "reports").rglob("*") if path.is_file()] == ["older"]


def test_a_missing_notebook_is_named(changeable_project, tmp_path):
    """Without its notebook a project says which file is missing."""
    (changeable_project.notebooks / NOTEBOOK).unlink()

    with pytest.raises(UserError, match=NOTEBOOK):
        build_report(PARAMS, project=changeable_project, out=tmp_path / "reports")


def test_conventions_do_not_share_a_folder():
    """The official period of a quarter is published beside the calendar one, not over it."""
    assert folder_name(parse_period("2021-Q1")) == "2021-Q1"
    assert folder_name(parse_period("2021-Q1", "vpcp")) == "2021-Q1-vpcp"
