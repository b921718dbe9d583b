"""Sentences: which words belong to which number.

A number takes its label from the words beside it, between the nearest separators: those before it
("trước hạn 399 hồ sơ"), else those after it ("399 hồ sơ trước hạn"), both when they agree. What the
label leaves open comes from the figure it is a part of ("trong đó", a colon, a bracket) or from the
list, level or agency that the sentence speaks about.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.changes import compared_days, same_period_of
from onestop_analysis.sources.release.drafts import UNKNOWN
from onestop_analysis.sources.release.excluded import all_on_time, counts_procedures, is_excluded
from onestop_analysis.sources.release.meaning import complete, denominator
from onestop_analysis.sources.release.parts import names_part
from onestop_analysis.sources.release.queues import queue
from onestop_analysis.sources.release.rates import Rates
from onestop_analysis.sources.release.scopes import GOVERNED, Scopes
from onestop_analysis.sources.release.units import read_unit
from onestop_analysis.sources.release.wholes import Wholes, is_sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_NEAR = 60  # figures before a number among which it can have been told
_MONEY = ("vnd", "vnđ")
_OUT_OF = ("trên", "trong", "out of", "trên tổng", "trên tổng số")
_BELONGING = ("của", "tại", "thuộc", "ở", "do", "từ", "of", "at")


class Sentence:
    """Reads one sentence; the rules are one method each."""

    def __init__(self, items: list[Item], flow: Flow) -> None:
        self.items, self.flow = items, flow
        self.drafts: list[Draft] = []
        self.previous = -1  # where the last figure ended
        self.announced: dict[str, str] = {}
        self.reasons = False  # 'Nguyên nhân là do ... (10 trường hợp)': cases that explain, not figures
        self.parted = any(item.words == ";" for item in items)
        self.scopes = Scopes(items, flow)
        self.rates = Rates(items, flow, self.drafts)
        self.wholes = Wholes(items, flow, self.drafts)

    def read(self) -> None:
        """Numbers and shares in the order of the text."""
        flow = self.flow
        flow.versus, flow.versus_days = False, UNKNOWN
        flow.queue, flow.topic = [], {}
        flow.parents = [flow.carried] if flow.carried is not None else []
        for position, item in enumerate(self.items):
            if item.kind == "mark":
                self._mark(position)
            elif item.kind == "number":
                self._number(position)
            elif item.kind == "percent":
                self.rates.read(position)
            elif item.kind == "sep":
                self.scopes.sign(position)
            elif item.meaning is not None or item.kind == "agency":
                self.scopes.name(position)
                flow.scores = flow.scores or item.facets.get("measure") == "score"
                if item.role:
                    self._role(position)
        for draft in (*self.drafts, *self.rates.open):
            draft.then = flow.versus_days if draft.sign or "change" in draft.roles else draft.then
        self.rates.settle()
        if self.drafts:
            flow.heads = self.drafts

    # -- what is no figure ---------------------------------------------------------------------------

    def _mark(self, position: int) -> None:
        mark = self.items[position].mark
        if mark is None or mark.kind not in ("period", "day") or mark.days == UNKNOWN:
            return
        nearby = self.items[max(0, position - 3) : position]
        if any(item.facets.get("inflow") == "carried_over" for item in self.items[position + 1 : position + 2]):
            return  # '1.846 hồ sơ năm 2022 chuyển sang'
        if any(item.words in ("kể", "since") for item in nearby[-2:]):
            return  # 'kể từ quý I năm 2019': where a series begins
        if self.flow.versus and self._in_bracket_of_versus(position):
            self.flow.versus_days = mark.days
            return
        changed = bool(self.drafts) and self.drafts[-1].sign != 0
        if changed or any(item.role in ("versus", "target") for item in nearby):
            same = any("cùng kỳ" in item.words or "same period" in item.words for item in nearby)
            self.flow.versus_days = same_period_of(mark, self.flow.days) if same else mark.days
            self.flow.versus = True
        elif mark.kind == "day" and self.flow.days[1] == mark.days[1]:
            return
        elif mark.kind == "period" or any(item.words in ("đến", "ngày", "hết", "kỳ") for item in nearby):
            for draft in self.drafts:
                draft.days = mark.days if draft.days == UNKNOWN else draft.days  # 'received 148,326 in March 2024'
            self.flow.days = mark.days
            self.flow.named_days.setdefault(mark.unit, mark.days)
            self.flow.versus = False

    def _in_bracket_of_versus(self, position: int) -> bool:
        """'(trước đó là 24.014 hồ sơ của quý IV năm 2020)': the bracket holds both."""
        told = False
        for item in reversed(self.items[:position]):
            if item.words in ("(", ")"):
                return told and item.words == "("
            told = told or item.role == "versus"
        return False

    def _role(self, position: int) -> None:
        item = self.items[position]
        if item.role == "list":
            told = item.meaning.axis if item.meaning else ""
            if not told and self.drafts and self.previous >= position - 3 and not self.drafts[-1].sign:
                self.wholes.push(self.drafts[-1], "opener")  # '4.334 hồ sơ trễ hạn, nhiều nhất ở huyện A 864 hồ sơ'
            self.flow.axis = told or self.flow.axis or "agency"
        elif item.role == "versus":
            self.flow.versus = True
            self.flow.versus_days = compared_days(item.words, self.flow.days)
        elif item.role == "respectively":
            self.flow.queue = queue(self.items, position, self.flow)
        elif item.role == "zero":
            self._zero(position)
        elif item.role == "among":
            self.wholes.among(position)
        elif item.role == "cause":
            self.reasons = True
        elif item.role == "forecast":
            self.flow.versus = True
        elif item.role == "within":
            self.flow.days = self.flow.named_days.get(item.axis, self.flow.days)

    def _zero(self, position: int) -> None:
        """'không phát sinh hồ sơ quá hạn': a count of nothing."""
        if self.items[position].used:
            return
        right = [other for other in windows.after(self.items, position + 1, label_first=False) if not other.used]
        left = [] if any(other.facets for other in right) else windows.before(self.items, position)
        if left and right and (right[0].kind == "word" or right[0].role):
            return  # 'quá hạn không có lý do chính đáng'
        self._nothing(position, left, right)
        for other in self._joined(right):
            self._nothing(position, [], [other])

    def _joined(self, right: list[Item]) -> list[Item]:
        """'không có đánh giá bình thường và không hài lòng': further labels of the same kind."""
        told = next((at for at, item in enumerate(self.items) if right and item is right[-1]), len(self.items))
        found = []
        for link, item in zip(self.items[told + 1 :: 2], self.items[told + 2 :: 2], strict=False):
            if link.words not in (",", "và", "hoặc", "and", "or") or "rating" not in item.facets:
                break
            found.append(item)
        return found

    def _nothing(self, position: int, left: list[Item], right: list[Item]) -> None:
        draft = self.flow.draft(self.items[position])
        draft.unit = "dossier"
        taken = windows.label(draft, left, right)
        late = draft.facets.get("measure") == "late_or_overdue"
        parts = late or {"timeliness", "deadline_state", "rating"} & draft.facets.keys()
        draft.parent = self.wholes.parent(draft)
        if parts and complete(draft, self.flow, {}):
            self._keep(draft, taken, position)

    # -- counts --------------------------------------------------------------------------------------

    def _number(self, position: int) -> None:
        item = self.items[position]
        if item.used or (position > 0 and self.items[position - 1].role == "skip"):
            return
        draft = self.flow.draft(item)
        self.wholes.open(position, self.previous)
        end = read_unit(self.items, position, draft, flow=self.flow)
        self._qualify(position, draft)
        if all_on_time(draft, self.items, position):
            draft.end = self.items[position].end
            draft.facets, draft.unit = {"measure": "agencies_all_on_time"}, "agency"
            self._keep(draft, [], position)
            return
        if is_excluded(draft, self.items, position, end=end, flow=self.flow):
            return
        left = windows.before(self.items, self._label_end(position), through=self._through(draft))
        named = any(item.facets or item.kind == "agency" for item in left)
        right = windows.after(self.items, end, label_first=self._label_first() and named, brackets=not named)
        self._dated(position, end, draft)
        taken = windows.label(draft, left, right)
        draft.label_items = list(reversed(left))
        draft.label = windows.name(
            [i for i in draft.label_items if i.kind in ("agency", "word", "phrase", "sep")], self.flow
        )
        self._bulleted(position, draft)
        if names_part(self.items, position, draft, flow=self.flow):
            draft.roles.add("part")
        if not draft.unit and not draft.own.keys() - {"service_level"} and counts_procedures(left):
            draft.unit = "procedure"
        self._name(draft, left, right)
        place = self.scopes.place(position) if not {"level", "agency"} & draft.facets.keys() else {}
        draft.facets |= place
        draft.own |= place
        if self.flow.queue and not draft.own:
            draft.facets |= self.flow.queue.pop(0)
        self.rates.lend(draft, position)
        draft.parent = self.wholes.parent(draft)
        if "of" in draft.roles and not draft.own and self.drafts:
            draft.facets |= denominator(self.drafts[-1])  # 'digitised 702 out of 1,390'
        if self._needless(draft) or not complete(draft, self.flow, self._unused(position)):
            self.previous = max(self.previous, position)
            return
        self._keep(draft, taken, end - 1)
        self._fraction(draft, right)
        self._each(draft, position)

    def _bulleted(self, position: int, draft: Draft) -> None:
        """'+ Luật sư, công chứng, đấu giá: 126 hồ sơ' in a list of parts: the whole name before the colon."""
        name = self.items[1 : position - 1]
        listed = (
            self.flow.carried is not None and self.items[0].words in "-+*•" and is_sign(self.items, position - 1, ":")
        )
        plain = all(
            not item.facets and not item.role and item.words not in ("hồ sơ", "hs", ";", "(", ")") for item in name
        )
        if listed and name and plain:
            draft.label = windows.name(name, self.flow)
            draft.roles.add("bullet")

    def _needless(self, draft: Draft) -> bool:
        """What could be paid online has no measure of its own; cases of a reason are figures only when told before."""
        if "of" in draft.roles and self.drafts and self.drafts[-1].facets.get("measure") == "online_payments":
            return True
        near = self.flow.drafts[-_NEAR:] if self.reasons else []
        return self.reasons and not any(other.item.value == draft.item.value for other in near)

    def _dated(self, position: int, end: int, draft: Draft) -> None:
        """'5.950 hồ sơ (tháng 9 năm 2020)', '(quý IV năm 2020: 595)': the days of one figure."""
        ahead = self.items[max(0, position - 3) : position]
        if len(ahead) == 3 and ahead[0].words == "(" and ahead[1].mark is not None and ahead[2].words == ":":
            draft.days = ahead[1].mark.days
            draft.roles.add("versus")
        if any(item.role == "forecast" for item in self.items[end : end + 4]):
            draft.roles.add("versus")  # 'about 19,655 are expected'
        marks = [item.mark for item in self.items[end + 1 : end + 2] if is_sign(self.items, end, "(") and item.mark]
        if marks and marks[0].kind == "period" and is_sign(self.items, end + 2, ")"):
            draft.days = marks[0].days

    def _through(self, draft: Draft) -> str:
        """Names of a score's parts or of fields parted by semicolons may hold commas: 'công khai, minh bạch 18/18'."""
        decimal = draft.item.value != draft.item.value.to_integral_value()
        listed = self.flow.axis == "field" and (self.parted or self._bracketed(draft))
        listed = listed or (draft.unit == "point" and self.parted)
        return "," if listed or (draft.fraction is not None and (self.flow.scores or decimal)) else ""

    def _bracketed(self, draft: Draft) -> bool:
        at = self.items.index(draft.item)
        return is_sign(self.items, at - 1, "(") and is_sign(self.items, at + 1, ")")

    def _label_end(self, position: int) -> int:
        """In a list 'Department of Transport, 2,588; ...' a comma stands between name and number."""
        if position > 0 and self.items[position - 1].words == "với" and self.items[position - 2].words == ",":
            position -= 1  # 'nhiều nhất là đất đai, với 2.102 hồ sơ'
        if self.flow.axis and position > 1 and is_sign(self.items, position - 1, ","):
            return position - 1 if self.items[position - 2].kind not in ("number", "percent", "sep") else position
        return position

    def _label_first(self) -> bool:
        return bool(self.drafts) and "label_left" in self.drafts[-1].roles

    def _keep(self, draft: Draft, taken: Iterable[Item], position: int) -> None:
        for item in taken:
            item.used = True
        self.previous = max([position, *(self.items.index(item) for item in taken if item.start > draft.start)])
        self.drafts.append(draft)
        self.flow.drafts.append(draft)
        self.flow.last = draft

    def _qualify(self, position: int, draft: Draft) -> None:
        """Read 'hơn', 'gần', 'khoảng', 'tăng' before a number. 'trên' after a count is 'out of'."""
        at = position - 1
        while at >= 0 and (self.items[at].role in windows.QUALIFIERS or self.items[at].words in _MONEY):
            item = self.items[at]
            if item.words in _MONEY:
                draft.unit, draft.start, at = "VND", item.start, at - 1
                continue
            if item.words in _OUT_OF and self.drafts and at - 1 <= self.previous:
                draft.roles.add("of")
                break
            if item.role == "change":
                draft.sign = item.meaning.sign if item.meaning else 0
            elif draft.approx != "nearly" and not item.words.startswith("trên tổng"):
                draft.approx = "nearly" if item.role == "under" else item.role
            draft.start = item.start
            item.used = True
            at -= 1

    def _name(self, draft: Draft, left: list[Item], right: list[Item]) -> None:
        """The agency or software whose figure this is: before the number, or after it ('của Công an tỉnh')."""
        agency = next((item for item in left if item.kind == "agency" and not self.flow.is_publisher(item.words)), None)
        for link, item in pairwise(right):
            part = bool({"timeliness", "deadline_state"} & draft.own.keys())
            if agency is None and item.kind == "agency" and link.words in _BELONGING and not part:
                agency = None if self.flow.is_publisher(item.words) else item
        if agency is None:
            return
        if "system" in draft.roles:
            draft.facets["system"] = draft.label
        else:
            draft.facets |= self.flow.named(agency)
            draft.roles.add("named")

    def _fraction(self, draft: Draft, right: list[Item]) -> None:
        """The second half of '1.456/1.625 hồ sơ' is the whole of the first."""
        if draft.fraction is None or draft.unit == "point":
            return
        draft.end = draft.fraction.end
        value = draft.fraction.value
        printed = (
            other for other in self.flow.drafts if other.item.value == value and set(other.facets) == {"measure"}
        )
        draft.base = next(printed, None)
        if draft.base is not None or draft.facets["measure"] == "online_payments":
            return
        whole = draft.base = self.flow.draft(draft.fraction)
        whole.facets, whole.unit = denominator(draft), draft.unit
        told = next((item.facets for item in right if item.facets), {})
        if set(told) == {"measure"} and told["measure"] in GOVERNED:
            whole.facets["measure"] = told["measure"]  # '61.208/74.916 hồ sơ tiếp nhận'
            whole.unit = "dossier"
        self.drafts.insert(len(self.drafts) - 1, whole)
        self.flow.drafts.append(whole)

    def _each(self, draft: Draft, position: int) -> None:
        """'Sở A và Sở B (mỗi sở 209 hồ sơ)': the figure of every name."""
        if "each" not in draft.roles or "agency" not in draft.facets:
            return
        for item in reversed(self.items[:position]):
            if item.kind in ("number", "percent"):
                break
            name = self.flow.nfc[item.start : item.end]
            if item.kind == "agency" and name != draft.facets["agency"] and not self.flow.is_publisher(item.words):
                twin = self.flow.draft(draft.item)
                twin.facets, twin.unit = draft.facets | {"agency": name}, draft.unit
                self.flow.drafts.append(twin)

    def _unused(self, position: int) -> dict[str, str]:
        """Labels earlier in the sentence that no number took, else those of the heading above."""
        facets: dict[str, str] = {}
        taken = {id(draft.item) for draft in self.drafts}
        for item in reversed(self.items[:position]):
            if id(item) in taken:
                break
            if not item.used and item.facets:
                windows.merge(facets, [item])
        if facets:
            self.announced = facets
        return facets or (self.announced if not self._told() else {}) or dict(self.flow.heading)

    def _told(self) -> bool:
        """The last figure had a measure of its own, so what was announced before it no longer holds."""
        return bool(self.drafts) and bool({"measure", "timeliness"} & self.drafts[-1].own.keys())
