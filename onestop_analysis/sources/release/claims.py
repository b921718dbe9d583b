"""A claim: a figure that somebody printed, with everything the words say about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onestop_analysis.sources.release.dates import NO_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.dates import Days

Span = tuple[int, int]
NAMED = ("agency", "field")  # parts of a breakdown that are names


@dataclass(frozen=True)
class Claim:
    """One printed count with its share, or a rate without a count (`value` None).

    `low` and `high` bound the count that the rounded or qualified figure can stand for. `share` is in
    percent, `share_step` the step of its last digit, `share_loose` says that it is qualified ("khoảng").
    `base` is the id of the figure of which the share is said to be. `parent` is the figure whose part the
    sentence says this is. Of a rise or fall, `of` is the figure that changed, `then` the days it is compared
    with, `direction` 1 or -1. `named` says that the words name the base ("chiếm 52,3% tổng số hồ sơ tiếp nhận").
    `cell` numbers table and row of a cell, 0 in prose. `file` names the text where several are
    audited together. Spans are positions in the text as given; a repeated figure has several.
    """

    id: str
    measure: str
    breakdown: Mapping[str, str]
    value: Decimal | None
    printed: str
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    share: Decimal | None = None
    share_step: Decimal = Decimal("0.01")
    share_printed: str | None = None
    share_loose: bool = False
    share_span: Span | None = None
    base: str | None = None
    parent: str | None = None
    unit: str = "dossier"
    approx: str | None = None
    period: Days = (None, None)
    line: int = 1
    spans: tuple[Span, ...] = ()
    sentence: int = 0
    headline: bool = False
    mean: bool = False
    versus: bool = False
    guessed: bool = False
    minority: bool = False
    around: bool = False
    limit: Decimal | None = None
    of: str | None = None
    then: Days = (None, None)
    direction: int = 0
    named: bool = False
    cell: tuple[int, int] = (0, 0)
    file: str = ""

    @property
    def exact(self) -> bool:
        """The words give the count itself, neither rounded nor qualified."""
        return self.value is not None and self.low == self.high

    @cached_property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The breakdown, to look up and compare; names of agencies and fields without case."""
        return tuple(sorted((k, v.lower() if k in NAMED else v) for k, v in self.breakdown.items()))

    @property
    def dated(self) -> bool:
        """Both days of its period are known, the year as well."""
        return all(day is not None and day.year > NO_YEAR for day in self.period)

    def to_json(self) -> dict[str, Any]:
        """The figure in the form of `onestop audit --json`."""
        first, last = (day if day and day.year > NO_YEAR else None for day in self.period)
        return {
            "id": self.id,
            "measure": self.measure,
            "breakdown": dict(self.breakdown),
            "value": _plain(self.value),
            "printed": self.printed,
            "share": None if self.share is None else float(self.share),
            "share_printed": self.share_printed,
            "base": self.base,
            "unit": self.unit,
            "approx": self.approx,
            "period": {"start": first.isoformat() if first else None, "end": last.isoformat() if last else None},
            "line": self.line,
            "span": list(self.spans[0]),
            "spans": [list(span) for span in self.spans],
        } | ({"file": self.file} if self.file else {})


@dataclass(frozen=True)
class BadDate:
    """A date that does not exist, or a period whose end is before its start."""

    printed: str
    span: Span
    line: int
    kind: str


@dataclass(frozen=True)
class Release:
    """What was read from a text: its figures in order, its own period, dates that cannot be."""

    text: str
    claims: tuple[Claim, ...]
    period: Days
    bad_dates: tuple[BadDate, ...] = ()
    thousands: str = "."
    file: str = ""
    prefix: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        """The figures by their ids."""
        return {claim.id: claim for claim in self.claims}


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
