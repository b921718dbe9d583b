"""Sentences: which words belong to which number.

A number takes its label from the words beside it, between the nearest separators: those before it
("trước hạn 399 hồ sơ"), else those after it ("399 hồ sơ trước hạn"), both when they agree. What the
label leaves open comes from the figure it is a part of ("trong đó", a colon, a bracket) or from the
list, level or agency that the sentence speaks about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.meaning import complete

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.sources.release.dates import Days
    from onestop_analysis.sources.release.lexicon import Lexicon
    from onestop_analysis.sources.release.tokens import Item

_NO_LABEL = {"unit"}
_SCOPE_KEYS = ("level", "agency")


@dataclass(slots=True, eq=False)
class Draft:
    """A figure being read. `facets` holds measure and breakdown; `item` is its number or share."""

    item: Item
    facets: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    approx: str = ""
    start: int = 0
    end: int = 0
    share: Item | None = None
    parent: Draft | None = None
    base: Draft | None = None
    days: Days = (None, None)
    sentence: int = 0
    line: int = 0
    roles: set[str] = field(default_factory=set)
    sign: int = 0
    label_words: str = ""
    opened: bool = False
    fraction: Item | None = None
    right_end: int = 0
    headline: bool = False


@dataclass
class Flow:
    """What carries over from one figure to the next."""

    words: Lexicon
    nfc: str
    days: Days = (None, None)
    publisher: str = ""
    scope: dict[str, str] = field(default_factory=dict)
    axis: str = ""
    parents: list[tuple[Draft, str]] = field(default_factory=list)
    last: Draft | None = None
    heads: list[Draft] = field(default_factory=list)
    sentence: int = 0
    line: int = 0
    drafts: list[Draft] = field(default_factory=list)
    rates: list[Draft] = field(default_factory=list)
    versus: bool = False
    body: int = 0
    headline: bool = False
    words_seen: set[str] = field(default_factory=set)


def read_line(items: list[Item], flow: Flow) -> None:
    """Read the figures of one line into `flow.drafts`."""
    flow.line += 1
    flow.scope = {}
    flow.axis = ""
    for sentence in sentences(items, flow.nfc):
        flow.sentence += 1
        _Sentence(sentence, flow).read()


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


class _Sentence:
    """Reads one sentence; the rules are one method each."""

    def __init__(self, items: list[Item], flow: Flow) -> None:
        self.items, self.flow = items, flow
        self.drafts: list[Draft] = []

    def read(self) -> None:
        """Numbers and shares in the order of the text."""
        flow = self.flow
        flow.versus = False
        flow.parents.clear()
        position = 0
        while position < len(self.items):
            item = self.items[position]
            if item.kind == "mark":
                self._mark(position)
            elif item.kind == "number":
                position = self._number(position)
            elif item.kind == "percent":
                self._percent(position)
            elif item.role:
                self._role(position)
            position += 1
        self._late_rates()
        if self.drafts:
            flow.heads = self.drafts

    # -- what is no figure ---------------------------------------------------------------------------

    def _mark(self, position: int) -> None:
        mark = self.items[position].mark
        if mark is None or mark.kind not in ("period", "day") or mark.days == (None, None):
            return
        before = self.items[max(0, position - 3) : position]
        if any(item.role in ("versus", "target") for item in before):
            self.flow.versus = True
            return
        self.flow.days = mark.days

    def _role(self, position: int) -> None:
        item = self.items[position]
        if item.role == "list":
            self.flow.axis = item.meaning.axis if item.meaning else ""
        elif item.role == "whole":
            self.flow.scope = {}
        elif item.role == "versus":
            self.flow.versus = True

    # -- counts --------------------------------------------------------------------------------------

    def _number(self, position: int) -> int:
        item = self.items[position]
        draft = Draft(item, start=item.start, end=item.end, days=self.flow.days)
        draft.sentence, draft.line, draft.headline = self.flow.sentence, self.flow.line, self.flow.headline
        self._open_parents(position)
        after = self._unit(position, draft)
        left = self._left(position)
        right, last = self._right(after)
        self._qualify(position, draft)
        self._label(draft, left, right)
        self._scope(draft, left)
        draft.parent = self._parent(draft)
        if not complete(draft, self.flow, self._unused(position)):
            return after - 1
        self._keep(draft, last if draft.facets else after)
        return after - 1

    def _keep(self, draft: Draft, last: int) -> None:
        draft.right_end = last
        self.drafts.append(draft)
        self.flow.drafts.append(draft)
        self.flow.last = draft

    def _unit(self, position: int, draft: Draft) -> int:
        """Read a fraction's second half and the unit after a number; the position after them."""
        after = position + 1
        if self._is(after, "/") and after + 1 < len(self.items) and self.items[after + 1].kind == "number":
            draft.fraction = self.items[after + 1]
            after += 2
        if after < len(self.items) and self.items[after].meaning and self.items[after].meaning.unit:  # type: ignore[union-attr]
            unit = self.items[after]
            draft.unit = unit.meaning.unit  # type: ignore[union-attr]
            if unit.facets:
                draft.facets.update(unit.facets)
            unit.used = True
            draft.end = unit.end if draft.unit == "VND" else draft.end
            after += 1
        return after

    def _is(self, position: int, sign: str) -> bool:
        return position < len(self.items) and self.items[position].kind == "sep" and self.items[position].words == sign

    def _left(self, position: int) -> list[Item]:
        """The words before a number, nearest first, back to the nearest separator."""
        collected: list[Item] = []
        labelled = False
        for at in range(position - 1, -1, -1):
            item = self.items[at]
            if item.kind in ("number", "percent") or item.role == "opener":
                break
            if item.kind == "sep":
                if item.words in '(:"“-=' and not labelled:
                    continue
                break
            if item.words == "và" and any(other.facets for other in collected):
                break
            if item.used:
                continue
            collected.append(item)
            labelled = labelled or bool(item.facets) or item.kind in ("agency", "word")
        return collected

    def _right(self, position: int) -> tuple[list[Item], int]:
        """The words after a number and its unit, up to the next separator, number or connecting word."""
        collected: list[Item] = []
        for at in range(position, min(position + 14, len(self.items))):
            item = self.items[at]
            if item.kind in ("number", "percent"):
                return ([] if item.kind == "number" and self._list_before() else collected), at
            if item.kind == "sep" or item.role in _STOPS or item.words == "và":
                return collected, at
            collected.append(item)
        return collected, min(position + 14, len(self.items))

    def _list_before(self) -> bool:
        """Labels of this sentence stand before their numbers, so words before a number belong to it."""
        return bool(self.drafts) and "label_left" in self.drafts[-1].roles

    def _qualify(self, position: int, draft: Draft) -> None:
        at = position - 1
        while at >= 0 and self.items[at].role in ("over", "nearly", "about", "change"):
            item = self.items[at]
            if item.role == "change":
                draft.sign = item.meaning.sign if item.meaning else 0
            elif not (item.words == "trên" and self._follows_count(at)):
                draft.approx = item.role if draft.approx != "nearly" else "nearly"
            else:
                draft.roles.add("of")
                break
            draft.start = item.start
            item.used = True
            at -= 1

    def _follows_count(self, at: int) -> bool:
        """'A hồ sơ trên B hồ sơ': a fraction in words."""
        return bool(self.drafts) and at > 0 and self.items[at - 1].used and bool(self.drafts[-1].unit)

    def _label(self, draft: Draft, left: list[Item], right: list[Item]) -> None:
        own: dict[str, str] = dict(draft.facets)
        found = merge(own, left)
        if found:
            draft.roles.add("label_left")
        if not found or not _conflicts(own, right):
            merge(own, right)
        draft.facets = own
        draft.roles |= {item.role for item in left if item.role}
        words = [item for item in reversed(left) if item.kind in ("agency", "word", "phrase")]
        draft.label_words = self._name(words)

    def _name(self, items: list[Item]) -> str:
        """The words as a name: without the connecting words around it."""
        fillers = self.flow.words.fillers
        while items and (items[0].words in fillers or items[0].role in ("list", "alone", "rest", "total", "opener")):
            items = items[1:]
        while items and (items[-1].words in fillers or items[-1].role or items[-1].words == "với"):
            items = items[:-1]
        return self.flow.nfc[items[0].start : items[-1].end] if items else ""

    def _scope(self, draft: Draft, left: list[Item]) -> None:
        """A level or agency named together with a measure governs the figures that follow."""
        agency = next((item for item in left if item.kind == "agency"), None)
        if agency is not None and not self._is_publisher(agency):
            name = self.flow.nfc[agency.start : agency.end]
            if "system" in draft.roles:
                draft.facets["system"] = draft.label_words or name
            else:
                draft.facets["agency"] = name
        if "measure" in draft.facets or "timeliness" in draft.facets:
            named = {key: draft.facets[key] for key in _SCOPE_KEYS if key in draft.facets}
            if named:
                self.flow.scope = named

    def _is_publisher(self, agency: Item) -> bool:
        return agency.words == self.flow.publisher or agency.words.startswith(self.flow.words.publishers)

    # -- parts and wholes ----------------------------------------------------------------------------

    def _open_parents(self, position: int) -> None:
        """Between the last figure and this number: brackets, colons and 'trong đó' open a list of parts."""
        flow = self.flow
        previous = self.drafts[-1] if self.drafts else None
        begin = 0 if previous is None else self.items.index(previous.item)
        labelled = previous is None
        for item in self.items[begin + 1 if previous else 0 : position]:
            if item.kind == "sep" and item.words == ")":
                _close(flow.parents, "(")
            elif item.role == "opener":
                self._push(previous, "opener")
            elif item.kind == "sep" and item.words in "(:" and not labelled and self._directly(item, position):
                self._push(previous, item.words)
            elif item.kind == "sep" and item.words in ",;":
                labelled = True
            elif (
                not item.used
                and (item.facets or item.kind == "agency")
                and item.end > (previous.right_end if previous else 0)
            ):
                labelled = labelled or not self._in_right(previous, item)

    def _in_right(self, previous: Draft | None, item: Item) -> bool:
        return previous is not None and item.used

    def _directly(self, bracket: Item, position: int) -> bool:
        """The bracket or colon holds the number, not only a share."""
        between = self.items[self.items.index(bracket) + 1 : position]
        return not any(item.kind == "sep" and item.words == ")" for item in between)

    def _push(self, draft: Draft | None, how: str) -> None:
        flow = self.flow
        if draft is None:
            draft = flow.heads[0] if flow.heads else None
        if draft is not None and not any(parent is draft for parent, _ in flow.parents):
            draft.opened = True
            flow.parents.append((draft, how))

    def _parent(self, draft: Draft) -> Draft | None:
        """The innermost open whole of which this figure can be a part; those it cannot be are closed."""
        parents = self.flow.parents
        while parents and not _fits(draft.facets, parents[-1][0].facets):
            if parents[-1][1] == "(":
                break
            parents.pop()
        return parents[-1][0] if parents and _fits(draft.facets, parents[-1][0].facets) else None

    def _unused(self, position: int) -> dict[str, str]:
        """Labels earlier in the sentence that no number took."""
        facets: dict[str, str] = {}
        for item in reversed(self.items[:position]):
            if item.kind == "number" and item is not self.items[position] and any(d.item is item for d in self.drafts):
                break
            if not item.used and item.facets:
                merge(facets, [item], mark=False)
        return facets

    # -- shares --------------------------------------------------------------------------------------

    def _percent(self, position: int) -> None:
        item = self.items[position]
        left = self._left(position)
        own: dict[str, str] = {}
        merge(own, [i for i in left if i.role != "rate"])
        roles = {i.role for i in left}
        bracketed = self._is(position - 1, "(") or any(
            self._is(position - 1 - n, "(") for n in range(1, 4) if position - 1 - n >= 0
        )
        if not own and not bracketed and not (self.drafts and "rate" in roles):
            merge(own, self._right(position + 1)[0])
        target = self._share_target(own, roles)
        if target is not None:
            target.share = item
            if "mean" in roles:
                target.roles.add("mean")
            return
        self._rate(item, own, roles)

    def _share_target(self, own: Mapping[str, str], roles: set[str]) -> Draft | None:
        """The figure whose share this is: the last one, or the one of the sentence with the same label."""
        if roles & {"change", "versus", "target"} or (self.flow.versus and "rate" not in roles):
            return None
        free = [draft for draft in self.drafts if draft.share is None and not draft.sign and draft.unit != "point"]
        if not own:
            last = self.drafts[-1] if self.drafts else None
            return last if last is not None and last in free else None
        for draft in reversed(free):
            if all(draft.facets.get(key) == value for key, value in own.items() if key != "measure"):
                return draft
        return None

    def _rate(self, item: Item, own: dict[str, str], roles: set[str]) -> None:
        draft = Draft(item, dict(own), "rate", start=item.start, end=item.end, days=self.flow.days)
        draft.sentence, draft.line, draft.roles = self.flow.sentence, self.flow.line, set(roles)
        draft.share = item
        self._scope(draft, self._left(self.items.index(item)))
        self.flow.rates.append(draft)

    def _late_rates(self) -> None:
        """A share that came before its count: 'tỷ lệ đúng hạn 99,68%, tương ứng 175.354 hồ sơ'."""
        for rate in [rate for rate in self.flow.rates if rate.sentence == self.flow.sentence]:
            wanted = {key: value for key, value in rate.facets.items() if key not in ("measure", *_SCOPE_KEYS)}
            for draft in self.drafts:
                labelled = all(draft.facets.get(key) == value for key, value in wanted.items())
                part = "timeliness" in draft.facets or "rating" in draft.facets
                if (
                    draft.share is None
                    and draft.start > rate.start
                    and labelled
                    and part
                    and not rate.roles & {"target"}
                ):
                    draft.share = rate.item
                    self.flow.rates.remove(rate)
                    break


_STOPS = {
    "rate",
    "opener",
    "change",
    "versus",
    "total",
    "rest",
    "list",
    "respectively",
    "each",
    "alone",
    "zero",
    "target",
}


def merge(own: dict[str, str], items: Iterable[Item], *, mark: bool = True) -> bool:
    """Add the facets of labels, nearest first; a label that contradicts what is there ends it."""
    found = False
    for item in items:
        if not item.facets:
            continue
        if any(own.get(key, value) != value for key, value in item.facets.items()):
            break
        own.update(item.facets)
        found = True
        item.used = item.used or mark
    return found


def _conflicts(own: Mapping[str, str], items: list[Item]) -> bool:
    return any(own.get(key, value) != value for item in items for key, value in item.facets.items())


def _close(parents: list[tuple[Draft, str]], how: str) -> None:
    for position in range(len(parents) - 1, -1, -1):
        if parents[position][1] == how:
            del parents[position:]
            return


def _fits(child: Mapping[str, str], parent: Mapping[str, str]) -> bool:
    """A part has the measure of its whole, or none of its own, and a label that the whole leaves open."""
    measure, whole = child.get("measure"), parent.get("measure")
    if measure and whole and measure != whole:
        return False
    return not any(key in parent for key in child if key not in ("measure", *_SCOPE_KEYS))
