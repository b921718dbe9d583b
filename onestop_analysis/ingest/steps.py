# ruff: noqa: S608 - the SQL is built from our own column names
"""What a step log knows of the dossiers in the store: when they waited for a supplement, when they ended.

Only gaps are filled, and only with a time that fits the dates that are there; a log never changes a status.
The completed dossiers are a batch like any other, so a later export of the same dossiers wins again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from onestop_analysis.store import Store

# The wait runs from the first request to the first step after the last one, as for the portal's own list of requests.
_TOLD = """
CREATE TABLE told AS SELECT dossier_id, CAST(min(line) AS INTEGER) AS line,
    min(stepped_at) FILTER (status = 'paused') AS requested,
    min(stepped_at) FILTER (status <> 'paused' AND stepped_at > last_request) AS received,
    max(stepped_at) FILTER (status = 'resolved') AS resolved,
    max(stepped_at) FILTER (status = 'returned') AS returned
FROM (SELECT *, max(stepped_at) FILTER (status = 'paused') OVER (PARTITION BY dossier_id) AS last_request FROM (
    SELECT dossier_id, CAST(status AS VARCHAR) AS status, stepped_at, line FROM judged
    WHERE line NOT IN (SELECT line FROM found WHERE fault IS NOT NULL)))
GROUP BY dossier_id"""
_WAITS = "d.supplement_requested_at IS NULL AND t.requested >= d.received_at"
_FILLED = {
    "supplement_requested_at": f"CASE WHEN {_WAITS} THEN t.requested ELSE d.supplement_requested_at END",
    "supplement_received_at": f"CASE WHEN {_WAITS} THEN t.received ELSE d.supplement_received_at END",
    "resolved_at": "CASE WHEN d.resolved_at IS NULL AND d.status IN ('resolved', 'returned') AND "
    "t.resolved BETWEEN d.received_at AND coalesce(d.returned_at, t.resolved) THEN t.resolved ELSE d.resolved_at END",
    "returned_at": "CASE WHEN d.returned_at IS NULL AND d.status = 'returned' "
    "AND t.returned >= coalesce(d.resolved_at, d.received_at) THEN t.returned ELSE d.returned_at END",
    "line": "t.line",
}


def complete_dossiers(con: DuckDBPyConnection, store: Store, centre: str) -> tuple[int, int]:
    """Create `accepted`: the stored dossiers that the judged steps complete.

    Returns:
        How many these are, and how many dossiers of the log the store does not have.
    """
    con.execute(_TOLD)
    stored = f"({store.dossiers_sql(centre)}) SEMI JOIN told USING (dossier_id)"
    con.execute(f"CREATE TABLE known AS SELECT * EXCLUDE (batch) FROM {stored}")
    filled = ", ".join(f"{sql} AS {name}" for name, sql in _FILLED.items())
    moved = " OR ".join(f"new.{name} IS DISTINCT FROM old.{name}" for name in _FILLED if name != "line")
    con.execute(
        f"CREATE TABLE accepted AS SELECT new.* FROM (SELECT d.* REPLACE ({filled}) FROM known AS d "
        f"JOIN told AS t USING (dossier_id)) AS new JOIN known AS old USING (dossier_id) WHERE {moved} ORDER BY line"
    )
    completed, known, told = con.execute(
        "SELECT (SELECT count(*) FROM accepted), (SELECT count(*) FROM known), (SELECT count(*) FROM told)"
    ).fetchall()[0]
    return completed, told - known
