"""What a file is, told by its content; its name's extension is not believed."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def sniff(path: Path) -> tuple[str, str]:
    """(format, encoding) of a file: xlsx, xls or csv; the encoding is empty for workbooks.

    Raises:
        UserError: the file is missing, empty or cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(1 << 16)
    except OSError as error:
        raise UserError(
            f"{path.name}: không mở được tệp ({error.strerror}); hãy kiểm tra đường dẫn và quyền đọc",
            f"{path.name}: cannot open the file ({error.strerror}); check its path and permissions",
        ) from error
    if not head.strip():
        raise UserError(
            f"{path.name}: tệp rỗng; hãy xuất lại từ phần mềm một cửa",
            f"{path.name}: the file is empty; export it again from the one-stop software",
        )
    if head.startswith(b"PK\x03\x04"):
        return "xlsx", ""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls", ""
    return "csv", next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
