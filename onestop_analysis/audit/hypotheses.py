"""Why a number is wrong: the base or count that a wrong share implies, matched with what is printed.

A match is also tried with one digit lost, added, swapped or changed. All of it is worded as a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from onestop_analysis.audit.findings import Hypothesis, claimed, computed, computed_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.sources.release.claims import Claim

_THREE_DIGITS = 100


@dataclass(frozen=True)
class Implied:
    """The whole numbers that would make a printed share true, both ends included."""

    low: int
    high: int

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high


def implied_base(claim: Claim) -> Implied | None:
    """The bases of which the count is the printed share."""
    if claim.share is None or claim.value is None or claim.share <= claim.share_step:
        return None
    half = claim.share_step / 2
    low = (claim.low * 100 / (claim.share + half)).to_integral_value(ROUND_CEILING)
    high = (claim.high * 100 / (claim.share - half)).to_integral_value(ROUND_FLOOR)
    return Implied(int(low), int(high))


def implied_count(base: Decimal, claim: Claim) -> Implied | None:
    """The counts that are the printed share of a base."""
    if claim.share is None:
        return None
    half = claim.share_step / 2
    low = (base * (claim.share - half) / 100).to_integral_value(ROUND_CEILING)
    high = (base * (claim.share + half) / 100).to_integral_value(ROUND_FLOOR)
    return Implied(int(low), int(high))


def nearest(value: Decimal) -> int:
    """The whole number nearest to a value."""
    return int(value.to_integral_value(ROUND_HALF_UP))


def digit_lost(short: int, implied: Implied) -> int | None:
    """The number of the interval that becomes `short` when one digit is left out; the first one found."""
    for longer in _with_a_digit(str(short)):
        if longer in implied:
            return longer
    return None


def _with_a_digit(text: str) -> Iterator[int]:
    for position in range(len(text) + 1):
        for digit in "123456789" if position == 0 else "0123456789":
            yield int(text[:position] + digit + text[position:])


def slips(value: int) -> Iterator[int]:
    """Every number that is one digit lost, added or changed, or two neighbours swapped, away."""
    text = str(value)
    yield from _with_a_digit(text)
    for place in range(len(text)):
        yield int(text[:place] + text[place + 1 :] or 0)
        yield int(text[:place] + text[place : place + 2][::-1] + text[place + 2 :])
        for digit in "0123456789":
            yield int(text[:place] + digit + text[place + 1 :])


def one_slip(wrong: int, right: int) -> bool:
    """One digit lost, added or changed, or two neighbours swapped."""
    a, b = str(wrong), str(right)
    if a == b:
        return False
    if len(a) == len(b):
        differing = [i for i in range(len(a)) if a[i] != b[i]]
        swapped = len(differing) == 2 and differing[1] == differing[0] + 1 and a[differing[0]] == b[differing[1]]
        return len(differing) == 1 or (swapped and a[differing[1]] == b[differing[0]])
    shorter, longer = sorted((a, b), key=len)
    return len(longer) == len(shorter) + 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


@dataclass(frozen=True)
class Draft:
    """An older total that a wrong share implies: read from a printed figure, perhaps with a digit lost."""

    total: int
    source: Claim


def older_draft(wrong: Claim, others: Iterable[Claim]) -> Draft | None:
    """The printed figure that, as it stands or with a digit restored, is the implied base of a wrong share."""
    implied = implied_base(wrong)
    if implied is None or implied.high - implied.low > max(50, implied.low // 200):
        return None
    exact = [other for other in others if other.exact and other.id != wrong.id and other.unit == wrong.unit]
    for other in exact:
        if int(other.value or 0) in implied:
            return Draft(int(other.value or 0), other)
    for other in exact:
        if other.headline and (restored := digit_lost(int(other.value or 0), implied)) is not None:
            return Draft(restored, other)
    return None


def lost_digit_guess(finding: str, wrong: Claim, draft: Draft) -> Hypothesis:
    """The share fits an older total that another figure shows with a digit lost."""
    implied = implied_base(wrong)
    low, high = (implied.low, implied.high) if implied else (0, 0)
    share = wrong.share_printed or ""
    vi = (
        f"Giả thuyết: {claimed(wrong, share)} đúng với một mẫu số trong khoảng {computed(finding, low, 'vi')} đến "
        f"{computed(finding, high, 'vi')}; con số {claimed(draft.source)} có thể là "
        f"{computed(finding, draft.total, 'vi')} bị rơi một chữ số, nên hai số này có thể cùng lấy từ một bản thảo cũ "
        f"với tổng khoảng {computed(finding, draft.total, 'vi')} hồ sơ."
    )
    en = (
        f"Hypothesis: {claimed(wrong, share)} would be right for a base between {computed(finding, low, 'en')} and "
        f"{computed(finding, high, 'en')}; the figure {claimed(draft.source)} may be "
        f"{computed(finding, draft.total, 'en')} with a digit lost, so both may come from one older draft with a total "
        f"of about {computed(finding, draft.total, 'en')} dossiers."
    )
    return Hypothesis({"vi": vi, "en": en}, (draft.source,))


def other_base_guess(wrong: Claim, draft: Draft) -> Hypothesis:
    """The share fits another printed figure as its base."""
    share = wrong.share_printed or ""
    vi = f"Giả thuyết: {claimed(wrong, share)} được tính trên {claimed(draft.source)}."
    en = f"Hypothesis: {claimed(wrong, share)} was computed on {claimed(draft.source)}."
    return Hypothesis({"vi": vi, "en": en}, (draft.source,))


def complement_guess(wrong: Claim, siblings: Iterable[Claim]) -> Hypothesis | None:
    """The share is what the others leave of a hundred, as one-stop software prints it."""
    others = [other for other in siblings if other.share is not None]
    total = sum((other.share or Decimal(0) for other in others), Decimal(0))
    if not others or wrong.share is None or abs(100 - total - wrong.share) > wrong.share_step / 2:
        return None
    printed = " + ".join(claimed(other, other.share_printed or "") for other in others)
    share = claimed(wrong, wrong.share_printed or "")
    vi = f"Giả thuyết: {share} là phần còn lại của trăm phần trăm sau khi trừ {printed}, không tính từ số hồ sơ."
    en = f"Hypothesis: {share} is what {printed} leaves of a hundred per cent, not computed from the counts."
    return Hypothesis({"vi": vi, "en": en}, tuple(others))


def slip_guess(finding: str, wrong: Claim, right: Decimal) -> Hypothesis | None:
    """The share is the right one with its point moved, two digits swapped, or one of three or more digits changed."""
    if wrong.share is None or not right:
        return None
    printed, meant = int(wrong.share / wrong.share_step), int(right / wrong.share_step)
    same = len(str(printed)) == len(str(meant)) and one_slip(printed, meant)
    if abs(wrong.share / 10 - right) <= wrong.share_step / 2 or abs(wrong.share * 10 - right) <= wrong.share_step * 5:
        how = {"vi": "lệch dấu phẩy", "en": "with its decimal point moved"}
    elif same and sorted(str(printed)) == sorted(str(meant)):
        how = {"vi": "đảo hai chữ số", "en": "with two digits swapped"}
    elif same and printed >= _THREE_DIGITS:
        how = {"vi": "sai một chữ số", "en": "with one digit wrong"}
    else:
        return None
    share = claimed(wrong, wrong.share_printed or "")
    vi = f"Giả thuyết: {share} là {computed_share(finding, right, 'vi')} gõ {how['vi']}."
    en = f"Hypothesis: {share} is {computed_share(finding, right, 'en')} typed {how['en']}."
    return Hypothesis({"vi": vi, "en": en})


def nowhere_guess(finding: str, wrong: Claim, base: Claim, *, draft: Draft | None) -> Hypothesis | None:
    """The base or count that the share would need is printed nowhere: say which it would be."""
    implied = implied_base(wrong)
    if implied is None:
        return None
    share = claimed(wrong, wrong.share_printed or "")
    middle = nearest(wrong.value * 100 / wrong.share) if wrong.value and wrong.share else implied.low
    vi = f"Giả thuyết: {share} cần một mẫu số khoảng {computed(finding, middle, 'vi')}, không in ở đâu trong văn bản"
    en = f"Hypothesis: {share} would need a base of about {computed(finding, middle, 'en')}, which is printed nowhere"
    whole = Decimal(draft.total) if draft else base.value
    count = implied_count(whole, wrong) if whole else None
    if draft and count and whole:
        needed = nearest(whole * (wrong.share or Decimal(0)) / 100)
        vi += (
            f"; trên tổng {computed(finding, whole, 'vi')} của bản thảo cũ thì cần {computed(finding, needed, 'vi')} "
            "hồ sơ, cũng không in ở đâu"
        )
        en += (
            f"; on the older draft's total of {computed(finding, whole, 'en')} it would need "
            f"{computed(finding, needed, 'en')} dossiers, printed nowhere either"
        )
    return Hypothesis({"vi": f"{vi}.", "en": f"{en}."})
