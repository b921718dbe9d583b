"""What a batch is to make: centres x periods from flags or from a schedule file, each report once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from onestop_analysis.errors import UserError
from onestop_analysis.formats import LANGUAGES
from onestop_analysis.inputs import common_inputs, outdated
from onestop_analysis.periods import parse_period, parse_periods
from onestop_analysis.report import NOTEBOOK, ReportParams, report_inputs, target_folder
from onestop_analysis.report import Making as ReportMaking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from onestop_analysis.periods import Period
    from onestop_analysis.project import Project

# `last-quarter` is the last one that is complete on the day of the batch.
RELATIVE = {"last-month": "-{month:02}", "last-quarter": "-Q{quarter}", "last-half": "-H{half}", "last-year": ""}
HANOI = timezone(timedelta(hours=7))
BATCHED = ("html", "pdf", "outputs")  # slides on demand
_KEYS = ("centres", "periods", "convention", "rule", "as_of", "languages", "formats")


@dataclass(frozen=True)
class Wanted:
    """Reports asked for together: every centre in every period. `centres` empty: all centres of the project."""

    periods: str
    centres: tuple[str, ...] = ()
    convention: str = "calendar"
    rule: str = "date"
    as_of: str = ""
    languages: tuple[str, ...] = ("vi",)
    formats: tuple[str, ...] = BATCHED


@dataclass(frozen=True)
class Task:
    """One report to be made into `folder`.

    `inputs` are the hashes of everything that it depends on; `named`: its centre was asked for by name.
    """

    params: ReportParams
    making: ReportMaking
    folder: Path
    inputs: Mapping[str, str] = field(default_factory=dict, compare=False)
    named: bool = field(default=True, compare=False)

    @property
    def name(self) -> str:
        """Its place below the folder of reports: '2021-Q1/lang-son'."""
        return "/".join(self.folder.parts[-2:])


@dataclass(frozen=True)
class Planned:
    """A task with what is to be done about it, and why."""

    task: Task
    action: Literal["build", "skip", "leave"]
    reason: str


def read_schedule(path: Path) -> list[Wanted]:
    """The `[[report]]` tables of a schedule file.

    Raises:
        UserError: not a file of that form.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return [_wanted(table) for table in content["report"]]
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise UserError(
            f"không đọc được lịch {path.name}: {error}; cần các bảng [[report]] với {', '.join(_KEYS)}, "
            "xem data/centres/lang-son/schedule.toml làm mẫu",
            f"cannot read the schedule {path.name}: {error}; it needs [[report]] tables with {', '.join(_KEYS)}, "
            "see data/centres/lang-son/schedule.toml for the form",
        ) from error


def _wanted(table: dict[str, Any]) -> Wanted:
    if unknown := sorted(set(table) - set(_KEYS)):
        raise TypeError(", ".join(unknown))
    lists: dict[str, Any] = {key: tuple(table[key]) for key in ("centres", "languages", "formats") if key in table}
    return Wanted(**table | lists)


def own_schedules(project: Project) -> list[Wanted]:
    """What the centres' own schedule.toml files ask for: each speaks for its own centre."""
    found = []
    for centre in project.centres():
        path = project.centre_folder(centre) / "schedule.toml"
        if path.is_file():
            found += [replace(wanted, centres=(centre,)) for wanted in read_schedule(path)]
    return found


def tasks_of(
    wishes: Sequence[Wanted], *, project: Project, making: ReportMaking, out: Path | None = None, today: date
) -> list[Task]:
    """One task for each report, in the order asked for.

    Raises:
        UserError: an unknown centre, period, rule, language or format, or two different reports for one folder.
    """
    common = common_inputs(project, NOTEBOOK)
    tasks: dict[Path, Task] = {}
    for wanted in wishes:
        check_languages(wanted.languages)
        for params in _parameters(wanted, project=project, today=today):
            made = replace(making, formats=wanted.formats, languages=wanted.languages)
            folder = target_folder(params, project=project, out=out)
            inputs = report_inputs(params, made, project=project, common=common)
            task = Task(params, made, folder, inputs, named=bool(wanted.centres))
            if tasks.setdefault(folder, task) != task:
                raise _two_for_one(task)
    return list(tasks.values())


def _parameters(wanted: Wanted, *, project: Project, today: date) -> list[ReportParams]:
    labels = period_labels(wanted.periods, wanted.convention, today=today)
    lang = wanted.languages[0]
    same = ReportParams(convention=wanted.convention, rule=wanted.rule, as_of=wanted.as_of, lang=lang)
    return [
        replace(same, centre=centre, period=label) for label in labels for centre in wanted.centres or project.centres()
    ]


def period_labels(text: str, convention: str, *, today: date) -> list[str]:
    """Labels of the periods of a list such as `2019-Q2..2021-Q1,last-month`."""
    labels: list[str] = []
    for item in text.split(","):
        name = item.strip()
        found = [_last(name, convention, today)] if name in RELATIVE else parse_periods(name, convention)
        labels += [str(period) for period in found]
    return labels


def _last(name: str, convention: str, today: date) -> Period:
    parts = {"month": today.month, "quarter": (today.month + 2) // 3, "half": 1 + (today.month > 6)}
    period = parse_period(f"{today.year}{RELATIVE[name].format(**parts)}", convention)
    while period.end >= today:
        period = period.previous()
    return period


def in_vietnam(moment: datetime | None = None) -> datetime:
    """A moment, default now, by the clock in Hanoi and without a zone, as the exports have it."""
    if moment is not None and moment.tzinfo is None:
        return moment
    return (moment or datetime.now(HANOI)).astimezone(HANOI).replace(tzinfo=None)


def today_in_vietnam() -> date:
    """The date in Hanoi, wherever the machine stands."""
    return in_vietnam().date()


def check_languages(languages: Sequence[str]) -> None:
    """Refuse a language that reports are not written in."""
    if (unknown := sorted(set(languages) - set(LANGUAGES))) or not languages:
        raise UserError(
            f"báo cáo không có ngôn ngữ {', '.join(unknown)}; hiện có: {', '.join(LANGUAGES)}",
            f"reports are not written in {', '.join(unknown)}; there is: {', '.join(LANGUAGES)}",
        )


def judge(task: Task, *, force: bool = False) -> Planned:
    """Whether a report has to be made, by the hashes in the manifest of the published one."""
    reason = "forced" if force else outdated(task.folder, task.inputs)
    return Planned(task, "build", reason) if reason else Planned(task, "skip", "unchanged")


def _two_for_one(task: Task) -> UserError:
    return UserError(
        f"hai báo cáo khác nhau cùng ghi vào {task.name}: hãy chạy riêng với --out khác",
        f"two different reports would both be {task.name}: run them apart, with another --out",
    )
