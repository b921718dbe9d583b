"""Workers side by side: each makes one report at a time; who dies or hangs is replaced, and the task tried again."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from onestop_analysis.batch.outcome import Outcome
from onestop_analysis.errors import user_language
from onestop_analysis.publish import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from onestop_analysis.batch.plan import Task
    from onestop_analysis.project import Project

Event = dict[str, Any]
Messages = queue.SimpleQueue["tuple[Worker, Event]"]
_BUSY_SECONDS = 0.5
_ENDED: Event = {"event": "ended"}


@dataclass(frozen=True)
class Rules:
    """How a batch is run: number of workers, seconds that a report may take, further tries, stop at a failure."""

    jobs: int
    timeout: float = 300.0
    retries: int = 1
    stop_early: bool = False


@dataclass(frozen=True)
class Attempt:
    """A task in work: which try, and why the one before failed."""

    task: Task
    number: int = 1
    cause: str = ""
    not_before: float = 0.0


class Worker:
    """The process that makes reports, and what it is making."""

    def __init__(self, messages: Messages, variables: Mapping[str, str]) -> None:
        self.attempt: Attempt | None = None
        self.deadline = 0.0
        # A session of its own: Ctrl-C is the owner's to answer.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "onestop_analysis.batch.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | variables,
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(messages,), daemon=True).start()

    def start(self, attempt: Attempt, line: str, *, timeout: float) -> None:
        """Give it a report to make."""
        self.attempt, self.deadline = attempt, time.monotonic() + timeout
        assert self._process.stdin is not None  # noqa: S101 - a pipe, see above
        with suppress(BrokenPipeError):  # it has died: its end is on the way
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def stop(self) -> int:
        """End it now, with all that it started; returns its exit code."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        return code

    def _listen(self, messages: Messages) -> None:
        assert self._process.stdout is not None  # noqa: S101 - a pipe, see above
        with suppress(ValueError):  # closed, or cut off in the middle of a line
            for line in self._process.stdout:
                messages.put((self, json.loads(line)))
        messages.put((self, _ENDED))


@dataclass
class Crew:
    """The workers of one batch and the tasks that wait for them. `variables` are added to their environment."""

    project: Project
    rules: Rules
    log_folder: Path
    on_stage: Callable[[Task, str], None] = lambda _task, _stage: None
    variables: Mapping[str, str] = field(default_factory=dict)
    waiting: deque[Attempt] = field(default_factory=deque)
    workers: list[Worker] = field(default_factory=list)
    messages: Messages = field(default_factory=queue.SimpleQueue)

    def run(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Make all reports; yields the outcome of each as it is known."""
        self.waiting.extend(Attempt(task) for task in tasks)
        try:
            while self.waiting or self._active():
                self._begin()
                outcomes = list(self._wait())
                yield from outcomes
                if self.rules.stop_early and any(item.status == "failed" for item in outcomes):
                    yield from (Outcome(attempt.task, "not_started") for attempt in self.waiting)
                    self.waiting.clear()
        finally:
            self._end()

    def _active(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.attempt]

    def _begin(self) -> None:
        """Give waiting tasks to idle workers."""
        while len(self._active()) < self.rules.jobs and (attempt := self._next()):
            idle = next((worker for worker in self.workers if not worker.attempt), None)
            if idle is None:
                idle = Worker(self.messages, self.variables)
                self.workers.append(idle)
            idle.start(attempt, self._line(attempt), timeout=self.rules.timeout)

    def _next(self) -> Attempt | None:
        now = time.monotonic()
        ready = next((attempt for attempt in self.waiting if attempt.not_before <= now), None)
        if ready:
            self.waiting.remove(ready)
        return ready

    def _line(self, attempt: Attempt) -> str:
        task = attempt.task
        return json.dumps(
            {
                "params": asdict(task.params),
                "making": asdict(task.making),
                "root": str(self.project.root),
                "out": str(task.folder.parent.parent),
                "log": str(self.log_of(task)),
                "number": attempt.number,
            }
        )

    def log_of(self, task: Task) -> Path:
        """Where the log of a report stands."""
        return self.log_folder / f"{task.name}.log"

    def _wait(self) -> Iterator[Outcome]:
        """What the next message, deadline or delay brings."""
        now = time.monotonic()
        delayed = [attempt.not_before for attempt in self.waiting if attempt.not_before > now]
        times = [worker.deadline for worker in self._active()] + delayed
        try:
            worker, event = self.messages.get(timeout=max(min(times, default=now) - now, 0.01))
        except queue.Empty:
            late = [worker for worker in self._active() if worker.deadline <= time.monotonic()]
            yield from (outcome for worker in late for outcome in self._lost(worker, _timeout(self.rules.timeout)))
            return
        if worker in self.workers and worker.attempt:
            yield from self._take(worker, event, worker.attempt)

    def _take(self, worker: Worker, event: Event, attempt: Attempt) -> Iterator[Outcome]:
        match event["event"]:
            case "stage":
                self.on_stage(attempt.task, event["stage"])
            case "done":
                worker.attempt = None
                done = self._outcome(attempt, "built", _tried_before(attempt))
                yield replace(done, findings=event["findings"], seconds=event["seconds"])
            case "current":
                worker.attempt = None
                yield self._outcome(attempt, "unchanged", "made by another batch")
            case "busy":
                worker.attempt = None
                self.waiting.append(replace(attempt, not_before=time.monotonic() + _BUSY_SECONDS))
            case "failed":
                worker.attempt = None
                yield from self._failed(attempt, event[user_language()], retry=event["retry"])
            case "ended":
                yield from self._lost(worker, _death)

    def _lost(self, worker: Worker, reason: Callable[[int], str]) -> Iterator[Outcome]:
        """A worker hangs or is gone: end it, clear up after it, try its report again."""
        attempt, code = worker.attempt, worker.stop()
        self.workers.remove(worker)
        if attempt:
            sweep(attempt.task.folder.parent)
            yield from self._failed(attempt, reason(code), retry=True)

    def _failed(self, attempt: Attempt, reason: str, *, retry: bool) -> Iterator[Outcome]:
        if retry and attempt.number <= self.rules.retries:
            self.waiting.appendleft(Attempt(attempt.task, attempt.number + 1, reason))
        else:
            yield self._outcome(attempt, "failed", reason)

    def _outcome(self, attempt: Attempt, status: Any, reason: str) -> Outcome:  # noqa: ANN401 - one of Status
        return Outcome(attempt.task, status, reason, attempts=attempt.number, log=self.log_of(attempt.task))

    def _end(self) -> None:
        for worker in self.workers:
            attempt = worker.attempt
            worker.stop()
            if attempt:
                sweep(attempt.task.folder.parent)
        self.workers.clear()


def _tried_before(attempt: Attempt) -> str:
    words = {"vi": "lần {} (lần trước: {})", "en": "try {} (before: {})"}[user_language()]
    return words.format(attempt.number, attempt.cause) if attempt.cause else ""


def _timeout(seconds: float) -> Callable[[int], str]:
    texts = {"vi": f"quá {seconds:g} giây, đã dừng", "en": f"took longer than {seconds:g} seconds and was stopped"}
    return lambda _code: texts[user_language()]


def _death(code: int) -> str:
    cause = signal.Signals(-code).name if code < 0 else str(code)
    texts = {"vi": f"tiến trình lập báo cáo bị dừng ({cause})", "en": f"the worker was stopped ({cause})"}
    return texts[user_language()]
