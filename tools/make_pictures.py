"""Make the pictures of the documentation: `python tools/make_pictures.py [FOLDER]`; needs Chromium and its driver.

They show the pages of a build of ``seeds/``, statements at a confidence of 0.5 and more, in docs/images unless a FOLDER
is given.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import Page, browser  # noqa: E402  (from tests/)

TITLE = "Trade disputes, 2018 to 2025"
ACTOR = "entity/country/china"


def main() -> int:
    """Write graph.png, with one actor chosen, and timeline.png."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    with tempfile.TemporaryDirectory() as name, browser() as page:
        folder = Path(name)
        _kg("build", str(ROOT / "seeds"), "-o", f"{folder}/out", "--quiet")
        for kind in ("graph", "timeline"):
            shown = ("--min-confidence", "0.5", "--title", TITLE)
            _kg("view", f"{folder}/out", f"--{kind}", "-o", f"{folder}/{kind}.html", *shown)
        page.open(folder / "graph.html", width=1500, height=860)
        page.click_node(ACTOR)
        page.wait("document.querySelector('#panel')?.innerText.includes('Positions')")
        _save(page, target / "graph.png")
        page.open(folder / "timeline.html", width=1400, height=820)
        _save(page, target / "timeline.png")
    return 0


def _kg(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "kg", *arguments], check=True, stdout=subprocess.DEVNULL)


def _save(page: Page, path: Path) -> None:
    # Three seconds, for the layout to come to rest and the panel to slide in.
    page.driver.execute_async_script("setTimeout(arguments[arguments.length - 1], 3000)")
    shot = page.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    path.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    sys.exit(main())
