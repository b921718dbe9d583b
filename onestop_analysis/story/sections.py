"""The sections of the report, in the order in which the notebook shows them.

A section joins the sentences of one subject with its table and the charts that the notebook hands in.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import Chart, Heading, Item, ItemList, Paragraph, Section, Table, mark, runs
from onestop_analysis.story import choices, tables
from onestop_analysis.story.needs import sayable
from onestop_analysis.story.origins import origins
from onestop_analysis.story.voices import voice, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.facts import Facts

SECTIONS = (
    "front", "lead", "intake", "results", "pending", "agencies", "satisfaction", "trend", "change",
    "activities", "release", "method", "closing",
)  # fmt: skip


def front(facts: Facts) -> Section:
    """The official header: who reports what, when and where (Decree 30/2020/ND-CP)."""
    day, centre, period = document_date(facts), facts.centre, facts.period.name(facts.lang)
    subject = word(facts, "subject").format(centre=centre.name, period=period)
    meta = {
        "superior": centre.superior,
        "authority": centre.name.upper(),
        "number": word(facts, "number"),
        "place": centre.place,
        "date_text": formats.letter_day(day, facts.lang),
        "date": day.isoformat(),
        "title": word(facts, "title"),
        "subject": subject,
        "synthetic": " ".join(filter(None, (centre.synthetic, voice(facts).stated.banner(facts)))),
        "cover": centre.cover,
        "author": centre.name,
        "keywords": [*word(facts, "keywords").split("|"), centre.province, period],
        "summary": subject,
    }
    return Section("front", runs(""), (), lang=facts.lang, meta=meta)


def lead(facts: Facts) -> Section:
    """The headline numbers, what they were before, and the table of key figures."""
    opening = [Paragraph(item.content, "lead") for item in _told(facts, "lead")]
    notice = [Paragraph(runs(voice(facts).stated.notice(facts)), "notice")] if facts.stated else []
    early = [Paragraph(runs(text), "notice") for text in (voice(facts).unfinished(facts),) if text]
    texts = _told(facts, "comparison", "year_to_date", "records", "targets")
    return _section(facts, "lead", [*early, *opening, *notice, *texts, tables.key_figures(facts)])


def intake(facts: Facts, *charts: Chart | None) -> Section:
    """What came in, by channel and origin."""
    texts, table = _told(facts, "intake", "carried_over", "channels_of_new"), tables.channels(facts)
    return _section(facts, "intake", [*texts, *_shown(charts), *([table] if table else [])])


def results(facts: Facts, *charts: Chart | None) -> Section:
    """What was resolved, how timely, and how results were handed over."""
    texts = _told(facts, "results", "late_agencies", "returned", "ended_without_result")
    return _section(facts, "results", [*texts, *_shown(charts)])


def pending(facts: Facts, *charts: Chart | None) -> Section:
    """What is still open, and the identity that closes the account."""
    texts = _told(facts, "pending", "paused", "balance")
    return _section(facts, "pending", [*texts, *_shown(charts)])


def agencies(facts: Facts, *charts: Chart | None) -> Section:
    """Who the dossiers belong to."""
    listed = ("agency", "field", "level") if facts.stated else ("agency",)
    known = [tables.agencies(facts, name) for name in listed if not facts.stated or tables.is_divided(facts, name)]
    return _section(facts, "agencies", [*_told(facts, "agencies"), *_shown(charts), *known])


def satisfaction(facts: Facts, *charts: Chart | None) -> Section:
    """How people rated the service."""
    return _section(facts, "satisfaction", [*_told(facts, "satisfaction"), *_shown(charts)])


def trend(facts: Facts, *charts: Chart | None) -> Section:
    """The months up to the period's end, with the events that explain them."""
    events = voice(facts).events(facts)
    listed = [*_paragraphs(word(facts, "events")), ItemList(tuple(runs(text) for text in events))] if events else []
    items = [*_told(facts, "trend", "online_trend"), *_shown(charts), *listed]
    return _section(facts, "trend", items, title="by_periods" if facts.stated else "trend")


def change(facts: Facts, intake_chart: Chart | None = None, on_time_chart: Chart | None = None) -> Section:
    """Whether things really changed, what drove the change, and what the next period may bring."""
    if facts.stated:
        return _section(facts, "change", [])
    say = voice(facts)
    items: list[Item] = _paragraphs(say.per_workday(facts), say.like_for_like(facts))
    if facts.analysis.controls:
        items.append(tables.verdicts(facts))
    items += [*_paragraphs(say.control(facts, "received_per_workday")), *_shown((intake_chart,))]
    texts = (say.control(facts, "on_time_rate"), say.drivers(facts), say.late(facts), say.peers(facts))
    items += [*_paragraphs(*texts), *_shown((on_time_chart,))]
    if outlook := say.forecast(facts):
        items += [Heading(runs(word(facts, "outlook"))), *_paragraphs(outlook, say.forecast_of_last_year(facts))]
    return _section(facts, "change", items)


def activities(facts: Facts) -> Section:
    """The centre's own text of the period, told apart from what was counted."""
    if not facts.notes:
        return _section(facts, "activities", _paragraphs(word(facts, "no_notes")))
    items: list[Item] = [Paragraph(runs(word(facts, "notes_are_own")), "small")]
    for part in facts.notes:
        items.append(Heading(runs(_note(part.heading))))
        items += [_note_block(block) for block in part.paragraphs]
    return _section(facts, "activities", items)


def method(facts: Facts) -> Section:
    """How the numbers were counted, and from what."""
    say = voice(facts)
    texts = say.stated.method(facts) if facts.stated else [*say.method(facts), *say.change_method(facts)]
    items = ItemList(tuple(map(runs, texts)))
    files = None if facts.stated else tables.batches(facts)
    listed = [table for table in (files, tables.corrections(facts)) if table]
    return _section(facts, "method", [items, *choices.rules(facts), *choices.sources(facts), *listed])


def closing(facts: Facts) -> Section:
    """The end of the letter; carries the facts and the list of sections that a whole report has."""
    meta = {
        "recipients": list(facts.centre.recipients),
        "signer_title": facts.centre.signer_title,
        "signer_name": "",
        "sections": list(SECTIONS),
        # One text: as a tree of its own, thousands of observations would be copied at every step of a notebook's way.
        "facts": json.dumps(facts.to_json(), ensure_ascii=False),
    }
    return Section("closing", runs(""), tuple(_paragraphs(voice(facts).closing(facts))), lang=facts.lang, meta=meta)


def document_date(facts: Facts) -> date:
    """The date on the document: SOURCE_DATE_EPOCH where it is set, else the period's last day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else facts.period.end


def _section(facts: Facts, name: str, items: Sequence[Item], *, title: str = "") -> Section:
    """A section whose title is the word of its own name, or of `title`; where a source has nothing for it, it says so."""
    if not items and facts.stated:
        items = _paragraphs(voice(facts).stated.nothing(facts))
    meta = {"origins": origins(facts, items)}
    return Section(name, runs(word(facts, title or name)), tuple(items), lang=facts.lang, meta=meta)


def _told(facts: Facts, *names: str) -> list[Paragraph]:
    """The sentences of these names, as far as the source of the period says what they tell."""
    texts = (sentence(facts) for name in names if (sentence := sayable(facts, name)) is not None)
    return [Paragraph(runs(text)) for text in texts if text]


def _paragraphs(*texts: str) -> list[Item]:
    return [Paragraph(runs(text)) for text in texts if text]


def _shown(charts: tuple[Chart | None, ...]) -> list[Chart | Table]:
    return [chart for chart in charts if chart is not None]


def _note(text: str) -> str:
    return mark("note", "notes", text)


def _note_block(block: str | tuple[str, ...]) -> Item:
    if isinstance(block, tuple):
        return ItemList(tuple(runs(_note(item)) for item in block))
    return Paragraph(runs(_note(block)))
