"""The tables of the report: every cell that holds a number is an observation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from onestop_analysis import formats
from onestop_analysis.document import Column, Runs, Table, mark, runs
from onestop_analysis.story.wording import capitalised
from onestop_analysis.vocabulary import Channel, Timeliness, label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.store import Batch

NUMBER: Literal["right"] = "right"
NONE = "–"


def key_figures(facts: Facts) -> Table:
    """The totals of the period beside those of the period before and the same period last year."""
    earlier = [before for before in (facts.previous, facts.last_year) if before is not None]
    periods = [facts.now, *earlier]
    columns = (Column("Chỉ tiêu"), *(Column(capitalised(item.period.name("vi")), NUMBER) for item in periods))
    rows = [_key_row(title, periods, measure, breakdown) for title, measure, breakdown in _KEY_FIGURES]
    rows.append(_share_row("Tỷ lệ đúng và trước hạn", periods))
    return Table("key-figures", runs("Các chỉ tiêu chính (số hồ sơ)"), columns, tuple(rows))


_KEY_FIGURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Tiếp nhận", "received", {}),
    ("Tiếp nhận trực tuyến", "received", {"channel": "online"}),
    ("Đã giải quyết", "resolved", {}),
    ("Trễ hạn", "resolved", {"timeliness": "late"}),
    ("Đang giải quyết", "pending", {}),
)


def _key_row(title: str, periods: list[Observations], measure: str, breakdown: dict[str, str]) -> tuple[Runs, ...]:
    return (runs(title), *(runs(f"{item.get_one(measure, **breakdown)}") for item in periods))


def _share_row(title: str, periods: list[Observations]) -> tuple[Runs, ...]:
    shares = [item.get_one("resolved", timeliness=Timeliness.EARLY_OR_ON_TIME) for item in periods]
    return (runs(title), *(_share(item) for item in shares))


def channels(facts: Facts) -> Table:
    """Received by channel: new, carried over, in all, share."""
    columns = (
        Column("Hình thức tiếp nhận"),
        Column("Tiếp nhận mới", NUMBER),
        Column("Kỳ trước chuyển sang", NUMBER),
        Column("Tổng số", NUMBER),
        Column("Tỷ lệ", NUMBER),
    )
    rows = [_channel_row(facts, channel) for channel in Channel]
    total = facts.get("received")
    inflows = [facts.get("received", inflow=inflow) for inflow in ("new", "carried_over")]
    rows.append((runs("Tổng số"), *(runs(f"{item}") for item in (*inflows, total)), runs("")))
    return Table("channels", runs("Hồ sơ tiếp nhận theo hình thức"), columns, tuple(rows), total=True)


def _channel_row(facts: Facts, channel: str) -> tuple[Runs, ...]:
    item = facts.get("received", channel=channel)
    inflows = [_or_none(facts, "received", inflow=inflow, channel=channel) for inflow in ("new", "carried_over")]
    return (runs(label(channel)), *inflows, runs(f"{item}"), _share(item))


def agencies(facts: Facts) -> Table:
    """Every agency: received, share of all, resolved, late, share early or on time, pending."""
    columns = (
        Column("Cơ quan"),
        Column("Tiếp nhận", NUMBER),
        Column("Tỷ lệ", NUMBER),
        Column("Đã giải quyết", NUMBER),
        Column("Trễ hạn", NUMBER),
        Column("Đúng và trước hạn", NUMBER),
        Column("Đang giải quyết", NUMBER),
    )
    rows = [_agency_row(facts, item) for item in facts.now.by("received", "agency")]
    totals = [facts.get("received"), facts.get("resolved"), facts.get("resolved", timeliness="late")]
    in_time = facts.get("resolved", timeliness="early_or_on_time")
    received, resolved, late = (runs(f"{item}") for item in totals)
    rows.append((runs("Tổng số"), received, runs(""), resolved, late, _share(in_time), runs(f"{facts.get('pending')}")))
    return Table("agencies", runs("Hồ sơ theo cơ quan giải quyết"), columns, tuple(rows), total=True)


def _agency_row(facts: Facts, item: Observation) -> tuple[Runs, ...]:
    agency = item.category("agency")
    in_time = facts.now.find("resolved", agency=agency, timeliness="early_or_on_time")
    return (
        runs(mark("note", "agency", agency)),
        runs(f"{item}"),
        _share(item),
        _or_none(facts, "resolved", agency=agency),
        _or_none(facts, "resolved", agency=agency, timeliness="late"),
        runs(NONE) if in_time is None else _share(in_time),
        _or_none(facts, "pending", agency=agency),
    )


def batches(facts: Facts) -> Table:
    """The received files behind the numbers: what was accepted, set aside and left out."""
    columns = (
        Column("Tệp nhận được"),
        Column("Số dòng", NUMBER),
        Column("Ghi nhận", NUMBER),
        Column("Cách ly", NUMBER),
        Column("Loại trừ", NUMBER),
        Column("Mã kiểm tra tệp"),
    )
    rows = tuple(_batch_row(batch) for batch in facts.batches)
    return Table("batches", runs("Nguồn dữ liệu"), columns, rows, appendix=True)


def _batch_row(batch: Batch) -> tuple[Runs, ...]:
    source = batch.source
    counts = [formats.number(source.counts.get(name, 0)) for name in ("lines", "accepted", "quarantined", "excluded")]
    texts = (source.name, *counts, source.sha256[:12])
    return tuple(runs(mark("reference", f"batch:{batch.id}", text)) for text in texts)


def _share(item: Observation) -> Runs:
    return runs(NONE) if item.share is None else runs(f"{item:share}")


def _or_none(facts: Facts, measure: str, **breakdown: str) -> Runs:
    item = facts.now.find(measure, **breakdown)
    return runs(NONE) if item is None else runs(f"{item}")
