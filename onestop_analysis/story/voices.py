"""Which language a report speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.story import en, vi

if TYPE_CHECKING:
    from types import ModuleType

    from onestop_analysis.facts import Facts

VOICES: dict[str, ModuleType] = {"vi": vi, "en": en}


def voice(facts: Facts) -> ModuleType:
    """The sentences and words of the report's language."""
    return VOICES[facts.lang]


def word(facts: Facts, key: str) -> str:
    """A fixed text of the report: a title, a caption, the head of a column."""
    return str(voice(facts).WORDS[key])
