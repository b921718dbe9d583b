"""`%load_ext onestop_analysis`: the style of charts and the format of numbers in an analyst's own cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onestop_analysis.bench.frames import frame_html
from onestop_analysis.errors import user_language

if TYPE_CHECKING:
    import pandas as pd
    from IPython.core.interactiveshell import InteractiveShell

FRAME = ("pandas", "DataFrame")
ROWS = 60


def load(shell: InteractiveShell) -> None:
    """Draw as the report does, figures as SVG; show tables with the separators of the language."""
    import matplotlib as mpl
    import seaborn as sns
    from IPython.core.pylabtools import select_figure_formats

    from onestop_analysis.charts.style import SETTINGS

    mpl.rcParams.update({**sns.axes_style("white"), **SETTINGS})
    select_figure_formats(shell, {"svg"})
    _html(shell).for_type_by_name(*FRAME, shown)


def unload(shell: InteractiveShell) -> None:
    """Matplotlib's own style, and tables as pandas shows them."""
    import matplotlib as mpl

    mpl.rcdefaults()
    html = _html(shell)
    html.pop(".".join(FRAME), None)


def shown(frame: pd.DataFrame) -> str:
    """A table as HTML: the index where it says something, the first rows of a long one, and how large it is."""
    import pandas as pd

    lang = user_language()
    named = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index()
    size = f"{len(frame)} × {len(frame.columns)}" if len(frame) > ROWS else ""
    return frame_html(named.head(ROWS), lang, caption=size)


def _html(shell: InteractiveShell) -> Any:  # noqa: ANN401 - an HTMLFormatter
    if shell.display_formatter is None:
        raise RuntimeError("this IPython shows nothing")
    return shell.display_formatter.formatters["text/html"]
