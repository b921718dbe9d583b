"""The charts of the report: each function makes the Chart of one message from the facts.

Below them, `draw_bars`, `draw_lines`, `draw_steps` and `draw_funnel` draw any observations and return the Figure; all
accept axes.

>>> from onestop_analysis import read_facts
>>> facts = read_facts("lang-son", "2021-Q1")
>>> chart = monthly_flow(facts)
>>> chart.id, len(chart.table.rows)
('monthly-flow', 27)
>>> bars = [Bar(item.category("rating"), item) for item in facts.now.by("satisfaction_votes", "rating")]
>>> [bar.get_width() for bar in draw_bars(bars, title="Số lượt đánh giá").axes[0].patches]
[np.float64(2419.0), np.float64(108.0), np.float64(1.0)]
"""

from onestop_analysis.charts.bars import Bar, draw_bars
from onestop_analysis.charts.control import control_of_intake, control_of_on_time
from onestop_analysis.charts.funnel import draw_funnel
from onestop_analysis.charts.lines import Line, Scale, draw_lines
from onestop_analysis.charts.months import monthly_flow, on_time_by_month, online_share_by_month, pending_by_month
from onestop_analysis.charts.parts import (
    intake_by_channel,
    pending_by_deadline,
    ratings,
    received_by_agency,
    resolved_by_timeliness,
)
from onestop_analysis.charts.periods import flow_by_period
from onestop_analysis.charts.steps import Step, draw_steps

__all__ = [
    "Bar",
    "Line",
    "Scale",
    "Step",
    "control_of_intake",
    "control_of_on_time",
    "draw_bars",
    "draw_funnel",
    "draw_lines",
    "draw_steps",
    "flow_by_period",
    "intake_by_channel",
    "monthly_flow",
    "on_time_by_month",
    "online_share_by_month",
    "pending_by_deadline",
    "pending_by_month",
    "ratings",
    "received_by_agency",
    "resolved_by_timeliness",
]
