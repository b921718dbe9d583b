"""Promises about bad files: the verdict of every line, or one sentence of refusal."""

from __future__ import annotations

import importlib.util
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from onestop_analysis.ingest import CODES, ingest_files
from onestop_analysis.project import Project
from onestop_analysis.store import Store


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


@pytest.mark.parametrize("name", ["legacy.xls", "legacy-1904.xls", "legacy.ods"])
def test_old_workbooks(name, tmp_path):
    """Real BIFF and OpenDocument files (written by LibreOffice, synthetic) give what the xlsx of them gives."""
    project = Project(tmp_path)
    [result] = ingest_files([Path(__file__).parent / "bad_files" / name], centre="x", project=project, rows=True)
    verdicts = [_verdict(row) for row in sorted(result.rows, key=lambda row: row.line)]
    sql = Store(project.store).dossiers_sql("x")
    days = duckdb.sql(f"SELECT DISTINCT received_at, due_at, resolved_at FROM ({sql})").fetchall()  # noqa: S608

    # Two rows have dates, two have texts; the last one's channel is an error.
    assert verdicts == ["title", "header", "numbering", None, None, None, "error_cell", "total"]
    assert days == [(datetime(2021, 1, 4, 8), datetime(2021, 1, 25, 17), datetime(2021, 1, 18, 9, 30))]
    assert result.format == ("xlsx" if name.endswith("ods") else "xls")


@pytest.mark.parametrize("name", ["legacy.xls", "legacy.ods"])
def test_damaged_old_workbooks_are_refused_or_read(name, tmp_path):
    """Wherever an old workbook is damaged or cut off, it ends in a sentence or in verdicts, never in a traceback."""
    content = (Path(__file__).parent / "bad_files" / name).read_bytes()
    path = tmp_path / name
    for place in range(12):
        at = len(content) * place // 12
        damaged = content[:at] + bytes([place * 37 % 256] * 9) + content[at + 9 :]
        path.write_bytes(damaged if place % 3 else content[:at])
        [result] = ingest_files([path], centre="x", project=Project(tmp_path))
        assert result.status == "refused" or result.reconciled


def test_there_are_enough_bad_files():
    """The set covers structure, encodings, dates, rules, workbooks, refusals and hostile texts."""
    assert len(CASES) >= 80
