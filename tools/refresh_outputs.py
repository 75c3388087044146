"""Bring what README.md and docs/ show up to date: `python tools/refresh_outputs.py [--check] [PAGE...]`.

Two kinds of region are made anew: after a code block ``<!-- output -->``, what it prints (`examples`), and
``<!-- figures: NAME -->`` ... ``<!-- /figures -->``, what benchmarks/results/ holds (`figures`). With --check nothing
is written, and exit code 1 says that a region is out of date (the time that a build took may differ).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from examples import ROOT, Workplace, examples, pages, prepare, same
from figures import with_figures


def refreshed(page: Path, template: Path) -> tuple[str, list[str]]:
    """The text of `page` with its outputs made anew, and where they were out of date."""
    text = page.read_text(encoding="utf-8")
    pieces, stale, at = [], [], 0
    with Workplace(template) as workplace:
        for example in examples(text):
            output = workplace.run(example)
            if example.output is None:
                continue
            if not same(output, example.output):
                stale.append(f"{page.relative_to(ROOT)}:{example.line}")
            else:
                output = example.output
            pieces += [text[at : example.start], output]
            at = example.end
    before = "".join([*pieces, text[at:]])
    after = with_figures(before)
    return after, [*stale, *([f"{page.relative_to(ROOT)}: figures"] if after != before else [])]


def main() -> int:
    """Refresh or check the pages."""
    parser = argparse.ArgumentParser(description="Bring what README.md and docs/ show up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is out of date")
    parser.add_argument("pages", nargs="*", type=Path, help="only these pages", default=[])
    options = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        for page in [path.resolve() for path in options.pages] or pages():
            text, stale = refreshed(page, Path(name))
            found += stale
            if stale and not options.check:
                page.write_text(text, encoding="utf-8")
    for place in found:
        print(f"{place} {'out of date' if options.check else 'refreshed'}")
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
