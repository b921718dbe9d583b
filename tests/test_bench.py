"""The analyst's bench: parts of the dossiers, why a number changed, and panels that follow the pickers."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest

from onestop_analysis import trends
from onestop_analysis.bench import Explorer, Selection, progress
from onestop_analysis.bench.frames import TableView
from onestop_analysis.bench.panels import Panel, html_of
from onestop_analysis.document import Chart, Section, plain
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts

AGENCY = "Sở Tư pháp"


@pytest.fixture(name="facts", scope="module")
def _facts(sample_project):
    return read_facts("lang-son", "2021-Q1", project=sample_project)


@pytest.fixture(name="explorer")
def _explorer(sample_project):
    return Explorer(Selection(), sample_project)


@pytest.fixture(name="updates")
def _updates(monkeypatch):
    """What the cells of a notebook are given to show after their first output."""
    shown = []

    class Handle:
        update = shown.append

    monkeypatch.setattr("IPython.display.display", lambda *_, **__: Handle)
    return shown


@pytest.mark.parametrize("dimension", ["agency", "channel"])
def test_parts_make_up_the_whole(facts, dimension):
    """Whatever is counted of the parts adds up to what is counted of all, month by month."""
    names = {item.category(dimension) for month in facts.months for item in month.by("received", dimension)}
    parts = [facts.part(**{dimension: name}) for name in names]

    for measure, at in (("received", {}), ("received", {"inflow": "new"}), ("resolved", {"timeliness": "late"})):
        assert sum(part.get(measure, **at).value for part in parts) == facts.get(measure, **at).value
        sums = [
            sum(values) for values in zip(*([m.value for m in p.series(measure, **at)] for p in parts), strict=True)
        ]
        assert sums == [item.value for item in facts.series(measure, **at)]


def test_what_cannot_be_divided_is_not_zero(facts):
    """Nobody rates a procedure or a channel: asking for it is an error, not a count of nothing."""
    part = facts.part(channel="online")

    assert part.now.find("satisfaction_votes") is None
    with pytest.raises(KeyError):
        part.get("satisfaction_votes")


@pytest.mark.parametrize("where", [{}, {"channel": "online"}, {"agency": AGENCY}])
def test_branches_sum_to_their_change(facts, where):
    """Every step of the tree is the sum of the steps below it, the rest included."""
    found = trends.tree(facts.part(**where))

    assert found.change.value == facts.part(**where).get("received", inflow="new").value - _before(facts, where)
    for _, branch in found.walk():
        assert not branch.branches or branch.change.value == sum(part.change.value for part in branch.branches)


def _before(facts, where):
    return facts.part(**where).previous.get_one("received", inflow="new").value


def test_branches_of_the_rate_sum_to_its_change(facts):
    """Percentage points add up over agencies as over procedures, but for the rounding of each."""
    for _, branch in trends.tree(facts, "on_time_rate").walk():
        sums = sum(part.change.value for part in branch.branches)
        assert not branch.branches or abs(float(branch.change.value - sums)) <= 0.005 * (len(branch.branches) + 1)


def test_no_earlier_period_no_tree(facts):
    """Where nothing can be compared, nothing is split."""
    assert trends.tree(replace(facts, previous=None)) is None


def test_panels_follow_the_selection(explorer, updates):
    """Every panel that is shown is shown anew when something else is picked, and says what it is about."""
    panels = [explorer.overview(), explorer.flow(), explorer.table()]
    for panel in panels:
        panel._ipython_display_()
    explorer.select(agency=AGENCY)

    section, _, table = updates[-3:]
    assert AGENCY in plain(section.title)
    assert isinstance(table, TableView)
    assert set(table.frame["agency"]) == {AGENCY}


def test_pickers_change_what_is_shown(explorer, updates):
    """Choosing in a picker is selecting: agency, then one of its procedures, then another centre's period."""
    pickers = {child.description: child for child in _dropdowns(explorer.pickers())}
    explorer.overview()._ipython_display_()
    pickers["Đơn vị"].value = AGENCY
    procedure = pickers["Thủ tục"].options[1][1]
    pickers["Thủ tục"].value = procedure
    pickers["Kỳ"].value = "2020-Q4"

    assert explorer.selection.where == {"agency": AGENCY, "procedure": procedure}
    assert "Quý IV năm 2020" in plain(updates[-1].title)
    assert list(pickers) == ["Trung tâm", "Kỳ", "Hình thức", "Đơn vị", "Thủ tục", "Quy tắc hạn", "Quy ước kỳ"]


def test_a_picked_agency_offers_its_own_procedures(explorer):
    """Procedures of other agencies are not offered, and a chosen one is dropped with its agency."""
    pickers = {child.description: child for child in _dropdowns(explorer.pickers())}
    everything = len(pickers["Thủ tục"].options)
    pickers["Đơn vị"].value = AGENCY
    some = len(pickers["Thủ tục"].options)
    pickers["Thủ tục"].value = pickers["Thủ tục"].options[1][1]
    pickers["Đơn vị"].value = ""

    assert some < everything
    assert explorer.selection.where == {}


def test_what_cannot_be_shown_is_said_and_undone(explorer, monkeypatch):
    """A choice without data leaves everything as it was, and one sentence says why."""
    box = explorer.pickers()
    pickers = {child.description: child for child in _dropdowns(box)}
    monkeypatch.setattr("onestop_analysis.bench.explorer.read_counted", _no_data)
    pickers["Quy ước kỳ"].value = "vpcp"

    assert explorer.selection.convention == pickers["Quy ước kỳ"].value == "calendar"
    assert "không có dữ liệu" in box.children[-1].children[-1].value


def _no_data(*_, **__):
    raise UserError("không có dữ liệu", "no data")


def _dropdowns(box):
    """The pickers of a box, in the order in which people meet them."""
    for child in box.children:
        yield from _dropdowns(child) if hasattr(child, "children") else [child] if hasattr(child, "options") else []


def test_an_unknown_agency_is_refused_with_the_nearest(sample_project):
    """A misspelt name is no empty result: the message names the likely one."""
    with pytest.raises(UserError) as refused:
        Explorer(Selection(agency="Sở Tu pháp"), sample_project)

    assert AGENCY in refused.value.vi
    assert AGENCY in refused.value.en


def test_a_served_page_shows_widgets(explorer, monkeypatch):
    """Voila lets only widgets change after the page is there: the panel is one, without scripts."""
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    explorer.table()._ipython_display_()
    explorer.select(agency=AGENCY)

    (widget,) = shown
    assert AGENCY in widget.value
    assert "<script" not in widget.value


def test_what_is_seen_can_be_taken_along(explorer, tmp_path):
    """Each chart as SVG and PNG, the table and the months as CSV, and a text that says what they are about."""
    explorer.select(agency=AGENCY, lang="en")
    files = explorer.export(tmp_path / "bản ghi")

    assert {path.suffix for path in files} == {".svg", ".png", ".csv", ".txt"}
    assert all(path.stat().st_size for path in files)
    pictures = {path.stem for path in files if path.suffix == ".png"}
    assert pictures == {path.stem for path in files if path.suffix == ".svg"} == {c.id for c in explorer.charts()}
    with (tmp_path / "bản ghi" / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["received"]) for row in rows) == explorer.part.get("received").value
    assert "synthetic" in (tmp_path / "bản ghi" / "about.txt").read_text("utf-8").lower()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_tables_speak_the_language_and_load_nothing(explorer, lang):
    """Names are escaped, numbers keep their separators, and no script comes from elsewhere."""
    explorer.select(lang=lang)
    view = TableView(explorer.frame().assign(agency="<b>Sở</b>"), "Bảng", lang)

    assert {"vi": "8.479", "en": "8,479"}[lang] in view.plain_html()
    assert "<b>" not in view.plain_html() + view.html()
    assert "unpkg" not in view.html()


def test_sections_are_those_of_a_report(explorer):
    """What the bench shows can be published: sections with charts, their alternative texts and data."""
    made = (explorer.overview, explorer.flow, explorer.why, explorer.control, explorer.timeliness, explorer.channels)
    for panel in (make() for make in made):
        assert isinstance(panel, Panel)
        assert isinstance(panel.content, Section)
        assert 'class="onestop"' in html_of(panel.content)
        for chart in (item for item in panel.content.items if isinstance(item, Chart)):
            assert plain(chart.alt)
            assert chart.table.rows


@pytest.mark.parametrize("period", ["2020-01-20..2020-02-05", "2019-01", "2020"])
def test_any_period_can_be_looked_at(sample_project, period):
    """Without months, without an earlier period, or as long as a year: what cannot be drawn is said."""
    explorer = Explorer(Selection(period=period, channel="post", lang="en"), sample_project)
    made = (explorer.overview, explorer.flow, explorer.why, explorer.control, explorer.timeliness, explorer.channels)

    assert all(html_of(panel().content) for panel in made)
    assert len(explorer.frame())


@pytest.mark.parametrize(("patience", "said"), [(0, ["1 of 2", "2 of 2", ""]), (600, [])])
def test_a_long_count_says_how_far_it_is_and_leaves_nothing(monkeypatch, patience, said):
    """Everything is handed on in order; only who waits long is told, and at the end the words are gone."""
    words = []
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(progress, "_in_notebook", lambda: True)
    monkeypatch.setattr(progress, "_say", lambda text: words.append(re.search(r"\d of \d", text)[0]))
    monkeypatch.setattr(progress, "_clear", lambda: words.append(""))

    assert list(progress.shown_progress("ab", total=2, lang="en")) == ["a", "b"]
    assert words == said
