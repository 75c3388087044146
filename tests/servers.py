"""Real triple stores for the tests, started on loopback: Oxigraph (PyPI) and Virtuoso (Debian)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
PASSWORD = "loopback-only"

_INI = """\
[Database]
DatabaseFile = {db}/virtuoso.db
ErrorLogFile = {db}/virtuoso.log
LockFile = {db}/virtuoso.lck
TransactionFile = {db}/virtuoso.trx
xa_persistent_file = {db}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {db}/virtuoso-temp.db
TransactionFile = {db}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 60
DirsAllowed = {db}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {db}
ServerThreads = 10
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running store. `kill` ends it as a power cut would; `start` brings it back on the same port and data."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                pytest.fail(f"{self.command()[0]} ended with {self.process.returncode}")
            try:
                requests.get(self.url + "/sparql", timeout=2)
            except requests.RequestException:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"{self.command()[0]} does not answer")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Oxigraph(Server):
    def command(self) -> list[str]:
        assert OXIGRAPH is not None
        return [OXIGRAPH, "serve", "--location", str(self.folder), "--bind", f"127.0.0.1:{self.port}"]


class Virtuoso(Server):
    """Virtuoso with the password `PASSWORD` for dba, set before its first start."""

    @property
    def ini(self) -> Path:
        return self.folder / "virtuoso.ini"

    def start(self) -> None:
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)
        if not self.ini.exists():
            self.ini.write_text(_INI.format(db=self.folder, sql=free_port(), http=self.port))
            # With these options the server makes its database, sets the password and ends.
            subprocess.run(
                [*self.command(), "+pwdold", "dba", "+pwddba", PASSWORD], check=True, capture_output=True, timeout=120
            )
        super().start()

    def command(self) -> list[str]:
        assert VIRTUOSO is not None
        return [VIRTUOSO, "+foreground", "+configfile", str(self.ini)]
