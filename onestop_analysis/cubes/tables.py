"""The counted tables of a centre, and how they are kept in a folder.

In the folder every text is a number: `names.parquet` has the texts of each dimension in order. The
files do not depend on the engine that counted.
"""

# ruff: noqa: S608 - the SQL is built from our own table and column names only

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from onestop_analysis.cubes.calendar import Calendar
from onestop_analysis.cubes.statements import NAMES

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path
    from types import ModuleType

    import duckdb
    import numpy as np
    import pandas as pd

    from onestop_analysis.periods import Period
    from onestop_analysis.timeliness import Rule

TEXTS = (
    "agency", "field", "procedure", "level", "service_level", "channel", "ending", "timeliness", "return_channel",
    "rating",
)  # fmt: skip
Table = dict[str, "np.ndarray"]


@dataclass(frozen=True)
class Cubes:
    """Count tables of one centre and the days that they know of.

    `tables` has the columns of cubes.sql as integer arrays; a text is its place in `names`. `first` is
    the day from which the data are whole: an export also lists older dossiers that were still open, so
    that is the first day on which one ended. `last` is the last recorded event; `digest` names the batches.
    """

    tables: dict[str, Table]
    names: dict[str, list[str]]
    calendar: Calendar
    rule: Rule
    first: date
    last: date
    digest: str
    # What was derived from the tables once and is used for many periods.
    memo: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def covers(self, period: Period) -> bool:
        """Whether the data are whole from the period's first month on and reach its end."""
        return self.first.replace(day=1) <= period.start and period.reached_by(self.last)

    def frame(self, name: str) -> pd.DataFrame:
        """One table with its texts, for an analyst's own questions."""
        import pandas as pd

        columns = {
            key: pd.Series(self.names[key], dtype="str").take(values).to_numpy() if key in self.names else values
            for key, values in self.tables[name].items()
        }
        return pd.DataFrame(columns)

    def digests(self) -> dict[str, str]:
        """A hash of every table's rows with their texts: equal wherever the counts are equal."""
        return {name: _digest(self.frame(name)) for name in NAMES}


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path, *, span: dict[str, str]) -> None:
    """Write the tables `received`, `ended`, ... and `calendar` of a connection into a folder, encoded."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = {name: _columns(connection, name) for name in NAMES}
    _create_names(connection, columns)
    for name in NAMES:
        _write(connection, _encoded(name, columns[name]), folder / f"{name}.parquet")
    _write(connection, "SELECT dimension, code, text FROM names ORDER BY ALL", folder / "names.parquet")
    days = "SELECT year(day) * 10000 + month(day) * 100 + day(day) AS day, workday FROM calendar ORDER BY ALL"
    _write(connection, days, folder / "calendar.parquet")
    # Written last: its presence says that the tables are complete.
    replace_file(folder / "span.json", json.dumps(span).encode())


def read_tables(folder: Path, *, rule: Rule, digest: str) -> Cubes:
    """The tables of a folder that is complete."""
    import duckdb

    span = {key: date.fromisoformat(day) for key, day in json.loads((folder / "span.json").read_text()).items()}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        tables = {name: _read(connection, folder / f"{name}.parquet") for name in (*NAMES, "calendar", "names")}
    names = tables.pop("names")
    days = tables.pop("calendar")
    texts: dict[str, list[str]] = {name: [] for name in TEXTS}
    for dimension, text in zip(names["dimension"], names["text"], strict=True):
        texts[str(dimension)].append(str(text))
    calendar = Calendar(days["day"], days["workday"])
    return Cubes(tables, texts, calendar, rule=rule, first=span["first"], last=span["last"], digest=digest)


def is_complete(folder: Path) -> bool:
    """Whether a count finished in this folder."""
    return (folder / "span.json").is_file()


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(f"DESCRIBE {table}").fetchall()]


def _create_names(connection: duckdb.DuckDBPyConnection, columns: dict[str, list[str]]) -> None:
    """Every text of every dimension with its place in alphabetical (code point) order."""
    found = [
        f"SELECT DISTINCT '{text}' AS dimension, coalesce({text}::VARCHAR, '') AS text FROM {table}"
        for table, present in columns.items()
        for text in TEXTS
        if text in present
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE names AS SELECT dimension, text,"
        " row_number() OVER (PARTITION BY dimension ORDER BY text) - 1 AS code"
        f" FROM ({' UNION '.join(found)}) AS found"
    )


def _encoded(table: str, columns: list[str]) -> str:
    """The table with places instead of texts, and one integer type for all, in a fixed order."""
    kept = [f"{name}.code::INTEGER AS {name}" if name in TEXTS else f"t.{name}::INTEGER AS {name}" for name in columns]
    joins = [
        f"JOIN names AS {name} ON {name}.dimension = '{name}' AND {name}.text = coalesce(t.{name}::VARCHAR, '')"
        for name in columns
        if name in TEXTS
    ]
    return f"SELECT {', '.join(kept)} FROM {table} AS t {' '.join(joins)} ORDER BY ALL"


def _write(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    quoted = str(temporary).replace("'", "''")
    connection.execute(f"COPY ({sql}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")
    temporary.replace(path)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that a reader sees complete or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _read(connection: duckdb.DuckDBPyConnection, path: Path) -> Table:
    import numpy as np

    found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchnumpy()
    return {name: _filled(np, values) for name, values in found.items()}


def _filled(np: ModuleType, values: Any) -> np.ndarray:  # noqa: ANN401 - a plain or a masked array
    """A column with missing values arrives masked; -1 is none of our numbers."""
    return np.ma.filled(values, -1) if np.ma.isMaskedArray(values) else values  # type: ignore[no-any-return]


def _digest(table: pd.DataFrame) -> str:
    rows = sorted("\t".join(map(str, row)) for row in table.itertuples(index=False))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
