"""What is published in a folder of reports: one entry a report, from its manifest and its facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from onestop_analysis.errors import UserError
from onestop_analysis.periods import Period, parse_period
from onestop_analysis.project import read_centre

if TYPE_CHECKING:
    from pathlib import Path

    from onestop_analysis.project import Project

Status = Literal["preliminary", "final", "revised"]
RECORDS = ".batch/history.json"
# Measures that the catalogue shows, by what it calls them.
SHOWN = {
    "received": ("received", {}),
    "resolved": ("resolved", {}),
    "in_time": ("resolved", {"timeliness": "early_or_on_time"}),
    "pending": ("pending", {}),
}


@dataclass(frozen=True)
class Figure:
    """A count and the whole that it is part of, as an observation of the report has them."""

    value: int
    whole: int | None = None


@dataclass(frozen=True)
class Entry:
    """One published report.

    `status`: preliminary while data of working days of the period are missing; revised when its figures have changed
    since they were first published; else final. `standing`: draft, checked or approved. `public`: the edition without
    small counts. `updated`: when these figures were first seen. `files` by name. `town`: where the centre is.
    """

    centre: str
    name: str
    period: Period
    status: Status
    figures: dict[str, Figure]
    findings: int
    synthetic: str
    updated: datetime
    place: str
    files: tuple[str, ...]
    standing: str = "draft"
    public: bool = False
    town: str = ""

    def link(self, name: str) -> str:
        """Address of one of its files, seen from the catalogue."""
        return f"{self.place}/{name}"


def read_entries(folder: Path, *, project: Project, now: datetime) -> list[Entry]:
    """All complete reports below a folder, by centre and then newest first.

    What their figures are is kept in the folder's records, so that a later change shows as a revision.
    """
    records = folder / RECORDS
    history = _read_json(records) or {}
    entries = [
        entry for path in sorted(folder.glob("*/*/manifest.json")) if (entry := _entry(path, history, project, now))
    ]
    records.parent.mkdir(parents=True, exist_ok=True)
    records.write_text(json.dumps(history, indent=1, sort_keys=True) + "\n", "utf-8")
    newest = sorted(entries, key=lambda entry: (entry.period.end, entry.period.start), reverse=True)
    return sorted(newest, key=lambda entry: entry.centre)


def _entry(path: Path, history: dict[str, Any], project: Project, now: datetime) -> Entry | None:
    """The report of a manifest; None for a folder that is something else."""
    manifest = _read_json(path) or {}
    place = "/".join(path.parts[-3:-1])
    try:
        parameters, files = manifest["parameters"], manifest["files"]
        period = parse_period(parameters["period"], parameters["convention"])
        versions = history.setdefault(place, [])
        if not versions or versions[-1]["facts"] != files["facts.json"]:
            shown = _shown(json.loads(path.with_name("facts.json").read_text("utf-8")), period)
            versions.append({"facts": files["facts.json"], "seen": now.isoformat(timespec="seconds"), **shown})
    except (KeyError, TypeError, ValueError, OSError, UserError):
        return None
    latest, (name, town) = versions[-1], _names(project, parameters["centre"])
    status: Status = "preliminary" if not latest["complete"] else "revised" if len(versions) > 1 else "final"
    return Entry(
        centre=parameters["centre"],
        name=name,
        period=period,
        status=status,
        figures={name: Figure(*pair) for name, pair in latest["figures"].items()},
        findings=latest["findings"],
        synthetic=latest["synthetic"],
        updated=datetime.fromisoformat(latest["seen"]),
        place=place,
        files=tuple(files),
        standing=manifest.get("standing", {}).get("status", "draft"),
        public=bool(manifest.get("threshold")),
        town=town,
    )


def _shown(facts: dict[str, Any], period: Period) -> dict[str, Any]:
    """What the catalogue says of a report's facts: kept, so that large files are read once."""
    label = period.label if period.convention != "vpcp" else f"{period.label}.vpcp"
    paths = {name: (label, measure, *(f"{k}={v}" for k, v in cut.items())) for name, (measure, cut) in SHOWN.items()}
    wanted = {"/".join(path): name for name, path in paths.items()}
    rows = [row for row in facts["observations"] if row["id"] in wanted]
    return {
        "complete": facts.get("complete", True),
        "findings": len(facts.get("findings", ())),
        "synthetic": facts.get("synthetic", ""),
        "figures": {wanted[row["id"]]: [row["value"], row["whole"]] for row in rows},
    }


def _names(project: Project, slug: str) -> tuple[str, str]:
    """Name and town of a centre; its slug where its settings are gone."""
    try:
        centre = read_centre(project, slug)
    except UserError:
        return slug, slug
    return centre.name, centre.place


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
