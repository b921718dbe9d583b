"""Which periods a centre's dossiers cover and the observations of these; what other sources state of periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.cubes import Cubes, cuts_of, read_cubes
from onestop_analysis.errors import NoDataError
from onestop_analysis.indicators import Observation, Observations, observe, observe_forms, observe_releases
from onestop_analysis.ingest.reference import read_reference
from onestop_analysis.project import Centre, Project, peers_of
from onestop_analysis.store import Store
from onestop_analysis.workdays import read_workdays

if TYPE_CHECKING:
    from datetime import datetime

    from onestop_analysis.periods import Period
    from onestop_analysis.timeliness import Rule

HISTORY_MONTHS, FORECAST_MONTHS = 27, 60
PAST_PERIODS = 20


def observe_period(cubes: Cubes, period: Period, centre: str, *, detail: bool = True) -> Observations:
    """The observations of a period, which name the centre's store as their source."""
    return observe(cubes, period, source=f"store:{centre}:{cubes.digest}", detail=detail)


def observe_compared(cubes: Cubes, own: Period, period: Period, *, centre: str) -> Observations | None:
    """A period to compare with; None where the data do not reach back so far, or not to the own period's end."""
    known = cubes.first.replace(day=1) <= period.start and own.reached_by(cubes.last)
    return observe_period(cubes, period, centre, detail=False) if known else None


def past_periods(cubes: Cubes, period: Period) -> list[Period]:
    """The periods of the same kind before this one that the data cover, oldest first."""
    compares = period.kind != "explicit" and period.reached_by(cubes.last)
    before = [period.shift(-steps) for steps in range(1, PAST_PERIODS + 1)] if compares else []
    return [item for item in reversed(before) if cubes.first.replace(day=1) <= item.start]


def observe_peers(
    project: Project, own: Centre, period: Period, *, rule: Rule, as_of: datetime | None
) -> tuple[Observations, ...]:
    """The period at the other centres of the group, as far as the store holds it."""
    store, found = Store(project.store), []
    for other in peers_of(project, own):
        cuts, workdays = cuts_of((period,)), read_workdays(project, other)
        cubes = read_cubes(store, other, rule=rule, workdays=workdays, cuts=cuts, as_of=as_of)
        if cubes is not None and cubes.covers(period):
            found.append(observe_period(cubes, period, other, detail=False))
    return tuple(found)


def observe_series(cubes: Cubes, periods: list[Period], centre: str) -> tuple[Observations, ...]:
    """The totals of several periods."""
    return tuple(observe_period(cubes, period, centre, detail=False) for period in periods)


def history(cubes: Cubes, period: Period) -> list[Period]:
    """The months with data up to the period's end, oldest first; none whose own end they do not reach."""
    if period.kind == "explicit":
        return []
    months = [period.months()[-1]]
    while len(months) < FORECAST_MONTHS and months[0].previous().start >= cubes.first.replace(day=1):
        months.insert(0, months[0].previous())
    return [month for month in months if month.reached_by(cubes.last)]


def covers(cubes: Cubes | None, period: Period) -> bool:
    """Whether there are dossiers of any day of a period."""
    return cubes is not None and period.start <= cubes.last and cubes.first <= period.end


def no_dossiers(centre: Centre, period: Period) -> NoDataError:
    """What is asked takes dossiers, and of the period there is a form or a release only."""
    return NoDataError(
        f"{period.name('vi')} của {centre.slug} chỉ có biểu mẫu hoặc văn bản, không có hồ sơ để tính; "
        "lệnh onestop indicators và onestop report dùng được số liệu đó",
        f"of {period.name('en')} {centre.slug} has only a form or a text, no dossiers to count; "
        "onestop indicators and onestop report can use those figures",
    )


def check_data(cubes: Cubes | None, centre: Centre, period: Period) -> Cubes:
    """The cubes themselves.

    Raises:
        NoDataError: the centre has no dossiers, or none in the period.
    """
    if cubes is None:
        raise NoDataError(
            f"chưa có dữ liệu của {centre.slug}: hãy chạy «onestop ingest TỆP... --centre {centre.slug}»",
            f"no data of {centre.slug} yet: run `onestop ingest FILE... --centre {centre.slug}`",
        )
    if not covers(cubes, period):
        raise NoDataError(
            f"{centre.slug} không có dữ liệu trong {period.name('vi')} ({period.dates('vi')}); "
            f"dữ liệu hiện có từ {cubes.first:%d/%m/%Y} đến {cubes.last:%d/%m/%Y}",
            f"{centre.slug} has no data in {period.name('en')} ({period.dates('en')}); "
            f"its data run from {cubes.first} to {cubes.last}",
        )
    return cubes


def reported_figures(project: Project, centre: str, period: Period) -> tuple[Observation, ...]:
    """What the centre's forms and releases state of a period and of earlier ones like it."""
    folder, known = project.centre_folder(centre), read_reference(project.reference)

    def called(dimension: str, name: str) -> str:
        agency = known.agency(name) if dimension == "agency" else None
        return agency.name if agency else name

    return (*observe_forms(folder, period, called=called), *observe_releases(folder, period))
