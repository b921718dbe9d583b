"""How far the choice of the timeliness rule moves the rates: the same dossiers under every named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis.figures import read_counted
from onestop_analysis.timeliness import RULES, find_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.project import Project

# What a rule can move: who counts as resolved, how timely, what is overdue, and what stands apart.
COMPARED: tuple[tuple[str, dict[str, str]], ...] = (
    ("resolved", {}),
    ("resolved", {"timeliness": "early"}),
    ("resolved", {"timeliness": "on_time"}),
    ("resolved", {"timeliness": "early_or_on_time"}),
    ("resolved", {"timeliness": "late"}),
    ("resolved", {"timeliness": "unclassified"}),
    ("withdrawn", {}),
    ("refused", {}),
    ("pending", {"deadline_state": "overdue"}),
)


def compare_rules(
    centre: str,
    period: str,
    *,
    convention: str = "calendar",
    as_of: str = "",
    rules: Iterable[str] = tuple(RULES),
    project: Project | None = None,
) -> dict[str, Observations]:
    """The totals of one period under each rule, by the rule's name.

    The ids are those of the period's observations: under which rule one was counted is the key here.

    Raises:
        UserError: unknown centre, period or rule; no data.
    """
    return {
        name: read_counted(centre, period, convention=convention, rule=name, as_of=as_of, project=project).now
        for name in rules
    }


def compared(observations: Observations) -> list[Observation]:
    """The observations that a rule can move; those that a rule does not have are left out."""
    found = [observations.find(measure, **breakdown) for measure, breakdown in COMPARED]
    return [item for item in found if item is not None]


def to_json(results: Mapping[str, Observations]) -> list[dict[str, Any]]:
    """One object a rule: its name, what it says, its observations."""
    return [
        {
            "rule": name,
            "vi": find_rule(name).vi,
            "en": find_rule(name).en,
            "observations": [item.to_json() for item in compared(observations)],
        }
        for name, observations in results.items()
    ]


def to_text(results: Mapping[str, Observations]) -> str:
    """A table for a terminal: one line a rule and number."""
    lines = [
        f"{name}\t{item.id}\t{item.text()}\t{item.text(form='share')}".rstrip()
        for name, observations in results.items()
        for item in compared(observations)
    ]
    return "\n".join(lines)
