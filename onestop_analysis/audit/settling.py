"""Before a sum is called wrong: another figure of the text that it can mean, or that it leaves out."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onestop_analysis.audit.identities import Table
    from onestop_analysis.audit.identity import Identity
    from onestop_analysis.sources.release.claims import Claim

MOST = 64  # combinations of figures printed twice that are tried
_TOTALS = ("received", "resolved", "due", "result_returned")
_TELLING = 10  # a smaller number stands somewhere in the text by chance


def settled(identity: Identity, body: Table) -> Identity:
    """The identity, or one that closes with other figures of the text in place of its own.

    Where a figure is printed with several values and none closes, it is open which one is meant.
    """
    if identity.gap == 0:
        return identity
    own = {claim.id for claim in identity.claims}
    closing = next((other for other in _others(identity, body, own) if other.gap == 0), None)
    if closing is not None:
        return closing
    twice = any(c.id not in own for claim in identity.claims for c in body.printed(claim))
    return replace(identity, open_below=True, open_above=True) if twice else identity


def _others(identity: Identity, body: Table, own: set[str]) -> Iterator[Identity]:
    """The same figures with their other printed values; with the part that is missing; as parts of another total."""
    choices = [[c for c in body.printed(claim) if c is claim or c.id not in own] for claim in identity.claims]
    count = len(identity.parts)
    for chosen in islice(product(*choices), MOST) if any(len(choice) > 1 for choice in choices) else ():
        yield replace(identity, parts=chosen[:count], wholes=chosen[count:])
    timed = any("timeliness" in part.breakdown or part.cell[0] for part in identity.parts)
    if len(identity.wholes) > 1 or identity.kind not in ("sum", "levels") or timed:
        return
    whole, period = identity.wholes[0], identity.parts[0].period
    for claim in body.values.get((identity.gap, period), ()) if identity.gap >= _TELLING else ():
        # 'cấp tỉnh 36.712, ... các cơ quan ngành dọc 8.409'
        if claim.measure == whole.measure and claim.id not in own and len(claim.key) == len(whole.key) + 1:
            yield replace(identity, parts=(*identity.parts, claim))
    for claim in body.values.get((identity.total, period), ()) if identity.total >= _TELLING else ():
        if _another_total(claim, whole):
            yield replace(identity, wholes=(claim,))


def _another_total(claim: Claim, whole: Claim) -> bool:
    """'Tiếp nhận 207.523 hồ sơ; cấp tỉnh giải quyết 61.270 trong số đó': parts of what came in."""
    return claim.measure in _TOTALS and claim.key == whole.key and claim.id != whole.id
