"""Where the project is, which centres it has, and what the command line says about mistakes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.project import find_project, read_centre

CENTRE = """
name = "Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm"
short_name = "Trung tâm"
province = "Thử Nghiệm"
superior = "UBND TỈNH THỬ NGHIỆM"
place = "Thử Nghiệm"
signer_title = "GIÁM ĐỐC"
"""


@pytest.fixture(name="root")
def _root(tmp_path, monkeypatch):
    monkeypatch.delenv("ONESTOP_ROOT", raising=False)
    (tmp_path / "onestop.toml").touch()
    folder = tmp_path / "data" / "centres" / "thu-nghiem"
    folder.mkdir(parents=True)
    (folder / "centre.toml").write_text(CENTRE, "utf-8")
    return tmp_path


def test_the_nearest_folder_upwards_is_the_project(root):
    """Commands and notebooks find the project from any folder in it."""
    below = root / "notebooks" / "deep"
    below.mkdir(parents=True)

    assert find_project(below).root == root


def test_the_environment_names_the_project_first(root, tmp_path_factory, monkeypatch):
    """ONESTOP_ROOT wins over the working folder and needs no marker."""
    other = tmp_path_factory.mktemp("other")
    monkeypatch.setenv("ONESTOP_ROOT", str(other))

    assert find_project(root).root == other


def test_no_project_says_what_to_do(tmp_path, monkeypatch):
    """Outside a project the message names the marker and the variable."""
    monkeypatch.delenv("ONESTOP_ROOT", raising=False)

    with pytest.raises(UserError, match=r"onestop\.toml.*ONESTOP_ROOT"):
        find_project(tmp_path)


def test_an_unknown_centre_lists_the_known_ones(root):
    """A misspelt centre is answered with what there is."""
    with pytest.raises(UserError, match="thu-nghiem"):
        read_centre(find_project(root), "thu-nghem")


def test_a_broken_centre_file_names_file_and_cause(root):
    """A missing or unknown key in centre.toml is named."""
    (root / "data/centres/thu-nghiem/centre.toml").write_text('nme = "x"', "utf-8")

    with pytest.raises(UserError, match="nme"):
        read_centre(find_project(root), "thu-nghiem")


def _run(*arguments, root, lang="vi"):
    environment = os.environ | {"ONESTOP_ROOT": str(root), "ONESTOP_LANG": lang}
    command = [sys.executable, "-m", "onestop_analysis.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["indicators", "thu-nghem", "2021-Q1"], 1, "không có trung tâm"),
        (["indicators", "thu-nghiem", "2021-Q9"], 1, "không hiểu kỳ báo cáo"),
        (["indicators", "thu-nghiem", "2021-Q1", "--rule", "coin"], 1, "coin"),
        (["indicators", "thu-nghiem", "2021-Q1"], 1, "chưa có dữ liệu"),
        (["report", "thu-nghiem", "2021-Q1", "--as-of", "hôm qua"], 1, "hôm qua"),
        (["report", "thu-nghiem", "2021-Q1", "--no-such-option"], 2, "no-such-option"),
        (["ingest", "khong-co.csv", "--centre", "../x"], 1, "../x"),
    ],
)
def test_a_users_mistake_is_one_sentence_on_stderr(root, arguments, code, said):
    """Exit code 1 or 2, nothing on stdout, no traceback."""
    done = _run(*arguments, root=root)

    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_messages_follow_the_users_language(root):
    """The same mistake is told in English to who reads English."""
    assert "no centre" in _run("indicators", "thu-nghem", "2021-Q1", root=root, lang="en").stderr


def test_json_is_one_object_and_nothing_else(sample_project):
    """`indicators --json` prints the observations in the form that others build on."""
    done = _run("indicators", "lang-son", "2021-Q1", "--json", root=sample_project.root)
    rows = {row["id"]: row for row in json.loads(done.stdout)["observations"]}

    assert rows["2021-Q1/resolved/timeliness=early"] == {
        "id": "2021-Q1/resolved/timeliness=early",
        "measure": "resolved",
        "breakdown": {"timeliness": "early"},
        "value": 5738,
        "whole": 28869,
        "share": 19.88,
        "unit": "dossier",
        "period": {"label": "2021-Q1", "start": "2021-01-01", "end": "2021-03-31", "convention": "calendar"},
        "source": rows["2021-Q1/received"]["source"],
    }
