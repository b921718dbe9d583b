"""Lines over the months, each named at its last point, with dated events above them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.charts import style
from onestop_analysis.charts.notes import Placed, notes_of, place, position
from onestop_analysis.charts.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from onestop_analysis.indicators import Observation
    from onestop_analysis.notes import Event
    from onestop_analysis.periods import Period

HEIGHT = 150.0
BOTTOM = 37.0
NAMES = 100.0
STEPS = (1, 2, 2.5, 5, 10)
# Of a number that another source states.
HOLLOW: dict[str, Any] = {"markersize": 5.5, "markerfacecolor": "white", "markeredgewidth": 1.3}
# Room for a month's number, and for a year beneath it, in points.
TICK, YEAR = 16.0, 26.0


@dataclass(frozen=True)
class Line:
    """One line: its name, the observations of its months in order, its colour.

    `places` says at which periods the points stand, where some are not known.
    """

    label: str
    points: tuple[Observation, ...]
    color: str = style.ACCENT
    places: tuple[int, ...] = ()

    def at(self) -> list[Observation | None]:
        """The points with None where there is none."""
        if not self.places:
            return list(self.points)
        known = dict(zip(self.places, self.points, strict=True))
        return [known.get(place) for place in range(max(self.places) + 1)]


@dataclass(frozen=True)
class Scale:
    """The vertical axis: its title, whether it shows shares, where it starts, and the language of its numbers."""

    title: str
    shares: bool = False
    start: int = 0
    lang: str = "vi"

    def value(self, point: Observation | None) -> float:
        """Height of a point; not a number where there is none, or no share."""
        shown = None if point is None else point.share if self.shares else point.value
        return float("nan") if shown is None else float(shown)

    def text(self, point: Observation) -> str:
        """The number of a point, as a label prints it."""
        return point.text(self.lang, "share" if self.shares else "number") or "–"

    def ticks(self, top: float) -> dict[float, str]:
        """Round values from the start to above `top`, with their texts; shares end at the whole."""
        from matplotlib.ticker import MaxNLocator

        if self.shares:
            quarters = [self.start + (100 - self.start) * quarter / 4 for quarter in range(5)]
            digits = 0 if all(value.is_integer() for value in quarters) else 2
            return {value: formats.number(Decimal(f"{value:.{digits}f}"), self.lang) + "%" for value in quarters}
        locator = MaxNLocator(nbins=4, integer=True, steps=STEPS)
        return {
            float(value): formats.number(int(value), self.lang)
            for value in locator.tick_values(self.start, max(top, 1))
        }


def draw_lines(
    lines: Sequence[Line],
    scale: Scale,
    *,
    events: Sequence[Event] = (),
    shaded: Period | None = None,
    periods: Sequence[Period] = (),
    ax: Axes | None = None,
) -> Figure:
    """Draw lines over the same months on `ax` or on a figure of their own.

    What another source than the dossiers states has a hollow marker, which is named above the plot.

    Args:
        lines: one or more, the foremost first, each with an observation for every month.
        scale: the vertical axis.
        events: those within the months are marked, and named above the plot.
        shaded: the months of this period stand on a band.
        periods: of the points, where they are no months or some are not known.
        ax: axes to draw on; names need room above and to the right of them.
    """
    months = list(periods) or [point.period for point in lines[0].points]
    ticks = scale.ticks(max(0.0, *(scale.value(point) for line in lines for point in line.points)))
    with style.look():
        left = max(map(style.text_width, ticks.values())) + 2 * style.GAP
        right = max(style.text_width(_name(line, scale)) for line in lines) + 3 * style.GAP
        notes = place(
            notes_of(months, events),
            width=style.width_of(ax) if ax else style.WIDTH - left - right,
            count=len(months),
            right=right,
            taken=(-left, style.text_width(scale.title) - left + 2 * style.GAP),
        )
        ax = ax or _own_axes(notes, left=left, right=right)
        _draw_frame(ax, months, ticks, bottom=scale.start)
        _shade(ax, months, shaded, words_of(scale.lang).WORDS["period"])
        _draw_notes(ax, notes)
        style.write_beside(ax, scale.title, (-0.5, 1), shift=(2 - left, 8), bbox=style.GROUND)
        for line in reversed(lines):
            _draw_line(ax, line, scale)
        _name_hollow(ax, lines, words_of(scale.lang).WORDS["by_other_source"])
        _write_names(ax, lines, scale)
    return style.figure_of(ax)


def _own_axes(notes: Sequence[Placed], *, left: float, right: float) -> Axes:
    top = max([1, *(note.rows.stop for note in notes)]) * style.LINE + 10
    return style.canvas(HEIGHT + top + BOTTOM, left=left, right=right, top=top, bottom=BOTTOM)


def _draw_frame(ax: Axes, months: Sequence[Period], ticks: dict[float, str], *, bottom: int) -> None:
    ax.set(xlim=(-0.5, len(months) - 0.5), ylim=(bottom, max(ticks)))
    style.bare(ax, "bottom")
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.grid(visible=True, axis="y", color=style.GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ticks_of = month_ticks if months[0].kind == "month" else period_ticks
    named = ticks_of(months, style.width_of(ax) / len(months))
    ax.set_xticks(list(named), list(named.values()))


def _shade(ax: Axes, months: Sequence[Period], period: Period | None, name: str) -> None:
    """A band behind the months of the period, named below them; none where it would cover everything."""
    if period is None or not months[0].start < period.start <= months[-1].end:
        return
    start, end = position(months, period.start), sum(month.start <= period.end for month in months) - 0.5
    ax.axvspan(start, end, color=style.BAND, linewidth=0, zorder=0)
    style.write_beside(ax, name, ((start + end) / 2, 0), shift=(0, 4 - BOTTOM), ha="center")


def month_ticks(months: Sequence[Period], step: float) -> dict[int, str]:
    """Month numbers at even distances and at the last month, with the year under the first of each year.

    `step` is the room of one month in points.
    """
    every = next(every for every in (1, 3, 6, 12, len(months) * 12) if every * step >= YEAR or every > 12)
    last = len(months) - 1
    shown = [i for i, month in enumerate(months) if _number(month) % every == 1 % every and (last - i) * step >= TICK]
    years = {months[i].year: i for i in reversed([*shown, last])}
    return {
        # Two lines everywhere, so that all months stand at the same height.
        i: f"{_number(months[i]):02}\n" + (f"{months[i].year}" if years[months[i].year] == i else "")
        for i in [*shown, last]
    }


def period_ticks(periods: Sequence[Period], step: float) -> dict[int, str]:
    """Quarters and halves by their Roman numbers, with the year under the first of each year; of years the year."""
    every = max(1, -(-int(TICK) // max(int(step), 1)))
    shown = [place for place in range(len(periods)) if (len(periods) - 1 - place) % every == 0]
    firsts = {periods[place].year: place for place in reversed(shown)}
    return {
        place: f"{_roman(periods[place])}\n"
        + (f"{periods[place].year}" if firsts[periods[place].year] == place else "")
        for place in shown
    }


def _roman(period: Period) -> str:
    return formats.roman_quarter(int(period.label[-1])) if period.kind in ("quarter", "half") else ""


def _number(month: Period) -> int:
    return int(month.label[-2:])


def _draw_line(ax: Axes, line: Line, scale: Scale) -> None:
    """The line, with a gap at each month that has no value."""
    values = [scale.value(point) for point in line.at()]
    ax.plot(values, color=line.color, linewidth=1.8, marker="o", markersize=3, markeredgewidth=0, clip_on=False)
    if places := [place for place, point in enumerate(line.at()) if _is_hollow(point)]:
        heights = [values[place] for place in places]
        ax.plot(places, heights, "o", color=line.color, clip_on=False, **HOLLOW)


def _is_hollow(point: Observation | None) -> bool:
    return point is not None and "stated_by" in point.dimensions


def _name_hollow(ax: Axes, lines: Sequence[Line], name: str) -> None:
    """What a hollow marker means, above the plot's right end; nothing where there is none."""
    if not any(_is_hollow(point) for line in lines for point in line.points):
        return
    edge, above = ax.get_xlim()[1], style.height_of(ax) + style.GAP
    style.write_beside(ax, f"○ {name}", (edge, 0), shift=(0, above), ha="right", va="bottom")


def _name(line: Line, scale: Scale) -> str:
    return f"{style.wrap(line.label, NAMES)}\n{scale.text(line.points[-1])}"


def _write_names(ax: Axes, lines: Sequence[Line], scale: Scale) -> None:
    """Name and last value of each line, moved apart where two lines end close together."""
    bottom, top = ax.get_ylim()
    points = style.height_of(ax) / (top - bottom)
    names = [_name(line, scale) for line in lines]
    ends = [_last(line, scale, bottom) for line in lines]
    heights = [style.LINE * (name.count("\n") + 1) for name in names]
    middles = spread([(end - bottom) * points for end in ends], heights, ceiling=style.height_of(ax))
    edge = ax.get_xlim()[1]
    for line, name, middle in zip(lines, names, middles, strict=True):
        style.write_beside(
            ax, name, (edge, 0), shift=(1.5 * style.GAP, middle), color=style.ink(line.color), va="center"
        )


def _last(line: Line, scale: Scale, default: float) -> float:
    value = scale.value(line.points[-1])
    return default if isnan(value) else value


def spread(middles: Sequence[float], heights: Sequence[float], *, ceiling: float) -> list[float]:
    """The middles of blocks of these heights, moved as little as keeps them apart and below the ceiling."""
    order = sorted(range(len(middles)), key=lambda index: (middles[index], -index))
    moved = list(middles)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + (heights[below] + heights[above]) / 2)
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling - heights[index] / 2)
        ceiling = moved[index] - heights[index] / 2
    return moved


def _draw_notes(ax: Axes, notes: Sequence[Placed]) -> None:
    across, height = ax.get_xaxis_transform(), style.height_of(ax)
    for placed in notes:
        foot = 4 + placed.row * style.LINE
        top = 1 + (foot + len(placed.rows) * style.LINE) / height
        ax.vlines(placed.x, 0, top, transform=across, clip_on=False, color=style.PALE, linewidth=0.9, linestyle=":")
        side, shift = ("right", -3.0) if placed.left else ("left", 3.0)
        style.write_beside(ax, placed.text, (placed.x, 1), shift=(shift, foot + 2), ha=side, bbox=style.GROUND)
