"""What a label leaves open: measure, unit and breakdown from the figures around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.drafts import SCOPES, UNKNOWN
from onestop_analysis.sources.release.kinds import (
    OPEN_STATES,
    UNITS,
    around_change,
    by_unit,
    change,
    countable,
    handed_over,
    is_score,
    open_state,
    per_workday,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.drafts import Draft, Flow

# The measure that a part of a breakdown speaks of when the sentence names none.
_IMPLIED = {
    "rating": "satisfaction_votes",
    "inflow": "received",
    "deadline_state": "pending",
    "return_channel": "result_returned",
}
_LABELS = ("timeliness", "channel", "service_level", "system", "what", "agency", "level", "field", *_IMPLIED)
_CHANNEL_MEASURES = ("received", "resolved", "due", "guidance", "result_returned")
# Told of the publisher, not of the level or agency that an earlier sentence spoke about.
_OF_THE_WHOLE = ("satisfaction_votes", "visits", "guidance", "fees")
_RETURNS = {"post": "post", "in_person": "counter"}
_CALLS = ("call_in", "call_out")
_LONGEST_NAME = 80  # characters
_BALANCED = ("received", "resolved", "pending")


def complete(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    """Give the draft its measure, breakdown and unit; False when it is no figure of ours."""
    facets = draft.facets
    if (
        draft.unit in ("other", "feedback")
        and "rating" not in facets
        and facets.get("measure") != "agencies_all_on_time"
    ):
        return False
    if "per_day" in draft.roles:
        return per_workday(draft, flow)
    if is_score(draft, flow):
        return True
    if draft.sign:
        return change(draft, flow)
    if not _measure(draft, flow, unused):
        return False
    _inherit(draft)
    _within_scope(draft, flow)
    facets = draft.facets
    if draft.fraction is not None and facets == {"measure": "satisfaction_votes"}:
        facets["rating"] = draft.own["rating"] = "satisfied"  # 'đánh giá hài lòng: 212/213 phiếu'
    _without_channel(draft)
    if flow.versus:
        draft.roles.add("versus")
        told = "measure" in draft.own or "around_change" in draft.roles or flow.versus_days == UNKNOWN
        draft.days = draft.days if told else flow.versus_days
    draft.unit = UNITS.get(facets["measure"], "dossier")
    if (
        facets.get("service_level") in ("full_online", "partial_online")
        and {"service_level", "channel"} <= draft.own.keys()
    ):
        facets.pop("channel", None)  # 'trực tuyến toàn trình': the level says that it is online
    if facets.get("service_level") == "3-4" and draft.unit == "dossier":
        del facets["service_level"]  # both levels together are all that is filed online
        facets["channel"] = "online"
    return True


def _without_channel(draft: Draft) -> None:
    """Channels are told of dossiers: not of votes 'trên máy đặt tại quầy', nor of what the post brought back."""
    facets = draft.facets
    listed = facets["measure"] == "guidance" and "measure" not in draft.own  # '13.905 lượt gọi đến, 7.735 trực tiếp'
    told = facets["measure"] in ("satisfaction_votes", "guidance", "result_returned")
    sent = facets["measure"] == "result_returned" and facets.get("channel") == "online"
    if told and facets.get("channel") not in _CALLS and not listed and not sent:
        facets.pop("channel", None)


def _within_scope(draft: Draft, flow: Flow) -> None:
    """Add the level, agency or field that the sentence or the heading speaks of."""
    facets = draft.facets
    if "sum" in draft.roles:
        return
    kept = flow.scope_sentence == flow.sentence or facets["measure"] not in _OF_THE_WHOLE
    for key, value in (flow.scope if kept else flow.heading_scope).items():
        if not ("agency" in facets and key == "level") and facets["measure"] != "procedures":
            facets.setdefault(key, value)
    if facets["measure"] in _BALANCED:
        for key, value in flow.topic.items():
            if key != "inflow" or facets["measure"] == "received":
                facets.setdefault(key, value)
    if "field" in facets and flow.scope.get("agency") == facets.get("agency"):
        facets.pop("agency", None)


def denominator(draft: Draft) -> dict[str, str]:
    """Meaning of the second half of a fraction: the first without its own part; of results, what came in."""
    facets = dict(draft.facets)
    for key in ("timeliness", "deadline_state", "rating", "channel", "service_level"):
        if key in facets and (key in draft.own or key == "timeliness"):
            del facets[key]
            return facets
    if facets["measure"] in ("resolved", "pending"):
        facets["measure"] = "received"
    elif facets["measure"] == "digitised":
        facets["measure"] = "digitisable"
    elif facets["measure"] in ("online_payments", "result_returned"):
        facets["measure"] = "resolved" if facets["measure"] == "result_returned" else "received"
    facets.pop("return_channel", None)
    return facets


def _measure(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    facets = draft.facets
    last = flow.last
    if last is not None and around_change(draft, last, flow):
        facets["measure"] = last.facets["measure"].removesuffix("_change")
        draft.roles.add("around_change")
        return True
    by_unit(draft)
    facets = draft.facets
    if draft.unit in ("times", "contact", "visit") and "measure" not in facets:
        return times(draft, flow, unused)
    if "agency" in facets and flow.axis == "field" and facets["agency"].lower() in flow.words.complete:
        facets["field"] = facets.pop("agency")  # 'lĩnh vực nhiều hồ sơ: công an, ...'
    if "measure" not in facets and not any(key in facets for key in _LABELS):
        _name_from_list(draft, flow)
    _short_inflow(draft, flow)
    _after_list(draft, flow)
    facets = draft.facets
    if "rating" in facets and facets.get("measure") == "guidance":
        facets["measure"] = "satisfaction_votes"  # '312 người trả lời hài lòng'
    if "measure" in facets:
        open_state(facets)
        handed_over(draft)
        return countable(draft)
    if "timeliness" in facets:
        _timeliness(draft, flow)
        return True
    for key, measure in _IMPLIED.items():
        if key in facets:
            facets["measure"] = measure
            _in_time(draft)
            return True
    return _from_context(draft, flow, unused)


def _short_inflow(draft: Draft, flow: Flow) -> None:
    """'Tiếp nhận: 1.250 (mới 1.190; cũ 60)': one short word under what was received."""
    whole = draft.parent.facets.get("measure") if draft.parent is not None else None
    words = " ".join(item.words for item in draft.label_items if item.kind != "sep")
    inflow = flow.words.inflow_words.get(words)
    if whole == "received" and inflow is not None and not draft.own:
        draft.facets = {"measure": "received", "inflow": inflow}


def _timeliness(draft: Draft, flow: Flow) -> None:
    """Late under open dossiers is overdue; under returned ones it stays theirs; else it is a result."""
    facets = draft.facets
    above = flow.last
    if flow.parents and not (flow.parents[-1].how == "line" and above is not None and above.sentence == flow.sentence):
        above = flow.parents[-1].draft
    if above is not None and above.sentence != flow.sentence and not flow.parents:
        above = None
    measure = above.facets.get("measure") if above is not None else flow.heading.get("measure")
    if measure is None and _unspecified(draft, flow):
        del facets["timeliness"]
        facets["measure"] = "overdue_unspecified"
        return
    listed = bool(flow.parents) or "result" not in draft.roles
    if measure == "pending" and facets["timeliness"] in OPEN_STATES and listed:
        facets["deadline_state"] = OPEN_STATES[facets.pop("timeliness")]
        facets["measure"] = "pending"
    elif measure == "returned_or_withdrawn" and flow.parents:
        facets["measure"] = measure
    else:
        facets["measure"] = "resolved"


def _unspecified(draft: Draft, flow: Flow) -> bool:
    """'Không có hồ sơ quá hạn.' where the text tells results and open dossiers apart nowhere."""
    plain = any("quá hạn" in item.words for item in draft.taken) and "result" not in draft.roles and not draft.headline
    told = any({"timeliness", "deadline_state"} & other.facets.keys() for other in flow.drafts)
    return plain and not told and bool(flow.drafts)


def _in_time(draft: Draft) -> None:
    """'trong hạn' among results is early or on time."""
    facets = draft.facets
    whole = draft.parent.facets.get("measure") if draft.parent is not None else None
    still = any(item.words.startswith(("chưa", "còn", "đang", "not ", "still")) for item in draft.taken)
    if still:
        return
    if facets.get("deadline_state") == "in_time" and whole in ("resolved", "due", "result_returned"):
        del facets["deadline_state"]
        facets["measure"], facets["timeliness"] = "resolved", "early_or_on_time"


def _name_from_list(draft: Draft, flow: Flow) -> None:
    """In a list of agencies or fields the words before the number are a name."""
    name = draft.label.removeprefix("hồ sơ ")
    if any(item.role in ("satisfaction", "visits") for item in draft.label_items):
        return
    known = name.lower() in flow.words.stems
    last = flow.last
    listed = last is not None and last.sentence == flow.sentence and bool({"agency", "field"} & last.facets.keys())
    listed = listed or "bullet" in draft.roles or "part" in draft.roles
    if name and (flow.axis or known or listed) and draft.unit in ("dossier", "") and len(name) < _LONGEST_NAME:
        fields = flow.axis == "field" or bool({"bullet", "part"} & draft.roles) or (listed and "field" in last.facets)  # type: ignore[union-attr]
        fields = fields or " ".join(name.lower().replace(",", " ,").split()) in flow.words.fields
        draft.facets["field" if fields else "agency"] = name
        draft.roles.add("named")


def _after_list(draft: Draft, flow: Flow) -> None:
    """'Hồ sơ trễ hạn tập trung ở lĩnh vực đất đai (79 hồ sơ)': a name behind the words that open a list."""
    places = [at for at, item in enumerate(draft.label_items) if item.role == "list"]
    if not places or not flow.axis or {"measure", "agency", "field"} & draft.facets.keys():
        return
    name = windows.name(draft.label_items[places[-1] + 1 :], flow)
    if name and draft.unit == "dossier" and len(name) < _LONGEST_NAME:
        draft.facets[flow.axis] = name
        draft.roles.add("named")


def _from_context(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    facets = draft.facets
    if any(key in facets for key in ("channel", "service_level", "system", "what")):
        _by_channel(draft, flow, unused)
        return True
    if any(key in facets for key in ("agency", "field", "level")):
        return _by_name(draft, flow, unused)
    if (known := _pointed(draft, flow)) is not None:
        facets.update(known)
        return True
    if unused:
        facets.update({key: value for key, value in unused.items() if key not in facets})
        return "measure" in facets or _measure(draft, flow, {})
    counted = draft.unit or next((i.meaning.unit for i in draft.label_items if i.meaning and i.meaning.unit), "")
    return counted == "dossier" and _unnamed(draft, flow)


def _pointed(draft: Draft, flow: Flow) -> dict[str, str] | None:
    """The figure that an unnamed one points at: its whole at another time, the one before, or the parts it sums."""
    dated = any(item.mark for item in draft.label_items) and not flow.versus
    if draft.parent is not None and not draft.parent.sign and draft.unit == "dossier" and dated:
        return draft.parent.facets  # 'năm 2018 là 140.118 hồ sơ': a part of the time
    if "same" in draft.roles and flow.last is not None:
        draft.roles.add("versus")
        return flow.last.facets
    total = _sum_of_before(draft, flow)
    draft.roles |= {"sum"} if total is not None else set()
    return total


def _by_channel(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> None:
    """Channels and service levels are told of what came in, unless they divide another figure."""
    facets = draft.facets
    parent = draft.parent.facets.get("measure") if draft.parent is not None else None
    last = flow.last
    listed = last is not None and last.sentence == flow.sentence and last.unit == "procedure" and not draft.unit
    if "channel" not in facets and (parent == "procedures" or listed):
        parent = "procedures"
        draft.unit, facets["measure"] = "procedure", parent
        return
    if "channel" not in facets and parent is None and unused.get("channel"):
        facets["channel"] = unused["channel"]
    back = last is not None and last.sentence == flow.sentence and "return_channel" in last.facets and parent is None
    if back or (parent == "resolved" and _gave_back(draft)):
        facets |= {"measure": "result_returned", "return_channel": _RETURNS.get(facets.pop("channel", ""), "counter")}
        return
    heading = flow.heading.get("measure")
    facets["measure"] = next((m for m in (parent, heading) if m in _CHANNEL_MEASURES), "received")
    told = (
        last is not None and last.sentence == flow.sentence and bool({"channel", "service_level"} & last.facets.keys())
    )
    if told and "channel" not in facets and "channel" in last.facets and "service_level" in last.facets:  # type: ignore[union-attr]
        facets["channel"] = last.facets["channel"]  # type: ignore[union-attr]
    if told and draft.parent is None and last.facets.get("inflow") == "new":  # type: ignore[union-attr]
        facets["inflow"] = "new"  # 'Hồ sơ mới nộp qua Cổng 412 hồ sơ, nộp tại quầy 829 hồ sơ'
    handed_over(draft)
    if draft.parent is not None and "both" in draft.parent.roles:
        draft.parent.facets["measure"] = facets["measure"] = "received"


def _gave_back(draft: Draft) -> bool:
    """'trả 12.000 hồ sơ (trực tiếp: 11.000; qua bưu chính: 1.000)': how results were handed over."""
    whole = draft.parent.taken if draft.parent is not None else []
    return draft.facets.get("channel") in _RETURNS and any(
        item.words.endswith(("trả", "trả kết quả")) for item in whole
    )


def _by_name(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    """Agencies, fields and levels: of the whole they divide, else of what was announced, else of what came in."""
    last = flow.last
    if draft.parent is None and last is not None and last.sentence == flow.sentence and _alike(draft, last):
        draft.facets = {key: value for key, value in last.facets.items() if key not in SCOPES} | draft.facets
        return True
    announced = {key: value for key, value in unused.items() if key in ("measure", "timeliness", "deadline_state")}
    if draft.parent is None and announced and "inflow" not in unused:
        draft.facets.update(announced)
        return _measure(draft, flow, {})
    draft.facets["measure"] = draft.parent.facets["measure"] if draft.parent is not None else _listed(flow)
    return True


def _alike(draft: Draft, last: Draft) -> bool:
    """'Sở A có 702 hồ sơ quá hạn, huyện B 98 hồ sơ': the next name of a list, with the same meaning."""
    named = "named" in last.roles or "level" in last.own
    return named and any(key in draft.facets and key in last.facets for key in SCOPES) and not last.sign


def _unnamed(draft: Draft, flow: Flow) -> bool:
    """'so với quý I (30.228 hồ sơ)' counts what the figure before it counts; a first total is what came in."""
    if flow.versus and flow.last is not None and flow.last.sentence == flow.sentence:
        draft.facets = {key: value.removesuffix("_change") for key, value in flow.last.facets.items()}
        draft.days = flow.versus_days
        return True
    before = [other for other in flow.drafts[-2:] if other.sentence == flow.sentence and not other.sign]
    if "total" in draft.roles and len(before) == 2 and before[0].facets["measure"] == before[1].facets["measure"]:
        draft.facets = dict(before[0].facets.items() & before[1].facets.items())
        draft.roles.add("sum")
        return True
    if draft.roles & {"total", "whole"} or not flow.drafts:
        draft.facets["measure"] = "received"
        draft.roles.add("guessed")
        return True
    return False


def _sum_of_before(draft: Draft, flow: Flow) -> dict[str, str] | None:
    """An unnamed number that is the sum of the parts before it in the sentence: their whole."""
    before = [other for other in flow.drafts[-4:] if other.sentence == flow.sentence]
    for first in range(len(before) - 1):
        parts = before[first:]
        measures = {part.facets.get("measure") for part in parts}
        if len(measures) == 1 and sum(part.item.value for part in parts) == draft.item.value:
            common = set.intersection(*(set(part.facets.items()) for part in parts))
            return dict(common)
    return None


def _listed(flow: Flow) -> str:
    """Agencies are listed by what they received, unless the text only speaks of what was resolved."""
    measures = [draft.facets.get("measure") for draft in flow.drafts]
    heading = flow.heading.get("measure")
    if heading in _BALANCED:
        return heading
    return "resolved" if "resolved" in measures and "received" not in measures else "received"


def _inherit(draft: Draft) -> None:
    parent = draft.parent
    if parent is None or parent.facets.get("measure") != draft.facets.get("measure"):
        return
    for key, value in parent.facets.items():
        draft.facets.setdefault(key, value)
