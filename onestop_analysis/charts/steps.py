"""Bars to both sides of zero: what each part added to a change, the parts of a part indented below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from onestop_analysis.charts.style import (
    ACCENT,
    GAP,
    INK,
    LINE,
    PALE,
    QUIET,
    SECOND,
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

INDENT = 12.0
LABELS = WIDTH * 0.44
THICK, THIN = 11.0, 6.0


@dataclass(frozen=True)
class Step:
    """One part: its name, the observation of what it added, its depth (0: outermost), colours up and down."""

    label: str
    observation: Observation
    depth: int = 0
    lang: str = "vi"
    up: str = ACCENT
    down: str = SECOND

    @property
    def length(self) -> float:
        """What it added; negative: what it took."""
        return float(self.observation.value)

    @property
    def text(self) -> str:
        """'+1.359' or '-0,02'."""
        return f"{'+' if self.observation.value > 0 else ''}{self.observation.text(self.lang)}"


def draw_steps(steps: Sequence[Step], *, title: str = "", ax: Axes | None = None) -> Figure:
    """Draw the parts from the top down, in the order given, on `ax` or on a figure of their own."""
    with look():
        labels = [wrap(step.label, LABELS - step.depth * INDENT) for step in steps]
        heights = [LINE * (label.count("\n") + 1) + 6 for label in labels]
        ends = list(accumulate(heights))
        left = max(text_width(label) + step.depth * INDENT for label, step in zip(labels, steps, strict=True)) + 2 * GAP
        top = LINE + GAP if title else 0
        ax = ax or canvas(ends[-1] + top, left=left, right=GAP, top=top, bottom=0)
        low, high = _limits(steps, width_of(ax))
        ax.set(ylim=(ends[-1], 0), xlim=(low, high), xticks=[], yticks=[])
        for step, label, end, height in zip(steps, labels, ends, heights, strict=True):
            _draw(ax, step, end - height / 2)
            shift = (step.depth * INDENT + GAP - left, 0)
            at = (low, 1 - (end - height / 2) / ends[-1])
            color = QUIET if step.depth > 1 else INK
            write_beside(ax, label, at, shift=shift, va="center", ha="left", color=color)
        bare(ax)
        ax.axvline(0, color=PALE, linewidth=0.8)
        write_beside(ax, title, (low, 1), shift=(2 - left, GAP))
    return figure_of(ax)


def _limits(steps: Sequence[Step], width: float) -> tuple[float, float]:
    """Ends of the axis, so that every bar and the number beyond it fit into the width in points."""
    room = max(text_width(step.text) for step in steps) + 2 * GAP
    least, most = min(0.0, *(step.length for step in steps)), max(0.0, *(step.length for step in steps))
    before = room if least < 0 else GAP
    scale = ((most - least) or 1.0) / (width - before - room)
    return least - before * scale, most + room * scale


def _draw(ax: Axes, step: Step, middle: float) -> None:
    color = step.up if step.length >= 0 else step.down
    ax.barh(middle, step.length, height=THIN if step.depth else THICK, color=color, linewidth=0)
    side, shift = ("left", GAP) if step.length >= 0 else ("right", -GAP)
    ax.annotate(step.text, (step.length, middle), (shift, 0), textcoords="offset points", va="center", ha=side)
