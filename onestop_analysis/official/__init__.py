"""What an office needs beside the report, all made from its facts.json and its charts: nothing here counts.

form-ii06a.xlsx    form II.06a/VPCP/KSTT, with live checks; Vietnamese, as the form is
card-766.xlsx      the indicators of Decision 766/QĐ-TTg, with formulas
tables.xlsx        all tables, a sheet each, for people and screen readers
observations.csv   every number, tidy
press-release.txt  the text for the press
brief.pdf          one page for a director
charts/            each chart as SVG, and their alternative texts

Of a period that another source states only observations.csv and charts/ are made.
Of an English edition: card-766.en.xlsx, tables.en.xlsx, press-release.en.txt, brief.en.pdf, charts.en/.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project


ALT_TEXTS = "alt-texts.txt"


def write_outputs(
    sections: dict[str, Any], folder: Path, *, project: Project, centre: str, font: str | None = None
) -> None:
    """Write every output of one edition into a report's folder, which holds its facts.json.

    Args:
        sections: payloads of the edition's sections, by id; they speak its language.
        folder: the report's folder.
        project: for the organisation block, and for names in another language.
        centre: slug.
        font: font of the brief.
    """
    from onestop_analysis.factsheet import read_sheet
    from onestop_analysis.official.accessible import write_tables
    from onestop_analysis.official.brief import render_brief
    from onestop_analysis.official.card766 import write_card
    from onestop_analysis.official.form_ii06a import write_form
    from onestop_analysis.official.observations_csv import write_csv
    from onestop_analysis.official.press_release import write_release
    from onestop_analysis.project import read_centre, read_names

    lang = sections["closing"]["lang"]
    block = read_centre(project, centre).in_language(lang)
    sheet = replace(read_sheet(folder), lang=lang, names=read_names(project, lang))
    write_csv(sheet, folder / "observations.csv")
    _write_drawings(charts_of(sections), folder / edition_name("charts", lang))
    if "stated_by" in sheet.content:  # what a form states is no ground for another form
        return
    if lang == "vi":
        write_form(sheet, block, folder / "form-ii06a.xlsx")
    write_card(sheet, block, folder / edition_name("card-766.xlsx", lang))
    write_tables(sheet, block, folder / edition_name("tables.xlsx", lang))
    write_release(sheet, block, folder / edition_name("press-release.txt", lang))
    brief = render_brief(sheet, block, sections, font=font)
    (folder / edition_name("brief.pdf", lang)).write_bytes(brief)


def write_slides(sections: dict[str, Any], folder: Path, *, project: Project, centre: str) -> None:
    """Write each chart of an edition as a picture for slides; arguments as of `write_outputs`."""
    from onestop_analysis.export.slides import render_slides
    from onestop_analysis.factsheet import read_sheet
    from onestop_analysis.project import read_centre

    lang = sections["closing"]["lang"]
    block = read_centre(project, centre).in_language(lang)
    source = f"{block.name}, {read_sheet(folder).period.name(lang)}"
    charts = charts_of(sections)
    pictures = render_slides(charts, source=source, notice=block.synthetic, lang=lang)
    for chart, picture in zip(charts, pictures, strict=True):
        path = folder / edition_name("charts", lang) / f"{chart['id']}.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)


def _write_drawings(charts: list[dict[str, Any]], folder: Path) -> None:
    """Each chart as SVG that says what it shows, and a text file to copy the alternative texts from."""
    from onestop_analysis.export.fragments import plain
    from onestop_analysis.export.svg import inline_svg

    if not charts:
        return
    folder.mkdir(exist_ok=True)
    for chart in charts:
        drawing = inline_svg(chart["svg"], name=plain(chart["alt"]), prefix="c")
        (folder / f"{chart['id']}.svg").write_text(drawing + "\n", "utf-8", newline="\n")
    texts = [f"{chart['id']}\n{plain(chart['title'])}\n{plain(chart['alt'])}\n" for chart in charts]
    (folder / ALT_TEXTS).write_text("\n".join(texts), "utf-8", newline="\n")


def charts_of(sections: dict[str, Any]) -> list[dict[str, Any]]:
    """Payloads of all charts, in the order of the report."""
    return [item for section in sections.values() for item in section["items"] if item["kind"] == "chart"]


def edition_name(name: str, lang: str) -> str:
    """'tables.xlsx' in Vietnamese, 'tables.en.xlsx' in English."""
    stem, dot, ending = name.partition(".")
    return name if lang == "vi" else f"{stem}.{lang}{dot}{ending}"
