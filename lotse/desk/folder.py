"""The folder an installation lives in, for the commands that begin one."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError


def prepare_folder() -> None:
    """Make it, or say what to do; the database would only say that it could not be opened."""
    folder = Path(settings.LOTSE_DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(_what_to_do(folder, f"lässt sich nicht anlegen: {error.strerror}")) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CommandError(_what_to_do(folder, "lässt sich nicht beschreiben"))


def _what_to_do(folder: Path, why: str) -> str:
    return (
        f"Der Ordner {folder} {why}. LOTSE_DATA nennt den Ordner, in dem Lotse alles ablegt: Geben Sie einen an, den "
        "dieser Benutzer anlegen und beschreiben darf, zum Beispiel LOTSE_DATA=var lotse demo, oder lassen Sie ihn von "
        "der Administration des Servers anlegen."
    )
