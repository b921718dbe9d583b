"""One report: parameters in, a complete folder of files out, or nothing at all.

The notebook runs through papermill behind typed parameters, is checked cell by cell and section by
section, goes through the HTML and PDF exporters, and is published under its final name at the end.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.document import MIME
from onestop_analysis.errors import IncompleteReportError, UserError
from onestop_analysis.official import write_outputs
from onestop_analysis.periods import Period, parse_moment, parse_period
from onestop_analysis.project import Project, read_centre
from onestop_analysis.timeliness import find_rule

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from traitlets.config import Config

NOTEBOOK = "quarterly_report.ipynb"
SENTINEL = "closing"
OnProgress = Callable[[str], None]


@dataclass(frozen=True)
class ReportParams:
    """The parameters of quarterly_report.ipynb; a test holds its cell against these fields."""

    centre: str = "lang-son"
    period: str = "2021-Q1"
    convention: str = "calendar"
    rule: str = "date"
    as_of: str = ""

    def __post_init__(self) -> None:
        for item in fields(self):
            if not isinstance(value := getattr(self, item.name), str):
                raise UserError(
                    f"tham số {item.name} phải là chuỗi ký tự, không phải {value!r}",
                    f"parameter {item.name} must be text, not {value!r}",
                )

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ReportParams:
        """Parameters from names and values.

        Raises:
            UserError: a name that the report does not have, or a value of the wrong type.
        """
        known = [item.name for item in fields(cls)]
        if unknown := sorted(set(values) - set(known)):
            raise UserError(
                f"báo cáo không có tham số {', '.join(unknown)}; các tham số: {', '.join(known)}",
                f"the report has no parameter {', '.join(unknown)}; it has: {', '.join(known)}",
            )
        return cls(**values)

    def check(self, project: Project) -> Period:
        """Refuse an unknown centre, period, convention, rule or time before a kernel starts."""
        read_centre(project, self.centre)
        find_rule(self.rule)
        parse_moment(self.as_of)
        return parse_period(self.period, self.convention)


@dataclass(frozen=True)
class Report:
    """A published report: its folder, its files by name, and how many findings its audit has."""

    folder: Path
    files: dict[str, Path]
    findings: int

    def to_json(self) -> dict[str, Any]:
        """Paths and findings, for `onestop report --json`."""
        return {
            "folder": str(self.folder),
            "files": {name: str(path) for name, path in self.files.items()},
            "findings": self.findings,
        }


def build_report(
    params: ReportParams,
    *,
    project: Project,
    out: Path | None = None,
    font: str | None = None,
    on_progress: OnProgress = lambda _stage: None,
) -> Report:
    """Run, check, export and publish one report into <out>/<period>/<centre>/.

    Raises:
        UserError: a parameter, the data or the font is not usable.
        IncompleteReportError: a cell, section or page is missing. Nothing is published in either case.
    """
    period = params.check(project)
    target = (out or project.reports) / folder_name(period) / params.centre
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".report-", dir=target.parent) as temporary:
        draft = Path(temporary) / "report"
        draft.mkdir()
        on_progress("notebook")
        notebook = run_notebook(params, project=project)
        sections = check_sections(notebook)
        _export(notebook, draft, font=font, on_progress=on_progress)
        _check_pdf(draft / "report.pdf", sections)
        findings = _write_facts(sections, draft)
        on_progress("outputs")
        write_outputs(sections, draft, centre=read_centre(project, params.centre), font=font)
        _write_manifest(params, draft, project=project)
        _publish(draft, target)
    return Report(target, {name: target / name for name in _file_names(target)}, findings)


def _file_names(folder: Path) -> list[str]:
    """Names of all files below a folder, with slashes, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def folder_name(period: Period) -> str:
    """The period's folder below reports/: other conventions than the calendar are part of it."""
    return period.label if period.convention != "vpcp" else f"{period.label}-vpcp"


def run_notebook(params: ReportParams, *, project: Project) -> NotebookNode:
    """Execute the report's notebook; timings and random ids go, so equal inputs give equal notebooks."""
    _skip_grammar()
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source = project.notebooks / NOTEBOOK
    if not source.is_file():
        raise UserError(f"thiếu notebooks/{NOTEBOOK} trong dự án", f"notebooks/{NOTEBOOK} is missing in the project")
    os.environ["ONESTOP_ROOT"] = str(project.root)
    try:
        notebook = papermill.execute_notebook(
            str(source),
            None,
            parameters=asdict(params),
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            config=_kernel_config(),
        )
    except PapermillExecutionError as error:
        if error.ename == "UserError":
            raise UserError(error.evalue, error.evalue) from None
        raise IncompleteReportError(f"{NOTEBOOK}, cell {error.cell_index}: {error.ename}: {error.evalue}") from error
    return _without_timings(notebook)


def _skip_grammar() -> None:
    """Keep jsonschema from building the grammar of international URIs.

    No notebook needs it, and it costs more than a second whenever jupyterlab's extras are installed.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: "not installed"


def _kernel_config() -> Config:
    """Sockets in the file system where there are any: the default talks over TCP, open to others on the machine."""
    from traitlets.config import Config

    return Config() if sys.platform == "win32" else Config({"KernelManager": {"transport": "ipc"}})


def check_sections(notebook: NotebookNode) -> dict[str, dict[str, Any]]:
    """The notebook's sections by id, after checking that it ran to its end and shows every one.

    Raises:
        IncompleteReportError: a cell did not run, failed, or a section is missing or out of order.
    """
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and (cell.execution_count is None or _has_error(cell)):
            raise IncompleteReportError(f"cell {index} of the notebook did not run to its end")
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    sections = [output.data[MIME] for output in outputs if MIME in output.get("data", {})]
    ids = [section["id"] for section in sections]
    if not ids or ids[-1] != SENTINEL:
        raise IncompleteReportError(f"the notebook did not reach its last section {SENTINEL!r}: {ids}")
    if ids != sections[-1]["meta"]["sections"]:
        raise IncompleteReportError(f"sections {ids} are not the expected {sections[-1]['meta']['sections']}")
    return dict(zip(ids, sections, strict=True))


def _has_error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)


def _without_timings(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata.papermill = {"parameters": dict(notebook.metadata.papermill.parameters)}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"  # papermill draws a random one
    return notebook


def _export(notebook: NotebookNode, draft: Path, *, font: str | None, on_progress: OnProgress) -> None:
    import nbformat

    from onestop_analysis.export.page import render_html
    from onestop_analysis.export.paper import render_pdf

    nbformat.write(notebook, draft / "report.ipynb")
    on_progress("html")
    (draft / "report.html").write_text(render_html(notebook), "utf-8", newline="\n")
    on_progress("pdf")
    pdf = render_pdf(notebook, font=font)
    (draft / "report.pdf").write_bytes(pdf)


def _check_pdf(path: Path, sections: dict[str, dict[str, Any]]) -> None:
    """Every section is bookmarked, and the end mark of an official text is in the PDF's text."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    bookmarks = " ".join(str(entry["/Title"]) for entry in reader.outline if isinstance(entry, dict))
    titles = ["".join(run["text"] for run in section["title"]) for section in sections.values()]
    if missing := [title for title in titles if title not in bookmarks]:
        raise IncompleteReportError(f"the PDF lacks the sections {missing}")
    # From the end: the letter's last sentence stands before the appendix.
    if not any("./." in page.extract_text() for page in reversed(reader.pages)):
        raise IncompleteReportError("the PDF ends before the report does")


def _write_facts(sections: dict[str, dict[str, Any]], draft: Path) -> int:
    """Write every observation and finding of the report; returns the number of findings."""
    findings = sections["release"]["meta"].get("findings", []) if "release" in sections else []
    _write_json(draft / "facts.json", sections[SENTINEL]["meta"]["facts"] | {"findings": findings})
    return len(findings)


def _write_manifest(params: ReportParams, draft: Path, *, project: Project) -> None:
    """What the report was made from; no clock and no host, so that equal reports have equal manifests."""
    from onestop_analysis import __version__

    facts = json.loads((draft / "facts.json").read_text("utf-8"))
    outputs = {name: _sha256(draft / name) for name in _file_names(draft)}
    manifest = {
        "parameters": asdict(params),
        "version": __version__,
        "notebook": _sha256(project.notebooks / NOTEBOOK),
        "source": facts["observations"][0]["source"],
        "files": outputs,
    }
    _write_json(draft / "manifest.json", manifest)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _publish(draft: Path, target: Path) -> None:
    """Give the complete folder its final name; an older report stays until then."""
    if not target.exists():
        draft.rename(target)
        return
    older = draft.with_name("older")
    target.rename(older)
    try:
        draft.rename(target)
    except OSError:
        older.rename(target)
        raise
    shutil.rmtree(older, ignore_errors=True)
