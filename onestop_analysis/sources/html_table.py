"""HTML tables: what a browser saves under the name .xls is one of them."""

from __future__ import annotations

import codecs
import html
import re
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.encodings import codec_of, repair_of
from onestop_analysis.sources.rows import Sheet, collect_sheets
from onestop_analysis.sources.table import HEAD_ROWS, check_header, find_header

if TYPE_CHECKING:
    from onestop_analysis.sources.table import Intake, TextTable

LARGEST = 80_000_000
BEGINNING = 500_000
SPAN = 60
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|head|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^>]*)>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<(br|p|div)\b[^>]*>", re.IGNORECASE)
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,5})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)


def read_html(intake: Intake, encoding: str) -> TextTable:
    """Read the dossier tables of an HTML page into `raw`; rows count as lines, table by table.

    Raises:
        UserError: the page has no dossier table, or is too large.
    """
    content = _content(intake)
    used = _declared(content) if encoding == "cp1252" else encoding
    return _read_pages(intake, [content.decode(codec_of(used), "replace")], encoding=used, kind="html")


def read_web_archive(intake: Intake, encoding: str) -> TextTable:
    """Read what Excel calls a single file web page: HTML pages, one a sheet, as parts of a mail message.

    Raises:
        UserError: no page in it has a dossier table, or it is too large.
    """
    return _read_pages(intake, archive_pages(_content(intake)), encoding=encoding, kind="mhtml")


def archive_pages(content: bytes) -> list[str]:
    """The HTML pages of a web archive."""
    from email import message_from_bytes

    pages = [part for part in message_from_bytes(content).walk() if part.get_content_type() == "text/html"]
    texts = []
    for page in pages:
        body = page.get_payload(decode=True)
        if isinstance(body, bytes):
            texts.append(body.decode(_known(page.get_content_charset() or _declared(body)), "replace"))
    return texts


def _content(intake: Intake) -> bytes:
    if intake.path.stat().st_size > LARGEST:
        raise UserError(
            f"{intake.name}: trang HTML quá lớn; hãy xuất lại dạng csv",
            f"{intake.name}: the HTML page is too large; export it as csv",
        )
    return intake.path.read_bytes()


def _read_pages(intake: Intake, texts: list[str], *, encoding: str, kind: str) -> TextTable:
    tables: list[list[list[str]]] = []
    for page in texts:
        text = page.lstrip("\ufeff")
        repair = repair_of(encoding, text[:60_000])
        text = repair(text) if repair else text
        if (
            len(text) > BEGINNING and len(texts) == 1
        ):  # a large page that begins without dossiers is not read to its end
            beginning = [rows[:HEAD_ROWS] for rows in html_tables(text[:BEGINNING])]
            check_header(next(filter(None, (find_header(rows, intake.profiles) for rows in beginning)), None), intake)
        tables += html_tables(text)
    sheets = [Sheet(f"table {number}", rows) for number, rows in enumerate(tables, 1) if rows]
    table = collect_sheets(intake, sheets, kind=kind, encoding=encoding)
    if not re.search(r"</(table|html)\s*>\s*(<[^>]*>\s*)*\Z", texts[-1][-2000:], re.IGNORECASE):
        table.notes.append(
            ("tệp có thể bị cắt cụt: bảng không có thẻ đóng", "the file may be cut off: its table does not end")
        )
    return table


def _declared(content: bytes) -> str:
    """The encoding that the page names, where that exists."""
    match = _CHARSET.search(content[:4096])
    return _known(match[1].decode()) if match else "cp1252"


def _known(charset: str) -> str:
    try:
        return codecs.lookup(charset).name
    except LookupError:
        return "cp1252"


def html_tables(text: str) -> list[list[list[str]]]:
    """The rows of every table, cells repeated over their span; a table within a cell is one of its own."""
    tables: list[_Table] = []
    open_tables: list[_Table] = []
    seen = _UNSEEN.sub(" ", text)
    for match in _TAG.finditer(seen):
        closing, tag = match[1] == "/", match[2].lower()
        if tag == "table":
            if closing and open_tables:
                open_tables.pop().end_row()
            elif not closing:
                open_tables.append(_Table())
                tables.append(open_tables[-1])
        elif open_tables:
            open_tables[-1].take(match, seen, closing=closing, tag=tag)
    for table in open_tables:
        table.end_row()
    return [table.rows for table in tables]


class _Table:
    """One table while its tags go by."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: tuple[int, int, int] | None = None
        self._below: dict[int, tuple[int, str]] = {}

    def take(self, match: re.Match[str], text: str, *, closing: bool, tag: str) -> None:
        """A tag of a row or cell; an unclosed cell ends where the next one begins."""
        self._end_cell(text, match.start())
        if tag == "tr":
            self.end_row()
            self._row = None if closing else []
        elif not closing:
            self._row = [] if self._row is None else self._row
            spans = {name.lower(): min(int(number), SPAN) for name, number in _SPAN.findall(match[3])}
            self._cell = (match.end(), max(1, spans.get("col", 1)), max(1, spans.get("row", 1)))

    def end_row(self) -> None:
        """Close the row; cells that hang down from rows above fill the end."""
        if self._row is not None:
            self._fill()
            self.rows.append(self._row)
        self._row, self._cell = None, None

    def _end_cell(self, text: str, end: int) -> None:
        if self._cell is None or self._row is None:
            return
        start, columns, rows = self._cell
        self._cell = None
        content = _text(text[start:end])
        self._fill()
        for _ in range(columns):
            if rows > 1:
                self._below[len(self._row)] = (rows - 1, content)
            self._row.append(content)

    def _fill(self) -> None:
        """Cells that a row span of a row above puts at this place."""
        row = self._row
        while row is not None and len(row) in self._below:
            left, content = self._below.pop(len(row))
            if left > 1:  # seen again when the next row comes to this place
                self._below[len(row)] = (left - 1, content)
            row.append(content)


def _text(markup: str) -> str:
    return html.unescape(_MARKUP.sub("", _BREAK.sub(" ", markup))).replace("\xa0", " ").strip()
