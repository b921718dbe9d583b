"""Which exporters JupyterLab's menu File > Save and Export Notebook As has.

The menu shows an exporter's entry point, and the server behind it answers only names of letters, figures and
underscores: onestop-html and onestop-pdf would be listed there and then not be found. So they step aside on a
server for Bao_cao_HTML and Bao_cao_PDF, which are the same under names that can be read and are answered.
"""

from __future__ import annotations

import sys


def on_jupyter_server() -> bool:
    """Whether this program is a running Jupyter server."""
    module = sys.modules.get("jupyter_server.serverapp")
    return module is not None and bool(module.ServerApp.initialized())
