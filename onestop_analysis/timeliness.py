"""The named rules of early, on time and late, and the policies that go with them.

Systems of the field disagree (see METHODS.md), so the rule is a parameter that every report prints. A
rule compares in portable SQL over the columns of `dated` in cubes.sql; what it says of dossiers without
a due date, of withdrawn, refused and paused ones is a policy of its own, which a name may override:
`date,no_due=early,withdrawn=judged`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from onestop_analysis.errors import UserError

# What each policy may be; the first is the one of the rule `date`.
POLICIES = {
    "no_due": ("on_time", "early", "unclassified"),
    "withdrawn": ("apart", "on_time", "judged"),
    "refused": ("apart", "on_time", "judged"),
    "paused": ("in_time", "by_due", "by_request"),
}
WORDS = {
    "vi": {
        "no_due": {
            "on_time": "hồ sơ không có ngày hẹn trả tính là đúng hạn",
            "early": "hồ sơ không có ngày hẹn trả tính là trước hạn",
            "unclassified": "hồ sơ không có ngày hẹn trả không xếp loại",
        },
        "withdrawn": {
            "apart": "hồ sơ rút để riêng, không tính là đã giải quyết",
            "on_time": "hồ sơ rút tính vào đúng hạn",
            "judged": "hồ sơ rút xét hạn như hồ sơ đã giải quyết",
        },
        "refused": {
            "apart": "hồ sơ dừng giải quyết để riêng, không tính là đã giải quyết",
            "on_time": "hồ sơ dừng giải quyết tính vào đúng hạn",
            "judged": "hồ sơ dừng giải quyết xét hạn như hồ sơ đã giải quyết",
        },
        "paused": {
            "in_time": "hồ sơ chờ bổ sung tính là còn trong hạn",
            "by_due": "hồ sơ chờ bổ sung xét hạn theo ngày hẹn trả",
            "by_request": "hồ sơ chờ bổ sung còn trong hạn nếu yêu cầu bổ sung được gửi trước khi quá hạn",
        },
    },
    "en": {
        "no_due": {
            "on_time": "no due date counts as on time",
            "early": "no due date counts as early",
            "unclassified": "dossiers without a due date are in no class",
        },
        "withdrawn": {
            "apart": "withdrawn dossiers stand apart and are not resolved",
            "on_time": "withdrawn dossiers count as on time",
            "judged": "withdrawn dossiers are judged like resolved ones",
        },
        "refused": {
            "apart": "refused dossiers stand apart and are not resolved",
            "on_time": "refused dossiers count as on time",
            "judged": "refused dossiers are judged like resolved ones",
        },
        "paused": {
            "in_time": "dossiers that wait for a supplement are in time",
            "by_due": "dossiers that wait for a supplement are judged by their due date",
            "by_request": "dossiers that wait for a supplement are in time when it was asked for before they were due",
        },
    },
}


@dataclass(frozen=True)
class Rule:
    """How the end of processing and the due date are compared.

    `late` and `early` are SQL conditions; what is neither is on time. `merged`: the rule does not tell
    early from on time. `due_day_overdue`: an open dossier is overdue at the end of its due day already
    (due times are compared, not dates). `in_workdays`: the conditions need working-day ordinals.
    `title`: what a reader of the report finds in a table instead of the name.
    """

    name: str
    title_vi: str
    title_en: str
    late: str
    early: str
    compares_vi: str
    compares_en: str
    source: str
    no_due: str = "on_time"
    withdrawn: str = "apart"
    refused: str = "apart"
    paused: str = "in_time"
    merged: bool = False
    due_day_overdue: bool = False
    in_workdays: bool = False

    @property
    def sql(self) -> str:
        """The expression for `timeliness`: NULL for what is open or stands apart."""
        otherwise = "early_or_on_time" if self.merged else "on_time"
        return (
            "CASE WHEN ended IS NULL THEN NULL "
            f"{self._ending('withdrawn')}{self._ending('refused')}"
            f"WHEN due IS NULL THEN '{self.no_due}' WHEN {self.late} THEN 'late' WHEN {self.early} THEN 'early' "
            f"ELSE '{otherwise}' END"
        )

    @property
    def apart_sql(self) -> str:
        """The endings that are not counted as resolved, as a list of SQL texts."""
        return ", ".join(f"'{name}'" for name in ("withdrawn", "refused") if getattr(self, name) == "apart") or "''"

    @property
    def pause_sql(self) -> str:
        """The condition under which a paused dossier is in time whatever its due date."""
        return {"in_time": "1 = 1", "by_due": "1 = 0", "by_request": "paused_from <= due"}[self.paused]

    def title(self, lang: str) -> str:
        """The rule's short name for a table, in 'vi' or 'en'."""
        return self.title_vi if lang == "vi" else self.title_en

    @property
    def vi(self) -> str:
        """What the report prints: the comparison, then the policies."""
        return self._words("vi", self.compares_vi)

    @property
    def en(self) -> str:
        """The same in English."""
        return self._words("en", self.compares_en)

    def _words(self, lang: str, compares: str) -> str:
        return "; ".join([compares, *(WORDS[lang][policy][getattr(self, policy)] for policy in POLICIES)])

    def _ending(self, ending: str) -> str:
        counted = {"apart": "NULL", "on_time": "'early_or_on_time'" if self.merged else "'on_time'"}
        policy = getattr(self, ending)
        return f"WHEN ending = '{ending}' THEN {counted[policy]} " if policy in counted else ""


_DATE = Rule(
    name="date",
    title_vi="theo ngày, biểu II.06a",
    title_en="by date, form II.06a",
    late="ended > due",
    early="ended < due",
    compares_vi="so sánh ngày kết thúc xử lý với ngày hẹn trả",
    compares_en="the date when processing ended against the due date",
    source="II.06a/VPCP/KSTT, so sánh theo ngày",
)
RULES = {
    rule.name: rule
    for rule in (
        _DATE,
        replace(
            _DATE,
            name="thanhhoa-date",
            title_vi="Thanh Hóa, biểu 06",
            title_en="Thanh Hóa, form 06",
            withdrawn="on_time",
            refused="on_time",
            source="Hệ thống một cửa Thanh Hóa, biểu 06/VPCP/KSTT",
        ),
        replace(
            _DATE,
            name="thanhhoa-766",
            title_vi="Thanh Hóa, báo cáo 766",
            title_en="Thanh Hóa, 766 report",
            no_due="unclassified",
            withdrawn="judged",
            source="Hệ thống một cửa Thanh Hóa, báo cáo theo Quyết định 766/QĐ-TTg",
        ),
        Rule(
            name="opencps-month",
            title_vi="OpenCPS, thống kê tháng",
            title_en="OpenCPS, monthly statistics",
            late="ended_at > due_at",
            early="returned_at < due_at",
            compares_vi="so sánh thời điểm kết thúc xử lý và thời điểm trả kết quả với thời điểm hẹn trả",
            compares_en="the times when processing ended and the result was handed over against the due time",
            source="OpenCPS v2, thống kê tháng",
            refused="judged",
            due_day_overdue=True,
        ),
        Rule(
            name="opencps-range",
            title_vi="OpenCPS, thống kê theo khoảng ngày",
            title_en="OpenCPS, statistics of a range of days",
            late="ended_at > due_at",
            early=(
                "ended < due OR (ended = due AND EXTRACT(HOUR FROM ended_at) < 12 AND EXTRACT(HOUR FROM due_at) >= 12)"
            ),
            compares_vi="so sánh thời điểm kết thúc xử lý với buổi làm việc (sáng, chiều) của thời điểm hẹn trả",
            compares_en="the time when processing ended against the half-day session of the due time",
            source="OpenCPS v2, thống kê theo khoảng ngày",
            no_due="early",
            refused="judged",
            due_day_overdue=True,
        ),
        Rule(
            name="e-par",
            title_vi="e-par, theo ngày làm việc",
            title_en="e-par, by working days",
            late="ended_workday > due_workday",
            early="ended_workday < due_workday",
            compares_vi="số ngày làm việc từ ngày kết thúc xử lý đến ngày hẹn trả",
            compares_en="the working days between the end of processing and the due date",
            source="e-par R3, C_BIZ_DAYS_EXCEED",
            no_due="unclassified",
            in_workdays=True,
        ),
        Rule(
            name="dvcqg-766",
            title_vi="Cổng Dịch vụ công quốc gia, 766",
            title_en="National Public Service Portal, 766",
            late=(
                "ended_at > due_at AND (supplement_received_at IS NULL OR supplement_requested_at IS NULL"
                " OR ended_at - due_at > supplement_received_at - supplement_requested_at)"
            ),
            early="1 = 0",
            compares_vi="so sánh thời điểm kết thúc, sau khi trừ thời gian chờ bổ sung, với thời điểm hẹn trả",
            compares_en="the time of the end, less the time waiting for a supplement, against the due time",
            source="Cổng Dịch vụ công quốc gia, Quyết định 766/QĐ-TTg",
            no_due="unclassified",
            withdrawn="judged",
            refused="judged",
            paused="by_request",
            merged=True,
            due_day_overdue=True,
        ),
    )
}


def find_rule(name: str) -> Rule:
    """The rule of that name, with the policies that follow it: `date,no_due=early,withdrawn=judged`.

    Raises:
        UserError: no such rule or policy; the message lists the known ones.
    """
    base, *changes = (part.strip() for part in name.split(","))
    if base not in RULES:
        known = ", ".join(RULES)
        raise UserError(
            f"không có quy tắc tính hạn {base!r}; dùng: {known}", f"no timeliness rule {base!r}; use: {known}"
        )
    policies: dict[str, Any] = dict(_policy(change) for change in changes)
    return replace(RULES[base], name=name, **policies) if policies else RULES[base]


def _policy(text: str) -> tuple[str, str]:
    policy, _, value = text.partition("=")
    if value not in POLICIES.get(policy, ()):
        known = "; ".join(f"{key}={'|'.join(values)}" for key, values in POLICIES.items())
        raise UserError(
            f"không hiểu cách tính {text!r} sau tên quy tắc; dùng: {known}",
            f"cannot read the policy {text!r} after the name of the rule; use: {known}",
        )
    return policy, value
