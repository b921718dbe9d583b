"""The HTML page: one offline file, structured, safe, the same every time."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from onestop_analysis.document import Chart, Paragraph, Run, Section, runs
from onestop_analysis.errors import UserError
from onestop_analysis.export.page import css_string, keyboard, render_html


class Elements(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def cell(kind, source="", tags=(), **output):
    import nbformat.v4 as nb

    if kind == "markdown":
        return nb.new_markdown_cell(source, metadata={"tags": list(tags)})
    return nb.new_code_cell("secret_code()", outputs=[nb.new_output(**output)], metadata={"tags": list(tags)})


def test_the_page_is_structured(notebook):
    """One h1, a language, a skip link, landmarks, a list of contents whose links resolve."""
    page = Elements(render_html(notebook))

    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    links = [attributes["href"] for attributes in page.of("a")]
    assert page.of("html") == [{"lang": "vi"}]
    assert [len(page.of(tag)) for tag in ("h1", "main", "nav")] == [1, 1, 1]
    assert links[0] == "#content"
    assert {link[1:] for link in links} <= set(ids)
    assert len(ids) == len(set(ids))


def test_the_page_loads_nothing(notebook):
    """No remote address, no script but the one for arrow keys, and a policy that forbids all others by its hash."""
    html = render_html(notebook)
    page = Elements(html)

    addresses = [value for _, attributes in page.found for key, value in attributes.items() if key in ("src", "href")]
    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert not {"link", "iframe", "object", "base", "form"} & {tag for tag, _ in page.found}
    assert page.of("script") == [{}]
    assert f"<script>{keyboard()}</script>" in html
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    policy = page.of("meta")[1]["content"]
    allowed = base64.b64encode(hashlib.sha256(keyboard().encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert re.findall("script-src ([^;]*);", policy) == [f"'sha256-{allowed}'"]


def test_a_page_without_origins_has_no_script(build):
    """Nothing to ask, nothing to run: the policy then forbids every script."""
    html = render_html(build([Section("a", runs("Một mục"), (Paragraph(runs("Chữ.")),))]))

    assert "<script" not in html
    assert "script-src" not in html


def test_every_table_head_has_a_scope_and_every_drawing_a_name(notebook):
    """Screen readers can tell what each cell and each chart says."""
    page = Elements(render_html(notebook))

    assert {attributes.get("scope") for attributes in page.of("th")} == {"col", "row"}
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in page.of("svg"))
    assert len(page.of("svg")) == 4
    assert len(page.of("table")) == len(page.of("caption"))


def test_hostile_text_is_shown_letter_by_letter(notebook):
    """Text from data never becomes an element or an attribute."""
    html = render_html(notebook)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert not [1 for _, attributes in Elements(html).found for key in attributes if key.startswith("on")]


def test_synthetic_data_are_announced_on_screen_and_on_every_printed_page(notebook):
    """The notice is a banner on the page and stands in the margin of printed pages."""
    html = render_html(notebook)

    assert '<p class="synthetic" role="note"><strong>Dữ liệu tổng hợp' in html
    assert '@bottom-center { content: "Dữ\\20 liệu' in html


def test_a_css_string_cannot_be_left():
    """Quotes, backslashes, line ends and tags are written as code points."""
    assert css_string('a"\\\n</style>') == '"a\\22 \\5c \\a \\3c \\2f style\\3e "'


def test_code_and_analysts_cells_stay_out(notebook):
    """Readers see neither code nor what analysts write for themselves."""
    html = render_html(notebook)

    assert "secret_code" not in html
    assert "người phân tích" not in html


def test_other_cells_are_shown_as_text_and_images(notebook):
    """Markdown, printed tables and pictures of an analyst's notebook appear, without their markup."""
    notebook.cells += [
        cell("markdown", "## Ghi chú <b>\n\n- **một**\n- hai\n\nXem [nguồn](https://x.vn) <img src=x onerror=y>"),
        cell("code", output_type="display_data", data={"image/png": "iVBORw0KGgo=\n"}),
        cell("code", output_type="execute_result", data={"text/html": "<script>x</script>", "text/plain": "a  <b"}),
        cell("code", output_type="stream", name="stderr", text="cảnh báo nội bộ"),
    ]

    html = render_html(notebook)

    assert "<h3>Ghi chú &lt;b&gt;</h3>\n<ul><li>một</li><li>hai</li></ul>" in html
    assert "<p>Xem nguồn (https://x.vn) &lt;img src=x onerror=y&gt;</p>" in html
    assert '<img src="data:image/png;base64,iVBORw0KGgo="' in html
    assert "a  &lt;b</pre>" in html
    assert "<script>x" not in html
    assert "cảnh báo nội bộ" not in html


@pytest.mark.parametrize("trouble", ["empty", "failed", "twice"])
def test_a_notebook_that_is_no_report_is_refused(notebook, report, build, trouble):
    """Nothing to show, a failed cell or a section shown twice: no page, and a sentence that says why."""
    if trouble == "empty":
        notebook = build([])
    elif trouble == "failed":
        notebook.cells.append(cell("code", output_type="error", ename="ValueError", evalue="hỏng", traceback=[]))
    else:
        notebook = build([*report, report[1]])
    expected = {"empty": "chạy toàn bộ các ô", "failed": "ô thứ 8 .*ValueError: hỏng", "twice": "mục intake"}

    with pytest.raises(UserError) as caught:
        render_html(notebook)

    assert re.search(expected[trouble], caught.value.vi)


def test_a_page_without_front_still_has_a_title_and_a_name_for_its_charts(build, report):
    """A notebook of an analyst, without header block, gives a plain page."""
    chart = Chart("x", (), report[1].items[1].svg, ())

    page = Elements(render_html(build([Section("one", runs("Một"), (Paragraph((Run("chữ"),)), chart))])))

    assert page.of("title") == [{}]
    assert page.of("svg")[0]["aria-label"] == "Hình không có mô tả"


def test_the_same_notebook_gives_the_same_page(notebook):
    """Nothing of the clock or the run is in the page."""
    assert render_html(notebook) == render_html(notebook)


def test_stock_nbconvert_shows_the_same_sections(notebook):
    """`jupyter nbconvert --to html` needs none of this project's templates to be readable."""
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)

    page = Elements(html)
    assert '<h1 style="text-align:center"><span class="kind">BÁO CÁO</span>' in html
    assert len([image for image in page.of("img") if image["alt"] and "svg" in image["src"]]) == 4
    assert "<script>alert(1)" not in html


def test_tables_and_charts_are_numbered_in_the_language_of_their_section(build):
    """The rules for English are stronger than those for Vietnamese, which they replace."""
    style = re.search(
        r"<style>(.*?)</style>", render_html(build([Section("a", runs("One"), (), lang="en")])), re.DOTALL
    )[1]

    rules = re.findall(r'([^{}]*)\{ content: "(Bảng|Table|Biểu đồ|Chart) "', style)
    weight = {word: selector.count(".") + selector.count(":lang") for selector, word in rules}
    assert weight["Table"] > weight["Bảng"]
    assert weight["Chart"] > weight["Biểu đồ"]
