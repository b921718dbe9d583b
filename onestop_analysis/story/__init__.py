"""The report's text: `sections` joins sentences, tables and charts; `vi` and `en` hold the sentences.

The two languages have the same functions, one a paragraph; each finds its words through `voice`.

>>> from onestop_analysis import charts, read_facts
>>> from onestop_analysis.document import plain
>>> facts = read_facts("lang-son", "2021-Q1")
>>> section = intake(facts, charts.intake_by_channel(facts))
>>> plain(section.title), [item.kind for item in section.items][-2:]
('Tiếp nhận hồ sơ', ['chart', 'table'])
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
