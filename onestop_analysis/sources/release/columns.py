"""Which column of a flattened table counts what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.drafts import SCOPES
from onestop_analysis.sources.release.kinds import UNITS
from onestop_analysis.sources.release.lexicon import lexicon
from onestop_analysis.sources.release.rows import heads_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from onestop_analysis.sources.release.dates import Days
    from onestop_analysis.sources.release.tokens import Item

# Parts that a group of columns can have.
_PARTS = {
    "received": ("inflow", "channel", "service_level"),
    "resolved": ("timeliness",),
    "pending": ("deadline_state", "timeliness"),
    "returned_or_withdrawn": ("timeliness", "deadline_state"),
    "satisfaction_votes": ("rating",),
}
_MOST_GROUPINGS = 500
_MOST_ENDINGS = 24
_NAMING = (
    "hình thức",
    "nội dung",
    "chỉ tiêu",
    "mức độ",
    "loại",
    "kênh",
    "lĩnh vực",
    "đơn vị",
    "tên",
    "cơ quan",
)  # heads above names
_SHORT = 3  # items of a head that says no more than 'Số hồ sơ'
_RECEIVED = ("tiếp nhận ", "nhận ")
_WHOLE = 100
_FEWEST = 2  # columns that must be understood, else a line with cell marks is no header


@dataclass(frozen=True)
class Column:
    """Measure and breakdown of a column; `total` is the whole of its group, `rate` a column of shares.

    `open`: the head names a level, an agency or a period, so that the row has to say what is counted. `change`:
    a rise or fall from the column before.
    """

    facets: dict[str, str] = field(default_factory=dict)
    total: bool = False
    unit: str = "dossier"
    rate: bool = False
    open: bool = False
    days: Days | None = None
    change: bool = False

    @property
    def top(self) -> bool:
        """Names a group: a measure without a part."""
        return set(self.facets) == {"measure"}

    @property
    def counts(self) -> bool:
        """Its cells are figures, not names."""
        return bool(self.facets) or self.rate

    @property
    def scopes(self) -> dict[str, str]:
        """Of whom it tells."""
        return {key: value for key, value in self.facets.items() if key in SCOPES}

    def of(self, told: dict[str, str]) -> Column:
        """The column in a row that says what is counted."""
        return replace(self, facets=told | self.scopes, unit=UNITS.get(told["measure"], "dossier"))


def grouped_columns(header: Sequence[list[Item]], rows: Sequence[Sequence[Decimal]]) -> Iterator[list[Column]]:
    """Readings of heads in one line or several, with the groups that they stand under, that give the width."""
    width = len(rows[0]) if rows else 0
    readings = [[labels for items in header if (labels := _labels(items, apart=apart))] for apart in (False, True)]
    plain = [[counts for line in lines if (counts := [c for c in line if not c.rate])] for lines in readings]
    whole = all(value == value.to_integral_value() for row in rows for value in row)
    for columns in plain if whole else ():
        yield from (_measured(chosen, _unit(header)) for chosen in _choose(columns, rows, width))
    for lines, columns in zip(readings, plain, strict=True):
        yield from (_measured(chosen, _unit(header)) for chosen in _with_rates(lines, columns, rows))


def _with_rates(
    lines: list[list[Column]], plain: list[list[Column]], rows: Sequence[Sequence[Decimal]]
) -> Iterator[list[Column]]:
    """Columns of shares without a sign: those with decimals, else where the header names them."""
    rates = [column for line in lines for column in line if column.rate]
    width = len(rows[0]) if rows else 0
    if not rates or len(rates) >= width:
        return
    named = next((line for line in reversed(lines) if len(line) == width), [])
    places = [at for at, column in enumerate(named) if column.rate]
    if not places:
        places = [at for at in range(width) if any(row[at] != row[at].to_integral_value() for row in rows)]
    if len(places) != len(rates) or any(row[at] > _WHOLE for row in rows for at in places):
        return
    counts = [[value for at, value in enumerate(row) if at not in places] for row in rows]
    for chosen in _choose(plain, counts, width - len(rates)):
        columns = list(chosen)
        for at, rate in zip(places, rates, strict=True):
            columns.insert(at, rate)
        yield columns


def columns_of_cells(cells: Sequence[list[Item]], header: Sequence[list[Item]]) -> list[Column] | None:
    """One column for each head, an empty one where it names nothing; None when too few are understood."""
    columns: list[Column] = []
    for cell in cells:
        facets: dict[str, str] = _inflow(cell)
        for item in cell:
            if all(facets.get(key, value) == value for key, value in item.facets.items()):
                facets |= item.facets
        if " ".join(item.words for item in cell).startswith(_NAMING):
            facets = {}
        rate = any(item.role == "rate" or item.words == "%" for item in cell)
        total = not facets and any(item.role in ("total", "whole") for item in cell)
        days = next((item.mark.days for item in cell if item.mark is not None and item.mark.kind == "period"), None)
        change = not facets and any(item.role == "change" for item in cell)
        columns.append(Column(facets, total, rate=rate, days=days, change=change))
    if not any(_counting(column) for column in columns):
        columns = [replace(c, total=True) if _amount(cell) else c for c, cell in zip(columns, cells, strict=True)]
    known = sum(column.counts or column.total or column.days is not None for column in columns)
    return _name_new(_measured(columns, _unit(header))) if known >= _FEWEST else None


def _amount(cell: Sequence[Item]) -> bool:
    """'Số hồ sơ', 'Số lượt': a number of what the row names."""
    return (
        any(item.meaning is not None and item.meaning.unit in ("dossier", "times") for item in cell)
        and len(cell) <= _SHORT
    )


def _inflow(cell: Sequence[Item]) -> dict[str, str]:
    """A head of few words, 'Mới', 'Tồn' or 'Trong kỳ'."""
    inflow = lexicon().inflow_words.get(" ".join(item.words for item in cell if item.mark is None), "")
    return {"measure": "received", "inflow": inflow} if inflow else {}


def rate_columns(header: Sequence[list[Item]]) -> list[dict[str, str]]:
    """The shares that the header names, such as 'tỷ lệ đúng hạn'; none where no head says of what."""
    found = [dict(column.facets) for items in header for column in _labels(items, apart=False) if column.rate]
    return found if any(found) else []


def _choose(lines: list[list[Column]], rows: Sequence[Sequence[Decimal]], width: int) -> Iterator[list[Column]]:
    """One line, or the last lines together; groups of columns; heads that repeat where there is nothing else."""
    direct = [line for line in lines if len(line) == width]
    # A title above the header may name measures as well: the last lines are tried first.
    endings = [[label for line in lines[begin:] for label in line] for begin in range(len(lines) - 1, -1, -1)]
    whole = [ending for ending in endings if len(ending) == width]
    plain = [line for line in (*direct, *whole) if _plain(line)]
    if plain:
        yield max(plain, key=lambda line: sum(len(column.facets) for column in line))
    grouped = [found for ending in endings[:_MOST_ENDINGS] if (found := _grouped(ending, rows)) is not None]
    if grouped:
        yield max(grouped, key=lambda found: found[0])[1]
    if not plain and not grouped:
        yield from (*direct, *whole)[:1]


def _plain(columns: list[Column]) -> bool:
    """Every column says by itself what it counts: no total but the first, nothing twice."""
    names = [tuple(sorted(column.facets.items())) for column in columns]
    return len(set(names)) == len(names) and not any(column.total for column in columns[1:])


def _labels(items: list[Item], *, apart: bool) -> list[Column]:
    """The columns that one header line names.

    `apart`: "đã giải quyết trước hạn" are two columns whose heads stand side by side.
    """
    inflows = [(head, _inflow(head)) for head in heads_of(items)]
    return [c for head, inflow in inflows for c in ([Column(inflow)] if inflow else _named(head, apart=apart))]


def _named(items: list[Item], *, apart: bool) -> list[Column]:
    found: list[Column] = []
    rate = False  # a word such as 'tỷ lệ' waits for what it is the share of
    for before, item in pairwise([None, *items]):
        if item is None:
            continue
        if item.words == "%" and before is not None and before.words == "(" and found:
            found[-1] = replace(found[-1], rate=True)  # 'Đúng hạn (%)'
        elif item.role == "rate" or item.words == "%":
            found += [] if rate else [Column(rate=True)]
            rate = True
            continue
        elif item.facets and rate:
            found[-1] = Column(dict(item.facets), rate=True)
        elif item.facets:
            facets = dict(item.facets)
            if apart and "measure" in facets and len(facets) > 1:
                found.append(Column({"measure": facets.pop("measure")}))
            elif apart and "measure" not in facets and item.words.startswith(_RECEIVED):
                found.append(Column({"measure": "received"}))
            found.append(Column(facets))
        elif item.role == "total":
            found.append(Column(total=True))
        rate = rate and item.kind == "word" and not item.facets
    return found


def _unit(header: Sequence[list[Item]]) -> str:
    """Procedures where the title or the header counts them, else dossiers."""
    units = [item.meaning.unit for items in header for item in items if item.meaning and item.meaning.unit]
    return "procedure" if "procedure" in units and "dossier" not in units else "dossier"


def _measured(columns: list[Column], unit: str) -> list[Column]:
    """Give columns without a measure the one that their part implies; a first total is what came in."""
    crossed = not any(_counting(column) for column in columns)
    if unit == "procedure" and not crossed and not any("measure" in column.facets for column in columns):
        return [replace(column, facets={"measure": "procedures"} | column.facets, unit=unit) for column in columns]
    result: list[Column] = []
    for column in columns:
        if column.rate or not (column.facets or column.total or (crossed and (column.days or column.change))):
            result.append(column)
            continue
        facets = dict(column.facets)
        if "measure" not in facets:
            facets = {"measure": _implied(column) if facets else _of_total(columns)} | facets
        if facets == {"measure": "resolved", "timeliness": "late"} and _open_late(result):
            facets = under("pending", facets)
        if facets.keys() == {"measure", "channel"} and result and result[-1].facets.get("inflow") == "new":
            facets["inflow"] = "new"  # 'Nhận trong kỳ | Trực tuyến': how these were filed
        if unit == "procedure" and crossed:
            facets["measure"] = "procedures"
        votes = facets["measure"] == "satisfaction_votes"
        kind = "vote" if votes else "procedure" if facets["measure"] == "procedures" else "dossier"
        result.append(replace(column, facets=facets, unit=kind, open=crossed))
    return result


def _name_new(columns: list[Column]) -> list[Column]:
    """'Tổng tiếp nhận | Tồn quý 1 | Tiếp nhận quý 2': beside a total and what was carried over, the rest is new."""
    carried = any(column.facets.get("inflow") == "carried_over" for column in columns)
    plain = [at for at, column in enumerate(columns) if column.facets == {"measure": "received"}]
    if not carried or len(plain) != 2 or any(column.facets.get("inflow") == "new" for column in columns):
        return columns
    totals = [at for at in plain if columns[at].total]
    new = plain[1] if totals != [plain[1]] else plain[0]
    return [replace(c, facets=c.facets | {"inflow": "new"}) if at == new else c for at, c in enumerate(columns)]


def _open_late(before: list[Column]) -> bool:
    """'Quá hạn' behind 'Đang giải quyết', where what was late among the resolved has its column already."""
    told = any(column.facets.get("measure") == "resolved" and "timeliness" in column.facets for column in before)
    last = before[-1].facets if before else {}
    return last.get("measure") == "pending" and (told or "deadline_state" in last)


def _counting(column: Column) -> bool:
    return bool(column.facets.keys() - set(SCOPES))


def counted(facets: dict[str, str]) -> dict[str, str]:
    """Breakdown and measure: the one that is named, else the one that the part implies."""
    return {"measure": _implied(Column(facets))} | facets


def _of_total(columns: list[Column]) -> str:
    """What a total without a name counts: results where only their timeliness follows, else what came in."""
    named = [column for column in columns if column.facets and not column.rate]
    implied = {column.facets.get("measure") or _implied(column) for column in named}
    return implied.pop() if len(implied) == 1 and all(len(column.facets) == 1 for column in named) else "received"


def _implied(column: Column) -> str:
    if "timeliness" in column.facets:
        return "resolved"
    if "deadline_state" in column.facets:
        return "pending"
    return "satisfaction_votes" if "rating" in column.facets else "received"


def _grouped(labels: list[Column], rows: Sequence[Sequence[Decimal]]) -> tuple[int, list[Column]] | None:
    """Spread the parts over the groups in order; the spread that makes most sums true."""
    tops = [label for label in labels if label.top]
    parts = [label for label in labels if not label.top]
    if tops and all(top.facets["measure"] != "received" for top in tops) and any("inflow" in p.facets for p in parts):
        tops.insert(0, Column({"measure": "received"}))  # its head says 'hồ sơ giải quyết', or nothing
    best: tuple[int, list[Column]] | None = None
    for number, groups in enumerate(_spreads(tops, parts)):
        if number >= _MOST_GROUPINGS:
            break
        columns = [column for top, group in zip(tops, groups, strict=True) for column in _group(top, group)]
        if len(columns) != len(rows[0]):
            continue
        points = sum(_true_sums(groups, row) for row in rows)
        if best is None or points > best[0]:
            best = (points, columns)
    return best


def _spreads(tops: list[Column], parts: list[Column]) -> Iterator[list[list[Column]]]:
    """Every way to give each part, in order, to a group that can have it."""
    if not tops:
        if not parts:
            yield []
        return
    for taken in range(len(parts) + 1):
        group = parts[:taken]
        if taken and not _belongs(tops[0], group):
            break
        for rest in _spreads(tops[1:], parts[taken:]):
            yield [group, *rest]


def _belongs(top: Column, group: list[Column]) -> bool:
    allowed = _PARTS.get(top.facets["measure"], ())
    seen = [tuple(sorted(part.facets.items())) for part in group]
    known = all(part.total or any(key in allowed for key in part.facets) for part in group)
    return known and len(set(seen)) == len(seen)


def _group(top: Column, group: list[Column]) -> list[Column]:
    return [Column(under(top.facets["measure"], part.facets), part.total) for part in group] or [top]


def under(measure: str, part: dict[str, str]) -> dict[str, str]:
    """A part as one of a measure: late among open dossiers is overdue."""
    facets = {"measure": measure} | {key: value for key, value in part.items() if key != "measure"}
    if measure == "pending" and facets.get("timeliness") == "late":
        del facets["timeliness"]
        facets["deadline_state"] = "overdue"
    if measure == "returned_or_withdrawn" and facets.get("deadline_state") == "in_time":
        del facets["deadline_state"]
        facets["timeliness"] = "early_or_on_time"
    return facets


def _true_sums(groups: list[list[Column]], row: Sequence[Decimal]) -> int:
    """Groups whose total is the sum of their parts."""
    position = points = 0
    for group in groups:
        cells = row[position : position + max(1, len(group))]
        totals = [cell for cell, part in zip(cells, group, strict=False) if part.total]
        points += len(totals) == 1 and len(cells) > 1 and sum(cells) == 2 * totals[0]
        position += max(1, len(group))
    return points
