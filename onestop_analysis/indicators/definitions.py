"""Every count, defined once: what is counted, over what, of what, and by which law.

docs/indicators.md is written from these definitions (see methods.py); a test keeps it up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onestop_analysis.indicators.ages import open_by_age, overdue_by_age
from onestop_analysis.indicators.flows import Key, at_end, at_start, running_sums, within
from onestop_analysis.vocabulary import Channel, DeadlineState, Inflow, ReturnChannel, Timeliness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from onestop_analysis.cubes import Cubes
    from onestop_analysis.indicators.observation import Breakdown
    from onestop_analysis.periods import Period

CATEGORIES: dict[str, tuple[str, ...]] = {
    "channel": tuple(Channel),
    "inflow": tuple(Inflow),
    "timeliness": (Timeliness.EARLY, Timeliness.ON_TIME, Timeliness.LATE),
    "deadline_state": tuple(DeadlineState),
    "return_channel": tuple(ReturnChannel),
}
# What a month of the history lists; agencies, fields and procedures of a month are counted when asked for.
LISTED_IN_SHORT = {"inflow", "channel", "timeliness", "deadline_state", "return_channel", "rating", "statistic"}
WORK = ("agency", "field", "procedure", "level", "service_level", "channel")
DESK = ("agency", "field")


@dataclass(frozen=True)
class Part:
    """One flow of a measure: what of it is taken for a period, and what every dossier in it has in common."""

    flow: str
    take: Callable[..., dict[Key, int]]
    common: Breakdown = ()


@dataclass(frozen=True)
class Definition:
    """How one measure is counted.

    `parts` are added up. `by` are the dimensions by which it can be divided, `breakdowns` those that are
    listed. `base` is the measure (at a breakdown) of which the total is a share; each part of a
    breakdown is a share of the value without the last dimension. `needs` is a flow that must not be
    empty: what was never recorded is not reported as zero.
    """

    measure: str
    vi: str
    counts: str
    parts: tuple[Part, ...]
    by: Key = WORK
    breakdowns: tuple[Key, ...] = ()
    base: tuple[str, Breakdown] | None = None
    unit: str = "dossier"
    needs: str = ""
    source: str = ""
    defects: str = ""
    by_age: Callable[[Cubes, Period, Key], dict[Key, int]] | None = None

    def count(self, cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int]:
        """Counts over the dimensions; empty where the measure cannot be divided that way."""
        if "age" in dimensions and self.by_age:
            return self.by_age(cubes, period, dimensions)
        if not self.divides(dimensions):
            return {}
        found: dict[Key, int] = {}
        for part in self.parts:
            for key, value in _take(part, cubes, period, dimensions).items():
                found[key] = found.get(key, 0) + value
        return found

    def divides(self, dimensions: Iterable[str]) -> bool:
        """Whether the measure can be divided by these; what cannot is not there, never zero."""
        common = {name for part in self.parts for name, _ in part.common}
        if "age" in (wanted := set(dimensions)):
            return self.by_age is not None and wanted <= {"age", "agency"}
        return wanted <= {*self.by, *common}

    def needs_counts(self, cubes: Cubes) -> Any:  # noqa: ANN401 - a numpy row
        """Totals of the flow without which there is nothing to report."""
        return running_sums(cubes, self.needs, ()).totals.ravel()


def _take(part: Part, cubes: Cubes, period: Period, dimensions: Key) -> dict[Key, int]:
    common = dict(part.common)
    divided = tuple(name for name in dimensions if name not in common)
    counts = part.take(cubes, part.flow, dimensions=divided, period=period)
    found: dict[Key, int] = {}
    for key, value in counts.items():
        texts = iter(key)
        found[tuple(common[name] if name in common else next(texts) for name in dimensions)] = value
    return found


_NEW = ("received", (("inflow", "new"),))
_FORM = "II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP)"
DEFINITIONS = (
    Definition(
        "received",
        "Hồ sơ tiếp nhận",
        "Dossiers accepted in the period (`inflow=new`, by the date of reception) and those accepted before it "
        "and not ended when it began (`inflow=carried_over`). Channels, service levels and agencies without "
        "`inflow` count both. Registered but not accepted dossiers are outside.",
        (Part("new", within, (("inflow", "new"),)), Part("open", at_start, (("inflow", "carried_over"),))),
        breakdowns=(
            ("inflow",),
            ("channel",),
            ("inflow", "channel"),
            ("service_level",),
            ("level",),
            ("agency",),
            ("agency", "inflow"),
            ("agency", "inflow", "channel"),
            ("field",),
            ("field", "inflow"),
            ("field", "inflow", "channel"),
            ("procedure",),
        ),
        source=f"{_FORM}, columns (3) = (4) + (5) + (6)",
        defects="OpenCPS counts as new what came after, not on, the first instant of the period; its free-range "
        "statistics also select what was handed over in the period. Its 'one gate' column holds the post, its level of "
        "service is the procedure's, not the submission's; the national portal counts a missing channel as in person.",
    ),
    Definition(
        "resolved",
        "Hồ sơ đã giải quyết",
        "Dossiers whose processing ended with a result in the period, by the end of processing, not by the "
        "hand-over; withdrawn and refused ones only where the rule counts them.",
        (Part("resolved", within),),
        by=(*WORK, "ending", "timeliness"),
        breakdowns=(
            ("timeliness",),
            ("ending",),
            ("channel",),
            ("service_level",),
            ("level",),
            ("agency",),
            ("agency", "timeliness"),
            ("field",),
            ("field", "timeliness"),
            ("procedure",),
            ("procedure", "timeliness"),
        ),
        source=f"{_FORM}, columns (7) = (8) + (9) + (10)",
        defects="OpenCPS prints the on-time percentage as the integer below it (99 for 99,99 %) and 100 where "
        "nothing was resolved; e-par counts by the hand-over.",
    ),
    Definition(
        "withdrawn",
        "Hồ sơ rút",
        "Dossiers that the applicant withdrew in the period, where the rule keeps them apart from resolved ones.",
        (Part("withdrawn", within),),
        breakdowns=(("agency",), ("field",)),
        base=("received", ()),
        source="OpenCPS column (19); status 7 of the national dossier record",
        defects="The Thanh Hoa system's form counts them as on time whatever the date.",
    ),
    Definition(
        "refused",
        "Hồ sơ dừng giải quyết",
        "Accepted dossiers that were stopped without a result in the period, where the rule keeps them apart.",
        (Part("refused", within),),
        breakdowns=(("agency",), ("field",)),
        base=("received", ()),
        source="OpenCPS column (12); status 8 of the national dossier record",
        defects="OpenCPS counts them among what was resolved and judges their time.",
    ),
    Definition(
        "result_returned",
        "Kết quả đã trả",
        "Results handed over in the period, by the date of the hand-over.",
        (Part("returned", within),),
        by=(*DESK, "return_channel"),
        breakdowns=(("return_channel",), ("agency",)),
        source="Nghị định 61/2018/NĐ-CP; NgayTra and HinhThuc of the national dossier record",
        defects="OpenCPS counts results by post over all selected dossiers, not over those handed over.",
    ),
    Definition(
        "waiting",
        "Kết quả chờ người nộp đến nhận",
        "Dossiers that ended with a result, not handed over by the end of the period's last day.",
        (Part("waiting", at_end),),
        breakdowns=(("agency",),),
        source="OpenCPS column (14); e-par, Chờ trả",
        defects="OpenCPS counts what has no day of hand-over now, whatever the period.",
    ),
    Definition(
        "pending",
        "Hồ sơ đang giải quyết",
        "Dossiers not ended by the end of the period's last day. Overdue: past the due date then; no due date "
        "is in time; those that wait for a supplement as the rule says. `age`: working days since reception.",
        (
            Part("in_time", at_end, (("deadline_state", "in_time"),)),
            Part("overdue", at_end, (("deadline_state", "overdue"),)),
        ),
        breakdowns=(
            ("deadline_state",),
            ("age",),
            ("level",),
            ("agency",),
            ("agency", "deadline_state"),
            ("field",),
            ("field", "deadline_state"),
        ),
        source=f"{_FORM}, columns (11) = (12) + (13)",
        defects="e-par counts what is open now, whatever the period; all systems recompute the past from the "
        "present state, so an old period changes: use `--as-of`.",
        by_age=open_by_age,
    ),
    Definition(
        "overdue",
        "Hồ sơ đang giải quyết đã quá hạn",
        "Pending dossiers that are overdue. `age`: working days since the due date.",
        (Part("overdue", at_end),),
        breakdowns=(("age",), ("agency",)),
        base=("pending", ()),
        source=f"{_FORM}, column (13)",
        defects="OpenCPS compares the due date with the present moment where that lies before the period's end.",
        by_age=overdue_by_age,
    ),
    Definition(
        "paused",
        "Hồ sơ chờ bổ sung",
        "Pending dossiers that wait for a supplement or a payment at the end of the period's last day. Without "
        "dates of the request, the present state stands for the whole time.",
        (Part("paused", at_end),),
        breakdowns=(("agency",),),
        base=("pending", ()),
        source="OpenCPS column (18); statuses 5 and 6 of the national dossier record",
        defects="e-par moves the due date when the pause ends and loses the first one.",
    ),
    Definition(
        "satisfaction_votes",
        "Lượt đánh giá mức độ hài lòng",
        "Ratings of dossiers handed over in the period (else by the end of processing, else by the reception). "
        "Scales have three (very satisfied, satisfied, dissatisfied), four (and neutral) or five levels (and "
        "very dissatisfied); levels are never mapped onto each other.",
        (Part("votes", within),),
        by=(*DESK, "rating"),
        breakdowns=(("rating",), ("agency",), ("agency", "rating")),
        unit="vote",
        source="Thông tư 01/2018/TT-VPCP",
        defects="OpenCPS floors the two good levels and prints 100 minus them as the bad one (1 % for 0,04 %); "
        "it counts answers, not people.",
    ),
    Definition(
        "saturday_received",
        "Hồ sơ tiếp nhận vào thứ Bảy",
        "New dossiers accepted on a Saturday.",
        (Part("saturday", within),),
        base=_NEW,
        source="OpenCPS, receiveDossierSatCount",
    ),
    Definition(
        "saturday_resolved",
        "Hồ sơ giải quyết xong vào thứ Bảy",
        "Resolved dossiers whose processing ended on a Saturday.",
        (Part("resolved_on_saturday", within),),
        base=("resolved", ()),
        source="OpenCPS, releaseDossierSatCount",
        defects="OpenCPS takes the Saturday of the release from the date of reception.",
    ),
    Definition(
        "saturday_returned",
        "Kết quả trả vào thứ Bảy",
        "Results handed over on a Saturday.",
        (Part("returned_on_saturday", within),),
        by=DESK,
        base=("result_returned", ()),
        source="of this project; no form asks for it",
    ),
    *(
        definition
        for flow, vi, says, law, field in (
            (
                "out_of_territory",
                "Hồ sơ phi địa giới",
                "accepted irrespective of the territory that resolves them",
                "Nghị định 118/2025/NĐ-CP",
                "PhiDiaGioi of the Thanh Hoa system's table",
            ),
            (
                "digitised",
                "Hồ sơ có thành phần số hóa",
                "with digitised components",
                "Quyết định 766/QĐ-TTg, 4.2",
                "HoSoCoThanhPhanSoHoa of the national dossier record",
            ),
            (
                "paid_online",
                "Hồ sơ thanh toán trực tuyến",
                "paid online",
                "Quyết định 766/QĐ-TTg, 3.5",
                "DuocThanhToanTrucTuyen of the national dossier record",
            ),
        )
        for definition in (
            Definition(
                f"{flow}_recorded",
                f"{vi}: số hồ sơ có ghi nhận",
                f"New dossiers whose record says whether they are {says}.",
                (Part(f"{flow}_recorded", within),),
                base=_NEW,
                needs=f"{flow}_recorded",
                source=field,
            ),
            Definition(
                flow,
                vi,
                f"New dossiers {says}. Left out where no record says so.",
                (Part(flow, within),),
                breakdowns=(("agency",),),
                base=(f"{flow}_recorded", ()),
                needs=f"{flow}_recorded",
                source=law,
            ),
        )
    ),
)
