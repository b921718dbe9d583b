"""What only the whole text decides."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.bases import contains, fits
from onestop_analysis.sources.release.drafts import SCOPES

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Draft, Flow

_ON_TIME = ("on_time", "early_or_on_time")


def include_early(flow: Flow) -> None:
    """Plain 'đúng hạn' includes early results where the text says so by its numbers or by its rate.

    It does when no early results are named, and on-time and late ones make up the whole somewhere in the
    text, or the text speaks of 'tỷ lệ đúng hạn', a rate that is defined that way (Decision 766/QĐ-TTg).
    """
    groups: dict[tuple[object, ...], dict[str, Draft]] = defaultdict(dict)
    for draft in flow.drafts:
        if draft.facets.get("measure") in ("resolved", "due") and not draft.sign:
            groups[_group(draft)][draft.facets.get("timeliness", draft.facets["measure"])] = draft
    named = any("early" in group for group in groups.values())
    by_rate = any(rate.facets.get("measure") == "on_time_rate" and "rate" in rate.roles for rate in flow.rates)
    by_rate = by_rate or any("lent" in draft.roles for draft in flow.drafts)
    everywhere = not named and (by_rate or any(_closes(group) for group in groups.values()))
    for group in groups.values():
        if "on_time" in group and "early" not in group and (everywhere or _closes(group)):
            group["on_time"].facets["timeliness"] = "early_or_on_time"
    for draft in flow.drafts if everywhere else ():
        if draft.sign and draft.facets.get("timeliness") == "on_time":
            draft.facets["timeliness"] = "early_or_on_time"
    told = [d.facets.get("timeliness") for d in flow.drafts if not d.headline]
    for draft in flow.drafts if "early_or_on_time" in told and "on_time" not in told else ():
        if draft.headline and draft.facets.get("timeliness") == "on_time":
            draft.facets["timeliness"] = "early_or_on_time"


def name_new(flow: Flow) -> None:
    """'Tiếp nhận 12.005 hồ sơ, cộng 1.118 hồ sơ quý trước, tổng số 13.123': the first ones are the new ones."""
    groups: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for draft in flow.drafts:
        if draft.facets.get("measure") == "received" and not draft.sign:
            groups[draft.days, *(draft.facets.get(key) for key in SCOPES)].append(draft)
    for group in groups.values():
        totals = [draft for draft in group if set(draft.facets) - set(SCOPES) == {"measure"}]
        carried = [draft for draft in group if draft.facets.get("inflow") == "carried_over"]
        if len(carried) != 1 or len(totals) < 2 or any(draft.facets.get("inflow") == "new" for draft in group):
            continue
        new = _new(totals, carried[0])
        for draft in group if new is not None else ():
            if draft is new or draft.parent is new:
                draft.facets["inflow"] = "new"


def _new(totals: list[Draft], carried: Draft) -> Draft | None:
    """The total that makes another one together with what was carried over."""
    for part in totals:
        wholes = [whole for whole in totals if whole is not part]
        if any(part.item.value + carried.item.value == whole.item.value for whole in wholes):
            return part
    near = [total for total in totals if total.sentence == carried.sentence]
    told = len(near) == 2 and any(item.words.startswith("tổng") for item in near[1].label_items)
    return near[0] if told else None


def merge_ratings(flow: Flow) -> None:
    """'hài lòng và rất hài lòng' is what the text calls satisfied, unless it tells one of the two apart."""
    apart = any(draft.facets.get("rating") in ("satisfied", "very_satisfied") for draft in flow.drafts)
    for draft in () if apart else flow.drafts:
        if draft.facets.get("rating") == "satisfied_or_very_satisfied":
            draft.facets["rating"] = "satisfied"


def _closes(group: dict[str, Draft]) -> bool:
    if "late" not in group or "on_time" not in group:
        return False
    total = group["on_time"].item.value + group["late"].item.value
    return any(measure in group and group[measure].item.value == total for measure in ("resolved", "due"))


def _group(draft: Draft) -> tuple[object, ...]:
    rest = tuple(sorted((key, value) for key, value in draft.facets.items() if key not in ("measure", "timeliness")))
    return rest, draft.days


def repeated_rates(flow: Flow) -> set[int]:
    """Rates that print the share of a count again, in a headline or a summary: no figures of their own."""
    shares = defaultdict(list)
    for draft in flow.drafts:
        if draft.share is not None:
            shares[draft.share.value].append(draft)
    found: set[int] = set()
    for rate in flow.rates:
        for draft in shares[rate.item.value]:
            if _same_rate(rate, draft):
                found.add(id(rate))
                break
    return found


def adopt_rates(flow: Flow) -> None:
    """'Tỷ lệ hồ sơ trực tuyến: 82,62%' below a table that counts them: the share of that count, where it fits."""
    for rate in [rate for rate in flow.rates if not rate.roles & {"change", "versus", "target"}]:
        if "channel" not in rate.facets and rate.facets.get("measure") not in ("on_time_rate", "late_rate"):
            continue
        counts = (d for d in flow.drafts if d.share is None and not d.sign and _counts(rate, d))
        part = next((d for d in counts if _scope(d) == _scope(rate) and _explains(rate, d, flow)), None)
        if part is not None:
            part.share = rate.share
            flow.rates.remove(rate)


def _counts(rate: Draft, draft: Draft) -> bool:
    if "channel" in rate.facets:
        return rate.facets.items() <= draft.facets.items()
    return "timeliness" in draft.facets and _same_rate(rate, draft)


def _explains(rate: Draft, part: Draft, flow: Flow) -> bool:
    wholes = (other for other in flow.drafts if other is not part and contains(other, part))
    return rate.share is not None and any(fits(part.item.value, w.item.value, rate.share) for w in wholes)


def _scope(draft: Draft) -> tuple[str | None, ...]:
    return tuple(draft.facets.get(key) for key in SCOPES)


def _overdue(draft: Draft) -> bool:
    return draft.facets.get("deadline_state") == "overdue" or draft.facets.get("measure") == "late_or_overdue"


def _same_rate(rate: Draft, draft: Draft) -> bool:
    scope = all(rate.facets.get(key) == draft.facets.get(key) for key in SCOPES)
    timeliness = draft.facets.get("timeliness")
    measure = rate.facets.get("measure")
    if measure == "resolved":
        return scope and set(draft.facets) - set(SCOPES) == {"measure"} and draft.facets["measure"] == "resolved"
    return scope and (
        (measure == "on_time_rate" and timeliness in _ON_TIME)
        or (measure == "late_rate" and (timeliness == "late" or _overdue(draft)))
        or (measure == "early_rate" and timeliness == "early")
    )
