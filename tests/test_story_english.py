"""The English edition: the same paragraphs, the same figures, sentences of its own."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from onestop_analysis import charts
from onestop_analysis.charts.words import en as chart_words_en
from onestop_analysis.charts.words import vi as chart_words_vi
from onestop_analysis.document import plain, runs
from onestop_analysis.notes import Event
from onestop_analysis.story import en, sections, vi
from onestop_analysis.story.en import wording


def said(text):
    """What a reader sees of a marked text."""
    return plain(runs(text))


def functions(module):
    return {
        name: list(inspect.signature(item).parameters) for name, item in inspect.getmembers(module, inspect.isfunction)
    }


def test_both_languages_have_the_same_functions_and_words():
    """No paragraph, word or caption exists in one language only."""
    assert functions(vi) == functions(en)
    assert set(vi.WORDS) == set(en.WORDS)
    assert functions(chart_words_vi) == functions(chart_words_en)
    assert set(chart_words_vi.WORDS) == set(chart_words_en.WORDS)
    assert set(chart_words_vi.CAPTIONS) == set(chart_words_en.CAPTIONS)


@pytest.fixture(name="rich")
def _rich(group, make_facts):
    """A quarter in which everything happens at least once, with a history."""
    return make_facts(
        *(group(f"{2019 + m // 12}-{m % 12 + 1:02}-05", count=40 + m % 3) for m in range(24)),
        group("2020-12-20", count=3, closed="2021-01-10"),
        group(count=1200, rating="very_satisfied"),
        group(count=4, closed="2021-03-20", due="2021-03-01", agency="Sở B", channel="in_person"),
        group(count=1, status="withdrawn"),
        group("2021-03-15", count=7, closed=None, due="2021-03-20", channel="post"),
        group("2021-03-15", count=2, closed=None, due="2021-04-20", status="paused"),
        history=20,
        earlier=True,
        events=[Event(date(2021, 2, 1), "Tạm dừng", "Tạm dừng", procedure="Thủ tục B", text_en="x")],
    )


PARAGRAPHS = sorted(
    name
    for name, item in inspect.getmembers(vi, inspect.isfunction)
    if list(inspect.signature(item).parameters) in (["facts"], ["_"])
)
QUOTES = str.maketrans("“”", '""')
CONTROLS = ("received_per_workday", "on_time_rate", "online_rate")


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_a_paragraph_states_the_same_figures_in_both_languages(rich, name):
    """The numbers of a paragraph are the same observations, whatever the language."""
    assert _figures(getattr(vi, name)(rich)) == _figures(getattr(en, name)(rich))


@pytest.mark.parametrize("key", CONTROLS)
def test_a_verdict_states_the_same_figures_in_both_languages(rich, key):
    """Verdicts on the months are the same, too."""
    assert _figures(vi.control(rich, key)) == _figures(en.control(rich, key))


def _figures(text):
    texts = [text] if isinstance(text, str) else text
    found = [run for one in texts for run in runs(one) if run.kind == "number"]
    return sorted((run.ref.partition("#")[0], "share" in run.ref or "rate" in run.ref) for run in found)


def test_every_figure_has_an_origin_in_words(rich):
    """What a sentence or table prints has a name, a value and a formula or source, in both languages; no code word."""
    for lang in ("vi", "en"):
        object.__setattr__(rich, "lang", lang)
        shown = [getattr(sections, name)(rich).meta["origins"] for name in ("lead", "intake", "results", "change")]
        found = {key: origin for one in shown for key, origin in one.items()}
        wrong = [key for key, one in found.items() if "_" in one["name"] + one["formula"] or not one["formula"]]

        assert len(found) > 50
        assert wrong == []


def test_figures_have_the_same_words_in_both_languages():
    """No measure, formula or part is named in one language only."""
    for name in ("MEASURES", "ENDINGS", "FORMULAS", "PARTS"):
        assert set(getattr(vi.figures, name)) == set(getattr(en.figures, name))


def test_no_vietnamese_is_left_in_an_english_sentence(rich):
    """Apart from names and notes, an English paragraph is plain English."""
    for name in PARAGRAPHS:
        text = getattr(en, name)(rich)
        prose = "".join(
            run.text for one in ([text] if isinstance(text, str) else text) for run in runs(one) if run.kind == "text"
        )
        assert prose.replace(rich.centre.name, "").translate(QUOTES).isascii(), name


def test_the_lead_reads_as_english(rich):
    """Separators, period and order of words are English."""
    assert said(en.lead(rich)) == (
        "In Q1 2021, the Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm resolved 1,207 dossiers; 1,200 of them, or "
        "99.42% of all dossiers resolved, were resolved early or on time."
    )


def test_one_and_many_agree_with_their_verbs(group, make_facts):
    """One dossier was, two dossiers were."""
    facts = make_facts(group(count=1, closed=None, due="2021-04-30"))

    assert said(en.pending(facts)) == ("At the end of 31 March 2021, 1 dossier was in progress, within the time limit.")
    assert "2 dossiers were" in said(en.pending(make_facts(group(count=2, closed=None))))


def test_periods_have_their_article(group, make_facts):
    """'the first half of 2021', but 'Q1 2021'."""
    assert said(wording.named(make_facts(group(), period="2021-H1").period)) == "the first half of 2021"
    assert said(wording.named(make_facts(group()).period)) == "Q1 2021"


def test_charts_speak_the_reports_language(rich):
    """Title, labels, numbers and table of a chart follow the language of the facts."""
    object.__setattr__(rich, "lang", "en")
    chart = charts.intake_by_channel(rich)

    assert plain(chart.title).startswith("99.10% of dossiers were received online")
    assert "1,206 (99.10%)" in chart.svg
    assert [column.label for column in chart.table.columns] == ["Channel", "Number of dossiers", "Share"]
    assert "Reporting period" in charts.monthly_flow(rich).svg
