"""The tables of the accessible workbook, as plain rows: what each holds and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from onestop_analysis.official.order import alphabetical
from onestop_analysis.official.words import WORDS, word
from onestop_analysis.vocabulary import Channel, Rating, label

if TYPE_CHECKING:
    from onestop_analysis.factsheet import Fact, FactSheet
    from onestop_analysis.periods import Period

Kind = Literal["count", "share", "days"]
COUNT: Kind = "count"


@dataclass(frozen=True)
class Head:
    """Head of a column of numbers, and what of a fact stands below it."""

    label: str
    kind: Kind = COUNT


@dataclass(frozen=True)
class DataTable:
    """One table: the first column names the row, every other cell is a fact or None where there is none."""

    name: str
    title: str
    first: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, tuple[Fact | None, ...]], ...]
    note: str = ""


def data_tables(sheet: FactSheet) -> list[DataTable]:
    """All tables that have rows, in the order of the report and in the language of the sheet."""
    tables = [
        key_figures(sheet),
        channels(sheet),
        by_name(sheet, "agency"),
        by_name(sheet, "field"),
        procedures(sheet),
        ratings(sheet),
        months(sheet),
    ]
    return [table for table in tables if table.rows]


# Word (or category of the vocabulary), measure, breakdown.
_KEY_FIGURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("received", "received", {}),
    ("new", "received", {"inflow": "new"}),
    ("carried_over", "received", {"inflow": "carried_over"}),
    ("resolved", "resolved", {}),
    ("early_or_on_time", "resolved", {"timeliness": "early_or_on_time"}),
    ("early", "resolved", {"timeliness": "early"}),
    ("on_time", "resolved", {"timeliness": "on_time"}),
    ("late", "resolved", {"timeliness": "late"}),
    ("pending", "pending", {}),
    ("pending_overdue", "pending", {"deadline_state": "overdue"}),
    ("paused", "paused", {}),
    ("withdrawn", "withdrawn", {}),
    ("refused", "refused", {}),
    ("returned", "result_returned", {}),
    ("returned_post", "result_returned", {"return_channel": "post"}),
    ("votes", "satisfaction_votes", {}),
)


def key_figures(sheet: FactSheet) -> DataTable:
    """The totals of the period, of the one before and of the same one last year, where they are known."""
    period = sheet.period
    known = [at for at in (period, period.previous(), period.same_period_last_year()) if sheet.find("received", at=at)]
    found = [
        (_title(sheet, name), tuple(sheet.find(measure, where, at=at) for at in known))
        for name, measure, where in _KEY_FIGURES
    ]
    heads = tuple(Head(_capital(at.name(sheet.lang))) for at in known)
    shown = tuple(row for row in found if row[1][0] is not None)
    return DataTable(word(sheet, "key_figures"), word(sheet, "key_figures_title"), word(sheet, "measure"), heads, shown)


def _title(sheet: FactSheet, name: str) -> str:
    """A word of the workbook, else the one of the vocabulary."""
    return label(name, sheet.lang) if name not in WORDS[sheet.lang] else word(sheet, name)


def channels(sheet: FactSheet) -> DataTable:
    """Received by channel, with shares of all received."""
    rows = tuple(
        (
            label(channel, sheet.lang),
            (
                sheet.find("received", inflow="new", channel=channel),
                sheet.find("received", inflow="carried_over", channel=channel),
                *([sheet.find("received", channel=channel)] * 2),
            ),
        )
        for channel in Channel
        if sheet.find("received", channel=channel)
    )
    heads = (*_heads(sheet, "new", "carried_over", "total"), Head(word(sheet, "share"), "share"))
    return DataTable(word(sheet, "channels"), word(sheet, "channels_title"), word(sheet, "channel"), heads, rows)


def _heads(sheet: FactSheet, *names: str) -> tuple[Head, ...]:
    """Heads of columns; what ends in `_share` is one."""
    return tuple(Head(_title(sheet, name), "share" if name.endswith("_share") else COUNT) for name in names)


def by_name(sheet: FactSheet, dimension: str) -> DataTable:
    """Received, resolved and pending over agencies or fields, in alphabetical order."""
    rows = tuple((sheet.called(name), _place(sheet, {dimension: name})) for name in names_of(sheet, dimension))
    heads = _heads(
        sheet, "intake", "new", "carried_over", "resolved", "early", "on_time", "late", "in_time_share", "pending",
        "pending_overdue",
    )  # fmt: skip
    name = word(sheet, dimension)
    return DataTable(name, word(sheet, f"{dimension}_title"), name, heads, rows)


def names_of(sheet: FactSheet, dimension: str, **at: str) -> list[str]:
    """Agencies, fields or procedures of the period in the alphabetical order of what they are called."""
    facts = [fact for fact in sheet.by("received", dimension, *at) if at.items() <= fact.breakdown.items()]
    return sorted({fact.breakdown[dimension] for fact in facts}, key=lambda name: alphabetical(sheet.called(name)))


def _place(sheet: FactSheet, at: dict[str, str]) -> tuple[Fact | None, ...]:
    timeliness = [_in_time(sheet, at, kind) for kind in ("early", "on_time", "late", "early_or_on_time")]
    return (
        sheet.count("received", at),
        sheet.count("received", at, inflow="new"),
        sheet.count("received", at, inflow="carried_over"),
        sheet.count("resolved", at),
        *timeliness,
        sheet.count("pending", at),
        sheet.count("pending", at, deadline_state="overdue"),
    )


def _in_time(sheet: FactSheet, at: dict[str, str], kind: str) -> Fact | None:
    """A count by timeliness; the share of nothing stays empty."""
    if kind == "early_or_on_time":
        return sheet.find("resolved", at, timeliness=kind)
    return sheet.count("resolved", at, timeliness=kind)


def procedures(sheet: FactSheet) -> DataTable:
    """Received, resolved and timeliness over procedures, in alphabetical order."""
    rows = tuple((sheet.called(name), _procedure(sheet, name)) for name in names_of(sheet, "procedure"))
    name = word(sheet, "procedure")
    heads = _heads(sheet, "intake", "resolved", "late", "in_time_share")
    return DataTable(name, word(sheet, "procedure_title"), name, heads, rows)


def _procedure(sheet: FactSheet, name: str) -> tuple[Fact | None, ...]:
    return (
        sheet.count("received", procedure=name),
        sheet.count("resolved", procedure=name),
        sheet.count("resolved", procedure=name, timeliness="late"),
        sheet.find("resolved", procedure=name, timeliness="early_or_on_time"),
    )


def ratings(sheet: FactSheet) -> DataTable:
    """Ratings by level, with shares of all of them."""
    found = [sheet.find("satisfaction_votes", rating=rating) for rating in Rating]
    rows = tuple((label(fact.breakdown["rating"], sheet.lang), (fact, fact)) for fact in found if fact)
    heads = (*_heads(sheet, "number_of_votes"), Head(word(sheet, "share"), "share"))
    return DataTable(word(sheet, "ratings"), word(sheet, "ratings_title"), word(sheet, "rating"), heads, rows)


def months(sheet: FactSheet) -> DataTable:
    """The months up to the period's end."""
    rows = tuple((_capital(at.name(sheet.lang)), _month(sheet, at)) for at in sheet.months())
    heads = _heads(sheet, "new", "online_share", "resolved", "late", "in_time_share", "pending_at_end")
    return DataTable(word(sheet, "months"), word(sheet, "months_title"), word(sheet, "month"), heads, rows)


def _month(sheet: FactSheet, at: Period) -> tuple[Fact | None, ...]:
    return (
        sheet.find("received", at=at, inflow="new"),
        sheet.find("received", at=at, channel="online"),
        sheet.find("resolved", at=at),
        sheet.find("resolved", at=at, timeliness="late"),
        sheet.find("resolved", at=at, timeliness="early_or_on_time"),
        sheet.find("pending", at=at),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
