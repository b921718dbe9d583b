"""Tell people how an unattended batch ended: by e-mail and by webhook.

Settings stand in onestop.toml, secrets in the environment only:

    [notify]
    on = "failure"            # or "always"
    [notify.mail]
    host = "mail.example.gov.vn"
    port = 587
    security = "starttls"     # or "tls", "none"
    user = "onestop"          # with ONESTOP_SMTP_PASSWORD; leave out where the server asks for none
    sender = "onestop@example.gov.vn"
    to = ["director@example.gov.vn"]
    [notify.webhook]
    url = "https://chat.example.gov.vn/hook"  # ONESTOP_WEBHOOK_TOKEN is sent as a bearer token
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import tomllib
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import OnestopError, UserError
from onestop_analysis.project import MARKER

if TYPE_CHECKING:
    from onestop_analysis.project import Project

SECONDS = 30
PASSWORD, TOKEN = "ONESTOP_SMTP_PASSWORD", "ONESTOP_WEBHOOK_TOKEN"


class UndeliveredError(OnestopError):
    """A notice that could not be delivered."""


@dataclass(frozen=True)
class Notice:
    """What is told. `ok` only when everything asked for is there."""

    ok: bool
    subject: str
    text: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Mail:
    """A mail server and who hears from it. `security`: starttls, tls or none."""

    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    security: str = "starttls"
    user: str = ""

    def __post_init__(self) -> None:
        if self.security not in ("starttls", "tls", "none") or not self.to or isinstance(self.to, str):
            raise TypeError("security, to")

    def send(self, notice: Notice) -> None:
        """Deliver the notice."""
        message = EmailMessage()
        message["Subject"] = " ".join(notice.subject.split())
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message.set_content(notice.text)
        with self._connect() as server:
            if self.user:
                server.login(self.user, os.environ.get(PASSWORD, ""))
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server


@dataclass(frozen=True)
class Webhook:
    """An address that takes JSON."""

    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise TypeError("url")

    def send(self, notice: Notice) -> None:
        """Post the notice; any answer but 2xx is an error."""
        content = {"ok": notice.ok, "text": f"{notice.subject}\n{notice.text}", **notice.details}
        headers = {"Content-Type": "application/json"}
        if token := os.environ.get(TOKEN):
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(  # noqa: S310 - http or https, see above
            self.url, json.dumps(content, ensure_ascii=False).encode(), headers
        )
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            pass


@dataclass(frozen=True)
class Settings:
    """Who is told, and whether good news is sent too."""

    channels: tuple[Mail | Webhook, ...]
    always: bool = False

    def tell(self, notice: Notice) -> None:
        """Tell everybody who wants to know.

        Raises:
            UndeliveredError: a channel failed; the others were tried all the same.
        """
        if notice.ok and not self.always:
            return
        failed = [problem for channel in self.channels if (problem := _send(channel, notice))]
        if failed:
            raise UndeliveredError("; ".join(failed))


def read_settings(project: Project) -> Settings:
    """The `[notify]` part of onestop.toml.

    Raises:
        UserError: a setting that is missing or unknown.
    """
    try:
        table = tomllib.loads((project.root / MARKER).read_text("utf-8")).get("notify", {})
        channels: list[Mail | Webhook] = []
        if "mail" in table:
            channels.append(Mail(**table["mail"] | {"to": tuple(table["mail"]["to"])}))
        if "webhook" in table:
            channels.append(Webhook(**table["webhook"]))
        return Settings(tuple(channels), {"failure": False, "always": True}[table.get("on", "failure")])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError, AttributeError) as error:
        raise UserError(
            f"phần [notify] của {MARKER} không dùng được ({error}): cần on, [notify.mail] với host, sender, to, "
            "[notify.webhook] với url",
            f"[notify] in {MARKER} cannot be used ({error}): it needs on, [notify.mail] with host, sender, to, "
            "[notify.webhook] with url",
        ) from error


def _send(channel: Mail | Webhook, notice: Notice) -> str:
    """What went wrong; empty when it was delivered. No secret is part of it."""
    try:
        channel.send(notice)
    except (OSError, smtplib.SMTPException, urllib.error.URLError) as error:
        return f"{type(channel).__name__.lower()}: {error}"
    return ""
