"""A report's next step, from draft to checked to approved: the same numbers, another standing on the page."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from onestop_analysis.editions import Edition, copy_to_share
from onestop_analysis.errors import UserError
from onestop_analysis.export.notebook import change_sections
from onestop_analysis.inputs import file_digest
from onestop_analysis.official import write_outputs
from onestop_analysis.publish import draft_folder, publish
from onestop_analysis.report import (
    Making,
    ReportParams,
    check_sections,
    export_edition,
    file_names,
    write_manifest,
)
from onestop_analysis.standing import Standing, read_standing, stamped

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project


def advance(folder: Path, status: str, *, by: str, on: str, project: Project) -> Standing:
    """Publish the report in `folder` again with its new standing; returns that.

    Args:
        folder: a report's folder.
        status: `checked` or `approved`.
        by: who checked or approved.
        on: the day, as 2021-04-05; may be empty.
        project: for the centre's organisation block.

    Raises:
        UserError: no report, files that are not those of its manifest, a step left out, no name.
    """
    manifest = _checked_manifest(folder)
    standing = read_standing(manifest).advanced(status, by=by, on=on)
    edition = Edition(manifest["threshold"], standing, manifest["share"])
    with draft_folder(folder) as draft:
        shutil.copytree(folder, draft, dirs_exist_ok=True, ignore=shutil.ignore_patterns("manifest.json"))
        params = ReportParams.of(manifest["parameters"])
        font = manifest.get("font")
        origin = {str(name): manifest[name] for name in ("source", "batches", "libraries", "checks")}
        _stamp_files(draft, params, edition, project=project, font=font)
        write_manifest(params, draft, inputs=manifest["inputs"], edition=edition, font=font, origin=origin)
        publish(draft, folder)
    return standing


def _checked_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        files = dict(manifest["files"])
    except (OSError, ValueError, KeyError) as error:
        raise UserError(
            f"{folder} không phải là thư mục báo cáo: cần manifest.json do onestop report tạo ra",
            f"{folder} is not the folder of a report: it needs the manifest.json that onestop report writes",
        ) from error
    known = set(file_names(folder)) - {"manifest.json"}
    changed = sorted(known ^ set(files) | {name for name in files if file_digest(folder / name) != files[name]})
    if changed:
        raise UserError(
            f"tệp {changed[0]} không còn như khi lập báo cáo; hãy lập lại báo cáo rồi kiểm tra và phê duyệt",
            f"{changed[0]} is no longer as it was made; build the report again, then check and approve it",
        )
    return manifest


def _stamp_files(draft: Path, params: ReportParams, edition: Edition, *, project: Project, font: str | None) -> None:
    """Export each edition again, in the formats and the font of the first time."""
    import nbformat

    formats = tuple(name for name in ("html", "pdf") if list(draft.glob(f"report*.{name}")))
    # Without other formats nothing is exported beside the notebook.
    making = Making(formats=formats or ("outputs",), font=font)
    for path in sorted(draft.glob("report*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        change_sections(notebook, lambda section: stamped(section, edition.standing))
        export_edition(notebook, path.with_suffix(""), making=making)
        if (draft / "observations.csv").exists():  # charts do not say where the report stands
            write_outputs(check_sections(notebook), draft, project=project, centre=params.centre, font=font)
    if edition.share:
        copy_to_share(draft, params.check(project), params.centre)
