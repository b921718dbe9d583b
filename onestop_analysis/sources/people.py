# ruff: noqa: S608 - the SQL is built from our own column names
"""Who is named in a file's personal columns: only to take those names out of the columns that are kept.

An export leaks: the applicant's name stands in the procedure's title, a phone number in the status.
Numbers and addresses are told by their form (`words.mask`), names only by the columns that hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onestop_analysis.sources.words import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

LONGEST_NAME = 7
SHORTEST_NAME = 5
SHORTEST_WORD = 7
# More different doubtful texts than this are not looked through name by name.
MOST_TEXTS = 20_000
# Bytes that the spaces around a cell may take.
SLACK = 20
_TITLED = re.compile(r"\b(ông|bà|anh|chị|công dân|người nộp|chủ hồ sơ|họ tên|họ và tên)\b[: ]+(.+)", re.IGNORECASE)
# Fewer figures are no one's number.
_NUMBER = re.compile(r"(\d\D*){6}")
# Gives those of the given texts, in lower case, that are the whole of some personal cell.
Search = Callable[[set[str]], set[str]]


def _nobody(_parts: set[str]) -> set[str]:
    return set()


@dataclass
class People:
    """The personal columns of a file. They are kept nowhere: when a text is in doubt they are searched."""

    search: Search = _nobody

    def named_in(self, texts: Sequence[str]) -> list[str]:
        """Personal texts that occur in some of the given texts, the longest first."""
        parts = {part for text in texts[:MOST_TEXTS] for part in _parts(text)}
        found = self.search(parts) if parts else set()
        return sorted(found, key=lambda text: (-len(text), text))


def search_cells(rows: Iterable[Iterable[str]], parts: set[str]) -> set[str]:
    """The parts that are a cell of the rows."""
    found: set[str] = set()
    for cells in rows:
        found.update(parts.intersection([cell.strip().casefold() for cell in cells]))
    return found


def apart(cells: Iterable[str]) -> Iterator[str]:
    """Name and address of a register's cell that holds both; places without a number are no one's."""
    for cell in cells:
        pieces = [cell, *re.split(r"[,;\n]", cell)]
        yield from pieces[:2]
        yield from (piece for piece in pieces[2:] if re.search(r"\d", piece))


def search_source(parts: set[str], *, con: DuckDBPyConnection, source: str, places: Sequence[int]) -> set[str]:
    """The parts that are a cell of a CSV source, in its columns at the places."""
    if not places:
        return set()
    con.execute("CREATE OR REPLACE TEMP TABLE parts AS SELECT unnest(?::VARCHAR[]) AS text", [sorted(parts)])
    # Most cells are told by their length, the rest by a look into a table: only what is found leaves the engine.
    longest = max(len(part.encode()) for part in parts) + SLACK
    tests = [f"(strlen(c{n}) <= {longest} AND lower(trim(c{n})) IN (FROM parts))" for n in places]
    cells = ", ".join(f"lower(trim(c{n}))" for n in places)
    found = con.execute(
        f"SELECT DISTINCT text FROM (SELECT unnest([{cells}]) AS text FROM {source} WHERE {' OR '.join(tests)}) "
        "SEMI JOIN parts USING (text)"
    ).fetchall()
    con.execute("DROP TABLE parts")
    return {text for (text,) in found}


def _parts(text: str) -> set[str]:
    """Runs of words that could be a name; single words only when they are long."""
    words = re.sub(r"[^\w@.+-]+", " ", text.casefold()).split()[:40]
    runs = {text.strip().casefold()}
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            run = " ".join(words[start:end])
            if end - start > 1 or len(run) >= SHORTEST_WORD:
                runs.add(run)
    return {run for run in runs if len(run) >= SHORTEST_NAME and (_NUMBER.search(run) or any(map(str.isalpha, run)))}


def without_people(text: str, names: Sequence[str]) -> str:
    """The text without the names, without what follows a personal title, without numbers and addresses."""
    masked = mask(text)
    lowered = masked.casefold()
    for name in names:
        if name in lowered:
            masked = re.sub(re.escape(name), "***", masked, flags=re.IGNORECASE)
            lowered = masked.casefold()
    return _TITLED.sub(_without_name, masked)


def _without_name(match: re.Match[str]) -> str:
    words = match[2].split()
    count = 0
    while count < min(len(words), 5) and words[count][:1].isupper():
        count += 1
    return match[0] if count < 2 else f"{match[1]} *** {' '.join(words[count:])}".rstrip()
