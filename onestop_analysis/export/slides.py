"""Charts of a report as PNG pictures for slides, 1920 by 1080: title, drawing, source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from onestop_analysis.export.fragments import plain
from onestop_analysis.export.paper import FOLDER, drawing_fonts
from onestop_analysis.export.svg import inline_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

_DPI = 152.4  # 320 mm across give 1920 pixels


def render_slides(charts: Sequence[dict[str, Any]], *, source: str, notice: str, lang: str = "vi") -> list[bytes]:
    """A PNG for each chart of a report's sections, in order.

    Args:
        charts: payloads with `title`, `alt` and `svg`.
        source: who publishes the numbers, and of which period.
        notice: what must stand on every page, such as that data are synthetic.
        lang: language of the texts.
    """
    if not charts:
        return []
    import typst

    pages = [
        {
            "title": plain(chart["title"]),
            "alt": plain(chart["alt"]),
            "svg": inline_svg(chart["svg"], name=plain(chart["alt"]), prefix="c"),
        }
        for chart in charts
    ]
    content = {"charts": pages, "source": source, "notice": notice, "lang": lang}
    compiler = typst.Compiler(
        (FOLDER / "slide.typ").read_bytes(),
        root=str(FOLDER),
        font_paths=drawing_fonts(),
        sys_inputs={"slides": json.dumps(content, ensure_ascii=False)},
    )
    made = compiler.compile(format="png", ppi=_DPI)
    return cast("list[bytes]", made if isinstance(made, list) else [made])
