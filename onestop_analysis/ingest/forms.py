"""A received form goes to the centre's folder of forms, under the name of its period; it is not made dossiers of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.indicators.reported import SUFFIXES, period_of
from onestop_analysis.periods import Period, parse_period, period_between
from onestop_analysis.sources.forms import dates_of_form, is_numbered, read_reported
from onestop_analysis.sources.words import file_name

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

# A table with none of these is no form of dossiers, whatever its heads.
_COUNTED = {"received", "resolved", "pending", "score"}


def is_form(path: Path) -> bool:
    """Whether a file is an aggregated form whose figures can be read."""
    try:
        measures = {cell.measure for cell in read_reported(path)} if is_numbered(path) else set()
    except UserError:
        return False
    return len(measures & _COUNTED) > 1 or "score" in measures


def keep_form(path: Path, folder: Path, period: str = "") -> tuple[Path, Period]:
    """Copy a form into `folder` as <period>.xlsx, complete or not at all, and return where it is and its period.

    `period` is `2020-Q4`, or `2020-Q4.vpcp` for a period of the Government Office; empty: what the form says, else
    what the file is named.

    Raises:
        UserError: the period is not known, or not the one that the form names; another form of it is there.
    """
    about = _period(path, period)
    suffix = path.suffix.lower() if path.suffix.lower() in SUFFIXES else ".xlsx"
    convention = ".vpcp" if about.convention == "vpcp" else ""
    target, content = folder / f"{about.label}{convention}{suffix}", path.read_bytes()
    known = [other for other in folder.glob(f"{about.label}{convention}.*") if other.suffix.lower() in SUFFIXES]
    known = [other for other in known if period_of(other) == about]
    if any(other.read_bytes() == content for other in known):
        return known[0], about
    if known:
        raise UserError(
            f"{file_name(path.name)}: forms/{known[0].name} đã có và khác tệp này; "
            "nếu tệp này thay thế, hãy bỏ tệp cũ rồi chạy lại",
            f"{file_name(path.name)}: forms/{known[0].name} is there already and differs from this file; "
            "if this one replaces it, remove the old one and run again",
        )
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{target.name}.{os.getpid()}.tmp"
    temporary.write_bytes(content)
    temporary.replace(target)
    return target, about


def _period(path: Path, named: str) -> Period:
    """By the option, the form's own dates or the file's name; a form that names other days is not overruled."""
    days = dates_of_form(path)
    own = period_between(*days) if days else None
    if named:
        label, _, convention = named.partition(".")
        wanted = parse_period(label, convention or "calendar")
        if days and days != (wanted.start, wanted.end):
            raise _other_days(path, days, wanted)
        if wanted.kind != "explicit":
            return wanted
    elif own is not None:
        return own
    elif days is None:
        try:
            return period_of(path)
        except UserError as error:
            raise _unknown(path) from error
    raise _no_name(path)


def _other_days(path: Path, days: tuple[date, date], wanted: Period) -> UserError:
    name, written = file_name(path.name), f"{days[0]:%d/%m/%Y}-{days[1]:%d/%m/%Y}"
    own = f"{wanted.start:%d/%m/%Y}-{wanted.end:%d/%m/%Y}"
    return UserError(
        f"{name}: biểu ghi {written}, còn --period {wanted.label} là {own}; "
        "kỳ từ ngày 15 đến ngày 14 viết như 2021-Q1.vpcp",
        f"{name}: the form says {written}, while --period {wanted.label} is {own}; "
        "write a period from the 15th to the 14th as 2021-Q1.vpcp",
    )


def _unknown(path: Path) -> UserError:
    name = file_name(path.name)
    return UserError(
        f"{name}: là biểu tổng hợp nhưng không ghi từ ngày nào đến ngày nào; thêm --period 2020-Q4 (ngày dương lịch) "
        "hoặc --period 2020-Q4.vpcp (từ ngày 15 đến ngày 14)",
        f"{name}: it is an aggregated form, but it names no days; add --period 2020-Q4 (calendar dates) "
        "or --period 2020-Q4.vpcp (15th to 14th)",
    )


def _no_name(path: Path) -> UserError:
    name = file_name(path.name)
    return UserError(
        f"{name}: biểu phải là của một tháng, quý, nửa năm, 9 tháng hoặc năm",
        f"{name}: a form must be of a month, quarter, half-year, nine months or year",
    )
