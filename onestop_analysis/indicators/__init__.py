"""Every reported number, defined once.

`definitions` says what is counted, `flows` how any period is read from the cubes, `counting` makes
observations of it. `observe()` is the way in.
"""

from __future__ import annotations

from onestop_analysis.indicators.by_rule import resolved_by_rule
from onestop_analysis.indicators.counting import IdentityError, check_identities, leading, observe, timeliness_classes
from onestop_analysis.indicators.definitions import CATEGORIES, DEFINITIONS, Definition
from onestop_analysis.indicators.narrowed import narrow
from onestop_analysis.indicators.observation import Breakdown, Observation, Observations, observation_id
from onestop_analysis.indicators.reported import observe_form, observe_forms, observe_release, observe_releases
from onestop_analysis.indicators.stated import Pair, Stated, counterpart, pairs, same_name, stated_of
from onestop_analysis.indicators.statistics import STATISTICS

# How many agencies a chart names; the others stand together.
AGENCIES_SHOWN = 10
__all__ = [
    "AGENCIES_SHOWN", "CATEGORIES", "DEFINITIONS", "STATISTICS", "Breakdown", "Definition", "IdentityError",
    "Observation", "Observations", "Pair", "Stated", "check_identities", "counterpart", "leading", "narrow",
    "observation_id", "observe", "observe_form", "observe_forms", "observe_release", "observe_releases", "pairs",
    "resolved_by_rule", "same_name", "stated_of", "timeliness_classes",
]  # fmt: skip
