"""Names and numbers in two rows: 'Sở A và Sở B lần lượt 2.120 và 2.140 hồ sơ'."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Flow
    from onestop_analysis.sources.release.tokens import Item


def queue(items: list[Item], position: int, flow: Flow) -> list[dict[str, str]]:
    """The names or labels before 'lần lượt', else those behind it, in their order."""
    names = _names(list(reversed(items[:position])), flow)
    return names or _names(list(reversed(_ahead(items, position))), flow)


def _ahead(items: list[Item], position: int) -> list[Item]:
    """'lần lượt là Sở A, Sở B với 31.477 và 14.208 hồ sơ': the words between 'lần lượt' and the next number."""
    behind = items[position + 1 :]
    return behind[: next((at for at, item in enumerate(behind) if item.kind in ("number", "percent")), 0)]


def _names(backwards: list[Item], flow: Flow) -> list[dict[str, str]]:
    """The names and labels of a list, read from its end."""
    names: list[dict[str, str]] = []
    taken: list[Item] = []
    for item in backwards:
        if item.kind in ("number", "percent"):
            break
        if item.kind == "agency":
            names.insert(0, flow.named(item))
        elif item.facets.get("timeliness") == "early_or_on_time":
            both = [{"timeliness": "early"}, {"timeliness": "on_time"}]
            names[:0] = reversed(both) if item.words.startswith("đúng") else both
        elif item.facets.get("channel") == "in_person_or_post":
            names[:0] = [{"channel": "in_person"}, {"channel": "post"}]
        elif item.facets and "measure" not in item.facets:
            names.insert(0, dict(item.facets))
        else:
            continue
        taken.append(item)
    for item in taken if len(names) > 1 else ():
        item.used = True
    return names if len(names) > 1 else []
