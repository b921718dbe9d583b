"""JupyterLab in a real browser, as an analyst uses it: open, run all, pick, see the change, export."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import nbformat
import pypdf
import pytest

from onestop_analysis import charts, story
from onestop_analysis.facts import read_facts

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "notebooks" / "quarterly_report.ipynb"
CHART = ".jp-OutputArea-output figure img"
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lab")]  # one JupyterLab serves them all

# A character without a glyph is drawn like one that no font has.
TOFU = """
(selector) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", {willReadFrequently: true});
    canvas.width = canvas.height = 48;
    const draw = (char, font) => {
        pen.clearRect(0, 0, 48, 48); pen.font = font; pen.fillText(char, 6, 34);
        return pen.getImageData(0, 0, 48, 48).data.join();
    };
    const found = new Set();
    for (const element of document.querySelectorAll(selector)) {
        const font = "24px " + getComputedStyle(element).fontFamily, missing = draw("\\u0378", font);
        for (const char of new Set(element.textContent.normalize("NFC")))
            if (/\\p{L}/u.test(char) && draw(char, font) === missing) found.add(char);
    }
    return [...found].join("");
}
"""


@pytest.fixture(name="session", scope="module")
def _session():
    """The module benchmarks/lab_session.py: what is measured there is what is tested here."""
    spec = importlib.util.spec_from_file_location("lab_session", ROOT / "benchmarks" / "lab_session.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(name="lab", scope="module")
def _lab(session, sample_project, tmp_path_factory):
    """JupyterLab over a copy of the sample project; exporting saves the notebook."""
    root, home = tmp_path_factory.mktemp("lab") / "project", tmp_path_factory.mktemp("home")
    shutil.copytree(sample_project.root, root, ignore=shutil.ignore_patterns("raw"))
    write_elsewhere(sample_project, root / "notebooks" / "elsewhere.ipynb")
    with session.running_lab(root, home) as address:
        yield address


def write_elsewhere(project, path):
    """A notebook that was run by somebody else: JupyterLab has not signed it and does not trust it."""
    facts = read_facts("lang-son", "2021-Q1", project=project)
    section = story.intake(facts, charts.intake_by_channel(facts))
    output = nbformat.v4.new_output("display_data", section._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=nbformat.read(REPORT, 4).metadata), path)


@pytest.fixture(name="page")
def _page(browser, tmp_path):
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    page = context.new_page()
    yield page
    page.screenshot(path=tmp_path / "screen.png")
    context.close()


def export(page, name, path):
    """File > Save and Export Notebook As > name."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").hover()
    with page.expect_download() as download:
        page.locator(".lm-Menu-item", has_text=name).click()
    download.value.save_as(path)
    return path.read_bytes()


def test_pick_and_see_the_chart_change(session, lab, page, tmp_path):
    """explore_trends: Run All shows charts, another agency gives another chart, with every letter it needs."""
    session.open_notebook(page, lab, "notebooks/explore_trends.ipynb")
    session.run_all(page)
    page.locator(session.IDLE).wait_for()
    before = page.locator(CHART).first.get_attribute("src")
    picker = page.locator(".widget-dropdown", has_text="Sở Giao thông vận tải").locator("select")
    picker.select_option(label="Sở Giao thông vận tải")
    page.wait_for_function(f"before => document.querySelector('{CHART}').src !== before", arg=before)

    assert "Sở Giao thông vận tải" in page.locator(".jp-Notebook").inner_text()
    assert page.evaluate(TOFU, ".jp-RenderedHTML, .jp-MarkdownOutput") == ""
    page.screenshot(path=tmp_path / "picked.png")


def test_export_from_the_menu(session, lab, page, tmp_path):
    """quarterly_report: a number tells its origin; the menu's PDF and HTML are the report, without its code."""
    session.open_notebook(page, lab, "notebooks/quarterly_report.ipynb")
    session.run_all(page)
    page.locator(session.IDLE).wait_for()
    page.locator("section.onestop data button").first.click()
    page.locator(".origin:popover-open").wait_for()
    page.keyboard.press("Escape")
    pdf = export(page, "Bao_cao_PDF", tmp_path / "report.pdf")
    html = export(page, "Bao_cao_HTML", tmp_path / "report.html").decode()

    assert pdf.startswith(b"%PDF")
    text = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "report.pdf").pages).split())
    for printed in (text, html):
        assert "Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn" in printed
        assert "28.869" in printed
        assert "read_facts" not in printed


def test_a_notebook_that_is_not_trusted_reads_as_well(session, lab, page, tmp_path):
    """JupyterLab takes styles, drawings and popovers out: charts are there, numbers look like text, no note is open."""
    session.open_notebook(page, lab, "notebooks/elsewhere.ipynb")
    chart = page.locator(CHART).first
    chart.wait_for()
    number, size = page.locator("section.onestop data").first, "element => element.getBoundingClientRect().width"

    assert page.locator("[popover]").count() == 0
    assert page.locator(".origin").count() > 0
    assert page.locator(".origin:visible").count() == 0
    assert chart.evaluate("image => image.naturalWidth") > 300
    assert number.inner_text() == "30.228"
    assert number.locator("button").evaluate(size) == 0
    page.screenshot(path=tmp_path / "untrusted.png")


def test_the_menu_offers_only_what_the_server_answers(session, lab, page):
    """The exporters of the command line, whose names the server does not answer, are not in the menu."""
    session.open_notebook(page, lab, "notebooks/quarterly_report.ipynb")
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").hover()
    page.locator(".lm-Menu-item", has_text="Bao_cao_PDF").wait_for()

    assert page.locator(".lm-Menu-item", has_text="Onestop-").count() == 0
