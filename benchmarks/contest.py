"""What a benchmark is made of, and what a command costs: CPU seconds and memory of all that it starts."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Contender:
    """One way to do the work: commands run one after the other in the contest's folder.

    Seconds are divided by `reports`, so that those who make different numbers can be compared.
    """

    name: str
    commands: tuple[Command, ...]
    reports: int = 1


@dataclass(frozen=True)
class Contest:
    """The same work done in several ways; the first contender is ours, the others are set against it.

    `once`: so long that its first round is its only one.
    """

    title: str
    contenders: tuple[Contender, ...]
    folder: Path
    target: str = ""
    note: str = ""
    once: bool = False


@dataclass(frozen=True)
class Cost:
    """User and system seconds of all processes, seconds passed, and MB of the largest process."""

    cpu: float
    wall: float
    memory: float


def measure(contest: Contest, *, repeats: int) -> list[Cost]:
    """Median cost of each contender; they take turns, after a first round that is not counted."""
    count = 1 if contest.once else repeats + 1
    rounds = [[_cost(contender, contest.folder) for contender in contest.contenders] for _ in range(count)]
    return [
        Cost(*(median(getattr(cost, what) for cost in costs) for what in ("cpu", "wall", "memory")))
        for costs in zip(*rounds[-repeats:], strict=True)
    ]


def adopt_orphans() -> None:
    """Let processes that outlive their parent (browsers start such) be counted here; Linux only."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def _cost(contender: Contender, folder: Path) -> Cost:
    cpu, memory, start = 0.0, 0.0, time.perf_counter()
    for command in contender.commands:
        with (folder / "output.log").open("w+b") as log:
            started = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=log, stderr=log)
            for code, usage in _wait(started.pid):
                cpu += usage.ru_utime + usage.ru_stime
                memory = max(memory, usage.ru_maxrss / 1024)
                if code:
                    log.seek(0)
                    sys.exit(f"{contender.name}: {command[0]}: {log.read().decode(errors='replace')[-2000:]}")
            started.returncode = 0  # waited for above
    return Cost(cpu / contender.reports, (time.perf_counter() - start) / contender.reports, memory)


def _wait(pid: int) -> list[tuple[int, resource.struct_rusage]]:
    """(exit code, usage) of the process and of the orphans it leaves, whose exit codes do not matter."""
    _, status, usage = os.wait4(pid, 0)
    ended = [(os.waitstatus_to_exitcode(status), usage)]
    while True:
        try:
            _, _, usage = os.wait3(0)
        except ChildProcessError:
            return ended
        ended.append((0, usage))
