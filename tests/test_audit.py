"""The audit on whole texts: the seed's release first."""

from __future__ import annotations

from pathlib import Path

import pytest

from onestop_analysis.audit import audit_file
from onestop_analysis.document import runs

RELEASE = Path(__file__).parents[1] / "data" / "centres" / "lang-son" / "releases" / "2021-Q1.txt"


@pytest.fixture(scope="module")
def release():
    return audit_file(RELEASE)


def test_seed_has_three_contradictions(release):
    """The headline and the two shares that the counts cannot give, and nothing else."""
    found = {(finding.severity, finding.printed, finding.computed) for finding in release.findings}

    assert found == {
        ("A", ("6.976", "28.869"), "28.869"),
        ("A", ("5.738", "28.869", "33,80%"), "19,88%"),
        ("A", ("23.127", "28.869", "66,11%"), "80,11%"),
    }
    assert release.contradicts_itself


def test_seed_names_the_older_draft(release):
    """Headline and early share fit a total of 16.976 with a digit lost; the on-time share does not. All are guesses."""
    headline, early, on_time = release.findings

    for finding in (headline, early):
        assert "16.976" in finding.explanation("vi")
        assert finding.explanation("vi").startswith("Giả thuyết")
        assert finding.explanation("en").startswith("Hypothesis")
    assert "34.983" in on_time.explanation("vi")
    assert "11.223" in on_time.explanation("vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_a_finding_is_marked(release, lang):
    """What a report prints of a finding can be traced, number by number."""
    for finding in release.findings:
        for run in runs(finding.paragraph(lang)):
            assert run.kind != "text" or not any(char.isdigit() for char in run.text)
