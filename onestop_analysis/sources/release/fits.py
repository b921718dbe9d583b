"""How well columns fit the rows below them: which sums, shares and parts of a whole come true.

Heads say in what order columns stand, seldom where they begin. Of several readings the right one is the
one in which the numbers agree with each other.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onestop_analysis.sources.release.columns import Column

    Key = tuple[str, ...]

# What makes up a whole, or what came in, and its parts, where all of them have a column.
_SUMS: tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...] = (
    ((("received",),), (("received", "new"), ("received", "carried_over"))),
    ((("received",),), (("received", "in_person"), ("received", "online"), ("received", "post"))),
    ((("received",),), (("received", "in_person"), ("received", "online"))),
    ((("received", "new"),), (("received", "in_person"), ("received", "online"), ("received", "post"))),
    ((("resolved",),), (("resolved", "early"), ("resolved", "on_time"), ("resolved", "late"))),
    ((("resolved",),), (("resolved", "early_or_on_time"), ("resolved", "late"))),
    ((("resolved",),), (("resolved", "on_time"), ("resolved", "late"))),
    ((("pending",),), (("pending", "in_time"), ("pending", "overdue"))),
    ((("received",),), (("resolved",), ("pending",))),
    ((("received", "new"), ("received", "carried_over")), (("resolved",), ("pending",))),
)
_SUM, _SHARE, _MORE_THAN_ALL = 2, 2, -3
_ROWS = 12  # are enough
_ROUNDED = Decimal("0.06")


def fit(columns: Sequence[Column], rows: Sequence[Sequence[Decimal]]) -> int:
    """Points for every sum and share of the first rows that comes true, fewer for parts above their whole."""
    keys = [_key(column) for column in columns]
    return sum(_points(columns, keys, row) for row in rows[:_ROWS])


def _key(column: Column) -> Key:
    measure = column.facets.get("measure", "")
    parts = sorted(value for name, value in column.facets.items() if name not in ("measure", "inflow"))
    inflow = column.facets.get("inflow")
    return (measure, *(parts or ([inflow] if inflow else [])))


def _points(columns: Sequence[Column], keys: Sequence[Key], row: Sequence[Decimal]) -> int:
    at = {key: value for key, value, column in zip(keys, row, columns, strict=True) if not column.rate}
    sums = (
        sum(at[part] for part in parts) == sum(at[whole] for whole in wholes) != 0
        for wholes, parts in _SUMS
        if all(key in at for key in (*wholes, *parts))
    )
    above = sum(value > at[key[:1]] for key, value in at.items() if len(key) > 1 and key[:1] in at)
    shares = sum(
        _fits_before(value, place, keys, at)
        for place, (value, column) in enumerate(zip(row, columns, strict=True))
        if column.rate
    )
    return _SUM * sum(sums) + _SHARE * shares + _MORE_THAN_ALL * above


def is_share(share: Decimal, part: Decimal, whole: Decimal) -> bool:
    """A percentage is that of a part in a whole, to one decimal."""
    return whole != 0 and abs(100 * part / whole - share) < _ROUNDED


def _fits_before(value: Decimal, place: int, keys: Sequence[Key], at: Mapping[Key, Decimal]) -> bool:
    """The share of a part in its whole: the part that its head names, else one in a column before."""
    named = keys[place][1:]
    parts = [key for key in at if key[1:] == named] if named else [key for key in keys[:place] if key in at]
    return any(part[:1] in at and is_share(value, at[part], at[part[:1]]) for part in parts)
