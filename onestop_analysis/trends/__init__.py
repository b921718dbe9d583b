"""Did it really change? Comparisons, control charts, rare events, what drove a change, and a plain forecast.

Every number that these give is an observation of its own; `analyse()` makes all of one report.
"""

from onestop_analysis.trends.analysis import Analysis, analyse, few_resolved
from onestop_analysis.trends.comparisons import change, changes
from onestop_analysis.trends.funnel import Funnel, funnel
from onestop_analysis.trends.tree import Branch, tree

__all__ = ["Analysis", "Branch", "Funnel", "analyse", "change", "changes", "few_resolved", "funnel", "tree"]
