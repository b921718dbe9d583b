"""The sentences of findings, Vietnamese and English. Numbers come in only as marked runs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from onestop_analysis.audit.corrections import as_written, corrected
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
from onestop_analysis.audit.sentences import (
    conflict_texts,
    growth_text,
    new_base,
    share_printed,
    share_sentence,
    suspected,
    term,
)
from onestop_analysis.document import mark
from onestop_analysis.sources.release.dates import impossible_day

if TYPE_CHECKING:
    from onestop_analysis.audit.growth import Growth
    from onestop_analysis.audit.rates import Recomputed
    from onestop_analysis.audit.reasoning import Conflict, Suspect
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.indicators import Observation
    from onestop_analysis.sources.release.claims import BadDate, Claim, Release, Span

_CLAUSE = 600  # characters within which other wrong numbers can stand in the same clause
_SHARE_NOTES = {
    "share": {"vi": "", "en": ""},
    "truncated": {
        "vi": " Tỷ lệ bị cắt bớt chữ số, không làm tròn.",
        "en": " The share was cut off, not rounded.",
    },
    "rounding": {
        "vi": " Chữ số cuối lệch một đơn vị, có thể do ép các tỷ lệ cộng lại tròn trăm.",
        "en": " The last digit is off by one, perhaps to make the shares add up to a hundred.",
    },
}
_BASE_NOTES = {
    "B": {"vi": ": cần nêu rõ mẫu số", "en": ": the base should be named"},
    "C": {"vi": " do làm tròn", "en": " by rounding"},
    "cut": {"vi": ": chữ số bị cắt bớt, không làm tròn", "en": ": cut off, not rounded"},
}
# What a release is set against: the dossiers' count, else the form that was reported.
SOURCES = {
    "vi": {False: "dữ liệu hồ sơ", True: "biểu mẫu đã báo cáo"},
    "en": {False: "the dossiers give", True: "the form that was reported gives"},
}


class Writer:
    """Writes the findings about one release; numbers them in the order in which they are written."""

    def __init__(self, release: Release, *, written: int = 0, prefix: str = "") -> None:
        self.release = release
        self.written = written
        self.prefix = prefix or release.prefix
        self.rights: dict[Span, str] = {}  # what is known to be wrong, and what would be right

    def learn(self, span: Span, right: str) -> None:
        """Every corrected sentence shall have this number right."""
        self.rights[span] = self._written(span, right)

    def _written(self, span: Span, right: str) -> str:
        return as_written(right, self.release.text[span[0] : span[1]], self.release.thousands)

    def _corrected(self, span: Span, right: str, ref: str, *, written: bool = False) -> dict[str, str]:
        right = right if written else self._written(span, right)
        near = {other: text for other, text in self.rights.items() if abs(other[0] - span[0]) < _CLAUSE}
        return corrected(self.release, span, near | {span: right}, ref=ref)

    def ref(self) -> str:
        """The id of the next finding."""
        self.written += 1
        return f"{self.prefix}x{self.written}"

    def headline(self, head: Claim, body: Claim, guess: Hypothesis | None, *, ref: str) -> Finding:
        """The headline prints another figure than the body."""
        texts = {
            "vi": f"Tiêu đề in {claimed(head)} {name(head, 'vi')}, trong bài là {claimed(body)}.",
            "en": f"The headline prints {claimed(head)} {name(head, 'en')}, the body {claimed(body)}.",
        }
        right = count_text(body.value or Decimal(0))
        fixes = corrected(
            self.release, head.spans[0], {head.spans[0]: body.printed}, ref=ref, entire=head.approx is not None
        )
        guesses = (guess,) if guess else ()
        return Finding(ref, "A", "headline", (head, body), (head.printed, body.printed), right, texts, fixes, guesses)

    def headline_rate(self, head: Claim, body: Claim) -> Finding:
        """The headline prints another rate than the body."""
        ref, share = self.ref(), body.share_printed or ""
        texts = {
            "vi": f"Tiêu đề in {name(head, 'vi')} {claimed(head)}, trong bài là {claimed(body, share)}.",
            "en": f"The headline prints the {name(head, 'en')} {claimed(head)}, the body {claimed(body, share)}.",
        }
        fixes = self._corrected(head.spans[0], share, ref, written=True)
        return Finding(ref, "A", "headline", (head, body), (head.printed, share), share, texts, fixes)

    def share(
        self, result: ShareCheck, severity: Severity, rule: str, *, ref: str, guess: Hypothesis | None = None
    ) -> Finding:
        """The share is not that of the counts: wrong, cut off, or one digit off."""
        notes = _SHARE_NOTES[rule]
        texts = {lang: share_sentence(ref, result, lang) + notes[lang] for lang in LANGUAGES}
        right = share_text(result.right)
        span = result.claim.share_span or result.claim.spans[0]
        guesses = (guess,) if guess else ()
        fixes = self._corrected(span, right, ref)
        return Finding(
            ref, severity, rule, (result.claim, result.base), share_printed(result), right, texts, fixes, guesses
        )

    def below_part(self, result: ShareCheck, suspect: Suspect) -> Finding:
        """The part is larger than the total that it should be a share of."""
        ref, part, whole = self.ref(), result.claim, result.base
        share, called = claimed(part, part.share_printed or ""), {lang: name(whole, lang) for lang in LANGUAGES}
        texts = {
            "vi": f"{claimed(part)} ({share}) nhiều hơn cả {claimed(whole)} {called['vi']}.",
            "en": f"{claimed(part)} ({share}) is more than the {claimed(whole)} {called['en']}.",
        }
        severity: Severity = "A" if part.measure == whole.measure else "B"
        right = count_text(suspect.value)
        fixes, guesses = self._corrected(suspect.claim.spans[0], right, ref), (suspected(ref, suspect),)
        return Finding(ref, severity, "share", (part, whole), share_printed(result), right, texts, fixes, guesses)

    def other_base(self, result: ShareCheck, base: Claim) -> Finding:
        """The share is that of another printed figure, which is not named as its base."""
        ref = self.ref()
        notes = {
            "vi": f" Tỷ lệ này đúng khi tính trên {claimed(base)} {name(base, 'vi')}: cần nêu rõ mẫu số.",
            "en": f" It is right as a share of {claimed(base)} {name(base, 'en')}: the base should be named.",
        }
        texts = {lang: share_sentence(ref, result, lang) + notes[lang] for lang in LANGUAGES}
        claims = (result.claim, result.base, base)
        printed = (*share_printed(result), base.printed)
        return Finding(ref, "B", "base", claims, printed, share_text(result.right), texts)

    def conflict(self, conflict: Conflict, severity: Severity) -> Finding:
        """Parts and wholes that cannot hold together; with the one figure behind it where there is one."""
        ref, first = self.ref(), conflict.identities[0]
        claims = {claim.id: claim for identity in conflict.identities for claim in identity.claims}
        claims |= {claim.id: claim for check in conflict.shares for claim in (check.claim, check.base)}
        printed = [claim.printed for claim in claims.values()]
        printed += [check.claim.share_printed or "" for check in conflict.shares]
        texts = {lang: " ".join(conflict_texts(ref, conflict, lang)) for lang in LANGUAGES}
        rule = {"merged": "sum", "part": "sum"}.get(first.kind, first.kind)
        suspect = conflict.suspect
        value = suspect.value if suspect else first.total
        fixes: dict[str, str] = {}
        guesses: tuple[Hypothesis, ...] = ()
        if suspect:
            turned = suspect.claim.measure.endswith("_change") and suspect.value * suspect.claim.direction < 0
            right = count_text(abs(suspect.value))
            fixes = {} if turned else self._corrected(suspect.claim.spans[0], right, ref)
            guesses = (suspected(ref, suspect),)
        return Finding(
            ref, severity, rule, tuple(claims.values()), tuple(printed), count_text(value), texts, fixes, guesses
        )

    def complement(self, claims: tuple[Claim, ...], total: Decimal) -> Finding:
        """Shares of one whole that exceed it."""
        ref = self.ref()
        addition = " + ".join(claimed(claim, claim.share_printed or "") for claim in claims)
        texts = {
            "vi": f"{addition} = {computed_share(ref, total, 'vi')}, nhiều hơn cả tổng: "
            "có tỷ lệ sai, hoặc các tỷ lệ được tính trên những mẫu số khác nhau.",
            "en": f"{addition} = {computed_share(ref, total, 'en')}, more than the whole: "
            "one of them is wrong, or they were computed on different bases.",
        }
        printed = tuple(claim.share_printed or "" for claim in claims)
        return Finding(ref, "A", "complement", claims, printed, share_text(total), texts)

    def impossible(self, claim: Claim, base: Claim) -> Finding:
        """GRIM: no count out of the base gives the rate."""
        ref = self.ref()
        texts = {
            "vi": f"Không có số nguyên nào trên {claimed(base)} cho tỷ lệ {claimed(claim)}: cần nêu rõ mẫu số.",
            "en": f"No whole number out of {claimed(base)} gives {claimed(claim)}: the base should be named.",
        }
        return Finding(ref, "B", "grim", (claim, base), (claim.printed, base.printed), "", texts)

    def growth(self, found: Growth, severity: Severity, *, rule: str = "growth") -> Finding:
        """A rise or fall in percent that the two counts do not give."""
        ref, claim = self.ref(), found.claim
        texts = {lang: growth_text(ref, found, lang) for lang in LANGUAGES}
        right = share_text(abs(found.right))
        fixes = self._corrected(claim.spans[0], right, ref) if found.right * claim.direction > 0 else {}
        guesses = (new_base(found),) if found.reversed else ()
        printed = (*(count.printed for count in found.counts), claim.printed)
        return Finding(ref, severity, rule, (*found.counts, claim), printed, right, texts, fixes, guesses)

    def zero(self, none: Claim, some: Claim) -> Finding:
        """The text says that there is nothing, and counts some of it."""
        ref = self.ref()
        texts = {
            "vi": f"Văn bản ghi {claimed(none)} {name(none, 'vi')} nhưng cũng in {claimed(some)}: "
            "cần nêu rõ mỗi số thuộc phạm vi hoặc thời gian nào.",
            "en": f"The text says {claimed(none)} for {name(none, 'en')} and also prints {claimed(some)}: "
            "it should say what each of them covers.",
        }
        return Finding(ref, "B", "zero", (none, some), (none.printed, some.printed), some.printed, texts)

    def rate(self, found: Recomputed, severity: Severity) -> Finding:
        """A rate that the counts of the text do not give."""
        ref, rate, counts = self.ref(), found.rate, (*found.parts, found.whole)
        parts = " + ".join(term(part) for part in found.parts)
        whole, printed = term(found.whole), claimed(rate, rate.share_printed or "")
        notes = _BASE_NOTES["cut" if found.cut else severity]
        right = {lang: computed_share(ref, found.right, lang) for lang in LANGUAGES}
        texts = {
            "vi": f"Theo {parts} trên {whole} {name(found.whole, 'vi')}, {name(rate, 'vi')} là {right['vi']}; "
            f"văn bản in {printed}{notes['vi']}.",
            "en": f"By {parts} of {whole} {name(found.whole, 'en')}, the {name(rate, 'en')} is {right['en']}; "
            f"the text prints {printed}{notes['en']}.",
        }
        numbers = (rate.share_printed or "", *(count.printed for count in counts))
        return Finding(ref, severity, "rate", (rate, *counts), numbers, share_text(found.right), texts)

    def precise(self, claims: tuple[Claim, ...]) -> Finding:
        """Shares with more decimals than a count of dossiers can bear."""
        ref, shares = self.ref(), " và ".join(claimed(claim, claim.share_printed or "") for claim in claims)
        texts = {
            "vi": f"{shares}: nhiều chữ số thập phân hơn mức có nghĩa, chỉ nên ghi hai chữ số.",
            "en": f"{shares.replace(' và ', ' and ')}: more decimals than mean something; two are enough.",
        }
        return Finding(ref, "C", "precision", claims, tuple(c.share_printed or "" for c in claims), "", texts)

    def above_limit(self, claim: Claim, limit: Decimal) -> Finding:
        """A part above its whole, points above the most that can be had."""
        ref = self.ref()
        texts = {
            "vi": f"{claimed(claim)} vượt mức tối đa {computed(ref, limit, 'vi')}.",
            "en": f"{claimed(claim)} is above the most that is possible, {computed(ref, limit, 'en')}.",
        }
        return Finding(ref, "A", "limit", (claim,), (claim.printed,), count_text(limit), texts)

    def above_hundred(self, claim: Claim, most: Decimal) -> Finding:
        """A share above 100 %."""
        ref, share = self.ref(), claim.share_printed or claim.printed
        texts = {
            "vi": f"Tỷ lệ {claimed(claim, share)} vượt quá {computed_share(ref, most, 'vi')}.",
            "en": f"The share {claimed(claim, share)} is above {computed_share(ref, most, 'en')}.",
        }
        return Finding(ref, "A", "limit", (claim,), (share,), share_text(most), texts)

    def above_base(self, claim: Claim, base: Claim) -> Finding:
        """More results than dossiers that came in: true only with those of earlier periods."""
        ref = self.ref()
        stated = "" if claim.limit is not None else claimed(base) + " "
        called = {lang: (f"{claimed(claim)} {name(claim, lang)}", stated + name(base, lang)) for lang in LANGUAGES}
        texts = {
            "vi": f"{called['vi'][0]}: nhiều hơn cả {called['vi'][1]}; "
            "chỉ đúng khi tính cả hồ sơ kỳ trước, cần nêu rõ số hồ sơ đó.",
            "en": f"{called['en'][0]}: more than the {called['en'][1]}; "
            "true only with those of earlier periods, which should be stated.",
        }
        printed = (claim.printed, base.printed) if stated else (claim.printed,)
        return Finding(ref, "B", "base", (claim, base), printed, "", texts)

    def repeated(self, first: Claim, second: Claim) -> Finding:
        """The same figure, printed twice with a slip of one digit."""
        ref = self.ref()
        texts = {
            "vi": f"Cùng một số liệu ({name(first, 'vi')}) nhưng in {claimed(first)} rồi lại in {claimed(second)}.",
            "en": f"The same figure ({name(first, 'en')}) is printed as {claimed(first)} and as {claimed(second)}.",
        }
        right = count_text(second.value or Decimal(0))
        return Finding(ref, "A", "repeat", (first, second), (first.printed, second.printed), right, texts)

    def contained(self, part: Claim, whole: Claim) -> Finding:
        """A period inside another holds more than that one."""
        ref = self.ref()
        texts = {
            "vi": f"{claimed(part)} {name(part, 'vi')} của kỳ ngắn nhiều hơn {claimed(whole)} của kỳ dài chứa nó.",
            "en": f"{claimed(part)} {name(part, 'en')} of the shorter period exceed {claimed(whole)} "
            "of the longer one that holds it.",
        }
        right = count_text(whole.value or Decimal(0))
        return Finding(ref, "B", "periods", (part, whole), (part.printed, whole.printed), right, texts)

    def stored(self, claim: Claim, item: Observation) -> Finding:
        """The dossiers in the store, or a form of the period, count something else than the release prints."""
        ref, form = self.ref(), "stated_by" in dict(item.breakdown)
        counted = {lang: mark("number", item.id, item.text(lang)) for lang in LANGUAGES}
        texts = {
            "vi": f"Văn bản in {claimed(claim)} {name(claim, 'vi')}; {SOURCES['vi'][form]} cho {counted['vi']}.",
            "en": f"The text prints {claimed(claim)} {name(claim, 'en')}; {SOURCES['en'][form]} {counted['en']}.",
        }
        fixes = self._corrected(claim.spans[0], item.text("vi"), item.id)
        return Finding(ref, "B", "store", (claim,), (claim.printed,), item.text("vi"), texts, fixes)

    def between(self, first: Claim, second: Claim) -> Finding:
        """Two publications count the same quantity of the same period differently."""
        ref = self.ref()
        files = [mark("claim", "file", claim.file) for claim in (first, second)]
        texts = {
            "vi": f"{files[0]} in {claimed(first)} {name(first, 'vi')}, {files[1]} in {claimed(second)} cho cùng kỳ: "
            "cần hỏi số nào đúng, hoặc số liệu đã được cập nhật.",
            "en": f"{files[0]} prints {claimed(first)} {name(first, 'en')}, {files[1]} {claimed(second)} for the same "
            "period: one is to be put right, or was revised.",
        }
        right = count_text(second.value or Decimal(0))
        return Finding(ref, "B", "between", (first, second), (first.printed, second.printed), right, texts)

    def separator(self, claim: Claim) -> Finding:
        """A number that groups its thousands unlike the others."""
        ref = self.ref()
        texts = {
            "vi": f"{claimed(claim)} dùng dấu phân cách hàng nghìn khác với các số còn lại của văn bản.",
            "en": f"{claimed(claim)} groups its thousands unlike the other numbers of the text.",
        }
        return Finding(ref, "C", "separator", (claim,), (claim.printed,), count_text(claim.value or Decimal(0)), texts)

    def bad_date(self, bad: BadDate) -> Finding:
        """A date that does not exist, or a period that ends before it begins."""
        ref, printed = self.ref(), mark("claim", "date", bad.printed)
        wrong = {
            "date": {"vi": f"Ngày {printed} không có thật.", "en": f"The date {printed} does not exist."},
            "order": {
                "vi": f"Kỳ {printed} không thể có: ngày cuối đứng trước ngày đầu.",
                "en": f"The period {printed} cannot be: its last day comes before its first.",
            },
        }
        texts, day = wrong[bad.kind], impossible_day(bad.printed)
        if bad.kind == "order" and day:
            none = mark("claim", "date", day)
            texts = {
                "vi": f"Kỳ {printed} không thể có: không có ngày {none}.",
                "en": f"The period {printed} cannot be: there is no {none}.",
            }
        return Finding(ref, "A", "date", (), (bad.printed,), "", texts)
