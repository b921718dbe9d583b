"""JupyterLab in a real browser, as an analyst uses it: open, run all, pick, see the change, export."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pypdf
import pytest

ROOT = Path(__file__).parents[1]
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
    with session.running_lab(root, home) as address:
        yield address


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
    chart = page.locator(".jp-OutputArea-output svg").first
    before = chart.inner_html()
    picker = page.locator(".widget-dropdown", has_text="Sở Giao thông vận tải").locator("select")
    picker.select_option(label="Sở Giao thông vận tải")
    page.wait_for_function(
        "before => document.querySelector('.jp-OutputArea-output svg').innerHTML !== before", arg=before
    )

    assert "Sở Giao thông vận tải" in page.locator(".jp-Notebook").inner_text()
    assert page.evaluate(TOFU, ".jp-RenderedHTML, .jp-OutputArea-output svg text, .jp-MarkdownOutput") == ""
    page.screenshot(path=tmp_path / "picked.png")


def test_export_from_the_menu(session, lab, page, tmp_path):
    """quarterly_report: the menu's PDF and HTML are the report, with its Vietnamese text and without its code."""
    session.open_notebook(page, lab, "notebooks/quarterly_report.ipynb")
    session.run_all(page)
    page.locator(session.IDLE).wait_for()
    pdf = export(page, "Bao_cao_PDF", tmp_path / "report.pdf")
    html = export(page, "Bao_cao_HTML", tmp_path / "report.html").decode()

    assert pdf.startswith(b"%PDF")
    text = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "report.pdf").pages).split())
    for printed in (text, html):
        assert "Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn" in printed
        assert "28.869" in printed
        assert "read_facts" not in printed


def test_the_menu_offers_only_what_the_server_answers(session, lab, page):
    """The exporters of the command line, whose names the server does not answer, are not in the menu."""
    session.open_notebook(page, lab, "notebooks/quarterly_report.ipynb")
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator(".lm-Menu-item", has_text="Save and Export Notebook As").hover()
    page.locator(".lm-Menu-item", has_text="Bao_cao_PDF").wait_for()

    assert page.locator(".lm-Menu-item", has_text="Onestop-").count() == 0
