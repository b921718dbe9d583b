"""The step log of the national portal (service CapNhatTienDoHoSoMC): who had a dossier when, without the who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError
from onestop_analysis.sources.moments import read_moment
from onestop_analysis.sources.records import find_records, parse_json
from onestop_analysis.sources.sniff import sniff
from onestop_analysis.sources.words import clean, file_name, mask

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One step of a dossier: its status code and department; times are local, None where not given."""

    dossier_id: str
    status: str
    department: str
    at: datetime | None
    started_at: datetime | None
    due_at: datetime | None


def read_steps(path: Path) -> list[Step]:
    """The steps of a log file, in its order; officers' names and notes are not read.

    Raises:
        UserError: not a JSON file, or not a step log.
    """
    kind, encoding = sniff(path)
    records = find_records(parse_json(path, encoding)) if kind == "json" else []
    steps = [_step(record) for record in records if isinstance(record, dict) and "ThoiDiemXuLy" in record]
    if not steps:
        name = file_name(path.name)
        raise UserError(
            f"{name}: không phải nhật ký tiến độ CapNhatTienDoHoSoMC; cần tệp JSON có MaHoSo và ThoiDiemXuLy",
            f"{name}: not a step log CapNhatTienDoHoSoMC; a JSON file with MaHoSo and ThoiDiemXuLy is needed",
        )
    return steps


def _step(record: dict[str, object]) -> Step:
    def text(key: str) -> str:
        return clean(str(record.get(key) or ""))

    return Step(
        dossier_id=text("MaHoSo"),
        status=text("TrangThai"),
        department=mask(text("PhongBanXuLy")),
        at=read_moment(text("ThoiDiemXuLy")).value,
        started_at=read_moment(text("NgayBatDau")).value,
        due_at=read_moment(text("NgayKetThucTheoQuyDinh")).value,
    )
