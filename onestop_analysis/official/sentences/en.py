"""A press release in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import Channel, Rating, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.periods import Period
    from onestop_analysis.project import Centre

AGENCIES_NAMED = 4
_ARTICLES = ("half", "nine_months")
_CHANNELS = {"in_person": "in person", "online": "online", "post": "by public post"}


def headline(sheet: FactSheet, centre: Centre) -> str:
    """What a newspaper would print above it."""
    return f"{centre.name} resolves {_counted(sheet.get('resolved'))} in {named(sheet.period)}"


def lead(sheet: FactSheet, centre: Centre) -> str:
    """How much was resolved, and how much of it in time."""
    resolved, in_time = sheet.get("resolved"), sheet.get("resolved", timeliness="early_or_on_time")
    opening = f"In {named(sheet.period)}, the {centre.name}"
    if resolved.value == 0:
        return f"{opening} resolved no dossier."
    return (
        f"{opening} resolved {_counted(resolved)}; {in_time:.en} of them, or {in_time:share.en}, "
        "were resolved early or on time."
    )


def received(sheet: FactSheet) -> str:
    """What came in, by channel and by origin."""
    total = sheet.get("received")
    if total.value == 0:
        return "No dossier was received in the period."
    parts = [
        f"{_with_share(fact)} {_CHANNELS[channel]}" for channel, fact in _parts(sheet, "received", "channel", Channel)
    ]
    carried = sheet.get("received", inflow="carried_over")
    new = sheet.get("received", inflow="new")
    origin = (
        f" Of them {_with_share(new)} {_were(new)} new and {_with_share(carried)} carried over from before the period."
        if carried.value != 0
        else ""
    )
    return f"The Centre received {_counted(total)}: {listed(parts)}.{origin}"


def results(sheet: FactSheet) -> str:
    """What was resolved by timeliness."""
    resolved, late = sheet.get("resolved"), sheet.get("resolved", timeliness="late")
    if resolved.value == 0:
        return ""
    kinds = [("early", "early"), ("on time", "on_time")]
    found = [(words, sheet.find("resolved", timeliness=kind)) for words, kind in kinds]
    parts = [
        f"{_with_share(fact)} {_were(fact)} {words}" for words, fact in found if fact is not None and not fact.hidden
    ]
    merged = sheet.get("resolved", timeliness="early_or_on_time")
    parts = parts or [f"{_with_share(merged)} {_were(merged)} early or on time"]
    if not late.hidden:
        parts.append("none was late" if late.value == 0 else f"{_with_share(late)} {_were(late)} late")
    return f"Of the resolved dossiers, {listed(parts)}."


def returned(sheet: FactSheet) -> str:
    """Results handed over, and those by post; empty without any."""
    total, post = sheet.find("result_returned"), sheet.find("result_returned", return_channel="post")
    if total is None or post is None or not total.value:
        return ""
    by_post = (
        f"; {_with_share(post)} of them {_were(post)} sent by public post" if post.value and not post.hidden else ""
    )
    return f"The results of {_counted(total)} were handed over{by_post}."


def unfinished(sheet: FactSheet) -> str:
    """That the data end before the period does; empty where they do not."""
    last = sheet.data_end
    return (
        f"The data end on {day}, before the period does."
        if last and (day := mark("date", last.isoformat(), formats.day(last, "en")))
        else ""
    )


def pending(sheet: FactSheet) -> str:
    """What is open at the period's end."""
    total, overdue = sheet.get("pending"), sheet.get("pending", deadline_state="overdue")
    last = sheet.data_end or sheet.period.end
    day = mark("date", last.isoformat(), formats.day(last, "en"))
    if total.value == 0:
        return f"At the end of {day} no dossier was pending."
    # What is overdue is known for the period's end only, and may be hidden.
    if sheet.data_end or overdue.hidden or sheet.get("pending", deadline_state="in_time").hidden:
        return f"At the end of {day}, {_counted(total)} {_were(total)} pending."
    in_time = sheet.get("pending", deadline_state="in_time")
    if overdue.value == 0:
        return f"At the end of {day}, {_counted(total)} {_were(total)} pending, all of them in time."
    parts = [f"{_with_share(in_time)} in time", f"{_with_share(overdue)} overdue"]
    return f"At the end of {day}, {_counted(total)} {_were(total)} pending: {listed(parts)}."


def apart(sheet: FactSheet) -> str:
    """Withdrawn and refused dossiers, without which the numbers do not close; empty where there are none."""
    kinds = (("withdrawn", "withdrawn by the applicant"), ("refused", "stopped without a result"))
    found = [(words, sheet.find(measure)) for measure, words in kinds]
    parts = [f"{_counted(fact)} {_were(fact)} {words}" for words, fact in found if fact is not None and fact.value]
    return f"Besides, {listed(parts)}." if parts else ""


def agencies(sheet: FactSheet) -> str:
    """The agencies with most dossiers; empty where there is no more than one."""
    found = [fact for fact in sheet.by("received", "agency") if fact.value]
    if len(found) < 2:
        return ""
    most = sorted(found, key=lambda fact: (-(fact.value or 0), fact.id))[:AGENCIES_NAMED]
    parts = [f"{_name(sheet, fact)} with {fact:.en}" for fact in most]
    return f"The agencies with most dossiers were {listed(parts)}."


def ratings(sheet: FactSheet) -> str:
    """The ratings that may be shown; empty where nobody rated."""
    votes = sheet.find("satisfaction_votes")
    if votes is None or not votes.value:
        return ""
    parts: list[str] = [
        f"{fact:.en} {label(rating, 'en').lower()} ({fact:share.en})"
        for rating, fact in _parts(sheet, "satisfaction_votes", "rating", Rating)
        if not fact.hidden
    ]
    noun = "rating" if votes.value == 1 else "ratings"
    if not parts:
        return f"People gave {votes:.en} {noun} of the service."
    return f"People gave {votes:.en} {noun} of the service: {listed(parts)}."


def compared(sheet: FactSheet) -> str:
    """Received and resolved against the same period of the year before; empty where that is not known."""
    before = sheet.period.same_period_last_year()
    parts = []
    for measure in ("received", "resolved"):
        change = sheet.find(f"{measure}_change", versus=before.label)
        if change is None or not change.value or not change.whole:
            return ""
        direction = "rose" if change.value > 0 else "fell"
        parts.append(f"dossiers {measure} {direction} by {change:size.en} ({change:rate.en})")
    return f"Compared with {named(before)}, {listed(parts)}."


def named(period: Period) -> str:
    """'Q1 2021', 'the first half of 2021' as a date run."""
    article = "the " if period.kind in _ARTICLES else ""
    return article + mark("date", period.start.isoformat(), period.name("en"))


def listed(parts: Sequence[str]) -> str:
    """'a, b and c'; semicolons where a part has a comma of its own."""
    if len(parts) < 2:
        return "".join(parts)
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _parts(sheet: FactSheet, measure: str, dimension: str, values: Iterable[str]) -> list[tuple[str, Fact]]:
    found = [(str(value), sheet.find(measure, {dimension: str(value)})) for value in values]
    return [(value, fact) for value, fact in found if fact is not None]


def _counted(fact: Fact) -> str:
    return f"{fact:.en} {'dossier' if fact.value == 1 else 'dossiers'}"


def _were(fact: Fact) -> str:
    return "was" if fact.value == 1 else "were"


def _with_share(fact: Fact) -> str:
    return f"{fact:.en} ({fact:share.en})" if fact.share is not None else f"{fact:.en}"


def _name(sheet: FactSheet, fact: Fact) -> str:
    return mark("note", "agency", sheet.called(fact.breakdown["agency"]))
