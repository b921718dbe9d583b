"""The analyst's bench: what the notebooks explore_trends, agency_scorecard, compare_centres and data_quality call.

Each function gives an object whose methods are the cells of its notebook. Widgets, scripts of tables and
pictures are loaded where they are asked for.
"""

from onestop_analysis.bench.centres import Comparison, compare_centres
from onestop_analysis.bench.explorer import Explorer, Selection, explore_trends
from onestop_analysis.bench.quality import Quality, data_quality
from onestop_analysis.bench.scorecard import Scorecard, agency_scorecard

__all__ = [
    "Comparison",
    "Explorer",
    "Quality",
    "Scorecard",
    "Selection",
    "agency_scorecard",
    "compare_centres",
    "data_quality",
    "explore_trends",
]
