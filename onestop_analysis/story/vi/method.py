"""How the numbers were counted, and how the letter ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import mark
from onestop_analysis.story.vi.wording import dated, named

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts


def method(facts: Facts) -> list[str]:
    """What a reader must know to read the numbers: period, rule, bases, assumptions."""
    convention = {
        "calendar": "theo ngày dương lịch",
        "vpcp": "theo kỳ báo cáo của Văn phòng Chính phủ",
        "explicit": "theo khoảng ngày nêu rõ",
    }[facts.period.convention]
    first, last = dated(facts.period.start), dated(facts.period.end)
    source = mark(
        "reference", facts.now.get_one("received").source, facts.now.get_one("received").source.split(":")[-1]
    )
    return [
        f"Kỳ báo cáo: {named(facts.period)}, từ ngày {first} đến hết ngày {last}, {convention}.",
        f"Hồ sơ tiếp nhận gồm hồ sơ tiếp nhận mới trong kỳ và hồ sơ kỳ trước chuyển sang; hồ sơ đang giải quyết tính đến hết ngày {last}.",
        f"Quy tắc tính hạn: {facts.rule.vi}. Tỷ lệ đúng và trước hạn tính trên số hồ sơ đã giải quyết.",
        "Mỗi tỷ lệ giữ cả tử số và mẫu số, làm tròn một lần đến hai chữ số thập phân; không lấy phần bù để suy ra tỷ lệ.",
        *(mark("note", "centre.toml", text) for text in facts.centre.assumptions),
        (
            f"Dữ liệu từ {len_batches(facts)} tệp xuất từ phần mềm một cửa, ghi nhận sự kiện đến ngày {dated(facts.data_end)}; "
            f"mã bộ dữ liệu {source}. Thông tin cá nhân bị loại bỏ ngay khi đọc tệp."
        ),
    ]


def len_batches(facts: Facts) -> str:
    """How many received files the numbers come from, as a reference run."""
    return mark("reference", "batches", formats.count(len(facts.batches)))


def closing(facts: Facts) -> str:
    """The last sentence, with the mark that ends an official text."""
    return f"Trên đây là báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính {named(facts.period)} của {facts.centre.name}./."
