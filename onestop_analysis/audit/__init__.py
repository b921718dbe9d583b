"""The audit of a published release: its figures, what cannot be true among them, and why.

    from onestop_analysis.audit import audit_text
    audit = audit_text("Quý I năm 2021 giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%).")
    [finding.message("vi") for finding in audit.findings]

Classes: A cannot be true as worded; B true only with a category, carry-over or base that the text does
not name; C rounding and truncation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onestop_analysis.audit import page
from onestop_analysis.audit.checks import find
from onestop_analysis.audit.findings import Finding, Hypothesis
from onestop_analysis.sources.release import Claim, Release, extract
from onestop_analysis.sources.release.files import read_release

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from onestop_analysis.audit.together import Together
    from onestop_analysis.indicators import Observation
    from onestop_analysis.periods import Period

__all__ = [
    "Audit",
    "Claim",
    "Finding",
    "Hypothesis",
    "Release",
    "audit_file",
    "audit_files",
    "audit_release",
    "audit_text",
    "print_audit",
]


@dataclass(frozen=True)
class Audit:
    """A release read and checked."""

    release: Release
    findings: tuple[Finding, ...]

    @property
    def figures(self) -> tuple[Claim, ...]:
        """Every figure of the text."""
        return self.release.claims

    @property
    def contradicts_itself(self) -> bool:
        """There is a class A finding: the command exits with 3."""
        return any(finding.severity == "A" for finding in self.findings)

    def against(self, observations: Iterable[Observation]) -> Audit:
        """This audit with a finding for each figure that the store's observations contradict."""
        from onestop_analysis.audit.against import against
        from onestop_analysis.audit.wording import Writer

        writer = Writer(self.release, written=len(self.findings))
        return Audit(self.release, (*self.findings, *against(self.release, observations, writer)))

    def table(self) -> pd.DataFrame:
        """The figures as a table, for the analyst's hand."""
        import pandas as pd

        columns = ("id", "measure", "breakdown", "value", "share", "base", "unit", "printed", "line")
        rows = [[claim.to_json()[name] for name in columns] for claim in self.figures]
        return pd.DataFrame(rows, columns=list(columns)).set_index("id")

    def html(self, *, lang: str = "vi") -> str:
        """One offline page: the text annotated in place, and the findings."""
        return page.page([self.release], self.findings, lang=lang)

    def _repr_html_(self) -> str:
        return page.fragment(self.release, self.findings)

    def to_json(self, lang: str = "vi") -> dict[str, Any]:
        """The object that `onestop audit --json` prints."""
        return {
            "figures": [claim.to_json() for claim in self.figures],
            "findings": [finding.to_json(lang) for finding in self.findings],
        }


def audit_text(text: str, *, period: Period | None = None, file: str = "", number: int = 0) -> Audit:
    """Read and check a text. `period`: the period that it reports, where known.

    `file` and `number` name it where several are audited together.

    >>> audit = audit_text("Quý I năm 2021 giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%).")
    >>> audit.contradicts_itself
    True
    >>> [finding.message("en") for finding in audit.findings]
    ['5.738 of 28.869 is 19.88%; the text prints 33,80%.']
    """
    release = extract(text, period=period, file=file, number=number)
    return Audit(release, find(release))


def audit_file(path: str | Path, *, period: Period | None = None) -> Audit:
    """Read and check a text, HTML, docx or PDF file, or an aggregated form; "-" reads the standard input.

    Raises:
        UserError: the file is missing, too large, or holds no text.
    """
    return _audit_file(path, period=period)


def _audit_file(path: str | Path, *, period: Period | None = None, file: str = "", number: int = 0) -> Audit:
    from onestop_analysis.audit.form import read_form

    form = read_form(path, file=file, number=number)
    if form is not None:
        return Audit(form, find(form))
    return audit_text(read_release(path), period=period, file=file, number=number)


def audit_files(paths: Iterable[str | Path]) -> Together:
    """Read and check several publications, each by itself and against the others.

    Raises:
        UserError: a file is missing, too large, or holds no text.
    """
    from onestop_analysis.audit.together import Together, between

    named = enumerate(paths, 1)
    audits = tuple(_audit_file(path, file=str(path), number=number) for number, path in named)
    return Together(audits, between([audit.release for audit in audits]))


def audit_release(centre: str, period: str, *, file: str = "") -> Audit:
    """Audit what a centre published about a period, or another file about that period.

    Raises:
        UserError: no such centre or period, or nothing published in data/centres/<centre>/releases.

    >>> audit = audit_release("lang-son", "2021-Q1")
    >>> {finding.severity for finding in audit.findings}
    {'A'}
    >>> list(audit.table().columns[:4])
    ['measure', 'breakdown', 'value', 'share']
    """
    from onestop_analysis.periods import parse_period
    from onestop_analysis.project import check_slug, find_project

    about = parse_period(period)
    folder = find_project().centre_folder(check_slug(centre))
    return audit_file(file or folder / "releases" / f"{about.label}.txt", period=about)


def print_audit(audit: Audit | Together, *, lang: str = "") -> None:
    """Print each text with its figures marked, and the findings; `lang` defaults to the user's."""
    from onestop_analysis.audit import render

    if isinstance(audit, Audit):
        render.print_audit(audit.release, audit.findings, lang=lang)
        return
    for one in audit.audits:
        print_audit(one, lang=lang)
    render.print_between(audit.between, lang=lang)
