"""Báo cáo của kỳ không có dữ liệu hồ sơ, theo biểu mẫu hoặc văn bản đã có."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onestop_analysis.document import mark
from onestop_analysis.story.vi.wording import dated, listed, named, with_share
from onestop_analysis.vocabulary import label

if TYPE_CHECKING:
    from onestop_analysis.facts import Facts

SOURCES = {"form": "biểu mẫu đã báo cáo", "release": "văn bản đã công bố"}
TOP_AGENCIES = 4
ROWS = {"agency": "cơ quan", "field": "lĩnh vực", "level": "cấp giải quyết"}


def banner(facts: Facts) -> str:
    """What stands on every page; empty where dossiers were counted."""
    return f"Số liệu theo {SOURCES[facts.stated]}; không đếm từ hồ sơ." if facts.stated else ""


def notice(facts: Facts) -> str:
    """Where all numbers come from, and what that means."""
    return (
        f"Kỳ này không có dữ liệu hồ sơ. Mọi số liệu của kỳ lấy từ {SOURCES[facts.stated]} ({_file(facts)}), không đếm lại "
        "được từ hồ sơ; phần nào nguồn này không có số liệu thì báo cáo ghi rõ là không có."
    )


def nothing(facts: Facts) -> str:
    """Instead of a block for which the source has no figures."""
    return f"Không có số liệu: {SOURCES[facts.stated]} không có phần này và kỳ này không có dữ liệu hồ sơ."


def channels_of_new(facts: Facts) -> str:
    """New dossiers by channel, as the form's columns have them."""
    parts = [
        f"{label(item.category('channel')).lower()} {with_share(item)}"
        for item in facts.now.by("received", "inflow", "channel")
        if item.category("inflow") == "new" and item.value
    ]
    return f"Hồ sơ tiếp nhận mới theo hình thức: {listed(parts)}." if parts else ""


def balance(facts: Facts) -> str:
    """Whether received equals resolved and pending; a source can leave out what was withdrawn or refused."""
    received, gap = facts.get("received"), facts.unaccounted
    parts = f"{facts.get('resolved'):count} hồ sơ đã giải quyết và {facts.get('pending'):count} hồ sơ đang giải quyết"
    if gap is None or gap.value == 0:
        return f"Cân đối: {received:count} hồ sơ tiếp nhận bằng {parts}."
    more = "nhiều hơn" if gap.value > 0 else "ít hơn"
    return (
        f"Cân đối: {received:count} hồ sơ tiếp nhận {more} {gap:size} hồ sơ so với tổng của {parts}; "
        "nguồn này không cho biết phần chênh lệch là gì."
    )


def agencies(facts: Facts) -> str:
    """Where most dossiers are, or by what else the source divides them."""
    ranked = [item for item in facts.now.by("received", "agency") if item.value]
    if ranked:
        return f"Hồ sơ theo cơ quan: {listed([f'{facts.called(item)} {with_share(item)}' for item in ranked[:TOP_AGENCIES]])}."
    found = [words for name, words in ROWS.items() if facts.now.by("received", name)]
    return f"{SOURCES[facts.stated].capitalize()} chia hồ sơ theo {listed(found)}, không theo cơ quan." if found else ""


def method(facts: Facts) -> list[str]:
    """What a reader must know of numbers that somebody else counted."""
    first, last = dated(facts.period.start), dated(facts.period.end)
    return [
        f"Kỳ báo cáo: {named(facts.period)}, từ ngày {first} đến hết ngày {last}.",
        f"Nguồn: {SOURCES[facts.stated]} ({_file(facts)}). Cách đếm, quy tắc tính hạn và lịch làm việc là của nơi lập nguồn này.",
        "Tỷ lệ tính từ hai số đếm của nguồn, làm tròn một lần đến hai chữ số thập phân; số mà nguồn ghi theo hai cách khác nhau thì không dùng.",
        "Kỳ có dữ liệu hồ sơ luôn dùng số đếm từ hồ sơ; không có hồ sơ thì dùng biểu mẫu, sau đó mới đến văn bản.",
    ]


def _file(facts: Facts) -> str:
    source = next(iter(facts.now.values())).source
    return mark("reference", source, source.partition(":")[2])
