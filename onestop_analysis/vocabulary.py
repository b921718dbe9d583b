"""The field's words, once: enums, their Vietnamese and English labels, and the canonical dossier.

Values are what the store, JSON and code use; labels are what people read. Raw spellings that the
readers accept (aliases of headers and codes) live in `sources/`, as data.
"""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How a dossier was submitted (KenhThucHien 1, 2, 3)."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    POST = "post"


# Form II.06a has one column for both.
IN_PERSON_OR_POST = "in_person_or_post"


class Status(StrEnum):
    """Where a dossier stands (TrangThaiHoSo 1 to 10, grouped as DVCQG reports group them)."""

    REGISTERED = "registered"  # submitted online, not yet accepted: outside the statistics
    NOT_ACCEPTED = "not_accepted"  # outside the statistics
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"  # waiting for a supplement or a payment
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # accepted, then stopped without a result
    RESOLVED = "resolved"  # processing finished, result waits to be collected
    RETURNED = "returned"  # result handed over


class Timeliness(StrEnum):
    """When processing finished, against the due date; `early_or_on_time` is a value of its own."""

    EARLY = "early"
    ON_TIME = "on_time"
    EARLY_OR_ON_TIME = "early_or_on_time"
    LATE = "late"
    UNCLASSIFIED = "unclassified"  # under rules that judge no dossier without a due date


class DeadlineState(StrEnum):
    """Whether an open dossier is past its due date at the period's end."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"


class Inflow(StrEnum):
    """Where the received dossiers of a period come from."""

    NEW = "new"
    CARRIED_OVER = "carried_over"


class ReturnChannel(StrEnum):
    """How the result was handed over (HinhThuc 0, 1)."""

    COUNTER = "counter"
    POST = "post"


class Rating(StrEnum):
    """Answer at the kiosk, on 3-, 4- and 5-level scales."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    NEUTRAL = "neutral"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class Level(StrEnum):
    """Level of government (district ends on 2025-06-30)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


LABELS: dict[str, dict[str, str]] = {
    "vi": {
        "in_person": "Trực tiếp",
        "online": "Trực tuyến",
        "post": "Bưu chính công ích",
        "in_person_or_post": "Trực tiếp, bưu chính công ích",
        "counter": "Trực tiếp tại quầy",
        "new": "Tiếp nhận mới",
        "carried_over": "Kỳ trước chuyển sang",
        "early": "Trước hạn",
        "on_time": "Đúng hạn",
        "early_or_on_time": "Đúng và trước hạn",
        "late": "Trễ hạn",
        "unclassified": "Không xếp loại",
        "result": "Có kết quả",
        "withdrawn": "Người nộp rút",
        "refused": "Dừng giải quyết",
        "mean": "Trung bình",
        "median": "Trung vị",
        "full_online": "Trực tuyến toàn trình",
        "partial_online": "Trực tuyến một phần",
        "in_time": "Trong hạn",
        "overdue": "Quá hạn",
        "very_satisfied": "Rất hài lòng",
        "satisfied": "Hài lòng",
        "neutral": "Bình thường",
        "dissatisfied": "Không hài lòng",
        "very_dissatisfied": "Rất không hài lòng",
        "province": "Cấp tỉnh",
        "district": "Cấp huyện",
        "commune": "Cấp xã",
        "openness": "Công khai, minh bạch",
        "progress": "Tiến độ giải quyết",
        "digitisation": "Số hóa hồ sơ",
        "online_service": "Dịch vụ công trực tuyến",
        "online_payment": "Thanh toán trực tuyến",
        "satisfaction": "Mức độ hài lòng",
        "all_indices": "Tổng điểm",
    },
    "en": {
        "in_person": "In person",
        "online": "Online",
        "post": "Public post",
        "in_person_or_post": "In person or by post",
        "counter": "At the counter",
        "new": "New",
        "carried_over": "Carried over",
        "early": "Early",
        "on_time": "On time",
        "early_or_on_time": "Early or on time",
        "late": "Late",
        "unclassified": "Not classified",
        "result": "With a result",
        "withdrawn": "Withdrawn",
        "refused": "Refused",
        "mean": "Mean",
        "median": "Median",
        "full_online": "Fully online",
        "partial_online": "Partly online",
        "in_time": "In time",
        "overdue": "Overdue",
        "very_satisfied": "Very satisfied",
        "satisfied": "Satisfied",
        "neutral": "Neutral",
        "dissatisfied": "Dissatisfied",
        "very_dissatisfied": "Very dissatisfied",
        "province": "Province",
        "district": "District",
        "commune": "Commune",
        "openness": "Openness",
        "progress": "Progress",
        "digitisation": "Digitisation",
        "online_service": "Online services",
        "online_payment": "Online payment",
        "satisfaction": "Satisfaction",
        "all_indices": "Total score",
    },
}


def label(value: str, lang: str = "vi") -> str:
    """The word people read for an enum value; names (of agencies, procedures) stay as they are."""
    return LABELS[lang].get(value, value)


# One row of the store. Times are local (Asia/Ho_Chi_Minh), without a zone. `resolved_at` is the end of
# processing (NgayKetThucXuLy), also of withdrawn and refused dossiers; `returned_at` the hand-over
# (NgayTra). `line` is the record's line in the received file. No personal data: see ingest.
DOSSIER_COLUMNS: dict[str, str] = {
    "dossier_id": "VARCHAR",
    "procedure_code": "VARCHAR",
    "procedure": "VARCHAR",
    "field": "VARCHAR",
    "agency": "VARCHAR",
    "level": "VARCHAR",
    "service_level": "VARCHAR",
    "channel": "VARCHAR",
    "submitted_at": "TIMESTAMP",
    "received_at": "TIMESTAMP",
    "due_at": "TIMESTAMP",
    "resolved_at": "TIMESTAMP",
    "returned_at": "TIMESTAMP",
    "supplement_requested_at": "TIMESTAMP",
    "supplement_received_at": "TIMESTAMP",
    "return_channel": "VARCHAR",
    "status": "VARCHAR",
    "rating": "VARCHAR",
    "paid_online": "BOOLEAN",
    "digitised": "BOOLEAN",
    "out_of_territory": "BOOLEAN",
    "line": "INTEGER",
}

# What people call these columns, in exports and registers.
COLUMN_NAMES: dict[str, dict[str, str]] = {
    "vi": {
        "dossier_id": "Mã hồ sơ",
        "procedure_code": "Mã thủ tục",
        "procedure": "Thủ tục",
        "field": "Lĩnh vực",
        "agency": "Cơ quan",
        "level": "Cấp",
        "service_level": "Mức độ dịch vụ công",
        "channel": "Hình thức tiếp nhận",
        "submitted_at": "Ngày nộp",
        "received_at": "Ngày tiếp nhận",
        "due_at": "Ngày hẹn trả",
        "resolved_at": "Ngày kết thúc xử lý",
        "returned_at": "Ngày trả kết quả",
        "supplement_requested_at": "Ngày yêu cầu bổ sung",
        "supplement_received_at": "Ngày nhận bổ sung",
        "return_channel": "Hình thức trả",
        "status": "Trạng thái",
        "rating": "Mức độ hài lòng",
        "paid_online": "Thanh toán trực tuyến",
        "digitised": "Số hóa thành phần",
        "out_of_territory": "Phi địa giới",
    },
    "en": {
        "dossier_id": "Dossier number",
        "procedure_code": "Procedure code",
        "procedure": "Procedure",
        "field": "Field",
        "agency": "Agency",
        "level": "Level",
        "service_level": "Service level",
        "channel": "Channel",
        "submitted_at": "Submitted",
        "received_at": "Received",
        "due_at": "Due date",
        "resolved_at": "End of processing",
        "returned_at": "Result handed over",
        "supplement_requested_at": "Supplement requested",
        "supplement_received_at": "Supplement received",
        "return_channel": "Return channel",
        "status": "Status",
        "rating": "Rating",
        "paid_online": "Paid online",
        "digitised": "Digitised",
        "out_of_territory": "Out of territory",
    },
}


def column_name(column: str, lang: str = "vi") -> str:
    """What people call a column of a dossier; a header of a received file stays as it is."""
    return COLUMN_NAMES[lang].get(column, column)
