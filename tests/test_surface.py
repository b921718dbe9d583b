"""What an analyst meets first: names that autocomplete, examples that run, objects that show themselves."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from IPython.testing.globalipapp import get_ipython as start_ipython

import onestop_analysis
from onestop_analysis.audit import audit_text
from onestop_analysis.charts import Bar, draw_bars
from onestop_analysis.periods import parse_period

ROOT = Path(__file__).parents[1]
HOSTILE = "<script>alert(1)</script>"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", onestop_analysis.__all__)
def test_every_public_name_has_an_example_that_runs(name, sample_project, monkeypatch):
    """The docstring says how the name is used, and what it shows is what comes out."""
    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))
    target = getattr(onestop_analysis, name)
    module = target if inspect.ismodule(target) else inspect.getmodule(target)
    (example,) = doctest.DocTestFinder(recurse=False).find(target, name, globs=dict(vars(module)))
    said = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(example, out=said.append)

    assert example.examples
    assert "".join(said) == ""


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_lines_of_the_readme_run(name, sample_project, monkeypatch, tmp_path):
    """What a README shows for a cell of one's own can be pasted into one."""
    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))
    monkeypatch.chdir(tmp_path)
    (lines,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)

    exec(compile(lines, name, "exec"), {})  # noqa: S102 - our own text

    assert (tmp_path / "bản-ghi" / "monthly-flow.png").is_file()


def test_names_autocomplete():
    """TAB shows the public names and nothing else; each one is there, an unknown one is an error."""
    assert dir(onestop_analysis) == sorted([*onestop_analysis.__all__, "__version__"])
    assert list(onestop_analysis.__all__) == sorted(onestop_analysis.__all__)
    with pytest.raises(AttributeError, match="explore_trend"):
        onestop_analysis.explore_trend  # noqa: B018 - asking is the test


def test_editors_know_the_types():
    """Each lazy name is imported for type checkers, so that editors complete what it returns."""
    source = inspect.getsource(onestop_analysis)
    block = source.partition("if TYPE_CHECKING:")[2].partition("__version__")[0]

    for name in onestop_analysis.__all__:
        assert name in block, name


def test_numbers_show_where_they_come_from(make_facts, group):
    """A number, a period, a collection and a finding are readable in a notebook, and data stay data."""
    facts = make_facts(group(count=3), group(count=1, agency=HOSTILE))
    item = facts.get("received", agency=HOSTILE)
    part = facts.part(agency=HOSTILE)
    finding = audit_text(f"Quý I năm 2021 {HOSTILE} giải quyết 200 hồ sơ, trước hạn 50 hồ sơ (chiếm 33,80%).").findings[
        0
    ]
    shown = [value._repr_html_() for value in (item, facts.now, part.now, facts.period, finding)]

    assert "1 / 4 = 25,00%" in shown[0]
    assert "quý I năm 2021" in shown[3]
    assert "25,00%" in shown[4]
    assert not [text for text in shown if HOSTILE in text]
    assert replace(item, whole=0)._repr_html_().startswith("<strong>1</strong>")
    assert "explicit" in parse_period("2021-01-01..2021-01-10")._repr_html_()


@pytest.fixture(name="shell")
def _shell():
    """An IPython as in a notebook."""
    shell = start_ipython()
    shell.display_formatter.active_types = shell.display_formatter.format_types
    yield shell
    shell.run_line_magic("reload_ext", "onestop_analysis")
    shell.run_line_magic("unload_ext", "onestop_analysis")


def test_the_extension_sets_style_and_number_format(shell, make_facts, group, monkeypatch):
    """%load_ext makes charts look like the report's and tables read like its tables; %unload_ext takes it back."""
    monkeypatch.setenv("ONESTOP_LANG", "vi")
    frame = pd.DataFrame({"Sở": [HOSTILE], "hồ sơ": [28869], "tỷ lệ": [19.88]})
    shell.run_line_magic("load_ext", "onestop_analysis")
    shown = shell.display_formatter.format(frame)[0]["text/html"]

    assert all(text in shown for text in ("28.869", "19,88", "&lt;script&gt;"))
    assert mpl.rcParams["font.family"] == ["DejaVu Sans"]
    figure = draw_bars([Bar("Sở A", make_facts(group()).get("received"))])
    assert "image/svg+xml" in shell.display_formatter.format(figure)[0]
    shell.run_line_magic("unload_ext", "onestop_analysis")
    assert "28.869" not in shell.display_formatter.format(frame)[0]["text/html"]
    assert mpl.rcParams["svg.fonttype"] == "path"


def test_loading_the_extension_is_what_costs_not_the_import():
    """A notebook that only imports the package pays for no chart, table or widget library."""
    code = "import onestop_analysis, sys; print({'matplotlib', 'pandas', 'ipywidgets', 'itables'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
