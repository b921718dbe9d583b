"""JSON exports: the national record of DongBoHoSoMC, OpenCPS dossiers, or any list of flat records."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError
from onestop_analysis.sources.encodings import codec_of
from onestop_analysis.sources.rows import collect_records
from onestop_analysis.sources.table import check_header, find_header
from onestop_analysis.sources.words import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onestop_analysis.sources.table import Intake, TextTable

LARGEST = 150_000_000
BEGINNING = 500_000
DEPTH = 5

Record = dict[str, Any]


def read_json(intake: Intake, encoding: str) -> TextTable:
    """Read the dossiers of a JSON file into `raw`; each record is a line.

    Raises:
        UserError: not valid JSON, or no list of dossiers in it.
    """
    if intake.path.stat().st_size > BEGINNING:
        _check_beginning(intake, encoding)
    items = find_records(parse_json(intake.path, encoding))
    records = [_flat(item) if isinstance(item, dict) else None for item in items]
    titles = list(dict.fromkeys(title for record in records for title in record or ()))
    # JSON of the national portal names the columns as our Vietnamese tables do, in one word.
    profiles = sorted(intake.profiles, key=lambda profile: not profile.json_first)
    header = find_header([titles], profiles)
    profile = header.profile if header else profiles[0]
    return collect_records(intake, records, profile=profile, kind="json", encoding=encoding)


def _check_beginning(intake: Intake, encoding: str) -> None:
    """A large file whose first keys name no dossier id is not read to its end."""
    with intake.path.open("rb") as stream:
        text = stream.read(BEGINNING).decode(codec_of(encoding), "replace")
    keys = set(re.findall(r'"([^"\n]{1,60})"\s*:', text))
    if not any(profile.column_of(key) == "dossier_id" for key in keys for profile in intake.profiles):
        check_header(None, intake)


def parse_json(path: Path, encoding: str) -> object:
    """The content of a JSON file, or of one with a JSON object a line.

    Raises:
        UserError: too large, nested too deeply, damaged or cut off.
    """
    if path.stat().st_size > LARGEST:
        raise _refused(path, "quá lớn", "too large")
    content = path.read_bytes()
    if not content.rstrip(b" \t\r\n\x00").endswith((b"}", b"]")):
        raise _refused(path, "bị hỏng hoặc bị cắt cụt", "damaged or cut off")
    text = content.decode(codec_of(encoding), "surrogateescape").lstrip("\ufeff")
    del content
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _refused(path, "lồng quá sâu", "nested too deeply") from error
    except ValueError as error:
        lines = _lines(text)
        if not isinstance(lines[0], dict):
            raise _refused(path, "bị hỏng hoặc bị cắt cụt", "damaged or cut off") from error
        return lines


def _lines(text: str) -> list[object]:
    """The JSON value of each line; None where a line is none."""
    found: list[object] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            found.append(None)
    return found


def _refused(path: Path, vi: str, en: str) -> UserError:
    name = file_name(path.name)
    return UserError(
        f"{name}: tệp JSON {vi}; hãy xuất lại tệp",
        f"{name}: the JSON file is {en}; export it again",
    )


def find_records(content: object) -> list[Any]:
    """The longest list of objects in a JSON document, looked for in its outer layers."""
    found = [items for items in _lists(content, DEPTH) if any(isinstance(item, dict) for item in items)]
    best = max(found, key=len, default=None)
    if best is None and isinstance(content, dict):
        return [content]
    return best or []


def _lists(content: object, depth: int) -> Iterator[list[Any]]:
    if depth == 0:
        return
    if isinstance(content, list):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from _lists(_unpacked(value), depth - 1)


def _unpacked(value: object) -> object:
    """What a JSON document within a text holds: some envelopes carry their content so."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _flat(item: Record) -> dict[str, str]:
    """One record as text cells; the few facts that are not plain fields are derived here."""
    flat = {str(key): _text(value) for key, value in item.items() if not isinstance(value, (list, dict))}
    if "MaHoSo" in item:
        _add_national(item, flat)
    elif "dossierNo" in item or "dossierStatus" in item:
        _add_opencps(item, flat)
    return flat


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _add_national(item: Record, flat: dict[str, str]) -> None:
    """Supplement dates from the list of requests; a refused dossier ended on the day of refusal."""
    requests = [entry for entry in item.get("DanhSachHoSoBoSung") or [] if isinstance(entry, dict)]
    if requests:
        flat["NgayYeuCauBoSung"] = _text(requests[0].get("NgayBoSung"))
        flat["NgayNhanBoSung"] = _text(requests[-1].get("NgayTiepNhanBoSung"))
    if not flat.get("NgayKetThucXuLy"):
        flat["NgayKetThucXuLy"] = flat.get("NgayTuChoi", "")
    if flat.get("TrangThaiHoSo") == "8" and not (flat["NgayKetThucXuLy"] or flat.get("NgayTra")):
        flat["TrangThaiHoSo"] = "8 (chưa kết thúc)"  # stopped, but not ended


def _add_opencps(item: Record, flat: dict[str, str]) -> None:
    """Channels from the three fields of OpenCPS; a withdrawn dossier ended when it was cancelled."""
    if item.get("online") in (True, "true", 1, "1"):
        flat["channel"] = "online"
    elif "online" in item:
        flat["channel"] = "post" if _number(item.get("fromViaPostal")) > 0 else "in_person"
    if "viaPostal" in item:
        flat["returnChannel"] = "post" if _number(item.get("viaPostal")) == 2 else "counter"
    if not flat.get("releaseDate"):
        flat["releaseDate"] = flat.get("cancellingDate", "") if flat.get("dossierStatus") == "cancelled" else ""


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
