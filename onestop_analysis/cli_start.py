"""Commands for the first day: synthetic data to try things with."""

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


def _store(project: Project, slug: str) -> int:
    """Rows of a centre's sample that ingest accepted."""
    from onestop_analysis.ingest import ingest_files
    from onestop_analysis.sample import exports_of

    return sum(result.accepted for result in ingest_files(exports_of(project, slug), centre=slug, project=project))


def _show(content: dict[str, Any], text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else text)
