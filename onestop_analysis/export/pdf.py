"""nbconvert exporter `onestop-pdf`: `jupyter nbconvert --to onestop-pdf`, and JupyterLab's export menu.

Only a thin face of `paper.render_pdf`: nbconvert costs seconds to import, a report needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters.exporter import Exporter
from traitlets import Unicode, default

from onestop_analysis.export.menu import on_jupyter_server
from onestop_analysis.export.paper import render_pdf

if TYPE_CHECKING:
    from nbformat import NotebookNode


class OnestopPDFExporter(Exporter):
    """An executed notebook as an A4 PDF in the layout of Decree 30/2020."""

    export_from_notebook = "Báo cáo một cửa (PDF)"
    output_mimetype = "application/pdf"
    font = Unicode(help="Font family of this machine, such as Times New Roman; empty: Typst's own.").tag(config=True)

    @default("enabled")
    def _enabled_default(self) -> bool:
        return not on_jupyter_server()

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # the base class returns a notebook, exporters the file
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[bytes, dict[str, Any]]:
        """The PDF as bytes, as nbconvert asks for it."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render_pdf(nb, font=self.font or None), resources


class MenuPDFExporter(OnestopPDFExporter):
    """The same under the name that JupyterLab's menu shows and its server accepts."""

    @default("enabled")
    def _enabled_default(self) -> bool:
        return True
