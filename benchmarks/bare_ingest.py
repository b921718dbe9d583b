"""What the libraries alone need for an export, the floor of any ingest: python bare_ingest.py FILE DATES TITLE=NAME ...

A CSV goes through DuckDB: dates become times, the kept columns are written as `onestop ingest` writes them. A workbook
is read by python-calamine, and nothing is done with its rows. No verdict, no code, no name is looked at.
"""

from __future__ import annotations

import sys
from pathlib import Path

from onestop_analysis.store import PARQUET, sql_text


def convert(path: Path, dates: str, kept: dict[str, str]) -> None:
    """A CSV to Parquet; `dates` is the strptime form of its dates."""
    import duckdb

    with path.open(encoding="utf-8-sig") as stream:
        titles = stream.readline().strip().split(",")
    cells = [
        f'strptime("{title}", {sql_text(dates)}) AS {name}' if name.endswith("_at") else f'"{title}" AS {name}'
        for title, name in kept.items()
    ]
    options = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, buffer_size = 8000000"
    source = f"read_csv({sql_text(path)}, columns = {dict.fromkeys(titles, 'VARCHAR')}, {options})"
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute(f"COPY (SELECT {', '.join(cells)} FROM {source}) TO 'bare.parquet' (FORMAT parquet, {PARQUET})")  # noqa: S608


def read(path: Path) -> None:
    """The rows of a workbook."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


if __name__ == "__main__":
    file, *rest = sys.argv[1:]
    if file.endswith(".xlsx"):
        read(Path(file))
    else:
        convert(Path(file), rest[0], dict(pair.split("=") for pair in rest[1:]))
