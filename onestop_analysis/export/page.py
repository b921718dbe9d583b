"""An executed notebook as one HTML page that loads nothing: for the screen, the phone and the printer."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.export.fragments import plain, section_html
from onestop_analysis.export.notebook import front_meta, report_sections
from onestop_analysis.export.origins import anchor

if TYPE_CHECKING:
    from jinja2 import Template

    from onestop_analysis.export.notebook import Node

FOLDER = Path(__file__).parent
WORDS = {
    "vi": {
        "skip": "Đến nội dung chính",
        "contents": "Mục lục",
        "top": "Về đầu trang",
        "report": "Báo cáo",
        "hint": "Bấm vào một số bất kỳ để xem cách tính và nguồn của số đó.",
        "keys": "Bằng bàn phím: phím Tab đến từng đoạn và từng bảng, phím mũi tên đi giữa các số, phím Enter để xem.",
    },
    "en": {
        "skip": "Skip to the content",
        "contents": "Contents",
        "top": "Back to the top",
        "report": "Report",
        "hint": "Select any number to see how it was made, and from which data.",
        "keys": "By keyboard: Tab goes to each paragraph and table, arrow keys to each number, Enter opens the note.",
    },
}


def render_html(notebook: Node) -> str:
    """The page of an executed notebook.

    Raises:
        UserError: a cell failed, or the notebook shows no section.
    """
    sections = report_sections(notebook)
    meta, lang = front_meta(sections), sections[0]["lang"]
    front = [section for section in sections if section["id"] == "front"]
    asked = any(section["meta"].get("origins") for section in sections)
    return _template().render(
        meta=meta,
        lang=lang,
        words=WORDS[lang],
        title=page_title(meta, lang),
        style=(FOLDER / "style.css").read_text("utf-8"),
        notice=css_string(meta.get("synthetic", "")),
        front=[section_html(section) for section in front],
        body=[section_html(section) for section in sections if section["id"] != "front"],
        script=keyboard() if asked else "",
        script_hash=script_hash(keyboard()) if asked else "",
        contents=[(anchor("s", section["id"]), plain(section["title"])) for section in chapters(sections)],
    )


@cache
def keyboard() -> str:
    """The only script of a page: arrow keys between its numbers."""
    return (FOLDER / "keys.js").read_text("utf-8")


def script_hash(script: str) -> str:
    """The hash by which the page's security policy allows this script and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def chapters(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections that a list of contents names."""
    return [section for section in sections if section["id"] != "front" and plain(section["title"])]


def page_title(meta: dict[str, Any], lang: str) -> str:
    """Subject and author, for the window and the metadata."""
    subject, author = meta.get("subject", ""), meta.get("author", "")
    parts = [subject, author if author not in subject else ""]
    return " - ".join(part for part in parts if part) or WORDS[lang]["report"]


def css_string(text: str) -> str:
    """A text as a CSS string: every character that is not a letter or digit as its code point."""
    return '"' + "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text) + '"'


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((FOLDER / "page.html.j2").read_text("utf-8"))
