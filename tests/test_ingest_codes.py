"""Promises about the documentation of codes."""

from __future__ import annotations

from pathlib import Path

from onestop_analysis.ingest.codes import CODES, codes_table

DOCUMENT = Path(__file__).parents[1] / "docs" / "ingest-codes.md"


def test_every_code_is_documented():
    """docs/ingest-codes.md ends with the table of codes as it is; put `codes_table()` there after a change."""
    assert DOCUMENT.read_text("utf-8").endswith(codes_table())


def test_methods_name_every_code():
    """Whoever reads METHODS.md sees each code, and the way to its meaning."""
    methods = (DOCUMENT.parents[1] / "METHODS.md").read_text("utf-8")

    assert "(docs/ingest-codes.md)" in methods
    assert [code for code in CODES if f"`{code}`" not in methods] == []


def test_every_code_says_something_in_both_languages():
    """A code without words helps nobody."""
    assert all(code.vi and code.en and code.vi != code.en for code in CODES.values())
