"""The same counts with plain pandas, as an analyst would write them: python pandas_indicators.py FOLDER.

Texts are categories, each state is derived once, each quarter is filtered and grouped. Under the rule `date`, for
calendar quarters only; what holds between the counts is not checked. A test compares every number with ours.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd

from onestop_analysis.workdays import Workdays

TEXTS = ["agency", "field", "procedure", "level", "service_level", "channel", "status", "rating", "return_channel"]
FLAGS = ["out_of_territory", "digitised", "paid_online"]
TIMES = ["received_at", "due_at", "resolved_at", "returned_at", "supplement_requested_at", "supplement_received_at"]
QUARTERS = pd.period_range("2018Q1", "2021Q4", freq="Q")
AGENCY, FIELD = ["agency"], ["field"]
INFLOW, CHANNEL, TIMELINESS, STATE = ["inflow"], ["channel"], ["timeliness"], ["deadline_state"]
PLACE = [["level"], AGENCY, FIELD]
RECEIVED = [
    INFLOW, CHANNEL, INFLOW + CHANNEL, ["service_level"], *PLACE, AGENCY + INFLOW, AGENCY + INFLOW + CHANNEL,
    FIELD + INFLOW, FIELD + INFLOW + CHANNEL, ["procedure"],
]  # fmt: skip
RESOLVED = [
    TIMELINESS, ["ending"], CHANNEL, ["service_level"], *PLACE, AGENCY + TIMELINESS, FIELD + TIMELINESS,
    ["procedure"], ["procedure", *TIMELINESS],
]  # fmt: skip
PENDING = [STATE, ["age"], *PLACE, AGENCY + STATE, FIELD + STATE]
VOTES = [["rating"], AGENCY, ["agency", "rating"]]
AGES = {"bins": [-1, 5, 10, 20, 60, np.inf], "labels": ["0-5", "6-10", "11-20", "21-60", "61+"]}
Counts = dict[tuple[str, tuple[str, ...]], pd.Series]


def main() -> None:
    """Print how many numbers came out."""
    dossiers, ordinals = read(sys.argv[1]), working_days()
    print(sum(len(part) for quarter in QUARTERS for part in count(dossiers, quarter, ordinals).values()))


def read(folder: str) -> pd.DataFrame:
    """The dossiers with their days, states and times."""
    columns = ", ".join(TEXTS + FLAGS + TIMES)
    dossiers = duckdb.sql(f"SELECT {columns} FROM read_parquet('{folder}/*.parquet')").df()  # noqa: S608
    dossiers = dossiers[~dossiers["status"].isin(["registered", "not_accepted"])]
    dossiers[TEXTS] = dossiers[TEXTS].astype("category")
    return with_states(dossiers, working_days())


def working_days() -> pd.Series:
    """Ordinals of working days, by day."""
    days = dict(Workdays().ordinals(pd.Timestamp("2016-01-01").date(), pd.Timestamp("2024-12-31").date()))
    ordinals = pd.Series(days)
    ordinals.index = pd.to_datetime(ordinals.index)
    return ordinals


def with_states(dossiers: pd.DataFrame, ordinals: pd.Series) -> pd.DataFrame:
    """Days, how each dossier ended, and how long it took."""
    status, received_at = dossiers["status"], dossiers["received_at"]
    is_open, is_paused = status.isin(["in_progress", "paused"]), status == "paused"
    ended_at = dossiers["resolved_at"].fillna(dossiers["returned_at"]).mask(is_open)
    ended = ended_at.where(ended_at.isna() | (ended_at > received_at), received_at.mask(ended_at.isna())).dt.normalize()
    received, due = received_at.dt.normalize(), dossiers["due_at"].dt.normalize()
    apart = status.isin(["withdrawn", "refused"])
    returned = dossiers["returned_at"].dt.normalize().where(ended.notna() & ~apart)
    requested, supplied = (dossiers[f"supplement_{name}_at"].dt.normalize() for name in ("requested", "received"))
    return dossiers.assign(
        received=received,
        due=due,
        ended=ended,
        returned=returned.where(returned.isna() | (returned > ended), ended.mask(returned.isna())),
        ending=pd.Categorical(status.astype("str").where(apart, "result")),
        timeliness=pd.Categorical(np.select([ended > due, ended < due], ["late", "early"], "on_time")),
        days=ended.map(ordinals) - received.map(ordinals),
        received_day=received.map(ordinals),
        due_day=due.map(ordinals),
        paused_from=requested.where(requested.isna() | (requested > received), received.mask(requested.isna()))
        .where(is_paused | supplied.notna())
        .fillna(received.where(is_paused)),
        paused_until=supplied.mask(is_paused),
    )


def count(dossiers: pd.DataFrame, quarter: pd.Period, ordinals: pd.Series) -> Counts:
    """Every count and time of one quarter, by measure and dimensions."""
    start, end = quarter.start_time, quarter.end_time.normalize()
    received, ended, returned = dossiers["received"], dossiers["ended"], dossiers["returned"]
    new = dossiers[received.between(start, end)]
    carried = dossiers[(received < start) & (ended.isna() | (ended >= start))]
    over = dossiers[ended.between(start, end)]
    resolved = over[over["ending"] == "result"]
    handed = dossiers[returned.between(start, end)]
    pending = pending_at(dossiers[(received <= end) & (ended.isna() | (ended > end))], end, ordinals)
    overdue = pending[pending["deadline_state"] == "overdue"].assign(
        age=lambda rows: ages(rows["due_day"], end, ordinals)
    )
    voted = returned.fillna(ended).fillna(received)
    both = pd.concat([new.assign(inflow="new"), carried.assign(inflow="carried_over")])
    waiting = dossiers[(dossiers["ending"] == "result") & (ended <= end) & (returned.isna() | (returned > end))]
    return {
        **sizes("received", both, RECEIVED),
        **sizes("resolved", resolved, RESOLVED),
        **sizes("withdrawn", over[over["ending"] == "withdrawn"], [AGENCY, FIELD]),
        **sizes("refused", over[over["ending"] == "refused"], [AGENCY, FIELD]),
        **sizes("result_returned", handed, [["return_channel"], AGENCY]),
        **sizes("waiting", waiting, [AGENCY]),
        **sizes("pending", pending, PENDING),
        **sizes("overdue", overdue, [["age"], AGENCY]),
        **sizes("paused", pending[pending["is_paused"]], [AGENCY]),
        **sizes("satisfaction_votes", dossiers[dossiers["rating"].notna() & voted.between(start, end)], VOTES),
        **sizes("saturday_received", new[new["received"].dt.day_of_week == 5], []),
        **sizes("saturday_resolved", resolved[resolved["ended"].dt.day_of_week == 5], []),
        **sizes("saturday_returned", handed[handed["returned"].dt.day_of_week == 5], []),
        **{key: part for name in FLAGS for key, part in recorded(name, new).items()},
        **times(resolved),
        **backlog(pending, resolved, ordinals[end] - ordinals[start - pd.Timedelta(days=1)]),
    }


def pending_at(rows: pd.DataFrame, end: pd.Timestamp, ordinals: pd.Series) -> pd.DataFrame:
    """Open dossiers with their state at the end of a day."""
    paused = (rows["paused_from"] <= end) & (rows["paused_until"].isna() | (rows["paused_until"] > end))
    state = np.where((rows["due"] < end) & ~paused, "overdue", "in_time")
    return rows.assign(is_paused=paused, deadline_state=state, age=ages(rows["received_day"], end, ordinals))


def ages(since: pd.Series, end: pd.Timestamp, ordinals: pd.Series) -> pd.Series:
    """Working days up to a day, in classes."""
    return pd.cut(ordinals[end] - since, **AGES)


def sizes(measure: str, rows: pd.DataFrame, breakdowns: list[list[str]]) -> Counts:
    """The number of rows, and by each breakdown."""
    parts = {(measure, tuple(by)): rows.groupby(by, observed=True).size() for by in breakdowns}
    return {(measure, ()): pd.Series([len(rows)]), **parts}


def recorded(flag: str, new: pd.DataFrame) -> Counts:
    """Dossiers whose record says something, and those where it says yes."""
    known = new[new[flag].notna()]
    return sizes(f"{flag}_recorded", known, []) | sizes(flag, known[known[flag].astype(bool)], [AGENCY])


def times(resolved: pd.DataFrame) -> Counts:
    """Mean, median and p90 (as pandas interpolates it) of the working days, and their sum."""
    days = resolved["days"]
    found: Counts = {
        ("processing_days", ()): pd.Series([days.sum()]),
        ("mean", ()): pd.Series([days.mean()]),
        ("median", ()): pd.Series([days.median()]),
        ("p90", ()): pd.Series([days.quantile(0.9, interpolation="higher")]),
    }
    for name in ("agency", "field"):
        groups = resolved.groupby(name, observed=True)["days"]
        found["mean", (name,)] = groups.mean()
        found["median", (name,)] = groups.median()
        found["p90", (name,)] = groups.quantile(0.9, interpolation="higher")
    return found


def backlog(pending: pd.DataFrame, resolved: pd.DataFrame, days: int) -> Counts:
    """Working days that the open dossiers will take."""
    by_agency = pending.groupby("agency", observed=False).size() * days / resolved.groupby("agency").size()
    return {
        ("backlog_days", ()): pd.Series([len(pending) * days / len(resolved)]),
        ("backlog_days", ("agency",)): by_agency,
    }


if __name__ == "__main__":
    main()
