"""Start-up checks: the key folder is ours alone, and every master key that something needs is there."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import connections

from lotse.vault import masters


def key_folder_is_private(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    root = Path(settings.LOTSE_KEYS)
    if not root.exists():
        return []  # an empty installation: the first key makes the folder
    found: list[checks.CheckMessage] = []
    for path in [root, *sorted(root.rglob("*"))]:
        mode = path.stat().st_mode
        if stat.S_IMODE(mode) & 0o077:
            found.append(
                checks.Error(
                    f"{path} ist für andere Konten des Rechners lesbar (Rechte {stat.S_IMODE(mode):o}).",
                    hint=f"Abhilfe: chmod -R u=rwX,go= {root}",
                    id="vault.E010",
                )
            )
    return found[:5]


def master_keys_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if not databases or "default" not in databases:
        return []
    return [
        checks.Error(
            f"Der Hauptschlüssel {path} fehlt; {count} Schlüssel hängen an ihm.",
            hint="Spielen Sie den Ordner der Schlüssel aus seiner Sicherung zurück (docs/howto/backup.md). "
            "Ohne ihn lassen sich diese Akten nicht öffnen.",
            id="vault.E011",
        )
        for path, count in missing_masters()
    ]


def missing_masters() -> list[tuple[Path, int]]:
    """Master keys that live subject keys need and that cannot be read."""
    from django.db.models import Count

    from lotse.vault.models import SubjectKey

    if SubjectKey._meta.db_table not in connections["default"].introspection.table_names():
        return []
    needed = SubjectKey.objects.filter(destroyed_at=None).values_list("organisation", "master_number")
    return [
        (masters.path_of(organisation, number), count)
        for organisation, number, count in needed.annotate(n=Count("pk")).order_by("organisation", "master_number")
        if number not in masters.numbers(organisation)
    ]


checks.register(key_folder_is_private, checks.Tags.security)
checks.register(master_keys_are_there, checks.Tags.database)
