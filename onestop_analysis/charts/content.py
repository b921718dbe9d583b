"""What the charts say beside their drawing: marked words, data tables, and the Chart of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.style import svg_text
from onestop_analysis.document import Chart, Column, Table, mark, runs
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

NONE = "–"
UNNAMED = "Không ghi rõ"


def named(period: Period) -> str:
    """'quý I năm 2021' as a date run."""
    return mark("date", period.start.isoformat(), period.name("vi"))


def month_named(period: Period) -> str:
    """'03/2021' as a date run, for the rows of a table."""
    return mark("date", period.start.isoformat(), f"{period.label[-2:]}/{period.label[:4]}")


def category(item: Observation, dimension: str) -> str:
    """The word for the item's value of a dimension, as people read it."""
    return label(item.category(dimension)) or UNNAMED


def share(item: Observation) -> str:
    """The share as a number run; a dash where there is none."""
    return NONE if item.share is None else f"{item:share}"


def counted(item: Observation) -> str:
    """'18.065 hồ sơ (59,76%)', without the bracket where there is no share."""
    unit = "lượt" if item.unit == "vote" else "hồ sơ"
    return f"{item:count} {unit}" + ("" if item.share is None else f" ({item:share})")


def parts_table(
    name: str, rows: Iterable[tuple[str, Observation]], total: Observation, *, caption: str, heads: tuple[str, str]
) -> Table:
    """A table of parts with number and share, and the whole as the last row."""
    columns = (Column(heads[0]), Column(heads[1], "right"), Column("Tỷ lệ", "right"))
    cells = [(runs(word), runs(f"{item}"), runs(share(item))) for word, item in rows]
    cells.append((runs("Tổng số"), runs(f"{total}"), runs("")))
    return Table(f"{name}-data", runs(caption), columns, tuple(cells), total=True)


def months_table(
    name: str, caption: str, columns: Sequence[tuple[str, Sequence[Observation]]], *, shares: bool = False
) -> Table:
    """A table of one row a month and one column a line."""
    heads = (Column("Tháng"), *(Column(head, "right") for head, _ in columns))
    rows = zip(*(series for _, series in columns), strict=True)
    cells = tuple(
        (runs(month_named(row[0].period)), *(runs(share(item) if shares else f"{item}") for item in row))
        for row in rows
    )
    return Table(f"{name}-data", runs(caption), heads, cells)


def as_chart(figure: Figure, *, title: str, alt: str, table: Table) -> Chart:
    """The drawing with its message, its alternative text and its data; its id is the table's without '-data'."""
    return Chart(table.id.removesuffix("-data"), runs(title), svg=svg_text(figure), alt=runs(alt), table=table)
