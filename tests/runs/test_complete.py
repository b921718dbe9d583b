"""What is not whole is not published: sections, the last page, facts."""

from __future__ import annotations

import copy

import pytest

from onestop_analysis.document import MIME
from onestop_analysis.engine.client import can_fork
from onestop_analysis.errors import IncompleteReportError, UserError
from onestop_analysis.export import paper
from onestop_analysis.report import Making, ReportParams, build_report

ENGINE = "onestop" if can_fork() else "stock"


@pytest.fixture(name="lossy")
def _lossy(monkeypatch):
    """Lets the PDF lose what `change` takes from its sections."""
    whole = paper.render_pdf

    def install(change):
        def render(notebook, *, font=None):
            copied = copy.deepcopy(notebook)
            outputs = [output for cell in copied.cells for output in cell.get("outputs", ())]
            for output in outputs:
                output.data[MIME] = change(output.data[MIME])
            return whole(copied, font=font)

        monkeypatch.setattr(paper, "render_pdf", render)

    return install


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda section: section | {"items": []} if section["id"] == "closing" else section, "ends before"),
        (lambda section: section | {"title": []} if section["id"] == "lead" else section, "lacks the sections"),
    ],
)
def test_a_pdf_that_was_cut_off_is_not_published(project, lossy, change, message):
    """The PDF is read back: without its last sentence or a section's bookmark nothing appears."""
    lossy(change)
    with pytest.raises(IncompleteReportError, match=message):
        build_report(ReportParams(period="2020-Q1"), project=project, making=Making(("pdf",), engine=ENGINE))

    assert not list(project.reports.rglob("*"))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise SystemExit(0)", "did not run to its end|did not reach|SystemExit"),
        ("get_ipython().kernel.shell.user_ns['Section'] = lambda *a, **k: None", "last section"),
        ("get_ipython().ast_node_interactivity = 'none'", "last section"),
    ],
)
def test_a_blank_report_is_not_published(project, trouble, code, message):
    """A notebook that stops early, or runs and shows nothing, is no report."""
    trouble("2020-Q1", code)
    with pytest.raises(IncompleteReportError, match=message):
        build_report(ReportParams(period="2020-Q1"), project=project, making=Making(("html",), engine=ENGINE))

    assert not list(project.reports.rglob("*"))


def test_a_mistake_in_the_data_is_said_in_one_sentence(project, trouble):
    """What the notebook says to the user reaches the user as it is, without the name of a cell or of an error."""
    trouble("2020-Q1", "from onestop_analysis.errors import NoDataError; raise NoDataError('thiếu', 'no data here')")
    with pytest.raises(UserError, match=r"^no data here$"):
        build_report(ReportParams(period="2020-Q1"), project=project, making=Making(("html",), engine=ENGINE))
