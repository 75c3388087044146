"""The code blocks of the documentation, and how each is run.

A block is run in a folder that has ``seeds/``, ``ontology/`` and, in ``out/``, a build of the seeds; the blocks of a
page run one after the other in the same folder, so that a later one may use what an earlier one made. What runs
depends on the language:

- ``sh``: bash, which stops at the first command or pipe that fails; questions are answered with "u", unsure. A server
  that a block leaves in the background goes on until the page is done. Ports on this machine are exchanged for others.
- ``python``: a program of its own.
- ``ipython``: a cell of a notebook, after the cells above it.
- ``sparql``: a query to ``out/``.
- ``ini``, ``cron``: a systemd unit or a line of a crontab, whose command is run.
- ``text``: nothing: words, not code.

A block may be followed by a region that shows what it prints::

    <!-- output -->
    what it prints
    <!-- /output -->
"""

from __future__ import annotations

import configparser
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = frozenset({"sh", "python", "ipython", "sparql", "ini", "cron", "text"})
BLOCK = re.compile(
    r"^```(?P<language>\w*)\n(?P<code>(?:(?!```).*\n)+)```$"
    r"(?:\n\n?<!-- output(?P<fence>: text)? -->\n(?P<output>(?:(?!<!--).*\n)*)<!-- /output -->$)?",
    re.MULTILINE,
)
_INSTALL = r"^python3 -m venv \.venv && \.venv/bin/pip install -q (?:-e )?\S+"
SETUP = re.compile(rf"{_INSTALL}(?: && \.venv/bin/pytest| && \. \.venv/bin/activate)?$|^\./check.*$", re.MULTILINE)
"""Lines that install tradekg or run its tests: left out here, for both has happened where blocks are run.
tests/test_wheel.py and .ci/run run them as they stand."""
FIRST_BUILD = re.compile(rf"{_INSTALL} && \.venv/bin/(?=kg )", re.MULTILINE)
CLOCK = re.compile(r"^time .*$", re.MULTILINE)
PORT = re.compile(r"(?<=localhost:)\d{4}\b|(?<=127\.0\.0\.1:)\d{4}\b|(?<=--port )\d{4}\b|(?<=http\.server )\d{4}\b")
SERVICE_FOLDER = "/srv/trade"
SECONDS = 300
CELLS = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="NoColor")
for cell in sys.stdin.read().split("\\0"):
    shell.run_cell(cell).raise_error()
"""
ANSWERS = "u\n" * 1000
"""What is typed where a command asks: unsure, to each pair that `kg review` shows."""
INOTIFYWAIT = '#!/bin/sh\n[ -e "$0.done" ] && exit 1\ntouch "$0.done"\n'
"""Stands in for `inotifywait`: reports one change, then fails, so that a loop ends."""


@dataclass(frozen=True, slots=True)
class Example:
    """A block; `line` is that of its fence. `output` is what the page shows, at `start` to `end`, None without."""

    line: int
    language: str
    code: str
    fenced: bool = False
    output: str | None = None
    start: int = 0
    end: int = 0


def examples(text: str) -> Iterator[Example]:
    """All blocks of a page, in order."""
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


def pages() -> list[Path]:
    """README.md, CONTRIBUTING.md and the pages of the documentation."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def environment() -> dict[str, str]:
    """The environment of the examples: `kg` of this Python first on the path, a plain terminal of 100 columns."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}


def same(first: str, second: str) -> bool:
    """True where two outputs differ in nothing but the time that a build took, and the width that it gives a table."""
    return _timeless(first) == _timeless(second)


def _timeless(output: str) -> str:
    return re.sub(" +", " ", CLOCK.sub("time", output)) if CLOCK.search(output) else output


def prepare(folder: Path) -> None:
    """Make `folder` what a page starts from: the seeds, and a build of them."""
    (folder / "seeds").symlink_to(ROOT / "seeds")
    subprocess.run(["kg", "build", "seeds", "-o", "out", "-q"], cwd=folder, env=environment(), check=True)


@dataclass(slots=True)
class Workplace:
    """A folder in which the blocks of one page run, a copy of what `prepare` made; servers end with it."""

    template: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="page-")))
    cells: list[str] = field(default_factory=list)
    ports: dict[str, str] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)

    def __enter__(self) -> Self:
        for name in ("seeds", "ontology"):
            (self.folder / name).symlink_to(ROOT / name)
        shutil.copytree(self.template / "out", self.folder / "out")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for group in self.groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, example: Example) -> str:
        """What the block prints, as it stands in its region.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        code = PORT.sub(lambda match: self.ports.setdefault(match[0], _free_port()), example.code)
        printed = getattr(self, f"_{example.language}")(code)
        for shown, used in self.ports.items():
            printed = printed.replace(used, shown)
        printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
        return f"```text\n{printed}```\n" if example.fenced else f"\n{printed}\n"

    def _sh(self, code: str) -> str:
        script = SETUP.sub("true", FIRST_BUILD.sub("rm -rf out && ", code))
        return self._call(["bash", "-eo", "pipefail", "-c", script], ANSWERS)

    def _text(self, _: str) -> str:
        return ""

    def _python(self, code: str) -> str:
        return self._call([sys.executable, "-"], code)

    def _ipython(self, code: str) -> str:
        self.cells.append(code)
        return self._call([sys.executable, "-c", CELLS], "\0".join(self.cells))

    def _sparql(self, code: str) -> str:
        return self._call(["kg", "query", "-f", "md", "-"], code)

    def _ini(self, code: str) -> str:
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]  # keys as written
        unit.read_string(code)
        commands = [section["ExecStart"] for section in unit.values() if "ExecStart" in section]
        return "".join(self._service(command) for command in commands)

    def _cron(self, code: str) -> str:
        return "".join(self._service(line.split(maxsplit=5)[5]) for line in code.splitlines())

    def _service(self, command: str) -> str:
        here = command.replace(f"{SERVICE_FOLDER}/venv/bin/kg", "kg").replace(SERVICE_FOLDER, str(self.folder))
        return self._sh(here)

    def _call(self, command: list[str], typed: str) -> str:
        """Standard output, then standard error, of a command that reads `typed`.

        Into files and no pipes, for a server in the background would hold a pipe.
        """
        bin_folder = self.folder / ".bin"
        bin_folder.mkdir(exist_ok=True)
        waiter = bin_folder / "inotifywait"
        waiter.write_text(INOTIFYWAIT, encoding="utf-8")
        waiter.chmod(0o755)
        base = environment()
        env = {**base, "PATH": f"{base['PATH']}{os.pathsep}{bin_folder}"}
        opened = tempfile.TemporaryFile
        with opened("w+") as given, opened("w+") as out, opened("w+") as err:
            given.write(typed)
            given.seek(0)
            process = subprocess.Popen(
                command, cwd=self.folder, env=env, stdin=given, stdout=out, stderr=err, start_new_session=True
            )
            self.groups.append(process.pid)
            status = process.wait(SECONDS)
            printed = [_whole(out), _whole(err)]
        if status:
            error = subprocess.CalledProcessError(status, command, *printed)
            error.add_note("".join(printed))
            raise error
        return "".join(printed)


def _whole(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])
