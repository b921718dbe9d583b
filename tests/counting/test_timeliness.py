"""Promises of the named rules: one small table each."""

from __future__ import annotations

import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.timeliness import POLICIES, RULES, find_rule

# Due on Friday 5 February at 17:00. What the end makes of it, under each rule.
ENDS = """
ended            | date    | opencps-month | opencps-range | e-par   | dvcqg-766
2021-02-04 16:00 | early   | early         | early         | early   | early_or_on_time
2021-02-05 09:00 | on_time | early         | early         | on_time | early_or_on_time
2021-02-05 14:00 | on_time | early         | on_time       | on_time | early_or_on_time
2021-02-05 17:00 | on_time | on_time       | on_time       | on_time | early_or_on_time
2021-02-05 18:00 | on_time | late          | late          | on_time | late
2021-02-06 08:00 | late    | late          | late          | on_time | late
2021-02-08 08:00 | late    | late          | late          | late    | late
"""
# Without a due date, withdrawn, refused: '' stands apart.
POLICY_TABLE = """
rule          | no due       | withdrawn        | refused
date          | on_time      |                  |
thanhhoa-date | on_time      | on_time          | on_time
thanhhoa-766  | unclassified | late             |
opencps-month | on_time      |                  | late
opencps-range | early        |                  | late
e-par         | unclassified |                  |
dvcqg-766     | unclassified | late             | late
"""


def cells(table):
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def class_of(found):
    """The one class in which the table's only dossier is; '' when none."""
    classes = {item.category("timeliness") for item in found.by("resolved", "timeliness") if item.value}
    return (classes - {"early_or_on_time"} if classes & {"early", "on_time"} else classes).pop() if classes else ""


@pytest.mark.parametrize("row", cells(ENDS), ids=lambda row: row["ended"])
@pytest.mark.parametrize("rule", ["date", "opencps-month", "opencps-range", "e-par", "dvcqg-766"])
def test_ends_around_the_due_time(observe_table, row, rule):
    """The same dossier is early, on time or late, as the rule says."""
    found = observe_table(
        f"id | received         | due              | ended\nA1 | 2021-01-20 08:00 | 2021-02-05 17:00 | {row['ended']}",
        rule=rule,
    )

    assert class_of(found) == row[rule]


@pytest.mark.parametrize("row", cells(POLICY_TABLE), ids=lambda row: row["rule"])
def test_policies_of_the_rules(observe_table, row):
    """No due date, withdrawn and refused are what the rule makes of them; what stands apart is still counted."""
    head = "id | received | due | ended | status\n"
    late = "A1 | 2021-01-20 | 2021-02-05 | 2021-02-09 | "

    assert (
        class_of(observe_table(f"{head}A1 | 2021-01-20 | | 2021-02-09 | returned", rule=row["rule"])) == row["no due"]
    )
    for status in ("withdrawn", "refused"):
        found = observe_table(f"{head}{late}{status}", rule=row["rule"])
        assert class_of(found) == row[status]
        assert found.get_one(status).value == (row[status] == "")
        assert found.get_one("resolved").value == (row[status] != "")


def test_policies_may_follow_the_name(observe_table):
    """`date,no_due=early` changes that policy, and the text that the report prints."""
    table = "id | received | due | ended\nA1 | 2021-01-20 | | 2021-02-09"

    assert class_of(observe_table(table, rule="date,no_due=early")) == "early"
    assert "không có ngày hẹn trả tính là trước hạn" in find_rule("date, no_due=early").vi
    assert find_rule("date,no_due=early").en != find_rule("date").en


def test_time_waiting_for_a_supplement_is_subtracted(observe_table):
    """The national portal takes the waiting time off before it compares; others do not."""
    table = """
    id | received   | due        | ended      | requested  | supplied
    A1 | 2021-01-20 | 2021-02-05 | 2021-02-08 | 2021-01-25 | 2021-01-29
    A2 | 2021-01-20 | 2021-02-05 | 2021-02-10 | 2021-01-25 | 2021-01-29
    """

    assert observe_table(table, rule="dvcqg-766").get_one("resolved", timeliness="late").value == 1
    assert observe_table(table, rule="date").get_one("resolved", timeliness="late").value == 2


@pytest.mark.parametrize(
    ("rule", "overdue"), [("date", 0), ("date,paused=by_due", 2), ("dvcqg-766", 1), ("opencps-range", 0)]
)
def test_paused_dossiers_past_their_due_date(observe_table, rule, overdue):
    """Whether waiting for a supplement keeps a dossier in time is a policy."""
    found = observe_table(
        """
        id | received   | due        | ended | requested  | status
        A1 | 2021-01-20 | 2021-02-05 |       | 2021-02-01 | paused
        A2 | 2021-01-20 | 2021-02-05 |       | 2021-02-10 | paused
        """,
        rule=rule,
    )

    assert found.get_one("pending", deadline_state="overdue").value == overdue
    assert found.get_one("paused").value == 2


@pytest.mark.parametrize(("rule", "overdue"), [("date", 0), ("dvcqg-766", 1)])
def test_due_on_the_last_day(observe_table, rule, overdue):
    """Rules of dates give the whole due day; rules of times have passed it by midnight."""
    found = observe_table("id | received | due | ended\nA1 | 2021-03-20 | 2021-03-31 17:00 |", rule=rule)

    assert found.get_one("overdue").value == overdue


@pytest.mark.parametrize("name", ["", "fast", "date,no_due", "date,no_due=never", "date;no_due=early", "DATE"])
def test_unknown_rules_and_policies_are_refused(name):
    """A wrong name is refused with the known ones."""
    with pytest.raises(UserError, match=r"opencps-month|no_due=on_time\|early"):
        find_rule(name)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_does(name):
    """What a report prints names the comparison and every policy, in both languages, without digits."""
    rule = RULES[name]

    assert rule.vi.count(";") == rule.en.count(";") == len(POLICIES)
    assert not any(character.isdigit() for character in rule.vi + rule.en)
