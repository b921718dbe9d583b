"""The months up to the period's end, and the events that explain them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.en.wording import counted, dated, named

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.notes import Event


def trend(facts: Facts) -> str:
    """The busiest and quietest month of the history; says so with fewer than two months."""
    series = facts.series("received", inflow="new")
    if len(series) < 2:
        return "There are too few monthly figures to describe a trend."
    most, least = max(series, key=lambda item: item.value), min(series, key=lambda item: item.value)
    if most.value == least.value:
        return f"From {named(series[0].period)} to {named(series[-1].period)}, every month brought {counted(most)}."
    return (
        f"In the months on record, {named(series[0].period)} to {named(series[-1].period)}, the number of new dossiers was "
        f"highest in {named(most.period)} ({counted(most)}) and lowest in {named(least.period)} ({counted(least)})."
    )


def online_trend(facts: Facts) -> str:
    """How the online share moved over the history; empty without two months that have dossiers."""
    series = [item for item in facts.series("received", channel="online") if item.whole]
    if len(series) < 2:
        return ""
    first, last = series[0], series[-1]
    if first.share == last.share:
        return f"The share of dossiers received online was {last:share.en} in {named(last.period)}, as in {named(first.period)}."
    return (
        f"The share of dossiers received online was {first:share.en} in {named(first.period)} "
        f"and {last:share.en} in {named(last.period)}."
    )


def events(facts: Facts) -> list[str]:
    """The dated events of the months shown, in order."""
    start = facts.months[0].period.start if facts.months else facts.period.start
    return [_event(event) for event in facts.events if start <= event.date <= facts.period.end]


def _event(event: Event) -> str:
    until = f" to {dated(event.until)}" if event.until else ""
    return f"{dated(event.date)}{until}: {mark('note', 'events.yml', event.text)}"
