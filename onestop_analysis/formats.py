"""Numbers, shares, dates and quarters as text, and back: Vietnamese and English.

Every format has its parse, and `parse(format(x)) == x` is a tested property.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from onestop_analysis.errors import UserError

LANGUAGES = ("vi", "en")
ROMAN = ("I", "II", "III", "IV")
# Not strftime: that would follow the machine's locale.
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# One pass: successive replaces would turn 28,869.50 into 28,869,50.
_SWAP = str.maketrans(",.", ".,")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def number(value: int | Decimal, lang: str = "vi") -> str:
    """28869 -> '28.869' (vi) or '28,869' (en); Decimal('2.44') -> '2,44'."""
    text = f"{value:,}"
    return text.translate(_SWAP) if lang == "vi" else text


def count(value: int, lang: str = "vi") -> str:
    """A whole number in a sentence; in Vietnamese padded below ten, as offices write it: '04'."""
    digits = number(value, lang)
    return f"0{digits}" if lang == "vi" and 0 < value < 10 else digits


def parse_number(text: str, lang: str = "vi") -> Decimal:
    """'28.869' -> Decimal(28869) under the Vietnamese convention.

    Raises:
        UserError: the text is not a number of that convention.
    """
    plain = text.strip().translate(_SWAP) if lang == "vi" else text.strip()
    if not _GROUPED.fullmatch(plain):
        raise UserError(f"{text!r} không phải là số", f"{text!r} is not a number")
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise UserError(f"{text!r} không phải là số", f"{text!r} is not a number") from error


def percent(part: int | Decimal, whole: int | Decimal, digits: int = 2) -> Decimal | None:
    """Share of `part` in `whole` in percent, rounded once, half up; None when `whole` is 0."""
    if whole == 0:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def share(part: int | Decimal, whole: int | Decimal, lang: str = "vi", *, digits: int = 2) -> str | None:
    """'19,88%'; 'trên 99,99%' / 'dưới 0,01%' where rounding would hide what is there."""
    value = percent(part, whole, digits)
    if value is None:
        return None
    step = Decimal(1).scaleb(-digits)
    if value == 0 and part > 0:
        return f"{'dưới' if lang == 'vi' else 'under'} {number(step, lang)}%"
    if value == 100 and part < whole:
        return f"{'trên' if lang == 'vi' else 'over'} {number(100 - step, lang)}%"
    return f"{number(value, lang)}%"


def parse_share(text: str, lang: str = "vi") -> Decimal:
    """'19,88%' -> Decimal('19.88'); a space before the sign is accepted."""
    return parse_number(text.strip().removesuffix("%").rstrip(), lang)


def day(value: date, lang: str = "vi") -> str:
    """05/02/2021 (vi; Decree 30/2020 pads days and months) or 5 February 2021 (en)."""
    if lang == "vi":
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return f"{value.day} {MONTHS_EN[value.month - 1]} {value.year}"


def letter_day(value: date, lang: str = "vi") -> str:
    """'ngày 05 tháng 02 năm 2021': Decree 30/2020 pads days below ten and the months one and two."""
    if lang != "vi":
        return day(value, lang)
    month = f"{value.month:02}" if value.month <= 2 else f"{value.month}"
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def parse_day(text: str) -> date:
    """'05/02/2021' -> date(2021, 2, 5)."""
    match = _DAY.fullmatch(text)
    try:
        d, m, y = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(y, m, d)
    except ValueError as error:
        raise UserError(
            f"{text!r} không phải là ngày dạng 31/12/2021", f"{text!r} is not a date like 31/12/2021"
        ) from error


def roman_quarter(quarter: int) -> str:
    """1 -> 'I'."""
    return ROMAN[quarter - 1]


def parse_roman_quarter(text: str) -> int:
    """'I' -> 1."""
    if text.upper() not in ROMAN:
        raise UserError(f"quý {text!r} không hợp lệ: I, II, III, IV", f"quarter {text!r}: use I, II, III, IV")
    return ROMAN.index(text.upper()) + 1
