"""Where a period stands: in the year so far, against targets, in its series and beside other centres."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop_analysis.document import plain, runs
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Target
from onestop_analysis.story import en, vi
from onestop_analysis.trends.funnel import limits, overdispersion


def said(text):
    """What a reader sees of a marked text."""
    return plain(runs(text))


LATE = {"closed": "2021-06-20", "due": "2021-06-01"}


def test_the_year_so_far_stands_beside_the_same_span_last_year(group, make_facts):
    """Half a year after two quarters, with its changes; what was late is not in time."""
    groups = [group("2021-02-01", count=7), group("2021-05-04", count=9), group("2021-05-04", count=4, **LATE)]
    facts = make_facts(*groups, group("2020-03-02", count=10), period="2021-Q2", earlier=True)

    assert said(vi.year_to_date(facts)) == (
        "Tính chung 6 tháng đầu năm 2021, Trung tâm tiếp nhận 20 hồ sơ, tăng 10 hồ sơ (100,00%) so với 6 tháng đầu năm "
        "2020; giải quyết 20 hồ sơ, tăng 10 hồ sơ (100,00%) so với 6 tháng đầu năm 2020; trong đó đúng và trước hạn "
        "16 hồ sơ (chiếm 80,00%)."
    )
    assert said(en.year_to_date(facts)) == (
        "In the first half of 2021 as a whole, the Centre received 20 dossiers, up by 10 (100.00%) on the first half "
        "of "
        "2020, and resolved 20 dossiers, up by 10 (100.00%) on the first half of 2020. Of the dossiers resolved, 16 "
        "(80.00%) were early or on time."
    )


@pytest.mark.parametrize(
    ("period", "so_far"),
    [("2021-Q1", None), ("2021-Q2", "2021-H1"), ("2021-Q3", "2021-9M"), ("2021-Q4", "2021"), ("2021-H1", None),
     ("2021-H2", "2021"), ("2021-09", "2021-9M"), ("2021-08", None), ("2021", None), ("2021-01-01..2021-06-30", None)],
)  # fmt: skip
def test_the_year_so_far_has_a_name_of_its_own(period, so_far):
    """After the first quarter the year so far is the quarter itself: nothing more is to be said."""
    found = parse_period(period).year_to_date()

    assert (found and found.label) == so_far


def test_data_that_begin_within_the_year_are_not_summed_up(group, make_facts):
    """A year to date without its beginning is left out, with a sentence that says so."""
    facts = make_facts(group("2021-05-04"), period="2021-Q2")

    assert said(vi.year_to_date(facts)) == "Số liệu bắt đầu từ ngày 04/05/2021 nên chưa tính chung được từ đầu năm."
    assert said(en.year_to_date(facts)).startswith("The data begin on 4 May 2021")


@pytest.mark.parametrize(
    ("late", "vietnamese", "english"),
    [
        (
            4,
            (
                "Tỷ lệ đúng và trước hạn đạt mục tiêu từ 98% trở lên (Quyết định A): 196 hồ sơ (chiếm 98,00% số hồ sơ "
                "đã giải quyết), trong khi mức cần đạt là 196 hồ sơ."
            ),
            (
                "The rate resolved early or on time met the target of at least 98% (Decision A): 196 dossiers (98.00% "
                "of the dossiers resolved), where 196 were needed."
            ),
        ),
        (
            5,
            (
                "Tỷ lệ đúng và trước hạn chưa đạt mục tiêu từ 98% trở lên (Quyết định A): 195 hồ sơ (chiếm 97,50% số "
                "hồ sơ đã giải quyết), còn thiếu 01 hồ sơ so với mức cần đạt là 196 hồ sơ."
            ),
            (
                "The rate resolved early or on time did not meet the target of at least 98% (Decision A): 195 dossiers "
                "(97.50% of the dossiers resolved), 1 fewer than the 196 needed."
            ),
        ),
    ],
    ids=["met exactly", "missed by one"],
)
def test_a_target_is_met_or_not_in_counts(group, make_facts, late, vietnamese, english):
    """One dossier decides, with the counts on both sides and the source of the target."""
    groups = [group(count=200 - late), group(count=late, closed="2021-03-20", due="2021-03-01")]
    facts = make_facts(*groups, targets=(Target("on_time_rate", 98, "Quyết định A", "Decision A"),))

    assert said(vi.targets(facts)) == vietnamese
    assert said(en.targets(facts)) == english


def test_a_share_that_rounds_to_its_target_has_not_met_it(group, make_facts):
    """97,999 % prints as 98,00 % and is below 98 %."""
    groups = [group(count=97_999), group(count=2_001, closed="2021-03-20", due="2021-03-01")]
    facts = make_facts(*groups, targets=(Target("on_time_rate", Decimal("98.0"), "Quyết định A"),))

    assert "chiếm 98,00% số" in said(vi.targets(facts))
    assert "còn thiếu 01 hồ sơ so với mức cần đạt là 98.000 hồ sơ" in said(vi.targets(facts))


def test_a_target_without_data_is_left_open(group, make_facts):
    """Neither met nor missed where nothing was resolved."""
    facts = make_facts(group(closed=None), targets=(Target("on_time_rate", 98, "Quyết định A"),))

    assert said(vi.targets(facts)) == (
        "Chưa có số liệu để đánh giá mục tiêu tỷ lệ đúng và trước hạn từ 98% trở lên (Quyết định A)."
    )
    assert "There are no data" in said(en.targets(facts))
    assert vi.targets(make_facts(group())) == ""


@pytest.mark.parametrize(
    ("rate", "at_least"), [("speed", 98), ("on_time_rate", 0), ("on_time_rate", 101), ("online_rate", "50")]
)
def test_a_target_that_cannot_be_is_refused(rate, at_least):
    """Unknown rates and impossible percentages are no targets."""
    with pytest.raises(TypeError, match="online_rate"):
        Target(rate, at_least, "Quyết định A")


def quarters(group, counts, **changes):
    """So many dossiers in each of the quarters up to the first of 2021."""
    last = parse_period("2021-Q1")
    days = [last.shift(place - len(counts) + 1).start.replace(day=5) for place in range(len(counts))]
    return [group(day.isoformat(), count=count, **changes) for day, count in zip(days, counts, strict=True)]


def test_a_record_names_the_level_that_it_beat(group, make_facts):
    """Highest of eight quarters, and the highest before."""
    facts = make_facts(*quarters(group, [10, 12, 11, 13, 12, 10, 11, 14]), past=7)

    assert said(vi.records(facts)) == (
        "Trong 8 quý có số liệu, kể từ quý II năm 2019, kỳ này ghi nhận mức cao nhất về số hồ sơ tiếp nhận (trước đó "
        "là "
        "13 hồ sơ của quý I năm 2020) và số hồ sơ đã giải quyết (trước đó là 13 hồ sơ của quý I năm 2020)."
    )
    assert said(en.records(facts)) == (
        "Of the 8 quarters since Q2 2019, this one was the highest on record for the number of dossiers received "
        "(previously 13 dossiers in Q1 2020) and the number of dossiers resolved (previously 13 dossiers in Q1 2020)."
    )


def test_lowest_and_highest_may_stand_together(group, make_facts):
    """Fewer dossiers than ever, a higher share online than ever."""
    past = [*quarters(group, [20] * 7 + [0]), *quarters(group, [2] * 7 + [0], channel="post")]
    facts = make_facts(*past, group("2021-01-05", count=9), past=7)

    assert "mức cao nhất về tỷ lệ tiếp nhận trực tuyến (trước đó là 90,91% của" in said(vi.records(facts))
    assert "và mức thấp nhất về số hồ sơ tiếp nhận (trước đó là 22 hồ sơ của" in said(vi.records(facts))


@pytest.mark.parametrize(
    ("counts", "past"), [([10, 12, 11, 13, 12, 10, 14], 6), ([10, 12, 11, 13, 12, 10, 11, 13], 7), ([12] * 8, 7)],
    ids=["short series", "as high as once before", "always the same"],
)  # fmt: skip
def test_no_record_is_not_told(group, make_facts, counts, past):
    """Seven quarters are too few, and what was there before is no record."""
    facts = make_facts(*quarters(group, counts), past=past)

    assert vi.records(facts) == en.records(facts) == ""


def centre_of(group, whole, late):
    """The dossiers of another centre."""
    return [group(count=whole - late), group(count=late, closed="2021-03-20", due="2021-03-01")]


@pytest.mark.parametrize(
    ("late", "vietnamese", "english"),
    [
        (
            1,
            "tỷ lệ đúng và trước hạn 99,90% cao hơn giới hạn trên của dao động ngẫu nhiên (",
            "is above the upper limit",
        ),
        (50, "tỷ lệ đúng và trước hạn 95,00% nằm trong dao động ngẫu nhiên (từ", "lies within chance variation"),
        (
            99,
            "tỷ lệ đúng và trước hạn 90,10% thấp hơn giới hạn dưới của dao động ngẫu nhiên (",
            "is below the lower limit",
        ),
    ],
)
def test_a_centre_stands_above_within_or_below_the_limits_of_chance(group, make_facts, late, vietnamese, english):
    """Position in words, never a rank."""
    others = [centre_of(group, 1000, 50), centre_of(group, 3000, 150)]
    facts = make_facts(*centre_of(group, 1000, late), peers=others)

    assert said(vi.peers(facts)).startswith("So với 03 trung tâm trong nhóm (kể cả Trung tâm): ")
    assert vietnamese in said(vi.peers(facts))
    assert english in said(en.peers(facts))


def test_a_centre_without_others_is_not_compared(group, make_facts):
    """One other centre is no group."""
    facts = make_facts(group(), peers=[centre_of(group, 100, 5)])

    assert said(vi.peers(facts)) == "Chưa có đủ số liệu của các trung tâm cùng nhóm trong kỳ này để so sánh."
    assert said(en.peers(facts)).startswith("Too few centres")
    assert vi.peers(make_facts(group())) == en.peers(make_facts(group())) == ""


def test_the_funnel_narrows_with_the_number_of_dossiers():
    """Exact binomial limits; with many dossiers they are those of the normal curve, three sigma from the rate."""
    assert limits(0.5, 100) == pytest.approx((0.5 - 0.1545, 0.5 + 0.1545), abs=0.006)
    assert limits(0.9, 10_000) == pytest.approx((0.9 - 0.0092707, 0.9 + 0.0092707), abs=0.0003)
    assert limits(0.999, 10)[1] == 1.0


def test_centres_that_differ_beyond_chance_widen_the_limits(group, make_facts):
    """Ten centres that scatter by more than chance: their spread counts; three cannot tell."""
    rates = [40, 45, 50, 55, 60, 42, 58, 47, 53, 50]
    items = [make_facts(*centre_of(group, 100, late)).get("resolved", timeliness="early_or_on_time") for late in rates]

    assert overdispersion(items, 0.5) > 1.2
    assert overdispersion(items[:3], 0.5) == 1.0
