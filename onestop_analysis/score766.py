"""The components of the Decision 766/QĐ-TTg card that dossiers can answer.

The card has five groups and 100 points; the formulas are those that the national portal describes. What
dossiers cannot answer says why. The card's satisfaction (5.4) is not the kiosk's rating.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from onestop_analysis.vocabulary import Rating

if TYPE_CHECKING:
    from onestop_analysis.indicators import Observation, Observations

_CENT = Decimal("0.01")
_UNHAPPY = (Rating.DISSATISFIED, Rating.VERY_DISSATISFIED)


@dataclass(frozen=True)
class Component:
    """One component of the card.

    `part` over `whole` is the ratio, `observations` what they were counted from. `maximum` is None where
    the points are not published. `reason` says why there is no ratio or no score.
    """

    code: str
    vi: str
    part: int | None = None
    whole: int | None = None
    maximum: int | None = None
    target: int | None = None
    value: Decimal | None = None
    observations: tuple[str, ...] = ()
    reason: str = ""

    @property
    def score(self) -> Decimal | None:
        """Points, two decimals; None where the ratio or the maximum is not known."""
        if self.part is None or self.whole is None or self.maximum is None:
            return None
        return points(self.part, self.whole, maximum=self.maximum, target=self.target or 100)

    def to_json(self) -> dict[str, Any]:
        """All fields, numbers as numbers."""
        return {
            "code": self.code,
            "name": self.vi,
            "part": self.part,
            "whole": self.whole,
            "value": None if self.value is None else float(self.value),
            "maximum": self.maximum,
            "target": self.target,
            "score": None if self.score is None else float(self.score),
            "observations": list(self.observations),
            "reason": self.reason,
        }


def points(part: int, whole: int, *, maximum: int, target: int = 100) -> Decimal:
    """The share of the maximum, in full from the target (per cent) on; 0 without dossiers.

    `points(188485, 207216, maximum=20)` is 18.19: Lạng Sơn, 2026 up to 9 October.
    """
    if whole == 0:
        return Decimal("0.00")
    earned = Decimal(maximum) * part * 100 / (Decimal(whole) * target)
    return min(Decimal(maximum), earned).quantize(_CENT, ROUND_HALF_UP)


def score_card(observations: Observations) -> list[Component]:
    """The components of one period, best under the rule `dvcqg-766` and calendar periods."""
    components = [
        _on_time(observations),
        _mean_time(observations),
        *_online(observations),
        _recorded(observations, "3.5", "Hồ sơ thanh toán trực tuyến", measure="paid_online", maximum=6),
        *(Component(code, vi, reason=reason) for code, vi, reason in _UNANSWERED),
        _recorded(observations, "4.2", "Hồ sơ được số hóa", measure="digitised", maximum=4),
        _satisfaction(observations),
    ]
    return sorted(components, key=lambda component: component.code)


_UNANSWERED = (
    ("3.1", "Thủ tục cung cấp trực tuyến", "cần danh mục thủ tục của tỉnh, hồ sơ không cho biết"),
    ("3.6", "Thủ tục có thanh toán trực tuyến", "cần danh mục thủ tục có phí, lệ phí"),
    ("4.1", "Cấp kết quả điện tử", "hồ sơ nhận được không ghi kết quả điện tử"),
    ("4.3", "Tái sử dụng thành phần số hóa", "hồ sơ nhận được không ghi việc tái sử dụng"),
)


def _on_time(found: Observations) -> Component:
    """2.1: everything received and not late, ended or still open."""
    received, parts = found.get_one("received"), _not_late(found)
    return Component(
        "2.1",
        "Hồ sơ xử lý đúng hạn hoặc còn trong hạn",
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
    mean = found.find("processing_time", statistic="mean")
    if mean is None:
        return Component("2.2", "Thời gian giải quyết trung bình", reason="không có hồ sơ đã giải quyết trong kỳ")
    return Component(
        "2.2",
        "Thời gian giải quyết trung bình (ngày làm việc)",
        value=Decimal(mean.value),
        observations=_ids(mean),
        reason="chỉ hiển thị, không tính điểm",
    )


def _online(found: Observations) -> list[Component]:
    """3.2 and 3.3: their points inside the 12 of the group are not published."""
    received, online = found.get_one("received", inflow="new"), found.find("received", inflow="new", channel="online")
    rows = [item for item in found.by("received", "procedure", "channel") if item.value]
    procedures = {item.category("procedure") for item in rows}
    used = {item.category("procedure") for item in rows if item.category("channel") == "online"}
    unpublished = "điểm tối đa của thành phần này không được công bố"
    return [
        Component("3.2", "Thủ tục có hồ sơ trực tuyến", len(used), len(procedures), reason=unpublished),
        Component(
            "3.3",
            "Hồ sơ nộp trực tuyến",
            int(online.value) if online else 0,
            int(received.value),
            target=50,
            observations=_ids(received, *([online] if online else [])),
            reason=unpublished,
        ),
    ]


def _recorded(found: Observations, code: str, vi: str, *, measure: str, maximum: int) -> Component:
    part, whole = found.find(measure), found.find(f"{measure}_recorded")
    if part is None or whole is None:
        return Component(code, vi, maximum=maximum, reason="hồ sơ nhận được không ghi nội dung này")
    return Component(code, vi, int(part.value), int(whole.value), maximum=maximum, observations=_ids(part, whole))


def _satisfaction(found: Observations) -> Component:
    """5.4: what is left after late and overdue dossiers and those with a bad rating, target 90 per cent."""
    received, parts = found.get_one("received"), _not_late(found)
    unhappy = [item for item in found.by("satisfaction_votes", "rating") if item.category("rating") in _UNHAPPY]
    not_late = sum(int(item.value) for item in parts)
    return Component(
        "5.4",
        "Mức độ hài lòng trong tiếp nhận, giải quyết",
        part=max(not_late - sum(int(item.value) for item in unhappy), 0),
        whole=int(received.value),
        maximum=6,
        target=90,
        observations=_ids(*parts, *unhappy, received),
        reason="chỉ trừ hồ sơ trễ hạn và hồ sơ bị đánh giá không hài lòng; phản ánh, kiến nghị không có trong hồ sơ",
    )


def _ids(*items: Observation) -> tuple[str, ...]:
    return tuple(item.id for item in items)
