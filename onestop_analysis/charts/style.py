"""The look of every chart, and how a drawing becomes SVG text.

Lengths are in points. Text is measured before it is placed, so nothing is cut and no layout engine has
to guess; margins are fixed. Matplotlib's settings change only inside `look()`.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

# The text block of an A4 page under Decree 30/2020: 160 mm.
WIDTH = 160 / 25.4 * 72
SIZE = 9.0
LINE = 11.5
GAP = 5.0

# One accent and greys; the warm colour is for late and overdue only. Against white, text colours have a
# contrast of at least 4.5 and marks of at least 3; blue, brown and grey also differ for colour-blind readers.
INK = "#1f2933"
QUIET = "#5b6670"
ACCENT = "#0b5394"
SECOND = "#5f6b76"
PALE = "#7f8b96"
WARM = "#a63d00"
GRID = "#d9dee3"
BAND = "#e9eef3"

# Keeps a text legible where a line runs behind it.
GROUND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}

FONT = "DejaVu Sans"
# Where a browser has no DejaVu, Verdana has the same proportions.
FONT_STACK = f"'{FONT}', Verdana, sans-serif"

SETTINGS: dict[Any, Any] = {
    "font.family": [FONT],
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.pad": 3.0,
    "ytick.major.pad": GAP,
    "text.parse_math": False,  # a name may hold a dollar sign
    "axes.unicode_minus": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "onestop",
}
# Where seaborn's own style has moved on from the copy of it that matplotlib brings.
SINCE = {
    "axes.linewidth": 0.8,
    "legend.frameon": True,
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "xtick.bottom": False,
    "xtick.major.size": 3.5,
    "xtick.minor.size": 2.0,
    "ytick.left": False,
    "ytick.major.size": 3.5,
    "ytick.minor.size": 2.0,
}


@contextmanager
def look() -> Iterator[None]:
    """Seaborn's white style with our font and sizes, for the drawing inside the block only."""
    import matplotlib as mpl
    from matplotlib import style

    with style.context("seaborn-v0_8-white"), mpl.rc_context(SINCE | SETTINGS):
        yield


def canvas(height: float, *, left: float, right: float, top: float = 4, bottom: float = 4) -> Axes:
    """Empty axes on a figure of its own, as wide as the page's text; the margins are given in points."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 72, height / 72))
    plot = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    return figure.add_axes(plot)


def figure_of(ax: Axes) -> Figure:
    """The whole figure that the axes stand on."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes were taken off their figure")
    return figure


def width_of(ax: Axes) -> float:
    """Width of the axes in points."""
    return float(ax.get_position().width * figure_of(ax).get_figwidth() * 72)


def height_of(ax: Axes) -> float:
    """Height of the axes in points."""
    return float(ax.get_position().height * figure_of(ax).get_figheight() * 72)


def ink(color: str) -> str:
    """The colour in which a mark of this colour is named: the pale one is too faint for text."""
    return QUIET if color == PALE else color


def bare(ax: Axes, *keep: str) -> None:
    """Take away frame and tick marks, except for the named spines."""
    for side, spine in ax.spines.items():
        spine.set_visible(side in keep)
        spine.set_color(PALE)
        spine.set_linewidth(0.8)
    ax.tick_params(length=0, labelsize=SIZE, labelcolor=INK, labelfontfamily=FONT)
    ax.set(xlabel="", ylabel="")


def write_beside(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    *,
    shift: tuple[float, float],
    color: str = QUIET,
    **text_settings: Any,  # noqa: ANN401 - goes to matplotlib as it is
) -> None:
    """Write outside the plot: `at` is data across and a fraction of the height upwards, `shift` is in points."""
    across = ax.get_xaxis_transform()
    ax.annotate(
        text,
        at,
        shift,
        xycoords=across,
        textcoords="offset points",
        annotation_clip=False,
        color=color,
        **text_settings,
    )


def text_width(text: str, size: float = SIZE) -> float:
    """Width of the widest line."""
    return max(_advance(line) for line in text.split("\n")) * size / 100


@cache
def _face() -> FT2Font:
    import matplotlib as mpl
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))
    face.set_size(100, 72)
    return face


@cache
def _advance(line: str) -> float:
    from matplotlib.ft2font import LoadFlags

    face = _face()
    face.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64


def wrap(text: str, width: float) -> str:
    """The text on as many lines as it needs; a word wider than a line is broken, never cut."""
    lines = [""]
    for piece in (piece for word in text.split() for piece in _pieces(word, width)):
        longer = f"{lines[-1]} {piece}".strip()
        if text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return "\n".join(lines)


def _pieces(word: str, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def svg_text(figure: Figure) -> str:
    """The figure as SVG: text stays text, and the same drawing always gives the same bytes."""
    buffer = io.StringIO()
    with look():
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    text = buffer.getvalue()
    return text[text.index("<svg") :].replace(f"'{FONT}'", FONT_STACK)
