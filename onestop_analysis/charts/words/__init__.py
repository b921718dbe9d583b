"""What the charts say, in the two languages: messages, captions, heads of columns, names of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.charts.words import en, vi

if TYPE_CHECKING:
    from types import ModuleType

LANGUAGES: dict[str, ModuleType] = {"vi": vi, "en": en}


def words_of(lang: str) -> ModuleType:
    """The messages and words of a language."""
    return LANGUAGES[lang]
