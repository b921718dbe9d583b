"""Synthetic raw data of the Lang Son centre: monthly exports, calibrated on published totals.

Every dossier is invented. What is exact and what is merely plausible stands in calibration.toml and in
data/README.md; the bytes depend on the seed alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project
    from onestop_analysis.sample.dossiers import Dossier

CENTRE = "lang-son"
__all__ = ["write_sample"]
Progress = Callable[[str, int, int], None]


def write_sample(project: Project, *, on_progress: Progress | None = None) -> dict[str, Any]:
    """Write the monthly exports and their README.txt below data/raw/lang-son.

    Overwrites its own files, one by one and atomically, and touches no others.

    Args:
        project: where to write.
        on_progress: called with (month, number of the file, number of files) after each export.

    Returns:
        `files`: paths relative to the root, in order; `rows`: dossier rows in all exports together.
    """
    from onestop_analysis.sample.exports import by_month, export_month, readme

    dossiers, months = make_dossiers()
    written: list[str] = []
    total = 0
    for number, (month, rows) in enumerate(by_month(dossiers, months).items(), start=1):
        file = f"ho-so-{month}.csv"
        folder = project.raw / CENTRE / month
        for path, data in ((folder / file, export_month(month, rows)), (folder / "README.txt", readme(file))):
            _replace(path, data)
            written.append(path.relative_to(project.root).as_posix())
        total += len(rows)
        if on_progress:
            on_progress(month, number, len(months))
    return {"files": written, "rows": total}


def make_dossiers() -> tuple[list[Dossier], list[str]]:
    """All dossiers in the order of reception, and the months that are exported (as '2019-01')."""
    from onestop_analysis.sample.calibration import months_between, read_calibration
    from onestop_analysis.sample.draws import Draws
    from onestop_analysis.sample.intake import Intake
    from onestop_analysis.sample.opening_days import OpeningDays
    from onestop_analysis.sample.outcomes import Outcomes

    calibration = read_calibration()
    first, last = calibration.spans[0].start, calibration.spans[-1].end
    draws = Draws(calibration.seed)
    opening = OpeningDays(calibration.calendar, first, date(last.year, 12, 31))
    intake, outcomes = Intake(calibration, opening, draws), Outcomes(opening, draws)
    dossiers: list[Dossier] = []
    pending: list[Dossier] = []
    for span in calibration.spans:
        new = intake.receive(span, pending)
        dossiers += new
        pending = outcomes.settle(span, pending + new)
    return dossiers, months_between(f"{calibration.spans[1].start:%Y-%m}", f"{last:%Y-%m}")


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    temporary.replace(path)
