"""Numbers beside the words of dossiers that count something else, or nothing of the period."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item


_NEAR = 30  # items
_BODIES = ("đơn vị", "cơ quan", "sở", "địa phương", "xã", "phường", "huyện", "ubnd")
_TO = frozenset({"đến", "tới", "and", "to"})
_FROM = frozenset({"từ", "between", "from"})
_ALL = 100


def is_excluded(draft: Draft, items: Sequence[Item], position: int, *, end: int, flow: Flow) -> bool:
    """The number at a position, its unit read up to `end`, is an average, a target, or a count of other things."""
    if "per_day" in draft.roles:
        return _averaged(items, position) and draft.item.step == 1  # 'trung bình 72 hồ sơ/ngày'
    if draft.unit == "VND" and [item.words for item in items[end : end + 1]] == ["/"]:
        return True  # '25.000 đồng/hồ sơ'
    return (
        (not draft.sign and _averaged(items, position))
        or _in_range(items, position, end)
        or _target(items, position, end)
        or _bodies(draft, items, end)
        or _bound(draft, items, position)
        or _other(draft, items, end, flow)
    )


def _in_range(items: Sequence[Item], position: int, end: int) -> bool:
    """'trong khoảng từ 1 đến 10 hồ sơ', '15.000 - 25.000 đồng', 'between 1 and 10': bounds, not counts."""
    previous = items[position - 1].words if position else ""
    following = items[end].words if end < len(items) else ""
    if following == "-" and end + 1 < len(items) and items[end + 1].kind == "number":
        return True
    if previous == "-" and position > 1 and items[position - 2].kind == "number":
        return True
    if following in _TO and any(item.words in _FROM for item in items[max(0, position - 2) : position]):
        return True
    return previous in _TO and any(item.words in _FROM for item in items[max(0, position - 5) : position])


def _averaged(items: Sequence[Item], position: int) -> bool:
    """'Trung bình mỗi ngày tiếp nhận 230 hồ sơ' is no count of the period."""
    for item in reversed(items[:position]):
        if item.kind in ("number", "percent"):
            return False
        if item.role == "mean":
            return True
    return False


def _target(items: Sequence[Item], position: int, end: int) -> bool:
    """'mức cần đạt là 14.933 hồ sơ', '14,933 were needed': a count to be reached."""
    nearby = (*items[max(0, position - 2) : position], *items[end : end + 2])
    return any(item.role == "target" for item in nearby if item.kind == "phrase")


def all_on_time(draft: Draft, items: Sequence[Item], position: int) -> bool:
    """'12 sở, ngành đạt 100% hồ sơ đúng hạn', '5 xã không có hồ sơ quá hạn': bodies without a late dossier."""
    if position + 2 < len(items) and items[position + 1].words == "/":
        position += 2  # '17/19 xã'
    body = items[position + 1] if position + 1 < len(items) else None
    if body is None or not body.words.startswith(_BODIES) or draft.sign or (body.facets and not body.meaning.unit):  # type: ignore[union-attr]
        return False
    clause: list[Item] = []
    for item in items[position + 2 : position + _NEAR]:
        if item.words in (".", ";", ":") or (
            item.kind == "number" and clause and clause[-1].words not in (",", "và", "/")
        ):
            break
        clause.append(item)
    full = any(item.kind == "percent" and item.value == _ALL for item in clause)
    free = [item for item in clause if item.role == "zero"]
    wanted = {"on_time", "early_or_on_time"} if full else {"late"} if free else set()
    found = any(item.facets.get("timeliness") in wanted for item in clause)
    for item in free if found else ():
        item.used = True  # no count of the period
    return found


def _bound(draft: Draft, items: Sequence[Item], position: int) -> bool:
    """'2 đơn vị chỉ phát sinh dưới 20 hồ sơ': a bound that bodies are counted by."""
    if draft.approx != "nearly" or items[position - 1].role != "under":
        return False
    near = items[max(0, position - _NEAR // 2) : position]
    return any(n.kind == "number" and b.words.startswith(_BODIES) for n, b in pairwise(near))


def _bodies(draft: Draft, items: Sequence[Item], end: int) -> bool:
    """'2 UBND cấp huyện', '13 trung tâm cấp huyện': a count of bodies, not of dossiers."""
    if draft.unit or end >= len(items):
        return False
    item = items[end]
    return item.kind == "agency" or (item.kind == "phrase" and "level" in item.facets)


def _apologies(items: Sequence[Item], end: int) -> bool:
    """'18 trường hợp nhận được thư xin lỗi', 'đã gửi thư xin lỗi 39/39 trường hợp'."""
    position = end - 1
    while position > 0 and items[position - 1].words == "/":
        position -= 2  # '39/39'
    behind = items[end : end + 3]
    for near in (behind, items[position - 1 : position] if position else []):
        for item in near:
            if item.kind == "sep" and item.words != "/":
                break
            if item.role == "apology":
                return True
    return False


def _other(draft: Draft, items: Sequence[Item], end: int, flow: Flow) -> bool:
    """'1.204 giấy chứng nhận', 'phản ánh, kiến nghị: tiếp nhận 33'."""
    if _apologies(items, end):
        return True
    if end < len(items) and items[end].role == "skip":
        return True  # 'công bố 112 quyết định'
    if draft.unit:
        return False
    following = items[end] if end < len(items) else None
    if following is not None and following.kind == "word" and _is_noun(following.words, flow):
        return True
    before = items[max(0, end - _NEAR) : end]
    return any(item.meaning is not None and item.meaning.unit == "feedback" for item in before)


def _is_noun(word: str, flow: Flow) -> bool:
    """In Vietnamese a noun stands right behind its number; English puts other words between."""
    known = word in flow.words.stops or word in flow.words.fillers
    return not known and (flow.vietnamese or not word.isascii())


def counts_services(items: Sequence[Item], position: int) -> bool:
    """'870 dịch vụ công toàn trình' counts services on offer, not dossiers."""
    following = items[position + 1] if position + 1 < len(items) else None
    dossiers = following is not None and following.meaning is not None and following.meaning.unit == "dossier"
    return items[position].words.startswith(("dịch vụ công", "dvc", "dịch vụ trực tuyến")) and not dossiers


def counts_procedures(items: Sequence[Item]) -> bool:
    """The words before a number count procedures, not dossiers."""
    units = {item.meaning.unit for item in items if item.meaning and item.meaning.unit and not item.facets}
    return "procedure" in units and "dossier" not in units
