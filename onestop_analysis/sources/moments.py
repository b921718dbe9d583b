"""Dates as exports write them, read strictly: every form has one meaning, impossible days stay errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from onestop_analysis.sources.words import clean

# Forms that the engine reads by itself, with the length of such a cell: (length, strptime form).
_FAST_FORMS = (
    (16, "%d/%m/%Y %H:%M"),
    (19, "%d/%m/%Y %H:%M:%S"),
    (10, "%d/%m/%Y"),
    (19, "%Y-%m-%d %H:%M:%S"),
    (19, "%Y-%m-%dT%H:%M:%S"),
    (10, "%Y-%m-%d"),
    (10, "%d-%m-%Y"),
    (14, "%Y%m%d%H%M%S"),
)
EMPTY = frozenset({"", "-", "--", "null", "none", "nan", "nat", "n/a", "na", "chưa có", "không", "0"})
_CLOCK = r"(?P<hour>\d{1,2})(?::|h|g)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>am|pm|sa|ch)?"
_DAY = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:[ T,]+{_CLOCK})?",
        rf"{_CLOCK}[ ,]+{_DAY}",
    )
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    rf"(?:[ T]+{_CLOCK}\s*(?P<zone>z|[+-]\d{{2}}:?\d{{2}})?)?",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?:ngày )?(?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})", re.IGNORECASE)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})[ ./-](?P<month>{'|'.join(_MONTHS)})[a-z]*[ ,./-]+(?P<year>\d{{4}})(?:[ T,]+{_CLOCK})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?:\.0)?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_LOCAL = timezone(timedelta(hours=7))
_FIGURE, _DIRECTIVE = re.compile(r"\d"), re.compile(r"%\w")
_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - store times are local without a zone
_DAYS_1904 = 1462


@dataclass(frozen=True)
class Moment:
    """A read cell: the local time, or the code of what is wrong with it; both None for an empty cell.

    `order` tells what the cell says about the order of day and month: 'day' when only this form's order
    gives a day, 'month' when only the other one does, 'either' when both do.
    """

    value: datetime | None = None
    code: str | None = None
    order: str = ""
    serial: bool = False


def read_moment(text: str, *, epoch_1904: bool = False, day_first: bool = True) -> Moment:  # noqa: PLR0911 - one return a form
    """The time that a cell means, day before month unless the form says otherwise."""
    cell = clean(text).removeprefix("'")
    if cell.lower() in EMPTY:
        return Moment()
    if cell.startswith("#"):
        return Moment(code="uncached_formula" if "FORMULA" in cell else "error_cell")
    if match := _ISO.fullmatch(cell):
        return _moment(match, day=match["day"], month=match["month"], order="")
    if match := _SPELLED.fullmatch(cell):
        return _checked([int(match["year"]), int(match["month"]), int(match["day"])])
    if match := _NAMED.fullmatch(cell):
        return _moment(match, day=match["day"], month=str(_MONTHS.index(match["month"].lower()) + 1), order="")
    for form in _FORMS:
        if match := form.fullmatch(cell):
            return _ordered(match, day_first=day_first)
    if match := _COMPACT.fullmatch(cell):
        return _checked([int(part) if part else 0 for part in match.groups()])
    if _SERIAL.fullmatch(cell):
        return _serial(float(cell.replace(",", ".")), epoch_1904=epoch_1904)
    return Moment(code="bad_date")


def fast_forms(*, day_first: bool) -> tuple[tuple[int, str], ...]:
    """The forms that the engine can read by itself, as (length of the cell, strptime form)."""
    if day_first:
        return _FAST_FORMS
    return tuple(
        (length, re.sub("%d([/-])%m", r"%m\1%d", form) if form.startswith("%d") else form)
        for length, form in _FAST_FORMS
    )


def fits(text: str, form: tuple[int, str]) -> bool:
    """Whether a cell looks like one of `fast_forms`."""
    length, pattern = form
    return len(text) == length and _FIGURE.sub("", text) == _DIRECTIVE.sub("", pattern)


def _ordered(match: re.Match[str], *, day_first: bool) -> Moment:
    if len(match["year"]) == 2:
        return Moment(code="ambiguous_date")
    day, month = (match["a"], match["b"]) if day_first else (match["b"], match["a"])
    if int(month) > 12 >= int(day):
        return Moment(code="impossible_date", order="month")
    order = "day" if int(day) > 12 else "either" if day != month else ""
    return _moment(match, day=day, month=month, order=order)


def _moment(match: re.Match[str], *, day: str, month: str, order: str) -> Moment:
    groups = match.groupdict()
    hour = int(groups["hour"] or 0)
    if groups["half"]:
        hour = hour % 12 + (12 if groups["half"].lower() in ("pm", "ch") else 0)
    parts = [int(groups["year"]), int(month), int(day), hour, int(groups["minute"] or 0), int(groups["second"] or 0)]
    read = _checked(parts, zone=groups.get("zone"))
    return Moment(read.value, read.code, order)


def _checked(parts: list[int], *, zone: str | None = None) -> Moment:
    try:
        value = datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return Moment(code="impossible_date")
    if zone:
        offset = UTC if zone.lower() == "z" else datetime.strptime(zone, "%z").tzinfo
        value = value.replace(tzinfo=offset).astimezone(_LOCAL).replace(tzinfo=None)
    return Moment(value)


def _serial(days: float, *, epoch_1904: bool) -> Moment:
    """An Excel day number. Between 2000 and 2099 it cannot be anything else in a date column."""
    shifted = days + (_DAYS_1904 if epoch_1904 else 0)
    if not 36526 <= shifted < 73051:
        return Moment(code="bad_date")
    whole = _EPOCH_1900 + timedelta(days=shifted)
    rounded = (whole + timedelta(milliseconds=500)).replace(microsecond=0)
    return Moment(rounded, serial=True)
