"""One report, against the stock command lines that people would otherwise chain."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from contest import Command, Contender, Contest

ROOT = Path(__file__).resolve().parent.parent
CENTRE, PERIOD = "lang-son", "2021-Q1"
NOTE = """\
The stock lines are `papermill`, `jupyter nbconvert --to html` and `jupyter nbconvert --to webpdf`, which drives the
machine's own Chromium here. The baseline notebook (`baseline.ipynb`) counts the same quarter with plain pandas, draws
six charts, checks nothing. Ours is a single report in a new process."""
NO_BROWSER = "\nNo Chromium on this machine: the stock lines end with the HTML."
LAUNCH = "from playwright.sync_api import sync_playwright as start\nwith start() as tool: tool.chromium.launch()"


def contests(folder: Path) -> list[Contest]:
    """A project with the sample data in its store; ours against the stock lines on two notebooks."""
    make_project(folder)
    ours: Command = ["onestop", "report", CENTRE, PERIOD, "--out", "ours"]
    contenders = (
        Contender("`onestop report`: notebook, HTML, PDF, checks", (ours,)),
        Contender("stock lines, the same notebook", stock_lines("quarterly_report.ipynb")),
        Contender("stock lines, baseline notebook", stock_lines("baseline.ipynb")),
    )
    if browser():
        lend_browser(folder / "browsers")
    note = NOTE + ("" if browser() else NO_BROWSER)
    target = "in a batch at most 1/10 of the stock lines on the same notebook; alone at most 5 CPU s"
    return [Contest("One report", contenders, folder, target=target, note=note)]


def make_project(folder: Path) -> None:
    """A project of one centre, the sample's data in its store."""
    for name in ("data/centres", "data/reference", "data/corrections", "notebooks"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "onestop.toml", folder)
    shutil.copy(ROOT / "benchmarks" / "baseline.ipynb", folder / "notebooks")
    subprocess.run(["onestop", "sample"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    exports = sorted((folder / "data" / "raw" / CENTRE).glob("*/*.csv"))
    ingest: Command = ["onestop", "ingest", *exports, "--centre", CENTRE]
    subprocess.run(ingest, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def stock_lines(notebook: str) -> tuple[Command, ...]:
    """Papermill, then nbconvert to HTML, and to PDF where there is a browser."""
    run = ["papermill", "--no-progress-bar", f"notebooks/{notebook}", f"stock-{notebook}"]
    convert = ["jupyter", "nbconvert", f"stock-{notebook}", "--to"]
    pdf = [[*convert, "webpdf", "--WebPDFExporter.disable_sandbox=True"]] if browser() else []
    return (run, [*convert, "html"], *pdf)


def browser() -> str | None:
    """The machine's Chromium, if any."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def lend_browser(folder: Path) -> None:
    """Let Playwright, which webpdf calls, find the machine's Chromium where it looks for a download of its own."""
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder)
    asked = subprocess.run([sys.executable, "-c", LAUNCH], capture_output=True, text=True, check=False)
    if missing := re.search(r"Executable doesn't exist at (.+)", asked.stderr):
        program = Path(missing[1].strip())
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{browser()}" --headless "$@"\n', "utf-8")
        program.chmod(0o755)
