"""Bring the outputs that README.md and docs/ show up to date: `python tools/refresh_outputs.py [--check]`.

A Markdown block of ``sh`` or ``python`` that is followed by an output region

    ```sh
    kg query opponents -f md
    ```
    <!-- output -->
    what it prints
    <!-- /output -->

is run in a folder with ``seeds/`` and a build of them in ``out/``; what it prints becomes the region's content. Every
other ``sh`` block stays as it is. With --check nothing is written, and exit code 1 says that a region is out of date
(the time that a build took may differ).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"^```(?P<language>sh|python)\n(?P<code>(?:(?!```).*\n)+)```\n\n?"
    r"<!-- output(?P<fence>: text)? -->\n(?P<output>(?:(?!<!--).*\n)*)<!-- /output -->$",
    re.MULTILINE,
)
CLOCK = re.compile(r"^time .*$", re.MULTILINE)
INSTALLATION = re.compile(r"^.*&& \.venv/bin/kg ")


@dataclass(frozen=True, slots=True)
class Example:
    """A block with its output region; `line` is the number of its first line, `start` and `end` enclose the output."""

    line: int
    language: str
    code: str
    fenced: bool
    output: str
    start: int
    end: int

    def run(self, folder: Path) -> str:
        """What the block prints when run in `folder`, as it stands in the region.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        code = INSTALLATION.sub("rm -rf out && kg ", self.code)
        command = [sys.executable, "-"] if self.language == "python" else ["bash", "-e"]
        done = subprocess.run(
            command, input=code, cwd=folder, env=environment(), capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, code, done.stdout, done.stderr)
        printed = "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())
        return f"```text\n{printed}```\n" if self.fenced else f"\n{printed}\n"


def environment() -> dict[str, str]:
    """The environment of the examples: `kg` of this Python first on the path, a plain terminal of 100 columns."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}


def examples(text: str) -> Iterator[Example]:
    """The blocks of `text` that have an output region."""
    for match in BLOCK.finditer(text):
        yield Example(
            line=text.count("\n", 0, match.start()) + 1,
            language=match["language"],
            code=match["code"],
            fenced=match["fence"] is not None,
            output=match["output"],
            start=match.start("output"),
            end=match.end("output"),
        )


def same(first: str, second: str) -> bool:
    """True where two outputs differ in nothing but the time that a build took, and the width that it gives a table."""
    return _timeless(first) == _timeless(second)


def _timeless(output: str) -> str:
    return re.sub(" +", " ", CLOCK.sub("time", output)) if CLOCK.search(output) else output


def pages() -> list[Path]:
    """README.md and the pages of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def prepare(folder: Path) -> None:
    """Make `folder` what the examples expect: the seeds, and a build of them."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    subprocess.run(["kg", "build", "seeds", "-o", "out", "-q"], cwd=folder, env=environment(), check=True)


def refreshed(page: Path, folder: Path) -> tuple[str, list[str]]:
    """The text of `page` with its outputs made anew, and where they were out of date."""
    text = page.read_text(encoding="utf-8")
    pieces, stale, at = [], [], 0
    for example in examples(text):
        output = example.run(folder)
        if not same(output, example.output):
            stale.append(f"{page.relative_to(ROOT)}:{example.line}")
        else:
            output = example.output
        pieces += [text[at : example.start], output]
        at = example.end
    return "".join([*pieces, text[at:]]), stale


def main() -> int:
    """Refresh or check all pages."""
    parser = argparse.ArgumentParser(description="Bring the outputs in README.md and docs/ up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is out of date")
    check = parser.parse_args().check
    found = []
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        for page in pages():
            text, stale = refreshed(page, Path(name))
            found += stale
            if stale and not check:
                page.write_text(text, encoding="utf-8")
    for place in found:
        print(f"{place}: {'out of date' if check else 'refreshed'}")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main())
