"""What is made from facts.json: the form and its identities, tables, CSV, texts and pictures."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from onestop_analysis.audit import audit_text
from onestop_analysis.document import plain
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts
from onestop_analysis.factsheet import FactSheet, read_sheet, sheet_of
from onestop_analysis.official.accessible import write_tables
from onestop_analysis.official.card766 import write_card
from onestop_analysis.official.form_ii06a import CHECKS, FIRST_ROW, TOTAL, check_row, form_rows, write_form
from onestop_analysis.official.observations_csv import cell_text, write_csv
from onestop_analysis.official.order import alphabetical
from onestop_analysis.official.press_release import press_release
from onestop_analysis.official.tables import data_tables
from onestop_analysis.periods import parse_period
from onestop_analysis.project import read_centre, read_names

# The quarter of the published release; one with withdrawn dossiers; the official quarter; the first one.
PERIODS = [("2021-Q1", "calendar"), ("2020-Q4", "calendar"), ("2020-Q1", "vpcp"), ("2019-Q1", "calendar")]


@pytest.fixture(name="centre", scope="module")
def _centre(sample_project):
    return read_centre(sample_project, "lang-son")


@pytest.fixture(name="sheet", scope="module", params=PERIODS, ids="-".join)
def _sheet(request, sample_project):
    """The facts of a quarter, as facts.json carries them."""
    label, convention = request.param
    facts = read_facts("lang-son", label, convention=convention, project=sample_project)
    return sheet_of(json.loads(json.dumps(facts.to_json())))


@pytest.fixture(name="quarter", scope="module")
def _quarter(sample_project):
    return sheet_of(read_facts("lang-son", "2021-Q1", project=sample_project).to_json())


def _rows(path, name):
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


@pytest.mark.parametrize(("name", "dimension"), [("II.06a", "field"), ("Theo đơn vị", "agency")])
def test_the_form_read_back_equals_the_observations(sheet, centre, tmp_path, name, dimension):
    """Every cell of the thirteen columns, formulas included, holds what was counted; the last row is the total."""
    write_form(sheet, centre, tmp_path / "form.xlsx")
    rows = _rows(tmp_path / "form.xlsx", name)
    expected = form_rows(sheet, dimension)

    assert rows[FIRST_ROW - 1][:13] == [f"({number})" for number in range(1, 14)]
    for index, row in enumerate(expected[:-1]):
        assert rows[FIRST_ROW + index][:13] == [row.number, row.name, *row.values]
        if row.number.isdigit():
            assert row.values[0] == sheet.get("received", **{dimension: row.name}).value
    total = rows[FIRST_ROW + len(expected) - 1]
    assert total[0] == TOTAL
    assert total[2] == sheet.get("received").value
    assert total[6:10] == [sheet.get("resolved").value, *_timeliness(sheet)]
    assert total[10] == sheet.get("pending").value


def _timeliness(sheet):
    return [sheet.get("resolved", timeliness=kind).value for kind in ("early", "on_time", "late")]


def _parts_of(rows, row):
    return [sum(column) for column in zip(*(rows[place].values for place in row.parts), strict=True)]


def test_the_forms_identities_hold_in_every_row(sheet):
    """(3)=(4)+(5)+(6), (7)=(8)+(9)+(10), (11)=(12)+(13), (3)=(7)+(11) with what has no column counted beside it."""
    for dimension in ("field", "agency"):
        rows = form_rows(sheet, dimension)
        assert [row.name for row in rows if any(check_row(row))] == []
        assert [row.name for row in rows if row.parts and _parts_of(rows, row) != [*row.values]] == []
        assert [row.name for row in rows if not row.number.isdigit()] == ["Cấp tỉnh", "Cấp huyện", "Cấp xã", TOTAL]


def _by_level(fact, levels):
    """The same count at the level of its field."""
    level = levels[fact.breakdown["field"]]
    return replace(fact, id=f"{fact.id}@{level}", breakdown={"level": level, **fact.breakdown})


def _of_levels(sheet):
    """Every other field becomes one of the communes, with the facts that a store of two levels has."""
    fields = sorted({fact.breakdown["field"] for fact in sheet.by("received", "field")})
    levels = {name: ("province", "commune")[place % 2] for place, name in enumerate(fields)}
    rows = [_by_level(fact, levels) for fact in sheet if "field" in fact.breakdown and fact.unit == "dossier"]
    sums = {}
    for fact in rows:
        at = {name: value for name, value in fact.breakdown.items() if name != "field"}
        key = (fact.measure, tuple(at.items()))
        total = sums.get(key, replace(fact, id=str(key), breakdown=at, value=0))
        sums[key] = replace(total, value=total.value + fact.value)
    return sheet.having([*(fact for fact in sheet if "level" not in fact.breakdown), *rows, *sums.values()])


def test_the_form_has_a_part_for_each_level(quarter, centre, tmp_path):
    """Each field stands under its level, a part is the sum of its rows, the total that of the parts, as formulas."""
    sheet = _of_levels(quarter)
    rows = form_rows(sheet, "field")
    write_form(sheet, centre, tmp_path / "form.xlsx")
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()

    parts = [row for row in rows if row.number.isalpha()]
    assert [(row.number, row.name) for row in parts] == [("A", "Cấp tỉnh"), ("B", "Cấp huyện"), ("C", "Cấp xã")]
    assert parts[0].values[0] + parts[2].values[0] == quarter.get("received").value
    assert all(_parts_of(rows, row) == [*row.values] for row in rows if row.parts)
    assert [row.name for row in rows if any(check_row(row))] == []
    places = [FIRST_ROW + 1 + place for place in rows[-1].parts]
    assert f"<f>{'+'.join(f'C{place}' for place in places)}</f>" in page


def test_there_are_no_districts_from_july_2025_on(quarter):
    """A period that begins on or after 2025-07-01 has the parts province and commune."""
    later = [replace(fact, period=parse_period("2025-Q3")) for fact in quarter if fact.period == quarter.period]

    rows = form_rows(quarter.having(later), "field")

    assert [row.name for row in rows if row.number.isalpha()] == ["Cấp tỉnh", "Cấp xã"]


def test_the_checks_of_the_form_are_formulas(quarter, centre, tmp_path):
    """A cell that somebody changes shows at once: sums and checks are formulas, no text becomes one."""
    write_form(quarter, centre, tmp_path / "form.xlsx")
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    rows = _rows(tmp_path / "form.xlsx", "II.06a")
    count = len(form_rows(quarter, "field"))

    assert f"<f>SUM(D{FIRST_ROW + 2}:F{FIRST_ROW + 2})</f>" in page
    assert page.count("<f>IF(") == count * len(CHECKS)
    assert [row[16:20] for row in rows[FIRST_ROW : FIRST_ROW + count]] == [["Đúng"] * 4] * count


def test_a_broken_identity_is_shown_with_its_size(quarter, centre, tmp_path):
    """A row that does not add up says by how much."""
    changed = [
        replace(fact, value=fact.value + 3) if fact.id == "2021-Q1/pending/agency=Sở Y tế" else fact for fact in quarter
    ]
    write_form(quarter.having(changed), centre, tmp_path / "form.xlsx")

    row = next(row for row in _rows(tmp_path / "form.xlsx", "Theo đơn vị") if row[1] == "Sở Y tế")

    assert row[16:20] == ["Đúng", "Đúng", "Lệch 3", "Lệch -3"]


def test_the_form_has_its_official_block(quarter, centre, tmp_path):
    """Form number, circular, reporter, receiver, period, days and unit stand above the table."""
    write_form(quarter, centre, tmp_path / "form.xlsx")
    text = "\n".join(str(cell) for row in _rows(tmp_path / "form.xlsx", "II.06a")[:FIRST_ROW] for cell in row if cell)

    for expected in (
        "II.06a/VPCP/KSTT", "01/2020/TT-VPCP", centre.name, centre.superior, "Quý I năm 2021",
        "Từ ngày 01/01/2021 đến ngày 31/03/2021", "từ 15/12/2020 đến 14/03/2021", "Số hồ sơ TTHC", centre.synthetic,
    ):  # fmt: skip
        assert expected in text


def test_a_name_is_never_a_formula(quarter, centre, tmp_path):
    """Data that look like formulas or links stay text in workbooks, and are defused in CSV."""
    evil = "=HYPERLINK(1)"
    facts = [_renamed(fact, "Sở Y tế", evil) for fact in quarter]
    sheet = quarter.having(facts)
    write_form(sheet, centre, tmp_path / "form.xlsx")
    write_tables(sheet, centre, tmp_path / "tables.xlsx")
    write_csv(sheet, tmp_path / "all.csv")

    for name in ("form.xlsx", "tables.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert all(f"<f>{evil[1:]}" not in archive.read(item).decode() for item in archive.namelist())
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8-sig"))))
    assert {row["agency"] for row in rows if "HYPERLINK" in row["agency"]} == {f"'{evil}"}
    assert [cell_text(cell) for cell in ("-1", -1, "+x", "@x", "x=1")] == ["'-1", -1, "'+x", "'@x", "x=1"]


def _renamed(fact, old, new):
    breakdown = {name: new if value == old else value for name, value in fact.breakdown.items()}
    return replace(fact, breakdown=breakdown)


def test_the_same_facts_give_the_same_bytes(quarter, centre, tmp_path):
    """Workbooks and CSV do not depend on the clock."""
    for write, name in ((write_form, "form.xlsx"), (write_tables, "tables.xlsx")):
        write(quarter, centre, tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write(quarter, centre, tmp_path / name)
        assert (tmp_path / name).read_bytes() == first


LANGUAGES = {"vi": ("Bìa", "Mục lục", "Ghi chú", "[không có]"), "en": ("Cover", "Contents", "Notes", "[none]")}


@pytest.fixture(name="told", params=["vi", "en"])
def _told(request, sample_project):
    """Tells a sheet in a language, with the names that it has there."""
    return lambda sheet: replace(sheet, lang=request.param, names=read_names(sample_project, request.param))


def test_every_sheet_of_the_accessible_workbook_is_one_tagged_table(quarter, centre, tmp_path, told):
    """Cover, contents and notes first; then a title, an explanation and one named table a sheet, no cell empty."""
    sheet = told(quarter)
    write_tables(sheet, centre, tmp_path / "tables.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "tables.xlsx")
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as archive:
        pages = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(book.sheet_names) + 1)]

    assert tuple(book.sheet_names[:3]) == LANGUAGES[sheet.lang][:3]
    assert all("<mergeCell" not in page and "<autoFilter" not in page for page in pages)
    assert [page.count("<tablePart ") for page in pages] == [0, *([1] * (len(pages) - 1))]
    for name in book.sheet_names[1:]:
        heads, *rows = _rows(tmp_path / "tables.xlsx", name)[3:]
        assert rows
        assert len(set(heads)) == len(heads)
        assert all("" not in row and len(row) == len(heads) for row in rows)


def test_the_accessible_workbook_read_back_equals_the_facts(sheet, centre, tmp_path, told):
    """Every number of every table is the fact's value or share, unrounded, in either language."""
    sheet = told(sheet)
    write_tables(sheet, centre, tmp_path / "tables.xlsx")

    for number, table in enumerate(data_tables(sheet), start=1):
        rows = _rows(tmp_path / "tables.xlsx", f"{number} {table.name}")[4:]
        for row, (name, facts) in zip(rows, table.rows, strict=True):
            assert row[0] == name
            for cell, head, fact in zip(row[1:], table.heads, facts, strict=True):
                expected = None if fact is None else fact.share if head.kind == "share" else fact.value
                assert cell == (LANGUAGES[sheet.lang][3] if expected is None else float(expected))


def test_the_766_card_read_back_is_that_of_the_facts(sheet, centre, tmp_path, told):
    """Component by component: counts, target, maximum; points come from a formula, or a reason stands there."""
    sheet = told(sheet)
    write_card(sheet, centre, tmp_path / "card.xlsx")
    _, *rows = _rows(tmp_path / "card.xlsx", "766")[5:]
    with zipfile.ZipFile(tmp_path / "card.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()

    expected = sheet.content["score766"]
    assert [row[0] for row in rows] == [component["code"] for component in expected]
    for row, component in zip(rows, expected, strict=True):
        numbers = [component["part"] if component["value"] is None else component["value"]]
        numbers += [component["whole"], component["target"] or 100, component["maximum"], component["score"]]
        assert [cell for cell in row[3:8] if not isinstance(cell, str)] == [
            item for item in numbers if item is not None
        ]
        assert row[1] == component["name"][sheet.lang]
        assert row[2] == component["formula"][sheet.lang]
        assert component["score"] is not None or row[8] == component["reason"][sheet.lang]
    assert page.count("<f>IF(E") == sum(component["score"] is not None for component in expected)


def test_the_english_press_release_says_what_the_vietnamese_says(sheet, centre):
    """Paragraph by paragraph both print the same facts; no Vietnamese is left but names."""
    english = press_release(replace(sheet, lang="en"), centre.in_language("en"))
    vietnamese = press_release(sheet, centre)

    def facts(paragraphs):
        return [sorted({run.ref.partition("#")[0] for run in part if run.kind == "number"}) for part in paragraphs]

    assert facts(english) == facts(vietnamese)
    words = " ".join(run.text for part in english for run in part if run.kind == "text")
    assert "hồ sơ" not in words
    assert not any(char.isdigit() for char in words)


def test_the_csv_read_back_equals_the_facts(sheet, tmp_path):
    """A row a fact, with every number and dimension."""
    write_csv(sheet, tmp_path / "all.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8-sig"))))

    assert len(rows) == len(sheet.facts)
    for row, fact in zip(rows, sheet, strict=True):
        numbers = ["" if item is None else str(item) for item in (fact.value, fact.whole, fact.share)]
        assert [row["value"], row["whole"], row["share"]] == numbers
        assert {name: row[name] for name in fact.breakdown} == fact.breakdown
        assert row["id"] == fact.id


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_our_own_press_release_has_no_finding(sheet, centre, lang):
    """`onestop audit` of what we publish finds nothing, and reads the figures that we meant, in both languages."""
    sheet, centre = replace(sheet, lang=lang), centre.in_language(lang)
    text = "\n\n".join(plain(part) for part in press_release(sheet, centre))

    result = audit_text(text, period=sheet.period)

    assert [finding.message("vi") for finding in result.findings] == []
    misread = [
        (claim.measure, claim.breakdown, claim.value)
        for claim in result.figures
        if not claim.measure.endswith("_change")
        and getattr(sheet.find(claim.measure, claim.breakdown), "value", None) != claim.value
    ]
    assert misread == []
    assert len(result.figures) >= 20


def test_a_press_release_types_no_number(sheet, centre):
    """Every number of the text is a run that names its fact, and prints it."""
    facts = {fact.id: fact for fact in sheet}
    runs = [run for part in press_release(sheet, centre) for run in part]

    assert not [run.text for run in runs if run.kind == "text" and any(char.isdigit() for char in run.text)]
    for run in runs:
        if run.kind == "number":
            key, _, form = run.ref.partition("#")
            assert run.text == facts[key].text(form=form or "number")


def test_a_quarter_in_which_nothing_happened_is_told_as_such(quarter, centre):
    """Zero dossiers make sentences, not divisions by zero."""
    empty = [replace(fact, value=0, whole=0 if fact.whole is not None else None) for fact in quarter]

    text = "\n".join(plain(part) for part in press_release(quarter.having(empty), centre))

    assert "không tiếp nhận hồ sơ nào" in text
    assert "không có hồ sơ nào được giải quyết xong" in text
    assert "%" not in text


def test_names_stand_in_vietnamese_order():
    """Đ is a letter after D, tones count last."""
    names = ["Điện", "Du lịch", "Dược", "Giá", "Ấn", "An", "Ăn", "Án"]

    assert sorted(names, key=alphabetical) == ["An", "Án", "Ăn", "Ấn", "Du lịch", "Dược", "Điện", "Giá"]


def test_facts_read_back_are_the_facts_written(quarter, tmp_path):
    """facts.json, read and written again, is the same."""
    (tmp_path / "facts.json").write_text(json.dumps(quarter.content), "utf-8")

    again = read_sheet(tmp_path)

    assert again.facts == quarter.facts
    assert again.having(again.facts).content["observations"] == quarter.content["observations"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"observations": []}', '{"observations": [{}]}'])
def test_what_is_no_facts_file_is_refused(tmp_path, content):
    """One sentence names the file or the fault."""
    (tmp_path / "facts.json").write_text(content, "utf-8")

    with pytest.raises(UserError, match=r"facts\.json"):
        read_sheet(tmp_path)


def test_a_count_of_what_nobody_counted_is_not_zero(quarter):
    """Zero where others of a breakdown were counted; unknown where nobody was."""
    assert isinstance(quarter, FactSheet)
    assert quarter.count("pending", field="Công chứng xyz").value == 0
    assert quarter.count("result_returned", field="Công chứng") is None
