"""How a figure is called in a sentence, Vietnamese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from onestop_analysis.sources.release.claims import Claim

_MEASURES: dict[str, dict[str, str]] = {
    "vi": {
        "received": "hồ sơ tiếp nhận",
        "resolved": "hồ sơ đã giải quyết",
        "pending": "hồ sơ đang giải quyết",
        "due": "hồ sơ đến hạn",
        "result_returned": "kết quả đã trả",
        "returned_or_withdrawn": "hồ sơ trả lại hoặc rút",
        "withdrawn": "hồ sơ xin rút",
        "refused": "hồ sơ bị từ chối",
        "paused": "hồ sơ chờ bổ sung",
        "late_or_overdue": "hồ sơ chậm, quá hạn",
        "satisfaction_votes": "lượt đánh giá",
        "on_time_rate": "tỷ lệ đúng hạn",
        "early_rate": "tỷ lệ trước hạn",
        "late_rate": "tỷ lệ trễ hạn",
        "satisfaction_rate": "tỷ lệ hài lòng",
        "procedures": "thủ tục hành chính",
        "visits": "lượt giao dịch",
        "guidance": "lượt hướng dẫn",
        "fees": "phí, lệ phí",
        "online_payments": "thanh toán trực tuyến",
        "digitised": "hồ sơ số hóa",
        "digitisable": "hồ sơ cần số hóa",
        "score": "điểm",
        "growth_rate": "tỷ lệ tăng giảm",
        "received_per_workday": "hồ sơ tiếp nhận mỗi ngày",
        "resolved_per_workday": "hồ sơ giải quyết mỗi ngày",
    },
    "en": {
        "received": "dossiers received",
        "resolved": "dossiers resolved",
        "pending": "dossiers pending",
        "due": "dossiers due",
        "result_returned": "results returned",
        "returned_or_withdrawn": "dossiers returned or withdrawn",
        "withdrawn": "dossiers withdrawn",
        "refused": "dossiers refused",
        "paused": "dossiers paused",
        "late_or_overdue": "dossiers late or overdue",
        "satisfaction_votes": "satisfaction votes",
        "on_time_rate": "on-time rate",
        "early_rate": "early rate",
        "late_rate": "late rate",
        "satisfaction_rate": "satisfaction rate",
        "procedures": "procedures",
        "visits": "visits",
        "guidance": "guidance given",
        "fees": "fees",
        "online_payments": "online payments",
        "digitised": "dossiers digitised",
        "digitisable": "dossiers to be digitised",
        "score": "points",
        "growth_rate": "rate of change",
        "received_per_workday": "dossiers received a day",
        "resolved_per_workday": "dossiers resolved a day",
    },
}
_OTHERS = {
    "vi": {
        "in_person_or_post": "trực tiếp và bưu chính",
        "satisfied_or_very_satisfied": "hài lòng và rất hài lòng",
        "call_in": "gọi đến",
        "call_out": "gọi đi",
        "full_online": "toàn trình",
        "partial_online": "một phần",
        "national_portal": "qua Cổng Dịch vụ công quốc gia",
    },
    "en": {
        "in_person_or_post": "in person or by post",
        "satisfied_or_very_satisfied": "satisfied or very satisfied",
        "call_in": "calls in",
        "call_out": "calls out",
        "full_online": "fully online",
        "partial_online": "partly online",
        "national_portal": "through the national portal",
    },
}


def name(claim: Claim, lang: str) -> str:
    """'hồ sơ đã giải quyết (trước hạn)': marked text, since a name can hold a digit."""
    measure = _MEASURES[lang].get(claim.measure, claim.measure.replace("_", " "))
    parts = [_part(key, value, lang) for key, value in claim.breakdown.items()]
    return measure + (f" ({'; '.join(parts)})" if parts else "")


def _part(key: str, value: str, lang: str) -> str:
    if key == "service_level" and value[0].isdigit():
        return f"{'mức độ' if lang == 'vi' else 'level'} {mark('claim', key, value)}"
    if key in ("agency", "field", "index", "system", "what"):
        return mark("claim", key, value) if any(char.isdigit() for char in value) else value
    text = _OTHERS[lang].get(value) or label(value, lang)
    return text[:1].lower() + text[1:]
