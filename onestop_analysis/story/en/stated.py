"""The report of a period without dossiers, by the form or the text that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.en.wording import capitalised, counted, dated, listed, named, part
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts

SOURCES = {"form": "the form that was reported", "release": "the text that was published"}
TOP_AGENCIES = 4
ROWS = {"agency": "agency", "field": "field", "level": "level of government"}


def banner(facts: Facts) -> str:
    """What stands on every page; empty where dossiers were counted."""
    return f"Figures as stated by {SOURCES[facts.stated]}; not counted from dossiers." if facts.stated else ""


def notice(facts: Facts) -> str:
    """Where all numbers come from, and what that means."""
    return (
        f"There are no dossiers of this period. All its figures are taken from {SOURCES[facts.stated]} ({_file(facts)}) and "
        "cannot be counted again; where that source has no figures, this report says so."
    )


def nothing(facts: Facts) -> str:
    """Instead of a block for which the source has no figures."""
    return f"No figures: {SOURCES[facts.stated]} does not have them, and there are no dossiers of this period."


def channels_of_new(facts: Facts) -> str:
    """New dossiers by channel, as the form's columns have them."""
    parts = [
        f"{part(item)} {label(item.category('channel'), 'en').lower()}"
        for item in facts.now.by("received", "inflow", "channel")
        if item.category("inflow") == "new" and item.value
    ]
    return f"New dossiers by channel: {listed(parts)}." if parts else ""


def balance(facts: Facts) -> str:
    """Whether received equals resolved and pending; a source can leave out what was withdrawn or refused."""
    received, gap = facts.get("received"), facts.unaccounted
    parts = f"{facts.get('resolved'):.en} resolved and {facts.get('pending'):.en} in progress"
    if gap is None or gap.value == 0:
        return f"Balance: {counted(received)} received equal {parts}."
    more = "more" if gap.value > 0 else "fewer"
    return (
        f"Balance: {counted(received)} received are {gap:size.en} {more} than {parts} together; "
        "the source does not say what the difference is."
    )


def agencies(facts: Facts) -> str:
    """Where most dossiers are, or by what else the source divides them."""
    ranked = [item for item in facts.now.by("received", "agency") if item.value]
    if ranked:
        return (
            f"Dossiers by agency: {listed([f'{facts.called(item)}, {part(item)}' for item in ranked[:TOP_AGENCIES]])}."
        )
    found = [words for name, words in ROWS.items() if facts.now.by("received", name)]
    return f"{capitalised(SOURCES[facts.stated])} divides dossiers by {listed(found)}, not by agency." if found else ""


def method(facts: Facts) -> list[str]:
    """What a reader must know of numbers that somebody else counted."""
    first, last = dated(facts.period.start), dated(facts.period.end)
    return [
        f"Reporting period: {named(facts.period)}, from {first} to {last} inclusive.",
        f"Source: {SOURCES[facts.stated]} ({_file(facts)}). How it counts, its timeliness rule and its working days are its own.",
        "Shares are computed from two counts of the source and rounded once, to two decimals; a figure that it gives in two ways is not used.",
        "Where there are dossiers of a period their count is used; else the form, and only then the text.",
    ]


def _file(facts: Facts) -> str:
    source = next(iter(facts.now.values())).source
    return mark("reference", source, source.partition(":")[2])
