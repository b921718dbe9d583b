"""Small counts in public reports: hidden, not to be worked out, and totals that stay true."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis.disclosure import Policy, equations_of, hidden_counts, protect, redact
from onestop_analysis.disclosure.equations import is_count
from onestop_analysis.disclosure.redaction import LEFT_OUT
from onestop_analysis.disclosure.solving import solvable
from onestop_analysis.document import Chart, Column, ItemList, Paragraph, Section, Table, runs
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts
from onestop_analysis.factsheet import HIDDEN, sheet_of

AGENCIES = ("Sở A", "Sở B", "Sở C")
RATINGS = ("very_satisfied", "satisfied", "dissatisfied")


def votes_sheet(counts):
    """The facts of votes by agency and rating; counts[agency][rating]."""
    period = {"label": "2021-Q1", "start": "2021-01-01", "end": "2021-03-31", "convention": "calendar"}

    def row(breakdown, value):
        name = "/".join(("2021-Q1/satisfaction_votes", *(f"{key}={text}" for key, text in breakdown.items())))
        rest = {"whole": None, "unit": "vote", "period": period, "source": "test"}
        return {"id": name, "measure": "satisfaction_votes", "breakdown": breakdown, "value": value} | rest

    cells = [
        row({"agency": agency, "rating": rating}, value)
        for agency, values in zip(AGENCIES, counts, strict=False)
        for rating, value in zip(RATINGS, values, strict=False)
    ]
    agencies = [row({"agency": agency}, sum(values)) for agency, values in zip(AGENCIES, counts, strict=False)]
    ratings = [
        row({"rating": rating}, sum(column)) for rating, column in zip(RATINGS, zip(*counts, strict=True), strict=False)
    ]
    return sheet_of({"rule": "date", "observations": [row({}, sum(map(sum, counts))), *agencies, *ratings, *cells]})


def published_system(before, after):
    """The sums of a table of votes as a reader can write them: coefficients of hidden cells, known rest."""
    unknown = [fact.id for fact in after if fact.value is None]
    rows = []
    for fact in before:
        missing = [name for name in ("agency", "rating") if name not in fact.breakdown]
        for name in missing:
            parts = [
                item
                for item in before
                if set(item.breakdown) == {*fact.breakdown, name} and fact.breakdown.items() <= item.breakdown.items()
            ]
            rows.append((fact, parts))
    matrix = np.zeros((len(rows), len(unknown)), int)
    known = np.zeros(len(rows), int)
    for line, (whole, parts) in enumerate(rows):
        for fact, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if fact.id in unknown:
                matrix[line, unknown.index(fact.id)] += sign
            else:
                known[line] -= sign * fact.value
    return unknown, matrix, known


def unsolved(unknown, matrix):
    """Whether no unknown is fixed: each moves along some direction that leaves all sums as they are."""
    if not unknown:
        return True
    _, values, directions = np.linalg.svd(matrix.astype(float))
    free = directions[int((values > 1e-9).sum()) :]
    return bool((np.abs(free) > 1e-9).any(axis=0).all())


counts_of_votes = st.lists(
    st.lists(st.integers(0, 30) | st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(counts_of_votes)
def test_no_hidden_count_follows_from_the_sums(counts):
    """Solving the linear system of everything published fixes no hidden cell; small cells are hidden."""
    before = votes_sheet(counts)

    after = protect(before, Policy())

    unknown, matrix, _ = published_system(before, after)
    small = {fact.id for fact in before if fact.breakdown and 0 < fact.value < 10}
    assert small <= set(unknown)
    assert unsolved(unknown, matrix)
    assert [fact.value for fact in after if fact.value is not None and fact.value != before.by_id(fact.id).value] == []


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=2))
def test_several_tables_could_have_been_published_as_this_one(counts):
    """Trying all tables of small whole numbers: no hidden cell has one value only."""
    before = votes_sheet(counts)
    after = protect(before, Policy(threshold=3))
    unknown, matrix, known = published_system(before, after)
    top = sum(map(sum, counts))
    inner = [name for name in unknown if name.count("/") == 3]

    tables = {
        tuple(values[name] for name in unknown)
        for guess in itertools.product(range(top + 1), repeat=len(inner))
        if (values := _completed(before, dict(zip(inner, guess, strict=True)), unknown)) is not None
        and (matrix @ [values[name] for name in unknown] == known).all()
    }

    for place, name in enumerate(unknown):
        assert len({table[place] for table in tables}) > 1, (counts, name)


def _completed(before, inner, unknown):
    """Hidden sums from guessed cells."""
    values = dict(inner)
    cells = {fact.id: inner.get(fact.id, fact.value) for fact in before if len(fact.breakdown) == 2}
    for name in unknown:
        if name not in values:
            wanted = before.by_id(name).breakdown.items()
            values[name] = sum(value for key, value in cells.items() if wanted <= before.by_id(key).breakdown.items())
    return values


@pytest.fixture(name="quarter", scope="module")
def _quarter(sample_project):
    return sheet_of(read_facts("lang-son", "2021-Q1", project=sample_project).to_json())


def test_a_whole_report_gives_nothing_away(quarter):
    """Over all sums of a real quarter, months and balances included, nothing hidden can be solved."""
    policy = Policy()
    hidden = hidden_counts(quarter, policy)
    values = {fact.id: fact.value for fact in quarter if isinstance(fact.value, int)}

    assert solvable(equations_of(quarter), hidden, values) == set()
    assert {fact.id for fact in quarter if "versus" not in fact.breakdown and policy.is_small(fact)} <= hidden | {
        fact.id for fact in quarter if fact.unit not in ("dossier", "vote")
    }


def test_a_whole_report_withstands_linear_algebra(quarter):
    """A second opinion on the real quarter: published sums leave each hidden count free to move."""
    hidden = sorted(hidden_counts(quarter, Policy()))
    place = {name: column for column, name in enumerate(hidden)}
    rows = []
    for equation in equations_of(quarter):
        row = np.zeros(len(hidden))
        for name, sign in [(equation.whole, -1), *((part, 1) for part in equation.parts)]:
            if name in place:
                row[place[name]] += sign
        rows += [row] if row.any() else []

    assert len(hidden) > 300
    assert unsolved(hidden, np.unique(np.array(rows), axis=0))


def test_a_higher_threshold_hides_more(quarter):
    """The threshold is the office's own choice; what 5 hides, 10 hides too or protects in another way."""
    small = {
        level: {fact.id for fact in quarter if is_count(fact) and Policy(level).is_small(fact)} for level in (5, 10)
    }

    assert small[5] < small[10]
    assert small[5] <= hidden_counts(quarter, Policy(5))
    assert small[10] <= hidden_counts(quarter, Policy(10))


def test_totals_stay_and_are_true(quarter):
    """What is not divided by agency, field, procedure or rating is published as it was counted."""
    after = protect(quarter, Policy())

    for fact in quarter:
        if not {"agency", "field", "procedure", "rating"} & set(fact.breakdown):
            assert after.by_id(fact.id) == fact
    assert after.get("resolved", timeliness="late").value == 4


def test_the_pattern_does_not_depend_on_the_order(quarter):
    """The same facts in another order hide the same cells."""
    turned = quarter.having([quarter.facts[0], *reversed(quarter.facts[1:])])

    assert hidden_counts(turned, Policy()) == hidden_counts(quarter, Policy())


def test_what_depends_on_a_hidden_count_has_no_number(quarter):
    """No share of a hidden whole, no statistic of a hidden agency, no whole that is hidden elsewhere."""
    after = protect(quarter, Policy())
    hidden = {fact.id for fact in after if fact.value is None}

    for fact in after:
        if fact.id.rsplit("/", 1)[0] in hidden:
            assert fact.whole is None
            assert fact.text(form="share") == HIDDEN
    agencies = {f.breakdown["agency"] for f in after.by("resolved", "agency") if f.value is None}
    for fact in (*after.by("processing_time", "agency", "statistic"), *after.by("backlog_days", "agency")):
        assert fact.breakdown["agency"] not in agencies or fact.value is None


def test_zeros_are_hidden_where_that_is_asked_for():
    """By default nothing is a count that may be seen; the policy can hide it too."""
    sheet = votes_sheet([[40, 0, 30], [50, 20, 0], [60, 30, 20]])

    assert hidden_counts(sheet, Policy()) == set()
    assert "2021-Q1/satisfaction_votes/agency=Sở A/rating=satisfied" in hidden_counts(sheet, Policy(zeros=True))


def test_ones_that_add_up_to_their_number_are_not_left_alone():
    """Two hidden cells that are two together would both be known to be one; a third is hidden beside them."""
    sheet = votes_sheet([[1, 40, 50], [1, 60, 70], [0, 80, 90]])

    hidden = {name for name in hidden_counts(sheet, Policy(threshold=2)) if "very_satisfied" in name}

    assert "2021-Q1/satisfaction_votes/agency=Sở C/rating=very_satisfied" in hidden


def test_a_threshold_that_hides_nothing_is_refused():
    """One sentence says what is allowed."""
    with pytest.raises(UserError, match=r"10"):
        Policy(threshold=1)


def _section(sheet):
    late = sheet.get("satisfaction_votes", agency="Sở A", rating="dissatisfied")
    rating, total = sheet.get("satisfaction_votes", rating="dissatisfied"), sheet.get("satisfaction_votes")
    table = Table("t", runs("Bảng"), (Column("Cơ quan"), Column("Số lượt")), ((runs("Sở A"), runs(f"{late}")),))
    return Section(
        "votes",
        runs("Đánh giá"),
        (
            Paragraph(runs(f"Có {total} lượt, không hài lòng {rating:count} lượt ({rating:share}).")),
            Paragraph(runs(f"Không hài lòng nhiều nhất ở Sở A ({late} lượt).")),
            ItemList((runs(f"Sở A: {late}"), runs(f"Tổng: {total}"))),
            table,
            Chart("c", runs("Biểu đồ"), "<svg/>", runs("mô tả"), table),
        ),
    ).to_json()


def test_a_report_is_redacted_with_its_facts():
    """Hidden numbers leave text and tables, sentences that pick by them go, a chart is shown as its table."""
    before = votes_sheet([[40, 30, 1], [50, 20, 1], [60, 30, 1]])
    section = json.loads(json.dumps(_section(before)))
    section["meta"]["origins"] = {fact.id: {"value": str(fact.value)} for fact in before}

    after = redact(section, protect(before, Policy()))

    paragraph, passage, listed, table, chart = after["items"]
    assert (
        "".join(run["text"] for run in paragraph["content"]) == f"Có 233 lượt, không hài lòng {HIDDEN} lượt ({HIDDEN})."
    )
    assert "Sở A" not in str(passage)
    assert "Sở A" not in str(listed["items"][0])
    assert "233" in str(listed["items"][1])
    assert table["rows"][0][1][0]["text"] == HIDDEN
    assert chart["kind"] == "table"
    assert "svg" not in chart
    hidden = {fact.id for fact in protect(before, Policy()) if fact.hidden}
    assert hidden
    assert set(after["meta"]["origins"]) == {fact.id for fact in before} - hidden


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Cuối kỳ còn {total} hồ sơ, gồm {part} hồ sơ đều đã quá hạn. Hết.", "Cuối kỳ còn 71 hồ sơ. Hết."),
        ("At the end {total} were open: {part} was overdue.", "At the end 71 were open. "),
        ("Có {part} hồ sơ chờ bổ sung.", LEFT_OUT["vi"]),
        ("Có {part} hồ sơ rút. Tổng số {total}.", "Tổng số 71."),
    ],
)
def test_what_a_hidden_number_would_tell_by_its_grammar_goes(text, told):
    """'was', 'đều': of a sentence with a hidden number stays what it says before that clause."""
    sheet = votes_sheet([[40, 30, 1]])
    total, part = (
        sheet.get("satisfaction_votes"),
        replace(sheet.get("satisfaction_votes"), id="x", value=None, hidden=True),
    )
    content = runs(text.format(total=f"{total:count}", part=f"{part:count}"))
    section = Section("a", (), (Paragraph(content),)).to_json()

    after = redact(json.loads(json.dumps(section)), sheet.having([*sheet, part]))

    assert "".join(run["text"] for run in after["items"][0]["content"]) == told
