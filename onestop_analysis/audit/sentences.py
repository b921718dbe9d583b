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
    sentences = [_sum_text(ref, identity, lang) for identity in conflict.identities]
    return sentences + [share_sentence(ref, check, lang) for check in conflict.shares]


def _sum_text(ref: str, identity: Identity, lang: str) -> str:
    addition = " + ".join(claimed(part) for part in identity.parts)
    stated = " + ".join(claimed(whole) for whole in identity.wholes)
    called = name(identity.wholes[0], lang)
    amount = computed(ref, abs(identity.gap), lang)
    below = identity.gap > 0
    if identity.kind == "change":
        result = computed(ref, identity.total, lang)
        if lang == "vi":
            return f"{claimed(identity.parts[0])} {claimed(identity.parts[1])} thì được {result}; văn bản in {stated}."
        return (
            f"{claimed(identity.parts[0])} with {claimed(identity.parts[1])} gives {result}; the text prints {stated}."
        )
    total = f" = {computed(ref, identity.total, lang)}" if len(identity.parts) > 1 else ""
    if lang == "vi":
        missing = " không được nêu thuộc loại nào" if below and identity.open_below else ""
        return f"{addition}{total}, {'ít' if below else 'nhiều'} hơn {stated} {called}: lệch {amount}{missing}."
    missing = " in no category that is named" if below and identity.open_below else ""
    return f"{addition}{total}, {'less' if below else 'more'} than {stated} {called}: {amount}{missing}."


def suspected(ref: str, suspect: Suspect) -> Hypothesis:
    claim, value = suspect.claim, suspect.value
    would = {lang: computed(ref, abs(value), lang) for lang in LANGUAGES}
    if claim.measure.endswith("_change"):
        would = {"vi": f"{'giảm' if value < 0 else 'tăng'} {would['vi']}",
                 "en": f"a {'fall' if value < 0 else 'rise'} of {would['en']}"}  # fmt: skip
    vi = f"Giả thuyết: chỉ cần {claimed(claim)} là {would['vi']} thì các số liệu trên đều khớp."
    en = f"Hypothesis: if {claimed(claim)} were {would['en']}, all of these would hold."
    return Hypothesis({"vi": vi, "en": en}, (claim,))
