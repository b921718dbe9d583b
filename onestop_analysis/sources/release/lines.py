"""Lines: headings, bulleted lists, sentences; what carries over from one line to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.drafts import SCOPES, Opened
from onestop_analysis.sources.release.prose import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_BULLETS = "-+*•"
_LONGEST_SENTENCE = 400  # items: looking back in a sentence must stay cheap, whatever the text is
_SHORT_LINE = 14  # items: a longer line needs no heading to say what it counts


def read_line(items: list[Item], flow: Flow) -> None:
    """Read the figures of one line into `flow.drafts` and `flow.rates`."""
    flow.line += 1
    flow.axis = flow.axis if _is_bullet(items) else ""
    flow.scope, flow.scope_lasts = dict(flow.heading_scope), False
    flow.line_start = flow.sentence + 1
    if not any(item.kind in ("number", "percent") or item.role == "zero" for item in items):
        _heading(items, flow)
        return
    if not _is_bullet(items) and len(items) > _SHORT_LINE:
        flow.heading = {}
    if not _is_bullet(items) and flow.carried is not None and not items[0].facets:
        flow.carried = None
    if flow.carried is None and flow.above is not None and len(items) <= _SHORT_LINE and not _is_bullet(items):
        flow.carried = flow.above
    begin = len(flow.drafts)
    for sentence in sentences(items, flow.nfc):
        flow.sentence += 1
        if not flow.scope_lasts or sentence[0].role in ("total", "whole"):
            flow.scope = dict(flow.heading_scope)
        Sentence(sentence, flow).read()
    _carry(items, flow)
    _stand_above(items, flow, flow.drafts[begin:])


def _is_bullet(items: list[Item]) -> bool:
    return items[0].kind == "sep" and items[0].words in _BULLETS


def _heading(items: list[Item], flow: Flow) -> None:
    """A line without numbers names the level or agency, the measure or the list of the lines below."""
    facets: dict[str, str] = {}
    windows.merge(facets, items)
    agency = next((item for item in items if item.kind == "agency" and not flow.is_publisher(item.words)), None)
    short = len(items) <= 25 and not (items[-1].kind == "sep" and items[-1].words == ".")
    if not short:
        flow.heading_scope, flow.heading = {}, {}
        return
    # What the headline speaks of is the publisher's own ground, not a part of it.
    flow.heading_scope = {} if flow.headline else {key: value for key, value in facets.items() if key in SCOPES}
    if agency is not None and len(items) <= 4:
        flow.heading_scope = flow.named(agency)
    flow.heading = _heading_facets(items, facets, flow)
    flow.heading_line = flow.line
    flow.axis = next((item.meaning.axis or "agency" for item in items if item.role == "list" and item.meaning), "")
    flow.scores = flow.scores or facets.get("measure") == "score"


def _heading_facets(items: list[Item], facets: dict[str, str], flow: Flow) -> dict[str, str]:
    """What a heading counts: services, votes, or a part of what the heading right above it counts."""
    own = {key: value for key, value in facets.items() if key not in SCOPES}
    if any(item.role == "both" for item in items):
        own.pop("measure", None)  # 'Tình hình tiếp nhận và trả kết quả'
    units = {item.meaning.unit for item in items if item.meaning is not None and item.meaning.unit}
    services = items[0].words.startswith("dịch vụ công") and "dossier" not in units
    if services or units == {"procedure"}:
        return {key: value for key, value in own.items() if key == "service_level"} | {"measure": "procedures"}
    if any(item.role == "satisfaction" for item in items):
        return {"measure": "satisfaction_votes"} | own
    above = flow.heading.get("measure") if flow.heading_line >= flow.line - 2 else None
    return {"measure": above} | own if above == "procedures" and own else own


def _carry(items: list[Item], flow: Flow) -> None:
    """A line that ends with a colon or 'trong đó' opens its last figure for the lines below."""
    last = next((item for item in reversed(items) if item.words != ":"), None)
    opens = items[-1].words == ":" or (last is not None and last.role == "opener")
    if opens and flow.last is not None and flow.last.line == flow.line:
        whole = next((d for d in reversed(flow.drafts) if not d.sign and d.line == flow.line), flow.last)
        flow.carried = Opened(whole if flow.last.sign else flow.last, "line")
    elif not _is_bullet(items) and flow.carried is not None and flow.carried.draft.line != flow.line - 1:
        flow.carried = None


def _stand_above(items: list[Item], flow: Flow, drafts: list[Draft]) -> None:
    """A short line with one total, 'Tiếp nhận 5.480 hồ sơ', is the whole of the short lines below it."""
    above = flow.above
    if len(items) <= _SHORT_LINE and len(drafts) == 1 and set(drafts[0].facets) - set(SCOPES) == {"measure"}:
        flow.above = Opened(drafts[0], "line") if drafts[0].unit == "dossier" and not drafts[0].sign else None
    elif above is not None and not (drafts and all(draft.parent is above.draft for draft in drafts)):
        flow.above = None


def sentences(items: list[Item], nfc: str) -> Iterable[list[Item]]:
    """Cut at full stops, dots of omission, question marks."""
    begin = 0
    for position, item in enumerate(items):
        stop = item.kind == "sep" and item.words in ".…?!" and _ends_sentence(items, position, nfc)
        if stop or position - begin >= _LONGEST_SENTENCE:
            yield items[begin : position + 1]
            begin = position + 1
    if begin < len(items):
        yield items[begin:]


def _ends_sentence(items: list[Item], position: int, nfc: str) -> bool:
    if position + 1 == len(items):
        return True
    behind = items[position].end  # an item may begin later than its words do: 'Lĩnh vực đất đai' is 'đất đai'
    following = nfc[behind : items[position + 1].end].lstrip()[:1]
    return following.isupper() or following.isdigit() or following in '-*+•"“('
