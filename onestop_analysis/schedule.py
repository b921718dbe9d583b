"""Timer files for the unattended batch: systemd, cron, Windows Task Scheduler, GitHub Actions.

The systemd units are checked with systemd-analyze; the others say in their first line that they were never run.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "Asia/Ho_Chi_Minh"
HOURS_AHEAD = 7  # of UTC, without summer time
MONTHS = {"quarter": (1, 4, 7, 10), "month": tuple(range(1, 13))}
NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
UNTESTED = "Not tested by this project: try it before you rely on it. · Chưa được dự án kiểm thử: hãy chạy thử trước."
_UNFIT = {"systemd": '"\\$', "windows": '"%'}
KINDS = ("systemd", "cron", "windows", "github")


@dataclass(frozen=True)
class Moment:
    """When a batch runs: `every` quarter or month, on a day after it has ended, at a time in Vietnam."""

    every: str = "quarter"
    day: int = 5
    at: time = time(6)

    def __post_init__(self) -> None:
        if self.every not in MONTHS or not 2 <= self.day <= 28:
            raise UserError(
                "lịch chạy cần --every quarter hoặc month, và --day từ 2 đến 28",
                "a schedule needs --every quarter or month, and --day from 2 to 28",
            )

    @property
    def months(self) -> tuple[int, ...]:
        return MONTHS[self.every]

    def listed(self, separator: str = ",") -> str:
        """The months as numbers: '01,04,07,10'."""
        return separator.join(f"{month:02}" for month in self.months)


def parse_time(text: str) -> time:
    """'06:00'.

    Raises:
        UserError: not a time of day.
    """
    if match := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text):
        return time(int(match[1]), int(match[2]))
    raise UserError(f"giờ {text!r} không hợp lệ; viết như 06:00", f"{text!r} is not a time of day; write 06:00")


def schedule_files(
    kind: str, *, root: Path, moment: Moment, python: Path | None = None, own: bool = False
) -> dict[str, str]:
    """The files of one kind of timer, by name.

    Args:
        kind: one of KINDS.
        root: the project folder; its name goes into the files.
        moment: when the batch runs.
        own: make what the centres' schedule.toml files ask for, instead of the last period of every centre.
        python: interpreter of the environment, default this one.

    Raises:
        UserError: no such kind, or a folder whose name such a file cannot hold.
    """
    interpreter = str(python or sys.executable)
    _check_paths(kind, f"{root}{interpreter}")
    makers = {"systemd": _systemd, "cron": _cron, "windows": _windows, "github": _github}
    if kind not in makers:
        raise UserError(
            f"không có loại lịch {kind!r}; dùng: {', '.join(KINDS)}", f"no kind {kind!r}; use: {', '.join(KINDS)}"
        )
    return makers[kind](root, moment, [interpreter, "-m", "onestop_analysis.cli", *_batch(moment, own=own)])


def _check_paths(kind: str, paths: str) -> None:
    """Refuse a path whose signs mean something else in that kind of file, whatever is put before them."""
    found = sorted({char for char in paths if char in _UNFIT.get(kind, "") or not char.isprintable()})
    if found:
        names = " ".join(map(repr, found))
        raise UserError(
            f"đường dẫn dự án hoặc Python có ký tự {names}, không viết được vào lịch {kind}; hãy đổi tên thư mục",
            f"the path of the project or of Python has {names}, which a {kind} schedule cannot hold; rename the folder",
        )


def _batch(moment: Moment, *, own: bool) -> list[str]:
    return ["batch", *([] if own else ["--periods", f"last-{moment.every}"]), "--notify"]


def _systemd(root: Path, moment: Moment, command: list[str]) -> dict[str, str]:
    folder = _unit(str(root))
    service = f"""\
[Unit]
Description=One-stop reports of the last {moment.every}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
Environment="ONESTOP_ROOT={folder}"
# Secrets of the notices: ONESTOP_SMTP_PASSWORD=..., ONESTOP_WEBHOOK_TOKEN=...
EnvironmentFile=-/etc/onestop.env
ExecStart={" ".join(f'"{_unit(part)}"' for part in command)}
TimeoutStartSec=6h
TimeoutStopSec=30s
PrivateTmp=true
NoNewPrivileges=true
"""
    timer = f"""\
[Unit]
Description=Timer of the one-stop reports

[Timer]
OnCalendar=*-{moment.listed()}-{moment.day:02} {moment.at:%H:%M}:00 {ZONE}
# A machine that was off at that time runs it as soon as it is on.
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {"onestop-batch.service": service, "onestop-batch.timer": timer}


def _unit(text: str) -> str:
    """A value of a unit file; other signs that mean something there are refused."""
    return text.replace("%", "%%")


def _cron(root: Path, moment: Moment, command: list[str]) -> dict[str, str]:
    folder = shlex.quote(str(root))
    run = f"cd {folder} && flock -n .batch.lock {shlex.join(command)} >>batch.log 2>&1"
    line = f"{moment.at.minute} {moment.at.hour} {moment.day} {','.join(map(str, moment.months))} *"
    # An unescaped percent sign is a line break to cron.
    return {"onestop.cron": f"# {UNTESTED}\nCRON_TZ={ZONE}\n{line} {run}\n".replace("%", "\\%")}


def _windows(root: Path, moment: Moment, command: list[str]) -> dict[str, str]:
    months = ",".join(NAMES[month - 1] for month in moment.months)
    quoted = " ".join(f'\\"{part}\\"' if " " in part else part for part in command)
    run = f'cmd /c cd /d \\"{root}\\" && {quoted} >> batch.log 2>&1'
    text = f"""\
rem {UNTESTED}
rem The clock of the machine must stand at Vietnamese time (SE Asia Standard Time).
schtasks /Create /F /TN onestop-batch /SC MONTHLY /M {months} /D {moment.day} /ST {moment.at:%H:%M} /TR "{run}"
"""
    return {"onestop-batch.cmd": text.replace("\n", "\r\n")}


def _github(root: Path, moment: Moment, command: list[str]) -> dict[str, str]:  # noqa: ARG001 - runs elsewhere
    early = moment.at.hour < HOURS_AHEAD  # still the day before in UTC
    hour, day = (moment.at.hour - HOURS_AHEAD) % 24, moment.day - early
    arguments = shlex.join(command[3:])
    text = f"""\
# {UNTESTED}
name: reports
on:
  workflow_dispatch:
  schedule:
    - cron: "{moment.at.minute} {hour} {day} {",".join(map(str, moment.months))} *"  # UTC; {moment.at:%H:%M} in Vietnam
permissions:
  contents: read
jobs:
  batch:
    runs-on: ubuntu-latest
    timeout-minutes: 360
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: make setup
      - run: .venv/bin/onestop {arguments}
        env:
          ONESTOP_SMTP_PASSWORD: ${{{{ secrets.ONESTOP_SMTP_PASSWORD }}}}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: reports
          path: reports/
"""
    return {"reports.yml": text}
