"""How a finished folder becomes public: made in a draft folder of its own, then renamed in one step.

A writer holds the target's lock meanwhile, so two runs never publish the same report over each other.
A writer that is killed leaves a draft, which the next run removes, and a lock that the system has freed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from onestop_analysis.errors import OnestopError
from onestop_analysis.locks import BusyError, locked, owner_lives

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT = re.compile(r"\.report-(\d+)-.*")


class UpToDateError(OnestopError):
    """What is published is already what would be made."""


@contextmanager
def draft_folder(target: Path, *, wait: bool = True) -> Iterator[Path]:
    """An empty folder beside the target, for this process alone; it is gone at the end.

    Args:
        target: the folder that `publish()` will give the draft's content to.
        wait: wait for another writer of the target; else refuse.

    Raises:
        BusyError: another writer is at work, and `wait` is false.
    """
    name = f".report-{os.getpid()}-"
    with locked(target.with_name(f".{target.name}.lock"), wait=wait):
        sweep(target.parent)
        with tempfile.TemporaryDirectory(prefix=name, dir=target.parent) as temporary:
            draft = Path(temporary) / "report"
            draft.mkdir()
            yield draft


def publish(draft: Path, target: Path) -> None:
    """Give the complete folder its public name; an older one stays until then, and is gone afterwards."""
    if not target.exists():
        draft.rename(target)
    elif not _exchange(draft, target):
        older = draft.with_name("older")
        target.rename(older)
        try:
            draft.rename(target)
        except OSError:
            older.rename(target)
            raise


def sweep(folder: Path) -> list[Path]:
    """Remove the drafts and lock files of writers that no longer live; returns the drafts."""
    left = [path for path in folder.glob(".report-*") if not owner_lives(path, _DRAFT)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    for path in list(folder.glob(".*.lock")):
        with suppress(BusyError), locked(path, wait=False):
            pass  # releasing a lock removes its file
    return left


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders swap names in one step, where the system can do so (Linux)."""
    if sys.platform != "linux":
        return False
    import ctypes

    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of linux/fs.h
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(here, os.fsencode(first), here, os.fsencode(second), exchange) == 0
