"""One report, against the stock command lines that people would otherwise chain."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from contest import Command, Contender, Contest

ROOT = Path(__file__).resolve().parent.parent
CENTRE, PERIOD = "lang-son", "2021-Q1"
NOTE = """\
The stock lines are `papermill`, `jupyter nbconvert --to html` and, in place of `--to webpdf`, `chromium --headless
--print-to-pdf` on that HTML: webpdf needs Playwright with a browser of its own, and drives the same print of Chromium
with one more process. The baseline notebook (`baseline.ipynb`) counts the same quarter with plain pandas, draws six
charts, checks nothing. Ours is a single report in a new process."""
NO_BROWSER = "\nNo Chromium on this machine: the stock lines end with the HTML."


def contests(folder: Path) -> list[Contest]:
    """A project with the sample data in its store; ours against the stock lines on two notebooks."""
    for name in ("data/centres", "data/reference", "data/corrections", "notebooks"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "onestop.toml", folder)
    shutil.copy(ROOT / "benchmarks" / "baseline.ipynb", folder / "notebooks")
    subprocess.run(["onestop", "sample"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    exports = sorted((folder / "data" / "raw" / CENTRE).glob("*/*.csv"))
    ingest: Command = ["onestop", "ingest", *exports, "--centre", CENTRE]
    subprocess.run(ingest, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    ours: Command = ["onestop", "report", CENTRE, PERIOD, "--out", "ours"]
    contenders = (
        Contender("`onestop report`: notebook, HTML, PDF, checks", (ours,)),
        Contender("stock lines, the same notebook", stock_lines("quarterly_report.ipynb")),
        Contender("stock lines, baseline notebook", stock_lines("baseline.ipynb")),
    )
    note = NOTE + ("" if browser() else NO_BROWSER)
    target = "in a batch at most 1/10 of the stock lines on the same notebook; alone at most 5 CPU s"
    return [Contest("One report", contenders, folder, target=target, note=note)]


def stock_lines(notebook: str) -> tuple[Command, ...]:
    """Papermill, then nbconvert, then the browser's print where there is one."""
    run = ["papermill", "--no-progress-bar", f"notebooks/{notebook}", f"stock-{notebook}"]
    html = ["jupyter", "nbconvert", "--to", "html", f"stock-{notebook}"]
    page = f"stock-{Path(notebook).stem}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    pdf = [[chromium, *options, f"--print-to-pdf={page}.pdf", f"{page}.html"] for chromium in browser()]
    return (run, html, *pdf)


def browser() -> list[str]:
    """The machine's Chromium, if any."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return [found for name in names if (found := shutil.which(name))][:1]
