"""Short messages: how many segments a text takes, and Vietnamese without its marks.

Alphabet and sizes of 3GPP TS 23.038 and 23.040: 160 septets, or 153 in each part of a longer message; text with
any other letter, such as Vietnamese with its marks, is sent as UCS-2: 70 units, or 67 in each part.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # two septets each
_SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Size:
    """How a text is sent: alphabet, units (septets, or 16-bit units) and number of segments."""

    alphabet: str
    units: int
    segments: int


@dataclass(frozen=True)
class Message:
    """A text for one receiver: counts per agency, no personal data."""

    centre: str
    agency: str
    text: str
    due_soon: int
    overdue: int

    @property
    def size(self) -> Size:
        """Alphabet, units and segments of the text."""
        return size(self.text)


def size(text: str) -> Size:
    """How many segments a text takes; a character that needs two units is never split between two."""
    alphabet = "GSM-7" if set(text) <= _BASIC | _EXTENDED else "UCS-2"
    widths = [_width(letter, alphabet) for letter in text]
    whole, part = _SIZES[alphabet]
    if sum(widths) <= whole:
        return Size(alphabet, sum(widths), 1 if text else 0)
    segments, room = 1, part
    for width in widths:
        if width > room:
            segments, room = segments + 1, part
        room -= width
    return Size(alphabet, sum(widths), segments)


def _width(letter: str, alphabet: str) -> int:
    if alphabet == "GSM-7":
        return 2 if letter in _EXTENDED else 1
    return len(letter.encode("utf-16-le")) // 2


def without_marks(text: str) -> str:
    """'Sở Y tế' -> 'So Y te': every Vietnamese letter has a plain one of the GSM alphabet."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return plain.replace("đ", "d").replace("Đ", "D").replace("–", "-")
