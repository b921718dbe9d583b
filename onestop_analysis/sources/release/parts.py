"""Names in lists of parts that no word announces: 'trong đó quốc tịch 52 hồ sơ, công chứng 186 hồ sơ'."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_LONGEST = 8  # words of a name
_OPENED = ("opener", ":")


def names_part(items: Sequence[Item], position: int, draft: Draft, *, flow: Flow) -> bool:
    """The words before a number are a name in a list of two or more parts of what was received or resolved."""
    if draft.own or draft.unit != "dossier" or not flow.parents or flow.parents[-1].how not in _OPENED:
        return False
    whole = flow.parents[-1].draft
    if whole.facets.get("measure") not in ("received", "resolved") or "timeliness" in whole.facets:
        return False
    if not _name(draft.label_items):
        return False
    before = flow.last is not None and "part" in flow.last.roles and flow.last.sentence == flow.sentence
    return before or _next_is_name(items, position)


def _name(items: Sequence[Item]) -> bool:
    plain = [item for item in items if item.kind == "word" or (item.kind == "phrase" and not item.role)]
    said = any(item.facets or item.words == "hồ sơ" for item in items)
    return 0 < len(plain) <= _LONGEST and len(plain) == len(items) and not said


def _next_is_name(items: Sequence[Item], position: int) -> bool:
    """Behind the number and its unit: a comma, plain words, a number."""
    at = position + 1
    while at < len(items) and items[at].kind != "sep":
        at += 1
    if at >= len(items) or items[at].words not in ",;":
        return False
    end = next(
        (n for n in range(at + 1, len(items)) if items[n].kind != "word" and items[n].words not in ("-", "cấp")), at
    )
    return end > at + 1 and items[end].kind == "number"
