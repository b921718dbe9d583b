# ruff: noqa: S608 - the SQL is built from our own column names; data enter it as parameters or through sql_text
"""Texts and dates made canonical on their distinct values: a file of a million rows has few of them.

For each column a table `map_<column>`: the text as received (`raw`, and `fast` as the ENUM of `raw`
rows), its canonical `value`, the `code` of a fault, a `flag`, and what the reference tables add.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onestop_analysis.ingest.reference import agency_key
from onestop_analysis.sources.encodings import is_double_encoded
from onestop_analysis.sources.load import create_enum
from onestop_analysis.sources.moments import read_moment
from onestop_analysis.sources.people import MOST_TEXTS, without_people
from onestop_analysis.sources.profiles import CODED_COLUMNS, DATE_COLUMNS
from onestop_analysis.sources.table import IDENTIFIER, TextTable
from onestop_analysis.sources.words import clean, fold, is_personal_number, mask
from onestop_analysis.sources.workbook import ERROR_TEXT, FORMULA_TEXT
from onestop_analysis.vocabulary import DOSSIER_COLUMNS, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from onestop_analysis.ingest.reference import Reference

EMPTY = frozenset({"", "-", "--", "null", "none", "nan", "n/a"})
NAMED_COLUMNS = ("procedure_code", "procedure", "field", "agency")
TEXT_COLUMNS = tuple(name for name, kind in DOSSIER_COLUMNS.items() if kind == "VARCHAR" and name != "dossier_id")
LONGEST = 1000
_LONG_RUN = re.compile(r"\d{9,}")
# What the reference tables add to a row by its agency and its procedure.
ADDED = {"agency": ("level", "valid_from", "valid_to"), "procedure": ("procedure_code", "field", "service_level")}


@dataclass(frozen=True)
class Reading:
    """What one distinct text means."""

    value: str | None = None
    code: str | None = None
    flag: str | None = None
    added: dict[str, str] = field(default_factory=dict)


@dataclass
class Maps:
    """What the maps hold.

    `unknown` are names that the reference tables do not have as (column, name), `filled` says for each
    column which of its map's columns are not empty, `people` are names that no output may show, `numbers`
    ids that are somebody's number.
    """

    unknown: list[tuple[str, str]] = field(default_factory=list)
    filled: dict[str, list[str]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    numbers: frozenset[str] = frozenset()

    def shown_id(self, text: str | None) -> str | None:
        """An id as reports may show it: one that is no dossier id may be anything, so it is masked."""
        if text in self.numbers:
            return "***"
        return text if not text or IDENTIFIER.fullmatch(text) else without_people(text, self.people)


def map_texts(con: DuckDBPyConnection, table: TextTable, reference: Reference) -> Maps:
    """Create the maps of all text columns and of unusual ids, and the ENUMs of the canonical values."""
    maps: dict[str, dict[str, Reading]] = {}
    for column, texts in _distinct(con, table).items():
        maps[column] = {text: _read(text, column, table, reference) for text in texts}
    for column in ("agency", "procedure", "field"):
        _spell_alike(maps.get(column, {}))
    found = Maps(people=table.people.named_in(_doubtful(con, table, maps)))
    for readings in maps.values():
        for text, reading in readings.items():
            if reading.flag:
                readings[text] = _without_people(reading, found.people)
    _create_types(con, maps, table)
    for column, readings in maps.items():
        found.unknown += [
            (column, item.value or "") for item in readings.values() if (item.flag or "").startswith("unknown_")
        ]
        found.filled[column] = _write_map(con, column, readings)
    found.numbers = _map_ids(con, table)
    return found


def _map_ids(con: DuckDBPyConnection, table: TextTable) -> frozenset[str]:
    """Create the map of unusual ids; those of them that are, or hold, somebody's number."""
    cell = f"cells[{table.columns['dossier_id']}]"
    ids = dict(con.execute(f"SELECT {cell}, count(*) FROM raw WHERE {cell} IS NOT NULL GROUP BY ALL").fetchall())
    runs = {raw: _LONG_RUN.findall(raw) for raw in ids}
    own = table.people.search({run for found in runs.values() for run in found[:1]}) if any(runs.values()) else set()
    rows = con.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    shaped = {raw for raw in ids if is_personal_number(plain_cell(raw)) or any(map(is_personal_number, runs[raw]))}
    # Where most ids have that form, it is how the software numbers its dossiers.
    numbers = shaped if sum(ids[raw] for raw in shaped) * 2 <= rows else set()
    numbers |= {raw for raw, found in runs.items() if own.intersection(found)}
    read = {raw: (None, "bad_id") if raw in numbers else _identifier(raw) for raw in ids}
    _write(con, "map_dossier_id", [(raw, *reading) for raw, reading in read.items()])
    return frozenset(numbers)


def _doubtful(con: DuckDBPyConnection, table: TextTable, maps: dict[str, dict[str, Reading]]) -> list[str]:
    """Texts in which a person may be named: everything that no table and no form explains."""
    texts = {text for readings in maps.values() for text, reading in readings.items() if reading.flag or reading.code}
    for column, place in table.columns.items():
        if column in DATE_COLUMNS or column == "dossier_id":
            cells = con.execute(
                f"SELECT DISTINCT cells[{place}] FROM raw WHERE regexp_matches(cells[{place}], '[^0-9 :/.T-]{{3}}') "
                f"LIMIT {MOST_TEXTS}"
            ).fetchall()
            texts |= {text for (text,) in cells}
    return sorted(texts)


def _spell_alike(readings: dict[str, Reading]) -> None:
    """One spelling for each name that no table knows: else SỞ A and Sở A would be counted as two."""
    unknown = {text: reading for text, reading in readings.items() if reading.flag}
    spellings: dict[str, list[str]] = {}
    for reading in unknown.values():
        spellings.setdefault(agency_key(reading.value or ""), []).append(reading.value or "")
    for text, reading in unknown.items():
        alike = spellings[agency_key(reading.value or "")]
        readings[text] = replace(reading, value=min(alike, key=lambda name: (name.isupper(), name.islower(), name)))


def _without_people(reading: Reading, people: list[str]) -> Reading:
    value = without_people(reading.value or "", people)
    return reading if value == reading.value else replace(reading, value=value, flag=f"{reading.flag}|masked")


def _distinct(con: DuckDBPyConnection, table: TextTable) -> dict[str, list[str]]:
    """The different texts of each text column, sorted: the values of its ENUM, and what is no ENUM."""
    places = {column: place for column, place in table.columns.items() if column in (*CODED_COLUMNS, *NAMED_COLUMNS)}
    if not places:
        return {}
    lists = [f"enum_range(NULL::e_{column})" for column in places]
    lists += [f"list(DISTINCT cells[{place}])" for place in places.values()]
    found = con.execute(f"SELECT {', '.join(lists)} FROM (FROM raw WHERE cells IS NOT NULL)").fetchall()[0]
    both = zip(places, found[: len(places)], found[len(places) :], strict=True)
    return {column: sorted({*fast, *(rest or ())} - {None}) for column, fast, rest in both}


def _read(text: str, column: str, table: TextTable, reference: Reference) -> Reading:  # noqa: PLR0911 - one return a kind
    cell = plain_cell(text)
    if cell.lower() in EMPTY:
        return Reading()
    if code := _damage(text, cell):
        return Reading(code=code)
    if column in CODED_COLUMNS:
        values = table.profile.values.get(column, {})
        key = fold(cell)
        return Reading(values[key] or None) if key in values else Reading(code=f"unknown_{column}")
    if column == "agency":
        return _agency(cell, reference)
    if column == "procedure":
        return _procedure(cell, reference)
    if column == "field":
        known = reference.fields.get(fold(cell))
        return Reading(known) if known else Reading(cell, flag="unknown_field")
    return Reading(mask(cell))


def plain_cell(text: str) -> str:
    """A cleaned cell without what spreadsheets put around a text: 'x and ="x" are x."""
    cell = clean(text)
    if len(cell) > 3 and cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1].strip()
    return cell.removeprefix("'")


def _damage(text: str, cell: str) -> str | None:
    """What makes a text unusable whatever the column."""
    if cell == FORMULA_TEXT:
        return "uncached_formula"
    if cell.startswith(ERROR_TEXT) or (cell.startswith("#") and cell.rstrip("!?").isupper()):
        return "error_cell"
    if "\x00" in text or "\ufffd" in text:
        return "invalid_bytes"
    if is_double_encoded(text):
        return "double_encoded"
    return "too_long" if len(cell) > LONGEST else None


def _agency(cell: str, reference: Reference) -> Reading:
    known = reference.agency(cell)
    if known is None:
        return Reading(cell, flag="unknown_agency")
    return Reading(known.name, added={"level": known.level, "valid_from": known.valid_from, "valid_to": known.valid_to})


def _procedure(cell: str, reference: Reference) -> Reading:
    known = reference.procedure(cell)
    if known is None:
        return Reading(cell, flag="unknown_procedure")
    added = {"procedure_code": known.code, "field": known.field, "service_level": known.service_level}
    return Reading(known.name, added=added)


def _identifier(raw: str) -> tuple[str | None, str | None]:
    text = plain_cell(raw)
    if text.lower() in EMPTY:
        return None, "missing_id"
    if code := _damage(raw, text):
        return None, code
    return (text, None) if IDENTIFIER.fullmatch(text) else (None, "bad_id")


def _create_types(con: DuckDBPyConnection, maps: dict[str, dict[str, Reading]], table: TextTable) -> None:
    """The ENUM `f_<column>` of everything that a canonical text column can hold."""
    values: dict[str, set[str]] = {column: {""} for column in TEXT_COLUMNS}
    values["status"] |= {str(status) for status in Status}
    values["channel"].add("online")
    values["service_level"].add("2")
    for column, codes in table.profile.values.items():
        values.setdefault(column, {""}).update(codes.values())
    for column, constant in table.profile.constants.items():
        values[column].add(constant)
    for column, readings in maps.items():
        for reading in readings.values():
            values.setdefault(column, {""}).add(reading.value or "")
            for added, text in reading.added.items():
                values.setdefault(added, {""}).add(text)
    for column, texts in values.items():
        create_enum(con, f"f_{column}", texts)


def _write_map(con: DuckDBPyConnection, column: str, readings: dict[str, Reading]) -> list[str]:
    """Create a column's map and tell which of its columns are not empty."""
    names = ("value", "code", "flag", *ADDED.get(column, ()))
    rows = [
        (raw, item.value, item.code, item.flag, *(item.added.get(name) or None for name in names[3:]))
        for raw, item in readings.items()
    ]
    _write(con, "texts", rows, names=("raw", *names))
    extra = "".join(f", {_added_sql(name)}" for name in names[3:])
    con.execute(
        f"CREATE OR REPLACE TABLE map_{column} AS SELECT raw, TRY_CAST(raw AS e_{column}) AS fast, "
        f"CAST(value AS f_{column}) AS value, code, flag{extra} FROM texts"
    )
    return [name for place, name in enumerate(names, 1) if any(row[place] is not None for row in rows)]


def _added_sql(name: str) -> str:
    if name.startswith("valid_"):
        return f"TRY_CAST({name} AS DATE) AS {name}"
    return f"CAST({name} AS f_{name}) AS {name}"


def map_moments(con: DuckDBPyConnection, table: TextTable) -> None:
    """The table `map_moments` of the date cells that the engine left as text."""
    places = [place for column, place in table.columns.items() if column in DATE_COLUMNS]
    parts = [f"SELECT DISTINCT cells[{place}] AS text FROM raw WHERE cells[{place}] IS NOT NULL" for place in places]
    texts = [text for (text,) in con.execute(" UNION ".join(parts)).fetchall()]
    rows = []
    for text in texts:
        moment = read_moment(text, epoch_1904=table.epoch_1904, day_first=table.profile.day_first)
        rows.append((text, moment.value, moment.code, moment.order))
    _write(con, "map_moments", rows, names=("raw", "value", "code", "reading"), kinds={"value": "TIMESTAMP"})


def suspect_columns(con: DuckDBPyConnection, table: TextTable) -> list[str]:
    """Date columns whose cells say that the month stands first, against this form's order.

    One such cell among others that say the opposite is a slip; a column of them is a foreign order, in
    which 03/04 cannot be trusted either.
    """
    if not con.execute("SELECT count(*) FROM map_moments WHERE reading = 'month'").fetchall()[0][0]:
        return []
    counts = {column: _evidence(con, table, column) for column in table.columns if column in DATE_COLUMNS}
    all_days = sum(days for days, _ in counts.values())
    return [column for column, (days, months) in counts.items() if months > days and not (months == 1 and all_days > 1)]


def _evidence(con: DuckDBPyConnection, table: TextTable, column: str) -> tuple[int, int]:
    """How many cells can only be read with the day first, and how many only with the month first."""
    place = table.columns[column]
    days, months = con.execute(
        "SELECT count(*) FILTER (reading = 'day'), count(*) FILTER (reading = 'month') FROM raw "
        f"JOIN map_moments AS m ON raw.cells[{place}] = m.raw"
    ).fetchall()[0]
    if table.forms.get(column, "").startswith(("%d", "%m")):
        fast = con.execute(f"SELECT count(*) FROM raw WHERE cells IS NULL AND day({column}) > 12").fetchall()
        days += fast[0][0]
    return int(days), int(months)


def _write(
    con: DuckDBPyConnection,
    name: str,
    rows: Iterable[tuple[object, ...]],
    *,
    names: tuple[str, ...] = ("raw", "value", "code"),
    kinds: dict[str, str] | None = None,
) -> None:
    """A table of the rows; lists go in as parameters, which is fast and quotes nothing by hand."""
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    types = [(kinds or {}).get(column, "VARCHAR") for column in names]
    parts = [f"unnest(?::{kind}[]) AS {column}" for column, kind in zip(names, types, strict=True)]
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(parts)}", [list(column) for column in columns])
