"""Everything that one report states: observations of the period, its history, and the centre's own words.

`read_facts()` is what a notebook calls first.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from onestop_analysis import trends
from onestop_analysis.coverage import (
    HISTORY_MONTHS,
    check_data,
    covers,
    history,
    observe_compared,
    observe_peers,
    observe_period,
    observe_series,
    past_periods,
    reported_figures,
)
from onestop_analysis.cubes import cuts_of, read_by_rule, read_cubes
from onestop_analysis.document import mark
from onestop_analysis.indicators import (
    AGENCIES_SHOWN,
    Observation,
    Observations,
    Pair,
    Stated,
    narrow,
    pairs,
    resolved_by_rule,
    stated_of,
)
from onestop_analysis.notes import Event, NoteSection, read_events, read_notes, read_release
from onestop_analysis.periods import Period, parse_moment, parse_period
from onestop_analysis.project import Centre, Project, find_project, read_centre, read_names
from onestop_analysis.score766 import score_card
from onestop_analysis.store import Store
from onestop_analysis.timeliness import Rule, find_rule
from onestop_analysis.vocabulary import label
from onestop_analysis.workdays import Workdays, read_workdays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from onestop_analysis.store import Batch

# Form II.06a has a part for each level of government: what its columns count, and over what its rows go.
FORM_COLUMNS: tuple[tuple[str, ...], ...] = (
    ("received",), ("received", "inflow"), ("received", "inflow", "channel"), ("resolved",), ("resolved", "timeliness"),
    ("pending",), ("pending", "deadline_state"), ("withdrawn",), ("refused",),
)  # fmt: skip
FORM_ROWS = (("level",), ("level", "agency"), ("level", "field"))


@dataclass(frozen=True)
class Facts:
    """What is known about one centre and period.

    `previous` and `last_year` are None where the data do not reach back that far, and so are `to_date`, the year
    up to the period's end, and `to_date_before`, the same span a year earlier. `past` are the periods of the same
    kind before this one, `months` the months up to its end, oldest first, `older` those before them, which only a
    forecast asks for; `peers` is the same period at the other centres of the group. `data_end` is the last recorded
    event in the data; `complete` says that no working day of the period comes after it. `lang` is the language that
    the report speaks, `names` what agencies and procedures are called in it. Of a period without dossiers `now` is what
    a form or a release states of it.

    >>> from onestop_analysis import read_facts
    >>> facts = read_facts("lang-son", "2021-Q1")
    >>> facts.get("received").value, facts.get("resolved", timeliness="late").value
    (30228, 4)
    >>> [item.value for item in facts.series("received", inflow="new")][-3:]
    [10760, 6656, 12070]
    >>> facts.part(agency="Sở Tư pháp", channel="online").get("received", inflow="new").value
    139
    """

    centre: Centre
    period: Period
    rule: Rule
    now: Observations
    previous: Observations | None
    last_year: Observations | None
    months: tuple[Observations, ...]
    events: tuple[Event, ...]
    notes: tuple[NoteSection, ...]
    release: str | None
    batches: tuple[Batch, ...]
    data_start: date
    data_end: date
    complete: bool = True
    lang: str = "vi"
    names: Mapping[str, str] = field(default_factory=dict)
    workdays: Workdays = field(default_factory=Workdays)
    judge: Callable[[], tuple[Observation, ...]] = tuple
    read_others: Callable[[], tuple[Observation, ...]] = tuple
    to_date: Observations | None = None
    to_date_before: Observations | None = None
    past: tuple[Observations, ...] = ()
    peers: tuple[Observations, ...] = ()
    older: tuple[Observations, ...] = ()

    @property
    def earlier(self) -> list[Observations]:
        """The periods to compare with: the one before and that of last year, which for a year are one."""
        found = [before for before in (self.previous, self.last_year) if before is not None]
        return found[:1] if len({before.period for before in found}) < len(found) else found

    @property
    def reaches_end(self) -> bool:
        """Whether the data reach the period's end, a few quiet days apart: else no period may be told from them."""
        return self.period.reached_by(self.data_end)

    @property
    def stated(self) -> str:
        """Which source tells of the period where there are no dossiers of it, `form` or `release`; else empty."""
        return self.now.source if isinstance(self.now, Stated) else ""

    @property
    def beside(self) -> list[Observations]:
        """As `earlier`; of a period without dossiers, what a form or a release states of it."""
        counted = {before.period: before for before in self.earlier}
        periods = dict.fromkeys((self.period.previous(), self.period.same_period_last_year()))
        found = (counted.get(period) or stated_of(self.reported, period) for period in periods)
        return [before for before in found if before is not None]

    @cached_property
    def known_periods(self) -> dict[Period, Observations]:
        """This period and the earlier ones like it, as dossiers, else other sources know them; oldest first."""
        counted = {group.period: group for group in (*self.past, *self.earlier, self.now)}
        stated = dict.fromkeys(item.period for item in self.reported if item.period not in counted)
        found = counted | {period: group for period in stated if (group := stated_of(self.reported, period))}
        return dict(sorted(found.items()))

    def get(self, measure: str, **breakdown: str) -> Observation:
        """The period's observation of a measure: `facts.get("received", channel="online")`."""
        return self.now.get_one(measure, **breakdown)

    def series(self, measure: str, **breakdown: str) -> list[Observation]:
        """The monthly observations of a measure, oldest first; an agency's month without dossiers is zero."""
        return [month.get_or_zero(measure, **breakdown) for month in self.months]

    def part(self, **where: str) -> Facts:
        """The same facts of a part of the dossiers: `facts.part(agency="Sở Tư pháp", channel="online")`.

        An empty value divides nothing. Sentences, charts and tables made from it speak of the part. What is of all
        dossiers only - targets, peers, the published text, other rules - is left out.
        """
        if not any(where.values()):
            return self
        previous, last_year, to_date, to_date_before = (
            group and narrow(group, **where)
            for group in (self.previous, self.last_year, self.to_date, self.to_date_before)
        )
        past, months, older = (
            tuple(narrow(group, **where) for group in groups) for groups in (self.past, self.months, self.older)
        )
        own = replace(self, now=narrow(self.now, **where), past=past, months=months, older=older)
        own = replace(own, centre=replace(self.centre, targets=()), peers=(), release=None)
        own = replace(own, judge=tuple, read_others=tuple)
        return replace(own, previous=previous, last_year=last_year, to_date=to_date, to_date_before=to_date_before)

    def called(self, item: Observation, dimension: str = "agency") -> str:
        """The name of the observation's agency, field or level, as a marked text: a name may hold digits."""
        name = item.category(dimension)
        return mark("note", dimension, self.names.get(name, label(name, self.lang)))

    @cached_property
    def changes(self) -> list[Observation]:
        """Changes of the totals against the previous period and against the same period last year."""
        return [item for before in self.beside for item in trends.changes(self.now, before)]

    def change(self, measure: str, before: Observations | None) -> Observation | None:
        """The change of a total against an earlier period of this report; None where one of the two is not known."""
        now, then = self.now.known(measure), None if before is None else before.known(measure)
        return trends.change(now, then) if now and then else None

    @cached_property
    def unaccounted(self) -> Observation | None:
        """Received less resolved, withdrawn, refused and pending, where another source states the period."""
        received = self.now.known("received")
        ends = [self.now.known(measure) for measure in ("resolved", "pending", "withdrawn", "refused")]
        if not self.stated or received is None or None in ends[:2]:
            return None
        ended = sum(int(item.value) for item in ends if item)
        return replace(
            received, measure="received_unaccounted", value=int(received.value) - ended, whole=None, base=None
        )

    @cached_property
    def by_rule(self) -> tuple[Observation, ...]:
        """Resolved dossiers as every named rule judges them; counted when first asked for."""
        return self.judge()

    @cached_property
    def reported(self) -> tuple[Observation, ...]:
        """What forms and releases say of this period and earlier ones like it; read when first asked for."""
        return self.read_others()

    @cached_property
    def compared_sources(self) -> list[Pair]:
        """What a source states that is not the one in use, beside the figure in use; parts only where they differ."""
        return pairs(self.reported, self.known_periods, self.period)

    @cached_property
    def analysis(self) -> trends.Analysis:
        """Whether things really changed, what drove the change, and what is to be expected."""
        return trends.analyse(self)

    def every_observation(self) -> dict[str, Observation]:
        """All observations that the report may print, by id."""
        derived = self._derived()
        self._list_levels()
        return {key: item for group in self._counted() for key, item in group.items()} | derived

    def known(self) -> Mapping[str, Observation]:
        """As `every_observation`, to look a few up: nothing is copied."""
        return ChainMap(self._derived(), *self._counted())  # type: ignore[arg-type]  # nobody writes into it

    def _counted(self) -> list[Observations]:
        groups = (self.now, self.previous, self.last_year, *self.months)
        return [group for group in groups if group is not None]

    def _derived(self) -> dict[str, Observation]:
        _, rest = self.now.top("received", "agency", AGENCIES_SHOWN)
        analysed = self.analysis.observations()
        compared = [item for pair in self.compared_sources for item in pair if item is not None]
        stated = [item for group in self.known_periods.values() if isinstance(group, Stated) for item in group.values()]
        others = [item for item in (rest, self.unaccounted) if item is not None]
        derived = [*self.changes, *analysed, *others, *self.by_rule, *compared, *stated]
        return {item.id: item for item in derived}

    def _list_levels(self) -> None:
        """Count the form's rows by level too, where there is more than one level."""
        if len(self.now.by("received", "level")) > 1:
            for measure, *columns in FORM_COLUMNS:
                for rows in FORM_ROWS:
                    self.now.by(measure, *rows, *columns)

    def to_json(self) -> dict[str, Any]:
        """The content of facts.json: parameters, the files counted, the 766 card, then every observation."""
        return {
            "centre": self.centre.slug,
            "rule": self.rule.name,
            "synthetic": self.centre.synthetic,
            "complete": self.complete,
            "data_end": self.data_end.isoformat(),
            **({"stated_by": self.stated} if self.stated else {}),
            "batches": [
                {"id": batch.id, "file": batch.source.name, "sha256": batch.source.sha256, "rows": batch.rows}
                for batch in self.batches
            ],
            "score766": [] if self.stated else [part.to_json() for part in score_card(self.now.copy())],
            "observations": [item.to_json() for item in self.every_observation().values()],
        }


def read_facts(
    centre: str,
    period: str,
    *,
    convention: str = "calendar",
    rule: str = "date",
    as_of: str = "",
    lang: str = "vi",
    project: Project | None = None,
    master: str | None = None,
) -> Facts:
    """Count one centre's period and read what belongs to it; without dossiers, what a form or a release states of it.

    Args:
        centre: slug, such as `lang-son`.
        period: `2021-07`, `2021-Q1`, `2021-H1`, `2021-9M`, `2021` or `2021-01-01..2021-03-31`.
        convention: `calendar` or `vpcp` (15th to 14th).
        rule: a name of `timeliness.RULES`, perhaps with policies (`date,no_due=early`).
        as_of: ISO date-time; only batches known then are read. Empty: all.
        lang: `vi` or `en`, the language of the report.
        project: where data lie; default: found from the working folder.
        master: address of a Spark cluster that counts, such as `local[2]`; None: DuckDB counts here.

    Raises:
        UserError: unknown centre, period or rule; no data in the period, and nothing stated of it.

    >>> facts = read_facts("lang-son", "2021-Q1", lang="en")
    >>> facts.centre.name
    'Lạng Sơn Province Public Administration Service Centre'
    >>> facts.now.get_one("pending", deadline_state="overdue").text("en", "share")
    '0.37%'
    """
    project = project or find_project()
    known, wanted, named_rule = read_centre(project, centre), parse_period(period, convention), find_rule(rule)
    store, when = Store(project.store), parse_moment(as_of)
    compared = (wanted, wanted.previous(), wanted.same_period_last_year())
    workdays, cuts, so_far = read_workdays(project, centre), cuts_of(compared), wanted.year_to_date()
    cubes = read_cubes(store, centre, rule=named_rule, workdays=workdays, cuts=cuts, as_of=when, master=master)
    others = partial(reported_figures, project, centre, wanted)
    if not covers(cubes, wanted) and (stated := stated_of(others(), wanted)) is not None:
        return replace(_around(project, known, stated, lang=lang), rule=named_rule, read_others=others)
    covered = check_data(cubes, known, wanted)
    observed = partial(observe_compared, covered, wanted, centre=centre)
    return replace(
        _around(project, known, observe_period(covered, wanted, centre), lang=lang),
        rule=named_rule,
        previous=observed(compared[1]),
        last_year=observed(compared[2]),
        to_date=observed(so_far) if so_far else None,
        to_date_before=observed(so_far.same_period_last_year()) if so_far else None,
        past=observe_series(covered, past_periods(covered, wanted), centre),
        peers=observe_peers(project, known, wanted, rule=named_rule, as_of=when),
        months=observe_series(covered, history(covered, wanted)[-HISTORY_MONTHS:], centre),
        older=observe_series(covered, history(covered, wanted)[:-HISTORY_MONTHS], centre),
        batches=tuple(store.batches(centre, when)),
        data_start=covered.first,
        data_end=covered.last,
        complete=workdays.count(covered.last + timedelta(1), wanted.end) == 0,
        workdays=workdays,
        read_others=others,
        judge=partial(_judge, store, centre, workdays=workdays, period=wanted, as_of=when),
    )


def _around(project: Project, centre: Centre, now: Observations, *, lang: str) -> Facts:
    """The period by itself, with the centre's own words: all that there is where it has no dossiers."""
    folder, period = project.centre_folder(centre.slug), now.period
    return Facts(
        centre=centre.in_language(lang),
        period=period,
        rule=find_rule("date"),
        now=now,
        previous=None,
        last_year=None,
        months=(),
        events=tuple(event.in_language(lang) for event in read_events(folder)),
        notes=read_notes(folder, period, lang),
        release=read_release(folder, period),
        batches=(),
        data_start=period.start,
        data_end=period.end,
        lang=lang,
        names=read_names(project, lang),
    )


def _judge(
    store: Store, centre: str, *, workdays: Workdays, period: Period, as_of: datetime | None
) -> tuple[Observation, ...]:
    judged = read_by_rule(store, centre, workdays=workdays, cuts=cuts_of((period,)), as_of=as_of)
    return resolved_by_rule(judged, period, source=f"store:{centre}:{store.digest(centre, as_of)}")
