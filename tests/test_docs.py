"""The documents are held against the program: what they show exists, runs, and says the same in both languages."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onestop_analysis import __version__
from onestop_analysis.cli import app
from onestop_analysis.formats import LANGUAGES
from onestop_analysis.timeliness import RULES
from onestop_analysis.vocabulary import (
    LABELS,
    Channel,
    DeadlineState,
    Inflow,
    Level,
    Rating,
    ReturnChannel,
    Timeliness,
)

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.vi.md")
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md"), *ROOT.glob("benchmarks/*.md")}
)
# They would install the environment once more; `make` itself is tried by every fresh clone.
SET_UP = ("make", "conda ", "git clone")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shown_commands(name: str) -> list[tuple[str, int]]:
    """(command, exit code) of the ```sh blocks; the code stands in a comment where it is not 0."""
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL)).splitlines()
    found = []
    for line in filter(str.strip, lines):
        command, _, comment = line.partition("  #")
        code = re.search(r"(?:exit code|mã thoát) (\d)", comment)
        found.append((command.strip(), int(code[1]) if code else 0))
    return found


@pytest.fixture(scope="module", name="project")
def _project(tmp_path_factory):
    """A copy of the project without anything made: no raw data, no store, no reports."""
    root = tmp_path_factory.mktemp("docs") / "project"
    root.mkdir()
    for name in ("notebooks", "data/centres", "data/reference", "data/corrections"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "onestop.toml", root)
    return root


def test_commands_of_the_readme_run(project):
    """Every command that README.md shows does what it says, in the order shown, on a new machine."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ONESTOP_")} | {"PATH": path}

    for command, code in shown_commands("README.md"):
        if not command.startswith(SET_UP):
            done = subprocess.run(
                ["sh", "-c", command], cwd=project, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == code, f"{command}\n{done.stderr[-500:]}"
    assert (project / "reports" / "2021-Q1" / "lang-son" / "report.pdf").is_file()


def test_both_readmes_show_the_same():
    """The Vietnamese and the English README show the same commands, pictures, links and section structure."""
    vietnamese, english = (read(name) for name in reversed(READMES))

    assert shown_commands("README.vi.md") == shown_commands("README.md")
    for pattern in (r"(?m)^#+(?= )", r"\]\((?!README)([^)]+)\)", r"(?m)^\| (`[^|]+`) \|"):
        assert re.findall(pattern, vietnamese) == re.findall(pattern, english)


@pytest.mark.parametrize("name", READMES)
def test_readme_lists_the_commands_that_exist(name):
    """The table of commands has every command of `onestop`, and none that is not there."""
    existing = {command.name or command.callback.__name__ for command in app.registered_commands}

    assert set(re.findall(r"(?m)^\| `onestop (\w+)", read(name))) == existing


@pytest.mark.parametrize("name", READMES)
def test_readme_names_targets_that_exist(name):
    """Whatever a README says about make is in the Makefile."""
    named = set(re.findall(r"`make ([a-z-]+)`", read(name))) | set(re.findall(r"(?m)^make ([a-z-]+)", read(name)))

    assert named
    assert named <= set(re.findall(r"(?m)^([a-z-]+):", read("Makefile")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    """Links to files of the project lead to files of the project."""
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8")):
        assert "://" in target or (path.parent / target).exists(), target


def test_methods_explains_every_rule():
    """METHODS.md says of each timeliness rule what it compares; the measures are in docs/indicators.md."""
    methods = read("METHODS.md")

    for name in RULES:
        assert f"| `{name}`" in methods, name


def test_glossary_uses_the_words_of_the_reports():
    """The glossary gives the labels that reports print, in both languages."""
    glossary = read("METHODS.md").partition("## Glossary")[2].lower()

    for value in itertools.chain(Channel, Inflow, Timeliness, DeadlineState, ReturnChannel, Rating, Level):
        for language in LANGUAGES:
            assert LABELS[language][value].lower() in glossary, value


def test_changelog_knows_this_version():
    """The newest entry of CHANGELOG.md is this version, and it says first what changed in published numbers."""
    newest = read("CHANGELOG.md").split("\n## ")[1]

    assert newest.startswith(__version__)
    assert re.findall(r"(?m)^### (.+)$", newest)[0] == "Published numbers"
