"""What must hold among the figures of one text: parts and wholes, what came in and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from onestop_analysis.sources.release.dates import Days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onestop_analysis.sources.release.claims import Claim

# Values that together make up the whole of an axis; the first line that the text fills is used.
PARTITIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "inflow": (("new", "carried_over"),),
    "channel": (("in_person", "online", "post"), ("in_person_or_post", "online"), ("in_person", "online")),
    "timeliness": (("early", "on_time", "late"), ("early_or_on_time", "late")),
    "deadline_state": (("in_time", "overdue"),),
    "return_channel": (("counter", "post"),),
    "level": (("province", "district", "commune"), ("province", "commune")),
}
_GONE = ("returned_or_withdrawn", "withdrawn", "refused", "paused")
Key = tuple[str, tuple[tuple[str, str], ...], Days]


@dataclass(frozen=True)
class Identity:
    """The parts add up to the whole (`sum`, `merged`), what came in to what went out and is open (`balance`).

    `open_below`: a sum below the whole can be true, with a category that the text does not name.
    `open_above`: a sum above it can be true as well.
    """

    kind: Literal["sum", "merged", "balance", "levels"]
    parts: tuple[Claim, ...]
    whole: Claim
    open_below: bool = True
    open_above: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All figures of the identity."""
        return (*self.parts, self.whole)

    @property
    def total(self) -> Decimal:
        """The sum of the parts as printed."""
        return sum((part.value or Decimal(0) for part in self.parts), Decimal(0))

    @property
    def gap(self) -> Decimal:
        """Whole minus parts, as printed; 0 where rounding can close it."""
        low = sum((part.low for part in self.parts), Decimal(0))
        high = sum((part.high for part in self.parts), Decimal(0))
        if low <= self.whole.high and high >= self.whole.low:
            return Decimal(0)
        return (self.whole.value or Decimal(0)) - self.total

    def solved(self, claim: Claim) -> Decimal:
        """What this figure would have to be, the others being right."""
        if claim.id == self.whole.id:
            return self.total
        return (self.whole.value or Decimal(0)) - self.total + (claim.value or Decimal(0))


class Table:
    """The counts of a text by measure, breakdown and period; where a figure is printed twice, the last."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.cells: dict[Key, Claim] = {}
        for claim in claims:
            if claim.value is not None and not claim.versus and not claim.headline:
                self.cells[_key(claim)] = claim

    def get(self, claim: Claim, breakdown: Mapping[str, str], measure: str = "") -> Claim | None:
        """The figure of another breakdown or measure, same period."""
        return self.cells.get((measure or claim.measure, _items(breakdown), claim.period))


def _items(breakdown: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(breakdown.items()))


def _key(claim: Claim) -> Key:
    return claim.measure, _items(claim.breakdown), claim.period


def identities(claims: Iterable[Claim]) -> list[Identity]:
    """Every identity that the figures of a text must keep."""
    table = Table(claims)
    found: list[Identity] = []
    for axis in PARTITIONS:
        found += _partitions(table, axis)
    found += _merged(table)
    found += _ratings(table)
    found += _balances(table)
    return found


def _partitions(table: Table, axis: str) -> Iterator[Identity]:
    cells = [claim for claim in table.cells.values() if axis in claim.breakdown]
    cells.sort(key=lambda claim: str((claim.measure, _rest(claim, axis), claim.period)))
    for (_, rest, _), group in groupby(cells, key=lambda c: (c.measure, _rest(c, axis), c.period)):
        members = {claim.breakdown[axis]: claim for claim in group}
        parts = next(
            (tuple(members[v] for v in line) for line in PARTITIONS[axis] if all(v in members for v in line)), ()
        )
        if not parts:
            continue
        whole = _whole(table, parts, dict(rest), axis)
        if whole is not None:
            kind: Literal["levels", "sum"] = "levels" if axis == "level" else "sum"
            yield Identity(kind, parts, whole, open_below=True)


def _rest(claim: Claim, axis: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value) for key, value in claim.breakdown.items() if key != axis))


def _whole(table: Table, parts: tuple[Claim, ...], rest: dict[str, str], axis: str) -> Claim | None:
    """The figure that these parts are said to make up; one that closes wins over one that does not."""
    first = parts[0]
    options = [table.get(first, rest)]
    if axis == "return_channel":
        options.append(table.get(first, rest, "resolved"))
    if axis == "timeliness" and first.measure == "resolved":
        options.append(table.get(first, rest, "due"))
    if axis == "channel" and "inflow" not in rest:
        options.append(table.get(first, rest | {"inflow": "new"}))
    known = [option for option in options if option is not None]
    closing = [whole for whole in known if Identity("sum", parts, whole).gap == 0]
    return next(iter(closing or known), None)


def _merged(table: Table) -> Iterator[Identity]:
    """'Đúng và trước hạn' is early and on time, nothing else."""
    for claim in table.cells.values():
        if claim.breakdown.get("timeliness") == "early_or_on_time":
            rest = dict(_rest(claim, "timeliness"))
            early = table.get(claim, rest | {"timeliness": "early"})
            on_time = table.get(claim, rest | {"timeliness": "on_time"})
            if early and on_time:
                yield Identity("merged", (early, on_time), claim, open_below=False)


def _ratings(table: Table) -> Iterator[Identity]:
    """Every rating that the text lists, against the votes in all."""
    cells = [claim for claim in table.cells.values() if "rating" in claim.breakdown]
    for (rest, _), group in groupby(cells, key=lambda claim: (_rest(claim, "rating"), claim.period)):
        parts = tuple(group)
        whole = table.get(parts[0], dict(rest))
        if whole is not None and len(parts) > 1:
            yield Identity("sum", parts, whole)


def _balances(table: Table) -> Iterator[Identity]:
    """Received (with what was carried over) = resolved + pending + what left without a result."""
    for received in table.cells.values():
        if received.measure != "received" or "channel" in received.breakdown or "inflow" in received.breakdown:
            continue
        resolved = table.get(received, received.breakdown, "resolved")
        pending = table.get(received, received.breakdown, "pending")
        if resolved is None or pending is None:
            continue
        gone = [table.get(received, received.breakdown, measure) for measure in _GONE]
        yield _balance(table, received, (resolved, pending), [claim for claim in gone if claim])


def _balance(table: Table, received: Claim, out: tuple[Claim, ...], gone: list[Claim]) -> Identity:
    """Withdrawn or returned dossiers belong to the balance where the sum needs them."""
    plain = Identity("balance", out, received)
    wider = Identity("balance", (*out, *gone), received)
    chosen = wider if gone and plain.gap != 0 and (wider.gap == 0 or plain.gap > 0) else plain
    named = table.get(received, dict(received.breakdown) | {"inflow": "carried_over"})
    return Identity("balance", chosen.parts, received, open_above=named is None)
