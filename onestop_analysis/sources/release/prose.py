"""Sentences: which words belong to which number.

A number takes its label from the words beside it, between the nearest separators: those before it
("trước hạn 399 hồ sơ"), else those after it ("399 hồ sơ trước hạn"), both when they agree. What the
label leaves open comes from the figure it is a part of ("trong đó", a colon, a bracket) or from the
list, level or agency that the sentence speaks about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.drafts import SCOPES, UNKNOWN, Opened, fits
from onestop_analysis.sources.release.meaning import complete, denominator
from onestop_analysis.sources.release.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_BULLETS = "-+*•"
_LINE_START = 3  # items: a level or agency this near to the line's beginning governs the whole line


def read_line(items: list[Item], flow: Flow) -> None:
    """Read the figures of one line into `flow.drafts` and `flow.rates`."""
    flow.line += 1
    flow.axis = flow.axis if _is_bullet(items) else ""
    flow.scope, flow.scope_lasts = dict(flow.heading_scope), False
    flow.line_start = flow.sentence + 1
    if not any(item.kind in ("number", "percent") or item.role == "zero" for item in items):
        _heading(items, flow)
        return
    if not _is_bullet(items) and flow.carried is not None and not items[0].facets:
        flow.carried = None
    for sentence in sentences(items, flow.nfc):
        flow.sentence += 1
        if not flow.scope_lasts:
            flow.scope = dict(flow.heading_scope)
        Sentence(sentence, flow).read()
    _carry(items, flow)


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
    flow.heading_scope = {key: value for key, value in facets.items() if key in SCOPES}
    if agency is not None and len(items) <= 4:
        flow.heading_scope = {"agency": flow.nfc[agency.start : agency.end]}
    flow.heading = {key: value for key, value in facets.items() if key not in SCOPES}
    flow.axis = next((item.meaning.axis for item in items if item.meaning and item.meaning.axis), "")
    flow.scores = flow.scores or facets.get("measure") == "score"


def _carry(items: list[Item], flow: Flow) -> None:
    """A line that ends with a colon or 'trong đó' opens its last figure for the lines below."""
    last = next((item for item in reversed(items) if item.words != ":"), None)
    opens = items[-1].words == ":" or (last is not None and last.role == "opener")
    if opens and flow.last is not None and flow.last.line == flow.line:
        flow.carried = Opened(flow.last, "line")
    elif not _is_bullet(items) and flow.carried is not None and flow.carried.draft.line != flow.line - 1:
        flow.carried = None


def sentences(items: list[Item], nfc: str) -> Iterable[list[Item]]:
    """Cut at full stops, dots of omission, question marks."""
    begin = 0
    for position, item in enumerate(items):
        if item.kind == "sep" and item.words in ".…?!" and _ends_sentence(items, position, nfc):
            yield items[begin : position + 1]
            begin = position + 1
    if begin < len(items):
        yield items[begin:]


def _ends_sentence(items: list[Item], position: int, nfc: str) -> bool:
    if position + 1 == len(items):
        return True
    following = nfc[items[position + 1].start]
    return following.isupper() or following.isdigit() or following in '-*+•"“('


class Sentence:
    """Reads one sentence; the rules are one method each."""

    def __init__(self, items: list[Item], flow: Flow) -> None:
        self.items, self.flow = items, flow
        self.drafts: list[Draft] = []
        self.previous = -1  # where the last figure ended
        self.rates = Rates(items, flow, self.drafts)

    def read(self) -> None:
        """Numbers and shares in the order of the text."""
        flow = self.flow
        flow.versus = False
        flow.queue = []
        flow.parents = [flow.carried] if flow.carried is not None else []
        for position, item in enumerate(self.items):
            if item.kind == "mark":
                self._mark(position)
            elif item.kind == "number":
                self._number(position)
            elif item.kind == "percent":
                self.rates.read(position)
            else:
                self._scope(position)
                self._role(position)
        self.rates.settle()
        if self.drafts:
            flow.heads = self.drafts

    # -- what is no figure ---------------------------------------------------------------------------

    def _mark(self, position: int) -> None:
        mark = self.items[position].mark
        if mark is None or mark.kind not in ("period", "day") or mark.days == UNKNOWN:
            return
        nearby = self.items[max(0, position - 3) : position]
        if any(item.role in ("versus", "target") for item in nearby):
            self.flow.versus = True
        elif mark.kind == "period" or any(item.words in ("đến", "ngày", "hết", "kỳ") for item in nearby):
            self.flow.days = mark.days
            self.flow.versus = False

    def _role(self, position: int) -> None:
        item = self.items[position]
        if item.role == "list":
            self.flow.axis = item.meaning.axis if item.meaning else ""
        elif item.role == "versus":
            self.flow.versus = True
        elif item.role == "respectively":
            self.flow.queue = self._queue(position)
        elif item.role == "zero":
            self._zero(position)
        if item.facets.get("measure") == "score":
            self.flow.scores = True

    def _scope(self, position: int) -> None:
        """A level or agency named together with a measure or a share governs the figures that follow."""
        item = self.items[position]
        if item.role == "whole" or (item.kind == "agency" and self.flow.is_publisher(item.words)):
            self.flow.scope = {}
            return
        named = {"level": item.facets["level"]} if "level" in item.facets else {}
        if item.kind == "agency":
            named = {"agency": self.flow.nfc[item.start : item.end]}
        if named and self._governs(position):
            self.flow.scope = named
            self.flow.scope_lasts = position <= _LINE_START and self.flow.line_start == self.flow.sentence
            item.used = True

    def _governs(self, position: int) -> bool:
        """Between the name and the next number stands what is counted, not another name."""
        if self.flow.axis and not self._named_alone(position):
            return False
        for item in self.items[position + 1 :]:
            if item.kind == "percent" or "measure" in item.facets or "timeliness" in item.facets:
                return item.facets.get("measure") not in ("fees", "procedures")
            if item.kind in ("number", "agency") or (item.kind == "sep" and item.words in "();."):
                return False
        return False

    def _named_alone(self, position: int) -> bool:
        return any(item.role == "alone" for item in self.items[max(0, position - 2) : position])

    def _zero(self, position: int) -> None:
        """'không phát sinh hồ sơ quá hạn': a count of nothing."""
        item = self.items[position]
        right = [other for other in windows.after(self.items, position + 1, label_first=False) if not other.used]
        left = [] if any(other.facets for other in right) else windows.before(self.items, position)
        draft = self.flow.draft(item)
        draft.unit = "dossier"
        taken = windows.label(draft, left, right)
        parts = {"timeliness", "deadline_state", "rating"} & draft.facets.keys()
        draft.parent = self._parent(draft)
        if parts and complete(draft, self.flow, {}):
            self._keep(draft, taken, position)

    # -- counts --------------------------------------------------------------------------------------

    def _number(self, position: int) -> None:
        item = self.items[position]
        if item.used:
            return
        draft = self.flow.draft(item)
        self._open(position)
        end = self._unit(position, draft)
        self._qualify(position, draft)
        left = windows.before(self.items, position, through=self._through(draft))
        right = windows.after(self.items, end, label_first=self._label_first())
        taken = windows.label(draft, left, right)
        draft.label_items = list(reversed(left))
        draft.label = windows.name(
            [i for i in draft.label_items if i.kind in ("agency", "word", "phrase", "sep")], self.flow
        )
        if not draft.unit and any(item.meaning and item.meaning.unit == "procedure" for item in left):
            draft.unit = "procedure"
        self._name(draft, left)
        if self.flow.queue and not draft.own:
            draft.facets |= self.flow.queue.pop(0)
        self.rates.lend(draft, position)
        draft.parent = self._parent(draft)
        if not complete(draft, self.flow, self._unused(position)):
            self.previous = max(self.previous, position)
            return
        self._keep(draft, taken, end - 1)
        self._fraction(draft)
        self._each(draft, position)

    def _through(self, draft: Draft) -> str:
        """Names of a score's parts may hold commas: 'công khai, minh bạch 18/18'."""
        decimal = draft.item.value != draft.item.value.to_integral_value()
        return "," if draft.fraction is not None and (self.flow.scores or decimal) else ""

    def _label_first(self) -> bool:
        return bool(self.drafts) and "label_left" in self.drafts[-1].roles

    def _keep(self, draft: Draft, taken: Iterable[Item], position: int) -> None:
        for item in taken:
            item.used = True
        self.previous = max([position, *(self.items.index(item) for item in taken if item.start > draft.start)])
        self.drafts.append(draft)
        self.flow.drafts.append(draft)
        self.flow.last = draft

    def _unit(self, position: int, draft: Draft) -> int:
        """Read a fraction's second half and the unit after a number; the position after them."""
        end = position + 1
        if self._sign(end, "/") and end + 1 < len(self.items) and self.items[end + 1].kind == "number":
            draft.fraction = self.items[end + 1]
            draft.fraction.used = True
            end += 2
        unit = self.items[end] if end < len(self.items) else None
        if unit is not None and unit.meaning is not None and unit.meaning.unit:
            draft.unit = unit.meaning.unit
            draft.facets.update(unit.facets)
            unit.used = True
            draft.end = unit.end if draft.unit == "VND" else draft.end
            end += 1
        return end

    def _sign(self, position: int, sign: str) -> bool:
        return position < len(self.items) and self.items[position].kind == "sep" and self.items[position].words == sign

    def _qualify(self, position: int, draft: Draft) -> None:
        """Read 'hơn', 'gần', 'khoảng', 'tăng' before a number. 'trên' after a count is 'out of'."""
        at = position - 1
        while at >= 0 and self.items[at].role in windows.QUALIFIERS:
            item = self.items[at]
            if item.words in ("trên", "trong") and self.drafts and at - 1 <= self.previous:
                draft.roles.add("of")
                break
            if item.role == "change":
                draft.sign = item.meaning.sign if item.meaning else 0
            elif draft.approx != "nearly":
                draft.approx = item.role
            draft.start = item.start
            item.used = True
            at -= 1

    def _name(self, draft: Draft, left: list[Item]) -> None:
        """The agency or software whose figure this is."""
        agency = next((item for item in left if item.kind == "agency" and not self.flow.is_publisher(item.words)), None)
        if agency is None:
            return
        if "system" in draft.roles:
            draft.facets["system"] = draft.label
        else:
            draft.facets["agency"] = self.flow.nfc[agency.start : agency.end]

    def _fraction(self, draft: Draft) -> None:
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

    def _queue(self, position: int) -> list[dict[str, str]]:
        """The names or labels before 'lần lượt', in their order."""
        names: list[dict[str, str]] = []
        for item in reversed(self.items[:position]):
            if item.kind in ("number", "percent"):
                break
            if item.kind == "agency":
                names.insert(0, {"agency": self.flow.nfc[item.start : item.end]})
            elif item.facets.get("timeliness") == "early_or_on_time":
                both = [{"timeliness": "early"}, {"timeliness": "on_time"}]
                names[:0] = reversed(both) if item.words.startswith("đúng") else both
            elif item.facets and "measure" not in item.facets:
                names.insert(0, dict(item.facets))
            else:
                continue
            item.used = True
        return names if len(names) > 1 else []

    # -- parts and wholes ----------------------------------------------------------------------------

    def _open(self, position: int) -> None:
        """Between the last figure and this number: brackets, colons and 'trong đó' open a list of parts."""
        whole = self.drafts[-1] if self.drafts else None
        labelled = whole is None
        for at in range(self.previous + 1, position):
            item = self.items[at]
            if item.kind == "sep" and item.words == ")":
                _close(self.flow.parents, "(")
            elif item.role == "opener":
                self._push(whole, "opener")
                labelled = True
            elif item.kind == "sep" and item.words in "(:" and not labelled and self._encloses(at, position):
                self._push(whole, item.words)
            elif (item.kind == "sep" and item.words in ",;") or item.facets or item.kind == "agency":
                labelled = True

    def _encloses(self, bracket: int, position: int) -> bool:
        """The bracket or colon holds the number, not only a share."""
        return not any(self._sign(at, ")") for at in range(bracket + 1, position))

    def _push(self, draft: Draft | None, how: str) -> None:
        flow = self.flow
        if draft is None:
            draft = next((head for head in flow.heads if head.line in (flow.line, flow.line - 1)), None)
        if draft is not None and not any(opened.draft is draft for opened in flow.parents):
            flow.parents.append(Opened(draft, how))

    def _parent(self, draft: Draft) -> Draft | None:
        """The innermost open whole of which this figure can be a part; those it cannot be are closed."""
        parents = self.flow.parents
        while parents and not fits(draft.facets, parents[-1].draft.facets):
            if parents[-1].how in ("(", "line"):
                return None
            parents.pop()
        return parents[-1].draft if parents else None

    def _unused(self, position: int) -> dict[str, str]:
        """Labels earlier in the sentence that no number took, else those of the heading above."""
        facets: dict[str, str] = {}
        taken = {id(draft.item) for draft in self.drafts}
        for item in reversed(self.items[:position]):
            if id(item) in taken:
                break
            if not item.used and item.facets:
                windows.merge(facets, [item])
        return facets or dict(self.flow.heading)


def _close(parents: list[Opened], how: str) -> None:
    for position in range(len(parents) - 1, -1, -1):
        if parents[position].how == how:
            del parents[position:]
            return
