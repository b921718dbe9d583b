"""Synthetic raw data: monthly exports of the Lang Son centre, calibrated on published totals, and other provinces.

Every dossier is invented. What is exact and what is merely plausible stands in calibration.toml and in
data/README.md; the bytes depend on the seed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project
    from onestop_analysis.sample.dossiers import Dossier

CENTRE = "lang-son"
__all__ = ["write_provinces", "write_sample"]
# Generated folders stay out of git, whatever the project's own .gitignore says.
_IGNORED = b"# Synthetic, made by `onestop sample --provinces`; delete this file to keep the folder in git.\n*\n"
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


def write_provinces(
    project: Project, *, only: Collection[str] = (), on_progress: Progress | None = None
) -> dict[str, Any]:
    """Write quarterly exports and a centre.toml for the other provinces of 2025: with Lang Son there are 34.

    Overwrites its own files, one by one and atomically, and touches no others.

    Args:
        project: where to write.
        only: slugs of some centres (default: all).
        on_progress: called with (centre, number of the centre, number of centres) after each centre.

    Returns:
        `files`: paths relative to the root, in order; `rows`: dossier rows in all exports together.

    Raises:
        UserError: one of the centres is there and its dossiers are real.
    """
    from onestop_analysis.sample.exports import export_quarter, province_readme
    from onestop_analysis.sample.provinces import QUARTERS, make_centre

    slugs = [slug for slug in province_slugs() if slug in (only or province_slugs())]
    for slug in slugs:
        _refuse_real_centre(project, slug)
    written: list[str] = []
    total = 0
    for number, slug in enumerate(slugs, start=1):
        made = make_centre(slug)
        files = _centre_files(project, slug)
        for quarter, days in QUARTERS.items():
            if made.plan.get("quarter") == quarter:
                continue
            file, folder = f"ho-so-{quarter}.csv", project.raw / slug / quarter
            content, rows = export_quarter(made, days)
            files |= {folder / file: content, folder / "README.txt": province_readme(file)}
            total += rows
        for path, content in files.items():
            _replace(path, content)
            written.append(path.relative_to(project.root).as_posix())
        if on_progress:
            on_progress(slug, number, len(slugs))
    return {"files": written, "rows": total}


def province_slugs() -> list[str]:
    """The centres that `write_provinces` makes, in alphabetical order."""
    from onestop_analysis.sample.provinces import read_plans

    return sorted(read_plans()["centres"])


def exports_of(project: Project, slug: str) -> list[Path]:
    """The sample's exports of a centre, oldest first."""
    return sorted(project.raw.glob(f"{slug}/*/ho-so-*.csv"))


def make_dossiers() -> tuple[list[Dossier], list[str]]:
    """All dossiers in the order of reception, and the months that are exported (as '2019-01')."""
    from onestop_analysis.sample.calibration import months_between, read_calibration
    from onestop_analysis.sample.draws import Draws
    from onestop_analysis.sample.opening_days import OpeningDays
    from onestop_analysis.sample.simulation import simulate

    calibration = read_calibration()
    first, last = calibration.spans[0].start, calibration.spans[-1].end
    opening = OpeningDays(calibration.calendar, first, date(last.year, 12, 31))
    dossiers = simulate(calibration, opening, Draws(calibration.seed))
    return dossiers, months_between(f"{calibration.spans[1].start:%Y-%m}", f"{last:%Y-%m}")


def _refuse_real_centre(project: Project, slug: str) -> None:
    from onestop_analysis.project import read_centre

    if slug in project.centres() and not read_centre(project, slug).synthetic:
        raise UserError(
            f"data/centres/{slug} là trung tâm có hồ sơ thật, không trộn với dữ liệu mô phỏng: "
            "hãy chạy lệnh trong một thư mục dự án khác",
            f"data/centres/{slug} is a centre with real dossiers, and synthetic data are not mixed with them: "
            "run this in another project folder",
        )


def _centre_files(project: Project, slug: str) -> dict[Path, bytes]:
    from onestop_analysis.organisation import centre_toml, territory_of

    territory, folder = territory_of(slug), project.centre_folder(slug)
    assert territory is not None  # noqa: S101  # for the type checker; a test compares the two lists
    return {folder / "centre.toml": centre_toml(territory, synthetic=True).encode(), folder / ".gitignore": _IGNORED}


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    temporary.replace(path)
