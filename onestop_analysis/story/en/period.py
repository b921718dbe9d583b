"""What happened in the period: what came in, what was resolved and how timely, what is open, how people rated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.indicators import leading, timeliness_classes
from onestop_analysis.story.en.choices import source_note
from onestop_analysis.story.en.wording import compared, counted, dated, listed, named, part, was
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

TOP_AGENCIES = 4
CHANNEL_PHRASES = {"in_person": "in person", "online": "online", "post": "by public post"}


def lead(facts: Facts) -> str:
    """The first paragraph: how much was resolved and how much of it in time."""
    resolved, in_time = facts.get("resolved"), facts.get("resolved", timeliness="early_or_on_time")
    opening = f"In {named(facts.period)}, the {facts.centre.name}"
    if resolved.value == 0:
        return f"{opening} resolved no dossiers."
    if in_time.value == 0:
        return f"{opening} resolved {counted(resolved)}, none of them early or on time."
    if in_time.value == resolved.value:
        all_of_them = "" if resolved.value == 1 else "all of them "
        return f"{opening} resolved {counted(resolved)}, {all_of_them}early or on time ({in_time:share.en})."
    return (
        f"{opening} resolved {counted(resolved)}; {in_time:.en} of them, or {in_time:share.en} of all dossiers resolved, "
        f"{was(in_time)} resolved early or on time."
    )


def unfinished(facts: Facts) -> str:
    """That the data end before the period does; empty where they do not."""
    if facts.reaches_end:
        return ""
    return (
        f"The data end on {dated(facts.data_end)}, before the period does: the figures below are of the part of the period "
        "that has data, and are compared neither with earlier periods nor with targets."
    )


def comparison(facts: Facts) -> str:
    """Received against the period before and the same period last year; says where there is nothing to compare."""
    if not facts.reaches_end:
        return ""
    sentences = [
        f"The number of dossiers {subject} was {' and '.join(parts)}."
        for subject, measure in (("received", "received"), ("resolved", "resolved"))
        if (parts := _comparisons(facts, measure))
    ]
    return " ".join(sentences) or "There are no figures for earlier periods to compare with."


def _comparisons(facts: Facts, measure: str) -> list[str]:
    pairs = [(facts.change(measure, before), before) for before in facts.beside]
    return [
        f"{compared(change, before.period)}{source_note(facts, before)}"
        for change, before in pairs
        if change is not None
    ]


def intake(facts: Facts) -> str:
    """Received in all, by channel."""
    received = facts.get("received")
    if received.value == 0:
        return "No dossiers were received in the period."
    parts = [
        f"{part(item)} {CHANNEL_PHRASES[item.category('channel')]}"
        for item in facts.now.by("received", "channel")
        if item.value
    ]
    total = f"The Centre received {counted(received)} in {named(facts.period)}"
    return f"{total}: {listed(parts)}." if parts else f"{total}."


def carried_over(facts: Facts) -> str:
    """New and carried-over dossiers among the received ones."""
    new, carried = facts.get("received", inflow="new"), facts.get("received", inflow="carried_over")
    if facts.get("received").value == 0:
        return ""
    if new.value == 0:
        return "All of them were carried over from the period before; none were new."
    if carried.value == 0:
        return "All of them were new in the period; none were carried over from the period before."
    return f"Of these, {part(new)} {was(new)} new in the period and {part(carried)} {was(carried)} carried over from before it."


def results(facts: Facts) -> str:
    """Resolved, by timeliness."""
    resolved = facts.get("resolved")
    if resolved.value == 0:
        return "No dossiers were resolved in the period."
    classes = timeliness_classes(facts.now)
    parts = [_timeliness_part(item) for item in classes if item.value or item.category("timeliness") == "late"]
    return f"The Centre resolved {counted(resolved)}: {listed(parts)}."


def _timeliness_part(item: Observation) -> str:
    value = item.category("timeliness")
    if value == "late" and not item.value:
        return "none late"
    return f"{part(item)} {label(value, 'en').lower()}"


def late_agencies(facts: Facts) -> str:
    """Which agencies the late dossiers belong to; empty when none was late."""
    late = [
        item
        for item in facts.now.by("resolved", "agency", "timeliness")
        if item.category("timeliness") == "late" and item.value
    ]
    if not late:
        return ""
    most = leading(late, TOP_AGENCIES)
    parts = [f"{facts.called(item)} ({item:.en})" for item in most]
    if len(most) == len(late):
        return f"Late dossiers by agency: {listed(parts)}."
    if not most:
        return f"Many agencies had late dossiers, none of them more than {max(late, key=lambda item: item.value):.en}."
    return f"Many agencies had late dossiers, most of all {listed(parts)}."


def returned(facts: Facts) -> str:
    """Results handed over, and how many of them by post."""
    total, post = facts.get("result_returned"), facts.now.find("result_returned", return_channel="post")
    if total.value == 0:
        return "No results were handed over to applicants in the period."
    if post is None:
        return f"The results of {counted(total)} were handed over; the data do not say how."
    if post.value == 0:
        return f"The results of {counted(total)} were handed over, all of them at the counter."
    return f"The results of {counted(total)} were handed over; {part(post)} of them were sent by public post."


def ended_without_result(facts: Facts) -> str:
    """Withdrawn and refused dossiers; empty when there are none."""
    parts = [
        f"{counted(item)} {was(item)} {phrase}"
        for measure, phrase in (("withdrawn", "withdrawn by the applicant"), ("refused", "closed without a result"))
        if (item := facts.get(measure)).value
    ]
    return f"In addition, {listed(parts)}; these do not count as resolved." if parts else ""


def pending(facts: Facts) -> str:
    """Open at the end of the period, in time and overdue."""
    total, overdue = facts.get("pending"), facts.get("pending", deadline_state="overdue")
    opening = f"At the end of {dated(facts.period.end if facts.reaches_end else facts.data_end)}"
    if total.value == 0:
        return f"{opening} no dossiers were in progress."
    in_time, still = (
        facts.get("pending", deadline_state="in_time"),
        f"{opening}, {counted(total)} {was(total)} in progress",
    )
    if not facts.reaches_end:  # what is overdue is known for the period's end only
        return f"{still}."
    every = "" if total.value == 1 else "all of them "
    if overdue.value == 0:
        return f"{still}, {every}within the time limit."
    if in_time.value == 0:
        return f"{still}, {every}overdue."
    states = f"{part(in_time)} {was(in_time)} still within the time limit and {part(overdue)} {was(overdue)} overdue"
    return f"{still}: {states}."


def paused(facts: Facts) -> str:
    """Open dossiers that wait for a supplement; empty when there are none."""
    item = facts.get("paused")
    if item.value == 0:
        return ""
    return (
        f"Of the dossiers in progress, {part(item)} {was(item)} waiting for applicants to supply missing documents; "
        "as in the official reporting form, these count as within the time limit."
    )


def balance(facts: Facts) -> str:
    """The identity that ties the parts together, written out with its numbers."""
    ended = [
        f"{item:.en} {phrase}"
        for measure, phrase in (("withdrawn", "withdrawn"), ("refused", "closed without a result"))
        if (item := facts.get(measure)).value
    ]
    parts = [f"{facts.get('resolved'):.en} resolved", *ended, f"{facts.get('pending'):.en} in progress"]
    return f"Balance: {counted(facts.get('received'))} received equal {listed(parts)}."


def agencies(facts: Facts) -> str:
    """Where most dossiers are."""
    ranked = [item for item in facts.now.by("received", "agency") if item.value]
    if not ranked:
        return "There are no dossiers by agency in the period."
    if len(ranked) == 1:
        return f"All dossiers went to {facts.called(ranked[0])}."
    parts = [f"{facts.called(item)}, {part(item)}" for item in ranked[:TOP_AGENCIES]]
    if len(ranked) == len(parts):
        return f"Dossiers by agency: {listed(parts)}."
    return f"Most dossiers went to a few agencies: {listed(parts)}."


def satisfaction(facts: Facts) -> str:
    """Kiosk ratings; says so when nobody rated."""
    votes = facts.get("satisfaction_votes")
    if votes.value == 0:
        return "No satisfaction ratings were recorded in the period."
    parts = [
        f"{part(item)} {label(item.category('rating'), 'en').lower()}"
        for item in sorted(facts.now.by("satisfaction_votes", "rating"), key=_rating_order)
        if item.value
    ]
    return f"Organisations and citizens gave {counted(votes)} of their satisfaction with the Centre's staff: {listed(parts)}."


def _rating_order(item: Observation) -> int:
    order = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied")
    return order.index(item.category("rating"))
