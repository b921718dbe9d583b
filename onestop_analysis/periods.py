"""Reporting periods under the conventions in use.

`calendar`: months and quarters of the calendar. `vpcp`: the 15th of the month before to the 14th of
the last month (Decree 09/2019/ND-CP, article 12; forms of Circular 01/2020/TT-VPCP). `explicit`: two
dates. Arithmetic goes through months, never through a library's calendar quarters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from onestop_analysis import formats
from onestop_analysis.errors import UserError

CONVENTIONS = ("calendar", "vpcp")
QUIET_DAYS = 7  # a small centre may have no event on the last days of a period
_KINDS = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_FORM = re.compile(
    r"(?P<year>\d{4})(-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)
_EXPLICIT = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included, with the name under which they are reported.

    `label` is the written form (`2021-Q1`); `kind` is month, quarter, half, nine_months, year or
    explicit; `convention` is calendar, vpcp or explicit.

    >>> from onestop_analysis import parse_period
    >>> quarter = parse_period("2021-Q1", "vpcp")
    >>> quarter.name(), quarter.dates()
    ('quý I năm 2021', 'từ 15/12/2020 đến 14/03/2021')
    >>> str(quarter.previous()), str(quarter.same_period_last_year())
    ('2020-Q4', '2020-Q1')
    >>> [month.label for month in quarter.months()]
    ['2021-01', '2021-02', '2021-03']
    """

    start: date
    end: date
    label: str
    kind: str
    convention: str

    def __str__(self) -> str:
        return self.label

    def _repr_html_(self) -> str:
        name, label = escape(self.name("vi")), escape(f"{self.label} · {self.convention}")
        return f"<strong>{name}</strong>, {escape(self.dates('vi'))} <small><code>{label}</code></small>"

    @property
    def year(self) -> int:
        """The year that the label names (a vpcp year begins in the December before)."""
        return self.start.year if self.kind == "explicit" else int(self.label[:4])

    def reached_by(self, last: date) -> bool:
        """Whether data with this last event are of the whole period: they reach into its last week."""
        return self.end <= last + timedelta(QUIET_DAYS)

    def name(self, lang: str = "vi") -> str:
        """'quý I năm 2021', 'tháng 7 năm 2019', 'Q1 2021' ..."""
        return _name_vi(self) if lang == "vi" else _name_en(self)

    def dates(self, lang: str = "vi") -> str:
        """'từ 01/01/2021 đến 31/03/2021'."""
        first, last = formats.day(self.start, lang), formats.day(self.end, lang)
        return f"từ {first} đến {last}" if lang == "vi" else f"{first} to {last}"

    def shift(self, steps: int) -> Period:
        """The period of the same kind `steps` later (negative: earlier)."""
        if self.kind == "explicit":
            length = (self.end - self.start).days + 1
            return explicit(self.start + timedelta(length * steps), self.end + timedelta(length * steps))
        if self.kind == "nine_months":
            return _build(self.year + steps, 1, "nine_months", self.convention)
        first, size = _first_month(self), _KINDS[self.kind]
        index = self.year * 12 + first - 1 + size * steps
        return _build(index // 12, index % 12 + 1, self.kind, self.convention)

    def previous(self) -> Period:
        """The period before this one."""
        return self.shift(-1)

    def same_period_last_year(self) -> Period:
        """The period of the same name one year earlier."""
        if self.kind == "explicit":
            return explicit(_year_before(self.start), _year_before(self.end))
        return _build(self.year - 1, _first_month(self), self.kind, self.convention)

    def year_to_date(self) -> Period | None:
        """The months of the year up to this period's end: first half, nine months or year; None where it is that."""
        if self.kind == "explicit":
            return None
        kinds = {6: "half", 9: "nine_months", 12: "year"}
        last = _first_month(self) + _KINDS[self.kind] - 1
        return _build(self.year, 1, kinds[last], self.convention) if last in kinds and _first_month(self) > 1 else None

    def months(self) -> list[Period]:
        """The months of this period, in order, under the same convention; empty for explicit dates."""
        if self.kind == "explicit":
            return []
        first = _first_month(self)
        return [_build(self.year, first + i, "month", self.convention) for i in range(_KINDS[self.kind])]

    def month(self) -> Period:
        """The last month of this period."""
        return self.months()[-1]


def parse_period(text: str, convention: str = "calendar") -> Period:
    """Read `2021-07`, `2021-Q1`, `2021-H1`, `2021-9M`, `2021` or `2021-01-01..2021-03-31`.

    Raises:
        UserError: another form, or a start after the end.

    >>> parse_period("2021-Q1").name("en")
    'Q1 2021'
    >>> parse_period("2021-01-01..2021-01-10").kind
    'explicit'
    """
    if convention not in CONVENTIONS:
        raise UserError(
            f"quy ước kỳ báo cáo {convention!r} không có: dùng {', '.join(CONVENTIONS)}",
            f"no period convention {convention!r}: use {', '.join(CONVENTIONS)}",
        )
    if match := _EXPLICIT.fullmatch(text):
        return explicit(*(_iso(part) for part in match.groups()))
    match = _FORM.fullmatch(text)
    if not match or int(match["year"]) < 1900:
        raise _unreadable(text)
    year = int(match["year"])
    if match["quarter"]:
        return _build(year, int(match["quarter"]) * 3 - 2, "quarter", convention)
    if match["half"]:
        return _build(year, int(match["half"]) * 6 - 5, "half", convention)
    if match["month"]:
        return _build(year, int(match["month"]), "month", convention)
    return _build(year, 1, "nine_months" if match["nine"] else "year", convention)


def parse_periods(text: str, convention: str = "calendar") -> list[Period]:
    """Read a comma list whose items may be ranges: `2019-Q2..2021-Q1,2021-07`."""
    periods: list[Period] = []
    for item in text.split(","):
        first, dots, last = item.strip().partition("..")
        if dots and not _EXPLICIT.fullmatch(item.strip()):
            periods += _range(parse_period(first, convention), parse_period(last, convention), item)
        else:
            periods.append(parse_period(item.strip(), convention))
    return periods


def parse_moment(text: str) -> datetime | None:
    """Read the time up to which batches count, `2021-04-05` or `2021-04-05T08:00`; empty means no limit.

    Raises:
        UserError: the text is not a time.
    """
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserError(
            f"thời điểm {text!r} không hợp lệ; viết như 2021-04-05 hoặc 2021-04-05T08:00",
            f"{text!r} is not a time; write 2021-04-05 or 2021-04-05T08:00",
        ) from error


def period_between(start: date, end: date) -> Period | None:
    """The month, quarter, half-year, nine months or year of either convention with these days; None where none has."""
    named = (
        _build(year, first_month, kind, convention)
        for convention in CONVENTIONS
        for kind, months in _KINDS.items()
        for year in (end.year, end.year + 1)
        for first_month in (range(1, 13, months) if kind != "nine_months" else (1,))
    )
    return next((period for period in named if (period.start, period.end) == (start, end)), None)


def explicit(start: date, end: date) -> Period:
    """The period of the days from `start` to `end`."""
    if start > end:
        raise UserError(
            f"kỳ {start}..{end}: ngày đầu sau ngày cuối", f"period {start}..{end}: the start is after the end"
        )
    return Period(start, end, f"{start}..{end}", "explicit", "explicit")


def _build(year: int, first_month: int, kind: str, convention: str) -> Period:
    index = year * 12 + first_month - 1
    start, after = _month_start(index), _month_start(index + _KINDS[kind])
    if convention == "vpcp":
        start, after = (_month_start(i - 1).replace(day=15) for i in (index, index + _KINDS[kind]))
    return Period(start, after - timedelta(1), _label(year, first_month, kind), kind, convention)


def _label(year: int, first_month: int, kind: str) -> str:
    suffix = {
        "month": f"-{first_month:02}",
        "quarter": f"-Q{first_month // 3 + 1}",
        "half": f"-H{first_month // 6 + 1}",
        "nine_months": "-9M",
        "year": "",
    }
    return f"{year:04}{suffix[kind]}"


def _first_month(period: Period) -> int:
    if period.kind == "month":
        return int(period.label[-2:])
    number = int(period.label[-1]) if period.kind in ("quarter", "half") else 1
    return (number - 1) * _KINDS[period.kind] + 1


def _month_start(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _iso(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _unreadable(text) from error


def _range(first: Period, last: Period, text: str) -> list[Period]:
    if first.kind != last.kind or first.start > last.start:
        raise _unreadable(text)
    periods = [first]
    while periods[-1].start < last.start:
        periods.append(periods[-1].shift(1))
    return periods


def _unreadable(text: str) -> UserError:
    forms = "2021-07, 2021-Q1, 2021-H1, 2021-9M, 2021, 2021-01-01..2021-03-31"
    return UserError(
        f"không hiểu kỳ báo cáo {text!r}; các dạng: {forms}", f"cannot read period {text!r}; forms: {forms}"
    )


def _name_vi(period: Period) -> str:
    year = period.label[:4]
    match period.kind:
        case "month":
            return f"tháng {_first_month(period)} năm {year}"
        case "quarter":
            return f"quý {formats.roman_quarter(_first_month(period) // 3 + 1)} năm {year}"
        case "half":
            return f"6 tháng {'đầu' if _first_month(period) == 1 else 'cuối'} năm {year}"
        case "nine_months":
            return f"9 tháng năm {year}"
        case "year":
            return f"năm {year}"
    return f"kỳ {period.dates('vi')}"


def _name_en(period: Period) -> str:
    year = period.label[:4]
    match period.kind:
        case "month":
            return f"{formats.MONTHS_EN[_first_month(period) - 1]} {year}"
        case "quarter":
            return f"Q{period.label[-1]} {year}"
        case "half":
            return f"{'first' if _first_month(period) == 1 else 'second'} half of {year}"
        case "nine_months":
            return f"first nine months of {year}"
        case "year":
            return year
    return f"the period {period.dates('en')}"
