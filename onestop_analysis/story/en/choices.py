"""What other timeliness rules would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

Pair = tuple["Observation", "Observation"]
WORDS = {
    "caption": "Resolved dossiers under each timeliness rule",
    "rule": "Rule",
    "resolved": "Resolved",
}


def span(facts: Facts, rates: list[Pair]) -> str:
    """Between which values the rates lie under all rules in use: early, early or on time, late."""
    early, in_time, late = (_between(*pair) for pair in rates)
    return (
        f"Systems in use judge timeliness by different rules. For these same dossiers, depending on the rule, the share "
        f"early is {early}, the share early or on time {in_time}, the share late {late}. "
        f"This report uses the rule: {facts.rule.en}."
    )


def _between(lowest: Observation, highest: Observation) -> str:
    if lowest.text(form="share") == highest.text(form="share"):
        return f"{lowest:share.en} under all of them"
    return f"between {lowest:share.en} and {highest:share.en}"
