"""The English edition: the same paragraphs as `vi`, as an English-speaking office would write them.

No digit is typed here: a number comes from an observation, a date from a period or an event.
"""

from onestop_analysis.story.en.history import events, online_trend, trend
from onestop_analysis.story.en.method import closing, method
from onestop_analysis.story.en.period import (
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
from onestop_analysis.story.en.release import release
from onestop_analysis.story.en.wording import capitalised
from onestop_analysis.story.en.words import WORDS

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
