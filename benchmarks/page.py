"""How long pages take to make and to open in headless Chromium; prints a Markdown table.

    python benchmarks/page.py [STATEMENTS ...]

Sizes stand for: the first view of 150 nodes (300 statements), a build of 5,000 statements, one of 50,000. Ready is the
time from the start of navigation to the first drawn picture with all controls working; filter is the time from a click
in the legend to the new picture. Medians of five openings.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser import Page, browser
from synthetic import synthetic

from kg.render import render_page

_LIMITS = {300: 1500, 5000: 3000, 50_000: 5000}
_CLICK = (
    "(() => { const start = performance.now(); document.querySelector('[data-facet=tone] input').click();"
    " return performance.now() - start; })()"
)


def main(sizes: list[int]) -> None:
    """Measure each size."""
    print("| statements | nodes | page MB | made s | ready ms | limit ms | filter ms |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    with browser() as page, tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            print(measured(page, size, Path(folder)), flush=True)


def measured(page: Page, size: int, folder: Path) -> str:
    """One row of the table."""
    corpus = synthetic(statements=size, actors=max(40, size // 20))
    start = time.perf_counter()
    text = render_page(corpus.statements, corpus.entities, corpus.documents)
    made = time.perf_counter() - start
    path = folder / f"{size}.html"
    path.write_text(text, encoding="utf-8")
    ready, clicks = [], []
    for _ in range(5):
        page.open(path)
        ready.append(int(page.js("document.documentElement.dataset.ready")))
        clicks.append(page.js(_CLICK))
    nodes = page.js("JSON.parse(document.getElementById('network').textContent).nodes.length")
    limit = _LIMITS.get(size, "")
    return (
        f"| {size:,} | {nodes:,} | {len(text.encode()) / 1e6:.1f} | {made:.1f} | {median(ready):.0f} | {limit} |"
        f" {median(clicks):.0f} |"
    )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(_LIMITS))
