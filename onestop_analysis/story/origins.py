"""Where each printed number comes from: its name in words, its counts, its formula and its data set.

A section carries the origins of its numbers by the observation's id; pages show them on demand, the PDF as
a numbered list. A number that is printed as count and as share has one origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.document import Chart, ItemList, Table
from onestop_analysis.indicators import observation_id
from onestop_analysis.periods import CONVENTIONS, parse_period
from onestop_analysis.story.voices import voice
from onestop_analysis.timeliness import find_rule
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal
    from types import ModuleType

    from onestop_analysis.document import Item, Runs
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation


TOLD = ("timeliness", "channel", "inflow")


def origins(facts: Facts, items: Iterable[Item]) -> dict[str, dict[str, Any]]:
    """The origin of every number of some items: name, period, value, formula, source; by the observation's id."""
    known = facts.known()
    numbers = (run for item in items for content in _contents(item) for run in content if run.kind == "number")
    found = dict.fromkeys(key for run in numbers if (key := run.ref.partition("#")[0]) in known)
    return {key: {"number": place, **_origin(facts, known[key], known)} for place, key in enumerate(found, start=1)}


def _origin(facts: Facts, item: Observation, known: Mapping[str, Observation]) -> dict[str, str]:
    value, share = item.text(facts.lang), item.text(facts.lang, "share")
    value = f"{value}%" if item.unit == "percent" else value
    value, share = (share, "") if item.unit == "ratio" else (value, share)
    return {
        "name": figure_name(facts, item),
        "period": item.period.name(facts.lang),
        "value": f"{value} ({share})" if share else value,
        "formula": _formula(facts, item, known),
        "source": _source(facts, item),
    }


def figure_name(facts: Facts, item: Observation) -> str:
    """'Hồ sơ đã giải quyết, trễ hạn'."""
    # A rate or a pace says by its own name what it is of.
    told = TOLD if "_rate" in item.measure or "_per_workday" in item.measure else ()
    words = [_category(facts, name, value) for name, value in item.breakdown if name not in told]
    return ", ".join((_measure(voice(facts).figures, item.measure), *words))


def _measure(words: ModuleType, measure: str) -> str:
    if measure in words.MEASURES:
        return str(words.MEASURES[measure])
    if measure.startswith("peer_"):
        return f"{words.PEERS}: {_lowered(_measure(words, measure.removeprefix('peer_')))}"
    for ending, said in words.ENDINGS.items():
        if measure.endswith(ending):
            return f"{said}: {_lowered(_measure(words, measure.removesuffix(ending)))}"
    return measure


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _category(facts: Facts, name: str, value: str) -> str:
    words = voice(facts).figures
    if name in ("versus", "until"):
        convention = facts.period.convention
        # Explicit dates are of no convention.
        other = parse_period(value, convention if convention in CONVENTIONS else CONVENTIONS[0])
        return str(words.VERSUS if name == "versus" else words.UNTIL).format(period=other.name(facts.lang))
    if name == "agency_rank":
        return str(words.OTHERS)
    if name == "stated_by":
        return str(voice(facts).choices.WORDS[f"by_{value}"])
    if name == "part":
        return str(words.PARTS[value])
    if name == "rule":
        return str(words.RULE).format(rule=find_rule(value).title(facts.lang))
    named = name in ("agency", "procedure", "field")
    return facts.names.get(value, value) if named else label(value, facts.lang).lower()


def _formula(facts: Facts, item: Observation, known: Mapping[str, Observation]) -> str:
    """The counts where the number is made of two, else words."""
    base, days = known.get(item.base or ""), known.get(observation_id(item.period, "working_days"))
    if item.unit == "ratio":
        return str(voice(facts).figures.FORMULAS["_growth"])
    if item.whole is not None:
        is_change = item.measure.endswith("_change")
        return _of_two(
            facts, item.whole + item.value if is_change else item.value, item.whole, "−" if is_change else "/"
        )
    if item.measure == "received_per_workday" and base is not None and days is not None:
        return _of_two(facts, base.value, days.value)
    whole = base.whole if base is not None else None
    if base is None or whole is None:
        return _words(voice(facts).figures.FORMULAS, item)
    if item.measure == "resolved_per_late":
        return _of_two(facts, whole, base.value)
    return _words(voice(facts).figures.FORMULAS, item).format(counts=_of_two(facts, base.value, whole))


def _of_two(facts: Facts, first: int | Decimal, second: int | Decimal, sign: str = "/") -> str:
    return f"{formats.number(first, facts.lang)} {sign} {formats.number(second, facts.lang)}"


def _words(formulas: Mapping[str, str], item: Observation) -> str:
    """The formula in words: by the measure, by what it begins or ends with, else by the unit."""
    if item.measure.endswith("_limit"):
        return formulas["peer_limit" if item.measure.startswith("peer_") else "_limit"]
    named = [key for key in formulas if "_" in key and (item.measure.startswith(key) or item.measure.endswith(key))]
    return formulas[max(named, key=len)] if named else formulas.get(item.unit, "")


def _source(facts: Facts, item: Observation) -> str:
    kind, _, rest = item.source.partition(":")
    if kind == "centre.toml":
        english = {target.source: target.source_en for target in facts.centre.targets if facts.lang == "en"}
        return english.get(rest) or rest
    if kind in ("form", "release"):
        return str(voice(facts).choices.WORDS[kind]).format(file=rest)
    if " " in item.source:  # of several centres
        return ", ".join(source.split(":")[1] for source in item.source.split())
    digest = item.source.rpartition(":")[2]
    return str(voice(facts).figures.SOURCE).format(digest=digest, files=formats.number(len(facts.batches), facts.lang))


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
