"""Makes docs/explore.png, the picture of a notebook in the README, in JupyterLab: python docs/explore_picture.py."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from lab_session import IDLE, browser_path, open_notebook, run_all, running_lab  # noqa: E402

AGENCY, SIZE, EDGE = "Sở Tư pháp", {"width": 1180, "height": 1080}, 12


def main() -> None:
    """One agency picked: the pickers, the key figures and the first chart."""
    with TemporaryDirectory() as home, running_lab(ROOT, Path(home)) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        picture = Image.open(io.BytesIO(shot(browser.new_page(viewport=SIZE), address))).convert("RGB")
        browser.close()
    sheet = Image.new("RGB", (picture.width + 2 * EDGE, picture.height + 2 * EDGE), "#d0d4d8")
    sheet.paste(picture, (EDGE, EDGE))
    sheet.quantize(64).save(ROOT / "docs" / "explore.png", optimize=True)


def shot(page: Page, address: str) -> bytes:
    """The notebook from the pickers on, without the application around it."""
    open_notebook(page, address, "notebooks/explore_trends.ipynb")
    page.keyboard.press("Control+b")  # no file browser
    run_all(page)
    page.locator(IDLE).wait_for()
    page.get_by_label("Đơn vị", exact=True).select_option(label=AGENCY)
    page.locator(f"section h2:has-text('{AGENCY}')").nth(1).wait_for()
    page.locator(".jp-OutputArea-output.jupyter-widgets, .widget-box").first.evaluate("box => box.scrollIntoView()")
    page.wait_for_timeout(2000)
    notebook = page.locator(".jp-WindowedPanel-outer").bounding_box() or {}
    return page.screenshot(clip={**notebook, "width": min(notebook["width"], 900)})


if __name__ == "__main__":
    main()
