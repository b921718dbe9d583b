"""What is wrong with the shares of a text: the base that the words name, the one that fits, the likely slip."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from onestop_analysis.audit.hypotheses import (
    complement_guess,
    lost_digit_guess,
    nowhere_guess,
    older_draft,
    other_base_guess,
    slip_guess,
)
from onestop_analysis.audit.identity import items
from onestop_analysis.audit.reasoning import slip
from onestop_analysis.audit.shares import check_share, fitting_bases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.audit.findings import Finding, Hypothesis, Severity
    from onestop_analysis.audit.hypotheses import Draft
    from onestop_analysis.audit.reasoning import Suspect
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.audit.wording import Writer
    from onestop_analysis.sources.release.claims import Claim, Release


_TOTALS = ("received", "resolved", "due")
_MOST_SHARE = Decimal(100)
_SHORT = 40  # characters
_TARGET = re.compile(r"\W*(?:so với |của |of |over )?(?:the )?(?:tổng )?(?:kế hoạch|chỉ tiêu|mục tiêu|plan|target)")
_OF = re.compile(r"\s*(?:trên|trong|của|số|tổng|so với tổng|of)\b[^,;.\n]*")
_OF_WHOLE = re.compile(r"chiếm|bằng|account|of the")
_NEAR = 400  # figures among which a guess is sought: what grows with the square of a text must stay small
_FINEST = Decimal("0.005")  # of a per cent; more decimals say nothing of dossiers
_SIDE = ("digitised", "online_payments", "fees")  # beside the flow of dossiers, and shares of any part of it
_PLACES = ("agency", "level", "field")


def share_findings(release: Release, writer: Writer, left: list[ShareCheck]) -> Iterator[Finding]:
    drafts = [draft for check in left if (draft := _older(check, release)) is not None]
    for check in left:
        if (finding := _share_finding(release, writer, check, drafts)) is not None:
            yield finding
    yield from (writer.below_part(*found) for found in _below_part(release))
    near = release.claims[:_NEAR]
    for claim in near:
        if (base := _received_instead(release, claim)) is not None:
            result = check_share(claim, base)
            if result is not None and result.verdict == "wrong":
                yield writer.other_base(result, release.by_id[claim.base or ""])
            elif result is not None and result.verdict != "right" and claim.parent == base.id:
                rule = "truncated" if result.verdict == "truncated" else "rounding"
                yield writer.share(result, "C", rule, ref=writer.ref())
    precise = [c for c in near if c.share is not None and c.share_step < _FINEST and c.value is not None]
    if precise:
        yield writer.precise(tuple(precise))


def _below_part(release: Release) -> Iterator[tuple[ShareCheck, Suspect]]:
    """A share whose only total is smaller than the part: a slip in one of the two makes it true."""
    near = release.claims[:_NEAR]
    for claim in near:
        base = release.by_id.get(claim.base or "")
        free = base is None or claim.low > base.high
        if not free or claim.share is None or claim.share > _MOST_SHARE or not claim.exact:
            continue
        for whole in (other for other in near if _told_beside(claim, other)):
            result, suspect = check_share(claim, whole), slip(claim, whole)
            if result is not None and suspect is not None:
                yield result, suspect
                break


def _told_beside(part: Claim, whole: Claim) -> bool:
    """A smaller total of the same place and days, in the same line."""
    place = {key: value for key, value in part.breakdown.items() if key in _PLACES}
    same = (whole.line, whole.period, whole.unit) == (part.line, part.period, part.unit) and whole.exact
    total = whole.measure in (*_TOTALS, part.measure) and whole.key == items(place)
    return same and total and not whole.versus and (whole.value or 0) < (part.value or 0)


def _older(check: ShareCheck, release: Release) -> Draft | None:
    return older_draft(check.claim, release.claims[:_NEAR]) if check.verdict == "wrong" else None


def _received_instead(release: Release, claim: Claim) -> Claim | None:
    """An on-time share that is right only on what was received: the results that it should be a share of."""
    base = release.by_id.get(claim.base or "")
    timed = "timeliness" in claim.breakdown or claim.measure == "result_returned"
    if base is None or base.measure != "received" or not timed or claim.parent == base.id:
        return None
    place = tuple(item for item in claim.key if item[0] in _PLACES)
    near = (other for other in release.claims[:_NEAR] if other.period == claim.period and not other.headline)
    return next((o for o in near if o.measure == "resolved" and o.key == place and o.value), None)


def _share_finding(release: Release, writer: Writer, check: ShareCheck, drafts: list[Draft]) -> Finding | None:
    if check.verdict == "truncated":
        return writer.share(check, "C", "truncated", ref=writer.ref())
    if check.verdict == "off":
        return writer.share(check, "C", "rounding", ref=writer.ref())
    if bases := other_bases(release, check):
        return None if check.claim.measure in _SIDE else writer.other_base(check, bases[0])
    ref = writer.ref()
    guess = _share_guess(check, release, drafts, ref)
    return writer.share(check, _certain(release, check), "share", ref=ref, guess=guess)


def other_bases(release: Release, check: ShareCheck) -> list[Claim]:
    """Printed totals on which a wrong share would be right."""
    if check.verdict != "wrong":
        return []
    others = [claim for claim in release.claims[:_NEAR] if claim.exact and not claim.versus]
    return [base for base in fitting_bases(check.claim, others) if base.measure in _TOTALS and not base.headline]


def _certain(release: Release, check: ShareCheck) -> Severity:
    """A wrong share cannot be true where the words say of what it is a share; else the base is a question."""
    claim, base = check.claim, check.base
    parent = release.by_id.get(claim.parent or "")
    while parent is not None:
        if parent.id == base.id:
            return "A"
        parent = release.by_id.get(parent.parent or "")
    timed = "timeliness" in claim.breakdown or claim.measure == "late_or_overdue"
    known = timed and base.measure in ("resolved", "due")
    votes = claim.measure == base.measure == "satisfaction_votes"
    named = (claim.named and claim.sentence == base.sentence) or _named_behind(release, claim, base)
    return "A" if known or votes or named else "B"


def _named_behind(release: Release, claim: Claim, base: Claim) -> bool:
    """'chiếm 52,3% tổng số hồ sơ tiếp nhận (10.250 hồ sơ)'."""
    end = claim.share_span[1] if claim.share_span else 0
    begin = base.spans[0][0]
    return end < begin < end + 2 * _SHORT and _OF.fullmatch(release.text[end:begin].lower()) is not None


def _share_guess(check: ShareCheck, release: Release, drafts: list[Draft], ref: str) -> Hypothesis | None:
    own = _older(check, release)
    if own is not None:
        direct = Decimal(own.total) == own.source.value
        return other_base_guess(check.claim, own) if direct else lost_digit_guess(ref, check.claim, own)
    siblings = [c for c in release.claims[:_NEAR] if c.base == check.base.id and c.id != check.claim.id]
    rest = complement_guess(check.claim, siblings)
    rest = rest or slip_guess(ref, check.claim, check.right)
    return rest or nowhere_guess(ref, check.claim, check.base, draft=drafts[0] if drafts else None)


def checked_shares(release: Release) -> Iterator[ShareCheck]:
    for claim in release.claims:
        base = release.by_id.get(claim.base or "")
        result = check_share(claim, base) if base and counted_share(release, claim) else None
        # A base below the part is none, but another quantity that was read in its place.
        if result is not None and claim.low <= result.base.high and not _of_its_own(release, result):
            yield result


def _of_its_own(release: Release, check: ShareCheck) -> bool:
    """'Cấp xã đúng hạn 10.922 hồ sơ, đạt 99,3%': the rate of a place whose total the text does not print."""
    claim, base = check.claim, check.base
    scoped = any(key in claim.breakdown and key not in base.breakdown for key in _PLACES)
    if check.verdict != "wrong" or not scoped or (claim.share or 0) < check.right:
        return False
    first, last = sorted((claim.spans[0][1], (claim.share_span or claim.spans[0])[0]))
    return _OF_WHOLE.search(release.text[first:last].lower()) is None


def counted_share(release: Release, claim: Claim) -> bool:
    """A share of something counted; not a rise, nor what was reached of a target ('đạt 114% chỉ tiêu')."""
    if claim.share is None or claim.share_span is None or claim.measure.endswith(("growth_rate", "_change", "_target")):
        return False
    end = claim.share_span[1]
    return _TARGET.match(release.text[end : end + _SHORT].lower()) is None
