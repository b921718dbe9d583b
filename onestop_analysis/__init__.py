"""Quarterly reports of Vietnamese one-stop centres.

`read_facts` counts a centre's period; `story` and `charts` tell it; `explore_trends`, `agency_scorecard`,
`compare_centres` and `data_quality` are the analyst's bench. Names load when first used, so that importing
the package costs nothing. In a notebook, `%load_ext onestop_analysis` sets chart style and number format.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from onestop_analysis import charts, story
    from onestop_analysis.audit import Finding, audit_release, audit_text
    from onestop_analysis.bench import agency_scorecard, compare_centres, data_quality, explore_trends
    from onestop_analysis.facts import Facts, read_facts
    from onestop_analysis.figures import observe
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.ingest import ingest_files
    from onestop_analysis.periods import Period, parse_period

__version__ = "0.1.0"
__all__ = [
    "Facts",
    "Finding",
    "Observation",
    "Observations",
    "Period",
    "agency_scorecard",
    "audit_release",
    "audit_text",
    "charts",
    "compare_centres",
    "data_quality",
    "explore_trends",
    "ingest_files",
    "observe",
    "parse_period",
    "read_facts",
    "story",
]

_MODULES = {"charts", "story"}
_PLACES = {
    "audit": ("Finding", "audit_release", "audit_text"),
    "bench": ("agency_scorecard", "compare_centres", "data_quality", "explore_trends"),
    "facts": ("Facts", "read_facts"),
    "figures": ("observe",),
    "indicators": ("Observation", "Observations"),
    "ingest": ("ingest_files",),
    "periods": ("Period", "parse_period"),
}
_NAMES = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _MODULES:
        return import_module(f"onestop_analysis.{name}")
    if name in _NAMES:
        return getattr(import_module(f"onestop_analysis.{_NAMES[name]}"), name)
    raise AttributeError(f"module 'onestop_analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext onestop_analysis`: charts in the style of the report, numbers in the language of the user."""
    from onestop_analysis.bench.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext onestop_analysis`: as it was before."""
    from onestop_analysis.bench.extension import unload

    unload(shell)
