"""The words beside a number: which of them are its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

QUALIFIERS = frozenset({"over", "under", "nearly", "about", "change"})
# A wording of these kinds ends the words that belong to the number before it.
_ENDS = frozenset(
    {"rate", "opener", "change", "versus", "total", "rest", "list", "respectively", "each", "alone", "zero", "target"}
)
_AROUND = _ENDS | {"over", "nearly", "about", "whole", "rank"}  # no part of a name
_REACH = 14  # items after a number that can still name it
_QUOTES = ('"', "“", "”")
_SKIPPED_SIGNS = "(:\"“”'-="


def before(items: Sequence[Item], position: int, *, through: str = "") -> list[Item]:
    """The words before a number, nearest first, back to the nearest separator not in `through`."""
    collected: list[Item] = []
    labelled = False
    begin = _before_aside(items, position)
    for at in range(begin - 1, -1, -1):
        item = items[at]
        if item.kind in ("number", "percent") or item.role == "opener":
            break
        if item.kind == "sep":
            if item.words in through or (item.words in _SKIPPED_SIGNS and not labelled):
                continue
            if item.words == "-" and at > 0 and _nameable(items[at - 1]) and collected and _nameable(collected[-1]):
                collected.append(item)  # a name: Tư pháp - Hộ tịch
                continue
            break
        if item.words in ("và", "and") and any(other.facets or other.kind == "agency" for other in collected):
            break
        if item.used:
            continue
        collected.append(item)
        labelled = labelled or bool(item.facets) or item.kind in ("agency", "word")
    return collected


def _before_aside(items: Sequence[Item], position: int) -> int:
    """'xúc tiến thương mại (thông báo khuyến mại) 11.842': the place before words in brackets before a number."""
    if position == 0 or items[position - 1].words != ")":
        return position
    for at in range(position - 2, max(-1, position - _REACH), -1):
        if items[at].words == "(":
            return at
        if items[at].kind in ("number", "percent", "mark"):
            return position
    return position


def _nameable(item: Item) -> bool:
    return item.kind == "word" or (item.kind == "phrase" and not item.facets and not item.role)


def after(items: Sequence[Item], position: int, *, label_first: bool, brackets: bool = False) -> list[Item]:
    """The words after a number and its unit, up to the next separator, number or connecting word.

    `label_first`: this number has its label before it, so the words before the next number are that
    number's. `brackets`: no word before it names the number, so a label in brackets behind it does.
    """
    collected: list[Item] = []
    position = _after_share(items, position)
    if _in_brackets_after_share(items, position):
        position += 1
    if brackets and (inside := _in_brackets(items, position)):
        return inside
    end = min(position + _REACH, len(items))
    jumped = False
    if told_of_number(items, position):
        position += 1
    while position < end:
        item = items[position]
        if item.words in _QUOTES:
            position += 1
            continue
        if item.kind == "number":
            return [] if label_first or jumped else _without_next(collected)
        if item.words == "," and not any(other.facets for other in collected):
            position = _after_aside(items, position)
            if position == 0:
                break
            jumped, end = True, min(position + _REACH, len(items))
            continue
        if item.kind in ("percent", "sep") or item.role in _ENDS or item.words in ("và", "and"):
            break
        collected.append(item)
        position += 1
    return collected


def told_of_number(items: Sequence[Item], position: int) -> bool:
    """'18,112 of which were satisfied': the words name this number; they open no list."""
    if not 0 < position < len(items) - 1:
        return False
    before = items[position - 1]
    counted = before.kind == "number" or (before.meaning is not None and before.meaning.unit == "dossier")
    opens = counted and items[position].words.startswith(("of ", "trong số đó", "trong số này"))
    opens = opens and items[position].role == "opener" and (before.kind == "number" or items[position].words[0] == "t")
    return opens and items[position + 1].kind not in ("number", "sep")


def _without_next(collected: list[Item]) -> list[Item]:
    """'1.118 hồ sơ của quý trước, tổng số phải giải quyết là 13.123': what stands before 'là' names the next number."""
    labels = [at for at, item in enumerate(collected) if item.facets]
    told = bool(collected) and collected[-1].words in ("là", "is", "was")
    return collected[: labels[-1]] if told and len(labels) > 1 else collected


def _in_brackets(items: Sequence[Item], position: int) -> list[Item]:
    """'còn lại 403 hồ sơ (đang trong hạn xử lý)': a label in the brackets that follow."""
    if position >= len(items) or items[position].words != "(":
        return []
    for at in range(position + 1, min(position + 8, len(items))):
        if items[at].words == ")":
            return list(items[position + 1 : at])
        if items[at].kind not in ("word", "phrase"):
            return []
    return []


def _in_brackets_after_share(items: Sequence[Item], position: int) -> bool:
    """'61% (53,930) came in online': the number's words follow its bracket."""
    around = [
        item.kind if item.kind in ("number", "percent") else item.words for item in items[position - 3 : position + 1]
    ]
    return position >= 3 and around == ["percent", "(", "number", ")"]


def _after_share(items: Sequence[Item], position: int) -> int:
    """'29.486 hồ sơ (chiếm 97,55%) tiếp nhận mới': the place after a share in brackets."""
    if position >= len(items) or items[position].words != "(":
        return position
    for at in range(position + 1, min(position + 5, len(items))):
        if items[at].words == ")":
            inside = items[position + 1 : at]
            return at + 1 if any(item.kind == "percent" for item in inside) else position
        if items[at].kind == "number":
            return position
    return position


def _after_aside(items: Sequence[Item], position: int) -> int:
    """'28.865 of them, or 99.99% of the whole, were ...': the place after an aside between commas; 0: none."""
    shared = False
    if position + 1 >= len(items) or items[position + 1].role != "rate":
        return 0
    for at in range(position + 1, min(position + _REACH, len(items))):
        item = items[at]
        shared = shared or item.kind == "percent"
        if item.kind == "number" or (item.kind == "sep" and item.words != ","):
            return 0
        if item.words == ",":
            return at + 1 if shared else 0
    return 0


def merge(own: dict[str, str], items: Iterable[Item]) -> list[Item]:
    """Add the facets of labels, nearest first, until one contradicts; the items that gave something."""
    taken: list[Item] = []
    for item in items:
        if not item.facets:
            continue
        if any(own.get(key, value) != value for key, value in item.facets.items()):
            break
        own.update(item.facets)
        taken.append(item)
    return taken


def contradicts(own: Mapping[str, str], items: Iterable[Item]) -> bool:
    """Some label says something else than what is known."""
    return any(own.get(key, value) != value for item in items for key, value in item.facets.items())


def label(draft: Draft, left: list[Item], right: list[Item]) -> list[Item]:
    """Give a figure the facets of the words beside it; the items that it takes.

    The words before win; those after are added where they do not contradict.
    """
    own = dict(draft.facets)
    if own.get("measure") == "visits" and any(i.facets.get("measure") == "guidance" for i in (*left, *right)):
        del own["measure"]  # '4.120 lượt công dân được hướng dẫn'
    taken = merge(own, left)
    if taken:
        draft.roles.add("label_left")
    if not taken or not contradicts(own, right):
        taken += merge(own, right)
    draft.facets = own
    draft.own, draft.taken = dict(own), taken
    draft.roles |= {item.role for item in left if item.role}
    draft.roles |= {item.meaning.axis for item in taken if item.meaning and item.meaning.axis == "result"}
    draft.roles |= {"both"} if any(item.role == "both" for item in taken) else set()
    return taken


def name(items: Sequence[Item], flow: Flow) -> str:
    """Words as a name: without the connecting words around it, and without 'ngành' or 'sở, ngành như'."""
    fillers = flow.words.fillers
    kept = list(items)
    while kept and (kept[0].words in fillers or kept[0].kind in ("mark", "sep") or kept[0].role in _AROUND):
        del kept[0]
    while kept and (kept[-1].words in fillers or kept[-1].kind in ("mark", "sep") or kept[-1].role in _AROUND):
        del kept[-1]
    return flow.nfc[kept[0].start : kept[-1].end] if kept else ""
