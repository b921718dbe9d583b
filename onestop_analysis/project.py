"""Where the project's folder is and which files live where; the only module that knows paths."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKER = "onestop.toml"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Project:
    """The folders of one project."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def corrections(self) -> Path:
        return self.root / "data" / "corrections"

    @property
    def store(self) -> Path:
        return self.root / "data" / "store"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    def centre_folder(self, slug: str) -> Path:
        return self.root / "data" / "centres" / slug

    def centres(self) -> list[str]:
        """Slugs of the centres that have a folder with a centre.toml."""
        return sorted(path.parent.name for path in self.root.glob("data/centres/*/centre.toml"))


# The rates that a centre may have a target for.
TARGETED = ("on_time_rate", "online_rate", "paid_online_rate", "digitised_rate")


@dataclass(frozen=True)
class Target:
    """What a rate is to reach, in percent, and who says so."""

    rate: str
    at_least: int | Decimal
    source: str
    source_en: str = ""

    def __post_init__(self) -> None:
        if self.rate not in TARGETED or type(self.at_least) not in (int, Decimal) or not 0 < self.at_least <= 100:
            raise TypeError(f"targets: rate = {', '.join(TARGETED)}; 0 < at_least <= 100")


@dataclass(frozen=True)
class Centre:
    """One one-stop centre: its organisation block, as centre.toml gives it.

    `synthetic` is printed on every page when the dossiers are not real; `assumptions` stand under Method.
    `cover` puts a cover page before the letter in the PDF.
    Centres of one `group` are compared with each other. `en` holds what the English edition says instead.
    """

    slug: str
    name: str
    short_name: str
    province: str
    superior: str
    place: str
    signer_title: str
    recipients: tuple[str, ...]
    synthetic: str = ""
    cover: bool = False
    assumptions: tuple[str, ...] = ()
    group: str = ""
    targets: tuple[Target, ...] = ()
    en: Mapping[str, Any] = field(default_factory=dict)

    def in_language(self, lang: str) -> Centre:
        """The block in another language, as far as the table `[en]` of centre.toml gives it."""
        return self if lang == "vi" else replace(self, **self.en)


def find_project(start: Path | None = None) -> Project:
    """The folder that ONESTOP_ROOT names, else the nearest one upwards with onestop.toml.

    Raises:
        UserError: no such folder.
    """
    if named := os.environ.get("ONESTOP_ROOT"):
        return _named_project(Path(named))
    start = start or Path.cwd()
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return Project(folder.resolve())
    raise UserError(
        f"không tìm thấy {MARKER} trong {start} hoặc thư mục cha: "
        "hãy chạy lệnh trong thư mục dự án hoặc đặt ONESTOP_ROOT",
        f"no {MARKER} in {start} or above it: run inside the project folder or set ONESTOP_ROOT",
    )


def _named_project(folder: Path) -> Project:
    if not folder.is_dir():
        raise UserError(
            f"ONESTOP_ROOT={folder} không phải là thư mục; hãy đặt lại thành thư mục dự án",
            f"ONESTOP_ROOT={folder} is not a folder; set it to the project's folder",
        )
    return Project(folder.resolve())


def check_slug(slug: str) -> str:
    """The slug itself when it is safe as a file name, else a UserError."""
    if not SLUG.fullmatch(slug):
        raise UserError(
            f"mã trung tâm {slug!r} không hợp lệ: chỉ dùng chữ thường không dấu, số và gạch nối, như lang-son",
            f"centre {slug!r} is not valid: use lower-case letters, digits and hyphens, such as lang-son",
        )
    return slug


def read_centre(project: Project, slug: str) -> Centre:
    """The centre's organisation block.

    Raises:
        UserError: unknown centre, or a centre.toml that cannot be read.
    """
    path = project.centre_folder(check_slug(slug)) / "centre.toml"
    if not path.is_file():
        known = ", ".join(project.centres()) or "-"
        raise UserError(
            f"không có trung tâm {slug!r}; hiện có: {known}; tạo mới bằng: onestop init {slug}",
            f"no centre {slug!r}; known: {known}; make a new one with: onestop init {slug}",
        )
    try:
        values = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
        english = _with_tuples(values.pop("en", {}))
        targets = tuple(Target(**target) for target in values.pop("targets", ()))
        centre = Centre(slug=slug, **_with_tuples({"recipients": ()} | values), targets=targets, en=english)
        centre.in_language("en")  # refuses a name that no centre has
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise UserError(
            f"không đọc được {path.name} của {slug}: {error}; xem data/centres/lang-son/centre.toml làm mẫu",
            f"cannot read {path.name} of {slug}: {error}; see data/centres/lang-son/centre.toml for the form",
        ) from error
    return centre


def peers_of(project: Project, own: Centre) -> list[str]:
    """Slugs of the other centres that name the same group; none where the centre names no group."""
    others = [slug for slug in project.centres() if slug != own.slug] if own.group else []
    return [slug for slug in others if _group_of(project, slug) == own.group]


def _group_of(project: Project, slug: str) -> str:
    """The group of another centre, whose faults are not this one's."""
    try:
        return read_centre(project, slug).group
    except UserError:
        return ""


def read_names(project: Project, lang: str) -> dict[str, str]:
    """What agencies and procedures are called in a language: data/reference/names.en.csv, or nothing without a table.

    Raises:
        UserError: the table lacks one of its two columns.
    """
    path = project.reference / f"names.{lang}.csv"
    if lang == "vi" or not path.is_file():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        rows = [{}]
    if any(not row.get("name") or not row.get(lang) for row in rows):
        raise UserError(
            f"{path.name}: tệp phải là UTF-8 và mỗi dòng cần cột name và {lang}; hãy sửa tệp này",
            f"{path.name}: it must be UTF-8 and each line needs the columns name and {lang}; correct the file",
        )
    return {row["name"]: row[lang] for row in rows}


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
