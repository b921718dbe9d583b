"""A project whose report takes no time: for tests of everything around the report."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from onestop_analysis.engine.client import ADDRESS, OwnNursery, can_fork
from onestop_analysis.project import Project

ROOT = Path(__file__).parents[2]

PARAMETERS = """\
centre: str = "lang-son"
period: str = "2021-Q1"
convention: str = "calendar"
rule: str = "date"
as_of: str = ""
lang: str = "vi"
"""
FRONT = """\
import os
from pathlib import Path

from onestop_analysis.document import Paragraph, Run, Section

root = Path(os.environ["ONESTOP_ROOT"])
Section("front", (), (), meta={"subject": centre, "date": "2021-04-01"})
"""
TROUBLE = """\
trouble = root / "trouble" / f"{period}.py"
if trouble.is_file():
    exec(trouble.read_text())
Section("lead", (Run("Lead"),), (Paragraph((Run("Text"),)),))
"""
CLOSING = """\
import json

from onestop_analysis.indicators import Observation
from onestop_analysis.periods import parse_period

cuts = {
    "received": [{}, {"inflow": "new"}, {"inflow": "carried_over"}],
    "resolved": [{}, *({"timeliness": kind} for kind in ("early", "on_time", "late", "early_or_on_time"))],
    "pending": [{}, {"deadline_state": "in_time"}, {"deadline_state": "overdue"}],
}
rows = [
    Observation(name, tuple(cut.items()), 0, "dossier", parse_period(period, convention), "test").to_json()
    for name in cuts for cut in cuts[name]
]
facts = {"centre": centre, "rule": rule, "observations": rows}
ids = ["front", "lead", "closing"]
Section("closing", (), (Paragraph((Run("The end./."),)),), meta={"sections": ids, "facts": json.dumps(facts)})
"""


def make_project(root, centres=("lang-son",)):
    """A project below `root` with a notebook of three sections that counts nothing.

    Code in trouble/<period>.py is run in the middle of that period's report.
    """
    for name in ("notebooks", "trouble"):
        (root / name).mkdir(parents=True)
    for centre in centres:
        shutil.copytree(ROOT / "data" / "centres" / "lang-son", root / "data" / "centres" / centre)
    shutil.copy(ROOT / "onestop.toml", root)
    cells = [nbformat.v4.new_code_cell(source) for source in (PARAMETERS, FRONT, TROUBLE, CLOSING)]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, root / "notebooks" / "quarterly_report.ipynb")
    return Project(root)


@pytest.fixture(name="nursery", scope="session")
def _nursery():
    """One nursery for all tests: what one leaves behind, another would find."""
    if not can_fork():
        yield None
        return
    nursery = OwnNursery()
    yield nursery
    nursery.close()


@pytest.fixture(name="project")
def _project(tmp_path, monkeypatch, nursery):
    """A quick project of one centre, far from the settings of whoever runs the tests."""
    if nursery:
        monkeypatch.setenv(ADDRESS, nursery.address)
    for name in ("ONESTOP_ROOT", "ONESTOP_FONT", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ONESTOP_LANG", "en")
    return make_project(tmp_path / "project")


@pytest.fixture(name="make_project")
def _make_project():
    return make_project


@pytest.fixture(name="trouble")
def _trouble(project):
    """Puts code into the middle of a period's report."""

    def write(period, code):
        (project.root / "trouble" / f"{period}.py").write_text(code)

    return write
