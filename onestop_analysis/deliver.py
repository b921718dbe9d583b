"""Hands messages to a gateway, each once a day: a second run on the same day sends what the first could not.

A gateway is anything that sends one message; here are a CSV file and an HTTP service. Telephone numbers are the
gateway's business: it is told the agency, never a person.
"""

from __future__ import annotations

import csv
import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from onestop_analysis.errors import UserError
from onestop_analysis.locks import locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onestop_analysis.sms import Message

SECONDS = 30
TOKEN = "ONESTOP_SMS_TOKEN"  # noqa: S105 - the name of a variable
COLUMNS = ("centre", "agency", "text", "alphabet", "units", "segments", "due_soon", "overdue")


class Gateway(Protocol):
    """What sends one message."""

    def send(self, message: Message) -> None:
        """Deliver the message.

        Raises:
            OSError: it could not be delivered.
        """


@dataclass(frozen=True)
class CsvGateway:
    """Adds a line to a file, for a gateway that reads files."""

    path: Path

    def send(self, message: Message) -> None:
        """Write the line; no cell can become a formula."""
        fresh = not self.path.exists()
        with self.path.open("a", encoding="utf-8-sig" if fresh else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            row = as_row(message)
            writer.writerow([_cell(row[name]) for name in COLUMNS])


@dataclass(frozen=True)
class HttpGateway:
    """Posts JSON; any answer but 2xx is a failure. ONESTOP_SMS_TOKEN is sent as a bearer token."""

    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise UserError(
                f"địa chỉ cổng tin nhắn {self.url!r} phải bắt đầu bằng https:// hoặc http://",
                f"the gateway's address {self.url!r} must begin with https:// or http://",
            )

    def send(self, message: Message) -> None:
        """Post the message."""
        headers = {"Content-Type": "application/json"}
        if token := os.environ.get(TOKEN):
            headers["Authorization"] = f"Bearer {token}"
        content = json.dumps(as_row(message), ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, content, headers)  # noqa: S310 - checked above
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            pass


def gateway_for(address: str) -> Gateway:
    """The gateway of an address: a file that ends in .csv, else an HTTP service."""
    return CsvGateway(Path(address)) if address.endswith(".csv") else HttpGateway(address)


def as_row(message: Message) -> dict[str, str | int]:
    """A message as plain data, with its size."""
    size = message.size
    return {
        "centre": message.centre, "agency": message.agency, "text": message.text, "alphabet": size.alphabet,
        "units": size.units, "segments": size.segments, "due_soon": message.due_soon, "overdue": message.overdue,
    }  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """Agencies that were told, that had been told before on that day, and that could not be told, with the cause."""

    sent: tuple[str, ...]
    before: tuple[str, ...]
    failed: dict[str, str]


def deliver(messages: Sequence[Message], gateway: Gateway, *, record: Path) -> Delivery:
    """Send each message once.

    Args:
        messages: of one centre and one day.
        gateway: what sends them.
        record: the file that says who was told on that day; a run beside this one waits for it.
    """
    sent: list[str] = []
    failed: dict[str, str] = {}
    with locked(record.with_name(f".{record.name}.lock")):
        known = json.loads(record.read_text("utf-8")) if record.exists() else []
        before = [message.agency for message in messages if message.agency in known]
        for message in messages:
            if message.agency in before:
                continue
            try:
                gateway.send(message)
            except (OSError, urllib.error.URLError) as error:
                failed[message.agency] = str(error)
                continue
            sent.append(message.agency)
            _write(record, [*known, *sent])  # at once: after a crash nobody is told twice
    return Delivery(tuple(sent), tuple(before), failed)


def _write(path: Path, agencies: list[str]) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(json.dumps(agencies, ensure_ascii=False) + "\n", "utf-8")
    draft.replace(path)


def _cell(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
