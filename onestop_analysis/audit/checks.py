"""From the figures of one text to findings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from onestop_analysis.audit import rates
from onestop_analysis.audit.findings import count_text, share_text
from onestop_analysis.audit.growth import growths
from onestop_analysis.audit.hypotheses import (
    Draft,
    digit_lost,
    implied_base,
    lost_digit_guess,
    one_slip,
)
from onestop_analysis.audit.identities import identities
from onestop_analysis.audit.quantities import more_than_came, periods, repeats, zeros
from onestop_analysis.audit.reasoning import conflicts
from onestop_analysis.audit.share_findings import checked_shares, counted_share, other_bases, share_findings
from onestop_analysis.audit.wording import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.audit.findings import Finding, Hypothesis, Severity
    from onestop_analysis.audit.identity import Identity
    from onestop_analysis.audit.reasoning import Conflict, Suspect
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.sources.release.claims import Claim, Release

_RATES = ("on_time_rate", "early_rate", "late_rate", "satisfaction_rate")
_FAR = Decimal("0.4")
_MOST_SHARE = Decimal(100)
_CLAUSE_END = re.compile(r"[;\n]|[.](?=\s|$)")
_REST = re.compile(
    r"[,(]\s*(?:số |hồ sơ )*còn lại(?![^,;]{0,25}\d)|, (?:and |with )?the (?:rest|remainder)", re.IGNORECASE
)
_HEADS = 20  # figures of a headline that are compared
_NEAR = 400  # figures among which a guess is sought: what grows with the square of a text must stay small


def find(release: Release) -> tuple[Finding, ...]:
    """Every finding about a text: contradictions, questions, notes; each in the order of the text."""
    writer = Writer(release)
    checked = list(checked_shares(release))
    problems = [p for p in conflicts(identities(release.claims), checked) if not _rest_named(release, p)]
    explained = {id(check) for problem in problems for check in problem.shares}
    left = [check for check in checked if check.verdict != "right" and id(check) not in explained]
    _learn(release, writer, left, problems)
    found = [
        *_headlines(release, writer, left),
        *share_findings(release, writer, left),
        *(writer.conflict(problem, _severity(problem)) for problem in problems),
        *_rates(release, writer, {check.claim.id for check in left}),
        *_growths(release, writer),
        *_limits(release, writer),
        *repeats(release, writer),
        *zeros(release, writer),
        *periods(release, writer),
        *(writer.separator(claim) for claim in release.claims if claim.minority),
        *(writer.bad_date(bad) for bad in release.bad_dates),
    ]
    told = {frozenset(claim.id for claim in finding.claims) for finding in found}
    more = more_than_came(release, writer)
    found += [finding for finding in more if frozenset(claim.id for claim in finding.claims) not in told]
    return tuple(sorted(found, key=lambda finding: (finding.severity, _place(finding))))


def _learn(release: Release, writer: Writer, left: list[ShareCheck], problems: list[Conflict]) -> None:
    """What each wrong number should be, so that a corrected sentence has none of them left."""
    for check in left[:_NEAR]:
        if check.claim.share_span is not None and not other_bases(release, check):
            writer.learn(check.claim.share_span, share_text(check.right))
    for problem in problems[:_NEAR]:
        if problem.suspect is not None:
            writer.learn(problem.suspect.claim.spans[0], count_text(problem.suspect.value))


def _place(finding: Finding) -> int:
    return finding.claims[0].spans[0][0] if finding.claims else 0


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


# -- sums, balances, rates, limits -------------------------------------------------------------------


def _severity(conflict: Conflict) -> Severity:
    """Wrong where no category, carry-over or base that the text leaves unnamed can close it."""
    closed = (not (i.open_below if i.gap > 0 else i.open_above) and _near(i) for i in conflict.identities)
    suspect = conflict.suspect
    # Two sums that were counted apart give the same other number, one slip of the hand away.
    both = suspect is not None and len(conflict.identities) > 1 and _slipped(suspect)
    return "A" if any(closed) or both or (suspect is not None and conflict.shares) else "B"


def _slipped(suspect: Suspect) -> bool:
    return one_slip(int(suspect.claim.value or 0), int(suspect.value))


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
            yield writer.rate(
                found, "C" if found.cut or abs(found.right - (claim.share or 0)) <= claim.share_step else "B"
            )
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
        elif counted_share(release, claim) and (claim.share or 0) > _MOST_SHARE and part:
            yield writer.above_hundred(claim, _MOST_SHARE)
