"""agency_scorecard: one agency's flow, timeliness, ageing and ratings, against the centre's other agencies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onestop_analysis import charts
from onestop_analysis.bench import views
from onestop_analysis.bench.explorer import Explorer, Selection
from onestop_analysis.bench.funnels import funnel_items, indicator_of
from onestop_analysis.bench.parts import note, number, paragraph, section, share, table, told
from onestop_analysis.bench.words import say
from onestop_analysis.charts.content import as_chart, parts_table
from onestop_analysis.document import mark, runs
from onestop_analysis.indicators import narrow
from onestop_analysis.indicators.ages import AGES

if TYPE_CHECKING:
    from onestop_analysis.document import Chart, Runs, Section
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.project import Project

OLD = ("21-60", "61+")


class Scorecard:
    """One agency in one period; each method is a cell of the notebook and gives a section."""

    def __init__(self, selection: Selection, project: Project | None = None) -> None:
        self._explorer = Explorer(replace(selection, agency=""), project)
        self.all = self._explorer.facts
        self.agency = selection.agency or _largest(self.all)
        self._explorer.select(agency=self.agency)
        self.facts = self._explorer.part
        self._where = {"agency": self.agency}

    def overview(self) -> Section:
        """Key figures beside those of the earlier periods."""
        return views.overview(self.facts, self._where)

    def flow(self) -> Section:
        """New, resolved and pending dossiers by month."""
        return views.flow(self.facts, self._where)

    def timeliness(self) -> Section:
        """Early, on time and late; whether the on-time rate left its normal variation."""
        found = views.timeliness(self.facts, self._where)
        control = charts.control_of_on_time(self.facts) if self.facts.analysis.controls else None
        bars = (
            [item for item in found.items if getattr(item, "id", "") != "on-time-by-month"] if control else found.items
        )
        return replace(found, items=(*bars, *([control] if control else [])))

    def ageing(self) -> Section:
        """What is pending, by working days since reception."""
        total, lang = self.facts.get("pending"), self.facts.lang
        period = note(self.facts.period.name(lang))
        if not total.value:
            return self._section("ageing", [paragraph(say(lang, "ageing_none", period=period))])
        return self._section("ageing", [_ages_chart(self.facts, total, period), *self._due()])

    def _due(self) -> list[Chart]:
        return [charts.pending_by_deadline(self.facts)]

    def ratings(self) -> Section:
        """How people rated the agency."""
        drawn = charts.ratings(self.facts)
        return self._section("ratings", [drawn or paragraph(say(self.facts.lang, "no_ratings"), small=True)])

    def peers(self, indicator: str = "late") -> Section:
        """The centre's agencies side by side, and a funnel that tells difference from chance."""
        lang, names = self.all.lang, _agencies(self.all)
        points = {self._called(name): indicator_of(narrow(self.all.now, agency=name), indicator) for name in names}
        keys = ("agency", "received", "resolved", "late_share", "overdue_share", "mean_days")
        rows = [_peer_row(self.all.now, name, self._called(name), lang) for name in names]
        listed = table("peers-table", say(lang, "peers"), heads=[say(lang, key) for key in keys], rows=rows)
        period = self.all.period.name(lang)
        drawn = funnel_items(points, indicator, period=period, named=[self._called(self.agency)], lang=lang)
        return self._section("peers", [*drawn, listed])

    def why(self) -> Section:
        """What the change since the period before consists of, by procedure."""
        return views.why(self.facts, self._where)

    def _called(self, name: str) -> str:
        return self.all.names.get(name, name)

    def _section(self, name: str, items: list[object]) -> Section:
        return section(self.facts, name, items, about=[self._called(self.agency)])  # type: ignore[arg-type]


def _largest(facts: Facts) -> str:
    """The agency with most dossiers: a notebook without a chosen one shows something."""
    return facts.now.by("received", "agency")[0].category("agency")


def _agencies(facts: Facts) -> list[str]:
    return [item.category("agency") for item in facts.now.by("received", "agency") if item.category("agency")]


def _ages_chart(facts: Facts, total: Observation, period: str) -> Chart:
    lang = facts.lang
    items = [facts.now.get_or_zero("pending", age=age) for age in AGES]
    old = [item for item in items if item.category("age") in OLD]
    together = replace(
        old[0], value=sum(item.value for item in old), breakdown=(*old[0].breakdown[:-1], ("age", "21+"))
    )
    bars = [charts.Bar(item.category("age"), item, lang=lang) for item in items]
    rows = [(mark("note", "age", bar.label), bar.observation) for bar in bars]
    caption = f"{say(lang, 'ageing')}, {period}"
    data = parts_table("pending-by-age", rows, total, caption=caption, heads=("time_limit", "dossiers"), lang=lang)
    days = note(str(AGES["11-20"]))
    title = say(lang, "ageing_title", period=period, total=told(total, lang), old=told(together, lang), days=days)
    listed = "; ".join(f"{label} {told(item, lang)}" for label, item in rows)
    figure = charts.draw_bars(bars, title=say(lang, "age_axis"))
    return as_chart(figure, title=title, alt=f"{caption}: {listed}.", table=data)


def _peer_row(now: Observations, agency: str, called: str, lang: str) -> tuple[Runs, ...]:
    own = narrow(now, agency=agency)
    counts = [own.get_or_zero(measure) for measure in ("received", "resolved")]
    shares = [indicator_of(own, indicator) for indicator in ("late", "overdue")]
    mean = now.find("processing_time", agency=agency, statistic="mean")
    cells = (*(number(item, lang) for item in counts), *(share(item, lang) for item in shares), number(mean, lang))
    return (runs(note(called)), *cells)


def agency_scorecard(
    centre: str,
    period: str,
    agency: str = "",
    *,
    convention: str = "calendar",
    rule: str = "date",
    as_of: str = "",
    lang: str = "vi",
) -> Scorecard:
    """One agency's flow, timeliness, ageing and ratings, against the centre's other agencies.

    Args:
        centre: slug, such as `lang-son`.
        period: `2021-07`, `2021-Q1`, `2021-H1`, `2021-9M`, `2021` or `2021-01-01..2021-03-31`.
        agency: its name in the data; empty: the one with most dossiers.
        convention: `calendar` or `vpcp` (15th to 14th).
        rule: a name of `timeliness.RULES`.
        as_of: ISO date-time; only batches known then are read. Empty: all.
        lang: `vi` or `en`.

    Raises:
        UserError: unknown centre, period, agency or rule; no data in the period.

    >>> card = agency_scorecard("lang-son", "2021-Q1", "Sở Tư pháp")
    >>> card.facts.get("pending").value
    101
    >>> [item.id for item in card.ageing().items]
    ['pending-by-age', 'pending-by-deadline']
    """
    return Scorecard(Selection(centre, period, agency, convention=convention, rule=rule, as_of=as_of, lang=lang))
