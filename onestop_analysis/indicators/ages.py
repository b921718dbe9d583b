"""How old the open dossiers are, in working days, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.cubes import slot
from onestop_analysis.indicators.flows import Key, overdue_parts

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
    since = rows["received_workday"]
    return _by_age(cubes, period, dimensions, since=since, counts=rows["dossiers"] * shown, table=rows)


def overdue_by_age(cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int]:
    """Overdue dossiers by working days since the due date."""
    import numpy as np

    parts = overdue_parts(cubes)
    table = {name: np.concatenate([part[2][name] for part in parts]) for name in parts[0][2]}
    counts = np.concatenate([part[1] * (part[0] <= slot(period.end)) for part in parts])
    return _by_age(cubes, period, dimensions, since=table["due_workday"], counts=counts, table=table)


def _by_age(
    cubes: Cubes, period: Period, dimensions: Key, *, since: np.ndarray, counts: np.ndarray, table: Table
) -> dict[Key, int]:
    last = cubes.calendar.workday(period.end)
    if last is None or not set(dimensions) <= {"agency", "age"}:
        return {}
    ages = last - since
    names = list(AGES)
    bounds = [bound for bound in AGES.values() if bound is not None]
    found: dict[Key, int] = {} if "agency" in dimensions else {(name,): 0 for name in names}
    for (place, agency), count in _group(_buckets(ages, bounds), table["agency"], counts).items():
        texts = {"age": names[place], "agency": cubes.names["agency"][agency]}
        key = tuple(texts[name] for name in dimensions)
        found[key] = found.get(key, 0) + count
    return found


def _buckets(ages: np.ndarray, bounds: list[int]) -> np.ndarray:
    import numpy as np

    return np.searchsorted(np.array(bounds), ages, side="left")


def _group(places: np.ndarray, agencies: np.ndarray, counts: np.ndarray) -> dict[tuple[int, int], int]:
    import numpy as np

    pairs, rows = np.unique(np.stack([places, agencies]), axis=1, return_inverse=True)
    sums = np.bincount(rows.ravel(), weights=counts, minlength=pairs.shape[1]).round().astype(np.int64)
    return {(int(a), int(b)): int(n) for (a, b), n in zip(pairs.T, sums, strict=True) if n}
