"""All reports of a quarter, unattended: plan, skip what is up to date, run side by side, name what failed."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from onestop_analysis.batch.crew import Crew, Rules
from onestop_analysis.batch.outcome import Outcome, Status, Summary
from onestop_analysis.batch.plan import HANOI, Planned, Task, Wanted, judge, tasks_of, today_in_vietnam
from onestop_analysis.catalogue import write_catalogue
from onestop_analysis.engine.client import ADDRESS, OwnNursery, can_fork
from onestop_analysis.engine.run import ENGINES
from onestop_analysis.errors import UserError, user_language
from onestop_analysis.notify import Notice
from onestop_analysis.publish import sweep
from onestop_analysis.report import Making, ReportParams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from onestop_analysis.project import Project

__all__ = ["Listener", "Outcome", "Planned", "Rules", "Summary", "Wanted", "plan_batch", "run_batch"]

RECORDS = ".batch"
STATUS: dict[str, Status] = {"build": "planned", "skip": "unchanged", "leave": "no_data"}


class Listener:
    """Told what happens during a batch; does nothing itself."""

    def begin(self, plan: Sequence[Planned]) -> None:
        """Before the first report."""

    def stage(self, task: Task, stage: str) -> None:
        """A report has come to a stage: notebook, html or pdf."""

    def done(self, outcome: Outcome) -> None:
        """The outcome of one report."""


def plan_batch(
    wishes: Sequence[Wanted],
    *,
    project: Project,
    out: Path | None = None,
    made: Making | None = None,
    today: date | None = None,
    force: bool = False,
    has_data: Callable[[ReportParams], bool] = lambda _params: True,
) -> list[Planned]:
    """What a batch would do, and why.

    Args:
        wishes: the reports asked for.
        project: where data lie.
        out: folder of the reports, default reports/.
        made: font and engine; formats come from the wishes.
        today: for `last-quarter` and the like; default: the date in Vietnam.
        force: build also what has not changed.
        has_data: whether there is anything to report; a centre that nobody named is left out where not.

    Raises:
        UserError: an unknown centre, period, rule, language or format.
    """
    chosen = replace(made or making(), wait=False, again=force)
    tasks = tasks_of(wishes, project=project, making=chosen, out=out, today=today or today_in_vietnam())
    plan = [judge(task, force=force) for task in tasks]
    return [
        Planned(item.task, "leave", "")
        if item.action == "build" and not item.task.named and not has_data(item.task.params)
        else item
        for item in plan
    ]


def run_batch(
    plan: Sequence[Planned],
    *,
    project: Project,
    out: Path | None = None,
    rules: Rules,
    listener: Listener | None = None,
) -> Summary:
    """Make what the plan says; a failing report stops no other one.

    KeyboardInterrupt ends the workers, publishes nothing half, and gives a summary that says so.
    """
    listener, folder = listener or Listener(), (out or project.reports) / RECORDS
    started, interrupted = time.monotonic(), False
    outcomes = {item.task.folder: Outcome(item.task, "not_started") for item in plan}
    _log(folder, f"batch: {len(plan)} reports, {rules.jobs} workers, process {os.getpid()}")
    listener.begin(plan)
    try:
        for item in plan:
            sweep(item.task.folder.parent)
            if item.action != "build":
                outcomes[item.task.folder] = Outcome(item.task, STATUS[item.action], item.reason)
                listener.done(outcomes[item.task.folder])
        wanted = [item.task for item in plan if item.action == "build"]
        with _surroundings(wanted) as variables:
            crew = Crew(project, rules, folder / "log", on_stage=listener.stage, variables=variables)
            for outcome in crew.run(wanted):
                outcomes[outcome.task.folder] = outcome
                _log(folder, outcome.record())
                listener.done(outcome)
    except KeyboardInterrupt:
        interrupted = True
    write_catalogue(project, out)
    summary = Summary(tuple(outcomes.values()), time.monotonic() - started, interrupted)
    _log(folder, summary.line())
    return summary


@contextmanager
def _surroundings(tasks: Sequence[Task]) -> Iterator[dict[str, str]]:
    """Variables for the workers: a folder for what they leave behind, one nursery for all where it is wanted."""
    with tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as temporary:
        variables = {"TMPDIR": temporary}
        if all(task.making.engine != "onestop" for task in tasks) or ADDRESS in os.environ:
            yield variables
            return
        nursery = OwnNursery()
        try:
            yield variables | {ADDRESS: nursery.address}
        finally:
            nursery.close()


def notice_of(summary: Summary) -> Notice:
    """What people are told about a batch; good news only when every centre has a report that is up to date."""
    ok = summary.ok and "no_data" not in summary.counts()
    words = {"vi": ("Báo cáo một cửa", "không có báo cáo nào"), "en": ("One-stop reports", "no report")}[
        user_language()
    ]
    lines = [item.line() for item in summary.outcomes if item.status != "unchanged"] or [words[1]]
    details = {key: value for key, value in summary.to_json().items() if key != "reports"}
    return Notice(
        ok, f"{words[0]}: {summary.line(named=False) if summary.outcomes else words[1]}", "\n".join(lines), details
    )


def preview(plan: Sequence[Planned]) -> Summary:
    """The plan in the form of a summary: for `--dry-run`."""
    rows = [Outcome(item.task, STATUS[item.action], item.reason) for item in plan]
    return Summary(tuple(rows), dry_run=True)


def making(engine: str = "auto", font: str | None = None) -> Making:
    """How reports are made; `auto` is the warm engine where processes can be forked, else stock papermill.

    Raises:
        UserError: no such engine.
    """
    if engine not in ("auto", *ENGINES):
        names = ", ".join(("auto", *ENGINES))
        raise UserError(f"không có engine {engine!r}; dùng: {names}", f"no engine {engine!r}; use: {names}")
    return Making(font=font, engine=best_engine() if engine == "auto" else engine)


def best_engine() -> str:
    """The warm engine where processes can be forked, else stock papermill."""
    return "onestop" if can_fork() else "stock"


def _log(folder: Path, text: str) -> None:
    """Add a line to the run log; a log that cannot be written stops no report."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "run.log").open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(HANOI):%Y-%m-%d %H:%M:%S} {text}\n")


def default_jobs() -> int:
    """One worker a core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
