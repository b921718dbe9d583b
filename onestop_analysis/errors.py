"""Errors of the project.

`UserError` is shown as one sentence, without a traceback: what was found, where, what is allowed,
what to do. Everything else is a defect of ours and keeps its traceback.
"""

from __future__ import annotations

import os


class OnestopError(Exception):
    """Base of every error that this package raises on purpose."""


class UserError(OnestopError):
    """A mistake in files, parameters or settings that the user can mend.

    Both texts are written at the place that raises; `str(error)` is in the user's language.
    """

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.vi, self.en = vi, en

    def __str__(self) -> str:
        return self.vi if user_language() == "vi" else self.en


class NoDataError(UserError):
    """The store holds no dossiers of the period."""


class IncompleteReportError(OnestopError):
    """A report that may not be published: a cell, block or page is missing."""


class CutOffReportError(IncompleteReportError):
    """A report that something outside cut off, such as a killed kernel: another try may succeed."""


def user_language() -> str:
    """Language for messages: ONESTOP_LANG, else the locale; Vietnamese unless that says English."""
    for name in ("ONESTOP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value[:2] in ("vi", "en"):
            return value[:2]
    return "vi"
