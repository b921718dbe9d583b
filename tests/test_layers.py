"""The shape of the code: which way imports go, how large things are, what no file of the project may hold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = "onestop_analysis"
MODULES = sorted((ROOT / PACKAGE).rglob("*.py"))

# Words, numbers, dates and the parts of a document: what both halves may know. `timeliness` is here
# because the names of its rules are parameters of a report, `factsheet` because facts.json is what they share.
GROUND = {
    "errors",
    "formats",
    "periods",
    "project",
    "vocabulary",
    "document",
    "timeliness",
    "sms",
    "factsheet",
    "organisation",
    "locks",
}
# Knows dossiers and numbers, nothing of notebooks or of files to publish.
ANALYSIS = {
    "sources", "sample", "ingest", "store", "workdays", "cubes", "indicators", "facts", "figures", "notes", "trends",
    "comparison", "changes", "coverage", "score766", "audit", "story", "charts", "remind", "bench",
}  # fmt: skip
# Knows notebooks, parameters and files, nothing of dossiers: what it prints stands in facts.json.
PUBLISHING = {
    "report", "inputs", "publish", "batch", "engine", "catalogue", "schedule", "notify", "deliver", "export",
    "official", "disclosure", "revisions", "editions", "standing", "approval",
}  # fmt: skip
# Where the two meet, besides the notebook: one call each.
ENTRY = {"__init__", "__main__", "cli", "cli_runs", "cli_release", "cli_start", "doctor", "new_centre"}
# A section shows itself in a notebook; that needs its HTML, and only then. What an analyst sees is written as
# pictures by what makes those of a report.
EXCEPTIONS = {("document", "export"), ("bench", "export")}

NOTEBOOK_TOOLS = {"papermill", "nbconvert", "nbformat", "nbclient", "jupyter_client"}
HEAVY = NOTEBOOK_TOOLS | {
    "pandas", "numpy", "duckdb", "matplotlib", "seaborn", "typst", "jinja2", "python_calamine", "xlsxwriter",
    "holidays", "yaml", "IPython", "pypdf", "rich.progress",
}  # fmt: skip
# What a base class of the standard library names.
GIVEN_NAMES = {"handle_starttag", "handle_endtag", "handle_data"}
BANNED_WORDS = {"process", "handle", "manager", "utils", "util", "helpers", "helper", "misc", "info", "df2", "final"}


def part(path: Path) -> str:
    """The module of the layout that a file belongs to: its own name, or its folder's."""
    return path.relative_to(ROOT / PACKAGE).parts[0].removesuffix(".py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> set[str]:
    """Full names of what a file imports, wherever in the file it does so; relative imports are not used."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own_parts(path: Path) -> set[str]:
    """The modules of this package that a file imports."""
    own = {name.split(".")[1] for name in imported(path) if name.startswith(f"{PACKAGE}.")}
    known = {part(module) for module in MODULES}
    return {name if name in known else "__init__" for name in own} - {part(path)}


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    lines = (function.end_lineno or 0) - function.lineno + 1
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if docstring else 0)


def tracked(pattern: str = "*") -> list[Path]:
    """Files of the project as git knows them, new ones included."""
    found = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pattern],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.skip("not a git checkout")
    return [path for name in found.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_every_module_has_its_place():
    """A new module is put into one half of the layout on purpose."""
    layers = [GROUND, ANALYSIS, PUBLISHING, ENTRY]

    assert sum(map(len, layers)) == len(set().union(*layers))
    assert {part(path) for path in MODULES} <= set().union(*layers)


@pytest.mark.parametrize(
    ("layer", "forbidden"),
    [
        (GROUND, ANALYSIS | PUBLISHING | ENTRY),
        (ANALYSIS, PUBLISHING | ENTRY - {"__init__"}),
        (PUBLISHING, ANALYSIS | ENTRY - {"__init__"}),
    ],
    ids=["ground", "analysis", "publishing"],
)
def test_imports_go_one_way(layer, forbidden):
    """The halves meet in the notebook and the command line only: what counts cannot depend on what publishes."""
    wrong = {
        (part(path), name) for path in MODULES if part(path) in layer for name in own_parts(path) & forbidden
    } - EXCEPTIONS

    assert not wrong


def test_analysis_knows_no_notebook():
    """Facts can be counted and checked where no Jupyter is installed."""
    for path in MODULES:
        if part(path) in ANALYSIS | GROUND:
            assert not {name.split(".")[0] for name in imported(path)} & NOTEBOOK_TOOLS, path.name


def test_every_library_used_is_declared():
    """What the package imports stands in pyproject.toml, not only in somebody else's requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(item for name in extras if name != "dev" for item in extras[name])]
    declared = {canonicalize_name(Requirement(item).name) for item in wanted}
    used = {name.split(".")[0] for path in MODULES for name in imported(path)} - set(sys.stdlib_module_names)
    providers = packages_distributions()

    for name in used - {PACKAGE}:
        assert {canonicalize_name(provider) for provider in providers.get(name, [name])} & declared, name


@pytest.mark.parametrize(
    "code",
    [
        f"import {PACKAGE}",
        (
            f"import sys; sys.argv = ['onestop', '--help']; from {PACKAGE}.cli import main\n"
            "try: main()\nexcept SystemExit: pass"
        ),
    ],
    ids=["import", "onestop --help"],
)
def test_start_loads_no_heavy_library(code):
    """Asking for help costs no data library."""
    show = "\nimport sys, json; print(); print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code + show], capture_output=True, text=True, check=True, cwd=ROOT)

    assert not set(json.loads(done.stdout.splitlines()[-1])) & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / PACKAGE)))
def test_modules_stay_small_and_plain(path):
    """Modules up to 400 lines, functions up to 45, at most three positional arguments in what others call."""
    assert len(path.read_text("utf-8").splitlines()) <= 400
    for function in functions(path):
        where = f"{path.name}:{function.lineno} {function.name}"
        arguments = [*function.args.posonlyargs, *function.args.args]
        bound = {"self", "cls"} & {arguments[0].arg if arguments else ""}
        named = [*arguments[len(bound) :], *function.args.kwonlyargs]
        assert length(function) <= 45, where
        # The arguments of a command are named on the command line.
        assert len(arguments) - len(bound) <= 3 or function.name.startswith("_") or path.name == "cli.py", where
        assert function.returns is not None, where
        assert all(argument.annotation for argument in named), where


def test_names_say_something():
    """No module, function or class is called by a word that fits anything."""
    names = {path.stem for path in MODULES}
    for path in MODULES:
        names |= {node.name for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    words = {word.lower() for name in names - GIVEN_NAMES for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)}

    assert not words & BANNED_WORDS


def test_nothing_is_left_for_later():
    """No marker or stub says that something is still to be written."""
    marker = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|NotImplementedErro[r])\b")

    for path in [*tracked("*.py"), *tracked("*.ipynb"), *tracked("*.sql")]:
        assert not marker.search(path.read_text("utf-8")), path.name


def test_notebooks_carry_no_output():
    """Numbers are made by running, they do not lie around in git."""
    for path in tracked("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not cell.get("outputs"), path.name
            assert cell.get("execution_count") is None, path.name


def test_files_name_no_machine():
    """No tracked file holds a path of somebody's machine or the address of a package registry."""
    place = re.compile(
        r"(^|[^A-Za-z0-9_.])/(?:work|farm|opt|root|home|Users)/|file:/{2}|--(?:extra-)?index-url|--find-link[s]"
        r"|https?:/{2}[^ \"]*/simple\b",
        re.MULTILINE,
    )
    binary = {".png", ".xlsx", ".xls", ".ods", ".parquet", ".pdf", ".zip", ".gz", ".ttf", ".otf"}

    for path in tracked():
        found = None if path.suffix in binary else place.search(path.read_text("utf-8", "replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"
