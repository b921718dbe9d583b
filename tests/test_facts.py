"""Promises of what a report is made of, on the sample."""

from __future__ import annotations

import json
import shutil

import pytest

from onestop_analysis.cli import app
from onestop_analysis.comparison import compare_rules, to_json, to_text
from onestop_analysis.errors import UserError
from onestop_analysis.facts import read_facts
from onestop_analysis.figures import observe
from onestop_analysis.ingest import ingest_files
from onestop_analysis.inputs import centre_inputs
from onestop_analysis.project import Project
from onestop_analysis.timeliness import RULES


@pytest.fixture(name="facts", scope="module")
def _facts(sample_project):
    return read_facts("lang-son", "2021-Q1", project=sample_project)


def test_the_published_quarter_comes_back(facts):
    """The figures of the press release of the first quarter of 2021."""
    shown = [
        ("received", {}, 30228), ("received", {"channel": "in_person"}, 11461),
        ("received", {"channel": "online"}, 18065),
        ("received", {"channel": "post"}, 702), ("resolved", {}, 28869), ("resolved", {"timeliness": "early"}, 5738),
        ("resolved", {"timeliness": "on_time"}, 23127), ("resolved", {"timeliness": "late"}, 4),
        ("result_returned", {"return_channel": "post"}, 2127), ("pending", {}, 1359), ("satisfaction_votes", {}, 2528),
    ]  # fmt: skip
    assert [facts.get(measure, **breakdown).value for measure, breakdown, _ in shown] == [value for *_, value in shown]


def test_history_ends_with_the_period(facts):
    """The months are in order, up to the last month of the period, from where the data are whole."""
    assert (str(facts.months[0].period), str(facts.months[-1].period)) == ("2019-01", "2021-03")
    quarter = sum(item.value for item in facts.series("resolved")[-3:])
    assert quarter == facts.get("resolved").value


def test_the_files_that_were_counted_are_named(facts):
    """facts.json, and with it the manifest, lists every batch with the hash of its file."""
    named = facts.to_json()["batches"]

    assert [row["id"] for row in named] == [batch.id for batch in facts.batches]
    assert all(len(row["sha256"]) == 64 and row["rows"] > 0 for row in named)


def test_every_observation_has_one_id(facts):
    """All that a report may print is in facts.json, once."""
    content = facts.to_json()
    ids = [item["id"] for item in content["observations"]]

    assert len(ids) == len(set(ids))
    assert {item.id for item in facts.changes} <= set(ids)
    assert json.loads(json.dumps(content)) == content


def test_months_answer_for_agencies_too(facts):
    """What the months do not list is counted when a series asks for it."""
    agency = facts.now.by("received", "agency")[0].category("agency")

    series = facts.series("received", agency=agency, channel="online")
    assert len(series) == len(facts.months)
    assert {item.id for item in series} <= set(facts.every_observation())
    with pytest.raises(KeyError, match="channel=zalo"):
        facts.series("received", agency=agency, channel="zalo")


def test_centres_of_one_group_are_peers(sample_project, tmp_path):
    """The others' period comes with the facts, quiet last days or not, and is an input; without a group none is."""
    project = Project(tmp_path)
    shutil.copytree(sample_project.store / "lang-son", project.store / "lang-son")
    for slug, group in (("lang-son", "a"), ("mot", "a"), ("hai", "a"), ("ba", "b")):
        _like_lang_son(sample_project, project, slug, group)
    (project.centre_folder("bon")).mkdir()
    (project.centre_folder("bon") / "centre.toml").write_text("broken", "utf-8")

    found = read_facts("lang-son", "2021-Q1", project=project)

    assert [one.get_one("resolved").value for one in found.peers] == [1, 1]
    assert found.analysis.peers.centres.value == 3
    assert read_facts("ba", "2021-Q1", project=project).peers == ()
    assert "peers" in centre_inputs(project, "lang-son", "2021-Q1")
    assert "peers" not in centre_inputs(project, "ba", "2021-Q1")


def _like_lang_son(sample_project, project, slug, group):
    """A centre of that group; one that is not Lang Son has resolved one dossier."""
    block = (sample_project.centre_folder("lang-son") / "centre.toml").read_text("utf-8")
    project.centre_folder(slug).mkdir(parents=True)
    text = block.replace('group = ""', f'group = "{group}"')
    (project.centre_folder(slug) / "centre.toml").write_text(text, "utf-8")
    if slug == "lang-son":
        return
    raw = project.raw / slug / "x.csv"
    raw.parent.mkdir(parents=True)
    lines = (
        "Mã hồ sơ,Tên thủ tục,Cơ quan,Hình thức tiếp nhận,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,Trạng thái",
        "X-1,A,Sở A,Trực tuyến,05/01/2021,10/04/2021,26/03/2021,Đã trả kết quả",
        "X-2,A,Sở A,Trực tuyến,05/12/2020,10/01/2021,31/12/2020,Đã trả kết quả",
    )
    raw.write_text("\n".join(lines) + "\n", "utf-8-sig")
    ingest_files([raw], centre=slug, project=project)


def test_the_year_so_far_is_counted_from_the_rows(sample_project):
    """Half a year is received new plus what was open on 1 January, not the sum of two quarters' totals."""
    found = read_facts("lang-son", "2020-Q2", project=sample_project)
    quarters = [found.previous, found.now]
    new = sum(one.get_one("received", inflow="new").value for one in quarters)

    assert found.to_date.period.label == "2020-H1"
    assert found.to_date.get_one("received", inflow="new").value == new
    assert found.to_date.get_one("received").value < sum(one.get_one("received").value for one in quarters)
    assert found.to_date_before.period.label == "2019-H1"
    assert [str(one.period) for one in found.past] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"]


def test_rules_side_by_side(sample_project):
    """The same quarter under every rule: late hardly moves, early moves a lot."""
    results = compare_rules("lang-son", "2021-Q1", project=sample_project)

    assert list(results) == list(RULES)
    late = {name: found.get_one("resolved", timeliness="late").value for name, found in results.items()}
    early = {
        name: item.value for name, found in results.items() if (item := found.find("resolved", timeliness="early"))
    }
    assert max(late.values()) <= 4 + 10
    assert early["opencps-month"] > 3 * early["date"]
    assert [row["rule"] for row in to_json(results)] == list(RULES)
    assert "date\t2021-Q1/resolved/timeliness=late\t4\t0,01%" in to_text(results)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"centre": "khong-co"}, "lang-son"),
        ({"period": "2021-Q9"}, "2021-Q1"),
        ({"period": "2031-Q1"}, "2031"),
        ({"rule": "fast"}, "opencps-month"),
        ({"convention": "fiscal"}, "vpcp"),
        ({"as_of": "yesterday"}, "2021-04-05"),
    ],
)
def test_wrong_questions_are_refused(sample_project, changed, says):
    """A wrong centre, period, rule, convention or moment is named with what is allowed."""
    asked = {"centre": "lang-son", "period": "2021-Q1"} | changed

    with pytest.raises(UserError, match=says):
        read_facts(asked.pop("centre"), asked.pop("period"), project=sample_project, **asked)


def test_periods_are_compared_count_by_count(sample_project):
    """What changed is a collection of its own: differences, with the other period's count as whole; no rates."""
    now = observe("lang-son", "2021-Q1", project=sample_project)
    change = now.against(observe("lang-son", "2020-Q4", project=sample_project))
    online = change.get_one("received_change", channel="online")

    assert (online.value, online.whole, online.base) == (5147, 12918, "2020-Q4/received/channel=online")
    assert change.get_one("received_change", agency="Sở Tư pháp").unit == "dossier"
    assert all(isinstance(value, int) for value in change.frame()["value"].tolist())
    assert not set(change) & set(now)


def test_figures_of_a_period_that_goes_on_say_so(sample_project, monkeypatch, capsys):
    """A half-year whose data end in March is listed, with a warning on stderr; a whole quarter has none."""
    monkeypatch.setenv("ONESTOP_ROOT", str(sample_project.root))
    monkeypatch.setenv("ONESTOP_LANG", "en")
    app(["indicators", "lang-son", "2021-H1"], standalone_mode=False)
    half = capsys.readouterr()
    app(["indicators", "lang-son", "2021-Q1"], standalone_mode=False)

    assert "the data end on 2021-03-31, the period on 2021-06-30" in half.err
    assert "2021-H1/received\t30.228" in half.out
    assert capsys.readouterr().err == ""
