"""Counts dossiers with Spark, from the same Parquet files and the same SQL: for data that live on a cluster.

Needs the extra `spark` (PySpark, SQLGlot) and Java 17. Only the counts travel to this program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis.cubes.calendar import calendar_table, days_known
from onestop_analysis.cubes.duckdb_engine import check_total, load_calendar
from onestop_analysis.cubes.statements import NAMES, statements
from onestop_analysis.cubes.tables import write_tables
from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd

    from onestop_analysis.store import Store
    from onestop_analysis.timeliness import Rule
    from onestop_analysis.workdays import Workdays

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "Asia/Ho_Chi_Minh",
    # Times in the store have no zone and must not get one on the way.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.shuffle.partitions": "8",
}


def count_in_spark(
    store: Store,
    centre: str,
    folder: Path,
    *,
    as_of: datetime | None,
    rule: Rule,
    workdays: Workdays,
    cuts: Sequence[date],
    master: str,
) -> bool:
    """Count a centre's dossiers on a cluster and write the tables into a folder.

    Returns:
        False, and nothing is written, when there are no dossiers.

    Raises:
        UserError: PySpark, SQLGlot or Java is missing, or the cluster does not answer.
    """
    session = start_session(master)
    for batch in store.batches(centre, as_of):
        path = store.file(centre, batch)
        session.read.parquet(str(path)).createOrReplaceTempView(_view(path))
    session.sql(translated(store.dossiers_sql(centre, as_of, read=_view))).createOrReplaceTempView("dossiers")
    sql = {name: translated(text) for name, text in statements(rule).items()}
    row = session.sql(sql["span"]).collect()[0]
    if row["first_day"] is None:
        return False
    known = days_known(row["first_day"], row["last_event"], row["last_due"])
    days = calendar_table(*known, workdays=workdays, cuts=cuts)
    records = [(day, *map(int, rest)) for day, *rest in days.itertuples(index=False)]
    session.createDataFrame(records, schema=list(days.columns)).createOrReplaceTempView("calendar")
    dated = session.sql(sql["dated"]).persist()  # three counts read it, and four read `counted`
    dated.createOrReplaceTempView("dated")
    counted = session.sql(sql["counted"]).persist()
    counted.createOrReplaceTempView("counted")
    try:
        tables = {name: _collected(session, sql[name]) for name in NAMES}
    finally:
        counted.unpersist()
        dated.unpersist()
    _write(tables, days, folder, span=row)
    return True


def start_session(master: str) -> Any:  # noqa: ANN401 - PySpark is optional
    """A Spark session on that master, such as `local[2]` or `spark://host:7077`."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _missing("PySpark") from error
    builder = SparkSession.builder.master(master).appName("onestop-analysis")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        cause = str(error).splitlines()[0]
        raise UserError(
            f"không khởi động được Spark ({master}): {cause}; cần Java 17 và địa chỉ --master đúng, như local[2]",
            f"Spark ({master}) does not start: {cause}; it needs Java 17 and a right --master, such as local[2]",
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def translated(sql: str) -> str:
    """A statement of cubes.sql in Spark's SQL."""
    try:
        import sqlglot
    except ImportError as error:
        raise _missing("SQLGlot") from error
    return str(sqlglot.transpile(sql, read="duckdb", write="spark")[0])


def _missing(library: str) -> UserError:
    return UserError(
        f"chưa cài {library}: chạy «pip install 'onestop-analysis[spark]'» rồi thử lại, hoặc bỏ --engine spark",
        f"{library} is not installed: run `pip install 'onestop-analysis[spark]'`, or leave out --engine spark",
    )


def _view(path: Path) -> str:
    return f"batch_{path.stem}"


def _collected(session: Any, sql: str) -> pd.DataFrame:  # noqa: ANN401
    import pandas as pd

    counted = session.sql(sql)
    return pd.DataFrame.from_records(counted.collect(), columns=counted.columns).convert_dtypes()


def _write(tables: dict[str, pd.DataFrame], days: pd.DataFrame, folder: Path, *, span: Any) -> None:  # noqa: ANN401
    import duckdb

    with duckdb.connect() as connection:
        load_calendar(connection, days)
        for name, table in tables.items():
            connection.register(name, table)
        check_total(connection, int(span["dossiers"]))
        write_tables(connection, folder, span={"first": f"{span['whole_from']}", "last": f"{span['last_event']}"})
