"""The charts: what they draw, say and tabulate. Data and labels of the artists are tested, not pixels."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
import seaborn as sns
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from onestop_analysis import charts
from onestop_analysis.charts import lines, style
from onestop_analysis.charts.notes import Note, place
from onestop_analysis.charts.parts import agency_bars, channel_bars, rating_bars, timeliness_bars
from onestop_analysis.document import Chart, plain
from onestop_analysis.notes import Event
from onestop_analysis.periods import parse_period

ALL = (
    charts.intake_by_channel,
    charts.resolved_by_timeliness,
    charts.pending_by_deadline,
    charts.received_by_agency,
    charts.ratings,
    charts.monthly_flow,
    charts.pending_by_month,
    charts.online_share_by_month,
    charts.on_time_by_month,
)
NUMBER = re.compile(r"(?:trên |dưới )?\d[\d.,]*%?")
SUSPENDED = Event(date(2021, 2, 1), "Tạm dừng cấp đổi CMND", "")
LONG = "Văn phòng Đăng ký đất đai và Phát triển quỹ đất khu vực liên huyện " * 3


@pytest.fixture(name="facts")
def _facts(make_facts, group):
    """A quarter with three months of history before it, in the shape of the Lang Son release."""
    return make_facts(
        group("2020-10-05", count=900, channel="in_person"),
        group("2020-11-05", count=800, channel="online"),
        group("2020-12-05", count=700, channel="in_person", closed="2020-12-20"),
        group("2021-01-05", count=5738, rating="very_satisfied"),
        group("2021-02-03", count=9000, due="2021-02-10", channel="in_person", agency="Sở B", rating="satisfied"),
        group("2021-03-02", count=4, due="2021-03-03", channel="post", rating="dissatisfied"),
        group("2021-03-20", count=60, closed=None, due="2021-04-02"),
        group("2021-03-21", count=3, closed=None, due="2021-03-25"),
        history=6,
        events=[SUSPENDED],
    )


@pytest.fixture(name="made")
def _made(facts):
    return [chart(facts) for chart in ALL]


def texts(figure):
    """All texts that stand on a figure."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_text().strip()]


def rows(chart):
    """The table of a chart as plain text."""
    return [tuple(plain(cell) for cell in row) for row in chart.table.rows]


def test_the_look_of_charts_is_seaborns_white_style():
    """Drawing takes seaborn's style without loading seaborn: what matplotlib's copy lacks is set by us."""
    of_ours = ("font", "image", *style.SETTINGS)
    white = {name: value for name, value in sns.axes_style("white").items() if not name.startswith(of_ours)}

    with style.look():
        assert {name: mpl.rcParams[name] for name in white} == white


def test_bars_are_as_long_as_their_counts(facts):
    """The drawing and the observations are the same numbers, in the same order."""
    figure = charts.draw_bars(timeliness_bars(facts.now))

    assert [bar.get_width() for bar in figure.axes[0].patches] == [5738, 9000, 4]


def test_every_bar_carries_its_number_and_share(facts):
    """No axis has to be read: the label says what the bar shows, a tiny count too."""
    drawn = texts(charts.draw_bars(timeliness_bars(facts.now)))

    assert {"Trước hạn", "Đúng hạn", "Trễ hạn", "5.738 (38,92%)", "9.000 (61,05%)", "4 (0,03%)"} <= set(drawn)


def test_a_drawing_says_what_it_counts(facts):
    """Copied into a memo, the picture alone still names its subject and the base of its shares."""
    assert (
        "Số hồ sơ tiếp nhận, gồm cả kỳ trước chuyển sang (tỷ lệ trong tổng số)" in charts.intake_by_channel(facts).svg
    )
    assert "Số lượt đánh giá (tỷ lệ trong tổng số)" in charts.ratings(facts).svg
    assert "Tỷ lệ trong số đã giải quyết" in charts.on_time_by_month(facts).svg


def test_late_is_the_only_warm_colour(facts):
    """The warm colour means late, and nothing else."""
    colors = {bar.label: bar.color for bar in timeliness_bars(facts.now)}

    assert colors == {"Trước hạn": style.ACCENT, "Đúng hạn": style.ACCENT, "Trễ hạn": style.WARM}


def test_the_title_is_the_message(made):
    """The reader learns the result from the title, with the counts that carry it."""
    titles = [plain(chart.title) for chart in made]

    assert titles[:5] == [
        "Hồ sơ nộp trực tiếp chiếm 60,79% tổng số tiếp nhận",
        "Giải quyết đúng và trước hạn đạt 99,97%, còn 04 hồ sơ trễ hạn",
        "Cuối kỳ còn 63 hồ sơ đang giải quyết, trong đó quá hạn 03 hồ sơ (4,76%)",
        "Sở B tiếp nhận nhiều nhất: 9.000 hồ sơ (60,79%)",
        "Hài lòng chiếm 61,05% số lượt đánh giá",
    ]
    assert titles[5:] == [
        "Tiếp nhận mới trong tháng 3 năm 2021: 67 hồ sơ, thấp nhất kể từ tháng 10 năm 2020",
        "Cuối tháng 3 năm 2021 còn 63 hồ sơ đang giải quyết, quá hạn 03 hồ sơ",
        "Tỷ lệ nộp trực tuyến tăng từ 0,00% (tháng 10 năm 2020) lên 94,03% (tháng 3 năm 2021)",
        "Tỷ lệ đúng và trước hạn trong tháng 3 năm 2021 đạt 0,00%",
    ]


def test_table_holds_what_is_drawn_and_closes_with_the_whole(facts):
    """Who cannot see the bars reads the same numbers."""
    assert rows(charts.intake_by_channel(facts)) == [
        ("Trực tiếp", "9.000", "60,79%"),
        ("Trực tuyến", "5.801", "39,18%"),
        ("Bưu chính công ích", "4", "0,03%"),
        ("Tổng số", "14.805", ""),
    ]


def test_months_table_has_a_row_for_every_month(facts):
    """The lines of a chart are the columns of its table."""
    table = rows(charts.monthly_flow(facts))

    assert [row[0] for row in table] == ["10/2020", "11/2020", "12/2020", "01/2021", "02/2021", "03/2021"]
    assert table[-1] == ("03/2021", "67", "4")


def test_alternative_text_tells_every_bar(facts):
    """The alternative text serves in place of the picture: kind, subject, period, every number."""
    alt = plain(charts.resolved_by_timeliness(facts).alt)

    assert alt == (
        "Biểu đồ thanh ngang. Hồ sơ đã giải quyết theo thời hạn, quý I năm 2021, tổng số 14.742 hồ sơ: "
        "Trước hạn 5.738 hồ sơ (38,92%); Đúng hạn 9.000 hồ sơ (61,05%); Trễ hạn 04 hồ sơ (0,03%)."
    )


def test_alternative_text_of_lines_tells_ends_extremes_and_events(facts):
    """A trend in words: where it starts and ends, where it peaks, what happened."""
    alt = plain(charts.monthly_flow(facts).alt)

    assert "từ tháng 10 năm 2020 đến tháng 3 năm 2021: tiếp nhận mới từ 900 đến 67" in alt
    assert "cao nhất 9.000 trong tháng 2 năm 2021" in alt
    assert "01/02/2021 Tạm dừng cấp đổi CMND" in alt


def test_every_digit_belongs_to_an_observation_or_a_date(facts, made):
    """Titles, alternative texts and tables print observations: each number run resolves, plain text has no digit."""
    known = facts.every_observation()
    for chart in made:
        cells = [cell for row in chart.table.rows for cell in row]
        for run in (run for content in (chart.title, chart.alt, chart.table.caption, *cells) for run in content):
            assert run.kind != "text" or not re.search(r"\d", run.text)
            if run.kind == "number":
                ref, _, form = run.ref.partition("#")
                assert known[ref].text(form=form or "number") == run.text
            if run.kind == "date":
                date.fromisoformat(run.ref)


def test_numbers_on_the_drawings_are_observations(facts, made):
    """Besides axis ticks and months, a drawing prints numbers of observations only."""
    known = {
        text for item in facts.every_observation().values() for text in (item.text(), item.text(form="share")) if text
    }
    for chart in made[:5]:
        svg = "\n".join(ET.fromstring(chart.svg).itertext())  # noqa: S314 - our own drawing
        assert set(NUMBER.findall(svg)) <= known


def test_ids_are_unique_and_name_chart_and_table(made):
    """An exporter can link to each chart and to its table."""
    ids = [chart.id for chart in made]

    assert len(set(ids)) == len(ALL)
    assert [chart.table.id for chart in made] == [f"{name}-data" for name in ids]


def test_same_facts_give_the_same_bytes(facts, made):
    """A report made twice is the same file: no clock, no random ids."""
    again = [chart(facts) for chart in ALL]

    assert again == made


def test_drawing_changes_no_global_setting(facts):
    """A notebook's own matplotlib settings stay as they were."""
    before = dict(mpl.rcParams)

    charts.intake_by_channel(facts)
    charts.monthly_flow(facts)

    assert dict(mpl.rcParams) == before


def test_svg_keeps_text_as_text_and_loads_nothing(made):
    """Text stays selectable in a font stack that browsers have, and nothing remote is named but the namespaces."""
    for chart in made:
        assert "'DejaVu Sans', Verdana, sans-serif" in chart.svg
        assert set(re.findall(r"https?://[^\"' ]+", chart.svg)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }
        assert ET.fromstring(chart.svg).get("width") == f"{style.WIDTH:.6f}pt"  # noqa: S314 - our own drawing


def test_lines_show_the_months_and_name_their_last_value(facts):
    """Points are the observations; the last month is labelled at the line."""
    new, resolved = facts.series("received", inflow="new"), facts.series("resolved")
    figure = charts.draw_lines(
        [charts.Line("Tiếp nhận mới", tuple(new)), charts.Line("Đã giải quyết", tuple(resolved), style.SECOND)],
        charts.Scale("Số hồ sơ"),
    )

    assert [list(line.get_ydata()) for line in reversed(figure.axes[0].lines)] == [
        [item.value for item in series] for series in (new, resolved)
    ]
    assert {"Tiếp nhận mới\n67", "Đã giải quyết\n4", "Số hồ sơ"} <= set(texts(figure))


def test_axis_numbers_are_vietnamese(facts):
    """Ticks have dots for thousands and start at zero."""
    figure = charts.draw_lines([charts.Line("Mới", tuple(facts.series("received", inflow="new")))], charts.Scale(""))
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]

    assert ticks[0] == "0"
    assert ticks[-1] == "10.000"


def test_a_shortened_axis_says_where_it_starts(make_facts, group):
    """The on-time axis may start above zero, and then names its start on the drawing."""
    facts = make_facts(
        group("2021-01-05", count=997),
        group("2021-01-05", count=3, due="2021-01-06"),
        group("2021-02-05", count=100),
        history=2,
        period="2021-02",
    )

    assert "(trục bắt đầu từ 99%)" in charts.on_time_by_month(facts).svg


def test_a_low_month_keeps_the_axis_at_zero(facts):
    """Nothing is cut off below: a month without any in time brings the axis down to zero."""
    assert "trục bắt đầu" not in charts.on_time_by_month(facts).svg


def test_event_stands_at_its_day_with_its_name(facts):
    """An event on the first day of a month is marked where that month begins."""
    figure = charts.draw_lines(
        [charts.Line("Mới", tuple(facts.series("received", inflow="new")))], charts.Scale(""), events=facts.events
    )
    (marked,) = [item for item in figure.axes[0].collections if len(item.get_segments()) == 1]

    assert marked.get_segments()[0][0][0] == pytest.approx(3.5)
    assert "Tạm dừng cấp đổi CMND" in texts(figure)


def test_events_outside_the_months_are_left_out(facts):
    """Only what happened within the months shown is marked."""
    early = Event(date(2019, 1, 1), "Trước đó", "")
    figure = charts.draw_lines(
        [charts.Line("Mới", tuple(facts.series("received", inflow="new")))], charts.Scale(""), events=[early]
    )

    assert "Trước đó" not in texts(figure)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(-0.5, 26.5), st.integers(1, 60)), max_size=9))
def test_names_of_events_never_overlap(drawn):
    """However many events there are, no name covers another or the axis title."""
    notes = [Note(x, "Sự kiện " * (size // 8) + "x" * (size % 8 + 1)) for x, size in sorted(drawn)]
    placed = place(notes, width=330, count=27, right=90, taken=(-50, 20))

    boxes = [(-50, 20, 0)]
    for note in placed:
        x, width = (note.x + 0.5) / 27 * 330, style.text_width(note.text)
        start = x - width if note.left else x
        boxes += [(start, start + width, row) for row in note.rows]
    for index, (start, end, row) in enumerate(boxes):
        assert start >= -50
        assert not [other for other in boxes[:index] if other[2] == row and other[0] < end and start < other[1]]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 150), min_size=1, max_size=5))
def test_names_of_lines_never_overlap(middles):
    """Lines that end close together still have legible names."""
    moved = sorted(lines.spread(middles, [23.0] * len(middles), ceiling=150))

    assert all(above - below >= 23 - 1e-6 for below, above in pairwise(moved))
    assert moved[-1] <= 150 - 23 / 2


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.text("Đắk Ủy-bân ", max_size=150), st.floats(30, 200))
def test_wrapped_names_lose_nothing_and_fit(text, width):
    """A long name takes more lines; no letter is cut and no line is wider than its room."""
    wrapped = style.wrap(text, width)

    assert re.sub(r"\s", "", wrapped) == re.sub(r"\s", "", text)
    assert style.text_width(wrapped) <= width


def test_sixty_agencies_are_ten_and_the_rest(make_facts, group):
    """The largest ten are drawn, the others together; the table closes with the whole."""
    facts = make_facts(*(group("2021-01-05", count=100 - i, agency=f"Cơ quan {i:02}") for i in range(60)))
    chart = charts.received_by_agency(facts)

    assert [row[0] for row in rows(chart)] == [
        *(f"Cơ quan {i:02}" for i in range(10)),
        "Các cơ quan còn lại",
        "Tổng số",
    ]
    assert rows(chart)[-2:] == [("Các cơ quan còn lại", "3.275", "77,42%"), ("Tổng số", "4.230", "")]
    assert facts.every_observation()["2021-Q1/received/agency_rank=11+"].value == 3275


def test_very_long_names_are_wrapped_not_cut(make_facts, group):
    """All of a long agency name stands on the drawing, within the page."""
    facts = make_facts(group(agency=LONG.strip()), group(agency="$x^2$ & <b>", count=2))
    figure = charts.draw_bars(agency_bars(facts.now))
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]

    assert names[1].replace("\n", " ") == LONG.strip()
    assert all(style.text_width(name) < style.WIDTH / 2 for name in names)
    assert "$x^2$ &amp; &lt;b&gt;" in charts.received_by_agency(facts).svg


def test_bars_and_their_numbers_fit_the_plot(make_facts, group):
    """Even the number behind the longest bar ends inside the drawing, however large it is."""
    for count in (1, 4321, 9_876_543_210_123):
        bars = channel_bars(make_facts(group(count=count), group(channel="post", count=count)).now)
        ax = charts.draw_bars(bars).axes[0]
        points = style.width_of(ax) / ax.get_xlim()[1]
        assert all(bar.observation.value * points + style.text_width(bar.text) < style.width_of(ax) for bar in bars)


def test_an_empty_period_is_said_not_drawn_wrong(make_facts):
    """Without dossiers there is no share to print: zeros are drawn, absent blocks are None."""
    facts = make_facts()

    assert plain(charts.intake_by_channel(facts).title) == "Không phát sinh hồ sơ tiếp nhận"
    assert plain(charts.resolved_by_timeliness(facts).title) == "Không phát sinh hồ sơ giải quyết xong"
    assert plain(charts.pending_by_deadline(facts).title) == "Không còn hồ sơ đang giải quyết"
    assert rows(charts.intake_by_channel(facts))[0] == ("Trực tiếp", "0", "–")
    assert charts.received_by_agency(facts) is None
    assert charts.ratings(facts) is None


@pytest.mark.parametrize("history", [0, 1])
def test_without_history_there_is_no_trend(make_facts, group, history):
    """One month, or explicit dates without months, is no trend: the caller leaves the chart out."""
    facts = make_facts(group(), history=history)

    assert [chart(facts) for chart in ALL[5:]] == [None] * 4


def test_a_month_without_dossiers_is_a_gap_not_a_zero(make_facts, group):
    """A share needs a base: the line is interrupted where nothing was resolved."""
    facts = make_facts(
        group("2021-01-05"), group("2021-03-05", count=3), group("2021-03-05", due="2021-03-06"), history=3
    )
    series = tuple(facts.series("resolved", timeliness="early_or_on_time"))
    figure = charts.draw_lines([charts.Line("Đúng hạn", series)], charts.Scale("", shares=True))

    assert list(figure.axes[0].lines[0].get_ydata()) == pytest.approx([100.0, float("nan"), 75.0], nan_ok=True)
    assert rows(charts.on_time_by_month(facts))[1] == ("02/2021", "–")


def test_a_last_month_without_dossiers_is_named_with_a_dash(make_facts, group):
    """The label of a line that stops says so instead of repeating an older value."""
    facts = make_facts(group("2020-12-05"), group("2021-01-05"), period="2021-02", history=3)
    series = tuple(facts.series("resolved", timeliness="early_or_on_time"))

    assert "Đúng hạn\n–" in texts(charts.draw_lines([charts.Line("Đúng hạn", series)], charts.Scale("", shares=True)))


def test_ratings_keep_their_order_and_only_the_levels_used(facts):
    """From the best down, without levels that the kiosk does not have."""
    assert [bar.label for bar in rating_bars(facts.now)] == ["Rất hài lòng", "Hài lòng", "Không hài lòng"]


def test_charts_draw_on_axes_that_are_handed_in(facts):
    """An analyst puts two charts side by side on a figure of her own."""
    figure = Figure(figsize=(12, 4))
    left, right = figure.subplots(1, 2)

    assert charts.draw_bars(channel_bars(facts.now), ax=left) is figure
    assert isinstance(charts.monthly_flow(facts, ax=right), Chart)
    assert left.patches
    assert right.lines


@pytest.mark.parametrize(("count", "step"), [(2, 150.0), (12, 30.0), (27, 13.0), (27, 4.0), (120, 2.0)])
def test_month_ticks_have_room_and_years(count, step):
    """Month numbers never touch; every year that has a tick is written once, and the last month is named."""
    first = parse_period("2019-01")
    ticks = lines.month_ticks([first.shift(i) for i in range(count)], step)
    places, years = list(ticks), [text.split("\n")[1] for text in ticks.values()]

    assert places[-1] == count - 1
    assert all((after - before) * step >= lines.TICK for before, after in pairwise(places))
    assert len([year for year in years if year]) == len({first.shift(i).year for i in places})


@pytest.mark.parametrize("color", [style.INK, style.QUIET, style.ACCENT, style.SECOND, style.WARM])
def test_text_colours_have_enough_contrast(color):
    """WCAG AA: 4,5 to 1 for text on white; the pale mark colour has 3 to 1 and is never a text's."""
    assert contrast(color) >= 4.5
    assert style.ink(color) == color
    assert contrast(style.PALE) >= 3
    assert style.ink(style.PALE) == style.QUIET


def contrast(color):
    """WCAG contrast of a colour with white."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
