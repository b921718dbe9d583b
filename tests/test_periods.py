"""Promises of reporting periods."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis.errors import UserError
from onestop_analysis.periods import CONVENTIONS, explicit, parse_period, parse_periods

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
FORMS = ("{y}-{m:02}", "{y}-Q{q}", "{y}-H{h}", "{y}-9M", "{y}")


@st.composite
def periods(draw):
    """A period of any kind and convention."""
    form, month = draw(st.sampled_from(FORMS)), draw(st.integers(1, 12))
    label = form.format(y=draw(st.integers(1950, 2080)), m=month, q=(month + 2) // 3, h=(month + 5) // 6)
    return parse_period(label, draw(st.sampled_from(CONVENTIONS)))


@given(periods())
def test_a_period_is_read_back_from_its_label(period):
    """The label says everything but the convention."""
    assert parse_period(str(period), period.convention) == period


@given(periods())
def test_periods_tile_time(period):
    """The next period begins on the day after this one ends; nine months begin anew each year."""
    if period.kind != "nine_months":
        assert period.shift(1).start == period.end + timedelta(1)
        assert period.previous().end == period.start - timedelta(1)
    assert period.shift(1).previous() == period


@given(periods())
def test_months_tile_their_period(period):
    """The months of a period follow each other from its first day to its last."""
    months = period.months()

    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(after.start == before.end + timedelta(1) for before, after in pairwise(months))
    assert {month.convention for month in months} == {period.convention}


@given(periods())
def test_the_same_period_last_year_has_the_same_name(period):
    """Comparisons with last year keep kind and convention."""
    before = period.same_period_last_year()

    assert (before.kind, before.convention, before.year) == (period.kind, period.convention, period.year - 1)
    assert before.name("vi").replace(str(before.year), "") == period.name("vi").replace(str(period.year), "")


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(0, 800))
def test_explicit_dates_are_read_back_and_tile(start, days):
    """Two dates are a period of their own length."""
    period = explicit(start, start + timedelta(days))

    assert parse_period(str(period)) == period
    assert period.previous().end == period.start - timedelta(1)
    assert period.months() == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021-Q1", "2020-12-15", "2021-03-14"),
        ("2021-Q4", "2021-09-15", "2021-12-14"),
        ("2021-01", "2020-12-15", "2021-01-14"),
        ("2021-H1", "2020-12-15", "2021-06-14"),
        ("2021-H2", "2021-06-15", "2021-12-14"),
        ("2021-9M", "2020-12-15", "2021-09-14"),
        ("2021", "2020-12-15", "2021-12-14"),
    ],
)
def test_reporting_periods_of_decree_09(text, start, end):
    """Periods of the Government Office run from the 15th to the 14th."""
    period = parse_period(text, "vpcp")

    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("2021-Q1", "quý I năm 2021", "Q1 2021"),
        ("2019-07", "tháng 7 năm 2019", "July 2019"),
        ("2021-H2", "6 tháng cuối năm 2021", "second half of 2021"),
        ("2021-9M", "9 tháng năm 2021", "first nine months of 2021"),
        ("2021", "năm 2021", "2021"),
        ("2021-01-05..2021-02-03", "kỳ từ 05/01/2021 đến 03/02/2021", "the period 5 January 2021 to 3 February 2021"),
    ],
)
def test_names(text, vi, en):
    """Periods are named as official texts name them."""
    assert (parse_period(text).name("vi"), parse_period(text).name("en")) == (vi, en)


def test_a_leap_day_has_a_day_a_year_before():
    """The 29th of February is compared with the 28th."""
    assert parse_period("2024-02-29..2024-02-29").same_period_last_year().start == date(2023, 2, 28)


def test_lists_and_ranges():
    """Ranges run over periods of one kind, lists may mix kinds."""
    assert [str(period) for period in parse_periods("2019-Q4..2020-Q2, 2021-07")] == [
        "2019-Q4", "2020-Q1", "2020-Q2", "2021-07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["2021-Q5", "2021-13", "21-Q1", "2021Q1", "Q1-2021", "", "2021-02-30..2021-03-01", "2021-1", "2021-Q1 ", "٢٠٢١"],
)
def test_what_is_no_period_is_refused_with_the_forms(text):
    """A wrong period is refused with the forms that are allowed."""
    with pytest.raises(UserError, match="2021-Q1, 2021-H1"):
        parse_period(text)


def test_wrong_order_and_convention_are_refused():
    """A start after the end, a range backwards and an unknown convention are named."""
    with pytest.raises(UserError, match=r"2021-03-31\.\.2021-01-01"):
        parse_period("2021-03-31..2021-01-01")
    with pytest.raises(UserError, match="2021-Q1, 2021-H1"):
        parse_periods("2021-Q1..2020-Q1")
    with pytest.raises(UserError, match="vpcp"):
        parse_period("2021-Q1", "fiscal")
