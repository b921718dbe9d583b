"""A process that makes one report after the other: `python -m onestop_analysis.batch.worker`.

It reads a task a line from standard input and writes an event a line to what was standard output: stages,
then `done` or `failed`. When standard input ends, its owner is gone: it stops at once and publishes nothing.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from onestop_analysis.batch.plan import HANOI
from onestop_analysis.errors import CutOffReportError, OnestopError, UserError
from onestop_analysis.locks import BusyError
from onestop_analysis.project import Project
from onestop_analysis.publish import UpToDateError
from onestop_analysis.report import Making, ReportParams, build_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onestop_analysis.report import Report

Event = dict[str, Any]


def main() -> None:
    """Work until the owner closes standard input."""
    events = _own_channel()
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin, tasks), daemon=True).start()
    while line := tasks.get():
        task = json.loads(line)
        with _log_of(Path(task["log"]), fresh=task["number"] == 1):
            event = work(task, lambda stage: _send(events, {"event": "stage", "stage": stage}))
        _send(events, event)
        if "typst" in sys.modules:
            from onestop_analysis.export.paper import forget_pages

            forget_pages()
        if not gc.get_freeze_count():  # all is imported now: it need not be looked through at every further report
            gc.collect()
            gc.freeze()


def work(task: Event, on_stage: Callable[[str], None]) -> Event:
    """Make one report; the last event of its task."""
    clock = _Stages(on_stage)
    try:
        report = _build(task, clock)
    except BusyError:
        return {"event": "busy"}
    except UpToDateError:
        return {"event": "current"}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this report's failure and no other's
        _note(traceback.format_exc())
        return _failed(error) | {"seconds": clock.stop()}
    _note(f"published {report.folder}")
    return {"event": "done", "findings": report.findings, "seconds": clock.stop()}


def _build(task: Event, clock: _Stages) -> Report:
    lists = {name: tuple(task["making"][name]) for name in ("formats", "languages")}
    making = Making(**task["making"] | lists)
    return build_report(
        ReportParams.of(task["params"]),
        project=Project(Path(task["root"])),
        out=Path(task["out"]),
        making=making,
        on_progress=clock.start,
    )


def _failed(error: Exception) -> Event:
    """A mistake stays one however often it is tried; what was cut off, or is unknown, may be tried again."""
    texts = (error.vi, error.en) if isinstance(error, UserError) else (f"{type(error).__name__}: {error}",) * 2
    retry = isinstance(error, CutOffReportError) or not isinstance(error, OnestopError)
    return {"event": "failed", "vi": texts[0], "en": texts[1], "retry": retry}


class _Stages:
    """Seconds by stage; each start is told to the owner and to the log."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._since, self._stage = tell, time.perf_counter(), ""
        self._seconds: dict[str, float] = {}

    def start(self, stage: str) -> None:
        self.stop()
        self._stage = stage
        _note(stage)
        self._tell(stage)

    def stop(self) -> dict[str, float]:
        now = time.perf_counter()
        if self._stage:
            before = self._seconds.get(self._stage, 0.0)  # of another language
            self._seconds[self._stage] = round(before + now - self._since, 2)
        self._since, self._stage = now, ""
        return self._seconds


def _listen(stream: IO[str], tasks: queue.SimpleQueue[str]) -> None:
    for line in stream:
        tasks.put(line)
    os._exit(1)  # a daemon thread cannot stop the others in any other way


def _own_channel() -> IO[str]:
    """The pipe to the owner, out of reach of anything that prints."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return channel


@contextmanager
def _log_of(path: Path, *, fresh: bool) -> Iterator[None]:
    """Let everything printed meanwhile, by libraries and kernels too, go to the report's own log."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = os.dup(2)
    with path.open("wb" if fresh else "ab") as log:
        for number in (1, 2):
            os.dup2(log.fileno(), number)
    try:
        yield
    finally:
        sys.stderr.flush()
        for number in (1, 2):
            os.dup2(before, number)
        os.close(before)


def _note(text: str) -> None:
    print(f"{datetime.now(HANOI):%Y-%m-%d %H:%M:%S} {text}", file=sys.stderr, flush=True)  # noqa: T201


def _send(channel: IO[str], event: Event) -> None:
    channel.write(json.dumps(event) + "\n")
    channel.flush()


if __name__ == "__main__":
    main()
