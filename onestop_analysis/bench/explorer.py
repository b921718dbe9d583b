"""explore_trends: one selection, seen by several panels that follow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onestop_analysis.bench import views
from onestop_analysis.bench.frames import TableView, months_frame, parts_frame
from onestop_analysis.bench.panels import Panel
from onestop_analysis.bench.words import say
from onestop_analysis.cubes import read_cubes
from onestop_analysis.errors import UserError
from onestop_analysis.figures import read_counted
from onestop_analysis.periods import parse_moment, parse_period
from onestop_analysis.project import find_project
from onestop_analysis.store import Store
from onestop_analysis.timeliness import find_rule
from onestop_analysis.vocabulary import Channel
from onestop_analysis.workdays import read_workdays

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from ipywidgets import VBox

    from onestop_analysis.document import Chart, Section
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation
    from onestop_analysis.project import Project

COUNTED = ("centre", "period", "convention", "rule", "as_of", "lang")
PARTS = ("agency", "procedure", "channel")


@dataclass(frozen=True)
class Selection:
    """What is looked at: the parameters of a report, and the part of its dossiers (empty: all)."""

    centre: str = "lang-son"
    period: str = "2021-Q1"
    agency: str = ""
    procedure: str = ""
    channel: str = ""
    convention: str = "calendar"
    rule: str = "date"
    as_of: str = ""
    lang: str = "vi"

    @property
    def where(self) -> dict[str, str]:
        """The part: what is named of agency, procedure and channel."""
        return {name: value for name in PARTS if (value := getattr(self, name))}


class Explorer:
    """A centre's period and a part of its dossiers, as panels of a notebook.

    Each panel is one cell: `pickers`, `overview`, `flow`, `timeliness`, `channels`, `why`, `control`, `table`.
    `select()` changes what all of them show.
    """

    def __init__(self, selection: Selection, project: Project | None = None) -> None:
        self._project = project or find_project()
        self._panels: list[Panel] = []
        self.selection = selection
        self.facts = self._read(selection)
        self.part = self._part(self.facts, selection)

    def select(self, **changes: str) -> Selection:
        """Look at something else: `select(agency="Sở Tư pháp", channel="online")`; an empty text means all.

        Raises:
            UserError: unknown centre, period, rule, agency, procedure or channel; what was seen stays.
        """
        wanted = replace(self.selection, **changes)
        counted = [getattr(wanted, name) != getattr(self.selection, name) for name in COUNTED]
        facts = self._read(wanted) if any(counted) else self.facts
        part = self._part(facts, wanted)
        self.selection, self.facts, self.part = wanted, facts, part
        for panel in self._panels:
            panel.refresh()
        return wanted

    def pickers(self) -> VBox:
        """Widgets bound to the selection, and a button that exports what is seen."""
        from onestop_analysis.bench.pickers import make_pickers

        return make_pickers(self, self._project)

    def overview(self) -> Panel:
        """Key figures beside those of the earlier periods."""
        return self._panel(lambda: views.overview(self.part, self.selection.where))

    def flow(self) -> Panel:
        """New, resolved and pending dossiers by month."""
        return self._panel(lambda: views.flow(self.part, self.selection.where))

    def timeliness(self) -> Panel:
        """Early, on time and late; the on-time rate by month."""
        return self._panel(lambda: views.timeliness(self.part, self.selection.where))

    def channels(self) -> Panel:
        """In person, online and by post; whatever channel is selected, all three are compared."""
        return self._panel(self._channels)

    def why(self) -> Panel:
        """What the change since the period before consists of, by agency and procedure."""
        return self._panel(lambda: views.why(self.part, self.selection.where))

    def control(self) -> Panel:
        """Control charts: whether the change is more than normal variation."""
        return self._panel(lambda: views.control(self.part, self.selection.where))

    def table(self) -> Panel:
        """The part by agency and procedure, as a table to sort and search."""
        return self._panel(lambda: TableView(self.frame(), say(self.selection.lang, "table"), self.selection.lang))

    def frame(self) -> pd.DataFrame:
        """The table's numbers, see `bench.frames.parts_frame` for the columns."""
        return parts_frame(self.part)

    def months(self) -> pd.DataFrame:
        """The months' numbers, see `bench.frames.months_frame` for the columns."""
        return months_frame(self.part)

    def charts(self) -> list[Chart]:
        """All charts of the panels, of the present selection."""
        from onestop_analysis.document import Chart

        made = (views.flow, views.why, views.control, views.timeliness)
        sections = [*(make(self.part, self.selection.where) for make in made), self._channels()]
        return [item for section in sections for item in section.items if isinstance(item, Chart)]

    def export(self, folder: Path | str | None = None) -> list[Path]:
        """Write what is seen: the table and the months as CSV, every chart as SVG and PNG.

        Args:
            folder: where to; default: `reports/explore/<centre>/<period>` of the project.
        """
        from onestop_analysis.bench.export import export

        return export(self, folder or self._project.reports / "explore" / self.selection.centre / self.selection.period)

    def period_at(self, centre: str) -> str:
        """The selected period where that centre has data in it, else the last quarter that it has data of."""
        wanted, chosen = self.selection, parse_period(self.selection.period, self.selection.convention)
        cubes = read_cubes(
            Store(self._project.store),
            centre,
            rule=find_rule(wanted.rule),
            workdays=read_workdays(self._project, centre),
            as_of=parse_moment(wanted.as_of),
        )
        if cubes is None or (chosen.start <= cubes.last and cubes.first <= chosen.end):
            return wanted.period
        return parse_period(f"{cubes.last.year}-Q{(cubes.last.month + 2) // 3}").label

    def _panel(self, make: Callable[[], Section | TableView]) -> Panel:
        panel = Panel(make)
        self._panels.append(panel)
        return panel

    def _channels(self) -> Section:
        where = {name: value for name, value in self.selection.where.items() if name != "channel"}
        return views.channels(self.facts.part(**where), where)

    def _read(self, wanted: Selection) -> Facts:
        counted = {name: getattr(wanted, name) for name in COUNTED}
        # One rule is looked at: judging by all of them would cost more than all the charts.
        return replace(read_counted(**counted, project=self._project), judge=tuple)

    def _part(self, facts: Facts, wanted: Selection) -> Facts:
        for name, known in ((name, names_of(facts, name)) for name in wanted.where):
            value = getattr(wanted, name)
            if value not in known:
                raise _unknown(name, value, known)
        return facts.part(**wanted.where)


def names_of(facts: Facts, dimension: str, **where: str) -> list[str]:
    """The agencies, procedures or channels that had dossiers in the period or its history, in their order."""
    if dimension == "channel":
        return list(Channel)
    groups = [group for group in (facts.now, facts.previous, *facts.months) if group is not None]
    items = [item for group in groups for item in _named(group.by("received", *where, dimension), where)]
    return sorted({item.category(dimension) for item in items if item.category(dimension)})


def _named(items: list[Observation], where: dict[str, str]) -> list[Observation]:
    return [item for item in items if set(where.items()) <= set(item.breakdown)]


def _unknown(dimension: str, value: str, known: list[str]) -> UserError:
    import difflib

    near = difflib.get_close_matches(value, known, n=3, cutoff=0.4) or known[:5]
    listed = "; ".join(near)
    return UserError(
        f"{say('vi', dimension).lower()} {value!r} không có hồ sơ nào đến hết kỳ này; gần giống: {listed}",
        f"{say('en', dimension).lower()} {value!r} has no dossier up to this period; near: {listed}",
    )


def explore_trends(  # noqa: PLR0913 - the parameters of a report, and the part of its dossiers
    centre: str,
    period: str,
    *,
    agency: str = "",
    procedure: str = "",
    channel: str = "",
    convention: str = "calendar",
    rule: str = "date",
    as_of: str = "",
    lang: str = "vi",
) -> Explorer:
    """What moved at a centre in a period, and why: panels for a notebook that follow one selection.

    Args:
        centre: slug, such as `lang-son`.
        period: `2021-07`, `2021-Q1`, `2021-H1`, `2021-9M`, `2021` or `2021-01-01..2021-03-31`.
        agency: one agency; empty: all.
        procedure: one procedure; empty: all.
        channel: `in_person`, `online` or `post`; empty: all.
        convention: `calendar` or `vpcp` (15th to 14th).
        rule: a name of `timeliness.RULES`.
        as_of: ISO date-time; only batches known then are read. Empty: all.
        lang: `vi` or `en`.

    Raises:
        UserError: unknown centre, period, rule, agency, procedure or channel; no data in the period.

    >>> seen = explore_trends("lang-son", "2021-Q1", agency="Sở Tư pháp")
    >>> seen.part.get("received").value
    989
    >>> seen.select(channel="online").where
    {'agency': 'Sở Tư pháp', 'channel': 'online'}
    >>> list(seen.frame().columns[:4])
    ['agency', 'procedure', 'received', 'new']
    """
    selection = Selection(centre, period, agency, procedure=procedure, channel=channel, convention=convention,
                          rule=rule, as_of=as_of, lang=lang)  # fmt: skip
    return Explorer(selection)
