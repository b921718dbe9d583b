"""From the figures of one text to findings."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from onestop_analysis.audit import rates
from onestop_analysis.audit.findings import count_text, share_text
from onestop_analysis.audit.growth import growths
from onestop_analysis.audit.hypotheses import (
    Draft,
    complement_guess,
    digit_lost,
    implied_base,
    lost_digit_guess,
    nowhere_guess,
    older_draft,
    one_slip,
    other_base_guess,
    slip_guess,
)
from onestop_analysis.audit.identities import identities
from onestop_analysis.audit.identity import items
from onestop_analysis.audit.reasoning import conflicts, slip
from onestop_analysis.audit.shares import ShareCheck, check_share, fitting_bases
from onestop_analysis.audit.wording import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.audit.findings import Finding, Hypothesis, Severity
    from onestop_analysis.audit.identity import Identity
    from onestop_analysis.audit.reasoning import Conflict, Suspect
    from onestop_analysis.sources.release.claims import Claim, Release

_TOTALS = ("received", "resolved", "due")
_RATES = ("on_time_rate", "early_rate", "late_rate", "satisfaction_rate")
_FAR = Decimal("0.4")
_MOST_SHARE = Decimal(100)
_SHORT = 40  # characters
_TARGET = re.compile(r"\W*(?:so với |của |of |over )?(?:the )?(?:tổng )?(?:kế hoạch|chỉ tiêu|mục tiêu|plan|target)")
_CLAUSE_END = re.compile(r"[;\n]|[.](?=\s|$)")
_REST = re.compile(
    r"[,(]\s*(?:số |hồ sơ )*còn lại(?![^,;]{0,25}\d)|, (?:and |with )?the (?:rest|remainder)", re.IGNORECASE
)
_OF = re.compile(r"\s*(?:trên|trong|của|số|tổng|so với tổng|of)\b[^,;.\n]*")
_OF_WHOLE = re.compile(r"chiếm|bằng|account|of the")
_HEADS = 20  # figures of a headline that are compared
_NEAR = 400  # figures among which a guess is sought: what grows with the square of a text must stay small
_PLACES = ("agency", "level", "field")
_FLOWS = ("resolved", "received", "satisfaction_votes", "result_returned")


def find(release: Release) -> tuple[Finding, ...]:
    """Every finding about a text: contradictions, questions, notes; each in the order of the text."""
    writer = Writer(release)
    checked = list(_checked(release))
    problems = [p for p in conflicts(identities(release.claims), checked) if not _rest_named(release, p)]
    explained = {id(check) for problem in problems for check in problem.shares}
    left = [check for check in checked if check.verdict != "right" and id(check) not in explained]
    _learn(release, writer, left, problems)
    found = [
        *_headlines(release, writer, left),
        *_shares(release, writer, left),
        *(writer.conflict(problem, _severity(problem)) for problem in problems),
        *_rates(release, writer, {check.claim.id for check in left}),
        *_growths(release, writer),
        *_limits(release, writer),
        *_repeats(release, writer),
        *_zeros(release, writer),
        *_periods(release, writer),
        *(writer.separator(claim) for claim in release.claims if claim.minority),
        *(writer.bad_date(bad) for bad in release.bad_dates),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity, _place(finding))))


def _learn(release: Release, writer: Writer, left: list[ShareCheck], problems: list[Conflict]) -> None:
    """What each wrong number should be, so that a corrected sentence has none of them left."""
    for check in left[:_NEAR]:
        if check.claim.share_span is not None and not _other_bases(release, check):
            writer.learn(check.claim.share_span, share_text(check.right))
    for problem in problems[:_NEAR]:
        if problem.suspect is not None:
            writer.learn(problem.suspect.claim.spans[0], count_text(problem.suspect.value))


def _place(finding: Finding) -> int:
    return finding.claims[0].spans[0][0] if finding.claims else 0


def _checked(release: Release) -> Iterator[ShareCheck]:
    for claim in release.claims:
        base = release.by_id.get(claim.base or "")
        result = check_share(claim, base) if base and _counted_share(release, claim) else None
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


# -- headline against body ---------------------------------------------------------------------------


def _headlines(release: Release, writer: Writer, left: list[ShareCheck]) -> Iterator[Finding]:
    """A headline may round the body's figure; it may not print another one."""
    heads = [claim for claim in release.claims if claim.headline and claim.value is not None and not claim.guessed]
    for head in heads[:_HEADS]:
        body = [claim for claim in release.claims if _same_quantity(head, claim)]
        if body and not any(claim.low <= head.high and head.low <= claim.high for claim in body):
            ref = writer.ref()
            yield writer.headline(head, body[0], _headline_guess(head, left, ref), ref=ref)
    for head, shown in rates.changed_rates(release.claims) if any(c.headline for c in release.claims) else ():
        yield writer.headline_rate(head, shown)


def _same_quantity(head: Claim, claim: Claim) -> bool:
    same = (claim.measure, claim.breakdown, claim.period) == (head.measure, head.breakdown, head.period)
    known = claim.value is not None and not claim.versus and not claim.guessed
    return same and known and not claim.headline and claim.unit == head.unit


def _headline_guess(head: Claim, left: list[ShareCheck], ref: str) -> Hypothesis | None:
    """A wrong share can show the total that the headline was cut from."""
    for check in left:
        implied = implied_base(check.claim)
        if check.verdict != "wrong" or implied is None or implied.high - implied.low >= 50 or not head.exact:
            continue
        if total := digit_lost(int(head.value or 0), implied):
            return lost_digit_guess(ref, check.claim, Draft(total, head))
    return None


# -- shares ------------------------------------------------------------------------------------------


def _shares(release: Release, writer: Writer, left: list[ShareCheck]) -> Iterator[Finding]:
    drafts = [draft for check in left if (draft := _older(check, release)) is not None]
    for check in left:
        yield _share_finding(release, writer, check, drafts)
    yield from (writer.below_part(*found) for found in _below_part(release))
    for claim in release.claims[:_NEAR]:
        if (base := _received_instead(release, claim)) is not None:
            result = check_share(claim, base)
            if result is not None and result.verdict == "wrong":
                yield writer.other_base(result, release.by_id[claim.base or ""])


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
    if base is None or base.measure != "received" or "timeliness" not in claim.breakdown or claim.parent == base.id:
        return None
    place = items(claim.breakdown, "timeliness")
    near = (other for other in release.claims[:_NEAR] if other.period == claim.period and not other.headline)
    return next((o for o in near if o.measure == "resolved" and o.key == place and o.value), None)


def _share_finding(release: Release, writer: Writer, check: ShareCheck, drafts: list[Draft]) -> Finding:
    if check.verdict == "truncated":
        return writer.share(check, "C", "truncated", ref=writer.ref())
    if check.verdict == "off":
        return writer.share(check, "C", "rounding", ref=writer.ref())
    if bases := _other_bases(release, check):
        return writer.other_base(check, bases[0])
    ref = writer.ref()
    guess = _share_guess(check, release, drafts, ref)
    return writer.share(check, _certain(release, check), "share", ref=ref, guess=guess)


def _other_bases(release: Release, check: ShareCheck) -> list[Claim]:
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


# -- sums, balances, rates, limits -------------------------------------------------------------------


def _severity(conflict: Conflict) -> Severity:
    """Wrong where no category, carry-over or base that the text leaves unnamed can close it."""
    closed = (not (i.open_below if i.gap > 0 else i.open_above) and _near(i) for i in conflict.identities)
    return "A" if any(closed) or (conflict.suspect is not None and conflict.shares) else "B"


def _rest_named(release: Release, conflict: Conflict) -> bool:
    """'31.890 hồ sơ đúng hạn, 120 hồ sơ trễ hạn, còn lại là hồ sơ xin rút': the text says what closes the sum."""
    if any(i.gap < 0 or not i.open_below for i in conflict.identities):
        return False
    begin = min(claim.spans[0][0] for identity in conflict.identities for claim in identity.parts)
    last = max(claim.spans[0][1] for identity in conflict.identities for claim in identity.parts)
    end = _CLAUSE_END.search(release.text, last)
    return _REST.search(release.text, begin, end.start() if end else len(release.text)) is not None


def _near(identity: Identity) -> bool:
    """A sum far from its whole speaks of another quantity than the one that was read here."""
    whole = sum((claim.value or Decimal(0) for claim in identity.wholes), Decimal(0))
    return abs(identity.gap) <= whole * _FAR


def _rates(release: Release, writer: Writer, wrong: set[str]) -> Iterator[Finding]:
    reported: set[str] = set()
    for claims, total in rates.complements(release.claims, wrong):
        reported |= {claim.id for claim in claims}
        yield writer.complement(claims, total)
    near = release.claims[:_NEAR]
    for claim in near:
        if (
            claim.value is not None
            or claim.versus
            or claim.headline
            or claim.id in reported
            or claim.measure not in _RATES
        ):
            continue
        base = _only_base(release, claim)
        if (found := rates.recomputed(claim, near)) is not None:
            yield writer.rate(found, "C" if abs(found.right - (claim.share or 0)) <= claim.share_step else "B")
        elif base is not None and rates.no_count_gives(claim, base):
            yield writer.impossible(claim, base)


def _growths(release: Release, writer: Writer) -> Iterator[Finding]:
    """A rise or fall in percent that the two counts do not give."""
    for found in growths(release):
        if found.verdict != "right":
            yield writer.growth(found, "C" if found.verdict == "off" else "A")


def _only_base(release: Release, rate: Claim) -> Claim | None:
    measure = "satisfaction_votes" if rate.measure == "satisfaction_rate" else "resolved"
    same = [c for c in release.claims[:_NEAR] if c.measure == measure and c.breakdown == rate.breakdown and c.exact]
    return same[0] if len(same) == 1 and same[0].period == rate.period else None


def _limits(release: Release, writer: Writer) -> Iterator[Finding]:
    """Points above the most, parts above their whole, shares above 100 %."""
    carried = any(claim.breakdown.get("inflow") == "carried_over" for claim in release.claims)
    for claim in release.claims:
        base = release.by_id.get(claim.base or "")
        part = base is None or base.measure == claim.measure  # results can be more than what came in, with older ones
        if claim.limit is not None and claim.value is not None and claim.value > claim.limit:
            if part:
                yield writer.above_limit(claim, claim.limit)
            elif base is not None and not carried:
                yield writer.above_base(claim, base)
        elif _counted_share(release, claim) and (claim.share or 0) > _MOST_SHARE and part:
            yield writer.above_hundred(claim, _MOST_SHARE)


def _counted_share(release: Release, claim: Claim) -> bool:
    """A share of something counted; not a rise, nor what was reached of a target ('đạt 114% chỉ tiêu')."""
    if claim.share is None or claim.share_span is None or claim.measure.endswith(("growth_rate", "_change", "_target")):
        return False
    end = claim.share_span[1]
    return _TARGET.match(release.text[end : end + _SHORT].lower()) is None


def _repeats(release: Release, writer: Writer) -> Iterator[Finding]:
    """One quantity with two values that differ by a slip of the hand; other differences are other quantities."""
    seen: dict[object, Claim] = {}
    for claim in release.claims:
        if (
            claim.headline
            or claim.versus
            or claim.guessed
            or not claim.exact
            or claim.measure.endswith(("_change", "_per_workday"))
            or claim.around
        ):
            continue
        first = seen.setdefault((claim.measure, claim.key, claim.period), claim)
        same_size = (claim.value or 0) >= 100 and (first.value or 0) >= 100
        if first is not claim and same_size and one_slip(int(first.value or 0), int(claim.value or 0)):
            yield writer.repeated(first, claim)


def _zeros(release: Release, writer: Writer) -> Iterator[Finding]:
    """'Không có hồ sơ quá hạn' beside a count of them."""
    counted = {
        (claim.measure, claim.key, claim.period): claim
        for claim in release.claims
        if claim.exact and claim.value and not (claim.versus or claim.headline or claim.guessed or claim.around)
    }
    for claim in release.claims:
        other = counted.get((claim.measure, claim.key, claim.period))
        if claim.value == 0 and other is not None and other.line == claim.line and not claim.versus:
            yield writer.zero(claim, other)


def _periods(release: Release, writer: Writer) -> Iterator[Finding]:
    """What a month counted cannot exceed what its quarter counted."""
    groups: dict[object, list[Claim]] = {}
    for claim in release.claims:
        counted = claim.measure in _FLOWS and (claim.measure != "received" or claim.breakdown.get("inflow") == "new")
        if counted and claim.value is not None and not claim.versus and claim.period[0] and claim.period[1]:
            groups.setdefault((claim.measure, claim.key), []).append(claim)
    for same in groups.values():
        yield from (writer.contained(a, b) for a, b in islice(_inside(same), 20))


def _inside(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    near = list(claims)[:50]
    for part in near:
        for whole in near:
            if _within(part, whole) and part.low > whole.high:
                yield part, whole


def _within(part: Claim, whole: Claim) -> bool:
    (first, last), (begin, end) = part.period, whole.period
    return bool(first and last and begin and end and begin <= first and last <= end) and part.period != whole.period
