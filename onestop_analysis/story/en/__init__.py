"""The English edition: the same paragraphs as `vi`, as an English-speaking office would write them.

No digit is typed here: a number comes from an observation, a date from a period or an event.
"""

from onestop_analysis.story.en import choices, figures, stated
from onestop_analysis.story.en.change import (
    VERDICTS,
    bound,
    change_method,
    control,
    drivers,
    forecast,
    forecast_of_last_year,
    late,
    like_for_like,
    per_workday,
    value,
)
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
    unfinished,
)
from onestop_analysis.story.en.release import release
from onestop_analysis.story.en.standing import peers, records, targets, year_to_date
from onestop_analysis.story.en.wording import capitalised
from onestop_analysis.story.en.words import WORDS

__all__ = [
    "VERDICTS",
    "WORDS",
    "agencies",
    "balance",
    "bound",
    "capitalised",
    "carried_over",
    "change_method",
    "choices",
    "closing",
    "comparison",
    "control",
    "drivers",
    "ended_without_result",
    "events",
    "figures",
    "forecast",
    "forecast_of_last_year",
    "intake",
    "late",
    "late_agencies",
    "lead",
    "like_for_like",
    "method",
    "online_trend",
    "paused",
    "peers",
    "pending",
    "per_workday",
    "records",
    "release",
    "results",
    "returned",
    "satisfaction",
    "stated",
    "targets",
    "trend",
    "unfinished",
    "value",
    "year_to_date",
]
