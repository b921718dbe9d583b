"""What stands right behind a number: the second half of a fraction, the unit, 'per day'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release.excluded import counts_services
from onestop_analysis.sources.release.wholes import is_sign

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item


def read_unit(items: list[Item], position: int, draft: Draft, *, flow: Flow) -> int:
    """Read a fraction's second half and the unit after a number; the position after them."""
    end = position + 1
    if is_sign(items, end, "/") and end + 1 < len(items) and items[end + 1].kind == "number":
        draft.fraction = items[end + 1]
        draft.fraction.used = True
        end += 2
    if [item.words for item in items[end : end + 2]] == ["kết", "quả"]:
        draft.unit = "dossier"
        draft.roles.add("results")
        return end + 2
    unit = items[end] if end < len(items) else None
    if unit is not None and counts_services(items, end):
        draft.unit = "procedure"
        draft.facets.update({key: value for key, value in unit.facets.items() if key == "service_level"})
        unit.used = True
        return end + 1
    noun = items[end + 1] if end + 1 < len(items) else None
    if unit is not None and unit.facets and not unit.meaning.unit and noun is not None and not flow.vietnamese:  # type: ignore[union-attr]
        draft.unit = noun.meaning.unit if noun.meaning is not None else ""  # '1,128 fully online services'
    if unit is not None and unit.meaning is not None and unit.meaning.unit:
        draft.unit = "dossier" if unit.words == "bộ" and flow.sets else unit.meaning.unit
        draft.facets.update(unit.facets)
        draft.roles |= {unit.words} if unit.words == "cuộc" else set()
        unit.used = True
        draft.end = unit.end if draft.unit == "VND" else draft.end
        end += 1
    return end + _per_day(items, end, draft)


def _per_day(items: list[Item], position: int, draft: Draft) -> int:
    """Read 'hồ sơ/ngày', 'new dossiers per working day'; the number of items after the unit that say so."""
    first = items[position].words if position < len(items) else ""
    if first == "/" and position + 1 < len(items) and items[position + 1].words.startswith("ngày"):
        draft.roles.add("per_day")
        return 2
    words = [item.words for item in items[position : position + 5]]
    if draft.unit and "per" not in words:
        return 0
    paced = any(item.words == "per" for item in items)
    ahead = [item.words for item in items[: items.index(draft.item)]] if paced else []
    for near in (words, ahead):
        if "per" in near and {"day", "days", "working"} & set(near[near.index("per") + 1 :]):
            draft.roles.add("per_day")
    return 0
