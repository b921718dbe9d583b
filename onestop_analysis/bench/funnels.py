"""The funnel section that agencies of a centre and centres among themselves share."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from typing import TYPE_CHECKING

from onestop_analysis import charts, formats, trends
from onestop_analysis.bench.parts import note, paragraph, share, table
from onestop_analysis.bench.words import say
from onestop_analysis.charts.content import as_chart
from onestop_analysis.document import runs
from onestop_analysis.errors import UserError
from onestop_analysis.trends.comparisons import ONE_PLACE, rounded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from onestop_analysis.document import Chart, Item
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.trends import Funnel

# Indicators that can be compared: the part of which whole, and whether more is worse.
INDICATORS: dict[str, tuple[str, dict[str, str], bool]] = {
    "late": ("resolved", {"timeliness": "late"}, True),
    "online": ("received", {"channel": "online"}, False),
    "overdue": ("pending", {"deadline_state": "overdue"}, True),
}

# From this factor on the units do different things, and no common rate says much about any of them.
UNLIKE = 5


def indicator_of(observations: Observations, indicator: str) -> Observation:
    """The share that an indicator compares, of one unit.

    Raises:
        UserError: no such indicator.
    """
    if indicator not in INDICATORS:
        known = ", ".join(INDICATORS)
        raise UserError(
            f"không so sánh được theo {indicator!r}; dùng: {known}", f"cannot compare by {indicator!r}; use: {known}"
        )
    measure, breakdown, _ = INDICATORS[indicator]
    return observations.get_or_zero(measure, **breakdown)


def funnel_items(
    points: Mapping[str, Observation], indicator: str, *, period: str, named: Collection[str] = (), lang: str = "vi"
) -> list[Item]:
    """The funnel plot with what it says, and a sentence instead where there are too few units."""
    found = trends.funnel(points)
    if found is None:
        return [paragraph(say(lang, "funnel_few"), small=True)]
    texts = [note(say(lang, "funnel_note"))]
    if found.spread > 1:
        times = formats.number(rounded(_decimal(sqrt(found.spread)), ONE_PLACE), lang)
        texts.append(say(lang, "funnel_unlike" if found.spread > UNLIKE**2 else "funnel_wider", times=note(times)))
    chart = _chart(found, indicator, period=period, named=named, lang=lang)
    return [chart, paragraph(" ".join(texts), small=True)]


def _chart(found: Funnel, indicator: str, *, period: str, named: Collection[str], lang: str) -> Chart:
    outside = {
        side: [name for name in found.points if found.verdict(name) == side] for side in ("very_high", "very_low")
    }
    axis = say(lang, f"{indicator}_axis")
    figure = charts.draw_funnel(
        found,
        title=axis,
        size_title=say(lang, f"{indicator}_size"),
        named=named,
        bad_when_high=INDICATORS[indicator][2],
        lang=lang,
    )
    counts = {name: note(formats.number(len(outside[f"very_{name}"]), lang)) for name in ("high", "low")}
    average = formats.number(rounded(_decimal(100 * found.average)), lang) + "%"
    highs, lows = (note(", ".join(outside[side]) or say(lang, "nobody")) for side in ("very_high", "very_low"))
    alt = say(lang, "funnel_alt", axis=axis, period=note(period), average=note(average), highs=highs, lows=lows)
    heads = [say(lang, key) for key in ("unit", f"{indicator}_size", f"{indicator}_share", "position")]
    rows = [
        (runs(note(name)), runs(note(formats.number(int(item.whole or 0), lang))), share(item, lang),
         runs(say(lang, found.verdict(name))))
        for name, item in sorted(found.points.items(), key=lambda pair: -(pair[1].share or 0))
    ]  # fmt: skip
    data = table(f"funnel-{indicator}-data", note(f"{axis}, {period}"), heads=heads, rows=rows)
    title = say(lang, "funnel_title", **counts) if any(outside.values()) else say(lang, "funnel_none")
    return as_chart(figure, title=title, alt=alt, table=data)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))
