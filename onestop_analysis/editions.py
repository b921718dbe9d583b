"""What becomes of a report before it is published: the public edition, its standing, the copy to be mailed."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.standing import Standing, stamped

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

    from onestop_analysis.periods import Period

PUBLIC = "-public"
# Bytes that a file may have to be mailed.
LIMITS = {".pdf": 2_000_000, ".html": 3_000_000}


@dataclass(frozen=True)
class Edition:
    """`threshold`: counts below it are kept confidential; 0 is the internal edition, which prints all.

    `share`: also write a copy of the PDF under the name with which it is mailed.
    """

    threshold: int = 0
    standing: Standing = field(default_factory=Standing)
    share: bool = False

    def folder_name(self, centre: str) -> str:
        """Public reports lie beside the internal ones."""
        return f"{centre}{PUBLIC}" if self.threshold else centre

    def to_json(self) -> dict[str, Any]:
        """For the manifest."""
        return {"standing": self.standing.to_json(), "threshold": self.threshold, "share": self.share}


INTERNAL = Edition()


def edit(notebook: NotebookNode, edition: Edition, *, facts: str) -> None:
    """Make an executed notebook the edition that is wanted: hide what is too small, print where it stands.

    `facts` is the content of facts.json.

    Raises:
        UserError: the threshold is too low, or small counts cannot be hidden.
    """
    from onestop_analysis.export.notebook import change_sections

    if edition.threshold:
        from onestop_analysis.disclosure import Policy, protect, redact
        from onestop_analysis.factsheet import sheet_of

        sheet = protect(sheet_of(json.loads(facts)), Policy(edition.threshold))
        change_sections(notebook, lambda section: redact(section, sheet))
    change_sections(notebook, lambda section: stamped(section, edition.standing))


def share_name(period: Period, centre: str, lang: str = "vi") -> str:
    """'bao-cao-quy-1-2021-lang-son.pdf': says what it is where it arrives; 'report-q1-2021-lang-son.pdf' in English."""
    names = {
        "month": (f"thang-{period.label[-2:].lstrip('0')}-{period.year}", f"{period.label}"),
        "quarter": (f"quy-{period.label[-1]}-{period.year}", f"q{period.label[-1]}-{period.year}"),
        "half": (
            f"6-thang-{'dau' if period.label[-1] == '1' else 'cuoi'}-{period.year}",
            f"h{period.label[-1]}-{period.year}",
        ),
        "nine_months": (f"9-thang-{period.year}", f"9-months-{period.year}"),
        "year": (f"nam-{period.year}", f"{period.year}"),
    }
    vietnamese, english = names.get(period.kind, (f"{period.start}-{period.end}",) * 2)
    return f"bao-cao-{vietnamese}-{centre}.pdf" if lang == "vi" else f"report-{english}-{centre}.pdf"


def check_sizes(folder: Path) -> None:
    """Refuse files that are too large for a mail.

    Raises:
        UserError: a PDF of more than 2 MB or a page of more than 3 MB.
    """
    for path in sorted(folder.iterdir()):
        if path.stat().st_size > (limit := LIMITS.get(path.suffix, path.stat().st_size)):
            raise UserError(
                f"{path.name} lớn hơn {limit // 1_000_000} MB nên không gửi qua thư điện tử được: hãy bớt biểu đồ",
                f"{path.name} is larger than {limit // 1_000_000} MB and cannot be mailed: show fewer charts",
            )


def copy_to_share(folder: Path, period: Period, centre: str) -> None:
    """Copy each PDF of the report to the name under which it is mailed, after checking sizes."""
    check_sizes(folder)
    for source, lang in (("report.pdf", "vi"), ("report.en.pdf", "en")):
        if (folder / source).is_file():
            shutil.copyfile(folder / source, folder / share_name(period, centre, lang))
