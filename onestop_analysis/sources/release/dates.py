"""Dates, periods and other numbers that are no figures: found in the text and set aside.

Each pattern is small and named. What it finds becomes a Mark: a period that the text speaks of, a
service level ("mức độ 3, 4"), or a number to skip (decree numbers, telephone numbers, hours).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Days = tuple[date | None, date | None]  # first and last day; None where the text does not say

NO_YEAR = 4  # stands for the year of a text that names none, so that its months differ; a leap year

_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "giêng": 1, "chạp": 12,
    "three": 3, "six": 6, "nine": 9, "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS_EN = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAY = r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})(?:\s?[/.\-]\s?(\d{4}))?"
_SOME_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d.,]?\d|\s*hồ sơ)")
_DIGIT = re.compile(r"\d|(?:quý|quí) [iv]|tháng|nửa (?:đầu|cuối)|first|second|third|fourth")
_TO = r"\s*(?:-|đến|tới|to)\s*(?:hết\s+|ngày\s+)*"
_YEAR = r"(?:\s*[/\-.,]?\s*(?:năm\s+)?((?:19|20)\d\d)(?!\d))?"
_RANGE = re.compile(rf"(?<![\d/]){_DAY}{_TO}{_DAY}(?![\d/])")
_WORD_DAY = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?")
_FULL_DAY = re.compile(r"(?<![\d/.,])(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d\d)(?!\d)")
_SHORT_DAY = re.compile(r"(?:ngày|hết|đến|từ)\s*(\d{1,2})[/\-](\d{1,2})(?![\d/%])(?!\s*hồ)")
_QUARTER = re.compile(
    rf"(?:quý|quí|quarter)\s+(iv|iii|ii|i|[1-4])(?![\w]){_YEAR}|\bq([1-4])(?:\s*[/\-]?\s*(\d{{4}}))?\b"
)
_MONTH = re.compile(
    r"tháng\s+(\d{1,2}|mười hai|mười một|mười|giêng|chạp|tư|bảy|tám|chín|sáu|hai|ba)(?!\w|[.,]\d{3}(?!\d))"
    rf"{_YEAR}"
)
_MONTHS = re.compile(
    r"(\d{1,2}|ba|sáu|chín|hai|bốn|bảy|tám|mười|mười một)\s+tháng(?!\s*\d)(?:\s+(đầu|cuối))?"
    rf"(?:\s+năm(?!\s+(?:trước|ngoái|nay)))?{_YEAR}"
)
_HALF = re.compile(r"nửa\s+(đầu|cuối)\s+năm(?:\s+(\d{4}))?")
_YEAR_ONLY = re.compile(r"(?:năm|year|in|of|for)\s+((?:19|20)\d\d)(?!\d|\s*-\s*20\d\d)")
_ENGLISH = re.compile(
    rf"({'|'.join(_MONTHS_EN)})\s+((?:19|20)\d\d)|(first|second|third|fourth) quarter(?: of ((?:19|20)\d\d))?"
    r"|first (three|six|nine) months(?: of ((?:19|20)\d\d))?"
)
_ENGLISH_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_MONTHS_EN)})\s+((?:19|20)\d\d)"
    rf"|({'|'.join(_MONTHS_EN)})\s+(\d{{1,2}}),\s+((?:19|20)\d\d)"
)
_SKIPPED = (
    re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]|\(?\d{1,2}\))\s+(?=[^\d\s])"),  # 1. Cấp tỉnh: ...
    re.compile(r"\d+(?:/\d{4})?/[a-zđ][\w\-/]*"),  # 61/2018/nđ-cp, 12/kh-ubnd
    re.compile(r"(?:19|20)\d\d\s*-\s*(?:19|20)\d\d"),  # nhiệm kỳ 2015-2020
    re.compile(r"(?<![\d.,])\d{1,2}\s?(?:h|g|giờ)\s?\d{0,2}(?!\w)|(?<!\d)\d{1,2}:\d\d(?!\d)"),  # 7h30
    re.compile(r"(?<!\d)24\s?/\s?(?:7|24)(?!\d)"),
    re.compile(
        r"(?<![\d.,])(?:0\d{2,3}|1[89]00)[ .]\d{3,4}[ .]?\d{3,4}(?!\d)|(?<![\d.,])0\d{9,10}(?!\d)"
    ),  # telephones
    re.compile(r"[a-zđ]+-\d+(?!\d)"),  # covid-19
    re.compile(
        r"(?:quầy|cửa|bàn|khu|tổ|cơ sở|điểm|biểu|mẫu|bảng|phụ lục)\s+(?:số\s+)?\d{1,2}(?![\d/]|[.,]\d|\s*hồ)"
    ),  # quầy số 7
    re.compile(r"iso\s+\d+(?::\d+)?"),
)
_LEVEL = re.compile(
    r"(?:mức độ|mức|cấp độ|level)\s+([1-4])(?!\d)"
    r"(?:\s*(?:,|và|&|-|\+|/)\s*(?:mức độ\s+|mức\s+)?([1-4])(?!\d|[.,]\d|\s*%))?(?!\s*(?:hồ sơ|%))"
)


def names_no_year(low: str) -> bool:
    """No year stands anywhere in the text."""
    return _SOME_YEAR.search(low) is None


@dataclass(frozen=True)
class Mark:
    """A stretch of the text that is not a figure. `bad` names a date that does not exist."""

    start: int
    end: int
    kind: Literal["period", "day", "level", "skip"]
    days: Days = (None, None)
    level: str = ""
    bad: str = ""
    unit: str = ""


class DateReader:
    """Reads the marks of a text line by line; remembers the last year named, for dates without one."""

    def __init__(self, year: int | None = None) -> None:
        self.year = year
        # Each with words without which it cannot match: looking for those first is much faster.
        self._readers = (
            (("/", "-", "đến", "tới", " to "), _RANGE, self._range),
            (("ngày",), _WORD_DAY, self._day),
            (("/", "-", "."), _FULL_DAY, self._day),
            (("/", "-"), _SHORT_DAY, self._short),
            (("mức", "cấp độ", "level"), _LEVEL, self._level),
            (_MONTHS_EN, _ENGLISH_DAY, self._english_day),
            ((" 20", " 19", "first ", " quarter"), _ENGLISH, self._english),
            (("quý", "quí", "quarter", "q"), _QUARTER, self._quarter),
            (("tháng",), _MONTHS, self._first_months),
            (("tháng",), _MONTH, self._month),
            (("nửa",), _HALF, self._half),
            (("năm", "year", "in ", "of ", "for "), _YEAR_ONLY, self._year_only),
        )

    def marks(self, low: str, offset: int) -> list[Mark]:
        """The marks of one line, in order, without overlaps; earlier patterns win."""
        found: list[Mark] = []
        if _DIGIT.search(low) is None:
            return found
        if self.year is None and (year := _SOME_YEAR.search(low)):
            self.year = int(year[1])
        for pattern in _SKIPPED:
            self._collect(found, [Mark(m.start(), m.end(), "skip") for m in pattern.finditer(low)])
        for words, pattern, read in self._readers:
            if not any(word in low for word in words):
                continue
            for match in pattern.finditer(low):
                self._collect(found, [read(match)])
        return [
            Mark(m.start + offset, m.end + offset, m.kind, m.days, m.level, m.bad, m.unit)
            for m in sorted(found, key=lambda m: m.start)
        ]

    @staticmethod
    def _collect(found: list[Mark], new: list[Mark]) -> None:
        found += [m for m in new if all(m.end <= f.start or f.end <= m.start for f in found)]

    def _named(self, text: str | None) -> int | None:
        if text:
            self.year = int(text)
        return self.year

    def _range(self, match: re.Match[str]) -> Mark:
        d1, m1, y1, d2, m2, y2 = match.groups()
        last_year = self._named(y2 or y1)
        first_year = int(y1) if y1 else last_year
        if first_year and not y1 and (int(m1), int(d1)) > (int(m2), int(d2)):
            first_year -= 1  # 15/12 to 14/3/2021
        first, last = _day(d1, m1, first_year), _day(d2, m2, last_year)
        wrong = last_year is not None and (first is None or last is None or first > last)
        return Mark(*match.span(), "period", (first, last), bad="order" if wrong else "")

    def _day(self, match: re.Match[str]) -> Mark:
        d, m, y = match.groups()
        year = self._named(y)
        when = _day(d, m, year)
        return Mark(*match.span(), "day", (None, when), bad="date" if y and when is None else "")

    def _short(self, match: re.Match[str]) -> Mark:
        return Mark(*match.span(), "day", (None, _day(match[1], match[2], self.year)))

    def _quarter(self, match: re.Match[str]) -> Mark:
        name = match[1] or match[3]
        quarter = _ROMAN.get(name) or int(name)
        return Mark(*match.span(), "period", self._months(quarter * 3 - 2, 3, match[2] or match[4]), unit="quarter")

    def _month(self, match: re.Match[str]) -> Mark:
        month = _WORDS.get(match[1]) or int(match[1])
        days = self._months(month, 1, match[2]) if 1 <= month <= 12 else (None, None)
        return Mark(*match.span(), "period", days, bad="" if 1 <= month <= 12 else "date", unit="month")

    def _first_months(self, match: re.Match[str]) -> Mark:
        count = _WORDS.get(match[1]) or int(match[1])
        first = 13 - count if match[2] == "cuối" else 1
        days = self._months(first, count, match[3]) if 1 <= count <= 12 else (None, None)
        return Mark(*match.span(), "period", days, unit=f"{count} months")

    def _half(self, match: re.Match[str]) -> Mark:
        return Mark(*match.span(), "period", self._months(1 if match[1] == "đầu" else 7, 6, match[2]), unit="6 months")

    def _year_only(self, match: re.Match[str]) -> Mark:
        return Mark(*match.span(), "period", self._months(1, 12, match[1]), unit="year")

    def _english(self, match: re.Match[str]) -> Mark:
        if match[1]:
            days = self._months(_MONTHS_EN.index(match[1]) + 1, 1, match[2])
        elif match[3]:
            days = self._months(_WORDS[match[3]] * 3 - 2, 3, match[4])
        else:
            days = self._months(1, _WORDS[match[5]], match[6])
        return Mark(*match.span(), "period", days)

    def _english_day(self, match: re.Match[str]) -> Mark:
        d, name, y = match.groups()[:3] if match[1] else (match[5], match[4], match[6])
        when = _day(d, str(_MONTHS_EN.index(name) + 1), self._named(y))
        return Mark(*match.span(), "day", (None, when), bad="" if when else "date")

    def _level(self, match: re.Match[str]) -> Mark:
        return Mark(*match.span(), "level", level="-".join(filter(None, match.groups())))

    def _months(self, first: int, count: int, year_text: str | None) -> Days:
        year = self._named(year_text)
        if year is None:
            return (None, None)
        last = first + count - 1
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _day(d: str, m: str, year: int | None) -> date | None:
    try:
        return date(year, int(m), int(d)) if year else None
    except ValueError:
        return None


def impossible_day(printed: str) -> str:
    """The day of a printed period that no calendar has, such as 31/6/2023; '' where each is one."""
    years = re.findall(r"\d{4}", printed) or [str(NO_YEAR)]
    for match in re.finditer(_DAY, printed):
        d, m, y = match.groups()
        if _day(d, m, int(y or years[-1])) is None:
            return match[0]
    return ""
