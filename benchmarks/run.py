"""Runs the benchmarks and writes RESULTS.md: python benchmarks/run.py [NAME ...] [--repeats N].

A benchmark is a module bench_NAME.py with `contests(folder)`: it may write its input below `folder`, which
is not measured, and returns the contests; `finish()`, where it has one, runs when they are written. Results of
benchmarks that are not run stay as they are.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from contest import Contest, Cost, adopt_orphans, measure

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
LIBRARIES = ("duckdb", "pandas", "matplotlib", "papermill", "nbconvert", "typst")
INTRODUCTION = """\
# Benchmarks

Written by `make bench`. CPU: user and system seconds of all processes of a contender. Memory: its largest process, but
never less than what the measuring program has taken to write the input (up to 250 MB).
Contenders take turns in one run; the median of the repeats counts. Ratios compare, seconds depend on the machine.
"""


def main() -> None:
    """Run the chosen benchmarks, or all."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(known)}")
    parser.add_argument("--repeats", type=int, default=3, help="counted rounds (default: 3)")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(known):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    adopt_orphans()
    # The programs of the environment that runs this, whether it is activated or not.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for name in arguments.names or known:
        with TemporaryDirectory(prefix="bench-") as folder:
            bench = import_module(f"bench_{name}")
            contests = bench.contests(Path(folder))
            sections = [section(contest, measure(contest, repeats=arguments.repeats)) for contest in contests]
        conditions = f"{datetime.now(UTC):%Y-%m-%d}, {arguments.repeats} repeats, {versions()}."
        text = "\n".join([*sections, conditions])
        print(text)
        RESULTS.write_text(insert(name, text), "utf-8")
        getattr(bench, "finish", lambda: None)()


def section(contest: Contest, costs: list[Cost]) -> str:
    """One contest as Markdown: cost of each contender and how many times ours it is."""
    lines = [f"## {contest.title}\n", "| | CPU s | times ours | seconds | MB |", "|---|---:|---:|---:|---:|"]
    for contender, cost in zip(contest.contenders, costs, strict=True):
        times, digits = cost.cpu / costs[0].cpu, 1 if contender.reports == 1 else 2
        figures = f"{cost.cpu:.2f} | {times:.1f} | {cost.wall:.{digits}f} | {cost.memory:.0f}"
        lines.append(f"| {contender.name} | {figures} |")
    lines += [f"\n{text}" for text in (f"Target: {contest.target}." if contest.target else "", contest.note) if text]
    return "\n".join([*lines, ""])


def versions() -> str:
    """What was measured with; nothing that names the machine."""
    cpus = f"{os.cpu_count()} CPUs, {platform.system()} {platform.machine()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{cpus}, Python {platform.python_version()}, {libraries}"


def insert(name: str, text: str) -> str:
    """RESULTS.md with the part of this benchmark replaced or added."""
    current = RESULTS.read_text("utf-8") if RESULTS.exists() else INTRODUCTION
    _, *parts = re.split(r"(?m)^<!-- bench_(\w+) -->\n", current)
    kept = dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True)) | {name: text.strip()}
    return "\n".join([INTRODUCTION, *(f"<!-- bench_{key} -->\n{kept[key]}\n" for key in sorted(kept))])


if __name__ == "__main__":
    main()
