"""Where each printed number comes from: its counts, its formula and its data set, as a short text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import Chart, ItemList, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.document import Item, Runs
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation


def origins(facts: Facts, items: Iterable[Item]) -> dict[str, str]:
    """The origin of every number of some items, by the reference that the number carries."""
    known = facts.every_observation()
    references = {run.ref for item in items for content in _contents(item) for run in content if run.kind == "number"}
    found = {ref: known[ref.partition("#")[0]] for ref in sorted(references) if ref.partition("#")[0] in known}
    return {
        ref: _origin(item, facts.lang, share="share" in ref or "rate" in ref.partition("#")[2])
        for ref, item in found.items()
    }


def _origin(item: Observation, lang: str, *, share: bool) -> str:
    """'19,88% = 5.738 / 28.869 · 2021-Q1/resolved/timeliness=early · store:lang-son:3c472757cb064e7d'."""
    parts = [item.id, item.source]
    if share and item.whole is not None:
        formula = f"{item.text(lang, 'share')} = {item.text(lang)} / {formats.number(item.whole, lang)}"
        parts.insert(0, formula)
    return " · ".join(parts)


def _contents(item: Item) -> Iterator[Runs]:
    """Every piece of text of an item."""
    if isinstance(item, Table):
        yield item.caption
        yield from (cell for row in item.rows for cell in row)
    elif isinstance(item, Chart):
        yield item.title
        yield from _contents(item.table) if item.table else ()
    elif isinstance(item, ItemList):
        yield from item.items
    else:
        yield item.content
