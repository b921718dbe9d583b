"""The sums that a reader can do: which published counts add up to which."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.periods import Period

# Counted over days, so that the months of a quarter add up to it.
FLOWS = {"resolved", "withdrawn", "refused", "result_returned", "satisfaction_votes"}
ENDS = ("resolved", "withdrawn", "refused", "pending")
MERGED = "early_or_on_time"
RANK = "_rank"


@dataclass(frozen=True)
class Equation:
    """`parts` add up to `whole`; all by id."""

    whole: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def is_count(fact: Fact) -> bool:
    """Whether this is a number of dossiers or votes, and no difference between two."""
    return fact.unit in ("dossier", "vote") and isinstance(fact.value, int) and "versus" not in fact.breakdown


def equations_of(sheet: FactSheet) -> list[Equation]:
    """All sums that hold between the counts of a report, each once, in an order that the file's does not change."""
    found: dict[Equation, None] = {}
    for equation in (
        *_sums(sheet),
        *_merged(sheet),
        *_balances(sheet),
        *_overdue(sheet),
        *_ranks(sheet),
        *_months(sheet),
    ):
        if len(equation.parts) and _holds(equation, sheet):
            found.setdefault(Equation(equation.whole, tuple(sorted(equation.parts))))
    return sorted(found, key=lambda equation: equation.cells)


def _holds(equation: Equation, sheet: FactSheet) -> bool:
    values = {name: sheet.by_id(name).value or 0 for name in equation.cells}
    return values[equation.whole] == sum(values[name] for name in equation.parts)


def _counts(sheet: FactSheet) -> list[Fact]:
    return [fact for fact in sheet if is_count(fact) and not any(name.endswith(RANK) for name in fact.breakdown)]


def _sums(sheet: FactSheet) -> Iterator[Equation]:
    """Over each dimension, the parts of what is not divided by it."""
    parts: dict[str, list[str]] = {}
    wholes: dict[tuple[str, str], str] = {}
    for fact in _counts(sheet):
        for dimension, value in fact.breakdown.items():
            rest = {name: text for name, text in fact.breakdown.items() if name != dimension}
            whole = sheet.find(fact.measure, rest, at=fact.period)
            if whole is not None and not (dimension == "timeliness" and value == MERGED and _is_split(sheet, fact)):
                parts.setdefault(f"{whole.id} {dimension}", []).append(fact.id)
                wholes[whole.id, dimension] = whole.id
    for whole_id, dimension in wholes:
        yield Equation(whole_id, tuple(parts[f"{whole_id} {dimension}"]))


def _is_split(sheet: FactSheet, fact: Fact) -> bool:
    """Whether early and on time are known besides the two together."""
    return sheet.find(fact.measure, {**fact.breakdown, "timeliness": "early"}, at=fact.period) is not None


def _merged(sheet: FactSheet) -> Iterator[Equation]:
    for fact in _counts(sheet):
        if fact.breakdown.get("timeliness") == MERGED:
            both = [
                sheet.find(fact.measure, {**fact.breakdown, "timeliness": kind}, at=fact.period)
                for kind in ("early", "on_time")
            ]
            yield Equation(fact.id, _ids(both))
            # It follows from the others, but shows at once which cell protects the late ones.
            rest = {name: text for name, text in fact.breakdown.items() if name != "timeliness"}
            whole = sheet.find(fact.measure, rest, at=fact.period)
            kinds = ("late", "unclassified")
            others = [sheet.find(fact.measure, rest | {"timeliness": kind}, at=fact.period) for kind in kinds]
            if whole is not None:
                yield Equation(whole.id, (fact.id, *_ids(others)))


def _balances(sheet: FactSheet) -> Iterator[Equation]:
    """What was received is resolved, withdrawn, refused or pending."""
    for fact in _counts(sheet):
        if fact.measure == "received" and all(_is_listed(sheet, name, fact) for name in ENDS):
            yield Equation(fact.id, _ids(sheet.find(name, fact.breakdown, at=fact.period) for name in ENDS))


def _is_listed(sheet: FactSheet, measure: str, like: Fact) -> bool:
    """Whether a measure is divided as this one is, or there is nothing of it."""
    total = sheet.find(measure, at=like.period)
    return bool(sheet.by(measure, *like.breakdown, at=like.period)) or (total is not None and total.value == 0)


def _overdue(sheet: FactSheet) -> Iterator[Equation]:
    """Overdue dossiers are counted under two names."""
    for fact in _counts(sheet):
        if fact.measure == "overdue":
            same = sheet.find("pending", {**fact.breakdown, "deadline_state": "overdue"}, at=fact.period)
            yield Equation(fact.id, _ids([same]))


def _ranks(sheet: FactSheet) -> Iterator[Equation]:
    """The others together: all but the largest."""
    for fact in sheet:
        for name, value in fact.breakdown.items():
            if name.endswith(RANK):
                shown = int(value.rstrip("+")) - 1
                every = sheet.by(fact.measure, name.removesuffix(RANK), at=fact.period)
                ranked = sorted(every, key=lambda item: (-(item.value or 0), item.id))
                yield Equation(fact.id, _ids(ranked[shown:]))


def _months(sheet: FactSheet) -> Iterator[Equation]:
    """A longer period is the sum of its months, where all of them are known."""
    known = set(sheet.periods())
    for period, facts in groupby(_counts(sheet), key=lambda fact: fact.period):
        months = period.months()
        if len(months) > 1 and set(months) <= known:
            yield from _sums_of_months(sheet, facts, months)


def _sums_of_months(sheet: FactSheet, facts: Iterable[Fact], months: list[Period]) -> Iterator[Equation]:
    for fact in facts:
        if fact.measure in FLOWS or fact.breakdown.get("inflow") == "new":
            yield Equation(fact.id, _ids(sheet.find(fact.measure, fact.breakdown, at=month) for month in months))


def _ids(facts: Iterable[Fact | None]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts if fact is not None)
