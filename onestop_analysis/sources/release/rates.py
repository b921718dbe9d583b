"""Shares: of which figure a percentage is said, and percentages that stand without a count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.changes import direction, subject
from onestop_analysis.sources.release.drafts import SCOPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_MEASURES = {"early": "early_rate", "on_time": "on_time_rate", "early_or_on_time": "on_time_rate", "late": "late_rate"}

_CLAUSE = 12  # items
_OF = ("số", "của", "tổng", "of", "of the", "so với")
_LENT = frozenset({"timeliness", "channel", "service_level", "rating"})
_TIMELINESS = {"early_rate": "early", "on_time_rate": "on_time", "late_rate": "late"}


class Rates:
    """The percentages of one sentence."""

    def __init__(self, items: list[Item], flow: Flow, drafts: list[Draft]) -> None:
        self.items, self.flow, self.drafts = items, flow, drafts
        self.open: list[Draft] = []
        figures = (at for at, item in enumerate(items) if item.kind in ("number", "percent"))
        first = next(figures, 0)
        self.aims = any(item.words.startswith("phấn đấu") for item in items[:first])  # a sentence about targets

    def read(self, position: int) -> None:
        """Give a percentage to its figure, or keep it as a rate of its own."""
        item = self.items[position]
        item.loose = position > 0 and self.items[position - 1].role in ("over", "under", "nearly", "about")
        left = [other for other in windows.before(self.items, position) if not other.used]
        roles = {other.role for other in left}
        own = self._label(position, left, roles)
        if own is None:
            return
        if self._tells_more(position) or self._threshold(position) or {"mean", "change"} <= roles:
            return
        if own.get("measure") in ("digitised", "online_payments") and self._of_other(position):
            return
        roles |= self._around(position)
        if self.drafts and self.drafts[-1].sign and self._bracketed(position):
            roles.add("change")
        units = {other.meaning.unit for other in left if other.meaning is not None}
        target = None if roles & {"change", "versus", "target"} else self._target(own, roles, position)
        if target is not None and "of" in target.roles and len(self.drafts) > 1 and target is self.drafts[-1]:
            target = self.drafts[-2]  # '63.772 trên 67.489 hồ sơ (94,5%)'
        if target is not None and target.unit == "procedure" and "dossier" in units:
            target = None  # 'tỷ lệ hồ sơ toàn trình' is no share of the services on offer
        if target is not None and "satisfaction" in roles and "rating" not in target.facets:
            target = None  # 'lấy 4.150 phiếu khảo sát, mức độ hài lòng đạt 97,9%'
        if target is None:
            self._stand_alone(position, own, roles, left)
            return
        target.share = item
        target.roles |= roles & {"mean"}
        target.whole = self._whole(position)

    def _label(self, position: int, left: list[Item], roles: set[str]) -> dict[str, str] | None:
        """What the words beside a percentage say that it is of; None for procedures."""
        own: dict[str, str] = {}
        windows.merge(own, left)
        if set(own) <= {"measure"} and not self._bracketed(position) and "rate" not in roles:
            right = windows.after(self.items, position + 1, label_first=False)
            if any(other.meaning and other.meaning.unit == "procedure" for other in right):
                return None
            windows.merge(own, right)
        behind = self.items[position + 1] if position + 1 < len(self.items) else None
        if not own and behind is not None and "timeliness" in behind.facets and not behind.used:
            own |= behind.facets  # 'đạt 100% đúng hạn'
        if len(self.items) == 1:
            own |= self.flow.heading  # a line of its own below 'Tỷ lệ đúng hạn'
        return own

    def _of_other(self, position: int) -> bool:
        """'60% nhu cầu', '93% công chức': a share of other things."""
        following = self.items[position + 1] if position + 1 < len(self.items) else None
        known = self.flow.words.stops | self.flow.words.fillers
        return (
            following is not None and following.kind == "word" and self.flow.vietnamese and following.words not in known
        )

    def _around(self, position: int) -> set[str]:
        """What words further away say: 'bằng 106% so với cùng kỳ', 'phấn đấu đến hết năm, tỷ lệ đúng hạn đạt 99%'."""
        behind = self.items[position + 1 : position + 3]
        roles = {"change" for other in behind[:1] if _earlier(other)}
        if len(behind) > 1 and behind[0].role == "versus" and behind[1].mark is not None:
            roles.add("change")  # 'bằng 61% so với quý II'
        aimed = self.aims or any(other.role == "target" for other in self._clause(position))
        return roles | ({"target"} if aimed else set())

    def _threshold(self, position: int) -> bool:
        """'3 địa phương có tỷ lệ hồ sơ quá hạn trên 5%': a bound that bodies are counted by."""
        bound = position > 0 and self.items[position - 1].role in ("over", "under")
        before = self.items[max(0, position - _CLAUSE) : position]
        counted = any(
            n.kind == "number" and b.meaning is not None and b.meaning.unit == "other" for n, b in pairwise(before)
        )
        return bound and counted and any(item.role == "rate" and item.words.startswith("tỷ lệ") for item in before)

    def _clause(self, position: int) -> list[Item]:
        """The items before, back to the last figure: 'phấn đấu đến hết năm 2021, tỷ lệ đúng hạn đạt trên 99%'."""
        begin = position
        while begin > 0 and self.items[begin - 1].kind not in ("number", "percent"):
            begin -= 1
        return self.items[begin:position]

    def _whole(self, position: int) -> str:
        """'chiếm 48,24% số hồ sơ tiếp nhận': the measure of which the share is said to be; '' where no word says so."""
        right = windows.after(self.items, position + 1, label_first=False)
        named = next((item for item in right if item.facets), None)
        linked = any(item.words in _OF or item.role == "total" for item in right[:3])
        return named.facets["measure"] if linked and named is not None and set(named.facets) == {"measure"} else ""

    def _tells_more(self, position: int) -> bool:
        """'100% hồ sơ quá hạn đều đã xin lỗi': a share of the late dossiers, not their rate."""
        right = windows.after(self.items, position + 1, label_first=False)
        label = next((at for at, item in enumerate(right) if item.facets), len(right))
        return any(item.words in ("đều", "phải", "đã") or item.role == "each" for item in right[label + 1 :])

    def _bracketed(self, position: int) -> bool:
        nearby = self.items[max(0, position - 3) : position]
        return any(item.kind == "sep" and item.words == "(" for item in nearby)

    def _target(self, own: Mapping[str, str], roles: set[str], position: int) -> Draft | None:
        """The last figure, when nothing else is named; else one of this or the last sentence with that label."""
        last = self.drafts[-1] if self.drafts else None
        if not set(own) - set(SCOPES) and (not own or last is None or _says(last, own)):
            free = last is not None and last.share is None and not last.sign and last.unit != "point"
            return last if free and not self._apart(position, last, roles) else None
        wanted = {key: value for key, value in own.items() if key != "measure"}
        if not wanted:
            return self._by_measure(own["measure"])
        told = [*self._before(), *self.drafts]
        early = any(draft.facets.get("timeliness") == "early" for draft in told)
        if early and wanted.get("timeliness") == "on_time" and "rate" in roles and self.items[0].role == "rate":
            return None  # 'Tỷ lệ đúng hạn đạt 99,99%' beside early and on-time results: of both
        for draft in reversed(told):
            if draft.share is None and not draft.sign and _says(draft, wanted) and _same_scope(draft, self.flow):
                return draft
        return None

    def _apart(self, position: int, last: Draft | None, roles: set[str]) -> bool:
        """A new clause that names no rate word: the percentage is not about the figure before."""
        between = [item for item in self.items[:position] if last is not None and item.start > last.end]
        return not self._bracketed(position) and "rate" not in roles and len(between) > 3

    def _before(self) -> list[Draft]:
        return [head for head in self.flow.heads if head.line == self.flow.line]

    def _by_measure(self, measure: str) -> Draft | None:
        for draft in reversed(self.drafts):
            if draft.share is None and draft.facets.get("measure") == measure and not draft.sign:
                return draft
        return None

    def _stand_alone(self, position: int, own: dict[str, str], roles: set[str], left: list[Item]) -> None:
        item = self.items[position]
        rate = self.flow.draft(item)
        rate.facets, rate.roles, rate.rate, rate.share = dict(own), set(roles), True, item
        before = self._last()
        if "versus" in roles and "change" not in roles and self._bracketed(position) and before is not None:
            rate.facets, rate.days = dict(before.facets), self.flow.versus_days  # 'so với năm 2022 (86,47%)'
            rate.roles = before.roles - {"change", "versus"}
            self.open.append(rate)
            return
        if not set(own) - set(SCOPES) and "satisfaction" not in roles:
            known = self._like_last(roles) or self._announced(item)
            rate.facets |= known
            rate.roles |= {"rate"} if known else set()
        if self.flow.queue and not set(own) & set(SCOPES):
            rate.facets |= self.flow.queue.pop(0)  # 'cấp tỉnh, cấp xã lần lượt đạt 99,1% và 99,7%'
        for key, value in self.flow.scope.items():
            rate.facets.setdefault(key, value)
        if self.drafts and self._bracketed(position):
            last = self.drafts[-1].facets  # 'cấp tỉnh 212.118 hồ sơ (đúng hạn 99,2%)'
            rate.facets |= {key: last[key] for key in SCOPES if key in last and key not in rate.facets}
        agency = next((i for i in left if i.kind == "agency" and not self.flow.is_publisher(i.words)), None)
        if agency is not None:
            rate.facets |= self.flow.named(agency)
        elif self.flow.axis and self._bracketed(position) and left and all(i.kind == "word" for i in left):
            rate.facets[self.flow.axis] = windows.name(left[::-1], self.flow)  # 'dẫn đầu là Na Rì (91,4%), ...'
        if "change" in roles:
            rate.direction = direction(left) or (self.drafts[-1].sign if self.drafts else 0)
            rate.of = subject(rate, self.flow, self.drafts)
        self.open.append(rate)

    def _last(self) -> Draft | None:
        """The last rate of this sentence, else of the text."""
        return next(iter([*reversed(self.open), *reversed(self.flow.rates[-1:])]), None)

    def _like_last(self, roles: set[str]) -> dict[str, str]:
        """'cấp huyện đạt 98%, cấp xã đạt 99%': a rate of the same kind as the one before."""
        last = self._last()
        if last is None or last.line != self.flow.line or roles & {"change"}:
            return {}
        if "measure" in last.facets and last.facets["measure"] in _TIMELINESS:
            return {"timeliness": _TIMELINESS[last.facets["measure"]]}
        return {key: value for key, value in last.facets.items() if key not in SCOPES}

    def _announced(self, item: Item) -> dict[str, str]:
        """'Tỷ lệ giải quyết đúng hạn: cấp tỉnh đạt 99,1%, ...': the label before the colon."""
        told = [other for other in self.items if other.end <= item.start and other.role == "rate"]
        if not told:
            return {}
        labels = (i.facets for i in self.items if i.end <= item.start and not i.used)
        named = told[0].words.startswith(("tỷ lệ", "rate", "share"))
        keys = ("timeliness", "channel", "service_level") if named else ("timeliness",)
        return next(
            ({key: facets[key] for key in keys if key in facets} for facets in labels if {*keys} & {*facets}), {}
        )

    def lend(self, draft: Draft, position: int) -> None:
        """'tỷ lệ đúng hạn 99,68%, tương ứng 175.354 hồ sơ': the count of the rate before it."""
        if not self.open or "of" in draft.roles:
            return
        rate = self.open[-1]
        between = [item for item in self.items[:position] if item.start >= rate.end]
        if draft.own:
            if [item.words for item in between] == ["("] and not set(rate.facets) - {"measure"}:
                draft.share = rate.item  # '61% (53,930) came in online'
                self.open.remove(rate)
            return
        if self.drafts and [item.words for item in between] != ["("]:
            return
        linked = any(item.role == "rate" or item.words in ("(", "với") for item in between)
        known = _LENT & rate.facets.keys() or rate.facets.get("measure") in ("digitised", "online_payments")
        if linked and len(between) <= 5 and known:
            draft.facets.update(rate.facets)
            draft.own |= rate.facets
            draft.share = rate.item
            draft.roles |= {"lent"} if "rate" in rate.roles else set()
            self.open.remove(rate)

    def settle(self) -> None:
        """At the end of a sentence: a share that came before its count goes to it, the others stay rates."""
        for rate in self.open:
            wanted = {key: value for key, value in rate.facets.items() if key not in ("measure", *SCOPES)}
            target = None if rate.roles & {"target", "change", "versus"} else self._later(rate, wanted)
            if target is not None:
                target.share = rate.item
                target.roles |= {"lent"} if "rate" in rate.roles else set()
            elif name_rate(rate):
                self.flow.rates.append(rate)

    def _later(self, rate: Draft, wanted: Mapping[str, str]) -> Draft | None:
        for draft in self.drafts:
            part = "timeliness" in draft.facets or "rating" in draft.facets
            if draft.share is None and draft.start > rate.start and part and _says(draft, wanted):
                return draft
        return None


def _earlier(item: Item) -> bool:
    """'so với cùng kỳ', 'so với năm trước', not 'so với số tiếp nhận' or 'so với kế hoạch'."""
    return item.role == "versus" and any(word in item.words for word in ("kỳ", "trước", "ngoái", "period"))


def name_rate(rate: Draft) -> bool:
    """Give a rate without a count its measure; False when it is none of ours ('100% các TTHC được cập nhật')."""
    facets = rate.facets
    measure = facets.get("measure")
    if "change" in rate.roles or "versus" in rate.roles:
        facets["measure"] = "growth_rate"
        facets.pop("timeliness", None)
        return True
    if "target" in rate.roles and facets.get("timeliness") not in _MEASURES:
        return False
    if measure == "resolved" and facets.get("deadline_state") == "in_time":
        del facets["deadline_state"]
        facets["timeliness"] = "early_or_on_time"  # 'tỷ lệ giải quyết trong hạn'
    if facets.get("timeliness") in _MEASURES:
        facets["measure"] = _MEASURES[facets.pop("timeliness")]
        if "target" in rate.roles:
            facets["measure"] += "_target"
        return True
    if "rating" in facets or "satisfaction" in rate.roles or measure == "satisfaction_votes":
        facets["measure"] = "satisfaction_rate"
        if facets.get("rating") in ("satisfied", "satisfied_or_very_satisfied"):
            del facets["rating"]
        return True
    if "channel" in facets or "deadline_state" in facets or "service_level" in facets:
        facets.setdefault("measure", "pending" if "deadline_state" in facets else "received")
        return True
    return measure in ("digitised", "online_payments", "resolved", "on_time_rate", "late_rate", "early_rate")


def _says(draft: Draft, wanted: Mapping[str, str]) -> bool:
    return bool(draft.facets.get("measure")) and all(_same(draft.facets.get(k), v) for k, v in wanted.items())


def _same(value: str | None, wanted: str) -> bool:
    """'đúng và trước hạn 148.761 hồ sơ, đạt tỷ lệ đúng hạn 98,33%': the short name of the same share."""
    return value == wanted or (value == "early_or_on_time" and wanted == "on_time")


def _same_scope(draft: Draft, flow: Flow) -> bool:
    return all(draft.facets.get(key) == value for key, value in flow.scope.items())
