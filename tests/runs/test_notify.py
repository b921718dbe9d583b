"""Notices of a batch, against a mail server and a web server on this machine."""

from __future__ import annotations

import email
import json
import socketserver
import subprocess
import sys
import threading
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onestop_analysis.batch import Rules, Wanted, notice_of, plan_batch, run_batch
from onestop_analysis.batch.outcome import Summary
from onestop_analysis.errors import UserError
from onestop_analysis.notify import TOKEN, Mail, Notice, Settings, UndeliveredError, Webhook, read_settings

BAD = Notice(
    ok=False, subject="Báo cáo:\n1 lỗi", text="2020-Q2/lang-son: LỖI · thiếu cột", details={"counts": {"failed": 1}}
)
GOOD = Notice(ok=True, subject="Báo cáo: 4 đã lập", text="", details={})


class SmtpSession(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a delivery needs."""

    def handle(self):
        self.wfile.write(b"220 test\r\n")
        for line in iter(self.rfile.readline, b""):
            command = line.strip().upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.messages.append(email.message_from_bytes(content, policy=default))
            elif command.startswith(b"RCPT") and b"NOBODY@" in command:
                self.wfile.write(b"550 no such user\r\n")
                continue
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.messages.append((self.headers["Authorization"], content))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(name="serve")
def _serve():
    """Starts servers that keep what they are sent."""
    servers = []

    def serve(kind, handler):
        server = kind(("127.0.0.1", 0), handler)
        server.messages, server.answer = [], 204
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(name="mail")
def _mail(serve):
    return serve(socketserver.ThreadingTCPServer, SmtpSession)


@pytest.fixture(name="hook")
def _hook(serve):
    return serve(ThreadingHTTPServer, Hook)


def channel(server, to=("giam-doc@example.vn",)):
    if isinstance(server, ThreadingHTTPServer):
        return Webhook(f"http://127.0.0.1:{server.server_port}/hook")
    return Mail("127.0.0.1", "may-chu@example.vn", to, port=server.server_address[1], security="none")


def test_a_failure_reaches_people_by_mail(mail):
    """The subject is one line, the text Vietnamese, sender and receivers are those of the settings."""
    Settings((channel(mail, ("a@example.vn", "b@example.vn")),)).tell(BAD)

    (message,) = mail.messages
    assert (message["Subject"], message["From"], message["To"]) == (
        "Báo cáo: 1 lỗi",
        "may-chu@example.vn",
        "a@example.vn, b@example.vn",
    )
    assert message.get_content().strip() == BAD.text


def test_a_failure_reaches_a_webhook(hook, monkeypatch):
    """JSON with the text for a chat and the counts for a program; the token is a header."""
    monkeypatch.setenv(TOKEN, "secret")

    Settings((channel(hook),)).tell(BAD)

    ((sent, content),) = hook.messages
    assert sent == "Bearer secret"
    assert content["ok"] is False
    assert "thiếu cột" in content["text"]
    assert content["counts"] == {"failed": 1}


def test_good_news_is_sent_only_where_wanted(hook):
    """Silence means that all is well, unless `on` is `always`."""
    Settings((channel(hook),)).tell(GOOD)
    assert hook.messages == []

    Settings((channel(hook),), always=True).tell(GOOD)
    assert [content["ok"] for _, content in hook.messages] == [True]


def test_one_dead_channel_does_not_silence_another(mail, hook, monkeypatch):
    """All channels are tried, and the error names the failed one without any secret."""
    monkeypatch.setenv(TOKEN, "secret")
    hook.answer = 500
    channels = (channel(mail, ("nobody@example.vn",)), channel(hook), channel(mail))

    with pytest.raises(UndeliveredError) as caught:
        Settings(channels).tell(BAD)

    assert len(mail.messages) == 1
    assert "mail" in str(caught.value)
    assert "500" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_settings_come_from_the_projects_file(project):
    """Without settings nobody is told; with them, both channels."""
    assert read_settings(project) == Settings(())
    (project.root / "onestop.toml").write_text(
        '[notify]\non = "always"\n[notify.mail]\nhost = "h"\nsender = "s"\nto = ["a"]\n[notify.webhook]\nurl = "https://x"\n'
    )

    assert read_settings(project) == Settings((Mail("h", "s", ("a",)), Webhook("https://x")), always=True)


@pytest.mark.parametrize(
    "text",
    [
        '[notify]\non = "never"',
        '[notify.mail]\nhost = "h"',
        '[notify.mail]\nhost = "h"\nsender = "s"\nto = ["a"]\nsecurity = "some"',
        '[notify.mail]\nhost = "h"\nsender = "s"\nto = ["a"]\npassword = "p"',
        '[notify.webhook]\nurl = "ftp://x"',
        "[notify",
    ],
)
def test_wrong_settings_are_one_sentence(project, text):
    """A password in the file, an unknown word or another scheme is refused by name of the file."""
    (project.root / "onestop.toml").write_text(text)

    with pytest.raises(UserError, match=r"onestop\.toml"):
        read_settings(project)


def test_a_notice_never_calls_a_part_a_success(project, trouble):
    """A failed, interrupted or empty batch is bad news, and the failed report is named."""
    trouble("2020-Q1", "raise ValueError('wrong')")
    plan = plan_batch([Wanted("2020-Q1,2020-Q2", ("lang-son",))], project=project)

    notice = notice_of(run_batch(plan, project=project, rules=Rules(jobs=1, timeout=60, retries=0)))

    assert not notice.ok
    assert "1 FAILED" in notice.subject
    assert "2020-Q1/lang-son" in notice.text
    assert not notice_of(Summary(())).ok
    assert not notice_of(Summary((), interrupted=True)).ok


def test_a_batch_that_cannot_begin_is_told_too(project, hook):
    """Wrong settings of a report, at night, must not end in silence."""
    (project.root / "onestop.toml").write_text(f'[notify.webhook]\nurl = "http://127.0.0.1:{hook.server_port}/"\n')
    command = [sys.executable, "-m", "onestop_analysis.cli", "batch", "--periods", "2020-Q9", "--notify"]

    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert [content["ok"] for _, content in hook.messages] == [False]
    assert "2020-Q9" in hook.messages[0][1]["text"]
