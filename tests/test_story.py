"""The Vietnamese sentences: what they say in each situation, and that no number is typed."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onestop_analysis import formats, story
from onestop_analysis.document import MIME, plain, runs
from onestop_analysis.notes import NoteSection
from onestop_analysis.store import Batch, Source
from onestop_analysis.story import sections, vi
from onestop_analysis.story.vi import wording
from onestop_analysis.trends import change

STORY = Path(story.__file__).parent


def said(text):
    """What a reader sees of a marked text."""
    return plain(runs(text))


def test_lead_names_period_count_and_share_of_resolved(group, make_facts):
    """The first sentence gives the resolved dossiers and the share early or on time with its base."""
    facts = make_facts(group(count=19), group(count=1, closed="2021-03-20", due="2021-03-01"))

    assert said(vi.lead(facts)) == (
        "Trong quý I năm 2021, Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm giải quyết 20 hồ sơ; trong đó, "
        "số hồ sơ giải quyết đúng và trước hạn là 19 hồ sơ, đạt tỷ lệ 95,00% số hồ sơ đã giải quyết."
    )


def test_nothing_resolved_is_said_without_a_share(group, make_facts):
    """No share is printed where nothing was resolved."""
    facts = make_facts(group(closed=None))

    assert said(vi.lead(facts)).endswith("không có hồ sơ nào được giải quyết xong.")
    assert "%" not in said(vi.results(facts))


def test_one_late_dossier_never_rounds_to_all_in_time(group, make_facts):
    """100 % is never printed while something is late, nor 0 % while something is there."""
    facts = make_facts(group(count=100_000), group(count=1, closed="2021-03-20", due="2021-03-01"))

    assert "trên 99,99%" in said(vi.lead(facts))
    assert "trễ hạn 01 hồ sơ (chiếm dưới 0,01%)" in said(vi.results(facts))


def test_no_late_dossier_is_said_in_words(group, make_facts):
    """Zero is told as official prose tells it."""
    facts = make_facts(group(count=3))

    assert "không có hồ sơ trễ hạn" in said(vi.results(facts))
    assert vi.late_agencies(facts) == ""


def test_channels_are_listed_by_size_and_empty_ones_left_out(group, make_facts):
    """The largest channel comes first; a channel without dossiers is not named."""
    facts = make_facts(group(count=2, channel="in_person"), group(count=3))

    assert said(vi.intake(facts)) == (
        "Tổng số hồ sơ tiếp nhận tại Trung tâm trong quý I năm 2021 là 05 hồ sơ, trong đó tiếp nhận trực tuyến "
        "03 hồ sơ (chiếm 60,00%) và tiếp nhận trực tiếp 02 hồ sơ (chiếm 40,00%)."
    )


def test_carried_over_dossiers_are_told_apart(group, make_facts):
    """New and carried-over dossiers both stand with their share of the received ones."""
    facts = make_facts(group(count=3), group("2020-12-20", count=1, closed="2021-01-10"))

    assert "03 hồ sơ (chiếm 75,00%) được tiếp nhận mới" in said(vi.carried_over(facts))
    assert "01 hồ sơ (chiếm 25,00%) từ kỳ trước chuyển sang" in said(vi.carried_over(facts))


def test_withdrawn_dossiers_are_outside_the_resolved_ones(group, make_facts):
    """A withdrawn dossier closes the balance but is not counted as resolved."""
    facts = make_facts(group(count=4), group(count=1, status="withdrawn"))

    assert "01 hồ sơ do người nộp rút" in said(vi.ended_without_result(facts))
    assert said(vi.balance(facts)) == (
        "Cân đối: 05 hồ sơ tiếp nhận bằng 04 hồ sơ đã giải quyết, 01 hồ sơ rút và 0 hồ sơ đang giải quyết."
    )


def test_pending_names_the_last_day_and_the_overdue_ones(group, make_facts):
    """Stock is counted at the end of the period's last day."""
    facts = make_facts(group(count=9, closed=None, due="2021-04-30"), group(count=1, closed=None, due="2021-03-01"))

    assert said(vi.pending(facts)) == (
        "Đến hết ngày 31/03/2021, còn 10 hồ sơ đang giải quyết, gồm 09 hồ sơ (chiếm 90,00%) còn trong hạn "
        "và 01 hồ sơ (chiếm 10,00%) đã quá hạn."
    )


def test_paused_dossiers_are_in_time_and_said_so(group, make_facts):
    """A dossier that waits for a supplement is not overdue, whatever its due date."""
    facts = make_facts(group(count=2, closed=None, due="2021-02-01", status="paused"))

    assert "còn 02 hồ sơ đang giải quyết, đều còn trong hạn" in said(vi.pending(facts))
    assert "02 hồ sơ" in said(vi.paused(facts))
    assert "tính là còn trong hạn" in said(vi.paused(facts))


def test_no_ratings_are_told_not_filled_in(group, make_facts):
    """A quarter without ratings says so and shows no share."""
    text = said(vi.satisfaction(make_facts(group())))

    assert "không có lượt đánh giá" in text
    assert "%" not in text


def test_ratings_go_from_best_to_worst(group, make_facts):
    """Ratings stand in the order of their scale, counted in votes."""
    facts = make_facts(group(count=1, rating="dissatisfied"), group(count=3, rating="very_satisfied"))

    assert "rất hài lòng 03 lượt (chiếm 75,00%) và không hài lòng 01 lượt (chiếm 25,00%)" in said(
        vi.satisfaction(facts)
    )


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (12, 10, "tăng 02 hồ sơ (20,00%) so với quý IV năm 2020"),
        (5, 10, "giảm 05 hồ sơ (50,00%) so với quý IV năm 2020"),
        (10, 10, "bằng số của quý IV năm 2020"),
        (10, 0, "tăng 10 hồ sơ so với quý IV năm 2020"),
    ],
)
def test_a_change_has_direction_size_and_growth(group, make_facts, now, before, expected):
    """Rise, fall, no change and growth from nothing each have their words."""
    later = make_facts(group(count=now)).get("received")
    earlier = make_facts(group("2020-11-02", count=before), period="2020-Q4")

    assert said(wording.compared(change(later, earlier.get("received")), earlier.period)) == expected


def test_first_quarter_of_the_series_has_no_comparison(group, make_facts):
    """Without history the report says so instead of comparing with nothing."""
    assert said(vi.comparison(make_facts(group()))) == "Chưa có số liệu của các kỳ trước để so sánh."


def test_letter_date_pads_as_decree_30_asks():
    """Days below ten and the months January and February get a leading zero."""
    assert formats.letter_day(date(2021, 2, 5)) == "ngày 05 tháng 02 năm 2021"
    assert formats.letter_day(date(2021, 3, 31)) == "ngày 31 tháng 3 năm 2021"


def test_notes_are_marked_as_the_centres_own_words(group, make_facts):
    """The centre's text is a note run, told apart from counted numbers."""
    facts = make_facts(group())
    object.__setattr__(facts, "notes", (NoteSection("Hoạt động", ("Lập 01 tổ.", ("việc 1", "việc 2"))),))

    content = sections.activities(facts).items

    assert [run.kind for item in content[1:3] for run in item.content] == ["note", "note"]
    assert [run.text for item in content[3].items for run in item] == ["việc 1", "việc 2"]


def test_a_number_carries_its_counts_and_its_source(group, make_facts):
    """Count and share have one origin: what was divided by what, in which data set."""
    facts = make_facts(group(count=19), group(count=1, closed="2021-03-20", due="2021-03-01"))
    origins = sections.lead(facts).meta["origins"]

    assert origins["2021-Q1/resolved/timeliness=early_or_on_time"] == {
        "number": 2,
        "name": "Hồ sơ đã giải quyết, đúng và trước hạn",
        "period": "quý I năm 2021",
        "value": "19 (95,00%)",
        "formula": "19 / 20",
        "source": "bộ dữ liệu thu (0 tệp, xem bảng Nguồn dữ liệu)",
    }


def test_every_section_shows_itself_as_json_html_and_text(group, make_facts):
    """A section carries its JSON for the exporters and reads well without them."""
    bundle = sections.lead(make_facts(group()))._repr_mimebundle_()

    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert bundle[MIME]["id"] == "lead"


def test_no_digit_is_typed_in_story_code():
    """Numbers reach prose only through observations: no text literal of the story holds a digit."""
    found = [
        (path.name, node.value)
        for path in STORY.rglob("*.py")
        for node in _literals(ast.parse(path.read_text("utf-8")))
        if re.search(r"\d", node.value)
    ]

    assert found == []


def _literals(tree):
    """String constants outside docstrings."""
    docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node for node in strings if id(node) not in docs]


def _has_docstring(node):
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return isinstance(node, documented) and ast.get_docstring(node) is not None


def test_the_notebook_shows_the_sections_in_the_expected_order():
    """The list that the completeness check expects is what the story offers."""
    assert set(sections.SECTIONS) == {name for name, _ in inspect.getmembers(story, inspect.isfunction)}


def test_corrections_of_the_source_are_listed(group, make_facts):
    """What was put right before counting stands in the report: where, what, why, and who was told."""
    entry = {
        "file": "a.csv", "where": {"dossier_id": "H37-2"}, "column": "due_at", "expect": "05/02/2021",
        "value": "05/04/2021", "reason": "gõ nhầm tháng", "reported_to": "Công an tỉnh", "rows": 1,
    }  # fmt: skip
    batch = Batch("0" * 16, 1, "2021-04-01T00:00:00+00:00", 1, (), Source("a.csv", "0" * 64, corrections=(entry,)))
    facts = make_facts(group())
    listed = sections.method(replace(facts, batches=(batch,))).items[-1]

    assert [plain(cell) for cell in listed.rows[0]] == [
        "a.csv", "H37-2, Ngày hẹn trả", "05/02/2021", "05/04/2021", "gõ nhầm tháng", "Công an tỉnh",
    ]  # fmt: skip
    assert "corrections" not in [getattr(item, "name", "") for item in sections.method(facts).items]
