"""One fact store, many outputs: every number of every output is that of the facts, and a difference is found."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import nbformat
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from onestop_analysis.document import plain
from onestop_analysis.editions import Edition, edit
from onestop_analysis.export.paper import render_sections
from onestop_analysis.factsheet import HIDDEN, sheet_of
from onestop_analysis.official import ALT_TEXTS, charts_of, edition_name, write_outputs, write_slides
from onestop_analysis.official.brief import brief_sections
from onestop_analysis.official.form_ii06a import FIRST_ROW
from onestop_analysis.official.press_release import press_release
from onestop_analysis.official.tables import data_tables
from onestop_analysis.project import read_centre, read_names
from onestop_analysis.report import Making, check_sections, export_edition, stem
from onestop_analysis.score766 import points

EDITIONS = ("vi", "en")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ELEMENT = re.compile(
    r'<data class="n" value="[^"]*" data-ref="([^"]*)"[^>]*>(?:<button[^>]*>)?([^<]*)(?:</button>)?</data>'
)
LABEL = re.compile(r"<text[^>]*>([\d.,]+ \([\d.,]+%\))</text>")
COLUMNS = {  # of form II.06a, by their numbers: the facts that a cell adds up
    3: [("received", {})],
    4: [("received", {"inflow": "new", "channel": "online"})],
    5: [("received", {"inflow": "new", "channel": channel}) for channel in ("in_person", "post")],
    6: [("received", {"inflow": "carried_over"})],
    7: [("resolved", {})],
    **{8 + n: [("resolved", {"timeliness": kind})] for n, kind in enumerate(("early", "on_time", "late"))},
    11: [("pending", {})],
    **{12 + n: [("pending", {"deadline_state": kind})] for n, kind in enumerate(("in_time", "overdue"))},
}


class Outputs:
    """A report's folder, and what each output says beside what facts.json says: (where, said, counted)."""

    def __init__(self, folder, project, editions=EDITIONS):
        self.folder, self.project, self.editions = folder, project, editions
        self.content = json.loads((folder / "facts.json").read_text("utf-8"))
        self.rows = {row["id"]: row for row in self.content["observations"]}
        self.findings = {row["id"] for row in self.content["findings"]}
        self.sheet = sheet_of(self.content)
        self.sections = {
            lang: check_sections(nbformat.read(folder / f"{stem(lang)}.ipynb", as_version=4)) for lang in editions
        }

    def text(self, name):
        return (self.folder / name).read_text("utf-8")

    def printed(self, ref, lang):
        """What a reference prints, from facts.json; a finding of the audit has numbers of its own."""
        key, _, form = ref.partition("#")
        if key not in self.rows:
            assert key in self.findings, ref
            return None
        assert self.rows[key]["value"] is not None, f"{ref} is hidden"
        return {self.sheet.by_id(key).text(lang, form.partition(".")[0] or "number")}

    def told(self, lang):
        centre = read_centre(self.project, "lang-son").in_language(lang)
        return replace(self.sheet, lang=lang, names=read_names(self.project, lang)), centre

    def runs(self, lang):
        """All number runs of an edition's sections."""
        sections = self.sections[lang].values()
        return [run for section in sections for run in number_runs([section["title"], section["items"]])]

    def visible(self, lang):
        """The same without alternative texts, which are heard only."""
        return number_runs([[part["title"], part["items"]] for part in self.sections[lang].values()], {"alt"})

    def notebook(self, lang):
        for run in self.runs(lang):
            if (expected := self.printed(run["ref"], lang)) is not None:
                yield f"notebook {run['ref']}", {zeros(run["text"])}, set(map(zeros, expected))

    def page(self, lang):
        content = self.text(f"{stem(lang)}.html")
        said = [(html.unescape(ref), html.unescape(text)) for ref, text in ELEMENT.findall(content)]
        yield "page", Counter(said), Counter((run["ref"], run["text"]) for run in self.visible(lang))
        for chart in charts_of(self.sections[lang]):
            yield f"page {chart['id']}", f'aria-label="{html.escape(spoken(chart["alt"]))}"' in content, True
        for ref, text in said:
            if (expected := self.printed(ref, lang)) is not None:
                yield f"page {ref}", {zeros(text)}, set(map(zeros, expected))

    def paper(self, lang):
        yield from numbers_in(self.folder / f"{stem(lang)}.pdf", self.visible(lang))

    def brief(self, lang):
        told = self.told(lang)
        sections = brief_sections(*told, self.sections[lang])
        yield from numbers_in(self.folder / edition_name("brief.pdf", lang), number_runs(sections, {"alt"}))

    def release(self, lang):
        sheet, centre = self.told(lang)
        paragraphs = press_release(sheet, centre)
        for run in (run for part in paragraphs for run in part if run.kind == "number"):
            yield f"release {run.ref}", {run.text}, self.printed(run.ref, lang)
        lines = self.text(edition_name("press-release.txt", lang)).split("\n\n")
        yield "release", [line.strip() for line in lines if not line.startswith("(")], [plain(p) for p in paragraphs]

    def tables(self, lang):
        sheet, _ = self.told(lang)
        book = CalamineWorkbook.from_path(self.folder / edition_name("tables.xlsx", lang))
        for number, table in enumerate(data_tables(sheet), 1):
            lines = book.get_sheet_by_name(f"{number} {table.name}").to_python(skip_empty_area=False)[4:]
            for line, (name, facts) in zip(lines, table.rows, strict=True):
                for cell, head, fact in zip(line[1:], table.heads, facts, strict=True):
                    row = self.rows.get(fact.id, {"value": 0}) if fact else {}
                    counted = row.get("share" if head.kind == "share" else "value")
                    is_number = not isinstance(cell, str)
                    yield f"tables {name}, {head.label}", cell if is_number else None, counted

    def card(self, lang):
        lines = CalamineWorkbook.from_path(self.folder / edition_name("card-766.xlsx", lang)).get_sheet_by_index(0)
        by_code = {line[0]: line for line in lines.to_python(skip_empty_area=False)}
        for component in self.content["score766"]:
            part, whole, _, maximum, score = by_code[component["code"]][3:8]
            yield f"card {component['code']}", score if component["score"] is not None else None, component["score"]
            if component["part"] is None:
                yield f"card {component['code']} has no count", isinstance(whole, str), True
            elif component["observations"]:
                yield f"card {component['code']} whole", whole, self.counted(component)
                earned = (
                    points(int(part), int(whole), maximum=int(maximum), target=component["target"] or 100)
                    if component["maximum"]
                    else None
                )
                yield f"card {component['code']} points", component["score"], None if earned is None else float(earned)
        values = [
            self.rows[f"2021-Q1/{name}"]["value"]
            for name in ("resolved/timeliness=early_or_on_time", "pending/deadline_state=in_time")
        ]
        yield "card 2.1 part", by_code["2.1"][3], sum(values)

    def counted(self, component):
        """The whole of a component is what was received, or was received new."""
        name = "received/inflow=new" if component["code"] == "3.3" else "received"
        return self.rows[f"2021-Q1/{name}"]["value"]

    def form(self, _lang):
        book = CalamineWorkbook.from_path(self.folder / "form-ii06a.xlsx")
        for name, dimension in (("II.06a", "field"), ("Theo đơn vị", "agency")):
            for line in book.get_sheet_by_name(name).to_python(skip_empty_area=False)[FIRST_ROW:]:
                at = {dimension: line[1]} if line[0].isdigit() else {} if line[1] == "Cấp tỉnh" or not line[1] else None
                if at is not None and line[2] != "":
                    for column, facts in COLUMNS.items():
                        values = [self.sheet.count(measure, at | where).value for measure, where in facts]
                        counted = HIDDEN if None in values else sum(values)
                        yield f"form {line[1]} ({column})", line[column - 1], counted

    def csv(self, _lang):
        lines = {row["id"]: row for row in csv.DictReader(io.StringIO(self.text("observations.csv").lstrip("\ufeff")))}
        yield "csv ids", set(lines), set(self.rows)
        for key, row in self.rows.items():
            none = ("", HIDDEN)
            cells = [lines[key][name] for name in ("value", "whole", "share")]
            said = [None if cell in none else Decimal(cell) for cell in cells]
            yield f"csv {key}", said, [exact(row[name]) for name in ("value", "whole", "share")]

    def charts(self, lang):
        folder = self.folder / edition_name("charts", lang)
        texts = (folder / ALT_TEXTS).read_text("utf-8")
        for chart in charts_of(self.sections[lang]):
            drawing, name = (folder / f"{chart['id']}.svg").read_text("utf-8"), spoken(chart["alt"])
            labels = html.unescape(re.search(r'aria-label="([^"]*)"', drawing)[1])
            yield f"chart {chart['id']}", (labels, name in texts, spoken(chart["title"]) in texts), (name, True, True)
            shown = {text for run in number_runs([chart]) for text in NUMBER.findall(run["text"])}
            yield f"labels of {chart['id']}", set(NUMBER.findall(" ".join(LABEL.findall(drawing)))) - shown, set()
            yield f"picture of {chart['id']}", (folder / f"{chart['id']}.png").read_bytes()[:4], b"\x89PNG"


KINDS = ("notebook", "page", "paper", "brief", "release", "tables", "card", "form", "csv", "charts")


def number_runs(node, without=()):
    """Every number run below a node of the payload, leaving some of its parts out."""
    if isinstance(node, dict) and node.get("kind") == "number":
        return [node]
    if isinstance(node, dict):
        node = [child for name, child in node.items() if name not in without]
    children = node if isinstance(node, (list, tuple)) else ()
    return [run for child in children for run in number_runs(child, without)]


def numbers_in(path, expected):
    """Each number that the sections print stands in the PDF, as often at least."""
    texts = Counter(NUMBER.findall(" ".join(page.extract_text() for page in PdfReader(path).pages)))
    counted = Counter(text for run in expected for text in NUMBER.findall(run["text"]))
    for text, times in counted.items():
        yield f"{path.name} {text}", min(texts[text], times), times


def spoken(content):
    return "".join(run["text"] for run in content)


def exact(value):
    return None if value is None else Decimal(str(value))


def zeros(text):
    """JSON drops the zeros at the end of a decimal: '4,70' is '4,7'."""
    return (
        re.sub(r"([.,]\d*?)0+(?=%?$)", lambda m: m[1].rstrip(".,"), text) if re.search(r"[.,]\d{1,2}$", text) else text
    )


def disagreements(outputs, kind):
    """What an output says that is not what was counted, and how many numbers were compared."""
    compared = [item for lang in outputs.editions for item in getattr(outputs, kind)(lang)]
    return [where for where, said, counted in compared if said != counted], len(compared)


@pytest.fixture(name="outputs", scope="module")
def _outputs(built, sample_project):
    return Outputs(built.folder, sample_project)


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_every_output_is_that_of_the_facts(outputs, kind):
    """Long report on screen and paper, brief, release, form, card, tables, CSV, notebook, charts: both editions."""
    wrong, compared = disagreements(outputs, kind)

    assert wrong == []
    assert compared >= {"card": 20, "charts": 48, "brief": 40, "release": 50}.get(kind, 200)


def test_every_file_of_a_report_is_compared(built):
    """A new output has to be added here before it can be published."""
    names = {name.partition(".")[0].partition("/")[0] for name in built.files}

    assert names == {"report", "brief", "press-release", "tables", "card-766", "form-ii06a", "observations", "charts",
                     "facts", "manifest"}  # fmt: skip


def _replace(path, old, new):
    """Change one number in a text file, or inside the parts of a workbook."""
    if path.suffix != ".xlsx":
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert any(old.encode() in content for content in parts.values())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old.encode(), new.encode()) if "sheet" in name else content)


def _typeset_again(outputs, name, sections):
    text = json.dumps(sections, ensure_ascii=False).replace("28.869", "28.868")
    (outputs.folder / name).write_bytes(render_sections(json.loads(text)))


@pytest.fixture(name="copy")
def _copy(built, sample_project, tmp_path):
    shutil.copytree(built.folder, tmp_path / "copy")
    return Outputs(tmp_path / "copy", sample_project)


@pytest.mark.parametrize(
    ("kind", "name", "old", "new"),
    [
        ("notebook", "report.ipynb", '"text": "28.869"', '"text": "28.868"'),
        ("page", "report.html", ">28.869</button>", ">28.868</button>"),
        ("release", "press-release.txt", "28.869", "28.868"),
        ("release", "press-release.en.txt", "28,869", "28,868"),
        ("tables", "tables.xlsx", "<v>28869</v>", "<v>28868</v>"),
        ("card", "card-766.en.xlsx", "<v>30228</v>", "<v>30227</v>"),
        ("form", "form-ii06a.xlsx", "<v>17727</v>", "<v>17726</v>"),
        ("csv", "observations.csv", ",28869,", ",28868,"),
        ("charts", "charts/intake-by-channel.svg", "59,76%", "59,77%"),
        ("charts", "charts.en/alt-texts.txt", "59.76%", "59.77%"),
    ],
)
def test_one_changed_number_is_found(copy, kind, name, old, new):
    """Whoever edits a single number of an output by hand is contradicted by the facts."""
    _replace(copy.folder / name, old, new)

    assert disagreements(Outputs(copy.folder, copy.project), kind)[0]


@pytest.mark.parametrize("kind", ["paper", "brief"])
def test_one_changed_number_on_paper_is_found(copy, kind):
    """The same for what is printed."""
    sections = copy.sections["vi"]
    shown = list(sections.values()) if kind == "paper" else brief_sections(*copy.told("vi"), sections)
    _typeset_again(copy, {"paper": "report.pdf", "brief": "brief.pdf"}[kind], shown)

    assert disagreements(copy, kind)[0]


def test_a_changed_fact_is_found_in_every_output(copy):
    """The other way round: when the store itself is edited, no output agrees with it any more."""
    text = (copy.folder / "facts.json").read_text("utf-8")
    changed = re.sub(r'("id": "2021-Q1/received", .*?"value": )30228', r"\g<1>30227", text)
    assert changed != text
    (copy.folder / "facts.json").write_text(changed, "utf-8")

    edited = Outputs(copy.folder, copy.project)
    agreeing = [kind for kind in KINDS if not disagreements(edited, kind)[0]]

    # Paper and drawings are compared with the notebook, which is compared with the facts.
    assert agreeing == ["paper", "charts"]


@pytest.fixture(name="public", scope="module")
def _public(built, sample_project, tmp_path_factory):
    """The Vietnamese edition with small counts hidden, in all formats."""
    folder = tmp_path_factory.mktemp("public")
    notebook = nbformat.read(built.files["report.ipynb"], as_version=4)
    edit(notebook, Edition(threshold=10), facts=check_sections(notebook)["closing"]["meta"]["facts"])
    sections = check_sections(notebook)
    facts = json.loads(sections["closing"]["meta"]["facts"]) | {"findings": sections["release"]["meta"]["findings"]}
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
    export_edition(notebook, folder / "report", making=Making())
    write_outputs(sections, folder, project=sample_project, centre="lang-son")
    write_slides(sections, folder, project=sample_project, centre="lang-son")
    return Outputs(folder, sample_project, ("vi",))


@pytest.mark.parametrize("kind", KINDS)
def test_no_output_of_a_public_report_prints_a_hidden_number(public, kind):
    """What stands in a public output is in its facts.json, which has no number for what is hidden."""
    assert disagreements(public, kind)[0] == []


def test_a_public_report_names_no_hidden_number_in_passing(public):
    """Not in origins, texts for screen readers, drawings or the 766 card; what the card can say it says."""
    hidden = {key for key, row in public.rows.items() if row.get("hidden")}
    texts = [public.text("report.ipynb"), public.text("report.html")]
    origins = {ref for part in public.sections["vi"].values() for ref in part["meta"].get("origins", {})}
    card = {row["code"]: row for row in public.content["score766"]}

    assert len(hidden) > 100
    assert not {ref.partition("#")[0] for ref in origins} & hidden
    assert (card["5.4"]["part"], card["5.4"]["score"], card["2.1"]["score"]) == (None, None, 19.99)
    for key in (key for key in hidden if public.rows[key]["value"] is None):
        assert not any(f'{key}"' in text for text in texts), key
