"""A nation in one pass: how the cost of all indicators grows with provinces, and with quarters of all 34."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_indicators import PERIODS, count, generate
from contest import Contender, Contest

if TYPE_CHECKING:
    from pathlib import Path

PROVINCES, PROVINCE = (1, 8, 34), 300_000


def contests(folder: Path) -> list[Contest]:
    """Provinces, up to 34 of them in one run, and quarters of all of them."""
    provinces = [folder / f"province-{number:02}" for number in range(PROVINCES[-1])]
    for province in provinces:
        generate(PROVINCE, province, batches=1)
    by_province = (
        Contender(f"{number} province{'s' if number > 1 else ''}", (count(*provinces[:number]),))
        for number in PROVINCES
    )
    by_quarter = (Contender(name, (count(*provinces, periods=text),)) for name, text in PERIODS.items())
    note = f"One round each; {PROVINCE:,} dossiers of four years a province, counted anew."
    return [
        Contest(
            "All indicators, growing with provinces", tuple(by_province), folder, note="16 quarters each.", once=True
        ),
        Contest(
            "All indicators, growing with quarters",
            tuple(by_quarter),
            folder,
            note=f"34 provinces each. {note}",
            once=True,
        ),
    ]


def finish() -> None:
    """Draw what the tables say."""
    import growth

    growth.draw()
