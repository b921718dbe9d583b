"""The sections of explore_trends: what moved in a part of the dossiers, and why.

Each is made from facts of all dossiers or of a part of them, with the charts of the report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis import charts, trends
from onestop_analysis.bench.parts import NONE, chosen, note, number, paragraph, section, share, shown, table, told
from onestop_analysis.bench.words import say
from onestop_analysis.charts.content import as_chart
from onestop_analysis.charts.style import ACCENT, SECOND, WARM
from onestop_analysis.document import Paragraph, runs
from onestop_analysis.story import tables
from onestop_analysis.story.voices import voice
from onestop_analysis.trends.tree import RATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onestop_analysis.document import Chart, Item, Runs, Section
    from onestop_analysis.facts import Facts
    from onestop_analysis.trends import Branch

Where = dict[str, str]
TITLES = {  # a rise, a fall, no change
    "received": ("why_more", "why_less", "why_same"),
    RATE: ("why_up", "why_down", "why_level"),
}


def overview(facts: Facts, where: Mapping[str, str]) -> Section:
    """The key figures of the part beside the period before and the same period last year."""
    about = chosen(facts, where) or [facts.centre.name]
    items: list[Item] = [Paragraph(runs(facts.centre.synthetic), "notice")] if facts.centre.synthetic else []
    return section(facts, "overview", [*items, tables.key_figures(facts)], about=[*about, _period(facts)])


def flow(facts: Facts, where: Mapping[str, str]) -> Section:
    """New and resolved dossiers by month, and what was open at the end of each."""
    drawn = shown((charts.monthly_flow(facts), charts.pending_by_month(facts)), facts.lang)
    return section(facts, "flow", drawn, about=chosen(facts, where))


def timeliness(facts: Facts, where: Mapping[str, str]) -> Section:
    """Early, on time and late in the period, and the on-time rate by month."""
    bars = charts.resolved_by_timeliness(facts) if facts.get("resolved").value else None
    drawn = shown((bars, charts.on_time_by_month(facts)), facts.lang)
    return section(facts, "timeliness", drawn, about=chosen(facts, where))


def channels(facts: Facts, where: Mapping[str, str]) -> Section:
    """How dossiers came in: in the period, and the shares by month. Channels are compared, so none is chosen."""
    bars = charts.intake_by_channel(facts) if facts.get("received").value else None
    drawn = shown((bars, charts.online_share_by_month(facts)), facts.lang)
    return section(facts, "channels", drawn, about=chosen(facts, where))


def why(facts: Facts, where: Mapping[str, str]) -> Section:
    """The change since the period before, split by agency and procedure: of new dossiers, of the on-time rate."""
    drawn = [chart for subject in TITLES if (chart := why_chart(facts, subject))]
    items: list[Item] = [*drawn] if drawn else [paragraph(say(facts.lang, "why_none"), small=True)]
    return section(facts, "why", items, about=chosen(facts, where))


def why_chart(facts: Facts, subject: str = "received") -> Chart | None:
    """The tree of one change as bars to both sides of zero; None where there is nothing to compare."""
    found = trends.tree(facts, subject)
    if found is None:
        return None
    lang, colors = facts.lang, {"down": WARM if subject == RATE else SECOND, "up": ACCENT}
    rows = found.walk()
    steps = [charts.Step(_called(facts, branch), branch.change, depth, lang=lang, **colors) for depth, branch in rows]
    caption = say(lang, f"why_{subject}", **_periods(facts))
    figure = charts.draw_steps(steps, title=say(lang, f"why_{subject}", **_names(facts)))
    heads = [say(lang, key) for key in ("part", "change", *(() if subject == RATE else ("growth",)))]
    cells = [_row(facts, depth, branch, with_growth=subject != RATE) for depth, branch in rows]
    data = table(f"why-{subject.replace('_', '-')}-data", caption, heads=heads, rows=cells)
    listed = "; ".join(f"{note(_called(facts, part))} {told(part.change, lang, 'number')}" for part in found.branches)
    return as_chart(figure, title=_title(facts, subject, found), alt=f"{caption}: {listed}.", table=data)


def _title(facts: Facts, subject: str, found: Branch) -> str:
    rise, fall, same = TITLES[subject]
    value = found.change.value
    key = rise if value > 0 else fall if value else same
    alike = [part for part in found.branches if part.change.value * value > 0 and not part.others]
    leading = max(alike or [found], key=lambda part: abs(float(part.change.value)))
    size = told(found.change, facts.lang, "size")
    return say(facts.lang, key, size=size, name=note(_called(facts, leading)), **_periods(facts))


def _row(facts: Facts, depth: int, branch: Branch, *, with_growth: bool) -> tuple[Runs, ...]:
    label = note("\u2003" * depth + _called(facts, branch))
    growth = (share(branch.change, facts.lang),) if with_growth else ()
    return (runs(label), number(branch.change, facts.lang), *growth)


def _called(facts: Facts, branch: Branch) -> str:
    if branch.others:
        return say(facts.lang, "rest", count=str(branch.others))
    name = branch.names[-1] if branch.names else ""
    return facts.names.get(name, name) or say(facts.lang, "everything")


def _periods(facts: Facts) -> dict[str, str]:
    return {name: note(text) for name, text in _names(facts).items()}


def _names(facts: Facts) -> dict[str, str]:
    before = facts.previous.period.name(facts.lang) if facts.previous else NONE
    return {"period": facts.period.name(facts.lang), "before": before}


def _period(facts: Facts) -> str:
    return str(voice(facts).capitalised(facts.period.name(facts.lang)))


def control(facts: Facts, where: Mapping[str, str]) -> Section:
    """Control charts of the intake and of the on-time rate, with their verdicts in words."""
    if not facts.analysis.controls:
        return section(facts, "control", [paragraph(say(facts.lang, "short_history"), small=True)])
    drawn = [chart for chart in (charts.control_of_intake(facts), charts.control_of_on_time(facts)) if chart]
    return section(facts, "control", [tables.verdicts(facts), *drawn], about=chosen(facts, where))
