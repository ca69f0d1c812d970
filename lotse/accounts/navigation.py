"""The main navigation by rights. Addresses of rooms below this one are written out: they may not be imported here."""

from datetime import date

from django.utils.translation import gettext as _

from lotse.accounts.access import Rights, count_to_confirm
from lotse.accounts.permissions import ROLE_LABELS, Action
from lotse.rulebook import access as rulebook
from lotse.ui.navigation import NavItem

ANNEX = "/berichte/anlage-1/"


def navigation(rights: Rights, today: date) -> list[NavItem]:
    work, intake, figures, house = "", _("Aufnahme"), _("Berichte und Konzept"), _("Verwaltung")
    candidates = (
        (None, _("Heute"), "/", work),
        (Action.LIST_FILES, _("Akten"), "/akten/", work),
        (Action.WRITE_NOTES, _("Post"), "/post/", work),
        (Action.ALLOCATE, _("Verteilung"), "/verteilung/", work),
        (Action.READ_CONCEPT, _("Verzeichnis"), "/verzeichnis/", work),
        (Action.INTAKE, _("Neuer Haushalt"), "/aufnahme/", intake),
        (Action.INTAKE, _("Listen einlesen"), "/einlesen/", intake),
        (Action.FIGURES if rights.may(Action.FIGURES) else Action.FIGURES_BY_WORKER, _("Anlage 1"), ANNEX, figures),
        (Action.FIGURES, _("Eingereichte Quartale"), "/berichte/eingereicht/", figures),
        (Action.FIGURES, _("Integrationskurse"), "/berichte/integrationskurse/", figures),
        (Action.FIGURES, _("Themen und Tätigkeiten"), "/berichte/themen/", figures),
        (Action.READ_CONCEPT, _("Konzept"), "/konzept/", figures),
    )
    items = [
        NavItem(label, url, group) for action, label, url, group in candidates if action is None or rights.may(action)
    ]
    if rights.may(Action.DECIDE) and _knows_ways_to_a_flat(today):
        items.insert(2, NavItem(_("Wohnungsanträge"), "/wohnungsantraege/", work))
    if rights.may(Action.ANSWER_HEARINGS):
        items.insert(1, NavItem(_("Anhörungen"), "/anhoerungen/", work))
    if rights.only_answers:  # *Heute* would send her there anyway, and the directory is not for her
        items = [item for item in items if item.url not in ("/", "/verzeichnis/")]
    if rights.may(Action.MANAGE_STAFF):
        items.append(NavItem(_("Mitarbeitende"), "/mitarbeitende/", house, prefix="/organisationen/"))
    if rights.may(Action.ERASE_NOTES):
        items.append(NavItem(_("Löschanträge"), "/vermerke/loeschen/", house))
    if rights.may(Action.CONFIRM_ROLES):
        waiting = count_to_confirm(rights, today)
        items.append(NavItem(_("Rollen bestätigen"), "/rollen/bestaetigen/", house, waiting or None))
    return items


def _knows_ways_to_a_flat(today: date) -> bool:
    """Asked for those who decide only: without a procedure in the concept nothing is ever handed in."""
    try:
        return bool(rulebook.current(today).housing_procedures)
    except rulebook.NotAdopted:
        return False


def search_address(rights: Rights) -> str:
    """Where the search box sends what is typed; "" for roles that list nobody and have none."""
    return "/suche/" if rights.may(Action.LIST_FILES) else ""


def role_line(rights: Rights) -> str:
    """What stands below the name: each role with the team or organisation it is held in."""
    return " · ".join(f"{ROLE_LABELS[held.role]}, {held.place}" for held in rights.held)
