"""What writing the dossiers costs with which everything else is measured: Parquet and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_indicators import GENERATE, MILLION
from contest import Contender, Contest

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (MILLION, 10 * MILLION)


def contests(folder: Path) -> list[Contest]:
    """1 and 10 million dossiers in each form; 50 million are written as Parquet by bench_indicators.py only."""
    contenders = tuple(
        Contender(
            f"{rows // MILLION} million dossiers, {form}", ([*GENERATE, str(rows), f"generated-{form}", *options],)
        )
        for form, options in (("Parquet", ()), ("CSV", ("--csv",)))
        for rows in SIZES
    )
    return [Contest("The generator", contenders, folder, note="One round each.", once=True)]
