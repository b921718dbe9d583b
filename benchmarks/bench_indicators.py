"""Indicators at scale: how cost grows with dossiers, against plain pandas, and what a second report costs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from contest import Command, Contender, Contest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CENTRE, PERIOD = "lang-son", "2021-Q1"
MILLION = 1_000_000
STORE = """
import sys, duckdb
from pathlib import Path
from onestop_analysis.store import Source, Store
for path in sys.argv[3:]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW accepted AS SELECT * FROM read_parquet('{path}')")
        source = Source(Path(path).name, Path(path).name)
        Store(Path(sys.argv[1])).add(connection, "accepted", centre=sys.argv[2], source=source)
"""
NOTE = """\
Synthetic dossiers (`generate.py`), four years, Parquet; new process each time, DuckDB limited to 400 MB. Ours counts
every measure and breakdown of docs/indicators.md for 16 quarters and checks the identities; plain pandas (NEEDED
columns only, read through DuckDB) counts about half as much and checks nothing."""


def contests(folder: Path) -> list[Contest]:
    """Write dossiers, then: growth with rows, against pandas, a second report at 30 thousand and 10 million."""
    sizes = (MILLION, 10 * MILLION, 50 * MILLION)
    for rows in sizes:
        generate(rows, folder / str(rows), batches=max(rows // (5 * MILLION), 1))
    ours = {rows: Contender(f"{rows // MILLION} million dossiers", (count(folder / str(rows)),)) for rows in sizes}
    pandas: Command = [sys.executable, HERE / "pandas_indicators.py", folder / str(10 * MILLION)]
    versus = (Contender("DuckDB and cubes", (count(folder / str(10 * MILLION)),)), Contender("plain pandas", (pandas,)))
    reports = tuple(second_report(folder, rows) for rows in (30_000, 10 * MILLION))
    return [
        Contest("All indicators, growing", tuple(ours.values()), folder, "50 million: 40 CPU s, 512 MB", NOTE),
        Contest("All indicators of 10 million dossiers", versus, folder, "at most 1/5 of the CPU of plain pandas"),
        Contest("A second report", reports, folder, "10 million dossiers: at most 1.2 times 30 thousand"),
    ]


def generate(rows: int, folder: Path, *, batches: int) -> list[Path]:
    """Write dossiers in a process of its own: what it needs of memory would count for those started later."""
    command: Command = [sys.executable, HERE / "generate.py", str(rows), folder, "--batches", str(batches)]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return sorted(folder.glob("*.parquet"))


def count(folder: Path) -> Command:
    """The command that counts the dossiers of a folder."""
    return [sys.executable, HERE / "count_dossiers.py", folder]


def second_report(folder: Path, rows: int) -> Contender:
    """A project whose dossiers are counted already: its report, made again."""
    project = folder / f"project-{rows}"
    for name in ("data/centres", "data/reference", "notebooks"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "onestop.toml", project)
    files = generate(rows, folder / f"for-{rows}", batches=4)
    subprocess.run([sys.executable, "-c", STORE, project / "data" / "store", CENTRE, *files], check=True)
    shutil.rmtree(folder / f"for-{rows}")
    report: Command = ["env", f"ONESTOP_ROOT={project}", "onestop", "report", CENTRE, PERIOD]
    subprocess.run([str(part) for part in report], cwd=folder, check=True, capture_output=True)
    return Contender(f"{rows:,} dossiers in the store", (report,))
