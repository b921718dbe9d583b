"""The closed circle: what the report says passes the audit of published texts."""

from __future__ import annotations

import pytest

from onestop_analysis.audit import audit_text
from onestop_analysis.document import plain, runs
from onestop_analysis.facts import read_facts
from onestop_analysis.story.voices import voice

# Figures of the period, of other periods, paces per working day, records, targets and forecasts.
PARAGRAPHS = (
    "lead", "comparison", "intake", "carried_over", "results", "late_agencies", "returned", "ended_without_result",
    "pending", "paused", "balance", "agencies", "satisfaction", "trend", "online_trend", "like_for_like", "drivers",
    "late", "forecast", "forecast_of_last_year", "year_to_date", "peers", "per_workday", "records", "targets",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", ["2021-Q1", "2020-Q2", "2019-Q1", "2020-12", "2020-H1"])
def test_our_own_account_has_no_finding(sample_project, lang, period):
    """A rich quarter, the first one of the series, a month and a half-year: nothing contradicts itself."""
    facts = read_facts("lang-son", period, lang=lang, project=sample_project)
    texts = [getattr(voice(facts), name)(facts) for name in PARAGRAPHS]
    audit = audit_text("\n\n".join(plain(runs(text)) for text in texts if text), period=facts.period)

    assert len(audit.figures) > 25
    assert [finding.message(lang) for finding in audit.findings] == []
