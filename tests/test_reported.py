"""Promises of figures from other sources: kept apart by their source, set beside the dossiers' count."""

from __future__ import annotations

from dataclasses import replace

import pytest
import xlsxwriter

from onestop_analysis import read_facts, story
from onestop_analysis.audit import audit_text
from onestop_analysis.document import Table, plain
from onestop_analysis.errors import NoDataError, UserError
from onestop_analysis.figures import read_figures
from onestop_analysis.indicators import counterpart, observe_form, observe_forms, observe_release
from onestop_analysis.periods import parse_period

QUARTER = parse_period("2021-Q1")
HEADS = [
    ["STT", "Đơn vị", "Số hồ sơ nhận giải quyết", "", "", "Số hồ sơ đã giải quyết", "", "", ""],
    ["", "", "Tổng số", "Trực tuyến", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn"],
]
ROWS = [
    ["1", "Sở Tư pháp", "989", "300", "4", "980", "80", "900", "0"],
    ["", "Tổng số", "30.228", "18.065", "700", "28.869", "5.738", "23.127", "4"],
]


@pytest.fixture(name="form")
def _form(tmp_path):
    """Writes a form of a centre's folder."""

    def write(name, rows=ROWS):
        path = tmp_path / "forms" / name
        path.parent.mkdir(exist_ok=True)
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate([*HEADS, *rows]):
                sheet.write_row(number, 0, row)
        return path

    return write


def shown(items):
    return {item.id.partition("/")[2]: item.value for item in items}


def test_a_forms_totals_are_observations_with_their_source(form):
    """The total row counts, as parts of their whole; the id and the source say that a form stated it."""
    found = observe_form(form("2021-Q1.xlsx"), QUARTER)
    late = next(item for item in found if item.id == "2021-Q1/resolved/timeliness=late/stated_by=form")

    assert shown(found)["received/stated_by=form"] == 30228
    assert shown(found)["resolved/timeliness=early_or_on_time/stated_by=form"] == 28865
    assert (late.whole, late.base, late.source) == (28869, "2021-Q1/resolved/stated_by=form", "form:2021-Q1.xlsx")


def test_a_forms_rows_are_parts_of_its_totals(form):
    """An agency's row is an observation of that agency, under the name of the reference table."""
    names = {"Tư pháp": "Sở Tư pháp"}
    rows = [[*ROWS[0][:1], "Tư pháp", *ROWS[0][2:]], ROWS[1]]
    found = observe_form(form("2021-Q1.xlsx", rows), QUARTER, called=lambda _, name: names.get(name, name))
    justice = next(item for item in found if item.id == "2021-Q1/received/agency=Sở Tư pháp/stated_by=form")

    assert (justice.value, justice.whole, justice.base) == (989, 30228, "2021-Q1/received/stated_by=form")
    assert shown(found)["resolved/agency=Sở Tư pháp/timeliness=early_or_on_time/stated_by=form"] == 980


def test_a_form_of_several_units_without_a_total_has_no_total(form):
    """Its rows are not added up: nobody says that they are all."""
    found = observe_form(form("2021-Q1.xlsx", [ROWS[0], [*ROWS[0][:1], "Sở Y tế", *ROWS[0][2:]]]), QUARTER)

    assert {item.dimensions[0] for item in found} == {"agency"}


def test_our_own_form_read_back_is_what_was_counted(sample_project, built):
    """Every cell of form II.06a that a report writes - by level, field and agency - is the dossiers' count again."""
    facts = read_facts("lang-son", "2021-Q1", project=sample_project)
    found = observe_form(built.folder / "form-ii06a.xlsx", QUARTER)
    own = {item.id: counterpart(item, facts.now) for item in found}

    assert {"agency", "field", "level", "inflow", "timeliness"} <= {name for item in found for name in item.dimensions}
    assert len(found) > 900
    assert [item.id for item in found if item.value != (own[item.id].value if own[item.id] else 0)] == []


def test_forms_of_other_kinds_and_later_periods_are_left_out(form, tmp_path):
    """A report of a calendar quarter sets earlier calendar quarters beside it, oldest first."""
    for name in ("2021-Q1", "2020-Q4", "2021-Q2", "2021-01", "2021-Q1.vpcp"):
        form(f"{name}.xlsx")

    form("~$2020-Q4.xlsx")  # what Excel leaves beside an open file

    found = [item.period.label for item in observe_forms(tmp_path, QUARTER)]
    assert list(dict.fromkeys(found)) == ["2020-Q4", "2021-Q1"]
    assert {item.period.convention for item in observe_forms(tmp_path, parse_period("2021-Q1", "vpcp"))} == {"vpcp"}


@pytest.mark.parametrize("name", ["quarter.xlsx", "2021-Q1.lunar.xlsx"])
def test_a_form_is_named_after_its_period(form, tmp_path, name):
    """A file whose period cannot be read is refused, with what its name should be."""
    form(name)
    with pytest.raises(UserError, match=r"2020-Q4\.xlsx"):
        observe_forms(tmp_path, QUARTER)


def test_a_release_that_gives_two_values_gives_none():
    """A figure on which a text contradicts itself, an approximate one and one of another year is not used."""
    text = (
        "Quý I năm 2021, đã giải quyết 6.976 hồ sơ.\nTrong quý I năm 2021 đã tiếp nhận 30.228 hồ sơ, "
        "đã giải quyết 28.869 hồ sơ, trong đó trễ hạn 4 hồ sơ. Cùng kỳ năm 2020 tiếp nhận 20.000 hồ sơ."
    )
    found = shown(observe_release(text, QUARTER, file="2021-Q1.txt"))

    assert found["received/stated_by=release"] == 30228
    assert "resolved/stated_by=release" not in found
    assert 20000 not in found.values()


def test_the_report_sets_sources_side_by_side(sample_project, form):
    """Where two sources speak of a figure the report says which it used, and whether they agree."""
    wrong = [[*ROWS[0][:2], "990", *ROWS[0][3:]], [*ROWS[1][:2], "30.000", *ROWS[1][3:]]]
    old = observe_form(form("2018-Q4.xlsx"), parse_period("2018-Q4"))
    found = (*old, *observe_form(form("2021-Q1.xlsx", wrong), QUARTER))
    facts = replace(read_facts("lang-son", "2021-Q1", project=sample_project), read_others=lambda: found)
    section = story.method(facts)
    table = next(item for item in section.items if isinstance(item, Table) and item.id == "stated")
    rows = {(plain(row[0]), plain(row[1])): [plain(cell) for cell in row[2:]] for row in table.rows}
    texts = " ".join(plain(item.content) for item in section.items if hasattr(item, "content"))

    now, then = "quý I năm 2021", "quý IV năm 2018"
    assert rows[now, "Hồ sơ tiếp nhận"] == ["30.228", "30.000", "biểu mẫu 2021-Q1.xlsx", "khác"]
    assert rows[now, "Hồ sơ đã giải quyết, trễ hạn"][-1] == "khớp"
    assert rows[now, "Hồ sơ tiếp nhận, Sở Tư pháp"] == ["989", "990", "biểu mẫu 2021-Q1.xlsx", "khác"]
    assert (now, "Hồ sơ tiếp nhận, Sở Tư pháp, kỳ trước chuyển sang") in rows
    assert "những ô khác với số đếm từ hồ sơ nêu trong bảng" in texts
    assert rows[then, "Hồ sơ tiếp nhận"] == ["–", "30.228", "biểu mẫu 2018-Q4.xlsx", "chỉ có ở nguồn này"]
    assert "Báo cáo dùng số đếm từ hồ sơ" in texts
    assert "khác nhau giữa các nguồn" in texts
    english = story.method(replace(facts, lang="en"))
    assert any("use" in plain(item.content) and "differ" in plain(item.content) for item in english.items[1:3])


def test_figures_of_every_source(sample_project):
    """The dossiers' count comes first, then what was published; a period that nobody knows is refused."""
    found = read_figures("lang-son", "2021-Q1", project=sample_project)

    assert [item.value for item in found if item.measure == "pending" and len(item.breakdown) < 2][:1] == [1359]
    assert {item.source.partition(":")[0] for item in found} == {"store", "release"}
    with pytest.raises(NoDataError):
        read_figures("lang-son", "2018-Q1", project=sample_project)


def test_an_audit_uses_the_form_where_there_are_no_dossiers(form):
    """A release is set against the form that was reported; the finding says so. It is not compared with itself."""
    text = "Quý IV năm 2018 đã tiếp nhận 30.000 hồ sơ."
    period = parse_period("2018-Q4")
    stated = observe_form(form("2018-Q4.xlsx"), period)
    found = audit_text(text, period=period).against([*observe_release(text, period, file="a.txt"), *stated]).findings

    assert [finding.rule for finding in found] == ["store"]
    assert "biểu mẫu đã báo cáo cho 30.228" in found[0].message("vi")
    assert "the form that was reported gives 30,228" in found[0].message("en")


def test_scores_of_the_portal_are_points(tmp_path, sample_project):
    """The rows of Decision 766 keep their decimals, are no dossiers, and have a name in words in the report."""
    path = tmp_path / "2021-Q1.json"
    path.write_text('[{"TEN": "Lạng Sơn", "TDGQ": "18,19", "TONG_SCORE": "65,05"}]', "utf-8")
    found = observe_form(path, QUARTER)
    facts = replace(read_facts("lang-son", "2021-Q1", project=sample_project), read_others=lambda: tuple(found))
    table = next(item for item in story.method(facts).items if isinstance(item, Table) and item.id == "stated")

    assert [(item.id, str(item.value), item.unit) for item in found] == [
        ("2021-Q1/score/index=progress/stated_by=form", "18.19", "point"),
        ("2021-Q1/score/index=all_indices/stated_by=form", "65.05", "point"),
    ]
    assert [plain(cell) for cell in table.rows[0][1:4]] == [
        "Điểm trên Cổng Dịch vụ công quốc gia, tiến độ giải quyết", "–", "18,19",
    ]  # fmt: skip
