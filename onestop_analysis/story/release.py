"""The section that holds the centre's published release against itself and against the dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import ItemList, Paragraph, Section, runs
from onestop_analysis.story.voices import voice, word

if TYPE_CHECKING:
    from onestop_analysis.audit import Finding
    from onestop_analysis.facts import Facts


def release(facts: Facts) -> Section:
    """What cannot be true in the release of the period, why, and what was probably meant."""
    findings = _findings(facts)
    opening = Paragraph(runs(voice(facts).release(facts, findings)))
    items = [ItemList(tuple(runs(finding.paragraph(facts.lang)) for finding in findings))] if findings else []
    meta = {"findings": [finding.to_json() for finding in findings]}
    return Section("release", runs(word(facts, "release")), (opening, *items), lang=facts.lang, meta=meta)


def _findings(facts: Facts) -> tuple[Finding, ...]:
    if facts.release is None:
        return ()
    from onestop_analysis.audit import audit_text

    return audit_text(facts.release, period=facts.period).findings
