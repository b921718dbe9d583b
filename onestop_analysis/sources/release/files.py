"""The text of a release file: plain text, HTML, docx, or PDF with a text layer. Content decides, not the name."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from onestop_analysis.errors import UserError
from onestop_analysis.sources.encodings import codec_of, find_encoding, repair_of

LIMIT = 30_000_000  # bytes; a release has some thousands
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = ("del", "moveFrom")  # tracked changes: what was deleted or moved away
_BLANKS = re.compile(r"\s+")
_HEAD = 60_000  # bytes by which the encoding is told


def read_release(path: str | Path) -> str:
    """The text of a file, or of the standard input for "-".

    Raises:
        UserError: no such file, too large, or nothing that can be read as text.
    """
    if str(path) == "-":
        return decode_release(sys.stdin.buffer.read(LIMIT + 1), "stdin")
    file = Path(path)
    if not file.is_file():
        raise UserError(
            f"không có tệp {file}: hãy kiểm tra đường dẫn, hoặc dùng - để đọc từ đầu vào chuẩn",
            f"no file {file}: check the path, or use - to read standard input",
        )
    with file.open("rb") as stream:
        return decode_release(stream.read(LIMIT + 1), file.name)


def decode_release(data: bytes, name: str) -> str:
    """The text in the bytes of a file; `name` is for messages."""
    if len(data) > LIMIT:
        raise UserError(
            f"{name} lớn hơn {LIMIT // 1_000_000} MB: một bản tin chỉ có vài trang, hãy tách phần cần kiểm tra",
            f"{name} is larger than {LIMIT // 1_000_000} MB: a release has a few pages, cut out the part to check",
        )
    if data[:5] == b"%PDF-":
        return _pdf(data, name)
    if data[:4] == b"PK\x03\x04":
        return _docx(data, name)
    text = _plain(data, name)
    head = text[:2000].lower()
    return html_text(text) if "<html" in head or "<!doctype html" in head or "<body" in head or "<p>" in head else text


def _plain(data: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16, Windows-1258, or in the letters of the TCVN3 and VNI fonts."""
    encoding = find_encoding(data[:_HEAD])
    text = data.decode(codec_of(encoding), errors="replace")
    repair = repair_of(encoding, text[:_HEAD])
    text = repair(text) if repair is not None else text
    if _binary(text):
        raise _unreadable(name)
    if not text.strip():
        raise UserError(f"{name} không có chữ nào: hãy kiểm tra tệp", f"{name} holds no text: check the file")
    return text


def _binary(text: str) -> bool:
    sample = text[:100_000]
    strange = sum((char < " " and char not in "\t\n\r\f\v") or char == "\ufffd" for char in sample)
    return strange > len(sample) // 200


def _unreadable(name: str) -> UserError:
    return UserError(
        f"{name} không phải văn bản đọc được: dùng tệp txt (UTF-8), HTML, docx, hoặc PDF có lớp chữ",
        f"{name} is not a text that can be read: use txt (UTF-8), HTML, docx, or a PDF with a text layer",
    )


class _Blocks(HTMLParser):
    """Collects visible text; blocks end lines, table cells are parted by tabs."""

    _LINES = frozenset(
        {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "title", "section", "article"}
    )
    _HIDDEN = frozenset({"script", "style", "noscript", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self._HIDDEN
        if tag in self._LINES:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self._HIDDEN and self.hidden > 0
        if tag in self._LINES:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(_BLANKS.sub(" ", data))


def html_text(html: str) -> str:
    """The visible text of a page, one line per block."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    lines = (line.strip(" ") for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _docx(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            member = package.getinfo("word/document.xml")
            if member.file_size > LIMIT:
                raise _unreadable(name)
            # The size is bounded above, and expat refuses entity bombs.
            root = ET.fromstring(package.read(member))  # noqa: S314
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError) as error:
        raise _unreadable(name) from error
    body = root.find(f"{_W}body")
    lines = [_block(element) for element in (body if body is not None else ())]
    return "\n".join(line for line in lines if line.strip())


def _block(element: ET.Element) -> str:
    if element.tag == f"{_W}tbl":
        rows = element.iter(f"{_W}tr")
        return "\n".join("\t".join(_words(cell) for cell in row.iter(f"{_W}tc")) for row in rows)
    return _words(element)


def _words(element: ET.Element) -> str:
    """What stands there with every tracked change accepted."""
    gone = {id(node) for kind in _GONE for removed in element.iter(f"{_W}{kind}") for node in removed.iter()}
    pieces = []
    for node in element.iter():
        if id(node) in gone:
            continue
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            pieces.append(" ")
    return "".join(pieces)


def _pdf(data: bytes, name: str) -> str:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a damaged file is answered in one sentence
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError) as error:
        raise _unreadable(name) from error
    if not text.strip():
        raise UserError(
            f"{name} là PDF không có lớp chữ (ảnh quét): hãy nhận dạng chữ trước rồi kiểm tra",
            f"{name} is a PDF without a text layer (a scan): recognise its text first",
        )
    return text
