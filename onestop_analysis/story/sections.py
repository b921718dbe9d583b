"""The sections of the report, in the order in which the notebook shows them.

A section joins the sentences of one subject with its table and the charts that the notebook hands in.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from onestop_analysis import formats
from onestop_analysis.document import Chart, Heading, Item, ItemList, Paragraph, Section, Table, mark, runs
from onestop_analysis.story import tables, vi

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts

SECTIONS = (
    "front", "lead", "intake", "results", "pending", "agencies", "satisfaction", "trend", "activities",
    "release", "method", "closing",
)  # fmt: skip


def front(facts: Facts) -> Section:
    """The official header: who reports what, when and where (Decree 30/2020/ND-CP)."""
    day = document_date(facts)
    subject = f"Kết quả tiếp nhận, giải quyết thủ tục hành chính tại {facts.centre.name} {facts.period.name('vi')}"
    meta = {
        "superior": facts.centre.superior,
        "authority": facts.centre.name.upper(),
        "number": "Số:        /BC-TTPVHCC",
        "place": facts.centre.place,
        "date_text": formats.letter_day(day),
        "date": day.isoformat(),
        "title": "BÁO CÁO",
        "subject": subject,
        "synthetic": facts.centre.synthetic,
        "author": facts.centre.name,
        "keywords": ["thủ tục hành chính", "một cửa", facts.centre.province, facts.period.name("vi")],
        "summary": subject,
    }
    return Section("front", runs(""), (), meta=meta)


def lead(facts: Facts) -> Section:
    """The headline numbers, what they were before, and the table of key figures."""
    content = [Paragraph(runs(vi.lead(facts)), "lead"), *_paragraphs(vi.comparison(facts))]
    return _section("lead", "Kết quả chung", [*content, tables.key_figures(facts)])


def intake(facts: Facts, *charts: Chart | None) -> Section:
    """What came in, by channel and origin."""
    texts = _paragraphs(vi.intake(facts), vi.carried_over(facts))
    return _section("intake", "Tiếp nhận hồ sơ", [*texts, *_shown(charts), tables.channels(facts)])


def results(facts: Facts, *charts: Chart | None) -> Section:
    """What was resolved, how timely, and how results were handed over."""
    texts = _paragraphs(vi.results(facts), vi.late_agencies(facts), vi.returned(facts), vi.ended_without_result(facts))
    return _section("results", "Giải quyết và trả kết quả", [*texts, *_shown(charts)])


def pending(facts: Facts, *charts: Chart | None) -> Section:
    """What is still open, and the identity that closes the account."""
    texts = _paragraphs(vi.pending(facts), vi.paused(facts), vi.balance(facts))
    return _section("pending", "Hồ sơ đang giải quyết", [*texts, *_shown(charts)])


def agencies(facts: Facts, *charts: Chart | None) -> Section:
    """Who the dossiers belong to."""
    texts = _paragraphs(vi.agencies(facts))
    return _section("agencies", "Kết quả theo cơ quan", [*texts, *_shown(charts), tables.agencies(facts)])


def satisfaction(facts: Facts, *charts: Chart | None) -> Section:
    """How people rated the service."""
    return _section("satisfaction", "Mức độ hài lòng", [*_paragraphs(vi.satisfaction(facts)), *_shown(charts)])


def trend(facts: Facts, *charts: Chart | None) -> Section:
    """The months up to the period's end, with the events that explain them."""
    events = vi.events(facts)
    listed = [ItemList(tuple(runs(text) for text in events))] if events else []
    texts = _paragraphs(vi.trend(facts), vi.online_trend(facts))
    return _section("trend", "Xu hướng theo tháng", [*texts, *_shown(charts), *listed])


def activities(facts: Facts) -> Section:
    """The centre's own text of the period, told apart from what was counted."""
    if not facts.notes:
        return _section(
            "activities", "Hoạt động của Trung tâm", _paragraphs("Trung tâm chưa gửi nội dung hoạt động của kỳ này.")
        )
    items: list[Item] = [
        Paragraph(runs("Nội dung phần này do Trung tâm cung cấp, không tính từ dữ liệu hồ sơ."), "small")
    ]
    for part in facts.notes:
        items.append(Heading(runs(_note(part.heading))))
        items += [_note_block(block) for block in part.paragraphs]
    return _section("activities", "Hoạt động của Trung tâm", items)


def method(facts: Facts) -> Section:
    """How the numbers were counted, and from what."""
    items = ItemList(tuple(runs(text) for text in vi.method(facts)))
    return _section("method", "Phương pháp và nguồn số liệu", [items, tables.batches(facts)])


def closing(facts: Facts) -> Section:
    """The end of the letter; carries the facts and the list of sections that a whole report has."""
    meta = {
        "recipients": list(facts.centre.recipients),
        "signer_title": facts.centre.signer_title,
        "signer_name": "",
        "sections": list(SECTIONS),
        "facts": facts.to_json(),
    }
    return Section("closing", runs(""), tuple(_paragraphs(vi.closing(facts))), meta=meta)


def document_date(facts: Facts) -> date:
    """The date on the document: SOURCE_DATE_EPOCH where it is set, else the period's last day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else facts.period.end


def _section(name: str, title: str, items: list[Item]) -> Section:
    return Section(name, runs(title), tuple(items))


def _paragraphs(*texts: str) -> list[Item]:
    return [Paragraph(runs(text)) for text in texts if text]


def _shown(charts: tuple[Chart | None, ...]) -> list[Chart | Table]:
    return [chart for chart in charts if chart is not None]


def _note(text: str) -> str:
    return mark("note", "notes", text)


def _note_block(block: str | tuple[str, ...]) -> Item:
    if isinstance(block, tuple):
        return ItemList(tuple(runs(_note(item)) for item in block))
    return Paragraph(runs(_note(block)))
