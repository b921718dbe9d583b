"""The report's text: `sections` joins sentences, tables and charts; `vi` holds the sentences."""

from onestop_analysis.story.release import release
from onestop_analysis.story.sections import (
    activities,
    agencies,
    closing,
    front,
    intake,
    lead,
    method,
    pending,
    results,
    satisfaction,
    trend,
)

__all__ = [
    "activities",
    "agencies",
    "closing",
    "front",
    "intake",
    "lead",
    "method",
    "pending",
    "release",
    "results",
    "satisfaction",
    "trend",
]
