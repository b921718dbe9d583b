"""Many reports: a batch against the stock command lines, one process with stock kernels, and workers side by side."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

from bench_report import CENTRE, ROOT, browser, lend_browser, make_project, stock_lines
from contest import Command, Contender, Contest

if TYPE_CHECKING:
    from pathlib import Path

CENTRES, PERIODS = 4, "2019-Q1..2021-Q1"  # nine quarters each
REPORTS = CENTRES * 9
FEW = 9
NOTE = """\
Every column is for one report: the whole of a contender, its start included, divided by its reports. A batch makes
{reports} of them, {centres} centres with nine quarters each, with two workers; one process with stock kernels makes
nine, and the stock lines one, as they start anew for each. All make the same notebook, HTML and PDF; forms and tables
are left out (`--format html,pdf`), since the stock lines make none."""
ALL, QUARTERS = 34, "2019-Q2..2021-Q1"
ALL_NOTE = """\
The sample of all provinces (`onestop sample --provinces`), every report compared with its peers. The first line also
counts the dossiers of every centre, for the first time; every column is for one report."""


def contests(folder: Path) -> list[Contest]:
    """A project of several centres with the sample's data; batches of different kinds."""
    make_project(folder)
    for number in range(1, CENTRES):
        _copy_centre(folder, f"centre-{number}")
    if browser():
        lend_browser(folder / "browsers")
    ours = _batch("ours", REPORTS)
    contenders = (
        Contender("a batch with warm kernels", (ours,), reports=REPORTS),
        Contender(
            "one process at a time, stock kernels", (_batch("one", FEW, "--engine", "stock", jobs=1),), reports=FEW
        ),
        Contender("stock lines, the same notebook", stock_lines("quarterly_report.ipynb")),
        Contender("stock lines, baseline notebook", stock_lines("baseline.ipynb")),
    )
    note = NOTE.format(reports=REPORTS, centres=CENTRES) + ("" if browser() else "\nNo Chromium: without its PDF.")
    one_report = Contest(
        "One report of a batch",
        contenders,
        folder,
        target="at most 1/10 of the stock lines, at most 2 CPU s",
        note=note,
    )
    return [one_report, _workers(folder), all_centres(folder / "all")]


def _workers(folder: Path) -> Contest:
    """The same batch with one worker and with two; and when there is nothing to do."""
    contenders = (
        Contender("two workers", (_batch("two", REPORTS),), reports=REPORTS),
        Contender("one worker", (_batch("single", REPORTS, jobs=1),), reports=REPORTS),
        Contender("two workers, 9 reports instead of 36", (_batch("few", FEW),), reports=FEW),
        Contender("nothing has changed", (_batch("ours", REPORTS, force=False),), reports=REPORTS),
    )
    target = "60 reports a minute with two workers: 1.0 seconds a report"
    return Contest("Workers", contenders, folder, target=target)


def all_centres(folder: Path) -> Contest:
    """A whole country: 34 centres with eight quarters each."""
    if not folder.exists():
        make_country(folder)
    once = ["onestop", "batch", "--format", "html,pdf"]
    every = [*once, "--periods", QUARTERS, "--out", "every"]
    last = [*once, "--periods", "2021-Q1", "--out", "last", "--force"]
    contenders = (
        Contender("eight quarters, two workers", ([*every, "--jobs", "2"],), reports=ALL * 8),
        Contender("eight quarters, one worker", ([*every, "--force", "--jobs", "1"],), reports=ALL * 8),
        Contender("one quarter, two workers", ([*last, "--jobs", "2"],), reports=ALL),
        Contender("eight quarters, nothing has changed", ([*every, "--jobs", "2"],), reports=ALL * 8),
    )
    return Contest(f"{ALL} centres", contenders, folder, note=ALL_NOTE, once=True)


def make_country(folder: Path) -> None:
    """The project's settings and the sample of all provinces, ingested."""
    for name in ("data/centres", "data/reference", "data/corrections", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "onestop.toml", folder)
    sample: Command = ["onestop", "sample", "--provinces", "--ingest"]
    subprocess.run(sample, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _batch(out: str, reports: int, *options: str, jobs: int = 2, force: bool = True) -> Command:
    centres = [] if reports == REPORTS else ["--centres", CENTRE]
    forced = ["--force"] if force else []
    fixed = ["--periods", PERIODS, "--format", "html,pdf", "--jobs", str(jobs), "--out", out]
    return ["onestop", "batch", *centres, *fixed, *forced, *options]


def _copy_centre(folder: Path, slug: str) -> None:
    """Another centre with the same dossiers: another slug, another name."""
    for part in ("data/centres", "data/store"):
        shutil.copytree(folder / part / CENTRE, folder / part / slug)
    settings = folder / "data" / "centres" / slug / "centre.toml"
    name = json.dumps(f"Trung tâm thử nghiệm {slug}", ensure_ascii=False)
    lines = [
        f"name = {name}" if line.startswith("name = ") else line for line in settings.read_text("utf-8").splitlines()
    ]
    settings.write_text("\n".join(lines) + "\n", "utf-8")
