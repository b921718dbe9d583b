"""Promises of numbers, shares and dates as text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis import formats
from onestop_analysis.errors import UserError

LANGUAGES = st.sampled_from(formats.LANGUAGES)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@given(st.decimals(-(10**12), 10**12, places=2), LANGUAGES)
def test_numbers_are_read_back(value, lang):
    """What is written as a number is read as the same number, in both languages."""
    assert formats.parse_number(formats.number(value, lang), lang) == value


@given(st.integers(-(10**12), 10**12), LANGUAGES)
def test_counts_are_read_back(value, lang):
    """A count survives its thousands separators."""
    assert formats.parse_number(formats.number(value, lang), lang) == value


@given(st.integers(0, 10**9), st.integers(1, 10**9), LANGUAGES)
def test_shares_are_read_back(part, whole, lang):
    """A plain share is read as the rounded share that was written."""
    text = formats.share(part, whole, lang)

    if text.endswith("%") and not text.startswith(("trên", "dưới", "over", "under")):
        assert formats.parse_share(text, lang) == formats.percent(part, whole)


@given(st.dates())
def test_days_are_read_back(day):
    """A Vietnamese date is read as the same date."""
    assert formats.parse_day(formats.day(day)) == day


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3))
def test_shares_are_rounded_once_half_up(part, whole, digits):
    """The share is the exact quotient, rounded half up."""
    scaled, rest = divmod(part * 100 * 10**digits, whole)

    assert formats.percent(part, whole, digits) == Decimal(scaled + (2 * rest >= whole)).scaleb(-digits)


@pytest.mark.parametrize(
    ("part", "whole", "vi", "en"),
    [
        (5738, 28869, "19,88%", "19.88%"),
        (28865, 28869, "99,99%", "99.99%"),
        (99999, 100000, "trên 99,99%", "over 99.99%"),
        (1, 100000, "dưới 0,01%", "under 0.01%"),
        (0, 5, "0,00%", "0.00%"),
        (5, 5, "100,00%", "100.00%"),
        (1, 0, None, None),
    ],
)
def test_a_share_never_hides_what_is_there(part, whole, vi, en):
    """100 % and 0 % are printed only where they are exact; nothing is a share of nothing."""
    assert (formats.share(part, whole, "vi"), formats.share(part, whole, "en")) == (vi, en)


def test_separators_change_places_in_one_pass():
    """28869.5 has one comma and one point in Vietnamese, the other way round than in English."""
    assert formats.number(Decimal("28869.50")) == "28.869,50"
    assert formats.number(Decimal("28869.50"), "en") == "28,869.50"


@pytest.mark.parametrize("text", ["", "1,2,3", "1.23", "28.8690", "abc", "١٢", "1.234,5,6", "--1"])
def test_what_is_no_vietnamese_number_is_refused(text):
    """A text of another convention is not read as some other number."""
    with pytest.raises(UserError, match=r"is not a number|không phải là số"):
        formats.parse_number(text)


@pytest.mark.parametrize("text", ["31/02/2021", "2021-01-05", "5/1", "a/b/c", "05/02/21"])
def test_days_that_are_none_are_refused(text):
    """An impossible date is named, not moved to another day."""
    with pytest.raises(UserError, match="31/12/2021"):
        formats.parse_day(text)


def test_roman_quarters_and_english_days():
    """Quarters are Roman in Vietnamese texts; English dates spell the month without a locale."""
    assert [formats.parse_roman_quarter(formats.roman_quarter(quarter)) for quarter in range(1, 5)] == [1, 2, 3, 4]
    assert formats.day(date(2021, 2, 5), "en") == "5 February 2021"
    with pytest.raises(UserError, match="V"):
        formats.parse_roman_quarter("V")
