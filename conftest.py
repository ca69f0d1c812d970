"""The ground every test stands on: own data folder, own database server, no network, known requirements only."""

import ipaddress
import json
import os
import shutil
import socket
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest

from tests.postgresql import Server

if TYPE_CHECKING:
    from tests.county import County
    from tests.world import World

ENGINE = os.environ.get("LOTSE_TEST_ENGINE", "sqlite")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
REQUIREMENTS = Path(__file__).parent / "docs" / "requirements.toml"

# --- an installation of our own, before the settings are read; the developer's own settings stay out ------------------
DATABASE_URL = os.environ.get("DATABASE_URL", "") if WORKER else ""  # a worker finds the server its controller started
for name in [name for name in os.environ if name.startswith(("LOTSE_", "DATABASE_URL")) and "_TEST_" not in name]:
    del os.environ[name]
if DATABASE_URL:
    os.environ["DATABASE_URL"] = DATABASE_URL
DATA = Path(tempfile.mkdtemp(prefix="lotse-test-"))
os.environ["LOTSE_DATA"] = str(DATA)
os.environ["LOTSE_KEYS"] = str(DATA / "keys")
os.environ["LOTSE_SECOND_FACTOR"] = "0"  # characters log in without one; lotse/accounts/tests switch it on
os.environ["DJANGO_SETTINGS_MODULE"] = "lotse.settings"

# --- properties are checked with the same examples every time; HYPOTHESIS_PROFILE=explore looks further ---------------
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

server: Server | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirements-to", help="write which test names which requirement to this JSON file")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    global server
    if ENGINE not in ("sqlite", "postgresql"):
        raise pytest.UsageError("LOTSE_TEST_ENGINE is sqlite or postgresql.")
    if ENGINE == "postgresql" and not WORKER and not config.option.collectonly:
        server = Server()
        os.environ["DATABASE_URL"] = server.url()
    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # logging in often must be cheap
    from lotse.audit.testing import make_flushable

    make_flushable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if server:
        server.stop()
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_report_header() -> str:
    return f"database: {ENGINE}"


# --- no network -------------------------------------------------------------------------------------------------------
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _refuse_outside(host: Any) -> None:
    try:
        local = host in (None, "", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise RuntimeError(f"A test reached for the network: {host}")


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_outside(address[0])
        return original(self, address)

    return connect


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    _refuse_outside(host)
    return _getaddrinfo(host, *args, **kwargs)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(_connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(_connect_ex))
        patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo)
        yield


@pytest.fixture
def writing(db: None) -> Iterator[None]:
    """A system actor acts for the whole test: for rooms above audit/, whose verbs do not name an actor themselves."""
    from lotse.audit.testing import arranging

    with arranging():
        yield


@pytest.fixture(scope="session")
def postgresql() -> Server | None:
    """The server of this run, for tests that need databases of their own; None on SQLite."""
    return server


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> "World":
    """The named characters, and a morning on which they live."""
    from lotse.ui import clock
    from tests.world import TODAY, build  # only now: models need the settings

    monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
    return build()


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> "County":
    """A county of one region and one provider, on the same morning. A test has the one world or the other."""
    from lotse.ui import clock
    from tests.county import build
    from tests.world import TODAY

    monkeypatch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
    return build()


# --- requirements -----------------------------------------------------------------------------------------------------
@pytest.hookimpl(tryfirst=True)  # before anything is deselected
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for marker in item.iter_markers("requirement"):
            for key in marker.args:
                named[key].add(item.nodeid.split("[")[0])
    known = {row["id"] for row in tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))["requirement"]}
    if unknown := sorted(set(named) - known):
        places = "\n".join(f"  {key}: {', '.join(sorted(named[key]))}" for key in unknown)
        raise pytest.UsageError(f"Unknown requirements (docs/requirements.toml has none of these ids):\n{places}")
    if path := config.getoption("--requirements-to"):
        Path(path).write_text(json.dumps({key: sorted(tests) for key, tests in named.items()}), encoding="utf-8")
