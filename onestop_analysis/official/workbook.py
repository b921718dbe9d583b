"""A workbook whose bytes depend on its content alone; text in it never becomes a formula or a link."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, time
from typing import TYPE_CHECKING

from onestop_analysis.official.words import word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

    from onestop_analysis.factsheet import FactSheet
    from onestop_analysis.project import Centre

# In memory: no temporary file for every part of the workbook.
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@contextmanager
def new_workbook(path: Path, sheet: FactSheet, centre: Centre, *, title: str) -> Iterator[Workbook]:
    """A workbook with title, author and the period's end as its date; it is written when the block ends."""
    from xlsxwriter.workbook import Workbook

    workbook = Workbook(str(path), _OPTIONS)
    workbook.set_properties(
        {
            "title": title,
            "author": centre.name,
            "keywords": ", ".join((word(sheet, "keywords"), centre.province, sheet.period.name(sheet.lang))),
            "comments": centre.synthetic,
            "created": datetime.combine(sheet.period.end, time()),
        }
    )
    yield workbook
    workbook.close()
