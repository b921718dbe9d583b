"""Zipped workbooks looked at before they are opened: no reader of them stops a hostile one.

Only the archive's directory and the sheets' bytes are read here, in pieces, and never more than the
limits below: a zip bomb, a cell at the far corner, an external entity or a path out of the archive ends
in one sentence.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 900_000_000  # bytes of one unpacked part; a full sheet of 14 columns stays below
RATIO = 200
MEMBERS = 2000
CELLS = 28_000_000
BEGINNING = 1 << 16
# What the archive reader raises on wrong bytes; an unknown way of packing is a RuntimeError.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)
# Begins with the letters themselves: a pattern that does not is ten times slower here.
_WIDE = re.compile(rb"r=[\"']([A-Z]{2,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<row\b[^>]*?\br=[\"'](\d{1,9})[\"']")
_FORMULA = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</c>).)*?<f[ >/](?:(?!</c>).)*?</c>', re.DOTALL
)
_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<v[^>]*>[^<]|<is>")
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass
class SheetFaults:
    """Cells (row, column; 0-based) that a reader would show as empty: errors and formulas without result."""

    errors: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def check_archive(path: Path, name: str) -> dict[str, SheetFaults]:
    """The faults of each worksheet part, after every safety check.

    Raises:
        UserError: not a sound workbook archive, or a hostile one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, path.stat().st_size, name)
            for member in members:
                if member.filename.endswith((".xml", ".rels")) and not _is_sheet(member.filename):
                    with archive.open(member) as stream:
                        check_entities(_read_through(stream), name)
            return {member.filename: _scan(archive, member, name) for member in members if _is_sheet(member.filename)}
    except DAMAGED as error:
        raise UserError(
            f"{name}: tệp Excel bị hỏng hoặc bị cắt cụt; hãy tải lại hoặc lưu lại từ Excel",
            f"{name}: the workbook is damaged or cut off; download it again or save it from Excel again",
        ) from error


def _is_sheet(name: str) -> bool:
    return bool(re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))


def _check_members(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    if len(members) > MEMBERS or largest > LARGEST or unpacked > max(size, 100_000) * RATIO:
        raise UserError(
            f"{name}: tệp nén bất thường ({unpacked // 1_000_000} MB sau khi giải nén); hãy xuất lại tệp từ phần mềm",
            f"{name}: suspicious compression ({unpacked // 1_000_000} MB unpacked); export the file again",
        )
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise UserError(
                f"{name}: tệp nén chứa đường dẫn ra ngoài; không phải tệp Excel bình thường, hãy xuất lại",
                f"{name}: the archive holds a path that leads outside; not an ordinary workbook, export it again",
            )
    if not any(member.filename in ("xl/workbook.xml", "xl/workbook.bin", "content.xml") for member in members):
        raise UserError(
            f"{name}: tệp nén này không phải sổ tính Excel; hãy giải nén và nạp tệp bên trong",
            f"{name}: this archive is not a workbook; unpack it and ingest the file inside",
        )


def check_entities(beginning: bytes, name: str) -> None:
    """A declaration of entities can only stand before the root element.

    Raises:
        UserError: there is one.
    """
    if _ENTITY.search(beginning):
        raise UserError(
            f"{name}: tệp chứa khai báo thực thể XML, không an toàn; hãy lưu lại tệp bằng Excel",
            f"{name}: the file declares XML entities, which is not safe; save it again in Excel",
        )


def _read_through(stream: IO[bytes]) -> bytes:
    """The beginning of a part; the rest is read too, since a false size or checksum only shows at its end."""
    beginning = stream.read(BEGINNING)
    while stream.read(1 << 20):
        pass
    return beginning


def _scan(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> SheetFaults:
    """Look through one worksheet in pieces that end with a row."""
    faults, rows, columns = SheetFaults(), 0, 0
    for number, piece in enumerate(_pieces(archive, member)):
        if number == 0:
            check_entities(piece[:BEGINNING], name)
        last = _ROW.search(piece, max(0, piece.rfind(b"<row")))
        wide = _WIDE.findall(piece)  # a cell may name another row than the one it stands in
        rows = max([rows, int(last[1]) if last else 0, *(int(row) for _, row in wide)])
        columns = max([columns, 26, *(_column(letters) + 1 for letters in {letters for letters, _ in wide})])
        check_size(rows, columns, name)
        _add_faults(piece, faults)
    return faults


def check_size(rows: int, columns: int, name: str) -> None:
    """Refuse a sheet whose last cell is far from its table.

    Raises:
        UserError: more cells than a large table has.
    """
    if rows * columns > CELLS or rows > 1_048_576 or columns > 16_384:
        raise UserError(
            f"{name}: có ô ở góc xa (dòng {rows}, cột {columns}); hãy xóa các ô thừa ngoài bảng rồi lưu lại",
            f"{name}: a cell at the far corner (row {rows}, column {columns}); delete the cells outside the table",
        )


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        rest = b""
        while chunk := stream.read(1 << 20):
            text = rest + chunk
            cut = text.rfind(b"</row>") + 6
            if cut < 6:
                cut = 0 if len(text) < (1 << 23) else len(text)
            yield text[:cut]
            rest = text[cut:]
        yield rest


def _add_faults(piece: bytes, faults: SheetFaults) -> None:
    if b't="e"' in piece:
        faults.errors |= {_place(match) for match in _ERROR.finditer(piece)}
    if b"<f" in piece:
        faults.formulas |= {_place(match) for match in _FORMULA.finditer(piece) if not _VALUE.search(match[0])}


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, _column(match[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
