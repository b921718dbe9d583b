"""Where printed numbers come from, for readers: on demand in HTML, as a numbered list in the PDF.

In HTML every number with an origin is a button that opens a note beside it, with mouse, finger or keyboard, by
the browser's own means. In the PDF a small reference behind a paragraph or a caption leads to the list.
"""

from __future__ import annotations

import re
from html import escape
from itertools import count, groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Payload = dict[str, Any]
_UNSAFE_ID = re.compile(r"[^\w-]+")
_BUTTON = re.compile(r"([(“]?)<data [^>]*><button [^>]*>[^<]*</button></data>([^\s<]*)")
# A table with more numbers says with its heads how they are made, and is not listed number by number.
LISTED_CELLS = 30
_WIDTHS = [5, 54, 17, 26]  # of the list's columns in the PDF
WORDS = {
    "vi": {
        "caption": "Nguồn gốc số liệu",
        "note": (
            "Số trong ngoặc vuông ở cuối đoạn văn và tên bảng dẫn đến bảng này. Số trong các bảng lớn và biểu đồ là "
            "số đếm "
            "theo đầu hàng và đầu cột; tỷ lệ là số của hàng chia cho tổng số. Tất cả được đếm từ {source}, trừ số có "
            "ghi "
            "nguồn khác; thuộc {period}, trừ số có ghi kỳ khác."
        ),
        "columns": "Số|Số liệu|Giá trị|Cách tính",
        "source": "Nguồn",
        "id": "Mã số liệu",
    },
    "en": {
        "caption": "Origins of the figures",
        "note": (
            "The numbers in square brackets behind paragraphs and captions refer to this table. Numbers in large "
            "tables "
            "and charts are counts by the heads of their row and column; a share is the number of its row over the "
            "total. All are counted from {source}, unless another source is stated, and are of {period}, unless "
            "another period is."
        ),
        "columns": "No.|Figure|Value|How it is made",
        "source": "Source",
        "id": "Id of the figure",
    },
}


def anchor(prefix: str, name: str) -> str:
    """An id for HTML: letters, digits and hyphens of `name` after a prefix."""
    return f"{prefix}-{_UNSAFE_ID.sub('-', name)}"


def asking(run: dict[str, str], text: str, payload: Payload) -> str:
    """The escaped number of a run, as a button for its origin where it has one."""
    origin = payload["meta"].get("origins", {}).get(_key(run))
    if origin is None:
        return text
    return f'<button type="button" popovertarget="{_note_id(payload, origin)}">{text}</button>'


def kept_together(html: str) -> str:
    """Numbers that are buttons on one line with the brackets, signs and stops at them, as plain ones would be."""
    return _BUTTON.sub(lambda match: f'<span class="k">{match[0]}</span>' if match[1] or match[2] else match[0], html)


def origins_html(payload: Payload) -> str:
    """The notes of a section, closed until somebody asks."""
    origins, words = payload["meta"].get("origins", {}), WORDS[payload["lang"]]
    notes = []
    for key, origin in origins.items():
        parts = [
            f"<strong>{escape(origin['name'])}, {escape(origin['period'])}</strong>",
            escape(_made(origin)),
            f"{words['source']}: {escape(origin['source'])}",
            f"{words['id']}: <code>{escape(key)}</code>",
        ]
        lines = "".join(f"<p>{part}</p>" for part in parts)
        notes.append(f'<div popover="auto" class="origin" id="{_note_id(payload, origin)}">{lines}</div>')
    return "\n".join(notes)


def _made(origin: Payload) -> str:
    """'28.865 (99,99%) = 28.865 / 28.869', '28.869: đếm hồ sơ'."""
    sign = " = " if re.search(r"\d", origin["formula"]) else ": "
    return sign.join(part for part in (origin["value"], origin["formula"]) if part)


def _note_id(payload: Payload, origin: dict[str, Any]) -> str:
    return anchor("o", f"{payload['id']}-{origin['number']}")


def _key(run: dict[str, str]) -> str:
    return run["ref"].partition("#")[0]


def with_references(sections: list[Payload]) -> tuple[list[Payload], Payload | None]:
    """The sections with references behind their paragraphs and captions, and the table that they lead to.

    The table has the observations' own order of appearance; None where no section tells origins.
    """
    numbers: dict[str, int] = {}
    known: dict[str, Payload] = {}
    changed = []
    for section in sections:
        origins = section["meta"].get("origins", {})
        known |= {key: origin for key, origin in origins.items() if key not in known}
        changed.append(section | {"items": [_referring(item, origins, numbers) for item in section["items"]]})
    table = _table(numbers, known, sections[0]["lang"]) if numbers else None
    return changed, table


def _referring(item: Payload, origins: Payload, numbers: dict[str, int]) -> Payload:
    match item["kind"]:
        case "paragraph":
            return item | {"content": _ended(item["content"], [item["content"]], origins, numbers)}
        case "list":
            return item | {"items": [_ended(entry, [entry], origins, numbers) for entry in item["items"]]}
        case "table" if not item.get("appendix"):
            cells = [cell for row in item["rows"] for cell in row]
            keys = [run for cell in cells for run in cell if _key(run) in origins]
            return item | {
                "caption": _ended(item["caption"], cells if len(keys) <= LISTED_CELLS else [], origins, numbers)
            }
    return item


def _ended(text: list[Payload], cells: list[list[Payload]], origins: Payload, numbers: dict[str, int]) -> list[Payload]:
    """The text with the numbers of what the cells print behind it."""
    keys = [key for cell in cells for run in cell if (key := _key(run)) in origins]
    found = sorted({numbers.setdefault(key, len(numbers) + 1) for key in keys})
    return [*text, {"text": f"[{', '.join(_ranges(found))}]", "kind": "origin", "ref": ""}] if found else text


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """1, 2, 3, 7 as '1–3', '7'."""
    for _, group in groupby(zip(numbers, count(), strict=False), key=lambda pair: pair[0] - pair[1]):
        members = [number for number, _ in group]
        yield str(members[0]) if len(members) == 1 else f"{members[0]}–{members[-1]}"


def _table(numbers: dict[str, int], known: dict[str, Payload], lang: str) -> Payload:
    words, sources = WORDS[lang], [known[key]["source"] for key in numbers]
    usual, periods = max(sources, key=sources.count), [known[key]["period"] for key in numbers]
    period = max(periods, key=periods.count)
    columns = [{"label": label, "align": "left"} for label in words["columns"].split("|")]
    rows = []
    for key, number in numbers.items():
        origin = known[key]
        made = origin["formula"] if origin["source"] == usual else f"{origin['formula']} ({origin['source']})"
        name = origin["name"] if origin["period"] == period else f"{origin['name']}, {origin['period']}"
        rows.append([_cell(str(number)), _cell(name), _cell(origin["value"]), _cell(made)])
    return {
        "kind": "table",
        "id": "origins",
        "caption": _cell(words["caption"]),
        "note": words["note"].format(source=usual, period=period),
        "columns": columns,
        "widths": _WIDTHS,
        "scale": 1.0,
        "rows": rows,
        "total": False,
    }


def _cell(text: str) -> list[Payload]:
    return [{"text": text, "kind": "text", "ref": ""}]
