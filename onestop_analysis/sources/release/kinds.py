"""Numbers that are no plain counts of dossiers: points, changes, paces, visits, money, procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.drafts import Draft, Flow

UNITS = {
    "satisfaction_votes": "vote",
    "procedures": "procedure",
    "visits": "visit",
    "guidance": "contact",
    "fees": "VND",
    "online_payments": "payment",
    "score": "point",
    "agencies_all_on_time": "agency",
}
OPEN_STATES = {"late": "overdue", "on_time": "in_time"}
_WHOLE_SCORES = (
    "tỉnh",
    "tỉnh đạt",
    "toàn tỉnh",
    "thành phố",
    "huyện",
    "xã",
    "phường",
    "tổng điểm",
    "đơn vị",
    "địa phương",
    "cả tỉnh",
)
_LONGEST_INDEX = 6  # words


def is_score(draft: Draft, flow: Flow) -> bool:
    """'công khai, minh bạch 18/18': points of an index, not dossiers."""
    if draft.unit == "point" and draft.sign:
        return False
    if draft.unit == "point" and draft.fraction is None:
        short = 0 < len(draft.label.split()) <= _LONGEST_INDEX and not any(item.mark for item in draft.label_items)
        index = {"index": draft.label} if short and draft.label.lower() not in _WHOLE_SCORES else {}
        draft.facets, draft.unit = {"measure": "score"} | index, "point"
        return bool(flow.scores or draft.item.value <= 100)
    if draft.fraction is None or draft.unit not in ("point", ""):
        return False
    decimal = draft.item.value != draft.item.value.to_integral_value()
    if not (decimal or draft.unit == "point" or (flow.scores and draft.fraction.value <= 100)):
        return False
    name = draft.label.removeprefix("điểm ").removeprefix("Điểm ")
    index = {"index": name} if name and draft.fraction.value != 100 else {}
    draft.facets, draft.unit = {"measure": "score"} | index, "point"
    draft.end = draft.fraction.end
    flow.scores = True
    return True


def change(draft: Draft, flow: Flow) -> bool:
    """'tăng 9,6 ngàn hồ sơ': a change of what the figure before it counts."""
    told = subject_of(flow)
    last = told.facets if told is not None and told.line == flow.line else {}
    if draft.facets and "measure" not in draft.facets and last.get("measure") != "procedures":
        draft.facets = _implied(draft.facets)
    measure = draft.facets.get("measure") or last.get("measure")
    if draft.unit == "procedure":
        measure = "procedures"
    if measure is None:
        return False
    own = {key: value for key, value in draft.facets.items() if key != "measure"}
    keep = own or ({key: v for key, v in last.items() if key != "measure"} if "measure" not in draft.facets else {})
    if told is not None and measure == told.facets.get("measure") and not told.sign:
        draft.of = told
    draft.facets = {"measure": f"{measure.removesuffix('_change')}_change"} | (keep if measure != "procedures" else {})
    draft.unit = UNITS.get(measure.removesuffix("_change"), "dossier")
    return True


def _implied(facets: dict[str, str]) -> dict[str, str]:
    """'hồ sơ trực tuyến tăng 1.234, hồ sơ trễ hạn giảm 56': the measure that a label speaks of by itself."""
    for key, measure in (("timeliness", "resolved"), ("deadline_state", "pending"), ("channel", "received")):
        if key in facets:
            return {"measure": measure} | facets
    return facets


def subject_of(flow: Flow) -> Draft | None:
    """The last figure; in a new sentence the whole of which it is a part."""
    told = flow.last
    while told is not None and told.sentence != flow.sentence and told.parent is not None:
        told = told.parent
    return told


def per_workday(draft: Draft, flow: Flow) -> bool:
    """'359,1 hồ sơ/ngày' is a pace, not a count of the period: a measure and unit of its own."""
    last = flow.last.facets["measure"] if flow.last is not None else ""
    measure = draft.facets.get("measure") or (last if "per_workday" in last else "received")
    pace = f"{measure.removesuffix('_change').removesuffix('_per_workday')}_per_workday"
    draft.facets = {"measure": f"{pace}_change" if draft.sign else pace}
    draft.unit = "dossier_per_workday"
    draft.of = flow.last if draft.sign and flow.last is not None and last == pace else None
    if flow.versus:
        draft.roles.add("versus")
    return True


def times(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    """'lượt' counts votes, visits or guidance: the words around it say which."""
    facets = draft.facets
    parent = draft.parent.facets.get("measure") if draft.parent is not None else None
    if "rating" in facets or "satisfaction" in draft.roles or parent == "satisfaction_votes":
        facets["measure"] = "satisfaction_votes"
    elif draft.unit == "contact":
        facets["measure"] = "guidance"
        facets.setdefault("channel", "call_in")
    elif "visits" in draft.roles:
        facets["measure"] = "visits"
    elif (
        flow.last is not None and flow.last.unit in ("vote", "visit", "contact") and flow.last.sentence == flow.sentence
    ):
        facets["measure"] = flow.last.facets["measure"].removesuffix("_change")
    elif unused.get("measure") in ("guidance", "visits", "satisfaction_votes"):
        facets["measure"] = unused["measure"]
    return "measure" in facets


def countable(draft: Draft) -> bool:
    """'hướng dẫn 200 lượt' counts contacts; 'trả kết quả 200 lượt người' counts no dossiers."""
    measure = draft.facets["measure"]
    calls = draft.unit == "contact" or (measure == "guidance" and "cuộc" in draft.roles)
    if calls and measure != "satisfaction_votes":
        draft.facets["measure"] = "guidance"
        draft.facets.setdefault("channel", "call_in")  # 'tổng đài tiếp nhận 6.150 cuộc gọi'
        return True
    if draft.unit == "times" and measure not in ("guidance", "visits", "satisfaction_votes", "online_payments"):
        if "satisfaction" in draft.roles or "rating" in draft.facets:
            draft.facets = {key: value for key, value in draft.facets.items() if key == "rating"}
            draft.facets["measure"] = "satisfaction_votes"
            return True
        return False
    return not (measure == "guidance" and draft.unit in ("", "dossier")) and not (
        measure == "fees" and draft.unit not in ("VND", "")
    )


def by_unit(draft: Draft) -> None:
    """Money is fees; procedures are counted as such, whatever is said about them."""
    facets = draft.facets
    if draft.unit == "VND":
        if draft.own.get("measure") == "online_payments":
            facets["channel"] = "online"  # 'thanh toán không dùng tiền mặt 171.300.000 đồng'
        if facets.pop("service_level", "") == "national_portal":
            facets["channel"] = "online"
        facets["measure"] = "fees"
    if draft.unit == "payment":
        facets["measure"] = "online_payments"
        facets.pop("channel", None)
    if draft.unit == "procedure" and facets.get("measure") not in ("digitised", "online_payments"):
        draft.facets = {"measure": "procedures"} | {
            k: v
            for k, v in facets.items()
            if k in ("service_level", "level") or (k == "channel" and "service_level" not in facets)
        }


def around_change(draft: Draft, last: Draft, flow: Flow) -> bool:
    """'thủ tục giảm 87, từ 115 còn 28': what there was before and after a change."""
    changed = last.sentence == flow.sentence and (last.sign != 0 or "around_change" in last.roles)
    linked = any(item.words in ("từ", "còn", "xuống", "lên") for item in draft.label_items[-2:])
    return changed and linked and not draft.own and draft.unit in ("", "procedure", last.unit)


def handed_over(draft: Draft) -> None:
    """'Bưu điện tỉnh đã chuyển trả 1.204 kết quả': results that the post brought, not dossiers that came by it."""
    facets = draft.facets
    returned = any("trả" in item.words.split(" ") for item in draft.label_items) or "results" in draft.roles
    if facets["measure"] == "resolved" and facets.get("channel") == "online" and "results" in draft.roles:
        facets["measure"] = "result_returned"  # 'trả trực tuyến 12 kết quả'
    if facets["measure"] in ("resolved", "received") and facets.get("channel") == "post" and returned:
        del facets["channel"]
        facets |= {"measure": "result_returned", "return_channel": "post"}


def open_state(facets: dict[str, str]) -> None:
    """'đang trong thời hạn xử lý' is open; open dossiers are in time or overdue, not early or late."""
    if "deadline_state" in facets and facets["measure"] == "resolved":
        facets["measure"] = "pending"
    elif facets["measure"] == "pending" and "timeliness" in facets:
        facets["deadline_state"] = OPEN_STATES.get(facets.pop("timeliness"), "in_time")
