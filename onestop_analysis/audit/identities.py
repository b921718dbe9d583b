"""What must hold among the figures of one text: parts and wholes, what came in and what went out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onestop_analysis.sources.release.claims import Claim
    from onestop_analysis.sources.release.dates import Days

Kind = Literal["sum", "merged", "levels", "balance", "part", "change"]
Items = tuple[tuple[str, str], ...]
Key = tuple[str, Items, "Days"]

# Values that together make up the whole of an axis; the first line that the text fills is used.
PARTITIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "inflow": (("new", "carried_over"),),
    "channel": (("in_person", "online", "post"), ("in_person_or_post", "online"), ("in_person", "online")),
    "timeliness": (("early", "on_time", "late"), ("early_or_on_time", "late"), ("on_time", "late")),
    "deadline_state": (("in_time", "overdue"),),
    "return_channel": (("counter", "post"),),
    "level": (("province", "district", "commune"), ("province", "commune")),
}
# Axes whose values exclude each other, so that any of them together are at most the whole.
_EXCLUSIVE = (
    "channel",
    "agency",
    "field",
    "service_level",
    "system",
    "rating",
    "timeliness",
    "inflow",
    "deadline_state",
)
_OVERLAPPING = ("national_portal", "early_or_on_time", "in_person_or_post", "satisfied_or_very_satisfied")
_GONE = ("returned_or_withdrawn", "withdrawn", "refused", "paused")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Identity:
    """`parts` add up to `wholes`: in all (`sum`), as a merged category, over levels, or in and out (`balance`).

    `open_below`: a sum below the whole can be true, with a category that the text does not name.
    `open_above`: a sum above it can be true as well. `at_most`: any sum up to the whole is right.
    """

    kind: Kind
    parts: tuple[Claim, ...]
    wholes: tuple[Claim, ...]
    open_below: bool = True
    open_above: bool = False
    at_most: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All figures of the identity."""
        return (*self.parts, *self.wholes)

    @property
    def total(self) -> Decimal:
        """The sum of the parts as printed."""
        return _sum(part.value for part in self.parts)

    @cached_property
    def gap(self) -> Decimal:
        """Wholes minus parts, as printed; 0 where rounding can close it, or where any smaller sum is right."""
        low, high = _sum(part.low for part in self.parts), _sum(part.high for part in self.parts)
        least, most = _sum(whole.low for whole in self.wholes), _sum(whole.high for whole in self.wholes)
        if low <= most and (self.at_most or high >= least):
            return _NOTHING
        return _sum(whole.value for whole in self.wholes) - self.total

    def solved(self, claim: Claim) -> Decimal:
        """What this figure would have to be, the others being right."""
        value = claim.value or _NOTHING
        gap = _sum(whole.value for whole in self.wholes) - self.total
        return value - gap if any(whole.id == claim.id for whole in self.wholes) else value + gap


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value or _NOTHING for value in values), _NOTHING)


class Table:
    """The counts of a text by measure, breakdown and period; where a figure is printed twice, the last."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.cells: dict[Key, Claim] = {}
        for claim in claims:
            if (
                claim.value is not None
                and not (claim.versus or claim.guessed)
                and not claim.measure.endswith("_change")
            ):
                key = (claim.measure, items(claim.breakdown), claim.period)
                if not (claim.headline and key in self.cells):
                    self.cells[key] = claim

    def get(self, claim: Claim, breakdown: Mapping[str, str], measure: str = "") -> Claim | None:
        """The figure of another breakdown or measure, same period."""
        return self.cells.get((measure or claim.measure, items(breakdown), claim.period))

    def by_axis(self, axis: str) -> Iterator[tuple[Items, dict[str, Claim]]]:
        """Figures that differ only in one axis: the rest of their breakdown, and the figures by value."""
        groups: dict[tuple[str, Items, Days], dict[str, Claim]] = defaultdict(dict)
        for claim in self.cells.values():
            if axis in claim.breakdown:
                groups[claim.measure, items(claim.breakdown, axis), claim.period][claim.breakdown[axis]] = claim
        for (_, rest, _), members in groups.items():
            yield rest, members


def items(breakdown: Mapping[str, str], without: str = "") -> Items:
    """A breakdown as a key."""
    return tuple(sorted((key, value) for key, value in breakdown.items() if key != without))


def identities(claims: Iterable[Claim]) -> list[Identity]:
    """Every identity that the figures of a text must keep."""
    claims = list(claims)
    body = Table(claim for claim in claims if not claim.headline)
    found = [identity for axis in PARTITIONS for identity in _partitions(body, axis)]
    found += [*_merged(body), *_ratings(body), *_due(body), *_balances(body), *_changes(claims)]
    known = {frozenset(claim.id for claim in identity.claims) for identity in found}
    found += [part for part in _parts(claims) if frozenset(claim.id for claim in part.claims) not in known]
    return found


def _partitions(table: Table, axis: str) -> Iterator[Identity]:
    for rest, members in table.by_axis(axis):
        line = next((line for line in PARTITIONS[axis] if all(value in members for value in line)), None)
        if line is None:
            continue
        parts = tuple(members[value] for value in line)
        whole = _whole(table, parts, dict(rest), axis)
        if whole is not None:
            yield _with_carried(table, Identity("levels" if axis == "level" else "sum", parts, (whole,)), axis)


def _with_carried(table: Table, identity: Identity, axis: str) -> Identity:
    """Form II.06a: online + in person or by post + carried over = received, where the sentence or the sum says so."""
    whole = identity.wholes[0]
    if axis != "channel" or identity.gap == 0 or "inflow" in whole.breakdown:
        return identity
    carried = table.get(whole, dict(whole.breakdown) | {"inflow": "carried_over"})
    if carried is None:
        return identity
    longer = replace(identity, parts=(*identity.parts, carried))
    listed = carried.parent == identity.parts[0].parent and carried.parent is not None
    return longer if longer.gap == 0 or listed else identity


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
    closing = [whole for whole in known if Identity("sum", parts, (whole,)).gap == 0]
    return next(iter(closing or known), None)


def _merged(table: Table) -> Iterator[Identity]:
    """'Đúng và trước hạn' is early and on time, 'trực tiếp và bưu chính' is both, nothing else."""
    for claim in table.cells.values():
        for axis, merged, values in _MERGED:
            if claim.breakdown.get(axis) != merged:
                continue
            parts = [table.get(claim, dict(claim.breakdown) | {axis: value}) for value in values]
            if all(part is not None for part in parts):
                yield Identity("merged", tuple(part for part in parts if part), (claim,), open_below=False)


_MERGED = (
    ("timeliness", "early_or_on_time", ("early", "on_time")),
    ("channel", "in_person_or_post", ("in_person", "post")),
)


def _ratings(table: Table) -> Iterator[Identity]:
    """Every rating that the text lists, against the votes in all."""
    for rest, members in table.by_axis("rating"):
        merged = members.pop("satisfied_or_very_satisfied", None) if "satisfied" in members else None
        parts = tuple(members.values())
        whole = table.get(parts[0], dict(rest))
        if merged is not None and "very_satisfied" in members:
            yield Identity("merged", (members["very_satisfied"], members["satisfied"]), (merged,), open_below=False)
        if whole is not None and len(parts) > 1:
            yield Identity("sum", parts, (whole,))


def _due(table: Table) -> Iterator[Identity]:
    """Due in the period = early or on time + late or overdue."""
    for due in table.cells.values():
        if due.measure == "due":
            good = table.get(due, dict(due.breakdown) | {"timeliness": "early_or_on_time"}, "resolved")
            bad = table.get(due, due.breakdown, "late_or_overdue")
            if good and bad:
                yield Identity("sum", (good, bad), (due,), open_above=True)


def _balances(table: Table) -> list[Identity]:
    """Received (with what was carried over) = resolved + pending + what left without a result.

    Where the text's other balances show that 'received' holds what was carried over, it holds it everywhere.
    """
    found = [balance for resolved in table.cells.values() if (balance := _balance(table, resolved)) is not None]
    whole = any(identity.gap >= 0 for identity in found if len(found) > 1)
    return [replace(identity, open_above=identity.open_above and not whole) for identity in found]


def _balance(table: Table, resolved: Claim) -> Identity | None:
    if resolved.measure != "resolved" or not set(resolved.breakdown) <= {"level", "agency", "field", "service_level"}:
        return None
    place = dict(resolved.breakdown)
    received = table.get(resolved, place, "received")
    new = table.get(resolved, place | {"inflow": "new"}, "received")
    carried = table.get(resolved, place | {"inflow": "carried_over"}, "received")
    pending = _pending(table, resolved, place)
    if not pending or (received is None and (new is None or carried is None)):
        return None
    gone = tuple(claim for measure in _GONE if (claim := table.get(resolved, place, measure)))
    wholes = [tuple(c for c in option if c) for option in ((received,), (new, carried), (received, carried))]
    if received is None:
        wholes = wholes[1:2]
    elif carried is None or new is not None:
        wholes = wholes[:1]
    options = [Identity("balance", (resolved, *pending, *g), w, open_above=carried is None or new is None)
               for w in wholes if w for g in ((), gone)]  # fmt: skip
    closing = [option for option in options if option.gap == 0]
    # More went out than came in: what was carried over must belong to what came in.
    larger = [option for option in options if option.gap < 0 and len(option.wholes) == 1 and len(wholes) > 1]
    rest = [option for option in options if option not in larger and (not larger or len(option.wholes) > 1)]
    rest.sort(key=lambda option: -len(option.parts))
    return next(iter(closing or rest or options))


def _pending(table: Table, resolved: Claim, place: dict[str, str]) -> tuple[Claim, ...]:
    """Open dossiers: their total, else those in time and overdue together."""
    pending = table.get(resolved, place, "pending")
    if pending is not None:
        return (pending,)
    states = [table.get(resolved, place | {"deadline_state": state}, "pending") for state in ("in_time", "overdue")]
    return tuple(state for state in states if state) if all(states) else ()


def _parts(claims: list[Claim]) -> Iterator[Identity]:
    """Parts that the sentence itself puts under a whole ('trong đó') are together at most that whole."""
    by_id = {claim.id: claim for claim in claims}
    groups: dict[tuple[str, str, Items], list[Claim]] = defaultdict(list)
    for claim in claims:
        whole = by_id.get(claim.parent or "")
        if whole is None or claim.value is None or whole.value is None or claim.measure != whole.measure:
            continue
        axis = next((key for key in claim.breakdown if key not in whole.breakdown), "")
        if axis in _EXCLUSIVE and claim.breakdown[axis] not in _OVERLAPPING and claim.period == whole.period:
            groups[whole.id, axis, items(claim.breakdown, axis)].append(claim)
    for (whole_id, _, _), parts in groups.items():
        distinct = {part.breakdown.items().__repr__(): part for part in parts}
        yield Identity("part", tuple(distinct.values()), (by_id[whole_id],), at_most=True)


def _changes(claims: list[Claim]) -> Iterator[Identity]:
    """'giảm 87, từ 115 còn 28', 'tăng 1.228 hồ sơ so với ... (29.000 hồ sơ)': before and change make what there is."""
    by_id = {claim.id: claim for claim in claims}
    for at, claim in enumerate(claims):
        if not claim.measure.endswith("_change"):
            continue
        near = [other for other in claims[at + 1 : at + 4] if other.sentence == claim.sentence]
        same = [other for other in near if other.measure == claim.measure.removesuffix("_change")]
        now = by_id.get(claim.of or "")
        if len(same) > 1 and same[0].around and same[1].around:
            yield Identity("change", (same[0], claim), (same[1],), open_below=False)
        elif now is not None and same and same[0].versus and _alike(same[0], now):
            yield Identity("change", (same[0], claim), (now,), open_below=False)


def _alike(then: Claim, now: Claim) -> bool:
    return then.id != now.id and items(then.breakdown) == items(now.breakdown)
