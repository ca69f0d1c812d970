"""A concept that was adopted must not change behind the back of those who work by it."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.utils.translation import gettext as _

from lotse.rulebook import access
from lotse.rulebook.models import AdoptedConcept


def adopted_concepts_are_unchanged(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if not databases or AdoptedConcept._meta.db_table not in connections["default"].introspection.table_names():
        return []
    hint = _("Abhilfe: die Änderung zurücknehmen oder unter neuem Datum ablegen und mit lotse concept adopt annehmen.")
    # A concept that came with Lotse was changed by an update, not by anybody here: the adopted text stays in force.
    still = _("Es gilt weiter der angenommene Text; nichts ist zu tun.")
    return [checks.Error(fault, hint=hint, id="rulebook.E001") for fault in access.check_unchanged()] + [
        checks.Warning(fault, hint=still, id="rulebook.W001") for fault in access.check_unchanged(shipped=True)
    ]


checks.register(adopted_concepts_are_unchanged, checks.Tags.database)
