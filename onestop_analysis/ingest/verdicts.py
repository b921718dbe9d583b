# ruff: noqa: S608 - the SQL is built from our own column names
"""What the verdicts amount to: counts, the list of lines, the quarantine file."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from onestop_analysis.ingest.corrections import cells_sql
from onestop_analysis.ingest.quarantine import Faulty, write_quarantine
from onestop_analysis.ingest.result import FileResult, Row
from onestop_analysis.sources.people import without_people
from onestop_analysis.sources.profiles import DATE_COLUMNS
from onestop_analysis.sources.table import SHEET_STEP, TextTable

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from onestop_analysis.ingest.maps import Maps


# A time stamp has as many figures as somebody's number; in a column of dates it is none.
STAMP = re.compile(r"(19|20)\d{6}(\d{4}(\d\d)?)?")


def count_verdicts(con: DuckDBPyConnection, table: TextTable, result: FileResult) -> None:
    """Fill in the counts of a result."""
    rows, kinds = con.execute("SELECT (SELECT count(*) FROM raw), (SELECT count(*) FROM kinds)").fetchall()[0]
    found = con.execute(
        "SELECT split_part(fault, ':', 1), CASE WHEN fault IS NULL THEN flag END, count(*) FROM found GROUP BY ALL"
    ).fetchall()
    for fault, flags, count in [*found, *((broken.code, None, 1) for broken in table.broken)]:
        if fault:
            result.reasons[fault] = result.reasons.get(fault, 0) + count
            continue
        result.flagged += count
        for flag in flags.split("|"):
            result.flags[flag] = result.flags.get(flag, 0) + count
    result.reasons, result.flags = dict(sorted(result.reasons.items())), dict(sorted(result.flags.items()))
    result.quarantined = sum(result.reasons.values())
    result.excluded = len(table.excluded) + kinds
    result.accepted = rows - kinds - (result.quarantined - len(table.broken))


def list_rows(con: DuckDBPyConnection, table: TextTable, maps: Maps) -> list[Row]:
    """The verdict of every line."""
    place = table.columns["dossier_id"]
    judged = con.execute(
        f"SELECT coalesce(j.dossier_id, r.cells[{place}]), j.line, f.fault, f.flag FROM judged AS j "
        f"LEFT JOIN found AS f USING (line) "
        f"LEFT JOIN (SELECT {table.line_sql} AS line, cells FROM raw WHERE cells IS NOT NULL) AS r USING (line)"
    ).fetchall()
    kinds = con.execute("SELECT line, kind FROM kinds").fetchall()
    rows = [_row(maps.shown_id(name), line, fault, flag, table) for name, line, fault, flag in judged]
    rows += [_located(None, line, "excluded", kind, table=table) for line, kind in [*kinds, *table.excluded]]
    rows += [_located(b.dossier_id or None, b.line, "quarantined", b.code, table=table) for b in table.broken]
    order = {sheet: number for number, sheet in enumerate(table.sheets)}
    return sorted(rows, key=lambda row: (order.get(row.sheet or "", 0), row.line))


def _row(name: str | None, line: int, fault: str | None, flag: str | None, table: TextTable) -> Row:
    if fault:
        code, _, column = fault.partition(":")
        return _located(name, line, "quarantined", code, table=table, column=column)
    if flag:
        return _located(name, line, "flagged", flag.split("|")[0], table=table)
    return _located(name, line, "accepted", None, table=table)


def _located(
    name: str | None, line: int, verdict: str, reason: str | None, *, table: TextTable, column: str | None = None
) -> Row:
    """A row with its line within its sheet; the sheet is named where there is more than one."""
    sheet, row = divmod(line, SHEET_STEP)
    return Row(name, row, verdict, reason, column, table.sheets[sheet] if len(table.sheets) > 1 else None)


def put_aside(
    con: DuckDBPyConnection, table: TextTable, *, maps: Maps, source: str, folder: Path, mark: str
) -> Path | None:
    """Write the quarantine file of a table; None when nothing was put in quarantine.

    `mark` tells files of the same name apart; an earlier quarantine of the same file is replaced.
    """
    con.execute("CREATE TEMP TABLE aside AS SELECT line, fault FROM found WHERE fault IS NOT NULL")
    found = con.execute(
        f"SELECT aside.line, fault, {cells_sql(table)} FROM raw JOIN aside ON {table.line_sql} = aside.line "
        "ORDER BY aside.line"
    ).fetchall()
    place = list(table.columns).index("dossier_id")
    mask = cache(partial(without_people, names=maps.people))
    rows = []
    dates = [column in DATE_COLUMNS for column in table.columns]
    for line, fault, cells in found:
        shown = [
            cell if date and STAMP.fullmatch(cell or "") else mask(cell or "")
            for cell, date in zip(cells, dates, strict=True)
        ]
        shown[place] = maps.shown_id(cells[place]) or ""  # as it came, or the row could not be mended
        rows.append((line, *fault.split(":"), shown))
    for broken in table.broken:
        cells = [""] * len(table.columns)
        cells[place] = broken.dossier_id
        rows.append((broken.line, broken.code, "", cells))
    stem = f"{source}.{mark}"
    if not rows:
        for old in (folder / f"{stem}.csv", folder / f"{stem}.xlsx"):
            old.unlink(missing_ok=True)
        return None
    titles = dict(zip(table.columns, table.headers, strict=True))
    faulty = [
        Faulty(_place(line, table), code, titles.get(column, ""), cells) for line, code, column, cells in sorted(rows)
    ]
    return write_quarantine(folder, stem=stem, source=source, titles=table.headers, rows=faulty)


def _place(line: int, table: TextTable) -> str:
    sheet, row = divmod(line, SHEET_STEP)
    return f"{table.sheets[sheet]}!{row}" if len(table.sheets) > 1 else str(row)
