"""Vietnamese text as it arrives, made comparable: one spelling per word, nothing invisible.

Names keep their diacritics: `fold` makes two spellings of the same name equal, never two different
names. Only header cells are compared without diacritics (`bare`), where no two words collide.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_SIGNS = re.compile(r"[^\w]+", re.UNICODE)
# The two schools of tone placement: hoà = hòa, thuỷ = thủy. NFD order is vowel, vowel mark, tone.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE = re.compile(rf"(?<!q)(o)(a|e)([{_TONES}])(?!\w)|(?<!q)(u)(y)([{_TONES}])(?!\w)")


def clean(text: str) -> str:
    """NFC, without control, private-use, zero-width and direction characters, single spaces."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    visible = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    return _SPACES.sub(" ", visible).strip()


def fold(text: str) -> str:
    """The key under which spellings of one name meet: case, signs and tone placement do not matter."""
    lowered = unicodedata.normalize("NFD", clean(text).casefold())
    moved = _OLD_TONE.sub(lambda m: (m[1] or m[4]) + (m[3] or m[6]) + (m[2] or m[5]), lowered)
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", moved)).strip()


def bare(text: str) -> str:
    """Lower-case letters and digits only, without diacritics: for header cells."""
    folded = unicodedata.normalize("NFD", fold(text))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return letters.replace("đ", "d").replace("_", " ").strip()
