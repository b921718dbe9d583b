"""What an executed notebook has to publish: its sections, in order, as plain data.

Sections of our own come as they are. Whatever else an analyst's notebook shows (Markdown, a picture, a
printed table) becomes a section of its own, as text and images only: no markup of a notebook is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from onestop_analysis.document import MIME
from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Payload = dict[str, Any]
Node = Mapping[str, Any]  # a NotebookNode, or a part of its JSON
ANALYST = "analyst"  # tag of cells for whoever works with the notebook, not for the report's readers
IMAGES = ("image/png", "image/jpeg")
_MARKUP = re.compile(r"!?\[([^\]]*)\]\(([^)]*)\)|[*`]+|(?<!\w)_|_(?!\w)")


def report_sections(notebook: Node) -> list[Payload]:
    """Payloads of all sections of an executed notebook.

    Raises:
        UserError: a cell failed, or the notebook shows no section.
    """
    cells = [cell for cell in notebook["cells"] if ANALYST not in cell.get("metadata", {}).get("tags", ())]
    for number, cell in enumerate(notebook["cells"], 1):
        _refuse_failure(cell, number)
    sections = [section for number, cell in enumerate(cells, 1) for section in _cell_sections(cell, number)]
    sections = [section for section in sections if section["items"] or section.get("native", True)]
    if not any(section.get("native", True) for section in sections):
        raise UserError(
            "sổ tay không có mục báo cáo nào để xuất bản: hãy chạy toàn bộ các ô rồi xuất lại",
            "the notebook shows no section to publish: run all its cells, then export again",
        )
    _refuse_repetition([section["id"] for section in sections])
    return sections


def change_sections(notebook: Node, change: Callable[[Payload], Payload]) -> None:
    """Put another payload in the place of each section, and show it; what is no section of ours is removed.

    For editions whose content differs from what the notebook first showed.
    """
    from onestop_analysis.export.fragments import section_text, shown_html

    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [output for output in cell["outputs"] if MIME in output.get("data", {})]
            for output in cell["outputs"]:
                payload = change(output["data"][MIME])
                if payload is output["data"][MIME]:
                    continue  # it is shown already
                shown = {"text/html": shown_html(payload), "text/plain": section_text(payload)}
                output["data"] = {MIME: payload} | shown


def front_meta(sections: Iterable[Payload]) -> dict[str, Any]:
    """Header data of the section `front`; empty for a notebook without one."""
    return next((section["meta"] for section in sections if section["id"] == "front"), {})


def _refuse_failure(cell: Node, number: int) -> None:
    for output in cell.get("outputs", ()):
        if output["output_type"] == "error":
            what = f"{output.get('ename', '')}: {output.get('evalue', '')}"
            raise UserError(
                f"ô thứ {number} của sổ tay bị lỗi ({what}): sửa lỗi và chạy lại trước khi xuất bản",
                f"cell {number} of the notebook failed ({what}): mend it and run again before publishing",
            )


def _refuse_repetition(ids: list[str]) -> None:
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        names = ", ".join(repeated)
        raise UserError(
            f"mục {names} xuất hiện nhiều lần trong sổ tay: mỗi mục chỉ hiển thị một lần",
            f"section {names} is shown more than once in the notebook: show each section once",
        )


def _cell_sections(cell: Node, number: int) -> Iterator[Payload]:
    if cell["cell_type"] == "markdown":
        yield _foreign(number, list(markdown_items(_text(cell["source"]))))
    for index, output in enumerate(cell.get("outputs", ())):
        data = output.get("data", {})
        if MIME in data:
            yield data[MIME]
        else:
            yield _foreign(f"{number}-{index}", list(_foreign_items(output, data)))


def _foreign(name: int | str, items: list[Payload]) -> Payload:
    return {"id": f"cell-{name}", "title": [], "items": items, "lang": "vi", "meta": {}, "native": False}


def _foreign_items(output: Node, data: Node) -> Iterator[Payload]:
    image = next((mime for mime in IMAGES if mime in data), None)
    if "image/svg+xml" in data:
        yield {"kind": "chart", "id": "svg", "title": [], "svg": _text(data["image/svg+xml"]), "alt": [], "table": None}
    elif image:
        yield {"kind": "image", "mime": image, "data": "".join(_text(data[image]).split())}
    elif "text/markdown" in data:
        yield from markdown_items(_text(data["text/markdown"]))
    elif "text/plain" in data:
        yield {"kind": "verbatim", "text": _text(data["text/plain"])}
    elif output.get("name") == "stdout":
        yield {"kind": "verbatim", "text": _text(output["text"])}


def markdown_items(source: str) -> Iterator[Payload]:
    """Headings, lists and paragraphs of a Markdown text; emphasis and links become plain words."""
    for kind, group in groupby(_markdown_lines(source), key=lambda line: line[0]):
        texts = [_words(text) for _, text in group]
        if kind == "list":
            yield {"kind": "list", "items": texts}
        elif kind == "heading":
            yield from ({"kind": "heading", "content": text} for text in texts)
        elif kind == "paragraph":
            content = [run for text in texts for run in (*text, {"text": " ", "kind": "text", "ref": ""})]
            yield {"kind": "paragraph", "role": "body", "content": content[:-1]}


def _markdown_lines(source: str) -> Iterator[tuple[str, str]]:
    for line in source.splitlines():
        text = line.strip()
        if match := re.match(r"#{1,6}\s+(.*)", text):
            yield "heading", match[1]
        elif match := re.match(r"(?:[-*+]|\d+\.)\s+(.*)", text):
            yield "list", match[1]
        else:
            yield ("paragraph" if text else "blank"), text


def _words(text: str) -> list[dict[str, str]]:
    plain = _MARKUP.sub(lambda match: f"{match[1]} ({match[2]})" if match[1] else "", text)
    return [{"text": plain, "kind": "text", "ref": ""}]


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
