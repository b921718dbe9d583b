"""XmR control charts: the months of a measure with their mean and the band of normal variation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.content import as_chart, months_table
from onestop_analysis.charts.lines import Line, Scale, draw_lines
from onestop_analysis.charts.months import on_time_by_month, zoomed
from onestop_analysis.charts.style import ACCENT, BAND, GROUND, QUIET, WARM, look
from onestop_analysis.charts.words import words_of
from onestop_analysis.trends.control import direction

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.trends.control import Control

PACE = "received_per_workday"


def control_of_intake(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """New dossiers by working day against their normal variation; None with too short a history."""
    control = facts.analysis.controls.get(PACE)
    if control is None:
        return None
    scale = Scale(words_of(facts.lang).WORDS["pace_axis"], lang=facts.lang)
    return _control_chart(facts, control, scale, name="control-of-intake", ax=ax)


def control_of_on_time(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """The on-time rate against its normal variation; with too short a history the rate alone, or None."""
    control = facts.analysis.controls.get("on_time_rate")
    if control is None:
        return on_time_by_month(facts, ax=ax)
    least = min(float(point.share or 0) for point in control.points)
    scale = zoomed(facts, min(least, *(float(one.lower.value) for one in control.stretches)))
    return _control_chart(facts, control, scale, name="control-of-on-time", ax=ax)


def _control_chart(facts: Facts, control: Control, scale: Scale, *, name: str, ax: Axes | None) -> Chart:
    say = words_of(facts.lang)
    line = Line(say.WORDS[control.key], control.points)
    events = [event for event in facts.events if control.key == PACE or control.key in event.changes]
    figure = draw_lines([line], scale, events=events, ax=ax)
    with look():
        _draw_limits(figure, control, scale, say.WORDS["normal"])
    span = say.span(control.points[0].period, control.points[-1].period)
    caption = say.CAPTIONS[control.key].format(period=span)
    limits = tuple(say.bound(item) for item in (control.mean, control.lower, control.upper))
    table = months_table(name, caption, [(line.label, line.points)], shares=scale.shares, lang=facts.lang)
    title, alt = say.control_title(control.verdict, control.key), say.control_alt(caption, limits, control.verdict)
    if len(control.stretches) > 1:
        alt += say.new_limits(control.points[control.stretches[-1].start].period)
    return as_chart(figure, title=title, alt=alt, table=table)


def _draw_limits(figure: Figure, control: Control, scale: Scale, name: str) -> None:
    """The band from limit to limit, the mean, and the months that stand out as triangles."""
    axes = figure.axes[-1]
    bottom, top = axes.get_ylim()
    ends = [*(one.start for one in control.stretches[1:]), len(control.points)]
    for one, end in zip(control.stretches, ends, strict=True):
        span, mean = (one.start - 0.5, end - 0.5), float(one.mean.value)
        axes.fill_between(span, float(one.lower.value), float(one.upper.value), color=BAND, linewidth=0, zorder=0)
        axes.plot(span, (mean, mean), color=QUIET, linewidth=0.9, linestyle="--", zorder=1)
    axes.set_ylim(bottom, max(top, float(control.upper.value)) if not scale.shares else top)
    last = control.stretches[-1]
    axes.text(last.start - 0.3, float(last.mean.value), name, va="bottom", color=QUIET, bbox=GROUND)
    for side, marker in ((1, "^"), (-1, "v")):
        color = WARM if control.good == -side else ACCENT
        places = [place for place, found in enumerate(control.signals) if direction(found) == side]
        heights = [scale.value(control.points[place]) for place in places]
        axes.plot(places, heights, linestyle="none", marker=marker, markersize=6, color=color, clip_on=False, zorder=3)
