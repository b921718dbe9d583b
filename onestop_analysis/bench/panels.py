"""What one cell of a notebook shows, and how it follows the pickers.

The first output is static and is the same with Run All, through papermill and in a notebook that nobody
serves. When a picker changes, the output is replaced in place. A served page (voila) draws outputs once
and lets only widgets change, so there the panel is a widget.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from onestop_analysis.bench.frames import TableView, load_scripts
from onestop_analysis.document import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.display import DisplayHandle
    from ipywidgets import HTML

Content = Section | TableView


class Panel:
    """Shows what `make` makes; `refresh()` shows it anew."""

    def __init__(self, make: Callable[[], Content]) -> None:
        self._make = make
        self._handle: DisplayHandle | None = None
        self._widget: HTML | None = None

    @property
    def content(self) -> Content:
        """The section or table, for whoever wants it without a notebook."""
        return self._make()

    def refresh(self) -> None:
        """Show the present content, wherever the panel stands."""
        if self._widget is not None:
            self._widget.value = html_of(self.content)
        elif self._handle is not None:
            self._handle.update(self.content)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        content = self.content
        if is_served():
            from ipywidgets import HTML

            self._widget = HTML(html_of(content))
            display(self._widget)
            return
        if isinstance(content, TableView):
            load_scripts()
        self._handle = display(content, display_id=True)


def html_of(content: Content) -> str:
    """The content as HTML without scripts."""
    if isinstance(content, TableView):
        return content.plain_html()
    bundle: dict[str, Any] = content._repr_mimebundle_()
    return str(bundle["text/html"])


def is_served() -> bool:
    """Whether voila runs the notebook for people who see the page only."""
    return any(name.startswith("VOILA_") for name in os.environ)
