"""What the charts say in Vietnamese: the message of each as a title, and fixed words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

CHANNEL_PHRASES = {"in_person": "trực tiếp", "online": "trực tuyến", "post": "qua bưu chính công ích"}
SUBJECTS = {"received_per_workday": "Tiếp nhận mới mỗi ngày làm việc", "on_time_rate": "Tỷ lệ đúng và trước hạn"}
VERDICTS = {
    "up": "tăng thực chất, khác với dao động thông thường",
    "down": "giảm thực chất, khác với dao động thông thường",
    "steady": "nằm trong dao động thông thường",
}
WORDS = {
    "unnamed": "Không ghi rõ",
    "total": "Tổng số",
    "share": "Tỷ lệ",
    "month": "Tháng",
    "period": "Kỳ báo cáo",
    "rest": "Các cơ quan còn lại",
    "channel": "Hình thức",
    "time_limit": "Thời hạn",
    "agency": "Cơ quan",
    "rating": "Mức độ",
    "dossiers": "Số hồ sơ",
    "votes": "Số lượt",
    "received_axis": "Số hồ sơ tiếp nhận, gồm cả kỳ trước chuyển sang (tỷ lệ trong tổng số)",
    "resolved_axis": "Số hồ sơ đã giải quyết (tỷ lệ trong tổng số)",
    "pending_axis": "Số hồ sơ đang giải quyết vào cuối kỳ (tỷ lệ trong tổng số)",
    "votes_axis": "Số lượt đánh giá (tỷ lệ trong tổng số)",
    "online_axis": "Tỷ lệ trong tổng số tiếp nhận",
    "on_time_axis": "Tỷ lệ trong số đã giải quyết",
    "axis_from": "{title} (trục bắt đầu từ {start})",
    "new": "Tiếp nhận mới",
    "resolved": "Đã giải quyết",
    "pending": "Đang giải quyết",
    "overdue": "Quá hạn",
    "on_time": "Đúng và trước hạn",
    "by_other_source": "theo biểu mẫu, văn bản đã công bố",
    "received": "Tiếp nhận",
    "reporting_period": "Kỳ",
    "by_dossiers": "đếm từ hồ sơ",
    "source": "Nguồn",
    "bars": "Biểu đồ thanh ngang",
    "lines": "Biểu đồ đường",
    "pace_axis": "Hồ sơ mới/ngày làm việc (xám: thông thường)",
    "normal": "Trung bình",
    "average_of_all": "Bình quân chung",
    "received_per_workday": "Mỗi ngày làm việc",
    "on_time_rate": "Đúng và trước hạn",
}
CAPTIONS = {
    "periods": "Hồ sơ tiếp nhận (gồm cả kỳ trước chuyển sang) và hồ sơ đã giải quyết theo kỳ, {period}",
    "intake": "Hồ sơ tiếp nhận theo hình thức nộp, {period}, gồm cả hồ sơ kỳ trước chuyển sang",
    "timeliness": "Hồ sơ đã giải quyết theo thời hạn, {period}",
    "deadline": "Hồ sơ đang giải quyết vào cuối {period}",
    "agency": "Hồ sơ tiếp nhận theo cơ quan giải quyết, {period}, gồm cả hồ sơ kỳ trước chuyển sang",
    "ratings": "Lượt đánh giá mức độ hài lòng, {period}",
    "flow": "Hồ sơ tiếp nhận mới và hồ sơ đã giải quyết theo tháng, {period}",
    "pending": "Hồ sơ đang giải quyết vào cuối tháng, {period}",
    "online": "Tỷ lệ hồ sơ tiếp nhận theo hình thức nộp, gồm cả hồ sơ kỳ trước chuyển sang, {period}",
    "on_time": "Tỷ lệ hồ sơ giải quyết đúng và trước hạn trên tổng số đã giải quyết, {period}",
    "received_per_workday": "Hồ sơ tiếp nhận mới mỗi ngày làm việc, {period}",
    "on_time_rate": "Tỷ lệ hồ sơ giải quyết đúng và trước hạn trên tổng số đã giải quyết, {period}",
}


def named(period: Period) -> str:
    """'quý I năm 2021' as a date run."""
    return mark("date", period.start.isoformat(), period.name("vi"))


def dated(day: date) -> str:
    """'01/02/2021' as a date run."""
    return mark("date", day.isoformat(), formats.day(day))


def span(first: Period, last: Period) -> str:
    """'từ tháng 1 năm 2019 đến tháng 3 năm 2021'."""
    return f"từ {named(first)} đến {named(last)}"


def counted(item: Observation) -> str:
    """'18.065 hồ sơ (59,76%)', without the bracket where there is no share."""
    unit = "lượt" if item.unit == "vote" else "hồ sơ"
    return f"{item:count} {unit}" + ("" if item.share is None else f" ({item:share})")


def intake_title(most: Observation, total: Observation) -> str:
    """The channel that most dossiers came through."""
    channel = most.category("channel")
    phrase = CHANNEL_PHRASES.get(channel, label(channel) or WORDS["unnamed"])
    return (
        f"Hồ sơ nộp {phrase} chiếm {most:share} tổng số tiếp nhận" if total.value else "Không phát sinh hồ sơ tiếp nhận"
    )


def timeliness_title(resolved: Observation, in_time: Observation, late: Observation) -> str:
    """How much was in time, and how many were late."""
    if not resolved.value:
        return "Không phát sinh hồ sơ giải quyết xong"
    rest = f"còn {late:count} hồ sơ trễ hạn" if late.value else "không có hồ sơ trễ hạn"
    return f"Giải quyết đúng và trước hạn đạt {in_time:share}, {rest}"


def deadline_title(total: Observation, overdue: Observation) -> str:
    """What is open, and how much of it overdue."""
    if not total.value:
        return "Không còn hồ sơ đang giải quyết"
    rest = f"trong đó quá hạn {counted(overdue)}" if overdue.value else "không có hồ sơ quá hạn"
    return f"Cuối kỳ còn {total:count} hồ sơ đang giải quyết, {rest}"


def agency_title(name: str, item: Observation) -> str:
    """The agency with most dossiers."""
    return f"{name} tiếp nhận nhiều nhất: {counted(item)}"


def rating_title(most: Observation) -> str:
    """The most frequent rating."""
    return f"{label(most.category('rating'))} chiếm {most:share} số lượt đánh giá"


def flow_title(new: Sequence[Observation], most: Observation) -> str:
    """The last month, and where it stands among all."""
    last, earlier = new[-1], [item.value for item in new[:-1]]
    opening = f"Tiếp nhận mới trong {named(last.period)}: {last:count} hồ sơ"
    if last.value > max(earlier):
        return f"{opening}, cao nhất kể từ {named(new[0].period)}"
    if last.value < min(earlier):
        return f"{opening}, thấp nhất kể từ {named(new[0].period)}"
    if last.value == most.value:
        return f"{opening}, bằng mức cao nhất trước đó ({named(most.period)})"
    return f"{opening}; cao nhất là {most:count} hồ sơ trong {named(most.period)}"


def periods_title(received: Sequence[Observation]) -> str:
    """The last period, and where it stands among all that are known."""
    last, most = received[-1], max(received, key=lambda item: item.value)
    earlier = [item.value for item in received[:-1]]
    opening = f"Tiếp nhận trong {named(last.period)}: {last:count} hồ sơ"
    if last.value > max(earlier, default=last.value):
        return f"{opening}, cao nhất trong các kỳ có số liệu"
    if last.value == most.value:
        return opening
    return f"{opening}; cao nhất là {most:count} hồ sơ trong {named(most.period)}"


def stated_alt(listed: Sequence[Period]) -> str:
    """Which points another source states."""
    return f"Theo biểu mẫu hoặc văn bản đã công bố: {', '.join(map(named, listed))}."


def pending_title(total: Observation, overdue: Observation) -> str:
    """What was open at the end of the last month."""
    if not total.value:
        return f"Cuối {named(total.period)} không còn hồ sơ đang giải quyết"
    rest = f"quá hạn {overdue:count} hồ sơ" if overdue.value else "không có hồ sơ quá hạn"
    return f"Cuối {named(total.period)} còn {total:count} hồ sơ đang giải quyết, {rest}"


def online_title(first: Observation, last: Observation) -> str:
    """How the online share moved."""
    if first.share == last.share:
        return f"Tỷ lệ nộp trực tuyến trong {named(last.period)} là {last:share}, bằng {named(first.period)}"
    rising = (first.share or 0) < (last.share or 0)
    start, end = f"{first:share} ({named(first.period)})", f"{last:share} ({named(last.period)})"
    return f"Tỷ lệ nộp trực tuyến {'tăng' if rising else 'giảm'} từ {start} {'lên' if rising else 'xuống'} {end}"


def on_time_title(last: Observation, least: Observation) -> str:
    """The last month's rate, and the lowest one where that was lower."""
    title = f"Tỷ lệ đúng và trước hạn trong {named(last.period)} đạt {last:share}"
    if (least.share or 0) < (last.share or 0):
        title += f"; thấp nhất là {least:share} trong {named(least.period)}"
    return title


def parts_alt(caption: str, total: Observation, parts: Sequence[tuple[str, Observation]]) -> str:
    """Every bar with its number."""
    listed = "; ".join(f"{word} {counted(item)}" for word, item in parts)
    return f"{WORDS['bars']}. {caption}, tổng số {counted(total)}: {listed}."


def line_alt(name: str, first: str, last: str) -> str:
    """A line where it begins and where it ends."""
    return f"{name.lower()} từ {first} đến {last}"


def extremes(name: str, most: Observation, least: Observation) -> str:
    """The highest and the lowest month of a line."""
    return (
        f"{name} cao nhất {most:count} trong {named(most.period)}, thấp nhất {least:count} trong {named(least.period)}."
    )


def lowest(least: Observation) -> str:
    """The lowest share of a line."""
    return f"Thấp nhất {least:share} trong {named(least.period)}."


def events_alt(listed: Sequence[str]) -> str:
    """The events that are marked."""
    return f"Sự kiện được đánh dấu: {'; '.join(listed)}."


def bound(item: Observation) -> str:
    """Mean or limit of a control chart."""
    return f"{item}%" if item.unit == "percent" else f"{item}"


def control_title(verdict: str, key: str) -> str:
    """What the control chart tells."""
    return f"{SUBJECTS[key]} {VERDICTS[verdict]}"


def new_limits(month: Period) -> str:
    """That mean and limits were calculated anew."""
    return f" Trung bình và giới hạn được tính lại từ {named(month)}."


def control_alt(caption: str, limits: tuple[str, str, str], verdict: str) -> str:
    """Mean, limits and verdict of a control chart."""
    mean, lower, upper = limits
    return (
        f"Biểu đồ kiểm soát. {caption}: trung bình {mean}, dao động thông thường từ {lower} đến {upper}. "
        f"Kết luận: {VERDICTS[verdict]}."
    )
