"""The first cell of a table's row as its head, for screen readers of the PDF.

Typst marks the cells of a head line alone: its switch for others, `pdf.header-cell`, is not in the wheel. So the
tags are changed in the finished file, without moving a byte: a row's first cell becomes a head with the scope of its
row, and the other cells' lists of heads, which would name the column's only, give way to the scopes of both.
"""

from __future__ import annotations

import re
from functools import partial

_ROW = re.compile(rb"/S/TR/P \d+ 0 R/K\[(\d+) 0 R")
_CELL = re.compile(rb"(?<=\n)(\d+)( 0 obj\n<</Type/StructElem)/S/TD(/P \d+ 0 R/A\[<</O/Table)(/Headers\[[^\]]*\])")


def mark_row_heads(pdf: bytes) -> bytes:
    """The tagged PDF as Typst writes it, with row heads; of the same length, so that all places in it stay right."""
    return _CELL.sub(partial(_marked, frozenset(_ROW.findall(pdf))), pdf)


def _marked(first: frozenset[bytes], cell: re.Match[bytes]) -> bytes:
    is_head = cell[1] in first
    kind, scope = (b"/S/TH", b"/Scope/Row") if is_head else (b"/S/TD", b"")
    return cell[1] + cell[2] + kind + cell[3] + scope.ljust(len(cell[4]))
