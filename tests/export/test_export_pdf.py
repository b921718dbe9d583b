"""The PDF: tagged, in the layout of Decree 30/2020, refused where it cannot be right."""

from __future__ import annotations

import io
import itertools
import re
import sys
from dataclasses import replace

import psutil
import pypdf
import pytest

from onestop_analysis.document import Chart, Column, Paragraph, Run, Section, Table, runs
from onestop_analysis.errors import UserError
from onestop_analysis.export.origins import with_references
from onestop_analysis.export.paper import balanced_lines, column_widths, forget_pages, render_pdf
from onestop_analysis.export.row_heads import mark_row_heads


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All words in reading order; line ends and runs of blanks as one blank."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Structure elements as (kind, alternative text), in reading order."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def embedded(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def words_by_page(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


@pytest.fixture(name="pdf")
def _pdf(notebook, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.delenv("ONESTOP_FONT", raising=False)
    return render_pdf(notebook)


def test_the_document_is_tagged_and_says_its_language(pdf):
    """Screen readers get structure, language and the title; the file claims PDF/UA-1 and PDF/A-2a."""
    root = reader(pdf).trailer["/Root"]

    metadata = root["/Metadata"].get_data().decode()
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("vi", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A" in metadata


def test_every_chart_has_alternative_text_and_every_table_its_heads(pdf):
    """Charts are figures with their alternative text; tables have header cells."""
    found = tags(pdf)

    alts = [alt for kind, alt in found if kind == "/Figure" and alt]
    kinds = {kind for kind, _ in found}
    assert sum(alt.startswith("Biểu đồ thanh: trực tuyến 18.065") for alt in alts) == 3
    assert len(alts) == 4
    assert {"/H1", "/H2", "/Table", "/TH", "/THead", "/Caption", "/TOC", "/L"} <= kinds


def elements(pdf: bytes) -> list[dict]:
    """Structure elements in reading order."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            found.append(node)
            walk(node.get("/K", []))

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return [node for node in found if "/S" in node]


def test_structure_can_be_walked_by_a_screen_reader(pdf):
    """No heading level is left out, every figure has a text, every head cell a scope, every page's content a tag."""
    found = elements(pdf)
    kinds = [str(node["/S"]) for node in found]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
    heads = [node["/A"] for node in found if node["/S"] == "/TH"]
    scopes = {str(item.get_object().get("/Scope")) for attributes in heads for item in attributes} - {"None"}

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(node.get("/Alt") for node in found if node["/S"] == "/Figure")
    assert scopes == {"/Column", "/Row"}
    assert kinds.count("/Table") == kinds.count("/THead") > 4
    assert all("/StructParents" in page and page["/Tabs"] == "/S" for page in reader(pdf).pages)


def test_every_row_of_a_table_has_a_head(pdf):
    """The first cell of each row is a head for its row; what other cells belong to follows from both scopes."""
    found = elements(pdf)
    rows = [[cell.get_object() for cell in node["/K"]] for node in found if node["/S"] == "/TR"]
    body = [row for row in rows if row[-1]["/S"] == "/TD"]

    assert len(body) > 20
    assert all([str(cell["/S"]) for cell in row] == ["/TH", *["/TD"] * (len(row) - 1)] for row in body)
    assert {str(table_attributes(row[0]).get("/Scope")) for row in body} == {"/Row"}
    assert not [cell for row in body for cell in row[1:] if "/Headers" in table_attributes(cell)]


def table_attributes(cell):
    return next(item for item in (one.get_object() for one in cell["/A"]) if item["/O"] == "/Table")


def test_row_heads_move_no_byte():
    """Places in the file stay right, whatever the cells: as long as before, and nothing else is touched."""

    def file(first, second):
        row = b"9 0 obj\n<</Type/StructElem/S/TR/P 8 0 R/K[12 0 R 13 0 R]>>\nendobj\n"
        return row + b"12 0 obj\n<</Type/StructElem%s>>\nendobj\n13 0 obj\n<</Type/StructElem%s>>" % (first, second)

    cell, empty = b"/S/TD/P 9 0 R/A[<</O/Table/Headers[(U1x0y0)]>>]/K[1]", b" " * len("/Headers[(U1x0y0)]")
    head = cell.replace(b"/S/TD", b"/S/TH").replace(b"/Headers[(U1x0y0)]", b"/Scope/Row        ")

    assert mark_row_heads(file(cell, cell)) == file(head, cell.replace(b"/Headers[(U1x0y0)]", empty))
    assert mark_row_heads(file(head, cell)) == file(head, cell.replace(b"/Headers[(U1x0y0)]", empty))
    assert (
        mark_row_heads(b"stream\n/S/TD/Headers[(U1x0y0)]\nendstream") == b"stream\n/S/TD/Headers[(U1x0y0)]\nendstream"
    )


def test_the_reading_order_is_that_of_the_report(pdf):
    """Chapters follow each other in the structure as they do on the pages, the signature before the appendix."""
    text = text_of(pdf)
    places = [text.index(words) for words in ("BÁO CÁO", "I. Tiếp nhận hồ sơ", "II. Cơ quan giải quyết", "Nơi nhận:")]
    kinds = [str(node["/S"]) for node in elements(pdf)]

    assert places == sorted(places)
    assert kinds.index("/TOC") < kinds.index("/Figure") < kinds.index("/Table")


MM = 72 / 25.4


def pieces(page) -> list[tuple[str, float, float, float]]:
    """What is written on a page: text, left edge, baseline from the top, size; lengths in points."""
    found = []

    def visit(text, matrix, place, _font, size):
        if text.strip():
            found.append((text.strip(), matrix[4] + place[4], 842 - matrix[5], size))

    page.extract_text(visitor_text=visit)
    return found


def test_pages_are_laid_out_as_decree_30_asks(pdf):
    """Margins 20, 20, 30 and 15 mm; sizes of header, body, recipients and page number; the number top centre."""
    pages = reader(pdf).pages
    first, *others = [pieces(page) for page in pages]
    sizes = {words: size for words, _, _, size in first}
    body = [item for page in (first, *others) for item in page if 20 * MM <= item[2] <= 842 - 20 * MM]

    def size_of(start):
        return next(round(size, 1) for words, size in sizes.items() if words.startswith(start))

    assert min(left for _, left, _, _ in body) >= 30 * MM - 1
    assert {size_of("VĂN PHÒNG"), size_of("TRUNG TÂM"), size_of("CỘNG HÒA")} == {12.0}
    assert (size_of("Độc lập"), size_of("Số:"), size_of("Lạng Sơn, ngày")) == (13.0, 13.0, 13.0)
    assert (size_of("BÁO CÁO"), size_of("Trong quý I")) == (14.0, 13.0)
    for number, page in enumerate(others, 2):
        words, left, top, size = min(page, key=lambda item: item[2])
        assert (words, round(size)) == (str(number), 13)
        assert 10 * MM < top < 20 * MM
        assert abs(left - (30 * MM + (595 - 45 * MM) / 2)) < 8


def test_the_english_letter_has_the_english_national_title(build):
    """The official English of title and motto; no Vietnamese one beside it."""
    front = Section("front", (), (), lang="en", meta={"title": "REPORT", "subject": "Q1 2021", "date": "2021-03-31"})

    text = text_of(render_pdf(build([front, Section("a", runs("One"), (Paragraph(runs("Text")),), lang="en")])))

    assert "SOCIALIST REPUBLIC OF VIET NAM" in text
    assert "Independence - Freedom - Happiness" in text
    assert "CỘNG HÒA" not in text


def test_a_cover_page_has_no_number_and_is_not_counted(report, build):
    """Title and issuer stand on it; the letter behind it begins with page 1, which shows no number, then 2."""
    report[0] = replace(report[0], meta=report[0].meta | {"cover": True})

    pages = words_by_page(render_pdf(build(report)))

    assert "BÁO CÁO" in pages[0]
    assert "Lạng Sơn, 2021" in pages[0]
    assert "Độc lập" not in pages[0]
    assert pages[1].startswith("VĂN PHÒNG")
    assert pages[2].startswith("2 ")


@pytest.mark.parametrize("rows", [16, 19, 22, 25])
def test_a_total_never_stands_alone_on_a_page(build, rows):
    """However the rows fall, the total keeps at least one other row beside it."""
    table = Table("t", runs("Bảng"), (Column("Cơ quan"), Column("Số hồ sơ", "right")),
                  (*((runs(f"Sở-{n:02}"), runs("1.234")) for n in range(rows)), (runs("Tổng số"), runs("9.999"))),
                  total=True)  # fmt: skip
    for lines in range(24 - rows // 2, 30 - rows // 2):
        items = [Paragraph(runs("Một dòng ngắn.")) for _ in range(lines)]

        pages = words_by_page(render_pdf(build([Section("a", runs("Mục"), (*items, table))])))

        page = next(page for page in pages if "9.999" in page)
        assert "1.234" in page, (rows, lines)


def test_bookmarks_and_metadata_name_the_report(pdf):
    """Chapters are bookmarks; title, author and keywords are those of the front."""
    document = reader(pdf)

    titles = [entry.title for entry in document.outline if not isinstance(entry, list)]
    assert titles[:2] == ["I. Tiếp nhận hồ sơ", "II. Cơ quan giải quyết"]
    assert titles[-1] == "Phụ lục: Số liệu chi tiết"
    assert document.metadata.title == "Kết quả tiếp nhận, giải quyết thủ tục hành chính quý I năm 2021"
    assert document.metadata.author == "Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn"
    assert document.metadata["/Keywords"] == "một cửa, quý I/2021, Lạng Sơn"


def test_every_page_is_a4_numbered_from_the_second_and_says_that_data_are_synthetic(pdf, report):
    """Decree 30/2020: no number on page 1; the synthetic notice stands on each page."""
    pages = reader(pdf).pages
    notice = report[0].meta["synthetic"]

    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}
    assert all(notice in text for text in texts)
    assert [bool(re.match(rf"{n} ", text)) for n, text in enumerate(texts, 1)] == [False] + [True] * (len(pages) - 1)


def test_all_text_arrives_letter_by_letter(pdf, report):
    """Header block, sentences, numbers and hostile strings are in the text as they were given."""
    text = text_of(pdf)

    hostile = report[3].title[0].text
    for expected in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "28.869", "99,99%", "Nơi nhận:", "Nguyễn Văn Mẫu"):
        assert expected in text
    assert hostile.replace(" ", "") in text.replace(" ", "")


def test_the_date_is_the_reports_own_or_the_builds(notebook, pdf, monkeypatch):
    """The clock is never asked: the report's date, or SOURCE_DATE_EPOCH where a build sets it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")

    assert reader(pdf).metadata.creation_date.isoformat() == "2021-03-30T17:00:00+00:00"
    assert reader(render_pdf(notebook)).metadata.creation_date.isoformat() == "1970-01-02T00:00:00+00:00"


def test_the_same_notebook_gives_the_same_bytes(notebook, pdf):
    """Two runs cannot be told apart."""
    assert render_pdf(notebook) == pdf


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system how much memory is in use")
def test_what_typst_keeps_of_its_documents_can_be_let_go(build):
    """A process that makes many reports does not grow with them, as it would by itself."""

    def grown(each=lambda: None):
        before = psutil.Process().memory_info().rss
        for _ in range(4):
            new = next(numbers)
            render_pdf(build([Section("a", runs("Mục"), tuple(Paragraph(runs(f"{new} {n}")) for n in range(1500)))]))
            each()
        return psutil.Process().memory_info().rss - before

    numbers = itertools.count()
    grown(forget_pages)

    assert grown(forget_pages) * 2 < grown()


def test_a_missing_font_is_refused(notebook, monkeypatch):
    """Typst would silently take another font; we do not."""
    monkeypatch.setenv("ONESTOP_FONT", "Chữ Không Có")

    with pytest.raises(UserError, match="không có phông chữ 'Chữ Không Có'"):
        render_pdf(notebook)


def test_a_chosen_font_sets_the_text(build):
    """The font option reaches the page, headings and all."""
    pdf = render_pdf(build([Section("a", runs("Một mục"), (Paragraph(runs("chữ Ươ")),))]), font="DejaVu Serif")

    fonts = {str(font["/BaseFont"]) for page in reader(pdf).pages for font in embedded(page)}
    assert any("DejaVuSerif" in name for name in fonts)
    assert not any("Libertinus" in name for name in fonts)


@pytest.mark.parametrize("letter", ["漢", "\ue005"])
def test_a_letter_that_the_font_lacks_is_refused(build, letter):
    """No box instead of a letter."""
    with pytest.raises(UserError, match="không dựng được PDF"):
        render_pdf(build([Section("a", runs("Một"), (Paragraph((Run(letter),)),))]))


@pytest.mark.parametrize(("old", "new"), [("DejaVu Sans", "Nowhere Sans"), ("Trực tiếp", "漢字")])
def test_a_chart_in_an_unknown_font_or_script_is_refused(build, report, old, new):
    """Chart text is set in the font it was drawn with, or not at all."""
    svg = report[1].items[1].svg
    assert old in svg

    with pytest.raises(UserError, match="biểu đồ dùng phông chữ hoặc ký tự"):
        render_pdf(build([Section("a", runs("Một"), (Chart("c", (), svg.replace(old, new), ()),))]))


def test_a_plain_notebook_without_header_block_is_set_too(build):
    """An analyst's notebook needs no front and no signature."""
    pdf = render_pdf(build([Section("a", runs("Một mục"), (Paragraph((Run("→ ▲ chữ thường"),)),))]))

    assert "I. Một mục" in text_of(pdf)
    assert "CỘNG HÒA" not in text_of(pdf)


def test_a_heading_never_ends_a_page_and_a_chart_keeps_its_message(build, chart_svg):
    """Over many page breaks: a heading stands with its text, a chart's message with its drawing."""
    filler = "Đoạn văn dài để trang đầy dần. " * 9
    sections = [
        Section(f"s{n}", runs(f"Mục-{n:02}-hết"), (
            Paragraph(runs(f"Đầu-{n:02}-hết {filler * (1 + n % 3)}")),
            Chart(f"c{n}", runs(f"Ý-{n:02}-hết"), chart_svg(f"Trục-{n:02}-hết"), runs("Hình")),
        ))
        for n in range(9)
    ]  # fmt: skip

    pages = words_by_page(render_pdf(build(sections)))

    def page_of(word):
        return [number for number, page in enumerate(pages) if word in page][-1]

    for n in range(9):
        assert page_of(f"Mục-{n:02}-hết") == page_of(f"Đầu-{n:02}-hết")
        assert page_of(f"Ý-{n:02}-hết") == page_of(f"Trục-{n:02}-hết")


@pytest.mark.parametrize("lines", range(24, 36, 2))
def test_a_signature_never_stands_almost_alone(build, report, lines):
    """However full the last page is, at least five lines of the text stand above the signature."""
    items = tuple(Paragraph(runs("Một dòng ngắn.")) for _ in range(lines))
    text = Section("text", runs("Nội dung"), (*items, Paragraph(runs("Trên đây là báo cáo./."))))

    last = words_by_page(render_pdf(build([text, report[-1]])))[-1]

    assert last.index("./.") < last.index("Nơi nhận:")
    assert last.count("Một dòng ngắn.") >= 4


def test_columns_are_as_wide_as_what_they_hold():
    """Figures get what they need, long names the room that is left, and a line holds all of it."""
    columns = [{"label": "Cơ quan", "align": "left"}, {"label": "Số hồ sơ", "align": "right"}]
    table = {"columns": columns, "rows": [[[{"text": "Sở " * 30}], [{"text": "1.234.567"}]]]}

    names, figures = column_widths(table, 60)

    assert figures == len("1.234.567") + 2.4
    assert names + figures == 60


def test_a_long_table_to_look_things_up_stands_behind_the_signature(build, report):
    """The letter says where it is, and ends before it."""
    table = Table("x", runs("Nguồn dữ liệu"), (Column("Tệp"),), ((runs("tệp-một"),),), appendix=True)

    text = text_of(render_pdf(build([Section("a", runs("Mục"), (table,)), report[-1]])))

    assert text.index("Nguồn dữ liệu: xem Phụ lục.") < text.index("Nơi nhận:") < text.index("tệp-một")


def test_a_table_of_many_columns_is_set_smaller(build):
    """A form with twelve columns keeps its figures whole, and repeats its head on every page."""
    columns = (Column("Lĩnh vực"), *(Column(f"Cột {n}", "right") for n in range(11)))
    rows = tuple((runs(f"Sở số {n}"), *[runs("128.869")] * 11) for n in range(90))
    table = Table("wide", runs("Biểu"), columns, rows)

    pdf = render_pdf(build([Section("a", runs("Một"), (table,))]))
    pages = [" ".join(page.extract_text().split()) for page in reader(pdf).pages]

    assert sum(page.count("128.869") for page in pages) == 90 * 11
    assert len(pages) > 1
    assert all("Lĩnh vực" in page for page in pages)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("VĂN PHÒNG", ["VĂN PHÒNG"]),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", ["TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG"]),
        ("Kết quả tại Trung tâm Phục vụ", ["Kết quả tại", "Trung tâm Phục vụ"]),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH LẠNG SƠN", ["TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG TỈNH LẠNG SƠN"]),
    ],
)
def test_a_centred_text_breaks_into_lines_of_one_length(text, lines):
    """The header block leaves no word alone, and breaks neither a compound nor the place's name."""
    assert balanced_lines(text, 27, "Lạng Sơn") == lines


def test_the_exporters_are_registered_and_only_pass_on(notebook, pdf):
    """`jupyter nbconvert --to onestop-pdf` and onestop-html give what the functions give."""
    from nbconvert.exporters import get_exporter

    from onestop_analysis.export.page import render_html

    page, resources = get_exporter("onestop-html")().from_notebook_node(notebook)
    paper, _ = get_exporter("onestop-pdf")().from_notebook_node(notebook)

    assert (page, resources["output_extension"]) == (render_html(notebook), ".html")
    assert paper == pdf


def test_jupyterlab_has_names_that_its_server_answers(monkeypatch):
    """On a server the two exporters step aside for those of the menu, whose names are letters and underscores."""
    from nbconvert.exporters import get_export_names

    menu = {"Bao_cao_HTML", "Bao_cao_PDF"}
    assert {"onestop-html", "onestop-pdf", *menu} <= set(get_export_names())
    monkeypatch.setattr("onestop_analysis.export.html.on_jupyter_server", lambda: True)
    monkeypatch.setattr("onestop_analysis.export.pdf.on_jupyter_server", lambda: True)
    listed = set(get_export_names())
    assert menu <= listed
    assert not {"onestop-html", "onestop-pdf"} & listed


def test_a_report_needs_no_nbconvert():
    """The functions behind the exporters stay cheap to import."""
    import subprocess
    import sys

    code = "import sys, onestop_analysis.export.page, onestop_analysis.export.paper; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"nbconvert", "nbformat", "matplotlib", "jinja2", "typst"} & set(modules)


def test_numbers_refer_to_the_list_of_their_origins(build, report):
    """Behind a paragraph stands where its numbers come from; the list names, counts and sources each once."""
    pages = text_of(render_pdf(build(report)))
    listed = pages[pages.index("Nguồn gốc số liệu") :]

    assert "trễ hạn 04 hồ sơ.[1]" in pages
    assert "1 Hồ sơ đã giải quyết 28.869 (99,99%) 28.865 / 28.869" in listed
    assert listed.count("28.865 / 28.869") == 1


def test_references_are_ranges_in_order_of_appearance():
    """The first number printed is the first listed, neighbours are drawn together, large tables are not listed."""
    keys = list("abcdefgh")
    origins = {key: {"name": key, "period": "p", "value": "1", "formula": "", "source": "s"} for key in keys}
    cells = [[[{"text": "1", "kind": "number", "ref": key}]] for key in keys * 4]
    large = {"kind": "table", "caption": [], "rows": cells}
    texts = [
        [{"text": "1", "kind": "number", "ref": f"{key}#share"} for key in line] for line in ("abc", "hab", "d", "x")
    ]
    items = [large, *({"kind": "paragraph", "content": text} for text in texts)]

    (section,), table = with_references([{"lang": "vi", "meta": {"origins": origins}, "items": items}])

    assert [item["content"][-1]["text"] for item in section["items"][1:]] == ["[1–3]", "[1–2, 4]", "[5]", "1"]
    assert section["items"][0]["caption"] == []
    assert [row[1][0]["text"] for row in table["rows"]] == ["a", "b", "c", "h", "d"]
