"""An executed notebook as an A4 PDF: Decree 30/2020 layout, tagged (PDF/UA-1, PDF/A-2a), set by Typst.

Data reach Typst as one JSON text and are shown as strings; the layout is `report.typ`. Nothing is
written to disk, nothing is fetched, and the bytes depend on the notebook and the fonts alone.
"""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from onestop_analysis.errors import UserError
from onestop_analysis.export import fragments
from onestop_analysis.export.fragments import plain
from onestop_analysis.export.letter import MOTTO, NATION, RECIPIENTS, compounds
from onestop_analysis.export.notebook import front_meta, report_sections
from onestop_analysis.export.origins import with_references
from onestop_analysis.export.page import WORDS as PAGE_WORDS
from onestop_analysis.export.page import chapters
from onestop_analysis.export.row_heads import mark_row_heads
from onestop_analysis.export.svg import inline_svg

if TYPE_CHECKING:
    import typst

    from onestop_analysis.export.notebook import Node

Payload = dict[str, Any]
FOLDER = Path(__file__).parent
DEFAULT_FONT = "Libertinus Serif"  # comes with Typst, carries every Vietnamese letter
# Families that a drawing names, and what DejaVu Sans, matplotlib's own font, can draw.
_FAMILY = re.compile(r"font(?:-family)?:[^;\"']*'([^']+)'")
_DRAWABLE = re.compile("[\t\n -\u024f\u0300-\u03ff\u1e00-\u1eff\u2000-\u27bf\u2b00-\u2bff]*")
_MARKUP = re.compile("<[^>]*>")
LINE, HALF_LINE = 102.0, 46.0  # letters of a table's type across the page, and across half of it
_LABEL = 24.0  # a column of names is not squeezed below this
SLACK = 2  # letters by which a centred line may be longer than it should
KEPT_LINES, LINE_LETTERS = 5, 88  # this much text stays with the signature
_GAP = 2.4  # letters between two columns
_REMEMBERED = 10  # runs after which Typst forgets what no later run has used
HANOI = timezone(timedelta(hours=7))
WORDS = {
    "vi": {"appendix": "Phụ lục: Số liệu chi tiết", "see": ": xem Phụ lục."},
    "en": {"appendix": "Appendix: detailed data", "see": ": see the appendix."},
}


def render_pdf(notebook: Node, *, font: str | None = None) -> bytes:
    """The PDF of an executed notebook.

    Args:
        notebook: the executed notebook.
        font: a font family of this machine, such as Times New Roman; else ONESTOP_FONT, else the
            font that comes with Typst.

    Raises:
        UserError: a cell failed, no section, a font that is missing or lacks letters of the report.
    """
    return render_sections(report_sections(notebook), font=font)


def render_sections(sections: list[Payload], *, font: str | None = None, compact: bool = False) -> bytes:
    """The PDF of sections that need not come from a notebook; `compact` sets them in smaller type.

    Arguments and errors as of `render_pdf`.
    """
    meta = front_meta(sections)
    family = font_family(font)
    report = page_data(sections, meta, family) | {"compact": compact}
    return _typeset(report, timestamp(meta), family)


def font_family(font: str | None = None) -> str:
    """The family asked for, else ONESTOP_FONT, else the one that comes with Typst."""
    return font or os.environ.get("ONESTOP_FONT") or DEFAULT_FONT


def timestamp(meta: Payload) -> datetime:
    """The document's time: SOURCE_DATE_EPOCH, else the report's date, never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC)
    if meta.get("date"):
        return datetime.fromisoformat(meta["date"]).replace(tzinfo=HANOI)
    return datetime.fromtimestamp(0, UTC)


def page_data(sections: list[Payload], meta: Payload, font: str) -> Payload:
    """What `report.typ` reads: sections with clean drawings and column widths, header and end."""
    lang = sections[0]["lang"]
    closing = next((_closing(section["meta"]) for section in sections if section["id"] == "closing"), None)
    words = PAGE_WORDS[lang] | fragments.WORDS[lang] | WORDS[lang] | {"recipients": RECIPIENTS[lang]}
    sections, origins = with_references(sections)
    body = [section for section in sections if section["id"] != "front"]
    return _header(meta, lang) | {
        "lang": lang,
        "font": font,
        "words": words,
        "closing": closing,
        # The list of contents stands in two columns, the second from this section on.
        "half": -(-len(chapters(body)) // 2) if len(chapters(body)) > 2 else 0,
        "front": [_section(section) for section in sections if section["id"] == "front"],
        "body": _keep_last([_section(section) for section in body], closing),
        "charts": chart_tables(sections),
        "annex": annex_tables(sections),
        "origins": origins,
    }


def _header(meta: Payload, lang: str) -> Payload:
    place = ", ".join(part for part in (meta.get("place", ""), meta.get("date_text", "")) if part)
    return {
        "meta": {key: meta.get(key, "") for key in ("number", "title")} | _balanced_header(meta),
        "letter": bool(meta),
        "title": meta.get("subject") or PAGE_WORDS[lang]["report"],
        "author": meta.get("author", ""),
        "keywords": list(meta.get("keywords", ())),
        "summary": meta.get("summary", ""),
        "notice": meta.get("synthetic", ""),
        "nation": NATION[lang],
        "motto": MOTTO[lang],
        "cover": bool(meta.get("cover")),
        "place-name": meta.get("place", ""),
        "year": meta.get("date", "")[:4],
        "place": place,
    }


def _closing(meta: Payload) -> Payload:
    keys = ("signer_title", "signer_name")
    return {key: meta.get(key, "") for key in keys} | {"recipients": list(meta.get("recipients", ()))}


def _balanced_header(meta: Payload) -> Payload:
    widths = {"superior": 28, "authority": 24, "subject": 64}
    return {key: balanced_lines(meta.get(key, ""), width, meta.get("place", "")) for key, width in widths.items()}


def balanced_lines(text: str, width: int, place: str = "") -> list[str]:
    """A centred text in as few lines as `width` letters allow, of about one length; a name begins a line of its own."""
    pieces = compounds(text, place)
    made = (_lines_of(pieces, count, width) for count in range(-(-len(text) // width) or 1, max(len(pieces), 1) + 1))
    return next((lines for lines in made if max(map(len, lines)) <= width + SLACK), [text])


def _lines_of(pieces: list[str], count: int, width: int) -> list[str]:
    """So many lines of about one length."""
    words, lines = pieces, []
    for left in range(count, 0, -1):
        target = len(" ".join(words)) / left
        sizes = {
            cut: abs(len(" ".join(words[:cut])) - target) + (0 if _begins_name(words, cut, width) else 12)
            for cut in range(1, len(words) + 1)
        }
        cut = min(sizes, key=lambda size: sizes[size], default=0) if left > 1 else len(words)
        lines.append(" ".join(words[:cut]))
        words = words[cut:]
    return [line for line in lines if line] or [""]


def _begins_name(words: list[str], cut: int, width: int) -> bool:
    """Whether the words from here on are a line that begins with a name, and none is cut: 'tại / Trung tâm Phục vụ'."""
    return (
        cut < len(words)
        and words[cut][0].isupper()
        and all(word[0].islower() for word in words[max(cut - 2, 0) : cut])
        and len(" ".join(words[cut:])) <= width
    )


def _section(section: Payload) -> Payload:
    title = section["title"] if section["id"] != "front" else []
    numbered = section["id"] != "closing"
    items = [_item(item, section["lang"]) for item in section["items"]]
    return {"title": title, "lang": section["lang"], "items": items, "numbered": numbered, "kept": 0}


def _keep_last(body: list[Payload], closing: Payload | None) -> list[Payload]:
    """Mark the paragraphs before the signature, some lines of them, so that it never stands almost alone on a page."""
    lines = 0
    for section in reversed(body if closing is not None else []):
        texts = [plain(item["content"]) if item["kind"] == "paragraph" else None for item in reversed(section["items"])]
        for text in texts:
            if text is None or lines >= KEPT_LINES:
                return body
            lines += -(-len(text) // LINE_LETTERS)
            section["kept"] += 1
    return body


def _item(item: Payload, lang: str) -> Payload:
    match item["kind"]:
        case "table" if item.get("appendix"):
            content = [*item["caption"], {"text": WORDS[lang]["see"], "kind": "text", "ref": ""}]
            return {"kind": "paragraph", "role": "body", "content": content}
        case "table":
            return item | _measured(item, LINE)
        case "chart":
            _check_lettering(item["svg"])
            name = plain(item["alt"]) or fragments.WORDS[lang]["picture"]
            return item | {"svg": inline_svg(item["svg"], name=name, prefix="c"), "alt": name, "table": None}
        case "image":
            return item | {"bytes": list(base64.b64decode(item["data"])), "data": ""}
    return item


def _check_lettering(svg: str) -> None:
    """Refuse a chart whose text would silently be set in some other font than it was drawn with."""
    drawn = set(_FAMILY.findall(svg)) - set(_fonts(system=False).families())
    letters = set("".join(_MARKUP.split(svg))) if not _DRAWABLE.fullmatch(svg) else set()
    strange = sorted(drawn | {letter for letter in letters if not _DRAWABLE.fullmatch(letter)})
    if strange:
        what = ", ".join(map(repr, strange))
        raise UserError(
            f"biểu đồ dùng phông chữ hoặc ký tự không có sẵn: {what}; hãy vẽ bằng DejaVu Sans",
            f"a chart uses fonts or letters that are not available: {what}; draw it in DejaVu Sans",
        )


def _measured(table: Payload, capacity: float) -> Payload:
    """Column widths, and the smaller type that a table with very many columns needs."""
    widths = column_widths(table, capacity)
    return {"widths": widths, "scale": max(0.6, min(1.0, capacity / sum(widths)))}


def column_widths(table: Payload, capacity: float) -> list[float]:
    """Relative widths in letters: figures get what they need, words share what is left of a line.

    Args:
        table: columns with labels, rows of cells.
        capacity: letters that a whole line holds.
    """
    cells = [
        [column["label"], *(plain(row[index]) for row in table["rows"])]
        for index, column in enumerate(table["columns"])
    ]
    needs = [_least_width(texts) for texts in cells]
    wishes = [max(need, *(len(text) + _GAP for text in texts)) for need, texts in zip(needs, cells, strict=True)]
    words = [column["align"] == "left" for column in table["columns"]]
    room = capacity - sum(need for need, flexible in zip(needs, words, strict=True) if not flexible)
    share = room / max(sum(words), 1)
    return [
        max(need, min(wish, max(share, _LABEL))) if flexible else need
        for need, wish, flexible in zip(needs, wishes, words, strict=True)
    ]


def _least_width(texts: list[str]) -> float:
    """The longest word, figures unbroken, and a label on two lines at most, three where it is long."""
    label, *cells = texts
    figures = [cell for cell in cells if any(char.isdigit() for char in cell) and len(cell) < 16]
    words = [word for text in (label, *cells) for word in text.split()]
    longest = max((*map(len, words), *map(len, figures)), default=1)
    return max(longest, min(len(label), 8), min(len(label) * 0.55, 14)) + _GAP


def chart_tables(sections: list[Payload]) -> list[Payload]:
    """The data tables of all charts, in order, each under its chart's title."""
    charts = [item for section in sections for item in section["items"] if item["kind"] == "chart"]
    return [
        chart["table"] | _measured(chart["table"], HALF_LINE) | {"caption": chart["title"]}
        for chart in charts
        if chart["table"]
    ]


def annex_tables(sections: list[Payload]) -> list[Payload]:
    """Long tables that stand behind the signature."""
    tables = [item for section in sections for item in section["items"] if item["kind"] == "table"]
    return [table | _measured(table, LINE) for table in tables if table.get("appendix")]


def drawing_fonts() -> typst.Fonts:
    """The fonts that charts are drawn in."""
    return _fonts(system=False)


@cache
def _fonts(*, system: bool) -> typst.Fonts:
    import typst

    # Not imported: only the place of its fonts is wanted, in which charts are drawn.
    spec = find_spec("matplotlib")
    drawn = [str(Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf")] if spec and spec.origin else []
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=drawn)


def _font_set(family: str) -> typst.Fonts:
    """Fonts for a report in `family`; the machine's own only where they are asked for."""
    for system in (False, True):
        fonts = _fonts(system=system)
        if family in fonts.families():
            return fonts
    known = ", ".join(name for name in fonts.families() if "Serif" in name or "Times" in name)
    raise UserError(
        f"máy này không có phông chữ {family!r}: hãy cài phông đó, bỏ tùy chọn phông, hoặc chọn một trong: {known}",
        f"this machine has no font {family!r}: install it, leave the font option out, or use one of: {known}",
    )


def _typeset(report: Payload, created: datetime, family: str) -> bytes:
    import typst

    compiler = typst.Compiler(
        (FOLDER / "report.typ").read_bytes(),
        root=str(FOLDER),
        font_paths=_font_set(family),
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
    )
    try:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=created)
    except typst.TypstError as error:
        if _about_letters(error.message):
            raise _refusal([error.message, *error.hints], family) from error
        raise
    if warnings:
        raise _refusal([warning.message for warning in warnings], family)
    return mark_row_heads(cast("bytes", pdf))


def forget_pages() -> None:
    """Let go of what Typst keeps of its last documents, 35 MB of each, in case that they are set again.

    It counts runs and has no other way to be told: so it sets blank pages, 30 ms of them.
    """
    import typst

    for _ in range(_REMEMBERED + 1):
        typst.Compiler(b" ", font_paths=drawing_fonts()).compile(format="svg")


def _about_letters(message: str) -> bool:
    return "font" in message or "glyph" in message or "codepoint" in message


def _refusal(messages: list[str], family: str) -> UserError:
    what = "; ".join(messages)
    return UserError(
        f"không dựng được PDF bằng phông {family!r} ({what}): kiểm tra phông chữ và ký tự lạ trong nội dung",
        f"the PDF cannot be set in the font {family!r} ({what}): check the font and unusual characters in the text",
    )
