"""A report's sections as they may be published: numbers that are hidden do not stand in text, table or chart.

A sentence that picks agencies, fields or procedures by their numbers gives away more than its numbers: it is
left out whole. Of any other sentence with a hidden number stays what it says before the clause of that number, for
its grammar ("was", "đều") would tell one from many; ratings, which have none, keep a sign. A chart is shown as its
table, for a bar has a length.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from onestop_analysis.disclosure.suppression import SENSITIVE
from onestop_analysis.factsheet import SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.factsheet import Fact, FactSheet

Payload = dict[str, Any]
LEFT_OUT = {
    "vi": "Nội dung này được lược bớt trong bản công bố để bảo mật các số quá nhỏ.",
    "en": "This passage is left out of the public edition, to keep very small numbers confidential.",
}
_SHARES = ("share", "rate")
_SENTENCE = re.compile(r"(?<=\. )(?![a-zđ])")
_CLAUSE = re.compile(r":|[,;] (?:gồm|trong đó)\b")


def redact(section: Payload, sheet: FactSheet) -> Payload:
    """One section's payload without what `sheet` hides; `sheet` comes from `protect`."""
    facts = {fact.id: fact for fact in sheet if fact.hidden}
    lang = section["lang"]
    items = [_item(item, facts, lang) for item in section["items"]]
    meta = dict(section["meta"])
    meta["origins"] = {key: origin for key, origin in meta.get("origins", {}).items() if key not in facts}
    if "facts" in meta:  # as the last section carries them: one JSON text
        meta["facts"] = json.dumps(sheet.content, ensure_ascii=False)
    return section | {"title": _runs(section["title"], facts, lang), "items": items, "meta": meta}


def _item(item: Payload, facts: Mapping[str, Fact], lang: str) -> Payload:
    match item["kind"]:
        case "table":
            return _table(item, facts, lang)
        case "chart":
            return _chart(item, facts, lang)
        case "list":
            items = [_passage(content, facts, lang) for content in item["items"]]
            return item | {"items": [content for index, content in enumerate(items) if content not in items[:index]]}
        case "heading" | "paragraph":
            return item | {"content": _passage(item["content"], facts, lang)}
    return item


def _passage(content: list[Payload], facts: Mapping[str, Fact], lang: str) -> list[Payload]:
    hidden = [_fact(run, facts).breakdown for run in content if _is_hidden(run, facts)]
    if all(SENSITIVE & set(breakdown) == {"rating"} for breakdown in hidden):
        return _runs(content, facts, lang)
    picks = any(SENSITIVE - {"rating"} & set(breakdown) for breakdown in hidden)
    told = [] if picks else [run for sentence in _sentences(content) for run in _told(sentence, facts)]
    return told or [_text(LEFT_OUT[lang])]


def _text(text: str) -> Payload:
    return {"text": text, "kind": "text", "ref": ""}


def _sentences(content: list[Payload]) -> list[list[Payload]]:
    """The runs of each sentence; its last one ends in the stop and the space behind it."""
    found: list[list[Payload]] = [[]]
    for run in content:
        first, *others = _SENTENCE.split(run["text"]) if run["kind"] == "text" else [run["text"]]
        found[-1].append(run | {"text": first})
        found += [[run | {"text": text}] for text in others]
    return found


def _told(sentence: list[Payload], facts: Mapping[str, Fact]) -> list[Payload]:
    """A sentence, with a hidden number up to the clause of this only; empty where nothing is told before that."""
    place = next((index for index, run in enumerate(sentence) if _is_hidden(run, facts)), None)
    if place is None:
        return sentence
    for index in range(place - 1, -1, -1):
        run = sentence[index]
        cut = _CLAUSE.search(run["text"]) if run["kind"] == "text" else None
        if cut and any(other["kind"] == "number" for other in sentence[:index]):
            return [*sentence[:index], run | {"text": f"{run['text'][: cut.start()]}. "}]
    return []


def _runs(content: list[Payload], facts: Mapping[str, Fact], lang: str) -> list[Payload]:
    return [{"text": SIGNS[lang], "kind": "text", "ref": ""} if _is_hidden(run, facts) else run for run in content]


def _is_hidden(run: Payload, facts: Mapping[str, Fact]) -> bool:
    key, _, form = run["ref"].partition("#")
    if run["kind"] != "number" or key not in facts:
        return False
    return facts[key].value is None or form.split(".")[0] in _SHARES


def _fact(run: Payload, facts: Mapping[str, Fact]) -> Fact:
    return facts[run["ref"].partition("#")[0]]


def _table(table: Payload, facts: Mapping[str, Fact], lang: str) -> Payload:
    rows = [[_runs(cell, facts, lang) for cell in row] for row in table["rows"]]
    return table | {"rows": rows, "caption": _runs(table["caption"], facts, lang)}


def _chart(chart: Payload, facts: Mapping[str, Fact], lang: str) -> Payload:
    """The chart where nothing of it is hidden, else its table."""
    table = chart["table"]
    cells = [cell for row in table["rows"] for cell in row] if table else []
    texts = [chart["title"], chart["alt"], *cells]
    if table and not any(_is_hidden(run, facts) for text in texts for run in text):
        return chart
    if table:
        return _table(table, facts, lang)
    return {"kind": "paragraph", "role": "small", "content": [{"text": LEFT_OUT[lang], "kind": "text", "ref": ""}]}
