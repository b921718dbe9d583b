"""Commands of the unattended run; `cli` registers them."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onestop_analysis.batch import Listener, Wanted
    from onestop_analysis.notify import Notice
    from onestop_analysis.project import Project
    from onestop_analysis.report import ReportParams

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
FAILED = 1


def batch(  # noqa: PLR0913 - options of a command
    *,
    centres: Annotated[str, typer.Option(help="Slugs, e.g. lang-son,cao-bang (default: all with data).")] = "",
    periods: Annotated[str, typer.Option(help="2019-Q2..2021-Q1, lists with commas, or last-quarter.")] = "",
    schedule: Annotated[Path | None, typer.Option(help="TOML file with [[report]] tables.")] = None,
    convention: Annotated[str, typer.Option(help="calendar | vpcp (15th to 14th).")] = "calendar",
    rule: Annotated[str, typer.Option(help="Named timeliness rule.")] = "date",
    as_of: Annotated[str, typer.Option("--as-of", help="Only what was known at that time.")] = "",
    lang: Annotated[str, typer.Option(help="Languages, with commas.")] = "vi",
    formats: Annotated[str, typer.Option("--format", help="html,pdf,outputs,slides")] = "html,pdf,outputs",
    font: Annotated[str | None, typer.Option(help="A font of this machine, e.g. 'Times New Roman'.")] = None,
    engine: Annotated[str, typer.Option(help="auto | onestop (warm kernels) | stock (papermill's own).")] = "auto",
    jobs: Annotated[int, typer.Option(min=0, help="Reports at a time (0: one per core).")] = 0,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that a report may take.")] = 300,
    retries: Annotated[int, typer.Option(min=0, help="Further tries after a crash or a timeout.")] = 1,
    go_on: Annotated[bool, typer.Option("--continue/--stop", help="Go on after a failed report, or stop.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged reports too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done.")] = False,
    tell: Annotated[bool, typer.Option("--notify", help="Tell those in onestop.toml's [notify] how it ended.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for reports (default: reports/).")] = None,
    as_json: AsJson = False,
) -> None:
    """Make all reports asked for; unchanged ones are skipped, a failing one stops no other.

    Without --periods and --schedule: what the centres' own schedule.toml files ask for.

    Example: onestop batch --centres lang-son --periods 2020-Q1..2021-Q1
    """
    from onestop_analysis import batch as runs
    from onestop_analysis.project import find_project

    project = find_project()
    listed = {name: tuple(_items(text)) for name, text in (("languages", lang), ("formats", formats))}
    same = runs.Wanted(periods, tuple(_items(centres)), convention, rule, as_of, **listed)
    with _telling(project, wanted=tell) as told:
        wishes, made = _wishes(same, schedule, project=project), runs.making(engine, font)
        plan = runs.plan_batch(
            wishes, project=project, out=out, made=made, force=force, has_data=_store_has_data(project)
        )
        if dry_run:
            summary = runs.preview(plan)
        else:
            rules = runs.Rules(jobs or runs.default_jobs(), timeout, retries, stop_early=not go_on)
            with _stoppable(), _listener(as_json=as_json) as listener:
                summary = runs.run_batch(plan, project=project, out=out, rules=rules, listener=listener)
            told(runs.notice_of(summary))
    lines = [item.line() for item in summary.outcomes] if dry_run else [summary.line()]
    _show(summary.to_json(), "\n".join(lines), as_json=as_json)
    if not summary.ok:
        raise typer.Exit(FAILED)


def _store_has_data(project: Project) -> Callable[[ReportParams], bool]:
    """Whether dossiers, a form or a release speak of a report's period; asked for centres that nobody named."""
    from onestop_analysis.coverage import reported_figures
    from onestop_analysis.indicators import stated_of
    from onestop_analysis.periods import parse_moment
    from onestop_analysis.store import Store

    days = cache(Store(project.store).days)

    def has_data(params: ReportParams) -> bool:
        period, span = params.check(project), days(params.centre, parse_moment(params.as_of))
        if span is not None and span[0] <= period.end and period.start <= span[1]:
            return True
        return stated_of(reported_figures(project, params.centre, period), period) is not None

    return has_data


@contextmanager
def _telling(project: Project, *, wanted: bool) -> Iterator[Callable[[Notice], None]]:
    """Gives what sends a notice; a batch that cannot even begin is told too."""
    if not wanted:
        yield lambda _notice: None
        return
    from onestop_analysis.notify import Notice, UndeliveredError, read_settings

    settings = read_settings(project)
    try:
        yield settings.tell
    except UndeliveredError:
        raise
    except Exception as error:
        settings.tell(Notice(ok=False, subject="onestop batch", text=str(error), details={}))
        raise


def schedule(
    kind: Annotated[str, typer.Argument(help="systemd | cron | windows | github")] = "systemd",
    *,
    every: Annotated[str, typer.Option(help="quarter | month")] = "quarter",
    day: Annotated[int, typer.Option(help="Day of the month after the period's end.")] = 5,
    at: Annotated[str, typer.Option(help="Time of day in Vietnam.")] = "06:00",
    out: Annotated[Path | None, typer.Option(help="Folder to write to (default: only show).")] = None,
    as_json: AsJson = False,
) -> None:
    """Files for a timer that runs the batch after each quarter.

    Example: onestop schedule systemd --out /etc/systemd/system
    """
    from onestop_analysis import schedule as timers
    from onestop_analysis.batch.plan import own_schedules
    from onestop_analysis.project import find_project

    project, moment = find_project(), timers.Moment(every, day, timers.parse_time(at))
    own = every == "quarter" and bool(own_schedules(project))
    files = timers.schedule_files(kind, root=project.root, moment=moment, own=own)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, "utf-8", newline="")
    shown = [str(out / name) for name in files] if out else [f"# {name}\n{text}" for name, text in files.items()]
    _show(
        {"files": {str((out or Path()) / name): text for name, text in files.items()}},
        "\n".join(shown),
        as_json=as_json,
    )


def remind(
    *,
    centres: Annotated[str, typer.Option(help="Slugs, with commas (default: all that have data).")] = "",
    moment: Annotated[str, typer.Option("--date", help="Day or time in Vietnam (default: now).")] = "",
    days: Annotated[int, typer.Option(help="Due until the end of so many working days after today.")] = 1,
    hours: Annotated[int, typer.Option(help="Instead: due within so many working hours.")] = 0,
    plain: Annotated[bool, typer.Option("--plain", help="Vietnamese without marks: shorter messages.")] = False,
    gateway: Annotated[str, typer.Option(help="Address of an HTTP gateway, or a .csv file, to send to.")] = "",
    as_json: AsJson = False,
) -> None:
    """Messages to the agencies about dossiers due soon and overdue; nothing is sent without --gateway.

    Example: onestop remind --date 2021-03-30 --plain
    """
    from onestop_analysis import deliver as delivery
    from onestop_analysis.batch.plan import in_vietnam
    from onestop_analysis.periods import parse_moment
    from onestop_analysis.project import find_project
    from onestop_analysis.remind import Within, reminders

    project, now = find_project(), in_vietnam(parse_moment(moment))
    sender = delivery.gateway_for(gateway) if gateway else None
    by_centre = {
        centre: reminders(project, centre, now=now, within=Within(days, hours), marks=not plain)
        for centre in _items(centres) or _with_dossiers(project)
    }
    rows = [delivery.as_row(message) for messages in by_centre.values() for message in messages]
    results: dict[str, Any] = {}
    for centre, messages in by_centre.items():
        if sender is None:
            break
        record = project.store / centre / "reminders" / f"{now:%Y-%m-%d}.json"
        results[centre] = asdict(delivery.deliver(messages, sender, record=record))
    lines = [f"{row['text']}\t{row['alphabet']} {row['units']}/{row['segments']}" for row in rows]
    lines = lines or [{"vi": "không có gì để nhắc", "en": "nothing to remind of"}[user_language()]]
    _show({"messages": rows, "delivery": results}, "\n".join(lines), as_json=as_json)
    failed = [f"{agency}: {why}" for result in results.values() for agency, why in result["failed"].items()]
    for line in failed:
        typer.echo(f"onestop: {line}", err=True)
    if failed:
        raise typer.Exit(FAILED)


def _with_dossiers(project: Project) -> list[str]:
    """All centres but new ones, which have nothing to be reminded of yet."""
    from onestop_analysis.store import Store

    return sorted({*project.centres()} & {*Store(project.store).centres()})


def doctor(*, as_json: AsJson = False) -> None:
    """Whether this machine and project can make reports, and what to do where they cannot.

    Example: onestop doctor
    """
    from onestop_analysis import doctor as health
    from onestop_analysis.project import find_project

    checks = health.examine(find_project())
    _show(health.to_json(checks), "\n".join(check.line() for check in checks), as_json=as_json)
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)


def _wishes(same: Wanted, schedule: Path | None, *, project: Project) -> list[Wanted]:
    """From a schedule file, the flags, or the centres' own schedules."""
    from onestop_analysis.batch.plan import own_schedules, read_schedule

    if schedule is not None:
        if same.periods or same.centres:
            raise typer.BadParameter("--schedule stands alone: leave --centres and --periods out")
        return read_schedule(schedule)
    if same.periods:
        return [same]
    wishes = [
        wanted for wanted in own_schedules(project) if not same.centres or set(wanted.centres) <= set(same.centres)
    ]
    if not wishes:
        raise typer.BadParameter("say which reports: --periods 2021-Q1, --schedule FILE, or a centre's schedule.toml")
    return wishes


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a service's stop signal end a batch as orderly as Ctrl-C does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _listener(*, as_json: bool) -> Iterator[Listener]:
    """Live progress on a terminal; elsewhere one line per report, which under --json goes to stderr."""
    from onestop_analysis.batch.progress import Lines, live

    if sys.stderr.isatty():
        with live() as shown:
            yield shown
    else:
        yield Lines(lambda text: typer.echo(text, err=as_json))


def _show(content: dict[str, Any], text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else text)
