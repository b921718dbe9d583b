"""Of whom and of what a sentence speaks: levels, agencies and topics that govern the figures behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.wholes import is_sign

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Flow
    from onestop_analysis.sources.release.lexicon import Lexicon
    from onestop_analysis.sources.release.tokens import Item

GOVERNED = ("received", "resolved", "pending", "due", "returned_or_withdrawn", "late_or_overdue")
_SOURCES = ("theo ", "according ", "thông tin từ ", "cũng theo ")
_GROUNDS = ("thành phố ", "huyện ", "quận ", "thị xã ")
_OF = ("của", "thuộc", "bàn")
_PLACED = ("tại", "ở", "và")
_SHORT = 8  # items of a line before its colon
_TOPICS = ("channel", "service_level", "what")


def leading_level(items: list[Item], words: Lexicon) -> str:
    """The level before the first colon of a line: 'Ở 19 xã, thị trấn: nhận ...', 'Bộ phận một cửa quận: ...'."""
    colon = next((at for at, item in enumerate(items[:_SHORT]) if item.words == ":"), 0)
    return words.row_levels.get(items[colon - 1].words, "") if colon else ""


class Scopes:
    """What the signs and names of one sentence say about the figures behind them; kept in the flow."""

    def __init__(self, items: list[Item], flow: Flow) -> None:
        self.items, self.flow = items, flow
        self.brackets: list[dict[str, str]] = []

    def sign(self, position: int) -> None:
        """A semicolon ends a comparison; what a bracket speaks of ends with it; a colon may end a topic."""
        flow, sign = self.flow, self.items[position].words
        if sign == ";":
            flow.versus = False
        elif sign == "(":
            self.brackets.append(flow.scope)
        elif sign == ")" and self.brackets:
            flow.scope = self.brackets.pop()
        elif sign == ":" and not flow.topic:
            flow.topic = self._topic(position) or self._inflow(position)
            level = leading_level(self.items, flow.words) if flow.line_start == flow.sentence else ""
            if level and (flow.places or self.items[0].words in _PLACED):
                flow.scope, flow.scope_lasts = {"level": level}, True

    def _topic(self, position: int) -> dict[str, str]:
        """'Hồ sơ phi địa giới: tiếp nhận 118 hồ sơ, giải quyết 110': what the figures behind the colon are told of."""
        ahead, behind = self.items[:position], self.items[position + 1 :]
        first = next((at for at, item in enumerate(behind) if item.kind in ("number", "percent")), 0)
        if any(item.kind == "number" for item in ahead) or not any("measure" in i.facets for i in behind[:first]):
            return {}
        facets: dict[str, str] = {}
        windows.merge(facets, [item for item in ahead if not item.used])
        return {key: value for key, value in facets.items() if key in _TOPICS}

    def name(self, position: int) -> None:
        """A level or agency named together with a measure or a share governs the figures that follow."""
        item = self.items[position]
        if item.kind == "agency" and self._attributed(position):
            item.used = True  # 'Theo Văn phòng UBND tỉnh, ...': who says so
            return
        ground = item.words.startswith(_GROUNDS) and position > 0 and self.items[position - 1].words in _OF
        if (ground and self.flow.publisher in ("", "-")) or (ground and self.flow.publisher.startswith("trung tâm")):
            item.used = True  # 'các trung tâm cấp xã của thành phố Huế': where they are
            return
        if item.role == "whole" or (item.kind == "agency" and self.flow.is_publisher(item.words)):
            self.flow.scope = {}
            return
        named = {"level": item.facets["level"]} if "level" in item.facets else {}
        if item.kind == "agency":
            named = self.flow.named(item)
        if named and self._governs(position):
            self.flow.scope, self.flow.scope_sentence = named, self.flow.sentence
            first = not any(other.kind in ("number", "percent") for other in self.items[:position])
            ranked = any(other.role in ("list", "rank") for other in self.items)
            alone = any(other.role == "alone" for other in self.items[:position])
            self.flow.scope_lasts = alone or (first and not ranked and self.flow.line_start == self.flow.sentence)

    def _inflow(self, position: int) -> dict[str, str]:
        """'Trong kỳ: trực tuyến 311 hồ sơ; trực tiếp 07' behind what was received."""
        words = " ".join(item.words for item in self.items[:position])
        inflow = self.flow.words.inflow_words.get(words, "")
        received = self.flow.last is not None and self.flow.last.facets.get("measure") == "received"
        return {"inflow": inflow} if inflow and received else {}

    def place(self, position: int) -> dict[str, str]:
        """'Tại thị xã 6.480 hồ sơ', 'xã, phường 23.101': a level without a name of its own, right before the number."""
        if position == 0:
            return {}
        before = self.items[position - 2] if position > 1 else None
        apart = before is None or before.kind in ("sep", "mark") or before.words in _PLACED
        level = self.flow.words.row_levels.get(self.items[position - 1].words, "") if apart else ""
        return {"level": level} if level else {}

    def _attributed(self, position: int) -> bool:
        """The name stands between 'theo' at the start of the sentence and the first comma."""
        behind = [item.words for item in self.items[position + 1 : position + 3]]
        if behind in (["cho", "biết"], ["cho", "hay"]):
            return True  # 'Giám đốc Sở Nội vụ cho biết, ...'
        words = [item.words for item in self.items[: position + 1]]
        return " ".join([*words[:4], ""]).startswith(_SOURCES) and "," not in words and ":" not in words

    def _governs(self, position: int) -> bool:
        """Between the name and the next number stands what is counted, not another name."""
        if self._leads(position):
            return True
        counted = False
        for item in self.items[position + 1 :]:
            if item.kind == "agency" or "level" in item.facets or (item.kind == "sep" and item.words in "();."):
                return False
            if item.facets.get("measure") in GOVERNED or (not counted and "timeliness" in item.facets):
                return True
            if item.kind == "percent":
                return not counted
            counted = counted or item.kind == "number"
        return False

    def _leads(self, position: int) -> bool:
        """'a) UBND cấp huyện: 19.388 hồ sơ; đúng hạn 18.792': a name before the first colon of a line governs it."""
        signs = all(item.kind in ("sep", "mark") or len(item.words) == 1 for item in self.items[:position])
        first = self.flow.line_start == self.flow.sentence
        return first and signs and is_sign(self.items, position + 1, ":") and len(self.items) > position + 2
