"""Take the pictures of README.md and docs/: `python tools/make_pictures.py [FOLDER]`.

Builds the graph of ``seeds/``, opens its pages, with the statements at a confidence of 0.5 and more, in a headless
Chromium (Debian: chromium and chromium-driver; selenium from the extra ``test``), and writes graph.png and timeline.png
to FOLDER (default: docs/images).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from browser import Page, browser  # noqa: E402  (from tests/)

TITLE = "Trade disputes, 2018 to 2025"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of `kind` in a window of `width` by `height` pixels, with what `fragment` selects."""

    kind: str
    width: int
    height: int
    fragment: str = ""


PICTURES = (
    Picture("graph", 1500, 860, "#selected=node%3Aentity%2Fcountry%2Fjapan"),
    Picture("timeline", 1400, 820),
)


def take(page: Page, picture: Picture, path: Path, target: Path) -> None:
    """Open the page at `path` and save what the window shows as `target`."""
    page.open(path, fragment=picture.fragment, width=picture.width, height=picture.height)
    page.driver.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(done), 600));"
    )
    page.driver.save_screenshot(str(target))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, browser() as page:
        build = Path(place) / "out"
        kg = [sys.executable, "-m", "kg"]
        subprocess.run([*kg, "build", str(ROOT / "seeds"), "-o", str(build), "-q"], cwd=ROOT, check=True)
        for picture in PICTURES:
            made = build / f"{picture.kind}.html"
            command = [
                *kg,
                "view",
                str(build),
                f"--{picture.kind}",
                "--min-confidence",
                "0.5",
                "--title",
                TITLE,
                "-o",
                str(made),
            ]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            take(page, picture, made, folder / f"{picture.kind}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
