"""Start-up checks: no serving without the triggers. `verify_triggers()` is called where a server process begins."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from lotse.audit import triggers


def _hint() -> str:
    text: str = _(
        "Abhilfe: lotse migrate setzt sie neu. Prüfen Sie vorher, wer die Datenbank verändert hat, und rufen Sie "
        "danach lotse audit verify auf."
    )
    return text


def verify_triggers(using: str = "default") -> None:
    """Refuse to serve when the database would accept writes without writing them down."""
    if found := triggers.faults(using):
        raise ImproperlyConfigured(
            "\n".join(
                [_("Die Auslöser des Schreibprotokolls in der Datenbank sind nicht die erwarteten:"), *found, _hint()]
            )
        )


def triggers_are_in_place(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(_("Auslöser des Schreibprotokolls: %(fault)s") % {"fault": fault}, hint=_hint(), id="audit.E001")
        for alias in databases or ()
        for fault in triggers.faults(alias)
    ]


checks.register(triggers_are_in_place, checks.Tags.database)
