"""Several publications side by side: what they say differently, and in which file."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from onestop_analysis.audit import audit_files
from onestop_analysis.cli import app

NOW = "Quý I/2021 tiếp nhận 30.228 hồ sơ, tăng 12,5% so với cùng kỳ năm 2020; giải quyết 28.869 hồ sơ."
RECALLED = "Quý I/2021 tiếp nhận 30.228 hồ sơ, tăng so với cùng kỳ năm trước (29.000 hồ sơ)."
EARLIER = "Quý I năm 2020 tiếp nhận 28.500 hồ sơ, giải quyết 25.400 hồ sơ."
AGAIN = "Ba tháng đầu năm 2021 tiếp nhận hơn 30 nghìn hồ sơ, giải quyết 28.896 hồ sơ."
OTHER = "Tháng 3/2021 tiếp nhận 9.120 hồ sơ, giải quyết 8.877 hồ sơ."


@pytest.fixture(name="write")
def _write(tmp_path, monkeypatch):
    """Put texts into files a.txt, b.txt ... of the working folder; their names."""
    monkeypatch.chdir(tmp_path)

    def write(*texts):
        names = [f"{'abc'[number]}.txt" for number in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            (tmp_path / name).write_text(text, "utf-8")
        return names

    return write


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((NOW, AGAIN), [("between", ("28.869", "28.896"), ["a.txt", "b.txt"])]),
        ((NOW, EARLIER), [("growth", ("30.228", "28.500", "12,5%"), ["a.txt", "b.txt"])]),
        ((RECALLED, EARLIER), [("between", ("29.000", "28.500"), ["a.txt", "b.txt"])]),
        ((EARLIER, RECALLED), [("between", ("29.000", "28.500"), ["a.txt", "b.txt"])]),
        ((NOW, OTHER), []),
        ((NOW, NOW), []),
    ],
    ids=["one period", "growth", "same period last year", "either order", "other period", "same text"],
)
def test_two_texts_are_compared(texts, expected, write):
    """Differing counts of one period are asked about, with the file of each; rounded ones and other periods are not."""
    together = audit_files(write(*texts))
    found = [(finding.rule, finding.printed, finding.to_json()["files"]) for finding in together.between]

    assert found == expected
    assert {finding.severity for finding in together.between} <= {"B"}


def test_each_text_keeps_its_own_findings(write):
    """With several files every figure and finding names its file, and ids are not repeated."""
    wrong = "Giải quyết 28.869 hồ sơ, trong đó trước hạn 5.738 hồ sơ (chiếm 33,80%)."
    done = CliRunner().invoke(app, ["audit", *write(NOW, wrong, EARLIER), "--json", "--html", "page.html"])
    printed = json.loads(done.stdout)
    names = [item["id"] for item in (*printed["figures"], *printed["findings"])]

    assert done.exit_code == 3
    assert {figure["file"] for figure in printed["figures"]} == {"a.txt", "b.txt", "c.txt"}
    assert [(finding["class"], finding["files"]) for finding in printed["findings"]] == [
        ("A", ["b.txt"]),
        ("B", ["a.txt", "c.txt"]),
    ]
    assert len(set(names)) == len(names)


def test_the_terminal_names_the_files(write):
    """Each text under its name, then what lies between them."""
    shown = CliRunner().invoke(app, ["audit", *write(NOW, AGAIN)]).stdout

    assert [line for line in shown.splitlines() if line.startswith("== ")][:2] == ["== a.txt", "== b.txt"]
    assert "a.txt" in shown.splitlines()[-1]
    assert "28.896" in shown.splitlines()[-1]
