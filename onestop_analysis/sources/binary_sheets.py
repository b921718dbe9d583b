"""Sheets of binary workbooks (xlsb): what the reader of workbooks does not tell of them.

A part is a run of records: a number and a length in groups of seven bits, then so many bytes. They are
only passed by here, to find the cells with an error, which the reader would show as empty.
"""

from __future__ import annotations

import io
import struct
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROW, SHEET = 0, 156
# Cells that hold an error, as a value or as the result of a formula.
ERRORS = (3, 11)
LARGEST = 1 << 24


def sheet_names(content: bytes) -> dict[str, str]:
    """Sheet names and the ids of their links in the list of a binary workbook."""
    found = {}
    for kind, data in _records(io.BytesIO(content)):
        if kind == SHEET:
            link, end = _text(data, 8)
            found[_text(data, end)[0]] = link
    return found


def error_cells(stream: IO[bytes], check_rows: Callable[[int], None]) -> set[tuple[int, int]]:
    """The cells (row, column; 0-based) with an error; `check_rows` gets the number of rows up to each one.

    Raises:
        struct.error, ValueError: records that cannot be.
    """
    found, row = set(), 0
    for kind, data in _records(stream):
        if kind == ROW:
            row = struct.unpack_from("<I", data)[0]
            check_rows(row + 1)
        elif kind in ERRORS:
            found.add((row, struct.unpack_from("<I", data)[0]))
    return found


def _text(data: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    start = place + 4
    end = start + 2 * struct.unpack_from("<I", data, place)[0]
    return data[start:end].decode("utf-16-le", "replace"), end


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """(number, content) of each record.

    Raises:
        ValueError: a record longer than any can be.
    """
    while (kind := _number(stream, 2)) is not None:
        size = _number(stream, 4) or 0
        if size > LARGEST:
            raise ValueError(size)
        yield kind, stream.read(size)


def _number(stream: IO[bytes], longest: int) -> int | None:
    number = 0
    for place in range(longest):
        byte = stream.read(1)
        if not byte:
            return None
        number |= (byte[0] & 0x7F) << (7 * place)
        if byte[0] < 0x80:
            break
    return number
