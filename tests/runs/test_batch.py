"""A batch: what is made, what is skipped, and what happens when something goes wrong in the middle."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from types import SimpleNamespace

import psutil
import pytest

from onestop_analysis import inputs
from onestop_analysis.batch import Listener, Rules, Wanted, notice_of, plan_batch, preview, run_batch
from onestop_analysis.batch.outcome import Outcome
from onestop_analysis.batch.plan import judge, own_schedules, period_labels, read_schedule
from onestop_analysis.cli_runs import _store_has_data
from onestop_analysis.engine.client import ADDRESS
from onestop_analysis.errors import UserError
from onestop_analysis.locks import BusyError, locked
from onestop_analysis.publish import draft_folder, publish, sweep
from onestop_analysis.report import Making, ReportParams

QUARTERS = Wanted("2020-Q1..2020-Q4", ("lang-son",))
INTERRUPTIBLE = """\
import time
(root / "started").write_text(str(os.getpid()))
(root / "started").rename(root / "here")
time.sleep(600)
"""
RULES = Rules(jobs=2, timeout=60, retries=0)


def run(project, wanted=QUARTERS, rules=RULES, **changes):
    return run_batch(plan_batch([wanted], project=project, **changes), project=project, rules=rules)


def statuses(summary):
    return {item.task.params.period: item.status for item in summary.outcomes}


def published(project):
    return sorted(path.parts[-3] for path in project.reports.glob("*/*/manifest.json"))


def stray(project):
    """Files and folders below reports/ that belong to nobody."""
    return [path for path in project.reports.glob("*/.*") if path.parent.name != ".batch"]


def onestop(project, *arguments):
    """The command line, in a process of its own."""
    command = [sys.executable, "-m", "onestop_analysis.cli", *arguments]
    return subprocess.Popen(
        command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy()
    )


def wait_for(condition, seconds=30.0):
    """Wait until something is true; False when it never becomes so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_one_bad_quarter_stops_no_other(project, trouble):
    """All others are published, the failure is named with its cause, and the exit code is 1."""
    trouble("2020-Q2", "raise ValueError('no such column')")

    done = onestop(project, "batch", "--centres", "lang-son", "--periods", QUARTERS.periods, "--json")
    output, lines = done.communicate(timeout=120)

    rows = {row["period"]: row for row in json.loads(output)["reports"]}
    assert done.returncode == 1
    assert published(project) == ["2020-Q1", "2020-Q3", "2020-Q4"]
    assert rows["2020-Q2"]["status"] == "failed"
    assert "no such column" in rows["2020-Q2"]["reason"]
    assert "2020-Q2/lang-son: FAILED" in lines
    assert "no such column" in (project.reports / ".batch" / "log" / "2020-Q2" / "lang-son.log").read_text()
    assert "no such column" in (project.reports / ".batch" / "run.log").read_text()


def test_a_second_run_does_only_what_is_missing(project, trouble):
    """After the cause is mended, only the failed report is made; then nothing at all."""
    trouble("2020-Q2", "raise ValueError")
    run(project)
    trouble("2020-Q2", "")

    assert statuses(run(project)) == {"2020-Q2": "built"} | dict.fromkeys(
        ["2020-Q1", "2020-Q3", "2020-Q4"], "unchanged"
    )
    assert set(statuses(run(project)).values()) == {"unchanged"}


@pytest.fixture(name="one")
def _one(project):
    """The plan of a quarter that is published already, as a function of what is changed."""
    wanted = Wanted("2020-Q1", ("lang-son",))
    assert run(project, wanted).ok
    return lambda **changes: plan_batch([wanted], project=project, **changes)[0]


def test_only_what_a_report_depends_on_makes_it_again(project, one):
    """Notes of its own quarter, events, data, notebook and tables count; notes of other quarters do not."""
    folder = project.centre_folder("lang-son")
    (folder / "notes" / "2020-Q4.md").write_text("## Other")
    assert one().reason == "unchanged"

    reasons = {}
    for path in ("data/centres/lang-son/notes/2020-Q1.md", "data/store/lang-son/manifests/000001.json",
                 "data/reference/agencies.csv", "notebooks/quarterly_report.ipynb"):  # fmt: skip
        target = project.root / path
        before = target.read_bytes() if target.exists() else None
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("changed")
        reasons[target.name] = one().reason
        target.unlink() if before is None else target.write_bytes(before)

    assert reasons == {
        "2020-Q1.md": "changed: centre",
        "000001.json": "changed: data",
        "agencies.csv": "changed: reference",
        "quarterly_report.ipynb": "changed: notebook",
    }
    assert one().reason == "unchanged"


def test_another_version_of_anything_makes_a_report_again(one, monkeypatch, tmp_path):
    """The package's own code, and a library of the lock file."""
    (tmp_path / "story.py").write_text("changed")
    with monkeypatch.context() as changed:
        changed.setattr(inputs, "PACKAGE", tmp_path)
        assert one().reason == "changed: code"
    with monkeypatch.context() as changed:
        changed.setattr(inputs, "versions", lambda: {"matplotlib": "4.0"})
        assert one().reason == "changed: environment"

    assert one().reason == "unchanged"


def test_another_file_of_a_font_makes_a_report_again(project, monkeypatch, tmp_path):
    """A font of this machine is known by its files, not by its name alone."""
    file = tmp_path / "some.ttf"
    file.write_bytes(b"one")
    font = SimpleNamespace(family="Some", path=str(file))
    monkeypatch.setattr("typst.Fonts", lambda **_: SimpleNamespace(fonts=lambda: [font]))
    task = plan_batch([Wanted("2020-Q1")], project=project, made=Making(font="Some"))[0].task
    file.write_bytes(b"two")
    inputs.font_files.cache_clear()
    other = plan_batch([Wanted("2020-Q1")], project=project, made=Making(font="Some"))[0].task
    inputs.font_files.cache_clear()

    assert {name for name in task.inputs if task.inputs[name] != other.inputs[name]} == {"font"}


def test_settings_and_damage_make_a_report_again(project, one, monkeypatch):
    """Another font or format, a file that is not as published, or --force."""
    assert one(force=True).reason == "forced"
    monkeypatch.setenv("ONESTOP_FONT", "DejaVu Sans")
    assert one().reason == "changed: settings, font"
    monkeypatch.delenv("ONESTOP_FONT")
    page = project.reports / "2020-Q1" / "lang-son" / "report.html"
    page.write_text(page.read_text() + " ")
    assert one().reason == "damaged: report.html"
    page.unlink()
    assert one().reason == "damaged: report.html"
    (page.parent / "manifest.json").write_text("{")
    assert one().reason == "damaged: manifest.json"


def test_a_dry_run_writes_nothing(project):
    """The plan is shown with its reasons and no file appears."""
    done = onestop(project, "batch", "--centres", "lang-son", "--periods", QUARTERS.periods, "--dry-run", "--json")
    output, _ = done.communicate(timeout=60)

    assert done.returncode == 0
    assert {row["reason"] for row in json.loads(output)["reports"]} == {"new"}
    assert not project.reports.exists()


def test_centres_without_data_are_left_out_by_name(project):
    """Nobody asked for this centre: it is said that it has no data, and no report fails unless none is left."""
    asked = {"project": project, "has_data": lambda params: params.period != "2020-Q2"}
    plan = plan_batch([Wanted("2020-Q1..2020-Q2")], **asked)
    named = plan_batch([Wanted("2020-Q2", ("lang-son",))], **asked)

    summary = run_batch(plan, project=project, rules=RULES)

    assert statuses(summary) == {"2020-Q1": "built", "2020-Q2": "no_data"}
    assert summary.ok
    assert not notice_of(summary).ok
    assert summary.outcomes[1].line() == "2020-Q2/lang-son: no data"
    assert [item.status for item in preview(plan).outcomes] == ["planned", "no_data"]
    assert [item.action for item in named] == ["build"]
    assert not preview(plan[1:]).ok


def test_the_store_knows_which_periods_have_data(sample_project):
    """Dossiers, at the time asked for, between the first end and the last event; else a form or a release."""
    has_data = _store_has_data(sample_project)

    found = [has_data(ReportParams(period=period)) for period in ("2018-Q4", "2019-Q1", "2020", "2021-Q1", "2021-04")]

    assert found == [False, True, True, True, False]
    assert not has_data(ReportParams(period="2020-Q4", as_of="2019-01-01"))
    assert has_data(ReportParams(as_of="2019-01-01"))  # its release states it


def test_formats_asked_for_are_those_made(project):
    """Without PDF there is no PDF, and asking for it later makes the report again."""
    page_only = Wanted("2020-Q1", ("lang-son",), formats=("html",))

    assert run(project, page_only).ok
    assert not (project.reports / "2020-Q1" / "lang-son" / "report.pdf").exists()
    assert plan_batch([Wanted("2020-Q1", ("lang-son",))], project=project)[0].reason == "changed: settings"


class Hurry(Listener):
    """A clock that jumps ahead once so many reports are done: however slow the machine, only what hangs is late."""

    def __init__(self, reports):
        self.left = reports

    def done(self, outcome):  # noqa: ARG002 - of a listener
        self.left -= 1

    def monotonic(self):
        return time.monotonic() + (0 if self.left else RULES.timeout)


def test_a_report_that_hangs_is_ended(project, trouble, monkeypatch):
    """After its time a report is stopped and named; the others are made, and nothing of it stays behind."""
    trouble("2020-Q2", "import time; time.sleep(600)")
    clock = Hurry(3)
    monkeypatch.setattr("onestop_analysis.batch.crew.time", clock)

    summary = run_batch(plan_batch([QUARTERS], project=project), project=project, rules=RULES, listener=clock)

    assert published(project) == ["2020-Q1", "2020-Q3", "2020-Q4"]
    assert [item.reason for item in summary.failures] == ["took longer than 60 seconds and was stopped"]
    assert stray(project) == []


@pytest.mark.parametrize(
    "code", ["import os; os._exit(0)", "raise SystemExit(0)", "import os; os.kill(os.getpid(), 9)"]
)
def test_a_kernel_that_ends_quietly_is_a_failure(project, trouble, code):
    """Leaving with code 0 in the middle is not success."""
    trouble("2020-Q1", code)

    summary = run(project, Wanted("2020-Q1", ("lang-son",)))

    assert [item.status for item in summary.outcomes] == ["failed"]
    assert published(project) == []
    assert stray(project) == []


def test_what_was_cut_off_is_tried_again(project, trouble):
    """A kernel that dies once costs a second try, which the outcome says."""
    trouble("2020-Q1", "mark = root / 'mark'\nif not mark.exists(): mark.write_text(''); os._exit(1)")

    summary = run(project, Wanted("2020-Q1", ("lang-son",)), Rules(jobs=1, timeout=60, retries=1))

    assert [(item.status, item.attempts) for item in summary.outcomes] == [("built", 2)]
    assert "kernel died" in summary.outcomes[0].reason


def test_a_mistake_is_not_tried_again(project, trouble):
    """An error of the notebook's own comes back however often it is run."""
    trouble("2020-Q1", "(root / 'count').open('a').write('x'); raise ValueError")

    run(project, Wanted("2020-Q1", ("lang-son",)), Rules(jobs=1, timeout=60, retries=3))

    assert (project.root / "count").read_text() == "x"


def test_stop_at_the_first_failure_if_asked(project, trouble):
    """With --stop nothing is begun after a failure, and the summary says what was not started."""
    trouble("2020-Q1", "raise ValueError")

    summary = run(project, rules=Rules(jobs=1, timeout=60, retries=0, stop_early=True))

    assert list(statuses(summary).values()) == ["failed", "not_started", "not_started", "not_started"]
    assert not summary.ok


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_batch_leaves_whole_reports_only(project, trouble, number, monkeypatch):
    """A service's stop or kill -9: no half report, no process left, and the next run does the rest."""
    monkeypatch.delenv(ADDRESS, raising=False)  # the batch starts a nursery of its own
    trouble("2020-Q3", INTERRUPTIBLE)
    started = onestop(project, "batch", "--centres", "lang-son", "--periods", QUARTERS.periods, "--jobs", "1")
    assert wait_for((project.root / "here").exists)
    kernel = int((project.root / "here").read_text())
    family = psutil.Process(started.pid).children(recursive=True)

    started.send_signal(number)
    started.communicate(timeout=30)

    assert started.returncode == (-9 if number == signal.SIGKILL else 1)
    assert wait_for(lambda: not any(process.is_running() for process in family))
    assert not psutil.pid_exists(kernel)
    assert published(project) == ["2020-Q1", "2020-Q2"]
    trouble("2020-Q3", "")
    assert list(statuses(run(project)).values()) == ["unchanged", "unchanged", "built", "built"]
    assert stray(project) == []


def test_two_batches_share_the_work(project):
    """Run at the same time on one folder, each report is made once and both batches end well."""
    arguments = ("batch", "--centres", "lang-son", "--periods", QUARTERS.periods, "--json")

    outputs = [started.communicate(timeout=120)[0] for started in [onestop(project, *arguments) for _ in range(2)]]

    rows = [row for output in outputs for row in json.loads(output)["reports"]]
    assert sorted(row["status"] for row in rows) == ["built"] * 4 + ["unchanged"] * 4
    assert published(project) == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"]
    assert stray(project) == []


def test_what_a_report_was_made_from_and_how_long_it_took(project):
    """The manifest has inputs, libraries and checks and no time; the run log has the seconds of each stage."""
    assert run(project, Wanted("2020-Q1", languages=("vi", "en"))).ok
    manifest = json.loads((project.reports / "2020-Q1" / "lang-son" / "manifest.json").read_text("utf-8"))
    line = (project.reports / ".batch" / "run.log").read_text("utf-8").splitlines()[1]

    assert {"data", "code", "environment", "settings"} <= set(manifest["inputs"])
    assert {"python", "matplotlib", "typst"} <= set(manifest["libraries"])
    assert manifest["checks"][-1] == "all languages state the same facts"
    assert "seconds" not in json.dumps(manifest)
    assert re.search(r"2020-Q1/lang-son: built .*\(notebook [0-9.]+, html [0-9.]+, pdf [0-9.]+", line)


def test_many_centres_in_one_batch(tmp_path, make_project):
    """Every centre in every period, and the same bytes with one worker and with two."""
    project = make_project(tmp_path / "p", centres=("lang-son", "cao-bang"))
    wanted = Wanted("2020-07")
    first = run_batch(
        plan_batch([wanted], project=project, out=tmp_path / "a"), project=project, out=tmp_path / "a", rules=RULES
    )
    alone = Rules(jobs=1, timeout=60)
    run_batch(
        plan_batch([wanted], project=project, out=tmp_path / "b"), project=project, out=tmp_path / "b", rules=alone
    )

    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").glob("[0-9]*/*/*")}

    assert first.ok
    assert {path.parts[1] for path in files if path.name == "report.pdf"} == {"lang-son", "cao-bang"}
    assert all(
        (tmp_path / "b" / path).read_bytes() == content for path, content in files.items() if path.parts[0] != ".batch"
    )


@pytest.mark.parametrize(
    ("today", "wanted", "convention", "label"),
    [
        ("2021-04-05", "last-quarter", "calendar", "2021-Q1"),
        ("2021-03-31", "last-quarter", "calendar", "2020-Q4"),
        ("2021-03-15", "last-quarter", "vpcp", "2021-Q1"),
        ("2021-03-14", "last-quarter", "vpcp", "2020-Q4"),
        ("2021-01-01", "last-month", "calendar", "2020-12"),
        ("2021-07-01", "last-half", "calendar", "2021-H1"),
        ("2021-07-01", "last-year", "calendar", "2020"),
    ],
)
def test_a_timer_asks_for_the_last_complete_period(today, wanted, convention, label):
    """`last-quarter` is the one that has ended, under the convention of the report."""
    assert period_labels(wanted, convention, today=date.fromisoformat(today)) == [label]


def test_a_schedule_file_says_what_to_make(tmp_path, project):
    """Tables of a TOML file become wishes; the example of the centre is one."""
    path = tmp_path / "schedule.toml"
    path.write_text('[[report]]\nperiods = "2020-Q1,2020-Q2"\ncentres = ["lang-son"]\nformats = ["html"]\n')

    assert read_schedule(path) == [Wanted("2020-Q1,2020-Q2", ("lang-son",), formats=("html",))]
    assert own_schedules(project)[0].centres == ("lang-son",)


@pytest.mark.parametrize("text", ["report = 1", '[[report]]\nperiod = "2020"', "[[report]]", "[[report]\n"])
def test_a_schedule_that_cannot_be_read_is_refused(tmp_path, text):
    """An unknown key, a missing period or broken TOML is one sentence that names the file."""
    path = tmp_path / "schedule.toml"
    path.write_text(text)

    with pytest.raises(UserError, match=r"schedule\.toml"):
        read_schedule(path)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("2020-Q1", ("khong-co",)),
        Wanted("2020-Q5", ("lang-son",)),
        Wanted("2020-Q1", ("lang-son",), languages=("fr",)),
        Wanted("2020-Q1", ("lang-son",), formats=("docx",)),
        Wanted("2020-Q1", ("lang-son",), rule="coin"),
    ],
)
def test_a_wrong_wish_stops_the_batch_before_it_begins(project, wanted):
    """Unknown centre, period, language, format or rule."""
    with pytest.raises(UserError):
        plan_batch([QUARTERS, wanted], project=project)


def test_two_reports_for_one_folder_are_refused(project):
    """The same quarter by two rules would overwrite each other; the same wish twice is one task."""
    assert len(plan_batch([QUARTERS, QUARTERS], project=project)) == 4
    with pytest.raises(UserError, match="2020-Q1/lang-son"):
        plan_batch([QUARTERS, Wanted("2020-Q1", ("lang-son",), as_of="2021-01-01")], project=project)


def test_a_published_report_is_never_half_old(tmp_path):
    """Publishing puts the whole new folder in the place of the whole old one."""
    target = tmp_path / "2020-Q1" / "lang-son"
    for content in ("old", "new"):
        with draft_folder(target) as draft:
            (draft / content).write_text(content)
            publish(draft, target)

    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(target.parent.iterdir()) == [target]


def test_one_writer_at_a_time(tmp_path):
    """A second writer of the same folder is told so, and has its turn afterwards."""
    target = tmp_path / "2020-Q1" / "lang-son"
    with draft_folder(target), pytest.raises(BusyError), draft_folder(target, wait=False):
        pass
    with draft_folder(target, wait=False):
        pass
    with locked(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()
    assert not (tmp_path / "2020-Q1").exists()


def test_drafts_of_the_dead_are_removed(tmp_path):
    """What a killed writer left goes; what a living one is making stays."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for pid in (ended.pid, os.getpid()):
        (tmp_path / f".report-{pid}-x").mkdir()

    assert [path.name for path in sweep(tmp_path)] == [f".report-{ended.pid}-x"]
    assert [path.name for path in tmp_path.iterdir()] == [f".report-{os.getpid()}-x"]


def test_lines_speak_the_users_language(project, monkeypatch):
    """The reasons of the plan are words of the user's language."""
    task = plan_batch([QUARTERS], project=project)[0].task
    monkeypatch.setenv("ONESTOP_LANG", "vi")

    assert Outcome(task, "planned", "changed: data").line() == "2020-Q1/lang-son: sẽ lập · đã thay đổi: data"
    assert judge(task, force=True).reason == "forced"
