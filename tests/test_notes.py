"""What people write for a report: events, notes, releases and names, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from onestop_analysis.errors import UserError
from onestop_analysis.notes import Event, NoteSection, read_events, read_notes, read_release
from onestop_analysis.periods import parse_period
from onestop_analysis.project import Project, read_centre, read_names
from onestop_analysis.story import vi

QUARTER = parse_period("2021-Q1")
FULL = """\
- {date: 2021-02-01, short: Tạm dừng, text: Tạm dừng thủ tục., until: 2021-06-30, procedure: Thủ tục B,
   changes: [online_rate], short_en: Suspended, text_en: A procedure was suspended.}
- {date: 2020-04-01, short: Giãn cách, text: Giãn cách xã hội.}
"""


def test_events_are_read_in_order_with_all_their_fields(tmp_path):
    """Oldest first; what is not said is empty."""
    (tmp_path / "events.yml").write_text(FULL, "utf-8")
    first, second = read_events(tmp_path)

    assert first == Event(date(2020, 4, 1), "Giãn cách", "Giãn cách xã hội.")
    assert (second.until, second.procedure, second.changes) == (date(2021, 6, 30), "Thủ tục B", ("online_rate",))


def test_notes_are_read_as_people_write_them(tmp_path):
    """Comments go, a list may follow a line at once, any sign of a list and any level below the title is read."""
    (tmp_path / "notes").mkdir()
    text = (
        "<!-- mẫu\n## Không đọc\n-->\n## Hoạt động\n\nTổ có các **nhiệm vụ**:\n- một\n  và tiếp;\n- hai.\n\n"
        "Đoạn sau.\n\n### Nhỏ hơn ##\n* ba\n\n* bốn\n"
    )
    (tmp_path / "notes" / "2021-Q1.md").write_text(text, "utf-8")

    assert read_notes(tmp_path, QUARTER) == (
        NoteSection("Hoạt động", ("Tổ có các nhiệm vụ:", ("một và tiếp;", "hai."), "Đoạn sau.")),
        NoteSection("Nhỏ hơn", (("ba", "bốn"),)),
    )


def test_notes_without_a_heading_are_not_lost_in_silence(tmp_path):
    """Text above the first heading would not be in the report: refused, with what to do."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "2021-Q1.md").write_text("Trung tâm đã...\n\n## Hoạt động\n\nA.\n", "utf-8")

    with pytest.raises(UserError, match=r"2021-Q1\.md.*## Tên mục"):
        read_notes(tmp_path, QUARTER)


def test_an_event_speaks_english_where_somebody_wrote_it():
    """Without an English text the Vietnamese one stands."""
    event = Event(date(2021, 2, 1), "Tạm dừng", "Tạm dừng thủ tục.", short_en="Suspended")

    assert (event.in_language("en").short, event.in_language("en").text) == ("Suspended", "Tạm dừng thủ tục.")
    assert event.in_language("vi") == event


@pytest.mark.parametrize(
    "text",
    [
        "- {short: A, text: B}",
        "- {date: soon, short: A, text: B}",
        "- {date: 2021-02-01, short: A, text: B, until: later}",
        "- {date: 2021-02-01, short: A, text: B, until: 2021-01-31}",
        "- {date: 2021-02-01, short: A, text: B, colour: red}",
        "- {date: 2021-02-01, short: A, text: B, changes: [speed]}",
        "- {date: 2021-02-01, short: 7, text: B}",
        "- {date: 2021-02-01, short: '', text: B}",
        "date: 2021-02-01",
        "- just a text",
        "- {date: 2021-02-01",
    ],
)
def test_what_is_no_event_is_refused_with_the_form(tmp_path, text):
    """A wrong field, date, chart or structure names the file and what an event needs."""
    (tmp_path / "events.yml").write_text(text, "utf-8")

    with pytest.raises(UserError, match=r"events\.yml.*short"):
        read_events(tmp_path)


def test_no_file_is_no_event_and_no_note(tmp_path):
    """A centre need not write anything."""
    assert read_events(tmp_path) == read_notes(tmp_path, QUARTER) == ()
    assert read_release(tmp_path, QUARTER) is None


def test_notes_are_headings_paragraphs_and_lists(tmp_path):
    """Lines of a paragraph are joined; a block of items is a list; each language has its own file."""
    (tmp_path / "notes").mkdir()
    text = "<!-- Ghi chú. -->\n## Hoạt động\n\nDòng một\ndòng hai.\n\n- việc một\n- việc hai\n  tiếp\n\n## Nhiệm vụ\n"
    (tmp_path / "notes" / "2021-Q1.md").write_text(text, "utf-8")

    assert read_notes(tmp_path, QUARTER) == (
        NoteSection("Hoạt động", ("Dòng một dòng hai.", ("việc một", "việc hai tiếp"))),
        NoteSection("Nhiệm vụ", ()),
    )
    assert read_notes(tmp_path, QUARTER, "en") == read_notes(tmp_path, parse_period("2021-Q2")) == ()


def test_a_text_in_another_encoding_is_refused(tmp_path):
    """Never guessed: the file is named, and what to do."""
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "2021-Q1.txt").write_bytes("Quý I: giải quyết".encode("utf-16"))

    with pytest.raises(UserError, match=r"2021-Q1\.txt.*UTF-8"):
        read_release(tmp_path, QUARTER)


def test_english_names_need_both_columns(tmp_path):
    """Names of agencies and procedures come from one table; half a line is refused."""
    table = Project(tmp_path).reference / "names.en.csv"
    table.parent.mkdir(parents=True)
    table.write_text("name,en\nSở A,Department A\n", "utf-8")

    assert read_names(Project(tmp_path), "en") == {"Sở A": "Department A"}
    assert read_names(Project(tmp_path), "vi") == {}

    table.write_text("name,en\nSở A,\n", "utf-8")
    with pytest.raises(UserError, match=r"names\.en\.csv"):
        read_names(Project(tmp_path), "en")


@pytest.mark.parametrize(
    ("until", "touched"),
    [(None, True), (date(2021, 3, 31), True), (date(2021, 1, 1), True), (date(2020, 12, 31), False)],
)
def test_a_suspension_that_ended_before_the_period_qualifies_nothing(group, make_facts, until, touched):
    """`until` is the last day of the suspension."""
    event = Event(date(2020, 12, 1), "Tạm dừng", "Tạm dừng.", procedure="Thủ tục B", until=until)
    facts = make_facts(group(count=2), group("2020-11-02", procedure="Thủ tục B"), events=[event], earlier=True)

    assert bool(facts.analysis.like_for_like) is touched
    assert ("Nếu không tính thủ tục" in vi.like_for_like(facts)) is touched


BLOCK = """name = "Trung tâm"
short_name = "TT"
province = "T"
superior = "S"
place = "T"
signer_title = "G"
"""


def test_targets_are_read_exactly(tmp_path):
    """A target in decimals is a decimal, with its source; the group is a name."""
    target = 'group = "a"\n[[targets]]\nrate = "online_rate"\nat_least = 97.5\nsource = "Quyết định A"\n'
    _write_centre(tmp_path, BLOCK + target)
    centre = read_centre(Project(tmp_path), "thu-nghiem")

    assert (str(centre.targets[0].at_least), centre.targets[0].source, centre.group) == ("97.5", "Quyết định A", "a")


@pytest.mark.parametrize(
    "line", ['rate = "speed"\nat_least = 5', 'rate = "online_rate"\nat_least = 120', "at_least = 5"]
)
def test_a_wrong_target_is_refused_with_its_file(tmp_path, line):
    """An unknown rate or an impossible percentage never reaches a report."""
    _write_centre(tmp_path, f'{BLOCK}[[targets]]\n{line}\nsource = "A"\n')

    with pytest.raises(UserError, match=r"centre\.toml"):
        read_centre(Project(tmp_path), "thu-nghiem")


def _write_centre(root, text):
    folder = Project(root).centre_folder("thu-nghiem")
    folder.mkdir(parents=True)
    (folder / "centre.toml").write_text(text, "utf-8")
