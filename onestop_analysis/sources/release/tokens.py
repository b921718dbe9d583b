"""From characters to items: numbers, shares, wordings of the lexicon, names of agencies, separators.

An Item is the smallest piece that the reading rules of `prose` and `tables` know. Its positions are
those of the normalised text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from onestop_analysis.sources.release.lexicon import Facets, Lexicon, Meaning, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.sources.release.dates import DateReader, Mark
    from onestop_analysis.sources.release.numbers import Convention
    from onestop_analysis.sources.release.text import Text

Kind = Literal["number", "percent", "phrase", "agency", "sep", "word", "mark"]
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\t|\S")
_PERCENT = ("%", "percent", "per cent", "phần trăm")
_DIGIT = re.compile(r"\d")
_ZEROS = ("không phát sinh", "không có hồ sơ", "không để xảy ra")
_LONG = 100  # characters: a longer line is no heading, and without a figure it says nothing to us
_LONGEST_HEADER = 400
_FEWEST_HEADS = 3
_SENTENCE_ENDS = frozenset(".;:,…!?")
_NO_FACETS: Facets = {}
_ENDING = frozenset({"measure", "timeliness", "level"})  # a name does not hold these
_COUNCILS = frozenset({"hđnd", "dân"})  # 'Văn phòng HĐND và UBND' is one office
_NUMBERED = frozenset({"quận", "phường"})  # Quận 3
_JOINING = frozenset({",", "/", "&", "và", "hoặc", "and", "or"})
_PAIRS = (
    ("timeliness", {"early", "on_time"}, "early_or_on_time"),
    ("channel", {"in_person", "post"}, "in_person_or_post"),
)


@dataclass(slots=True, eq=False)
class Item:
    """A piece of a line. `words` is its text in lower case.

    `facets` are parts of a measure and breakdown that the wording names, `role` what it does in the sentence.
    `opens`: a head of a table's header begins here.
    """

    kind: Kind
    start: int
    end: int
    words: str
    meaning: Meaning | None = None
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    mark: Mark | None = None
    used: bool = False
    minority: bool = False
    loose: bool = False
    opens: bool = False
    facets: Facets = field(init=False)
    role: str = field(init=False)

    def __post_init__(self) -> None:
        self.mean(self.meaning)

    def mean(self, meaning: Meaning | None) -> None:
        """Give the item a meaning; `facets` and `role` are read far more often than they change."""
        self.meaning = meaning
        self.facets = meaning.facets if meaning is not None else _NO_FACETS
        self.role = meaning.role if meaning is not None else ""

    @property
    def axis(self) -> str:
        """Of a name: "field" for 'lĩnh vực đất đai', else "agency"."""
        return (self.meaning.axis if self.meaning else "") or "agency"


@dataclass(slots=True)
class Token:
    """A number, word, sign or mark, before wordings are recognised."""

    start: int
    end: int
    words: str
    mark: Mark | None = None
    small: bool = False


def read_items(text: Text, low: str, offset: int, *, dates: DateReader, convention: Convention) -> list[Item]:
    """The items of one line that begins at `offset` of the text; of a long line without figures, its dates."""
    words = lexicon()
    marks = dates.marks(low, offset)
    if len(low) > _LONG and not _has_figure(low, offset, marks) and not _may_be_header(low):
        return [Item("mark", mark.start, mark.end, "", mark=mark) for mark in marks if mark.bad]
    tokens = list(_tokens(low, offset, words, marks))
    for head, token in pairwise(tokens):
        if head.words in words.lower_heads:
            token.small = text.nfc[token.start].islower()
    cuts = [] if any(token.words[:1].isdecimal() for token in tokens) else _heads(tokens, text.nfc, words)
    items: list[Item] = []
    for begin, end in pairwise((0, *cuts, len(tokens))):
        part = _items(tokens[begin:end], words, convention)
        for item in part[:1]:
            item.opens = bool(cuts)
        items += part
    return items


def _heads(tokens: list[Token], nfc: str, words: Lexicon) -> list[int]:
    """Where heads begin in a line such as 'Tiếp nhận Đã giải quyết Quá hạn Chưa giải quyết': at the capitals.

    None in a sentence: few of its capitals begin words that count something.
    """
    texts = [token.words for token in tokens]
    starts = [at for at, token in enumerate(tokens) if at and nfc[token.start : token.start + 2].istitle()]
    heads = pairwise((*starts, len(tokens)))
    counting = sum(any(_counts(words.longest(texts, at)) for at in range(*head)) for head in heads)
    return starts if counting >= _FEWEST_HEADS else []


def _counts(found: tuple[int, Meaning] | None) -> bool:
    return found is not None and (bool(found[1].facets) or found[1].role in ("total", "rate"))


def _may_be_header(low: str) -> bool:
    """A long line without a figure may name the columns of a table: its cells are marked, or it is no sentence."""
    return "|" in low or "\t" in low or (len(low) < _LONGEST_HEADER and low.rstrip()[-1:] not in _SENTENCE_ENDS)


def _has_figure(low: str, offset: int, marks: list[Mark]) -> bool:
    """A digit stands outside dates, decree numbers and the like, or words say that there was none."""
    position = 0
    for mark in marks:
        if _DIGIT.search(low, position, mark.start - offset):
            return True
        position = mark.end - offset
    return _DIGIT.search(low, position) is not None or any(word in low for word in _ZEROS)


def _tokens(low: str, offset: int, words: Lexicon, marks: list[Mark]) -> Iterator[Token]:
    pending = iter(marks)
    mark = next(pending, None)
    for match in _TOKEN.finditer(low):
        start, end = match.start() + offset, match.end() + offset
        while mark is not None and start >= mark.end:
            mark = next(pending, None)
        if mark is not None and end > mark.start:
            if start <= mark.start:
                yield Token(mark.start, mark.end, "\0", mark)
            continue
        text = match[0]
        text = words.spellings.get(text, text)
        if len(text) > 5 and text[0].isalpha() and " " in (apart := words.unglue(text)):
            yield from _unglue(apart, start, end)
        else:
            yield Token(start, end, text)


def _unglue(wording: str, start: int, end: int) -> Iterator[Token]:
    """'hồsơtiếpnhận' as the words that it was: each keeps its own positions."""
    position = start
    for word in wording.split(" "):
        yield Token(position, min(position + len(word), end), word)
        position += len(word)


def _items(tokens: list[Token], words: Lexicon, convention: Convention) -> list[Item]:
    texts = [token.words for token in tokens]
    items: list[Item] = []
    at = 0
    while at < len(tokens):
        length, item = _next_item(tokens, texts, at, words, convention)
        items.append(item)
        at += length
        _join(items)
    return items


def _join(items: list[Item]) -> None:
    """'tiếp nhận trực tiếp và qua bưu chính', 'trước hạn, đúng hạn': two labels that make one category."""
    if len(items) < 3 or items[-2].words not in _JOINING:
        return
    first, last = items[-3], items[-1]
    if first.facets == {"measure": "pending"} and "deadline_state" in last.facets:
        items[-3:] = [_together(first, items[-2], last, dict(last.facets) | {"measure": "pending"})]
        return
    for axis, pair, both in _PAIRS:
        values = {first.facets.get(axis), last.facets.get(axis)}
        measures = {item.facets["measure"] for item in (first, last) if "measure" in item.facets}
        if values == pair and len(measures) <= 1:
            facets = dict(first.facets) | dict(last.facets) | {axis: both}
            items[-3:] = [_together(first, items[-2], last, facets)]
            return


def _together(first: Item, link: Item, last: Item, facets: Facets) -> Item:
    return Item("phrase", first.start, last.end, f"{first.words} {link.words} {last.words}", Meaning(facets))


def _next_item(
    tokens: list[Token], texts: list[str], at: int, words: Lexicon, convention: Convention
) -> tuple[int, Item]:
    token = tokens[at]
    if token.mark is not None:
        return 1, Item("mark", token.start, token.end, "", _level_meaning(token.mark), mark=token.mark)
    first = token.words[0]
    if first.isdecimal():
        return _number(tokens, texts, at, words, convention)
    if not first.isalpha():
        if token.words in "(/" and (found := words.longest(texts, at)):
            return found[0], _phrase(tokens, at, found)
        return 1, Item("sep", token.start, token.end, token.words)
    return _words(tokens, texts, at, words)


def _words(tokens: list[Token], texts: list[str], at: int, words: Lexicon) -> tuple[int, Item]:
    """A name of an agency, a wording, or a word that says nothing; the longer one where two fit."""
    token = tokens[at]
    found = words.longest(texts, at)
    named = _agency_length(texts, at, words)
    if named and at + 1 < len(tokens) and token.words in words.lower_heads and tokens[at + 1].small:
        named = 0  # 'sở phối hợp với ...' names nobody
    if named and (found is None or named > found[0] or found[1].unit == "other"):
        field = words.field_head if texts[at : at + len(words.field_head)] == words.field_head else []
        first = at + len(field)
        name = " ".join(texts[first : at + named])
        meaning = Meaning(axis="field") if field else None
        return named, Item("agency", tokens[first].start, tokens[at + named - 1].end, name, meaning)
    if found:
        return found[0], _phrase(tokens, at, found)
    return 1, Item("word", token.start, token.end, token.words)


def _phrase(tokens: list[Token], at: int, found: tuple[int, Meaning]) -> Item:
    length, meaning = found
    last = tokens[at + length - 1]
    return Item("phrase", tokens[at].start, last.end, " ".join(t.words for t in tokens[at : at + length]), meaning)


def _level_meaning(mark: Mark) -> Meaning | None:
    return Meaning({"service_level": mark.level}) if mark.kind == "level" else None


def _number(tokens: list[Token], texts: list[str], at: int, words: Lexicon, convention: Convention) -> tuple[int, Item]:
    token = tokens[at]
    following = texts[at + 1] if at + 1 < len(texts) else ""
    if following in _PERCENT or f"{following} {texts[at + 2] if at + 2 < len(texts) else ''}" in _PERCENT:
        value, step = convention.percent(token.words)
        length = 2 if following in _PERCENT else 3
        return length, Item("percent", token.start, tokens[at + length - 1].end, token.words, value=value, step=step)
    factor = words.multipliers.get(following, 0)
    value, step, minority = convention.count(token.words, scaled=bool(factor))
    item = Item("number", token.start, token.end, token.words, value=value, step=step, minority=minority)
    if not factor:
        return 1, item
    length = 2
    if texts[at + 2 : at + 3] in (["tỷ"], ["triệu"]) and factor == 1000:
        factor, length = factor * words.multipliers[texts[at + 2]], 3  # '3,1 nghìn tỷ đồng'
    item.value, item.step, item.end = value * factor, step * factor, tokens[at + length - 1].end
    return length, item


def _agency_length(texts: list[str], at: int, words: Lexicon) -> int:
    """Number of words of an agency's name that starts here; 0 when none does."""
    for length in words.heads.get(texts[at], ()):
        if " ".join(texts[at : at + length]) in words.heads_set:
            end = _name_end(texts, at + length, words)
            if texts[at + length : at + length + 1] == ["số"] and texts[at + length + 1 : at + length + 2]:
                return length + 2 if texts[at + length + 1].isdecimal() else 0  # 'Chi nhánh số 3'
            if texts[at] in _NUMBERED and texts[at + length : at + length + 1] and texts[at + length].isdecimal():
                return length + 1
            if texts[at : at + length] == words.field_head and words.fillers.issuperset(
                texts[at + length : at + length + 1]
            ):
                return 0  # 'lĩnh vực nhiều hồ sơ' names none
            whole = end > at + length or " ".join(texts[at : at + length]) in words.complete
            return end - at if whole else 0
    return 0


def _name_end(texts: list[str], at: int, words: Lexicon) -> int:
    """Where a name that has begun ends: before signs, numbers, stop words, verbs of the lexicon, or a new name."""
    last = position = at + words.stem_length(texts, at)
    while position < len(texts) and position - at < 12:
        word = texts[position]
        if word in "-&" and position + 1 < len(texts) and texts[position + 1][0].isalpha():
            position += 1
            continue
        if not word[0].isalpha() or word in words.stops or word in ("sở", "riêng"):
            break
        if word == "và" and texts[position - 1] not in _COUNCILS and words.begins_name(texts, position + 1):
            break  # 'Sở Kế hoạch và Đầu tư và Công an tỉnh'
        found = words.longest(texts, position)
        if found and (found[1].role or found[1].unit == "dossier" or _ENDING & found[1].facets.keys()):
            break
        position += 1
        last = position if word != "và" else last
    return last
