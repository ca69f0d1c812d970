"""Start-up checks of the installation as a whole. Each says what is wrong and what the administrator can do.

Rooms check what is theirs (keys in vault/, triggers in audit/, adopted concepts in rulebook/). What stands in the way
only of serving, not of the commands that mend it, runs with `lotse check --deploy --database default`.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lotse.paper import texts

Apps = Sequence[AppConfig] | None
Found = list[checks.CheckMessage]

MINIMUM = {"postgresql": (15,), "sqlite": (3, 35)}
NETWORK_FILE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.sshfs",
    "fuse.glusterfs",
}
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1", ""}
MOUNTS = Path("/proc/self/mountinfo")


@checks.register
def data_folder_is_writable(app_configs: Apps, **kwargs: Any) -> Found:
    for name in ("LOTSE_DATA", "LOTSE_KEYS"):
        folder: Path = getattr(settings, name)
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
            text = _("%(name)s: In %(folder)s darf Lotse nicht schreiben.") % {"name": name, "folder": existing}
            hint = _("Abhilfe: dem Konto, unter dem Lotse läuft, Schreibrecht geben oder %(name)s anders setzen.")
            return [checks.Error(text, hint=hint % {"name": name}, id="lotse.E001")]
    return []


@checks.register(checks.Tags.database)
def database_is_recent_enough(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> Found:
    found: Found = []
    for alias in databases or ():
        connection = connections[alias]
        version = version_of(connection)
        minimum = MINIMUM.get(connection.vendor, ())
        if version < minimum:
            texts = {"engine": connection.vendor, "have": dotted(version), "need": dotted(minimum)}
            found.append(
                checks.Error(
                    _("%(engine)s %(have)s ist zu alt; Lotse braucht %(need)s oder neuer.") % texts,
                    hint=_("Abhilfe: die Datenbank erneuern (docs/howto/install.md)."),
                    id="lotse.E002",
                )
            )
    return found


def version_of(connection: Any) -> tuple[int, ...]:
    if connection.vendor == "postgresql":
        return (connection.pg_version // 10000,)
    return tuple(connection.Database.sqlite_version_info)


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


@checks.register
def sqlite_lies_on_a_local_disk(app_configs: Apps, **kwargs: Any) -> Found:
    """SQLite's write-ahead log needs memory shared by all processes, which no network file system gives."""
    if connections["default"].vendor != "sqlite":
        return []
    kind = file_system_of(settings.LOTSE_DATA, MOUNTS)
    if kind not in NETWORK_FILE_SYSTEMS:
        return []
    return [
        checks.Error(
            _("%(folder)s liegt auf einem Netzlaufwerk (%(kind)s); dort kann SQLite Daten verlieren.")
            % {"folder": settings.LOTSE_DATA, "kind": kind},
            hint=_("Abhilfe: LOTSE_DATA auf eine lokale Platte legen oder PostgreSQL nehmen (DATABASE_URL)."),
            id="lotse.E003",
        )
    ]


def file_system_of(folder: Path, mounts: Path) -> str:
    """The kind of the file system a folder lies on, as far as the machine tells; "" where it does not."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        before, _dash, after = line.partition(" - ")
        point = Path(before.split()[4].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind


@checks.register(checks.Tags.security, deploy=True)
def debugging_is_off(app_configs: Apps, **kwargs: Any) -> Found:
    if not settings.DEBUG:
        return []
    return [
        checks.Error(
            _("LOTSE_DEBUG ist an: Fehlerseiten zeigen Daten von Klientinnen und Klienten."),
            hint=_("Abhilfe: LOTSE_DEBUG weglassen, sobald andere diesen Rechner erreichen."),
            id="lotse.E004",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def address_is_encrypted(app_configs: Apps, **kwargs: Any) -> Found:
    address = urlsplit(settings.LOTSE_URL)
    is_local = address.hostname in LOCAL_NAMES and set(settings.ALLOWED_HOSTS) <= LOCAL_NAMES
    if address.scheme == "https" or is_local:
        return []
    return [
        checks.Error(
            _("LOTSE_URL ist %(url)s: Passwörter und Akten gingen unverschlüsselt über das Netz.")
            % {"url": settings.LOTSE_URL},
            hint=_("Abhilfe: einen Webserver mit TLS davorstellen und LOTSE_URL mit https:// angeben."),
            id="lotse.E005",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def uploads_are_scanned(app_configs: Apps, **kwargs: Any) -> Found:
    if settings.LOTSE_CLAMD:
        return []
    return [
        checks.Warning(
            _("LOTSE_CLAMD ist leer: Hochgeladene Schriftstücke werden nicht auf Schadsoftware geprüft."),
            hint=_("Abhilfe: clamd einrichten und LOTSE_CLAMD angeben (docs/howto/uploads.md)."),
            id="lotse.W001",
        )
    ]


@checks.register(checks.Tags.security)
def own_name_is_answered_to(app_configs: Apps, **kwargs: Any) -> Found:
    host = urlsplit(settings.LOTSE_URL).hostname or ""
    hosts = settings.ALLOWED_HOSTS
    if host in LOCAL_NAMES or "*" in hosts or any(host == h or (h.startswith(".") and host.endswith(h)) for h in hosts):
        return []
    return [
        checks.Error(
            _("LOTSE_URL nennt %(host)s, aber LOTSE_HOSTS nicht: Jede Anfrage würde abgewiesen.") % {"host": host},
            hint=_("Abhilfe: LOTSE_HOSTS um %(host)s ergänzen.") % {"host": host},
            id="lotse.E006",
        )
    ]


@checks.register(checks.Tags.database, deploy=True)
def migrations_are_applied(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> Found:
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            return [
                checks.Error(
                    _("Die Datenbank ist nicht auf dem Stand des Programms: %(count)d Schritte fehlen.")
                    % {"count": len(pending)},
                    hint=_("Abhilfe: erst sichern (lotse backup ORDNER), dann lotse migrate."),
                    id="lotse.E007",
                )
            ]
    return []


@checks.register
def texts_of_papers_are_complete(app_configs: Apps, **kwargs: Any) -> Found:
    found: Found = []
    for name in texts.names():
        try:
            texts.texts_of(name)
        except texts.TextsIncomplete as fault:
            text = _("Texte der Papiere in LOTSE_DATA/texts: %(fault)s") % {"fault": fault}
            hint = _("Abhilfe: Jede Sprache braucht dieselben Schlüssel und Platzhalter wie die deutsche.")
            found.append(checks.Error(text, hint=hint, id="lotse.E008"))
    return found
