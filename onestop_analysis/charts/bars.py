"""Horizontal bars with their numbers beside them: the parts of one whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from onestop_analysis.charts.style import (
    ACCENT,
    GAP,
    INK,
    LINE,
    WARM,
    WIDTH,
    bare,
    canvas,
    figure_of,
    look,
    text_width,
    width_of,
    wrap,
    write_beside,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from onestop_analysis.indicators import Observation

THICKNESS = 13.0
LABELS = WIDTH * 0.4
SHORTEST_SCALE = 20.0


@dataclass(frozen=True)
class Bar:
    """One bar: its name, the observation that gives its length and its number, its colour, the language."""

    label: str
    observation: Observation
    color: str = ACCENT
    lang: str = "vi"

    @property
    def length(self) -> float:
        """The value, as a length of the drawing."""
        return float(self.observation.value)

    @property
    def text(self) -> str:
        """'18.065 (59,76%)', or the number alone where there is no share."""
        number, share = self.observation.text(self.lang), self.observation.text(self.lang, "share")
        return f"{number} ({share})" if share else number


def draw_bars(bars: Sequence[Bar], *, title: str = "", ax: Axes | None = None) -> Figure:
    """Draw the bars from the top down, in the order given, on `ax` or on a figure of their own.

    `title` says above them what they count.
    """
    with look():
        labels = [wrap(bar.label, LABELS) for bar in bars]
        positions, height = _rows(labels)
        left, top = max(map(text_width, labels)) + 2 * GAP, LINE + GAP if title else 0
        ax = ax or canvas(height + top, left=left, right=GAP, top=top, bottom=0)
        _plot(ax, bars, positions)
        ax.set(ylim=(height, 0), xlim=(0, width_of(ax) / _scale(ax, bars)), xticks=[])
        ax.set_yticks(positions, labels)
        _write(ax, bars, positions)
        bare(ax, "left")
        write_beside(ax, title, (0, 1), shift=(2 - left, GAP))
    return figure_of(ax)


def _rows(labels: Sequence[str]) -> tuple[list[float], float]:
    """The middle of each row and the height of all, in points: a long name takes more room."""
    heights = [max(THICKNESS, LINE * (label.count("\n") + 1)) + 7 for label in labels]
    ends = list(accumulate(heights))
    return [end - height / 2 for end, height in zip(ends, heights, strict=True)], ends[-1]


def _plot(ax: Axes, bars: Sequence[Bar], positions: Sequence[float]) -> None:
    colors = [bar.color for bar in bars]
    # A few in many thousands stay visible as a line; nothing stays nothing.
    edges = [0.8 if bar.length else 0 for bar in bars]
    lengths = [bar.length for bar in bars]
    ax.barh(positions, lengths, THICKNESS, color=colors, edgecolor=colors, linewidth=edges)


def _scale(ax: Axes, bars: Sequence[Bar]) -> float:
    """Points per dossier: as large as lets every bar and the number behind it fit."""
    room = ((width_of(ax) - text_width(bar.text) - 2 * GAP, bar.length) for bar in bars)
    return min((max(points, SHORTEST_SCALE) / length for points, length in room if length), default=1.0)


def _write(ax: Axes, bars: Sequence[Bar], positions: Sequence[float]) -> None:
    gap = GAP / _scale(ax, bars)
    for bar, position in zip(bars, positions, strict=True):
        color = WARM if bar.color == WARM else INK
        ax.text(bar.length + gap, position, bar.text, va="center_baseline", color=color)
