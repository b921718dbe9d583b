"""The charts of the history: lines over the months up to the period's end.

Each is None where the data hold fewer than two months: one point is not a trend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.charts.content import as_chart, months_table, number, share
from onestop_analysis.charts.lines import Line, Scale, draw_lines
from onestop_analysis.charts.notes import within
from onestop_analysis.charts.style import ACCENT, PALE, SECOND, WARM
from onestop_analysis.charts.words import words_of
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import Channel, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

LEAST_HISTORY = 2
# Starts of a share axis whose quarters are round.
STARTS = (99, 98, 96, 92, 80, 60)


def monthly_flow(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """New and resolved dossiers by month, with the dated events of these months."""
    if len(facts.months) < LEAST_HISTORY:
        return None
    say = words_of(facts.lang)
    new, resolved = facts.series("received", inflow="new"), facts.series("resolved")
    lines = [Line(say.WORDS["new"], tuple(new), ACCENT), Line(say.WORDS["resolved"], tuple(resolved), SECOND)]
    figure = draw_lines(lines, _dossiers(facts), events=facts.events, shaded=facts.period, ax=ax)
    caption, most = _caption(facts, "flow", new), max(new, key=_value)
    least = min(new, key=_value)
    alt = f"{_alt(facts, caption, lines)} {say.extremes(say.WORDS['new'], most, least)}{_events(facts)}"
    table = months_table("monthly-flow", caption, [(line.label, line.points) for line in lines], lang=facts.lang)
    return as_chart(figure, title=say.flow_title(new, most), alt=alt, table=table)


def pending_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Dossiers open at the end of each month, and how many of them were overdue."""
    if len(facts.months) < LEAST_HISTORY:
        return None
    say = words_of(facts.lang)
    total, overdue = facts.series("pending"), facts.series("pending", deadline_state="overdue")
    lines = [Line(say.WORDS["pending"], tuple(total), ACCENT), Line(say.WORDS["overdue"], tuple(overdue), WARM)]
    figure = draw_lines(lines, _dossiers(facts), shaded=facts.period, ax=ax)
    caption, most, least = _caption(facts, "pending", total), max(total, key=_value), min(total, key=_value)
    alt = f"{_alt(facts, caption, lines)} {say.extremes(say.WORDS['pending'], most, least)}"
    table = months_table("pending-by-month", caption, [(line.label, line.points) for line in lines], lang=facts.lang)
    return as_chart(figure, title=say.pending_title(total[-1], overdue[-1]), alt=alt, table=table)


def online_share_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Share of each channel in the received dossiers by month, the online one in front."""
    online = _with_share(facts, "received", channel=Channel.ONLINE)
    if len(online) < LEAST_HISTORY:
        return None
    say = words_of(facts.lang)
    colors = {Channel.ONLINE: ACCENT, Channel.IN_PERSON: SECOND, Channel.POST: PALE}
    lines = [
        Line(label(key, facts.lang), tuple(facts.series("received", channel=key)), color)
        for key, color in colors.items()
    ]
    scale = Scale(say.WORDS["online_axis"], shares=True, lang=facts.lang)
    figure = draw_lines(lines, scale, shaded=facts.period, ax=ax)
    caption = _caption(facts, "online", lines[0].points)
    columns = [(line.label, line.points) for line in lines]
    table = months_table("online-share-by-month", caption, columns, shares=True, lang=facts.lang)
    alt = _alt(facts, caption, lines, shares=True)
    return as_chart(figure, title=say.online_title(online[0], online[-1]), alt=alt, table=table)


def on_time_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Share of the resolved dossiers that were early or on time, by month.

    The axis ends at the whole and starts just below the lowest month, and says so.
    """
    known = _with_share(facts, "resolved", timeliness="early_or_on_time")
    if len(known) < LEAST_HISTORY:
        return None
    say = words_of(facts.lang)
    line = Line(say.WORDS["on_time"], tuple(facts.series("resolved", timeliness="early_or_on_time")))
    least, last = min(known, key=share_value), known[-1]
    figure = draw_lines([line], zoomed(facts, share_value(least)), shaded=facts.period, ax=ax)
    caption = _caption(facts, "on_time", line.points)
    alt = f"{_alt(facts, caption, [line], shares=True)} {say.lowest(least)}"
    columns = [(line.label, line.points)]
    table = months_table("on-time-by-month", caption, columns, shares=True, lang=facts.lang)
    return as_chart(figure, title=say.on_time_title(last, least), alt=alt, table=table)


def zoomed(facts: Facts, least: float) -> Scale:
    """As near below the lowest month as a round start allows; named in the title where it is not zero."""
    start, words = next((start for start in STARTS if start < least), 0), words_of(facts.lang).WORDS
    title = words["on_time_axis"]
    if start:
        title = words["axis_from"].format(title=title, start=f"{formats.number(start, facts.lang)}%")
    return Scale(title, shares=True, start=start, lang=facts.lang)


def _dossiers(facts: Facts) -> Scale:
    return Scale(words_of(facts.lang).WORDS["dossiers"], lang=facts.lang)


def _caption(facts: Facts, key: str, series: Sequence[Observation]) -> str:
    say = words_of(facts.lang)
    return str(say.CAPTIONS[key].format(period=say.span(series[0].period, series[-1].period)))


def _with_share(facts: Facts, measure: str, **breakdown: str) -> list[Observation]:
    return [item for item in facts.series(measure, **breakdown) if item.share is not None]


def _value(item: Observation) -> float:
    return float(item.value)


def share_value(item: Observation) -> float:
    """The share as a number; zero where there is none."""
    return float(item.share or 0)


def _alt(facts: Facts, caption: str, lines: Sequence[Line], *, shares: bool = False) -> str:
    """What the drawing shows, in words: each line where it begins and where it ends."""
    say, told = words_of(facts.lang), share if shares else number
    ends = [(line.label, told(line.points[0], facts.lang), told(line.points[-1], facts.lang)) for line in lines]
    return f"{say.WORDS['lines']}. {caption}: {'; '.join(say.line_alt(*end) for end in ends)}."


def _events(facts: Facts) -> str:
    say, months = words_of(facts.lang), [month.period for month in facts.months]
    shown = [event for event in facts.events if within(months, event.date)]
    texts = [f"{say.dated(event.date)} {mark('note', 'events.yml', event.short)}" for event in shown]
    return f" {say.events_alt(texts)}" if texts else ""
