"""Draws growth.svg from the tables of RESULTS.md: how cost grows with dossiers, provinces and quarters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).resolve().parent
GROWTH = {
    "dossiers": "millions of dossiers",
    "provinces": "provinces of 300,000 dossiers",
    "quarters": "quarters of 34 provinces",
}
ROW = re.compile(r"^\| ([\d,]+) [^|]*\| ([\d.]+) \| [\d.]+ \| [\d.]+ \| (\d+) \|$", re.MULTILINE)


def draw() -> Path:
    """Write growth.svg; the same results give the same bytes."""
    text = (HERE / "RESULTS.md").read_text("utf-8")
    figure = Figure(figsize=(10, 3.2), layout="constrained")
    for axes, (what, label) in zip(figure.subplots(1, len(GROWTH)), GROWTH.items(), strict=True):
        _, _, section = text.partition(f"## All indicators, growing with {what}\n")
        panel(axes, rows(section.partition("\n## ")[0]), label)
    path = HERE / "growth.svg"
    with rc_context({"svg.hashsalt": "growth", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None, "Title": "CPU seconds and memory against size"})
    return path


def rows(section: str) -> list[tuple[int, float, int]]:
    """(size, CPU seconds, MB) of each line of a table."""
    return [(int(size.replace(",", "")), float(cpu), int(memory)) for size, cpu, memory in ROW.findall(section)]


def panel(axes: Axes, points: list[tuple[int, float, int]], label: str) -> None:
    """CPU seconds on the left, memory on the right, both from zero."""
    sizes, cpu, memory = zip(*points, strict=True)
    axes.plot(sizes, cpu, marker="o", color="#1b5e8c", label="CPU s")
    axes.set(xlabel=label, ylabel="CPU s", xlim=(0, None), ylim=(0, max(cpu) * 1.1))
    right = axes.twinx()
    right.plot(sizes, memory, marker="s", linestyle="--", color="#b5651d", label="MB")
    right.set(ylabel="MB", ylim=(0, 600))
    axes.legend(handles=[*axes.lines, *right.lines], loc="lower right", frameon=False)
    axes.spines["top"].set_visible(False)


if __name__ == "__main__":
    print(draw())
