"""facts.json read back: the one store of numbers from which every other output of a report is made.

A `Fact` is an observation as it was published. It prints its value and share by the same functions as the
report, so two outputs cannot round differently. A fact whose value may not be published has none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.errors import UserError
from onestop_analysis.periods import Period, parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Key = tuple[str, str, frozenset[tuple[str, str]]]
HIDDEN = "[ẩn]"
SIGNS = {"vi": HIDDEN, "en": "[hidden]"}  # what stands where a number may not be published


@dataclass(frozen=True)
class Fact:
    """One published number. `value` and `whole` are None where they are hidden or do not exist."""

    id: str
    measure: str
    breakdown: Mapping[str, str]
    value: int | Decimal | None
    whole: int | Decimal | None
    unit: str
    period: Period
    source: str
    hidden: bool = False

    @property
    def share(self) -> Decimal | None:
        """Percent of the whole, rounded once, half up, to two decimals."""
        return None if self.value is None or self.whole is None else formats.percent(self.value, self.whole)

    def text(self, lang: str = "vi", form: str = "number") -> str:
        """The value as the report prints it; forms as of an observation. A hidden value says so."""
        if self.value is None or (form in ("share", "rate") and self.hidden):
            return SIGNS[lang]
        value = max(self.value, -self.value) if form in ("size", "rate") else self.value
        if form in ("share", "rate"):
            return "" if self.whole is None else formats.share(value, self.whole, lang) or ""
        if form in ("count", "size") and isinstance(value, int):
            return formats.count(value, lang)
        return formats.number(value, lang)

    def __format__(self, spec: str) -> str:
        """`f"{fact:count}"`, `f"{fact:share.en}"`: a marked number, for `document.runs` to split off."""
        form, _, lang = spec.partition(".")
        return mark("number", f"{self.id}#{form}" if form else self.id, self.text(lang or "vi", form or "number"))


@dataclass(frozen=True)
class FactSheet:
    """Everything that one report states.

    `period` is the report's own; facts of earlier periods and months are there too. `content` is the
    JSON object that they were read from. `lang` is the language in which they are told, `names` what
    agencies and procedures are called in it.
    """

    content: Mapping[str, Any]
    facts: tuple[Fact, ...]
    lang: str = "vi"
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, name: str) -> str:
        """An agency, field or procedure by its name in the language of the sheet, where there is one."""
        return self.names.get(name, name)

    @property
    def period(self) -> Period:
        """The period that the report is about: that of its first observation."""
        return self.facts[0].period

    @property
    def data_end(self) -> date | None:
        """The day on which the data end, where that is before the period does; else None."""
        last = date.fromisoformat(self.content.get("data_end", self.period.end.isoformat()))
        return None if self.period.reached_by(last) else last

    @cached_property
    def _by_key(self) -> dict[Key, Fact]:
        return {_key(fact.period, fact.measure, fact.breakdown): fact for fact in self.facts}

    @cached_property
    def _by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def _by_dimensions(self) -> dict[tuple[str, str, frozenset[str]], list[Fact]]:
        found: dict[tuple[str, str, frozenset[str]], list[Fact]] = {}
        for fact in self.facts:
            found.setdefault((_name(fact.period), fact.measure, frozenset(fact.breakdown)), []).append(fact)
        return found

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def by_id(self, name: str) -> Fact:
        """The fact with this id.

        Raises:
            KeyError: there is none.
        """
        return self._by_id[name]

    def find(
        self, measure: str, where: Mapping[str, str] | None = None, *, at: Period | None = None, **breakdown: str
    ) -> Fact | None:
        """The fact of a measure at one breakdown, by mapping or by name; None where nothing was counted there."""
        return self._by_key.get(_key(at or self.period, measure, {**(where or {}), **breakdown}))

    def get(self, measure: str, *, at: Period | None = None, **breakdown: str) -> Fact:
        """As `find`.

        Raises:
            KeyError: nothing was counted at that breakdown.
        """
        return self._by_key[_key(at or self.period, measure, breakdown)]

    def count(self, measure: str, where: Mapping[str, str] | None = None, **breakdown: str) -> Fact | None:
        """As `find`, but zero where only others of this breakdown were counted, or nothing of the measure at all."""
        wanted = {**(where or {}), **breakdown}
        fact, others, total = self.find(measure, wanted), self.by(measure, *wanted), self.find(measure)
        if fact is not None or total is None or not (others or total.value == 0):
            return fact
        return replace(total, id="", breakdown=wanted, value=0, whole=None, hidden=False)

    def by(self, measure: str, *dimensions: str, at: Period | None = None) -> list[Fact]:
        """All facts of a measure over exactly these dimensions, in the order of the file."""
        return self._by_dimensions.get((_name(at or self.period), measure, frozenset(dimensions)), [])

    def months(self) -> list[Period]:
        """The months of the history, oldest first; the report's own period is none of them."""
        own = self.period
        found = {fact.period for fact in self.facts if fact.period.kind == "month" and fact.period != own}
        return sorted(found)

    def periods(self) -> list[Period]:
        """All periods that facts are about, oldest first."""
        return sorted({fact.period for fact in self.facts})

    def having(self, facts: Iterable[Fact]) -> FactSheet:
        """The same report with other facts, and its JSON to match."""
        changed = tuple(facts)
        content = {**self.content, "observations": [to_json(fact) for fact in changed]}
        return replace(self, content=content, facts=changed)


def sheet_of(content: Mapping[str, Any]) -> FactSheet:
    """The facts in the content of a facts.json.

    Raises:
        UserError: the content is not that of a facts.json.
    """
    try:
        first, *rest = (_fact(row) for row in content["observations"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(
            f"tệp không phải facts.json của một báo cáo (lỗi ở {error}); hãy chọn facts.json do onestop report tạo ra",
            f"this is not the facts.json of a report (at {error}); use one that onestop report has written",
        ) from error
    return FactSheet(content, (first, *rest))


def read_sheet(path: Path) -> FactSheet:
    """The facts of a report's folder, or of a facts.json.

    Raises:
        UserError: there is no such file, or it is something else.
    """
    file = path / "facts.json" if path.is_dir() else path
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UserError(
            f"không đọc được {file}: cần một thư mục báo cáo hoặc tệp facts.json của báo cáo đó",
            f"cannot read {file}: name the folder of a report, or its facts.json",
        ) from error
    return sheet_of(content)


def hide(fact: Fact) -> Fact:
    """The fact without its numbers."""
    return replace(fact, value=None, whole=None, hidden=True)


def to_json(fact: Fact) -> dict[str, Any]:
    """The form of facts.json; a hidden fact says that it is."""
    return {
        "id": fact.id,
        "measure": fact.measure,
        "breakdown": dict(fact.breakdown),
        "value": _json_number(fact.value),
        "whole": _json_number(fact.whole),
        "share": _json_number(fact.share),
        "unit": fact.unit,
        "period": {
            "label": fact.period.label,
            "start": fact.period.start.isoformat(),
            "end": fact.period.end.isoformat(),
            "convention": fact.period.convention,
        },
        "source": fact.source,
        **({"decimals": -int(fact.value.as_tuple().exponent)} if isinstance(fact.value, Decimal) else {}),
        **({"hidden": True} if fact.hidden else {}),
    }


def _fact(row: Mapping[str, Any]) -> Fact:
    return Fact(
        id=row["id"],
        measure=row["measure"],
        breakdown=dict(row["breakdown"]),
        value=_number(row["value"], row.get("decimals")),
        whole=_number(row["whole"], row.get("decimals")),
        unit=row["unit"],
        period=_period(row["period"]["label"], row["period"]["convention"]),
        source=row["source"],
        hidden=bool(row.get("hidden")),
    )


@cache
def _period(label: str, convention: str) -> Period:
    return parse_period(label, "calendar" if convention == "explicit" else convention)


def _number(value: float | None, decimals: int | None) -> int | Decimal | None:
    """The number with the decimals that it was printed with."""
    if value is None or isinstance(value, int):
        return value
    exact = Decimal(str(value))
    return exact if decimals is None else exact.quantize(Decimal(1).scaleb(-decimals))


def _json_number(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _name(period: Period) -> str:
    return f"{period.label}.{period.convention}"


def _key(period: Period, measure: str, breakdown: Mapping[str, str]) -> Key:
    return _name(period), measure, frozenset(breakdown.items())
