"""Commands for the first day: synthetic data to try things with, and a centre of one's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from onestop_analysis.project import Project

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def sample(
    *,
    provinces: Annotated[bool, typer.Option("--provinces", help="All 34 provinces, to compare centres.")] = False,
    ingest: Annotated[bool, typer.Option("--ingest", help="Store what was written, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the synthetic, labelled sample exports into data/raw.

    Example: onestop sample --provinces --ingest
    """
    from onestop_analysis.project import find_project
    from onestop_analysis.sample import CENTRE, province_slugs, write_provinces, write_sample

    project = find_project()
    written, centres = write_sample(project), [CENTRE]
    if provinces:
        others = write_provinces(project)
        written = {"files": written["files"] + others["files"], "rows": written["rows"] + others["rows"]}
        centres += province_slugs()
    if ingest:
        written["stored"] = {slug: _store(project, slug) for slug in centres}
    lines = [f"{written['rows']} dòng trong {len(written['files'])} tệp · data/raw"]
    lines += [f"{slug}: {rows}" for slug, rows in written.get("stored", {}).items()]
    _show(written, "\n".join(lines), as_json=as_json)


def init(
    centre: str,
    *,
    province: Annotated[str, typer.Option(help="Name of a province that is not one of the 34, with its marks.")] = "",
    city: Annotated[str, typer.Option(help="The same for a city.")] = "",
    period: Annotated[str, typer.Option(help="First period (default: the last complete quarter).")] = "last-quarter",
    profile: Annotated[bool, typer.Option("--profile", help="Also a profile for exports with other headers.")] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="Invented dossiers: said on every page.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the folders of a new centre: organisation block, a place for its exports, a template for its notes.

    Example: onestop init cao-bang --period 2021-Q1
    """
    from onestop_analysis.batch.plan import period_labels, today_in_vietnam
    from onestop_analysis.new_centre import create_centre, next_steps
    from onestop_analysis.organisation import Territory
    from onestop_analysis.periods import parse_period
    from onestop_analysis.project import find_project

    project, name = find_project(), province or city
    first = parse_period(period_labels(period, "calendar", today=today_in_vietnam())[0])
    territory = Territory(name, is_city=bool(city)) if name else None
    made = create_centre(project, centre, territory=territory, period=first, profile=profile, synthetic=synthetic)
    paths = [path.relative_to(project.root).as_posix() for path in made]
    content = {"centre": centre, "period": first.label, "created": paths}
    _show(content, "\n".join([*paths, "", next_steps(centre, first)]), as_json=as_json)


def _store(project: Project, slug: str) -> int:
    """Rows of a centre's sample that ingest accepted."""
    from onestop_analysis.ingest import ingest_files
    from onestop_analysis.sample import exports_of

    return sum(result.accepted for result in ingest_files(exports_of(project, slug), centre=slug, project=project))


def _show(content: dict[str, Any], text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else text)
