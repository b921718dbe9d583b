"""The list of published reports: complete, safe, offline, and honest about what is not final."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from onestop_analysis.catalogue import read_entries, write_catalogue

NOW = datetime(2021, 4, 5, tzinfo=UTC)
LATER = datetime(2021, 5, 5, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(name="publish")
def _publish(project):
    """Puts a report's manifest and facts where a run would have published them."""

    def publish(period="2021-Q1", centre="lang-son", *, received=28869, late=4, edition=None, **head):
        folder = project.reports / period / centre
        folder.mkdir(parents=True, exist_ok=True)
        rows = [
            {"id": f"{period}/received", "value": received, "whole": None},
            {"id": f"{period}/resolved/timeliness=early_or_on_time", "value": received - late, "whole": received},
        ]
        facts = {"centre": centre, "synthetic": "", "complete": True, "findings": []} | head | {"observations": rows}
        (folder / "facts.json").write_text(json.dumps(facts))
        files = dict.fromkeys(["report.html", "report.pdf", "facts.json"], json.dumps(facts))
        parameters = {"centre": centre, "period": period, "convention": "calendar"}
        (folder / "manifest.json").write_text(json.dumps({"parameters": parameters, "files": files} | (edition or {})))

    return publish


def page(project):
    return write_catalogue(project, now=NOW)[0].read_text("utf-8")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.addresses, self.tags = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]


def test_every_report_is_listed_with_its_figures_and_files(project, publish):
    """Counts and shares are those of the report, written as there; links lead to its files."""
    publish()
    publish("2020-Q4", received=23192, late=40)

    text = page(project)

    assert "28.869" in text
    assert "trên 99,99%" not in text
    assert "99,99%" in text
    assert "99,83%" in text
    assert {"2021-Q1/lang-son/report.pdf", "2020-Q4/lang-son/report.html"} <= set(Page(text).addresses)
    assert text.index("Quý I năm 2021") < text.index("Quý IV năm 2020")


def test_status_says_what_may_still_change(project, publish):
    """Preliminary without the last days' data, revised when figures changed after publication, else final."""
    publish("2020-Q3")
    publish("2020-Q4")
    publish("2021-Q1", complete=False)
    read_entries(project.reports, project=project, now=NOW)
    publish("2020-Q3", received=28870)

    entries = read_entries(project.reports, project=project, now=LATER)

    assert {str(entry.period): entry.status for entry in entries} == {
        "2020-Q3": "revised",
        "2020-Q4": "final",
        "2021-Q1": "preliminary",
    }
    assert {str(entry.period): entry.updated for entry in entries} == {
        "2020-Q3": LATER,
        "2020-Q4": NOW,
        "2021-Q1": NOW,
    }


def test_who_stands_behind_a_report_is_said(project, publish):
    """A draft is called a draft, an approved report approved, and the edition without small counts public."""
    publish()
    publish("2020-Q4", edition={"standing": {"status": "approved"}, "threshold": 10})

    text = page(project)

    assert "<small>dự thảo</small>" in text
    assert "<small>đã phê duyệt, bản công khai</small>" in text


def test_many_centres_have_a_list_of_contents(project, publish):
    """Each centre is a link to its reports; a few need no list."""
    publish()
    assert "<nav" not in page(project)
    for centre in ("cao-bang", "ha-giang", "son-la"):
        publish(centre=centre)

    text = page(project)

    assert {"#cao-bang", "#lang-son"} <= set(Page(text).addresses)
    assert 'id="son-la"' in text


def test_the_page_loads_nothing(project, publish):
    """One file: no address of another server, no picture, no style or script from elsewhere."""
    publish()
    publish("2020-Q4")

    shown = Page(page(project))

    assert not [address for address in shown.addresses if "//" in address]
    assert not {"img", "iframe", "object", "embed"} & set(shown.tags)


def test_names_are_never_markup(project, publish):
    """What a centre or a notice is called is shown as text."""
    settings = project.centre_folder("lang-son") / "centre.toml"
    settings.write_text(
        settings.read_text().replace('name = "Trung tâm', 'name = "<script>alert(1)</script>Trung tâm', 1)
    )
    publish(synthetic="<b>mô phỏng</b> & hơn")

    files = write_catalogue(project, now=NOW)

    assert "<script>alert" not in files[0].read_text("utf-8")
    assert "&lt;b&gt;mô phỏng" in files[0].read_text("utf-8")
    assert ET.parse(files[1]).find(f"{ATOM}entry/{ATOM}title").text.startswith("<script>alert(1)</script>Trung tâm")  # noqa: S314 - our own file


def test_the_feed_is_atom(project, publish):
    """Ids are unique, times and links there, the newest first."""
    publish("2020-Q4")
    write_catalogue(project, now=NOW)
    publish("2021-Q1")

    root = ET.parse(write_catalogue(project, now=LATER)[1]).getroot()  # noqa: S314 - our own file
    entries = root.findall(f"{ATOM}entry")

    assert root.findtext(f"{ATOM}updated") == LATER.isoformat()
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [LATER.isoformat(), NOW.isoformat()]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert entries[0].find(f"{ATOM}link").get("href") == "2021-Q1/lang-son/report.html"


def test_what_is_no_report_is_not_listed(project, publish):
    """Folders without a manifest, broken ones and an empty folder of reports harm nothing."""
    assert "Chưa có báo cáo nào" in page(project)
    publish()
    (project.reports / "2020-Q1" / "x").mkdir(parents=True)
    (project.reports / "2020-Q1" / "x" / "manifest.json").write_text("{")
    (project.reports / "2020-Q2" / "y").mkdir(parents=True)

    assert len(read_entries(project.reports, project=project, now=NOW)) == 1


def test_the_same_reports_give_the_same_page(project, publish):
    """A second look, later, changes no byte."""
    publish()
    first = [path.read_bytes() for path in write_catalogue(project, now=NOW)]

    assert [path.read_bytes() for path in write_catalogue(project, now=LATER)] == first
