"""The figures' identities taken together: the smallest set of figures that must be wrong.

A single figure that, set to one other value, makes several violated identities and shares true, and
breaks none that hold, explains them all: they become one finding that names it. What is left over is
reported identity by identity.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from onestop_analysis.audit.hypotheses import implied_base, implied_count, one_slip, slips
from onestop_analysis.audit.shares import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onestop_analysis.audit.identity import Identity
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
    violated = [identity for identity in identities if identity.gap != 0]
    lists = [replace(i, at_most=False) for i in identities if i.at_most and i.gap == 0 and len(i.parts) > 1]
    pinned = {claim.id for i in identities if i.gap == 0 and not i.at_most for claim in i.claims}
    about: dict[str, list[ShareCheck]] = defaultdict(list)
    for check in shares:
        about[check.claim.id].append(check)
        about[check.base.id].append(check)
    found: list[Conflict] = []
    explained: set[int] = set()
    for option in (*_options(violated, pinned, about), *_listed(violated, lists, pinned)):
        if not explained & {id(identity) for identity in option.identities}:
            found.append(option)
            explained |= {id(identity) for identity in option.identities}
    rest = [identity for identity in violated if id(identity) not in explained]
    return found + [Conflict((identity,), (), _slip(identity, pinned, about)) for identity in rest]


def _options(
    violated: Sequence[Identity], pinned: set[str], about: Mapping[str, Sequence[ShareCheck]]
) -> list[Conflict]:
    """Figures that explain at least two violations, those that explain most first."""
    members: dict[str, Claim] = {}
    own: dict[str, list[Identity]] = defaultdict(list)
    for identity in violated:
        for claim in identity.claims:
            members[claim.id] = claim
            own[claim.id].append(identity)
    candidates = (
        _explained(claim, own[name], about.get(name, ())) for name, claim in members.items() if name not in pinned
    )
    options = [option for option in candidates if option is not None]
    return sorted(options, key=lambda option: -len(option.identities) - len(option.shares))


def _listed(violated: Sequence[Identity], lists: Sequence[Identity], pinned: set[str]) -> Iterator[Conflict]:
    """A total that a sum shows to be wrong, and the list of its parts shows the same value."""
    short: dict[tuple[str, Decimal], Identity] = {
        (i.wholes[0].id, i.total): i for i in lists if i.gap != 0 and i.wholes[0].exact
    }
    for identity in violated:
        for claim in identity.claims:
            value = identity.solved(claim)
            other = short.get((claim.id, value))
            if other is not None and claim.id not in pinned:
                yield Conflict((identity, other), (), Suspect(claim, value))


def _explained(claim: Claim, own: Sequence[Identity], about: Sequence[ShareCheck]) -> Conflict | None:
    values = {identity.solved(claim) for identity in own}
    if len(values) != 1 or not claim.exact:
        return None
    value = values.pop()
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


def slip(part: Claim, whole: Claim) -> Suspect | None:
    """The one of two figures that a slip of one digit, undone, brings to the printed share."""
    base = implied_base(part)
    count = implied_count(whole.value, part) if whole.value else None
    for claim, implied in ((whole, base), (part, count)):
        value = next((v for v in slips(int(claim.value or 0)) if implied is not None and v in implied), None)
        if value:
            return Suspect(claim, Decimal(value))
    return None


def _slip(identity: Identity, pinned: set[str], about: Mapping[str, Sequence[ShareCheck]]) -> Suspect | None:
    """A figure of one identity that a slip of one digit would put right, when it is the only one."""
    found = []
    for claim in identity.claims:
        value = identity.solved(claim)
        if claim.id in pinned or not claim.exact or value <= 0 or not _all_fit(claim, value, about.get(claim.id, ())):
            continue
        if one_slip(int(claim.value or 0), int(value)):
            found.append(Suspect(claim, value))
    return found[0] if len(found) == 1 else None
