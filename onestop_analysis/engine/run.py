"""Runs a notebook through papermill, by its own engine or by the warm one."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

from onestop_analysis.errors import CutOffReportError, IncompleteReportError, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode
    from traitlets.config import Config

ENGINES = {"stock": None, "onestop": "onestop"}  # names that papermill knows


def run_notebook(source: Path, parameters: dict[str, str], *, root: Path, engine: str = "stock") -> NotebookNode:
    """Execute a notebook of the project in folder `root`; timings and random ids go: equal inputs, equal notebooks.

    Raises:
        UserError: no such notebook, or what the notebook itself says of the user's wishes or data.
        IncompleteReportError: a cell failed, or the kernel died (CutOffReportError).
    """
    _skip_grammar()
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    name = source.name
    if not source.is_file():
        raise UserError(f"thiếu notebooks/{name} trong dự án", f"notebooks/{name} is missing in the project")
    if engine == "onestop":
        _register_engine()
    os.environ["ONESTOP_ROOT"] = str(root)
    try:
        with tempfile.TemporaryDirectory(prefix="onestop-") as sockets:
            notebook = _execute(source, parameters, engine=ENGINES[engine], config=_kernel_config(sockets))
    except PapermillExecutionError as error:
        if error.ename in {"UserError", *(kind.__name__ for kind in UserError.__subclasses__())}:
            raise UserError(error.evalue, error.evalue) from None
        raise IncompleteReportError(f"{name}, cell {error.cell_index}: {error.ename}: {error.evalue}") from error
    except DeadKernelError as error:
        raise CutOffReportError(f"{name}: its kernel died while the notebook ran") from error
    return _without_timings(notebook)


def _execute(source: Path, parameters: dict[str, str], *, engine: str | None, config: Config) -> NotebookNode:
    """Papermill's own steps but for its last, which makes a text of the notebook once more, for nobody."""
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    notebook: NotebookNode = parameterize_notebook(load_notebook_node(str(source)), parameters, engine_name=engine)
    options = {"kernel_name": "python3", "progress_bar": False, "log_output": False, "config": config}
    notebook = papermill_engines.execute_notebook_with_engine(engine, notebook, **options)
    raise_for_execution_errors(notebook, None)
    return notebook


def _register_engine() -> None:
    """Papermill finds engines of installed packages; this one also where the package is only on the path."""
    from papermill.engines import papermill_engines

    from onestop_analysis.engine.warm import OnestopEngine

    papermill_engines.register("onestop", OnestopEngine)


def _skip_grammar() -> None:
    """Keep jsonschema from building the grammar of international URIs.

    No notebook needs it, and it costs more than a second whenever jupyterlab's extras are installed.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: "not installed"


def _kernel_config(folder: str) -> Config:
    """Sockets in a folder of this run alone, where there are such.

    The default talks over TCP, open to others on the machine, and Jupyter's own names for socket files are those
    of any other kernel started from the same folder.
    """
    from traitlets.config import Config

    longest = 90  # a socket's path has about 104 letters at most
    if sys.platform == "win32" or len(folder) > longest:
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})


def _without_timings(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata.papermill = {"parameters": dict(notebook.metadata.papermill.parameters)}
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"  # papermill draws a random one
    return notebook
