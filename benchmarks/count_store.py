"""Counts the dossiers of a store anew: python count_store.py STORE CENTRE [MASTER]; with MASTER Spark counts."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from onestop_analysis.cubes import read_cubes
from onestop_analysis.store import Store
from onestop_analysis.timeliness import RULES
from onestop_analysis.workdays import Workdays


def main() -> None:
    """Print the hash of every table."""
    path, centre, *master = sys.argv[1:]
    shutil.rmtree(Path(path) / centre / "cubes", ignore_errors=True)
    cubes = read_cubes(
        Store(Path(path)), centre, rule=RULES["date"], workdays=Workdays(), master=master[0] if master else None
    )
    if cubes is None:
        sys.exit(f"{path}: no dossiers of {centre}")
    print(json.dumps(cubes.digests()))


if __name__ == "__main__":
    main()
