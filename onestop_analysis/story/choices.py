"""What the numbers would be otherwise: the timeliness rules side by side, and what other sources say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onestop_analysis.document import Column, Paragraph, Table, mark, runs
from onestop_analysis.indicators.observation import NAMED
from onestop_analysis.story.origins import figure_name
from onestop_analysis.story.tables import NONE, NUMBER, number, share
from onestop_analysis.story.voices import voice
from onestop_analysis.timeliness import find_rule
from onestop_analysis.vocabulary import Timeliness, label

if TYPE_CHECKING:
    from onestop_analysis.document import Item, Runs
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

SHOWN = (Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.EARLY_OR_ON_TIME, Timeliness.LATE, Timeliness.UNCLASSIFIED)

# What the sentence tells of; every rule has the two last.
COMPARED = (Timeliness.EARLY, Timeliness.EARLY_OR_ON_TIME, Timeliness.LATE)


def rules(facts: Facts) -> list[Item]:
    """A sentence and a table on how far the choice of the rule moves the rates; nothing where nothing was resolved."""
    found = {item.breakdown: item for item in facts.by_rule}
    names = [at[0][1] for at, item in found.items() if len(at) == 1 and item.value]
    if not names:
        return []
    say = voice(facts).choices
    text = say.span(facts, [_extremes(found, names, kind) for kind in COMPARED])
    heads = (say.WORDS["rule"], say.WORDS["resolved"], *(label(kind, facts.lang) for kind in SHOWN))
    columns = (Column(heads[0]), *(Column(head, NUMBER) for head in heads[1:]))
    rows = tuple(_row(facts, found, name) for name in names)
    return [Paragraph(runs(text)), Table("rules", runs(say.WORDS["caption"]), columns, rows, appendix=True)]


def _extremes(
    found: dict[tuple[tuple[str, str], ...], Observation], names: list[str], kind: Timeliness
) -> tuple[Observation, Observation]:
    """The observations of the lowest and the highest share."""
    known = [found.get((("rule", name), ("timeliness", kind.value))) for name in names]
    items = sorted((item for item in known if item is not None), key=lambda item: item.share or 0)
    return items[0], items[-1]


def _row(facts: Facts, found: dict[tuple[tuple[str, str], ...], Observation], name: str) -> tuple[Runs, ...]:
    items = [found.get((("rule", name), ("timeliness", kind.value))) for kind in SHOWN]
    shares = (runs(NONE) if item is None else share(facts, item) for item in items)
    title = runs(mark("reference", f"rule:{name}", find_rule(name).title(facts.lang)))
    return (title, number(facts, found[("rule", name),]), *shares)


def sources(facts: Facts) -> list[Item]:
    """Figures that another source states too, beside those in use; nothing where there are none.

    A figure of an agency, field or level stands in the table only where the two differ.
    """
    pairs, say = facts.compared_sources, voice(facts).choices
    if not pairs:
        return []
    differ = any(own is not None and own.value != item.value for item, own in pairs)
    columns = [Column(say.WORDS[key]) for key in ("period", "figure")]
    columns += [
        Column(say.WORDS["in_use" if facts.stated else "dossiers"], NUMBER),
        Column(say.WORDS["stated"], NUMBER),
    ]
    columns += [Column(say.WORDS["source"]), Column(say.WORDS["verdict"])]
    rows = tuple(_stated_row(facts, item, own) for item, own in pairs)
    missing = any(own is None for _, own in pairs)
    parts = {
        item.dimensions[0] for item in facts.reported if item.period == facts.period and NAMED & set(item.dimensions)
    }
    apart = any(NAMED & set(item.dimensions) for item, _ in pairs)
    caption = runs(say.WORDS["sources"])
    return [
        Paragraph(runs(say.order(facts, differ=differ, missing=missing))),
        *([Paragraph(runs(say.parts(differ=apart)))] if parts and not facts.stated else []),
        Table("stated", caption, tuple(columns), rows, appendix=True),
    ]


def _stated_row(facts: Facts, item: Observation, own: Observation | None) -> tuple[Runs, ...]:
    words = voice(facts).choices.WORDS
    verdict = "only" if own is None else "same" if own.value == item.value else "other"
    source, _, file = item.source.partition(":")
    place = words[source].format(file=mark("reference", item.source, file))
    name = figure_name(facts, replace(item, breakdown=item.breakdown[:-1]))
    return (
        runs(mark("date", item.period.start.isoformat(), item.period.name(facts.lang))),
        runs(name),
        runs(NONE) if own is None else number(facts, own),
        number(facts, item),
        runs(place),
        runs(words[verdict]),
    )
