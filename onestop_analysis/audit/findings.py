"""What the audit says: a finding names figures, what is wrong with them, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from onestop_analysis import formats
from onestop_analysis.document import mark, plain, runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.sources.release.claims import Claim

Severity = Literal["A", "B", "C"]
LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class Hypothesis:
    """A guess at the cause: marked texts by language, always worded as a guess."""

    texts: Mapping[str, str]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One contradiction (A), question (B) or note (C).

    `texts` and `corrections` are marked texts by language (see `document.mark`): printed figures are
    runs of kind "claim", computed ones of kind "number" that name this finding.

    >>> from onestop_analysis import audit_text
    >>> text = "Quý I năm 2021 giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%)."
    >>> (finding,) = audit_text(text).findings
    >>> finding.severity, finding.rule, finding.computed
    ('A', 'share', '19,88%')
    """

    id: str
    severity: Severity
    rule: str
    claims: tuple[Claim, ...]
    printed: tuple[str, ...]
    computed: str
    texts: Mapping[str, str]
    corrections: Mapping[str, str] = field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()

    def _repr_html_(self) -> str:
        """Class, what is wrong, the likely cause, the corrected sentence."""
        texts = (self.message(), self.explanation(), self.correction())
        return f"<strong>[{escape(self.severity)}]</strong> " + "<br>".join(escape(text) for text in texts if text)

    def message(self, lang: str = "vi") -> str:
        """What is wrong, one sentence, as plain text."""
        return plain(runs(self.texts[lang]))

    def explanation(self, lang: str = "vi") -> str:
        """The likely cause, as plain text; empty when there is no guess."""
        return " ".join(plain(runs(guess.texts[lang])) for guess in self.hypotheses)

    def correction(self, lang: str = "vi") -> str:
        """The corrected sentence, as plain text; empty when the right figure cannot be known."""
        return plain(runs(self.corrections.get(lang, "")))

    def paragraph(self, lang: str = "vi") -> str:
        """Message, likely cause and correction as one marked text without a bare digit."""
        pieces = [self.texts[lang], *(guess.texts[lang] for guess in self.hypotheses), self.corrections.get(lang, "")]
        return " ".join(piece for piece in pieces if piece)

    def to_json(self, lang: str = "vi") -> dict[str, Any]:
        """The finding in the form of `onestop audit --json`."""
        files = sorted({claim.file for claim in self.claims if claim.file})
        content = {
            "id": self.id,
            "class": self.severity,
            "rule": self.rule,
            "message": self.message(lang),
            "message_en": self.message("en"),
            "figures": [claim.id for claim in self.claims],
            "printed": list(self.printed),
            "computed": self.computed,
            "explanation": self.explanation(lang),
            "correction": self.correction(lang),
        }
        return content | ({"files": files} if files else {})


def claimed(claim: Claim, text: str | None = None) -> str:
    """A figure of the release as a marked run."""
    return mark("claim", claim.id, text if text is not None else claim.printed)


def computed(finding: str, value: Decimal | int, lang: str) -> str:
    """A number of ours as a marked run."""
    return mark("number", finding, count_text(value, lang))


def computed_share(finding: str, value: Decimal, lang: str) -> str:
    """A share of ours as a marked run."""
    return mark("number", finding, share_text(value, lang))


def count_text(value: Decimal | int, lang: str = "vi") -> str:
    """28.869 or 28,869; whole numbers without decimals."""
    exact = Decimal(value)
    whole = exact == exact.to_integral_value()
    return formats.number(int(exact) if whole else exact, lang)


def share_text(value: Decimal, lang: str = "vi") -> str:
    """19,88% or 19.88%."""
    return f"{formats.number(value, lang)}%"


def quotient(part: Decimal, whole: Decimal, step: Decimal, *, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Share of a part in percent, rounded (half up) to the step of a printed share."""
    return (part * 100 / whole).quantize(step, rounding)
