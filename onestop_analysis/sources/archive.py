"""Zipped workbooks looked at before they are opened: no reader of them stops a hostile one.

Only the archive's directory and the sheets' bytes are read here, in pieces, and never more than the
limits below: a zip bomb, a cell at the far corner, an external entity or a path out of the archive ends
in one sentence.
"""

from __future__ import annotations

import html
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources import binary_sheets as binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 900_000_000  # bytes of one unpacked part; a full sheet of 14 columns stays below
RATIO = 200
MEMBERS = 2000
CELLS = 28_000_000
BEGINNING = 1 << 16
LISTING = 10_000_000
# What the archive reader raises on wrong bytes; an unknown way of packing is a RuntimeError.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)
# Begins with the letters themselves: a pattern that does not is ten times slower here.
_WIDE = re.compile(rb"r=[\"']([A-Z]{2,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<row\b[^>]*?\br=[\"'](\d{1,9})[\"']")
_ADDRESS = rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
_FORMULA = re.compile(rb"<c\b[^>]*?" + _ADDRESS + rb"[^>]*>(?:(?!</c>).)*?<f[ >/](?:(?!</c>).)*?</c>", re.DOTALL)
_ERROR = re.compile(rb"<c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*?" + _ADDRESS)
_VALUE = re.compile(rb"<v[^>]*>[^<]|<is>")
# Some writers name the elements <x:row>, some leave the addresses out: a cell stands where its turn comes.
_PREFIX = re.compile(rb"<(\w+:)worksheet\b")
_UNPLACED = re.compile(rb"<c(?![^>]*\br=)[ />]")
_ROW_OR_CELL = re.compile(rb"<row\b([^>]*)>|<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass
class SheetFaults:
    """Cells (row, column; 0-based) that a reader would show as empty: errors and formulas without result."""

    errors: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def check_archive(path: Path, name: str) -> dict[str, SheetFaults]:
    """The faults of each worksheet by the sheet's name, after every safety check.

    Raises:
        UserError: not a sound workbook archive, one with a password, or a hostile one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, path.stat().st_size, name)
            sheets = _sheet_parts(archive, name)
            for member in members:
                if member.filename.endswith((".xml", ".rels")) and member.filename not in sheets.values():
                    with archive.open(member) as stream:
                        check_beginning(_read_through(stream), name)
            there = {member.filename: member for member in members}
            return {title: _scan(archive, there[part], name) for title, part in sheets.items() if part in there}
    except DAMAGED as error:
        raise UserError(
            f"{name}: tệp Excel bị hỏng hoặc bị cắt cụt; hãy tải lại hoặc lưu lại từ Excel",
            f"{name}: the workbook is damaged or cut off; download it again or save it from Excel again",
        ) from error


def member_names(path: Path) -> list[str]:
    """What the archive holds."""
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def _sheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Sheet names and the members of the archive that hold them; empty for OpenDocument."""
    for listing in ("xl/workbook.xml", "xl/workbook.bin"):
        links = f"xl/_rels/{listing[3:]}.rels"
        if {listing, links} <= set(archive.namelist()):
            found = _attributes(_listing(archive, links, name), rb"<(?:\w+:)?Relationship\b[^>]*>")
            targets = {link.get("Id", ""): link.get("Target", "") for link in found}
            content = _listing(archive, listing, name)
            named = binary.sheet_names(content) if listing.endswith(".bin") else _sheet_names(content)
            return {title: _part(targets.get(link, "")) for title, link in named.items()}
    return {}


def _sheet_names(content: bytes) -> dict[str, str]:
    """Sheet names and their links in the list of an XML workbook."""
    return {
        html.unescape(sheet.get("name", "")): next((text for key, text in sheet.items() if key.endswith(":id")), "")
        for sheet in _attributes(content, rb"<(?:\w+:)?sheet\b[^>]*>")
    }


def _part(target: str) -> str:
    """The member that a link of the workbook points to."""
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _listing(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    with archive.open(part) as stream:
        content = stream.read(LISTING)
    check_beginning(content[:BEGINNING], name)
    return content


def _attributes(xml: bytes, tag: bytes) -> list[dict[str, str]]:
    found = (_ATTRIBUTE.findall(element) for element in re.findall(tag, xml))
    return [{key.decode(): (one or other).decode("utf-8", "replace") for key, one, other in pairs} for pairs in found]


def _check_members(members: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    if len(members) > MEMBERS or largest > LARGEST or unpacked > max(size, 100_000) * RATIO:
        raise UserError(
            f"{name}: tệp nén bất thường ({unpacked // 1_000_000} MB sau khi giải nén); hãy xuất lại tệp từ phần mềm",
            f"{name}: suspicious compression ({unpacked // 1_000_000} MB unpacked); export the file again",
        )
    if any(member.flag_bits & 1 for member in members):
        raise has_password(name)
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


def check_beginning(beginning: bytes, name: str) -> None:
    """A declaration of entities can only stand before the root element; a list of encrypted parts is short.

    Raises:
        UserError: there is one.
    """
    if _ENTITY.search(beginning):
        raise UserError(
            f"{name}: tệp chứa khai báo thực thể XML, không an toàn; hãy lưu lại tệp bằng Excel",
            f"{name}: the file declares XML entities, which is not safe; save it again in Excel",
        )
    if b"<manifest:encryption-data" in beginning:
        raise has_password(name)


def has_password(name: str) -> UserError:
    """The refusal of a file that only its password opens."""
    return UserError(
        f"{name}: tệp đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại",
        f"{name}: the file has a password; remove it and save the file again",
    )


def _read_through(stream: IO[bytes]) -> bytes:
    """The beginning of a part; the rest is read too, since a false size or checksum only shows at its end."""
    beginning = stream.read(BEGINNING)
    while stream.read(1 << 20):
        pass
    return beginning


def _scan(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> SheetFaults:
    """Look through one worksheet in pieces that end with a row."""
    if member.filename.endswith(".bin"):
        with archive.open(member) as stream:
            return SheetFaults(binary.error_cells(stream, lambda rows: check_size(rows, 1, name)))
    faults, rows, columns, turn = SheetFaults(), 0, 0, -1  # the next row without an address, if there are such
    for number, piece in enumerate(_pieces(archive, member)):
        if number == 0:
            check_beginning(piece[:BEGINNING], name)
            turn = 0 if _UNPLACED.search(piece[:BEGINNING]) else -1
        last = _ROW.search(piece, max(0, piece.rfind(b"<row")))
        wide = _WIDE.findall(piece)  # a cell may name another row than the one it stands in
        rows = max([rows, int(last[1]) if last else 0, *(int(row) for _, row in wide)])
        columns = max([columns, 26, *(_column(letters) + 1 for letters in {letters for letters, _ in wide})])
        check_size(rows, columns, name)
        if turn >= 0:
            turn = _add_in_turn(piece, faults, turn)
        else:
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
        rest = stream.read(1 << 12)
        found = _PREFIX.search(rest)
        prefix = found[1] if found else b""
        end = b"</" + prefix + b"row>"
        while chunk := stream.read(1 << 20):
            text = rest + chunk
            cut = text.rfind(end) + len(end)
            if cut < len(end):
                cut = 0 if len(text) < (1 << 23) else len(text)
            yield _unprefixed(text[:cut], prefix)
            rest = text[cut:]
        yield _unprefixed(rest, prefix)


def _unprefixed(piece: bytes, prefix: bytes) -> bytes:
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else piece


def _add_faults(piece: bytes, faults: SheetFaults) -> None:
    if b't="e"' in piece or b"t='e'" in piece:
        faults.errors |= {_place(match) for match in _ERROR.finditer(piece)}
    if b"<f" in piece:
        faults.formulas |= {_place(match) for match in _FORMULA.finditer(piece) if not _VALUE.search(match[0])}


def _add_in_turn(piece: bytes, faults: SheetFaults, row: int) -> int:
    """The faults of cells that may have no address; `row` is the next one (0-based), and so is what comes back."""
    row, column = row - 1, -1
    for match in _ROW_OR_CELL.finditer(piece):
        if match[2] is None:
            placed = re.search(rb"\br=[\"'](\d{1,7})[\"']", match[1])
            row, column = int(placed[1]) - 1 if placed else row + 1, -1
            continue
        address = re.search(_ADDRESS, match[2])
        column = _column(address[1]) if address else column + 1
        if re.search(rb"\bt=[\"']e[\"']", match[2]):
            faults.errors.add((row, column))
        elif match[3] and b"<f" in match[3] and not _VALUE.search(match[3]):
            faults.formulas.add((row, column))
    return row + 1


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, _column(match[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
