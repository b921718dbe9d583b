"""The catalogue as one HTML page that loads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from onestop_analysis import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from onestop_analysis.catalogue.entries import Entry, Figure

TEMPLATE = Path(__file__).parent / "page.html.j2"
STATUS = {"preliminary": "Số liệu sơ bộ", "final": "Số liệu chính thức", "revised": "Số liệu điều chỉnh"}
STANDING = {"draft": "dự thảo", "checked": "đã kiểm tra", "approved": "đã phê duyệt"}
MAIN = {
    "report.html": "Trang web", "report.pdf": "PDF", "brief.pdf": "Tóm tắt PDF", "report.en.html": "English",
    "report.en.pdf": "English PDF",
}  # fmt: skip
OTHER = {
    "form-ii06a.xlsx": "Biểu II.06a", "card-766.xlsx": "Bộ chỉ số 766", "tables.xlsx": "Bảng số liệu",
    "press-release.txt": "Thông cáo", "brief.en.pdf": "Brief (English)", "tables.en.xlsx": "Tables (English)",
    "press-release.en.txt": "Press release (English)", "card-766.en.xlsx": "Indicators 766 (English)",
    "observations.csv": "CSV", "facts.json": "JSON", "report.ipynb": "Sổ tay", "manifest.json": "Nguồn gốc",
}  # fmt: skip
_SHOWN_PERIODS = 12
_WIDTH, _HEIGHT = 260.0, 56.0


@dataclass(frozen=True)
class Bar:
    """One period in a small chart, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True)
class Small:
    """A small chart: bars over the periods, with what they are and the newest value in words."""

    title: str
    latest: str
    bars: tuple[Bar, ...]
    first: str
    last: str


@dataclass(frozen=True)
class Row:
    """One report as the page shows it."""

    entry: Entry
    status: str
    standing: str
    figures: tuple[str, ...]
    main: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Centre:
    """The reports of one centre; `short` is what the list of contents calls it."""

    name: str
    short: str
    slug: str
    smalls: Sequence[Small]
    rows: Sequence[Row]


def render_page(entries: Sequence[Entry]) -> str:
    """The page of these entries, which come sorted by centre."""
    groups = [list(items) for _, items in groupby(entries, key=lambda entry: entry.centre)]
    towns = [group[0].town for group in groups]
    # The town says it shortly, unless two centres are in one.
    short = towns if len(set(towns)) == len(towns) else [group[0].name for group in groups]
    centres = [
        Centre(group[0].name, name, group[0].centre, _smalls(group), [_row(entry) for entry in group])
        for group, name in zip(groups, short, strict=True)
    ]
    notices = sorted({entry.synthetic for entry in entries if entry.synthetic})
    return _template().render(centres=centres, notices=notices, count=len(entries), width=_WIDTH, height=_HEIGHT)


def _row(entry: Entry) -> Row:
    files = {*entry.files, "manifest.json"}
    links = [
        tuple((label, quote(entry.link(name))) for name, label in names.items() if name in files)
        for names in (MAIN, OTHER)
    ]
    figures = tuple(_text(entry.figures.get(name), form) for name, form in COLUMNS.values())
    standing = STANDING.get(entry.standing, entry.standing) + (", bản công khai" if entry.public else "")
    return Row(entry, STATUS[entry.status], standing, figures, *links)


COLUMNS = {
    "Tiếp nhận": ("received", "number"),
    "Giải quyết": ("resolved", "number"),
    "Trước và đúng hạn trên số đã giải quyết": ("in_time", "share"),
    "Đang giải quyết": ("pending", "number"),
}


def _text(figure: Figure | None, form: str) -> str:
    if figure is None:
        return "–"
    if form == "number":
        return formats.number(figure.value)
    return (formats.share(figure.value, figure.whole) if figure.whole else None) or "–"


def _smalls(entries: Sequence[Entry]) -> list[Small]:
    """Dossiers received and resolved over the newest periods of the kind that the centre has most of."""
    kinds = [(entry.period.kind, entry.period.convention) for entry in entries]
    kind = max(sorted(set(kinds)), key=kinds.count)
    shown = [entry for entry in entries if (entry.period.kind, entry.period.convention) == kind][:_SHOWN_PERIODS]
    shown.reverse()
    columns = {title: name for title, (name, _) in COLUMNS.items() if name in ("received", "pending")}
    return [small for title, name in columns.items() if (small := _small(title, name, shown)) is not None]


def _small(title: str, name: str, entries: Sequence[Entry]) -> Small | None:
    known = [(entry, entry.figures[name].value) for entry in entries if name in entry.figures]
    if len(known) < 2:
        return None
    step, largest = _WIDTH / len(known), max(value for _, value in known) or 1
    bars = [
        _bar(number * step, step, _HEIGHT * value / largest, f"{entry.period.label}: {formats.number(value)}")
        for number, (entry, value) in enumerate(known)
    ]
    latest = formats.number(known[-1][1])
    return Small(title, latest, tuple(bars), known[0][0].period.label, known[-1][0].period.label)


def _bar(left: float, step: float, height: float, label: str) -> Bar:
    return Bar(round(left + step * 0.1, 1), round(_HEIGHT - height, 1), round(step * 0.8, 1), round(height, 1), label)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals["columns"] = list(COLUMNS)
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    return environment.from_string(TEMPLATE.read_text("utf-8"))
