"""The tables of the accessible workbook, as plain rows: what each holds and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onestop_analysis.official.order import alphabetical
from onestop_analysis.vocabulary import Channel, Rating, label

if TYPE_CHECKING:
    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.periods import Period

Kind = Literal["count", "share", "days"]
COUNT: Kind = "count"


@dataclass(frozen=True)
class Head:
    """Head of a column of numbers, and what of a fact stands below it."""

    label: str
    kind: Kind = COUNT


@dataclass(frozen=True)
class DataTable:
    """One table: the first column names the row, every other cell is a fact or None where there is none."""

    name: str
    title: str
    first: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, tuple[Fact | None, ...]], ...]
    note: str = ""


def data_tables(sheet: FactSheet) -> list[DataTable]:
    """All tables that have rows, in the order of the report."""
    tables = [
        key_figures(sheet),
        channels(sheet),
        by_name(sheet, "agency", name="Cơ quan", first="Cơ quan"),
        by_name(sheet, "field", name="Lĩnh vực", first="Lĩnh vực"),
        procedures(sheet),
        ratings(sheet),
        months(sheet),
    ]
    return [table for table in tables if table.rows]


def key_figures(sheet: FactSheet) -> DataTable:
    """The totals of the period, of the one before and of the same one last year, where they are known."""
    period = sheet.period
    known = [at for at in (period, period.previous(), period.same_period_last_year()) if sheet.find("received", at=at)]
    rows: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("Hồ sơ tiếp nhận", "received", {}),
        ("Tiếp nhận mới", "received", {"inflow": "new"}),
        ("Kỳ trước chuyển sang", "received", {"inflow": "carried_over"}),
        ("Đã giải quyết", "resolved", {}),
        ("Đúng và trước hạn", "resolved", {"timeliness": "early_or_on_time"}),
        ("Trước hạn", "resolved", {"timeliness": "early"}),
        ("Đúng hạn", "resolved", {"timeliness": "on_time"}),
        ("Trễ hạn", "resolved", {"timeliness": "late"}),
        ("Đang giải quyết", "pending", {}),
        ("Đang giải quyết, quá hạn", "pending", {"deadline_state": "overdue"}),
        ("Chờ bổ sung", "paused", {}),
        ("Người nộp rút", "withdrawn", {}),
        ("Dừng giải quyết", "refused", {}),
        ("Kết quả đã trả", "result_returned", {}),
        ("Trả kết quả qua bưu chính", "result_returned", {"return_channel": "post"}),
        ("Lượt đánh giá", "satisfaction_votes", {}),
    )
    found = [(title, tuple(sheet.find(measure, where, at=at) for at in known)) for title, measure, where in rows]
    heads = tuple(Head(_capital(at.name("vi"))) for at in known)
    shown = tuple(row for row in found if row[1][0] is not None)
    return DataTable("Chỉ tiêu chính", "Các chỉ tiêu chính", "Chỉ tiêu", heads, shown)


def channels(sheet: FactSheet) -> DataTable:
    """Received by channel, with shares of all received."""
    rows = tuple(
        (
            label(channel),
            (
                sheet.find("received", inflow="new", channel=channel),
                sheet.find("received", inflow="carried_over", channel=channel),
                *([sheet.find("received", channel=channel)] * 2),
            ),
        )
        for channel in Channel
        if sheet.find("received", channel=channel)
    )
    heads = (Head("Tiếp nhận mới"), Head("Kỳ trước chuyển sang"), Head("Tổng số"), Head("Tỷ lệ (%)", "share"))
    return DataTable("Hình thức", "Hồ sơ tiếp nhận theo hình thức", "Hình thức tiếp nhận", heads, rows)


_PLACE_HEADS = (
    Head("Tiếp nhận"),
    Head("Tiếp nhận mới"),
    Head("Kỳ trước chuyển sang"),
    Head("Đã giải quyết"),
    Head("Trước hạn"),
    Head("Đúng hạn"),
    Head("Trễ hạn"),
    Head("Đúng và trước hạn (%)", "share"),
    Head("Đang giải quyết"),
    Head("Đang giải quyết, quá hạn"),
)


def by_name(sheet: FactSheet, dimension: str, *, name: str, first: str) -> DataTable:
    """Received, resolved and pending over agencies or fields, in alphabetical order."""
    names = sorted({fact.breakdown[dimension] for fact in sheet.by("received", dimension)}, key=alphabetical)
    rows = tuple((text, _place(sheet, {dimension: text})) for text in names)
    title = f"Hồ sơ theo {first.lower()}"
    return DataTable(name, title, first, _PLACE_HEADS, rows)


def _place(sheet: FactSheet, at: dict[str, str]) -> tuple[Fact | None, ...]:
    timeliness = [_in_time(sheet, at, kind) for kind in ("early", "on_time", "late", "early_or_on_time")]
    return (
        sheet.count("received", at),
        sheet.count("received", at, inflow="new"),
        sheet.count("received", at, inflow="carried_over"),
        sheet.count("resolved", at),
        *timeliness,
        sheet.count("pending", at),
        sheet.count("pending", at, deadline_state="overdue"),
    )


def _in_time(sheet: FactSheet, at: dict[str, str], kind: str) -> Fact | None:
    """A count by timeliness; the share of nothing stays empty."""
    if kind == "early_or_on_time":
        return sheet.find("resolved", at, timeliness=kind)
    return sheet.count("resolved", at, timeliness=kind)


def procedures(sheet: FactSheet) -> DataTable:
    """Received, resolved and timeliness over procedures, in alphabetical order."""
    names = sorted({fact.breakdown["procedure"] for fact in sheet.by("received", "procedure")}, key=alphabetical)
    rows = tuple((name, _procedure(sheet, name)) for name in names)
    heads = (Head("Tiếp nhận"), Head("Đã giải quyết"), Head("Trễ hạn"), Head("Đúng và trước hạn (%)", "share"))
    return DataTable("Thủ tục", "Hồ sơ theo thủ tục hành chính", "Thủ tục", heads, rows)


def _procedure(sheet: FactSheet, name: str) -> tuple[Fact | None, ...]:
    return (
        sheet.count("received", procedure=name),
        sheet.count("resolved", procedure=name),
        sheet.count("resolved", procedure=name, timeliness="late"),
        sheet.find("resolved", procedure=name, timeliness="early_or_on_time"),
    )


def ratings(sheet: FactSheet) -> DataTable:
    """Ratings by level, with shares of all of them."""
    found = [sheet.find("satisfaction_votes", rating=rating) for rating in Rating]
    rows = tuple((label(fact.breakdown["rating"]), (fact, fact)) for fact in found if fact)
    heads = (Head("Số lượt"), Head("Tỷ lệ (%)", "share"))
    return DataTable("Hài lòng", "Lượt đánh giá mức độ hài lòng", "Mức độ", heads, rows)


_MONTH_HEADS = (
    Head("Tiếp nhận mới"),
    Head("Tiếp nhận trực tuyến (%)", "share"),
    Head("Đã giải quyết"),
    Head("Trễ hạn"),
    Head("Đúng và trước hạn (%)", "share"),
    Head("Đang giải quyết cuối tháng"),
)


def months(sheet: FactSheet) -> DataTable:
    """The months up to the period's end."""
    rows = tuple((_capital(at.name("vi")), _month(sheet, at)) for at in sheet.months())
    return DataTable("Theo tháng", "Số liệu theo tháng", "Tháng", _MONTH_HEADS, rows)


def _month(sheet: FactSheet, at: Period) -> tuple[Fact | None, ...]:
    return (
        sheet.find("received", at=at, inflow="new"),
        sheet.find("received", at=at, channel="online"),
        sheet.find("resolved", at=at),
        sheet.find("resolved", at=at, timeliness="late"),
        sheet.find("resolved", at=at, timeliness="early_or_on_time"),
        sheet.find("pending", at=at),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
