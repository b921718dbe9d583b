"""Whether things really changed, what drove the change, and what is to be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.story.en.wording import counted, dated, listed, named
from onestop_analysis.trends import few_resolved
from onestop_analysis.trends.control import LEAST_POINTS, LIMIT_FACTOR, RUN, SCREEN_FACTOR
from onestop_analysis.trends.forecast import KINDS
from onestop_analysis.trends.rare import ONE_IN
from onestop_analysis.workdays import has_tet

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.trends.comparisons import Comparison
    from onestop_analysis.trends.control import Control
    from onestop_analysis.trends.drivers import Drivers
    from onestop_analysis.trends.forecast import Outlook
    from onestop_analysis.trends.hindsight import Score

SUBJECTS = {
    "received_per_workday": "The number of new dossiers per working day",
    "on_time_rate": "The rate resolved early or on time",
    "online_rate": "The online share",
}
VERDICTS = {"up": "▲ Real rise", "down": "▼ Real fall", "steady": "● Usual variation"}
SIDES = {"up": "above", "down": "below"}


def per_workday(facts: Facts) -> str:
    """New dossiers by working day; says where Tết makes periods unlike. Empty without earlier periods."""
    paces, days = facts.analysis.paces, facts.now.find("working_days")
    if not paces or days is None:
        return ""
    parts = [_pace_change(pace) for pace in paces]
    return (
        f"The period had {days:.en} working days, with {paces[0].now:.en} new dossiers per working day on average, "
        f"{listed(parts)}.{_tet(facts)}"
    )


def _pace_change(pace: Comparison) -> str:
    if pace.change.value == 0:
        return f"unchanged from {named(pace.before.period)}"
    growth = f" ({pace.growth:rate.en})" if pace.growth else ""
    direction = "up" if pace.change.value > 0 else "down"
    return f"{direction} by {pace.change:size.en}{growth} on {named(pace.before.period)}"


def _tet(facts: Facts) -> str:
    """A sentence where one of two compared periods has Tết and the other has not."""
    own = has_tet(facts.period.start, facts.period.end)
    others = [pace.before.period for pace in facts.analysis.paces]
    unlike = [named(other) for other in others if has_tet(other.start, other.end) != own]
    if not unlike:
        return ""
    where = (
        f"The Lunar New Year fell in this period but not in {listed(unlike)}"
        if own
        else f"The Lunar New Year fell in {listed(unlike)} but not in this period"
    )
    return f" {where}, so figures per working day compare better than totals."


def like_for_like(facts: Facts) -> str:
    """Received dossiers without each suspended procedure; empty where none was suspended."""
    sentences = []
    for same in facts.analysis.like_for_like:
        parts = [_difference(pair) for pair in same.comparisons]
        procedure = mark("note", "procedure", facts.names.get(same.event.procedure, same.event.procedure))
        sentences.append(
            f"Like for like, without the procedure “{procedure}” (suspended from {dated(same.event.date)}), "
            f"{counted(same.comparisons[0].now)} were received, {listed(parts)}."
        )
    return " ".join(sentences)


def _difference(pair: Comparison) -> str:
    if pair.change.value == 0:
        return f"unchanged from {named(pair.before.period)}"
    growth = f" ({pair.change:rate.en})" if pair.before.value else ""
    return (
        f"{'up' if pair.change.value > 0 else 'down'} by {pair.change:size.en}{growth} on {named(pair.before.period)}"
    )


def control(facts: Facts, key: str) -> str:
    """Whether a monthly measure left its usual variation in the period."""
    chart = facts.analysis.controls.get(key)
    subject = SUBJECTS[key]
    if chart is None and key == "on_time_rate" and len(facts.months) >= LEAST_POINTS and few_resolved(facts):
        return f"{subject}: too few dossiers are resolved in a month to say whether it really changed."
    if chart is None:
        return f"{subject}: there is not enough history to say whether it really changed."
    if chart.verdict == "steady":
        return (
            f"{subject} did not really change: all months of the period lie within usual variation, "
            f"from {bound(chart.lower)} to {bound(chart.upper)}.{_step(chart)}"
        )
    return f"{subject} really changed: {_reason(chart)}.{_since(chart)}{_step(chart)}"


def _reason(chart: Control) -> str:
    said, side = f"it was {value(chart.month)} in {named(chart.month.period)}", SIDES[chart.verdict]
    limit = chart.upper if chart.verdict == "up" else chart.lower
    moved = "rises" if chart.verdict == "up" else "falls"
    return {
        "outside": f"{said}, {side} the limit of usual variation ({bound(limit)})",
        "run": f"{said}, in a run of months {side} the mean ({bound(chart.mean)})",
        "trend": f"{said}, in an unbroken series of {moved}",
        "near": f"{said}, with several months in succession close to the limit of usual variation ({bound(limit)})",
    }[chart.rule or "outside"]


def _step(chart: Control) -> str:
    """That the limits were calculated anew, and why; empty where they never were."""
    last = chart.stretches[-1]
    if last.event is None:
        return ""
    before, first = chart.stretches[-2].mean, chart.points[last.start].period
    side = "above" if last.mean.value > before.value else "below"
    few = ", provisionally, as there are few months yet" if last.provisional else ""
    return (
        f" After “{mark('note', 'events.yml', last.event.short)}” on {dated(last.event.date)}, "
        f"{mark('reference', 'method', formats.number(RUN, 'en'))} months in a row from {named(first)} were {side} the mean before ({bound(before)}); mean and limits are therefore calculated anew from that month on{few}."
    )


def _since(chart: Control) -> str:
    if chart.since is None or chart.rule == "run":
        return ""
    return f" Every month since {named(chart.since.period)} has been {SIDES[chart.verdict]} the long-term mean ({bound(chart.mean)})."


def value(item: Observation) -> str:
    """A point of a control chart: its share where it has one."""
    return f"{item:share.en}" if item.share is not None else f"{item:.en}"


def bound(item: Observation) -> str:
    """Mean or limit of a control chart."""
    return f"{item:.en}%" if item.unit == "percent" else f"{item:.en}"


def late(facts: Facts) -> str:
    """Late dossiers as rare events; empty when nothing was resolved or lateness is frequent."""
    rare = facts.analysis.late
    if rare is None:
        return ""
    if rare.interval is None:
        return (
            f"None of the {counted(facts.get('resolved'))} resolved was late; with this number, the underlying rate of "
            f"late dossiers could be anything up to {rare.rate_high:.en}%.{_late_verdict(facts)}"
        )
    earlier = f" ({named(rare.interval_before.period)}: {rare.interval_before:.en})" if rare.interval_before else ""
    is_rare = rare.late.value * ONE_IN <= (rare.late.whole or 0)
    opening = "Late dossiers are rare events" if is_rare else "Late dossiers were few, so chance moves their number"
    return (
        f"{opening}: on average one in every {rare.interval:.en} dossiers resolved was late{earlier}. "
        f"Chance alone could move the number of late dossiers in such a period between about {rare.low:.en} and {rare.high:.en}."
        f"{_late_verdict(facts)}"
    )


def _late_verdict(facts: Facts) -> str:
    rare = facts.analysis.late
    if rare is None or rare.before is None or rare.verdict is None:
        return ""
    before = f"{named(rare.before.period)} ({counted(rare.before)})"
    return {
        "fewer": f" The fall from {before} is larger than chance would explain.",
        "more": f" The rise from {before} is larger than chance would explain.",
        "same": f" The difference from {before} is within chance and cannot be called a real change.",
    }[rare.verdict]


def drivers(facts: Facts) -> str:
    """What moved the on-time rate: agencies' own results, or the mix; empty without an earlier period."""
    found = facts.analysis.drivers
    if found is None:
        return ""
    versus = named(found.before.period)
    if found.change.value == 0:
        return f"The rate resolved early or on time hardly changed from {versus}."
    agencies = [f"{facts.called(item)} ({_moved(item)})" for item in found.agencies]
    largest = f" Largest contributions by agency: {listed(agencies)}." if agencies else ""
    return (
        f"Compared with {versus}, the rate resolved early or on time was {_moved(found.change)} percentage points{_unrounded(found)}: the agencies' "
        f"own results {_effect(found.performance)}, the mix of dossiers between agencies {_effect(found.mix)}.{largest}"
    )


def _unrounded(found: Drivers) -> str:
    """That the points are of unrounded rates, where the printed ones do not give them."""
    return "" if found.adds_up else " (from unrounded rates)"


def _moved(item: Observation) -> str:
    return f"{'down' if item.value < 0 else 'up'} by {item:size.en}"


def _effect(item: Observation) -> str:
    if item.value == 0:
        return "made hardly any difference"
    return f"{'lowered' if item.value < 0 else 'raised'} it by {item:size.en}"


def forecast(facts: Facts) -> str:
    """What the next period is expected to bring, and how far such forecasts were off."""
    found = facts.analysis.outlook
    if facts.period.kind not in KINDS:
        return ""
    if not facts.reaches_end:
        return "The data of this period are not complete, so the next one is not forecast."
    if found is None:
        return "There are too few monthly figures to forecast the next period."
    earlier = _past_forecast(facts, found)
    against = f"{found.naive_error:.en}% for simply repeating the last period"
    score = f"against {against}" if found.beats_naive else f"no better than the {against}, so it is a rough guide only"
    return (
        f"About {found.next:.en} new dossiers are expected in {named(found.next.period)}; with {found.coverage:.en}% likelihood "
        f"the number will lie between {found.low:.en} and {found.high:.en}.{earlier} Past forecasts of this kind were off by "
        f"{found.error:.en}% on average, {score}."
    )


def _past_forecast(facts: Facts, found: Outlook) -> str:
    """What the same way would have said of this period, and whether it was right; empty with too few months."""
    if found.expected is None or found.expected_low is None or found.expected_high is None:
        return ""
    place = "within" if found.was_right else "outside"
    return (
        f" Made in the same way, the forecast for {named(facts.period)} would have been {found.expected:.en} (from "
        f"{found.expected_low:.en} to {found.expected_high:.en}); {found.actual:.en} came, {place} that range."
    )


def forecast_of_last_year(facts: Facts) -> str:
    """What forecasts made a year ago would have said, and how far off they were; empty where none is made now."""
    found = facts.analysis.hindsight
    if facts.analysis.outlook is None:
        return ""
    if found is None:
        return "There is not enough history to score a forecast made a year ago."
    own, following = found.own, found.following
    text = f"Made at the end of {named(own.known)}, from what was known then, {_scored(own)}."
    if following:
        text += f" Made at the same time, {_scored(following)}."
    if own.low is None:
        text += " There was not yet enough history then for a range a year ahead."
    return text


def _scored(score: Score) -> str:
    """A forecast, what came, and how far off it was beside repeating the period known."""
    span = f" (from {score.low:.en} to {score.high:.en})" if score.low and score.high else ""
    place = f", {'within' if score.was_right else 'outside'} that range" if span else ""
    return (
        f"the forecast for {named(score.actual.period)} would have been {score.expected:.en}{span}; {score.actual:.en} came{place}: "
        f"the forecast was {_missed(score.expected, score.error, score)}, and repeating {named(score.known)} ({score.last:.en}) "
        f"would have been {_missed(score.last, score.naive_error, score)}"
    )


def _missed(said: Observation, error: Observation, score: Score) -> str:
    if said.value == score.actual.value:
        return "exactly right"
    return f"{error:.en}% too {'low' if said.value < score.actual.value else 'high'}"


def change_method(_: Facts) -> list[str]:
    """How changes are judged and the forecast is made."""
    least, factor, screen = (
        mark("reference", "method", formats.number(item, "en")) for item in (LEAST_POINTS, LIMIT_FACTOR, SCREEN_FACTOR)
    )
    return [
        (
            f"Real change: monthly XmR control charts (at least {least} months), with limits at the mean plus and minus {factor} times the average "
            f"moving range, ranges beyond {screen} times the average left out; rules of NHS England, “Making Data Count”. "
            "Limits are calculated anew only after a dated event from which the level changed for good. The range of late dossiers "
            "is the exact Poisson interval; two periods are compared by the exact conditional test."
        ),
        (
            "The effects of the agencies' own results and of the mix of dossiers follow Kitagawa's decomposition of the unrounded rates. Forecast: "
            "exponential smoothing with a damped trend of dossiers per working day, allowing for the weeks around the Lunar New Year; "
            "its range comes from the errors that the same way would have made in the past."
        ),
    ]
