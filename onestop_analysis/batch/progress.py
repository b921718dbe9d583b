"""A batch as it is seen: a bar and the reports in work on a terminal, one line a report elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from onestop_analysis.batch import Listener
from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.progress import Progress, TaskID

    from onestop_analysis.batch.outcome import Outcome
    from onestop_analysis.batch.plan import Planned, Task

STAGES = {
    "vi": {
        "notebook": "tính số liệu",
        "html": "tạo HTML",
        "pdf": "tạo PDF",
        "outputs": "tạo biểu mẫu",
        "all": "Báo cáo",
    },
    "en": {"notebook": "counting", "html": "HTML", "pdf": "PDF", "outputs": "forms", "all": "Reports"},
}


class Lines(Listener):
    """One line for each report, as soon as its outcome is known."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def done(self, outcome: Outcome) -> None:
        """Write the outcome."""
        self._write(outcome.line())


class Live(Listener):
    """A bar for the batch, a line for each report in work, failures above it."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._words = progress, STAGES[user_language()]
        self._rows: dict[str, TaskID] = {}
        self._total: TaskID | None = None

    def begin(self, plan: Sequence[Planned]) -> None:
        """Draw the bar."""
        self._total = self._progress.add_task(self._words["all"], total=len(plan))

    def stage(self, task: Task, stage: str) -> None:
        """Show where a report is."""
        text = f"  {task.name}: {self._words[stage]}"
        if task.name in self._rows:
            self._progress.update(self._rows[task.name], description=text)
        else:
            self._rows[task.name] = self._progress.add_task(text, total=None)

    def done(self, outcome: Outcome) -> None:
        """Move the bar; a failure stays on the screen."""
        if row := self._rows.pop(outcome.task.name, None):
            self._progress.remove_task(row)
        if outcome.status != "unchanged":
            self._progress.console.print(outcome.line(), markup=False, highlight=False)
        if self._total is not None:
            self._progress.advance(self._total)


@contextmanager
def live() -> Iterator[Live]:
    """Live progress on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Live(progress)
