"""The figures' identities taken together: the smallest set of figures that must be wrong.

A single figure that, set to one other value, makes several violated identities and shares true, and
breaks none that hold, explains them all: they become one finding that names it. What is left over is
reported identity by identity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onestop_analysis.audit.hypotheses import one_slip
from onestop_analysis.audit.shares import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from onestop_analysis.audit.identities import Identity
    from onestop_analysis.audit.shares import ShareCheck
    from onestop_analysis.sources.release.claims import Claim


@dataclass(frozen=True)
class Suspect:
    """The figure that must be wrong, and the value that makes everything about it true."""

    claim: Claim
    value: Decimal


@dataclass(frozen=True)
class Conflict:
    """Identities and shares that cannot hold together as printed, and the one figure behind them, if any."""

    identities: tuple[Identity, ...]
    shares: tuple[ShareCheck, ...] = ()
    suspect: Suspect | None = None


def conflicts(identities: Sequence[Identity], shares: Sequence[ShareCheck]) -> list[Conflict]:
    """Group what is violated by the figure that explains most of it; single identities for the rest."""
    open_identities = [identity for identity in identities if identity.gap != 0]
    holding = [identity for identity in identities if identity.gap == 0 and not identity.at_most]
    pinned = {claim.id for identity in holding for claim in identity.claims}
    found: list[Conflict] = []
    while best := _best(open_identities, pinned, shares):
        found.append(best)
        open_identities = [identity for identity in open_identities if identity not in best.identities]
    return found + [Conflict((identity,), (), _slip(identity, pinned, shares)) for identity in open_identities]


def _best(identities: Sequence[Identity], pinned: set[str], shares: Sequence[ShareCheck]) -> Conflict | None:
    """The figure that explains at least two violations, the most first; None when there is none."""
    members = {claim.id: claim for identity in identities for claim in identity.claims if claim.id not in pinned}
    options = [option for claim in members.values() if (option := _explained(claim, identities, shares))]
    return max(options, key=lambda option: len(option.identities) + len(option.shares), default=None)


def _explained(claim: Claim, identities: Sequence[Identity], shares: Sequence[ShareCheck]) -> Conflict | None:
    own = [identity for identity in identities if any(member.id == claim.id for member in identity.claims)]
    values = {identity.solved(claim) for identity in own}
    if len(values) != 1 or not claim.exact:
        return None
    value = values.pop()
    about = [check for check in shares if claim.id in (check.claim.id, check.base.id)]
    wrong = tuple(check for check in about if check.verdict != "right")
    if value < 0 or len(own) + len(wrong) < 2 or not _all_fit(claim, value, about):
        return None
    return Conflict(tuple(own), wrong, Suspect(claim, value))


def _all_fit(claim: Claim, value: Decimal, checks: Iterable[ShareCheck]) -> bool:
    """With the other value every share of the figure, and every share of which it is the base, is right."""
    for check in checks:
        part = value if check.claim.id == claim.id else check.claim.value
        whole = value if check.base.id == claim.id else check.base.value
        if part is None or whole is None or not fits(part, whole, check.claim):
            return False
    return True


def _slip(identity: Identity, pinned: set[str], shares: Sequence[ShareCheck]) -> Suspect | None:
    """A figure of one identity that a slip of one digit would put right, when it is the only one."""
    found = []
    for claim in identity.claims:
        value = identity.solved(claim)
        about = [check for check in shares if claim.id in (check.claim.id, check.base.id)]
        if claim.id in pinned or not claim.exact or value <= 0 or not _all_fit(claim, value, about):
            continue
        if one_slip(int(claim.value or 0), int(value)):
            found.append(Suspect(claim, value))
    return found[0] if len(found) == 1 else None
