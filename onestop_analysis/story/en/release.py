"""What the report says about the release that the centre published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.story.en.wording import named

if TYPE_CHECKING:
    from onestop_analysis.audit import Finding
    from onestop_analysis.facts import Facts


def release(facts: Facts, findings: tuple[Finding, ...]) -> str:
    """Whether there is a release, and whether something in it cannot be true."""
    if facts.release is None:
        return f"The Centre has not published a release on {named(facts.period)} that could be checked."
    opening = f"The release that the Centre published on {named(facts.period)} was checked automatically."
    if not findings:
        return f"{opening} No contradictory figures were found."
    return f"{opening} The following figures contradict the release itself and are not used in this report:"
