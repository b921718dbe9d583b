"""Speed of the audit: many releases of the seed's length, one by one and as one long text.

As a program: python benchmarks/bench_audit.py TIMES REPEATED audits a text of REPEATED releases TIMES times;
python benchmarks/bench_audit.py FILE audits a file, where a refusal in one sentence is an answer as well.
"""

from __future__ import annotations

import contextlib
import random
import subprocess
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
HUGE_NOTE = """\
No release is like these; each must end in bounded time, and its cost must grow with its length. The random figures
contradict each other thousands of times, and every contradiction is worked out."""
HUGE = (
    "10 MB of text without figures",
    "1 MB of releases",
    "100,000 figures, a line each",
    "100,000 figures in one line",
    "a table of 33,000 rows",
    "a PDF of 300 pages",
    "2 MB of random bytes",
)
FIGURES = 100_000
WORDS = ("Tiếp nhận {} hồ sơ", "giải quyết {} hồ sơ", "trước hạn {} hồ sơ", "đúng hạn {} hồ sơ (chiếm 33,80%)")


def contests(folder: Path) -> list[Contest]:
    """The same releases one by one and as one text; a single one shows what the start costs."""
    script = Path(__file__).resolve()
    lines = (("one by one", MANY, 1), ("as one text", 1, MANY), ("a single release", 1, 1))
    contenders = tuple(
        Contender(name, ((sys.executable, script, str(times), str(repeated)),)) for name, times, repeated in lines
    )
    # Written by another process: what this one holds is counted as memory of those that it starts.
    subprocess.run([sys.executable, str(script), "write", str(folder)], check=True)
    huge = tuple(Contender(name, ((sys.executable, script, _path(folder, name)),)) for name in HUGE)
    target = f"one by one at most {MANY // 200} CPU s: 200 releases per CPU second"
    return [
        Contest(f"Audit of {MANY:,} releases", contenders, folder, target=target, note=NOTE),
        Contest("Audit of what is out of all measure", huge, folder, note=HUGE_NOTE, once=True),
    ]


def write_huge(folder: Path) -> None:
    """Files that are too long, too full of numbers, or no text; one for each name, in its order."""
    rng = random.Random(1)  # noqa: S311 - the same numbers each time
    counts = [f"{rng.randrange(99_999):,}".replace(",", ".") for _ in range(FIGURES)]
    said = [WORDS[number % len(WORDS)].format(count) for number, count in enumerate(counts)]
    rows = [f"Sở {row} | {' | '.join(counts[row : row + 3])}" for row in range(FIGURES // 3)]
    contents = (
        (PLAIN * 100_000).encode()[:10_000_000],
        (RELEASE.read_text("utf-8") * 1_000).encode()[:1_000_000],
        ".\n".join(said).encode(),
        ". ".join(said).encode(),
        "\n".join(["Đơn vị | Tiếp nhận | Giải quyết | Quá hạn", *rows]).encode(),
        _pages(seed(), 300),
        rng.randbytes(2_000_000),
    )
    for name, content in zip(HUGE, contents, strict=True):
        _path(folder, name).write_bytes(content)


def _path(folder: Path, name: str) -> Path:
    return folder / f"huge-{HUGE.index(name)}"


def _pages(text: str, count: int) -> bytes:
    """A PDF with the text on every page."""
    import typst

    source = "#for _ in range(int(sys.inputs.count)) [#sys.inputs.text #pagebreak(weak: true)]"
    return typst.compile(source.encode(), sys_inputs={"text": text, "count": str(count)})


def seed() -> str:
    """A text of the seed's length with the figures of the sample's release."""
    figures = RELEASE.read_text("utf-8")
    return figures + PLAIN * ((SEED_LENGTH - len(figures)) // len(PLAIN))


def main(times: str, repeated: str = "") -> None:
    """Audit the text, or a file."""
    from onestop_analysis.audit import audit_file, audit_text
    from onestop_analysis.errors import UserError

    if times == "write":
        write_huge(Path(repeated))
        return
    if not repeated:
        with contextlib.suppress(UserError):
            audit_file(times)
        return
    text = seed() * int(repeated)
    for _ in range(int(times)):
        audit_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
