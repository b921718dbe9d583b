"""What ingest reports about one file, in the form of the command line's JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from onestop_analysis.ingest.reference import Reference

# Unknown names that a message lists; the rest is counted.
LISTED = 10
WORDS_VI = {"lines": "dòng", "accepted": "nhận", "quarantined": "cách ly", "excluded": "loại ra"}
WORDS_EN = {"lines": "lines", "accepted": "accepted", "quarantined": "quarantined", "excluded": "excluded"}


@dataclass(frozen=True)
class Row:
    """The verdict on one line. `reason` is a code of `codes.CODES`, None for a plain accepted row."""

    id: str | None
    line: int
    verdict: str
    reason: str | None = None
    column: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        """One line for people."""
        where = f"{self.sheet}!{self.line}" if self.sheet else str(self.line)
        return "\t".join([where, self.id or "-", self.verdict, self.reason or "", self.column or ""]).rstrip()


@dataclass
class FileResult:
    """Counts and codes of one ingested file.

    `accepted` + `quarantined` + `excluded` = `lines`; `flagged` rows are among the accepted ones. `form` is where
    an aggregated form was kept: its figures are read from there, its lines are not dossiers.
    """

    file: str
    format: str = ""
    encoding: str = ""
    status: str = "ok"
    message: str = ""
    lines: int = 0
    accepted: int = 0
    flagged: int = 0
    quarantined: int = 0
    excluded: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    quarantine_file: str | None = None
    batch: str | None = None
    form: str | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def reconciled(self) -> bool:
        """Whether every line of the independent count has exactly one verdict."""
        return self.accepted + self.quarantined + self.excluded == self.lines

    def say(self, vi: str, en: str) -> None:
        """Add a sentence to the message."""
        text = vi if user_language() == "vi" else en
        self.message = f"{self.message}; {text}" if self.message else text

    def note_unknown(self, reference: Reference, names: list[tuple[str, str]]) -> None:
        """List the names that the reference tables do not have, with the nearest one they do."""
        listed = []
        for column, name in sorted(set(names))[:LISTED]:
            near = reference.nearest(column, name)
            listed.append(f"«{name[:80]}»" + (f" (~ «{near}»)" if near else ""))
        if listed:
            more = f" … (+{len(set(names)) - LISTED})" if len(set(names)) > LISTED else ""
            text = ", ".join(listed) + more
            self.say(f"chưa có trong danh mục: {text}", f"not in the reference tables: {text}")

    def __str__(self) -> str:
        """One line for people: the reconciliation, or why the file was refused."""
        if self.status == "refused" or self.form:
            return self.message
        vi = user_language() == "vi"
        words = WORDS_VI if vi else WORDS_EN
        lang = "vi" if vi else "en"
        counts = [formats.number(getattr(self, name), lang) for name in words]
        parts = [f"{count} {word}" for count, word in zip(counts[1:], list(words.values())[1:], strict=True)]
        line = f"{self.file}: {counts[0]} {words['lines']} = {' + '.join(parts)}"
        if self.reasons:
            line += " · " + ", ".join(f"{code} {count}" for code, count in self.reasons.items())
        return f"{line} · {self.message}" if self.message else line

    def to_json(self, *, rows: bool = False) -> dict[str, Any]:
        """The JSON object of DESIGN section 6; `rows` adds the verdict of every line."""
        content = {name: value for name, value in vars(self).items() if name != "rows"}
        if rows:
            content["rows"] = [vars(row) for row in sorted(self.rows, key=lambda row: (row.sheet or "", row.line))]
        return content
