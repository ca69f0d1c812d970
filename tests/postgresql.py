"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket only, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

OWNER = "lotse"
# Nothing here has to survive a power cut.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def programs() -> Path:
    """The folder with initdb and pg_ctl, the newest where Debian keeps several."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = [path for path in folders if (path / "initdb").exists()]
    if found:
        return found[-1]
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    raise RuntimeError("The PostgreSQL server programs are missing. On Debian: apt install postgresql")


class Server:
    def __init__(self, settings: dict[str, str] = OPTIONS) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lotse-pg-", dir="/tmp"))  # short: a socket's path has 107 bytes
        self.account = "postgres" if os.geteuid() == 0 else ""  # initdb refuses to work for root
        if self.account:
            entry = pwd.getpwnam(self.account)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self._run(
            "initdb", "--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"
        )
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(self.folder / "log"),
                  "--options", f"-k {self.folder} {options}")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments, "--pgdata", str(self.folder / "data")]
        if self.account:
            command = ["runuser", "-u", self.account, "--", *command]
        # into a file, not a pipe: the server inherits it and would keep a pipe open for ever
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False)
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program}: {output.read().decode()}")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{OWNER}@/{database}?host={quote(str(self.folder), safe='/')}"

    def stop(self) -> None:
        if self.folder.exists():
            self._run("pg_ctl", "stop", "--mode", "immediate", "--silent")
            shutil.rmtree(self.folder, ignore_errors=True)
