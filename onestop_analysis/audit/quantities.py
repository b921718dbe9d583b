"""One quantity said again: with a slip, as none, in a period inside another; more that went out than came in."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from onestop_analysis.audit.hypotheses import one_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.audit.wording import Writer
    from onestop_analysis.sources.release.claims import Claim, Release


_EARLIER = re.compile(r"kỳ trước|tồn|chuyển (?:sang|qua)|năm trước|previous|carried|earlier|backlog")
_PLACES = ("agency", "level", "field")
_FLOWS = ("resolved", "received", "satisfaction_votes", "result_returned")


def repeats(release: Release, writer: Writer) -> Iterator[Finding]:
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


def more_than_came(release: Release, writer: Writer) -> Iterator[Finding]:
    """More results than dossiers that came in, in one line, and nothing said of those of earlier periods."""
    flows = [c for c in release.claims if c.measure in ("received", "resolved") and c.exact and not c.versus]
    came = {(c.key, c.period, c.line): c for c in flows if c.measure == "received"}
    lines = release.text.split("\n")
    stock = {(_where(c), c.period) for c in release.claims if c.measure == "pending" or "inflow" in c.breakdown}
    left: dict[object, Decimal] = defaultdict(Decimal)  # over all periods that the text tells of
    for c in flows:
        left[c.key] += (c.value or 0) * (1 if c.measure == "received" else -1)
    for claim in (c for c in flows if c.measure == "resolved" and c.limit is None and left[c.key] < 0):
        base = came.get((claim.key, claim.period, claim.line))
        if base is None or (_where(claim), claim.period) in stock or not base.high < claim.low < base.high * 2:
            continue
        if not _EARLIER.search(lines[claim.line - 1].lower()):
            yield writer.above_base(claim, base)


def _where(claim: Claim) -> tuple[tuple[str, str], ...]:
    return tuple(item for item in claim.key if item[0] in _PLACES)


def zeros(release: Release, writer: Writer) -> Iterator[Finding]:
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


def periods(release: Release, writer: Writer) -> Iterator[Finding]:
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
