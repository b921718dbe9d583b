"""What the charts say in English: the message of each as a title, and fixed words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

CHANNEL_PHRASES = {"in_person": "in person", "online": "online", "post": "by public post"}
SUBJECTS = {"received_per_workday": "New dossiers per working day", "on_time_rate": "Rate resolved early or on time"}
VERDICTS = {
    "up": "a real rise, beyond usual variation",
    "down": "a real fall, beyond usual variation",
    "steady": "within usual variation",
}
WORDS = {
    "unnamed": "Not stated",
    "total": "Total",
    "share": "Share",
    "month": "Month",
    "period": "Reporting period",
    "rest": "All other agencies",
    "channel": "Channel",
    "time_limit": "Time limit",
    "agency": "Agency",
    "rating": "Rating",
    "dossiers": "Number of dossiers",
    "votes": "Number of ratings",
    "received_axis": "Dossiers received, including those carried over (share of all)",
    "resolved_axis": "Dossiers resolved (share of all)",
    "pending_axis": "Dossiers in progress at the end of the period (share of all)",
    "votes_axis": "Number of ratings (share of all)",
    "online_axis": "Share of dossiers received",
    "on_time_axis": "Share of dossiers resolved",
    "axis_from": "{title} (axis starts at {start})",
    "new": "New",
    "resolved": "Resolved",
    "pending": "In progress",
    "overdue": "Overdue",
    "on_time": "Early or on time",
    "by_other_source": "by a form or text that was published",
    "received": "Received",
    "reporting_period": "Period",
    "by_dossiers": "counted from dossiers",
    "source": "Source",
    "bars": "Horizontal bar chart",
    "lines": "Line chart",
    "pace_axis": "New dossiers a working day (grey: usual)",
    "normal": "Mean",
    "average_of_all": "Average of all",
    "received_per_workday": "Per working day",
    "on_time_rate": "Early or on time",
}
CAPTIONS = {
    "periods": "Dossiers received (including those carried over) and resolved by period, {period}",
    "intake": "Dossiers received by channel, {period}, including those carried over",
    "timeliness": "Dossiers resolved by time limit, {period}",
    "deadline": "Dossiers in progress at the end of {period}",
    "agency": "Dossiers received by responsible agency, {period}, including those carried over",
    "ratings": "Satisfaction ratings, {period}",
    "flow": "New dossiers and dossiers resolved by month, {period}",
    "pending": "Dossiers in progress at the end of each month, {period}",
    "online": "Share of dossiers received by channel, including those carried over, {period}",
    "on_time": "Dossiers resolved early or on time as a share of all resolved, {period}",
    "received_per_workday": "New dossiers per working day, {period}",
    "on_time_rate": "Dossiers resolved early or on time as a share of all resolved, {period}",
}
ARTICLES = ("half", "nine_months")


def named(period: Period) -> str:
    """'Q1 2021' as a date run."""
    article = "the " if period.kind in ARTICLES else ""
    return article + mark("date", period.start.isoformat(), period.name("en"))


def dated(day: date) -> str:
    """'1 February 2021' as a date run."""
    return mark("date", day.isoformat(), formats.day(day, "en"))


def span(first: Period, last: Period) -> str:
    """'January 2019 to March 2021'."""
    return f"{named(first)} to {named(last)}"


def counted(item: Observation) -> str:
    """'18,065 dossiers (59.76%)', without the bracket where there is no share."""
    one, many = ("rating", "ratings") if item.unit == "vote" else ("dossier", "dossiers")
    share = "" if item.share is None else f" ({item:share.en})"
    return f"{item:.en} {one if item.value == 1 else many}{share}"


def intake_title(most: Observation, total: Observation) -> str:
    """The channel that most dossiers came through."""
    channel = most.category("channel")
    phrase = CHANNEL_PHRASES.get(channel, label(channel, "en") or WORDS["unnamed"])
    return f"{most:share.en} of dossiers were received {phrase}" if total.value else "No dossiers were received"


def timeliness_title(resolved: Observation, in_time: Observation, late: Observation) -> str:
    """How much was in time, and how many were late."""
    if not resolved.value:
        return "No dossiers were resolved"
    rest = f"{late:.en} {'was' if late.value == 1 else 'were'} late" if late.value else "none was late"
    return f"{in_time:share.en} of dossiers were resolved early or on time; {rest}"


def deadline_title(total: Observation, overdue: Observation) -> str:
    """What is open, and how much of it overdue."""
    if not total.value:
        return "No dossiers were in progress at the end of the period"
    rest = f"{overdue:.en} ({overdue:share.en}) of them overdue" if overdue.value else "none overdue"
    return f"Dossiers in progress at the end of the period: {total:.en}, {rest}"


def agency_title(name: str, item: Observation) -> str:
    """The agency with most dossiers."""
    return f"{name} received most: {counted(item)}"


def rating_title(most: Observation) -> str:
    """The most frequent rating."""
    return f"{most:share.en} of ratings were “{label(most.category('rating'), 'en').lower()}”"


def flow_title(new: Sequence[Observation], most: Observation) -> str:
    """The last month, and where it stands among all."""
    last, earlier = new[-1], [item.value for item in new[:-1]]
    opening = f"New dossiers in {named(last.period)}: {last:.en}"
    if last.value > max(earlier):
        return f"{opening}, the highest since {named(new[0].period)}"
    if last.value < min(earlier):
        return f"{opening}, the lowest since {named(new[0].period)}"
    if last.value == most.value:
        return f"{opening}, as high as ever before ({named(most.period)})"
    return f"{opening}; the highest was {most:.en} in {named(most.period)}"


def periods_title(received: Sequence[Observation]) -> str:
    """The last period, and where it stands among all that are known."""
    last, most = received[-1], max(received, key=lambda item: item.value)
    earlier = [item.value for item in received[:-1]]
    opening = f"Received in {named(last.period)}: {last:.en}"
    if last.value > max(earlier, default=last.value):
        return f"{opening}, the highest of the periods on record"
    if last.value == most.value:
        return opening
    return f"{opening}; the highest was {most:.en} in {named(most.period)}"


def stated_alt(listed: Sequence[Period]) -> str:
    """Which points another source states."""
    return f"By a form or text that was published: {', '.join(map(named, listed))}."


def pending_title(total: Observation, overdue: Observation) -> str:
    """What was open at the end of the last month."""
    if not total.value:
        return f"No dossiers were in progress at the end of {named(total.period)}"
    rest = f"{overdue:.en} of them overdue" if overdue.value else "none overdue"
    return f"Dossiers in progress at the end of {named(total.period)}: {total:.en}, {rest}"


def online_title(first: Observation, last: Observation) -> str:
    """How the online share moved."""
    if first.share == last.share:
        return f"The online share was {last:share.en} in {named(last.period)}, as in {named(first.period)}"
    moved = "rose" if (first.share or 0) < (last.share or 0) else "fell"
    return (
        f"The online share {moved} from {first:share.en} ({named(first.period)}) "
        f"to {last:share.en} ({named(last.period)})"
    )


def on_time_title(last: Observation, least: Observation) -> str:
    """The last month's rate, and the lowest one where that was lower."""
    title = f"{last:share.en} were resolved early or on time in {named(last.period)}"
    if (least.share or 0) < (last.share or 0):
        title += f"; the lowest rate was {least:share.en} in {named(least.period)}"
    return title


def parts_alt(caption: str, total: Observation, parts: Sequence[tuple[str, Observation]]) -> str:
    """Every bar with its number."""
    listed = "; ".join(f"{word} {counted(item)}" for word, item in parts)
    return f"{WORDS['bars']}. {caption}, total {counted(total)}: {listed}."


def line_alt(name: str, first: str, last: str) -> str:
    """A line where it begins and where it ends."""
    return f"{name.lower()} from {first} to {last}"


def extremes(name: str, most: Observation, least: Observation) -> str:
    """The highest and the lowest month of a line."""
    return f"{name}: highest {most:.en} in {named(most.period)}, lowest {least:.en} in {named(least.period)}."


def lowest(least: Observation) -> str:
    """The lowest share of a line."""
    return f"Lowest {least:share.en} in {named(least.period)}."


def events_alt(listed: Sequence[str]) -> str:
    """The events that are marked."""
    return f"Events marked: {'; '.join(listed)}."


def bound(item: Observation) -> str:
    """Mean or limit of a control chart."""
    return f"{item:.en}%" if item.unit == "percent" else f"{item:.en}"


def control_title(verdict: str, key: str) -> str:
    """What the control chart tells."""
    return f"{SUBJECTS[key]}: {VERDICTS[verdict]}"


def new_limits(month: Period) -> str:
    """That mean and limits were calculated anew."""
    return f" Mean and limits are calculated anew from {named(month)} on."


def control_alt(caption: str, limits: tuple[str, str, str], verdict: str) -> str:
    """Mean, limits and verdict of a control chart."""
    mean, lower, upper = limits
    return (
        f"Control chart. {caption}: mean {mean}, usual variation from {lower} to {upper}. Verdict: {VERDICTS[verdict]}."
    )
