"""One writer at a time, and what a writer that died has left."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from onestop_analysis.errors import OnestopError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from pathlib import Path

_POLL_SECONDS = 0.2
_STALE_SECONDS = 86_400.0


class BusyError(OnestopError):
    """Another run is writing the same at this moment."""


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock file; the system frees it when its holder dies.

    Raises:
        BusyError: somebody else holds it, and `wait` is false.
    """
    while (stream := _try_lock(path)) is None:
        if not wait:
            raise BusyError(f"{path.parent.name}/{path.name}: another run is at work")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows keeps open files; others may use the folder
            path.unlink()
            path.parent.rmdir()
        stream.close()


def _try_lock(path: Path) -> IO[bytes] | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        stream = path.open("a+b")
    except FileNotFoundError:  # the holder before has just removed the empty folder
        return None
    try:
        _lock(stream)
        # The holder before may have removed the file between our opening and locking it.
        if path.exists() and os.fstat(stream.fileno()).st_ino == path.stat().st_ino:
            return stream
    except OSError:
        pass
    stream.close()
    return None


def _lock(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def owner_lives(path: Path, pattern: re.Pattern[str]) -> bool:
    """Whether the process still runs whose number is in the name of what it was writing; a day's grace elsewhere."""
    match = pattern.fullmatch(path.name)
    if sys.platform == "win32" or match is None:  # no harmless question to a process there
        return time.time() - path.stat().st_mtime < _STALE_SECONDS
    try:
        os.kill(int(match[1]), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
