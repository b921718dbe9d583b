"""The Vietnamese report: official register, one function a paragraph, from facts to marked text.

No digit is typed here: a number comes from an observation, a date from a period or an event.
"""

from onestop_analysis.story.vi.history import events, online_trend, trend
from onestop_analysis.story.vi.method import closing, method
from onestop_analysis.story.vi.period import (
    agencies,
    balance,
    carried_over,
    comparison,
    ended_without_result,
    intake,
    late_agencies,
    lead,
    paused,
    pending,
    results,
    returned,
    satisfaction,
)
from onestop_analysis.story.vi.release import release
from onestop_analysis.story.vi.wording import capitalised
from onestop_analysis.story.vi.words import WORDS

__all__ = [
    "WORDS",
    "agencies",
    "balance",
    "capitalised",
    "carried_over",
    "closing",
    "comparison",
    "ended_without_result",
    "events",
    "intake",
    "late_agencies",
    "lead",
    "method",
    "online_trend",
    "paused",
    "pending",
    "release",
    "results",
    "returned",
    "satisfaction",
    "trend",
]
