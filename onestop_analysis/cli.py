"""The command line: thin, one call a command. Data go to stdout, everything else to stderr."""

from __future__ import annotations

import gc
import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onestop_analysis import cli_release, cli_runs, cli_start
from onestop_analysis.errors import OnestopError, UserError, user_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(
    name="onestop",
    help="Báo cáo quý của trung tâm phục vụ hành chính công · Quarterly reports of one-stop centres.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich would double the start-up time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Convention = Annotated[str, typer.Option(help="calendar | vpcp (15th to 14th).")]
Rule = Annotated[str, typer.Option(help="Named timeliness rule.")]
AsOf = Annotated[str, typer.Option("--as-of", help="Only what was known at that time, e.g. 2021-04-05.")]


def main() -> None:
    """Entry point of `onestop`: a user's mistake is one sentence on stderr and exit code 1."""
    # Libraries and rows are many objects at once and none of them garbage: looking through them costs a tenth.
    gc.set_threshold(50_000)
    try:
        app()
    except UserError as error:
        print(f"onestop: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except OnestopError as error:
        print(f"onestop: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(help="Received files, oldest first.")],
    centre: Annotated[str, typer.Option(help="Slug of the centre.")],
    store: Annotated[Path | None, typer.Option(help="Another store folder.")] = None,
    profile: Annotated[str | None, typer.Option(help="Named profile of a vendor's format.")] = None,
    period: Annotated[str, typer.Option(help="Of an aggregated form: 2020-Q4, or 2020-Q4.vpcp (15th to 14th).")] = "",
    *,
    rows: Annotated[bool, typer.Option("--rows", help="List the verdict of every row.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read, validate and store received files; an aggregated form is kept in the centre's folder of forms.

    Example: onestop ingest data/raw/lang-son/*/*.csv --centre lang-son
    """
    from onestop_analysis.ingest import ingest_files
    from onestop_analysis.project import check_slug, find_project

    check_slug(centre)
    named = [path for file in files for path in _expand(file)]
    settings: dict[str, Any] = {"store": store, "profile": profile, "period": period, "rows": rows}
    results = ingest_files(named, centre=centre, project=find_project(), on_progress=_reading(), **settings)
    read = "\n".join(str(line) for result in results if result.status == "ok" for line in (result, *result.rows))
    _show({"files": [result.to_json(rows=rows) for result in results]}, read, as_json=as_json)
    for result in results:
        if result.status == "refused":
            typer.echo(f"onestop: {result}", err=True)
    if any(result.status == "refused" for result in results):
        raise typer.Exit(1)


@app.command("store")
def list_store(
    centre: Annotated[str | None, typer.Option(help="Slug of one centre (default: all).")] = None,
    folder: Annotated[Path | None, typer.Option("--store", help="Another store folder.")] = None,
    *,
    sweep: Annotated[bool, typer.Option("--sweep", help="Remove what interrupted runs left behind.")] = False,
    as_json: AsJson = False,
) -> None:
    """Batches of the store, oldest first, and files that no batch owns.

    Example: onestop store --sweep
    """
    from onestop_analysis.project import find_project
    from onestop_analysis.store import Store

    store = Store(folder or find_project().store)
    slugs = [centre] if centre else store.centres()
    batches = [{"centre": slug, **batch.to_json()} for slug in slugs for batch in store.readings(slug)]
    loose = [path for slug in slugs for path in (store.sweep(slug) if sweep else store.orphans(slug))]
    lines = [f"{b['centre']}\t{b['sequence']}\t{b['id']}\t{b['ingested_at']}\t{b['rows']}" for b in batches]
    lines += [f"{'-' if sweep else '?'}\t{path.name}" for path in loose]
    content = {"batches": batches, "orphans": [path.name for path in loose], "removed": sweep}
    _show(content, "\n".join(lines), as_json=as_json)


@app.command()
def indicators(  # noqa: PLR0913 - the options of the command line
    centre: str,
    period: str,
    *,
    convention: Convention = "calendar",
    rule: Rule = "date",
    as_of: AsOf = "",
    compare_rules: Annotated[bool, typer.Option("--compare-rules", help="The rates under every named rule.")] = False,
    engine: Annotated[str, typer.Option(help="duckdb | spark (needs the extra spark and Java).")] = "duckdb",
    master: Annotated[str, typer.Option(help="Spark's address, with --engine spark.")] = "local[*]",
    as_json: AsJson = False,
) -> None:
    """Every observation of a period.

    Examples: onestop indicators lang-son 2021-Q1 --json

    onestop indicators lang-son 2021-Q1 --compare-rules
    """
    from onestop_analysis import comparison
    from onestop_analysis.cubes import spark_master
    from onestop_analysis.facts import read_facts
    from onestop_analysis.figures import figures_of, not_complete

    if compare_rules:
        results = comparison.compare_rules(centre, period, convention=convention, as_of=as_of)
        _show({"rules": comparison.to_json(results)}, comparison.to_text(results), as_json=as_json)
        return
    cluster = spark_master(engine, master)
    facts = read_facts(centre, period, convention=convention, rule=rule, as_of=as_of, master=cluster)
    if not facts.complete:
        typer.echo(f"onestop: {not_complete(facts)}", err=True)
    found = figures_of(facts)
    lines = "\n".join(item.line() for item in found)
    _show({"observations": [item.to_json() for item in found]}, lines, as_json=as_json)


@app.command()
def audit(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Published texts, or - for standard input.")],
    against: Annotated[tuple[str, str] | None, typer.Option(help="CENTRE PERIOD: compare with the store too.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the text, annotated in place, to this page.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Figures and contradictions of published texts, between several too; exit code 3: one cannot be true.

    Example: onestop audit release.txt --against lang-son 2021-Q1
    """
    from onestop_analysis import audit as auditor

    result = auditor.audit_files(files) if len(files) > 1 else auditor.audit_file(files[0])
    if against:
        from onestop_analysis.figures import read_figures

        result = result.against(read_figures(*against))
    if html:
        _write_page(html, result.html(lang=user_language()))
    if as_json:
        _show(result.to_json(), "", as_json=True)
    else:
        auditor.print_audit(result)
    if any(finding.severity == "A" for finding in result.findings):
        raise typer.Exit(3)


@app.command()
def report(  # noqa: PLR0913 - the options of the command
    centre: str,
    period: str,
    *,
    convention: Convention = "calendar",
    rule: Rule = "date",
    as_of: AsOf = "",
    lang: Annotated[
        str, typer.Option(help="vi, en or vi,en: English stands in report.en.html and report.en.pdf.")
    ] = "vi",
    formats: Annotated[str, typer.Option("--format", help="One or more of these.")] = "html,pdf,outputs,slides",
    font: Annotated[str | None, typer.Option(help="A font of this machine, e.g. 'Times New Roman'.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for reports (default: reports/).")] = None,
    public: Annotated[bool, typer.Option("--public", help="Hide small counts; the folder is <centre>-public.")] = False,
    threshold: Annotated[int, typer.Option(help="With --public: counts below this are hidden.")] = 10,
    stage: Annotated[str, typer.Option(help="preliminary | final | revised: stands on the first page.")] = "",
    share: Annotated[bool, typer.Option("--share", help="Also bao-cao-quy-1-2021-lang-son.pdf, to be mailed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build one report into <out>/<period>/<centre>/.

    Example: onestop report lang-son 2021-Q1 --lang vi,en
    """
    from onestop_analysis.editions import Edition
    from onestop_analysis.project import find_project
    from onestop_analysis.report import Making, ReportParams, build_report
    from onestop_analysis.standing import Standing

    languages = tuple(lang.split(","))
    params = ReportParams(
        centre=centre, period=period, convention=convention, rule=rule, as_of=as_of, lang=languages[0]
    )
    with _progress() as advance:
        making = Making(tuple(formats.split(",")), font=font, languages=languages)
        edition = Edition(threshold if public else 0, Standing(stage=stage), share)
        built = build_report(
            params, project=find_project(), out=out, making=making, edition=edition, on_progress=advance
        )
    _show(built.to_json(), "\n".join(str(path) for path in built.files.values()), as_json=as_json)


app.command()(cli_start.sample)
app.command()(cli_start.init)
app.command()(cli_runs.batch)
app.command()(cli_release.diff)
app.command()(cli_release.approve)
app.command()(cli_runs.schedule)
app.command()(cli_runs.remind)
app.command()(cli_runs.doctor)


def _expand(file: Path) -> list[Path]:
    """The files that a pattern stands for: not every shell expands `*.csv` itself."""
    if file.exists() or "*" not in file.name + str(file.parent):
        return [file]
    base = Path(file.anchor or ".")
    return sorted(base.glob(str(file.relative_to(file.anchor)))) or [file]


def _write_page(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8", newline="\n")
    except OSError as error:
        raise UserError(
            f"không ghi được {path}: {error.strerror}; hãy chọn thư mục khác",
            f"cannot write {path}: {error.strerror}; choose another folder",
        ) from error


def _show(content: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json or text:
        typer.echo(json.dumps(content, ensure_ascii=False) if as_json else text)


def _reading() -> Callable[[str, int], None]:
    """Lines read, and lines a second, of files that take longer than a moment."""
    began, last = time.monotonic(), ""

    def tell(name: str, lines: int) -> None:
        nonlocal began, last
        began, last = (began, last) if name == last else (time.monotonic(), name)
        seconds = time.monotonic() - began
        if seconds > 1 and lines:
            typer.echo(f"{name}: {lines:,} · {int(lines / seconds):,}/s", err=True)

    return tell


STAGES = {
    "vi": {
        "notebook": "Đang tính số liệu và viết báo cáo",
        "html": "Đang tạo HTML",
        "pdf": "Đang tạo PDF",
        "outputs": "Đang tạo biểu mẫu, bảng số liệu và tóm tắt",
    },
    "en": {
        "notebook": "Counting and writing",
        "html": "Making HTML",
        "pdf": "Making PDF",
        "outputs": "Making forms, tables and the brief",
    },
}


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Stages of long work on stderr: a live line on a terminal, plain lines elsewhere."""
    names = STAGES[user_language()]
    if not sys.stderr.isatty():
        yield lambda stage: typer.echo(names[stage], err=True)
        return
    from rich.console import Console

    with Console(stderr=True).status("onestop") as status:
        yield lambda stage: status.update(names[stage])


if __name__ == "__main__":
    main()
