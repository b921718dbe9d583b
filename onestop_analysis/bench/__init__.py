"""The analyst's bench: what the notebooks explore_trends, agency_scorecard, compare_centres and data_quality call.

Each function gives an object whose methods are the cells of its notebook. Widgets, scripts of tables and
files of pictures are loaded where they are asked for.
"""

from onestop_analysis.bench.explorer import Explorer, Selection, explore_trends

__all__ = ["Explorer", "Selection", "explore_trends"]
