"""Promises of what a report is made of, on the sample."""

from __future__ import annotations

import json

import pytest

from onestop_analysis.comparison import compare_rules, to_json, to_text
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts
from onestop_analysis.timeliness import RULES


@pytest.fixture(name="facts", scope="module")
def _facts(sample_project):
    return read_facts("lang-son", "2021-Q1", project=sample_project)


def test_the_published_quarter_comes_back(facts):
    """The figures of the press release of the first quarter of 2021."""
    shown = [
        ("received", {}, 30228), ("received", {"channel": "in_person"}, 11461),
        ("received", {"channel": "online"}, 18065),
        ("received", {"channel": "post"}, 702), ("resolved", {}, 28869), ("resolved", {"timeliness": "early"}, 5738),
        ("resolved", {"timeliness": "on_time"}, 23127), ("resolved", {"timeliness": "late"}, 4),
        ("result_returned", {"return_channel": "post"}, 2127), ("pending", {}, 1359), ("satisfaction_votes", {}, 2528),
    ]  # fmt: skip
    assert [facts.get(measure, **breakdown).value for measure, breakdown, _ in shown] == [value for *_, value in shown]


def test_history_ends_with_the_period(facts):
    """The months are in order, up to the last month of the period, from where the data are whole."""
    assert (str(facts.months[0].period), str(facts.months[-1].period)) == ("2019-01", "2021-03")
    quarter = sum(item.value for item in facts.series("resolved")[-3:])
    assert quarter == facts.get("resolved").value


def test_the_files_that_were_counted_are_named(facts):
    """facts.json, and with it the manifest, lists every batch with the hash of its file."""
    named = facts.to_json()["batches"]

    assert [row["id"] for row in named] == [batch.id for batch in facts.batches]
    assert all(len(row["sha256"]) == 64 and row["rows"] > 0 for row in named)


def test_every_observation_has_one_id(facts):
    """All that a report may print is in facts.json, once."""
    content = facts.to_json()
    ids = [item["id"] for item in content["observations"]]

    assert len(ids) == len(set(ids))
    assert {item.id for item in facts.changes} <= set(ids)
    assert json.loads(json.dumps(content)) == content


def test_months_answer_for_agencies_too(facts):
    """What the months do not list is counted when a series asks for it."""
    agency = facts.now.by("received", "agency")[0].category("agency")

    series = facts.series("received", agency=agency, channel="online")
    assert len(series) == len(facts.months)
    assert {item.id for item in series} <= set(facts.every_observation())
    with pytest.raises(KeyError, match="channel=zalo"):
        facts.series("received", agency=agency, channel="zalo")


def test_rules_side_by_side(sample_project):
    """The same quarter under every rule: late hardly moves, early moves a lot."""
    results = compare_rules("lang-son", "2021-Q1", project=sample_project)

    assert list(results) == list(RULES)
    late = {name: found.get_one("resolved", timeliness="late").value for name, found in results.items()}
    early = {
        name: item.value for name, found in results.items() if (item := found.find("resolved", timeliness="early"))
    }
    assert max(late.values()) <= 4 + 10
    assert early["opencps-month"] > 3 * early["date"]
    assert [row["rule"] for row in to_json(results)] == list(RULES)
    assert "date\t2021-Q1/resolved/timeliness=late\t4\t0,01%" in to_text(results)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"centre": "cao-bang"}, "lang-son"),
        ({"period": "2021-Q9"}, "2021-Q1"),
        ({"period": "2031-Q1"}, "2031"),
        ({"rule": "fast"}, "opencps-month"),
        ({"convention": "fiscal"}, "vpcp"),
        ({"as_of": "yesterday"}, "2021-04-05"),
    ],
)
def test_wrong_questions_are_refused(sample_project, changed, says):
    """A wrong centre, period, rule, convention or moment is named with what is allowed."""
    asked = {"centre": "lang-son", "period": "2021-Q1"} | changed

    with pytest.raises(UserError, match=says):
        read_facts(asked.pop("centre"), asked.pop("period"), project=sample_project, **asked)
