"""The centre's press release, ready to be sent: a headline and short paragraphs, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import Runs, plain, runs
from onestop_analysis.official.sentences import voice

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre


def press_release(sheet: FactSheet, centre: Centre) -> list[Runs]:
    """Headline and paragraphs in the sheet's language; each number in them names the fact that it prints."""
    say = voice(sheet)
    texts = (
        say.headline(sheet, centre),
        say.unfinished(sheet),
        say.lead(sheet, centre),
        say.received(sheet),
        say.results(sheet),
        say.returned(sheet),
        say.pending(sheet),
        say.apart(sheet),
        say.agencies(sheet),
        say.ratings(sheet),
        say.compared(sheet),
    )
    return [runs(text) for text in texts if text]


def write_release(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the text; data that are not real say so at both ends."""
    notice = [f"({centre.synthetic})"] if centre.synthetic else []
    lines = [*notice, *(plain(part) for part in press_release(sheet, centre)), *notice]
    path.write_text("\n\n".join(lines) + "\n", "utf-8", newline="\n")
