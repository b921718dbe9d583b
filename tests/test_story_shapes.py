"""Sentences change their shape with the facts: all, one, none, and what the data do not say; in both languages."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pytest

from onestop_analysis.document import Section, plain, runs
from onestop_analysis.ingest import ingest_files
from onestop_analysis.notes import Event
from onestop_analysis.project import Project, Target
from onestop_analysis.story import en, sections, vi

LATE = {"closed": "2021-03-20", "due": "2021-03-01"}
OPEN = {"closed": None, "due": "2021-04-30"}
OVERDUE = {"closed": None, "due": "2021-03-01"}
CARRIED = {"received": "2020-12-20", "closed": "2021-01-10"}
CENTRE = "Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm"
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "quarterly_report.ipynb"


def said(text):
    """What a reader sees of a marked text."""
    return plain(runs(text))


@pytest.mark.parametrize(
    ("name", "rows", "vietnamese", "english"),
    [
        ("lead", [{"count": 3}],
         (f"Trong quý I năm 2021, {CENTRE} giải quyết 03 hồ sơ; toàn bộ số hồ sơ này được giải quyết đúng và trước hạn "
         "(đạt 100,00%)."),
         f"In Q1 2021, the {CENTRE} resolved 3 dossiers, all of them early or on time (100.00%)."),
        ("lead", [{}],
         (f"Trong quý I năm 2021, {CENTRE} giải quyết 01 hồ sơ; hồ sơ này được giải quyết đúng và trước hạn (đạt "
         f"100,00%)."),
         f"In Q1 2021, the {CENTRE} resolved 1 dossier, early or on time (100.00%)."),
        ("lead", [LATE | {"count": 2}],
         f"Trong quý I năm 2021, {CENTRE} giải quyết 02 hồ sơ; không có hồ sơ nào đúng hạn hoặc trước hạn.",
         f"In Q1 2021, the {CENTRE} resolved 2 dossiers, none of them early or on time."),
        ("intake", [{"count": 3}],
         ("Tổng số hồ sơ tiếp nhận tại Trung tâm trong quý I năm 2021 là 03 hồ sơ, gồm tiếp nhận trực tuyến 03 hồ sơ "
         "(chiếm 100,00%)."),
         "The Centre received 3 dossiers in Q1 2021: 3 (100.00%) online."),
        ("intake", [], "Trong kỳ không phát sinh hồ sơ tiếp nhận.", "No dossiers were received in the period."),
        ("carried_over", [], "", ""),
        ("carried_over", [CARRIED],
         "Toàn bộ số hồ sơ này từ kỳ trước chuyển sang, không có hồ sơ tiếp nhận mới trong kỳ.",
         "All of them were carried over from the period before; none were new."),
        ("results", [LATE],
         "Trung tâm đã giải quyết 01 hồ sơ, trong đó trễ hạn 01 hồ sơ (chiếm 100,00%).",
         "The Centre resolved 1 dossier: 1 (100.00%) late."),
        ("late_agencies", [LATE | {"agency": f"Sở {name}"} for name in "ABCDE"],
         "Hồ sơ trễ hạn thuộc nhiều cơ quan, không cơ quan nào có quá 01 hồ sơ.",
         "Many agencies had late dossiers, none of them more than 1."),
        ("agencies", [{"agency": "Chi nhánh số 7", "count": 3}, {"agency": "Sở A"}],
         "Hồ sơ phân theo cơ quan: Chi nhánh số 7: 03 hồ sơ (chiếm 75,00%) và Sở A 01 hồ sơ (chiếm 25,00%).",
         "Dossiers by agency: Chi nhánh số 7, 3 (75.00%); and Sở A, 1 (25.00%)."),
        ("late_agencies", [LATE | {"agency": f"Sở {name}"} for name in "ABCDEE"],
         "Hồ sơ trễ hạn thuộc nhiều cơ quan, nhiều nhất là Sở E (02 hồ sơ).",
         "Many agencies had late dossiers, most of all Sở E (2)."),
        ("returned", [{"count": 2}],
         "Trung tâm đã trả kết quả của 02 hồ sơ, đều trả trực tiếp tại quầy.",
         "The results of 2 dossiers were handed over, all of them at the counter."),
        ("pending", [OPEN], "Đến hết ngày 31/03/2021, còn 01 hồ sơ đang giải quyết, còn trong hạn.",
         "At the end of 31 March 2021, 1 dossier was in progress, within the time limit."),
        ("pending", [OVERDUE | {"count": 2}], "Đến hết ngày 31/03/2021, còn 02 hồ sơ đang giải quyết, đều đã quá hạn.",
         "At the end of 31 March 2021, 2 dossiers were in progress, all of them overdue."),
        ("pending", [{}], "Đến hết ngày 31/03/2021, không còn hồ sơ đang giải quyết.",
         "At the end of 31 March 2021 no dossiers were in progress."),
        ("agencies", [{}], "Toàn bộ hồ sơ thuộc Sở A.", "All dossiers went to Sở A."),
        ("agencies", [{"count": 3}, {"agency": "Sở B"}],
         "Hồ sơ phân theo cơ quan: Sở A 03 hồ sơ (chiếm 75,00%) và Sở B 01 hồ sơ (chiếm 25,00%).",
         "Dossiers by agency: Sở A, 3 (75.00%); and Sở B, 1 (25.00%)."),
    ],
)  # fmt: skip
def test_a_sentence_takes_the_shape_of_its_facts(group, make_facts, name, rows, vietnamese, english):
    """All, one and none are told in words of their own, never as a hundred or nought per cent of a list."""
    facts = make_facts(*(group(**row) for row in rows))

    assert said(getattr(vi, name)(facts)) == vietnamese
    assert said(getattr(en, name)(facts)) == english


def test_months_that_are_all_alike_have_no_highest(group, make_facts):
    """A series without ups and downs is told as one."""
    facts = make_facts(*(group(f"2021-0{month}-05", count=7) for month in (1, 2, 3)), history=3)

    assert said(vi.trend(facts)) == ("Từ tháng 1 năm 2021 đến tháng 3 năm 2021, tháng nào cũng tiếp nhận mới 07 hồ sơ.")
    assert said(en.trend(facts)) == "From January 2021 to March 2021, every month brought 7 dossiers."
    assert said(vi.online_trend(facts)).endswith("trong tháng 3 năm 2021 là 100,00%, bằng tháng 1 năm 2021.")
    assert (
        said(en.online_trend(facts))
        == "The share of dossiers received online was 100.00% in March 2021, as in January 2021."
    )


def test_an_event_says_how_long_it_lasted(group, make_facts):
    """First and last day where both are known; events after the period are not told."""
    events = [
        Event(date(2021, 2, 1), "A", "Tạm dừng.", until=date(2021, 2, 28)),
        Event(date(2021, 4, 1), "B", "Sau kỳ."),
    ]
    facts = make_facts(group(), events=events)

    assert [said(text) for text in vi.events(facts)] == ["Từ ngày 01/02/2021 đến ngày 28/02/2021: Tạm dừng."]
    assert [said(text) for text in en.events(facts)] == ["1 February 2021 to 28 February 2021: Tạm dừng."]


def test_a_period_whose_data_stop_early_says_so_and_compares_nothing(group, make_facts):
    """Up to the last event: no comparison, no target, no split of what is open by a date that is still to come."""
    target = Target("on_time_rate", 98, "Kế hoạch")
    groups = [group(count=10), group("2021-02-10", count=2, closed=None, due="2021-03-01")]
    facts = replace(make_facts(*groups, targets=(target,)), data_end=date(2021, 2, 20))
    notice = sections.lead(facts).items[0]

    assert notice.role == "notice"
    assert plain(notice.content) == (
        "Dữ liệu mới ghi nhận đến ngày 20/02/2021, chưa hết kỳ báo cáo: số liệu dưới đây là của phần kỳ đã có dữ liệu, "
        "chưa so sánh với các kỳ trước và với mục tiêu."
    )
    assert vi.comparison(facts) == vi.targets(facts) == vi.year_to_date(facts) == ""
    assert said(vi.pending(facts)) == "Đến hết ngày 20/02/2021, còn 02 hồ sơ đang giải quyết."
    assert said(en.pending(facts)) == "At the end of 20 February 2021, 2 dossiers were in progress."
    assert "The data end on 20 February 2021" in said(en.unfinished(facts))
    assert vi.unfinished(make_facts(*groups)) == en.unfinished(make_facts(*groups)) == ""


HEADS = "Mã hồ sơ,Tên thủ tục,Cơ quan,Hình thức tiếp nhận,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,Trạng thái"
DONE = "O-1,Thủ tục A,Sở A,Trực tuyến,22/03/2021,26/03/2021,25/03/2021,Đã trả kết quả"
STILL_OPEN = "O-2,Thủ tục A,Sở A,Trực tuyến,25/03/2021,10/06/2021,,Đang xử lý"


@pytest.mark.parametrize(
    ("lang", "lines"),
    [("vi", [DONE]), ("en", [DONE]), ("vi", [STILL_OPEN]), ("en", [DONE, STILL_OPEN])],
    ids=["one", "one, English", "only open", "two, English"],
)
def test_a_quarter_of_hardly_any_data_is_a_whole_report(tmp_path, monkeypatch, sample_project, lines, lang):
    """No field, rating, way of return, history or result: every cell of the notebook still shows its section."""
    project = _tiny_project(tmp_path, sample_project, lines)
    monkeypatch.setenv("ONESTOP_ROOT", str(project.root))
    names = {"centre": "tiny", "lang": lang}
    shown = [
        _run(cell.source, names) for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"
    ]
    text = "\n".join(_text(section) for section in shown if isinstance(section, Section))

    assert sum(isinstance(section, Section) for section in shown) == 13
    assert {"vi": "chưa có số liệu", "en": "no figures for earlier periods"}[lang] in text.lower()
    assert "None" not in text
    assert "NaN" not in text


def _tiny_project(root, sample_project, lines):
    project = Project(root)
    raw = project.raw / "tiny" / "2021-Q1" / "ho-so.csv"
    raw.parent.mkdir(parents=True)
    raw.write_text("\n".join([HEADS, *lines]) + "\n", "utf-8-sig")
    folder = project.centre_folder("tiny")
    folder.mkdir(parents=True)
    block = (sample_project.centre_folder("lang-son") / "centre.toml").read_text("utf-8")
    (folder / "centre.toml").write_text(block, "utf-8")
    ingest_files([raw], centre="tiny", project=project)
    return project


def _run(source, names):
    """Run a cell; what its last line shows. The parameters keep what the test has set."""
    *steps, last = ast.parse(source).body
    if all(isinstance(step, ast.AnnAssign) for step in (*steps, last)):
        steps = [step for step in (*steps, last) if step.target.id not in names]
        last = None
    exec(compile(ast.Module(steps, []), "cell", "exec"), names)  # noqa: S102  # our own notebook
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307


def _text(section):
    return section._repr_mimebundle_()["text/plain"]
