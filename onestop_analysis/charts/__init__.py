"""The charts of the report: each function makes the Chart of one message from the facts.

Below them, `draw_bars` and `draw_lines` draw any observations and return the Figure; all accept axes.
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
