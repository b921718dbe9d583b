"""What a file is, told by its content; its name's extension is not believed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.encodings import codec_of, find_encoding
from onestop_analysis.sources.words import file_name

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 1 << 18
# Signatures of files that people take for exports, with what they are.
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
}
_XML_SPACES = ("urn:schemas-microsoft-com:office:spreadsheet", "urn:oasis:names:tc:opendocument")
_MAIL_HEAD = re.compile(r"(mime-version|from|content-type|x-[\w-]+): [^\n]*\n")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def sniff(path: Path) -> tuple[str, str]:
    """(format, encoding): xlsx, xls, xml, html, mhtml, json or csv; the encoding is empty for workbooks.

    Raises:
        UserError: missing, empty, protected, or a kind of file that holds no table.
    """
    name, head = file_name(path.name), _head(path)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx", ""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path, name), ""
    for signature, kind in _FOREIGN.items():
        if head.startswith(signature):
            raise _no_table(name, kind)
    encoding = find_encoding(head)
    text = head.decode(codec_of(encoding), "replace").strip("\ufeff \t\r\n\x00")
    if len(_CONTROLS.findall(text)) * 50 > len(text) or text.count("\ufffd") * 4 > len(text):
        raise _no_table(name, "nhị phân / binary")
    return _text_kind(text[:4096].lower()), encoding


def _text_kind(start: str) -> str:
    """What a text is by its beginning."""
    if any(space in start for space in _XML_SPACES) and start.startswith("<?xml"):
        return "xml"
    if _MAIL_HEAD.match(start) and "multipart/" in start:
        return "mhtml"
    if re.match(r"<(!doctype|html|head|body|meta|style|table|div|\?xml|!--)", start):
        return "html"
    return "json" if re.match(r"[{\[]\s*[\[{\"}\]]", start) else "csv"


def _head(path: Path) -> bytes:
    name = file_name(path.name)
    if path.exists() and not path.is_file():  # a pipe or a device would be waited for without end
        raise UserError(
            f"{name}: không phải tệp thường; hãy nêu đường dẫn của một tệp",
            f"{name}: not an ordinary file; give the path of a file",
        )
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        raise UserError(
            f"{name}: không mở được tệp ({error.strerror}); hãy kiểm tra đường dẫn và quyền đọc",
            f"{name}: cannot open the file ({error.strerror}); check its path and permissions",
        ) from error
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise UserError(
            f"{name}: tệp rỗng; hãy xuất lại từ phần mềm một cửa",
            f"{name}: the file is empty; export it again from the one-stop software",
        )
    return head


def _compound(path: Path, name: str) -> str:
    """An old Office file: a workbook, a protected new workbook, or something else."""
    with path.open("rb") as stream:
        content = stream.read(100_000_000)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UserError(
            f"{name}: tệp đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại",
            f"{name}: the file has a password; remove it and save the file again",
        )
    if any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        return "xls"
    raise _no_table(name, "Office 97")


def _no_table(name: str, kind: str) -> UserError:
    return UserError(
        f"{name}: không đọc được tệp dạng {kind} như bảng hồ sơ; hãy xuất lại dạng xlsx hoặc csv",
        f"{name}: a file of the kind {kind} cannot be read as dossiers; export it as xlsx or csv",
    )
