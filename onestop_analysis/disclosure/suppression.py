"""Which counts of a report are hidden in public: the small ones, and others that keep them hidden."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onestop_analysis.disclosure.equations import Equation, equations_of, is_count
from onestop_analysis.disclosure.solving import solvable
from onestop_analysis.errors import UserError
from onestop_analysis.factsheet import Fact, FactSheet, hide

if TYPE_CHECKING:
    from collections.abc import Iterable

# A small count over one of these may be about somebody; channels, classes and months of the whole centre may not.
SENSITIVE = {"agency", "field", "procedure", "rating"}
# Statistics from which only the undivided counts of the same agency follow.
_STATISTICS = {"processing_time", "processing_days", "backlog_days"}


@dataclass(frozen=True)
class Policy:
    """Counts from 1 to `threshold` - 1 are hidden; `zeros`: those of nothing as well."""

    threshold: int = 10
    zeros: bool = False

    def __post_init__(self) -> None:
        if self.threshold < 2:
            raise UserError(
                f"ngưỡng bảo mật {self.threshold} quá nhỏ: dùng số từ 2 trở lên, thông thường là 10",
                f"a threshold of {self.threshold} hides nothing: use 2 or more, usually 10",
            )

    def is_small(self, fact: Fact) -> bool:
        """Whether this count has to be hidden for its own sake."""
        value = fact.value or 0
        return bool(SENSITIVE & set(fact.breakdown)) and (0 < value < self.threshold or (self.zeros and value == 0))


def protect(sheet: FactSheet, policy: Policy) -> FactSheet:
    """The facts as they may be published: what is hidden has no number, what it gives away has no share."""
    hidden = hidden_counts(sheet, policy)
    facts = [sheet.by_id(name) for name in hidden]
    pairs = {pair for fact in facts for pair in fact.breakdown.items() if pair[0] in SENSITIVE}
    undivided = {pair for fact in facts if len(fact.breakdown) == 1 for pair in fact.breakdown.items()}

    def published(fact: Fact) -> Fact:
        given_away = undivided if fact.measure in _STATISTICS else pairs
        if fact.id in hidden or (not is_count(fact) and given_away & set(fact.breakdown.items())):
            return hide(fact)
        if not is_count(fact) and isinstance(fact.whole, int) and policy.is_small(replace(fact, value=fact.whole)):
            return hide(fact)  # a change against a small count of another period
        if base_id(fact) in hidden:
            return replace(fact, whole=None, hidden=True)
        return fact

    after = sheet.having([published(fact) for fact in sheet])
    return replace(after, content={**after.content, **_card(after)})


def _card(sheet: FactSheet) -> dict[str, Any]:
    """The 766 card without the counts of components that rest on hidden ones."""
    without = {"part": None, "whole": None, "value": None, "score": None, "hidden": True}
    hidden = {fact.id for fact in sheet if fact.hidden}
    rows = [row | without if hidden & set(row["observations"]) else row for row in sheet.content.get("score766", ())]
    return {"score766": rows} if rows else {}


def base_id(fact: Fact) -> str:
    """The id of what a part is a share of: the same measure without the last dimension."""
    return fact.id.rsplit("/", 1)[0] if fact.breakdown else ""


def hidden_counts(sheet: FactSheet, policy: Policy) -> set[str]:
    """Ids of the counts to be hidden: the same for the same facts, whatever the order of the sums."""
    values = {fact.id: int(fact.value or 0) for fact in sheet if is_count(fact)}
    hidden = {fact.id for fact in sheet if is_count(fact) and policy.is_small(fact)}
    equations = [equation for equation in equations_of(sheet) if set(equation.cells) <= set(values)]
    choice = _Choice(sheet, values, threshold=policy.threshold)
    containing: dict[str, list[Equation]] = {}
    for equation in equations:
        for name in equation.cells:
            containing.setdefault(name, []).append(equation)
    _hide_beside(equations, hidden, choice)
    while fixed := solvable(equations, hidden, values):
        added = {extra for name in sorted(fixed) for extra in choice.beside(containing[name], hidden)}
        if not added:
            names = ", ".join(sorted(fixed)[:3])
            raise UserError(
                f"không giữ kín được các số nhỏ {names} trong bản công bố: hãy giảm ngưỡng hoặc không công bố bản này",
                f"the small counts {names} cannot be kept hidden: lower the threshold, or do not publish this edition",
            )
        hidden |= added
        _hide_beside(equations, hidden, choice)
    return hidden


def _hide_beside(equations: list[Equation], hidden: set[str], choice: _Choice) -> None:
    """Until no sum has a single hidden cell, nor hidden parts that are small even together."""
    changed = True
    while changed:
        changed = False
        for equation in equations:
            while choice.is_exposed(equation, hidden):
                extra = choice.beside([equation], hidden)
                if not extra:
                    break
                hidden |= extra
                changed = True


@dataclass(frozen=True)
class _Choice:
    """Which cell is hidden beside another one."""

    sheet: FactSheet
    values: dict[str, int]
    threshold: int

    def is_exposed(self, equation: Equation, hidden: set[str]) -> bool:
        cells = [name for name in equation.cells if name in hidden]
        if len(cells) < 2:
            return len(cells) == 1
        if equation.whole in hidden:
            return False
        together = sum(self.values[name] for name in cells)
        if all(self.values[name] == 1 for name in cells):
            return True  # whoever knows that zeros are shown would know that each is one
        return together < self.threshold and any(self.values[name] for name in set(equation.parts) - hidden)

    def beside(self, equations: Iterable[Equation], hidden: set[str]) -> set[str]:
        """One more cell of one of the equations, the one that loses least; empty where all are hidden."""
        visible = {name for equation in equations for name in equation.cells if name not in hidden}
        return {min(visible, key=self._cost)} if visible else set()

    def _cost(self, name: str) -> tuple[bool, int, bool, int, str]:
        """Totals of the centre last, nothing (which hides little) before them, small counts first."""
        is_total = not SENSITIVE & set(self.sheet.by_id(name).breakdown)
        fact = self.sheet.by_id(name)
        return is_total, -len(fact.breakdown), self.values[name] == 0, self.values[name], name
