"""A JupyterLab of its own, driven in a real browser: for bench_lab.py and the browser tests.

Usage: python benchmarks/lab_session.py NOTEBOOK [PROJECT]    prints the seconds from Run All to the first chart
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

SETTINGS = Path(__file__).resolve().parents[1] / ".jupyter"  # those of `make lab`
TOKEN = "only-here"  # noqa: S105  # of a server that only this machine reaches, for a minute
# Charts are SVG or pictures; icons of the application are in neither place.
CHART = ".jp-OutputArea-output svg, .jp-OutputArea-output img"
OPTIONS = (
    "--no-browser", "--allow-root", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0",
    "--LabApp.extension_manager=readonly", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)  # fmt: skip
# In the status bar; the circle in the tool bar is idle too before there is a kernel.
IDLE = "text=/Python 3.* [|] Idle/"
SECONDS = 90_000  # milliseconds that anything may take on a busy machine


@contextmanager
def running_lab(root: Path, home: Path) -> Iterator[str]:
    """JupyterLab on a free port over a project, its settings in `home` and nowhere else; yields the address."""
    port = _free_port()
    own = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    own |= {"IPYTHONDIR": str(home / "ipython"), "ONESTOP_ROOT": str(root), "JUPYTER_CONFIG_PATH": str(SETTINGS)}
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.port={port}"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=root, env=os.environ | own, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/api/status?token={TOKEN}", server)
        yield address
    finally:
        server.terminate()
        server.wait()


def open_notebook(page: Page, address: str, path: str) -> None:
    """Show a notebook and wait until its kernel is ready."""
    page.set_default_timeout(SECONDS)
    page.goto(f"{address}/lab/tree/{path}?reset&token={TOKEN}")
    page.locator(".jp-Notebook").wait_for()
    page.locator(IDLE).wait_for()


def run_all(page: Page) -> float:
    """Run > Run All Cells; the seconds until the first chart is there."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    started = time.perf_counter()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(CHART).first.wait_for(state="attached")
    return time.perf_counter() - started


def browser_path() -> str | None:
    """This machine's Chromium."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        if server.poll() is not None:
            raise RuntimeError("JupyterLab did not start")
        try:
            urllib.request.urlopen(address).close()  # noqa: S310  # our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("JupyterLab does not answer")


def main() -> None:
    """Open, run, print."""
    from playwright.sync_api import sync_playwright

    notebook, root = sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else ".").resolve()
    with TemporaryDirectory() as home, running_lab(root, Path(home)) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        open_notebook(page, address, f"notebooks/{notebook}")
        print(f"{run_all(page):.2f}")
        browser.close()


if __name__ == "__main__":
    main()
