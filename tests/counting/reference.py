"""A second opinion on every number: dossier by dossier, in plain Python and pandas, and slow.

Written from METHODS.md, not from cubes.sql; it shares no code with what it checks but the words and the
working calendar.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pandas as pd

# What each rule does with: no due date, withdrawn, refused, paused.
POLICIES = {
    "date": ("on_time", "apart", "apart", "in time"),
    "thanhhoa-date": ("on_time", "on_time", "on_time", "in time"),
    "thanhhoa-766": ("unclassified", "judged", "apart", "in time"),
    "opencps-month": ("on_time", "apart", "judged", "in time"),
    "opencps-range": ("early", "apart", "judged", "in time"),
    "e-par": ("unclassified", "apart", "apart", "in time"),
    "dvcqg-766": ("unclassified", "judged", "judged", "by request"),
}
COMPARES_TIMES = {"opencps-month", "opencps-range", "dvcqg-766"}


def make_dossiers(count, seed):
    """Random dossiers of half a year, with everything that makes counting hard."""
    draw = random.Random(seed)
    return [_random_dossier(draw, number) for number in range(count)]


def _random_dossier(draw, number):
    received = datetime(2020, 11, 20, draw.randint(0, 23), draw.choice((0, 30, 59))) + timedelta(draw.randint(0, 150))
    status = draw.choice(
        ("returned", "returned", "returned", "resolved", "withdrawn", "refused", "paused", "in_progress", None)
    )
    ended = received + timedelta(draw.randint(-1, 40), hours=draw.randint(0, 9))
    returned = ended + timedelta(draw.choice((0, 0, 1, 20, -2)))
    requested = received + timedelta(draw.randint(0, 20))
    paused = status == "paused" or draw.random() < 0.2
    is_ended = status not in ("in_progress", "paused")
    due = (
        None
        if draw.random() < 0.15
        else (received + timedelta(draw.randint(-1, 30))).replace(hour=draw.choice((9, 17)))
    )
    if due and draw.random() < 0.3:
        due = ended.replace(hour=draw.choice((9, 17)))
    return {
        "dossier_id": f"D{number}",
        "procedure_code": None,
        "procedure": draw.choice(("Cấp mới", "Cấp đổi", None)),
        "field": draw.choice(("Đất đai", "Hộ tịch")),
        "agency": draw.choice(("Sở A", "Sở B/C", "Sở #1 = D")),
        "level": draw.choice(("province", "commune", None)),
        "service_level": draw.choice(("full_online", "2")),
        "channel": draw.choice(("online", "in_person", "post")),
        "submitted_at": None,
        "received_at": received,
        "due_at": due,
        "resolved_at": ended if is_ended and draw.random() < 0.9 else None,
        "returned_at": returned if is_ended and status != "resolved" and draw.random() < 0.9 else None,
        "supplement_requested_at": requested if paused and draw.random() < 0.8 else None,
        "supplement_received_at": requested + timedelta(draw.randint(0, 15)) if paused and status != "paused" else None,
        "return_channel": draw.choice(("counter", "post", None)) if is_ended else None,
        "status": status or "returned" if draw.random() < 0.97 else draw.choice(("registered", "not_accepted")),
        "rating": draw.choice((None, "very_satisfied", "satisfied", "neutral", "dissatisfied")),
        "paid_online": draw.choice((None, True, False)),
        "digitised": draw.choice((True, False)),
        "out_of_territory": None,
        "line": number,
    }


def rows_of_measures(dossiers, period, rule, workdays):
    """For every measure, the dossiers that it counts, one row each with the words by which it is divided."""
    known = [_facts(row, rule, workdays) for row in dossiers if row["status"] not in ("registered", "not_accepted")]
    during = lambda day: day is not None and period.start <= day <= period.end  # noqa: E731
    open_at = lambda row, day: row["received"] <= day and (row["ended"] is None or row["ended"] > day)  # noqa: E731
    before = period.start - timedelta(1)
    new = [row | {"inflow": "new"} for row in known if during(row["received"])]
    carried = [row | {"inflow": "carried_over"} for row in known if open_at(row, before)]
    ended = [row for row in known if during(row["ended"])]
    pending = [_pending(row, period.end, rule, workdays) for row in known if open_at(row, period.end)]
    returned = [row for row in known if during(row["returned"])]
    overdue = [row | {"age": row["overdue_age"]} for row in pending if row["deadline_state"] == "overdue"]
    resolved = [row for row in ended if row["timeliness"]]
    rows = {
        "received": new + carried,
        "resolved": resolved,
        "withdrawn": [row for row in ended if row["ending"] == "withdrawn" and not row["timeliness"]],
        "refused": [row for row in ended if row["ending"] == "refused" and not row["timeliness"]],
        "result_returned": returned,
        "waiting": [row for row in known if _waits(row, period.end)],
        "pending": pending,
        "overdue": overdue,
        "paused": [row for row in pending if row["is_paused"]],
        "satisfaction_votes": [row for row in known if row["rating"] and during(row["rated"])],
        "saturday_received": [row for row in new if row["received"].weekday() == 5],
        "saturday_resolved": [row for row in resolved if row["ended"].weekday() == 5],
        "saturday_returned": [row for row in returned if row["returned"].weekday() == 5],
        **{name: [row for row in new if row[name]] for name in ("digitised", "paid_online")},
        **{f"{name}_recorded": [row for row in new if row[name] is not None] for name in ("digitised", "paid_online")},
    }
    return {name: pd.DataFrame(found, dtype=object) for name, found in rows.items()}


def values(frame, dimensions):
    """The number of rows for each combination of words."""
    if not dimensions:
        return {(): len(frame)}
    if frame.empty:
        return {}
    return {tuple(key): len(part) for key, part in frame.fillna("").groupby(list(dimensions), sort=False)}


def times(frame):
    """Mean, median and p90 of the working days, by sorting all of them."""
    days = sorted(frame["workdays"]) if len(frame) else []
    if not days:
        return None
    series = pd.Series(days, dtype="int64")
    return {
        "mean": float(series.mean()),
        "median": float(series.median()),
        "p90": int(series.quantile(0.9, interpolation="higher") if len(days) % 10 else days[len(days) * 9 // 10 - 1]),
    }


def _facts(row, rule, workdays):
    received = row["received_at"].date()
    ended_at = None if row["status"] in ("in_progress", "paused") else row["resolved_at"] or row["returned_at"]
    ended_at = max(ended_at, row["received_at"]) if ended_at else None
    ended = ended_at.date() if ended_at else None
    ending = row["status"] if row["status"] in ("withdrawn", "refused") else "result"
    returned = max(row["returned_at"].date(), ended) if ending == "result" and ended and row["returned_at"] else None
    return row | {
        "received": received,
        "ended": ended,
        "ended_at": ended_at,
        "ending": ending,
        "returned": returned,
        "rated": returned or ended or received,
        "timeliness": _timeliness(row, rule, ending, ended, ended_at, workdays) if ended else None,
        "workdays": workdays.count(received + timedelta(1), ended) if ended else None,
    }


def _timeliness(row, rule, ending, ended, ended_at, workdays):
    no_due, withdrawn, refused, _ = POLICIES[rule]
    policy = {"withdrawn": withdrawn, "refused": refused}.get(ending, "judged")
    if policy == "apart":
        return None
    if policy != "judged":
        return policy
    due = row["due_at"]
    if due is None:
        return no_due
    if rule == "opencps-month":
        if ended_at > due:
            return "late"
        return "early" if row["returned_at"] and row["returned_at"] < due else "on_time"
    if rule == "opencps-range":
        if ended_at > due:
            return "late"
        session = due.replace(hour=12 if due.hour >= 12 else 0, minute=0)
        return "early" if ended_at < session else "on_time"
    if rule == "dvcqg-766":
        paused = timedelta(0)
        if row["supplement_requested_at"] and row["supplement_received_at"]:
            paused = row["supplement_received_at"] - row["supplement_requested_at"]
        return "late" if ended_at > due and ended_at - paused > due else "early_or_on_time"
    if rule == "e-par":
        days = workdays.count(ended + timedelta(1), due.date()) - workdays.count(due.date() + timedelta(1), ended)
    else:
        days = (due.date() - ended).days
    return "early" if days > 0 else "on_time" if days == 0 else "late"


def _pending(row, end, rule, workdays):
    is_paused, requested = _pause(row, end)
    due, overdue = row["due_at"], False
    if due is not None:
        overdue = due.date() <= end if rule in COMPARES_TIMES else due.date() < end
        by_request = POLICIES[rule][3] == "by request"
        if is_paused and (not by_request or requested <= due.date()):
            overdue = False
    late = workdays.count(due.date() + timedelta(1), end) if due else 0
    return row | {
        "is_paused": is_paused,
        "deadline_state": "overdue" if overdue else "in_time",
        "age": _age(workdays.count(row["received"] + timedelta(1), end)),
        "overdue_age": _age(late),
    }


def _pause(row, end):
    """Whether the dossier waits for a supplement at the end of a day, and since when."""
    requested, supplied = row["supplement_requested_at"], row["supplement_received_at"]
    if row["status"] == "paused":
        since = max(requested.date() if requested else row["received"], row["received"])
        return since <= end, (requested.date() if requested else row["received"])
    if requested and supplied:
        since = max(requested.date(), row["received"])
        return since <= end < supplied.date(), requested.date()
    return False, date.max


def _waits(row, end):
    return (
        row["ending"] == "result"
        and row["ended"] is not None
        and row["ended"] <= end
        and (row["returned"] is None or row["returned"] > end)
    )


def _age(days):
    return next((name for name, top in (("0-5", 5), ("6-10", 10), ("11-20", 20), ("21-60", 60)) if days <= top), "61+")
