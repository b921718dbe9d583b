"""The tables of the report: every cell that holds a number is an observation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from onestop_analysis import formats
from onestop_analysis.document import Column, Runs, Table, mark, runs
from onestop_analysis.story.voices import voice, word
from onestop_analysis.vocabulary import Channel, Timeliness, column_name, label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts
    from onestop_analysis.indicators import Observation, Observations
    from onestop_analysis.store import Batch
    from onestop_analysis.trends.control import Control

NUMBER: Literal["right"] = "right"
NONE = "–"
LOOKED_UP = 30  # a longer table of agencies stands in the appendix
KEY_FIGURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("received", "received", {}),
    ("received_online", "received", {"channel": "online"}),
    ("resolved", "resolved", {}),
    ("late", "resolved", {"timeliness": "late"}),
    ("open", "pending", {}),
)


def key_figures(facts: Facts) -> Table:
    """The totals of the period beside those of the period before and the same period last year."""
    periods = [facts.now, *facts.beside]
    names = [_headed(facts, item) for item in periods]
    columns = (Column(word(facts, "indicator")), *(Column(name, NUMBER) for name in names))
    figures = [(key, [item.known(measure, **at) for item in periods]) for key, measure, at in KEY_FIGURES]
    rows = [
        (runs(word(facts, key)), *(runs(NONE) if item is None else number(facts, item) for item in items))
        for key, items in figures
        if any(items)
    ]
    shares = [item.known("resolved", timeliness=Timeliness.EARLY_OR_ON_TIME) for item in periods]
    if any(shares):
        cells = (runs(NONE) if item is None else share(facts, item) for item in shares)
        rows.append((runs(word(facts, "in_time_rate")), *cells))
    return Table("key-figures", runs(word(facts, "key_figures")), columns, tuple(rows))


def _headed(facts: Facts, group: Observations) -> str:
    """The period as the head of a column; with the source where that is not the report's own."""
    name, note = voice(facts).capitalised(group.period.name(facts.lang)), voice(facts).choices.source_note(facts, group)
    return f"{name}{note}"


def channels(facts: Facts) -> Table | None:
    """Received by channel: new, carried over, in all, share; None where no source says."""
    if not facts.now.by("received", "channel"):
        return None
    rows = [_channel_row(facts, channel) for channel in Channel]
    inflows = [facts.get("received", inflow=inflow) for inflow in ("new", "carried_over")]
    totals = (number(facts, item) for item in (*inflows, facts.get("received")))
    rows.append((runs(word(facts, "total")), *totals, runs("")))
    columns = _columns(facts, "channel", "new", "carried_over", "total", "share")
    return Table("channels", runs(word(facts, "channels")), columns, tuple(rows), total=True)


def _channel_row(facts: Facts, channel: str) -> tuple[Runs, ...]:
    item = facts.get("received", channel=channel)
    inflows = [_or_none(facts, "received", inflow=inflow, channel=channel) for inflow in ("new", "carried_over")]
    return (runs(label(channel, facts.lang)), *inflows, number(facts, item), share(facts, item))


def is_divided(facts: Facts, dimension: str) -> bool:
    """Whether the received dossiers of the period are in more than one agency, field or level."""
    return sum(item.value > 0 for item in facts.now.by("received", dimension)) > 1


def agencies(facts: Facts, dimension: str = "agency") -> Table:
    """Every agency, field or level: received, share of all, resolved, late, share early or on time, pending."""
    rows = [_part_row(facts, item, dimension) for item in facts.now.by("received", dimension)]
    received, _, *others = _part_cells(facts, facts.now.known("received"), {})
    rows.append((runs(word(facts, "total")), received, runs(""), *others))
    columns = _columns(facts, dimension, "received", "share", "resolved", "late", "in_time", "open")
    long, name = len(rows) > LOOKED_UP, "agencies" if dimension == "agency" else f"by-{dimension}"
    return Table(name, runs(word(facts, f"by_{dimension}")), columns, tuple(rows), total=True, appendix=long)


def _part_row(facts: Facts, item: Observation, dimension: str) -> tuple[Runs, ...]:
    name = facts.called(item, dimension)
    return (runs(name), *_part_cells(facts, item, {dimension: item.category(dimension)}))


def _part_cells(facts: Facts, received: Observation | None, at: dict[str, str]) -> tuple[Runs, ...]:
    in_time = facts.now.find("resolved", **at, timeliness="early_or_on_time")
    return (
        runs(NONE) if received is None else number(facts, received),
        runs(NONE) if received is None else share(facts, received),
        _or_none(facts, "resolved", **at),
        _or_none(facts, "resolved", **at, timeliness="late"),
        runs(NONE) if in_time is None else share(facts, in_time),
        _or_none(facts, "pending", **at),
    )


def verdicts(facts: Facts) -> Table:
    """The control charts in words: last month, mean, limits, and whether the period left them."""
    rows = tuple(_verdict_row(facts, chart) for chart in facts.analysis.controls.values())
    columns = _columns(facts, "indicator", "last_month", "mean", "normal_from", "normal_to")
    return Table("verdicts", runs(word(facts, "verdicts")), (*columns, Column(word(facts, "verdict"))), rows)


def _verdict_row(facts: Facts, chart: Control) -> tuple[Runs, ...]:
    limits = (_bound(facts, item) for item in (chart.mean, chart.lower, chart.upper))
    last = chart.points[-1]
    shown = number(facts, last) if last.share is None else share(facts, last)
    return (runs(word(facts, chart.key)), shown, *limits, runs(voice(facts).VERDICTS[chart.verdict]))


def _bound(facts: Facts, item: Observation) -> Runs:
    """A mean or limit without its unit, which the name of the row tells."""
    return runs(f"{item:{_spec(facts)}}%" if item.unit == "percent" else f"{item:{_spec(facts)}}")


def batches(facts: Facts) -> Table:
    """The received files behind the numbers: what was accepted, set aside and left out."""
    rows = tuple(_batch_row(facts, batch) for batch in facts.batches)
    columns = _columns(facts, "file", "lines", "accepted", "quarantined", "excluded")
    return Table(
        "batches", runs(word(facts, "batches")), (*columns, Column(word(facts, "checksum"))), rows, appendix=True
    )


def _batch_row(facts: Facts, batch: Batch) -> tuple[Runs, ...]:
    counts = [batch.source.counts.get(name, 0) for name in ("lines", "accepted", "quarantined", "excluded")]
    texts = (batch.source.name, *(formats.number(count, facts.lang) for count in counts), batch.source.sha256[:12])
    return tuple(runs(mark("reference", f"batch:{batch.id}", text)) for text in texts)


def corrections(facts: Facts) -> Table | None:
    """What was put right in the received files before counting, as data/corrections has it; None without any."""
    rows = tuple(
        tuple(runs(mark("reference", f"batch:{batch.id}", text)) for text in _correction_row(entry, facts.lang))
        for batch in facts.batches
        for entry in batch.source.corrections
    )
    names = ("file", "corrected_cell", "received_value", "corrected_value", "reason", "reported_to")
    columns = tuple(Column(word(facts, name)) for name in names)
    return Table("corrections", runs(word(facts, "corrections")), columns, rows, appendix=True) if rows else None


def _correction_row(entry: dict[str, Any], lang: str) -> tuple[str, ...]:
    place = ", ".join([*map(str, entry["where"].values()), column_name(entry["column"], lang)])
    return (entry["file"], place, *(entry[name] or NONE for name in ("expect", "value", "reason", "reported_to")))


def number(facts: Facts, item: Observation) -> Runs:
    """The value as a cell."""
    return runs(f"{item:{_spec(facts)}}")


def share(facts: Facts, item: Observation) -> Runs:
    """The share as a cell; a dash where there is none."""
    return runs(NONE) if item.share is None else runs(f"{item:{_spec(facts, 'share')}}")


def _spec(facts: Facts, form: str = "") -> str:
    """How a number is printed in the report's language."""
    return form if facts.lang == "vi" else f"{form}.{facts.lang}"


def _columns(facts: Facts, name: str, *numbers: str) -> tuple[Column, ...]:
    return (Column(word(facts, name)), *(Column(word(facts, key), NUMBER) for key in numbers))


def _or_none(facts: Facts, measure: str, **breakdown: str) -> Runs:
    item = facts.now.find(measure, **breakdown)
    return runs(NONE) if item is None else number(facts, item)
