"""Quy tắc tính hạn khác cho kết quả nào."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

Pair = tuple["Observation", "Observation"]
WORDS = {
    "caption": "Kết quả giải quyết theo từng quy tắc tính hạn",
    "rule": "Quy tắc",
    "resolved": "Đã giải quyết",
    "form": "biểu mẫu {file}",
    "release": "văn bản {file}",
    "by_form": "theo biểu mẫu đã báo cáo",
    "by_release": "theo văn bản đã công bố",
    "sources": "Số liệu có ở nguồn khác",
    "period": "Kỳ",
    "figure": "Số liệu",
    "dossiers": "Đếm từ hồ sơ",
    "in_use": "Báo cáo dùng",
    "by_dossiers": "đếm từ hồ sơ",
    "stated": "Nguồn khác ghi",
    "source": "Nguồn",
    "verdict": "Đối chiếu",
    "same": "khớp",
    "other": "khác",
    "only": "chỉ có ở nguồn này",
}


def span(facts: Facts, rates: list[Pair]) -> str:
    """Between which values the rates lie under all rules in use: early, early or on time, late."""
    early, in_time, late = (_between(*pair) for pair in rates)
    return (
        f"Các hệ thống tính hạn theo những quy tắc khác nhau. Cùng các hồ sơ này, tùy quy tắc, tỷ lệ trước hạn {early}; "
        f"tỷ lệ đúng và trước hạn {in_time}; tỷ lệ trễ hạn {late}. Báo cáo này dùng quy tắc: {facts.rule.vi}."
    )


def _between(lowest: Observation, highest: Observation) -> str:
    if lowest.text(form="share") == highest.text(form="share"):
        return f"đều là {lowest:share}"
    return f"từ {lowest:share} đến {highest:share}"


def order(facts: Facts, *, differ: bool, missing: bool) -> str:
    """Which source is used when several speak of a figure, and whether they agree."""
    text = "Biểu mẫu đã báo cáo hoặc văn bản đã công bố cũng nêu một số số liệu. Báo cáo dùng "
    if facts.stated:
        text += "biểu mẫu, sau đó mới đến văn bản, vì kỳ này không có dữ liệu hồ sơ. "
    else:
        text += "số đếm từ hồ sơ" + (
            "; kỳ không có hồ sơ thì theo biểu mẫu, sau đó mới đến văn bản. " if missing else ". "
        )
    return text + ("Có số liệu khác nhau giữa các nguồn." if differ else "Số liệu có ở cả hai nguồn đều khớp.")


def parts(*, differ: bool) -> str:
    """Whether the rows of the period's form, by agency, field and level, agree with the dossiers."""
    if differ:
        return "Số liệu theo cơ quan, lĩnh vực, cấp của biểu mẫu kỳ này đã được đối chiếu từng ô; những ô khác với số đếm từ hồ sơ nêu trong bảng."
    return "Số liệu theo cơ quan, lĩnh vực, cấp của biểu mẫu kỳ này đã được đối chiếu từng ô và đều khớp với số đếm từ hồ sơ."


def source_note(facts: Facts, group: Observations) -> str:
    """' (theo biểu mẫu đã báo cáo)' after a period that another source tells of; empty where it is the report's own."""
    source = getattr(group, "source", "")
    return "" if source == facts.stated else f" ({WORDS['by_' + (source or 'dossiers')]})"
