"""What the report says about change in each situation: rise, fall, no real change, zero, one, first quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onestop_analysis.document import plain, runs
from onestop_analysis.notes import Event
from onestop_analysis.periods import parse_period
from onestop_analysis.story import en, sections, vi
from onestop_analysis.workdays import Workdays


def said(text):
    """What a reader sees of a marked text."""
    return plain(runs(text))


def by_month(group, counts, **changes):
    """Dossiers by twenty working days in each month up to March 2021, resolved within a week."""
    periods = [parse_period("2021-03").shift(-back) for back in reversed(range(len(counts)))]
    days = [Workdays().count(period.start, period.end) for period in periods]
    return [
        group(f"{period.label}-05", count=count * worked // 20, **changes)
        for period, count, worked in zip(periods, counts, days, strict=True)
    ]


def test_intake_per_working_day_names_tet(group, make_facts):
    """Days, pace, change and growth; Tết fell in one of the compared quarters only."""
    facts = make_facts(group(count=116), group("2020-11-02", count=65), group("2020-02-03", count=118), earlier=True)

    assert said(vi.per_workday(facts)) == (
        "Kỳ này có 58 ngày làm việc; tiếp nhận mới bình quân 2,0 hồ sơ/ngày, tăng 1,0 hồ sơ/ngày (103,08%) so "
        "với quý IV "
        "năm 2020 và bằng mức của quý I năm 2020. Kỳ này có Tết Nguyên đán, còn quý IV năm 2020 thì không, nên so sánh "
        "theo ngày làm việc phản ánh đúng hơn."
    )
    assert said(en.per_workday(facts)) == (
        "The period had 58 working days, with 2.0 new dossiers per working day on average, up by 1.0 "
        "(103.08%) on Q4 2020 "
        "and unchanged from Q1 2020. The Lunar New Year fell in this period but not in Q4 2020, so figures per working "
        "day compare better than totals."
    )


def test_like_for_like_names_the_procedure_and_its_date(group, make_facts):
    """The suspended procedure is left out of both periods."""
    event = Event(date(2021, 2, 1), "Tạm dừng", "Tạm dừng.", procedure="Thủ tục B")
    groups = [group(count=10), group("2020-11-02", count=8), group("2020-11-02", count=6, procedure="Thủ tục B")]
    facts = make_facts(*groups, events=[event], earlier=True)

    assert said(vi.like_for_like(facts)) == (
        "Nếu không tính thủ tục “Thủ tục B” (tạm dừng từ ngày 01/02/2021) trong cả hai kỳ, số hồ sơ tiếp nhận "
        "là 10 hồ sơ, "
        "tăng 02 hồ sơ (25,00%) so với quý IV năm 2020."
    )
    assert vi.like_for_like(make_facts(*groups, earlier=True)) == ""


@pytest.mark.parametrize(
    ("counts", "vietnamese", "english"),
    [
        ([40, 44] * 8 + [40], "chưa có thay đổi thực chất", "did not really change"),
        ([40, 44] * 8 + [400], "cao hơn giới hạn của dao động thông thường", "above the limit of usual variation"),
        ([400, 420] * 8 + [20], "thấp hơn giới hạn của dao động thông thường", "below the limit of usual variation"),
        ([40] * 5, "chưa đủ số liệu theo tháng", "not enough history to say"),
    ],
    ids=["no real change", "rise", "fall", "short history"],
)
def test_the_verdict_follows_the_control_chart(group, make_facts, counts, vietnamese, english):
    """No real change, a real rise, a real fall, and too little history have their own sentences."""
    facts = make_facts(*by_month(group, counts), history=len(counts))

    assert vietnamese in said(vi.control(facts, "received_per_workday"))
    assert english in said(en.control(facts, "received_per_workday"))


def test_new_limits_name_their_event(group, make_facts):
    """Limits that start anew say since when, after which event, and what the mean was before."""
    event = Event(date(2020, 8, 1), "Trụ sở mới", "Chuyển.", changes=("received_per_workday",), short_en="New office")
    facts = make_facts(*by_month(group, [40, 44] * 5 + [400, 404] * 4), history=18, events=[event])

    assert said(vi.control(facts, "received_per_workday")).endswith(
        "Sau sự kiện “Trụ sở mới” ngày 01/08/2020, 7 tháng liên tiếp từ tháng 8 năm 2020 đều cao hơn mức trung bình "
        "trước đó "
        "(2,1 hồ sơ/ngày); vì vậy, trung bình và giới hạn được tính lại từ tháng này, tạm thời vì còn ít tháng."
    )
    assert said(en.control(facts, "received_per_workday")).endswith(
        "on 1 August 2020, 7 months in a row from August 2020 were above the mean before (2.1); mean and limits are "
        "therefore calculated anew from that month on, provisionally, as there are few months yet."
    )


def test_a_first_quarter_says_little_and_nothing_false(group, make_facts):
    """Without history: no comparison, no verdict table, no forecast, but a full section."""
    facts = make_facts(group(count=5))
    content = sections.change(facts)

    assert vi.per_workday(facts) == vi.like_for_like(facts) == vi.drivers(facts) == ""
    assert "Chưa đủ số liệu" in said(vi.forecast(facts))
    assert not [item for item in content.items if item.kind == "table"]


def test_no_late_dossier_still_has_an_upper_bound(group, make_facts):
    """Zero of few is no proof of zero."""
    facts = make_facts(group(count=100))

    assert said(vi.late(facts)) == (
        "Không có hồ sơ trễ hạn trong 100 hồ sơ đã giải quyết; với số lượng này, tỷ lệ trễ hạn thực sự có thể lên "
        "tới 3,70%."
    )
    assert said(en.late(facts)) == (
        "None of the 100 dossiers resolved was late; with this number, the underlying rate of late dossiers could be "
        "anything up to 3.70%."
    )


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (3, "nằm trong dao động ngẫu nhiên"),
        (40, "Mức giảm so với quý IV năm 2020 (40 hồ sơ) vượt quá dao động ngẫu nhiên"),
    ],
)
def test_late_dossiers_are_compared_as_rare_events(group, make_facts, before, verdict):
    """One late dossier against three is chance, against forty it is not."""
    late = {"closed": "2021-03-20", "due": "2021-03-01"}
    late_before = {"closed": "2020-12-20", "due": "2020-12-01"}
    groups = [group(count=999), group(count=1, **late), group("2020-11-02", count=1000 - before)]
    facts = make_facts(*groups, group("2020-11-02", count=before, **late_before), earlier=True)

    assert "bình quân cứ 1.000 hồ sơ đã giải quyết có một hồ sơ trễ hạn" in said(vi.late(facts))
    assert verdict in said(vi.late(facts))


def test_few_dossiers_a_month_give_no_verdict_on_a_rate(group, make_facts):
    """Twenty resolved a month: one late one would be 'a real fall', beside a sentence that calls it chance."""
    late = group("2021-03-01", closed="2021-03-20", due="2021-03-10", count=2)
    facts = make_facts(*by_month(group, [20] * 14), late, history=14, earlier=True)

    assert facts.analysis.controls.keys() == {"received_per_workday", "online_rate"}
    assert said(vi.control(facts, "on_time_rate")).endswith(
        "mỗi tháng có quá ít hồ sơ đã giải quyết để kết luận có thay đổi thực chất hay không."
    )
    assert "too few dossiers are resolved in a month" in said(en.control(facts, "on_time_rate"))
    assert said(vi.late(facts)).startswith("Số hồ sơ trễ hạn của kỳ nhỏ nên dễ dao động: bình quân cứ")
    assert said(en.late(facts)).startswith("Late dossiers were few, so chance moves their number: on average")


def test_growth_of_a_pace_is_of_whole_numbers(group, make_facts):
    """58 dossiers in 58 days after 45 in 66: 1.0 after 0.7, and 46.7 % more, not the 42.9 % of the rounded paces."""
    text = said(vi.per_workday(make_facts(group(count=58), group("2020-11-02", count=45), earlier=True)))

    assert "tăng 0,3 hồ sơ/ngày (46,67%) so với quý IV năm 2020" in text


def test_drivers_tell_performance_from_mix(group, make_facts):
    """A change that comes from one agency's own results is told so; the parts are signed."""
    late = {"closed": "2020-12-20", "due": "2020-12-01", "agency": "Sở A"}
    groups = [group(count=100), group(count=100, agency="Sở B"), group("2020-11-02", count=90)]
    groups += [group("2020-11-02", count=10, **late), group("2020-11-02", count=100, agency="Sở B")]
    facts = make_facts(*groups, earlier=True)

    assert said(vi.drivers(facts)) == (
        "So với quý IV năm 2020, tỷ lệ đúng và trước hạn tăng 5,00 điểm phần trăm: kết quả của từng cơ quan làm tăng "
        "5,00 điểm, cơ cấu hồ sơ giữa các cơ quan hầu như không ảnh hưởng. Đóng góp lớn nhất thuộc Sở A "
        "(tăng 5,00 điểm)."
    )


def test_a_forecast_has_an_interval_and_a_score(group, make_facts):
    """What is expected, from where to where, what it would have said before, and how far it was off."""
    text = said(vi.forecast(make_facts(*by_month(group, [200, 210, 190] * 9), history=27)))

    assert text.startswith("Dự kiến trong quý II năm 2021, Trung tâm tiếp nhận mới khoảng")
    assert "với khả năng 80%" in text
    assert "Sai số bình quân" in text
    assert "nằm trong khoảng dự báo." in text


def test_a_forecast_that_was_wrong_says_so(group, make_facts):
    """What came lies outside the range that the same way would have given: told in both languages."""
    facts = make_facts(*by_month(group, [200, 210, 190] * 8 + [900, 910, 890]), history=27)

    assert "nằm ngoài khoảng dự báo." in said(vi.forecast(facts))
    assert "outside that range" in said(en.forecast(facts))


def test_a_half_year_is_not_forecast(group, make_facts):
    """Only months and quarters are."""
    assert vi.forecast(make_facts(group(), period="2021-H1")) == ""


def test_a_forecast_made_a_year_ago_is_scored(group, make_facts):
    """With 42 months: what it would have said, its range, what came, the error beside last year's quarter."""
    facts = make_facts(*by_month(group, [200, 210, 190] * 13 + [200, 400, 400]), history=42, earlier=True, past=4)

    assert said(vi.forecast_of_last_year(facts)) == (
        "Nếu lập từ cuối quý I năm 2020, chỉ với số liệu đến lúc đó, dự báo cho quý I năm 2021 là 570 hồ sơ (từ "
        "550 đến 591 hồ sơ); thực tế là 960 hồ sơ, nằm ngoài khoảng dự báo: dự báo thấp hơn 40,6%, còn lấy bằng "
        "số của quý I năm 2020 (589 hồ sơ) thì thấp hơn 38,6%. Cũng lập từ thời điểm đó, dự báo cho quý II năm "
        "2020 là 597 hồ sơ (từ 580 đến 614 hồ sơ); thực tế là 619 hồ sơ, nằm ngoài khoảng dự báo: dự báo thấp hơn"
        " 3,6%, còn lấy bằng số của quý I năm 2020 (589 hồ sơ) thì thấp hơn 4,8%."
    )
    assert "that range: the forecast was 40.6% too low, and repeating Q1 2020 (589) would have been 38.6% too low." in (
        said(en.forecast_of_last_year(facts))
    )


def test_a_year_ahead_needs_history(group, make_facts):
    """With 27 months there was no range a year ago; with 20 nothing was known then, and it is said."""
    counts = [200, 210, 190] * 9
    some, few = (make_facts(*by_month(group, counts), history=length, earlier=True) for length in (27, 20))

    assert said(vi.forecast_of_last_year(some)).endswith(
        "Khi đó chưa đủ số liệu để tính khoảng dự báo cho một năm sau."
    )
    assert said(vi.forecast_of_last_year(few)) == "Chưa đủ số liệu để kiểm chứng dự báo lập từ một năm trước."
    assert "not enough history" in said(en.forecast_of_last_year(few))
    assert vi.forecast_of_last_year(make_facts(group())) == ""


def test_a_period_that_still_runs_is_no_ground_for_a_forecast(group, make_facts):
    """Half a quarter would be taken for a fall."""
    facts = replace(make_facts(*by_month(group, [200, 210, 190] * 9), history=27), data_end=date(2021, 3, 20))

    assert said(vi.forecast(facts)) == "Số liệu của kỳ này chưa đầy đủ nên chưa dự báo kỳ tiếp theo."
    assert "not complete" in said(en.forecast(facts))
