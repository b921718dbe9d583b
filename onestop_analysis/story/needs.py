"""What a sentence tells of: where another source states a period, one is left out that it has no figures for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.story.voices import voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from onestop_analysis.facts import Facts

Figure = tuple[str, dict[str, str]]
# Of these a form may have all; what is not among them takes dossiers.
NEEDS: dict[str, tuple[Figure, ...]] = {
    "lead": (("resolved", {}), ("resolved", {"timeliness": "early_or_on_time"})),
    "comparison": (),
    "intake": (("received", {}),),
    "carried_over": (("received", {}), ("received", {"inflow": "new"}), ("received", {"inflow": "carried_over"})),
    "channels_of_new": (("received", {"inflow": "new"}), ("received", {"inflow": "new", "channel": "online"})),
    "results": (("resolved", {}), ("resolved", {"timeliness": "late"})),
    "late_agencies": (),
    "returned": (("result_returned", {}),),
    "ended_without_result": (("withdrawn", {}), ("refused", {})),
    "pending": (
        ("pending", {}),
        ("pending", {"deadline_state": "in_time"}),
        ("pending", {"deadline_state": "overdue"}),
    ),
    "paused": (("paused", {}),),
    "balance": (("received", {}), ("resolved", {}), ("pending", {})),
    "agencies": (("received", {}),),
    "satisfaction": (("satisfaction_votes", {}),),
}
# Said otherwise of what a source states, or said only then.
OTHERWISE = {"balance", "channels_of_new", "agencies"}


def sayable(facts: Facts, name: str) -> Callable[[Facts], str] | None:
    """The sentence of that name in the report's language; None where the source does not say what it tells."""
    say = voice(facts)
    if not facts.stated:
        return getattr(say, name, None)
    known = name in NEEDS and all(facts.now.find(measure, **at) for measure, at in NEEDS[name])
    return getattr(say.stated if name in OTHERWISE else say, name) if known else None
