"""What a label leaves open: measure, unit and breakdown from the figures around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.prose import Draft, Flow

# The measure that a part of a breakdown speaks of when the sentence names none.
_IMPLIED = {
    "rating": "satisfaction_votes",
    "inflow": "received",
    "deadline_state": "pending",
    "timeliness": "resolved",
    "return_channel": "result_returned",
    "channel": "received",
    "service_level": "received",
    "system": "received",
}
_UNITS = {
    "satisfaction_votes": "vote",
    "procedures": "procedure",
    "visits": "visit",
    "guidance": "contact",
    "fees": "VND",
    "online_payments": "payment",
    "score": "point",
    "agencies_all_on_time": "agency",
}
_OPEN_STATES = {"late": "overdue", "on_time": "in_time"}
_CHANNEL_MEASURES = ("received", "resolved", "due", "guidance")


def complete(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    """Give the draft its measure, breakdown and unit; False when it is no figure of ours."""
    facets = draft.facets
    if draft.unit == "other" and facets.get("measure") != "agencies_all_on_time":
        return False
    if _is_score(draft, flow):
        return True
    if draft.sign:
        return _change(draft, flow)
    if not _measure(draft, flow, unused):
        return False
    _inherit(draft)
    for key, value in flow.scope.items():
        if not (key == "level" and "agency" in facets):
            facets.setdefault(key, value)
    draft.unit = _UNITS.get(facets.get("measure", ""), "dossier")
    return True


def _is_score(draft: Draft, flow: Flow) -> bool:
    if draft.fraction is None or (
        draft.unit not in ("point", "") or draft.facets.get("measure") not in (None, "score")
    ):
        return False
    decimal = draft.item.value != draft.item.value.to_integral_value()
    last = flow.last
    listed = last is not None and last.line == flow.line and last.facets.get("measure") == "score"
    if not (decimal or draft.unit == "point" or listed or (draft.fraction.value <= 100 and "score" in flow.words_seen)):
        return False
    draft.facets = {"measure": "score", "index": draft.label_words}
    draft.unit = "point"
    draft.end = draft.fraction.end
    return True


def _change(draft: Draft, flow: Flow) -> bool:
    """'tăng 9,6 ngàn hồ sơ': a change of what the figure before it counts."""
    measure = draft.facets.get("measure") or (flow.last.facets.get("measure") if flow.last else None)
    if draft.unit == "procedure":
        measure = "procedures"
    if measure is None or draft.unit == "other":
        return False
    before = flow.last.facets if flow.last is not None and "measure" not in draft.facets else {}
    keep = {key: value for key, value in before.items() if key != "measure"}
    draft.facets = {"measure": f"{measure.removesuffix('_change')}_change"} | keep
    draft.unit = _UNITS.get(measure, "dossier")
    return True


def _measure(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    facets = draft.facets
    if draft.unit == "VND":
        facets["measure"] = "fees"
    if draft.unit == "procedure" and facets.get("measure") not in ("digitised", "online_payments"):
        draft.facets = facets = {"measure": "procedures"} | {k: v for k, v in facets.items() if k == "service_level"}
    if "agency" in facets and flow.axis == "field":
        facets["field"] = facets.pop("agency")
    if not ("measure" in facets or any(key in facets for key in _IMPLIED) or "agency" in facets):
        _name_from_list(draft, flow)
    if "measure" in facets:
        return _countable(draft)
    if "timeliness" in facets:
        _timeliness(draft, flow)
        return True
    for key in ("rating", "inflow", "deadline_state", "return_channel"):
        if key in facets:
            facets["measure"] = _IMPLIED[key]
            _in_time(draft)
            return True
    return _from_context(draft, flow, unused)


def _countable(draft: Draft) -> bool:
    """'hướng dẫn 200 lượt' counts contacts; 'trả kết quả 200 lượt người' counts no dossiers."""
    measure = draft.facets["measure"]
    if draft.unit in ("times", "contact") and measure not in ("guidance", "visits", "satisfaction_votes"):
        return False
    return not (measure == "guidance" and draft.unit == "dossier" and draft.fraction is not None)


def _timeliness(draft: Draft, flow: Flow) -> None:
    """Late under open dossiers is overdue; under returned ones it stays theirs; else it is a result."""
    facets = draft.facets
    above = flow.parents[-1][0] if flow.parents else flow.last
    if above is not None and above.sentence != flow.sentence and not flow.parents:
        above = None
    measure = above.facets.get("measure") if above is not None else None
    if measure == "pending" and facets["timeliness"] in _OPEN_STATES:
        facets["deadline_state"] = _OPEN_STATES[facets.pop("timeliness")]
        facets["measure"] = "pending"
    elif measure == "returned_or_withdrawn" and flow.parents:
        facets["measure"] = measure
    else:
        facets["measure"] = "resolved"


def _in_time(draft: Draft) -> None:
    """'trong hạn' among results is early or on time."""
    facets = draft.facets
    whole = draft.parent.facets.get("measure") if draft.parent is not None else None
    if facets.get("deadline_state") == "in_time" and whole in ("resolved", "due", "result_returned"):
        del facets["deadline_state"]
        facets["measure"], facets["timeliness"] = "resolved", "early_or_on_time"


def _name_from_list(draft: Draft, flow: Flow) -> None:
    """In a list of agencies or fields the words before the number are a name."""
    name = draft.label_words
    known = name.lower() in flow.words.stems
    if name and (flow.axis or known) and draft.unit in ("dossier", ""):
        draft.facets["field" if flow.axis == "field" else "agency"] = name


def _from_context(draft: Draft, flow: Flow, unused: Mapping[str, str]) -> bool:
    facets = draft.facets
    parent = draft.parent.facets.get("measure") if draft.parent is not None else None
    if any(key in facets for key in ("channel", "service_level", "system")):
        facets["measure"] = parent if parent in _CHANNEL_MEASURES else _same_sentence(flow) or "received"
        return True
    if any(key in facets for key in ("agency", "field", "level")):
        facets["measure"] = parent or _listed(flow)
        return True
    if unused:
        facets.update(unused)
        if "measure" not in facets:
            return _measure(draft, flow, {})
        return True
    if draft.unit == "dossier" and (draft.roles & {"total", "whole"} or not flow.drafts):
        facets["measure"] = "received"
        draft.roles.add("guessed")
        return True
    return False


def _same_sentence(flow: Flow) -> str | None:
    last = flow.last
    measure = last.facets.get("measure") if last is not None and last.sentence == flow.sentence else None
    return measure if measure in _CHANNEL_MEASURES else None


def _listed(flow: Flow) -> str:
    """Agencies are listed by what they received, unless the text only speaks of what was resolved."""
    measures = [draft.facets.get("measure") for draft in flow.drafts]
    return "resolved" if "resolved" in measures and "received" not in measures else "received"


def _inherit(draft: Draft) -> None:
    parent = draft.parent
    if parent is None or parent.facets.get("measure") != draft.facets.get("measure"):
        return
    for key, value in parent.facets.items():
        draft.facets.setdefault(key, value)
