"""The charts of the history: lines over the months up to the period's end.

Each is None where the data hold fewer than two months: one point is not a trend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.content import as_chart, months_table, named, share
from onestop_analysis.charts.lines import Line, Scale, draw_lines
from onestop_analysis.charts.notes import within
from onestop_analysis.charts.style import ACCENT, PALE, SECOND, WARM
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import Channel, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

DOSSIERS = Scale("Số hồ sơ")
LEAST_HISTORY = 2
# Starts of a share axis whose quarters are round.
STARTS = (99, 98, 96, 92, 80, 60)


def monthly_flow(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """New and resolved dossiers by month, with the dated events of these months."""
    if len(facts.months) < LEAST_HISTORY:
        return None
    new, resolved = facts.series("received", inflow="new"), facts.series("resolved")
    lines = [Line("Tiếp nhận mới", tuple(new), ACCENT), Line("Đã giải quyết", tuple(resolved), SECOND)]
    figure = draw_lines(lines, DOSSIERS, events=facts.events, shaded=facts.period, ax=ax)
    caption = f"Hồ sơ tiếp nhận mới và hồ sơ đã giải quyết theo tháng, {_span(new)}"
    alt = f"{_alt(caption, lines)} {_extremes('Tiếp nhận mới', new)}{_events(facts)}"
    columns = [("Tiếp nhận mới", new), ("Đã giải quyết", resolved)]
    return as_chart(figure, title=_flow_title(new), alt=alt, table=months_table("monthly-flow", caption, columns))


def _flow_title(new: Sequence[Observation]) -> str:
    """The last month, and where it stands among all."""
    last, most = new[-1], max(new, key=_value)
    opening = f"Tiếp nhận mới trong {named(last.period)}: {last:count} hồ sơ"
    earlier = [item.value for item in new[:-1]]
    if last.value > max(earlier):
        return f"{opening}, cao nhất kể từ {named(new[0].period)}"
    if last.value < min(earlier):
        return f"{opening}, thấp nhất kể từ {named(new[0].period)}"
    return f"{opening}; cao nhất là {most:count} hồ sơ trong {named(most.period)}"


def pending_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Dossiers open at the end of each month, and how many of them were overdue."""
    if len(facts.months) < LEAST_HISTORY:
        return None
    total, overdue = facts.series("pending"), facts.series("pending", deadline_state="overdue")
    lines = [Line("Đang giải quyết", tuple(total), ACCENT), Line("Quá hạn", tuple(overdue), WARM)]
    figure = draw_lines(lines, DOSSIERS, shaded=facts.period, ax=ax)
    caption = f"Hồ sơ đang giải quyết vào cuối tháng, {_span(total)}"
    alt = f"{_alt(caption, lines)} {_extremes('Đang giải quyết', total)}"
    columns = [("Đang giải quyết", total), ("Quá hạn", overdue)]
    return as_chart(
        figure,
        title=_pending_title(total[-1], overdue[-1]),
        alt=alt,
        table=months_table("pending-by-month", caption, columns),
    )


def _pending_title(total: Observation, overdue: Observation) -> str:
    if not total.value:
        return f"Cuối {named(total.period)} không còn hồ sơ đang giải quyết"
    rest = f"quá hạn {overdue:count} hồ sơ" if overdue.value else "không có hồ sơ quá hạn"
    return f"Cuối {named(total.period)} còn {total:count} hồ sơ đang giải quyết, {rest}"


def online_share_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Share of each channel in the received dossiers by month, the online one in front."""
    online = _with_share(facts, "received", channel=Channel.ONLINE)
    if len(online) < LEAST_HISTORY:
        return None
    colors = {Channel.ONLINE: ACCENT, Channel.IN_PERSON: SECOND, Channel.POST: PALE}
    lines = [Line(label(key), tuple(facts.series("received", channel=key)), color) for key, color in colors.items()]
    figure = draw_lines(lines, Scale("Tỷ lệ trong tổng số tiếp nhận", shares=True), shaded=facts.period, ax=ax)
    caption = f"Tỷ lệ hồ sơ tiếp nhận theo hình thức nộp, gồm cả hồ sơ kỳ trước chuyển sang, {_span(lines[0].points)}"
    columns = [(line.label, line.points) for line in lines]
    table = months_table("online-share-by-month", caption, columns, shares=True)
    return as_chart(figure, title=_moved(online), alt=_alt(caption, lines, shares=True), table=table)


def _moved(series: Sequence[Observation]) -> str:
    first, last = series[0], series[-1]
    start, end = f"{first:share} ({named(first.period)})", f"{last:share} ({named(last.period)})"
    if first.share == last.share:
        return f"Tỷ lệ nộp trực tuyến trong {named(last.period)} là {last:share}, bằng {named(first.period)}"
    rising = (first.share or 0) < (last.share or 0)
    return f"Tỷ lệ nộp trực tuyến {'tăng' if rising else 'giảm'} từ {start} {'lên' if rising else 'xuống'} {end}"


def on_time_by_month(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Share of the resolved dossiers that were early or on time, by month.

    The axis ends at the whole and starts just below the lowest month, and says so.
    """
    known = _with_share(facts, "resolved", timeliness="early_or_on_time")
    if len(known) < LEAST_HISTORY:
        return None
    line = Line("Đúng và trước hạn", tuple(facts.series("resolved", timeliness="early_or_on_time")))
    least, last = min(known, key=_share_value), known[-1]
    scale = _zoomed(least)
    figure = draw_lines([line], scale, shaded=facts.period, ax=ax)
    caption = f"Tỷ lệ hồ sơ giải quyết đúng và trước hạn trên tổng số đã giải quyết, {_span(line.points)}"
    alt = f"{_alt(caption, [line], shares=True)} Thấp nhất {least:share} trong {named(least.period)}."
    title = f"Tỷ lệ đúng và trước hạn trong {named(last.period)} đạt {last:share}"
    if _share_value(least) < _share_value(last):
        title += f"; thấp nhất là {least:share} trong {named(least.period)}"
    table = months_table("on-time-by-month", caption, [(line.label, line.points)], shares=True)
    return as_chart(figure, title=title, alt=alt, table=table)


def _zoomed(least: Observation) -> Scale:
    """As near below the lowest month as a round start allows; named in the title where it is not zero."""
    start = next((start for start in STARTS if start < _share_value(least)), 0)
    title = "Tỷ lệ trong số đã giải quyết"
    return Scale(f"{title} (trục bắt đầu từ {start}%)" if start else title, shares=True, start=start)


def _with_share(facts: Facts, measure: str, **breakdown: str) -> list[Observation]:
    return [item for item in facts.series(measure, **breakdown) if item.share is not None]


def _value(item: Observation) -> float:
    return float(item.value)


def _share_value(item: Observation) -> float:
    return float(item.share or 0)


def _span(series: Sequence[Observation]) -> str:
    return f"từ {named(series[0].period)} đến {named(series[-1].period)}"


def _alt(caption: str, lines: Sequence[Line], *, shares: bool = False) -> str:
    """What the drawing shows, in words: each line where it begins and where it ends."""
    parts = "; ".join(
        f"{line.label.lower()} từ {_said(line.points[0], shares)} đến {_said(line.points[-1], shares)}"
        for line in lines
    )
    return f"Biểu đồ đường. {caption}: {parts}."


def _said(item: Observation, shares: bool) -> str:
    return share(item) if shares else f"{item:count}"


def _extremes(name: str, series: Sequence[Observation]) -> str:
    most, least = max(series, key=_value), min(series, key=_value)
    return (
        f"{name} cao nhất {most:count} trong {named(most.period)}, thấp nhất {least:count} trong {named(least.period)}."
    )


def _events(facts: Facts) -> str:
    months = [month.period for month in facts.months]
    shown = [event for event in facts.events if within(months, event.date)]
    texts = [
        f"{mark('date', event.date.isoformat(), f'{event.date:%d/%m/%Y}')} {mark('note', 'events.yml', event.short)}"
        for event in shown
    ]
    return f" Sự kiện được đánh dấu: {'; '.join(texts)}." if texts else ""
