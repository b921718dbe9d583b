"""Two releases of the same quarter side by side: what moved, why, and the paragraph that says so."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.errors import UserError
from onestop_analysis.factsheet import Fact, FactSheet, read_sheet
from onestop_analysis.official.tables import key_figures

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

_NAMED = 8  # figures that an erratum names one by one
_PART = {
    "data": ("dữ liệu nhận được", "the received data"),
    "centre": ("thông tin, ghi chú của trung tâm", "the centre's settings or notes"),
    "code": ("chương trình", "the program"),
    "notebook": ("mẫu báo cáo", "the notebook"),
    "reference": ("bảng tham chiếu, đính chính dữ liệu", "reference tables or corrections"),
    "environment": ("thư viện phần mềm", "software libraries"),
}


@dataclass(frozen=True)
class Move:
    """A fact that both releases state, with different numbers."""

    old: Fact
    new: Fact

    @property
    def difference(self) -> int | Decimal | None:
        """New minus old; None where one of them is hidden."""
        return None if self.old.value is None or self.new.value is None else self.new.value - self.old.value

    def to_json(self) -> dict[str, Any]:
        """The fact's id with both numbers."""
        return {
            "id": self.new.id,
            "old": _plain(self.old.value),
            "new": _plain(self.new.value),
            "difference": _plain(self.difference),
            "old_share": _plain(self.old.share),
            "new_share": _plain(self.new.share),
        }


@dataclass(frozen=True)
class Revision:
    """What is different in the newer release.

    `causes` are texts in Vietnamese and English, `batches` the ids of what the two were counted from.
    """

    old: FactSheet
    new: FactSheet
    moved: tuple[Move, ...]
    added: tuple[Fact, ...]
    gone: tuple[Fact, ...]
    causes: tuple[tuple[str, str], ...]
    batches: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))

    def to_json(self, lang: str = "vi") -> dict[str, Any]:
        """For `onestop diff --json`."""
        return {
            "period": self.new.period.label,
            "moved": [move.to_json() for move in self.moved],
            "added": [fact.id for fact in self.added],
            "gone": [fact.id for fact in self.gone],
            "causes": [cause[lang != "vi"] for cause in self.causes],
            "erratum": self.erratum(),
        }

    def erratum(self) -> str:
        """The paragraph for the next publication; empty where no number moved."""
        if not self.moved:
            return ""
        named = [text for text in map(_correction, self._key_moves()[:_NAMED]) if text]
        rest = len(self.moved) - len(named)
        others = f"{'và ' if named else ''}{formats.number(rest)} số liệu chi tiết khác" if rest else ""
        what = "; ".join([*named, *([others] if others else [])])
        why = f" Nguyên nhân: thay đổi về {', '.join(vi for vi, _ in self.causes)}." if self.causes else ""
        return f"Đính chính số liệu {self.new.period.name('vi')}: {what}.{why}"

    def _key_moves(self) -> list[tuple[str, Move]]:
        moved = {move.new.id: move for move in self.moved}
        rows = [(title, facts[0]) for title, facts in key_figures(self.new).rows]
        return [(title, moved[fact.id]) for title, fact in rows if fact is not None and fact.id in moved]

    def text(self, lang: str = "vi") -> str:
        """For people on a terminal: numbers that moved, causes, erratum."""
        lines = [f"{move.new.id}\t{move.old.text(lang)} → {move.new.text(lang)}" for move in self.moved]
        lines += [f"+ {fact.id}\t{fact.text(lang)}" for fact in self.added]
        lines += [f"- {fact.id}\t{fact.text(lang)}" for fact in self.gone]
        if not lines:
            return "Hai bản có cùng số liệu." if lang == "vi" else "Both releases state the same numbers."
        head = "Thay đổi về" if lang == "vi" else "Changed"
        causes = [f"{head}: {cause[lang != 'vi']}" for cause in self.causes]
        return "\n".join([*lines, *causes, *([self.erratum()] if self.erratum() else [])])


def compare(old: Path, new: Path) -> Revision:
    """What moved between two releases of a report, each a folder or a facts.json.

    Raises:
        UserError: one of them is not a report, or they are about other centres or periods.
    """
    before, after = read_sheet(old), read_sheet(new)
    subjects = [(sheet.content.get("centre"), sheet.period) for sheet in (before, after)]
    if subjects[0] != subjects[1]:
        names = " · ".join(f"{centre} {period.label} ({period.convention})" for centre, period in subjects)
        raise UserError(
            f"hai báo cáo không cùng trung tâm và kỳ ({names}): hãy so sánh hai bản của cùng một báo cáo",
            f"the two are not releases of one report ({names}): compare two of the same centre and period",
        )
    known = {fact.id: fact for fact in before}
    moves = [Move(known[fact.id], fact) for fact in after if fact.id in known and _moved(known[fact.id], fact)]
    return Revision(
        before,
        after,
        tuple(sorted(moves, key=_importance)),
        tuple(fact for fact in after if fact.id not in known),
        tuple(fact for name, fact in known.items() if name not in {fact.id for fact in after}),
        tuple(_causes(old, new, before, after=after)),
        ({ref.partition(":")[2] for ref in _received(old)}, {ref.partition(":")[2] for ref in _received(new)}),
    )


def _moved(old: Fact, new: Fact) -> bool:
    return (old.value, old.whole) != (new.value, new.whole)


def _importance(move: Move) -> tuple[int, Decimal | int, str]:
    """Totals first, then the largest differences."""
    return len(move.new.breakdown), -_size(move.difference or 0), move.new.id


def _correction(named: tuple[str, Move]) -> str:
    title, move = named
    if move.difference is None or move.difference == 0:
        return ""
    way = "tăng" if move.difference > 0 else "giảm"
    size = formats.number(_size(move.difference))
    return f"{title.lower()} đã công bố là {move.old.text()}, nay là {move.new.text()} ({way} {size})"


def _size(value: int | Decimal) -> int | Decimal:
    return max(value, -value)


def _causes(old: Path, new: Path, before: FactSheet, *, after: FactSheet) -> list[tuple[str, str]]:
    """What the manifests, rules and received files tell about why numbers moved."""
    causes = []
    if (rules := [sheet.content.get("rule") for sheet in (before, after)])[0] != rules[1]:
        causes.append((f"quy tắc tính hạn ({rules[0]} → {rules[1]})", f"the timeliness rule ({rules[0]} → {rules[1]})"))
    inputs = [_manifest(path).get("inputs", {}) for path in (old, new)]
    causes += [words for name, words in _PART.items() if inputs[0].get(name) != inputs[1].get(name)]
    files = [_received(path) for path in (old, new)]
    for sign, one, other in (("+", files[1], files[0]), ("-", files[0], files[1])):
        names = ", ".join(one[key] for key in one if key not in other)
        if names:
            causes.append((f"tệp nguồn ({sign} {names})", f"received files ({sign} {names})"))
    return causes


def _manifest(path: Path) -> dict[str, Any]:
    return _json(path / "manifest.json") if path.is_dir() else {}


def _received(path: Path) -> dict[str, str]:
    """The received files that a report's own notebook lists, by batch."""
    return _batch_runs(_json(path / "report.ipynb")) if path.is_dir() else {}


def _batch_runs(node: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON
    """The first run that names each batch: the file's name."""
    if isinstance(node, dict):
        ref = node.get("ref")
        if isinstance(ref, str) and ref.startswith("batch:"):
            return {ref: str(node["text"])}
        return _first_of(node.values())
    return _first_of(node) if isinstance(node, list) else {}


def _first_of(nodes: Any) -> dict[str, str]:  # noqa: ANN401 - the values of any JSON
    found: dict[str, str] = {}
    for node in nodes:
        for key, text in _batch_runs(node).items():
            found.setdefault(key, text)
    return found


def _json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # a facts.json alone tells no causes
        return {}
    return content


def _plain(value: Decimal | float | None) -> float | None:
    return value if value is None or isinstance(value, int) else float(value)
