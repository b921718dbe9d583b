"""What the rows of an aggregated form are about: agencies, fields, procedures, perhaps within a section."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from onestop_analysis.sources.table import TOTAL
from onestop_analysis.sources.words import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERED = re.compile(r"(\d+|[IVXLC]+|[A-Z])[.)]\s+(?=\D)")
# '1.2' numbers a part of the row '1' above it, as 'trong đó' does.
_PART_NUMBER = re.compile(r"\d+(\.\d+)+")
_PART = re.compile(r"trong đó\b")


@cache
def row_words() -> dict[str, dict[str, str]]:
    """The patterns of forms.toml that tell rows: by the head of their names, by agencies' names, by levels."""
    content = tomllib.loads((resources.files("onestop_analysis.sources") / "forms.toml").read_text("utf-8"))
    return {name: content[name] for name in ("rows", "levels", "catalogues")}


class Rows:
    """Reads one table from the top down: the row of a section says of the rows below it what they belong to.

    `head` is the title of the column of names, `names` are those that stand there.
    """

    def __init__(self, head: str, names: Sequence[str]) -> None:
        self.dimension = _dimension(fold(head), names)
        self._within: dict[str, str] = {}
        self._section_totals: list[dict[str, str]] = []

    def of(self, number: str, name: str, *, counted: bool, last_total: bool = False) -> dict[str, str] | None:
        """The part of the dossiers that a row counts, {} for all; None where it is told with the row above it.

        `counted`: the row has numbers; `last_total`: it is the last row of the table that is called a total.
        """
        number, name = _split(number, name)
        words = fold(name)
        ordinary = counted and number.isdigit()
        if _PART.match(words) or _PART_NUMBER.fullmatch(number):
            return None
        if not ordinary and (level := level_of(words)) is not None:
            self._within = {"level": level}
            return dict(self._within)
        if TOTAL.match(words):
            return self._totalled(last=last_total)
        if not ordinary and (not counted or number) and self.dimension != "agency" and _is_agency(words):
            self._within = {"agency": name}
            return dict(self._within)
        if not counted:
            self._within = {}
            return None
        return self._within | {self.dimension: name}

    def _totalled(self, *, last: bool) -> dict[str, str]:
        """Of the section or of all: a section has one total at most, and all sections have one, or none has."""
        if not self._within or self._within in self._section_totals or (last and not self._section_totals):
            return {}
        self._section_totals.append(dict(self._within))
        return dict(self._within)

    def end_sections(self) -> None:
        """What follows belongs to no section."""
        self._within = {}


def _split(number: str, name: str) -> tuple[str, str]:
    """Number and name of a row, also where the number stands before the name in one cell."""
    name = clean(name).lstrip("-–+•* ")
    if not number and (found := _NUMBERED.match(name)):
        return found[1], name[found.end() :]
    return clean(number).rstrip(".)"), name


def level_of(words: str) -> str | None:
    """The level of government that a folded text names; '' where it says that none is known."""
    return next((level for level, pattern in row_words()["levels"].items() if re.search(pattern, words)), None)


def _dimension(head: str, names: Sequence[str]) -> str:
    """What the rows are by their head; where that names agencies and fields, what most names look like."""
    named = [name for name in ("agency", "field", "procedure") if re.search(row_words()["rows"][name], head)]
    if len(named) == 1:
        return named[0]
    agencies = sum(_is_agency(fold(name)) for name in names)
    return "agency" if agencies * 2 > len(names) else "field"


def _is_agency(words: str) -> bool:
    return re.match(row_words()["rows"]["agency_name"], words) is not None
