"""The audit on whole texts: the seed's release first."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from onestop_analysis.audit import audit_file, audit_text, print_audit
from onestop_analysis.audit.identities import identities
from onestop_analysis.audit.shares import check_share
from onestop_analysis.document import runs

LABELLED = Path(__file__).parent / "data" / "releases"
TEXTS = sorted(LABELLED.glob("*.txt"))
MISREAD = sorted((LABELLED / "misread").glob("*.txt"))
PRESS = Path(__file__).parents[2] / "shared" / "press"
RELEASE = Path(__file__).parents[1] / "data" / "centres" / "lang-son" / "releases" / "2021-Q1.txt"


@pytest.fixture(scope="module")
def release():
    return audit_file(RELEASE)


def test_seed_has_three_contradictions(release):
    """The headline and the two shares that the counts cannot give, and nothing else."""
    found = {(finding.severity, finding.printed, finding.computed) for finding in release.findings}

    assert found == {
        ("A", ("6.976", "28.869"), "28.869"),
        ("A", ("5.738", "28.869", "33,80%"), "19,88%"),
        ("A", ("23.127", "28.869", "66,11%"), "80,11%"),
    }
    assert release.contradicts_itself


@pytest.mark.parametrize("path", MISREAD, ids=lambda path: path.stem)
def test_what_is_misread_calls_no_true_text_wrong(path):
    """A text that is not read without a miss yet gives class A only where its label has one."""
    labels = json.loads(path.with_suffix(".json").read_text("utf-8"))

    wrong = any(error["class"] == "A" for error in labels["arithmetic_errors"])
    assert wrong or not audit_file(path).contradicts_itself


def test_seed_names_the_older_draft(release):
    """Headline and early share fit a total of 16.976 with a digit lost; the on-time share does not. All are guesses."""
    headline, early, on_time = release.findings

    for finding in (headline, early):
        assert "16.976" in finding.explanation("vi")
        assert finding.explanation("vi").startswith("Giả thuyết")
        assert finding.explanation("en").startswith("Hypothesis")
    assert "34.983" in on_time.explanation("vi")
    assert "11.223" in on_time.explanation("vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_number_of_a_finding_is_marked(release, lang):
    """What a report prints of a finding can be traced, number by number."""
    for finding in release.findings:
        for run in runs(finding.paragraph(lang)):
            assert run.kind != "text" or not any(char.isdigit() for char in run.text)


def labels(path):
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


def digits(texts):
    """The numbers of texts without their separators."""
    return {re.sub(r"\D", "", number) for text in texts for number in re.findall(r"\d+(?:[.,]\d+)*", text)}


CLEAN = [path for path in TEXTS if not labels(path)["arithmetic_errors"]]
WRONG = [path for path in TEXTS if labels(path)["arithmetic_errors"]]


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_texts_stay_clean(path):
    """No text that can be true is called wrong."""
    audit = audit_text(path.read_text("utf-8"))

    assert not [finding.message("vi") for finding in audit.findings if finding.severity == "A"]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_labelled_errors_are_found(path):
    """Every labelled error has a finding of its class that names its numbers."""
    findings = audit_text(path.read_text("utf-8")).findings
    for error in labels(path)["arithmetic_errors"]:
        same = [finding for finding in findings if finding.severity == error["class"]]

        assert any(digits(finding.printed) & digits([error["what"]]) for finding in same), error["what"]


def other_digit(printed):
    """The same number with one digit changed: the first one by two, so that sums and shares move."""
    place = next(place for place, char in enumerate(printed) if char.isdigit())
    return printed[:place] + str(int(printed[place]) % 7 + 3 if printed[place] != "3" else 8) + printed[place + 1 :]


def places(audit):
    """Where the numbers stand that a sum, a balance or a right share depends on."""
    checked = [i for i in identities(audit.figures) if i.gap == 0 and not i.at_most]
    yield from {claim.spans[0] for identity in checked for claim in identity.claims if claim.exact}
    for claim in audit.figures:
        base = audit.release.by_id.get(claim.base or "")
        result = check_share(claim, base) if base is not None else None
        if result is not None and result.verdict == "right" and not claim.share_loose:
            yield claim.share_span


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_mutants_are_found(path):
    """In a clean text, one number changed that others depend on, counts and shares, is found, by name."""
    text = path.read_text("utf-8")
    for first, last in places(audit_text(text)):
        printed = text[first:last]
        if any(char.isdigit() for char in printed):
            wrong = other_digit(printed)
            findings = audit_text(text[:first] + wrong + text[last:]).findings

            assert any(wrong in finding.printed for finding in findings), f"{printed} -> {wrong}"


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_findings_speak_two_languages(path):
    """Each finding has message, marked paragraph and JSON in Vietnamese and English, with figures of the text."""
    audit = audit_text(path.read_text("utf-8"))
    figures = {claim.id for claim in audit.figures}
    for finding in audit.findings:
        data = finding.to_json()

        assert set(data["figures"]) <= figures
        assert set(data) >= {"class", "rule", "message", "figures", "printed", "computed", "explanation"}
        for lang in ("vi", "en"):
            assert finding.message(lang)
            marked = runs(finding.paragraph(lang))
            assert not [run.text for run in marked if run.kind == "text" and any(char.isdigit() for char in run.text)]


def test_decomposed_text_gives_the_same_findings():
    """A text from a Mac (NFD) is audited like any other."""
    text = RELEASE.read_text("utf-8")
    audits = [audit_text(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")]

    assert [f.message() for f in audits[0].findings] == [f.message() for f in audits[1].findings]


def test_the_terminal_shows_text_and_findings(release, capsys):
    """The text comes back whole, then each finding with its class, then the count."""
    print_audit(release, lang="vi")
    shown = capsys.readouterr().out

    assert RELEASE.read_text("utf-8").strip() in shown
    assert shown.count("[A] Sai: ") == 3
    assert shown.rstrip().endswith("phát hiện theo mức độ: A: 3, B: 0, C: 0.")


@pytest.mark.skipif(not PRESS.is_dir(), reason="the labelled press texts are not part of the project")
@pytest.mark.parametrize("path", sorted(PRESS.glob("*.txt")), ids=lambda path: path.stem)
def test_press_texts(path):
    """Real publications: every labelled error is found, nothing that can be true is called wrong."""
    errors = labels(path)["arithmetic_errors"]
    findings = audit_text(path.read_text("utf-8")).findings
    for severity in "ABC":
        wanted = [error for error in errors if error["class"] == severity]
        same = [finding for finding in findings if finding.severity == severity]

        assert len(same) >= len(wanted)
        assert len(same) == len(wanted) or severity != "A"


def test_the_page_is_one_offline_file(release):
    """The text stands there escaped, each wrong figure links to its finding, nothing is fetched."""
    shown = release.html(lang="vi")

    assert shown.startswith('<!doctype html>\n<html lang="vi">')
    assert shown.count("<article") == 3
    assert "6.976<sup>A</sup>" in shown
    assert not re.search(r"(src|href)=\"(?!#)", shown)


def test_a_text_with_markup_stays_text():
    """What a release holds is data: it never becomes markup."""
    shown = audit_text("<b>Tiếp nhận</b> 5 hồ sơ <script>x</script>").html()

    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_the_store_contradicts_a_release(make_facts, group):
    """Against the dossiers each differing count is a finding, and only those."""
    facts = make_facts(group(count=30), group(count=12, channel="post", agency="Sở Tư pháp"))
    text = "Quý I/2021 tiếp nhận 42 hồ sơ: trực tuyến 31 hồ sơ, bưu chính 12 hồ sơ. Nhiều nhất là: Tư pháp 11 hồ sơ."
    findings = audit_text(text).against(facts.now.values()).findings

    assert [(f.rule, f.printed, f.computed) for f in findings if f.rule == "store"] == [
        ("store", ("31",), "30"),
        ("store", ("11",), "12"),
    ]


def test_the_notebook_runs(sample_project, monkeypatch):
    """Its cells run in the sample project with their defaults and end in findings."""
    notebook = json.loads((Path(__file__).parents[1] / "notebooks" / "audit_release.ipynb").read_text("utf-8"))
    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102  # the project's own cells

    assert len(names["audit"].findings) == 3
    assert len(names["audit"].table()) == len(names["audit"].figures)
