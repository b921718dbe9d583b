"""One reported number, and the collection of a period's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.document import mark

if TYPE_CHECKING:
    import pandas as pd

    from onestop_analysis.periods import Period

Breakdown = tuple[tuple[str, str], ...]
SEPARATOR = "/"
# A name of an agency must not look like the parts of an id.
_RESERVED = str.maketrans({"%": "%25", "/": "%2F", "#": "%23"})
# The order of dimensions in an id, whatever the order in which somebody names them.
DIMENSIONS = (
    "level", "agency", "field", "procedure", "service_level", "inflow", "channel", "ending", "rule", "timeliness",
    "deadline_state", "age", "return_channel", "rating", "statistic", "stated_by",
)  # fmt: skip
# Dimensions whose values are names from the data, not fixed categories.
NAMED = {"level", "agency", "field", "procedure", "service_level", "rating"}


@dataclass(frozen=True, repr=False)
class Observation:
    """One number (SDMX's word): `value` of `whole`, with where it comes from.

    Counts are int; a mean, median, percentile or number of days may be Decimal. `whole` and `base` (its
    observation's id) are None for a total. `source` names the store's batches. In an f-string an
    observation prints its value as a traceable number; `:share` prints its share.

    >>> from onestop_analysis import read_facts
    >>> early = read_facts("lang-son", "2021-Q1").get("resolved", timeliness="early")
    >>> early
    <2021-Q1/resolved/timeliness=early: 5738 dossier (19,88% of 28869)>
    >>> early.value, early.whole, early.share
    (5738, 28869, Decimal('19.88'))
    >>> early.text(), early.text("en", "share")
    ('5.738', '19.88%')
    """

    measure: str
    breakdown: Breakdown
    value: int | Decimal
    unit: str
    period: Period
    source: str
    whole: int | Decimal | None = None
    base: str | None = None

    @cached_property
    def id(self) -> str:
        """'2021-Q1/received/channel=online'; conventions other than calendar are part of it."""
        return observation_id(self.period, self.measure, self.breakdown)

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the breakdown, in order."""
        return tuple(name for name, _ in self.breakdown)

    @property
    def share(self) -> Decimal | None:
        """Percent of the whole, rounded once, half up, to two decimals; None without a whole."""
        return None if self.whole is None else formats.percent(self.value, self.whole)

    def __repr__(self) -> str:
        share = "" if self.share is None else f" ({self.text(form='share')} of {self.whole})"
        return f"<{self.id}: {self.value} {self.unit}{share}>"

    def _repr_html_(self) -> str:
        """The number as people read it, then where it comes from."""
        share = self.text(form="share")
        counted = f"{self.text()} / {formats.number(self.whole)} = {share}" if self.whole and share else self.text()
        origin = f"<code>{escape(self.id)}</code> · {escape(self.source)}"
        return f"<strong>{escape(counted)}</strong> {escape(self.unit)}<br><small>{origin}</small>"

    def category(self, dimension: str) -> str:
        """The value of one dimension of the breakdown."""
        return dict(self.breakdown)[dimension]

    def text(self, lang: str = "vi", form: str = "number") -> str:
        """The value as people read it.

        Forms: `number` 28.869; `count` the same, padded below ten (04, official style); `share` 99,99%; `size` and
        `rate` are count and share without their sign ("giảm 1.359 hồ sơ"), in English unpadded.
        """
        value = self.value
        if form in ("size", "rate"):
            value = max(value, -value)
        if form in ("share", "rate"):
            return "" if self.whole is None else formats.share(value, self.whole, lang) or ""
        if form in ("count", "size") and isinstance(value, int):
            return formats.count(value, lang)
        return formats.number(value, lang)

    def line(self) -> str:
        """For a terminal: id, value, share."""
        return f"{self.id}\t{self.text()}\t{self.text(form='share')}".rstrip()

    def __format__(self, spec: str) -> str:
        """`f"{observation}"`, `f"{observation:count}"`, `f"{observation:share}"`; add `.en` for English."""
        form, _, lang = spec.partition(".")
        ref = f"{self.id}#{form}" if form else self.id
        return mark("number", ref, self.text(lang or "vi", form or "number"))

    def to_json(self) -> dict[str, Any]:
        """The form of DESIGN section 6."""
        return {
            "id": self.id,
            "measure": self.measure,
            "breakdown": dict(self.breakdown),
            "value": _json_number(self.value),
            "whole": _json_number(self.whole),
            "share": _json_number(self.share),
            "unit": self.unit,
            "period": {
                "label": self.period.label,
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
                "convention": self.period.convention,
            },
            "source": self.source,
            **decimals_of(self.value),
        }


Count = Callable[[str, tuple[str, ...]], list[Observation]]


def observation_id(period: Period, measure: str, breakdown: Breakdown = ()) -> str:
    """Readable and unique within a centre."""
    name = period.label if period.convention != "vpcp" else f"{period.label}.vpcp"
    return SEPARATOR.join((name, measure, *(f"{key}={value.translate(_RESERVED)}" for key, value in breakdown)))


def in_order(breakdown: Mapping[str, str]) -> Breakdown:
    """The breakdown in the order of ids; dimensions that are not among the known ones come last."""
    known = [(name, str(breakdown[name])) for name in DIMENSIONS if name in breakdown]
    return (*known, *((name, str(value)) for name, value in breakdown.items() if name not in DIMENSIONS))


class Observations(Mapping[str, Observation]):
    """The observations of one period, by id, in the order of the definitions.

    What is asked for by name or dimensions and was not listed yet is counted then (by `count`, of measure
    and dimensions), and listed from then on.

    >>> from onestop_analysis import read_facts
    >>> now = read_facts("lang-son", "2021-Q1").now
    >>> now
    <... observations of 2021-Q1 (1 January 2021 to 31 March 2021)>
    >>> now.get_one("received", channel="online").value
    18065
    >>> [item.category("rating") for item in now.by("satisfaction_votes", "rating")]
    ['very_satisfied', 'satisfied', 'dissatisfied']
    >>> list(now.frame().columns[:4])
    ['id', 'measure', 'level', 'agency']
    """

    def __init__(self, period: Period, items: Iterable[Observation] = (), count: Count | None = None) -> None:
        self.period = period
        self._listed = {item.id: item for item in items}
        self._count = count
        self._asked: set[tuple[str, tuple[str, ...]]] = set()

    def __getitem__(self, key: str) -> Observation:
        return self._listed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def copy(self) -> Observations:
        """The same observations; what is asked of the copy by name is not listed here."""
        return Observations(self.period, self.values(), self._count)

    def get_one(self, measure: str, **breakdown: str) -> Observation:
        """The observation of a measure at one breakdown, such as `channel="online"`; a part of nothing is zero.

        Raises:
            KeyError: nothing was counted at that breakdown.
        """
        found = self.find(measure, **breakdown)
        if found is not None:
            return found
        total = self.find(measure)
        if total is None or total.value:
            raise KeyError(observation_id(self.period, measure, in_order(breakdown)))
        zero = replace(total, breakdown=in_order(breakdown), whole=0, base=total.id)
        return self._listed.setdefault(zero.id, zero)

    def find(self, measure: str, **breakdown: str) -> Observation | None:
        """As `get_one`, or None where nothing was counted at that breakdown."""
        ordered = in_order(breakdown)
        wanted = observation_id(self.period, measure, ordered)
        if wanted not in self._listed:
            self._list(measure, tuple(name for name, _ in ordered))
        return self._listed.get(wanted)

    def known(self, measure: str, **breakdown: str) -> Observation | None:
        """As `get_one`; None only where another source tells of the period and does not say."""
        return self.get_one(measure, **breakdown)

    def get_or_zero(self, measure: str, **breakdown: str) -> Observation:
        """As `get_one`, but an agency, procedure ... without a dossier in this period has a count of zero.

        Raises:
            KeyError: no such measure, or no such channel, timeliness, or other fixed category.
        """
        found = self.find(measure, **breakdown)
        if found is not None:
            return found
        for name in set(breakdown) - NAMED:
            self.get_one(measure, **{name: breakdown[name]})
        *outer, _ = ordered = in_order(breakdown)
        whole = self.get_or_zero(measure, **dict(outer)) if outer else self.get_one(measure)
        zero = replace(whole, breakdown=ordered, value=0, whole=whole.value, base=whole.id)
        return self._listed.setdefault(zero.id, zero)

    def by(self, measure: str, *dimensions: str) -> list[Observation]:
        """All observations of a measure over exactly these dimensions, largest first."""
        wanted = tuple(name for name, _ in in_order(dict.fromkeys(dimensions, "")))
        rows = self._over(measure, wanted)
        if not rows:
            self._list(measure, wanted)
            rows = self._over(measure, wanted)
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

    def totals(self) -> list[Observation]:
        """The observations that are not divided."""
        return [item for item in self.values() if not item.breakdown]

    def against(self, before: Observations) -> Observations:
        """How each count differs from that of another period, as `received_change` and so on.

        `value` is the difference, `whole` the other's count, so that `share` is the growth in percent. What the other
        period does not have is left out.
        """
        counts = [item for item in self.values() if isinstance(item.value, int)]
        pairs = ((item, before.find(item.measure, **dict(item.breakdown))) for item in counts)
        return Observations(self.period, (difference(item, then) for item, then in pairs if then is not None))

    def frame(self) -> pd.DataFrame:
        """A tidy table: one row an observation, one column a dimension, numbers as numbers.

        `value` is whole where all are counts; `whole` is missing for a total, `share` is in percent.
        """
        import pandas as pd

        used = [name for name in DIMENSIONS if any(name in dict(item.breakdown) for item in self.values())]
        rows = [
            {"id": item.id, "measure": item.measure, **{name: dict(item.breakdown).get(name, "") for name in used}}
            | {"value": _json_number(item.value), "whole": item.whole, "share": _json_number(item.share)}
            | {"unit": item.unit, "base": item.base}
            | {"period": self.period.label, "start": self.period.start, "end": self.period.end, "source": item.source}
            for item in self.values()
        ]
        return pd.DataFrame(rows).astype({"whole": "Int64", "share": "Float64"} if rows else {})

    def lines(self) -> str:
        """One line an observation for a terminal: id, value, share."""
        return "\n".join(item.line() for item in self.values())

    def __repr__(self) -> str:
        return f"<{len(self)} observations of {self.period.label} ({self.period.dates('en')})>"

    def _repr_html_(self) -> str:
        """The totals as a table; `.frame()` has the rest."""
        totals = self.totals()
        cells = "".join(
            f"<tr><td>{escape(item.measure)}</td><td style='text-align:right'>{item.text()}</td>"
            f"<td>{escape(item.unit)}</td><td style='text-align:right'>{item.text(form='share')}</td></tr>"
            for item in totals
        )
        return f"<table><caption>{escape(self.period.name('vi'))}, {self.period.dates('vi')}</caption>{cells}</table>"

    def _over(self, measure: str, dimensions: tuple[str, ...]) -> list[Observation]:
        return [item for item in self._listed.values() if item.measure == measure and item.dimensions == dimensions]

    def _list(self, measure: str, dimensions: tuple[str, ...]) -> None:
        """Count what was not counted yet; asking again for what is not there costs nothing."""
        if self._count is None or (measure, dimensions) in self._asked:
            return
        self._asked.add((measure, dimensions))
        for item in self._count(measure, dimensions):
            self._listed.setdefault(item.id, item)


def difference(now: Observation, before: Observation) -> Observation:
    """The change of one count: `value` is the difference, `whole` the earlier value, so `share` is the growth."""
    value, name = now.value - before.value, f"{now.measure}_change"
    return replace(now, measure=name, value=value, whole=before.value, base=before.id)


def decimals_of(value: int | Decimal | None) -> dict[str, int]:
    """How many decimals a number is printed with, which a number of JSON does not say: 2.50 is 2.5 there."""
    return {"decimals": -int(value.as_tuple().exponent)} if isinstance(value, Decimal) else {}


def _json_number(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
