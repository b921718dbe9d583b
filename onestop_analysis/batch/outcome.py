"""What became of each report of a batch: for the terminal, for programs, and for the run log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.batch.plan import Task

Status = Literal["built", "unchanged", "failed", "planned", "not_started", "no_data"]
WORDS = {
    "vi": {
        "built": "đã lập", "unchanged": "không đổi", "failed": "LỖI", "planned": "sẽ lập", "not_started": "chưa chạy",
        "no_data": "không có số liệu", "findings": "phát hiện",
    },
    "en": {
        "built": "built", "unchanged": "unchanged", "failed": "FAILED", "planned": "planned",
        "not_started": "not started", "no_data": "no data", "findings": "findings",
    },
}  # fmt: skip

# A reason of the plan, such as "changed: data, code", for people; the rest is in their language already.
REASONS = {
    "vi": {"new": "mới", "forced": "theo yêu cầu", "changed": "đã thay đổi", "damaged": "tệp hỏng", "unchanged": ""},
    "en": {"unchanged": ""},
}


@dataclass(frozen=True)
class Outcome:
    """One report of a batch. `seconds` by stage, for people: they enter no report."""

    task: Task
    status: Status
    reason: str = ""
    findings: int | None = None
    attempts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    log: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """One row of `onestop batch --json`."""
        params = self.task.params
        return {
            "centre": params.centre,
            "period": params.period,
            "convention": params.convention,
            "rule": params.rule,
            "languages": list(self.task.making.languages),
            "formats": list(self.task.making.formats),
            "status": self.status,
            "reason": self.reason,
            "folder": str(self.task.folder),
            "findings": self.findings,
            "attempts": self.attempts,
            "seconds": self.seconds,
            "log": str(self.log) if self.log else None,
        }

    def line(self) -> str:
        """One line for people, in their language."""
        words = WORDS[user_language()]
        time = f"{sum(self.seconds.values()):.1f} s" if self.seconds else ""
        findings = f"{self.findings} {words['findings']}" if self.findings is not None else ""
        why, colon, what = self.reason.partition(": ")
        reason = REASONS[user_language()].get(why, why) + colon + what
        rest = " · ".join(part for part in (time, findings, reason) if part)
        return f"{self.task.name}: {words[self.status]}{f' · {rest}' if rest else ''}"

    def record(self) -> str:
        """The line with the seconds of each stage, for the run log."""
        stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in self.seconds.items())
        return self.line() + (f" ({stages})" if stages else "")


@dataclass(frozen=True)
class Summary:
    """A whole batch. It failed when any report did, or when it was interrupted."""

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    interrupted: bool = False
    dry_run: bool = False

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(item for item in self.outcomes if item.status == "failed")

    @property
    def ok(self) -> bool:
        """Whether there are reports and all are up to date (or, in a dry run, whether the plan holds)."""
        done = ("built", "unchanged", "planned") if self.dry_run else ("built", "unchanged")
        wanted = [item for item in self.outcomes if item.status != "no_data"]
        return not self.interrupted and bool(wanted) and all(item.status in done for item in wanted)

    def counts(self) -> dict[str, int]:
        """How many reports have each status."""
        statuses = [item.status for item in self.outcomes]
        return {status: statuses.count(status) for status in WORDS["en"] if status in statuses}

    def to_json(self) -> dict[str, Any]:
        """The object of `onestop batch --json`."""
        return {
            "reports": [item.to_json() for item in self.outcomes],
            "counts": self.counts(),
            "interrupted": self.interrupted,
            "seconds": round(self.seconds, 1),
        }

    def line(self, *, named: bool = True) -> str:
        """The batch in one sentence, `named` with what failed and why."""
        words = WORDS[user_language()]
        parts = [f"{count} {words[status]}" for status, count in self.counts().items()]
        causes = "; ".join(f"{item.task.name}: {item.reason}" for item in self.failures) if named else ""
        stopped = {"vi": " · bị dừng giữa chừng: chạy lại để làm tiếp", "en": " · interrupted: run again for the rest"}
        tail = stopped[user_language()] if self.interrupted else ""
        return f"{', '.join(parts) or '0'} · {self.seconds:.1f} s{tail}{f' · {causes}' if causes else ''}"
