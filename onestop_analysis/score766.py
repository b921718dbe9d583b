"""The card of Decision 766/QĐ-TTg: every scored component, with its counts where dossiers can answer it.

The card has five groups and 100 points; the formulas are those that the national portal describes. What
dossiers cannot answer says why. The card's satisfaction (5.4) is not the kiosk's rating.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from onestop_analysis.vocabulary import Rating

if TYPE_CHECKING:
    from onestop_analysis.indicators import Observation, Observations

Text = tuple[str, str]  # Vietnamese, English
_CENT = Decimal("0.01")
_UNHAPPY = (Rating.DISSATISFIED, Rating.VERY_DISSATISFIED)
_NOTHING: Text = ("", "")


@dataclass(frozen=True)
class Component:
    """One component of the card.

    `part` over `whole` is the ratio, `observations` what they were counted from. `maximum` is None where
    the points are not published. `reason` says why there is no ratio or no score.
    """

    code: str
    name: Text
    formula: Text = ("tỷ lệ đạt × điểm tối đa", "share that complies × maximum")
    part: int | None = None
    whole: int | None = None
    maximum: int | None = None
    target: int | None = None
    value: Decimal | None = None
    observations: tuple[str, ...] = ()
    reason: Text = _NOTHING

    @property
    def score(self) -> Decimal | None:
        """Points, two decimals; None where the ratio or the maximum is not known."""
        if self.part is None or self.whole is None or self.maximum is None:
            return None
        return points(self.part, self.whole, maximum=self.maximum, target=self.target or 100)

    def to_json(self) -> dict[str, Any]:
        """All fields, numbers as numbers, texts in both languages."""
        return {
            "code": self.code,
            "name": _texts(self.name),
            "formula": _texts(self.formula),
            "part": self.part,
            "whole": self.whole,
            "value": None if self.value is None else float(self.value),
            "maximum": self.maximum,
            "target": self.target,
            "score": None if self.score is None else float(self.score),
            "observations": list(self.observations),
            "reason": _texts(self.reason),
        }


def _texts(text: Text) -> dict[str, str]:
    return dict(zip(("vi", "en"), text, strict=True))


def points(part: int, whole: int, *, maximum: int, target: int = 100) -> Decimal:
    """The share of the maximum, in full from the target (per cent) on; 0 without dossiers.

    `points(188485, 207216, maximum=20)` is 18.19: Lạng Sơn, 2026 up to 9 October.
    """
    if whole == 0:
        return Decimal("0.00")
    earned = Decimal(maximum) * part * 100 / (Decimal(whole) * target)
    return min(Decimal(maximum), earned).quantize(_CENT, ROUND_HALF_UP)


def score_card(observations: Observations) -> list[Component]:
    """The components of one period in the order of the card, best under the rule `dvcqg-766` and calendar periods."""
    return [
        *_UNANSWERED[:4],
        _on_time(observations),
        _mean_time(observations),
        _UNANSWERED[4],
        *_online(observations),
        _recorded(_PAID_ONLINE, observations, measure="paid_online"),
        *_UNANSWERED[5:7],
        _recorded(_DIGITISED, observations, measure="digitised"),
        *_UNANSWERED[7:],
        _satisfaction(observations),
    ]


_CATALOGUE: Text = ("cần danh mục thủ tục hành chính, hồ sơ không cho biết", "needs the catalogue of procedures")
_PORTAL: Text = ("chỉ có trên Cổng Dịch vụ công quốc gia", "known to the national portal only")
_FEEDBACK: Text = ("cần dữ liệu phản ánh, kiến nghị", "needs the data of complaints and suggestions")
_NOT_RECORDED: Text = ("hồ sơ nhận được không ghi nội dung này", "the received dossiers do not record it")
_UNPUBLISHED: Text = (
    "điểm tối đa của thành phần này không được công bố",
    "the maximum of this component is not published",
)
# What dossiers cannot answer, in the order of the card.
_UNANSWERED = (
    Component("1.1", ("Công bố thủ tục đúng hạn", "Procedures published on time"), maximum=6, reason=_CATALOGUE),
    Component("1.2", ("Cập nhật thủ tục đúng hạn", "Procedures updated on time"), maximum=4, reason=_CATALOGUE),
    Component("1.3", ("Thủ tục công khai đủ nội dung", "Procedures published in full"), maximum=2, reason=_CATALOGUE),
    Component("1.4", ("Hồ sơ được đồng bộ", "Dossiers synchronised"), maximum=6, reason=_PORTAL),
    Component("3.1", ("Thủ tục cung cấp trực tuyến", "Procedures offered online"), target=80, reason=_CATALOGUE),
    Component("3.6", ("Thủ tục có thanh toán trực tuyến", "Procedures payable online"), reason=_CATALOGUE),
    Component("4.1", ("Cấp kết quả điện tử", "Results issued electronically"), maximum=6, reason=_NOT_RECORDED),
    Component("4.3", ("Tái sử dụng thành phần số hóa", "Digitised components used again"), maximum=2, target=80,
              reason=_NOT_RECORDED),
    Component("4.4", ("Chia sẻ dữ liệu", "Data shared"), maximum=4, reason=_PORTAL),
    Component("4.5a", ("Khai thác dữ liệu dân cư", "Population data used"), maximum=2, reason=_PORTAL),
    Component("4.5b", ("Kết nối dữ liệu dân cư", "Population data connected"), maximum=2, reason=_PORTAL),
    Component("4.6", ("Chứng thực bản sao điện tử", "Certified electronic copies"), maximum=2, reason=_PORTAL),
    Component("5.2", ("Phản ánh, kiến nghị xử lý đúng hạn", "Complaints answered on time"), maximum=6,
              reason=_FEEDBACK),
    Component("5.3", ("Hài lòng với trả lời phản ánh, kiến nghị", "Content with the answers to complaints"), maximum=6,
              reason=_FEEDBACK),
)  # fmt: skip
_PAID_ONLINE = Component(
    "3.5",
    ("Hồ sơ thanh toán trực tuyến", "Dossiers paid online"),
    ("số hồ sơ thanh toán trực tuyến ÷ số hồ sơ có ghi nhận", "dossiers paid online ÷ dossiers that record it"),
    maximum=6,
)
_DIGITISED = Component(
    "4.2",
    ("Hồ sơ được số hóa", "Dossiers digitised"),
    ("số hồ sơ được số hóa ÷ số hồ sơ có ghi nhận", "dossiers digitised ÷ dossiers that record it"),
    maximum=4,
)


def _on_time(found: Observations) -> Component:
    """2.1: everything received and not late, ended or still open."""
    received, parts = found.get_one("received"), _not_late(found)
    return Component(
        "2.1",
        ("Hồ sơ xử lý đúng hạn hoặc còn trong hạn", "Dossiers resolved on time or still in time"),
        (
            "(đúng và trước hạn + đang giải quyết trong hạn) ÷ tiếp nhận",
            "(resolved early or on time + pending in time) ÷ received",
        ),
        part=sum(int(item.value) for item in parts),
        whole=int(received.value),
        maximum=20,
        observations=_ids(*parts, received),
    )


def _not_late(found: Observations) -> list[Observation]:
    in_time = found.get_one("resolved", timeliness="early_or_on_time")
    return [in_time, found.get_one("pending", deadline_state="in_time")]


def _mean_time(found: Observations) -> Component:
    """2.2 is shown, not scored."""
    name = ("Thời gian giải quyết trung bình (ngày làm việc)", "Mean processing time (working days)")
    formula = ("tổng số ngày làm việc ÷ số hồ sơ đã giải quyết", "working days ÷ dossiers resolved")
    mean = found.find("processing_time", statistic="mean")
    if mean is None:
        reason = ("không có hồ sơ đã giải quyết trong kỳ", "nothing was resolved in the period")
        return Component("2.2", name, formula, reason=reason)
    shown = ("chỉ hiển thị, không tính điểm", "shown, not scored")
    return Component("2.2", name, formula, value=Decimal(mean.value), observations=_ids(mean), reason=shown)


def _online(found: Observations) -> list[Component]:
    """3.2 and 3.3: their points inside the 12 of the group are not published."""
    received, online = found.get_one("received", inflow="new"), found.find("received", inflow="new", channel="online")
    rows = [item for item in found.by("received", "procedure", "channel") if item.value]
    procedures = {item.category("procedure") for item in rows}
    used = {item.category("procedure") for item in rows if item.category("channel") == "online"}
    return [
        Component(
            "3.2",
            ("Thủ tục có hồ sơ trực tuyến", "Procedures with online dossiers"),
            (
                "số thủ tục có hồ sơ trực tuyến ÷ số thủ tục có hồ sơ",
                "procedures with online dossiers ÷ procedures with dossiers",
            ),
            len(used),
            len(procedures),
            reason=_UNPUBLISHED,
        ),
        Component(
            "3.3",
            ("Hồ sơ nộp trực tuyến", "Dossiers filed online"),
            ("tiếp nhận mới trực tuyến ÷ tiếp nhận mới", "new dossiers received online ÷ new dossiers"),
            int(online.value) if online else 0,
            int(received.value),
            target=50,
            observations=_ids(received, *([online] if online else [])),
            reason=_UNPUBLISHED,
        ),
    ]


def _recorded(blank: Component, found: Observations, *, measure: str) -> Component:
    part, whole = found.find(measure), found.find(f"{measure}_recorded")
    if part is None or whole is None:
        return replace(blank, reason=_NOT_RECORDED)
    return replace(blank, part=int(part.value), whole=int(whole.value), observations=_ids(part, whole))


def _satisfaction(found: Observations) -> Component:
    """5.4: what is left after late and overdue dossiers and those with a bad rating, target 90 per cent."""
    received, parts = found.get_one("received"), _not_late(found)
    unhappy = [item for item in found.by("satisfaction_votes", "rating") if item.category("rating") in _UNHAPPY]
    not_late = sum(int(item.value) for item in parts)
    return Component(
        "5.4",
        ("Mức độ hài lòng trong tiếp nhận, giải quyết", "Satisfaction with reception and resolution"),
        (
            "(tử số của 2.1 - lượt đánh giá không hài lòng) ÷ tiếp nhận",
            "(numerator of 2.1 - ratings that are not satisfied) ÷ received",
        ),
        part=max(not_late - sum(int(item.value) for item in unhappy), 0),
        whole=int(received.value),
        maximum=6,
        target=90,
        observations=_ids(*parts, *unhappy, received),
        reason=(
            "chỉ trừ hồ sơ trễ hạn và lượt đánh giá không hài lòng; phản ánh, kiến nghị không có trong hồ sơ",
            "leaves out late dossiers and bad ratings only; dossiers do not hold complaints",
        ),
    )


def _ids(*items: Observation) -> tuple[str, ...]:
    return tuple(item.id for item in items)
