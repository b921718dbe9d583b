"""The sentences of findings about sums, shares and rises; numbers come in only as marked runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.audit.findings import LANGUAGES, Hypothesis, claimed, computed, computed_share
from onestop_analysis.audit.names import name
from onestop_analysis.document import mark

if TYPE_CHECKING:
    from onestop_analysis.audit.growth import Growth
    from onestop_analysis.audit.identity import Identity
    from onestop_analysis.audit.reasoning import Conflict, Suspect
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.sources.release.claims import Claim


def growth_text(ref: str, found: Growth, lang: str) -> str:
    now, printed = claimed(found.now), claimed(found.claim)
    right = computed_share(ref, abs(found.right), lang)
    up = found.right >= 0
    if lang == "vi":
        what = f"{'tăng' if up else 'giảm'} {right}"
        if found.then is not None:
            then = claimed(found.then) + _published(found, lang)
            return f"{now} so với {then} là {what}; văn bản in {_moved(found.claim, lang)} {printed}."
        return f"{now} sau khi {_marked_change(found)} là {what}; văn bản in {_moved(found.claim, lang)} {printed}."
    what = f"{'a rise' if up else 'a fall'} of {right}"
    before = f"after a change of {_marked_change(found)}"
    if found.then is not None:
        before = f"against {claimed(found.then)}{_published(found, lang)}"
    return f"{now} {before} is {what}; the text prints {_moved(found.claim, lang)} {printed}."


def _published(found: Growth, lang: str) -> str:
    """Where the count that is compared with stands, when that is another file."""
    then = found.then
    if then is None or then.file == found.now.file:
        return ""
    file = mark("claim", "file", then.file)
    return f" ({file})" if lang == "en" else f" (trong {file})"


def _marked_change(found: Growth) -> str:
    return claimed(found.change) if found.change is not None else ""


def _moved(claim: Claim, lang: str) -> str:
    words = ("tăng", "giảm") if lang == "vi" else ("a rise of", "a fall of")
    return words[claim.direction < 0]


def new_base(found: Growth) -> Hypothesis:
    """The rate was taken of the new count."""
    share, now = claimed(found.claim), claimed(found.now)
    vi = f"Giả thuyết: {share} được tính trên {now} của kỳ này, không phải trên số của kỳ so sánh."
    en = f"Hypothesis: {share} was computed on {now} of this period, not on the count that it is compared with."
    return Hypothesis({"vi": vi, "en": en}, (found.now,))


def share_printed(result: ShareCheck) -> tuple[str, ...]:
    return (result.claim.printed, result.base.printed, result.claim.share_printed or "")


def share_sentence(ref: str, result: ShareCheck, lang: str) -> str:
    claim, base = result.claim, result.base
    right, printed = computed_share(ref, result.right, lang), claimed(claim, claim.share_printed or "")
    if lang == "vi":
        return f"{claimed(claim)} trên {claimed(base)} là {right}, văn bản in {printed}."
    return f"{claimed(claim)} of {claimed(base)} is {right}; the text prints {printed}."


def conflict_texts(ref: str, conflict: Conflict, lang: str) -> list[str]:
    alone = conflict.suspect is None or len(conflict.identities) == 1
    sentences = [_sum_text(ref, identity, lang, alone=alone) for identity in conflict.identities]
    return sentences + [share_sentence(ref, check, lang) for check in conflict.shares]


def term(claim: Claim) -> str:
    """A figure as a term of a sum: of '98/10.411' the first number."""
    return claimed(claim, claim.printed.partition("/")[0] if claim.limit is not None else None)


def _sum_text(ref: str, identity: Identity, lang: str, *, alone: bool) -> str:
    addition = " + ".join(term(part) for part in identity.parts)
    stated = " + ".join(term(whole) for whole in identity.wholes)
    if identity.kind == "change":
        return _change_text(ref, identity, lang, stated=stated)
    called, amount = name(identity.wholes[0], lang), computed(ref, abs(identity.gap), lang)
    total = f" = {computed(ref, identity.total, lang)}" if len(identity.parts) > 1 else ""
    note = _note(identity)[lang] if alone else ""
    if lang == "vi":
        return f"{addition}{total}, {'ít' if identity.gap > 0 else 'nhiều'} hơn {stated} {called}: lệch {amount}{note}."
    return f"{addition}{total}, {amount} {'less' if identity.gap > 0 else 'more'} than {stated} {called}{note}."


def _note(identity: Identity) -> dict[str, str]:
    """What would close the sum, where something can."""
    if identity.gap > 0 and identity.open_below and identity.kind != "periods":
        return {"vi": " không được nêu thuộc loại nào", "en": "; no category that is named holds them"}
    if identity.gap < 0 and identity.open_above and identity.kind == "balance":
        return {
            "vi": ", chỉ khớp khi có hồ sơ kỳ trước chuyển sang mà văn bản chưa nêu",
            "en": "; true only with dossiers carried over, which are not stated",
        }
    return {"vi": "", "en": ""}


def _change_text(ref: str, identity: Identity, lang: str, *, stated: str) -> str:
    before, change, result = *(claimed(part) for part in identity.parts[:2]), computed(ref, identity.total, lang)
    if lang == "vi":
        return f"{before} {change} thì được {result}; văn bản in {stated}."
    return f"{before} with {change} gives {result}; the text prints {stated}."


def suspected(ref: str, suspect: Suspect) -> Hypothesis:
    claim, value = suspect.claim, suspect.value
    would = {lang: computed(ref, abs(value), lang) for lang in LANGUAGES}
    if claim.measure.endswith("_change"):
        would = {"vi": f"{'giảm' if value < 0 else 'tăng'} {would['vi']}",
                 "en": f"a {'fall' if value < 0 else 'rise'} of {would['en']}"}  # fmt: skip
    vi = f"Giả thuyết: chỉ cần {term(claim)} là {would['vi']} thì các số liệu trên đều khớp."
    en = f"Hypothesis: if {term(claim)} were {would['en']}, all of these would hold."
    return Hypothesis({"vi": vi, "en": en}, (claim,))
