"""The ground every test stands on: own data folder, own database server, no network, known requirements only."""

import gc
import importlib
import ipaddress
import json
import os
import shutil
import socket
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
import pytest_django

from tests.postgresql import Server

if TYPE_CHECKING:
    from tests.county import County
    from tests.prebuilt import Prebuilt
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
    if not WORKER and getattr(config.option, "numprocesses", None):
        # pytest-django looks for this name first: a worker would read the settings before it has a folder of its own
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if server:
        server.stop()
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_report_header() -> str:
    return f"database: {ENGINE}"


def pytest_collection_finish() -> None:
    """Framework, application and tests stay to the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


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


# --- worlds -----------------------------------------------------------------------------------------------------------
WORLDS = ("world", "county")  # a test has the one or the other
_prebuilt: dict[str, "Prebuilt"] = {}


@pytest.fixture
def _world_in_place(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator["Prebuilt"]:
    """Before the transaction of a test begins, its world's database takes the place of the empty one."""
    from tests.prebuilt import Prebuilt

    name = next(name for name in WORLDS if name in request.fixturenames)
    with django_db_blocker.unblock(), _morning():
        if name not in _prebuilt:
            _prebuilt[name] = Prebuilt(name, importlib.import_module(f"tests.{name}").build)
    _prebuilt[name].enter()
    yield _prebuilt[name]
    _prebuilt[name].leave()


@contextmanager
def _morning() -> Iterator[None]:
    """The morning on which the named characters live."""
    from lotse.ui import clock
    from tests.world import TODAY  # only now: models need the settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.combine(TODAY, time(9), UTC))
        yield


def _world(name: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    with _morning():
        if "_world_in_place" in request.fixturenames:
            yield request.getfixturevalue("_world_in_place").world()
        else:
            yield importlib.import_module(f"tests.{name}").build()


@pytest.fixture
def world(db: None, request: pytest.FixtureRequest) -> Iterator["World"]:
    """The named characters, and a morning on which they live."""
    yield from _world("world", request)


@pytest.fixture
def county(db: None, request: pytest.FixtureRequest) -> Iterator["County"]:
    """A county of one region and one provider, on the same morning. A test has the one world or the other."""
    yield from _world("county", request)


# --- requirements -----------------------------------------------------------------------------------------------------
@pytest.hookimpl(tryfirst=True)  # before anything is deselected
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    from tests.prebuilt import is_committing

    named: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for marker in item.iter_markers("requirement"):
            for key in marker.args:
                named[key].add(item.nodeid.split("[")[0])
        names = getattr(item, "fixturenames", [])
        in_process = item.get_closest_marker("browser") is None and not is_committing(item)
        if in_process and not set(WORLDS).isdisjoint(names) and "_world_in_place" not in names:
            names.insert(0, "_world_in_place")  # first of all: the transaction of the test begins in this database
    known = {row["id"] for row in tomllib.loads(REQUIREMENTS.read_text(encoding="utf-8"))["requirement"]}
    if unknown := sorted(set(named) - known):
        places = "\n".join(f"  {key}: {', '.join(sorted(named[key]))}" for key in unknown)
        raise pytest.UsageError(f"Unknown requirements (docs/requirements.toml has none of these ids):\n{places}")
    if path := config.getoption("--requirements-to"):
        Path(path).write_text(json.dumps({key: sorted(tests) for key, tests in named.items()}), encoding="utf-8")
