"""Whether this machine and this project can make reports: versions, fonts, store, timers; each with what to do."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onestop_analysis.engine.client import can_fork
from onestop_analysis.errors import UserError, user_language
from onestop_analysis.inputs import versions
from onestop_analysis.project import read_centre

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from onestop_analysis.project import Project

ROOMY = 500 * 1024**2  # bytes free: a year's reports of a centre and its batches
PYTHONS = ((3, 11), (3, 13))


@dataclass(frozen=True)
class Check:
    """One thing looked at. `ok` false: reports will fail or be wrong until `advice` is followed."""

    name: str
    ok: bool
    found: str
    advice: str = ""

    def line(self) -> str:
        """One line for people."""
        mark = "ok " if self.ok else "!! "
        return f"{mark} {self.name}: {self.found}" + (f" · {self.advice}" if self.advice else "")


def examine(project: Project) -> list[Check]:
    """Look at everything that a report needs; nothing is changed."""
    looks: tuple[Callable[[Project], Iterator[Check]], ...] = (
        _python, _libraries, _fonts, _folders, _centres, _stores, _engine, _notices,
    )  # fmt: skip
    return [check for look in looks for check in look(project)]


def to_json(checks: list[Check]) -> dict[str, Any]:
    """The object of `onestop doctor --json`."""
    rows = [{"name": item.name, "ok": item.ok, "found": item.found, "advice": item.advice} for item in checks]
    return {"ok": all(item.ok for item in checks), "checks": rows}


def _say(vi: str, en: str) -> str:
    return vi if user_language() == "vi" else en


def _python(_: Project) -> Iterator[Check]:
    found = sys.version_info[:2]
    ok = PYTHONS[0] <= found <= PYTHONS[1]
    advice = "" if ok else _say("cần Python 3.11 đến 3.13", "Python 3.11 to 3.13 is needed")
    yield Check("python", ok, ".".join(map(str, sys.version_info[:3])), advice)


def _libraries(_: Project) -> Iterator[Check]:
    found = versions()
    shown = ("duckdb", "pandas", "matplotlib", "papermill", "nbconvert", "typst")
    missing = [name for name in shown if name not in found]
    text = ", ".join(f"{name} {found[name]}" for name in shown if name in found)
    advice = _say("chạy lại «make setup»", "run `make setup` again") if missing else ""
    yield Check(_say("thư viện", "libraries"), not missing, text or "-", advice)


def _fonts(_: Project) -> Iterator[Check]:
    """The report's own font comes with Typst; another one has to be on the machine."""
    import typst

    family = os.environ.get("ONESTOP_FONT", "")
    families = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True).families()
    wanted = family or "Libertinus Serif"
    ok = wanted in families
    advice = "" if ok else _say("cài phông đó hoặc bỏ ONESTOP_FONT", "install it or unset ONESTOP_FONT")
    yield Check(_say("phông chữ", "font"), ok, wanted, advice)


def _folders(project: Project) -> Iterator[Check]:
    for folder in (project.reports, project.store):
        place = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(place).free
        writable = os.access(place, os.W_OK)
        advice = "" if writable else _say("cần quyền ghi", "it must be writable")
        if free < ROOMY:
            advice = _say("đĩa sắp đầy: hãy dọn chỗ", "the disk is nearly full: make room")
        name = folder.relative_to(project.root).as_posix()
        yield Check(name, writable and free >= ROOMY, f"{free // 1024**2} MB", advice)


def _centres(project: Project) -> Iterator[Check]:
    centres = project.centres()
    if not centres:
        yield Check(_say("trung tâm", "centres"), ok=False, found="-", advice="data/centres/<slug>/centre.toml")
    for slug in centres:
        try:
            yield Check(slug, ok=True, found=read_centre(project, slug).name)
        except UserError as error:
            yield Check(slug, ok=False, found="centre.toml", advice=str(error))


def _stores(project: Project) -> Iterator[Check]:
    """Every batch has its file, no interrupted ingest has left anything."""
    from onestop_analysis.store import Store

    store = Store(project.store)
    for slug in project.centres():
        name = f"{slug}, {_say('kho', 'store')}"
        try:
            batches = store.batches(slug)
        except UserError as error:
            yield Check(name, ok=False, found="manifests", advice=str(error))
            continue
        lost = [batch.id for batch in batches if not store.file(slug, batch).is_file()]
        orphans = store.orphans(slug) if batches else []
        rows = sum(batch.rows for batch in batches)
        advice = "onestop store --sweep" if orphans else ""
        if lost:
            advice = _say(f"thiếu tệp {lost[0]}: khôi phục từ bản sao lưu", f"{lost[0]} is missing: restore it")
        if not batches:
            advice = f"onestop ingest ... --centre {slug}"
        yield Check(name, not lost and bool(batches), f"{len(batches)} / {rows}", advice)


def _engine(_: Project) -> Iterator[Check]:
    warm = can_fork()
    advice = "" if warm else _say("máy này dùng engine stock, chậm hơn", "this system uses the stock engine, slower")
    yield Check("engine", ok=True, found="onestop" if warm else "stock", advice=advice)


def _notices(project: Project) -> Iterator[Check]:
    from onestop_analysis.notify import read_settings

    try:
        channels = read_settings(project).channels
    except UserError as error:
        yield Check("notify", ok=False, found="onestop.toml", advice=str(error))
        return
    found = ", ".join(type(channel).__name__.lower() for channel in channels) or "-"
    advice = "" if channels else _say("chưa có ai được báo khi lỗi", "nobody is told of a failure yet")
    yield Check("notify", ok=True, found=found, advice=advice)
