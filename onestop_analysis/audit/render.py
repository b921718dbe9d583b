"""The audit on a terminal: the text with its figures marked, then the findings in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.sources.release import Release

_STYLES = {"A": "bold red", "B": "yellow", "C": "cyan"}
_TITLES = {
    "vi": {"A": "Sai", "B": "Cần hỏi lại", "C": "Lưu ý"},
    "en": {"A": "Wrong", "B": "To be asked", "C": "Note"},
}


def print_audit(release: Release, findings: tuple[Finding, ...], *, lang: str = "") -> None:
    """Print the body of `onestop audit`; colours only on a terminal."""
    from rich.console import Console

    lang = lang or user_language()
    console = Console(highlight=False, soft_wrap=True)
    if release.file:
        console.print(f"== {release.file}\n", markup=False)
    console.print(highlighted(release, findings))
    console.print()
    for line in finding_lines(findings, lang):
        console.print(line)
    console.print(summary(release, findings, lang))


def print_between(findings: tuple[Finding, ...], *, lang: str = "") -> None:
    """Print what several texts say differently."""
    from rich.console import Console

    lang = lang or user_language()
    console = Console(highlight=False, soft_wrap=True)
    console.print("\n== " + ("Giữa các văn bản" if lang == "vi" else "Between the texts") + "\n")
    for line in finding_lines(findings, lang):
        console.print(line)
    if not findings:
        console.print("Không có số liệu nào khác nhau." if lang == "vi" else "No figure differs.")


def highlighted(release: Release, findings: tuple[Finding, ...]) -> Text:
    """The text; figures bold, those of findings in the colour of the gravest."""
    from rich.text import Text

    text = Text(release.text.rstrip("\n"))
    for claim in release.claims:
        for span in claim.spans:
            text.stylize("bold", *span)
    for finding in sorted(findings, key=lambda finding: finding.severity, reverse=True):
        for claim in finding.claims:
            for span in (*claim.spans, *((claim.share_span,) if claim.share_span else ())):
                text.stylize(_STYLES[finding.severity], *span)
    return text


def finding_lines(findings: tuple[Finding, ...], lang: str) -> Iterator[Text]:
    """Class, message, likely cause and correction of each finding."""
    from rich.text import Text

    for finding in findings:
        title = _TITLES[lang][finding.severity]
        line = Text.assemble((f"[{finding.severity}] {title}: ", _STYLES[finding.severity]), finding.message(lang))
        for more in (finding.explanation(lang), finding.correction(lang)):
            line.append(f"\n    {more}" if more else "")
        yield line


def summary(release: Release, findings: tuple[Finding, ...], lang: str) -> str:
    """How many figures were read and what was found, by class."""
    counts = ", ".join(f"{name}: {sum(f.severity == name for f in findings)}" for name in "ABC")
    if lang == "vi":
        return f"Đã đọc {len(release.claims)} số liệu; phát hiện theo mức độ: {counts}."
    return f"{len(release.claims)} figures read; findings by class: {counts}."
