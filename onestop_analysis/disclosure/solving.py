"""What follows from published sums: which hidden counts a reader could work out.

Two ways are tried: elimination, which finds every count that the equations fix, and bounds, which find those
that are fixed because no count is negative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.disclosure.equations import Equation

Row = dict[str, int]
# Elimination runs modulo a large prime: exact in whole numbers, and small ones would not be.
_PRIME = (1 << 61) - 1
_ROUNDS = 60


def solvable(equations: Iterable[Equation], hidden: set[str], values: Mapping[str, int]) -> set[str]:
    """The hidden counts that the visible ones give away."""
    rows = [row for row in (_row(equation, hidden) for equation in equations) if row]
    fixed = _fixed_by_elimination(rows)
    return fixed | _fixed_by_bounds(rows, values)


def _row(equation: Equation, hidden: set[str]) -> Row:
    """The unknown side of an equation."""
    row = {name: 1 for name in equation.parts if name in hidden}
    return row | ({equation.whole: -1} if equation.whole in hidden else {})


def _fixed_by_elimination(rows: list[Row]) -> set[str]:
    """Unknowns with an equation of their own in the reduced form of the system."""
    pivots: dict[str, Row] = {}
    users: dict[str, set[str]] = {}
    for given in rows:
        row = _reduced(given, pivots)
        if not row:
            continue
        pivot = min(row)
        row = _scaled(row, pow(row[pivot], -1, _PRIME))
        for name in list(users.get(pivot, ())):
            _replace(name, _combined(pivots[name], row, pivots[name][pivot]), pivots, users)
        _replace(pivot, row, pivots, users)
    return {name for name, row in pivots.items() if len(row) == 1}


def _reduced(row: Row, pivots: dict[str, Row]) -> Row:
    for name in [name for name in row if name in pivots]:
        if factor := row.get(name, 0):
            row = _combined(row, pivots[name], factor)
    return row


def _combined(row: Row, other: Row, factor: int) -> Row:
    """`row` minus `factor` times `other`, without zeros."""
    found = dict(row)
    for name, value in other.items():
        left = (found.get(name, 0) - factor * value) % _PRIME
        if left:
            found[name] = left
        else:
            found.pop(name, None)
    return found


def _scaled(row: Row, factor: int) -> Row:
    return {name: value * factor % _PRIME for name, value in row.items()}


def _replace(pivot: str, row: Row, pivots: dict[str, Row], users: dict[str, set[str]]) -> None:
    """Keep a row, and remember which pivot's rows use which unknowns."""
    for name in pivots.get(pivot, ()):
        users.get(name, set()).discard(pivot)
    pivots[pivot] = row
    for name in row:
        if name != pivot:
            users.setdefault(name, set()).add(pivot)


def _fixed_by_bounds(rows: list[Row], values: Mapping[str, int]) -> set[str]:
    """Unknowns for which one value is left when no count is negative."""
    unknowns = sorted({name for row in rows for name in row})
    low, high = dict.fromkeys(unknowns, 0), dict.fromkeys(unknowns, sum(values[name] for name in unknowns) + 1)
    totals = [sum(sign * values[name] for name, sign in row.items()) for row in rows]
    for _ in range(_ROUNDS):
        changed = [_tighten(row, total, low, high=high) for row, total in zip(rows, totals, strict=True)]
        if not any(changed):
            break
    return {name for name in unknowns if low[name] == high[name]}


def _tighten(row: Row, total: int, low: dict[str, int], *, high: dict[str, int]) -> bool:
    """Narrow the bounds of each unknown of one equation by those of the others; whether any changed."""
    least = sum(low[name] if sign > 0 else -high[name] for name, sign in row.items())
    most = sum(high[name] if sign > 0 else -low[name] for name, sign in row.items())
    for name, sign in row.items():
        own = (low[name], high[name]) if sign > 0 else (-high[name], -low[name])
        bounds = (total - (most - own[1]), total - (least - own[0]))
        lower, upper = bounds if sign > 0 else (-bounds[1], -bounds[0])
        if lower > low[name] or upper < high[name]:
            # The sums above hold the old bounds of this unknown; the next round goes on from the new ones.
            low[name], high[name] = max(low[name], lower), min(high[name], upper)
            return True
    return False
