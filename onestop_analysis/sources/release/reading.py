"""Reads a release: lines, sentences and tables into claims."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.bases import assign_bases
from onestop_analysis.sources.release.claims import BadDate, Claim, Release
from onestop_analysis.sources.release.dates import NO_YEAR, DateReader, Days, names_no_year
from onestop_analysis.sources.release.drafts import UNKNOWN, Draft, Flow
from onestop_analysis.sources.release.lexicon import Meaning, lexicon
from onestop_analysis.sources.release.lines import read_line
from onestop_analysis.sources.release.numbers import Convention, find_convention
from onestop_analysis.sources.release.overall import adopt_rates, include_early, merge_ratings, name_new, repeated_rates
from onestop_analysis.sources.release.scopes import leading_level
from onestop_analysis.sources.release.tables import TableReader
from onestop_analysis.sources.release.text import Lines, Text, normalise
from onestop_analysis.sources.release.tokens import Item, read_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.periods import Period

_LONGEST_LINE = 8_000
_HEAD_LINES = 100


def extract(text: str, *, period: Period | None = None, file: str = "", number: int = 0) -> Release:
    """The figures of a published text, in the order of the text.

    `period`: the period that the text reports, where it is known; else the first one that it names.
    Of several texts that are audited together, `file` names this one and `number` begins the ids of its figures.
    """
    source = normalise(text)
    flow = Flow(lexicon(), source.nfc)
    lines = Lines(text)
    convention = find_convention(source.low)
    year = (period.start.year if period else NO_YEAR) if names_no_year(source.low) else None
    bad = _read_lines(source, flow, convention, lines=lines, dates=DateReader(year))
    include_early(flow)
    name_new(flow)
    merge_ratings(flow)
    adopt_rates(flow)
    own = (period.start, period.end) if period else _own_period(flow)
    assign_bases(flow.drafts)
    prefix = f"{number}." if number else ""
    claims = _claims(flow, source, lines, own=own, prefix=prefix, file=file)
    return Release(text, claims, own, tuple(bad), convention.thousands, file, prefix)


def _read_lines(source: Text, flow: Flow, convention: Convention, *, lines: Lines, dates: DateReader) -> list[BadDate]:
    """Read every line, as a table's row or as prose; the dates that cannot be."""
    tables = TableReader()
    bad: list[BadDate] = []
    texts = list(_pieces(source.low))
    body = _first_prose([line for _, line in texts[:_HEAD_LINES]])
    all_items: list[list[Item]] = []
    numbers: list[int] = []
    for number, (position, line) in enumerate(texts):
        if line and not line.isspace():
            items = read_items(source, line, position, dates=dates, convention=convention)
            if not items:
                continue
            all_items.append(items)
            numbers.append(number)
            bad += _bad_dates(all_items[-1], source, lines)
    _levels_named(all_items)
    _only_agency(all_items, flow)
    flow.parts = _leading_agencies(all_items)
    flow.places = len({level for items in all_items if (level := leading_level(items, flow.words))}) > 1
    at = 0
    while at < len(all_items):
        flow.headline = numbers[at] < body
        if length := tables.read(all_items, at, flow):
            at += length
            continue
        _prepare(all_items[at], flow)
        read_line(all_items[at], flow)
        tables.note(all_items[at], flow)
        at += 1
    return bad


def _pieces(low: str) -> Iterator[tuple[int, str]]:
    """Lines with their places; a line of unreasonable length in pieces, so that no rule sees more than that."""
    begin = 0
    while begin <= len(low):
        end = low.find("\n", begin)
        end = len(low) if end < 0 else end
        while end - begin > _LONGEST_LINE:
            blank = low.rfind(" ", begin + 1, begin + _LONGEST_LINE)
            cut = blank if blank > begin else begin + _LONGEST_LINE
            yield begin, low[begin:cut]
            begin = cut
        yield begin, low[begin:end]
        begin = end + 1


def _levels_named(all_items: list[list[Item]]) -> None:
    """'các sở, ngành' means the province's level only where a text tells levels apart."""
    for items in all_items:
        _join_levels(items)
    leveled = [item for items in all_items for item in items if "level" in item.facets]
    if any(item.facets["level"] != "province" for item in leveled):
        return
    for item in leveled:
        if item.meaning is not None and not item.words.startswith(("cấp", "khối", "prov")):
            item.mean(Meaning(unit=item.meaning.unit))


def _join_levels(items: list[Item]) -> None:
    """'Một cửa cấp huyện, cấp xã tiếp nhận' speaks of both together, unless numbers follow 'lần lượt'."""
    if any(item.role == "respectively" for item in items):
        return
    places = [at for at, item in enumerate(items) if "level" in item.facets]
    for at in places:
        ahead = [item.words if item.kind != "number" else "0" for item in items[max(0, at - 4) : at]]
        acts = at + 1 < len(items) and "measure" in items[at + 1].facets
        if acts and any(pair in (("và", "0"), ("cùng", "0")) for pair in pairwise(ahead)):
            items[at].mean(Meaning(role="whole"))  # 'Trung tâm tỉnh và 40 trung tâm cấp xã tiếp nhận ...'
    for first, second in pairwise(places):
        if second == first + 2 and items[first + 1].words in (",", "và", "/", "and"):
            for place in (first, second):
                items[place].mean(Meaning(role="whole"))


def _first_prose(lines: list[str]) -> int:
    """Number of the first line that is a sentence; what stands before it is the headline. 0: no such line."""
    for number, line in enumerate(lines):
        stripped = line.rstrip(" ")
        inside = ". " in stripped or stripped.lstrip(" ")[:1] in ("-", "+", "•", "*")
        if len(stripped) > 250 or inside or stripped.endswith((".", "…", ";", ":")):
            return number
    return 0


def _prepare(items: list[Item], flow: Flow) -> None:
    """The publisher is the first organisation that the text names."""
    first = next((item.start for item in items if item.kind in ("number", "percent")), None)
    agencies = [
        i.words
        for i in items
        if i.kind == "agency" and i.axis != "field" and (flow.headline or first is None or i.start < first)
        if i.words not in flow.parts
    ]
    if not flow.publisher and not flow.headline and first is not None and not agencies:
        flow.publisher = "-"
    if not flow.publisher and agencies:
        alike = {item.words for item in items if item.kind == "agency" and item.axis != "field"}
        alike = {name for name in alike if name.split()[0] == agencies[0].split()[0]}
        listed = items[0].words in ("-", "+", "*", "•")
        flow.publisher = (
            agencies[0] if len(alike) == 1 and not listed else "-"
        )  # several of a kind: parts, not the publisher


def _only_agency(all_items: list[list[Item]], flow: Flow) -> None:
    """The one organisation of a text that names no other is its publisher."""
    names = {item.words for items in all_items for item in items if item.kind == "agency" and item.axis != "field"}
    if len(names) == 1 and not flow.is_publisher(name := names.pop()):
        flow.publisher = name


def _leading_agencies(all_items: list[list[Item]]) -> set[str]:
    """Organisations of one kind that begin lines of a list are its parts: '- Phường A: ...', '- Phường B: ...'."""
    leading = set()
    for items in all_items:
        first = next((item for item in items if item.kind not in ("sep", "mark", "number")), None)
        if first is not None and first.kind == "agency" and any(item.kind == "number" for item in items):
            leading.add(first.words)
    kinds = Counter(name.split()[0] for name in leading)
    return {name for name in leading if kinds[name.split()[0]] > 1}


def _bad_dates(items: list[Item], source: Text, lines: Lines) -> list[BadDate]:
    found = []
    for item in items:
        if item.mark is not None and item.mark.bad:
            start, end = source.span(item.start, item.end)
            found.append(BadDate(source.raw[start:end], (start, end), lines.number(start), item.mark.bad))
    return found


def _own_period(flow: Flow) -> Days:
    body = [draft for draft in flow.drafts if not draft.headline] or flow.drafts
    if body and body[0].days == UNKNOWN and any(draft.headline for draft in flow.drafts):
        return next((draft.days for draft in flow.drafts if draft.days != UNKNOWN), UNKNOWN)
    return body[0].days if body else UNKNOWN


def _claims(flow: Flow, source: Text, lines: Lines, *, own: Days, prefix: str, file: str) -> tuple[Claim, ...]:
    repeats = repeated_rates(flow)
    drafts = sorted([*flow.drafts, *(r for r in flow.rates if id(r) not in repeats)], key=lambda draft: draft.start)
    same: dict[tuple[object, ...], int] = {}
    kept: list[list[Draft]] = []
    for draft in drafts:
        key = _identity(draft, own)
        if key in same:
            kept[same[key]].append(draft)
        else:
            same[key] = len(kept)
            kept.append([draft])
    names = {id(draft): f"{prefix}f{number}" for number, group in enumerate(kept, 1) for draft in group}
    claims = (_claim(group, names, source=source, lines=lines, own=own) for group in kept)
    return tuple(replace(claim, file=file) for claim in claims) if file else tuple(claims)


def _identity(draft: Draft, own: Days) -> tuple[object, ...]:
    """Figures with the same meaning and value are one figure, printed again."""
    value = draft.item.value if not draft.rate else f"{draft.item.value}%"
    days = own if draft.days == (None, None) else draft.days
    change = draft.start if draft.sign else 0
    return (tuple(sorted(draft.facets.items())), value, draft.approx, days, draft.unit, change)


def _claim(group: list[Draft], names: dict[int, str], *, source: Text, lines: Lines, own: Days) -> Claim:
    draft = group[0]
    shared = next((member for member in group if member.share is not None), draft)
    spans = tuple(source.span(member.start, member.end) for member in group)
    is_rate = draft.rate
    value, low, high = (None, Decimal(0), Decimal(0)) if is_rate else interval(draft)
    share = shared.share
    share_span = source.span(share.start, share.end) if share is not None else None
    base = shared.base
    return Claim(
        id=names[id(draft)],
        measure=draft.facets.get("measure", "received"),
        breakdown={key: value for key, value in draft.facets.items() if key != "measure"},
        value=value,
        printed=source.raw[spans[0][0] : spans[0][1]],
        low=low,
        high=high,
        share=share.value if share is not None else None,
        share_step=share.step if share is not None else Decimal("0.01"),
        share_loose=share.loose if share is not None else False,
        share_printed=source.raw[share_span[0] : share_span[1]] if share_span else None,
        share_span=share_span,
        base=names.get(id(base)) if base is not None else None,
        parent=names.get(id(draft.parent)) if draft.parent is not None else None,
        unit="dossier" if is_rate else draft.unit,
        approx=draft.approx or None,
        period=own if draft.days == (None, None) else draft.days,
        line=lines.number(spans[0][0]),
        spans=spans,
        sentence=draft.sentence,
        headline=draft.headline,
        mean="mean" in shared.roles,
        versus="versus" in draft.roles,
        guessed="guessed" in draft.roles,
        minority=draft.item.minority,
        around="around_change" in draft.roles,
        limit=draft.fraction.value if draft.fraction is not None else None,
        of=names.get(id(draft.of)) if draft.of is not None else None,
        then=draft.then,
        direction=draft.direction or draft.sign,
        named=base is not None and base.facets.get("measure") == shared.whole,
        cell=max(member.cell for member in group),
    )


def interval(draft: Draft) -> tuple[Decimal, Decimal, Decimal]:
    """Value of a count and the bounds of what a rounded or qualified figure can stand for."""
    value, step = draft.item.value, draft.item.step
    signed = value * (draft.sign or 1)
    if not draft.approx:
        half = step / 2 if step > 1 else Decimal(0)
        return signed, signed - half, signed + half
    unit = max(step, _round_unit(value))
    if draft.approx == "over":
        return signed, signed, signed + unit
    if draft.approx == "nearly":
        return signed, signed - unit, signed
    return signed, signed - unit, signed + unit


def _round_unit(value: Decimal) -> Decimal:
    """The place to which a number was rounded: 5600 -> 100."""
    return Decimal(1).scaleb(value.normalize().as_tuple().exponent) if value else Decimal(1)  # type: ignore[arg-type]
