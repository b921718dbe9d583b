"""The statements of cubes.sql, filled in for a rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.timeliness import Rule

NAMES = ("received", "ended", "durations", "returned", "states", "ages")


@cache
def named_texts() -> dict[str, str]:
    """The named texts of cubes.sql as they stand."""
    _, *parts = Path(__file__).with_name("cubes.sql").read_text("utf-8").split("-- name: ")
    return {name: text.strip() for name, text in (part.split("\n", 1) for part in parts)}


def statements(rule: Rule) -> dict[str, str]:
    """SQL by name: the view `dated`, `span` over `dossiers`, then `counted` and the cubes over all these."""
    texts = named_texts()
    base = texts["dated"]
    dated = texts["dated_in_workdays"].replace("{dated}", base) if rule.in_workdays else base
    filled = {
        name: texts[name]
        .replace("{timeliness}", rule.sql)
        .replace("{apart}", rule.apart_sql)
        .replace("{pause}", rule.pause_sql)
        .replace("{due_day}", "u.slot" if rule.due_day_overdue else "u.next_slot")
        for name in ("counted", *NAMES)
    }
    return {"dated": dated, "span": texts["span"], **filled}


def by_rule(rules: Sequence[Rule]) -> dict[str, str]:
    """The statements that judge what ended by several rules; the i-th is the column `rule_i`."""
    texts, columns = named_texts(), [f"rule_{place}" for place in range(len(rules))]
    judged = [
        f"CASE WHEN ended IS NULL THEN NULL ELSE COALESCE({rule.sql}, '') END AS {column}"
        for rule, column in zip(rules, columns, strict=True)
    ]
    counted = texts["by_rule"].replace("{judged}", ", ".join(judged)).replace("{rules}", ", ".join(columns))
    sets = ", ".join(f"(c.slot, {column})" for column in columns)
    dated = texts["dated_in_workdays"].replace("{dated}", texts["dated"])
    return {"dated": dated, "span": texts["span"], "by_rule": counted.replace("{sets}", sets)}
