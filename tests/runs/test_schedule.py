"""Timer files: what systemd makes of them, and what the others say."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import time
from pathlib import Path

import pytest
import yaml

from onestop_analysis.errors import UserError
from onestop_analysis.schedule import KINDS, UNTESTED, Moment, parse_time, schedule_files

ROOT = Path("/srv/one stop/100%")
PYTHON = Path("/srv/one stop/.venv/bin/python")


def files(kind, moment=None):
    root = ROOT.parent if kind == "windows" else ROOT  # there a percent sign is refused
    return schedule_files(kind, root=root, moment=moment or Moment(), python=PYTHON)


def test_systemd_runs_it_on_the_fifth_in_vietnam():
    """The timer names the zone, catches up after a switched-off machine, and quotes what needs quotes."""
    made = files("systemd")

    assert "OnCalendar=*-01,04,07,10-05 06:00:00 Asia/Ho_Chi_Minh\n" in made["onestop-batch.timer"]
    assert "Persistent=true" in made["onestop-batch.timer"]
    assert "WorkingDirectory=/srv/one stop/100%%\n" in made["onestop-batch.service"]
    assert '"/srv/one stop/.venv/bin/python" "-m" "onestop_analysis.cli" "batch"' in made["onestop-batch.service"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_accepts_the_units(tmp_path):
    """systemd-analyze verifies both units and reads the calendar as 5 January, April, July and October, 06:00."""
    root = tmp_path / "one stop 100%"
    root.mkdir()
    made = schedule_files("systemd", root=root, moment=Moment())
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    units = [str(tmp_path / name) for name in made]

    verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    line = next(line for line in made["onestop-batch.timer"].splitlines() if line.startswith("OnCalendar="))
    dates = subprocess.run(
        ["systemd-analyze", "calendar", "--base-time=2021-01-06", "--iterations=4", line.partition("=")[2]],
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    ).stdout

    assert not [row for row in verified.stderr.splitlines() if "onestop-batch" in row]
    assert verified.returncode == 0
    for date in ("2021-04-05 06:00:00", "2021-07-05 06:00:00", "2021-10-05 06:00:00", "2022-01-05 06:00:00"):
        assert date in dates


@pytest.mark.parametrize("kind", ["cron", "windows", "github"])
def test_the_others_say_that_they_are_untested(kind):
    """Nobody takes an untried file for a tried one."""
    assert all(UNTESTED in text.splitlines()[0] for text in files(kind).values())


def test_cron_locks_and_escapes():
    """A second run does not start beside the first, and a percent sign does not end the line."""
    text = files("cron")["onestop.cron"]

    assert "CRON_TZ=Asia/Ho_Chi_Minh\n0 6 5 1,4,7,10 * cd '/srv/one stop/100\\%' && flock -n" in text


@pytest.mark.parametrize(("at", "line"), [(time(6), "0 23 4 1,4,7,10 *"), (time(7, 30), "30 0 5 1,4,7,10 *")])
def test_github_runs_at_the_same_moment_in_utc(at, line):
    """Six in the morning in Hanoi is eleven at night the day before in UTC."""
    content = yaml.safe_load(files("github", Moment(at=at))["reports.yml"])

    assert content[True]["schedule"] == [{"cron": line}]
    assert content["jobs"]["batch"]["steps"][3]["run"].endswith("batch --periods last-quarter --notify")


def test_windows_names_months():
    """Windows wants names of months, the time and the command in quotes."""
    text = files("windows", Moment("month", 3, time(5, 30)))["onestop-batch.cmd"]

    assert "/M JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC /D 3 /ST 05:30" in text
    assert "last-month" in text


@pytest.mark.parametrize(
    ("kind", "folder"),
    [("systemd", "a\nExecStartPre=/bin/true"), ("systemd", 'a"b'), ("systemd", "a$b"), ("cron", "a\n* * * * * x"),
     ("windows", "a%PATH%"), ("windows", "a\nb")],
)  # fmt: skip
def test_a_folder_never_becomes_a_line_of_its_own(kind, folder):
    """A name that the file would read as something else is refused, and named."""
    with pytest.raises(UserError, match=kind):
        schedule_files(kind, root=Path("/srv") / folder, moment=Moment(), python=PYTHON)


@pytest.mark.parametrize("wrong", [{"every": "week"}, {"day": 1}, {"day": 31}])
def test_moments_that_do_not_always_come_are_refused(wrong):
    """The 31st would leave quarters out; the first of the month is too early for some zones."""
    with pytest.raises(UserError):
        Moment(**wrong)


def test_times_and_kinds_are_checked():
    """Another form of time, or an unknown kind, is a sentence."""
    assert parse_time("6:05") == time(6, 5)
    with pytest.raises(UserError):
        parse_time("25:00")
    with pytest.raises(UserError):
        files("at")
    assert len(KINDS) == 4
