"""The reference tables of agencies and procedures: one name for every spelling, and what is unknown."""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.words import fold

if TYPE_CHECKING:
    from pathlib import Path

_LONG_CODE = re.compile(r"(\d{3})\.(\d{2,3})\.(\d{2,3})\.(h\d{2})", re.IGNORECASE)
_SHORT_CODE = re.compile(r"h\d{2}(\.\d{2,3}){0,2}", re.IGNORECASE)


@dataclass(frozen=True)
class Agency:
    """One agency; `valid_from` and `valid_to` are ISO dates, empty without a known limit."""

    name: str
    level: str
    code: str
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class Procedure:
    """One procedure and what the table knows about it."""

    code: str
    name: str
    field: str
    service_level: str


@dataclass(frozen=True)
class Reference:
    """Agencies and procedures by the folded form of each of their names and codes."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    def agency(self, text: str) -> Agency | None:
        """The agency of a name, alias or code."""
        return self.agencies.get(agency_key(text))

    def procedure(self, text: str) -> Procedure | None:
        """The procedure of a name or code."""
        return self.procedures.get(fold(text))

    def nearest(self, column: str, text: str) -> str | None:
        """The known name that is most like an unknown one, if any comes near."""
        known = {
            "agency": {key: agency.name for key, agency in self.agencies.items()},
            "procedure": {key: procedure.name for key, procedure in self.procedures.items()},
            "field": self.fields,
        }[column]
        key = agency_key(text) if column == "agency" else fold(text)
        close = difflib.get_close_matches(key[:200], list(known), n=1, cutoff=0.75)
        return known[close[0]] if close else None


def agency_key(text: str) -> str:
    """The key of an agency's name: 'Ủy ban nhân dân xã A' and 'UBND xã A' meet, H37.07 and 000.00.07.H37 too."""
    compact = text.strip().replace(" ", "")
    if match := _LONG_CODE.fullmatch(compact):
        parts = [part for part in (match[3], match[2], match[1]) if part.strip("0")]
        return ".".join([match[4].lower(), *parts])
    if _SHORT_CODE.fullmatch(compact):
        return compact.lower()
    return fold(text).replace("ủy ban nhân dân", "ubnd")


def read_reference(folder: Path) -> Reference:
    """The tables in data/reference; empty ones where a project has none yet.

    Raises:
        UserError: a table lacks its columns.
    """
    agencies: dict[str, Agency] = {}
    for row in _rows(folder / "agencies.csv", ("name", "level")):
        known = Agency(
            row["name"], row["level"], row.get("code", ""), row.get("valid_from", ""), row.get("valid_to", "")
        )
        names = [known.name, known.code, *(row.get("aliases") or "").split("|")]
        for name in filter(None, names):
            agencies.setdefault(agency_key(name), known)
    procedures: dict[str, Procedure] = {}
    for row in _rows(folder / "procedures.csv", ("code", "name")):
        entry = Procedure(row["code"], row["name"], row.get("field", ""), row.get("service_level", ""))
        for name in filter(None, (entry.name, entry.code)):
            procedures.setdefault(fold(name), entry)
    fields = {fold(entry.field): entry.field for entry in procedures.values() if entry.field}
    return Reference(agencies, procedures, fields)


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = set(needed) - set(reader.fieldnames or ())
        if missing:
            raise UserError(
                f"{path.name}: thiếu cột {', '.join(sorted(missing))}; xem data/README.md",
                f"{path.name}: no column {', '.join(sorted(missing))}; see data/README.md",
            )
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
