"""Quy tắc tính hạn khác cho kết quả nào."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation

Pair = tuple["Observation", "Observation"]
WORDS = {
    "caption": "Kết quả giải quyết theo từng quy tắc tính hạn",
    "rule": "Quy tắc",
    "resolved": "Đã giải quyết",
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
