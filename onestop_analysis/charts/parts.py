"""The charts of one period: parts of a whole as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.bars import Bar, draw_bars
from onestop_analysis.charts.content import as_chart, category, counted, named, parts_table
from onestop_analysis.charts.style import ACCENT, PALE, SECOND, WARM
from onestop_analysis.document import mark
from onestop_analysis.indicators import AGENCIES_SHOWN, timeliness_classes
from onestop_analysis.vocabulary import DeadlineState, Rating, Timeliness, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

CHANNEL_PHRASES = {"in_person": "trực tiếp", "online": "trực tuyến", "post": "qua bưu chính công ích"}
RATING_COLORS = {"neutral": PALE, "dissatisfied": WARM, "very_dissatisfied": WARM}
REST = "Các cơ quan còn lại"
RECEIVED = "Số hồ sơ tiếp nhận, gồm cả kỳ trước chuyển sang (tỷ lệ trong tổng số)"
RESOLVED = "Số hồ sơ đã giải quyết (tỷ lệ trong tổng số)"
PENDING = "Số hồ sơ đang giải quyết vào cuối kỳ (tỷ lệ trong tổng số)"
VOTES = "Số lượt đánh giá (tỷ lệ trong tổng số)"


def intake_by_channel(facts: Facts, *, ax: Axes | None = None) -> Chart:
    """How the dossiers of the period came in, the largest channel first."""
    bars, total = channel_bars(facts.now), facts.get("received")
    most = bars[0].observation
    phrase = CHANNEL_PHRASES.get(most.category("channel"), category(most, "channel"))
    title = (
        f"Hồ sơ nộp {phrase} chiếm {most:share} tổng số tiếp nhận" if total.value else "Không phát sinh hồ sơ tiếp nhận"
    )
    caption = f"Hồ sơ tiếp nhận theo hình thức nộp, {named(facts.period)}, gồm cả hồ sơ kỳ trước chuyển sang"
    heads = ("Hình thức", "Số hồ sơ")
    return _parts_chart(
        "intake-by-channel", bars, total, title=title, caption=caption, heads=heads, counts=RECEIVED, ax=ax
    )


def channel_bars(observations: Observations) -> list[Bar]:
    """Received by channel, the largest first and in the accent colour."""
    items = observations.by("received", "channel")
    return [Bar(category(item, "channel"), item, ACCENT if item is items[0] else SECOND) for item in items]


def resolved_by_timeliness(facts: Facts, *, ax: Axes | None = None) -> Chart:
    """Resolved dossiers early, on time and late; a handful of late ones stays visible."""
    bars, total = timeliness_bars(facts.now), facts.get("resolved")
    caption = f"Hồ sơ đã giải quyết theo thời hạn, {named(facts.period)}"
    title, heads = _timeliness_title(facts), ("Thời hạn", "Số hồ sơ")
    return _parts_chart(
        "resolved-by-timeliness", bars, total, title=title, caption=caption, heads=heads, counts=RESOLVED, ax=ax
    )


def timeliness_bars(observations: Observations) -> list[Bar]:
    """Resolved early, on time and late, in this order; or the classes that the rule has."""
    items = [(item.category("timeliness"), item) for item in timeliness_classes(observations)]
    return [Bar(label(value), item, WARM if value == Timeliness.LATE else ACCENT) for value, item in items]


def _timeliness_title(facts: Facts) -> str:
    in_time, late = (facts.get("resolved", timeliness=value) for value in ("early_or_on_time", "late"))
    if not facts.get("resolved").value:
        return "Không phát sinh hồ sơ giải quyết xong"
    rest = f"còn {late:count} hồ sơ trễ hạn" if late.value else "không có hồ sơ trễ hạn"
    return f"Giải quyết đúng và trước hạn đạt {in_time:share}, {rest}"


def pending_by_deadline(facts: Facts, *, ax: Axes | None = None) -> Chart:
    """Dossiers open at the period's end, in time and overdue."""
    bars, total = deadline_bars(facts.now), facts.get("pending")
    overdue = facts.get("pending", deadline_state=DeadlineState.OVERDUE)
    rest = f"trong đó quá hạn {counted(overdue)}" if overdue.value else "không có hồ sơ quá hạn"
    title = (
        f"Cuối kỳ còn {total:count} hồ sơ đang giải quyết, {rest}" if total.value else "Không còn hồ sơ đang giải quyết"
    )
    caption = f"Hồ sơ đang giải quyết vào cuối {named(facts.period)}"
    heads = ("Thời hạn", "Số hồ sơ")
    return _parts_chart(
        "pending-by-deadline", bars, total, title=title, caption=caption, heads=heads, counts=PENDING, ax=ax
    )


def deadline_bars(observations: Observations) -> list[Bar]:
    """Pending in time and overdue, in this order."""
    colors = {DeadlineState.IN_TIME: ACCENT, DeadlineState.OVERDUE: WARM}
    return [
        Bar(label(value), observations.get_one("pending", deadline_state=value), color)
        for value, color in colors.items()
    ]


def received_by_agency(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """The agencies with most dossiers, and the others together; None when nothing was received."""
    bars, total = agency_bars(facts.now), facts.get("received")
    if not total.value:
        return None
    caption = f"Hồ sơ tiếp nhận theo cơ quan giải quyết, {named(facts.period)}, gồm cả hồ sơ kỳ trước chuyển sang"
    title = f"{_named_bar(bars[0])} tiếp nhận nhiều nhất: {counted(bars[0].observation)}"
    heads = ("Cơ quan", "Số hồ sơ")
    return _parts_chart(
        "received-by-agency", bars, total, title=title, caption=caption, heads=heads, counts=RECEIVED, ax=ax
    )


def agency_bars(observations: Observations) -> list[Bar]:
    """Received by the largest agencies, then by the others together."""
    items, rest = observations.top("received", "agency", AGENCIES_SHOWN)
    bars = [Bar(category(item, "agency"), item, ACCENT if item is items[0] else SECOND) for item in items if item.value]
    return bars if rest is None else [*bars, Bar(REST, rest, PALE)]


def ratings(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Kiosk ratings from the best down; None when nobody rated."""
    bars, total = rating_bars(facts.now), facts.get("satisfaction_votes")
    if not total.value:
        return None
    most = max((bar.observation for bar in bars), key=lambda item: item.value)
    title = f"{category(most, 'rating')} chiếm {most:share} số lượt đánh giá"
    caption = f"Lượt đánh giá mức độ hài lòng, {named(facts.period)}"
    heads = ("Mức độ", "Số lượt")
    return _parts_chart("ratings", bars, total, title=title, caption=caption, heads=heads, counts=VOTES, ax=ax)


def rating_bars(observations: Observations) -> list[Bar]:
    """Votes by rating, from very satisfied to very dissatisfied; levels that the scale lacks are left out."""
    order = {value: index for index, value in enumerate(Rating)}
    items = sorted(
        observations.by("satisfaction_votes", "rating"), key=lambda item: order[Rating(item.category("rating"))]
    )
    return [Bar(category(item, "rating"), item, RATING_COLORS.get(item.category("rating"), ACCENT)) for item in items]


def _parts_chart(
    name: str,
    bars: Sequence[Bar],
    total: Observation,
    *,
    title: str,
    caption: str,
    heads: tuple[str, str],
    counts: str,
    ax: Axes | None,
) -> Chart:
    """The chart of some bars: its alternative text names every bar with its number."""
    rows = [(_named_bar(bar), bar.observation) for bar in bars]
    parts = "; ".join(f"{word} {counted(item)}" for word, item in rows)
    alt = f"Biểu đồ thanh ngang. {caption}, tổng số {counted(total)}: {parts}."
    table = parts_table(name, rows, total, caption=caption, heads=heads)
    return as_chart(draw_bars(bars, title=counts, ax=ax), title=title, alt=alt, table=table)


def _named_bar(bar: Bar) -> str:
    """The bar's name; an agency's name is marked, for it may hold digits."""
    is_agency = "agency" in dict(bar.observation.breakdown)
    return mark("note", "agency", bar.label) if is_agency else bar.label
