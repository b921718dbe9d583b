"""The official letter around a report: header block and signature block of Decree 30/2020/ND-CP, as HTML.

The payload of the section `front` carries the header in `meta` (superior, authority, number, place,
date_text, date, title, subject, synthetic, keywords, author, summary), the section `closing` the end
(recipients, signer_title, signer_name, end_mark).
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

NATION = {"vi": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "en": "SOCIALIST REPUBLIC OF VIET NAM"}
MOTTO = {"vi": "Độc lập - Tự do - Hạnh phúc", "en": "Independence - Freedom - Happiness"}
# Words of several syllables that no line of a heading breaks.
_COMPOUNDS = (
    "hành chính công|thủ tục hành chính|trung tâm phục vụ|trung tâm|phục vụ|văn phòng|ủy ban nhân dân|thành phố|"
    r"kết quả|tiếp nhận|giải quyết|quý [IV]+ năm \d+|tháng \d+ năm \d+"
)
RECIPIENTS = {"vi": "Nơi nhận:", "en": "Recipients:"}
# Two columns where they fit, one on a phone; never three.
_COLUMNS = "repeat(auto-fit,minmax(min(100%,max(17em,40%)),1fr))"
_GRID = f"display:grid;grid-template-columns:{_COLUMNS};gap:.6em 2em;text-align:center"


def compounds(text: str, place: str = "") -> list[str]:
    """The text in pieces that no line breaks: 'Trung tâm', 'hành chính công', the place's name, else single words."""
    names = "|".join(part for part in (_COMPOUNDS, place and f"(?:tỉnh )?{re.escape(place)}") if part)
    return re.findall(rf"(?:\b(?:{names})\b|\S)+", text, re.IGNORECASE)


def _unbroken(text: str, place: str) -> str:
    """The escaped text with its compounds kept on one line."""
    pieces = [escape(piece) for piece in compounds(text, place)]
    return " ".join(f'<span class="k">{piece}</span>' if " " in piece else piece for piece in pieces)


def front_html(meta: dict[str, Any], lang: str) -> str:
    """Authority and national title side by side, number, place and date, then the report's title as h1."""
    text = {key: escape(str(meta.get(key, ""))) for key in ("number", "place", "date_text")}
    text |= {key: _unbroken(meta.get(key, ""), meta.get("place", "")) for key in ("superior", "authority")}
    place = ", ".join(part for part in (text["place"], text["date_text"]) if part)
    return (
        f'<div class="letterhead" style="{_GRID}">'
        f'<div class="issuer"><span class="superior">{text["superior"]}</span><br>'
        f'<strong class="authority">{text["authority"]}</strong></div>\n'
        f'<div class="nation"><strong>{NATION[lang]}</strong><br><strong class="motto">{MOTTO[lang]}</strong></div>\n'
        f'<div class="number">{text["number"]}</div>\n'
        f'<div class="place"><em><time datetime="{escape(str(meta.get("date", "")))}">{place}</time></em></div></div>\n'
        f"{title_html(meta)}{synthetic_html(meta)}"
    )


def title_html(meta: dict[str, Any]) -> str:
    """The only h1 of a page: kind of document and subject."""
    title, subject = escape(meta.get("title", "")), _unbroken(meta.get("subject", ""), meta.get("place", ""))
    gap = "<br>" if title and subject else ""
    spans = f'<span class="kind">{title}</span>{gap}<span class="subject">{subject}</span>'
    return f'<h1 style="text-align:center">{spans}</h1>\n'


def synthetic_html(meta: dict[str, Any]) -> str:
    """The sentence that says that data are synthetic, where they are."""
    notice = escape(meta.get("synthetic", ""))
    return f'<p class="synthetic" role="note"><strong>{notice}</strong></p>\n' if notice else ""


def closing_html(meta: dict[str, Any], lang: str) -> str:
    """Recipients to the left, who signs to the right."""
    title, name = escape(meta.get("signer_title", "")), escape(meta.get("signer_name", ""))
    entries = "".join(f"<li>{escape(entry)}</li>" for entry in meta.get("recipients", ()))
    return (
        f'<div class="signature" style="{_GRID};margin-top:2em">'
        f'<div class="recipients" style="text-align:left"><em><strong>{RECIPIENTS[lang]}</strong></em>'
        f'<ul style="margin:0">{entries}</ul></div>\n'
        f'<div class="signer"><strong>{title}</strong><br><br><br><br><strong>{name}</strong></div></div>'
    )
