"""The sentence of the release with the wrong number put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onestop_analysis.document import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.claims import Release, Span

_BOUNDARY = re.compile(r"[;\n]|[.…](?=\s|$)")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*\s?%?")
_WORD = re.compile(r"[^\W\d_]{2}")
_SHORT = 3  # digits that are never grouped
_LONGEST = 240  # characters; a longer sentence is cut at commas


def corrected(
    release: Release, span: Span, rights: Mapping[Span, str], *, ref: str, entire: bool = False
) -> dict[str, str]:
    """The clause around a number, by language, as marked text with every wrong number in it put right.

    `rights` gives the right number for the span of each wrong one, as the text would write it. Digits are all marked.
    `entire`: the words of the span go as well ('trên 15.200'). Nothing where no words stand around the number, as in
    a table with a cell on each line.
    """
    begin, end = clause(release.text, span)
    pieces: list[str] = []
    position = begin
    for (first, last), right in sorted(rights.items()):
        number = _NUMBER.search(release.text[first:last])
        if first < position or last > end or number is None:
            continue
        begins, ends = (
            (first, last) if entire and (first, last) == span else (first + number.start(), first + number.end())
        )
        pieces.append(_marked(release.text[position:begins]) + mark("number", ref, right))
        position = ends
    sentence = _paired(" ".join("".join([*pieces, _marked(release.text[position:end])]).split()))
    if not pieces or not _WORD.search(release.text[begin:end]):
        return {}
    return {"vi": f"Câu sửa: “{sentence}”.", "en": f"Corrected sentence: “{sentence}”."}


def as_written(right: str, printed: str, thousands: str) -> str:
    """A number written the Vietnamese way, as the text writes the one that it stands for.

    >>> as_written("25,04%", "25.05%", ","), as_written("1.234", "1134", "."), as_written("89", "98/10.411", ".")
    ('25.04%', '1234', '89/10.411')
    """
    number = match[0] if (match := _NUMBER.search(printed)) else printed
    if right.endswith("%"):
        point = "." if ("." in number and "," not in number) or ("," not in number and thousands == ",") else ","
        return right[:-1].replace(",", point) + number[len(number.rstrip("% ")) :]
    grouped = any(sign in number for sign in ".,") or sum(char.isdigit() for char in number) <= _SHORT
    right = right.replace(".", thousands) if grouped else right.replace(".", "")
    _, slash, whole = number.partition("/")
    return right + slash + whole


def _paired(sentence: str) -> str:
    """Without a bracket that has lost its other half to another clause."""
    if sentence.count(")") > sentence.count("(") and sentence.endswith(")"):
        return sentence[:-1]
    return sentence[1:] if sentence.count("(") > sentence.count(")") and sentence.startswith("(") else sentence


def clause(text: str, span: Span) -> Span:
    """The clause that holds a number: between semicolons, full stops and line ends; long ones between commas."""
    window = (max(0, span[0] - 2 * _LONGEST), min(len(text), span[1] + 2 * _LONGEST))
    begins = [match.end() for match in _BOUNDARY.finditer(text, window[0], span[0])]
    begin = begins[-1] if begins else window[0]
    after = _BOUNDARY.search(text, span[1], window[1])
    end = after.start() if after else window[1]
    if end - begin > _LONGEST:
        begin = max(begin, text.rfind(", ", begin, span[0]) + 2 if ", " in text[begin : span[0]] else begin)
        comma = text.find(", ", span[1], end)
        end = comma if comma >= 0 else end
    return begin, end


def _marked(text: str) -> str:
    """Numbers of the release as marked runs."""
    return _NUMBER.sub(lambda match: mark("claim", "text", match[0]), text)
