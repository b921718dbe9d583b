"""How old the open dossiers are, in working days, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.cubes import slot
from onestop_analysis.indicators.flows import Key, flow_of, select

if TYPE_CHECKING:
    import numpy as np

    from onestop_analysis.cubes import Cubes
    from onestop_analysis.cubes.tables import Table
    from onestop_analysis.periods import Period

# Upper bounds, in working days; what is older has no bound.
AGES = {"0-5": 5, "6-10": 10, "11-20": 20, "21-60": 60, "61+": None}


def open_by_age(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int]:
    """Pending dossiers by working days since the reception; empty for other dimensions than age and agency."""
    rows, end = cubes.tables["ages"], slot(period.end)
    shown = (rows["received_slot"] <= end) & (rows["closed_slot"] > end)
    kept = select(rows, shown)
    return _by_age(cubes, period, dimensions, since=kept["received_workday"], counts=kept["dossiers"], table=kept)


def overdue_by_age(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int]:
    """Overdue dossiers by working days since the due date."""
    rows = flow_of(cubes, "overdue")
    begun = rows.slots <= slot(period.end)
    kept = select({name: rows.table[name] for name in ("agency", "due_workday")}, begun)
    return _by_age(cubes, period, dimensions, since=kept["due_workday"], counts=rows.counts[begun], table=kept)


def _by_age(
    cubes: Cubes, period: Period, dimensions: Key, *, since: np.ndarray, counts: np.ndarray, table: Table
) -> dict[Key, int]:
    import numpy as np

    last = cubes.calendar.workday(period.end)
    if last is None or not set(dimensions) <= {"agency", "age"}:
        return {}
    names, agencies = list(AGES), cubes.names["agency"]
    bounds = np.array([bound for bound in AGES.values() if bound is not None])
    places = np.searchsorted(bounds, last - since, side="left")
    cells = np.bincount(
        places * len(agencies) + table["agency"], weights=counts, minlength=len(names) * len(agencies)
    ).reshape(len(names), len(agencies))
    found: dict[Key, int] = {} if "agency" in dimensions else {(name,): 0 for name in names}
    for (place, agency), count in np.ndenumerate(cells.round().astype(np.int64)):
        if count:
            texts = {"age": names[place], "agency": agencies[agency]}
            key = tuple(texts[name] for name in dimensions)
            found[key] = found.get(key, 0) + int(count)
    return found
