"""What a report is made from, as hashes: equal hashes mean that the report would come out the same.

Data, code, notebook, notes, reference tables, versions of the libraries, font and parameters. A report's
manifest keeps them, so that a batch can tell which reports are up to date, and why another is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onestop_analysis.project import peers_of, read_centre

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from onestop_analysis.project import Project

PACKAGE = Path(__file__).parent
DISTRIBUTION = "onestop-analysis"
# Files of a centre that no report reads.
_ASIDE = ("schedule*.toml",)
_PERIOD_FOLDERS = ("notes",)
# What was stated of earlier periods is compared with.
_SERIES_FOLDERS = ("releases", "forms")


def common_inputs(project: Project, notebook: str) -> dict[str, str]:
    """Hashes of what all reports of a project share: code, notebook, reference tables, library versions."""
    tables = [*_files(project.reference), *_files(project.corrections)]
    return {
        "code": _digest_files(_files(PACKAGE), PACKAGE),
        "notebook": _digest_files([project.notebooks / notebook], project.root),
        "reference": _digest_files(tables, project.root),
        "environment": digest(versions()),
    }


def centre_inputs(project: Project, centre: str, period: str) -> dict[str, str]:
    """Hashes of what belongs to one centre: its data, and its notes and settings for the period."""
    folder = project.centre_folder(centre)
    store = project.store / centre / "manifests"
    own = [path for path in _files(folder) if _concerns(path.relative_to(folder), period)]
    others = [path for slug in _group(project, centre) for path in _files(project.store / slug / "manifests")]
    peers = {"peers": _digest_files(others, project.store)} if others else {}
    return {"data": _digest_files(_files(store), store), "centre": _digest_files(own, folder)} | peers


def _group(project: Project, centre: str) -> list[str]:
    """The centres that a report compares its own with."""
    return peers_of(project, read_centre(project, centre))


def setting_inputs(settings: dict[str, Any], font: str | None) -> dict[str, str]:
    """Hash of the parameters, formats, font and document date; and of the font's files, where it is this machine's."""
    outside = {name: os.environ.get(name, "") for name in ("ONESTOP_FONT", "SOURCE_DATE_EPOCH")}
    family = font or outside["ONESTOP_FONT"]
    own = {"font": font_files(family)} if family else {}
    return {"settings": digest([settings, font, outside])} | own


@cache
def font_files(family: str) -> str:
    """Hash of the files of a family that is installed on this machine."""
    import typst

    known = typst.Fonts(include_system_fonts=True).fonts()
    paths = {Path(font.path) for font in known if font.family == family and font.path}
    return digest(sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths))


def outdated(folder: Path, inputs: Mapping[str, str]) -> str:
    """Why a published report has to be made again: new, damaged or changed, and what; empty when it is up to date."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        known, files = dict(manifest["inputs"]), dict(manifest["files"])
    except FileNotFoundError:
        return "new"
    except (OSError, ValueError, KeyError, TypeError):
        return "damaged: manifest.json"
    damaged = [name for name, found in files.items() if file_digest(folder / name) != found]
    changed = [name for name, wanted in inputs.items() if known.get(name) != wanted]
    if damaged:
        return f"damaged: {', '.join(damaged)}"
    return f"changed: {', '.join(changed)}" if changed else ""


def file_digest(path: Path) -> str | None:
    """sha256 of a file; None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def digest(content: object) -> str:
    """Hash of plain data."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Python and every library that the package needs, directly or not, with their versions."""
    from importlib.metadata import PackageNotFoundError, distribution

    found, wanted = {"python": ".".join(map(str, sys.version_info[:3]))}, [DISTRIBUTION]
    while wanted:
        name = _plain_name(wanted.pop())
        if name in found:
            continue
        try:
            known = distribution(name)
        except PackageNotFoundError:  # for another system, or an extra
            continue
        found[name] = known.version
        wanted += [text for text in known.requires or () if "extra ==" not in text]
    return dict(sorted(found.items()))


def _plain_name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else requirement


def _concerns(path: Path, period: str) -> bool:
    """Whether a file of a centre belongs to the report of that period."""
    if path.parts[0] in _PERIOD_FOLDERS:
        return path.name.startswith(period)
    if path.parts[0] in _SERIES_FOLDERS:
        return path.name[: len(period)] <= period
    return not any(path.match(pattern) for pattern in _ASIDE)


def _files(folder: Path) -> list[Path]:
    """All files below a folder, hidden ones, backups and byte code left out."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(
        path for path in paths if not path.name.startswith((".", "~")) and path.suffix not in (".pyc", ".tmp")
    )


def _digest_files(paths: Iterable[Path], base: Path) -> str:
    """Hash of the names and contents; the place of the folder does not matter."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        line = f"{path.relative_to(base).as_posix()} {hashlib.sha256(content).hexdigest()}\n"
        total.update(line.encode())
    return total.hexdigest()
