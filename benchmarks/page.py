"""Time how long pages take to make and to open in headless Chromium.

usage: python benchmarks/page.py [STATEMENTS ...]

Sizes stand for: the first view of 150 nodes (300 statements), a build of 5,000 statements, one of 50,000. Ready is the
time from the start of navigation to the first drawn picture with all controls working; filter is the time from a click
in the legend to the new picture. Medians of five openings. Writes ``benchmarks/results/page.json``.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser import Page, browser
from synthetic import synthetic

from kg.render import render_page

RESULT = Path(__file__).parent / "results" / "page.json"
_LIMITS = {300: 1500, 5000: 3000, 50_000: 5000}
_CLICK = (
    "(() => { const start = performance.now(); document.querySelector('[data-facet=tone] input').click();"
    " return performance.now() - start; })()"
)


def main(sizes: list[int]) -> None:
    """Measure each size."""
    with browser() as page, tempfile.TemporaryDirectory() as folder:
        rows = [measured(page, size, Path(folder)) for size in sizes]
    result = {
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rows": rows,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def measured(page: Page, size: int, folder: Path) -> dict[str, Any]:
    """What a page of `size` statements takes."""
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
    return {
        "task": f"page of {size:,} statements",
        "statements": size,
        "nodes": nodes,
        "megabytes": round(len(text.encode()) / 1e6, 1),
        "made_seconds": round(made, 1),
        "ready_ms": round(median(ready)),
        "limit_ms": _LIMITS.get(size),
        "filter_ms": round(median(clicks)),
    }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(_LIMITS))
