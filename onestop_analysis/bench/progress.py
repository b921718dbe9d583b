"""How far a cell has come that counts for the first time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from onestop_analysis.bench.words import say
from onestop_analysis.formats import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PATIENCE = 2.0  # seconds without a word
T = TypeVar("T")


def shown_progress(found: Iterable[T], *, total: int, lang: str) -> Iterator[T]:
    """Hand on what is found one by one; a notebook that waits long says how far it is, and nothing of it remains."""
    since, spoken = time.monotonic(), False
    for count, item in enumerate(found, 1):
        if _in_notebook() and time.monotonic() - since > PATIENCE:
            _say(say(lang, "counted_so_far", count=number(count, lang), total=number(total, lang)))
            spoken = True
        yield item
    if spoken:
        _clear()


def _in_notebook() -> bool:
    from IPython.core.getipython import get_ipython

    return get_ipython() is not None


def _say(text: str) -> None:
    from IPython.display import Pretty, clear_output, display

    clear_output(wait=True)
    display(Pretty(text))


def _clear() -> None:
    from IPython.display import clear_output

    clear_output()
