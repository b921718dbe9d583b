"""Promises about bad files: the verdict of every line, or one sentence of refusal."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from onestop_analysis.ingest import CODES, ingest_files
from onestop_analysis.project import Project


def _cases():
    spec = importlib.util.spec_from_file_location("bad_files", Path(__file__).parent / "bad_files" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build()


CASES = _cases()


@pytest.mark.parametrize("name", CASES)
def test_bad_file_gets_its_verdicts(name, tmp_path, monkeypatch):
    """Each line of the file gets the verdict that its author expects, and every line is accounted for."""
    monkeypatch.setenv("ONESTOP_LANG", "vi")
    content, expected = CASES[name]
    path = tmp_path / "file.dat"
    path.write_bytes(content)
    [result] = ingest_files([path], centre="lang-son", project=Project(tmp_path), rows=True)

    if isinstance(expected, str):
        assert (result.status, expected in result.message) == ("refused", True), result.message
        assert result.message.count("\n") == 0
        return
    assert result.status == "ok", result.message
    by_id = {row.id: row for row in result.rows if row.id}
    by_line = {row.line: row for row in result.rows}
    found = {key: by_id.get(key) if isinstance(key, str) else by_line.get(key) for key in expected}
    verdicts = {key: _verdict(row) for key, row in found.items()}
    assert verdicts == expected
    assert result.reconciled
    assert len(result.rows) == result.lines
    assert set(result.reasons) | set(result.flags) <= set(CODES)


def _verdict(row):
    """The code of a row that was not accepted, None for one that was."""
    if row is None:
        return "not listed"
    return None if row.verdict in ("accepted", "flagged") else row.reason


@pytest.mark.parametrize("extension", ["csv", "xls", "xlsx", "xlsb", "ods", "json", "html", "pdf", ""])
@pytest.mark.parametrize("name", ["workbook", "crlf", "html named xls", "national record"])
def test_extension_is_not_believed(name, extension, tmp_path):
    """A file is read by its content under any name."""
    path = tmp_path / f"file.{extension}"
    path.write_bytes(CASES[name][0])
    [result] = ingest_files([path], centre="lang-son", project=Project(tmp_path))

    assert (result.status, result.quarantined, result.accepted > 0) == ("ok", 0, True)


def test_there_are_enough_bad_files():
    """The set covers structure, encodings, dates, rules, workbooks, refusals and hostile texts."""
    assert len(CASES) >= 80
