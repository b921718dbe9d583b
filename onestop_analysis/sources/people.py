"""Who is named in a file's personal columns: only to take those names out of the columns that are kept.

An export leaks: the applicant's name stands in the procedure's title, a phone number in the status.
Numbers and addresses are told by their form (`words.mask`), names only by the columns that hold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onestop_analysis.sources.words import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

LONGEST_NAME = 7
SHORTEST_WORD = 7
# More different doubtful texts than this are not looked through name by name.
MOST_TEXTS = 20_000
_TITLED = re.compile(r"\b(ông|bà|anh|chị|công dân|người nộp|chủ hồ sơ|họ tên|họ và tên)\b[: ]+(.+)", re.IGNORECASE)


@dataclass
class People:
    """The texts of a file's personal columns: kept as a set, or still in the file for the engine to scan."""

    seen: set[str] = field(default_factory=set)
    scan_sql: str = ""

    def add(self, cells: Iterable[str]) -> None:
        """Remember the personal cells of a row."""
        self.seen.update(text for cell in cells if len(text := cell.strip().casefold()) > 4)

    def named_in(self, con: DuckDBPyConnection, texts: Sequence[str]) -> list[str]:
        """Personal texts that occur in some of the given texts, the longest first."""
        parts = {part for text in texts[:MOST_TEXTS] for part in _parts(text)}
        if not parts:
            return []
        found = parts & self.seen
        if self.scan_sql:
            con.execute("CREATE OR REPLACE TEMP TABLE parts AS SELECT unnest(?::VARCHAR[]) AS text", [sorted(parts)])
            found |= {text for (text,) in con.execute(f"{self.scan_sql} SEMI JOIN parts USING (text)").fetchall()}
            con.execute("DROP TABLE parts")
        return sorted(found, key=lambda text: (-len(text), text))


def scan_personal(source: str, places: Sequence[int]) -> str:
    """SQL of the distinct personal texts of a CSV source, from its columns at the places; '' without any."""
    if not places:
        return ""
    cells = ", ".join(f"lower(trim(c{place}))" for place in places)
    return f"SELECT DISTINCT text FROM (SELECT unnest([{cells}]) AS text FROM {source})"  # noqa: S608


def _parts(text: str) -> set[str]:
    """Runs of words that could be a name; single words only when they are long."""
    words = re.sub(r"[^\w@.+-]+", " ", text.casefold()).split()[:40]
    runs = {text.strip().casefold()}
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            run = " ".join(words[start:end])
            if end - start > 1 or len(run) >= SHORTEST_WORD:
                runs.add(run)
    return runs


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
