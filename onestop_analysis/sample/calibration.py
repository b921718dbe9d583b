"""What the synthetic centre is calibrated on: calibration.toml as typed values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

Channels = dict[str, int]


@dataclass(frozen=True)
class Procedure:
    """An administrative procedure; `days` are working days, `until` the last day of reception."""

    name: str
    field: str
    days: int
    service_level: int
    weight: float
    until: date | None


@dataclass(frozen=True)
class Agency:
    """An agency; `volume` is dossiers a month at the start and at the end of the series."""

    code: str
    name: str
    volume: tuple[int, int]
    procedures: tuple[Procedure, ...]


@dataclass(frozen=True)
class Rates:
    """An invented month: new dossiers, then shares (0 to 1) as named in calibration.toml."""

    others: int
    insurance: int
    online: float
    post: float
    early: float
    late: float
    withdrawn: float
    rated: float


@dataclass(frozen=True)
class Quotas:
    """How many dossiers of a period end how; whatever is left is resolved on time."""

    in_time: int
    due_on_last_day: int
    overdue: int
    early: int
    late: int
    withdrawn: int
    by_post: int


@dataclass(frozen=True)
class Exact:
    """A published period: totals that the sample repeats. Agencies count new and carried-over dossiers."""

    channels: Channels
    channels_count_carried: bool
    agencies: dict[str, int]
    quotas: Quotas
    ratings: dict[str, int]


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end` that are planned together; `pending` fixes (in time, overdue) at the end."""

    start: date
    end: date
    plan: Rates | Exact
    pending: tuple[int, int] | None = None


@dataclass(frozen=True)
class Calibration:
    """Everything that the sample follows."""

    seed: int
    calendar: dict[str, Any]
    agencies: tuple[Agency, ...]
    spans: tuple[Span, ...]


def read_calibration() -> Calibration:
    """The calibration that ships with the package."""
    values = tomllib.loads(files(__package__).joinpath("calibration.toml").read_text("utf-8"))
    agencies = tuple(_agency(table, values["suspended"]) for table in values["agency"])
    spans = [_month(name, row, values["pending_at_end"]) for name, row in values["months"].items()]
    spans += [_exact(table) for table in values["exact"]]
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    return Calibration(values["seed"], values["calendar"], agencies, ordered)


def month_start(month: str) -> date:
    """'2019-07' -> 2019-07-01."""
    return date.fromisoformat(f"{month}-01")


def month_end(month: str) -> date:
    """'2019-07' -> 2019-07-31."""
    return (month_start(month) + timedelta(31)).replace(day=1) - timedelta(1)


@cache
def months_between(first: str, last: str) -> list[str]:
    """('2019-11', '2020-01') -> ['2019-11', '2019-12', '2020-01']."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{index // 12:04}-{index % 12 + 1:02}" for index in range(start, end + 1)]


def _agency(table: dict[str, Any], suspended: dict[str, date]) -> Agency:
    rows = table["procedures"]
    procedures = tuple(
        Procedure(name, field, days, level, weight, suspended.get(name)) for name, field, days, level, weight in rows
    )
    return Agency(table["code"], table["name"], tuple(table["volume"]), procedures)


def _month(name: str, row: list[float], pending: dict[str, list[int]]) -> Span:
    others, insurance, *percents = row
    rates = Rates(int(others), int(insurance), *(percent / 100 for percent in percents))
    fixed = pending.get(name)
    return Span(month_start(name), month_end(name), rates, (fixed[0], fixed[1]) if fixed else None)


def _exact(table: dict[str, Any]) -> Span:
    plan = Exact(
        channels=table["channels"],
        channels_count_carried=table["channels_count"] == "all",
        agencies=table["agencies"],
        quotas=Quotas(**table["quotas"]),
        ratings=table["ratings"],
    )
    return Span(table["start"], table["end"], plan)
