"""The report's text: `sections` joins sentences, tables and charts; `vi` and `en` hold the sentences.

The two languages have the same functions, one a paragraph; each finds its words through `voice`.
"""

from onestop_analysis.story.release import release
from onestop_analysis.story.sections import (
    activities,
    agencies,
    change,
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
    "change",
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
