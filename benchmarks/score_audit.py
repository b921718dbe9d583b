"""Scores the reading of labelled releases: figures (with measure and breakdown) and findings by class.

Usage: python benchmarks/score_audit.py [FOLDER ...] [-v]

A folder holds NN.txt beside NN.json in the form of tests/data/releases/README.md. A figure counts as
found when measure, breakdown and value (or printed rate) agree. A labelled contradiction counts as
found when one finding of its class names at least half of the numbers that its description prints.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onestop_analysis.audit import audit_text

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "tests" / "data" / "releases", ROOT.parent / "shared" / "press")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class Score:
    """Counts over several texts."""

    right: int = 0
    printed: int = 0
    labelled: int = 0
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        """One line of the table."""
        precision = self.right / self.printed if self.printed else 1.0
        recall = self.right / self.labelled if self.labelled else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        classes = " ".join(f"{c} {self.found[c]}/{self.wanted[c]} (+{self.extra[c]})" for c in "ABC")
        return f"{name:<24} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}  {classes}"

    def add(self, other: Score) -> None:
        """Sum in another text."""
        self.right += other.right
        self.printed += other.printed
        self.labelled += other.labelled
        for mine, theirs in ((self.found, other.found), (self.wanted, other.wanted), (self.extra, other.extra)):
            mine.update(theirs)


def key(figure: dict[str, Any]) -> tuple[Any, ...]:
    """What must agree; names are compared without case."""
    value = figure["value"]
    number = float(value) if value is not None else re.sub(r"[^\d.,]", "", figure["printed"])
    breakdown = sorted((k, str(v).lower()) for k, v in figure["breakdown"].items())
    return figure["measure"], tuple(breakdown), number


def numbers(text: str) -> set[str]:
    """The number strings in a description."""
    return {re.sub(r"\D", "", match) for match in _NUMBER.findall(text)}


def score(path: Path, *, verbose: bool) -> Score:
    """Read one text and compare with its label."""
    label = json.loads(path.with_suffix(".json").read_text("utf-8"))
    result = audit_text(path.read_text("utf-8")).to_json()
    ours, theirs = Counter(map(key, result["figures"])), Counter(map(key, label["figures"]))
    right = sum((ours & theirs).values())
    points = Score(right, sum(ours.values()), sum(theirs.values()))
    matched: set[int] = set()
    for error in label["arithmetic_errors"]:
        points.wanted[error["class"]] += 1
        hit = _match(error, result["findings"], matched)
        points.found[error["class"]] += hit is not None
        matched |= {hit} if hit is not None else set()
        if hit is None and verbose:
            print(f"   missed {error}")
    for number, finding in enumerate(result["findings"]):
        if number not in matched:
            points.extra[finding["class"]] += 1
            if verbose:
                print(f"   extra {finding['class']} {finding['rule']}: {finding['message']}")
    if verbose:
        for name, rest in (("not found", theirs - ours), ("not labelled", ours - theirs)):
            for item in rest.elements():
                print(f"   {name}: {item}")
    return points


def _match(error: dict[str, str], findings: list[dict[str, Any]], matched: set[int]) -> int | None:
    wanted = numbers(error["what"])
    for number, finding in enumerate(findings):
        named = {part for text in (*finding["printed"], finding["computed"]) for part in numbers(text)}
        named |= numbers(finding["message"]) & wanted  # the difference that a description may give
        enough = len(named & wanted) >= max(1, min(len(named), len(wanted)) / 2)
        if number not in matched and finding["class"] == error["class"] and enough:
            return number
    return None


def main(arguments: list[str]) -> None:
    """Print one line per text and per folder."""
    verbose = "-v" in arguments
    chosen = [Path(text) for text in arguments if text != "-v"] or [path for path in FOLDERS if path.is_dir()]
    for folder in chosen:
        total = Score()
        paths = sorted(path for path in folder.glob("*.txt") if path.with_suffix(".json").exists())
        for path in paths:
            points = score(path, verbose=verbose)
            print(points.line(path.name))
            total.add(points)
        print(total.line(f"= {folder.name} ({len(paths)})"))


if __name__ == "__main__":
    main(sys.argv[1:])
