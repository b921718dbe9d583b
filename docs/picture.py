"""Makes the pictures of the README.

python docs/picture.py                         docs/report.png from the sample report (needs pdftoppm)
python docs/picture.py reports/index.html      docs/catalogue.png from a catalogue (needs Chromium)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "reports" / "2021-Q1" / "lang-son" / "report.pdf"
PAGES, DPI, GAP = (1, 2), 96, 12
SCREEN = (1100, 900)
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


def main() -> None:
    """A picture of the report, or of the catalogue that is named."""
    if len(sys.argv) > 1:
        catalogue(Path(sys.argv[1]).resolve())
    else:
        report()


def report() -> None:
    """Two pages side by side on grey."""
    with TemporaryDirectory() as folder:
        first, last = str(PAGES[0]), str(PAGES[-1])
        subprocess.run(["pdftoppm", "-r", str(DPI), "-f", first, "-l", last, "-png", REPORT, f"{folder}/p"], check=True)
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("p-*.png"))]
    width, height = pages[0].size
    sheet = Image.new("RGB", (len(pages) * (width + GAP) + GAP, height + 2 * GAP), "#d0d4d8")
    for number, page in enumerate(pages):
        sheet.paste(page, (GAP + number * (width + GAP), GAP))
    save(sheet, "report.png")


def catalogue(page: Path) -> None:
    """The top of the page, as wide as a small screen."""
    width, height = SCREEN
    with TemporaryDirectory() as folder:
        shot = Path(folder) / "page.png"
        options = (f"--window-size={width},{height}", "--hide-scrollbars", f"--screenshot={shot}")
        subprocess.run([*BROWSER, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL)
        save(Image.open(shot).convert("RGB"), "catalogue.png")


def save(picture: Image.Image, name: str) -> None:
    """In a palette: small, and the text stays readable."""
    picture.quantize(64).save(ROOT / "docs" / name, optimize=True)


if __name__ == "__main__":
    main()
