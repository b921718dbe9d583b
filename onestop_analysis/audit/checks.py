"""From the figures of one text to findings."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from onestop_analysis.audit import wording
from onestop_analysis.audit.hypotheses import (
    Draft,
    digit_lost,
    implied_base,
    lost_digit_guess,
    nowhere_guess,
    older_draft,
    other_base_guess,
)
from onestop_analysis.audit.identities import Identity, identities
from onestop_analysis.audit.shares import ShareCheck, check_share, fitting_bases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.audit.findings import Finding, Hypothesis
    from onestop_analysis.sources.release.claims import Claim, Release


def find(release: Release) -> tuple[Finding, ...]:
    """Every finding about a text, in the order in which a reader meets the figures."""
    names = (f"F{number}" for number in count(1))
    found = [
        *_headline(release, names),
        *_shares(release, names),
        *_identities(release, names),
    ]
    return tuple(sorted(found, key=lambda finding: (finding.severity, finding.claims[0].spans[0])))


def _headline(release: Release, names: Iterator[str]) -> Iterator[Finding]:
    """A headline may round the body's figure; it may not print another one."""
    for head in release.claims:
        if not head.headline or head.value is None:
            continue
        body = [claim for claim in release.claims if _same_quantity(head, claim)]
        if body and not any(claim.low <= head.high and head.low <= claim.high for claim in body):
            yield _headline_finding(release, head, body[0], next(names))


def _same_quantity(head: Claim, claim: Claim) -> bool:
    return (
        not claim.headline
        and claim.value is not None
        and not claim.versus
        and (claim.measure, claim.breakdown, claim.period, claim.unit)
        == (head.measure, head.breakdown, head.period, head.unit)
    )


def _headline_finding(release: Release, head: Claim, body: Claim, name: str) -> Finding:
    guesses: list[Hypothesis] = []
    for claim in release.claims:
        implied = implied_base(claim)
        base = _base(release, claim)
        checked = check_share(claim, base) if base else None
        wrong = checked is not None and checked.verdict == "wrong"
        if (
            wrong
            and implied
            and (total := digit_lost(int(head.value or 0), implied))
            and implied.high - implied.low < 50
        ):
            guesses.append(lost_digit_guess(name, claim, Draft(total, head)))
    return wording.headline(name, head, body, guesses=tuple(guesses[:1]))


def _base(release: Release, claim: Claim) -> Claim | None:
    return release.claim(claim.base) if claim.base else None


def _shares(release: Release, names: Iterator[str]) -> Iterator[Finding]:
    checked = []
    for claim in release.claims:
        base = _base(release, claim)
        result = check_share(claim, base) if base else None
        if result is not None and result.verdict != "right":
            checked.append(result)
    drafts = [draft for result in checked if (draft := older_draft(result.claim, release.claims)) is not None]
    for result in checked:
        yield _share_finding(release, result, drafts, next(names))


def _share_finding(release: Release, result: ShareCheck, drafts: list[Draft], name: str) -> Finding:
    if result.verdict == "truncated":
        return wording.truncated(name, result)
    if result.verdict == "off":
        return wording.rounded_off(name, result)
    others = [claim for claim in release.claims if claim.period == result.claim.period and claim.value is not None]
    bases = [base for base in fitting_bases(result.claim, others) if base.measure in ("received", "resolved", "due")]
    if bases:
        return wording.other_base(name, result, bases[0])
    return wording.wrong_share(name, result, _share_guesses(result, release.claims, drafts, name))


def _share_guesses(
    result: ShareCheck, claims: tuple[Claim, ...], drafts: list[Draft], name: str
) -> tuple[Hypothesis, ...]:
    own = older_draft(result.claim, claims)
    if own is not None:
        direct = Decimal(own.total) == own.source.value
        return (other_base_guess(result.claim, own) if direct else lost_digit_guess(name, result.claim, own),)
    guess = nowhere_guess(name, result.claim, result.base, draft=drafts[0] if drafts else None)
    return (guess,) if guess else ()


def _identities(release: Release, names: Iterator[str]) -> Iterator[Finding]:
    for identity in identities(release.claims):
        if identity.gap != 0:
            yield wording.sums(next(names), identity, _severity(identity))


def _severity(identity: Identity) -> str:
    if identity.gap > 0:
        return "B" if identity.open_below else "A"
    return "B" if identity.open_above else "A"
