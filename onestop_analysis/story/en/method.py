"""How the numbers were counted, and how the letter ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.en.wording import dated, named

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts


def method(facts: Facts) -> list[str]:
    """What a reader must know to read the numbers: period, rule, bases, assumptions."""
    convention = {
        "calendar": "calendar dates",
        "vpcp": "the reporting period of the Government Office",
        "explicit": "the dates stated",
    }[facts.period.convention]
    first, last = dated(facts.period.start), dated(facts.period.end)
    origin = facts.get("received").source
    source = mark("reference", origin, origin.split(":")[-1])
    return [
        f"Reporting period: {named(facts.period)}, from {first} to {last} inclusive ({convention}).",
        f"Dossiers received are those new in the period and those carried over from before it; dossiers in progress are counted at the end of {last}.",
        f"Time limits: {facts.rule.en}. The rate of dossiers resolved early or on time is a share of the dossiers resolved.",
        "Every share keeps its numerator and its denominator and is rounded once, to two decimals; no share is obtained by subtracting others from the whole.",
        *(mark("note", "centre.toml", text) for text in facts.centre.assumptions),
        (
            f"The figures come from {len_batches(facts)} export {'file' if len(facts.batches) == 1 else 'files'} of the one-stop software, with events recorded up to {dated(facts.data_end)}; "
            f"data set {source}. Personal data are discarded as the files are read."
        ),
    ]


def len_batches(facts: Facts) -> str:
    """How many received files the numbers come from, as a reference run."""
    return mark("reference", "batches", str(len(facts.batches)))


def closing(facts: Facts) -> str:
    """The last sentence, with the mark that ends an official text."""
    return f"This concludes the report of the {facts.centre.name} on the administrative procedures received and resolved in {named(facts.period)}./."
