"""How a document writes numbers: which sign groups thousands and which begins decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:(\.)\d{3}(?:\.\d{3})*|(,)\d{3}(?:,\d{3})*)(?![\d.,]?\d|\s*%)")


@dataclass(frozen=True)
class Convention:
    """`thousands` is "." or ","; decided once for a document, so a number written otherwise can be told."""

    thousands: str = "."

    def percent(self, text: str) -> tuple[Decimal, Decimal]:
        """A share and the step of its last digit. The last separator begins the decimals: 95,55 and 95.55."""
        whole, _, decimals = text.replace(",", ".").rpartition(".")
        if not whole:
            return Decimal(decimals), Decimal(1)
        return Decimal(f"{whole.replace('.', '')}.{decimals}"), Decimal(1).scaleb(-len(decimals))

    def count(self, text: str, *, scaled: bool) -> tuple[Decimal, Decimal, bool]:
        """Value, step of its last digit, and whether it departs from the document's convention.

        `scaled`: a word such as "nghìn" follows, so that decimals are likely ("59,72 ngàn").
        """
        separators = {char for char in text if char in ".,"}
        if not separators:
            return Decimal(text), Decimal(1), False
        if len(separators) == 2:
            thousands = "," if text.rindex(".") > text.rindex(",") else "."
            return _decimal(text, thousands)
        separator = separators.pop()
        groups = text.split(separator)
        grouped = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
        if scaled and len(groups) == 2 and separator == ",":
            grouped = False
        elif scaled and len(groups) == 2:
            grouped = grouped and separator == self.thousands
        if grouped:
            return Decimal("".join(groups)), Decimal(1), separator != self.thousands
        return _decimal(text, "." if separator == "," else ",")


def _decimal(text: str, thousands: str) -> tuple[Decimal, Decimal, bool]:
    plain = text.replace(thousands, "").replace(",", ".")
    if plain.count(".") > 1:  # 11.5.2018 and the like: no number
        plain = plain.replace(".", "")
    decimals = len(plain.partition(".")[2])
    return Decimal(plain), Decimal(1).scaleb(-decimals), False


def find_convention(low: str) -> Convention:
    """The convention of a text: the sign that groups more of its numbers; a point when nothing tells."""
    points = commas = 0
    for match in _GROUPED.finditer(low):
        points += match[1] is not None
        commas += match[2] is not None
    return Convention("," if commas > points else ".")
