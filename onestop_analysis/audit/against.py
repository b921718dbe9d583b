"""A release against the store: what it prints and what the dossiers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.sources.release.dates import NO_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.audit.wording import Writer
    from onestop_analysis.indicators import Observation
    from onestop_analysis.sources.release.claims import Claim, Release

_PREFIXES = ("sở ", "ngành ")


def against(release: Release, observations: Iterable[Observation], writer: Writer) -> Iterator[Finding]:
    """A finding for each figure of the release that the observations contradict.

    Compared are counts of the same measure and breakdown, by the first source that has one: dossiers before
    forms; a release is not compared with itself. One without dates is taken to speak of the observations' period.
    """
    known: dict[object, Observation] = {}
    for item in observations:
        if dict(item.breakdown).get("stated_by") == "release":
            continue
        known.setdefault(_key(item.measure, dict(item.breakdown)), item)
    for claim in release.claims:
        counted = known.get(_key(claim.measure, claim.breakdown))
        if counted is not None and _contradicts(claim, counted):
            yield writer.stored(claim, counted)


def _key(measure: str, breakdown: Mapping[str, str]) -> object:
    return measure, frozenset(
        (key, _name(value) if key == "agency" else value) for key, value in breakdown.items() if key != "stated_by"
    )


def _name(agency: str) -> str:
    """'Sở Tư pháp' and 'Tư pháp' are one agency in print."""
    name = " ".join(agency.lower().split())
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)


def _contradicts(claim: Claim, item: Observation) -> bool:
    if claim.value is None or claim.versus:
        return False
    days = (item.period.start, item.period.end)
    unnamed = tuple(day.replace(year=NO_YEAR) for day in days)  # 'Quý I', in a text that names no year
    return claim.period in ((None, None), days, unnamed) and not claim.low <= item.value <= claim.high
