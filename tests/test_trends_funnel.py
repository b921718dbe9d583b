"""Funnel limits: what chance allows a unit of a size, exactly, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text

from onestop_analysis.charts import Step, draw_funnel, draw_steps
from onestop_analysis.trends import funnel
from onestop_analysis.trends.funnel import INNER, OUTER, limits

SIZES = (400, 600, 800, 1000, 1200, 2000)


def chance_of_at_least(count, whole, rate):
    """By its definition, in fractions."""
    share = Fraction(rate)
    return sum(comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(count, whole + 1))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(5, 120), st.sampled_from([0.01, 0.1, 0.5, 0.97]), st.sampled_from([INNER, OUTER]), st.data())
def test_a_count_is_outside_exactly_when_chance_seldom_gives_it(whole, rate, tail, data):
    """Above the upper limit: so many or more come by chance at most as often as the tail says; else they are within."""
    count = data.draw(st.integers(0, whole))
    low, high = limits(rate, whole, tail=tail)

    assert (count / whole > high) == (chance_of_at_least(count, whole, rate) <= tail)
    assert (count / whole < low) == (1 - chance_of_at_least(count + 1, whole, rate) <= tail)


@pytest.fixture(name="points")
def _points(make_facts, group):
    """Six units that are late in one of ten, and one small unit that is late in every third."""
    late = make_facts(group()).get("resolved", timeliness="late")
    made = {f"Sở {size}": replace(late, value=size // 10, whole=size) for size in SIZES}
    return made | {"Sở trễ": replace(late, value=50, whole=150), "Sở rỗng": replace(late, value=0, whole=0)}


def test_only_who_differs_beyond_chance_stands_out(points):
    """The late unit is outside, whoever has nothing to judge is left out, all others do not differ."""
    found = funnel(points)

    assert found.verdict("Sở trễ") == "very_high"
    assert "Sở rỗng" not in found.points
    assert {found.verdict(name) for name in found.points if name != "Sở trễ"} == {"inside"}


def test_few_units_are_no_group(points):
    """Four units have no average to be judged by."""
    assert funnel(dict(list(points.items())[:4])) is None


def test_the_drawing_names_who_stands_out(points):
    """Outside the outer limits: named and, where high is bad, warm; and whoever one asks for."""
    figure = draw_funnel(funnel(points), title="Tỷ lệ trễ hạn", size_title="Số hồ sơ", named=["Sở 400"])
    drawn = {text.get_text() for text in figure.findobj(Text)}
    marks = {line.get_gid(): line for line in figure.axes[0].lines if line.get_gid()}

    assert {"Sở trễ", "Sở 400", "Tỷ lệ trễ hạn", "Số hồ sơ", "Bình quân chung"} <= drawn
    assert "Sở 600" not in drawn
    assert marks["Sở trễ"].get_xydata().tolist() == [[150, 33.33]]
    assert marks["Sở trễ"].get_color() != marks["Sở 400"].get_color()


def test_drawings_go_where_one_wants_them(points, make_facts, group):
    """Both the funnel and the steps draw on given axes, in a figure of the analyst's own."""
    figure = Figure(figsize=(10, 4))
    left, right = figure.subplots(1, 2)
    change = make_facts(group(count=5)).get("received")

    assert draw_funnel(funnel(points), title="Tỷ lệ", size_title="Số hồ sơ", ax=left) is figure
    assert draw_steps([Step("Tổng số", change), Step("Sở A", replace(change, value=-2), 1)], ax=right) is figure
    assert [bar.get_width() for bar in right.patches] == [5, -2]
    assert {"+5", "-2"} <= {text.get_text() for text in right.findobj(Text)}
