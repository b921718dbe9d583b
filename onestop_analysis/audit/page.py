"""The audit as one HTML page: the text with its figures marked in place, and the findings beside it.

One file, nothing remote; every text is escaped here.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.sources.release import Release
    from onestop_analysis.sources.release.claims import Span

_TITLES = {
    "vi": {
        "A": "Sai",
        "B": "Cần hỏi lại",
        "C": "Lưu ý",
        "page": "Kiểm tra số liệu đã công bố",
        "none": "Không phát hiện mâu thuẫn.",
        "figures": "số liệu đã đọc; phát hiện",
    },
    "en": {
        "A": "Wrong",
        "B": "To be asked",
        "C": "Note",
        "page": "Audit of a published text",
        "none": "No contradiction found.",
        "figures": "figures read; findings",
    },
}
# A colour never stands alone: each class has its letter, and its own line under the figure.
_STYLE = """
body{font:1rem/1.6 system-ui,sans-serif;max-width:72rem;margin:auto;padding:1rem}
body{color:var(--ink);background:var(--paper)}
body{--ink:#1a1a1a;--paper:#fff;--a:#b00020;--b:#7a5200;--c:#00507a;--at:#f3f3f3;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){
body{--ink:#e8e8e8;--paper:#161616;--a:#ff8a99;--b:#e8b860;--c:#7cc4f0;--at:#2a2a2a}}
main{display:grid;gap:2rem;grid-template-columns:minmax(0,3fr) minmax(0,2fr)}
@media(max-width:48rem){main{grid-template-columns:1fr}}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0}
mark{background:none;color:inherit;font-weight:600}
a.A,a.B,a.C{color:inherit;font-weight:700;text-underline-offset:.2em}
a.A{text-decoration:underline double var(--a)}
a.B{text-decoration:underline solid var(--b)}
a.C{text-decoration:underline dotted var(--c)}
a sup{font-size:.7em;margin-left:.1em}
article{border-left:.3rem solid;padding:.2rem .8rem;margin:0 0 1rem}
article:target{background:var(--at)}
article.A{border-color:var(--a)}article.B{border-color:var(--b)}article.C{border-color:var(--c)}
h1{font-size:1.4rem}h2{font-size:1rem;margin:0}p{margin:.3rem 0}
"""


def page(releases: Sequence[Release], findings: tuple[Finding, ...], *, lang: str = "vi") -> str:
    """The whole page, of one text or several."""
    title = _TITLES[lang]["page"]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    counts = ", ".join(f"{name} {sum(f.severity == name for f in findings)}" for name in "ABC")
    read = f"{sum(len(release.claims) for release in releases)} {_TITLES[lang]['figures']}: {counts}."
    main = f"<header><h1>{title}</h1><p>{read}</p></header>{body(releases, findings, lang=lang)}"
    style = f"<style>{_STYLE}</style>"
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}{style}</head><body>{main}</body></html>\n'


def body(releases: Sequence[Release], findings: tuple[Finding, ...], *, lang: str = "vi") -> str:
    """Annotated texts and findings, for the page and for a notebook's cell."""
    notes = "".join(_note(finding, lang) for finding in findings) or f"<p>{_TITLES[lang]['none']}</p>"
    texts = "".join(_text(release, findings) for release in releases)
    return f"<main><div>{texts}</div><div>{notes}</div></main>"


def _text(release: Release, findings: tuple[Finding, ...]) -> str:
    own = tuple(f for f in findings if not release.file or any(claim.file == release.file for claim in f.claims))
    head = f"<h2>{escape(release.file)}</h2>" if release.file else ""
    return f'{head}<pre lang="vi">{annotated(release, own)}</pre>'


def fragment(release: Release, findings: tuple[Finding, ...], *, lang: str = "vi") -> str:
    """Text and findings with their style, for a notebook's cell."""
    style = _STYLE.replace("body{", ".onestop-audit{")
    return f'<style>{style}</style><div class="onestop-audit">{body([release], findings, lang=lang)}</div>'


def annotated(release: Release, findings: tuple[Finding, ...]) -> str:
    """The text as HTML: figures marked, those of a finding linked to it."""
    pieces: list[str] = []
    position = 0
    for (begin, end), finding in _places(release, findings):
        if begin >= position:
            pieces += [escape(release.text[position:begin]), _marked(release.text[begin:end], finding)]
            position = end
    return "".join([*pieces, escape(release.text[position:])])


def _places(release: Release, findings: tuple[Finding, ...]) -> Iterable[tuple[Span, Finding | None]]:
    """Spans of figures and shares in order, with the gravest finding about each."""
    places: dict[Span, Finding | None] = {}
    for claim in release.claims:
        for span in (*claim.spans, *((claim.share_span,) if claim.share_span else ())):
            places.setdefault(span, None)
    for finding in reversed(findings):
        for claim in (claim for claim in finding.claims if claim.file == release.file):
            shown = set(finding.printed)
            for span in (*claim.spans, *((claim.share_span,) if claim.share_span else ())):
                if release.text[span[0] : span[1]] in shown:
                    places[span] = finding
    return sorted(places.items())


def _marked(text: str, finding: Finding | None) -> str:
    if finding is None:
        return f"<mark>{escape(text)}</mark>"
    return f'<a class="{finding.severity}" href="#{finding.id}">{escape(text)}<sup>{finding.severity}</sup></a>'


def _note(finding: Finding, lang: str) -> str:
    lines = [finding.message(lang), finding.explanation(lang), finding.correction(lang)]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    title = f"[{finding.severity}] {_TITLES[lang][finding.severity]}"
    return f'<article class="{finding.severity}" id="{finding.id}"><h2>{title}</h2>{paragraphs}</article>'
