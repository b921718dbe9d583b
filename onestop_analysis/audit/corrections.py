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
_LONGEST = 240  # characters; a longer sentence is cut at commas


def corrected(release: Release, span: Span, rights: Mapping[Span, str], *, ref: str) -> dict[str, str]:
    """The clause around a number, by language, as marked text with every wrong number in it put right.

    `rights` gives the right number for the span of each wrong one. Digits are all marked.
    """
    begin, end = clause(release.text, span)
    pieces: list[str] = []
    position = begin
    for (first, last), right in sorted(rights.items()):
        number = _NUMBER.search(release.text[first:last])
        if first < position or last > end or number is None:
            continue
        pieces.append(_marked(release.text[position : first + number.start()]) + mark("number", ref, right))
        position = first + number.end()
    sentence = " ".join("".join([*pieces, _marked(release.text[position:end])]).split())
    return {"vi": f"Câu sửa: “{sentence}”.", "en": f"Corrected sentence: “{sentence}”."} if pieces else {}


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
