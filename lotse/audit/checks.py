"""Start-up checks: no serving without the triggers. `verify_triggers()` is called where a server process begins."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from lotse.audit import triggers

HINT = (
    "Abhilfe: lotse migrate setzt sie neu. Prüfen Sie vorher, wer die Datenbank verändert hat, und rufen Sie "
    "danach lotse audit verify auf."
)


def verify_triggers(using: str = "default") -> None:
    """Refuse to serve when the database would accept writes without writing them down."""
    if found := triggers.faults(using):
        lines = ["Die Auslöser des Schreibprotokolls in der Datenbank sind nicht die erwarteten:", *found, HINT]
        raise ImproperlyConfigured("\n".join(lines))


def triggers_are_in_place(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(f"Auslöser des Schreibprotokolls: {fault}", hint=HINT, id="audit.E001")
        for alias in databases or ()
        for fault in triggers.faults(alias)
    ]


# For `lotse check --deploy --database default` and for serving, not for `migrate`: an update that adds columns finds
# triggers for the old ones, and migrating is what sets them anew.
checks.register(triggers_are_in_place, checks.Tags.database, deploy=True)
