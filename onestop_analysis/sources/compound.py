"""Old workbooks (BIFF in a compound file) looked at before they are opened, as archive.py does with new ones.

The reader makes room for every cell up to the last one, so one record with a wild row number would end the
whole program; and it shows a cell with an error as empty. Both are read here from the records themselves.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from onestop_analysis.sources.archive import SheetFaults, check_size, has_password

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD, END = 109, 0xFFFFFFF0
# Streams below this size lie together in one of their own, in sectors of 64 bytes.
SMALL_STREAM, SMALL_SECTOR = 4096, 64
BOF, SHEET, PASSWORD = 0x0809, 0x0085, 0x002F
# Records that begin with the row and the column of a cell; those of several cells end with the last column.
CELLS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E, 0x00FD, 0x00D6, 0x0207}
SEVERAL = {0x00BD, 0x00BE}
FORMULA, BOOLEAN_OR_ERROR = 0x0006, 0x0205


def check_records(content: bytes, name: str) -> dict[str, SheetFaults]:
    """The faults of each sheet by its name.

    Raises:
        UserError: a password, or a cell far from its table.
        struct.error, IndexError, ValueError: not a compound file, or one that ends early.
    """
    found: dict[str, SheetFaults] = {}
    names: dict[int, str] = {}
    faults, rows, columns = SheetFaults(), 0, 0
    for start, kind, data in _records(_workbook(content)):
        if kind == SHEET and len(data) > 8:
            names[struct.unpack_from("<I", data)[0]] = _name(data)
        elif kind == PASSWORD:
            raise has_password(name)
        elif kind == BOF:
            rows, columns, faults = 0, 0, found.setdefault(names.get(start, ""), SheetFaults())
        elif kind in CELLS | SEVERAL and len(data) >= 6:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind in SEVERAL else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            check_size(rows, columns, name)
            if _is_error(kind, data):
                faults.errors.add((row, column))
    return found


def _is_error(kind: int, data: bytes) -> bool:
    if kind == BOOLEAN_OR_ERROR:
        return len(data) > 7 and data[7] == 1
    return kind == FORMULA and len(data) > 13 and data[12:14] == b"\xff\xff" and data[6] == 2


def _name(data: bytes) -> str:
    return data[8:].decode("utf-16-le" if data[7] & 1 else "latin-1", "replace")[: data[6]]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _workbook(content: bytes) -> bytes:
    """The stream of the workbook; b"" where there is none."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise ValueError(shift)
    size = 1 << shift
    table, sectors = _table(content, size), content[size:]
    folder = _chain(sectors, struct.unpack_from("<I", content, 48)[0], table, size)
    entries = {title: (start, length) for title, start, length in reversed(list(_entries(folder)))}
    start, length = next((entries[title] for title in ("Workbook", "Book") if title in entries), (END, 0))
    if length >= SMALL_STREAM:
        return _chain(sectors, start, table, size)[:length]
    small = _chain(sectors, struct.unpack_from("<I", folder, 116)[0], table, size)  # of the root, the first entry
    links = _chain(sectors, struct.unpack_from("<I", content, 60)[0], table, size)
    return _chain(small, start, list(struct.unpack(f"<{len(links) // 4}I", links)), SMALL_SECTOR)[:length]


def _entries(folder: bytes) -> Iterator[tuple[str, int, int]]:
    """(name, first sector, length) of each stream."""
    for place in range(0, len(folder) - 127, 128):
        start, length = struct.unpack_from("<II", folder, place + 116)
        yield folder[place : place + 64].decode("utf-16-le", "replace").split("\0")[0], start, length


def _table(content: bytes, size: int) -> list[int]:
    """Which sector follows each one. Sectors of the table itself are listed in the head, and beyond it in a chain."""
    sectors = list(struct.unpack_from(f"<{HEAD}I", content, 76))
    further, left = struct.unpack_from("<II", content, 68)
    while further < END and left > 0:
        listed = struct.unpack_from(f"<{size // 4}I", content, (further + 1) * size)
        sectors += listed[:-1]
        further, left = listed[-1], left - 1
    table: list[int] = []
    for sector in sectors:
        if sector < END:
            table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    return table


def _chain(content: bytes, sector: int, table: list[int], size: int) -> bytes:
    """The sectors from one on, as the table links them."""
    parts, left = [], len(table)
    while sector < END and left > 0:  # a chain that bites its tail ends too
        parts.append(content[sector * size : (sector + 1) * size])
        sector, left = table[sector], left - 1
    return b"".join(parts)
