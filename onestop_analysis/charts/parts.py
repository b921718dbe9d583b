"""The charts of one period: parts of a whole as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.bars import Bar, draw_bars
from onestop_analysis.charts.content import as_chart, category, parts_table
from onestop_analysis.charts.style import ACCENT, PALE, SECOND, WARM
from onestop_analysis.charts.words import words_of
from onestop_analysis.document import mark
from onestop_analysis.indicators import AGENCIES_SHOWN, timeliness_classes
from onestop_analysis.vocabulary import DeadlineState, Rating, Timeliness, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from onestop_analysis.document import Chart
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations

RATING_COLORS = {"neutral": PALE, "dissatisfied": WARM, "very_dissatisfied": WARM}


def intake_by_channel(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """How the dossiers of the period came in, the largest channel first; None where no source says."""
    bars, total = channel_bars(facts.now, facts.lang), facts.now.known("received")
    if not bars or total is None:
        return None
    title = words_of(facts.lang).intake_title(bars[0].observation, total)
    return _parts_chart(facts, "intake-by-channel", bars, about="intake", title=title, total=total, ax=ax)


def channel_bars(observations: Observations, lang: str = "vi") -> list[Bar]:
    """Received by channel, the largest first and in the accent colour."""
    items = observations.by("received", "channel")
    return [Bar(category(item, "channel", lang), item, ACCENT if item is items[0] else SECOND, lang) for item in items]


def resolved_by_timeliness(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Resolved dossiers early, on time and late; a handful of late ones stays visible. None where no source says."""
    bars, total = timeliness_bars(facts.now, facts.lang), facts.now.known("resolved")
    in_time, late = (facts.now.known("resolved", timeliness=value) for value in ("early_or_on_time", "late"))
    if total is None or in_time is None or late is None:
        return None
    title = words_of(facts.lang).timeliness_title(total, in_time, late)
    return _parts_chart(facts, "resolved-by-timeliness", bars, about="timeliness", title=title, total=total, ax=ax)


def timeliness_bars(observations: Observations, lang: str = "vi") -> list[Bar]:
    """Resolved early, on time and late, in this order; or the classes that the rule has."""
    items = [(item.category("timeliness"), item) for item in timeliness_classes(observations)]
    return [Bar(label(value, lang), item, WARM if value == Timeliness.LATE else ACCENT, lang) for value, item in items]


def pending_by_deadline(facts: Facts, *, ax: Axes | None = None) -> Chart:
    """Dossiers open at the period's end, in time and overdue."""
    bars, total = deadline_bars(facts.now, facts.lang), facts.get("pending")
    title = words_of(facts.lang).deadline_title(total, facts.get("pending", deadline_state=DeadlineState.OVERDUE))
    return _parts_chart(facts, "pending-by-deadline", bars, about="deadline", title=title, total=total, ax=ax)


def deadline_bars(observations: Observations, lang: str = "vi") -> list[Bar]:
    """Pending in time and overdue, in this order."""
    colors = {DeadlineState.IN_TIME: ACCENT, DeadlineState.OVERDUE: WARM}
    return [
        Bar(label(value, lang), observations.get_one("pending", deadline_state=value), color, lang)
        for value, color in colors.items()
    ]


def received_by_agency(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """The agencies with most dossiers, and the others together; None when nothing was received."""
    bars, total = agency_bars(facts.now, facts.lang, facts.names), facts.now.known("received")
    if not bars or not total or not total.value:
        return None
    title = words_of(facts.lang).agency_title(_named_bar(bars[0]), bars[0].observation)
    return _parts_chart(facts, "received-by-agency", bars, about="agency", title=title, total=total, ax=ax)


def agency_bars(observations: Observations, lang: str = "vi", names: Mapping[str, str] | None = None) -> list[Bar]:
    """Received by the largest agencies, then by the others together; `names` are those of the language."""
    items, rest = observations.top("received", "agency", AGENCIES_SHOWN)
    bars: list[Bar] = []
    for item in items:
        if item.value:
            name = category(item, "agency", lang)
            bars.append(Bar((names or {}).get(name, name), item, SECOND if bars else ACCENT, lang))
    return bars if rest is None else [*bars, Bar(words_of(lang).WORDS["rest"], rest, PALE, lang)]


def ratings(facts: Facts, *, ax: Axes | None = None) -> Chart | None:
    """Kiosk ratings from the best down; None when nobody rated."""
    bars, total = rating_bars(facts.now, facts.lang), facts.now.known("satisfaction_votes")
    if total is None or not total.value:
        return None
    most = max((bar.observation for bar in bars), key=lambda item: item.value)
    title = words_of(facts.lang).rating_title(most)
    return _parts_chart(facts, "ratings", bars, about="ratings", title=title, total=total, ax=ax)


def rating_bars(observations: Observations, lang: str = "vi") -> list[Bar]:
    """Votes by rating, from very satisfied to very dissatisfied; levels that the scale lacks are left out."""
    order = {value: index for index, value in enumerate(Rating)}
    items = sorted(
        observations.by("satisfaction_votes", "rating"), key=lambda item: order[Rating(item.category("rating"))]
    )
    colors = [RATING_COLORS.get(item.category("rating"), ACCENT) for item in items]
    return [Bar(category(item, "rating", lang), item, color, lang) for item, color in zip(items, colors, strict=True)]


# What a chart is about: the heads of its table and what its numbers count, as keys of the words.
_ABOUT = {
    "intake": ("channel", "dossiers", "received_axis"),
    "timeliness": ("time_limit", "dossiers", "resolved_axis"),
    "deadline": ("time_limit", "dossiers", "pending_axis"),
    "agency": ("agency", "dossiers", "received_axis"),
    "ratings": ("rating", "votes", "votes_axis"),
}


def _parts_chart(
    facts: Facts,
    name: str,
    bars: Sequence[Bar],
    *,
    about: str,
    title: str,
    total: Observation,
    ax: Axes | None,
) -> Chart:
    """The chart of some bars: its alternative text names every bar with its number."""
    say, (head, counts, axis) = words_of(facts.lang), _ABOUT[about]
    rows = [(_named_bar(bar), bar.observation) for bar in bars]
    caption = say.CAPTIONS[about].format(period=say.named(facts.period))
    alt = say.parts_alt(caption, total, rows)
    table = parts_table(name, rows, total, caption=caption, heads=(head, counts), lang=facts.lang)
    return as_chart(draw_bars(bars, title=say.WORDS[axis], ax=ax), title=title, alt=alt, table=table)


def _named_bar(bar: Bar) -> str:
    """The bar's name; an agency's name is marked, for it may hold digits."""
    is_agency = "agency" in dict(bar.observation.breakdown)
    return mark("note", "agency", bar.label) if is_agency else bar.label
