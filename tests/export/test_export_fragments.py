"""Fragments: one section as HTML and as text."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree as ET

import pytest

from onestop_analysis.document import Chart, Column, Paragraph, Run, Section, Table, mark, runs
from onestop_analysis.export.fragments import section_html, section_text
from onestop_analysis.export.svg import UnsafeDrawingError, inline_svg


def shown(*items, title="Mục", **meta) -> str:
    return section_html(Section("s", runs(title), items, meta=meta).to_json())


def tree(html: str) -> ET.Element:
    return ET.fromstring(html)  # noqa: S314  # our own fragments


def test_a_number_carries_its_value_its_origin_and_its_text():
    """A number in the page names its observation and its machine-readable value."""
    paragraph = Paragraph(runs(f"Giải quyết {mark('number', 'r/1', '28.869')} hồ sơ"))

    assert '<data class="n" value="28869" data-ref="r/1">28.869</data>' in shown(paragraph)


def test_a_number_opens_its_origin():
    """A button, reached by the keyboard too, opens a note of what, how and from where; one note for count and share."""
    numbers = f"{mark('number', 'r/1#count', '28.869')} hồ sơ ({mark('number', 'r/1#share', '99,99%')})"
    origin = {
        "number": 4,
        "name": "Hồ sơ <b>",
        "period": "quý I",
        "value": "28.869",
        "formula": "1 / 2",
        "source": "lô 3",
    }

    html = shown(Paragraph(runs(numbers)), origins={"r/1": origin})

    assert html.count('<button type="button" popovertarget="o-s-4">') == 2
    assert html.count('<div popover="auto" class="origin" id="o-s-4">') == 1
    said = ("<strong>Hồ sơ &lt;b&gt;, quý I</strong>", "28.869 = 1 / 2", "Nguồn: lô 3", "Mã số liệu: <code>r/1</code>")
    assert "".join(f"<p>{line}</p>" for line in said) in html


@pytest.mark.parametrize(
    ("kind", "ref", "text", "expected"),
    [
        ("date", "2021-02-05", "05/02/2021", '<time datetime="2021-02-05">05/02/2021</time>'),
        ("reference", "x", "Nghị định", "<cite>Nghị định</cite>"),
        ("claim", "c/1", "33,80%", '<data class="claim" value="33.80" data-ref="c/1">33,80%</data>'),
        ("number", "n", "trên 99,99%", '<data class="n" value="trên 99,99%" data-ref="n">trên 99,99%</data>'),
        ("note", "n", "cơ sở", '<span class="note">cơ sở</span>'),
    ],
)
def test_each_kind_of_run_has_its_element(kind, ref, text, expected):
    """Dates, sources, claims and notes are told apart in the markup."""
    assert expected in shown(Paragraph((Run(text, kind, ref),)))


def test_nothing_in_a_payload_becomes_markup(report):
    """Hostile text is shown letter by letter, wherever it stands."""
    payload = next(section for section in report if section.id == "hostile").to_json()

    html = section_html(payload)

    assert "<script" not in html
    assert escape(payload["items"][0]["content"][0]["text"]) in html
    tree(html)  # every tag closed: nothing broke out


def test_a_table_has_caption_and_scopes():
    """Screen readers find what a table is about and what each cell belongs to."""
    table = Table(
        "t", runs("Tên bảng"), (Column("Kênh"), Column("Hồ sơ", "right")), ((runs("A"), runs("b")),), total=True
    )

    html = shown(table)

    assert '<caption style="text-align:left">Tên bảng</caption>' in html
    assert html.count('scope="col"') == 2
    assert '<tr class="total"' in html
    assert '<th scope="row" style="text-align:left">A</th><td style="text-align:right">b</td>' in html


def test_a_table_to_look_things_up_is_folded():
    """A long table of the appendix opens on demand and keeps its caption."""
    table = Table("t", runs("Nguồn"), (Column("Tệp"),), ((runs("A"),),), appendix=True)

    assert "<details><summary>Nguồn</summary><div" in shown(table)


def test_two_charts_share_no_id(report):
    """Ids inside drawings are made unique, and references follow them."""
    payload = next(section for section in report if section.id == "intake").to_json()

    page = tree(section_html(payload))

    ids = [element.get("id") for element in page.iter() if element.get("id")]
    targets = [value[1:] for element in page.iter() for key, value in element.items() if key == "href"]
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)


def test_a_chart_has_a_name_its_message_and_its_data(report):
    """The drawing is an image with alternative text, its data folded beneath."""
    payload = next(section for section in report if section.id == "intake").to_json()

    html = section_html(payload)

    assert 'role="img" aria-label="Biểu đồ thanh: trực tuyến 18.065' in html
    assert "<details><summary>Số liệu của biểu đồ</summary>" in html
    assert "<figcaption>Gần sáu mươi" in html


def test_a_drawing_loses_scripts_handlers_and_remote_references():
    """Only shapes and text of an SVG reach a page."""
    svg = (
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<script>x</script><style>*{color:red}</style><foreignObject/><a xlink:href="http://x"><rect/></a>'
        '<rect onclick="x" width="3" fill="url(#g)" style="fill:url(http://x/y)"/><use xlink:href="http://x#y"/></svg>'
    )

    html = inline_svg(svg, name="n", prefix="p")

    assert 'width="3" fill="url(#p-g)"' in html
    for word in ("script", "<style", "foreign", "onclick", "http://x", "<a"):
        assert word not in html


@pytest.mark.parametrize(
    "svg",
    ["<svg>", "text", "<html/>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'],
)
def test_what_is_not_a_plain_drawing_is_refused(svg):
    """Broken SVG and entity definitions stop the export."""
    with pytest.raises(UnsafeDrawingError):
        shown(Chart("c", runs("t"), svg, runs("a")))


def test_the_front_shows_header_block_title_and_notice(report):
    """The first section opens the page: authority, national title, h1, synthetic notice."""
    html = section_html(report[0].to_json())

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in html
    assert html.count("<h1") == 1
    assert '<p class="synthetic" role="note">' in html
    assert '<time datetime="2021-03-31">Lạng Sơn, ngày 31 tháng 3 năm 2021</time>' in html


def test_a_section_reads_on_a_terminal(report):
    """Plain text keeps titles, sentences and aligned tables."""
    text = section_text(next(section for section in report if section.id == "agencies").to_json())

    lines = text.splitlines()
    assert lines[0] == "Cơ quan giải quyết"
    row = next(line for line in lines if line.startswith("Sở Công Thương"))
    assert row.endswith("16.018  8,56%")
    assert "\n\n[Biểu đồ] Gần sáu mươi" in text
