"""What happened when: counts by slot, added up so that any period is a difference of two sums.

A stock (open, overdue, paused ...) is a flow too: dossiers that enter the state, minus those that leave
it. Each sum is made once for a set of dimensions and serves every period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

from onestop_analysis.cubes import Cubes, slot

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from onestop_analysis.cubes.tables import Table
    from onestop_analysis.periods import Period

Key = tuple[str, ...]
# Up to this many combinations an array with one place for each is quicker than sorting.
CODES_COUNTED = 4_000_000


@dataclass(frozen=True)
class Flow:
    """Signed counts by slot, with the columns by which they can be divided."""

    slots: np.ndarray
    counts: np.ndarray
    table: Table

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct slots in order, and the place of each row's slot among them."""
        import numpy as np

        slots, rows = np.unique(self.slots, return_inverse=True)
        return slots, rows


@dataclass(frozen=True)
class Sums:
    """Running totals: row i holds everything before the i-th slot; one column a key."""

    slots: np.ndarray
    keys: list[Key]
    totals: np.ndarray

    def up_to(self, last_slot: int) -> np.ndarray:
        """Totals of all slots up to this one."""
        row: np.ndarray = self.totals[self.slots.searchsorted(last_slot, side="right")]
        return row


def within(cubes: Cubes, name: str, *, dimensions: Key, period: Period) -> dict[Key, int]:
    """What flowed in a period."""
    sums = running_sums(cubes, name, dimensions)
    return _counts(sums, sums.up_to(slot(period.end)) - sums.up_to(_before(period)))


def at_end(cubes: Cubes, name: str, *, dimensions: Key, period: Period) -> dict[Key, int]:
    """The stock at the end of the period's last day."""
    sums = running_sums(cubes, name, dimensions)
    return _counts(sums, sums.up_to(slot(period.end)))


def at_start(cubes: Cubes, name: str, *, dimensions: Key, period: Period) -> dict[Key, int]:
    """The stock at the end of the day before the period."""
    sums = running_sums(cubes, name, dimensions)
    return _counts(sums, sums.up_to(_before(period)))


def running_sums(cubes: Cubes, name: str, dimensions: Key) -> Sums:
    """The sums of one flow over some dimensions; kept with the cubes."""
    wanted = ("sums", name, dimensions)
    if wanted not in cubes.memo:
        cubes.memo[wanted] = _add_up(flow_of(cubes, name), cubes.names, dimensions)
    sums: Sums = cubes.memo[wanted]
    return sums


def flow_of(cubes: Cubes, name: str) -> Flow:
    """The flow of that name; kept with the cubes."""
    if name not in cubes.memo:
        cubes.memo[name] = FLOWS[name](cubes)
    flow: Flow = cubes.memo[name]
    return flow


def _before(period: Period) -> int:
    return slot(period.start - timedelta(1))


def _counts(sums: Sums, values: np.ndarray) -> dict[Key, int]:
    return {key: value for key, value in zip(sums.keys, values.tolist(), strict=True) if value}


def _add_up(flow: Flow, names: dict[str, list[str]], dimensions: Key) -> Sums:
    import numpy as np

    slots, rows = flow.places
    combined = np.zeros(len(flow.slots), dtype=np.int64)
    for dimension in dimensions:
        combined = combined * len(names[dimension]) + flow.table[dimension]
    codes, columns = _distinct(combined, size=prod(len(names[dimension]) for dimension in dimensions))
    keys = [key_of(int(code), names, dimensions) for code in codes]
    width = max(len(keys), 1)
    cells = np.bincount(rows * width + columns, weights=flow.counts, minlength=len(slots) * width)
    # bincount adds in floating point, exact for whole numbers far beyond any count of dossiers.
    table = cells.round().astype(np.int64).reshape(len(slots), width)[:, : len(keys)]
    totals = np.vstack([np.zeros((1, len(keys)), dtype=np.int64), table.cumsum(axis=0)])
    return Sums(slots, keys, totals)


def _distinct(codes: np.ndarray, *, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct codes in order and the place of each code among them; without sorting where codes are few."""
    import numpy as np

    if size > CODES_COUNTED:
        found, places = np.unique(codes, return_inverse=True)
        return found, places
    present = np.bincount(codes, minlength=size) > 0
    return np.flatnonzero(present), (present.cumsum() - 1)[codes]


def key_of(code: int, names: dict[str, list[str]], dimensions: Key) -> Key:
    """The texts of a combined code, the last dimension counting by one."""
    parts: list[str] = []
    for dimension in reversed(dimensions):
        code, place = divmod(code, len(names[dimension]))
        parts.append(names[dimension][place])
    return tuple(reversed(parts))


def select(table: Table, rows: np.ndarray) -> Table:
    """Some rows of a table."""
    return {name: values[rows] for name, values in table.items()}


def _column(table: str, count: str = "dossiers") -> Callable[[Cubes], Flow]:
    """Every row of a table, counted by one of its columns."""

    def flow(cubes: Cubes) -> Flow:
        rows = cubes.tables[table]
        return Flow(rows["slot"], rows[count], rows)

    return flow


def _where(
    table: str, dimension: str, *, text: str, equal: bool = True, count: str = "dossiers"
) -> Callable[[Cubes], Flow]:
    """The rows whose dimension is (or is not) this text."""

    def flow(cubes: Cubes) -> Flow:
        rows = cubes.tables[table]
        found = rows[dimension] == _code(cubes, dimension, text)
        kept = select(rows, found if equal else ~found)
        return Flow(kept["slot"], kept[count], kept)

    return flow


def _apart(ending: str) -> Callable[[Cubes], Flow]:
    """Dossiers that ended this way and are not counted as resolved under the rule."""

    def flow(cubes: Cubes) -> Flow:
        rows = cubes.tables["ended"]
        apart = rows["timeliness"] == _code(cubes, "timeliness", "")
        kept = select(rows, apart & (rows["ending"] == _code(cubes, "ending", ending)))
        return Flow(kept["slot"], kept["dossiers"], kept)

    return flow


def _handed_over(count: str) -> Callable[[Cubes], Flow]:
    def flow(cubes: Cubes) -> Flow:
        rows = cubes.tables["returned"]
        kept = select(rows, rows["handed_over"] == 1)
        return Flow(kept["slot"], kept[count], kept)

    return flow


def _code(cubes: Cubes, dimension: str, text: str) -> int:
    names = cubes.names[dimension]
    return names.index(text) if text in names else -1


def _open(cubes: Cubes) -> Flow:
    """Received ones enter, ended ones leave."""
    received, ended = cubes.tables["received"], cubes.tables["ended"]
    shared = [name for name in received if name in ended and name in cubes.names]
    return _joined(
        (received["slot"], received["dossiers"], {name: received[name] for name in shared}),
        (ended["slot"], -ended["dossiers"], {name: ended[name] for name in shared}),
    )


def _joined(*parts: tuple[np.ndarray, np.ndarray, Table]) -> Flow:
    import numpy as np

    slots, counts, tables = zip(*parts, strict=True)
    table = {name: np.concatenate([part[name] for part in tables]) for name in tables[0]}
    return Flow(np.concatenate(slots), np.concatenate(counts), table)


def _interval(rows: Table, start: np.ndarray, end: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray, Table], ...]:
    """Rows that are in a state from `start` up to, not including, `end`: they enter, then they leave."""
    lasting = start < end
    kept = select({name: values for name, values in rows.items() if not name.endswith("_slot")}, lasting)
    return (start[lasting], kept["dossiers"], kept), (end[lasting], -kept["dossiers"], kept)


def _paused(cubes: Cubes) -> Flow:
    rows = cubes.tables["states"]
    return _joined(*_interval(rows, *_pause(rows)))


def _pause(rows: Table) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    return rows["paused_slot"], np.minimum(rows["resumed_slot"], rows["closed_slot"])


def _overdue(cubes: Cubes) -> Flow:
    """Overdue ones, less those that are paused meanwhile where the rule counts these as in time."""
    import numpy as np

    rows = cubes.tables["states"]
    late_from = np.maximum(rows["overdue_slot"], rows["received_slot"])
    covered = select(rows, rows["pause_in_time"] == 1)
    paused, resumed = _pause(covered)
    both = np.maximum(np.maximum(covered["overdue_slot"], covered["received_slot"]), paused)
    entered, left = _interval(covered, both, resumed)
    return _joined(
        *_interval(rows, late_from, rows["closed_slot"]),
        (entered[0], -entered[1], entered[2]),
        (left[0], -left[1], left[2]),
    )


def _in_time(cubes: Cubes) -> Flow:
    """Open ones that are not overdue."""
    whole, overdue = _open(cubes), _overdue(cubes)
    table = {name: overdue.table[name] for name in whole.table}
    return _joined((whole.slots, whole.counts, whole.table), (overdue.slots, -overdue.counts, table))


def _waiting(cubes: Cubes) -> Flow:
    rows = cubes.tables["states"]
    return _joined(*_interval(rows, rows["closed_slot"], rows["returned_slot"]))


FLOWS: dict[str, Callable[[Cubes], Flow]] = {
    "new": _column("received"),
    **{
        name: _column("received", name)
        for name in (
            "saturday", "out_of_territory", "out_of_territory_recorded", "digitised", "digitised_recorded",
            "paid_online", "paid_online_recorded",
        )
    },
    "open": _open,
    "in_time": _in_time,
    "overdue": _overdue,
    "paused": _paused,
    "waiting": _waiting,
    "resolved": _where("ended", "timeliness", text="", equal=False),
    "resolved_on_saturday": _where("ended", "timeliness", text="", equal=False, count="saturday"),
    "withdrawn": _apart("withdrawn"),
    "refused": _apart("refused"),
    "returned": _handed_over("dossiers"),
    "returned_on_saturday": _handed_over("saturday"),
    "votes": _where("returned", "rating", text="", equal=False),
}  # fmt: skip
