"""The facts of a report as sentences in the form of a press release: one module a language, one function a paragraph.

As in the report no digit is typed: a number is a fact, and a sentence leaves out what is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.official.sentences import en, vi

if TYPE_CHECKING:
    from types import ModuleType

    from onestop_analysis.factsheet import FactSheet

_VOICES: dict[str, ModuleType] = {"vi": vi, "en": en}


def voice(sheet: FactSheet) -> ModuleType:
    """The sentences of the sheet's language."""
    return _VOICES[sheet.lang]
