"""Warm kernels: the same results as stock, nothing handed from one run to the next, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.metadata import entry_points

import nbformat
import papermill
import psutil
import pytest
from nbclient.exceptions import DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from onestop_analysis.engine import client
from onestop_analysis.engine.client import ADDRESS, can_fork, fork_kernel
from onestop_analysis.engine.warm import OnestopEngine
from onestop_analysis.report import Making, ReportParams, build_report

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")

SHOWN = """\
import sys, warnings
import pandas as pd
from IPython.display import HTML, Markdown, display, update_display
print("printed"); print("to stderr", file=sys.stderr)
warnings.warn("mind this")
display(HTML("<b>bold</b>"), display_id="one"); update_display(Markdown("*later*"), display_id="one")
%matplotlib inline
!echo from the shell
pd.DataFrame({"a": [1, 2]})
"""
DRAWN = """\
import matplotlib.pyplot as plt
plt.rcParams["svg.hashsalt"] = "x"
%config InlineBackend.figure_formats = ["svg"]
%config InlineBackend.print_figure_kwargs = {"metadata": {"Date": None}}
plt.plot([1, 2]); None
"""
WHERE = "import os, sys; print(os.getcwd(), sys.argv[0][-8:], sys.path[0] or '.', __name__, len(sys.path)); __doc__"
DISTURB = """\
import builtins, locale, logging, os, random, signal, sys, threading, time, warnings
import matplotlib, numpy, pandas
import onestop_analysis.formats
onestop_analysis.formats.ROMAN = ("1", "2", "3", "4")
builtins.left = json_left = 1
os.environ["LEFT"] = "1"
os.chdir("/")
os.umask(0)
random.seed(1); numpy.random.seed(1)
warnings.simplefilter("error")
pandas.set_option("display.max_rows", 3)
matplotlib.rcParams["font.size"] = 99
logging.getLogger().setLevel(10)
sys.path.append("left")
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
opened = open("/dev/null")
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
open(os.path.join(os.environ["TMPDIR"], "left"), "w").write("")
"""
STATE = """\
import builtins, logging, os, random, signal, sys, threading, warnings
import matplotlib, numpy, pandas
import onestop_analysis.formats
umask = os.umask(0); os.umask(umask)
state = {
    "module": onestop_analysis.formats.ROMAN, "builtin": hasattr(builtins, "left"), "global": "json_left" in globals(),
    "environment": os.environ.get("LEFT"), "folder": os.getcwd(), "umask": umask,
    "random": random.random() == random.Random(1).random(),
    "numpy": numpy.random.random() == numpy.random.RandomState(1).random_sample(),
    "warnings": warnings.filters, "pandas": pandas.get_option("display.max_rows"),
    "matplotlib": matplotlib.rcParams["font.size"], "log": logging.getLogger().level, "path": sys.path,
    "signal": signal.getsignal(signal.SIGUSR1), "threads": sorted(type(t).__name__ for t in threading.enumerate()),
    "temporary": [n for n in os.listdir(os.environ["TMPDIR"]) if "left" in n],
    "open": len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0,
}
print(state)
"""


@pytest.fixture(autouse=True)
def _registered():
    """Also where the package is only on the path, not installed."""
    papermill_engines.register("onestop", OnestopEngine)


@pytest.fixture(name="run")
def _run(nursery, monkeypatch, tmp_path):
    """Runs cells in a folder of their own; gives the executed notebook."""
    monkeypatch.setenv(ADDRESS, nursery.address)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def run(*sources, engine="onestop", **options):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        for number, cell in enumerate(notebook.cells):
            cell.id = f"c{number}"
        (tmp_path / "sockets").mkdir(exist_ok=True)
        config = Config({"KernelManager": {"transport": "ipc", "ip": str(tmp_path / "sockets" / "k")}})
        return papermill.execute_notebook(
            notebook, None, engine_name=engine, kernel_name="python3", progress_bar=False, config=config, cwd=tmp_path,
            **options,
        )  # fmt: skip

    return run


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.outputs]


def text(notebook):
    return "".join(output.text for output in outputs(notebook) if output.output_type == "stream")


def plain(notebook):
    """The notebook without its timings and the number of the kernel's process."""
    notebook.metadata.pop("papermill")
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.outputs:
            output.pop("text", None) if "ipykernel_" in output.get("text", "") else None
    return notebook


def test_results_are_those_of_stock(run):
    """Streams, displays, warnings, magics, shell lines, figures and the kernel's surroundings are the same."""
    warm, stock = (plain(run(SHOWN, DRAWN, WHERE, engine=engine)) for engine in ("onestop", None))

    assert len(outputs(stock)) > 6
    assert outputs(warm) == outputs(stock)
    assert warm == stock


def test_a_report_is_the_same_by_both_engines(nursery, sample_project, tmp_path, monkeypatch):
    """Every file of a real report has the same bytes."""
    monkeypatch.setenv(ADDRESS, nursery.address)
    built = [
        build_report(ReportParams(), project=sample_project, out=tmp_path / engine, making=Making(engine=engine))
        for engine in ("onestop", "stock")
    ]
    warm, stock = ({name: path.read_bytes() for name, path in report.files.items()} for report in built)

    assert warm == stock


def test_nothing_is_handed_to_the_next_run(run, tmp_path):
    """Module globals, environment, folder, files, threads, random state, warnings, options: as in a new process."""
    before = text(run(STATE))
    run(DISTURB)
    (tmp_path / "left").unlink()

    assert text(run(STATE)) == before
    assert "'builtin': False" in before


def test_every_kernel_draws_its_own_random_numbers(run):
    """Two kernels of one nursery do not repeat each other."""
    draw = "import random, uuid, numpy; print(random.random(), numpy.random.random(), uuid.uuid4())"
    first, second = (text(run(draw)).split() for _ in range(2))

    assert not set(first) & set(second)


def test_a_failing_cell_is_reported_as_by_stock(run):
    """The exception has the same place, name and message."""
    found = []
    for engine in ("onestop", None):
        with pytest.raises(PapermillExecutionError) as caught:
            run("1", "def f():\n    raise ValueError('wrong')\nf()", "3", engine=engine)
        found.append((caught.value.cell_index, caught.value.ename, caught.value.evalue))

    assert found == [(2, "ValueError", "wrong")] * 2 or found[0] == found[1]


@pytest.mark.parametrize("code", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 11)"])
def test_a_kernel_that_dies_is_noticed(run, code):
    """Ending with code 0, by a kill or by a crash is an error, and the next kernel comes from the same nursery."""
    with pytest.raises(DeadKernelError):
        run(f"import os\n{code}")

    assert text(run("print(1)")) == "1\n"


def test_what_a_kernel_started_ends_with_it(run):
    """A program that a notebook leaves running is stopped."""
    pid = int(text(run("import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)")))

    assert gone(pid)


@pytest.mark.parametrize("victim", ["client", "nursery"])
def test_no_kernel_outlives_its_owner(victim, tmp_path):
    """When the process that runs a notebook is killed, or the nursery is, all the others end."""
    script = """\
import os, socket, sys, time
from onestop_analysis.engine.client import fork_kernel, _own
import json
file = os.path.join(sys.argv[1], "connection.json")
command = [sys.executable, "-m", "ipykernel_launcher", "-f", file]
kernel = fork_kernel(command, os.environ, sys.argv[1])
print(kernel.pid, next(iter(_own.values()))._process.pid, flush=True)
while kernel.poll() is None: time.sleep(0.05)
print(kernel.returncode, flush=True)
"""
    environment = {key: value for key, value in os.environ.items() if key != ADDRESS}
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as started:
        kernel, nursery = map(int, started.stdout.readline().split())
        time.sleep(0.3)
        os.kill({"client": started.pid, "nursery": nursery}[victim], 9)
        rest = started.stdout.read()

    assert gone(kernel)
    assert gone(nursery)
    assert rest == ("-9\n" if victim == "nursery" else "")


def gone(pid):
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        (["julia", "kernel.jl"], {}),
        ([sys.executable, "-m", "other_kernel", "-f", "x"], {}),
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], {"PYTHONHASHSEED": "1"}),
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], {ADDRESS: "/nowhere"}),
    ],
)
def test_what_cannot_be_forked_is_started(command, variables, monkeypatch):
    """Other programs, and variables that a Python reads when it starts, need a process of their own."""
    monkeypatch.setenv(ADDRESS, variables.get(ADDRESS, os.environ.get(ADDRESS, "/nowhere")))

    assert fork_kernel(command, os.environ | variables, None) is None


def test_without_fork_the_engine_is_stock(run, monkeypatch):
    """On a system without fork the notebook runs all the same."""
    monkeypatch.setattr("onestop_analysis.engine.warm.can_fork", lambda: False)
    monkeypatch.setattr(client, "address", lambda: pytest.fail("asked for a nursery"))

    assert text(run("print(1)")) == "1\n"


def test_papermill_knows_the_engine(tmp_path):
    """`papermill --engine onestop` works without anything else."""
    assert "onestop" in entry_points(group="papermill.engine").names
    cells = [nbformat.v4.new_code_cell("print('ran')")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "in.ipynb")
    options = ["--engine", "onestop", "-k", "python3", "--no-progress-bar"]
    command = [sys.executable, "-m", "papermill", *options, str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb")]

    subprocess.run(command, check=True, capture_output=True, timeout=120)

    assert text(nbformat.read(tmp_path / "out.ipynb", as_version=4)) == "ran\n"
