"""The daily reminders: who is counted, what the message says and costs, and that it is sent once."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onestop_analysis.batch.plan import in_vietnam
from onestop_analysis.deliver import CsvGateway, HttpGateway, deliver, gateway_for
from onestop_analysis.errors import UserError
from onestop_analysis.remind import Within, reminders
from onestop_analysis.sms import Message, size, without_marks
from onestop_analysis.store import Source, Store
from onestop_analysis.workdays import Workdays

NOW = datetime(2021, 3, 30, 8)  # a Tuesday
# id | agency | due | what else
DOSSIERS = """\
today     | Sở A | 2021-03-30 17:00 |
tomorrow  | Sở A | 2021-03-31 11:30 |
later     | Sở A | 2021-04-01 00:00 |
overdue   | Sở A | 2021-03-29 16:00 |
paused    | Sở A | 2021-03-29 16:00 | status=paused supplement_requested_at=2021-03-20
done      | Sở A | 2021-03-29 16:00 | status=returned resolved_at=2021-03-29
done_late | Sở B | 2021-03-29 16:00 | status=resolved resolved_at=2021-04-02
withdrawn | Sở B | 2021-03-30 16:00 | status=withdrawn
refused   | Sở B | 2021-03-30 16:00 | status=refused
not_yet   | Sở B | 2021-03-30 16:00 | received_at=2021-03-30T09:00
rejected  | Sở B | 2021-03-30 16:00 | status=not_accepted
endless   | Sở C |                  |
far       | Sở D | 2021-05-30 16:00 |
"""


@pytest.fixture(name="filled")
def _filled(project):
    """The project with the dossiers of the table in its store."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE rows (dossier_id VARCHAR, agency VARCHAR, received_at TIMESTAMP, due_at TIMESTAMP,"
            " status VARCHAR, resolved_at TIMESTAMP, supplement_requested_at TIMESTAMP,"
            " supplement_received_at TIMESTAMP)"
        )
        for line in DOSSIERS.splitlines():
            name, agency, due, rest = (part.strip() for part in line.split("|"))
            row = {"dossier_id": name, "agency": agency, "received_at": "2021-03-01", "status": "in_progress"}
            row |= {"due_at": due or None} | dict(part.split("=") for part in rest.split())
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO rows ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - our own names
        Store(project.store).add(connection, "rows", centre="lang-son", source=Source("x.csv", "0" * 64))
    return project


def counts(messages):
    return {message.agency: (message.due_soon, message.overdue) for message in messages}


def test_who_is_counted(filled):
    """Open dossiers due until the end of the next working day, and those whose day has passed; no paused ones."""
    assert counts(reminders(filled, "lang-son", now=NOW)) == {"Sở A": (2, 1), "Sở B": (0, 1)}


@pytest.mark.parametrize(
    ("within", "expected"),
    [(Within(0), (1, 1)), (Within(2), (3, 1)), (Within(hours=4), (0, 1)), (Within(hours=8), (1, 1))],
)
def test_how_soon_is_soon(filled, within, expected):
    """Working days to their end, or working hours from now."""
    assert counts(reminders(filled, "lang-son", now=NOW, within=within))["Sở A"] == expected


@pytest.mark.parametrize(
    ("now", "hours", "limit"),
    [
        ("2021-03-30 08:00", 3, "2021-03-30 11:00"),
        ("2021-03-30 08:00", 8, "2021-03-31 08:00"),
        ("2021-03-30 12:00", 1, "2021-03-30 14:00"),
        ("2021-04-02 16:30", 1, "2021-04-05 08:00"),
        ("2021-02-09 16:00", 2, "2021-02-17 08:30"),
    ],
)
def test_working_hours_skip_lunch_weekends_and_tet(now, hours, limit):
    """Eight hours a day, none at noon, at the weekend and at Tết."""
    moment = datetime.fromisoformat(now)

    assert Within(hours=hours).limit(moment, Workdays()) == datetime.fromisoformat(limit)


def test_quiet_on_days_off(filled):
    """On a Sunday, and on the centre's own day off, nobody is reminded."""
    assert reminders(filled, "lang-son", now=datetime(2021, 3, 28, 8)) == []
    (filled.centre_folder("lang-son") / "workdays.csv").write_text("date,kind,reason\n2021-03-30,off,flood\n")
    assert reminders(filled, "lang-son", now=NOW) == []


def test_what_the_message_says(filled):
    """Agency, counts, limit and sender, in Vietnamese with or without marks."""
    first, second = reminders(filled, "lang-son", now=NOW)

    assert first.text == "Sở A: 2 hồ sơ đến hạn đến hết 31/03, 1 hồ sơ quá hạn. Một cửa Lạng Sơn"
    assert second.text == "Sở B: 1 hồ sơ quá hạn. Một cửa Lạng Sơn"
    assert (second.size.alphabet, second.size.segments) == ("UCS-2", 1)
    plain = reminders(filled, "lang-son", now=NOW, marks=False)[0]
    assert plain.text == "So A: 2 ho so den han den het 31/03, 1 ho so qua han. Mot cua Lang Son"
    assert (plain.size.alphabet, plain.size.segments) == ("GSM-7", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("GSM-7", 0, 0)),
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("a" * 306, ("GSM-7", 306, 2)),
        ("a" * 307, ("GSM-7", 307, 3)),
        ("€" * 80, ("GSM-7", 160, 1)),
        ("a" * 152 + "€" + "a" * 152, ("GSM-7", 306, 3)),
        ("ệ" * 70, ("UCS-2", 70, 1)),
        ("ệ" * 71, ("UCS-2", 71, 2)),
        ("ệ" * 134, ("UCS-2", 134, 2)),
        ("ệ" * 135, ("UCS-2", 135, 3)),
        ("😀" * 35, ("UCS-2", 70, 1)),
        ("😀" * 36, ("UCS-2", 72, 2)),
        ("😀" * 67, ("UCS-2", 134, 3)),
    ],
)
def test_segments_are_counted_as_networks_count_them(text, expected):
    """160 and 153 septets, 70 and 67 units; a letter of two units is not split between segments."""
    found = size(text)

    assert (found.alphabet, found.units, found.segments) == expected


@settings(derandomize=True)
@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệÁÀẢÃẠĐƯƠ 0123456789.,:/-", max_size=400))
def test_vietnamese_without_marks_fits_the_small_alphabet(text):
    """Every letter has a plain one, and none is lost."""
    plain = without_marks(text)

    assert len(plain) == len(text)
    assert plain.isascii()
    assert size(plain).alphabet == "GSM-7"
    assert size(plain).segments <= size(text).segments


class SmsService(BaseHTTPRequestHandler):
    def do_POST(self):
        row = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = row["agency"] in self.server.refuses
        if not refused:
            self.server.taken.append((self.headers["Authorization"], row))
        self.send_response(503 if refused else 202)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(name="service")
def _service():
    """An HTTP gateway that keeps what it takes and refuses whom it is told to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), SmsService)
    server.taken, server.refuses = [], set()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


MESSAGES = [Message("lang-son", agency, f"{agency}: 1 hồ sơ quá hạn", 0, 1) for agency in ("Sở A", "Sở B", "=Sở C")]


def test_each_is_told_once_a_day(service, tmp_path, monkeypatch):
    """A second run sends only what failed before; another day begins anew."""
    monkeypatch.setenv("ONESTOP_SMS_TOKEN", "secret")
    gateway, record = HttpGateway(f"http://127.0.0.1:{service.server_port}/"), tmp_path / "r" / "2021-03-30.json"
    service.refuses = {"Sở B"}
    first = deliver(MESSAGES, gateway, record=record)
    service.refuses = set()
    second = deliver(MESSAGES, gateway, record=record)

    assert first.sent == ("Sở A", "=Sở C")
    assert list(first.failed) == ["Sở B"]
    assert "secret" not in str(first)
    assert (second.sent, second.before) == (("Sở B",), ("Sở A", "=Sở C"))
    assert [row["agency"] for _, row in service.taken] == ["Sở A", "=Sở C", "Sở B"]
    assert service.taken[0][0] == "Bearer secret"
    assert deliver(MESSAGES, gateway, record=tmp_path / "r" / "2021-03-31.json").before == ()


def test_a_file_for_gateways_that_read_files(tmp_path):
    """One line a message, with its size; a text cannot become a formula."""
    deliver(MESSAGES, CsvGateway(tmp_path / "out.csv"), record=tmp_path / "r.json")

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["agency"] for row in rows] == ["Sở A", "Sở B", "'=Sở C"]
    assert rows[0]["segments"] == "1"


def test_the_command_sends_and_says_what_it_did(filled, service):
    """JSON with messages and delivery; a refused message is exit code 1; without --gateway nothing is sent."""
    service.refuses = {"Sở B"}
    command = [sys.executable, "-m", "onestop_analysis.cli", "remind", "--date", "2021-03-30T08:00", "--json"]
    shown = subprocess.run(command, cwd=filled.root, capture_output=True, text=True, check=True)
    assert service.taken == []
    address = f"http://127.0.0.1:{service.server_port}/"

    sent = subprocess.run(
        [*command, "--gateway", address], cwd=filled.root, capture_output=True, text=True, check=False
    )

    assert json.loads(shown.stdout)["messages"] == json.loads(sent.stdout)["messages"]
    assert sent.returncode == 1
    assert json.loads(sent.stdout)["delivery"]["lang-son"]["sent"] == ["Sở A"]
    assert "Sở B" in sent.stderr


def test_wrong_settings_are_refused(project):
    """Another scheme, too long a look ahead, or a centre without data."""
    with pytest.raises(UserError):
        gateway_for("ftp://x")
    with pytest.raises(UserError):
        Within(days=100)
    with pytest.raises(UserError, match="lang-son"):
        reminders(project, "lang-son", now=NOW)


def test_times_are_those_of_hanoi():
    """A time with a zone is read by the clock in Hanoi, one without is taken as it stands."""
    assert in_vietnam(datetime.fromisoformat("2021-03-30T01:00+00:00")) == NOW
    assert in_vietnam(NOW) == NOW
