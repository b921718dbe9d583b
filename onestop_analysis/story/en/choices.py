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
    "form": "form {file}",
    "release": "text {file}",
    "by_form": "by the form that was reported",
    "by_release": "by the published text",
    "sources": "Figures that another source states",
    "period": "Period",
    "figure": "Figure",
    "dossiers": "Counted from dossiers",
    "stated": "The other source says",
    "source": "Source",
    "verdict": "Comparison",
    "same": "the same",
    "other": "different",
    "only": "in this source only",
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


def order(*, differ: bool, missing: bool) -> str:
    """Which source is used when several speak of a figure, and whether they agree."""
    text = "Forms that were reported or texts that were published state some figures too. The report uses the count of dossiers"
    text += "; of a period without dossiers the form, and only then the text. " if missing else ". "
    return text + ("Some figures differ between the sources." if differ else "Figures that both sources have agree.")
