"""Speed of the audit: many releases of the seed's length, one by one and as one long text.

As a program: python benchmarks/bench_audit.py TIMES REPEATED audits a text of REPEATED releases TIMES times.
"""

from __future__ import annotations

import sys
from pathlib import Path

from contest import Contender, Contest

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "data" / "centres" / "lang-son" / "releases" / "2021-Q1.txt"
SEED_LENGTH = 4_500  # characters of the release that the project started from
PLAIN = "Cán bộ, công chức làm việc tại Trung tâm chấp hành nghiêm túc thời gian làm việc và quy định về giao tiếp.\n"
MANY = 2_000
NOTE = """\
The sample's release with its contradictions, and sentences without figures up to the length of the seed. Its start
is part of every line; `python benchmarks/score_audit.py` prints how well labelled texts are read."""


def contests(folder: Path) -> list[Contest]:
    """The same releases one by one and as one text; a single one shows what the start costs."""
    script = Path(__file__).resolve()
    lines = (("one by one", MANY, 1), ("as one text", 1, MANY), ("a single release", 1, 1))
    contenders = tuple(
        Contender(name, ((sys.executable, script, str(times), str(repeated)),)) for name, times, repeated in lines
    )
    target = f"one by one at most {MANY // 200} CPU s: 200 releases per CPU second"
    return [Contest(f"Audit of {MANY:,} releases", contenders, folder, target=target, note=NOTE)]


def seed() -> str:
    """A text of the seed's length with the figures of the sample's release."""
    figures = RELEASE.read_text("utf-8")
    return figures + PLAIN * ((SEED_LENGTH - len(figures)) // len(PLAIN))


def main(times: int, repeated: int) -> None:
    """Audit the text."""
    from onestop_analysis.audit import audit_text

    text = seed() * repeated
    for _ in range(times):
        audit_text(text)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
