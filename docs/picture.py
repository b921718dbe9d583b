"""Makes docs/report.png, the picture of the README, from the sample report: python docs/picture.py (needs pdftoppm)."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "reports" / "2021-Q1" / "lang-son" / "report.pdf"
PAGES, DPI, GAP = (1, 2), 96, 12


def main() -> None:
    """Two pages side by side on grey, in a palette: small, and the text stays readable."""
    with TemporaryDirectory() as folder:
        first, last = str(PAGES[0]), str(PAGES[-1])
        subprocess.run(["pdftoppm", "-r", str(DPI), "-f", first, "-l", last, "-png", REPORT, f"{folder}/p"], check=True)
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("p-*.png"))]
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + GAP) + GAP, height + 2 * GAP), "#d0d4d8")
    for number, page in enumerate(pages):
        sheet.paste(page, (GAP + number * (width + GAP), GAP))
    sheet.quantize(64).save(ROOT / "docs" / "report.png", optimize=True)


if __name__ == "__main__":
    main()
