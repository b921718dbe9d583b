"""Facts made of a few rows, for whoever tests sentences, tables or charts."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from onestop_analysis.cubes import OPEN_END, Cubes, slot
from onestop_analysis.facts import Facts
from onestop_analysis.indicators import observe
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Centre
from onestop_analysis.timeliness import RULES

CENTRE = Centre(
    slug="thu-nghiem",
    name="Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm",
    short_name="Trung tâm",
    province="Thử Nghiệm",
    superior="UBND tỉnh Thử Nghiệm",
    place="Thử Nghiệm",
    signer_title="Giám đốc",
    recipients=("Lưu: VT.",),
    synthetic="Số liệu mô phỏng.",
)


def group(received="2021-02-01", **changes):
    """`count` equal dossiers; resolved and returned a week later and one day early unless `changes` say otherwise.

    `closed=None` leaves them open; `due` decides on time and late; `returned` follows `closed`.
    """
    day = date.fromisoformat(received)
    row = {
        "count": 1, "due": day + timedelta(8), "closed": day + timedelta(7), "channel": "online", "agency": "Sở A",
        "field": "Đất đai", "procedure": "Cấp giấy", "level": "province", "service_level": "4", "status": None,
        "return_channel": "counter", "rating": None,
    } | changes  # fmt: skip
    due, closed = (_day(row[name]) for name in ("due", "closed"))
    status = row["status"] or ("in_progress" if closed is None else "returned")
    return row | {"received": day, "due": due, "closed": closed, "status": status}


def cubes_of(groups):
    """Cubes with the columns of cubes.sql; slots begin on the 1st and the 15th of each month."""
    rows = pd.DataFrame([_counted(row) for row in groups])
    ended, stock = rows["closed_slot"] < OPEN_END, rows["closed_slot"] > rows["received_slot"]
    days = [day for row in groups for day in (row["received"], row["closed"]) if day]
    return Cubes(rows, rows[ended], rows[stock], first=min(days), last=max(days), digest="thu")


def facts_of(*groups, period="2021-Q1", history=0, events=()):
    """The facts of a period with `history` months up to its end; groups as `group()` makes them."""
    cubes = cubes_of(groups or (group(count=0),))
    wanted = parse_period(period)
    months = [] if wanted.kind == "explicit" else [wanted.months()[-1].shift(-back) for back in range(history)]
    observed = {key: observe(cubes, key, source="store:thu-nghiem:thu") for key in (wanted, *months)}
    return Facts(
        centre=CENTRE,
        period=wanted,
        rule=RULES["date"],
        now=observed[wanted],
        previous=None,
        last_year=None,
        months=tuple(observed[month] for month in reversed(months)),
        events=tuple(events),
        notes=(),
        release=None,
        batches=(),
        data_start=cubes.first,
        data_end=cubes.last,
    )


@pytest.fixture(name="group")
def _group():
    return group


@pytest.fixture(name="make_facts")
def _make_facts():
    return facts_of


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def _slot(day):
    return OPEN_END if day is None else slot(day.replace(day=1 if day.day < 15 else 15))


def _counted(row):
    closed, due = row["closed"], row["due"]
    timeliness = None
    if closed is not None:
        timeliness = "on_time" if due is None or closed == due else "late" if closed > due else "early"
    names = ("agency", "field", "procedure", "level", "service_level", "channel", "status", "return_channel", "rating")
    return {name: row[name] for name in names} | {
        "received_slot": _slot(row["received"]),
        "closed_slot": _slot(closed),
        "returned_slot": _slot(closed if row["status"] == "returned" else None),
        "overdue_slot": _slot(due + timedelta(1) if due else None),
        "workdays": 5,
        "timeliness": timeliness,
        "paused": int(row["status"] == "paused"),
        "dossiers": row["count"],
    }
