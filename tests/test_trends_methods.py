"""Comparisons, control charts, rare events, decomposition, forecast: known values and properties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis.notes import Event
from onestop_analysis.periods import parse_period
from onestop_analysis.trends import comparisons, control, drivers, forecast, rare

SUSPENDED = Event(date(2021, 2, 1), "Tạm dừng", "Tạm dừng thủ tục B.", procedure="Thủ tục B")


def decimals(*values):
    return [Decimal(value) for value in values]


def rules(values):
    """The rules that each value breaks."""
    return [set(found) for found in control.signals_of(values, control.limits_of(values))]


def test_limits_are_mean_and_scaled_moving_range():
    """Mean 10.4; moving ranges 1, 2, 1, 2 average 1.5: the limits stand 3.99 away."""
    assert control.limits_of(decimals(10, 11, 9, 10, 12)) == (Decimal("10.4"), Decimal("2.66") * Decimal("1.5"))


def test_a_single_jump_does_not_widen_the_limits():
    """A moving range beyond 3.27 times the average is screened out."""
    values = decimals(10, 11, 10, 11, 10, 11, 10, 11, 60, 61, 60, 61)

    assert control.limits_of(values)[1] == Decimal("2.66")


def test_a_point_outside_the_limits_stands_out():
    """One extreme month is flagged, the ordinary ones are not."""
    found = rules(decimals(10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10, 9, 30))

    assert "outside" in found[-1]
    assert not any("outside" in one for one in found[:-1])


def test_seven_on_one_side_are_a_run_and_six_are_none():
    """Seven in a row above the mean are a signal."""
    seven = decimals(*[9, 11] * 5, *[9] * 7, *[11] * 7)
    six = decimals(*[9, 11] * 7)

    assert all("run" in found for found in rules(seven)[-7:])
    assert not any("run" in found for found in rules(six))


def test_seven_rising_months_are_a_trend():
    """Each higher than the one before, seven in a row."""
    found = rules(decimals(5, 4, 5, 4, 5, 4, 5, 1, 2, 3, 4, 5, 6, 7))

    assert all("trend" in one for one in found[-7:])
    assert "trend" not in found[5]


def test_two_of_three_near_a_limit_stand_out():
    """Two of three months in the outer third on one side."""
    values = decimals(10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 15, 10, 15)
    mean, distance = control.limits_of(values)

    assert mean + distance * 2 / 3 < 15 < mean + distance
    assert ["near" in found for found in rules(values)][-3:] == [True, False, True]


NEW_OFFICE = Event(date(2020, 2, 1), "Trụ sở mới", "Chuyển trụ sở.", changes=("received_per_workday",))


@pytest.mark.parametrize(
    ("values", "starts"),
    [
        ([10, 11, 9, 10, 11, 9, 10, *[20] * 7], [0, 7]),
        ([10, 11, 9, 10, 11, 9, 10, *[20] * 6], [0]),
        ([10, 11, 9, 10, 11, 9, *[20] * 7], [0]),
        ([10, 11, 9, 10, 11, 9, 10, *[20] * 5, 9, 20], [0]),
        ([10, 11, 9, 10, 11, 9, 10, *[20] * 7, *[9] * 7], [0]),
    ],
    ids=["lasting", "six months after", "six months before", "one month back", "back for good"],
)
def test_limits_start_anew_only_where_the_months_bear_the_event_out(values, starts):
    """Seven before, seven on one side after, and no return: else the limits stay."""
    place = 6 if values[6] == 20 else 7

    assert [start for start, _ in control.step_starts(decimals(*values), [(place, NEW_OFFICE)])] == starts


def test_a_shift_without_an_event_moves_no_limits(group, make_facts):
    """A level that rises for reasons that nobody names is a signal, not a new normal."""
    days = [f"{2019 + month // 12}-{month % 12 + 1:02}-04" for month in range(27)]
    groups = [group(day, count=(40 if place < 13 else 70) + place % 2) for place, day in enumerate(days)]
    groups += [group(day, count=50, channel="post") for day in days]
    events = [
        Event(NEW_OFFICE.date, "Cổng mới", "Mở cổng.", changes=(chart,)) for chart in ("online_rate", "on_time_rate")
    ]
    named, unnamed = (
        make_facts(*groups, history=27, events=[event]).analysis.controls["online_rate"] for event in events
    )

    assert (len(unnamed.stretches), unnamed.verdict) == (1, "up")
    assert (len(named.stretches), named.stretches[1].start, named.verdict) == (2, 13, "steady")
    assert named.mean.value > named.stretches[0].upper.value
    assert not named.stretches[1].provisional
    assert len({item.id for item in named.observations()}) == 6


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.lists(st.decimals(0, 100, places=2), min_size=13, max_size=30), st.decimals(1, 50, places=1))
def test_signals_do_not_depend_on_the_level(values, shift):
    """Moving every month by the same amount changes no signal."""
    moved = [value + shift for value in values]

    assert rules(values) == rules(moved)


def test_percentages_have_limits_between_zero_and_a_hundred(group, make_facts):
    """No limit lies where no rate can be."""
    months = [f"{2020 + m // 12}-{m % 12 + 1:02}-05" for m in range(2, 15)]
    late = {"closed": None}
    groups = [group(day, count=100) for day in months]
    groups += [group(day, count=index % 3 * 40, **late) for index, day in enumerate(months)]
    facts = make_facts(*groups, history=13)
    chart = facts.analysis.controls["on_time_rate"]

    assert Decimal(0) <= chart.lower.value <= chart.mean.value <= chart.upper.value <= Decimal(100)


def test_a_short_history_has_no_control_chart(group, make_facts):
    """Twelve months are not enough."""
    facts = make_facts(*(group(f"2020-{m:02}-05", count=9) for m in range(4, 13)), group(), history=12)

    assert facts.analysis.controls == {}


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (4, 1.090, 10.242), (10, 4.795, 18.390)]
)
def test_poisson_intervals_are_those_of_the_tables(count, low, high):
    """Garwood's exact 95 % limits."""
    found = rare.poisson_bounds(count)

    assert found == pytest.approx((low, high), abs=0.001)


def test_wilson_interval_is_that_of_the_literature():
    """Newcombe (1998): 15 of 148 gives 6.24 % to 16.05 %; no event starts at zero."""
    assert rare.wilson_bounds(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.0001)
    assert rare.wilson_bounds(0, 20)[0] == 0
    assert rare.wilson_bounds(20, 20)[1] == 1


def test_equal_rates_look_equal_and_unequal_ones_do_not():
    """The exact test: 4 of 28,869 against 39 of 23,192 is no chance; 4 against 5 is."""
    assert rare.same_rate_chance((4, 28869), (39, 23192)) < 1e-6
    assert rare.same_rate_chance((4, 1000), (5, 1000)) == 1.0
    assert rare.same_rate_chance((0, 10), (0, 10)) == 1.0


AGENCIES = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    min_size=1,
)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(AGENCIES, AGENCIES)
def test_mix_and_performance_sum_to_the_change(now, before):
    """The parts are exact, also when an agency is new or gone."""
    parts = drivers.decompose(now, before)
    rates = [
        Fraction(sum(good for good, _ in counts.values()), sum(n for _, n in counts.values()))
        for counts in (now, before)
    ]

    assert sum(part.total for part in parts.values()) == (rates[0] - rates[1]) * 100


def test_a_shift_of_mix_is_no_performance():
    """Agencies with unchanged rates moved the rate by their weights alone."""
    parts = drivers.decompose({"A": (90, 100), "B": (150, 300)}, {"A": (270, 300), "B": (50, 100)})

    assert {part.performance for part in parts.values()} == {0}
    assert sum(part.mix for part in parts.values()) == -20


def test_a_working_day_makes_unequal_months_comparable(group, make_facts):
    """Q1 2021 has 58 working days, the quarter before 65."""
    facts = make_facts(group(count=58), group("2020-11-02", count=65), earlier=True)
    pace = facts.analysis.paces[0]

    assert (pace.now.value, pace.before.value, pace.change.value) == (1, 1, 0)


def test_like_for_like_leaves_out_the_suspended_procedure(group, make_facts):
    """Both periods are counted without it."""
    groups = [group(count=10), group(count=1, procedure="Thủ tục B"), group("2020-11-02", count=8)]
    groups += [group("2020-11-02", count=6, procedure="Thủ tục B")]
    same = make_facts(*groups, events=[SUSPENDED], earlier=True).analysis.like_for_like[0].comparisons[0]

    assert (same.now.value, same.before.value, same.change.value) == (10, 8, 2)


def test_without_a_suspension_in_between_periods_are_alike(group, make_facts):
    """An event after the period, or one without a procedure, changes no comparison."""
    later = Event(date(2021, 4, 2), "Sau", "Sau kỳ.", procedure="Thủ tục A")
    other = Event(date(2021, 2, 2), "Khác", "Không có thủ tục.")
    facts = make_facts(group(count=2), group("2020-11-02"), events=[later, other], earlier=True)

    assert facts.analysis.like_for_like == ()


def months(counts, days=20):
    return [forecast.Month(count, days, 0.0) for count in counts]


def test_a_steady_history_is_forecast_to_go_on():
    """The same every month: the same next month, for each working day."""
    assert forecast.predict(months([1000] * 24), months([0] * 3)) == pytest.approx(3000)
    assert forecast.predict(months([1000] * 24), months([0], days=10)) == pytest.approx(500)


def test_the_weeks_around_tet_are_learnt():
    """A fall by half in months around Tết is expected again, and not carried on afterwards."""
    known = [forecast.Month(500 if m % 12 == 1 else 1000, 20, 1.0 if m % 12 == 1 else 0.0) for m in range(36)]
    coming = [forecast.Month(0, 20, 0.0), forecast.Month(0, 20, 1.0)]

    assert forecast.predict(known, coming) == pytest.approx(1500, rel=0.02)


def test_the_score_is_that_of_unseen_months():
    """On a series that repeats itself neither way errs."""
    errors = forecast.backtest(months([1000] * 20), 3)

    assert len(errors) == 6
    assert [size for pair in errors for size in pair] == pytest.approx([0.0] * 12)


def test_a_year_ahead_is_scored_at_its_own_distance():
    """Nine months between: the first error needs a year known and a year to come, and a steady series has none."""
    errors = forecast.backtest(months([1000] * 29), 3, 9)

    assert len(errors) == 6
    assert [size for pair in errors for size in pair] == pytest.approx([0.0] * 12)


def test_last_year_knows_nothing_of_this_year(group, make_facts):
    """What came later changes the errors of a forecast made a year ago, not what it said."""

    def scores(last_months):
        days = [parse_period("2021-03").shift(-back) for back in range(42)]
        counts = dict.fromkeys(days, 40) | dict.fromkeys(days[:3], last_months)
        groups = [group(f"{month.label}-05", count=count) for month, count in counts.items()]
        return make_facts(*groups, history=42, earlier=True).analysis.hindsight.own

    low, high = scores(20), scores(90)
    assert (low.expected.value, low.low.value) == (high.expected.value, high.low.value)
    assert (low.actual.value, high.actual.value) == (60, 270)
    assert high.naive_error.value == Decimal("55.6")  # 120 instead of 270


def test_a_forecast_needs_history(group, make_facts):
    """Few months or a whole year: no forecast."""
    assert make_facts(group(), history=5).analysis.outlook is None
    assert make_facts(group(), period="2021", history=20).analysis.outlook is None


def test_a_small_negative_number_is_no_negative_zero():
    """-0.001 prints as 0.00."""
    assert str(comparisons.rounded(Decimal("-0.001"))) == "0.00"
