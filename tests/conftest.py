"""Facts made of a few rows, for whoever tests sentences, tables or charts.

They are counted here, in plain Python and apart from the engine: a second opinion on small numbers.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

ORDER = {
    "inflow": ("new", "carried_over"),
    "channel": ("in_person", "online", "post"),
    "timeliness": ("early", "on_time", "late", "early_or_on_time"),
    "deadline_state": ("in_time", "overdue"),
    "return_channel": ("counter", "post"),
}

ROOT = Path(__file__).parents[1]


def group(received="2021-02-01", **changes):
    """`count` equal dossiers, resolved after a week and a day before they were due, unless `changes` say otherwise.

    `closed=None` leaves them open, `due` decides on early, on time and late; both may be ISO dates.
    """
    day = date.fromisoformat(received)
    row = {
        "count": 1, "due": day + timedelta(8), "closed": day + timedelta(7), "channel": "online", "agency": "Sở A",
        "status": None, "return_channel": "counter", "rating": None, "procedure": "Thủ tục A",
    } | changes  # fmt: skip
    due, closed = (_day(row[name]) for name in ("due", "closed"))
    status = row["status"] or ("in_progress" if closed is None else "returned")
    return row | {"received": day, "due": due, "closed": closed, "status": status}


def facts_of(*groups, period="2021-Q1", history=0, past=0, events=(), earlier=False, targets=(), peers=()):
    """The facts of a period with the `history` months up to its end; groups as `group()` makes them.

    `earlier` counts the period before, the same period last year and the year to date as well, `past` so many
    periods before this one, `peers` the groups of other centres.
    """
    from onestop_analysis.facts import Facts
    from onestop_analysis.periods import parse_period
    from onestop_analysis.project import Centre
    from onestop_analysis.timeliness import find_rule

    wanted = parse_period(period)
    so_far = wanted.year_to_date() if earlier else None
    months = [] if wanted.kind == "explicit" else [wanted.months()[-1].shift(-back) for back in range(history)]
    name = "Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm"
    return Facts(
        centre=Centre(
            "thu-nghiem",
            name,
            "Trung tâm",
            "Thử Nghiệm",
            "UBND tỉnh",
            "Thử Nghiệm",
            "Giám đốc",
            ("VT",),
            targets=targets,
            group="nhom" if peers else "",
        ),
        period=wanted,
        rule=find_rule("date"),
        now=observed(groups, wanted),
        previous=observed(groups, wanted.previous()) if earlier else None,
        last_year=observed(groups, wanted.same_period_last_year()) if earlier else None,
        months=tuple(observed(groups, month) for month in reversed(months[:27])),
        older=tuple(observed(groups, month) for month in reversed(months[27:])),
        events=tuple(events),
        notes=(),
        release=None,
        batches=(),
        data_start=min((row["received"] for row in groups), default=wanted.start),
        data_end=wanted.end,
        to_date=observed(groups, so_far) if so_far else None,
        to_date_before=observed(groups, so_far.same_period_last_year()) if so_far else None,
        past=tuple(observed(groups, wanted.shift(-back)) for back in range(past, 0, -1)),
        peers=tuple(observed(other, wanted) for other in peers),
    )


def observed(groups, period):
    """The observations of a period, counted row by row."""
    from onestop_analysis.indicators import Observations

    known = [row for row in groups if row["received"] <= period.end and _ends(row) >= period.start]
    received = [row | {"inflow": "new" if row["received"] >= period.start else "carried_over"} for row in known]
    ended = [row for row in received if _ends(row) <= period.end]
    resolved = [row | {"timeliness": _timeliness(row)} for row in ended if row["status"] in ("resolved", "returned")]
    pending = [row | {"deadline_state": _deadline(row, period.end)} for row in received if _ends(row) > period.end]
    rated = [row for row in resolved if row["rating"]]
    return Observations(
        period,
        (
            *_counted(period, "received", received, [("inflow",), ("channel",), ("agency",), ("procedure",)]),
            *_counted(period, "resolved", resolved, [("timeliness",), ("agency",), ("agency", "timeliness")]),
            *(item for name in ("withdrawn", "refused") for item in _counted(period, name, _with(ended, name), [])),
            *_counted(period, "result_returned", _with(ended, "returned"), [("return_channel",)]),
            *_counted(period, "pending", pending, [("deadline_state",), ("agency",)]),
            *_counted(period, "paused", _with(pending, "paused"), [], of=("pending", pending)),
            *_counted(period, "satisfaction_votes", rated, [("rating",)], unit="vote"),
            _working_days(period),
        ),
    )


@pytest.fixture(name="group")
def _group():
    return group


@pytest.fixture(name="make_facts")
def _make_facts():
    return facts_of


def _counted(period, measure, rows, breakdowns, *, unit="dossier", of=None):
    from onestop_analysis.indicators import Observation, observation_id

    source, total = "store:thu-nghiem:thu", sum(row["count"] for row in rows)
    base, whole = (observation_id(period, of[0]), sum(row["count"] for row in of[1])) if of else (None, None)
    yield Observation(measure, (), total, unit, period, source, whole=whole, base=base)
    for dimensions in breakdowns:
        *outer, last = dimensions
        counts = Counter(dict.fromkeys((((last, value),) for value in ORDER.get(last, ())), 0) if not outer else {})
        wholes = Counter()
        for row in rows:
            inner = tuple((name, row[name]) for name in outer)
            wholes[inner] += row["count"]
            for value in _values(row, last):
                counts[(*inner, (last, value))] += row["count"]
        for key, value in counts.items():
            base, whole = observation_id(period, measure, key[:-1]), wholes[key[:-1]]
            yield Observation(measure, key, value, unit, period, source, whole=whole, base=base)


def _working_days(period):
    from onestop_analysis.indicators import Observation
    from onestop_analysis.workdays import Workdays

    return Observation("working_days", (), Workdays().count(period.start, period.end), "workday", period, "store:thu")


def _values(row, dimension):
    """Early and on time also count as the merged value that most releases print."""
    value = row[dimension]
    return (value, "early_or_on_time") if value in ("early", "on_time") else (value,)


def _with(rows, status):
    return [row for row in rows if row["status"] == status]


def _day(value):
    return date.fromisoformat(value) if isinstance(value, str) else value


def _ends(row):
    return row["closed"] or date.max


def _timeliness(row):
    if row["due"] is None or row["closed"] == row["due"]:
        return "on_time"
    return "late" if row["closed"] > row["due"] else "early"


def _deadline(row, end):
    return "overdue" if row["due"] and row["due"] < end and row["status"] != "paused" else "in_time"


@pytest.fixture(name="built", scope="session")
def _built(sample_project, tmp_path_factory):
    """The default report in both languages and all formats; tests read it."""
    from onestop_analysis.report import Making, ReportParams, build_report

    out = tmp_path_factory.mktemp("reports")
    return build_report(ReportParams(), project=sample_project, out=out, making=Making(languages=("vi", "en")))


@pytest.fixture(name="sample_project", scope="session")
def _sample_project(tmp_path_factory):
    """The tracked parts of the project in a folder of their own, with the sample written and ingested.

    Tests read it and write their reports elsewhere. It is made once, also where several workers run the tests.
    """
    from onestop_analysis.locks import locked
    from onestop_analysis.project import Project

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    root = shared / "sample" / "project"
    root.parent.mkdir(exist_ok=True)
    with locked(shared / ".sample.lock"):
        if not (root.parent / "ready").exists():
            _write_sample_project(root)
            (root.parent / "ready").touch()
    return Project(root)


def _write_sample_project(root):
    from onestop_analysis.ingest import ingest_files
    from onestop_analysis.project import Project
    from onestop_analysis.sample import write_sample

    for name in ("notebooks", "data/centres", "data/reference"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "onestop.toml", root)
    project = Project(root)
    write_sample(project)
    ingest_files(sorted(project.raw.glob("lang-son/*/ho-so-*.csv")), centre="lang-son", project=project)


# Quiet and alone: no sandbox (tests may run as root), no calls home.
CHROMIUM_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture(name="chromium", scope="session")
def _chromium():
    """This machine's Chromium and its flags, as the beginning of a command; for tests marked `browser`."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("Chromium is needed: make chromium")
    return [found, *CHROMIUM_FLAGS]


# By module: while playwright runs, its event loop is this thread's, and neither a second playwright nor asyncio.run,
# which other modules need, can start.
@pytest.fixture(name="browser", scope="module")
def _browser(chromium):
    """A running Chromium, driven by playwright; each test opens pages in a context of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium[0], args=chromium[1:])
        yield browser
        browser.close()
