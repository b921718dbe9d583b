"""The funnel plot: shares of units against their size, with what chance alone allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.charts import style
from onestop_analysis.charts.lines import spread
from onestop_analysis.charts.words import words_of
from onestop_analysis.trends.funnel import INNER, OUTER

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from onestop_analysis.trends.funnel import Funnel

HEIGHT = 230.0
BOTTOM, TOP = 34.0, 20.0
NAMES = 118.0
STEPS_OF_CURVE = 60
MOST_NAMED = 14
LOGARITHMIC = 12  # from this ratio of sizes on, small units would stand in one heap


def draw_funnel(
    funnel: Funnel,
    *,
    title: str,
    size_title: str,
    named: Collection[str] = (),
    bad_when_high: bool = True,
    lang: str = "vi",
    ax: Axes | None = None,
) -> Figure:
    """Draw the units of a funnel on `ax` or on a figure of their own.

    Args:
        funnel: the units, see `trends.funnel`.
        title: what the shares are, above the plot.
        size_title: what the size counts, below the plot.
        named: units that are named whatever they are; those outside the outer limits always are.
        bad_when_high: units above the outer limits are drawn in the warm colour.
        lang: language of the numbers.
        ax: axes to draw on; names need room to the right of them.
    """
    with style.look():
        ticks = _ticks(funnel, lang)
        left = max(map(style.text_width, ticks.values())) + 2 * style.GAP
        ax = ax or style.canvas(HEIGHT + TOP + BOTTOM, left=left, right=NAMES + 2 * style.GAP, top=TOP, bottom=BOTTOM)
        sizes = [float(item.whole or 0) for item in funnel.points.values()]
        _draw_axes(ax, ticks, sizes, lang)
        _draw_limits(ax, funnel, words_of(lang).WORDS["average_of_all"])
        _draw_points(ax, funnel, bad_when_high=bad_when_high)
        style.write_beside(ax, title, (ax.get_xlim()[0], 1), shift=(2 - left, 8))
        style.write_beside(ax, size_title, (ax.get_xlim()[1], 0), shift=(0, 3 - BOTTOM), ha="right")
        _write_names(ax, funnel, named)
    return style.figure_of(ax)


def _ticks(funnel: Funnel, lang: str) -> dict[float, str]:
    """Round shares in percent from zero to above the highest unit."""
    from decimal import Decimal

    from matplotlib.ticker import MaxNLocator

    highest = max(float(item.share or 0) for item in funnel.points.values())
    values = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(0, max(highest * 1.08, 0.01))
    return {float(v): formats.number(Decimal(f"{v:g}"), lang) + "%" for v in values if v <= 100 + 1e-9}


def _draw_axes(ax: Axes, ticks: dict[float, str], sizes: list[float], lang: str) -> None:
    from matplotlib.ticker import FixedLocator, LogLocator, MaxNLocator, NullLocator

    least, most = min(sizes), max(sizes)
    logarithmic = most > LOGARITHMIC * least
    if logarithmic:
        ax.set_xscale("log")
    ax.set(xlim=(least / 1.25, most * 1.25) if logarithmic else (0, most * 1.08), ylim=(0, max(ticks)))
    style.bare(ax, "bottom")
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.grid(visible=True, axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    low, high = ax.get_xlim()
    locator = LogLocator(subs=(1, 2, 5)) if logarithmic else MaxNLocator(nbins=5, integer=True)
    ax.set_xticks([])
    shown = _apart(ax, [value for value in locator.tick_values(low, high) if low <= value <= high and value >= 1], lang)
    ax.xaxis.set_major_locator(FixedLocator(shown))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels([formats.number(round(value), lang) for value in shown])


def _apart(ax: Axes, values: list[float], lang: str) -> list[float]:
    """Those of the values whose numbers do not touch the one before."""
    kept: list[float] = []
    for value in sorted(values):
        place, width = _across(ax, value), style.text_width(formats.number(round(value), lang))
        if not kept or place - _across(ax, kept[-1]) > width + style.GAP:
            kept.append(value)
    return kept


def _across(ax: Axes, value: float) -> float:
    """Where a value stands on the horizontal axis, in points."""
    inside = ax.transAxes.inverted().transform(ax.transData.transform((value, 0)))
    return float(inside[0]) * style.width_of(ax)


def _draw_limits(ax: Axes, funnel: Funnel, name: str) -> None:
    """The band that nearly all units lie in by chance, the narrower one of most, and the share of all."""
    import numpy as np

    low, high = ax.get_xlim()
    spaced = np.geomspace if ax.get_xscale() == "log" else np.linspace
    sizes = [int(size) for size in spaced(max(low, 1.0), high, STEPS_OF_CURVE)]
    for tail, color in ((OUTER, style.BAND), (INNER, style.GRID)):
        bounds = [funnel.limits(size, tail) for size in sizes]
        ax.fill_between(
            sizes, [100 * bound[0] for bound in bounds], [100 * bound[1] for bound in bounds],
            color=color, linewidth=0, zorder=0,
        )  # fmt: skip
    average = 100 * funnel.average
    ax.axhline(average, color=style.QUIET, linewidth=0.9, linestyle="--", zorder=1)
    style.write_beside(
        ax, name, (high, average / ax.get_ylim()[1]), shift=(-2, 2), ha="right", va="bottom", bbox=style.GROUND
    )


def _draw_points(ax: Axes, funnel: Funnel, *, bad_when_high: bool) -> None:
    for name, item in funnel.points.items():
        verdict = funnel.verdict(name)
        bad = verdict == ("very_high" if bad_when_high else "very_low")
        color = style.WARM if bad else style.ACCENT if verdict.startswith("very") else style.PALE
        ax.plot(
            float(item.whole or 0), float(item.share or 0), marker="o", markersize=5, color=color, clip_on=False,
            zorder=3, gid=name,
        )  # fmt: skip


def _write_names(ax: Axes, funnel: Funnel, named: Collection[str]) -> None:
    """Names in a column at the right, each tied to its point; moved apart where they would touch."""
    shown = {name for name in funnel.points if name in named}
    outside = [name for name in funnel.points if funnel.verdict(name).startswith("very")]
    outside.sort(key=lambda name: -abs(float(funnel.points[name].share or 0) - 100 * funnel.average))
    names = [name for name in funnel.points if name in shown | set(outside[: MOST_NAMED - len(shown)])]
    if not names:
        return
    texts = [style.wrap(name, NAMES) for name in names]
    heights = [style.LINE * (text.count("\n") + 1) + 1 for text in texts]
    points = style.height_of(ax) / ax.get_ylim()[1]
    ends = [float(funnel.points[name].share or 0) * points for name in names]
    middles = spread(ends, heights, ceiling=style.height_of(ax) + TOP)
    edge = ax.get_xlim()[1]
    for name, text, middle in zip(names, texts, middles, strict=True):
        item = funnel.points[name]
        at = (float(item.whole or 0), float(item.share or 0))
        foot = middle / points / ax.get_ylim()[1]
        ax.plot(
            [at[0], edge], [at[1] / ax.get_ylim()[1], foot], transform=ax.get_xaxis_transform(), clip_on=False,
            color=style.PALE, linewidth=0.5, zorder=2,
        )  # fmt: skip
        style.write_beside(ax, text, (edge, foot), shift=(style.GAP, 0), va="center", color=style.INK)
