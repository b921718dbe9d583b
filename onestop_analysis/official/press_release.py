"""The centre's press release, ready to be sent: a headline and short paragraphs, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import Runs, plain, runs
from onestop_analysis.official import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre


def press_release(sheet: FactSheet, centre: Centre) -> list[Runs]:
    """Headline and paragraphs; each number in them names the fact that it prints."""
    texts = (
        sentences.headline(sheet, centre),
        sentences.lead(sheet, centre),
        sentences.received(sheet),
        sentences.results(sheet),
        sentences.returned(sheet),
        sentences.pending(sheet),
        sentences.apart(sheet),
        sentences.agencies(sheet),
        sentences.ratings(sheet),
        sentences.compared(sheet),
    )
    return [runs(text) for text in texts if text]


def write_release(sheet: FactSheet, centre: Centre, path: Path) -> None:
    """Write the text; data that are not real say so at both ends."""
    notice = [f"({centre.synthetic})"] if centre.synthetic else []
    lines = [*notice, *(plain(part) for part in press_release(sheet, centre)), *notice]
    path.write_text("\n\n".join(lines) + "\n", "utf-8", newline="\n")
