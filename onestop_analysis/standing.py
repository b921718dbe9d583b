"""Where a report stands on its way to the reader: draft, checked, approved; preliminary, final or revised numbers.

It stands on the first page and in the manifest. A report is approved as it was checked: nothing is counted again,
only its standing changes, and a folder whose files are no longer those of its manifest is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from onestop_analysis import formats
from onestop_analysis.document import mark, runs
from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

Payload = dict[str, Any]
STATUSES = ("draft", "checked", "approved")
STAGES = ("", "preliminary", "final", "revised")
_WORDS = {
    "vi": {
        "draft": "Dự thảo, chưa được phê duyệt",
        "checked": "Đã kiểm tra{who}, chưa được phê duyệt",
        "approved": "Đã phê duyệt{who}",
        "preliminary": "Số liệu sơ bộ",
        "final": "Số liệu chính thức",
        "revised": "Số liệu điều chỉnh",
        "on": "ngày",
    },
    "en": {
        "draft": "Draft, not approved",
        "checked": "Checked{who}, not approved",
        "approved": "Approved{who}",
        "preliminary": "Preliminary figures",
        "final": "Final figures",
        "revised": "Revised figures",
        "on": "on",
    },
}


@dataclass(frozen=True)
class Standing:
    """`by` and `on` (ISO date) are who checked or approved and when; a draft has neither."""

    status: str = "draft"
    stage: str = ""
    by: str = ""
    on: str = ""

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise UserError(
                f"loại số liệu {self.stage!r} không có: dùng {', '.join(STAGES[1:])}",
                f"no stage {self.stage!r}: use {', '.join(STAGES[1:])}",
            )
        if self.status != "draft" and not self.by.strip():
            raise UserError(
                "cần tên người kiểm tra hoặc phê duyệt: thêm --by 'Họ và tên'",
                "the name of who checks or approves is needed: add --by 'Name'",
            )
        _day(self.on)

    def advanced(self, status: str, *, by: str, on: str) -> Standing:
        """One step further: a draft is checked, what was checked is approved.

        Raises:
            UserError: another step, no name, or a day that is none.
        """
        following = dict(pairwise(STATUSES)).get(self.status)
        if status != following:
            raise UserError(
                f"báo cáo đang ở trạng thái {self.status}, không chuyển thẳng sang {status} được; "
                f"các bước: {' → '.join(STATUSES)}",
                f"the report is {self.status} and cannot become {status} now; the steps are {' → '.join(STATUSES)}",
            )
        return replace(self, status=status, by=by, on=on)

    def sentence(self, lang: str) -> str:
        """What the first page says, as marked text."""
        words = _WORDS[lang]
        names = [mark("note", "manifest.json", self.by)] if self.by else []
        if self.on:
            names.append(f"{words['on']} {mark('date', self.on, formats.day(date.fromisoformat(self.on), lang))}")
        status = words[self.status].replace("{who}", f" ({', '.join(names)})" if names else "")
        stage = f" {words[self.stage]}." if self.stage else ""
        return f"{status}.{stage}"

    def to_json(self) -> dict[str, str]:
        """For the manifest."""
        return {"status": self.status, "stage": self.stage, "by": self.by, "on": self.on}


def read_standing(manifest: Mapping[str, Any]) -> Standing:
    """The standing that a manifest names; reports made before there was one are drafts."""
    return Standing(**manifest.get("standing", {}))


def stamped(section: Payload, standing: Standing) -> Payload:
    """The section with the standing: on the first page, and the name under the signature once it is approved."""
    if section["id"] == "front":
        kept = [item for item in section["items"] if "standing" not in item]
        return section | {"items": [_paragraph(standing.sentence(section["lang"])), *kept]}
    if section["id"] == "closing" and standing.status == "approved":
        return section | {"meta": section["meta"] | {"signer_name": standing.by}}
    return section


def _paragraph(text: str) -> Payload:
    content = [{"text": run.text, "kind": run.kind, "ref": run.ref} for run in runs(text)]
    return {"kind": "paragraph", "role": "small", "content": content, "standing": True}


def _day(text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"ngày {text!r} không hợp lệ: viết như 2021-04-05", f"{text!r} is not a day: write 2021-04-05"
        ) from error
