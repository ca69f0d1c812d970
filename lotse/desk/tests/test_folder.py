"""A folder that is missing or cannot be used: said in words, by every command that begins an installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OWN = {"LOTSE_SECRET_KEY": "x" * 60}


def lotse(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "lotse.cli", *command],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    data = tmp_path / "neu" / "var"
    done = lotse("generate", "--persons", "1", LOTSE_DATA=str(data), LOTSE_KEYS=str(tmp_path / "keys"), **OWN)
    assert done.returncode == 0, done.stderr
    assert (data / "lotse.sqlite3").exists()


@pytest.mark.parametrize(
    "command", [("demo",), ("generate", "--persons", "1"), ("init", "--concept", "dresden/2019-07-01")]
)
def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "datei").write_text("")
    data = str(tmp_path / "datei" / "var")
    for more in ({"LOTSE_KEYS": str(tmp_path / "keys"), **OWN}, {}):
        done = lotse(*command, LOTSE_DATA=data, **more)
        assert done.returncode != 0
        assert data in done.stderr and "LOTSE_DATA" in done.stderr
        assert "Traceback" not in done.stderr
        assert "unable to open database file" not in done.stderr
