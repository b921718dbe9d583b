"""The named rules of early, on time and late.

Systems of the field disagree (see METHODS.md), so the rule is a parameter that every report prints.
A rule is one SQL expression over the columns of `cubes.sql` (`resolved`, `due`: dates; NULL when
missing), portable between engines.
"""

from __future__ import annotations

from dataclasses import dataclass

from onestop_analysis.errors import UserError


@dataclass(frozen=True)
class Rule:
    """How processing end and due date are compared. `sql` yields early, on_time, late."""

    name: str
    sql: str
    vi: str
    en: str


RULES = {
    rule.name: rule
    for rule in (
        Rule(
            name="date",
            sql="CASE WHEN resolved > due THEN 'late' WHEN resolved < due THEN 'early' ELSE 'on_time' END",
            vi="so sánh ngày kết thúc xử lý với ngày hẹn trả; hồ sơ không có ngày hẹn trả tính là đúng hạn",
            en="the date when processing ended against the due date; no due date counts as on time",
        ),
    )
}


def find_rule(name: str) -> Rule:
    """The rule of that name.

    Raises:
        UserError: no such rule; the message lists the known ones.
    """
    if name not in RULES:
        known = ", ".join(RULES)
        raise UserError(
            f"không có quy tắc tính hạn {name!r}; dùng: {known}", f"no timeliness rule {name!r}; use: {known}"
        )
    return RULES[name]
