"""Every reported number, defined once.

A definition says which cube a measure is counted from, which rows of it belong to a period, and by
which dimensions it is broken down; its base is the whole of which a value is a part. `observe()` turns
cubes and a period into observations; nothing else in the project counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.cubes import Cubes, slot
from onestop_analysis.document import mark
from onestop_analysis.errors import OnestopError
from onestop_analysis.vocabulary import Channel, DeadlineState, Inflow, ReturnChannel, Timeliness

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

    from onestop_analysis.periods import Period

Breakdown = tuple[tuple[str, str], ...]
SEPARATOR = "/"
# How many agencies a chart names; the others stand together.
AGENCIES_SHOWN = 10


class IdentityError(OnestopError):
    """Two counts of the same dossiers differ: a defect, never a matter of opinion."""


@dataclass(frozen=True)
class Observation:
    """One counted number (SDMX's word): `value` of `whole`, with where it comes from.

    `whole` and `base` (its observation's id) are None for a total. `source` names the store's batches.
    In an f-string an observation prints its value as a traceable number; `:share` prints its share.
    """

    measure: str
    breakdown: Breakdown
    value: int
    unit: str
    period: Period
    source: str
    whole: int | None = None
    base: str | None = None

    @property
    def id(self) -> str:
        """'2021-Q1/received/channel=online'; conventions other than calendar are part of it."""
        return observation_id(self.period, self.measure, self.breakdown)

    @property
    def share(self) -> Decimal | None:
        """Percent of the whole, rounded once, half up, to two decimals; None without a whole."""
        return None if self.whole is None else formats.percent(self.value, self.whole)

    def category(self, dimension: str) -> str:
        """The value of one dimension of the breakdown."""
        return dict(self.breakdown)[dimension]

    def text(self, lang: str = "vi", form: str = "number") -> str:
        """The value as people read it.

        Forms: `number` 28.869; `count` the same, padded below ten (04, official style); `share` 99,99%;
        `size` and `rate` are number and share without their sign ("giảm 1.359 hồ sơ").
        """
        value = abs(self.value) if form in ("size", "rate") else self.value
        if form in ("share", "rate"):
            return "" if self.whole is None else formats.share(value, self.whole, lang) or ""
        digits = formats.number(value, lang)
        return f"0{digits}" if form == "count" and 0 < value < 10 else digits

    def __format__(self, spec: str) -> str:
        """`f"{observation}"`, `f"{observation:count}"`, `f"{observation:share}"`; add `.en` for English."""
        form, _, lang = spec.partition(".")
        ref = f"{self.id}#{form}" if form else self.id
        return mark("number", ref, self.text(lang or "vi", form or "number"))

    def to_json(self) -> dict[str, Any]:
        """The form of DESIGN section 6."""
        share = self.share
        return {
            "id": self.id,
            "measure": self.measure,
            "breakdown": dict(self.breakdown),
            "value": self.value,
            "whole": self.whole,
            "share": None if share is None else float(share),
            "unit": self.unit,
            "period": {
                "label": self.period.label,
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
                "convention": self.period.convention,
            },
            "source": self.source,
        }


def observation_id(period: Period, measure: str, breakdown: Breakdown = ()) -> str:
    """Readable and unique within a centre."""
    name = period.label if period.convention != "vpcp" else f"{period.label}.vpcp"
    return SEPARATOR.join((name, measure, *(f"{key}={value}" for key, value in breakdown)))


@dataclass(frozen=True)
class Definition:
    """How one measure is counted; the text for METHODS.md is generated from it.

    `rows` picks the rows of the cubes that count in a period. Each breakdown is a tuple of dimensions;
    `categories` lists the values that are reported even when they are zero. `base` is the measure whose
    value (at the breakdown without the last dimension) is the whole.
    """

    measure: str
    unit: str
    rows: Callable[[Cubes, Period], pd.DataFrame]
    breakdowns: tuple[tuple[str, ...], ...] = ()
    base: str | None = None


CATEGORIES: dict[str, tuple[str, ...]] = {
    "channel": tuple(Channel),
    "inflow": tuple(Inflow),
    "timeliness": (Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.LATE),
    "deadline_state": tuple(DeadlineState),
    "return_channel": tuple(ReturnChannel),
}


def _within(slots: pd.Series, period: Period) -> pd.Series:
    return slots.between(slot(period.start), slot(period.end))


def _received(cubes: Cubes, period: Period) -> pd.DataFrame:
    """New ones from the reception cube, carried-over ones from the stock at the start."""
    import pandas as pd

    new = cubes.received[_within(cubes.received["received_slot"], period)]
    start = slot(period.start)
    stock = cubes.stock
    carried = stock[(stock["received_slot"] < start) & (stock["closed_slot"] >= start)]
    return pd.concat([new.assign(inflow=Inflow.NEW.value), carried.assign(inflow=Inflow.CARRIED_OVER.value)])


def _ended(cubes: Cubes, period: Period, *statuses: str) -> pd.DataFrame:
    rows = cubes.resolved
    return rows[_within(rows["closed_slot"], period) & rows["status"].isin(statuses)]


def _resolved(cubes: Cubes, period: Period) -> pd.DataFrame:
    return _ended(cubes, period, "resolved", "returned")


def _withdrawn(cubes: Cubes, period: Period) -> pd.DataFrame:
    return _ended(cubes, period, "withdrawn")


def _refused(cubes: Cubes, period: Period) -> pd.DataFrame:
    return _ended(cubes, period, "refused")


def _returned(cubes: Cubes, period: Period) -> pd.DataFrame:
    return cubes.resolved[_within(cubes.resolved["returned_slot"], period)]


def _pending(cubes: Cubes, period: Period) -> pd.DataFrame:
    """Open at the end of the period's last day. A paused dossier is in time whatever its due date (II.06a)."""
    end, stock = slot(period.end), cubes.stock
    rows = stock[(stock["received_slot"] <= end) & (stock["closed_slot"] > end)]
    overdue = (rows["overdue_slot"] <= end) & (rows["paused"] == 0)
    return rows.assign(
        deadline_state=overdue.map({True: DeadlineState.OVERDUE.value, False: DeadlineState.IN_TIME.value})
    )


def _paused(cubes: Cubes, period: Period) -> pd.DataFrame:
    rows = _pending(cubes, period)
    return rows[rows["paused"] == 1]


def _votes(cubes: Cubes, period: Period) -> pd.DataFrame:
    rows = _returned(cubes, period)
    return rows[rows["rating"].notna()]


DEFINITIONS = (
    Definition(
        "received",
        "dossier",
        _received,
        (("inflow",), ("channel",), ("inflow", "channel"), ("agency",), ("field",), ("procedure",), ("level",)),
        base="received",
    ),
    Definition(
        "resolved", "dossier", _resolved, (("timeliness",), ("agency",), ("agency", "timeliness")), base="resolved"
    ),
    Definition("withdrawn", "dossier", _withdrawn, base="received"),
    Definition("refused", "dossier", _refused, base="received"),
    Definition("result_returned", "dossier", _returned, (("return_channel",),), base="result_returned"),
    Definition("pending", "dossier", _pending, (("deadline_state",), ("agency",)), base="pending"),
    Definition("paused", "dossier", _paused, base="pending"),
    Definition("satisfaction_votes", "vote", _votes, (("rating",),), base="satisfaction_votes"),
)


@dataclass(frozen=True)
class Observations(Mapping[str, Observation]):
    """The observations of one period, by id, in the order of the definitions."""

    period: Period
    all: tuple[Observation, ...] = field(repr=False)

    @cached_property
    def _by_id(self) -> dict[str, Observation]:
        return {item.id: item for item in self.all}

    def __getitem__(self, key: str) -> Observation:
        return self._by_id[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self.all)

    def get_one(self, measure: str, **breakdown: str) -> Observation:
        """The observation of a measure at one breakdown, such as `channel="online"`."""
        return self[observation_id(self.period, measure, tuple(breakdown.items()))]

    def find(self, measure: str, **breakdown: str) -> Observation | None:
        """As `get_one`, or None where nothing was counted at that breakdown."""
        return self._by_id.get(observation_id(self.period, measure, tuple(breakdown.items())))

    def by(self, measure: str, *dimensions: str) -> list[Observation]:
        """All observations of a measure over exactly these dimensions, largest first."""
        rows = [item for item in self.all if item.measure == measure and _dimensions(item) == dimensions]
        return sorted(rows, key=lambda item: (-item.value, item.id))

    def top(self, measure: str, dimension: str, count: int) -> tuple[list[Observation], Observation | None]:
        """The `count` largest parts over one dimension, and the others together: None when there are none.

        The others are an observation of their own, by rank: `received/agency_rank=11+`.
        """
        items = self.by(measure, dimension)
        first, others = items[:count], items[count:]
        if not others:
            return first, None
        rank = ((f"{dimension}_rank", f"{count + 1}+"),)
        return first, replace(others[0], breakdown=rank, value=sum(item.value for item in others))

    def frame(self) -> pd.DataFrame:
        """A tidy table: one row an observation, the breakdown as columns."""
        import pandas as pd

        return pd.DataFrame(
            {"id": item.id, "measure": item.measure, **dict(item.breakdown), "value": item.value, "whole": item.whole}
            for item in self.all
        )


def observe(cubes: Cubes, period: Period, *, source: str) -> Observations:
    """Every observation of a period.

    Raises:
        IdentityError: the parts of a whole do not add up.
    """
    found: dict[str, Observation] = {}
    for definition in DEFINITIONS:
        for item in _observe_one(definition, definition.rows(cubes, period), period, source):
            whole = found.get(item.base) if item.base and item.base != item.id else None
            full = item if whole is None else _with_whole(item, whole)
            found[full.id] = full
    observations = Observations(period, tuple(found.values()))
    check_identities(observations)
    return observations


def check_identities(observations: Observations) -> None:
    """Check that received = resolved + withdrawn + refused + pending, and that parts sum to their whole."""
    value = {
        name: observations.get_one(name).value for name in ("received", "resolved", "withdrawn", "refused", "pending")
    }
    ended = value["resolved"] + value["withdrawn"] + value["refused"] + value["pending"]
    if value["received"] != ended:
        raise IdentityError(
            f"{observations.period}: received {value['received']} != resolved + ended + pending {ended}"
        )
    for definition in DEFINITIONS:
        for dimensions in definition.breakdowns:
            _check_parts(observations, definition.measure, dimensions)


def _check_parts(observations: Observations, measure: str, dimensions: tuple[str, ...]) -> None:
    parts = [
        item
        for item in observations.by(measure, *dimensions)
        if dict(item.breakdown).get("timeliness") != "early_or_on_time"
    ]
    whole = observations.get_one(measure).value
    if (total := sum(item.value for item in parts)) != whole:
        raise IdentityError(f"{observations.period}: {measure} by {dimensions} sums to {total}, not {whole}")


def _observe_one(definition: Definition, rows: pd.DataFrame, period: Period, source: str) -> Iterator[Observation]:
    def observation(breakdown: Breakdown, value: int, base: str | None) -> Observation:
        return Observation(definition.measure, breakdown, value, definition.unit, period, source, base=base)

    total_base = None if definition.base in (None, definition.measure) else observation_id(period, str(definition.base))
    yield observation((), int(rows["dossiers"].sum()), total_base)
    for dimensions in definition.breakdowns:
        for breakdown, value in _counts(rows, dimensions).items():
            yield observation(breakdown, value, observation_id(period, definition.measure, breakdown[:-1]))


def _counts(rows: pd.DataFrame, dimensions: tuple[str, ...]) -> dict[Breakdown, int]:
    """Counts by the dimensions, with the stated categories present even when zero."""
    grouped = rows.fillna(dict.fromkeys(dimensions, "")).groupby(list(dimensions), sort=True)["dossiers"].sum()
    counts: dict[Breakdown, int] = {}
    if len(dimensions) == 1 and dimensions[0] in CATEGORIES:
        counts = dict.fromkeys((((dimensions[0], category),) for category in CATEGORIES[dimensions[0]]), 0)
    for key, value in grouped.items():
        values = key if isinstance(key, tuple) else (key,)
        counts[tuple(zip(dimensions, map(str, values), strict=True))] = int(value)
    return counts | _merged_timeliness(counts, dimensions)


def _merged_timeliness(counts: dict[Breakdown, int], dimensions: tuple[str, ...]) -> dict[Breakdown, int]:
    """Early and on time together, the value that most releases print."""
    if dimensions[-1:] != ("timeliness",):
        return {}
    merged: dict[Breakdown, int] = {}
    for breakdown, value in counts.items():
        key = (*breakdown[:-1], ("timeliness", Timeliness.EARLY_OR_ON_TIME.value))
        merged[key] = merged.get(key, 0) + (0 if breakdown[-1][1] == Timeliness.LATE else value)
    return merged


def _with_whole(item: Observation, whole: Observation) -> Observation:
    return Observation(
        item.measure, item.breakdown, item.value, item.unit, item.period, item.source, whole=whole.value, base=whole.id
    )


def _dimensions(item: Observation) -> tuple[str, ...]:
    return tuple(name for name, _ in item.breakdown)
