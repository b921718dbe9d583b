"""What happened in the period: what came in, what was resolved and how timely, what is open, how people rated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.indicators import leading, timeliness_classes
from onestop_analysis.story.vi.choices import source_note
from onestop_analysis.story.vi.wording import compared, counted, dated, listed, named, with_share
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

TOP_AGENCIES = 4
CHANNEL_PHRASES = {
    "in_person": "tiếp nhận trực tiếp",
    "online": "tiếp nhận trực tuyến",
    "post": "tiếp nhận qua bưu chính công ích",
}


def lead(facts: Facts) -> str:
    """The first paragraph: how much was resolved and how much of it in time."""
    resolved, in_time = facts.get("resolved"), facts.get("resolved", timeliness="early_or_on_time")
    opening = f"Trong {named(facts.period)}, {facts.centre.name}"
    if resolved.value == 0:
        return f"{opening} không có hồ sơ nào được giải quyết xong."
    if in_time.value == 0:
        return f"{opening} giải quyết {resolved:count} hồ sơ; không có hồ sơ nào đúng hạn hoặc trước hạn."
    if in_time.value == resolved.value:
        all_of_them = "hồ sơ này" if resolved.value == 1 else "toàn bộ số hồ sơ này"
        return f"{opening} giải quyết {resolved:count} hồ sơ; {all_of_them} được giải quyết đúng và trước hạn (đạt {in_time:share})."
    return (
        f"{opening} giải quyết {resolved:count} hồ sơ; trong đó, số hồ sơ giải quyết đúng và trước hạn là "
        f"{in_time:count} hồ sơ, đạt tỷ lệ {in_time:share} số hồ sơ đã giải quyết."
    )


def unfinished(facts: Facts) -> str:
    """That the data end before the period does; empty where they do not."""
    if facts.reaches_end:
        return ""
    return (
        f"Dữ liệu mới ghi nhận đến ngày {dated(facts.data_end)}, chưa hết kỳ báo cáo: số liệu dưới đây là của phần kỳ đã có "
        "dữ liệu, chưa so sánh với các kỳ trước và với mục tiêu."
    )


def comparison(facts: Facts) -> str:
    """Received against the period before and the same period last year; says where there is nothing to compare."""
    if not facts.reaches_end:
        return ""
    sentences = [
        f"{subject} {' và '.join(parts)}."
        for subject, measure in (("Số hồ sơ tiếp nhận", "received"), ("Số hồ sơ đã giải quyết", "resolved"))
        if (parts := _comparisons(facts, measure))
    ]
    return " ".join(sentences) or "Chưa có số liệu của các kỳ trước để so sánh."


def _comparisons(facts: Facts, measure: str) -> list[str]:
    pairs = [(facts.change(measure, before), before) for before in facts.beside]
    return [
        f"{compared(change, before.period)}{source_note(facts, before)}"
        for change, before in pairs
        if change is not None
    ]


def intake(facts: Facts) -> str:
    """Received in all, by channel."""
    received = facts.get("received")
    if received.value == 0:
        return "Trong kỳ không phát sinh hồ sơ tiếp nhận."
    parts = [
        f"{CHANNEL_PHRASES[item.category('channel')]} {with_share(item)}"
        for item in facts.now.by("received", "channel")
        if item.value
    ]
    total = f"Tổng số hồ sơ tiếp nhận tại Trung tâm trong {named(facts.period)} là {received:count} hồ sơ"
    return f"{total}, {'gồm' if len(parts) == 1 else 'trong đó'} {listed(parts)}." if parts else f"{total}."


def carried_over(facts: Facts) -> str:
    """New and carried-over dossiers among the received ones."""
    new, carried = facts.get("received", inflow="new"), facts.get("received", inflow="carried_over")
    if facts.get("received").value == 0:
        return ""
    if new.value == 0:
        return "Toàn bộ số hồ sơ này từ kỳ trước chuyển sang, không có hồ sơ tiếp nhận mới trong kỳ."
    if carried.value == 0:
        return "Toàn bộ số hồ sơ này được tiếp nhận mới trong kỳ, không có hồ sơ kỳ trước chuyển sang."
    return (
        f"Trong tổng số trên có {with_share(new)} được tiếp nhận mới trong kỳ và "
        f"{with_share(carried)} từ kỳ trước chuyển sang."
    )


def results(facts: Facts) -> str:
    """Resolved, by timeliness."""
    resolved = facts.get("resolved")
    if resolved.value == 0:
        return "Trong kỳ không có hồ sơ nào được giải quyết xong."
    classes = timeliness_classes(facts.now)
    parts = [_timeliness_part(item) for item in classes if item.value or item.category("timeliness") == "late"]
    return f"Trung tâm đã giải quyết {resolved:count} hồ sơ, trong đó {listed(parts)}."


def _timeliness_part(item: Observation) -> str:
    value = item.category("timeliness")
    if value == "late" and not item.value:
        return "không có hồ sơ trễ hạn"
    return f"{label(value).lower()} {with_share(item)}"


def late_agencies(facts: Facts) -> str:
    """Which agencies the late dossiers belong to; empty when none was late."""
    late = [
        item
        for item in facts.now.by("resolved", "agency", "timeliness")
        if item.category("timeliness") == "late" and item.value
    ]
    if not late:
        return ""
    most = leading(late, TOP_AGENCIES)
    parts = [f"{facts.called(item)} ({counted(item)})" for item in most]
    if len(most) == len(late):
        return f"Hồ sơ trễ hạn thuộc {listed(parts)}."
    if not most:
        return f"Hồ sơ trễ hạn thuộc nhiều cơ quan, không cơ quan nào có quá {counted(max(late, key=lambda item: item.value))}."
    return f"Hồ sơ trễ hạn thuộc nhiều cơ quan, nhiều nhất là {listed(parts)}."


def returned(facts: Facts) -> str:
    """Results handed over, and how many of them by post."""
    total, post = facts.get("result_returned"), facts.now.find("result_returned", return_channel="post")
    if total.value == 0:
        return "Trong kỳ chưa có kết quả nào được trả cho người nộp hồ sơ."
    if post is None:
        return f"Trung tâm đã trả kết quả của {total:count} hồ sơ; dữ liệu không ghi hình thức trả kết quả."
    if post.value == 0:
        return f"Trung tâm đã trả kết quả của {total:count} hồ sơ, đều trả trực tiếp tại quầy."
    return f"Trung tâm đã trả kết quả của {total:count} hồ sơ, trong đó trả qua bưu chính công ích {with_share(post)}."


def ended_without_result(facts: Facts) -> str:
    """Withdrawn and refused dossiers; empty when there are none."""
    parts = [
        f"{item:count} hồ sơ {phrase}"
        for measure, phrase in (("withdrawn", "do người nộp rút"), ("refused", "bị dừng giải quyết"))
        if (item := facts.get(measure)).value
    ]
    return f"Ngoài ra, có {listed(parts)}; số này không tính vào số đã giải quyết." if parts else ""


def pending(facts: Facts) -> str:
    """Open at the end of the period, in time and overdue."""
    total, overdue = facts.get("pending"), facts.get("pending", deadline_state="overdue")
    opening = f"Đến hết ngày {dated(facts.period.end if facts.reaches_end else facts.data_end)},"
    if total.value == 0:
        return f"{opening} không còn hồ sơ đang giải quyết."
    in_time, still = (
        facts.get("pending", deadline_state="in_time"),
        f"{opening} còn {total:count} hồ sơ đang giải quyết",
    )
    if not facts.reaches_end:  # what is overdue is known for the period's end only
        return f"{still}."
    every = "" if total.value == 1 else "đều "
    if overdue.value == 0:
        return f"{still}, {every}còn trong hạn."
    if in_time.value == 0:
        return f"{still}, {every}đã quá hạn."
    return f"{still}, gồm {with_share(in_time)} còn trong hạn và {with_share(overdue)} đã quá hạn."


def paused(facts: Facts) -> str:
    """Open dossiers that wait for a supplement; empty when there are none."""
    item = facts.get("paused")
    if item.value == 0:
        return ""
    return (
        f"Trong số đang giải quyết có {with_share(item)} chờ người nộp bổ sung; "
        "số này được tính là còn trong hạn, như cách ghi của biểu mẫu báo cáo."
    )


def balance(facts: Facts) -> str:
    """The identity that ties the parts together, written out with its numbers."""
    ended = [
        f"{item:count} hồ sơ {phrase}"
        for measure, phrase in (("withdrawn", "rút"), ("refused", "dừng giải quyết"))
        if (item := facts.get(measure)).value
    ]
    parts = [
        f"{facts.get('resolved'):count} hồ sơ đã giải quyết",
        *ended,
        f"{facts.get('pending'):count} hồ sơ đang giải quyết",
    ]
    return f"Cân đối: {facts.get('received'):count} hồ sơ tiếp nhận bằng {listed(parts)}."


def agencies(facts: Facts) -> str:
    """Where most dossiers are."""
    ranked = [item for item in facts.now.by("received", "agency") if item.value]
    if not ranked:
        return "Trong kỳ không có hồ sơ phân theo cơ quan."
    if len(ranked) == 1:
        return f"Toàn bộ hồ sơ thuộc {facts.called(ranked[0])}."
    parts = [f"{facts.called(item)}{_stop(item)} {with_share(item)}" for item in ranked[:TOP_AGENCIES]]
    if len(ranked) == len(parts):
        return f"Hồ sơ phân theo cơ quan: {listed(parts)}."
    return f"Hồ sơ tập trung nhiều ở một số cơ quan: {listed(parts)}."


def _stop(item: Observation) -> str:
    """A colon behind a name that ends in a figure: 'Chi nhánh số 7: 69 hồ sơ'."""
    return ":" if item.category("agency")[-1:].isdigit() else ""


def satisfaction(facts: Facts) -> str:
    """Kiosk ratings; says so when nobody rated."""
    votes = facts.get("satisfaction_votes")
    if votes.value == 0:
        return "Trong kỳ không có lượt đánh giá mức độ hài lòng nào được ghi nhận."
    parts = [
        f"{label(item.category('rating')).lower()} {with_share(item)}"
        for item in sorted(facts.now.by("satisfaction_votes", "rating"), key=_rating_order)
        if item.value
    ]
    link = "" if len(parts) == 1 else "trong đó "
    return (
        f"Có {votes:count} lượt đánh giá mức độ hài lòng của tổ chức, cá nhân đối với công chức, viên chức "
        f"làm việc tại Trung tâm, {link}{listed(parts)}."
    )


def _rating_order(item: Observation) -> int:
    order = ("very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied")
    return order.index(item.category("rating"))
