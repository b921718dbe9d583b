"""Of what a share is a share: the base that the words name, else the one that the arithmetic fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from onestop_analysis.sources.release.drafts import Draft
    from onestop_analysis.sources.release.tokens import Item

# Totals of which a part can be said to be a share, the most usual first.
_USUAL = {
    "resolved": ("resolved", "due", "received"),
    "result_returned": ("resolved", "result_returned", "received"),
    "late_or_overdue": ("due", "resolved", "received"),
    "returned_or_withdrawn": ("received", "due", "resolved"),
    "pending": ("pending", "due", "received"),
}
_NEAR = 60  # figures before and after a share among which its base is sought


def assign_bases(drafts: list[Draft]) -> None:
    """Set `base` of every figure that has a share."""
    totals: dict[tuple[object, ...], list[Draft]] = {}
    places: dict[int, int] = {}
    for draft in drafts:
        group = totals.setdefault(_scope(draft), [])
        places[id(draft)] = len(group)
        group.append(draft)
    for draft in drafts:
        if draft.share is not None and not draft.sign and draft.base is None:
            place = places[id(draft)]
            group = totals[_scope(draft)][max(0, place - _NEAR) : place + _NEAR]
            near = [other for other in group if other is not draft]
            draft.base = _base(draft, [d for d in candidates(draft, near) if d is not draft])
            if (
                draft.whole
                and draft.base is not None
                and not fits(draft.item.value, draft.base.item.value, draft.share)
            ):
                draft.base = next((d for d in drafts if _elsewhere(draft, d)), draft.base)


def _elsewhere(draft: Draft, whole: Draft) -> bool:
    """The total that the words name stands in a sentence about other days."""
    same = set(whole.facets) == {"measure"} and whole.facets["measure"] == draft.whole
    return same and draft.share is not None and fits(draft.item.value, whole.item.value, draft.share)


def _scope(draft: Draft) -> tuple[object, ...]:
    facets = draft.facets
    return (facets.get("level"), facets.get("agency"), facets.get("field"), draft.days)


def candidates(draft: Draft, others: Iterable[Draft]) -> list[Draft]:
    """Possible bases, the likeliest first: the whole it is part of, then the totals that contain it."""
    found: list[Draft] = []
    parent = draft.parent
    while parent is not None and len(found) < 8:
        if not parent.sign:
            found.append(parent)
        parent = parent.parent
    measure = draft.facets.get("measure", "")
    pool = [other for other in others if contains(other, draft)]
    for wanted in _USUAL.get(measure, (measure,)):
        same = [other for other in pool if other.facets.get("measure") == wanted and other not in found]
        found += sorted(same, key=lambda other: (len(other.facets), other.headline, abs(other.start - draft.start)))
    return found


def contains(whole: Draft, part: Draft) -> bool:
    """The whole is at least as large and leaves open what the part names."""
    if whole.sign or whole.unit != part.unit or whole.item.value < part.item.value:
        return False
    own = {key: value for key, value in part.facets.items() if key != "measure"}
    return all(own.get(key) == value for key, value in whole.facets.items() if key != "measure")


def fits(part: Decimal, whole: Decimal, share: Item) -> bool:
    """The share is the rounded quotient, up or down at the half."""
    return whole > 0 and abs(part * 100 / whole - share.value) <= share.step / 2


def _base(draft: Draft, found: list[Draft]) -> Draft | None:
    if "mean" in draft.roles or draft.share is None:
        return None
    share = draft.share
    if draft.whole:
        found = [other for other in found if other.facets.get("measure") == draft.whole]
    for other in found:
        if fits(draft.item.value, other.item.value, share):
            return other
    return found[0] if found else None
