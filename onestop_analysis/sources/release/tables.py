"""Tables whose cells became lines of text: header words above, then rows of numbers.

A row is a label and at least three numbers; it may stand on one line or give every cell a line of its
own. The columns are the wordings of the header lines. Where the header has groups ("đã giải quyết:
tổng, trước hạn, đúng hạn, quá hạn"), the grouping is chosen that fits the number of columns and makes
most sums of the rows come true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onestop_analysis.sources.release import windows
from onestop_analysis.sources.release.columns import Column, choose_columns, columns_of_cells, rate_columns
from onestop_analysis.sources.release.drafts import SCOPES
from onestop_analysis.sources.release.rates import name_rate

if TYPE_CHECKING:
    from onestop_analysis.sources.release.drafts import Draft, Flow
    from onestop_analysis.sources.release.tokens import Item

_LONGEST_HEADER = 40  # lines; a cell per line needs many
_CELLS = ("|", "\t")
_ROW_SIGNS = "|\t-/"


@dataclass
class Row:
    """A label and its cells: each a number with the share that follows it; None for an empty cell."""

    label: list[Item]
    cells: list[tuple[Item, Item | None]] = field(default_factory=list)


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
        if length := self._marked(lines, at, flow):
            return length
        rows, length = _across(lines, at)
        if not rows:
            rows, length = _down(lines, at, self.header)
        if not rows:
            return 0
        width = max(len(row.cells) for row in rows)
        values = [[cell[0].value for cell in row.cells] for row in rows if len(row.cells) == width]
        columns = choose_columns(self.header, values)
        if columns is None and self.columns is not None and self.width == width:
            columns = self.columns
        if columns is None:
            self.no_table = at + length
            return 0
        self.columns, self.width, self.fresh = columns, width, False
        axis = self.axis = _axis(self.header) or self.axis
        self.rates = rate_columns(self.header) or self.rates
        for row in rows:
            if len(row.cells) == width:
                self._row(row, columns, axis, flow)
        return length

    def _marked(self, lines: list[list[Item]], at: int, flow: Flow) -> int:
        """Rows of a table that kept the marks between its cells: each cell under its head."""
        if not any(item.words in _CELLS for item in lines[at]):
            return 0
        heads = next((cells for line in reversed(self.header) if len(cells := _cells(line)) > 2), None)
        columns = columns_of_cells(heads, self.header) if heads else None
        if heads is None or columns is None:
            return 0
        axis = _axis(self.header)
        length = 0
        while at + length < len(lines) and len(cells := _cells(lines[at + length])) > 2:
            if len(cells) > len(columns) or not any(i.kind in ("number", "percent") for i in lines[at + length]):
                break
            self._cells(cells, columns, axis, flow)
            length += 1
        return length

    def _cells(self, cells: list[list[Item]], columns: list[Column], axis: str, flow: Flow) -> None:
        """One row: a name in the cells whose heads count nothing, figures in the others."""
        flow.line += 1
        flow.sentence += 1
        # A last row of totals often leaves out the cell of its running number.
        columns = columns[len(columns) - len(cells) :]
        label = [
            i for cell, column in zip(cells, columns, strict=True) if not (column.facets or column.rate) for i in cell
        ]
        named = _row_facets([item for item in label if item.kind not in ("number", "sep")], axis, flow)
        for cell, column in zip(cells, columns, strict=True):
            item = next((item for item in cell if item.kind in ("number", "percent")), None)
            if item is None or not (column.facets or column.rate):
                continue
            if item.kind == "number" and not column.rate:
                self._figure(item, None, column, named, flow)
            elif column.facets:
                _keep_rates([item], [column.facets], named, flow)
            else:
                self._rate(item, flow)

    def _figure(self, item: Item, share: Item | None, column: Column, named: dict[str, str], flow: Flow) -> None:
        draft = flow.draft(item)
        draft.facets = dict(column.facets)
        for key, value in {**named, **({} if named else self.scope)}.items():
            draft.facets.setdefault(key, value)
        draft.unit, draft.share = column.unit, share
        item.used = True
        _keep(draft, flow)

    def _row(self, row: Row, columns: list[Column], axis: str, flow: Flow) -> None:
        flow.line += 1
        flow.sentence += 1
        named = _row_facets(row.label, axis, flow)
        shares = [share for _, share in row.cells if share is not None]
        if self.rates and len(self.rates) == len(shares):
            _keep_rates(shares, self.rates, named, flow)
            row.cells = [(item, None) for item, _ in row.cells]
        for (item, share), column in zip(row.cells, columns, strict=True):
            if column.facets and item.value == item.value.to_integral_value():
                self._figure(item, share, column, named, flow)

    def _rate(self, item: Item, flow: Flow) -> None:
        """A column of shares without signs: of the count in the column before."""
        if flow.last is not None and flow.last.line == flow.line and flow.last.share is None:
            flow.last.share = item


def _keep_rates(shares: list[Item], columns: list[dict[str, str]], named: dict[str, str], flow: Flow) -> None:
    """Columns of shares with a name of their own."""
    for item, facets in zip(shares, columns, strict=True):
        rate = flow.draft(item)
        rate.facets, rate.rate, rate.share = facets | named, True, item
        if name_rate(rate):
            flow.rates.append(rate)


def _keep(draft: Draft, flow: Flow) -> None:
    flow.drafts.append(draft)
    flow.last = draft


def _across(lines: list[list[Item]], at: int) -> tuple[list[Row], int]:
    """Rows that stand on one line each."""
    rows: list[Row] = []
    while at + len(rows) < len(lines):
        row = _row_of(lines[at + len(rows)])
        if row is None:
            break
        rows.append(row)
    return rows, len(rows)


def _row_of(items: list[Item]) -> Row | None:
    first = next((n for n, item in enumerate(items) if item.kind == "number" and not _ordinal(items, n)), len(items))
    rest = items[first:]
    if not all(
        item.kind in ("number", "percent") or (item.kind == "sep" and item.words in _ROW_SIGNS) for item in rest
    ):
        return None
    row = Row([item for item in items[:first] if item.kind not in ("number", "sep")])
    for item in rest:
        if item.kind == "number":
            row.cells.append((item, None))
        elif item.kind == "percent" and row.cells:
            row.cells[-1] = (row.cells[-1][0], item)
    return row if len(row.cells) >= 3 else None


def _ordinal(items: list[Item], position: int) -> bool:
    """A running number before the row's name."""
    if position > 0 or items[0].value != items[0].value.to_integral_value():
        return False
    following = next((item for item in items[1:] if item.kind != "sep"), None)
    return following is not None and following.kind in ("word", "phrase", "agency")


def _down(lines: list[list[Item]], at: int, header: list[list[Item]]) -> tuple[list[Row], int]:
    """One row whose cells have a line each; its label is the line before."""
    row = Row(header[-1] if header else [])
    length = 0
    while (
        at + length < len(lines)
        and len(lines[at + length]) == 1
        and lines[at + length][0].kind in ("number", "percent")
    ):
        item = lines[at + length][0]
        if item.kind == "number":
            row.cells.append((item, None))
        elif row.cells:
            row.cells[-1] = (row.cells[-1][0], item)
        length += 1
    return ([row], length) if len(row.cells) >= 3 else ([], 0)


def _cells(line: list[Item]) -> list[list[Item]]:
    """A line cut at its cell marks; empty marks at both ends of a Markdown row are left out."""
    cells: list[list[Item]] = [[]]
    for item in line:
        if item.words in _CELLS:
            cells.append([])
        else:
            cells[-1].append(item)
    if len(cells) > 2 and line[0].words == "|":
        cells = cells[1:]
    return cells[:-1] if len(cells) > 2 and not cells[-1] else cells


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
    agency = any(item.kind == "agency" for item in label) or (not axis and name.lower() in flow.words.stems)
    if name and (axis or agency):
        return {"agency" if agency else axis: name}
    return {}
