"""Control charts: what is drawn is what was judged."""

from __future__ import annotations

from datetime import date

import pytest
from matplotlib.figure import Figure

from onestop_analysis import charts
from onestop_analysis.document import plain
from onestop_analysis.notes import Event

STEP = Event(date(2020, 2, 1), "Cổng mới", "Mở cổng.", changes=("on_time_rate",))


@pytest.fixture(name="stepped")
def _stepped(group, make_facts):
    """Late dossiers fall from one in ten to one in a hundred in February 2020; an event says why, or nobody does."""
    days = [f"{2019 + month // 12}-{month % 12 + 1:02}" for month in range(27)]
    groups = [group(f"{day}-04", count=(90 if place < 13 else 99) - place % 2) for place, day in enumerate(days)]
    groups += [
        group(f"{day}-04", count=(10 if place < 13 else 1) + place % 2, due=f"{day}-05", closed=f"{day}-09")
        for place, day in enumerate(days)
    ]
    return lambda *events: make_facts(*groups, history=27, events=events)


def drawn(make, facts):
    """The chart and the axes that it is drawn on."""
    axes = Figure().subplots()
    return make(facts, ax=axes), axes


def bands(axes):
    """Left, right, bottom and top of each band of usual variation."""
    found = []
    for item in axes.collections:
        box = item.get_datalim(axes.transData)
        if box.width > 1:
            found.append(tuple(round(float(value), 2) for value in (box.x0, box.x1, box.y0, box.y1)))
    return found


def test_each_stretch_has_its_own_band(stepped):
    """Up to the event one band, from it on another, each from limit to limit; the words say so."""
    facts = stepped(STEP)
    first, second = facts.analysis.controls["on_time_rate"].stretches

    chart, axes = drawn(charts.control_of_on_time, facts)

    assert bands(axes)[:2] == [
        (-0.5, 12.5, float(first.lower.value), float(first.upper.value)),
        (12.5, 26.5, float(second.lower.value), float(second.upper.value)),
    ]
    assert plain(chart.alt).endswith("Trung bình và giới hạn được tính lại từ tháng 2 năm 2020.")
    assert "Cổng mới" in [text.get_text() for text in axes.texts]


def test_without_an_event_there_is_one_band(stepped):
    """A shift that nobody explains stands out of the usual variation."""
    chart, axes = drawn(charts.control_of_on_time, stepped())

    assert len(bands(axes)) == 1
    assert "tính lại" not in plain(chart.alt)
    assert "tăng thực chất" in plain(chart.title)


def test_months_that_stand_out_are_triangles(stepped):
    """Down before, up after: as many as the chart has signals."""
    facts = stepped()
    signals = [found for found in facts.analysis.controls["on_time_rate"].signals if found]

    _, axes = drawn(charts.control_of_on_time, facts)

    marks = {line.get_marker(): len(line.get_xdata()) for line in axes.lines if line.get_marker() in ("^", "v")}
    assert sum(marks.values()) == len(signals)
    assert marks["^"] > 0


def test_a_short_history_is_drawn_without_limits(group, make_facts):
    """Fewer than thirteen months: the rate alone, and no chart of the intake."""
    facts = make_facts(*(group(f"2021-0{month}-05", count=7) for month in (1, 2, 3)), history=3)
    chart, axes = drawn(charts.control_of_on_time, facts)

    assert charts.control_of_intake(facts) is None
    assert bands(axes) == []
    assert chart.id == "on-time-by-month"
