"""Did it really change? Comparisons, control charts, rare events, what drove a change, and a plain forecast.

Every number that these give is an observation of its own; `analyse()` makes all of one report.
"""

from onestop_analysis.trends.analysis import Analysis, analyse
from onestop_analysis.trends.comparisons import change, changes

__all__ = ["Analysis", "analyse", "change", "changes"]
