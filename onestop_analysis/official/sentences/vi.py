"""A press release in Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import Channel, Rating, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.periods import Period
    from onestop_analysis.project import Centre

AGENCIES_NAMED = 4
_CHANNELS = {
    "in_person": "tiếp nhận trực tiếp",
    "online": "tiếp nhận trực tuyến",
    "post": "tiếp nhận qua bưu chính công ích",
}


def headline(sheet: FactSheet, centre: Centre) -> str:
    """What a newspaper would print above it."""
    return f"{centre.name} giải quyết {sheet.get('resolved'):count} hồ sơ trong {named(sheet.period)}"


def lead(sheet: FactSheet, centre: Centre) -> str:
    """How much was resolved, and how much of it in time."""
    resolved, in_time = sheet.get("resolved"), sheet.get("resolved", timeliness="early_or_on_time")
    opening = f"Trong {named(sheet.period)}, {centre.name}"
    if resolved.value == 0:
        return f"{opening} không có hồ sơ nào được giải quyết xong."
    return (
        f"{opening} đã giải quyết {resolved:count} hồ sơ; trong đó, số hồ sơ giải quyết đúng và trước hạn là "
        f"{in_time:count} hồ sơ, đạt {in_time:share}."
    )


def received(sheet: FactSheet) -> str:
    """What came in, by channel and by origin."""
    total = sheet.get("received")
    if total.value == 0:
        return "Trong kỳ, Trung tâm không tiếp nhận hồ sơ nào."
    parts = [
        f"{_CHANNELS[channel]} {_with_share(fact)}" for channel, fact in _parts(sheet, "received", "channel", Channel)
    ]
    carried = sheet.get("received", inflow="carried_over")
    new = sheet.get("received", inflow="new")
    origin = (
        f" Theo nguồn hồ sơ, tiếp nhận mới {_with_share(new)}, kỳ trước chuyển sang {_with_share(carried)}."
        if carried.value != 0
        else ""
    )
    return f"Tổng số hồ sơ tiếp nhận là {total:count} hồ sơ, trong đó {listed(parts)}.{origin}"


def results(sheet: FactSheet) -> str:
    """What was resolved by timeliness, and how results were handed over."""
    resolved, late = sheet.get("resolved"), sheet.get("resolved", timeliness="late")
    if resolved.value == 0:
        return ""
    kinds = [("trước hạn", "early"), ("đúng hạn", "on_time")]
    found = [(words, sheet.find("resolved", timeliness=kind)) for words, kind in kinds]
    parts = [f"{words} {_with_share(fact)}" for words, fact in found if fact is not None and not fact.hidden]
    parts = parts or [f"đúng và trước hạn {_with_share(sheet.get('resolved', timeliness='early_or_on_time'))}"]
    if not late.hidden:
        parts.append("không có hồ sơ trễ hạn" if late.value == 0 else f"trễ hạn {_with_share(late)}")
    return f"Trong số hồ sơ đã giải quyết, {listed(parts)}."


def returned(sheet: FactSheet) -> str:
    """Results handed over, and those by post; empty without any."""
    total, post = sheet.find("result_returned"), sheet.find("result_returned", return_channel="post")
    if total is None or post is None or not total.value:
        return ""
    by_post = f", trong đó trả qua bưu chính công ích {_with_share(post)}" if post.value and not post.hidden else ""
    return f"Số kết quả đã trả trong kỳ là {total:count} hồ sơ{by_post}."


def unfinished(sheet: FactSheet) -> str:
    """That the data end before the period does; empty where they do not."""
    last = sheet.data_end
    return (
        f"Dữ liệu mới ghi nhận đến ngày {day}, chưa hết kỳ báo cáo."
        if last and (day := mark("date", last.isoformat(), formats.day(last)))
        else ""
    )


def pending(sheet: FactSheet) -> str:
    """What is open at the period's end."""
    total, overdue = sheet.get("pending"), sheet.get("pending", deadline_state="overdue")
    last = sheet.data_end or sheet.period.end
    day = mark("date", last.isoformat(), formats.day(last))
    if total.value == 0:
        return f"Đến hết ngày {day}, không còn hồ sơ đang giải quyết."
    # What is overdue is known for the period's end only, and may be hidden.
    if sheet.data_end or overdue.hidden or sheet.get("pending", deadline_state="in_time").hidden:
        return f"Đến hết ngày {day}, còn {total:count} hồ sơ đang giải quyết."
    in_time = sheet.get("pending", deadline_state="in_time")
    if overdue.value == 0:
        return f"Đến hết ngày {day}, còn {total:count} hồ sơ đang giải quyết, đều trong hạn."
    parts = [f"trong hạn {_with_share(in_time)}", f"quá hạn {_with_share(overdue)}"]
    return f"Đến hết ngày {day}, còn {total:count} hồ sơ đang giải quyết, gồm {listed(parts)}."


def apart(sheet: FactSheet) -> str:
    """Withdrawn and refused dossiers, without which the numbers do not close; empty where there are none."""
    kinds = (("withdrawn", "do người nộp rút"), ("refused", "dừng giải quyết"))
    found = [(words, sheet.find(measure)) for measure, words in kinds]
    parts = [f"{fact:count} hồ sơ {words}" for words, fact in found if fact is not None and fact.value]
    return f"Ngoài ra, có {listed(parts)}." if parts else ""


def agencies(sheet: FactSheet) -> str:
    """The agencies with most dossiers; empty where there is no more than one."""
    found = [fact for fact in sheet.by("received", "agency") if fact.value]
    if len(found) < 2:
        return ""
    most = sorted(found, key=lambda fact: (-(fact.value or 0), fact.id))[:AGENCIES_NAMED]
    parts = [f"{_name(fact, 'agency')} {fact:count} hồ sơ" for fact in most]
    return f"Các cơ quan có nhiều hồ sơ nhất là {listed(parts)}."


def ratings(sheet: FactSheet) -> str:
    """The ratings that may be shown; empty where nobody rated."""
    votes = sheet.find("satisfaction_votes")
    if votes is None or not votes.value:
        return ""
    parts: list[str] = [
        f"{label(rating).lower()} {fact:count} lượt (chiếm {fact:share})"
        for rating, fact in _parts(sheet, "satisfaction_votes", "rating", Rating)
        if not fact.hidden
    ]
    if not parts:
        return f"Có {votes:count} lượt đánh giá mức độ hài lòng."
    return f"Có {votes:count} lượt đánh giá mức độ hài lòng của tổ chức, cá nhân, trong đó {listed(parts)}."


def compared(sheet: FactSheet) -> str:
    """Received and resolved against the same period of the year before; empty where that is not known."""
    before = sheet.period.same_period_last_year()
    parts = []
    for measure, words in (("received", "tiếp nhận"), ("resolved", "đã giải quyết")):
        change = sheet.find(f"{measure}_change", versus=before.label)
        if change is None or not change.value or not change.whole:
            return ""
        direction = "tăng" if change.value > 0 else "giảm"
        parts.append(f"số hồ sơ {words} {direction} {change:size} hồ sơ ({change:rate})")
    return f"So với {named(before)}, {listed(parts)}."


def named(period: Period) -> str:
    """'quý I năm 2021' as a date run."""
    return mark("date", period.start.isoformat(), period.name("vi"))


def listed(parts: Sequence[str]) -> str:
    """'a, b và c'; semicolons where a part has a comma of its own."""
    if len(parts) < 2:
        return "".join(parts)
    comma = "; " if any(", " in part for part in parts) else ", "
    return f"{comma.join(parts[:-1])} và {parts[-1]}"


def _parts(sheet: FactSheet, measure: str, dimension: str, values: Iterable[str]) -> list[tuple[str, Fact]]:
    found = [(str(value), sheet.find(measure, {dimension: str(value)})) for value in values]
    return [(value, fact) for value, fact in found if fact is not None]


def _with_share(fact: Fact) -> str:
    return f"{fact:count} hồ sơ (chiếm {fact:share})" if fact.share is not None else f"{fact:count} hồ sơ"


def _name(fact: Fact, dimension: str) -> str:
    return mark("note", dimension, fact.breakdown[dimension])
