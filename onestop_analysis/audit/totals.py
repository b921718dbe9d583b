"""Totals over rows and over time: the rows of a table against its total row, the months against their quarter."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from onestop_analysis.audit.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onestop_analysis.audit.identity import Items
    from onestop_analysis.sources.release.claims import Claim

Row = list["Claim"]
Column = tuple[str, "Items"]
_NAMES = ("agency", "field", "level", "what")  # what a row can be about
_FLOWS = ("resolved", "received", "satisfaction_votes", "result_returned")
_FEWEST_LINES = 3
_MOST = 60  # figures of one quantity whose periods are compared


# -- tables ------------------------------------------------------------------------------------------


def rows(claims: Iterable[Claim]) -> Iterator[Identity]:
    """Each column of a table: its rows make up its total row.

    That the total is one of exactly these rows is known where they close in another column; then a column that
    does not close cannot be true. A table of one column leaves it open; where no column closes it is no such total.
    """
    cells = sorted((claim for claim in claims if claim.cell[0]), key=lambda claim: claim.cell)
    for _, table in groupby(cells, key=lambda claim: claim.cell[0]):
        lines = [list(line) for _, line in groupby(table, key=lambda claim: claim.cell)]
        for total, parts in _blocks(lines):
            yield from _columns(total, parts)


def lists(claims: Iterable[Claim]) -> Iterator[Identity]:
    """Lines that each tell of one agency or field, and a line that tells of all: a table without cells.

    Only where another count of the same lines closes is it known that these are all.
    """
    told = [claim for claim in claims if not claim.cell[0] and claim.value is not None and not claim.versus]
    lines = [
        list(line) for _, line in groupby(sorted(told, key=lambda claim: claim.line), key=lambda claim: claim.line)
    ]
    parts = [line for line in lines if {key for key, _ in _named(line)} in ({"agency"}, {"field"})]
    if len(parts) < _FEWEST_LINES:
        return
    for line in lines:
        total = [claim for claim in line if not {key for key, _ in claim.key} & set(_NAMES)]
        found = [identity for identity in _sums(total, parts) if len(identity.parts) == len(parts)] if total else []
        closing = [identity for identity in found if _closes(identity)]
        known = found if len(closing) > 1 else [identity for identity in found if closing and identity not in closing]
        yield from (Identity("sum", i.parts, i.wholes, open_below=False) for i in known)


def _blocks(lines: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Each total row and the rows that it sums up: those below where it comes first, else those above."""
    shared = set.intersection(*(_named(line) for line in lines))
    totals = [_named(line) == shared for line in lines]
    if not any(totals):
        return
    starts = [at for at, total in enumerate(totals) if total]
    first = totals[0] and len(lines) - 1 not in starts
    for number, at in enumerate(starts):
        if first:
            end = starts[number + 1] if number + 1 < len(starts) else len(lines)
            yield lines[at], list(lines[at + 1 : end])
        else:
            yield lines[at], list(lines[starts[number - 1] + 1 if number else 0 : at])


def _named(line: Row) -> set[tuple[str, str]]:
    """What a row is about: the names that all its figures have."""
    return set.intersection(*({item for item in claim.key if item[0] in _NAMES} for claim in line))


def _column(claim: Claim, named: set[tuple[str, str]]) -> Column:
    return claim.measure, tuple(item for item in claim.key if item not in named)


def _columns(total: Row, parts: Sequence[Row]) -> Iterator[Identity]:
    options = [found for rows in _choices(parts) if (found := _sums(total, rows))]
    best = max(options, key=lambda found: sum(_closes(identity) for identity in found), default=[])
    if any(_closes(identity) for identity in best):
        yield from (Identity("sum", i.parts, i.wholes, open_below=False) for i in best)
    elif len(best) == 1:
        yield Identity("sum", best[0].parts, best[0].wholes, open_above=True)


def _choices(parts: Sequence[Row]) -> Iterator[list[Row]]:
    """All rows; or only those of one kind, where subtotals stand among them."""
    yield list(parts)
    kinds = {frozenset(key for key, _ in _named(line)) for line in parts}
    if len(kinds) > 1:
        for kind in sorted(kinds, key=sorted):
            yield [line for line in parts if frozenset(key for key, _ in _named(line)) == kind]


def _sums(total: Row, parts: Sequence[Row]) -> list[Identity]:
    columns: Mapping[Column, list[Claim]] = defaultdict(list)
    for line in parts:
        for claim in line:
            columns[_column(claim, _named(line))].append(claim)
    wholes = [(claim, columns.get(_column(claim, _named(total)), [])) for claim in total]
    # More figures than rows: two columns that were read as one.
    return [Identity("sum", tuple(found), (whole,)) for whole, found in wholes if 1 < len(found) <= len(parts)]


def _closes(identity: Identity) -> bool:
    return identity.gap == 0 and sum(bool(part.value) for part in identity.parts) > 1


# -- periods -----------------------------------------------------------------------------------------


def spans(claims: Iterable[Claim]) -> Iterator[Identity]:
    """Months make up their quarter, quarters their half-year: what flows in and out adds up over time.

    Counts are revised later, so both directions stay open. Where 'received' holds what was carried over, the
    parts hold it again and again: then only parts below the whole are against it.
    """
    groups: Mapping[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        told = not (claim.versus or claim.headline or claim.guessed or None in claim.period)
        if told and claim.measure in _FLOWS and claim.value is not None:
            groups[claim.measure, claim.key].append(claim)
    for same in groups.values():
        for whole in same[:_MOST]:
            parts = _tiles(whole, same[:_MOST])
            # The same count for two periods is one figure said again in another breath.
            if len(parts) > 1 and len({part.value for part in parts}) == len(parts):
                identity = Identity("periods", parts, (whole,), open_above=True)
                carried = whole.measure == "received" and "inflow" not in whole.breakdown
                if not (carried and identity.gap < 0):
                    yield identity


def _tiles(whole: Claim, same: Sequence[Claim]) -> tuple[Claim, ...]:
    """Figures whose periods follow each other from the first day of the whole to its last, the longest first."""
    begin, end = _days(whole)
    found: list[Claim] = []
    while begin <= end:
        fits = [c for c in same if _days(c)[0] == begin and _days(c)[1] <= end and c.period != whole.period]
        if not fits:
            return ()
        found.append(max(fits, key=lambda claim: _days(claim)[1]))
        begin = _days(found[-1])[1] + timedelta(days=1)
    return tuple(found)


def _days(claim: Claim) -> tuple[date, date]:
    """Both ends of the period; a figure without them ends before every other begins."""
    return claim.period[0] or date.max, claim.period[1] or date.min
