"""Figures that somebody else counted: an aggregated form's totals and a release's claims as observations.

    data/centres/<centre>/forms/<period>.xlsx       what was reported of a calendar period (xls, html, json, csv too)
    data/centres/<centre>/forms/<period>.vpcp.xlsx  of a period of the Government Office

Their breakdown ends in `stated_by`, so they stand beside the count of the dossiers and never take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.indicators.observation import Breakdown, Observation, in_order, observation_id
from onestop_analysis.periods import parse_period
from onestop_analysis.vocabulary import Timeliness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from pathlib import Path

    from onestop_analysis.periods import Period

FORM, RELEASE = "form", "release"
_SUFFIXES = {".xlsx", ".xls", ".html", ".htm", ".json", ".csv"}


def observe_forms(folder: Path, until: Period) -> list[Observation]:
    """The totals of a centre's forms for periods like this one, up to it, oldest first.

    Raises:
        UserError: a file is not named after a period, or is not a known form.
    """
    paths = sorted(path for path in folder.glob("forms/*") if path.suffix.lower() in _SUFFIXES)
    dated = [(_period_of(path), path) for path in paths]
    wanted = [
        (period, path)
        for period, path in dated
        if (period.kind, period.convention) == (until.kind, until.convention) and period.start <= until.start
    ]
    return [item for period, path in sorted(wanted) for item in observe_form(path, period)]


def observe_form(path: Path, period: Period) -> list[Observation]:
    """The totals of one form; a form of several units without a total row has none."""
    from onestop_analysis.sources.forms import read_reported

    cells = [cell for cell in read_reported(path) if cell.value == int(cell.value)]
    units = {cell.unit for cell in cells}
    totals = [cell for cell in cells if cell.total or len(units) == 1]
    figures = ((cell.measure, cell.breakdown, cell.value) for cell in totals)
    return _observed(figures, period, source=FORM, file=path.name)


def observe_release(text: str, period: Period, *, file: str) -> list[Observation]:
    """The exact counts that a release states of a period; those that it gives in two ways are left out."""
    from onestop_analysis.sources.release import extract

    claims = extract(text, period=period).claims
    own = [claim for claim in claims if claim.period in ((None, None), (period.start, period.end))]
    exact = [claim for claim in own if claim.exact and not (claim.versus or claim.guessed or claim.of)]
    figures = ((claim.measure, claim.breakdown, claim.value) for claim in exact if claim.value is not None)
    return _observed(figures, period, source=RELEASE, file=file)


def _observed(
    figures: Iterable[tuple[str, Mapping[str, str], Decimal]], period: Period, *, source: str, file: str
) -> list[Observation]:
    """Each figure once, as a part of its total where the source gives one."""
    values: dict[tuple[str, Breakdown], set[int]] = {}
    for measure, breakdown, value in figures:
        values.setdefault((measure, in_order(breakdown)), set()).add(int(value))
    known = {key: found.pop() for key, found in values.items() if len(found) == 1}
    _add_in_time(known)
    return [_observation(key, known, period, source=source, file=file) for key in known]


def _add_in_time(known: dict[tuple[str, Breakdown], int]) -> None:
    """Early and on time together, where the source gives both."""
    parts = [("resolved", (("timeliness", kind.value),)) for kind in (Timeliness.EARLY, Timeliness.ON_TIME)]
    if all(part in known for part in parts):
        together = ("resolved", (("timeliness", Timeliness.EARLY_OR_ON_TIME.value),))
        known.setdefault(together, sum(known[part] for part in parts))


def _observation(
    key: tuple[str, Breakdown], known: Mapping[tuple[str, Breakdown], int], period: Period, *, source: str, file: str
) -> Observation:
    measure, breakdown = key
    mark = (("stated_by", source),)
    whole = known.get((measure, breakdown[:-1])) if breakdown else None
    base = None if whole is None else observation_id(period, measure, (*breakdown[:-1], *mark))
    at = (*breakdown, *mark)
    unit = "vote" if measure == "satisfaction_votes" else "dossier"
    return Observation(measure, at, known[key], unit, period, f"{source}:{file}", whole=whole, base=base)


def _period_of(path: Path) -> Period:
    name, _, convention = path.stem.partition(".")
    try:
        return parse_period(name, convention or "calendar")
    except UserError as error:
        raise UserError(
            f"forms/{path.name}: đặt tên tệp theo kỳ báo cáo, như 2020-Q4.xlsx hoặc 2020-Q4.vpcp.xlsx",
            f"forms/{path.name}: name the file after its period, such as 2020-Q4.xlsx or 2020-Q4.vpcp.xlsx",
        ) from error
