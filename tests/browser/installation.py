"""A demo installation made once, and real servers on copies of it: flushing tables would meet the append-only log."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psycopg

from tests.postgresql import Server

BIN = Path(sys.executable).parent


@dataclass
class Installation:
    data: Path
    database_url: str
    port: int = 8000

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {"LOTSE_DATA": str(self.data), "LOTSE_URL": self.url, "DATABASE_URL": self.database_url}
        return {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")} | ours

    def lotse(self, *arguments: str) -> str:
        """The output of a `lotse` command run on this installation."""
        done = subprocess.run(
            [BIN / "lotse", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"lotse {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def serve(self) -> Iterator["Installation"]:
        log = self.data / "server.log"
        arguments = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "1", "--log-level", "error"]
        command = [
            str(BIN / "granian"),
            *arguments,
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "lotse.wsgi:application",
        ]
        with log.open("w") as output:
            process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)
        try:
            self._wait_for(process, log)
            yield self
        finally:
            process.terminate()
            process.wait(timeout=20)

    def _wait_for(self, process: subprocess.Popen[bytes], log: Path) -> None:
        until = time.monotonic() + 30
        while process.poll() is None and time.monotonic() < until:
            try:
                urlopen(f"http://127.0.0.1:{self.port}/static/ui/lotse.css", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{log.read_text()}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Copies:
    """Copies of one demo installation, of the city or of the county, on the engine of this run."""

    def __init__(self, folder: Path, server: Server | None, town: str = "city") -> None:
        self.folder, self.server, self.town = folder, server, town
        self.count = 0
        self.template = Installation(folder / "template", self._database("template"))
        self.template.lotse("demo", "--town", town)

    def _database(self, name: str, template: str = "template0") -> str:
        if not self.server:
            return ""
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self._named(name)}" TEMPLATE "{template}"')
        return self.server.url(self._named(name))

    def _named(self, name: str) -> str:
        return f"browser_{self.town}_{name}"

    def make(self) -> Installation:
        self.count += 1
        data = self.folder / f"copy-{self.count}"
        shutil.copytree(self.template.data, data)
        return Installation(data, self._database(f"copy_{self.count}", self._named("template")), free_port())
