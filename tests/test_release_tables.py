"""Tables of releases: whatever their columns and however their cells became text, each cell is read as what it is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onestop_analysis.audit import audit_text

# Column, what it counts, its heads.
COLUMNS = {
    "received": ("received", {}, ["Tổng số hồ sơ tiếp nhận", "Tiếp nhận", "Tổng tiếp nhận"]),
    "new": ("received", {"inflow": "new"}, ["Tiếp nhận mới", "Nhận trong kỳ"]),
    "carried": ("received", {"inflow": "carried_over"}, ["Kỳ trước chuyển sang", "Tồn kỳ trước"]),
    "in_person": ("received", {"channel": "in_person"}, ["Trực tiếp", "Nộp trực tiếp"]),
    "online": ("received", {"channel": "online"}, ["Trực tuyến", "Hồ sơ trực tuyến"]),
    "post": ("received", {"channel": "post"}, ["Bưu chính công ích", "Qua bưu chính"]),
    "resolved": ("resolved", {}, ["Đã giải quyết", "Số hồ sơ đã giải quyết", "Giải quyết"]),
    "early": ("resolved", {"timeliness": "early"}, ["Trước hạn", "Giải quyết trước hạn"]),
    "on_time": ("resolved", {"timeliness": "on_time"}, ["Đúng hạn", "Giải quyết đúng hạn"]),
    "in_time": ("resolved", {"timeliness": "early_or_on_time"}, ["Đúng và trước hạn", "Trước hạn, đúng hạn"]),
    "late": ("resolved", {"timeliness": "late"}, ["Quá hạn", "Trễ hạn"]),
    "pending": ("pending", {}, ["Đang giải quyết", "Chưa giải quyết"]),
    "not_due": ("pending", {"deadline_state": "in_time"}, ["Trong hạn", "Chưa đến hạn"]),
    "overdue": ("pending", {"deadline_state": "overdue"}, ["Quá hạn", "Đã quá hạn"]),
}
TABLES = [
    ["received", "resolved", "pending"],
    ["received", "online", "resolved", "late"],
    ["new", "carried", "resolved", "in_time", "late", "pending"],
    ["received", "new", "carried", "resolved", "early", "on_time", "late", "pending", "not_due", "overdue"],
    ["received", "in_person", "online", "post", "resolved", "in_time", "late", "pending"],
]
NAMES = [
    "Sở Tư pháp",
    "Sở Giáo dục và Đào tạo",
    "Công an tỉnh",
    "UBND huyện Bình Sơn",
    "Phường Việt Trì",
    "Xã Đoan Hùng",
]
TITLES = ["", "Kết quả tiếp nhận, giải quyết hồ sơ TTHC tháng 10/2025", "BIỂU SỐ 1. TỔNG HỢP HỒ SƠ"]


@st.composite
def rows(draw):
    """One agency's dossiers: every sum comes true."""
    at = {name: draw(st.integers(20, 9000)) for name in ("in_person", "online", "post")}
    received = sum(at.values())
    at |= {"received": received, "carried": draw(st.integers(0, received // 3))}
    at |= {"new": received - at["carried"], "resolved": draw(st.integers(received // 2, received))}
    at |= {"late": draw(st.integers(0, at["resolved"] // 20)), "early": draw(st.integers(0, at["resolved"] // 2))}
    at |= {"on_time": at["resolved"] - at["late"] - at["early"], "in_time": at["resolved"] - at["late"]}
    at |= {"pending": received - at["resolved"]}
    at |= {"overdue": draw(st.integers(0, at["pending"] // 4))}
    return at | {"not_due": at["pending"] - at["overdue"]}


@pytest.mark.parametrize("layout", ["\t", " | ", "\n", " "], ids=["tabs", "bars", "lines", "blanks"])
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), columns=st.sampled_from(TABLES), title=st.sampled_from(TITLES), numbered=st.booleans())
def test_every_cell_is_read_under_its_head(layout, data, columns, title, numbered):
    """Marked cells, a cell on each line, or blanks between cells: the same figures, and no false alarm."""
    body = dict(zip(NAMES, data.draw(st.lists(rows(), min_size=2, max_size=5)), strict=False))
    heads = ["STT"] * numbered + ["Đơn vị"] + [data.draw(st.sampled_from(COLUMNS[name][2])) for name in columns]
    lines = [
        [str(number)] * numbered + [name] + [f"{row[column]:,}".replace(",", ".") for column in columns]
        for number, (name, row) in enumerate(body.items(), start=1)
    ]
    text = "\n".join([title, layout.join(heads), *map(layout.join, lines)])

    audit = audit_text(text)

    found = sorted((c.measure, sorted(dict(c.breakdown).items()), int(c.value)) for c in audit.figures)
    assert found == sorted(
        (measure, sorted({**facets, "agency": name}.items()), row[column])
        for name, row in body.items()
        for column in columns
        for measure, facets, _ in [COLUMNS[column]]
    )
    assert not audit.contradicts_itself


GROUPS = {
    "Tiếp nhận": ["received", "new", "carried"],
    "Đã giải quyết": ["resolved", "early", "on_time", "late"],
    "Đang giải quyết": ["pending", "not_due", "overdue"],
}


@pytest.mark.parametrize("layout", ["marked", "dropped", "lines"])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.lists(rows(), min_size=1, max_size=4), groups=st.sets(st.sampled_from([*GROUPS]), min_size=2))
def test_heads_stand_under_their_groups(layout, body, groups):
    """'Tổng' under 'Tiếp nhận' is what was received, 'Quá hạn' under 'Đang giải quyết' one that is open and overdue."""
    chosen = {group: names for group, names in GROUPS.items() if group in groups}
    columns = [name for names in chosen.values() for name in names]
    above = ["Đơn vị", *(cell for group, names in chosen.items() for cell in [group, *[""] * (len(names) - 1)])]
    below = ["", *("Tổng" if name in ("received", "resolved", "pending") else COLUMNS[name][2][0] for name in columns)]
    cells = [[name, *(str(row[column]) for column in columns)] for name, row in zip(NAMES, body, strict=False)]
    lines = [above, below, *cells]
    if layout != "marked":
        lines = [[cell for cell in line if cell] for line in lines]
    text = "\n".join(("\n" if layout == "lines" else "\t").join(line) for line in lines)

    audit = audit_text(text)

    found = sorted((c.measure, sorted(dict(c.breakdown).items()), int(c.value)) for c in audit.figures)
    assert found == sorted(
        (COLUMNS[column][0], sorted({**COLUMNS[column][1], "agency": name}.items()), row[column])
        for name, row in zip(NAMES, body, strict=False)
        for column in columns
    )
    assert not audit.contradicts_itself


def test_zeros_do_not_shift_the_heads():
    """Nothing carried over and nothing late leaves few sums; what came in is still what went out and what is open."""
    heads = ["Đơn vị", "Tiếp nhận mới", "Kỳ trước chuyển sang", "Đã giải quyết", "Đúng và trước hạn", "Quá hạn"]
    body = [[name, "60", "0", "30", "30", "0", "30"] for name in NAMES[:2]]
    text = "\n".join([*heads, "Đang giải quyết", *(cell for row in body for cell in row)])

    found = [dict(claim.breakdown).get("inflow") for claim in audit_text(text).figures]
    assert found == ["new", "carried_over", None, None, None, None] * 2
