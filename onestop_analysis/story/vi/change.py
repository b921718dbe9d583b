"""Whether things really changed, what drove the change, and what is to be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.story.vi.wording import counted, dated, listed, named
from onestop_analysis.trends import few_resolved
from onestop_analysis.trends.control import LEAST_POINTS, LIMIT_FACTOR, RUN, SCREEN_FACTOR
from onestop_analysis.trends.forecast import KINDS
from onestop_analysis.trends.rare import ONE_IN
from onestop_analysis.workdays import has_tet

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.trends.comparisons import Comparison
    from onestop_analysis.trends.control import Control
    from onestop_analysis.trends.drivers import Drivers
    from onestop_analysis.trends.forecast import Outlook
    from onestop_analysis.trends.hindsight import Score

SUBJECTS = {
    "received_per_workday": "Số hồ sơ tiếp nhận mới mỗi ngày làm việc",
    "on_time_rate": "Tỷ lệ đúng và trước hạn",
    "online_rate": "Tỷ lệ tiếp nhận trực tuyến",
}
VERDICTS = {"up": "▲ Tăng thực chất", "down": "▼ Giảm thực chất", "steady": "● Dao động thông thường"}
UNITS = {"percent": "%", "dossier_per_workday": " hồ sơ/ngày"}
SIDES = {"up": "cao hơn", "down": "thấp hơn"}


def per_workday(facts: Facts) -> str:
    """New dossiers by working day; says where Tết makes periods unlike. Empty without earlier periods."""
    paces, days = facts.analysis.paces, facts.now.find("working_days")
    if not paces or days is None:
        return ""
    parts = [_pace_change(pace) for pace in paces]
    return (
        f"Kỳ này có {days} ngày làm việc; tiếp nhận mới bình quân {paces[0].now} hồ sơ/ngày, {listed(parts)}."
        f"{_tet(facts)}"
    )


def _pace_change(pace: Comparison) -> str:
    if pace.change.value == 0:
        return f"bằng mức của {named(pace.before.period)}"
    growth = f" ({pace.growth:rate})" if pace.growth else ""
    direction = "tăng" if pace.change.value > 0 else "giảm"
    return f"{direction} {pace.change:size} hồ sơ/ngày{growth} so với {named(pace.before.period)}"


def _tet(facts: Facts) -> str:
    """A sentence where one of two compared periods has Tết and the other has not."""
    own = has_tet(facts.period.start, facts.period.end)
    others = [pace.before.period for pace in facts.analysis.paces]
    unlike = [named(other) for other in others if has_tet(other.start, other.end) != own]
    if not unlike:
        return ""
    if own:
        return f" Kỳ này có Tết Nguyên đán, còn {listed(unlike)} thì không, nên so sánh theo ngày làm việc phản ánh đúng hơn."
    return f" Tết Nguyên đán rơi vào {listed(unlike)}, không rơi vào kỳ này, nên so sánh theo ngày làm việc phản ánh đúng hơn."


def like_for_like(facts: Facts) -> str:
    """Received dossiers without each suspended procedure; empty where none was suspended."""
    sentences = []
    for same in facts.analysis.like_for_like:
        parts = [_difference(pair) for pair in same.comparisons]
        procedure = mark("note", "procedure", facts.names.get(same.event.procedure, same.event.procedure))
        sentences.append(
            f"Nếu không tính thủ tục “{procedure}” (tạm dừng từ ngày {dated(same.event.date)}) trong cả hai kỳ, "
            f"số hồ sơ tiếp nhận là {counted(same.comparisons[0].now)}, {listed(parts)}."
        )
    return " ".join(sentences)


def _difference(pair: Comparison) -> str:
    if pair.change.value == 0:
        return f"bằng số của {named(pair.before.period)}"
    growth = f" ({pair.change:rate})" if pair.before.value else ""
    return f"{'tăng' if pair.change.value > 0 else 'giảm'} {pair.change:size} hồ sơ{growth} so với {named(pair.before.period)}"


def control(facts: Facts, key: str) -> str:
    """Whether a monthly measure left its normal variation in the period."""
    chart = facts.analysis.controls.get(key)
    subject = SUBJECTS[key]
    if chart is None and key == "on_time_rate" and len(facts.months) >= LEAST_POINTS and few_resolved(facts):
        return f"{subject}: mỗi tháng có quá ít hồ sơ đã giải quyết để kết luận có thay đổi thực chất hay không."
    if chart is None:
        return f"{subject}: chưa đủ số liệu theo tháng để kết luận có thay đổi thực chất hay không."
    if chart.verdict == "steady":
        return (
            f"{subject} chưa có thay đổi thực chất: các tháng trong kỳ đều nằm trong dao động thông thường, "
            f"từ {bound(chart.lower)} đến {bound(chart.upper)}.{_step(chart)}"
        )
    return f"{subject} đã thay đổi thực chất: {_reason(chart)}.{_since(chart)}{_step(chart)}"


def _reason(chart: Control) -> str:
    said, side = f"{named(chart.month.period)} là {value(chart.month)}", SIDES[chart.verdict]
    limit = chart.upper if chart.verdict == "up" else chart.lower
    moved = "tăng" if chart.verdict == "up" else "giảm"
    return {
        "outside": f"{said}, {side} giới hạn của dao động thông thường ({bound(limit)})",
        "run": f"{said}, thuộc chuỗi tháng liên tiếp {side} mức trung bình ({bound(chart.mean)})",
        "trend": f"{said}, thuộc chuỗi tháng liên tiếp {moved}",
        "near": f"{said}, nhiều tháng gần nhau cùng sát giới hạn của dao động thông thường ({bound(limit)})",
    }[chart.rule or "outside"]


def _step(chart: Control) -> str:
    """That the limits were calculated anew, and why; empty where they never were."""
    last = chart.stretches[-1]
    if last.event is None:
        return ""
    before, first = chart.stretches[-2].mean, chart.points[last.start].period
    side = "cao hơn" if last.mean.value > before.value else "thấp hơn"
    few = ", tạm thời vì còn ít tháng" if last.provisional else ""
    return (
        f" Sau sự kiện “{mark('note', 'events.yml', last.event.short)}” ngày {dated(last.event.date)}, "
        f"{mark('reference', 'method', formats.number(RUN))} tháng liên tiếp từ {named(first)} đều {side} mức trung bình trước đó ({bound(before)}); vì vậy, trung bình và giới hạn được tính lại "
        f"từ tháng này{few}."
    )


def _since(chart: Control) -> str:
    if chart.since is None or chart.rule == "run":
        return ""
    return f" Từ {named(chart.since.period)}, mọi tháng đều {SIDES[chart.verdict]} mức trung bình nhiều tháng ({bound(chart.mean)})."


def value(item: Observation) -> str:
    """A point of a control chart: its share where it has one."""
    return f"{item:share}" if item.share is not None else f"{item}{UNITS.get(item.unit, '')}"


def bound(item: Observation) -> str:
    """Mean or limit of a control chart."""
    return f"{item}{UNITS.get(item.unit, '')}"


def late(facts: Facts) -> str:
    """Late dossiers as rare events; empty when nothing was resolved or lateness is frequent."""
    rare = facts.analysis.late
    if rare is None:
        return ""
    if rare.interval is None:
        return (
            f"Không có hồ sơ trễ hạn trong {counted(facts.get('resolved'))} đã giải quyết; với số lượng này, "
            f"tỷ lệ trễ hạn thực sự có thể lên tới {rare.rate_high}%.{_late_verdict(facts)}"
        )
    earlier = f" ({named(rare.interval_before.period)}: {rare.interval_before})" if rare.interval_before else ""
    is_rare = rare.late.value * ONE_IN <= (rare.late.whole or 0)
    opening = "Trễ hạn là sự việc hiếm" if is_rare else "Số hồ sơ trễ hạn của kỳ nhỏ nên dễ dao động"
    return (
        f"{opening}: bình quân cứ {rare.interval} hồ sơ đã giải quyết có một hồ sơ trễ hạn{earlier}. "
        f"Chỉ riêng yếu tố ngẫu nhiên đã có thể làm số hồ sơ trễ hạn của kỳ dao động trong khoảng từ {rare.low:count} đến {rare.high:count} hồ sơ."
        f"{_late_verdict(facts)}"
    )


def _late_verdict(facts: Facts) -> str:
    rare = facts.analysis.late
    if rare is None or rare.before is None or rare.verdict is None:
        return ""
    before = f"{named(rare.before.period)} ({counted(rare.before)})"
    return {
        "fewer": f" Mức giảm so với {before} vượt quá dao động ngẫu nhiên.",
        "more": f" Mức tăng so với {before} vượt quá dao động ngẫu nhiên.",
        "same": f" Chênh lệch so với {before} nằm trong dao động ngẫu nhiên, chưa thể coi là thay đổi thực chất.",
    }[rare.verdict]


def drivers(facts: Facts) -> str:
    """What moved the on-time rate: agencies' own results, or the mix; empty without an earlier period."""
    found = facts.analysis.drivers
    if found is None:
        return ""
    versus = named(found.before.period)
    if found.change.value == 0:
        return f"Tỷ lệ đúng và trước hạn hầu như không đổi so với {versus}."
    agencies = [f"{facts.called(item)} ({_moved(item)} điểm)" for item in found.agencies]
    largest = f" Đóng góp lớn nhất thuộc {listed(agencies)}." if agencies else ""
    return (
        f"So với {versus}, tỷ lệ đúng và trước hạn {_moved(found.change)} điểm phần trăm{_unrounded(found)}: kết quả của từng cơ quan "
        f"{_effect(found.performance)}, cơ cấu hồ sơ giữa các cơ quan {_effect(found.mix)}.{largest}"
    )


def _unrounded(found: Drivers) -> str:
    """That the points are of unrounded rates, where the printed ones do not give them."""
    return "" if found.adds_up else " (tính trên số chưa làm tròn)"


def _moved(item: Observation) -> str:
    return f"{'giảm' if item.value < 0 else 'tăng'} {item:size}"


def _effect(item: Observation) -> str:
    if item.value == 0:
        return "hầu như không ảnh hưởng"
    return f"làm {_moved(item)} điểm"


def forecast(facts: Facts) -> str:
    """What the next period is expected to bring, and how far such forecasts were off."""
    found = facts.analysis.outlook
    if facts.period.kind not in KINDS:
        return ""
    if not facts.reaches_end:
        return "Số liệu của kỳ này chưa đầy đủ nên chưa dự báo kỳ tiếp theo."
    if found is None:
        return "Chưa đủ số liệu theo tháng để dự báo kỳ tiếp theo."
    earlier = _past_forecast(facts, found)
    against = f"{found.naive_error}% nếu chỉ lấy bằng kỳ trước"
    score = f"thấp hơn mức {against}" if found.beats_naive else f"không tốt hơn mức {against}, nên chỉ để tham khảo"
    return (
        f"Dự kiến trong {named(found.next.period)}, Trung tâm tiếp nhận mới khoảng {found.next:count} hồ sơ; với khả năng "
        f"{found.coverage}%, số thực tế sẽ nằm trong khoảng từ {found.low:count} đến {found.high:count} hồ sơ.{earlier} "
        f"Sai số bình quân của các dự báo tương tự trước đây là {found.error}%, {score}."
    )


def _past_forecast(facts: Facts, found: Outlook) -> str:
    """What the same way would have said of this period, and whether it was right; empty with too few months."""
    if found.expected is None or found.expected_low is None or found.expected_high is None:
        return ""
    place = "trong" if found.was_right else "ngoài"
    return (
        f" Cùng cách tính này, dự báo cho {named(facts.period)} là {found.expected:count} hồ sơ (từ {found.expected_low:count} đến "
        f"{found.expected_high:count} hồ sơ); thực tế là {found.actual:count} hồ sơ, nằm {place} khoảng dự báo."
    )


def forecast_of_last_year(facts: Facts) -> str:
    """What forecasts made a year ago would have said, and how far off they were; empty where none is made now."""
    found = facts.analysis.hindsight
    if facts.analysis.outlook is None:
        return ""
    if found is None:
        return "Chưa đủ số liệu để kiểm chứng dự báo lập từ một năm trước."
    own, following = found.own, found.following
    text = f"Nếu lập từ cuối {named(own.known)}, chỉ với số liệu đến lúc đó, {_scored(own)}."
    if following:
        text += f" Cũng lập từ thời điểm đó, {_scored(following)}."
    if own.low is None:
        text += " Khi đó chưa đủ số liệu để tính khoảng dự báo cho một năm sau."
    return text


def _scored(score: Score) -> str:
    """A forecast, what came, and how far off it was beside repeating the period known."""
    span = f" (từ {score.low:count} đến {score.high:count} hồ sơ)" if score.low and score.high else ""
    place = f", nằm {'trong' if score.was_right else 'ngoài'} khoảng dự báo" if span else ""
    return (
        f"dự báo cho {named(score.actual.period)} là {score.expected:count} hồ sơ{span}; thực tế là {score.actual:count} hồ sơ"
        f"{place}: dự báo {_missed(score.expected, score.error, score)}, còn lấy bằng số của {named(score.known)} "
        f"({score.last:count} hồ sơ) thì {_missed(score.last, score.naive_error, score)}"
    )


def _missed(said: Observation, error: Observation, score: Score) -> str:
    if said.value == score.actual.value:
        return "đúng bằng thực tế"
    return f"{'thấp' if said.value < score.actual.value else 'cao'} hơn {error}%"


def change_method(_: Facts) -> list[str]:
    """How changes are judged and the forecast is made."""
    least, factor, screen = (
        mark("reference", "method", formats.number(item)) for item in (LEAST_POINTS, LIMIT_FACTOR, SCREEN_FACTOR)
    )
    return [
        (
            f"Thay đổi thực chất: biểu đồ kiểm soát XmR theo tháng (cần ít nhất {least} tháng), giới hạn cách mức trung bình {factor} lần "
            f"biên độ dịch chuyển bình quân, bỏ các biên độ lớn hơn {screen} lần bình quân; quy tắc của NHS England, “Making Data Count”. "
            "Giới hạn chỉ được tính lại sau một sự kiện có ghi ngày mà từ đó mức chung thay đổi hẳn. "
            "Khoảng của số hồ sơ trễ hạn là khoảng Poisson chính xác; hai kỳ được so bằng kiểm định chính xác có điều kiện."
        ),
        (
            "Tác động của kết quả từng cơ quan và của cơ cấu hồ sơ tính theo phép tách Kitagawa trên số chưa làm tròn. Dự báo: san bằng hàm mũ có xu hướng "
            "giảm dần trên số hồ sơ mỗi ngày làm việc, có tính các tuần quanh Tết Nguyên đán; khoảng dự báo lấy từ sai số của chính cách này trong quá khứ."
        ),
    ]
