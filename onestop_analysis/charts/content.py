"""What the charts say beside their drawing: marked numbers, data tables, and the Chart of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.style import svg_text
from onestop_analysis.charts.words import words_of
from onestop_analysis.document import Chart, Column, Table, mark, runs
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

NONE = "–"


def month_named(period: Period) -> str:
    """'03/2021' as a date run, for the rows of a table."""
    return mark("date", period.start.isoformat(), f"{period.label[-2:]}/{period.label[:4]}")


def category(item: Observation, dimension: str, lang: str = "vi") -> str:
    """The word for the item's value of a dimension, as people read it."""
    return label(item.category(dimension), lang) or str(words_of(lang).WORDS["unnamed"])


def number(item: Observation, lang: str = "vi") -> str:
    """The value as a number run."""
    return f"{item}" if lang == "vi" else f"{item:.en}"


def share(item: Observation, lang: str = "vi") -> str:
    """The share as a number run; a dash where there is none."""
    return NONE if item.share is None else f"{item:share.{lang}}" if lang != "vi" else f"{item:share}"


def parts_table(
    name: str,
    rows: Iterable[tuple[str, Observation]],
    total: Observation,
    *,
    caption: str,
    heads: tuple[str, str],
    lang: str = "vi",
) -> Table:
    """A table of parts with number and share, and the whole as the last row; `heads` are keys of the words."""
    words = words_of(lang).WORDS
    columns = (Column(words[heads[0]]), Column(words[heads[1]], "right"), Column(words["share"], "right"))
    cells = [(runs(word), runs(number(item, lang)), runs(share(item, lang))) for word, item in rows]
    cells.append((runs(words["total"]), runs(number(total, lang)), runs("")))
    return Table(f"{name}-data", runs(caption), columns, tuple(cells), total=True)


def months_table(
    name: str,
    caption: str,
    columns: Sequence[tuple[str, Sequence[Observation]]],
    *,
    shares: bool = False,
    lang: str = "vi",
) -> Table:
    """A table of one row a month and one column a line."""
    heads = (Column(words_of(lang).WORDS["month"]), *(Column(head, "right") for head, _ in columns))
    said = share if shares else number
    rows = zip(*(series for _, series in columns), strict=True)
    cells = tuple((runs(month_named(row[0].period)), *(runs(said(item, lang)) for item in row)) for row in rows)
    return Table(f"{name}-data", runs(caption), heads, cells)


def as_chart(figure: Figure, *, title: str, alt: str, table: Table) -> Chart:
    """The drawing with its message, its alternative text and its data; its id is the table's without '-data'."""
    return Chart(table.id.removesuffix("-data"), runs(title), svg=svg_text(figure), alt=runs(alt), table=table)
