"""The card of Decision 766/QĐ-TTg as a workbook: component, formula, counts, points, or why there are none.

The points are computed by formulas of the sheet, with the counted values stored beside them: whoever changes a
count sees what it does. The card itself stands in facts.json.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.factsheet import SIGNS
from onestop_analysis.official.accessible import FIRST_ROW, fit, make_room, sheet_styles, tag, write_number, write_title
from onestop_analysis.official.words import word
from onestop_analysis.official.workbook import new_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre

HEADS = ("code", "component", "formula", "part", "whole", "target", "maximum", "score", "reason")
_WIDTHS = (7, 36, 42, 17, 17, 11, 17, 17, 48)
_HEAD_ROW = FIRST_ROW + 2  # below the sum and the note on the rule


def write_card(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the workbook in the language of the sheet; equal facts give equal bytes."""
    rows: list[dict[str, Any]] = list(sheet.content.get("score766", ()))
    title = word(sheet, "card", period=sheet.period.name(sheet.lang))
    with new_workbook(path, sheet, centre, title=title) as workbook:
        styles = sheet_styles(workbook)
        page = workbook.add_worksheet(word(sheet, "card_sheet"))
        fit(page)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        write_title(page, title, styles)
        intro = (word(sheet, "card_says"), _sum(sheet, rows), _rule(sheet), centre.synthetic)
        for row, text in enumerate((text for text in intro if text), start=1):
            page.write_string(row, 0, text, styles["text"])
        for row, component in enumerate(rows, start=_HEAD_ROW + 1):
            _write_row(page, row, component, sheet=sheet, styles=styles)
        heads = [word(sheet, head) for head in HEADS]
        size = (len(rows), len(heads))
        tag(page, "card_766", size, heads=heads, styles=styles, at=_HEAD_ROW, numbers=range(3, 8))
        page.freeze_panes(_HEAD_ROW + 1, 2)


def _sum(sheet: FactSheet, rows: list[dict[str, Any]]) -> str:
    """The points of those components that have any, and how many they could have."""
    scored = [row for row in rows if row["score"] is not None]
    score = sum((Decimal(str(row["score"])) for row in scored), Decimal("0.00"))
    maximum = sum(int(row["maximum"]) for row in scored)
    return word(
        sheet,
        "card_sum",
        score=formats.number(score.quantize(Decimal("0.01")), sheet.lang),
        maximum=formats.number(maximum, sheet.lang),
    )


def _rule(sheet: FactSheet) -> str:
    return word(sheet, "card_rule", rule=str(sheet.content["rule"]))


def _write_row(
    page: Worksheet, at: int, row: dict[str, Any], *, sheet: FactSheet, styles: dict[str, Format]
) -> None:  # fmt: skip
    name, formula, reason = (row[key][sheet.lang] for key in ("name", "formula", "reason"))
    for column, text in ((0, row["code"]), (1, name), (2, formula)):
        page.write_string(at, column, text, styles["wrapped"])
    page.write_string(at, 8, reason or word(sheet, "nothing"), styles["reason"])
    make_room(page, at, (name, 34), (formula, 42), (reason, 46))
    hidden = SIGNS[sheet.lang] if row.get("hidden") else ""
    missing, unknown = hidden or word(sheet, "not_computed"), word(sheet, "none_published")
    count = (styles["count"], styles["right"])
    value = row["value"]
    kind = styles["days"] if value is not None else styles["count"]
    write_number(page, (at, 3), row["part"] if value is None else value, missing=missing, styles=(kind, count[1]))
    write_number(page, (at, 4), row["whole"], missing=missing, styles=count)
    write_number(page, (at, 5), row["target"] or 100, missing=unknown, styles=count)
    write_number(page, (at, 6), row["maximum"], missing=unknown, styles=count)
    if row["score"] is None:
        page.write_string(at, 7, missing, styles["right"])
    else:
        line = at + 1
        earned = f"=IF(E{line}=0,0,ROUND(MIN(G{line},G{line}*D{line}*100/(E{line}*F{line})),2))"
        page.write_formula(at, 7, earned, styles["share"], row["score"])
