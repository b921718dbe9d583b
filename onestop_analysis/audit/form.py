"""An aggregated form for the audit: its rows as lines of text, its cells as figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onestop_analysis.audit.findings import count_text
from onestop_analysis.errors import UserError
from onestop_analysis.indicators.observation import in_order
from onestop_analysis.sources.forms import Reported, dates_of_form, read_reported
from onestop_analysis.sources.release.claims import Claim, Release

if TYPE_CHECKING:
    from onestop_analysis.sources.release.dates import Days

SUFFIXES = {".xlsx", ".xls", ".json", ".csv"}


def read_form(path: str | Path, *, file: str = "", number: int = 0) -> Release | None:
    """The figures of a form, each at its place in a text with a line for each row; None where the file is none.

    `file` and `number` are those of `extract`.
    """
    form = Path(path)
    if form.suffix.lower() not in SUFFIXES or not form.is_file():
        return None
    try:
        cells = [cell for cell in read_reported(form) if cell.measure != "score"]
    except UserError:
        return None
    days: Days = dates_of_form(form) or (None, None)
    prefix = f"{number}." if number else ""
    text, claims, table, row = "", [], 1, 0
    for place, cell in enumerate(cells, 1):
        if cell.line != row:
            table += cell.line < row  # the next sheet begins above
            text, row = text + ("\n" if text else "") + cell.unit, cell.line
        start = len(text) + 1
        text += f"\t{count_text(cell.value)}"
        claim = _claim(cell, f"{prefix}f{place}", (start, len(text)), days=days, file=file)
        claims.append(replace(claim, line=text.count("\n") + 1, cell=(table, row)))
    return Release(text, tuple(_with_carried(claims)), days, file=file, prefix=prefix)


def _with_carried(claims: list[Claim]) -> list[Claim]:
    """A form's 'received' holds what was carried over: column (6) is a part of column (3) of its row."""
    whole = {(claim.cell, in_order(claim.breakdown)): claim.id for claim in claims if claim.measure == "received"}
    return [
        replace(claim, parent=whole.get((claim.cell, in_order(_without_inflow(claim)))))
        if claim.breakdown.get("inflow") == "carried_over"
        else claim
        for claim in claims
    ]


def _without_inflow(claim: Claim) -> dict[str, str]:
    return {name: value for name, value in claim.breakdown.items() if name != "inflow"}


def _claim(cell: Reported, name: str, span: tuple[int, int], *, days: Days, file: str) -> Claim:
    return Claim(
        name,
        cell.measure,
        cell.at | cell.breakdown,
        cell.value,
        count_text(cell.value),
        low=cell.value,
        high=cell.value,
        period=days,
        spans=(span,),
        file=file,
    )
