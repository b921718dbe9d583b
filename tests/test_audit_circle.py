"""The closed circle: what our own story prints is read back as the observations it was written from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onestop_analysis import story
from onestop_analysis.audit import audit_text
from onestop_analysis.document import plain

SECTIONS = (story.lead, story.intake, story.results, story.pending, story.agencies, story.satisfaction)
LANGUAGES = ("vi", "en")


def told(facts):
    """The sentences of a report, as a reader would copy them."""
    lines = []
    for section in (tell(facts) for tell in SECTIONS):
        for item in section.items:
            if item.kind == "paragraph":
                lines.append(plain(item.content))
            elif item.kind == "list":
                lines += [f"- {plain(runs)}" for runs in item.items]
    return "\n".join(lines)


def check(facts):
    """Every figure of the text is an observation with that value, and the audit finds nothing."""
    text = told(facts)
    audit = audit_text(text, period=facts.period)
    known = {(item.measure, frozenset(item.breakdown)): item.value for item in facts.now.values()}
    for claim in audit.figures:
        if claim.value is not None and not claim.measure.endswith("_change") and not claim.versus:
            key = (claim.measure, frozenset(claim.breakdown.items()))
            assert key in known, f"{claim.printed!r} read as {key} in\n{text}"
            assert known[key] == claim.value, f"{claim.printed!r} read as {key} in\n{text}"

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
