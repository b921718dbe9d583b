"""Several publications side by side: what they say differently of one quantity and period.

Each text can be true by itself: the count of a period may have been revised, or one of the texts may speak
of another part of the publisher. So a difference is a question (class B), never a contradiction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from onestop_analysis.audit import page
from onestop_analysis.audit.growth import compare, earlier, quantity
from onestop_analysis.audit.wording import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from onestop_analysis.audit import Audit
    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.audit.growth import Growth
    from onestop_analysis.indicators import Observation
    from onestop_analysis.sources.release import Claim, Release


@dataclass(frozen=True)
class Together:
    """Audits of several texts; `between` are the findings that take two of them."""

    audits: tuple[Audit, ...]
    between: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of each text in turn, then those between texts."""
        return (*(finding for audit in self.audits for finding in audit.findings), *self.between)

    def against(self, observations: Iterable[Observation]) -> Together:
        """Each text against the store as well."""
        known = list(observations)
        return replace(self, audits=tuple(audit.against(known) for audit in self.audits))

    def html(self, *, lang: str = "vi") -> str:
        """One offline page: every text annotated in place, and the findings."""
        return page.page([audit.release for audit in self.audits], self.findings, lang=lang)

    def to_json(self, lang: str = "vi") -> dict[str, Any]:
        """The object that `onestop audit --json FILE FILE` prints: figures and findings name their file."""
        return {
            "figures": [claim.to_json() for audit in self.audits for claim in audit.figures],
            "findings": [finding.to_json(lang) for finding in self.findings],
        }


def between(releases: Sequence[Release]) -> tuple[Finding, ...]:
    """Counts of one quantity and period that differ, and rises that another text's count does not give."""
    writer = Writer(releases[0], prefix="0.")
    counts = [earlier(release.claims) for release in releases]
    found: list[Finding] = []
    for (first, mine), (second, theirs) in combinations(zip(releases, counts, strict=True), 2):
        found += [writer.between(a, b) for a, b in _differing(mine, theirs)]
        found += [writer.between(a, b) for a, b in (*_recalled(first, theirs), *_recalled(second, mine))]
        found += [writer.growth(g, "B") for g in (*_growths(first, theirs), *_growths(second, mine))]
    return tuple(found)


def _differing(
    mine: Mapping[object, list[Claim]], theirs: Mapping[object, list[Claim]]
) -> Iterator[tuple[Claim, Claim]]:
    for key, claims in mine.items():
        others = theirs.get(key, [])
        if others and not any(_agree(a, b) for a in claims for b in others):
            yield claims[0], others[0]


def _agree(a: Claim, b: Claim) -> bool:
    return a.low <= b.high and b.low <= a.high


def _recalled(release: Release, theirs: Mapping[object, list[Claim]]) -> Iterator[tuple[Claim, Claim]]:
    """'so với cùng kỳ năm 2020 (29.000 hồ sơ)' against what was published then."""
    for claim in release.claims:
        others = theirs.get((quantity(claim), claim.period), []) if claim.versus and claim.value is not None else []
        if others and not any(_agree(claim, other) for other in others):
            yield claim, others[0]


def _growths(release: Release, theirs: Mapping[object, list[Claim]]) -> Iterator[Growth]:
    """'tăng 12,5% so với cùng kỳ' against the count that was published then."""
    for claim in release.claims:
        now = release.by_id.get(claim.of or "")
        if claim.measure != "growth_rate" or not claim.direction or now is None:
            continue
        others = theirs.get((quantity(now), claim.then), [])
        results = [found for other in others if (found := compare(claim, now, other)) is not None]
        if results and all(found.verdict == "wrong" for found in results):
            yield results[0]
