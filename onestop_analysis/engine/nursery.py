"""A process that has imported what kernels need, and forks one on request: `python -m onestop_analysis.engine.nursery`.

It stays single-threaded and opens no database, figure or socket of a kernel: only so is a fork a new process
like any other. A client connects for each kernel, sends the command with its own streams, and gets the process
id, then the exit code. When the client goes, its kernel is killed; when the owner goes, all are, and the nursery
ends.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

# What a notebook of ours uses, by name: the engine itself knows nothing of dossiers.
MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.completer", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.logger",
    "IPython.core.oinspect", "IPython.extensions.storemagic", "sqlite3", "tornado.platform.asyncio", "tornado.queues",
    "encodings.ascii", "encodings.idna", "encodings.latin_1", "encodings.unicode_escape", "encodings.utf_8_sig",
    "matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline",
    "duckdb", "numpy", "pandas", "matplotlib.style", "holidays.countries.vietnam", "yaml",
    "onestop_analysis.charts", "onestop_analysis.story", "onestop_analysis.facts", "onestop_analysis.audit",
    "onestop_analysis.store", "onestop_analysis.sources.release", "onestop_analysis.export.fragments",
)  # fmt: skip
STREAMS = 3
_LONGEST_REQUEST = 1 << 20


def main() -> None:
    """Serve on the listening socket inherited as file 3 until standard input ends."""
    if sys.path and os.path.realpath(sys.path[0] or ".") == os.path.realpath("."):
        del sys.path[0]  # as ipykernel's launcher does: a kernel puts its own folder there
    variables = preload()
    Nursery(socket.socket(fileno=int(sys.argv[1])), variables).serve()


def preload() -> dict[str, str]:
    """Import everything, and keep it where the garbage collector will not copy it into each kernel.

    Returns:
        The environment variables that libraries set when they were imported: a kernel has them too.
    """
    before = dict(os.environ)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in MODULES:
            with suppress(ImportError):  # then the kernel says so, in the cell that wants it
                importlib.import_module(name)
    gc.collect()
    gc.freeze()
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


class Nursery:
    """Forks kernels for clients and watches over them."""

    def __init__(self, listener: socket.socket, variables: dict[str, str]) -> None:
        self._listener, self._variables = listener, variables
        self._kernels: dict[int, socket.socket] = {}  # by process id
        self._selector = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)

    def serve(self) -> None:
        """Until the owner, at the other end of standard input, is gone."""
        signal.set_wakeup_fd(self._wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for stream in (sys.stdin, self._listener, self._woken):
            self._selector.register(stream, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is sys.stdin:
                    self._end()
                elif key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._woken:
                    self._reap()
                else:
                    self._abandon(key.data)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        try:
            request, streams = receive(client)
        except (OSError, ValueError):
            client.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become(client, request, streams)
        for number in streams:
            os.close(number)
        self._kernels[pid] = client
        self._selector.register(client, selectors.EVENT_READ, pid)
        _tell(client, {"pid": pid})

    def _become(self, client: socket.socket, request: dict[str, Any], streams: list[int]) -> None:
        """The forked process lets go of everything that is the nursery's and runs the kernel. Never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._selector.close()
            for other in (self._listener, self._woken, self._wake, client, *self._kernels.values()):
                other.close()
            request["env"] = self._variables | request["env"]
            code = run_kernel(request, streams)
        except BaseException:  # noqa: BLE001 - the last thing that this process says
            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._forget(pid, os.waitstatus_to_exitcode(status))

    def _forget(self, pid: int, code: int) -> None:
        """A kernel has ended: so do the processes that it started, and its client is told."""
        _kill_group(pid)
        client = self._kernels.pop(pid, None)
        if client is not None:
            self._selector.unregister(client)
            _tell(client, {"exit": code})
            client.close()

    def _abandon(self, pid: int) -> None:
        """The client has gone (it never sends anything else): its kernel goes too."""
        client = self._kernels.pop(pid)
        self._selector.unregister(client)
        client.close()
        _kill_group(pid)

    def _end(self) -> None:
        for pid in self._kernels:
            _kill_group(pid)
        os._exit(0)


def run_kernel(request: dict[str, Any], streams: list[int]) -> int:
    """Be the process that the request describes; returns its exit code."""
    parent = os.getppid()
    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"] | {"JPY_PARENT_PID": str(parent)})
    _forget_randomness()
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [launcher.origin if launcher and launcher.origin else "", *request["arguments"]]
    from ipykernel.kernelapp import IPKernelApp

    try:
        IPKernelApp.launch_instance([*request["arguments"], f"--IPKernelApp.parent_handle={parent}"])
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - what an interpreter does at its end
    atexit._run_exitfuncs()  # noqa: SLF001
    for output in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            output.flush()
    return code


def _forget_randomness() -> None:
    """Each kernel draws its own numbers, as new processes do; Python's own generator sees to itself."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def receive(client: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The request and the three streams that came with it."""
    size, streams, _, _ = socket.recv_fds(client, 8, STREAMS)
    length = int.from_bytes(size, "big")
    if len(size) != 8 or len(streams) != STREAMS or length > _LONGEST_REQUEST:
        for number in streams:
            os.close(number)
        raise ValueError("not a request")
    with client.makefile("rb") as stream:
        return json.loads(stream.read(length)), list(streams)


def send(server: socket.socket, request: dict[str, Any], streams: list[int]) -> None:
    """What `receive()` reads."""
    content = json.dumps(request).encode()
    socket.send_fds(server, [len(content).to_bytes(8, "big")], streams)
    server.sendall(content)


def _tell(client: socket.socket, message: dict[str, int]) -> None:
    with suppress(OSError):
        client.sendall(json.dumps(message).encode() + b"\n")


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
