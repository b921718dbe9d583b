"""Asks a nursery for kernels; starts one where none is given."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.engine.nursery import STREAMS, send

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ADDRESS = "ONESTOP_NURSERY"
# Read when Python or a library starts: a kernel that wants them otherwise needs a process of its own.
_AT_START = ("PYTHON", "LD_", "DYLD_", "MPL", "OMP_", "OPENBLAS_", "MKL_", "NUMEXPR_", "ARROW_", "PANDAS_", "IPYTHON",
             "LANG", "LC_", "TZ", "HOME", "XDG_", "JUPYTER")  # fmt: skip
_LAUNCHER = ["-m", "ipykernel_launcher"]
_OPTIONS = ["-Xfrozen_modules=off"]


def can_fork() -> bool:
    """Whether this system can fork processes and pass them open files."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")


class OwnNursery:
    """A nursery that lives as long as this object, and never longer than this process."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="onestop-")  # for this user only
        self.address = str(Path(self._folder) / "nursery")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(self.address)
            listener.listen(64)  # clients may come while it is still importing
            number = listener.fileno()
            command = [sys.executable, *_OPTIONS, "-m", "onestop_analysis.engine.nursery", str(number)]
            self._process = subprocess.Popen(  # noqa: S603 - this Python
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=[number], start_new_session=True
            )
        self._finalizer = weakref.finalize(self, _close, self._process, self._folder)

    def close(self) -> None:
        """End it, and all its kernels."""
        self._finalizer()


def _close(process: subprocess.Popen[bytes], folder: str) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


_own: dict[int, OwnNursery] = {}


def address() -> str:
    """Where the nursery listens: the one that ONESTOP_NURSERY names, else one of this process."""
    named = os.environ.get(ADDRESS)
    if named:
        return named
    if os.getpid() not in _own:  # not that of a process which has forked this one
        _own[os.getpid()] = OwnNursery()
    return _own[os.getpid()].address


class ForkedKernel:
    """The client's end of a kernel: what subprocess.Popen is for a kernel started in the ordinary way."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self.pid: int = json.loads(self._stream.readline())["pid"]
        self.returncode: int | None = None
        connection.setblocking(False)
        self._left = b""

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            try:
                part = self._connection.recv(4096)
            except BlockingIOError:
                return None
            except OSError:
                part = b""
            self._left += part
            if not part or self._left.endswith(b"\n"):
                self._read_end()
        return self.returncode

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""
        if self.returncode is None:
            self._connection.setblocking(True)
        while (code := self.poll()) is None:
            pass
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(9)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(15)

    def _read_end(self) -> None:
        """One line with the exit code; without it the nursery is gone, and with it the kernel."""
        self.returncode = json.loads(self._left)["exit"] if self._left.endswith(b"\n") else -9
        self._stream.close()
        self._connection.close()


def fork_kernel(command: Sequence[str], env: Mapping[str, str], cwd: str | None) -> ForkedKernel | None:
    """A kernel from the nursery; None when it has to be started in the ordinary way."""
    arguments = _arguments(command)
    if arguments is None or not _starts_alike(env):
        return None
    request: dict[str, Any] = {
        "arguments": arguments, "env": dict(env), "cwd": cwd or str(Path.cwd()),
    }  # fmt: skip
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(address())
        with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device, not a file
            send(connection, request, [nothing.fileno(), 1, 2][:STREAMS])
        return ForkedKernel(connection)
    except (OSError, ValueError):  # no nursery, or one that has just died
        connection.close()
        return None


def _arguments(command: Sequence[str]) -> list[str] | None:
    """What follows the launcher in the command of this Python's own kernel; None for any other command."""
    program, *rest = command
    rest = [part for part in rest if part not in _OPTIONS]
    same = os.path.realpath(program) == os.path.realpath(sys.executable) and rest[:2] == _LAUNCHER
    return rest[2:] if same else None


def _starts_alike(env: Mapping[str, str]) -> bool:
    """Whether a kernel with these variables would start as the nursery did, with those of this process."""
    names = {name for name in {*env, *os.environ} if name.startswith(_AT_START)}
    return all(env.get(name) == os.environ.get(name) for name in names)
