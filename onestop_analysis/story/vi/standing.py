"""Where the period stands: in the year so far, against targets, in its series and beside other centres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.vi.wording import compared, counted, dated, listed, named, with_share

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.trends.peers import Standing
    from onestop_analysis.trends.records import Record
    from onestop_analysis.trends.targets import TargetCheck

SUBJECTS = {
    "received": "số hồ sơ tiếp nhận",
    "resolved": "số hồ sơ đã giải quyết",
    "on_time_rate": "tỷ lệ đúng và trước hạn",
    "online_rate": "tỷ lệ tiếp nhận trực tuyến",
    "paid_online_rate": "tỷ lệ thanh toán trực tuyến",
    "digitised_rate": "tỷ lệ hồ sơ có thành phần số hóa",
}
BASES = {
    "on_time_rate": "hồ sơ đã giải quyết",
    "online_rate": "hồ sơ tiếp nhận",
    "paid_online_rate": "hồ sơ có ghi nhận cách thanh toán",
    "digitised_rate": "hồ sơ có ghi nhận việc số hóa",
}
KINDS = {"month": "tháng", "quarter": "quý"}


def year_to_date(facts: Facts) -> str:
    """The year up to the period's end beside the same span last year; empty where the period is that itself."""
    found, span = facts.analysis.year_to_date, facts.period.year_to_date() if facts.reaches_end else None
    if found is None:
        return "" if span is None else _late_start(facts)
    received, resolved = (_so_far(item, found.changes) for item in (found.received, found.resolved))
    return (
        f"Tính chung {named(found.received.period)}, Trung tâm tiếp nhận {received}; giải quyết {resolved}; "
        f"trong đó đúng và trước hạn {with_share(found.on_time)}."
    )


def _late_start(facts: Facts) -> str:
    return f"Số liệu bắt đầu từ ngày {dated(facts.data_start)} nên chưa tính chung được từ đầu năm."


def _so_far(item: Observation, changes: tuple[Observation, ...]) -> str:
    change = next((one for one in changes if one.measure == f"{item.measure}_change"), None)
    versus = "" if change is None else f", {compared(change, item.period.same_period_last_year())}"
    return f"{counted(item)}{versus}"


def targets(facts: Facts) -> str:
    """Each target, met or not, with its counts and its source; empty where the centre has none."""
    return " ".join(_target(check) for check in facts.analysis.targets) if facts.reaches_end else ""


def _target(check: TargetCheck) -> str:
    name, source = SUBJECTS[check.target.rate], mark("note", "centre.toml", check.target.source)
    wanted = f"từ {check.wanted}% trở lên ({source})"
    if check.rate is None or check.needed is None:
        return f"Chưa có số liệu để đánh giá mục tiêu {name} {wanted}."
    counts = f"{counted(check.rate)} (chiếm {check.rate:share} số {BASES[check.target.rate]})"
    if check.missing is None:
        return (
            f"{name.capitalize()} đạt mục tiêu {wanted}: {counts}, trong khi mức cần đạt là {check.needed:count} hồ sơ."
        )
    return (
        f"{name.capitalize()} chưa đạt mục tiêu {wanted}: {counts}, "
        f"còn thiếu {check.missing:count} hồ sơ so với mức cần đạt là {check.needed:count} hồ sơ."
    )


def records(facts: Facts) -> str:
    """What was never as high or as low in the series; empty without a record or with a short series."""
    found = facts.analysis.records
    if found is None or not found.found:
        return ""
    sides = [
        f"mức {word} về {listed(parts)}"
        for word, highest in (("cao nhất", True), ("thấp nhất", False))
        if (parts := [_record(item) for item in found.found if item.highest is highest])
    ]
    kind = KINDS[facts.period.kind]
    return f"Trong {found.length} {kind} có số liệu, kể từ {named(found.first)}, kỳ này ghi nhận {' và '.join(sides)}."


def _record(record: Record) -> str:
    before = f"{record.before:share}" if record.before.share is not None else counted(record.before)
    return f"{SUBJECTS[record.key]} (trước đó là {before} của {named(record.before.period)})"


def peers(facts: Facts) -> str:
    """Where the centre stands in its group, by the limits of chance; says so where the group is too small."""
    found = facts.analysis.peers
    if not facts.centre.group or not facts.reaches_end:
        return ""
    if found is None or not found.standings:
        return "Chưa có đủ số liệu của các trung tâm cùng nhóm trong kỳ này để so sánh."
    parts = "; ".join(_standing(item) for item in found.standings)
    return f"So với {found.centres:count} trung tâm trong nhóm (kể cả Trung tâm): {parts}."


def _standing(standing: Standing) -> str:
    own, common = f"{SUBJECTS[standing.key]} {standing.own:share}", f"tỷ lệ chung của nhóm {standing.common:share}"
    return {
        "above": f"{own} cao hơn giới hạn trên của dao động ngẫu nhiên ({standing.upper}%; {common})",
        "below": f"{own} thấp hơn giới hạn dưới của dao động ngẫu nhiên ({standing.lower}%; {common})",
        "within": f"{own} nằm trong dao động ngẫu nhiên (từ {standing.lower}% đến {standing.upper}%; {common})",
    }[standing.position]
