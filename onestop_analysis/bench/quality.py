# ruff: noqa: S608 - the SQL is built from our own column names
"""data_quality: what a centre's received files hold, what was set aside, and what is missing."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.bench.frames import TableView
from onestop_analysis.bench.panels import Panel
from onestop_analysis.bench.parts import note, paragraph, table
from onestop_analysis.bench.words import say
from onestop_analysis.document import Paragraph, Section, mark, runs
from onestop_analysis.errors import UserError
from onestop_analysis.ingest.codes import CODES
from onestop_analysis.periods import parse_moment
from onestop_analysis.project import Centre, Project, find_project, read_centre
from onestop_analysis.store import Batch, Store
from onestop_analysis.vocabulary import COLUMN_NAMES
from onestop_analysis.workdays import days, read_workdays

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd

    from onestop_analysis.document import Item, Runs

COUNTS = ("lines", "accepted", "flagged", "quarantined", "excluded")
FIRST_DAYS = 20
# What not every file says.
COVERED = (
    "due_at", "resolved_at", "returned_at", "channel", "return_channel", "agency", "procedure", "field",
    "service_level", "rating", "supplement_requested_at", "paid_online", "digitised", "out_of_territory",
)  # fmt: skip


@dataclass(frozen=True)
class Quality:
    """The batches of one centre; each method is a cell of the notebook."""

    centre: Centre
    project: Project
    batches: tuple[Batch, ...]
    as_of: datetime | None
    lang: str

    def reconciliation(self) -> Section:
        """Every batch: lines = accepted + quarantined + excluded."""
        bad = [batch.source.name for batch in self.batches if not _reconciles(batch)]
        text = say(self.lang, "batches_bad", names=note(", ".join(bad))) if bad else say(self.lang, "batches_ok")
        heads = [say(self.lang, key) for key in ("file", "line_count", *COUNTS[1:], "reconciled")]
        listed = table("batches", say(self.lang, "batches"), heads=heads, rows=map(self._batch_row, self.batches))
        notice = [Paragraph(runs(self.centre.synthetic), "notice")] if self.centre.synthetic else []
        return self._section("batches", [*notice, paragraph(text), listed])

    def codes(self) -> Section:
        """Why lines were set aside or flagged, over all batches."""
        frame = self.codes_frame()
        if frame.empty:
            return self._section("codes", [paragraph(say(self.lang, "codes_none"))])
        heads = [say(self.lang, key) for key in ("code", "verdict", "reason", "line_count", "files")]
        rows = [tuple(runs(note(self._text(value))) for value in row) for row in frame.itertuples(index=False)]
        return self._section("codes", [table("codes", say(self.lang, "codes"), heads=heads, rows=rows, texts=3)])

    def codes_frame(self) -> pd.DataFrame:
        """One row a code: `code`, `verdict`, `reason`, and how many `lines` in how many `files` have it."""
        import pandas as pd

        lines, files = Counter[str](), Counter[str]()
        for batch in self.batches:
            lines.update(batch.source.codes)
            files.update(batch.source.codes.keys())
        rows = [
            (code, say(self.lang, CODES[code].verdict), getattr(CODES[code], self.lang), lines[code], files[code])
            for code in sorted(lines, key=lambda code: (-lines[code], code))
        ]
        return pd.DataFrame(rows, columns=["code", "verdict", "reason", "lines", "files"])

    def quarantine(self) -> Panel | Section:
        """The lines that are in quarantine, without their content: file, line, column, reason."""
        if not self._quarantine_files():
            return self._section("quarantine", [paragraph(say(self.lang, "quarantine_none"))])
        return Panel(lambda: TableView(self.quarantine_frame(), say(self.lang, "quarantine"), self.lang))

    def quarantine_frame(self) -> pd.DataFrame:
        """One row a quarantined line: `file`, `line`, `column`, `code`, `reason`."""
        import pandas as pd

        rows = [
            (row["tệp"], row["dòng"], row["cột lỗi"], row["mã lỗi"], row["lý do" if self.lang == "vi" else "reason"])
            for path in self._quarantine_files()
            for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())
        ]
        return pd.DataFrame(rows, columns=["file", "line", "column", "code", "reason"])

    def coverage(self) -> Section:
        """How many dossiers say what not every file says, and the working days on which nothing came."""
        total, filled = self._filled
        labels = COLUMN_NAMES[self.lang]
        rows = [(runs(labels[name]), *self._share(count, total)) for name, count in filled.items()]
        heads = [say(self.lang, key) for key in ("column", "filled", "of_all")]
        listed = table("coverage", say(self.lang, "coverage"), heads=heads, rows=rows)
        return self._section("coverage", [listed, paragraph(self._days_text())])

    def empty_days(self) -> list[date]:
        """Working days between the first and the last received dossier on which none was received."""
        known = {day for day, _ in self._received}
        calendar = read_workdays(self.project, self.centre.slug)
        return [day for day in days(min(known), max(known)) if day not in known and calendar.is_workday(day)]

    @cached_property
    def _filled(self) -> tuple[int, dict[str, int]]:
        columns = ", ".join(f"count({name})" for name in COVERED)
        total, *counts = self._ask(f"SELECT count(*), {columns} FROM dossiers")[0]
        return total, dict(zip(COVERED, counts, strict=True))

    @cached_property
    def _received(self) -> list[tuple[date, int]]:
        """Days with received dossiers; only from the day on from which the files list every dossier."""
        ended = "coalesce(min(coalesce(resolved_at, returned_at)), min(received_at))::DATE"
        since = f"received_at >= (SELECT {ended} FROM dossiers)"
        return self._ask(f"SELECT received_at::DATE, count(*) FROM dossiers WHERE {since} GROUP BY ALL ORDER BY ALL")

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        import duckdb

        dossiers = Store(self.project.store).dossiers_sql(self.centre.slug, self.as_of)
        with duckdb.connect() as connection:
            return connection.execute(f"WITH dossiers AS ({dossiers}) {sql}").fetchall()

    def _quarantine_files(self) -> list[Path]:
        folder = self.project.root / "data" / "quarantine" / self.centre.slug
        paths = [folder / f"{batch.source.name}.{batch.source.sha256[:8]}.csv" for batch in self.batches]
        return [path for path in paths if path.is_file()]

    def _days_text(self) -> str:
        known = [day for day, _ in self._received]
        empty = self.empty_days()
        span = {"first": _dated(known[0], self.lang), "last": _dated(known[-1], self.lang)}
        if not empty:
            return say(self.lang, "days_ok", **span)
        listed = ", ".join(_dated(day, self.lang) for day in empty[:FIRST_DAYS])
        if rest := len(empty) - FIRST_DAYS if len(empty) > FIRST_DAYS else 0:
            listed += " " + say(self.lang, "more", count=note(self._text(rest)))
        return say(self.lang, "days_missing", count=note(self._text(len(empty))), days=listed, **span)

    def _share(self, count: int, total: int) -> tuple[Runs, Runs]:
        share = formats.share(count, total, self.lang) or "–"
        return runs(note(self._text(count))), runs(note(share))

    def _batch_row(self, batch: Batch) -> tuple[Runs, ...]:
        counts = [self._text(batch.source.counts.get(name, 0)) for name in COUNTS]
        ok = say(self.lang, "yes" if _reconciles(batch) else "no")
        return tuple(runs(mark("note", f"batch:{batch.id}", text)) for text in (batch.source.name, *counts, ok))

    def _text(self, value: object) -> str:
        return formats.number(int(value), self.lang) if isinstance(value, int) else str(value)

    def _section(self, name: str, items: list[Item]) -> Section:
        title = f"{say(self.lang, name)} · {note(self.centre.name)}"
        return Section(f"quality-{name}", runs(title), tuple(items), lang=self.lang)


def _reconciles(batch: Batch) -> bool:
    counts = batch.source.counts
    return counts.get("lines") == sum(counts.get(name, 0) for name in ("accepted", "quarantined", "excluded"))


def _dated(day: date, lang: str) -> str:
    return mark("date", day.isoformat(), formats.day(day, lang))


def data_quality(centre: str, *, as_of: str = "", lang: str = "vi") -> Quality:
    """What a centre's received files hold, what was set aside, and what is missing.

    Args:
        centre: slug, such as `lang-son`.
        as_of: ISO date-time; only batches known then are looked at. Empty: all.
        lang: `vi` or `en`.

    Raises:
        UserError: unknown centre, or nothing of it in the store.

    >>> quality = data_quality("lang-son")
    >>> sum(batch.source.counts["lines"] for batch in quality.batches) > 100_000
    True
    >>> list(quality.codes_frame().columns)
    ['code', 'verdict', 'reason', 'lines', 'files']
    """
    project, when = find_project(), parse_moment(as_of)
    known = read_centre(project, centre).in_language(lang)
    batches = tuple(Store(project.store).batches(centre, when))
    if not batches:
        raise UserError(
            f"chưa có dữ liệu của {centre}: hãy chạy «onestop ingest TỆP... --centre {centre}»",
            f"no data of {centre} yet: run `onestop ingest FILE... --centre {centre}`",
        )
    return Quality(known, project, batches, as_of=when, lang=lang)
