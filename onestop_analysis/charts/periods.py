"""The chart of the periods like the reported one, with those that only a form or a release states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.content import NONE, as_chart, number
from onestop_analysis.charts.lines import Line, Scale, draw_lines
from onestop_analysis.charts.style import ACCENT, SECOND
from onestop_analysis.charts.words import words_of
from onestop_analysis.document import Column, Table, mark, runs
from onestop_analysis.indicators import Stated

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.periods import Period


def flow_by_period(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Received and resolved in this period and the earlier ones like it; None where dossiers tell of all of them.

    Where they do, the charts by month show more. A period of which nothing is known leaves a gap.
    """
    known, say = facts.known_periods, words_of(facts.lang)
    stated = [period for period, group in known.items() if isinstance(group, Stated)]
    if not stated or len(known) < 2 or facts.period.kind == "explicit":
        return None
    periods = [first := next(iter(known))]
    while periods[-1].start < facts.period.start:
        periods.append(periods[-1].shift(1))
    lines = [_line(facts, "received", periods, ACCENT), _line(facts, "resolved", periods, SECOND)]
    if not all(line.points for line in lines):
        return None
    figure = draw_lines(lines, Scale(say.WORDS["dossiers"], lang=facts.lang), periods=periods, ax=ax)
    received = lines[0].points
    caption = say.CAPTIONS["periods"].format(period=say.span(first, periods[-1]))
    alt = f"{say.WORDS['lines']}. {caption}. {say.stated_alt(stated)}"
    title = say.periods_title(received)
    return as_chart(figure, title=title, alt=alt, table=_table(facts, caption, lines, periods))


def _line(facts: Facts, measure: str, periods: list[Period], color: str) -> Line:
    groups = ((place, facts.known_periods.get(period)) for place, period in enumerate(periods))
    found = [(place, item) for place, group in groups if group and (item := group.known(measure))]
    places, points = tuple(place for place, _ in found), tuple(item for _, item in found)
    return Line(words_of(facts.lang).WORDS[measure], points, color, places)


def _table(facts: Facts, caption: str, lines: list[Line], periods: list[Period]) -> Table:
    """One row a period: its numbers, and by whom they are stated."""
    say, rows = words_of(facts.lang), []
    for place, period in enumerate(periods):
        points = [dict(zip(line.places, line.points, strict=True)).get(place) for line in lines]
        own = next((point for point in points if point), None)
        source = "" if own is None else say.WORDS["by_other_source" if "stated_by" in own.dimensions else "by_dossiers"]
        cells = (runs(NONE if point is None else number(point, facts.lang)) for point in points)
        name = mark("date", period.start.isoformat(), period.name(facts.lang))
        rows.append((runs(name), *cells, runs(source or NONE)))
    heads = (Column(say.WORDS["reporting_period"]), *(Column(line.label, "right") for line in lines))
    return Table("flow-by-period-data", runs(caption), (*heads, Column(say.WORDS["source"])), tuple(rows))
