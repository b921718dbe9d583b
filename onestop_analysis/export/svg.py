"""Charts on a page: an SVG text made safe to stand inside HTML, with a name and ids of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from onestop_analysis.errors import OnestopError

if TYPE_CHECKING:
    from collections.abc import Iterator

SVG_SPACE = "http://www.w3.org/2000/svg"
# What a drawing needs; all else (script, foreignObject, style, metadata, links) is left out.
DRAWING = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "text", "tspan", "path", "rect", "circle", "ellipse"),
        *("line", "polyline", "polygon", "clipPath", "marker", "mask", "pattern", "linearGradient", "radialGradient"),
        "stop",
    )
)
_LOCAL = re.compile(r"url\(#([^)]+)\)")
# matplotlib's own style element; inherited from the root it does the same and stays inside the drawing.
_STROKES = "stroke-linejoin:round;stroke-linecap:butt;"


class UnsafeDrawingError(OnestopError):
    """A chart that is not a drawing: not well-formed, or with a document type of its own."""


def inline_svg(svg: str, *, name: str, prefix: str) -> str:
    """The drawing as an element for HTML, named for screen readers.

    Args:
        svg: SVG text, as matplotlib writes it.
        name: the alternative text.
        prefix: put before every id, so that two drawings on a page do not share one.

    Raises:
        UnsafeDrawingError: not well-formed SVG, or with entities of its own.
    """
    root = _parse(svg)
    _clean(root, prefix)
    style = _STROKES + "max-width:100%;height:auto"
    root.attrib |= {"xmlns": SVG_SPACE, "role": "img", "aria-label": name, "style": style}
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def _parse(svg: str) -> ET.Element:
    body = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>", "", svg).strip()
    if "<!DOCTYPE" in body or "<!ENTITY" in body:
        raise UnsafeDrawingError("a chart may not bring a document type of its own")
    try:
        root = ET.fromstring(body)  # noqa: S314  # no document type, hence no entities
    except ET.ParseError as error:
        raise UnsafeDrawingError(f"a chart is not well-formed SVG: {error}") from error
    if _local(root.tag) != "svg":
        raise UnsafeDrawingError(f"a chart must be an svg element, not {root.tag}")
    return root


def _clean(element: ET.Element, prefix: str) -> None:
    element.tag = _local(element.tag)
    element.attrib = dict(_attributes(element, prefix))
    for child in list(element):
        if isinstance(child.tag, str) and _local(child.tag) in DRAWING:
            _clean(child, prefix)
        else:
            element.remove(child)


def _attributes(element: ET.Element, prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        name = _local(key)
        if name == "id":
            yield "id", f"{prefix}-{value}"
        elif name == "href" and value.startswith("#"):
            yield "href", f"#{prefix}-{value[1:]}"
        elif name != "href" and not name.startswith("on") and "://" not in value:
            yield name, _LOCAL.sub(rf"url(#{prefix}-\1)", value)


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
