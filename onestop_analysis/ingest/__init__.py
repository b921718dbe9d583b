"""From a received file to the store: a verdict for every line, personal data gone, counts reconciled."""

from __future__ import annotations

from onestop_analysis.ingest.codes import CODES, Verdict
from onestop_analysis.ingest.result import FileResult, Row
from onestop_analysis.ingest.run import ingest_files

__all__ = ["CODES", "FileResult", "Row", "Verdict", "ingest_files"]
