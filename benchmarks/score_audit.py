"""Scores the reading of labelled releases: figures (with measure and breakdown) and findings by class.

Usage: python benchmarks/score_audit.py [FOLDER ...] [-v] [--mutants]

A folder holds NN.txt beside NN.json in the form of tests/data/releases/README.md. A figure counts as
found when measure, breakdown and value (or printed rate) agree. A labelled contradiction counts as
found when one finding of its class names at least half of the numbers that its description prints.

`--mutants`: in every text without a contradiction, each number that a sum, a balance or a share depends on is printed
wrongly in four ways, one at a time; counted is how often a finding names the wrong number. Slips that keep every share
true by rounding are left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.audit import audit_text
from onestop_analysis.audit.identities import identities
from onestop_analysis.audit.shares import ShareCheck, check_share, fits

if TYPE_CHECKING:
    from onestop_analysis.audit import Audit

ROOT = Path(__file__).resolve().parent.parent
LABELLED = ROOT / "tests" / "data" / "releases"
FOLDERS = (LABELLED, LABELLED / "misread", ROOT.parent / "shared" / "press")
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
    # One finding can explain several errors; each is first looked for among those that explain none yet.
    for number, finding in sorted(enumerate(findings), key=lambda pair: pair[0] in matched):
        named = {part for text in (*finding["printed"], finding["computed"]) for part in numbers(text)}
        named |= numbers(finding["message"]) & wanted  # the difference that a description may give
        enough = len(named & wanted) >= max(1, min(len(named), len(wanted)) / 2)
        if finding["class"] == error["class"] and enough:
            return number
    return None


def slips(printed: str) -> dict[str, str]:
    """A printed number with its first digit changed, its last digit changed, two neighbours swapped, the first lost."""
    places = [place for place, char in enumerate(printed) if char.isdigit()]
    found = {
        "first digit": _with(printed, places[0], str((int(printed[places[0]]) + 2) % 9 + 1)),
        "last digit": _with(printed, places[-1], str((int(printed[places[-1]]) + 4) % 10)),
    }
    for left, right in pairwise(places):
        if printed[left] != printed[right] and (left, printed[right]) != (places[0], "0"):
            found["two swapped"] = _with(_with(printed, left, printed[right]), right, printed[left])
            break
    if len(places) > 1 and "0" not in (printed[places[0]], printed[places[1]]):
        found["one lost"] = printed[: places[0]] + printed[places[1] :]
    return found


def _with(printed: str, place: int, digit: str) -> str:
    return printed[:place] + digit + printed[place + 1 :]


def depended_on(audit: Audit) -> dict[tuple[int, int], list[ShareCheck]]:
    """Places of the numbers that a closed sum or balance, or a right share, depends on; shares where nothing else."""
    closed = [identity for identity in identities(audit.figures) if identity.gap == 0 and not identity.at_most]
    summed = {claim.id: claim for identity in closed for claim in identity.claims}
    places: dict[tuple[int, int], list[ShareCheck]] = {}
    shared: dict[str, list[ShareCheck]] = defaultdict(list)
    for claim in audit.figures:
        base = audit.release.by_id.get(claim.base or "")
        check = check_share(claim, base) if base is not None else None
        if check is not None and check.verdict == "right":
            for one in (claim, check.base):
                shared[one.id].append(check)
            places |= {claim.share_span: []} if claim.share_span else {}
    for claim in audit.figures:
        single = claim.exact and len(claim.spans) == 1 and not claim.headline and claim.limit is None
        if single and (claim.id in summed or claim.id in shared):
            places[claim.spans[0]] = [] if claim.id in summed else shared[claim.id]
    return places


def still_true(wrong: str, printed: str, checks: list[ShareCheck]) -> bool:
    """A count that only shares depend on, printed wrongly: each share is right all the same."""
    value = Decimal(re.sub(r"\D", "", wrong) or 0)
    for check in checks:
        part, whole = (value if c.printed == printed else c.value or Decimal(0) for c in (check.claim, check.base))
        if not fits(part, whole, check.claim):
            return False
    return bool(checks)


def mutants(path: Path, *, verbose: bool) -> Counter[tuple[str, bool]]:
    """How many wrong numbers of each kind are found by name (True) and not (False)."""
    text = path.read_text("utf-8")
    audit = audit_text(text)
    counts: Counter[tuple[str, bool]] = Counter()
    if any(finding.severity in "AB" for finding in audit.findings):
        return counts
    for (first, last), checks in sorted(depended_on(audit).items()):
        printed = text[first:last]
        for kind, wrong in slips(printed).items() if any(char.isdigit() for char in printed) else ():
            if still_true(wrong, printed, checks):
                continue
            findings = audit_text(text[:first] + wrong + text[last:]).findings
            found = any(wrong in printed for finding in findings for printed in finding.printed)
            counts[kind, found] += 1
            if verbose and not found:
                print(f"   {path.name}: {kind}: {printed} -> {wrong}")
    return counts


def print_mutants(folder: Path, paths: list[Path], *, verbose: bool) -> None:
    """One line per kind of slip."""
    total: Counter[tuple[str, bool]] = Counter()
    for path in paths:
        total += mutants(path, verbose=verbose)
    kinds = sorted({kind for kind, _ in total})
    rows = [(kind, total[kind, True], total[kind, True] + total[kind, False]) for kind in kinds]
    for name, found, made in (*rows, (f"= {folder.name}", sum(r[1] for r in rows), sum(r[2] for r in rows))):
        print(f"{name:<24} {found}/{made} found ({found / max(1, made):.3f})")


def main(arguments: list[str]) -> None:
    """Print one line per text and per folder."""
    verbose = "-v" in arguments
    chosen = [Path(text) for text in arguments if text[:1] != "-"] or [path for path in FOLDERS if path.is_dir()]
    for folder in chosen:
        total = Score()
        paths = sorted(path for path in folder.glob("*.txt") if path.with_suffix(".json").exists())
        if "--mutants" in arguments:
            print_mutants(folder, paths, verbose=verbose)
            continue
        for path in paths:
            points = score(path, verbose=verbose)
            print(points.line(path.name))
            total.add(points)
        print(total.line(f"= {folder.name} ({len(paths)})"))


if __name__ == "__main__":
    main(sys.argv[1:])
