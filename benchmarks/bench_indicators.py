"""Indicators at scale: how cost grows with dossiers, against plain pandas, and what a second report costs.

Provinces and quarters: bench_national.py; the generator: bench_generator.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from contest import Command, Contender, Contest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CENTRE, PERIOD = "lang-son", "2021-Q1"
MILLION = 1_000_000
GENERATE: Command = (sys.executable, HERE / "generate.py")
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
SIZES = (MILLION, 10 * MILLION, 50 * MILLION)
PERIODS = {"1 quarter": "2018-Q1", "4 quarters": "2018-Q1..2018-Q4", "16 quarters": "2018-Q1..2021-Q4"}
NOTE = """\
Synthetic dossiers (`generate.py`), four years, Parquet; new process each time, DuckDB limited to 400 MB. Every measure
and breakdown of docs/indicators.md for 16 quarters, with the identities checked.

![CPU seconds and memory against dossiers, provinces and quarters](growth.svg)"""
PANDAS = """\
Plain pandas counts the same numbers (a test compares them), with texts as categories and only the columns that it
needs, read through DuckDB; it checks no identities and knows the rule `date` and calendar quarters only."""
ENGINES = """\
From the store, in ten files; ids that several files hold are looked for and their newest rows count. Hashes of the
tables that each engine counted:
"""


def contests(folder: Path) -> list[Contest]:
    """Growth with dossiers; against pandas; the engines; a second report."""
    for rows in SIZES:
        generate(rows, folder / str(rows), batches=max(rows // (5 * MILLION), 1))
    ten = folder / str(10 * MILLION)
    pandas: Command = [sys.executable, HERE / "pandas_indicators.py", ten]
    versus = (Contender("DuckDB and cubes", (count(ten),)), Contender("plain pandas", (pandas,)))
    rows_growing = tuple(
        Contender(f"{rows // MILLION} million dossiers", (count(folder / str(rows)),)) for rows in SIZES
    )
    reports = tuple(second_report(folder, rows) for rows in (30_000, 10 * MILLION))
    return [
        Contest("All indicators, growing with dossiers", rows_growing, folder, "50 million: 40 CPU s, 512 MB", NOTE),
        Contest(
            "All indicators of 10 million dossiers", versus, folder, "at most 1/5 of the CPU of plain pandas", PANDAS
        ),
        engines(folder),
        Contest("A second report", reports, folder, "10 million dossiers: at most 1.2 times 30 thousand"),
    ]


def finish() -> None:
    """Draw what the tables say."""
    import growth

    growth.draw()


def engines(folder: Path) -> Contest:
    """The same store counted by DuckDB and, where PySpark is installed, by Spark."""
    files = generate(10 * MILLION, folder / "for-engines", batches=10)
    subprocess.run([sys.executable, "-c", STORE, folder / "store", CENTRE, *files], check=True)
    shutil.rmtree(folder / "for-engines")
    counted: list[str | Path] = [sys.executable, HERE / "count_store.py", folder / "store", CENTRE]
    commands = {"DuckDB": counted} | ({"Spark, local[2]": [*counted, "local[2]"]} if find_spec("pyspark") else {})
    digests = {name: json.loads(output(command)) for name, command in commands.items()}
    tables = list(digests["DuckDB"])
    lines = [f"| {name} | {' | '.join(found[table] for table in tables)} |" for name, found in digests.items()]
    head = [f"| | {' | '.join(tables)} |", f"|---{'|---' * len(tables)}|"]
    contenders = tuple(Contender(name, (command,)) for name, command in commands.items())
    return Contest("10 million dossiers, each engine", contenders, folder, note="\n".join([ENGINES, *head, *lines]))


def output(command: Command) -> str:
    """The last line that a command prints."""
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def generate(rows: int, folder: Path, *, batches: int) -> list[Path]:
    """Write dossiers in a process of its own: what it needs of memory would count for those started later."""
    command: Command = [*GENERATE, str(rows), folder, "--batches", str(batches)]
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    return sorted(folder.glob("*.parquet"))


def count(*folders: Path, periods: str = PERIODS["16 quarters"]) -> Command:
    """The command that counts the dossiers of folders."""
    return [sys.executable, HERE / "count_dossiers.py", *folders, "--periods", periods]


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
