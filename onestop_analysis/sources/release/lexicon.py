"""The words of releases and what they mean, read once from lexicon.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

Facets = Mapping[str, str]
_KEY = 3  # words of a longer wording by which it is found
_CHOICE = re.compile(r"[{}]")
# Facets of a meaning that become the figure's breakdown, in the order in which they are shown.
BREAKDOWNS = (
    "inflow", "channel", "timeliness", "deadline_state", "rating", "service_level", "return_channel", "level",
    "agency", "field", "index", "system", "what",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a wording says: parts of a measure and breakdown, a role in the sentence, or a unit."""

    facets: Facets = field(default_factory=dict)
    role: str = ""
    unit: str = ""
    axis: str = ""
    sign: int = 0


@dataclass(frozen=True)
class Lexicon:
    """Wordings by their words joined with one blank.

    `first` are their first words, `pairs` their first two, `lengths` those of the longer ones by their first three.
    """

    phrases: Mapping[str, Meaning]
    first: frozenset[str]
    pairs: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]
    glued: Mapping[str, str]
    known: frozenset[str]
    spellings: Mapping[str, str]
    multipliers: Mapping[str, int]
    heads: Mapping[str, tuple[int, ...]]
    heads_set: frozenset[str]
    complete: frozenset[str]
    stems: frozenset[str]
    publishers: tuple[str, ...]
    stops: frozenset[str]
    fields: frozenset[str]
    field_head: list[str]
    stem_lengths: Mapping[str, tuple[int, ...]]
    lower_heads: frozenset[str]
    fillers: frozenset[str]
    row_periods: frozenset[str]
    inflow_words: Mapping[str, str]
    row_levels: Mapping[str, str]

    def unglue(self, text: str) -> str:
        """'tiếpnhận' and 'nhậnhơn' with blanks between their words; the text itself when it is none of these."""
        if text in self.glued:
            return self.glued[text]
        if text in self.known:
            return text
        for cut in range(2, len(text) - 1):
            if text[:cut] in self.known and text[cut:] in self.known:
                return f"{text[:cut]} {text[cut:]}"
        return text

    def stem_length(self, words: Sequence[str], at: int) -> int:
        """Number of words of a known name that starts at a word, such as one with a comma in it; 0: none."""
        lengths = self.stem_lengths.get(words[at], ()) if at < len(words) else ()
        fitting = (length for length in lengths if at + length <= len(words))
        return next((length for length in fitting if " ".join(words[at : at + length]) in self.stems), 0)

    def begins_name(self, words: Sequence[str], at: int) -> bool:
        """A head of an agency's name stands at a word."""
        lengths = self.heads.get(words[at], ()) if at < len(words) else ()
        return any(" ".join(words[at : at + length]) in self.heads_set for length in lengths)

    def longest(self, words: Sequence[str], at: int) -> tuple[int, Meaning] | None:
        """The longest wording that starts at a word: its number of words and its meaning."""
        first, rest = words[at], len(words) - at
        if first not in self.first:
            return None
        two = f"{first} {words[at + 1]}" if rest > 1 else ""
        longer = self.lengths.get(f"{two} {words[at + 2]}", ()) if two in self.pairs and rest >= _KEY else ()
        for length in longer:
            meaning = self.phrases.get(" ".join(words[at : at + length]))
            if meaning is not None and length <= rest:
                return length, meaning
        if two in self.phrases:
            return 2, self.phrases[two]
        return (1, self.phrases[first]) if first in self.phrases else None


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package."""
    table = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    phrases = _phrases(table["phrase"])
    agencies = table["agencies"]
    return Lexicon(
        phrases=phrases,
        first=frozenset(words.partition(" ")[0] for words in phrases),
        pairs=frozenset(" ".join(words.split(" ")[:2]) for words in phrases if " " in words),
        lengths=_lengths(phrases, begin=_KEY),
        glued={words.replace(" ", ""): words for words in phrases if " " in words and "," not in words},
        known=frozenset(word for words in phrases for word in words.split(" ") if len(word) > 1 and word.isalpha()),
        spellings=table["spellings"],
        multipliers=table["multipliers"],
        heads=_lengths(dict.fromkeys(agencies["heads"])),
        heads_set=frozenset(agencies["heads"]),
        complete=frozenset(agencies["complete"]),
        stems=frozenset(agencies["stems"]),
        publishers=tuple(agencies["publisher_heads"]),
        stops=frozenset(agencies["stops"]),
        fields=frozenset(agencies["fields"]),
        field_head=agencies["field_head"].split(" "),
        stem_lengths=_lengths(dict.fromkeys(agencies["stems"])),
        lower_heads=frozenset(agencies["named_in_capitals"]),
        fillers=frozenset(agencies["fillers"]),
        row_periods=frozenset(agencies["row_periods"]),
        inflow_words=table["inflow_words"],
        row_levels=table["row_levels"],
    )


def _phrases(entries: list[dict[str, Any]]) -> dict[str, Meaning]:
    """Every wording with its meaning; one that is written out wins over one that comes from braces."""
    written: dict[str, Meaning] = {}
    spread: dict[str, Meaning] = {}
    for entry in entries:
        meaning = _meaning(entry)
        for line in (*entry.get("vi", ()), *entry.get("en", ())):
            found = spread if "{" in line else written
            for wording in expand(line):
                if found.setdefault(wording, meaning) != meaning:
                    message = f"lexicon.toml: {wording!r} has two meanings"
                    raise ValueError(message)
    return spread | written


def _meaning(entry: Mapping[str, Any]) -> Meaning:
    facets = {key: entry[key] for key in ("measure", *BREAKDOWNS) if key in entry}
    return Meaning(facets, entry.get("role", ""), entry.get("unit", ""), entry.get("axis", ""), entry.get("sign", 0))


def expand(line: str) -> list[str]:
    """The wordings of a line of the lexicon: '{đã |}trả' stands for 'đã trả' and 'trả'."""
    choices = [part.split("|") for part in _CHOICE.split(line)]
    return [" ".join("".join(pieces).split()) for pieces in product(*choices)]


def _lengths(phrases: Mapping[str, object], *, begin: int = 1) -> dict[str, tuple[int, ...]]:
    """Lengths of wordings, the longest first, by the words with which they begin."""
    found: dict[str, set[int]] = {}
    for wording in phrases:
        words = wording.split(" ")
        if len(words) >= begin:
            found.setdefault(" ".join(words[:begin]), set()).add(len(words))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}
