"""Where the period stands: in the year so far, against targets, in its series and beside other centres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.en.wording import capitalised, compared, counted, dated, listed, named, part

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.trends.peers import Standing
    from onestop_analysis.trends.records import Record
    from onestop_analysis.trends.targets import TargetCheck

SUBJECTS = {
    "received": "the number of dossiers received",
    "resolved": "the number of dossiers resolved",
    "on_time_rate": "the rate resolved early or on time",
    "online_rate": "the share received online",
    "paid_online_rate": "the share paid online",
    "digitised_rate": "the share with digitised components",
}
BASES = {
    "on_time_rate": "dossiers resolved",
    "online_rate": "dossiers received",
    "paid_online_rate": "dossiers with the way of payment on record",
    "digitised_rate": "dossiers with digitisation on record",
}
KINDS = {"month": "months", "quarter": "quarters"}


def year_to_date(facts: Facts) -> str:
    """The year up to the period's end beside the same span last year; empty where the period is that itself."""
    found, span = facts.analysis.year_to_date, facts.period.year_to_date() if facts.reaches_end else None
    if found is None:
        return "" if span is None else _late_start(facts)
    received, resolved = (_so_far(item, found.changes) for item in (found.received, found.resolved))
    return (
        f"In {named(found.received.period)} as a whole, the Centre received {received}, and resolved {resolved}. "
        f"Of the dossiers resolved, {part(found.on_time)} were early or on time."
    )


def _late_start(facts: Facts) -> str:
    return f"The data begin on {dated(facts.data_start)}, so there are no figures for the year to date."


def _so_far(item: Observation, changes: tuple[Observation, ...]) -> str:
    change = next((one for one in changes if one.measure == f"{item.measure}_change"), None)
    versus = "" if change is None else f", {compared(change, item.period.same_period_last_year())}"
    return f"{counted(item)}{versus}"


def targets(facts: Facts) -> str:
    """Each target, met or not, with its counts and its source; empty where the centre has none."""
    return " ".join(_target(check) for check in facts.analysis.targets) if facts.reaches_end else ""


def _target(check: TargetCheck) -> str:
    name = SUBJECTS[check.target.rate]
    source = mark("note", "centre.toml", check.target.source_en or check.target.source)
    wanted = f"the target of at least {check.wanted:.en}% ({source})"
    if check.rate is None or check.needed is None:
        return f"There are no data to hold {name} against {wanted}."
    counts = f"{counted(check.rate)} ({check.rate:share.en} of the {BASES[check.target.rate]})"
    if check.missing is None:
        return f"{capitalised(name)} met {wanted}: {counts}, where {check.needed:.en} were needed."
    return (
        f"{capitalised(name)} did not meet {wanted}: {counts}, "
        f"{check.missing:.en} fewer than the {check.needed:.en} needed."
    )


def records(facts: Facts) -> str:
    """What was never as high or as low in the series; empty without a record or with a short series."""
    found = facts.analysis.records
    if found is None or not found.found:
        return ""
    sides = [
        f"the {word} on record for {listed(parts)}"
        for word, highest in (("highest", True), ("lowest", False))
        if (parts := [_record(item) for item in found.found if item.highest is highest])
    ]
    kind = KINDS[facts.period.kind]
    return f"Of the {found.length:.en} {kind} since {named(found.first)}, this one was {' and '.join(sides)}."


def _record(record: Record) -> str:
    before = f"{record.before:share.en}" if record.before.share is not None else counted(record.before)
    return f"{SUBJECTS[record.key]} (previously {before} in {named(record.before.period)})"


def peers(facts: Facts) -> str:
    """Where the centre stands in its group, by the limits of chance; says so where the group is too small."""
    found = facts.analysis.peers
    if not facts.centre.group or not facts.reaches_end:
        return ""
    if found is None or not found.standings:
        return "Too few centres of its group have data of the whole period to compare with."
    parts = "; ".join(_standing(item) for item in found.standings)
    return f"Among the {found.centres:.en} centres of its group, the Centre included: {parts}."


def _standing(standing: Standing) -> str:
    own, common = (
        f"{SUBJECTS[standing.key]}, {standing.own:share.en}",
        f"the group's rate is {standing.common:share.en}",
    )
    return {
        "above": f"{own}, is above the upper limit of chance variation ({standing.upper:.en}%; {common})",
        "below": f"{own}, is below the lower limit of chance variation ({standing.lower:.en}%; {common})",
        "within": f"{own}, lies within chance variation ({standing.lower:.en}% to {standing.upper:.en}%; {common})",
    }[standing.position]
