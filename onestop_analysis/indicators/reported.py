"""Figures that somebody else counted: the cells of an aggregated form and a release's claims as observations.

    data/centres/<centre>/forms/<period>.xlsx       what was reported of a calendar period (xls, html, json, csv too)
    data/centres/<centre>/forms/<period>.vpcp.xlsx  of a period of the Government Office

A form's rows by agency, field, procedure and level of government are parts of its totals. The breakdown of every such
observation ends in `stated_by`, so they stand beside the count of the dossiers and never take its place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.indicators.observation import NAMED, Breakdown, Observation, in_order, observation_id
from onestop_analysis.periods import parse_period
from onestop_analysis.vocabulary import IN_PERSON_OR_POST, Channel, Timeliness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from onestop_analysis.periods import Period
    from onestop_analysis.sources.forms import Reported

FORM, RELEASE = "form", "release"
SUFFIXES = (".xlsx", ".xls", ".html", ".htm", ".json", ".csv")
UNITS = {"satisfaction_votes": "vote", "score": "point"}
# What a form may print in two columns and what they make together; of the last parts named, all must be there.
TOGETHER: tuple[tuple[str, Breakdown, tuple[Breakdown, ...]], ...] = (
    (
        "resolved",
        (("timeliness", Timeliness.EARLY_OR_ON_TIME.value),),
        tuple((("timeliness", kind.value),) for kind in (Timeliness.EARLY, Timeliness.ON_TIME)),
    ),
    *(
        (
            "received",
            (("inflow", "new"),),
            tuple((("inflow", "new"), ("channel", channel)) for channel in (Channel.ONLINE.value, *others)),
        )
        for others in ((IN_PERSON_OR_POST,), (Channel.IN_PERSON.value, Channel.POST.value))
    ),
)
# Sections of a form, and what their rows are.
SECTIONS = ("level", "agency")
Known = dict[tuple[str, Breakdown], int | Decimal]


def observe_forms(folder: Path, until: Period, *, called: Callable[[str, str], str] | None = None) -> list[Observation]:
    """The figures of a centre's forms for periods like this one, up to it, oldest first.

    Of earlier periods only those that are of the whole centre. `called` gives the name that the store has for one of
    the form: (dimension, name) -> name.

    Raises:
        UserError: a file is not named after a period, or is not a known form.
    """
    files = (path for path in folder.glob("forms/*") if not path.name.startswith((".", "~")))  # ~$: open in Excel
    paths = sorted(path for path in files if path.suffix.lower() in SUFFIXES)
    dated = sorted((period_of(path), path) for path in paths)
    wanted = [
        (period, path)
        for period, path in dated
        if (period.kind, period.convention) == (until.kind, until.convention) and period.start <= until.start
    ]
    found = (item for period, path in wanted for item in observe_form(path, period, called=called))
    return [item for item in found if item.period == until or not NAMED & set(item.dimensions)]


def observe_form(path: Path, period: Period, *, called: Callable[[str, str], str] | None = None) -> list[Observation]:
    """The figures of one form; one of several units without a total row has only these units' own."""
    from onestop_analysis.sources.forms import read_reported

    cells = [cell for cell in read_reported(path) if cell.measure == "score" or cell.value == int(cell.value)]
    of_one = len({cell.unit for cell in cells}) == 1
    figures = [figure for cell in cells for figure in _figures(cell, called, of_one=of_one)]
    return _observed(figures, period, source=FORM, file=path.name)


def _figures(
    cell: Reported, called: Callable[[str, str], str] | None, *, of_one: bool
) -> list[tuple[str, Mapping[str, str], Decimal]]:
    """The figure of a cell; the only unit of a form is its total as well."""
    at = {name: called(name, text) if called else text for name, text in cell.at.items()}
    own = (cell.measure, at | cell.breakdown, cell.value)
    return [own, (cell.measure, cell.breakdown, cell.value)] if of_one and at else [own]


def observe_releases(folder: Path, until: Period) -> list[Observation]:
    """What a centre's releases state of calendar periods like this one, up to it, oldest first.

    Of earlier periods only what is of the whole centre. A text that is not named after a period is left out.
    """
    from onestop_analysis.sources.release.files import read_release

    dated = sorted((period, path) for path in folder.glob("releases/*.txt") if (period := _named_after(path)))
    found = (
        item
        for period, path in dated
        if (period.kind, period.convention) == (until.kind, until.convention) and period.start <= until.start
        for item in observe_release(read_release(path), period, file=path.name)
    )
    return [item for item in found if item.period == until or not NAMED & set(item.dimensions)]


def _named_after(path: Path) -> Period | None:
    try:
        return parse_period(path.stem)
    except UserError:
        return None


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
    """Each figure once, as a part of its total where the source gives one; what it gives in two ways is left out."""
    values: dict[tuple[str, Breakdown], set[int | Decimal]] = {}
    for measure, breakdown, value in figures:
        kept = value if measure == "score" else int(value)
        values.setdefault((measure, in_order(breakdown)), set()).add(kept)
    known: Known = {key: found.pop() for key, found in values.items() if len(found) == 1}
    if len(known) == len(values):
        _add_sections(known)
    _add_together(known)
    return [_observation(key, known, period, source=source, file=file) for key in known]


def _add_sections(known: Known) -> None:
    """What the rows of all sections make together: each section without a line of its own, each name over them all."""
    stated = dict(known)
    sums: Known = {}
    for (measure, breakdown), value in stated.items():
        names = [name for name, _ in breakdown if name in NAMED]
        if len(names) < 2 or names[0] not in SECTIONS:
            continue
        for left_out in names:
            key = (measure, tuple(part for part in breakdown if part[0] != left_out))
            if key not in stated:
                sums[key] = sums.get(key, 0) + value
    known.update(sums)
    levels = {text for (_, breakdown), value in known.items() for name, text in breakdown if name == "level" and value}
    if len(levels) < 2:  # its rows are those of the whole, and stand there under the same names
        for key in [key for key in known if len(NAMED & {name for name, _ in key[1]}) > 1 and key[1][0][0] == "level"]:
            del known[key]


def _add_together(known: Known) -> None:
    """What a form prints in two columns, together: for the whole, and for each part of which it gives both."""
    for measure, whole, parts in TOGETHER:
        for found, breakdown in list(known):
            if found != measure or breakdown[-len(parts[0]) :] != parts[0]:
                continue
            outer = breakdown[: -len(parts[0])]
            keys = [(measure, (*outer, *part)) for part in parts]
            if all(key in known for key in keys):
                known.setdefault((measure, (*outer, *whole)), sum(known[key] for key in keys))


def _observation(key: tuple[str, Breakdown], known: Known, period: Period, *, source: str, file: str) -> Observation:
    measure, breakdown = key
    mark = (("stated_by", source),)
    whole = known.get((measure, breakdown[:-1])) if breakdown and measure != "score" else None
    base = None if whole is None else observation_id(period, measure, (*breakdown[:-1], *mark))
    at, unit = (*breakdown, *mark), UNITS.get(measure, "dossier")
    return Observation(measure, at, known[key], unit, period, f"{source}:{file}", whole=whole, base=base)


def period_of(path: Path) -> Period:
    """The period that a form's file is named after.

    Raises:
        UserError: its name is no period.
    """
    name, _, convention = path.stem.partition(".")
    try:
        return parse_period(name, convention or "calendar")
    except UserError as error:
        raise UserError(
            f"forms/{path.name}: đặt tên tệp theo kỳ báo cáo, như 2020-Q4.xlsx hoặc 2020-Q4.vpcp.xlsx",
            f"forms/{path.name}: name the file after its period, such as 2020-Q4.xlsx or 2020-Q4.vpcp.xlsx",
        ) from error
