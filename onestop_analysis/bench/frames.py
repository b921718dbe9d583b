"""Tidy tables for the analyst's hand, and how a notebook shows them.

Numbers stay numbers in the tables; only their display follows the language.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from numbers import Integral
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.bench.words import WORDS, say

if TYPE_CHECKING:
    import pandas as pd

    from onestop_analysis.facts import Facts

COLUMNS = (
    "agency", "procedure", "received", "new", "new_before", "resolved", "late", "on_time_share", "pending", "overdue",
)  # fmt: skip
ROWS_AT_ONCE = 15


def parts_frame(facts: Facts) -> pd.DataFrame:
    """One row an agency and procedure with dossiers in the period.

    Columns: `agency`, `procedure` (missing where the data name none); counts of dossiers `received`, `new`,
    `new_before` (the period before; missing without one), `resolved`, `late`, `pending`, `overdue`;
    `on_time_share` in percent of the resolved, missing where nothing was.
    """
    import pandas as pd

    now = facts.now
    items = now.by("received", "agency", "procedure") or now.by("received", "agency")
    rows = [_row(facts, {name: item.category(name) for name in ("agency", "procedure") if name in dict(item.breakdown)})
            for item in items]  # fmt: skip
    kinds = dict.fromkeys(COLUMNS[2:], "Int64") | {"on_time_share": "Float64"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)


def _row(facts: Facts, at: dict[str, str]) -> dict[str, Any]:
    now, before = facts.now, facts.previous
    in_time = now.get_or_zero("resolved", **at, timeliness="early_or_on_time")
    return {
        **{name: facts.names.get(value, value) for name, value in at.items()},
        "received": now.get_or_zero("received", **at).value,
        "new": now.get_or_zero("received", **at, inflow="new").value,
        "new_before": None if before is None else before.get_or_zero("received", **at, inflow="new").value,
        "resolved": now.get_or_zero("resolved", **at).value,
        "late": now.get_or_zero("resolved", **at, timeliness="late").value,
        "on_time_share": None if in_time.share is None else float(in_time.share),
        "pending": now.get_or_zero("pending", **at).value,
        "overdue": now.get_or_zero("pending", **at, deadline_state="overdue").value,
    }


def months_frame(facts: Facts) -> pd.DataFrame:
    """One row a month up to the period's end.

    Columns: `month` (2021-03); counts `new`, `resolved`, `late`, `pending`, `overdue` (the last two at the month's
    end); `on_time_share` in percent of the resolved, missing where nothing was.
    """
    import pandas as pd

    rows = [
        {
            "month": month.period.label,
            "new": month.get_or_zero("received", inflow="new").value,
            "resolved": month.get_or_zero("resolved").value,
            "late": month.get_or_zero("resolved", timeliness="late").value,
            "on_time_share": month.get_or_zero("resolved", timeliness="early_or_on_time").share,
            "pending": month.get_or_zero("pending").value,
            "overdue": month.get_or_zero("pending", deadline_state="overdue").value,
        }
        for month in facts.months
    ]
    columns = ["month", "new", "resolved", "late", "on_time_share", "pending", "overdue"]
    return pd.DataFrame(rows, columns=columns).astype({"on_time_share": "Float64"})


@dataclass(frozen=True)
class TableView:
    """A table as a notebook shows it: sorted and searched in place by itables, from this machine alone.

    Where no script runs (a served page, a mail) it is a plain table.
    """

    frame: pd.DataFrame
    caption: str
    lang: str = "vi"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self._named().to_string(index=False)}

    def html(self) -> str:
        """The table with its scripts."""
        import itables

        named = self._named()
        return str(
            itables.to_html_datatable(
                named,
                caption=self.caption,
                connected=False,
                showIndex=False,
                classes="display compact",
                pageLength=ROWS_AT_ONCE,
                lengthMenu=[ROWS_AT_ONCE, 50, 200],
                maxBytes=0,
                language=_language(self.lang),
                columnDefs=_renderers(named, self.lang),
                style="width:100%;table-layout:auto;margin:auto",
            )
        )

    def plain_html(self) -> str:
        """The table without scripts."""
        return frame_html(self._named(), self.lang, caption=self.caption)

    def _named(self) -> pd.DataFrame:
        """The columns called as people call them, most dossiers first as they came; empty columns left out."""
        kept = self.frame.dropna(axis="columns", how="all") if len(self.frame) else self.frame
        return kept.rename(columns=WORDS[self.lang])


def load_scripts() -> None:
    """Show, once in a notebook, the hidden output with the scripts of the tables; nothing is loaded from elsewhere."""
    import itables

    itables.init_notebook_mode(all_interactive=False, connected=False)


def _language(lang: str) -> dict[str, str]:
    keys = {
        "search": "search",
        "info": "shown",
        "infoEmpty": "nothing",
        "zeroRecords": "nothing",
        "lengthMenu": "lines",
    }
    return {name: say(lang, key) for name, key in keys.items()} | {"infoFiltered": ""}


def _renderers(frame: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Separators of the language for the columns of numbers, which still sort as numbers; texts to the left."""
    import itables
    from pandas.api.types import is_float_dtype, is_numeric_dtype

    thousands, decimal = ("'.'", "','") if lang == "vi" else ("','", "'.'")
    found = []
    for place, name in enumerate(frame.columns):
        if is_numeric_dtype(frame[name]):
            digits = 2 if is_float_dtype(frame[name]) else 0
            code = itables.JavascriptCode(f"$.fn.dataTable.render.number({thousands}, {decimal}, {digits})")
            found.append({"targets": place, "render": code, "className": "dt-right"})
        else:
            found.append({"targets": place, "className": "dt-left"})
    return found


def frame_html(frame: pd.DataFrame, lang: str = "vi", *, caption: str = "") -> str:
    """A table as plain HTML with the numbers of the language; every text is escaped."""
    from pandas.api.types import is_numeric_dtype

    sides = ["right" if is_numeric_dtype(kind) else "left" for kind in frame.dtypes]
    heads = _cells("th", [str(name) for name in frame.columns], sides)
    rows = ([cell(value, lang) for value in row] for row in frame.itertuples(index=False))
    body = "".join(f"<tr>{_cells('td', row, sides)}</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div style="overflow-x:auto"><table>{title}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cells(tag: str, texts: list[str], sides: list[str]) -> str:
    cells = zip(texts, sides, strict=True)
    return "".join(f'<{tag} style="text-align:{side}">{escape(text)}</{tag}>' for text, side in cells)


def cell(value: object, lang: str) -> str:
    """A value of a table as people of the language read it; a dash for what is missing."""
    from decimal import Decimal

    import pandas as pd

    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - not a number is not itself
        return "–"
    if isinstance(value, bool):
        return say(lang, "yes" if value else "no")
    if isinstance(value, Integral):
        return formats.number(int(value), lang)
    return formats.number(Decimal(f"{value:.2f}"), lang) if isinstance(value, float) else str(value)
