"""The closed circle: what our own story prints is read back as the observations it was written from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onestop_analysis import read_facts, story
from onestop_analysis.audit import audit_text
from onestop_analysis.document import plain

WHOLE = (
    story.lead,
    story.intake,
    story.results,
    story.pending,
    story.agencies,
    story.satisfaction,
    story.trend,
    story.change,
    story.activities,
    story.closing,
)
SECTIONS = (story.lead, story.intake, story.results, story.pending, story.agencies, story.satisfaction)
LANGUAGES = ("vi", "en")


def told(facts, sections=SECTIONS):
    """The sentences of a report, as a reader would copy them."""
    lines = []
    for section in (tell(facts) for tell in sections):
        for item in section.items:
            if item.kind == "paragraph":
                lines.append(plain(item.content))
            elif item.kind == "list":
                lines += [f"- {plain(runs)}" for runs in item.items]
    return "\n".join(lines)


def check(facts, sections=SECTIONS):
    """Every figure of the text is an observation with that value, and the audit finds nothing."""
    text = told(facts, sections)
    audit = audit_text(text, period=facts.period)
    known = {(item.measure, frozenset(item.breakdown)): item.value for item in facts.now.values()}
    known |= {(pace.now.measure, frozenset()): pace.now.value for pace in facts.analysis.paces}
    own = ((None, None), (facts.period.start, facts.period.end))
    for claim in audit.figures:
        told_of = claim.period in own and not claim.versus
        if claim.value is not None and told_of and not claim.measure.endswith("_change"):
            key = (claim.measure, frozenset(claim.breakdown.items()))
            assert key in known, f"{claim.printed!r} read as {key} in\n{text}"
            assert round(known[key], 1) == round(claim.value, 1), f"{claim.printed!r} read as {key} in\n{text}"

    assert not [finding.message("en") for finding in audit.findings], text


COUNTS = st.sampled_from([0, 1, 2, 4, 9, 10, 37, 999, 1000, 1359, 28869, 1_234_567])
KINDS = {
    "early": {},
    "on_time": {"closed": "2021-02-09", "due": "2021-02-09"},
    "late": {"closed": "2021-02-12", "due": "2021-02-09"},
    "open": {"closed": None, "due": "2021-05-01"},
    "overdue": {"closed": None, "due": "2021-03-01"},
    "by_post": {"return_channel": "post", "channel": "post"},
    "in_person": {"channel": "in_person"},
    "carried": {"received": "2020-12-28", "closed": "2021-01-05", "due": "2021-01-06"},
    "very_satisfied": {"rating": "very_satisfied"},
    "dissatisfied": {"rating": "dissatisfied"},
    "withdrawn": {"status": "withdrawn"},
    "agency_b": {"agency": "Sở B"},
}


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.fixed_dictionaries(dict.fromkeys(KINDS, COUNTS)))
def test_story_is_read_back_as_observations(lang, counts, group, make_facts):
    """Quarters with nothing, one, ties and millions, missing blocks: extract(narrate(x)) == x, and no finding."""
    groups = [group(count=count, **KINDS[name]) for name, count in counts.items() if count]

    check(replace(make_facts(*groups), lang=lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", ["2021-Q1", "2020-Q3"])
def test_the_whole_report_passes_its_own_audit(lang, period, sample_project, monkeypatch):
    """Records, targets, paces per working day, control charts, forecasts: all read, nothing called wrong."""
    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))

    check(replace(read_facts("lang-son", period), lang=lang), WHOLE)
