"""The same counts with plain pandas, as an analyst would write them: python pandas_indicators.py FOLDER.

Fewer than ours: no ages, no pauses, no levels, no results that wait, no calendar conventions.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd

from onestop_analysis.workdays import Workdays

NEEDED = (
    "agency, field, procedure, channel, service_level, status, rating, return_channel, received_at, due_at,"
    " resolved_at, returned_at"
)
QUARTERS = pd.period_range("2018Q1", "2021Q4", freq="Q")
WHAT = ("channel", "agency", "field", "procedure", "service_level")


def main() -> None:
    """Print how many numbers came out."""
    dossiers = duckdb.sql(f"SELECT {NEEDED} FROM read_parquet('{sys.argv[1]}/*.parquet')").df()  # noqa: S608
    for name in ("received", "due", "resolved", "returned"):
        dossiers[name] = dossiers[f"{name}_at"].dt.normalize()
    ended, due = dossiers["resolved"], dossiers["due"]
    dossiers["timeliness"] = np.select([ended > due, ended < due], ["late", "early"], "on_time")
    dossiers["days"] = working_days(dossiers["received"], ended)
    numbers = sum(len(part) for quarter in QUARTERS for part in count(dossiers, quarter))
    print(numbers)


def working_days(start: pd.Series, end: pd.Series) -> np.ndarray:
    """Working days from one date to another, by the days' ordinals."""
    days = dict(Workdays().ordinals(pd.Timestamp("2017-01-01").date(), pd.Timestamp("2023-12-31").date()))
    ordinals = pd.Series(days)
    ordinals.index = pd.to_datetime(ordinals.index)
    return (end.map(ordinals) - start.map(ordinals)).to_numpy()


def count(dossiers: pd.DataFrame, quarter: pd.Period) -> list[pd.Series]:
    """Counts and times of one quarter."""
    start, end = quarter.start_time, quarter.end_time
    resolved_at = dossiers["resolved"]
    is_result = dossiers["status"].isin(["resolved", "returned"])
    new = dossiers[dossiers["received"].between(start, end)]
    carried = dossiers[(dossiers["received"] < start) & (resolved_at.isna() | (resolved_at >= start))]
    resolved = dossiers[resolved_at.between(start, end) & is_result]
    pending = dossiers[(dossiers["received"] <= end) & (resolved_at.isna() | (resolved_at > end))]
    returned = dossiers[dossiers["returned"].between(start, end) & is_result]
    return [
        *(part.groupby(name, observed=True).size() for part in (new, carried, resolved, pending) for name in WHAT),
        *(resolved.groupby([name, "timeliness"]).size() for name in ("agency", "field", "procedure")),
        pending.groupby(["agency", pending["due"] < end.normalize()]).size(),
        returned.groupby("return_channel").size(),
        returned.groupby("rating").size(),
        *(resolved.groupby(name)["days"].agg(["mean", "median"]).stack() for name in ("agency", "field")),  # noqa: PD013
        resolved.groupby("agency")["days"].quantile(0.9),
    ]


if __name__ == "__main__":
    main()
