"""One section of a report as an HTML fragment and as text: for notebooks, and the parts of our page.

A fragment reads well without any style sheet (JupyterLab, stock `jupyter nbconvert --to html`) and loads
nothing. Whatever stands in a payload is escaped: data never become markup.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from onestop_analysis import formats
from onestop_analysis.errors import UserError
from onestop_analysis.export.letter import closing_html, front_html
from onestop_analysis.export.origins import anchor, asking, kept_together, origins_html
from onestop_analysis.export.svg import inline_svg

Payload = dict[str, Any]
Content = Iterable[dict[str, str]]

WORDS = {
    "vi": {"data": "Số liệu của biểu đồ", "chart": "Biểu đồ", "table": "Bảng", "picture": "Hình không có mô tả"},
    "en": {"data": "Data of the chart", "chart": "Chart", "table": "Table", "picture": "Picture without description"},
}

_SHOWN = (
    "section.onestop data{position:relative}section.onestop .origin:popover-open{display:block}"
    "section.onestop data button{all:unset;position:absolute;inset:0;cursor:help}"
    "section.onestop data button:focus-visible{outline:2px solid}"
    "section.onestop .origin{max-width:28rem;padding:.5rem .8rem;font-size:.875rem;overflow-wrap:anywhere}"
    "section.onestop .notice{border-left:4px solid currentColor;padding-left:.75rem}"
    "section.onestop .small{font-size:.875em}section.onestop cite{font-style:normal}"
)
# JupyterLab takes style sheets, drawings and popovers out of a notebook that it does not trust, which is every one
# that another machine ran. What is left says the same: a button over each number is empty, notes stay closed.
_BUTTON = re.compile(r'(<button type="button" popovertarget="[^"]*")>(.*?)</button>')
_OVER = r'\2\1 aria-label="\2" style="border:0;padding:0"></button>'
_DRAWING = re.compile(r'<svg .*?aria-label="([^"]*)".*?</svg>', re.DOTALL)


def section_html(payload: Payload) -> str:
    """One section as an HTML fragment, headings from level 2 (the front: level 1)."""
    body = "\n".join(item_html(item, payload) for item in payload["items"])
    if payload["id"] == "front":
        return _section(payload, f"{front_html(payload['meta'], payload['lang'])}\n{_headline(payload)}{body}")
    if payload["id"] == "closing":
        return _section(payload, f"{_title(payload)}{body}\n{closing_html(payload['meta'], payload['lang'])}")
    return _section(payload, f"{_title(payload)}{body}")


def shown_html(payload: Payload) -> str:
    """One section for a notebook, which has no style sheet of ours: numbers that can be asked look like text.

    Charts are pictures: they can be copied from the page, and a notebook that is not trusted shows them too.
    """
    html = _BUTTON.sub(_OVER, section_html(payload)).replace(' popover="auto"', ' hidden="hidden" popover="auto"')
    return f"<style>{_SHOWN}</style>\n{_DRAWING.sub(_picture, html)}"


def _picture(drawing: re.Match[str]) -> str:
    source = base64.b64encode(drawing[0].encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" alt="{drawing[1]}" style="max-width:100%">'


def section_text(payload: Payload) -> str:
    """One section for a terminal: title, paragraphs, aligned tables, charts as their message and data."""
    meta = payload["meta"]
    front = (meta.get("title", ""), meta.get("subject", ""), meta.get("synthetic", ""))
    title = plain(payload["title"])
    parts = list(front) if payload["id"] == "front" else []
    parts += [f"{title}\n{'=' * len(title)}"] if title else []
    parts += [_item_text(item, payload["lang"]) for item in payload["items"]]
    return "\n\n".join(part for part in parts if part)


def plain(content: Content) -> str:
    """The text that a reader sees."""
    return "".join(run["text"] for run in content)


def runs_html(content: Content, payload: Payload) -> str:
    """Runs as HTML: numbers, claims and dates as elements that carry their value and their origin."""
    return kept_together("".join(_run_html(run, payload) for run in content))


def _run_html(run: dict[str, str], payload: Payload) -> str:
    text, ref = escape(run["text"]), escape(run["ref"])
    match run["kind"]:
        case "number" | "claim" as kind:
            css = "n" if kind == "number" else "claim"
            value = escape(_value(run["text"], payload["lang"]))
            return f'<data class="{css}" value="{value}" data-ref="{ref}">{asking(run, text, payload)}</data>'
        case "date":
            return f'<time datetime="{ref}">{text}</time>'
        case "reference":
            return f"<cite>{text}</cite>"
        case "note":
            return f'<span class="note">{text}</span>'
    return text


def _value(text: str, lang: str) -> str:
    """The number a machine reads; the text itself where it says more than a number ('trên 99,99%')."""
    try:
        return str(formats.parse_share(text, lang))
    except UserError:
        return text


def item_html(item: Payload, payload: Payload) -> str:
    """One item of a section as HTML."""
    return _ITEM_HTML[item["kind"]](item, payload)


def _heading_html(item: Payload, payload: Payload) -> str:
    return f"<h3>{runs_html(item['content'], payload)}</h3>"


def _paragraph_html(item: Payload, payload: Payload) -> str:
    role = "" if item["role"] == "body" else f' class="{escape(item["role"])}"'
    return f"<p{role}>{runs_html(item['content'], payload)}</p>"


def _list_html(item: Payload, payload: Payload) -> str:
    entries = "".join(f"<li>{runs_html(entry, payload)}</li>" for entry in item["items"])
    return f"<ul>{entries}</ul>"


def _image_html(item: Payload, payload: Payload) -> str:
    source = f"data:{escape(item['mime'])};base64,{escape(item['data'])}"
    return f'<img src="{source}" alt="{WORDS[payload["lang"]]["picture"]}" style="max-width:100%">'


def _verbatim_html(item: Payload, _: Payload) -> str:
    return f'<pre style="overflow-x:auto" tabindex="0">{escape(item["text"])}</pre>'


def table_html(table: Payload, payload: Payload, html_id: str = "") -> str:
    """A table with caption, column heads and row heads, in a box that scrolls on a narrow screen."""
    heads = "".join(
        f'<th scope="col" style="text-align:{column["align"]}">{escape(column["label"])}</th>'
        for column in table["columns"]
    )
    html_id = html_id or anchor("t", table["id"])
    rows = [_row_html(row, table, payload) for row in table["rows"]]
    if table["total"] and rows:
        rows[-1] = rows[-1].replace("<tr>", '<tr class="total" style="font-weight:bold">', 1)
    caption, body = runs_html(table["caption"], payload), "\n".join(rows)
    # Numbers that can be asked take the focus themselves, and the box scrolls to them.
    label = (
        f' role="group" tabindex="0" aria-label="{escape(plain(table["caption"]))}"' if "<button" not in body else ""
    )
    return (
        f'<div class="scroll"{label} style="overflow-x:auto">'
        f'<table id="{html_id}"><caption style="text-align:left">{caption}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _placed_table_html(table: Payload, payload: Payload) -> str:
    html = table_html(table, payload)
    if not table.get("appendix"):
        return html
    return f"<details><summary>{runs_html(table['caption'], payload)}</summary>{html}</details>"


def _row_html(row: list[Content], table: Payload, payload: Payload) -> str:
    head, *cells = (
        f' style="text-align:{column["align"]}">{runs_html(cell, payload)}'
        for cell, column in zip(row, table["columns"], strict=True)
    )
    return f'<tr><th scope="row"{head}</th>{"".join(f"<td{cell}</td>" for cell in cells)}</tr>'


def chart_html(chart: Payload, payload: Payload) -> str:
    """A chart with its message above it and the data that it draws beneath, folded."""
    html_id = anchor("c", chart["id"])
    name = plain(chart["alt"]) or WORDS[payload["lang"]]["picture"]
    drawing = inline_svg(chart["svg"], name=name, prefix=html_id)
    data = ""
    if chart["table"]:
        words = escape(WORDS[payload["lang"]]["data"])
        data = (
            f"\n<details><summary>{words}</summary>{table_html(chart['table'], payload, html_id + '-data')}</details>"
        )
    return (
        f'<figure class="chart" id="{html_id}" style="margin:1em 0">'
        f"<figcaption>{runs_html(chart['title'], payload)}</figcaption>\n"
        f'<div class="plot">{drawing}</div>'
        f"{data}</figure>"
    )


_ITEM_HTML: dict[str, Callable[[Payload, Payload], str]] = {
    "heading": _heading_html,
    "paragraph": _paragraph_html,
    "list": _list_html,
    "table": _placed_table_html,
    "chart": chart_html,
    "image": _image_html,
    "verbatim": _verbatim_html,
}


def _section(payload: Payload, inner: str) -> str:
    html_id = anchor("s", payload["id"])
    title = plain(payload["title"])
    label = f' aria-labelledby="{html_id}-title"' if title and payload["id"] != "front" else ""
    inner = f"{inner}\n{origins_html(payload)}"
    return f'<section class="onestop" id="{html_id}" lang="{escape(payload["lang"])}"{label}>\n{inner}\n</section>'


def _title(payload: Payload) -> str:
    if not plain(payload["title"]):
        return ""
    return f'<h2 id="{anchor("s", payload["id"])}-title">{runs_html(payload["title"], payload)}</h2>\n'


def _headline(payload: Payload) -> str:
    """The front's own title is its message; not shown where it only repeats the header block."""
    title = plain(payload["title"])
    known = {payload["meta"].get("title", ""), payload["meta"].get("subject", "")}
    if not title or title in known:
        return ""
    return f'<p class="headline"><strong>{runs_html(payload["title"], payload)}</strong></p>\n'


def _item_text(item: Payload, lang: str) -> str:
    text = _simple_text(item, lang)
    if item["kind"] == "table":
        text = table_text(item)
    elif item["kind"] == "chart":
        text = f"[{WORDS[lang]['chart']}] {plain(item['title'])}\n{plain(item['alt'])}"
        text += f"\n\n{table_text(item['table'])}" if item["table"] else ""
    return text


def _simple_text(item: Payload, lang: str) -> str:
    match item["kind"]:
        case "paragraph":
            return plain(item["content"])
        case "heading":
            return plain(item["content"]) + "\n" + "-" * len(plain(item["content"]))
        case "list":
            return "\n".join(f"  - {plain(entry)}" for entry in item["items"])
        case "verbatim":
            return str(item["text"])
    return f"[{WORDS[lang]['picture']}]"


def table_text(table: Payload) -> str:
    """A table in columns of one width, numbers to the right."""
    grid = [[column["label"] for column in table["columns"]]]
    grid += [[plain(cell) for cell in row] for row in table["rows"]]
    grid = [[unicodedata.normalize("NFC", cell) for cell in row] for row in grid]
    widths = [max(map(len, cells)) for cells in zip(*grid, strict=True)]
    right = [column["align"] == "right" for column in table["columns"]]
    lines = [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in grid
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([plain(table["caption"]), lines[0], rule, *lines[1:]])
