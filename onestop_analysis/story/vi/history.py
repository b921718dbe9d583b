"""The months up to the period's end, and the events that explain them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.vi.wording import dated, named

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.notes import Event


def trend(facts: Facts) -> str:
    """The busiest and quietest month of the history; empty with fewer than two months."""
    series = facts.series("received", inflow="new")
    if len(series) < 2:
        return "Chưa đủ số liệu theo tháng để nhận xét xu hướng."
    most, least = max(series, key=lambda item: item.value), min(series, key=lambda item: item.value)
    if most.value == least.value:
        return f"Từ {named(series[0].period)} đến {named(series[-1].period)}, tháng nào cũng tiếp nhận mới {most:count} hồ sơ."
    return (
        f"Trong các tháng có số liệu, từ {named(series[0].period)} đến {named(series[-1].period)}, số hồ sơ tiếp nhận "
        f"mới cao nhất là {most:count} hồ sơ ({named(most.period)}), thấp nhất là {least:count} hồ sơ "
        f"({named(least.period)})."
    )


def online_trend(facts: Facts) -> str:
    """How the online share moved over the history; empty without two months that have dossiers."""
    series = [item for item in facts.series("received", channel="online") if item.whole]
    if len(series) < 2:
        return ""
    first, last = series[0], series[-1]
    if first.share == last.share:
        return (
            f"Tỷ lệ hồ sơ tiếp nhận trực tuyến trong {named(last.period)} là {last:share}, bằng {named(first.period)}."
        )
    return (
        f"Tỷ lệ hồ sơ tiếp nhận trực tuyến là {first:share} trong {named(first.period)} "
        f"và {last:share} trong {named(last.period)}."
    )


def events(facts: Facts) -> list[str]:
    """The dated events of the months shown, in order."""
    start = facts.months[0].period.start if facts.months else facts.period.start
    return [_event(event) for event in facts.events if start <= event.date <= facts.period.end]


def _event(event: Event) -> str:
    until = f" đến ngày {dated(event.until)}" if event.until else ""
    return f"Từ ngày {dated(event.date)}{until}: {mark('note', 'events.yml', event.text)}"
