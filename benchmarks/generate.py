"""Makes dossiers in any number, for measuring: Parquet in the form of the store, or CSV as received.

Usage: python benchmarks/generate.py ROWS OUT [--csv] [--years 4] [--batches N]

The rows are drawn by hashes of their number, so the same command writes the same dossiers anywhere.
They are synthetic and resemble no real centre: 20 agencies, 300 procedures in 60 fields, four years; three
results of four are handed over when they are ready.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

FIRST_YEAR = 2018
# One draw per question: hash(i, question) % range.
ROWS = """
SELECT
    printf('D%09d', i) AS dossier_id,
    NULL::VARCHAR AS procedure_code,
    'Thủ tục ' || p AS procedure, 'Lĩnh vực ' || (p % 60) AS field, 'Sở ' || (p % 20) AS agency,
    CASE WHEN p % 20 < 12 THEN 'province' WHEN p % 20 < 16 THEN 'district' ELSE 'commune' END AS level,
    CASE p % 3 WHEN 0 THEN 'full_online' WHEN 1 THEN 'partial_online' ELSE '2' END AS service_level,
    CASE WHEN c < 50 THEN 'online' WHEN c < 97 THEN 'in_person' ELSE 'post' END AS channel,
    NULL::TIMESTAMP AS submitted_at, received_at,
    date_trunc('day', received_at) + to_days((5 + p % 16)::INTEGER) + INTERVAL 17 HOUR AS due_at,
    CASE WHEN open THEN NULL ELSE ended_at END AS resolved_at,
    CASE WHEN open OR waits THEN NULL
        ELSE ended_at + to_hours((CASE WHEN h % 4 = 0 THEN h % 40 ELSE 0 END)::INTEGER) END AS returned_at,
    CASE WHEN paused THEN received_at + INTERVAL 1 DAY END AS supplement_requested_at,
    CASE WHEN paused AND NOT open THEN received_at + INTERVAL 3 DAY END AS supplement_received_at,
    CASE WHEN open OR waits THEN NULL WHEN h % 13 = 0 THEN 'post' ELSE 'counter' END AS return_channel,
    CASE
        WHEN open AND paused THEN 'paused' WHEN open THEN 'in_progress' WHEN h % 200 = 0 THEN 'withdrawn'
        WHEN h % 200 = 1 THEN 'refused' WHEN waits THEN 'resolved' ELSE 'returned'
    END AS status,
    CASE WHEN open OR r > 9 THEN NULL WHEN r < 9 THEN 'very_satisfied' WHEN h % 20 > 0 THEN 'satisfied'
        ELSE 'dissatisfied' END AS rating,
    c < 30 AS paid_online, h % 4 = 0 AS digitised, h % 31 = 0 AS out_of_territory,
    (i - {start} + 2)::INTEGER AS line
FROM (
    SELECT
        i, (hash(i, 1) % 300)::INTEGER AS p, hash(i, 2) % 100 AS c, hash(i, 3) AS h, hash(i, 4) % 100 AS r,
        received_at, hash(i, 5) % 1000 < 4 AS open, hash(i, 6) % 100 < 3 AS paused, hash(i, 7) % 100 < 2 AS waits,
        received_at + to_minutes((hash(i, 8) % (1440 * (4 + hash(i, 1) % 300 % 16)) + CASE WHEN hash(i, 9) % 100 = 0
            THEN 20000 ELSE 0 END)::INTEGER) AS ended_at
    FROM (
        SELECT i, TIMESTAMP '{first}-01-01 07:30:00' + to_seconds((i * {seconds} // {total})::BIGINT) AS received_at
        FROM range({start}, {end}) AS numbers(i)
    )
)
"""


def write(rows: int, out: Path, *, csv: bool = False, years: int = 4, batches: int = 1) -> list[Path]:
    """Write `rows` dossiers of `years` years into `batches` files below `out`, in the order of reception."""
    out.mkdir(parents=True, exist_ok=True)
    form = "FORMAT csv, HEADER" if csv else "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    paths = []
    with duckdb.connect() as connection:
        for number in range(batches):
            start, end = rows * number // batches, rows * (number + 1) // batches
            path = out / f"dossiers-{number + 1:03}.{'csv' if csv else 'parquet'}"
            sql = ROWS.format(start=start, end=end, total=rows, first=FIRST_YEAR, seconds=years * 365 * 86400)
            connection.execute(f"COPY ({sql}) TO '{path}' ({form})")
            paths.append(path)
    return paths


def main() -> None:
    """Read the arguments and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--batches", type=int, default=1)
    arguments = parser.parse_args()
    for path in write(
        arguments.rows, arguments.out, csv=arguments.csv, years=arguments.years, batches=arguments.batches
    ):
        print(path)


if __name__ == "__main__":
    main()
