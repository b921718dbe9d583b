"""One report: parameters in, a complete folder of files out, or nothing at all.

The notebook runs through papermill behind typed parameters, is checked cell by cell and section by
section, goes through the HTML and PDF exporters, and is published under its final name at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.document import MIME
from onestop_analysis.editions import INTERNAL, Edition, copy_to_share, edit
from onestop_analysis.engine.run import run_notebook
from onestop_analysis.errors import IncompleteReportError, UserError
from onestop_analysis.formats import LANGUAGES
from onestop_analysis.inputs import centre_inputs, common_inputs, file_digest, outdated, setting_inputs, versions
from onestop_analysis.official import write_outputs, write_slides
from onestop_analysis.periods import Period, parse_moment, parse_period
from onestop_analysis.project import Project, read_centre
from onestop_analysis.publish import UpToDateError, draft_folder, publish
from onestop_analysis.timeliness import find_rule

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = "quarterly_report.ipynb"
SENTINEL = "closing"
# outputs: what is made from facts.json; slides: charts as pictures, half of all that the outputs cost.
FORMATS = ("html", "pdf", "outputs", "slides")
OnProgress = Callable[[str], None]


@dataclass(frozen=True)
class ReportParams:
    """The parameters of quarterly_report.ipynb; a test holds its cell against these fields."""

    centre: str = "lang-son"
    period: str = "2021-Q1"
    convention: str = "calendar"
    rule: str = "date"
    as_of: str = ""
    lang: str = "vi"

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
        """Refuse an unknown centre, period, convention, rule, time or language before a kernel starts."""
        if self.lang not in LANGUAGES:
            raise UserError(
                f"báo cáo không có ngôn ngữ {self.lang!r}; dùng: {', '.join(LANGUAGES)}",
                f"the report has no language {self.lang!r}; use: {', '.join(LANGUAGES)}",
            )
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


@dataclass(frozen=True)
class Making:
    """How a report is made; none of this changes what it says.

    `formats`: which of FORMATS are wanted; `font`: a family of this machine for the PDF; `engine`: papermill
    engine, `stock` (a new kernel) or `onestop` (a warm one); `wait`: for another run that publishes the same report;
    `again`: make it also when the published one is up to date; `languages`: side by side in one folder (none: that of
    the parameters).
    """

    formats: tuple[str, ...] = FORMATS
    font: str | None = None
    engine: str = "stock"
    wait: bool = True
    again: bool = True
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.formats or (unknown := sorted(set(self.formats) - set(FORMATS))):
            names = ", ".join(unknown) if self.formats else "-"
            raise UserError(
                f"không có định dạng {names}; dùng một hoặc nhiều trong: {', '.join(FORMATS)}",
                f"no format {names}; use one or more of: {', '.join(FORMATS)}",
            )


def build_report(
    params: ReportParams,
    *,
    project: Project,
    out: Path | None = None,
    making: Making | None = None,
    edition: Edition = INTERNAL,
    on_progress: OnProgress = lambda _stage: None,
) -> Report:
    """Run, check, export and publish one report into <out>/<period>/<centre>/, in each of the languages.

    Raises:
        UserError: a parameter, the data or the font is not usable.
        IncompleteReportError: a cell, section or page is missing. Nothing is published in either case.
        BusyError: another run is publishing this report, and the making does not wait.
        UpToDateError: it is published and up to date, and not wanted again.
    """
    making = making or Making()
    wanted = [replace(params, lang=lang) for lang in making.languages or (params.lang,)]
    target, *_ = [target_folder(each, project=project, out=out) for each in wanted]
    target = target.with_name(edition.folder_name(params.centre))
    with draft_folder(target, wait=making.wait) as draft:
        # Before the run: what changes meanwhile makes this report out of date, never up to date by mistake.
        inputs = report_inputs(params, making, project=project, edition=edition)
        if not making.again and not outdated(target, inputs):
            raise UpToDateError(str(target))
        make = partial(_make_in, draft, project=project, making=making, edition=edition, on_progress=on_progress)
        *_, facts = [make(each) for each in wanted]
        if edition.share:
            copy_to_share(draft, params.check(project), params.centre)
        origin = _origin(facts, making)
        write_manifest(params, draft, inputs=inputs, edition=edition, font=making.font, origin=origin)
        publish(draft, target)
    return Report(target, {name: target / name for name in file_names(target)}, len(facts["findings"]))


def _make_in(
    draft: Path, params: ReportParams, *, project: Project, making: Making, edition: Edition, on_progress: OnProgress
) -> dict[str, Any]:
    """Make the files of one language in the draft folder; returns the facts."""
    on_progress("notebook")
    notebook = run_notebook(project.notebooks / NOTEBOOK, asdict(params), engine=making.engine, root=project.root)
    edit(notebook, edition, facts=check_sections(notebook)[SENTINEL]["meta"]["facts"])
    sections = check_sections(notebook)
    export_edition(notebook, draft / stem(params.lang), making=making, on_progress=on_progress)
    if "pdf" in making.formats:
        _check_pdf(draft / f"{stem(params.lang)}.pdf", sections)
    facts = _write_facts(sections, draft)
    if "outputs" in making.formats:
        on_progress("outputs")
        write_outputs(sections, draft, project=project, centre=params.centre, font=making.font)
    if "slides" in making.formats:
        write_slides(sections, draft, project=project, centre=params.centre)
    return facts


def file_names(folder: Path) -> list[str]:
    """Names of all files below a folder, with slashes, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def stem(lang: str) -> str:
    """Name of a report's files without their ending: report (vi), report.en."""
    return "report" if lang == "vi" else f"report.{lang}"


def target_folder(params: ReportParams, *, project: Project, out: Path | None = None) -> Path:
    """Where a report is published, after checking its parameters."""
    return (out or project.reports) / folder_name(params.check(project)) / params.centre


def report_inputs(
    params: ReportParams,
    making: Making,
    *,
    project: Project,
    common: dict[str, str] | None = None,
    edition: Edition = INTERNAL,
) -> dict[str, str]:
    """Hashes of everything that the report depends on; `common` are those that all reports share."""
    settings = asdict(params) | {"formats": sorted(making.formats), "languages": making.languages or (params.lang,)}
    settings |= {"edition": edition.to_json()}
    return {
        **(common or common_inputs(project, NOTEBOOK)),
        **centre_inputs(project, params.centre, params.period),
        **setting_inputs(settings, making.font),
    }


def folder_name(period: Period) -> str:
    """The period's folder below reports/: other conventions than the calendar are part of it."""
    return period.label if period.convention != "vpcp" else f"{period.label}-vpcp"


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


def export_edition(
    notebook: NotebookNode, path: Path, *, making: Making, on_progress: OnProgress = lambda _stage: None
) -> None:
    """Write one edition: `path` with the endings .ipynb, .html and .pdf."""
    import nbformat

    nbformat.validate(notebook)
    Path(f"{path}.ipynb").write_text(_lines(notebook), "utf-8", newline="\n")
    if "html" in making.formats:
        from onestop_analysis.export.page import render_html

        on_progress("html")
        Path(f"{path}.html").write_text(render_html(notebook), "utf-8", newline="\n")
    if "pdf" in making.formats:
        from onestop_analysis.export.paper import render_pdf

        on_progress("pdf")
        Path(f"{path}.pdf").write_bytes(render_pdf(notebook, font=making.font))


def _check_pdf(path: Path, sections: dict[str, dict[str, Any]]) -> None:
    """Every section is bookmarked, and the end mark of an official text is in the PDF's text."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    bookmarks = [(str(entry["/Title"]), entry) for entry in reader.outline if isinstance(entry, dict)]
    titles = ["".join(run["text"] for run in section["title"]) for section in sections.values()]
    if missing := [title for title in titles if not any(title in bookmark for bookmark, _ in bookmarks)]:
        raise IncompleteReportError(f"the PDF lacks the sections {missing}")
    # The letter's last sentence stands before the appendix; it is cheaper to look from the end.
    behind = [entry for text, entry in bookmarks if not any(title and title in text for title in titles)]
    pages = reader.pages[: reader.get_destination_page_number(behind[0]) if behind else None]
    if not any("./." in page.extract_text() for page in reversed(pages)):
        raise IncompleteReportError("the PDF ends before the report does")


def _write_facts(sections: dict[str, dict[str, Any]], draft: Path) -> dict[str, Any]:
    """Write every observation and finding of the report, and return them.

    Raises:
        IncompleteReportError: another edition of the same report states other facts.
    """
    findings = sections["release"]["meta"].get("findings", []) if "release" in sections else []
    facts: dict[str, Any] = json.loads(sections[SENTINEL]["meta"]["facts"]) | {"findings": findings}
    path = draft / "facts.json"
    if not path.exists():
        path.write_text(_lines(facts), "utf-8", newline="\n")
    elif json.loads(path.read_text("utf-8"))["observations"] != facts["observations"]:
        raise IncompleteReportError("the editions of the report do not state the same facts")
    return facts


def _lines(content: dict[str, Any]) -> str:
    """JSON with one line for each observation, finding or cell: quick to write, and differences are found by line."""
    parts = []
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for name, value in content.items():
        rows = ",\n".join(map(encode, value)) if isinstance(value, list) else ""
        parts.append(f"{json.dumps(name)}: " + (f"[\n{rows}\n]" if rows else json.dumps(value, ensure_ascii=False)))
    return "{" + ",\n".join(parts) + "}\n"


def _origin(facts: dict[str, Any], making: Making) -> dict[str, Any]:
    """What was counted, with which libraries, and what was checked: a report is not published unless all of it held."""
    checks = ["every cell ran", "every section is shown"]
    checks += ["the PDF has every section and its end"] if "pdf" in making.formats else []
    checks += ["all languages state the same facts"] if len(making.languages) > 1 else []
    source, batches = facts["observations"][0]["source"], facts.get("batches", [])
    return {"source": source, "batches": batches, "libraries": versions(), "checks": checks}


def write_manifest(
    params: ReportParams,
    draft: Path,
    *,
    inputs: dict[str, str],
    edition: Edition,
    font: str | None,
    origin: Mapping[str, Any],
) -> None:
    """What the report was made from; no clock and no host, so that equal reports have equal manifests."""
    from onestop_analysis import __version__
    from onestop_analysis.export.paper import font_family

    outputs = {name: file_digest(draft / name) for name in file_names(draft)}
    manifest = {
        "parameters": asdict(params),
        "version": __version__,
        **origin,
        "inputs": inputs,
        **edition.to_json(),
        "font": font_family(font),
        "files": outputs,
    }
    _write_json(draft / "manifest.json", manifest)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
