"""WCAG 2.2 AA: contrast computed from the colours themselves, and axe-core in a browser on every kind of page."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from onestop_analysis.audit import audit_file
from onestop_analysis.catalogue import write_catalogue
from onestop_analysis.charts import style

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "onestop_analysis"
# `make axe` fetches this file with npm; the browser runs no other.
AXE = ROOT / ".tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
TEXT, MARKS = 4.5, 3.0
# What stands on what: variables of the three style sheets.
PAIRS = {
    "export/style.css": [
        ("text", "page"), ("soft", "page"), ("accent", "page"), ("text", "faint"), ("soft", "faint"),
        ("band-text", "band"), ("page", "accent"),
    ],
    "catalogue/page.html.j2": [
        ("ink", "paper"), ("soft", "paper"), ("bar", "paper"), ("last", "paper"), ("ink", "tint"), ("soft", "tint"),
    ],
    "audit/page.py": [
        ("ink", "paper"), ("a", "paper"), ("b", "paper"), ("c", "paper"),
        ("ink", "at"), ("a", "at"), ("b", "at"), ("c", "at"),
    ],
}  # fmt: skip


def luminance(colour):
    """Relative luminance of #rgb or #rrggbb, as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes(text):
    """The variables of each block that sets any: light, dark and print."""
    blocks = re.findall(r"(?::root|body)\s*{([^}]*--[^}]*)}", text)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]+)", block)) for block in blocks]


def test_contrast_is_computed_as_wcag_says():
    """Black on white is 21; the grey that just passes is #767676."""
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("name", PAIRS)
def test_text_stands_out_from_its_ground_in_every_scheme(name):
    """Light, dark and print: at least 4.5 for every text on every ground it stands on."""
    found = schemes((PACKAGE / name).read_text("utf-8"))
    faint = [
        (place, pair, round(contrast(scheme[pair[0]], scheme[pair[1]]), 2))
        for place, scheme in enumerate(found)
        for pair in PAIRS[name]
        if set(pair) <= set(scheme) and contrast(scheme[pair[0]], scheme[pair[1]]) < TEXT
    ]

    assert len(found) >= 2
    assert faint == []


def test_charts_are_legible_on_white():
    """Lettering of charts has 4.5 against white, lines and bars have 3."""
    assert all(contrast(colour, "#fff") >= TEXT for colour in (style.INK, style.QUIET, style.ACCENT, style.WARM))
    assert all(contrast(colour, "#fff") >= MARKS for colour in (style.SECOND, style.PALE))
    assert all(contrast(colour, style.BAND) >= TEXT for colour in (style.INK, style.QUIET))


@pytest.fixture(name="axe", scope="module")
def _axe():
    """The program of axe-core, as the text that a page runs."""
    if not AXE.is_file():
        pytest.fail("axe-core is needed: make axe")
    program = AXE.read_bytes()
    assert hashlib.sha256(program).hexdigest() == AXE_SHA256
    return program.decode()


@pytest.fixture(name="pages", scope="module")
def _pages(built, sample_project, tmp_path_factory):
    """Every kind of page that the project makes."""
    folder = tmp_path_factory.mktemp("pages")
    release = sample_project.centre_folder("lang-son") / "releases" / "2021-Q1.txt"
    for lang in ("vi", "en"):
        (folder / f"audit.{lang}.html").write_text(audit_file(str(release)).html(lang=lang), "utf-8")
    write_catalogue(sample_project, built.folder.parents[1])
    catalogue = built.folder.parents[1] / "index.html"
    return [*(built.files[name] for name in ("report.html", "report.en.html")), *sorted(folder.iterdir()), catalogue]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "media"), [(1280, "screen"), (360, "screen"), (800, "print")])
def test_axe_finds_nothing(browser, axe, pages, scheme, width, media):
    """No violation of any rule of axe-core, on wide and narrow screens and on paper, everything unfolded."""
    context = browser.new_context(
        color_scheme=scheme, bypass_csp=True, offline=True, viewport={"width": width, "height": 900}
    )
    violations = {}
    for path in pages:
        page = context.new_page()
        page.goto(path.as_uri())
        page.emulate_media(media=media, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        violations |= {f"{path.name}: {item['id']}": item["nodes"][0]["html"] for item in found}
        page.close()
    context.close()

    assert violations == {}


@pytest.mark.browser
def test_a_page_is_read_with_the_keyboard(browser, pages):
    """The first tab stop is the skip link, which leads to the content; everything that can be used shows its focus."""
    page = browser.new_page()
    page.goto(pages[0].as_uri())

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    stops = 0
    while page.keyboard.press("Tab") or page.evaluate("document.activeElement !== document.body"):
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        stops += 1
    page.close()
    assert stops > 10


ASKED = "[...document.querySelectorAll('data button')].filter(number => number.checkVisibility())"


@pytest.mark.browser
def test_every_number_is_reached_by_few_tabs_and_the_arrow_keys(browser, built):
    """Paragraphs and tables are tab stops, not their numbers; arrow keys reach each of these, Enter opens its note."""
    page = browser.new_page()
    page.goto(built.files["report.html"].as_uri())
    numbers, stops = (
        page.evaluate(f"{ASKED}.filter(number => {rule}).length") for rule in ("1", "number.tabIndex === 0")
    )
    reached = 0
    for place in range(stops):
        page.evaluate(f"{ASKED}.filter(number => number.tabIndex === 0)[{place}].focus()")
        reached += 1
        before = page.evaluate_handle("document.activeElement")
        while page.keyboard.press("ArrowRight") or page.evaluate("(was) => was !== document.activeElement", before):
            before, reached = page.evaluate_handle("document.activeElement"), reached + 1
    page.keyboard.press("Enter")
    opened = page.evaluate("document.querySelector('.origin:popover-open').innerText.length")
    page.keyboard.press("Escape")

    assert numbers > 250
    assert reached == numbers
    assert stops < 80
    assert opened > 50
    assert page.evaluate("document.activeElement.matches('data button') && !document.querySelector(':popover-open')")
    assert "phím mũi tên" in page.inner_text(".hint")
    page.close()


@pytest.mark.browser
def test_arrow_keys_go_along_rows_and_columns_of_a_table(browser, built):
    """Down and up keep to the column, home and end to the table; an open note goes along."""
    page = browser.new_page()
    page.goto(built.files["report.html"].as_uri())
    cells = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    page.evaluate("document.querySelector('#t-channels tbody td:nth-child(3) button').focus()")
    page.keyboard.press("Enter")
    first = page.evaluate("document.querySelector('.origin:popover-open').innerText")

    page.keyboard.press("ArrowDown")
    assert page.evaluate(cells) == [2, 2]
    assert page.evaluate("document.querySelector('.origin:popover-open').innerText") != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(cells) == [1, 2]
    page.keyboard.press("End")
    assert page.evaluate(cells) == [4, 3]
    page.close()


@pytest.mark.browser
def test_without_a_script_every_number_is_a_tab_stop(browser, built):
    """Where scripts are switched off each number is reached with Tab alone, and no arrow keys are promised."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(built.files["report.html"].as_uri())

    assert page.locator("data button[tabindex]").count() == 0
    assert not page.locator(".keys").is_visible()
    context.close()


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone(browser, pages):
    """At 320 pixels nothing but tables scrolls sideways (WCAG 1.4.10)."""
    page = browser.new_page(viewport={"width": 320, "height": 800})
    wide = []
    for path in pages:
        page.goto(path.as_uri())
        wide += [path.name] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []
    page.close()

    assert wide == []
