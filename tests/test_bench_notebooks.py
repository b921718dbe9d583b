"""The analyst's notebooks: tables of contents that run alone, and say the same through papermill."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import pytest

from onestop_analysis.document import MIME
from onestop_analysis.project import Project
from onestop_analysis.report import ReportParams

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# Tables are shown by scripts of their own; what a report prints are sections.
SHOWN = {
    "explore_trends": ["overview", "flow", "why", "control", "timeliness", "channels"],
    "agency_scorecard": ["overview", "flow", "why", "timeliness", "ageing", "ratings", "peers"],
    "compare_centres": ["compared", "funnel", "groups"],
    "data_quality": ["quality-batches", "quality-codes", "quality-coverage", "quality-quarantine"],
}
CHANGED = {
    "explore_trends": {"agency": "Sở Tư pháp", "period": "2020-Q4", "lang": "en"},
    "agency_scorecard": {"agency": "Sở Công Thương", "indicator": "online"},
    "compare_centres": {"centres": "lang-son", "indicator": "overdue", "lang": "en"},
    "data_quality": {"lang": "en"},
}


def cells(path, kind="code"):
    """Sources of a notebook's cells of one kind."""
    notebook = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_a_table_of_contents(path):
    """No function, loop, condition, path or filter: one short call a section, which the library carries out."""
    allowed = (ast.ImportFrom, ast.Expr, ast.Assign, ast.AnnAssign)
    for source in cells(path):
        for statement in ast.parse(source).body:
            assert isinstance(statement, allowed), source
            assert not any(isinstance(node, (ast.Lambda, ast.Subscript, ast.BinOp)) for node in ast.walk(statement))
        assert len(ast.parse(source).body) <= (4 if source != cells(path)[0] else 10)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_parameters_have_types_and_defaults(path):
    """The first code cell is papermill's, every name is typed text with a default and an explanation.

    Where a report has a parameter of that name, the default is the same.
    """
    notebook = json.loads(path.read_text("utf-8"))
    first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")

    assert first["metadata"]["tags"] == ["parameters"]
    for statement in ast.parse("".join(first["source"])).body:
        assert isinstance(statement, ast.AnnAssign)
        assert statement.annotation.id == "str"
        assert isinstance(statement.value.value, str)
        assert statement.value.value == vars(ReportParams()).get(statement.target.id, statement.value.value)
    assert all("  # " in line for line in first["source"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_open_everywhere(path):
    """The kernel is the one that every Jupyter has, the text says in both languages what the notebook is for."""
    notebook = json.loads(path.read_text("utf-8"))
    introduction = cells(path, "markdown")[0]

    assert notebook["metadata"]["kernelspec"] == KERNEL
    assert introduction.startswith("# ")
    assert introduction.rstrip().endswith("*")


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_notebook_asks_for_all_that_its_function_takes(name):
    """The parameters are those of the function that the notebook calls: none is missing, none does nothing."""
    import onestop_analysis

    parameters, call, *rest = cells(ROOT / "notebooks" / f"{name}.ipynb")
    named = {statement.target.id for statement in ast.parse(parameters).body}
    used = {node.id for source in (call, *rest) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}

    assert set(inspect.signature(getattr(onestop_analysis, name)).parameters) <= named <= used


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_notebooks_run_with_other_parameters(name, sample_project, monkeypatch, tmp_path):
    """Through papermill, as with Run All: every section is there as static output, and nothing is loaded from afar."""
    import papermill

    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))
    done = papermill.execute_notebook(
        str(Project(ROOT).notebooks / f"{name}.ipynb"),
        str(tmp_path / "done.ipynb"),
        parameters=CHANGED[name],
        kernel_name="python3",
        progress_bar=False,
        engine_name="onestop",
    )
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    sections = [output.data[MIME] for output in outputs if MIME in output.get("data", {})]

    assert [section["id"] for section in sections] == SHOWN[name]
    assert {section["lang"] for section in sections} == {CHANGED[name].get("lang", "vi")}
    text = (tmp_path / "done.ipynb").read_text("utf-8")
    assert not any(word in text for word in ("unpkg.com", "cdn.", "jsdelivr"))
