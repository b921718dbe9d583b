"""nbconvert exporter `onestop-html`: `jupyter nbconvert --to onestop-html`, and JupyterLab's export menu.

Only a thin face of `page.render_html`: nbconvert costs seconds to import, a report needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from traitlets import default

from onestop_analysis.export.menu import on_jupyter_server
from onestop_analysis.export.page import render_html

if TYPE_CHECKING:
    from nbformat import NotebookNode


class OnestopHTMLExporter(Exporter):
    """An executed notebook as one offline HTML page."""

    export_from_notebook = "Báo cáo một cửa (HTML)"
    output_mimetype = "text/html"

    @default("enabled")
    def _enabled_default(self) -> bool:
        return not on_jupyter_server()

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # the base class returns a notebook, exporters a text
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """The page as text, as nbconvert asks for it."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render_html(nb), resources


class MenuHTMLExporter(OnestopHTMLExporter):
    """The same under the name that JupyterLab's menu shows and its server accepts."""

    @default("enabled")
    def _enabled_default(self) -> bool:
        return True
