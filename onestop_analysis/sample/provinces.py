"""The synthetic centres of the other provinces: quarterly exports and the organisation block of each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from onestop_analysis.sample.calibration import (
    Calibration,
    Rates,
    Span,
    month_end,
    month_start,
    months_between,
    read_calibration,
)
from onestop_analysis.sample.draws import Draws
from onestop_analysis.sample.opening_days import OpeningDays
from onestop_analysis.sample.problems import plant
from onestop_analysis.sample.simulation import simulate

if TYPE_CHECKING:
    from onestop_analysis.sample.dossiers import Dossier

# The first month is a warm-up: only its open dossiers are exported.
MONTHS = months_between("2019-03", "2021-03")
QUARTERS = {
    f"{year}-Q{number}": (month_start(f"{year}-{3 * number - 2:02}"), month_end(f"{year}-{3 * number:02}"))
    for year in (2019, 2020, 2021)
    for number in (1, 2, 3, 4)
    if f"{year}-{3 * number:02}" in MONTHS[1:]
}
# Relative reception by month of the year: Tet in January or February, a quiet summer, a busy year's end.
_SEASON = (0.92, 0.66, 1.08, 1.0, 1.03, 1.02, 0.98, 0.97, 1.02, 1.1, 1.12, 1.1)
_DISTANCING = {"2020-04": 0.6}
_GROWTH = 0.5  # over the whole series
_DEPARTMENT = "Sở "


@dataclass(frozen=True)
class Made:
    """The dossiers of one centre, and what is planted there."""

    slug: str
    dossiers: list[Dossier]
    plan: dict[str, Any]
    draws: Draws


@cache
def read_plans() -> dict[str, Any]:
    """provinces.toml: `centres` and `problems` by slug."""
    return tomllib.loads(files(__package__).joinpath("provinces.toml").read_text("utf-8"))


def make_centre(slug: str) -> Made:
    """The dossiers of one centre in the order of reception."""
    seed, monthly, start, end, late, digitised = read_plans()["centres"][slug]
    plan = read_plans()["problems"].get(slug, {})
    draws = Draws(seed)
    calibration = _calibration(slug, seed, spans=_spans(monthly, (start / 100, end / 100), draws))
    opening = OpeningDays(calibration.calendar, month_start(MONTHS[0]), date(2021, 12, 31))
    dossiers = simulate(calibration, opening, draws)
    for dossier in dossiers:
        dossier.digitised = draws.unit() < digitised / 100
    # Each dossier is late by its own chance, so that rates vary as much as their numbers make them.
    usual = {"kind": "usual_lateness", "since": month_start(MONTHS[0]), "share": late / 100}
    for one in (usual, plan):
        plant(one, dossiers, opening=opening, draws=draws)
    return Made(slug, dossiers, plan, draws)


def _calibration(slug: str, seed: int, *, spans: tuple[Span, ...]) -> Calibration:
    """The departments and the calendar of the Lang Son centre, under codes of this project's own."""
    base, number = read_calibration(), sorted(read_plans()["centres"]).index(slug) + 1
    agencies = tuple(
        replace(agency, code=f"MP{number:02}.{agency.code.partition('.')[2]}")
        for agency in base.agencies
        if agency.name.startswith(_DEPARTMENT)
    )
    return Calibration(seed, base.calendar, agencies, spans)


def _spans(monthly: int, online: tuple[float, float], draws: Draws) -> tuple[Span, ...]:
    spans, early = [], 0.16 + 0.2 * draws.unit()
    for position, month in enumerate(MONTHS):
        elapsed = position / (len(MONTHS) - 1)
        busy = _SEASON[int(month[5:]) - 1] * _DISTANCING.get(month, 1.0) * (1 + _GROWTH * (elapsed - 0.5))
        rates = Rates(
            others=round(monthly * busy * (0.94 + 0.12 * draws.unit())),
            insurance=0,
            online=(online[0] + (online[1] - online[0]) * elapsed) * (0.95 + 0.1 * draws.unit()),
            post=0.02,
            early=early + 0.05 * draws.unit(),
            late=0.0,
            withdrawn=0.006,
            rated=0.22 + 0.12 * draws.unit(),
        )
        spans.append(Span(month_start(month), month_end(month), rates))
    return tuple(spans)
