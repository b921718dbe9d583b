"""The sentences of findings, Vietnamese and English. Numbers come in only as marked runs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from onestop_analysis.audit.findings import (
    LANGUAGES,
    Finding,
    Hypothesis,
    Severity,
    claimed,
    computed,
    computed_share,
    count_text,
    share_text,
)
from onestop_analysis.audit.names import name

if TYPE_CHECKING:
    from onestop_analysis.audit.identities import Identity
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.sources.release.claims import Claim


def headline(ref: str, head: Claim, body: Claim, *, guesses: tuple[Hypothesis, ...]) -> Finding:
    """The headline prints another figure than the body."""
    texts = {
        "vi": f"Tiêu đề in {claimed(head)} {name(head, 'vi')}, trong bài là {claimed(body)}.",
        "en": f"The headline prints {claimed(head)} {name(head, 'en')}, the body {claimed(body)}.",
    }
    corrections = {
        "vi": f"Sửa tiêu đề: {claimed(body)} {name(head, 'vi')}.",
        "en": f"Corrected headline: {claimed(body)} {name(head, 'en')}.",
    }
    right = count_text(body.value or Decimal(0))
    return Finding(ref, "A", "headline", (head, body), (head.printed, body.printed), right, texts, corrections, guesses)


def wrong_share(ref: str, result: ShareCheck, guesses: tuple[Hypothesis, ...]) -> Finding:
    """The share is not that of the counts."""
    return _share(ref, result, "A", "share", {"vi": "", "en": ""}, guesses)


def truncated(ref: str, result: ShareCheck) -> Finding:
    """The share was cut off instead of rounded."""
    notes = {"vi": " Tỷ lệ bị cắt bớt chữ số, không làm tròn.", "en": " The share was cut off, not rounded."}
    return _share(ref, result, "C", "truncated", notes, ())


def rounded_off(ref: str, result: ShareCheck) -> Finding:
    """The last digit of the share is one off."""
    notes = {
        "vi": " Chữ số cuối lệch một đơn vị, có thể do ép các tỷ lệ cộng lại tròn trăm.",
        "en": " The last digit is off by one, perhaps to make the shares add up to a hundred.",
    }
    return _share(ref, result, "C", "rounding", notes, ())


def other_base(ref: str, result: ShareCheck, base: Claim) -> Finding:
    """The share is that of another printed figure."""
    notes = {
        "vi": f" Tỷ lệ này đúng khi tính trên {claimed(base)} {name(base, 'vi')}: cần nêu rõ mẫu số.",
        "en": f" It is right as a share of {claimed(base)} {name(base, 'en')}: the base should be named.",
    }
    return _share(ref, result, "B", "base", notes, (), (base,))


def _share(
    ref: str, result: ShareCheck, severity: Severity, rule: str, notes: dict[str, str], guesses: tuple[Hypothesis, ...],
    more: tuple[Claim, ...] = (),
) -> Finding:  # fmt: skip
    claim, base, right = result.claim, result.base, result.right
    printed = claim.share_printed or ""
    texts = {
        "vi": f"{claimed(claim)} trên {claimed(base)} là {computed_share(ref, right, 'vi')}, "
        f"văn bản in {claimed(claim, printed)}.",
        "en": f"{claimed(claim)} of {claimed(base)} is {computed_share(ref, right, 'en')}; "
        f"the text prints {claimed(claim, printed)}.",
    }
    corrections = {
        "vi": f"Sửa: {claimed(claim)} {name(claim, 'vi')} (chiếm {computed_share(ref, right, 'vi')}).",
        "en": f"Corrected: {claimed(claim)} {name(claim, 'en')} ({computed_share(ref, right, 'en')}).",
    }
    return Finding(
        ref, severity, rule, (claim, base, *more), (claim.printed, base.printed, printed), share_text(right),
        {lang: texts[lang] + notes[lang] for lang in LANGUAGES}, {} if severity == "B" else corrections, guesses,
    )  # fmt: skip


def sums(ref: str, identity: Identity, severity: str) -> Finding:
    """Parts do not add up to their whole."""
    rule = {"balance": "balance", "levels": "levels"}.get(identity.kind, "sum")
    addition = " + ".join(claimed(part) for part in identity.parts)
    texts = {
        lang: f"{addition} = {computed(ref, identity.total, lang)}, {_but(ref, identity, lang)}" for lang in LANGUAGES
    }
    printed = tuple(claim.printed for claim in identity.claims)
    text = count_text(identity.total)
    return Finding(ref, cast("Severity", severity), rule, identity.claims, printed, text, texts)


def _but(ref: str, identity: Identity, lang: str) -> str:
    whole, gap = identity.whole, identity.gap
    amount = computed(ref, abs(gap), lang)
    if lang == "vi":
        more = f"ít hơn {amount}: số này không thuộc loại nào được nêu" if gap > 0 else f"nhiều hơn {amount}"
        return f"{more}, trong khi {name(whole, 'vi')} in là {claimed(whole)}."
    less = f"{amount} less, in no category that is named" if gap > 0 else f"{amount} more"
    return f"{less}; {name(whole, 'en')} is printed as {claimed(whole)}."
