"""The figures of a period for an analyst's hand: counted, or from every source that speaks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis.coverage import no_dossiers
from onestop_analysis.errors import user_language
from onestop_analysis.facts import Facts, read_facts

if TYPE_CHECKING:
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.project import Project


def observe(centre: str, period: str, **settings: Any) -> Observations:  # noqa: ANN401 - those of read_facts
    """The observations of a centre's period; `settings` are those of `read_facts`, such as `rule="e-par"`.

    Raises:
        UserError: as `read_facts`.

    >>> now = observe("lang-son", "2021-Q1")
    >>> now.get_one("resolved", timeliness="late")
    <2021-Q1/resolved/timeliness=late: 4 dossier (0,01% of 28869)>
    >>> change = now.against(observe("lang-son", "2020-Q4"))
    >>> change.get_one("received_change", channel="online")
    <2021-Q1/received_change/channel=online: 5147 dossier (39,84% of 12918)>
    """
    return read_facts(centre, period, **settings).now


def read_counted(centre: str, period: str, **settings: Any) -> Facts:  # noqa: ANN401 - those of read_facts
    """As `read_facts`, for those who ask what only dossiers can answer.

    Raises:
        NoDataError: also where a form or a release states the period.
    """
    facts = read_facts(centre, period, **settings)
    if facts.stated:
        raise no_dossiers(facts.centre, facts.period)
    return facts


def read_figures(
    centre: str,
    period: str,
    *,
    convention: str = "calendar",
    rule: str = "date",
    as_of: str = "",
    master: str | None = None,
    project: Project | None = None,
) -> list[Observation]:
    """The observations of a period from every source: the dossiers' count, then forms, then the release.

    Raises:
        UserError: as `read_facts`.
    """
    facts = read_facts(centre, period, convention=convention, rule=rule, as_of=as_of, master=master, project=project)
    return figures_of(facts)


def figures_of(facts: Facts) -> list[Observation]:
    """The observations of the period of some facts: the dossiers' count, then what others state."""
    counted = [] if facts.stated else facts.now.values()
    return [*counted, *(item for item in facts.reported if item.period == facts.period)]


def not_complete(facts: Facts) -> str:
    """What to know of figures of a period that the data do not reach the end of, in the user's language."""
    last, end = facts.data_end, facts.period.end
    texts = {
        "vi": f"dữ liệu mới đến {last:%d/%m/%Y}, kỳ kết thúc {end:%d/%m/%Y}: số liệu của kỳ chưa đủ",
        "en": f"the data end on {last}, the period on {end}: its figures are not complete yet",
    }
    return texts[user_language()]
