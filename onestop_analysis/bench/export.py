"""Writes what is seen into a folder: tables as CSV, charts as SVG and PNG, and what they are about."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from onestop_analysis.document import plain
from onestop_analysis.ingest.quarantine import safe_cell

if TYPE_CHECKING:
    import pandas as pd

    from onestop_analysis.bench.explorer import Explorer


def export(explorer: Explorer, folder: Path | str) -> list[Path]:
    """Write the files and return them; earlier ones of the same names are replaced."""
    from onestop_analysis.export.slides import render_slides

    target, facts = Path(folder), explorer.facts
    charts = explorer.charts()
    contents = {f"{chart.id}.svg": chart.svg.encode() for chart in charts}
    source = f"{facts.centre.name} · {facts.period.name(facts.lang)} · {facts.rule.name}"
    payloads = [{"title": asdict(chart)["title"], "alt": asdict(chart)["alt"], "svg": chart.svg} for chart in charts]
    pictures = render_slides(payloads, source=source, notice=facts.centre.synthetic, lang=facts.lang)
    contents |= {f"{chart.id}.png": picture for chart, picture in zip(charts, pictures, strict=True)}
    contents |= {"table.csv": _csv(explorer.frame()), "months.csv": _csv(explorer.months())}
    about = [f"{name}: {value}" for name, value in asdict(explorer.selection).items() if value]
    about += [source, f"store:{facts.centre.slug}", *([facts.centre.synthetic] if facts.centre.synthetic else [])]
    about += [f"{chart.id}: {plain(chart.title)}" for chart in charts]
    contents["about.txt"] = ("\n".join(about) + "\n").encode()
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    return [target / name for name in contents]


def _csv(frame: pd.DataFrame) -> bytes:
    """A CSV that a spreadsheet opens in Vietnamese, and in which no cell can become a formula."""
    texts = frame.select_dtypes(include=["object", "str"]).columns
    safe = frame.assign(**{name: frame[name].map(safe_cell, na_action="ignore") for name in texts})
    return str(safe.to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")
