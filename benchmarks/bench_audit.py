"""Speed of the audit: releases of the seed's length per CPU second, and how time grows with the text.

Usage: python benchmarks/bench_audit.py
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from onestop_analysis.audit import audit_text

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "data" / "centres" / "lang-son" / "releases" / "2021-Q1.txt"
SEED_LENGTH = 4_500  # characters of the release that the project started from
PLAIN = "Cán bộ, công chức làm việc tại Trung tâm chấp hành nghiêm túc thời gian làm việc và quy định về giao tiếp.\n"


def cpu_seconds(text: str, *, times: int) -> float:
    """CPU seconds for one audit."""
    begin = time.process_time()
    for _ in range(times):
        audit_text(text)
    return (time.process_time() - begin) / times


def main() -> None:
    """Print one JSON object."""
    figures = RELEASE.read_text("utf-8")
    seed = figures + PLAIN * ((SEED_LENGTH - len(figures)) // len(PLAIN))
    audit_text(seed)
    once = cpu_seconds(seed, times=100)
    dense = cpu_seconds(figures * 3, times=50)
    large = cpu_seconds(seed * 200, times=1)
    print(
        json.dumps(
            {
                "characters": len(seed),
                "releases_per_cpu_second": round(1 / once),
                "releases_of_figures_only_per_cpu_second": round(1 / dense),
                "cpu_seconds_for_200_releases_in_one_text": round(large, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
