"""What every section of the bench is built of: titles that name the selection, tables, numbers as runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.bench.words import say
from onestop_analysis.document import Column, Paragraph, Section, Table, mark, runs
from onestop_analysis.story.origins import origins
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onestop_analysis.document import Chart, Item, Runs
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

NONE = "–"
DOT = " · "


def section(facts: Facts, name: str, items: Iterable[Item], *, about: Sequence[str] = ()) -> Section:
    """A section titled by its word, and by what it is about: an agency, a channel."""
    shown = list(items)
    title = DOT.join([say(facts.lang, name), *(note(text) for text in about)])
    meta = {"origins": origins(facts, shown)}
    return Section(name.replace("_", "-"), runs(title), tuple(shown), lang=facts.lang, meta=meta)


def chosen(facts: Facts, where: Mapping[str, str]) -> list[str]:
    """The parts that are looked at, as people call them."""
    names = [facts.names.get(value, value) if key != "channel" else value for key, value in where.items() if value]
    return [label(name, facts.lang) for name in names]


def note(text: str) -> str:
    """A text from the data, marked: it may hold digits."""
    return mark("note", "bench", text)


def paragraph(text: str, *, small: bool = False) -> Paragraph:
    """A paragraph of marked text."""
    return Paragraph(runs(text), "small" if small else "body")


def shown(charts: Iterable[Chart | None], lang: str) -> list[Item]:
    """The charts that the data allow; a sentence where they allow none."""
    found: list[Item] = [chart for chart in charts if chart is not None]
    return found or [paragraph(say(lang, "no_chart"), small=True)]


def number(item: Observation | None, lang: str) -> Runs:
    """The value as a cell; a dash where nothing was counted."""
    return runs(NONE) if item is None else runs(f"{item:{_form('number', lang)}}")


def share(item: Observation | None, lang: str) -> Runs:
    """The share as a cell; a dash where there is none."""
    return runs(NONE) if item is None or item.share is None else runs(f"{item:{_form('share', lang)}}")


def told(item: Observation, lang: str, form: str = "count") -> str:
    """The value in a sentence: 04, 28.869."""
    return f"{item:{_form(form, lang)}}"


def _form(form: str, lang: str) -> str:
    plain = "" if form == "number" else form
    return plain if lang == "vi" else f"{plain}.{lang}"


def table(name: str, caption: str, *, heads: Sequence[str], rows: Iterable[tuple[Runs, ...]], texts: int = 1) -> Table:
    """A table whose first `texts` columns are words, the others numbers."""
    columns = tuple(Column(head, "left" if place < texts else "right") for place, head in enumerate(heads))
    return Table(name, runs(caption), columns, tuple(rows))
