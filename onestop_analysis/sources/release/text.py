"""The text of a release: read from a file, normalised, with every position mapped back to the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

# Characters that only look different; each becomes exactly one other, so positions stay.
_SAME_LENGTH = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\r\v\f", " ") | dict.fromkeys("–—‑−", "-"))


_BREAK = re.compile("\n")


@dataclass(frozen=True)
class Text:
    """`nfc` has composed letters, `low` the same in lower case; equal lengths.

    `starts` maps positions of `nfc` to positions of the text as given; empty when they are the same.
    """

    raw: str
    nfc: str
    low: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the text as given."""
        if not self.starts:
            return start, end
        return self.starts[start], self.starts[end]


def normalise(raw: str) -> Text:
    """Compose letters (NFC) and unify blanks and dashes, keeping the way back to the original positions."""
    starts: tuple[int, ...] = ()
    composed = raw
    if not unicodedata.is_normalized("NFC", raw):
        composed, starts = _compose(raw)
    nfc = composed.translate(_SAME_LENGTH)
    low = nfc.lower()
    if len(low) != len(nfc):  # a few foreign letters have longer lower-case forms
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in nfc)
    return Text(raw, nfc, low, starts)


def _compose(raw: str) -> tuple[str, tuple[int, ...]]:
    """NFC of each letter with its marks, and where each composed character began."""
    pieces: list[str] = []
    starts: list[int] = []
    begin = 0
    for position in range(1, len(raw) + 1):
        if position < len(raw) and unicodedata.combining(raw[position]):
            continue
        piece = unicodedata.normalize("NFC", raw[begin:position])
        pieces.append(piece)
        starts += [begin] * len(piece)
        begin = position
    return "".join(pieces), (*starts, len(raw))


class Lines:
    """Line numbers of positions, from 1."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.start() for match in _BREAK.finditer(text)]

    def number(self, position: int) -> int:
        """The line that holds the position."""
        return bisect_right(self._breaks, position - 1) + 1
