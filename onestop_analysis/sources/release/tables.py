"""Tables whose cells became lines of text: header words above, then rows of numbers.

The columns are the wordings of the header lines. Where the header has groups ("đã giải quyết: tổng,
trước hạn, đúng hạn, quá hạn"), the grouping is chosen that fits the number of columns and makes most
sums of the rows come true. Where the heads name levels, agencies or periods only, the rows name what is
counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.columns import (
    Column,
    counted,
    rate_columns,
    under,
)
from onestop_analysis.sources.release.drafts import SCOPES
from onestop_analysis.sources.release.fits import is_share
from onestop_analysis.sources.release.heads import choose_columns, marked_columns, points
from onestop_analysis.sources.release.rates import name_rate
from onestop_analysis.sources.release.rows import CELLS, Row, across, cells_of, down

if TYPE_CHECKING:
    from decimal import Decimal

    from onestop_analysis.sources.release.dates import Days
    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_LONGEST_HEADER = 40  # lines; a cell per line needs many
_MOST_COLUMNS = 60
_INDEX_SIGNS = "()|\t=+-"
_RUNNING = ("stt", "tt", "số tt", "số thứ tự", "no .", "no")


class TableReader:
    """Collects header lines while a text is read, and reads rows with them."""

    def __init__(self) -> None:
        self.header: list[list[Item]] = []
        self.columns: list[Column] | None = None
        self.width = 0
        self.scope: dict[str, str] = {}
        self.fresh = True
        self.axis = ""
        self.no_table = 0  # lines before this one were found to be no table
        self.rates: list[dict[str, str]] = []
        self.number = 0  # of the table that is being read
        self.numbered: list[Column] = []
        self.begin = 0  # where the drafts of the present row begin
        self.above: dict[str, str] = {}  # what the row above counts, in a table whose rows name it

    def note(self, items: list[Item], flow: Flow) -> None:
        """A line that is no row: part of the next table's header, or the end of what went before."""
        if any(item.kind == "number" for item in items) or len(items) > 60:
            self.header.clear()
            self.scope = {}
            return
        if any(item.kind == "percent" for item in items):
            self.scope = {key: value for key, value in flow.scope.items() if key in SCOPES}
            return
        if not self.fresh and self.columns is not None and not any(item.facets for item in items):
            self.header = [*self.header[-1:], items] if self.header else [items]
            return
        self.columns = self.columns if not self.fresh else None
        self.header = [*self.header[1 - _LONGEST_HEADER :], items]

    def read(self, lines: list[list[Item]], at: int, flow: Flow) -> int:
        """Read the rows that begin at a line; the number of lines read, 0 when there is no table."""
        if at < self.no_table:
            return 0
        if self.header and _index(lines[at]):
            return 1
        if length := self._marked(lines, at, flow):
            return length
        rows, length = across(lines, at)
        if rows and not self._rows(rows, self.header, flow):
            self.no_table = at + length
            return 0
        return length or self._down(lines, at, flow)

    def _down(self, lines: list[list[Item]], at: int, flow: Flow) -> int:
        """A row with a cell on each line; its first line may be the last head instead of a label."""
        found = down(lines, at, numbered=_numbered(self.header))
        if found is None:
            return 0
        row, length = found
        bare, below = Row([], row.cells), [*self.header, lines[at]]
        values = [[item.value for item, _ in row.cells]]
        if _is_head(row.label) and self._last_head(below, values):
            row, self.header = bare, below
        if self._rows([row], self.header, flow):
            return length
        return length if row.label and self._rows([bare], below, flow) else 0

    def _last_head(self, below: list[list[Item]], values: list[list[Decimal]]) -> bool:
        """The line above a first row fits it better as a head; where neither is better, it is one."""
        columns = choose_columns(self.header, values)
        crossed = columns is not None and any(column.open for column in columns)
        gain = points(choose_columns(below, values), values) - points(columns, values)
        return gain > 0 or (gain == 0 and self.fresh and not crossed)

    def _rows(self, rows: list[Row], header: list[list[Item]], flow: Flow) -> bool:
        """Read rows under the columns that the header names; False when these do not explain them."""
        rows = [row for row in rows if not row.counts_columns] or rows
        width = max(len(row.cells) for row in rows)
        values = [[cell[0].value for cell in row.cells] for row in rows if len(row.cells) == width]
        columns = choose_columns(header, values)
        if columns is None and self.columns is not None and self.width == width:
            columns = self.columns
        if columns is None:
            return False
        self._number(columns)
        self.columns, self.width, self.fresh = columns, width, False
        self.axis = _axis(header) or self.axis
        self.rates = rate_columns(header) or self.rates
        for row in rows:
            if len(row.cells) == width:
                self._row(row, columns, flow)
        return True

    def _marked(self, lines: list[list[Item]], at: int, flow: Flow) -> int:
        """Rows of a table that kept the marks between its cells: each cell under its head."""
        if not any(item.words in CELLS for item in lines[at]):
            return 0
        columns = marked_columns(self.header, cells=len(cells_of(lines[at])))
        counts = [column for column in columns or () if column.facets and not column.rate]
        named = [(*column.facets.items(), column.days, column.change) for column in counts]
        if columns is None or len(set(named)) < len(named):
            return 0  # 'Tổng' under each of several groups: the sums tell which is which
        # The head above the rows' names may be empty.
        columns = [Column(), *columns] if len(cells_of(lines[at])) == len(columns) + 1 else columns
        self._number(columns)
        self.axis = _axis(self.header)
        length = 0
        while at + length < len(lines) and len(cells := cells_of(lines[at + length])) > 2:
            if len(cells) > len(columns) or not any(i.kind in ("number", "percent") for i in lines[at + length]):
                break
            self._cells(cells, columns, flow)
            length += 1
        return length

    def _number(self, columns: list[Column]) -> None:
        """Rows under other heads are another table."""
        if columns != self.numbered:
            self.number, self.numbered = self.number + 1, columns

    def _cells(self, cells: list[list[Item]], columns: list[Column], flow: Flow) -> None:
        """One row: a name in the cells whose heads count nothing, figures in the others."""
        self._begin(flow)
        # A last row of totals often leaves out the cell of its running number.
        columns = columns[len(columns) - len(cells) :]
        label = [i for cell, column in zip(cells, columns, strict=True) if not column.counts for i in cell]
        label = [item for item in label if item.kind not in ("number", "sep")]
        named = _row_facets(label, self.axis, flow)
        told = self._told(label)
        if not told and self.above and any(item.role == "total" for item in label):
            told = {"measure": self.above["measure"]}  # 'Cộng' below what the rows count
        for cell, column in zip(cells, columns, strict=True):
            item = next((item for item in cell if item.kind in ("number", "percent")), None)
            if item is None or not column.counts:
                continue
            if column.rate or item.kind == "percent" or (column.open and _rate(label)):
                facets = column.facets if not column.open else {**told, **column.scopes}
                self._share(item, facets, named, flow, days=column.days)
            else:
                crossed = column.open and bool(told)
                head = column.of(told) if crossed else column
                self._figure(item, head, {} if crossed else named, flow, negative=_negative(cell))

    def _row(self, row: Row, columns: list[Column], flow: Flow) -> None:
        self._begin(flow)
        named = _row_facets(row.label, self.axis, flow)
        told = self._told(row.label)
        for (item, share), column in zip(row.cells, columns, strict=True):
            if column.rate:
                self._share(item, dict(column.facets), named, flow)
            elif column.facets and item.value == item.value.to_integral_value():
                crossed = column.open and bool(told)
                draft = self._figure(item, column.of(told) if crossed else column, {} if crossed else named, flow)
                draft.share = share
        shares = [share for _, share in row.cells if share is not None]
        if len(self.rates) == len(shares):
            for item, facets in zip(shares, self.rates, strict=True):
                self._reassign(item, facets, named, flow)

    def _begin(self, flow: Flow) -> None:
        flow.line += 1
        flow.sentence += 1
        self.begin = len(flow.drafts)

    def _told(self, label: list[Item]) -> dict[str, str]:
        """What a row counts where the heads do not say it: 'Tiếp nhận', and 'Quá hạn' below 'Đang giải quyết'."""
        facets: dict[str, str] = {}
        windows.merge(facets, label)
        facets = {key: value for key, value in facets.items() if key not in SCOPES}
        if facets:
            same = self.above.get("measure", "") if "measure" not in facets else facets["measure"]
            facets = under(same, facets) if same == "pending" else counted(facets)
            self.above = facets
        return facets

    def _figure(
        self, item: Item, column: Column, named: dict[str, str], flow: Flow, *, negative: bool = False
    ) -> Draft:
        draft = flow.draft(item)
        draft.facets = dict(column.facets)
        for key, value in {**named, **({} if named else self.scope)}.items():
            draft.facets.setdefault(key, value)
        draft.unit, draft.cell = column.unit, (self.number, flow.sentence)
        draft.days = column.days or draft.days
        if column.change:
            draft.facets["measure"] += "_change"
            draft.sign = -1 if negative else 1
        item.used = True
        flow.drafts.append(draft)
        flow.last = draft
        return draft

    def _share(
        self, item: Item, facets: dict[str, str], named: dict[str, str], flow: Flow, *, days: Days | None = None
    ) -> None:
        """A column of shares: of the count that its head names, else the one that it fits, or in the column before."""
        row = flow.drafts[self.begin :]
        if not facets:
            free = [draft for draft in row if draft.share is None]
            fitting = [draft for draft in free if any(_is_share(item, draft, whole) for whole in row)]
            if bearer := (fitting or [draft for draft in row[-1:] if draft.share is None])[-1:]:
                bearer[0].share = item
            return
        wanted = {key: value for key, value in facets.items() if key not in ("measure", *SCOPES)}
        early = any(draft.facets.get("timeliness") == "early" for draft in row)
        for draft in row:
            own = {key: value for key, value in draft.facets.items() if key not in ("measure", "inflow", *SCOPES)}
            if own == wanted and own and draft.share is None and not (early and own.get("timeliness") == "on_time"):
                draft.share = item
                return
        rate = flow.draft(item)
        rate.facets, rate.rate, rate.share = facets | named, True, item
        rate.days = days or rate.days
        if name_rate(rate):
            flow.rates.append(rate)

    def _reassign(self, item: Item, facets: dict[str, str], named: dict[str, str], flow: Flow) -> None:
        """A share with a sign stands behind some count; its head says whose it is."""
        if not facets:
            return
        for draft in flow.drafts[self.begin :]:
            draft.share = None if draft.share is item else draft.share
        self._share(item, dict(facets), named, flow)


def _index(items: list[Item]) -> bool:
    """'(1) (2) (3)', '(3)=(4)+(5)': numbers of columns below their heads."""
    numbers = [item.value for item in items if item.kind == "number"]
    signs = all(item.kind == "number" or item.words in _INDEX_SIGNS for item in items)
    # A first '(1)' looks like the mark of a list: words that are none.
    return signs and items[0].words in ("(", "") and len(numbers) > 0 and max(numbers) < _MOST_COLUMNS


def _is_share(share: Item, part: Draft, whole: Draft) -> bool:
    """The share is that of this part in this whole: a head '%' alone does not say of what it is."""
    same = part.facets["measure"] == whole.facets["measure"]
    return (
        same and part.facets.items() > whole.facets.items() and is_share(share.value, part.item.value, whole.item.value)
    )


def _is_head(label: list[Item]) -> bool:
    """Says what is counted, so that it may be the last head instead of a row's name."""
    return any(item.role == "rate" or item.facets.keys() - set(SCOPES) for item in label)


def _numbered(header: list[list[Item]]) -> bool:
    """The header has a column of running numbers."""
    return any(" ".join(item.words for item in line) in _RUNNING for line in header)


def _negative(cell: list[Item]) -> bool:
    first = cell[0]
    falls = first.meaning is not None and first.role == "change" and first.meaning.sign < 0
    return first.words == "-" or falls


def _rate(label: list[Item]) -> bool:
    return any(item.role == "rate" for item in label)


def _axis(header: list[list[Item]]) -> str:
    words = [item for line in header for item in line]
    if any(item.meaning and item.meaning.axis == "field" for item in words):
        return "field"
    if any(item.words in ("đơn vị", "cơ quan", "tên đơn vị", "agencies", "departments") for item in words):
        return "agency"
    units = {item.meaning.unit for item in words if item.meaning}
    return "what" if {"procedure", "dossier"} <= units else ""


def _row_facets(label: list[Item], axis: str, flow: Flow) -> dict[str, str]:
    """What the row is about: a level, an agency or field; nothing for a row of totals."""
    facets: dict[str, str] = {}
    windows.merge(facets, label)
    facets = {key: value for key, value in facets.items() if key != "measure"}
    if facets or any(item.role in ("total", "whole") for item in label):
        return facets
    if level := flow.words.row_levels.get(" ".join(item.words for item in label)):
        return {"level": level}
    name = windows.name(label, flow)
    if name.lower() in flow.words.row_periods:
        return {}
    agency = any(item.kind == "agency" for item in label) or (not axis and name.lower() in flow.words.stems)
    if name and (axis or agency):
        return {"agency" if agency else axis: name}
    return {}
