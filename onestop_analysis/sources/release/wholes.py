"""Parts and wholes: brackets, colons and 'trong đó' open a figure for the parts that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.drafts import SCOPES, Opened, fits

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item


class Wholes:
    """The open wholes of one sentence; the innermost is the last of `flow.parents`."""

    def __init__(self, items: list[Item], flow: Flow, drafts: list[Draft]) -> None:
        self.items, self.flow, self.drafts = items, flow, drafts

    def open(self, position: int, previous: int) -> None:
        """Between the last figure and this number: brackets, colons and 'trong đó' open a list of parts."""
        whole = self.drafts[-1] if self.drafts else None
        labelled = whole is None
        for at in range(previous + 1, position):
            item = self.items[at]
            if item.kind == "sep" and item.words == ")":
                whole = _close(self.flow.parents, "(") or whole
            elif item.role == "opener" and not windows.told_of_number(self.items, at):
                self.push(whole, "opener")
                labelled = True
            elif item.kind == "sep" and item.words in "(:" and not labelled and self._encloses(at, position):
                self.push(whole, item.words)
            elif (
                (item.kind == "sep" and item.words in ",;" and not is_sign(self.items, at + 1, "("))
                or item.facets
                or item.kind == "agency"
            ):
                labelled = True

    def _encloses(self, bracket: int, position: int) -> bool:
        """The bracket or colon holds the number, not only a share."""
        return not any(is_sign(self.items, at, ")") for at in range(bracket + 1, position))

    def push(self, draft: Draft | None, how: str) -> None:
        flow = self.flow
        if draft is None:
            near = [head for head in flow.heads if head.line in (flow.line, flow.line - 1) and not head.sign]
            near = [head for head in near if all(head.facets.get(k) == v for k, v in flow.scope.items())]
            draft = next((head for head in near if head.unit == "dossier"), next(iter(near), None))
        if draft is not None and not any(opened.draft is draft for opened in flow.parents):
            flow.parents.append(Opened(draft, how))

    def parent(self, draft: Draft) -> Draft | None:
        """The innermost open whole of which this figure can be a part; those it cannot be are closed."""
        parents = self.flow.parents
        if parents and "both" in parents[-1].draft.roles and draft.facets.get("measure") == "received":
            parents[-1].draft.facets["measure"] = "received"
        part = draft.facets.get("inflow") == "new" or (
            draft.facets.get("measure") == "received" and "channel" in draft.facets
        )
        if parents and part and set(parents[-1].draft.facets) - set(SCOPES) == {"measure"}:
            _received_in_all(parents[-1].draft)
        while parents and not fits(draft.facets, parents[-1].draft.facets):
            if parents[-1].how in ("(", "line"):
                return None
            parents.pop()
        return parents[-1].draft if parents else None

    def among(self, position: int) -> None:
        """'Trong số hồ sơ đã giải quyết': the figure of that label is the whole of what follows."""
        if position + 1 < len(self.items) and self.items[position + 1].kind == "number":
            return  # 'Of the 199,846 files settled': the number that follows is the whole
        facets: dict[str, str] = {}
        for item in self.items[position + 1 :]:
            if item.kind in ("number", "percent", "sep") or item.words in ("có", "thì"):
                break
            if item.facets and not windows.merge(facets, [item]):
                break
            item.used = True
        if not facets:
            self.push(self.drafts[-1] if self.drafts else None, "opener")
            return
        for draft in reversed(self.flow.drafts):
            if (
                all(draft.facets.get(key) == value for key, value in facets.items())
                and draft.line >= self.flow.line - 2
            ):
                self.flow.parents.append(Opened(draft, "opener"))
                return


def is_sign(items: list[Item], position: int, sign: str) -> bool:
    """The item at a position is that sign."""
    return position < len(items) and items[position].kind == "sep" and items[position].words == sign


def _received_in_all(whole: Draft) -> None:
    """'Tổng số hồ sơ giải quyết 21.686, trong đó tiếp nhận mới 18.477': parts by inflow make up what came in."""
    if whole.facets["measure"] == "resolved":
        whole.facets["measure"] = "received"


def _close(parents: list[Opened], how: str) -> Draft | None:
    """End the innermost whole that was opened so; the whole, of which more parts may follow."""
    for position in range(len(parents) - 1, -1, -1):
        if parents[position].how == how:
            whole = parents[position].draft
            del parents[position:]
            return whole
    return None
