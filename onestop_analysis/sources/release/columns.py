"""Which column of a flattened table counts what."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from onestop_analysis.sources.release.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

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
_FEWEST = 2  # columns that must be understood, else a line with cell marks is no header


@dataclass(frozen=True)
class Column:
    """Measure and breakdown of a column; `total` is the whole of its group."""

    facets: dict[str, str] = field(default_factory=dict)
    total: bool = False
    unit: str = "dossier"
    rate: bool = False

    @property
    def top(self) -> bool:
        """Names a group: a measure without a part."""
        return set(self.facets) == {"measure"}


def choose_columns(header: Sequence[list[Item]], rows: Sequence[Sequence[Decimal]]) -> list[Column] | None:
    """The columns that the header lines name; None when they do not explain the rows' width."""
    width = len(rows[0]) if rows else 0
    for apart in (False, True):
        lines = [labels for items in header if (labels := _labels(items, apart=apart))]
        chosen = _choose(lines, rows, width)
        if chosen is not None:
            return _measured(chosen, _unit(header))
    return None


def columns_of_cells(cells: Sequence[list[Item]], header: Sequence[list[Item]]) -> list[Column] | None:
    """One column for each head, an empty one where it names nothing; None when too few are understood."""
    columns: list[Column] = []
    for cell in cells:
        facets: dict[str, str] = _inflow(cell)
        for item in cell:
            if all(facets.get(key, value) == value for key, value in item.facets.items()):
                facets |= item.facets
        rate = any(item.role == "rate" or item.words == "%" for item in cell)
        columns.append(Column(facets, any(item.role == "total" for item in cell) and not facets, rate=rate))
    known = sum(bool(column.facets) or column.rate for column in columns)
    return _measured(columns, _unit(header)) if known >= _FEWEST else None


def _inflow(cell: Sequence[Item]) -> dict[str, str]:
    """A head of one short word, 'Mới' or 'Tồn'."""
    inflow = lexicon().inflow_words.get(cell[0].words, "") if len(cell) == 1 else ""
    return {"measure": "received", "inflow": inflow} if inflow else {}


def rate_columns(header: Sequence[list[Item]]) -> list[dict[str, str]]:
    """The shares that the header names, such as 'tỷ lệ đúng hạn'."""
    found: list[dict[str, str]] = []
    for items in header:
        for rate, item in pairwise(items):
            if rate.role == "rate" and item.facets:
                found.append(dict(item.facets))
    return found


def _choose(lines: list[list[Column]], rows: Sequence[Sequence[Decimal]], width: int) -> list[Column] | None:
    """One line, the last lines together, or groups of columns."""
    direct = [line for line in lines if len(line) == width]
    # A title above the header may name measures as well: the last lines are tried first.
    endings = [[label for line in lines[begin:] for label in line] for begin in range(len(lines) - 1, -1, -1)]
    whole = [ending for ending in endings if len(ending) == width]
    plain = [line for line in (*direct, *whole) if _plain(line)]
    if plain:
        return max(plain, key=lambda line: sum(len(column.facets) for column in line))
    options = [found for ending in endings[:_MOST_ENDINGS] if (found := _grouped(ending, rows)) is not None]
    if options:
        return max(options, key=lambda found: found[0])[1]
    return next(iter((*direct, *whole)), None)


def _plain(columns: list[Column]) -> bool:
    """Every column says by itself what it counts: no total but the first, nothing twice."""
    names = [tuple(sorted(column.facets.items())) for column in columns]
    return len(set(names)) == len(names) and not any(column.total for column in columns[1:])


def _labels(items: list[Item], *, apart: bool) -> list[Column]:
    """The columns that one header line names; a column of shares is none.

    `apart`: "đã giải quyết trước hạn" are two columns whose heads stand side by side.
    """
    found: list[Column] = []
    rate = False
    for item in items:
        if item.facets and not rate:
            facets = dict(item.facets)
            if apart and "measure" in facets and len(facets) > 1:
                found.append(Column({"measure": facets.pop("measure")}))
            found.append(Column(facets))
        elif item.role == "total":
            found.append(Column(total=True))
        rate = item.role == "rate" or (rate and item.kind == "word")
    return found


def _unit(header: Sequence[list[Item]]) -> str:
    """Procedures where the title or the header counts them, else dossiers."""
    units = [item.meaning.unit for items in header for item in items if item.meaning and item.meaning.unit]
    return "procedure" if "procedure" in units and "dossier" not in units else "dossier"


def _measured(columns: list[Column], unit: str) -> list[Column]:
    """Give columns without a measure the one that their part implies; a first total is what came in."""
    if unit == "procedure" and not any("measure" in column.facets for column in columns):
        return [Column({"measure": "procedures"} | column.facets, column.total, unit) for column in columns]
    result = []
    for column in columns:
        if column.rate or not (column.facets or column.total):
            result.append(column)
            continue
        facets = dict(column.facets)
        if "measure" not in facets:
            facets = {"measure": _implied(column) if facets else _of_total(columns)} | facets
        votes = facets["measure"] == "satisfaction_votes"
        result.append(Column(facets, column.total, "vote" if votes else "dossier"))
    return result


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
    return [Column(_under(top.facets["measure"], part), part.total) for part in group] or [top]


def _under(measure: str, part: Column) -> dict[str, str]:
    facets = {"measure": measure} | {key: value for key, value in part.facets.items() if key != "measure"}
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
