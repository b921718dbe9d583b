"""compare_centres: one period at many centres, in groups of like size, judged by what chance allows."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from onestop_analysis.bench.frames import TableView
from onestop_analysis.bench.funnels import funnel_items, indicator_of
from onestop_analysis.bench.panels import Panel
from onestop_analysis.bench.parts import note, paragraph, table
from onestop_analysis.bench.progress import shown_progress
from onestop_analysis.bench.words import say
from onestop_analysis.cubes import cuts_of, read_cubes
from onestop_analysis.document import Paragraph, Section, runs
from onestop_analysis.errors import UserError
from onestop_analysis.formats import number
from onestop_analysis.indicators import Observations, observe
from onestop_analysis.periods import Period, parse_moment, parse_period
from onestop_analysis.project import Centre, Project, find_project, read_centre
from onestop_analysis.score766 import score_card
from onestop_analysis.store import Store
from onestop_analysis.timeliness import find_rule
from onestop_analysis.workdays import read_workdays

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from onestop_analysis.document import Runs

# From this number on centres are put into three groups by size.
LEAST_FOR_GROUPS = 9
# Few dossiers are counted on one core.
AT_ONCE = 2
GROUPS = ("small", "medium", "large")


@dataclass(frozen=True)
class Comparison:
    """One period at several centres, by slug; `missing` are those without data of the whole period."""

    centres: dict[str, Centre]
    found: dict[str, Observations]
    missing: tuple[str, ...]
    period: Period
    indicator: str
    lang: str

    @cached_property
    def groups(self) -> dict[str, str]:
        """The group of each centre by its received dossiers; one group where there are few centres."""
        order = sorted(self.found, key=lambda slug: (self.found[slug].get_one("received").value, slug))
        if len(order) < LEAST_FOR_GROUPS:
            return dict.fromkeys(order, "one_size")
        return {slug: GROUPS[place * len(GROUPS) // len(order)] for place, slug in enumerate(order)}

    def called(self, slug: str) -> str:
        """The centre by its province."""
        return self.centres[slug].province

    def overview(self) -> Section:
        """Who is compared, who is not, and that the data are synthetic where they are."""
        count = note(number(len(self.found), self.lang))
        notices = {centre.synthetic for slug, centre in self.centres.items() if slug in self.found and centre.synthetic}
        items = [Paragraph(runs(text), "notice") for text in sorted(notices)]
        if self.missing:
            names = ", ".join(self.called(slug) for slug in self.missing)
            items.append(paragraph(say(self.lang, "missing", names=note(names)), small=True))
        texts = [say(self.lang, "compared_count", count=count), say(self.lang, "groups_note")]
        return self._section("compared", [*items, *(paragraph(text) for text in texts)])

    def funnel(self) -> Section:
        """The indicator of every centre against its size, with what chance allows."""
        points = {self.called(slug): indicator_of(group, self.indicator) for slug, group in self.found.items()}
        period = self.period.name(self.lang)
        return self._section("funnel", funnel_items(points, self.indicator, period=period, lang=self.lang))

    def group_table(self) -> Section:
        """Median of each group, largest first: what is usual for a centre of this size."""
        frame, lang = self.frame(), self.lang
        keys = ("received", "resolved", "late_share", "online_share", "overdue_share")
        rows = []
        for group in (name for name in (*reversed(GROUPS), "one_size") if name in set(self.groups.values())):
            middle = frame[frame["size"] == say(lang, group)][list(keys)].median()
            head = say(lang, "median_row", group=say(lang, group))
            rows.append((runs(head), *(_median(middle[key], key, lang) for key in keys)))
        heads = [say(lang, key) for key in ("size", *keys)]
        return self._section("groups", [table("groups-table", say(lang, "groups"), heads=heads, rows=rows)])

    def frame(self) -> pd.DataFrame:
        """One row a centre, in the order of their groups and names, never of a rank.

        Columns: `centre` (province), `size` (group), counts `received`, `resolved`, `late`, `pending`, `overdue`;
        `late_share`, `online_share`, `overdue_share` in percent, missing without a base.
        """
        import pandas as pd

        sizes = (*reversed(GROUPS), "one_size")
        order = sorted(self.found, key=lambda slug: (sizes.index(self.groups[slug]), self._alphabetical(slug)))
        rows = [self._row(slug) for slug in order]
        return pd.DataFrame(rows).astype(dict.fromkeys(("late_share", "online_share", "overdue_share"), "Float64"))

    def table(self) -> Panel:
        """The centres' numbers as a table to sort and search."""
        return Panel(lambda: TableView(self.frame(), say(self.lang, "table"), self.lang))

    def points(self) -> Panel:
        """The components of Decision 766 that dossiers can answer, a column each."""
        caption = f"{say(self.lang, 'points')}. {say(self.lang, 'points_note')}"
        return Panel(lambda: TableView(self.points_frame(), caption, self.lang))

    def points_frame(self) -> pd.DataFrame:
        """One row a centre: `centre`, `size`, and the points of each component that somebody scored, under its code."""
        import pandas as pd

        rows = [
            {
                "centre": self.called(slug),
                "size": say(self.lang, self.groups[slug]),
                **_points(self.found[slug], self.lang),
            }
            for slug in sorted(self.found, key=self._alphabetical)
        ]
        frame = pd.DataFrame(rows).dropna(axis="columns", how="all")
        return frame.astype(dict.fromkeys(frame.columns[2:], "Float64"))

    def _alphabetical(self, slug: str) -> str:
        """As in a list of provinces: Đà Nẵng before Hà Nội, whatever the signs of the letters."""
        plain = unicodedata.normalize("NFD", self.called(slug).replace("Đ", "D"))
        return "".join(letter for letter in plain if not unicodedata.combining(letter))

    def _row(self, slug: str) -> dict[str, object]:
        group = self.found[slug]
        late, online, overdue = (indicator_of(group, name) for name in ("late", "online", "overdue"))
        shares = {"late_share": late, "online_share": online, "overdue_share": overdue}
        return {
            "centre": self.called(slug),
            "size": say(self.lang, self.groups[slug]),
            "received": group.get_one("received").value,
            "resolved": group.get_one("resolved").value,
            "late": late.value,
            "pending": group.get_one("pending").value,
            "overdue": overdue.value,
            **{name: None if item.share is None else float(item.share) for name, item in shares.items()},
        }

    def _section(self, name: str, items: Sequence[object]) -> Section:
        title = f"{say(self.lang, name)} · {note(self.period.name(self.lang))}"
        return Section(name, runs(title), tuple(items), lang=self.lang)  # type: ignore[arg-type]


def _points(observations: Observations, lang: str) -> dict[str, float | None]:
    """The points of the components whose maximum is published, under their code and name."""
    scored = [part for part in score_card(observations) if part.maximum is not None]
    names = [f"{part.code} {part.name[lang != 'vi']} (/{part.maximum})" for part in scored]
    return {name: None if part.score is None else float(part.score) for name, part in zip(names, scored, strict=True)}


def _median(value: object, key: str, lang: str) -> Runs:
    from onestop_analysis.bench.frames import cell

    text = cell(float(value), lang) if key.endswith("_share") else number(int(value), lang)  # type: ignore[arg-type,call-overload]
    return runs(note(text))


def compare_centres(
    period: str,
    centres: str = "",
    *,
    indicator: str = "late",
    convention: str = "calendar",
    rule: str = "date",
    as_of: str = "",
    lang: str = "vi",
) -> Comparison:
    """One period at many centres: groups of like size, a funnel plot, the points of Decision 766.

    Args:
        period: `2021-07`, `2021-Q1`, `2021-H1`, `2021-9M`, `2021` or `2021-01-01..2021-03-31`.
        centres: slugs with commas between them; empty: all with data of the period.
        indicator: `late`, `online` or `overdue`: what the funnel compares.
        convention: `calendar` or `vpcp` (15th to 14th).
        rule: a name of `timeliness.RULES`; the national portal's points use `dvcqg-766`.
        as_of: ISO date-time; only batches known then are read. Empty: all.
        lang: `vi` or `en`.

    Raises:
        UserError: unknown centre, period, rule or indicator; no centre has data of the period.

    >>> compared = compare_centres("2021-Q1", "lang-son")
    >>> list(compared.frame()["late"])
    [4]
    >>> list(compared.points_frame().columns[:3])
    ['centre', 'size', '2.1 Hồ sơ xử lý đúng hạn hoặc còn trong hạn (/20)']
    """
    project, wanted = find_project(), parse_period(period, convention)
    known = {slug: read_centre(project, slug).in_language(lang) for slug in _slugs(project, centres)}
    observed = partial(_observed, project, wanted, rule=rule, as_of=as_of)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        groups = shown_progress(pool.map(observed, known), total=len(known), lang=lang)
        found = {slug: group for slug, group in zip(known, groups, strict=True) if group}
    if not found:
        raise UserError(
            f"không trung tâm nào có số liệu đủ {wanted.name('vi')}; hãy chạy «onestop ingest» hoặc chọn kỳ khác",
            f"no centre has data of the whole of {wanted.name('en')}; run `onestop ingest` or choose another period",
        )
    missing = tuple(slug for slug in known if slug not in found)
    indicator_of(next(iter(found.values())), indicator)
    return Comparison(known, found, missing, period=wanted, indicator=indicator, lang=lang)


def _slugs(project: Project, centres: str) -> list[str]:
    named = [slug.strip() for slug in centres.split(",") if slug.strip()]
    return named or project.centres()


def _observed(project: Project, period: Period, slug: str, *, rule: str, as_of: str) -> Observations | None:
    """The period at one centre; None where its data do not cover it."""
    cubes = read_cubes(
        Store(project.store),
        slug,
        rule=find_rule(rule),
        workdays=read_workdays(project, slug),
        cuts=cuts_of((period,)),
        as_of=parse_moment(as_of),
    )
    if cubes is None or not cubes.covers(period):
        return None
    return observe(cubes, period, source=f"store:{slug}:{cubes.digest}", detail=False)
