"""Databases and servers to measure with: all in temporary folders and on the loopback."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgresql import Server

ROOT = Path(__file__).resolve().parent.parent
# As a small town would run it: what is committed is on the disk.
POSTGRESQL = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}
ENGINES = ("sqlite", "postgresql")


@contextmanager
def installations(engine: str) -> Iterator[dict[str, dict[str, str]]]:
    """The environments of three empty databases: the one measured, a small one, the plain yardstick's."""
    folder = Path(tempfile.mkdtemp(prefix="lotse-bench-"))
    server = Server(POSTGRESQL) if engine == "postgresql" else None
    try:
        found = {}
        for name in ("lotse", "small", "plain"):
            found[name] = {"LOTSE_DATA": str(folder / name), "LOTSE_SECOND_FACTOR": "1"}
            (folder / name).mkdir()
            if server:
                make_database(server.url(), name)
                found[name]["DATABASE_URL"] = server.url(name)
        yield found
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def make_database(url: str, name: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]


def stop_cleanly() -> None:
    """Asked to end, take the servers along."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))


def clean_environment() -> dict[str, str]:
    """Ours, without a developer's own installation."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("LOTSE_", "DATABASE_URL", "BENCH_"))}


def run(module: str, *arguments: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, cwd=ROOT, env=clean_environment() | environment
    )


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Granian as `make run` starts it; the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--log-level",
        "warning",
        application,
    ]
    environment = clean_environment() | {"PYTHONPATH": str(ROOT), "LOTSE_URL": f"http://localhost:{port}"} | environment
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError("The server did not start.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nobody listens on port {port}.")
