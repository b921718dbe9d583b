"""The report on one page: what a director reads before a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis.document import Column, ItemList, Runs, Section, Table, runs
from onestop_analysis.official.sentences import voice
from onestop_analysis.official.tables import key_figures
from onestop_analysis.official.words import word

if TYPE_CHECKING:
    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.project import Centre

CHART = "monthly-flow"
# Of the key figures, those that leave room for the chart.
_SHOWN = {"received", "resolved", "pending"}
_SPARED = {"early", "on_time"}


def render_brief(sheet: FactSheet, centre: Centre, sections: dict[str, Any], *, font: str | None = None) -> bytes:
    """The page as PDF; where the chart does not fit on it, without the chart."""
    from onestop_analysis.export.paper import render_sections

    front, body = brief_sections(sheet, centre, sections)
    pdf = render_sections([front, body], font=font, compact=True)
    if _page_count(pdf) == 1:
        return pdf
    items = [item for item in body["items"] if item["kind"] != "chart"]
    return render_sections([front, body | {"items": items}], font=font, compact=True)


def _page_count(pdf: bytes) -> int:
    from io import BytesIO

    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


def brief_sections(sheet: FactSheet, centre: Centre, sections: dict[str, Any]) -> list[dict[str, Any]]:
    """Sections for the PDF: the report's own header, points, key figures, and its chart of the months."""
    front = sections["front"]
    meta = front["meta"] | {"title": word(sheet, "brief"), "number": "", "cover": False}
    say = voice(sheet)
    told = (say.received(sheet), say.pending(sheet), say.ratings(sheet), say.compared(sheet))
    points = ItemList(tuple(runs(text) for text in (say.unfinished(sheet), say.lead(sheet, centre), *told) if text))
    body = Section("brief", runs(""), (points, _figures(sheet)), lang=sheet.lang).to_json()
    body["items"] = [*body["items"], *_charts(sections)]
    return [front | {"meta": meta}, body]


def _figures(sheet: FactSheet) -> Table:
    table = key_figures(sheet)
    columns = (Column(table.first), *(Column(head.label, "right") for head in table.heads))
    shown = [(name, facts) for name, facts in table.rows if facts[0] and _is_shown(facts[0])]
    rows = tuple((runs(name), *(_cell(fact, sheet.lang) for fact in facts)) for name, facts in shown)
    return Table("brief-figures", runs(word(sheet, "brief_table")), columns, rows)


def _is_shown(fact: Fact) -> bool:
    return fact.measure in _SHOWN and not _SPARED & set(fact.breakdown.values())


def _cell(fact: Fact | None, lang: str) -> Runs:
    return runs("–" if fact is None else format(fact, f".{lang}"))


def _charts(sections: dict[str, Any]) -> list[dict[str, Any]]:
    items = [item for section in sections.values() for item in section["items"]]
    return [item | {"table": None} for item in items if item["kind"] == "chart" and item["id"] == CHART]
