"""Vietnamese alphabetical order: letters first, tones where the letters are equal."""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # as dictionaries have them: à ả ã á ạ
_SHAPES = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn: parts of a letter


def alphabetical(text: str) -> tuple[list[int], list[int], str]:
    """A sorting key: 'Điện' comes between 'Dược' and 'Giá'."""
    letters, tones = [], []
    for char in text.lower():
        first, *marks = tuple(unicodedata.normalize("NFD", char))
        shape = "".join(mark for mark in marks if mark in _SHAPES)
        tone = "".join(mark for mark in marks if mark not in _SHAPES)
        letter = unicodedata.normalize("NFC", first + shape)
        letters.append(_place(letter))
        tones.append(_TONES.index(tone) if tone in _TONES else len(_TONES))
    return letters, tones, text


def _place(letter: str) -> int:
    """Letters of the alphabet behind spaces, digits and signs, before letters of other languages."""
    place = _LETTERS.find(letter)
    if place >= 0:
        return 0x80 + place
    return ord(letter[0]) if ord(letter[0]) < 0x80 and not letter[0].isalpha() else 0x100 + ord(letter[0])
