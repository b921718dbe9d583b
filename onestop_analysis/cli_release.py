"""Commands for what happens to a report after it was made; `cli` registers them."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from onestop_analysis.changes import Changes
    from onestop_analysis.revisions import Revision

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def diff(
    old: Annotated[Path, typer.Argument(help="Folder of the earlier release, or its facts.json.")],
    new: Annotated[Path, typer.Argument(help="Folder of the newer release, or its facts.json.")],
    *,
    as_json: AsJson = False,
) -> None:
    """What moved between two releases of a report, why, and an erratum.

    Example: onestop diff old/2021-Q1/lang-son reports/2021-Q1/lang-son
    """
    from onestop_analysis.revisions import compare

    revision, lang = compare(old, new), user_language()
    rows = _rows_between(revision)
    if as_json:
        typer.echo(json.dumps(revision.to_json(lang) | rows.to_json(), ensure_ascii=False))
        return
    typer.echo(revision.text(lang))
    for row in rows.rows:
        typer.echo(row.text(lang))


def _rows_between(revision: Revision) -> Changes:
    """The rows behind a revision, as far as this project's store has them."""
    from onestop_analysis.changes import Changes, changed_rows
    from onestop_analysis.errors import UserError
    from onestop_analysis.project import find_project
    from onestop_analysis.store import Store

    try:
        store = Store(find_project().store)
    except UserError:  # two folders can be compared where no project is
        return Changes(0, {}, ())
    before, after = revision.batches
    return changed_rows(store, str(revision.new.content["centre"]), before=before, after=after)


def approve(
    folder: Annotated[Path, typer.Argument(help="Folder of a report.")],
    *,
    by: Annotated[str, typer.Option(help="Who checks or approves: the name for the page.")],
    on: Annotated[str, typer.Option(help="The day, as 2021-04-05.")] = "",
    checked: Annotated[bool, typer.Option("--checked", help="The step before: a draft becomes checked.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a report from draft to checked, and from checked to approved; its numbers stay as they are.

    Example: onestop approve reports/2021-Q1/lang-son --by "Nguyễn Văn A" --on 2021-04-05 --checked
    """
    from onestop_analysis.approval import advance
    from onestop_analysis.project import find_project

    status = "checked" if checked else "approved"
    standing = advance(folder, status, by=by, on=on, project=find_project())
    typer.echo(json.dumps(standing.to_json(), ensure_ascii=False) if as_json else f"{folder}: {standing.status}")
