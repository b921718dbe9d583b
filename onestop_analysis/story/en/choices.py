"""What other timeliness rules would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

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
    "in_use": "In use here",
    "by_dossiers": "counted from dossiers",
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


def order(facts: Facts, *, differ: bool, missing: bool) -> str:
    """Which source is used when several speak of a figure, and whether they agree."""
    text = "Forms that were reported or texts that were published state some figures too. The report uses "
    if facts.stated:
        text += "the form, and only then the text, since there are no dossiers of this period. "
    else:
        text += "the count of dossiers"
        text += "; of a period without dossiers the form, and only then the text. " if missing else ". "
    return text + ("Some figures differ between the sources." if differ else "Figures that both sources have agree.")


def parts(*, differ: bool) -> str:
    """Whether the rows of the period's form, by agency, field and level, agree with the dossiers."""
    opening = "The figures by agency, field and level in this period's form were compared cell by cell"
    if differ:
        return f"{opening}; those that differ from the count of dossiers are in the table."
    return f"{opening}, and all agree with the count of dossiers."


def source_note(facts: Facts, group: Observations) -> str:
    """' (by the form that was reported)' after a period that another source tells of; empty where it is the report's."""
    source = getattr(group, "source", "")
    return "" if source == facts.stated else f" ({WORDS['by_' + (source or 'dossiers')]})"
