"""Quarterly reports of Vietnamese one-stop centres.

`read_facts` counts a centre's period; `story` and `charts` tell it. Names load when first used, so
that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onestop_analysis import charts, story
    from onestop_analysis.facts import read_facts
    from onestop_analysis.periods import parse_period

__version__ = "0.1.0"
__all__ = ["charts", "parse_period", "read_facts", "story"]

_MODULES = {"charts": "charts", "story": "story"}
_NAMES = {
    "read_facts": "facts",
    "parse_period": "periods",
    "explore_trends": "bench",
    "agency_scorecard": "bench",
    "compare_centres": "bench",
    "data_quality": "bench",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _MODULES:
        return import_module(f"onestop_analysis.{_MODULES[name]}")
    if name in _NAMES:
        return getattr(import_module(f"onestop_analysis.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'onestop_analysis' has no attribute {name!r}")
