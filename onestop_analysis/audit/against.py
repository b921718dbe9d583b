"""A release against the store: what it prints and what the dossiers say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onestop_analysis.indicators.stated import same_name
from onestop_analysis.sources.release.dates import NO_YEAR
from onestop_analysis.vocabulary import IN_PERSON_OR_POST, Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from onestop_analysis.audit.findings import Finding
    from onestop_analysis.audit.wording import Writer
    from onestop_analysis.indicators import Observation
    from onestop_analysis.sources.release.claims import Claim, Release


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
        counted = known.get(_key(claim.measure, claim.breakdown)) or _together(known, claim)
        if counted is not None and _contradicts(claim, counted):
            yield writer.stored(claim, counted)


def _together(known: Mapping[object, Observation], claim: Claim) -> Observation | None:
    """In person and by post, which a form prints in one column."""
    if claim.breakdown.get("channel") != IN_PERSON_OR_POST:
        return None
    keys = (_key(claim.measure, {**claim.breakdown, "channel": name}) for name in (Channel.IN_PERSON, Channel.POST))
    parts = [known[key] for key in keys if key in known]
    return replace(parts[0], value=sum(part.value for part in parts)) if parts else None


def _key(measure: str, breakdown: Mapping[str, str]) -> object:
    return measure, frozenset(
        (key, same_name(value) if key == "agency" else value) for key, value in breakdown.items() if key != "stated_by"
    )


def _contradicts(claim: Claim, item: Observation) -> bool:
    if claim.value is None or claim.versus:
        return False
    days = (item.period.start, item.period.end)
    unnamed = tuple(day.replace(year=NO_YEAR) for day in days)  # 'Quý I', in a text that names no year
    return claim.period in ((None, None), days, unnamed) and not claim.low <= item.value <= claim.high
