"""The dossier of the sample, in the words of the export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from onestop_analysis.sample.calibration import Agency, Procedure

IN_PERSON, ONLINE, POST = "Trực tiếp", "Trực tuyến", "Bưu chính công ích"
OPEN, PAUSED = "Đang giải quyết", "Yêu cầu bổ sung"
RETURNED, WITHDRAWN, REFUSED = "Đã trả kết quả", "Rút hồ sơ", "Từ chối giải quyết"


@dataclass(slots=True, eq=False)
class Dossier:
    """One dossier; minutes count from midnight. `ended` and what follows is filled when it is closed.

    `entered_as` is the end date in the software where somebody wrote another one than that of the day.
    """

    agency: Agency
    procedure: Procedure
    received: date
    received_minute: int
    due: date
    applicant: int
    waits: bool
    id: str = ""
    channel: str = IN_PERSON
    ended: date | None = None
    ended_minute: int = 0
    outcome: str = ""
    returned_by: str = ""
    rating: str = ""
    entered_as: date | None = None
    digitised: bool = False
