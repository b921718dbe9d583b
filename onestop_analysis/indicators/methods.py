"""docs/indicators.md: the definitions as text, written from the definitions that count.

`python -m onestop_analysis.indicators.methods > docs/indicators.md`
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from onestop_analysis.indicators.definitions import DEFINITIONS, Definition
from onestop_analysis.indicators.statistics import STATISTICS, Statistic
from onestop_analysis.timeliness import POLICIES, RULES, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onestop_analysis.indicators.observation import Breakdown

INTRODUCTION = """\
# Indicators

Written by `python -m onestop_analysis.indicators.methods`; a test compares it with the definitions that count.

A share is a value over its base: the base of a total is named below, the base of a part is the same measure without
the last dimension of the breakdown. Shares keep both counts and are rounded once, half up, to two decimals. Any other
combination of the dimensions can be asked for with `observations.by(measure, ...)`.

Checked at every count: received = resolved + withdrawn + refused + pending; in time + overdue = pending; every listed
breakdown adds up to its whole; all dossiers of the store are in the cubes.
"""
RULES_INTRODUCTION = """
## Timeliness rules

The rule is a parameter that every report prints (`--rule NAME`). Policies may follow the name:
`--rule date,no_due=early,withdrawn=judged`. `onestop indicators CENTRE PERIOD --compare-rules` shows how far the choice
moves the rates. An end before the reception counts as at the reception; where only one end date is known it
serves as the end of processing and as the hand-over.

Not reproduced, because exports do not bring the field: `opencps-month` also calls early what ended before a due date
that had been put off (extendDate); here it is on time unless it was handed over before it was due. `dvcqg-766` judges a
dossier without a due date by its procedure's maximum time; here it is in no class. The portal calls a dossier with more
than one request for a supplement late; the store keeps one request a dossier.

`resolved_by_rule` in a report's facts holds resolved dossiers as every rule judges them, with `rule` and `timeliness`.
"""
ENGINES = """
## Engines

DuckDB counts inside the program. `onestop indicators CENTRE PERIOD --engine spark --master URL` counts the same
Parquet files with the same SQL (translated by SQLGlot) in Spark; only the counts travel back, and every
number is derived from them by the same Python. No quantile, window or time zone function takes part in a count, so both
engines give the same tables under any time zone; a test compares their hashes under every rule.

For an existing cluster: the extra `spark` and Java 17 where `onestop` runs, the store on storage that the program and
the workers see under the same path, and the cluster's address as `--master` (`spark://host:7077`, `yarn`). Tried with
`local[2]` on one machine, not on a cluster.
"""


def methods_text() -> str:
    """The whole of docs/indicators.md."""
    parts = [
        INTRODUCTION,
        "## Counts\n",
        *("\n".join(_definition(item)) for item in DEFINITIONS),
        "## Times\n",
        *("\n".join(_statistic(item)) for item in STATISTICS.values()),
    ]
    return "\n".join(parts) + RULES_INTRODUCTION + "\n".join(_rules()) + "\n" + ENGINES


def _definition(item: Definition) -> Iterator[str]:
    yield f"### `{item.measure}` · {item.vi}\n"
    yield f"{item.counts}\n"
    yield f"- Unit: {item.unit}"
    yield (
        f"- Share: the count over {_named(*item.base)}" if item.base else "- Share: of each part over the count itself"
    )
    if item.breakdowns:
        yield f"- Listed by: {_listed(item.breakdowns)}"
    yield from _sources(item)


def _statistic(item: Statistic) -> Iterator[str]:
    yield f"### `{item.measure}` · {item.vi}\n"
    yield f"{item.says}\n"
    yield "- Unit: working day"
    if item.base:
        yield f"- Over: `{item.base}`"
    if any(item.breakdowns):
        yield f"- Listed by: {_listed(dimensions for dimensions in item.breakdowns if dimensions)}"
    yield from _sources(item)


def _sources(item: Definition | Statistic) -> Iterator[str]:
    yield f"- Source: {item.source}"
    yield f"- Known defects of systems in use: {item.defects or 'none known'}"
    yield ""


def _rules() -> Iterator[str]:
    yield "\n| Rule | Compares | No due date | Withdrawn | Refused | Waiting for a supplement | Seen in |"
    yield "|---|---|---|---|---|---|---|"
    for rule in RULES.values():
        policies = [str(getattr(rule, policy)).replace("_", " ") for policy in POLICIES]
        merged = "; early and on time are one class" if rule.merged else ""
        yield f"| `{rule.name}` | {rule.compares_en}{merged} | {' | '.join(policies)} | {rule.source} |"
    yield "\nThe policies, and what they may be:\n"
    for policy, values in POLICIES.items():
        yield from (f"- `{policy}={value}`: {WORDS['en'][policy][value]}" for value in values)


def _named(measure: str, breakdown: Breakdown) -> str:
    return f"`{'/'.join([measure, *(f'{key}={value}' for key, value in breakdown)])}`"


def _listed(breakdowns: Iterable[tuple[str, ...]]) -> str:
    return ", ".join(" × ".join(dimensions) for dimensions in breakdowns)


if __name__ == "__main__":
    sys.stdout.write(methods_text())
