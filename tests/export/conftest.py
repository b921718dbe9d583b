"""A report as the notebook leaves it: rich Vietnamese sections, three charts, hostile strings."""

from __future__ import annotations

import functools
import io

import pytest

from onestop_analysis.document import (
    Chart,
    Column,
    Heading,
    ItemList,
    Paragraph,
    Run,
    Section,
    Table,
    mark,
    runs,
)

HOSTILE = '<script>alert(1)</script> #import "x" $x$ ] @ref \\ *b* _i_ {{ 7*7 }} & "q" `c` <tag:1> // end'
LONG_AGENCY = "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn và các khu công nghiệp trực thuộc tỉnh"
AGENCIES = (
    "Bảo hiểm xã hội tỉnh", "Sở Giao thông vận tải", "Sở Công Thương", "Sở Tư pháp", "Sở Kế hoạch và Đầu tư",
    "Sở Tài nguyên và Môi trường", "Sở Lao động - Thương binh và Xã hội", "Sở Nông nghiệp và Phát triển nông thôn",
    LONG_AGENCY, "Sở Văn hóa, Thể thao và Du lịch", "Công an tỉnh",
)  # fmt: skip


def number(text: str, ref: str = "resolved/2021-Q1") -> str:
    return mark("number", ref, text)


def agency_table() -> Table:
    rows = [(name, 19418 - 1700 * index) for index, name in enumerate(AGENCIES)]
    cells = tuple((runs(name), runs(number(f"{n:,}".replace(",", "."))), runs(number("8,56%"))) for name, n in rows)
    columns = (Column("Cơ quan"), Column("Số hồ sơ", "right"), Column("Tỷ lệ", "right"))
    total = (runs("Cộng"), runs(number("30.228")), runs(number("100%")))
    return Table("agencies", runs("Hồ sơ tiếp nhận theo cơ quan"), columns, (*cells, total), total=True)


def channel_table() -> Table:
    rows = (("Trực tuyến", "18.065"), ("Trực tiếp", "11.461"), ("Bưu chính công ích", "702"))
    columns = (Column("Kênh"), Column("Số hồ sơ", "right"))
    return Table("channels", runs("Kênh tiếp nhận"), columns, tuple((runs(a), runs(number(b))) for a, b in rows))


@functools.cache
def chart_svg(title: str = "Số hồ sơ") -> str:
    """A small chart as the report draws it: text stays text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "onestop", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(6.3, 3), layout=None)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.24, right=0.9, top=0.95, bottom=0.16)
        bars = axes.barh(["Bưu chính", "Trực tiếp", "Trực tuyến"], [702, 11461, 18065], color="#1f5a8a")
        axes.bar_label(bars, ["702", "11.461", "18.065"], padding=4)
        axes.set_xlabel(title)
        axes.spines[["top", "right"]].set_visible(False)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def chart(name: str, alt: str = "Biểu đồ thanh: trực tuyến 18.065, trực tiếp 11.461, bưu chính 702 hồ sơ.") -> Chart:
    title = runs(f"Gần sáu mươi phần trăm hồ sơ nộp trực tuyến: {number('18.065')} hồ sơ")
    return Chart(name, title, chart_svg(), runs(alt), channel_table())


FRONT = {
    "superior": "VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
    "authority": "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "number": "Số:      /BC-TTPVHCC",
    "place": "Lạng Sơn",
    "date_text": "ngày 31 tháng 3 năm 2021",
    "date": "2021-03-31",
    "title": "BÁO CÁO",
    "subject": "Kết quả tiếp nhận, giải quyết thủ tục hành chính quý I năm 2021",
    "synthetic": "Dữ liệu tổng hợp nhân tạo, hiệu chỉnh theo số liệu đã công bố; không phải hồ sơ thật.",
    "keywords": ["một cửa", "quý I/2021", "Lạng Sơn"],
    "author": "Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn",
    "summary": "Giải quyết 28.869 hồ sơ, 99,99% đúng và trước hạn.",
}
CLOSING = {
    "recipients": ["Văn phòng Ủy ban nhân dân tỉnh (báo cáo)", "Các sở, ban, ngành liên quan", "Lưu: VT, TTPVHCC"],
    "signer_title": "GIÁM ĐỐC",
    "signer_name": "Nguyễn Văn Mẫu",
    "end_mark": "./.",
}


def sections() -> list[Section]:
    lead = runs(
        f"Trong quý I năm 2021, Trung tâm giải quyết {number('28.869')} hồ sơ; trong đó giải quyết đúng và trước hạn "
        f"{number('28.865')} hồ sơ (đạt {number('99,99%')}), trễ hạn {number('04')} hồ sơ."
    )
    body = runs(
        f"Từ ngày {mark('date', '2021-02-05', '05/02/2021')}, Công an tỉnh tạm dừng tiếp nhận thủ tục cấp đổi giấy tờ "
        f"tại Trung tâm; bản công bố ghi {mark('claim', 'headline', '6.976')} hồ sơ, khác với số liệu đếm được. "
        f"Căn cứ {mark('reference', 'decree', 'Nghị định 61/2018/NĐ-CP')}"
        f"{mark('note', 'base', ' (tính trên số hồ sơ đã giải quyết)')}. "
    )
    origins = {"resolved/2021-Q1": {
        "number": 1, "name": "Hồ sơ đã giải quyết", "period": "quý I năm 2021", "value": "28.869 (99,99%)",
        "formula": "28.865 / 28.869", "source": f"bộ dữ liệu {HOSTILE}",
    }}  # fmt: skip
    return [
        Section("front", (), (Paragraph(lead, "lead"),), meta=FRONT),
        Section("intake", runs("Tiếp nhận hồ sơ"), (Paragraph(body), chart("a/b"), Paragraph(lead), chart("c")),
                meta={"origins": origins}),
        Section("agencies", runs("Cơ quan giải quyết"),
                (Heading(runs("Theo số hồ sơ")), agency_table(), Paragraph(body), Paragraph(body), chart("d"),
                 Paragraph(runs(f"Lưu ý: mẫu nhỏ, {number('01')} lượt."), "notice"))),
        Section("hostile", (Run(HOSTILE),),
                (Paragraph((Run(HOSTILE), Run(HOSTILE, "number", HOSTILE))), ItemList(((Run(HOSTILE),), runs("Hai"))),
                 Table("x", (Run(HOSTILE),), (Column(HOSTILE),), (((Run(HOSTILE),),),)), chart("e", HOSTILE))),
        Section("outlook", runs("Phương hướng"), (Paragraph((*body, *runs("Kết thúc báo cáo./."))),)),
        Section("closing", (), (), meta=CLOSING),
    ]  # fmt: skip


def as_notebook(blocks: list[Section]):
    import nbformat.v4 as nb

    def shown(section: Section):
        data = section._repr_mimebundle_()
        return nb.new_code_cell("secret_code()", execution_count=1, outputs=[nb.new_output("display_data", data=data)])

    cells = [nb.new_markdown_cell("# Ghi chú của người phân tích", metadata={"tags": ["analyst"]})]
    return nb.new_notebook(cells=cells + [shown(section) for section in blocks])


@pytest.fixture(name="report")
def _report():
    return sections()


@pytest.fixture(name="notebook")
def _notebook(report):
    return as_notebook(report)


@pytest.fixture(name="build")
def _build():
    """`as_notebook` for tests that change the sections first."""
    return as_notebook


@pytest.fixture(name="chart_svg")
def _chart_svg():
    """Draws the small chart with another axis label."""
    return chart_svg
