"""The set-up: one list of packages, locked by hash, the same on every machine, and clear where it cannot work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-lab.lock", "requirements-dev.lock", "requirements-spark.lock")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ]+)(?: ;.*)? \\$")

# A stand-in for uv: writes down how it was called; `venv` makes what the set-up needs to go on.
FAKE_UV = """#!/bin/sh
case "$1" in --version) echo "uv 0.13.9"; exit;; esac
echo "$* | ${UV_CONSTRAINT:-} | ${UV_DEFAULT_INDEX:-}" >>"$CALLS"
case "$1 $2" in
"venv "*) mkdir -p .venv/bin; ln -sf "$REAL_PYTHON" .venv/bin/python;;
"pip sync") [ -z "${BREAK:-}" ] || exit 1;;
esac
"""
# A stand-in for a Python that is good enough but has no pip.
PYTHON_WITHOUT_PIP = """#!/bin/sh
case "$2" in pip) exit 1;; esac
exit 0
"""


def locked(name: str) -> set[tuple[str, str]]:
    """(package, version) of a lock file; a package may have one version for each Python."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {(match["name"], match["version"]) for match in map(PINNED.match, lines) if match}


@pytest.fixture
def checkout(tmp_path):
    """The files that the set-up reads, in a folder whose name has a space, and a folder for stand-in programs."""
    root = tmp_path / "bản sao 1"
    shutil.copytree(ROOT / ".ci", root / ".ci")
    for name in ("pyproject.toml", "requirements-tools.lock", *LOCKS):
        shutil.copy(ROOT / name, root / name)
    (tmp_path / "bin").mkdir()
    for name in ("sh", "sed", "cat", "cksum", "dirname", "rm", "mv", "mkdir", "ln", "printf"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return root


def add_program(checkout: Path, name: str, text: str) -> None:
    path = checkout.parent / "bin" / name
    path.write_text(text)
    path.chmod(0o755)


def set_up(checkout: Path, what: str, **variables: str) -> subprocess.CompletedProcess[str]:
    variables = {
        "PATH": str(checkout.parent / "bin"),
        "CALLS": str(checkout.parent / "calls"),
        "REAL_PYTHON": str(Path(sys.executable).resolve()),
        **variables,
    }
    return subprocess.run(
        ["sh", str(checkout / ".ci" / "setup"), what], env=variables, capture_output=True, text=True, check=False
    )


def calls(checkout: Path) -> list[str]:
    path = checkout.parent / "calls"
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("name", [*LOCKS, "requirements-tools.lock"])
def test_every_locked_package_has_hashes_and_no_address(name):
    """A lock names versions and hashes, never where to get them."""
    text = (ROOT / name).read_text("utf-8")
    logical = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("    #")]

    assert logical
    assert all("--hash=sha256:" in line for line in logical)
    assert "://" not in text
    assert not re.search(r"(?m)^\s*--(?!hash)", text)


def test_larger_locks_contain_the_smaller_ones():
    """What a report is computed with is the same for the server, the analyst and the tests."""
    base, lab, dev, spark = map(locked, LOCKS)

    assert base < lab < dev < spark


@pytest.mark.parametrize(
    ("name", "extras"), list(zip(LOCKS, ((), ("lab",), ("lab", "dev"), ("lab", "dev", "spark")), strict=True))
)
def test_locks_satisfy_the_project(name, extras):
    """Every requirement of pyproject.toml is in its lock, in a version that fits."""
    project = PROJECT["project"]
    wanted = [*project["dependencies"], *PROJECT["dependency-groups"]["build"]]
    wanted += [item for extra in extras for item in project["optional-dependencies"][extra]]
    versions = {package: Version(version) for package, version in locked(name)}

    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def test_the_build_tools_are_locked_too():
    """The set-up builds without isolation: what build-system asks for is in the locks, in the same version."""
    assert set(PROJECT["build-system"]["requires"]) <= set(PROJECT["dependency-groups"]["build"])
    assert {Requirement(r).name for r in PROJECT["dependency-groups"]["bootstrap"]} == {
        package for package, _ in locked("requirements-tools.lock")
    }


def test_conda_environment_installs_the_project_itself():
    """environment.yml names Python, pip and the project's own extra, and no package a second time."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    python, pip, pinned = environment["dependencies"]

    assert pip == "pip"
    assert pinned == {"pip": ["-e .[lab]"]}
    assert "lab" in PROJECT["project"]["optional-dependencies"]
    assert Requirement(python.replace("=", "==", 1)).name == "python"
    assert Requirement(f"python{PROJECT['project']['requires-python']}").specifier.contains(python.split("=")[1])


def test_commit_hooks_use_the_locked_tools():
    """pre-commit runs the programs of .venv, so its versions cannot differ from those of `make lint`."""
    repos = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    packages = {package for package, _ in locked("requirements-dev.lock")}

    assert [repo["repo"] for repo in repos] == ["local"]
    for hook in repos[0]["hooks"]:
        program = hook["entry"].split()[0]
        assert program.removeprefix(".venv/bin/") in packages


def test_ci_runs_the_same_targets_as_people_do():
    """.ci/run fails when anything fails and calls make, nothing of its own."""
    text = (ROOT / ".ci" / "run").read_text("utf-8")

    assert text.startswith("#!/usr/bin/env bash")
    assert "set -euo pipefail" in text
    assert re.findall(r"(?m)^make (.+?) </dev/null", text) == ["chromium java axe spark", '--keep-going lint "$tests"']
    assert re.findall(r"tests=([a-z-]+)", text) == ["test-all", "test"]


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_help_lists_every_target():
    """Whoever types `make help` sees every target that is meant for people."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"(?m)^\.PHONY: (.+)$", makefile)[1].split()) - {"chromium", "java", "axe"}
    shown = subprocess.run(["make", "-s", "-C", ROOT, "help"], capture_output=True, text=True, check=True).stdout

    assert {line.split()[1] for line in shown.splitlines() if line.startswith("  make")} == targets


def test_set_up_installs_the_lock_with_hashes(checkout):
    """The environment gets exactly the lock, checked by hash, and the project without further downloads."""
    add_program(checkout, "uv", FAKE_UV)
    add_program(checkout, "python3", PYTHON_WITHOUT_PIP)
    done = set_up(checkout, "lab", UV_CONSTRAINT="mine.txt", PIP_INDEX_URL="mirror")

    assert done.returncode == 0, done.stderr
    venv, sync, install = calls(checkout)
    assert venv.startswith("venv --quiet --clear")
    assert "pip sync" in sync
    assert "--require-hashes" in sync
    assert "requirements-lab.lock |  | mirror" in sync  # no constraint of the machine, but its mirror
    assert "--no-deps --no-build-isolation" in install


def test_set_up_does_nothing_when_nothing_changed(checkout):
    """A repeat does not even ask uv; a changed lock updates the environment in place."""
    add_program(checkout, "uv", FAKE_UV)
    add_program(checkout, "python3", PYTHON_WITHOUT_PIP)
    set_up(checkout, "dev")
    before = calls(checkout)
    set_up(checkout, "dev")
    set_up(checkout, "lab")  # the tests' environment has all of the analyst's

    assert calls(checkout) == before
    with (checkout / "requirements-dev.lock").open("a") as lock:
        lock.write("# changed\n")
    set_up(checkout, "lab")
    assert [call.split()[:2] for call in calls(checkout)[len(before) :]] == [["pip", "sync"], ["pip", "install"]]


def test_interrupted_set_up_is_not_taken_for_done(checkout):
    """When the installation breaks off, the next run starts from an empty environment."""
    add_program(checkout, "uv", FAKE_UV)
    add_program(checkout, "python3", PYTHON_WITHOUT_PIP)
    set_up(checkout, "lab")
    with (checkout / "requirements-lab.lock").open("a") as lock:
        lock.write("# changed\n")
    broken = set_up(checkout, "lab", BREAK="1")

    assert broken.returncode != 0
    assert not (checkout / ".venv" / ".ready").exists()
    assert set_up(checkout, "lab").returncode == 0
    assert calls(checkout)[-3].startswith("venv --quiet --clear")


def test_moved_project_gets_a_new_environment(checkout):
    """Programs of an environment carry their folder's name: after a move they are made anew."""
    add_program(checkout, "uv", FAKE_UV)
    add_program(checkout, "python3", PYTHON_WITHOUT_PIP)
    set_up(checkout, "lab")
    moved = checkout.rename(checkout.with_name("moved"))
    set_up(moved, "lab")

    assert calls(moved)[-3].startswith("venv --quiet --clear")


@pytest.mark.parametrize(
    ("programs", "variables", "advice"),
    [
        ({}, {}, "python3-pip"),
        ({"python3": "#!/bin/sh\nexit 1\n"}, {}, "3.11"),
        ({"python3": PYTHON_WITHOUT_PIP}, {}, "ensurepip"),
        ({"python3": PYTHON_WITHOUT_PIP}, {"PYTHON": "python2"}, "make PYTHON=python3.12"),
    ],
    ids=["no Python", "wrong Python", "no pip", "wrong PYTHON"],
)
def test_set_up_says_what_to_install(checkout, programs, variables, advice):
    """Without Python, pip or uv the set-up names what is missing, in Vietnamese and in English, and leaves nothing."""
    for name, text in programs.items():
        add_program(checkout, name, text)
    done = set_up(checkout, "lab", **variables)

    assert done.returncode == 1
    vietnamese, english = done.stderr.splitlines()
    assert advice in vietnamese
    assert advice in english
    assert "hãy" in vietnamese
    assert not (checkout / ".venv").exists()
