"""Promises of the rules side by side: the appendix says what each rule's own count says."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest

from onestop_analysis.cubes import own_cuts
from onestop_analysis.cubes.duckdb_engine import count_by_rule
from onestop_analysis.indicators import observe, resolved_by_rule
from onestop_analysis.periods import parse_period
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays


def judged(rows, load, cuts=()):
    with duckdb.connect() as connection:
        load(connection, rows)
        return count_by_rule(connection, tuple(RULES.values()), workdays=Workdays(), cuts=cuts)


@pytest.mark.parametrize(
    ("text", "convention"), [("2021-Q1", "calendar"), ("2021-Q1", "vpcp"), ("2021-01-09..2021-02-11", "calendar")]
)
def test_one_pass_judges_as_each_rule_counts(count_rows, load, reference, text, convention):
    """Every number of the comparison is what counting under that rule alone gives."""
    dossiers, period = reference.make_dossiers(300, seed=11), parse_period(text, convention)
    cuts = own_cuts([period.start, period.end + timedelta(1)])
    found = {item.breakdown: item for item in resolved_by_rule(judged(dossiers, load, cuts), period, source="test")}

    for rule in RULES:
        alone = observe(count_rows(dossiers, rule, cuts=cuts), period, source="test", detail=False)
        assert found[("rule", rule),].value == alone.get_one("resolved").value
        for item in alone.by("resolved", "timeliness"):
            beside = found.get((("rule", rule), *item.breakdown))
            assert (beside.value, beside.share) == (item.value, item.share) if beside else item.value == 0


def test_no_dossiers_no_comparison(load):
    """Without dossiers nothing is judged."""
    assert judged([], load) == []
    assert resolved_by_rule([], parse_period("2021-Q1"), source="test") == ()


def test_the_report_says_how_far_the_rule_moves_the_rates(sample_project):
    """The method section has the sentence and a row for each rule, and every number of it is in the facts."""
    from onestop_analysis import read_facts, story
    from onestop_analysis.document import Table, plain

    facts = read_facts("lang-son", "2021-Q1", project=sample_project)
    section = story.method(facts)
    table = next(item for item in section.items if isinstance(item, Table) and item.id == "rules")

    assert {plain(row[0]) for row in table.rows} == {rule.title_vi for rule in RULES.values()}
    assert "từ 19,88% đến 99,99%" in " ".join(plain(item.content) for item in section.items if hasattr(item, "content"))
    refs = {run.ref.partition("#")[0] for row in table.rows for cell in row for run in cell if run.kind == "number"}
    assert refs <= set(facts.every_observation())
