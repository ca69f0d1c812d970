"""What rights and scopes are called on the screen. The table itself stands in permissions.py."""

from django.utils.translation import gettext_lazy as _

from lotse.accounts.permissions import Action, Role

ACTION_LABELS = {
    Action.LIST_FILES: _("Akten in Listen sehen"),
    Action.OPEN_FILE: _("Akten öffnen"),
    Action.EDIT_FILE: _("Stammdaten und Ereignisse ändern"),
    Action.READ_NOTES: _("Beratungsvermerke lesen"),
    Action.WRITE_NOTES: _("Beratungsvermerke schreiben"),
    Action.ALLOCATE: _("Akten verteilen"),
    Action.INTAKE: _("Akten anlegen und Listen einlesen"),
    Action.READ_LOG: _("sehen, wer eine Akte gesehen hat"),
    Action.FIGURES: _("Zahlen ohne Personenbezug"),
    Action.FIGURES_BY_WORKER: _("Zahlen je Fachkraft"),
    Action.MANAGE_STAFF: _("Mitarbeitende, Teams und Rollen verwalten"),
    Action.CONFIRM_ROLES: _("Rollen als zweite Person bestätigen"),
    Action.READ_CONCEPT: _("das Konzept lesen"),
    Action.RESOLVE_DUPLICATES: _("zwei Akten einer Person zusammenführen"),
    Action.ERASE_NOTES: _("als zweite Person einen Vermerk löschen"),
    Action.READ_SENSITIVE: _("den geschützten Teil der Akte sehen"),
    Action.DECIDE: _("über eingereichte Anträge entscheiden"),
    Action.ANSWER_HEARINGS: _("Anfragen an die eigene Stelle beantworten"),
    Action.MAINTAIN_DIRECTORY: _("das Verzeichnis der Stellen pflegen"),
}

# Provider and administration work together, each on its level (D-83): what is decided on one is not done on another.
LEVEL_LABELS = {
    Role.SOCIAL_WORKER: _("Träger: Fall"),
    Role.COMPANION: _("Träger: Fall"),
    Role.COORDINATOR: _("Träger: Team und Region"),
    Role.MANAGER: _("Träger: Leitung"),
    Role.AUTHORITY: _("Verwaltung: Entscheidung im Fall"),
    Role.ANALYST: _("Verwaltung: Steuerung"),
    Role.AUDITOR: _("Verwaltung: Prüfung mit Freigabe"),
    Role.DATA_PROTECTION: _("Verwaltung: Datenschutz"),
    Role.ADMINISTRATOR: _("Technik"),
    Role.CONSULTED: _("Andere Behörde: Anhörung"),
}

SCOPE_LABELS = {
    "-": _("nein"),
    "own": _("eigene"),
    "team": _("Team"),
    "org": _("Organisation"),
    "all": _("Kommune"),
}
