"""What must hold among the figures of one text: parts and wholes, what came in and what went out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from onestop_analysis.audit.identity import Identity, Items, items
from onestop_analysis.audit.settling import MOST, settled
from onestop_analysis.audit.totals import lists, rows, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from onestop_analysis.sources.release.claims import Claim
    from onestop_analysis.sources.release.dates import Days

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
# A text can hold one value in another: 'đúng hạn' with early results in it, 'trực tiếp' with post, 'cấp huyện' with
# its communes. Where the whole closes that way it is read that way: axis -> line, what is inside, what it is inside of.
_NESTED: Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "timeliness": ((("on_time", "late"), "early", "on_time"),),
    "channel": ((("in_person", "online"), "post", "in_person"),),
    "level": ((("province", "district"), "commune", "district"),),
}
_PARTS_OF = {"timeliness": "resolved", "deadline_state": "pending"}  # axis -> measure that it divides
_FAR = 2  # a part that many times its whole is one of another quantity
_FEW = 10
_SHOWN = 2  # places that show how a text counts
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


class Table:
    """The counts of a text by measure, breakdown and period; where a figure is printed twice, the last."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.cells: dict[Key, Claim] = {}
        self.others: dict[Key, list[Claim]] = defaultdict(list)
        self.values: dict[tuple[Decimal, Days], list[Claim]] = defaultdict(list)
        for claim in claims:
            if (
                claim.value is not None
                and not (claim.versus or claim.guessed)
                and not claim.measure.endswith("_change")
            ):
                key = (claim.measure, claim.key, claim.period)
                self.others[key].append(claim)
                self.cells[key] = claim
                self.values[claim.value, claim.period].append(claim)

    def get(self, claim: Claim, breakdown: Mapping[str, str], measure: str = "") -> Claim | None:
        """The figure of another breakdown or measure, same period."""
        return self.cells.get((measure or claim.measure, items(breakdown), claim.period))

    def printed(self, claim: Claim) -> list[Claim]:
        """The figures that the text prints with this meaning, a few of them; the claim itself comes first."""
        others = self.others.get((claim.measure, claim.key, claim.period), [])[:MOST]
        return [claim, *(other for other in others if other.id != claim.id)]

    def by_axis(self, axis: str) -> Iterator[tuple[Items, dict[str, Claim]]]:
        """Figures that differ only in one axis: the rest of their breakdown, and the figures by value."""
        groups: dict[tuple[str, Items, Days], dict[str, Claim]] = defaultdict(dict)
        for claim in self.cells.values():
            if axis in claim.breakdown:
                groups[claim.measure, items(claim.breakdown, axis), claim.period][claim.breakdown[axis]] = claim
        for (_, rest, _), members in groups.items():
            yield rest, members


def identities(claims: Iterable[Claim]) -> list[Identity]:
    """Every identity that the figures of a text must keep."""
    claims = list(claims)
    body = Table(claim for claim in claims if not claim.headline)
    found = [*rows(claims), *lists(claims), *(identity for axis in PARTITIONS for identity in _partitions(body, axis))]
    found += [
        *_columns(body),
        *_merged(body),
        *_ratings(body),
        *_due(body),
        *_balances(body),
        *_changes(claims),
        *spans(claims),
    ]
    found += [*_parts(claims), *_exceeded(body)]
    distinct: dict[frozenset[str], Identity] = {}
    for identity in found:
        distinct.setdefault(frozenset(claim.id for claim in identity.claims), identity)
    known = [settled(identity, body) for identity in distinct.values()]
    broken = [{claim.id for claim in identity.claims} for identity in known if identity.gap != 0]
    return [i for i in known if not (i.at_most and i.gap and any({c.id for c in i.claims} < b for b in broken))]


def _exceeded(table: Table) -> Iterator[Identity]:
    """'Giải quyết 1.120 hồ sơ, đúng hạn 1.210 hồ sơ': a part above its whole, though no word joins the two."""
    for claim in table.cells.values():
        axis = next((axis for axis, measure in _PARTS_OF.items() if axis in claim.breakdown), "")
        if _PARTS_OF.get(axis) != claim.measure or claim.limit is not None:
            continue
        whole = table.get(claim, dict(items(claim.breakdown, axis)))
        if whole is not None and whole.high < claim.low < whole.high * _FAR:
            yield Identity("part", (claim,), (whole,), at_most=True, open_above=claim.sentence != whole.sentence)


def _partitions(table: Table, axis: str) -> list[Identity]:
    found: list[tuple[Identity, Mapping[str, Claim]]] = []
    for rest, members in table.by_axis(axis):
        line = next((line for line in PARTITIONS[axis] if all(value in members for value in line)), None)
        if line is None:
            continue
        parts = tuple(members[value] for value in line)
        whole = _whole(table, parts, dict(rest), axis)
        if whole is not None:
            identity = Identity("levels" if axis == "level" else "sum", parts, (whole,))
            listed = parts[0].sentence == whole.sentence
            if axis == "return_channel" and not listed and identity.gap * _FEW > (whole.value or 0):
                continue  # results that are sent electronically are handed over nowhere
            found.append((_with_carried(table, identity, axis), members))
    # Where one list of the text shows that its values exclude each other, they do so everywhere.
    apart = any(
        identity.gap == 0 and any(identity.total != part.value for part in identity.parts) for identity, _ in found
    )
    return [identity if apart else _nested(identity, members, axis) for identity, members in found]


def _nested(identity: Identity, members: Mapping[str, Claim], axis: str) -> Identity:
    """The identity, or a shorter one that closes because one part holds another."""
    for line, inner, outer in _NESTED.get(axis, ()) if identity.gap < 0 else ():
        if all(value in members for value in (*line, inner)) and members[inner].low <= members[outer].high:
            shorter = replace(identity, parts=tuple(members[value] for value in line), at_most=False)
            if shorter.gap == 0:
                return shorter
    return identity


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


def _columns(table: Table) -> Iterator[Identity]:
    """Form II.06a prints new dossiers by channel only: (3) = (4) + (5) + (6)."""
    for rest, members in table.by_axis("channel"):
        line = next((line for line in PARTITIONS["channel"] if all(value in members for value in line)), ())
        if dict(rest).get("inflow") != "new" or not line or table.get(members[line[0]], dict(rest)):
            continue
        outer = {axis: value for axis, value in rest if axis != "inflow"}
        whole = table.get(members[line[0]], outer)
        carried = table.get(members[line[0]], outer | {"inflow": "carried_over"})
        if whole is not None and carried is not None:
            yield Identity("sum", (*(members[value] for value in line), carried), (whole,))


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

    Where no other balance of the text needs dossiers of an earlier period, 'received' holds them, here as well:
    one place of several that close is wrong, and so are a few dossiers more, out of many that are open.
    """
    found = [balance for resolved in table.cells.values() if (balance := _balance(table, resolved)) is not None]
    broken = [identity for identity in found if identity.gap < 0]
    # A total that is off by what its places are off is the same mistake.
    places = [identity for identity in broken if identity.parts[0].key]
    totals = [i for i in broken if places and not i.parts[0].key and i.gap == sum(place.gap for place in places)]
    found = [identity for identity in found if identity not in totals]
    enough = [identity for identity in found if identity.gap >= 0 and identity.parts[1].value]
    whole = len(enough) >= _SHOWN and len(enough) == len(found) - 1
    exact = whole and len(enough) > _SHOWN and all(identity.gap == 0 for identity in enough)
    return [replace(i, open_above=i.open_above and not (exact or (whole and _few(i)))) for i in found]


def _few(balance: Identity) -> bool:
    return abs(balance.gap) * 100 <= (balance.parts[1].value or 0)


def _balance(table: Table, resolved: Claim) -> Identity | None:
    if resolved.measure != "resolved" or not set(resolved.breakdown) <= {"level", "agency", "field", "service_level"}:
        return None
    place = dict(resolved.breakdown)
    received = table.get(resolved, place, "received")
    new = table.get(resolved, place | {"inflow": "new"}, "received")
    carried = table.get(resolved, place | {"inflow": "carried_over"}, "received")
    pending = _pending(table, resolved, place)
    wholes = _came_in(received, new, carried)
    if not pending or not wholes:
        return None
    gone = tuple(claim for measure in _GONE if (claim := table.get(resolved, place, measure)))
    above = not _within(carried, received) and (carried is None or new is None)
    options = [Identity("balance", (resolved, *pending, *g), w, open_above=above) for w in wholes for g in ((), gone)]
    closing = [option for option in options if option.gap == 0]
    # More went out than came in: what was carried over must belong to what came in.
    larger = [option for option in options if option.gap < 0 and len(option.wholes) == 1 and len(wholes) > 1]
    rest = [option for option in options if option not in larger and (not larger or len(option.wholes) > 1)]
    rest.sort(key=lambda option: -len(option.parts))
    return next(iter(closing or rest or options))


def _came_in(received: Claim | None, new: Claim | None, carried: Claim | None) -> list[tuple[Claim, ...]]:
    """The figures that what went out can be set against: all that was received, the new ones, both."""
    both: list[tuple[Claim, ...]] = [(new, carried)] if new is not None and carried is not None else []
    if received is None:
        return both
    if carried is None or new is not None or _within(carried, received):
        return [(received,)]
    return [(received,), (received, carried)]


def _within(carried: Claim | None, received: Claim | None) -> bool:
    """'4.712 hồ sơ, gồm 508 hồ sơ kỳ trước chuyển sang': the whole holds what was carried over."""
    return carried is not None and received is not None and carried.parent == received.id


def _pending(table: Table, resolved: Claim, place: dict[str, str]) -> tuple[Claim, ...]:
    """Open dossiers: their total, else those in time and overdue; 'đang trong hạn' alone where nothing is overdue."""
    pending = table.get(resolved, place, "pending")
    if pending is not None:
        return (pending,)
    states = [table.get(resolved, place | {"deadline_state": state}, "pending") for state in ("in_time", "overdue")]
    return tuple(state for state in states if state) if states[0] else ()


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
    for (whole_id, axis, _), parts in groups.items():
        distinct = {part.breakdown[axis].lower(): part for part in parts}
        identity = Identity("part", tuple(distinct.values()), (by_id[whole_id],), at_most=True)
        yield _nested(identity, distinct, axis)


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
    return then.id != now.id and then.key == now.key
