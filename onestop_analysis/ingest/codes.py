"""Every verdict that ingest can give, once: the code, what it leads to, its meaning in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What happens to a line of a received file."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    QUARANTINED = "quarantined"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Code:
    """One reason for a verdict."""

    verdict: Verdict
    vi: str
    en: str


def _quarantined(vi: str, en: str) -> Code:
    return Code(Verdict.QUARANTINED, vi, en)


def _flagged(vi: str, en: str) -> Code:
    return Code(Verdict.FLAGGED, vi, en)


def _excluded(vi: str, en: str) -> Code:
    return Code(Verdict.EXCLUDED, vi, en)


CODES: dict[str, Code] = {
    "missing_id": _quarantined("không có mã hồ sơ", "no dossier id"),
    "bad_id": _quarantined(
        "mã hồ sơ không đúng dạng: chỉ gồm chữ, số, dấu chấm, gạch nối, gạch chéo",
        "the dossier id is malformed: letters, digits, dots, hyphens and slashes only",
    ),
    "duplicate_exact": _quarantined(
        "trùng hoàn toàn với một dòng phía trên; dòng đầu tiên được giữ",
        "an exact repeat of a line above; the first one is kept",
    ),
    "duplicate_conflict": _quarantined(
        "cùng mã hồ sơ nhưng nội dung khác dòng khác trong tệp; không dòng nào được nhận",
        "the same dossier id with different content on another line of the file; none is accepted",
    ),
    "missing_value": _quarantined("ô bắt buộc để trống", "a required cell is empty"),
    "bad_date": _quarantined("không phải ngày tháng", "not a date"),
    "impossible_date": _quarantined(
        "ngày không có trong lịch (đọc theo ngày/tháng/năm)", "no such day in the calendar (read as day/month/year)"
    ),
    "ambiguous_date": _quarantined(
        "không rõ ngày hay tháng đứng trước, hoặc năm chỉ có hai chữ số",
        "day and month cannot be told apart, or the year has two digits only",
    ),
    "out_of_range_date": _quarantined("năm không hợp lý (trước 2000 hoặc quá xa)", "an implausible year"),
    "future_date": _quarantined("ngày ở tương lai", "a date in the future"),
    "due_before_received": _quarantined("ngày hẹn trả trước ngày tiếp nhận", "due before it was received"),
    "finished_before_received": _quarantined(
        "ngày kết thúc hoặc trả kết quả trước ngày tiếp nhận", "finished or returned before it was received"
    ),
    "returned_before_resolved": _quarantined(
        "ngày trả kết quả trước ngày kết thúc xử lý", "returned before processing finished"
    ),
    "status_without_end": _quarantined(
        "trạng thái là đã kết thúc nhưng không có ngày kết thúc", "the status says finished, but there is no end date"
    ),
    "status_with_end": _quarantined(
        "trạng thái là chưa kết thúc nhưng có ngày kết thúc", "the status says open, but there is an end date"
    ),
    "unknown_channel": _quarantined("hình thức tiếp nhận không có trong danh mục", "unknown channel"),
    "unknown_status": _quarantined("trạng thái không có trong danh mục", "unknown status"),
    "unknown_rating": _quarantined("mức độ hài lòng không có trong danh mục", "unknown rating"),
    "unknown_return_channel": _quarantined("hình thức trả không có trong danh mục", "unknown return channel"),
    "unknown_service_level": _quarantined("mức độ dịch vụ công không có trong danh mục", "unknown service level"),
    "level_2_online": _quarantined(
        "thủ tục mức độ 2 (chỉ cung cấp thông tin) nhưng tiếp nhận trực tuyến",
        "a level-2 procedure (information only) marked as received online",
    ),
    "short_row": _quarantined("dòng thiếu ô so với tiêu đề", "the line has fewer cells than the header"),
    "long_row": _quarantined("dòng thừa ô so với tiêu đề", "the line has more cells than the header"),
    "unclosed_quote": _quarantined("dấu ngoặc kép không đóng hoặc đặt sai", "a quote that is not closed or misplaced"),
    "invalid_bytes": _quarantined("dòng có byte không hợp lệ", "the line has invalid bytes"),
    "double_encoded": _quarantined("chữ bị mã hóa hai lần hoặc mất ký tự", "text encoded twice or with lost letters"),
    "error_cell": _quarantined("ô chứa lỗi của bảng tính", "a cell with a spreadsheet error"),
    "uncached_formula": _quarantined(
        "ô công thức chưa có kết quả: hãy mở bằng Excel, tính lại và lưu",
        "a formula without its result: open the file in Excel, recalculate and save",
    ),
    "too_long": _quarantined("tên dài quá 1.000 ký tự", "a name of more than 1,000 characters"),
    "deleted": _quarantined("bản ghi đã bị xóa trong phần mềm", "a record that was deleted in the software"),
    "not_a_record": _quarantined("không phải một bản ghi", "not a record"),
    **{
        f"unknown_{column}": _quarantined(f"giá trị cột {column} không có trong danh mục", f"unknown {column} value")
        for column in ("paid_online", "digitised", "out_of_territory", "deleted")
    },
    "unknown_agency": _flagged("cơ quan chưa có trong danh mục", "an agency that the reference table does not have"),
    "unknown_procedure": _flagged(
        "thủ tục chưa có trong danh mục", "a procedure that the reference table does not have"
    ),
    "unknown_field": _flagged("lĩnh vực chưa có trong danh mục", "a field that the reference table does not have"),
    "masked": _flagged("đã che dữ liệu cá nhân trong tên", "personal data in a name were masked"),
    "agency_not_valid": _flagged(
        "cơ quan chưa thành lập hoặc đã sáp nhập vào ngày tiếp nhận",
        "an agency that did not exist, or no longer, on the day of reception",
    ),
    "lost_zeros": _flagged(
        "mã hồ sơ toàn chữ số ngắn hơn các mã khác, có thể đã mất số 0 ở đầu",
        "an id of figures that is shorter than others: leading zeros may be lost",
    ),
    "no_due_date": _flagged("hồ sơ không có ngày hẹn trả", "a dossier without a due date"),
    "title": _excluded("dòng tựa đề", "a title line"),
    "header": _excluded("dòng tiêu đề cột", "a header line"),
    "numbering": _excluded("dòng đánh số cột", "a line that numbers the columns"),
    "total": _excluded("dòng tổng", "a total"),
    "note": _excluded("dòng ghi chú", "a note"),
    "other_table": _excluded("trang tính không phải bảng hồ sơ", "a sheet or table that lists no dossiers"),
    "blank": _excluded("dòng trống", "a blank line"),
}


def codes_table() -> str:
    """All codes as Markdown tables, for docs/ingest-codes.md."""
    titles = {
        Verdict.QUARANTINED: "## Quarantined: the row is not counted until it is mended",
        Verdict.FLAGGED: "## Flagged: accepted, and pointed out",
        Verdict.EXCLUDED: "## Excluded: the line is no dossier",
    }
    parts = []
    for verdict, title in titles.items():
        rows = [f"| `{name}` | {code.vi} | {code.en} |" for name, code in CODES.items() if code.verdict is verdict]
        parts.append("\n".join([title, "", "| code | tiếng Việt | English |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
