"""What an office needs beside the report, all made from its facts.json and its charts: nothing here counts.

form-ii06a.xlsx    form II.06a/VPCP/KSTT, with live checks
tables.xlsx        all tables, a sheet each, for people and screen readers
observations.csv   every number, tidy
press-release.txt  the text for the press
brief.pdf          one page for a director
charts/            each chart as SVG, and as PNG for slides
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Centre


def write_outputs(sections: dict[str, Any], folder: Path, *, centre: Centre, font: str | None = None) -> None:
    """Write every output into a report's folder, which holds its facts.json.

    Args:
        sections: payloads of the report's sections, by id.
        folder: the report's folder.
        centre: the organisation block.
        font: font of the brief.
    """
    from onestop_analysis.factsheet import read_sheet
    from onestop_analysis.official.accessible import write_tables
    from onestop_analysis.official.brief import render_brief
    from onestop_analysis.official.form_ii06a import write_form
    from onestop_analysis.official.observations_csv import write_csv
    from onestop_analysis.official.press_release import write_release

    sheet = read_sheet(folder)
    write_form(sheet, centre, folder / "form-ii06a.xlsx")
    write_tables(sheet, centre, folder / "tables.xlsx")
    write_csv(sheet, folder / "observations.csv")
    write_release(sheet, centre, folder / "press-release.txt")
    (folder / "brief.pdf").write_bytes(render_brief(sheet, centre, sections, font=font))
    source = f"{centre.name}, {sheet.period.name('vi')}"
    _write_charts(sections, folder / "charts", source=source, notice=centre.synthetic)


def _write_charts(sections: dict[str, Any], folder: Path, *, source: str, notice: str) -> None:
    from onestop_analysis.export.slides import render_slides

    charts = [item for section in sections.values() for item in section["items"] if item["kind"] == "chart"]
    if charts:
        folder.mkdir()
    for chart, picture in zip(charts, render_slides(charts, source=source, notice=notice), strict=True):
        (folder / f"{chart['id']}.svg").write_text(chart["svg"], "utf-8", newline="\n")
        (folder / f"{chart['id']}.png").write_bytes(picture)
