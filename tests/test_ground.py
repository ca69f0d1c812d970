"""The ground in conftest.py holds: own data, no network, known requirements."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parent.parent


def test_data_and_keys_lie_in_a_folder_of_the_tests_own(request: pytest.FixtureRequest) -> None:
    ours = request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py")).DATA  # of this process alone
    assert ours == settings.LOTSE_DATA
    assert str(settings.LOTSE_DATA).startswith("/tmp/lotse-test-")
    assert settings.LOTSE_KEYS.is_relative_to(settings.LOTSE_DATA)


def test_the_engine_is_the_one_asked_for() -> None:
    engine = os.environ.get("LOTSE_TEST_ENGINE", "sqlite")
    assert {"sqlite": "sqlite3", "postgresql": "postgresql"}[engine] in settings.DATABASES["default"]["ENGINE"]


def test_nobody_reaches_the_network() -> None:
    with socket.socket() as probe:
        for reach in (probe.connect, probe.connect_ex):
            with pytest.raises(RuntimeError, match="reached for the network"):
                reach(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match="reached for the network"):
        socket.getaddrinfo("example.org", 443)


def test_the_own_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_an_unknown_requirement_fails_the_collection(tmp_path: Path) -> None:
    test = tmp_path / "test_unknown.py"
    test.write_text(
        'import pytest\n\n@pytest.mark.requirement("D-27", "X-99")\ndef test_it(): pass\n', encoding="utf-8"
    )
    arguments = [
        "--collect-only",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        "pyproject.toml",
        "--rootdir=.",
        "--confcutdir=.",
    ]
    command = [sys.executable, "-m", "pytest", *arguments, "tests/test_ground.py", str(test)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "X-99: " in done.stdout + done.stderr
    assert "D-27: " not in done.stdout + done.stderr
