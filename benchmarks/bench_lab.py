"""The first chart in JupyterLab: what an analyst waits for, in seconds of a clock and so under the machine's load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench_report import make_project
from contest import Command, Contender, Contest
from lab_session import browser_path

HERE = Path(__file__).resolve().parent
NOTEBOOKS = ("explore_trends.ipynb", "quarterly_report.ipynb")
ROUNDS = 3


def contests(folder: Path) -> list[Contest]:
    """A project with the sample data in its store; whole sessions in a real browser."""
    if browser_path() is None:
        raise SystemExit("bench_lab needs Chromium: make chromium")
    make_project(folder)
    contenders, waits, busy = [], [], os.getloadavg()[0]
    for notebook in NOTEBOOKS:
        command: Command = [sys.executable, HERE / "lab_session.py", notebook, folder]
        seconds = [float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(ROUNDS)]
        waits.append(f"`{notebook}` {median(seconds):.1f} s ({min(seconds):.1f} to {max(seconds):.1f})")
        contenders.append(Contender(f"a session with `{notebook}`", (command,)))
    note = (
        "A session starts JupyterLab and Chromium, opens the notebook, runs all cells and ends with the first chart. "
        f"From Run All to the first chart, median of {ROUNDS} sessions, kernel included: {', '.join(waits)}; "
        f"load {busy:.0f} meanwhile."
    )
    return [Contest("First chart in JupyterLab", tuple(contenders), folder, target="", note=note)]
