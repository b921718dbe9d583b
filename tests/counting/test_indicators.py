"""Promises of the definitions: each a small table of dossiers."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onestop_analysis.document import runs
from onestop_analysis.indicators import (
    DEFINITIONS,
    IdentityError,
    Observation,
    Observations,
    check_identities,
    observe,
)
from onestop_analysis.indicators.methods import methods_text
from onestop_analysis.indicators.statistics import mean, median, p90
from onestop_analysis.periods import parse_period

QUARTER = """
id | channel   | received   | due        | ended      | agency
A1 | online    | 2020-12-30 | 2021-01-08 | 2021-01-05 | Sở A
A2 | online    | 2021-01-04 | 2021-01-11 | 2021-01-11 | Sở A
A3 | in_person | 2021-02-01 | 2021-02-08 | 2021-02-22 | Sở B
A4 | post      | 2021-03-29 | 2021-04-05 |            | Sở B
A5 | online    | 2020-12-01 | 2020-12-10 | 2020-12-31 | Sở A
A6 | online    | 2021-04-01 | 2021-04-10 |            | Sở A
"""


def counts(found, measure, *dimensions):
    """The counts that are not zero, by the words of the breakdown."""
    return {
        " ".join(text for _, text in item.breakdown): item.value
        for item in found.by(measure, *dimensions)
        if item.value
    }


def test_received_is_new_and_carried_over(observe_table):
    """What came in the period, and what was open when it began; what ended on the day before is neither."""
    found = observe_table(QUARTER)

    assert found.get_one("received").value == 4
    assert counts(found, "received", "inflow") == {"new": 3, "carried_over": 1}
    assert counts(found, "received", "channel") == {"online": 2, "in_person": 1, "post": 1}
    assert found.get_one("received", inflow="new", channel="online").value == 1


def test_resolved_and_pending_close_the_account(observe_table):
    """Received is resolved plus pending; shares are of their own whole."""
    found = observe_table(QUARTER)

    assert counts(found, "resolved", "timeliness") == {"early": 1, "on_time": 1, "late": 1, "early_or_on_time": 2}
    assert counts(found, "pending", "deadline_state") == {"in_time": 1}
    late = found.get_one("resolved", agency="Sở B", timeliness="late")
    assert (late.value, late.whole, late.share, late.base) == (1, 1, Decimal("100.00"), "2021-Q1/resolved/agency=Sở B")


def test_conventions_cut_elsewhere(observe_table):
    """The reporting quarter of the Government Office ends on the 14th, and says so in the ids."""
    found = observe_table(QUARTER, convention="vpcp")

    assert counts(found, "received", "inflow") == {"new": 3, "carried_over": 1}
    assert found.get_one("pending").value == 0
    assert found.get_one("received").id == "2021-Q1.vpcp/received"


def test_explicit_dates_cut_anywhere(observe_table):
    """Any two dates are a period; both days belong to it."""
    found = observe_table(QUARTER, "2021-01-05..2021-02-22")

    assert found.get_one("resolved").value == 3
    assert found.get_one("received", inflow="carried_over").value == 2


def test_early_and_on_time_stay_apart_and_are_also_together(observe_table):
    """The merged value that releases print is no third part of the whole."""
    found = observe_table(QUARTER)

    assert found.get_one("resolved", timeliness="early_or_on_time").value == 2
    check_identities(found)


def test_categories_are_there_when_they_are_zero(observe_table):
    """A reader is told that nothing was late; agencies without dossiers are not made up."""
    found = observe_table("id | received | due | ended\nA1 | 2021-01-05 | 2021-01-08 | 2021-01-06")

    assert found.get_one("resolved", timeliness="late").value == 0
    assert found.get_one("received", channel="post").value == 0
    assert found.find("received", agency="Sở B") is None
    with pytest.raises(KeyError, match="agency=Sở B"):
        found.get_one("received", agency="Sở B")


def test_no_dossiers_no_share(observe_table):
    """An empty quarter has counts of zero, and neither shares nor times."""
    found = observe_table(QUARTER, "2019-Q1")

    assert found.get_one("received").value == 0
    assert found.get_one("resolved", timeliness="late").share is None
    assert found.get_one("resolved", timeliness="late").text(form="share") == ""
    assert found.find("processing_time", statistic="mean") is None
    assert found.find("backlog_days") is None


def test_withdrawn_and_refused_stand_apart(observe_table):
    """They are neither resolved nor pending; results are handed over for resolved ones only."""
    found = observe_table("""
    id | received   | ended      | status
    A1 | 2021-01-05 | 2021-01-08 | withdrawn
    A2 | 2021-01-05 | 2021-01-08 | refused
    A3 | 2021-01-05 | 2021-01-08 | returned
    A4 | 2021-01-05 |            | not_accepted
    A5 | 2021-01-05 |            | registered
    """)

    totals = {
        name: found.get_one(name).value for name in ("received", "resolved", "withdrawn", "refused", "result_returned")
    }
    assert totals == {"received": 3, "resolved": 1, "withdrawn": 1, "refused": 1, "result_returned": 1}


def test_results_wait_to_be_collected(observe_table):
    """A result counts as handed over when it was, and waits until then."""
    table = """
    id | received   | ended      | returned   | return_channel | status
    A1 | 2021-01-05 | 2021-03-30 | 2021-04-02 | post           | returned
    A2 | 2021-01-05 | 2021-03-30 |            |                | resolved
    A3 | 2021-01-05 | 2021-03-30 | 2021-03-31 | counter        | returned
    """

    first, second = observe_table(table), observe_table(table, "2021-Q2")
    assert (first.get_one("waiting").value, second.get_one("waiting").value) == (2, 1)
    assert counts(first, "result_returned", "return_channel") == {"counter": 1}
    assert counts(second, "result_returned", "return_channel") == {"post": 1}


def test_times_in_working_days(observe_table):
    """Over Tết and weekends no working day passes; the day of the reception is day 0."""
    found = observe_table("""
    id | received   | ended
    A1 | 2021-02-08 | 2021-02-08
    A2 | 2021-02-09 | 2021-02-17
    A3 | 2021-03-05 | 2021-03-08
    A4 | 2021-03-01 | 2021-03-12
    """)

    times = {name: found.get_one("processing_time", statistic=name).value for name in ("mean", "median", "p90")}
    assert times == {"mean": Decimal("2.75"), "median": Decimal(1), "p90": Decimal(9)}
    assert found.get_one("processing_days").value == 11
    assert found.get_one("working_days").value == 58


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 50)), min_size=1, max_size=8, unique_by=lambda pair: pair[0])
)
@settings(derandomize=True, deadline=None)
def test_times_are_those_of_the_sorted_list(days):
    """Mean, median and p90 from counts are what a list of all dossiers gives."""
    days = sorted(days)
    every = [day for day, count in days for _ in range(count)]
    middle = sorted((every[(len(every) - 1) // 2], every[len(every) // 2]))

    assert abs(mean(days) - Decimal(sum(every)) / len(every)) <= Decimal("0.005")
    assert median(days) == Decimal(sum(middle)) / 2
    assert p90(days) == min(day for day in every if 10 * sum(other <= day for other in every) >= 9 * len(every))


def test_ages_of_what_is_open(observe_table):
    """Open dossiers by working days since the reception, overdue ones by working days since they were due."""
    found = observe_table("""
    id | received   | due        | ended
    A1 | 2021-03-31 | 2021-04-08 |
    A2 | 2021-03-23 | 2021-03-30 |
    A3 | 2021-01-04 | 2021-01-08 |
    A4 | 2021-01-04 | 2021-01-08 | 2021-04-02
    """)

    assert counts(found, "pending", "age") == {"0-5": 1, "6-10": 1, "21-60": 2}
    assert counts(found, "overdue", "age") == {"0-5": 1, "21-60": 2}
    assert found.get_one("overdue").whole == 4
    assert [item.category("age") for item in found.values() if "/pending/age=" in item.id] == [
        "0-5", "6-10", "11-20", "21-60", "61+",
    ]  # fmt: skip


def test_backlog_is_pending_over_a_days_work(observe_table):
    """Two open dossiers at one resolved in 58 working days are 116 days of work."""
    found = observe_table("id | received | ended\nA1 | 2021-01-05 | 2021-02-01\nA2 | 2021-01-05 |\nA3 | 2021-01-06 |")

    assert found.get_one("backlog_days").value == Decimal("116.00")


@pytest.mark.parametrize(
    ("scale", "levels"),
    [
        ("very_satisfied satisfied dissatisfied", 3),
        ("very_satisfied satisfied neutral dissatisfied", 4),
        ("very_satisfied satisfied neutral dissatisfied very_dissatisfied", 5),
    ],
)
def test_scales_of_three_four_and_five_levels(observe_table, scale, levels):
    """A level of the scale in use is one category; levels of other scales are not filled in."""
    rows = "\n".join(f"A{n} | 2021-01-05 | 2021-01-06 | {level}" for n, level in enumerate(scale.split()))
    found = observe_table(f"id | received | ended | rating\n{rows}\nB1 | 2021-01-05 | 2021-01-06 |")

    assert found.get_one("satisfaction_votes").value == levels
    assert {item.category("rating") for item in found.by("satisfaction_votes", "rating")} == set(scale.split())


def test_ratings_of_dossiers_that_were_not_handed_over_are_not_lost(observe_table):
    """A vote counts at the hand-over, else at the end, else at the reception."""
    found = observe_table("""
    id | received   | ended      | returned   | status      | rating
    A1 | 2020-12-01 | 2020-12-05 | 2021-01-06 | returned    | satisfied
    A2 | 2020-12-01 | 2021-01-05 |            | resolved    | satisfied
    A3 | 2021-01-05 |            |            | in_progress | satisfied
    """)

    assert found.get_one("satisfaction_votes").value == 3


def test_saturdays_and_flags_have_their_own_base(observe_table):
    """Saturday work, and facts of which the record must say something, as shares of what they can be of."""
    found = observe_table("""
    id | received   | ended      | digitised | paid_online
    A1 | 2021-01-09 | 2021-01-11 | yes       |
    A2 | 2021-01-08 | 2021-01-16 | no        |
    A3 | 2021-01-08 | 2021-01-12 |           |
    """)

    shown = {name: (found.get_one(name).value, found.get_one(name).whole) for name in (
        "saturday_received", "saturday_resolved", "saturday_returned", "digitised", "digitised_recorded",
    )}  # fmt: skip
    assert shown == {
        "saturday_received": (1, 3), "saturday_resolved": (1, 3), "saturday_returned": (1, 3), "digitised": (1, 2),
        "digitised_recorded": (2, 3),
    }  # fmt: skip
    assert found.find("paid_online") is None, "never recorded is not zero"


def test_what_the_data_never_name_has_no_breakdown(observe_table):
    """A dimension that no dossier names is left out; where some name it, the others are counted as not named."""
    table = "id | received | level\nA1 | 2021-01-05 | \nA2 | 2021-01-05 | "

    assert observe_table(table).by("received", "level") == []
    assert counts(observe_table(f"{table}commune"), "received", "level") == {"": 1, "commune": 1}


def test_any_breakdown_can_be_asked_for(observe_table):
    """What is not listed is counted on demand, in any order of the dimensions, and then stays."""
    found = observe_table(QUARTER)

    assert "2021-Q1/received/agency=Sở A/channel=online" not in found
    assert found.get_one("received", channel="online", agency="Sở A").value == 2
    assert "2021-Q1/received/agency=Sở A/channel=online" in found
    assert found.by("received", "rating") == []
    assert found.find("unheard_of") is None


def test_names_of_agencies_cannot_break_ids(observe_table):
    """A slash in a name does not make two ids the same."""
    found = observe_table("id | received | agency\nA1 | 2021-01-05 | Phòng A/B #1")

    assert found.get_one("received", agency="Phòng A/B #1").id == "2021-Q1/received/agency=Phòng A%2FB %231"


def test_short_lists_hold_no_names(count_rows, dossiers_of):
    """The months of a history list totals and fixed categories only."""
    cubes = count_rows(dossiers_of(QUARTER))
    short = observe(cubes, parse_period("2021-01"), source="test", detail=False)

    assert not any({"agency", "procedure", "field"} & set(dict(item.breakdown)) for item in short.values())
    assert short.get_one("received", agency="Sở A").value == 2


@given(st.randoms(use_true_random=False))
@settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_rows_does_not_matter(count_rows, reference, draw):
    """Shuffled dossiers give the same tables."""
    rows = reference.make_dossiers(60, seed=3)
    shuffled = random.Random(draw.random()).sample(rows, len(rows))

    assert count_rows(shuffled).digests() == count_rows(rows).digests()


def test_a_broken_identity_stops_everything(observe_table):
    """Counts that do not add up are a defect and are never shown."""
    found = observe_table(QUARTER)
    wrong = [
        Observation(item.measure, item.breakdown, item.value + (item.id == "2021-Q1/resolved"), *_rest(item))
        for item in found.values()
    ]

    with pytest.raises(IdentityError, match="received 4"):
        check_identities(Observations(found.period, wrong))


def _rest(item):
    return item.unit, item.period, item.source, item.whole, item.base


def test_an_observation_in_a_sentence_is_traceable(observe_table):
    """An f-string prints the number as people read it, with the id that it came from."""
    item = observe_table(QUARTER).get_one("resolved", timeliness="late")

    assert [(run.text, run.kind, run.ref) for run in runs(f"trễ {item:count}, {item:share}, {item:share.en}")][
        1::2
    ] == [
        ("01", "number", f"{item.id}#count"),
        ("33,33%", "number", f"{item.id}#share"),
        ("33.33%", "number", f"{item.id}#share"),
    ]


def test_what_an_analyst_sees(observe_table):
    """A tidy table with one column a dimension, and short names in a notebook."""
    found = observe_table(QUARTER)
    frame = found.frame()

    assert frame["id"].is_unique
    assert {"agency", "channel", "timeliness", "value", "whole", "share", "unit", "period", "source"} <= set(
        frame.columns
    )
    row = frame.set_index("id").loc["2021-Q1/received/channel=online"]
    assert (row["value"], row["whole"], row["share"]) == (2, 4, 50.0)
    assert frame["value"].dtype.kind in "fi"
    assert repr(found.get_one("received", channel="online")) == (
        "<2021-Q1/received/channel=online: 2 dossier (50,00% of 4)>"
    )
    assert "quý I năm 2021" in found._repr_html_()
    assert repr(found).endswith("2021-Q1 (1 January 2021 to 31 March 2021)>")


def test_json_has_the_promised_form(observe_table):
    """Numbers are numbers, and the period says its days and convention."""
    found = observe_table(QUARTER)
    content = found.get_one("received", channel="online").to_json()

    assert content == {
        "id": "2021-Q1/received/channel=online", "measure": "received", "breakdown": {"channel": "online"}, "value": 2,
        "whole": 4, "share": 50.0, "unit": "dossier", "source": "test",
        "period": {"label": "2021-Q1", "start": "2021-01-01", "end": "2021-03-31", "convention": "calendar"},
    }  # fmt: skip
    assert found.get_one("processing_time", statistic="mean").to_json()["value"] == 6.0


def test_definitions_are_written_down():
    """docs/indicators.md is what the definitions say: run `python -m onestop_analysis.indicators.methods`."""
    written = Path(__file__).parents[2] / "docs" / "indicators.md"

    assert written.read_text("utf-8") == methods_text()
    assert all(f"`{definition.measure}`" in methods_text() for definition in DEFINITIONS)
