"""The doctor: a healthy project is healthy, and each illness is named with its cure."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from onestop_analysis.doctor import examine, to_json


def ill(project):
    return {check.name: check.advice for check in examine(project) if not check.ok}


def test_a_ready_project_is_healthy(sample_project, monkeypatch):
    """Nothing to do where the sample report can be made."""
    monkeypatch.delenv("ONESTOP_FONT", raising=False)

    assert ill(sample_project) == {}
    assert to_json(examine(sample_project))["ok"]


@pytest.mark.parametrize(
    ("harm", "name", "cure"),
    [
        ("", "lang-son, store", "onestop ingest"),
        ("data/centres/lang-son/centre.toml", "lang-son", "centre.toml"),
        ("onestop.toml", "notify", "[notify]"),
        ("data/store/lang-son/manifests/000001.json", "lang-son, store", "restore"),
    ],
)
def test_every_illness_has_a_cure(project, harm, name, cure):
    """No data, settings that cannot be read, a damaged manifest."""
    if harm:
        (project.root / harm).parent.mkdir(parents=True, exist_ok=True)
        (project.root / harm).write_text("[notify\n")

    assert cure in ill(project)[name]


def test_a_font_that_is_not_there_is_found_before_the_night(project, monkeypatch):
    """ONESTOP_FONT names a family that this machine does not have."""
    monkeypatch.setenv("ONESTOP_FONT", "No Such Font")

    assert "ONESTOP_FONT" in ill(project)["font"]


def test_the_command_says_it_by_its_exit_code(project):
    """1 when something is wrong, with a line for each check, JSON with --json."""
    command = [sys.executable, "-m", "onestop_analysis.cli", "doctor"]
    shown = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)
    asked = subprocess.run([*command, "--json"], cwd=project.root, capture_output=True, text=True, check=False)

    assert (shown.returncode, asked.returncode) == (1, 1)
    assert "!!  lang-son, store" in shown.stdout
    assert not json.loads(asked.stdout)["ok"]
