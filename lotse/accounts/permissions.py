"""Who may do what: one table, role x action. The doors (`access.py` of each room) are written from it, and every URL is
tested against it.

A cell says for which files or figures the right holds:

    own    allocated to me (alone, in tandem, as cover)
    team   of my team, or of its region while no team has been named
    org    of my organisation
    all    of the whole municipality
    -      not at all

Several roles at once add up; Administration adds up with nothing.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    SOCIAL_WORKER = "social-worker"
    COMPANION = "companion"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    AUTHORITY = "authority"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    DATA_PROTECTION = "data-protection"
    ADMINISTRATOR = "administrator"
    CONSULTED = "consulted"


ROLE_LABELS = {
    Role.SOCIAL_WORKER: _("Fachkraft"),
    Role.COMPANION: _("Begleitung"),
    Role.COORDINATOR: _("Regionalkoordination"),
    Role.MANAGER: _("Trägerleitung"),
    Role.AUTHORITY: _("Sozialamt"),
    Role.ANALYST: _("Auswertung"),
    Role.AUDITOR: _("Aktenprüfung"),
    Role.DATA_PROTECTION: _("Datenschutz"),
    Role.ADMINISTRATOR: _("Administration"),
    Role.CONSULTED: _("Angehörte Stelle"),
}


class Action(StrEnum):
    # fmt: off
    LIST_FILES = "list-files"          # names and numbers in lists
    OPEN_FILE = "open-file"            # master data, statuses, deadlines, events
    EDIT_FILE = "edit-file"            # change master data, enter events
    READ_NOTES = "read-notes"          # text of counselling notes (s. 203 StGB)
    WRITE_NOTES = "write-notes"
    ALLOCATE = "allocate"              # hand a file to a worker
    INTAKE = "intake"                  # open files, import lists
    READ_LOG = "read-log"              # who has seen this file?
    FIGURES = "figures"                # statistics without persons
    FIGURES_BY_WORKER = "figures-by-worker"  # Annex 1 per worker
    MANAGE_STAFF = "manage-staff"      # organisations, teams, staff, roles
    CONFIRM_ROLES = "confirm-roles"    # second person for a role that opens files
    READ_CONCEPT = "read-concept"
    RESOLVE_DUPLICATES = "resolve-duplicates"  # bring two files of one person together
    ERASE_NOTES = "erase-notes"        # second person for erasing a note that must not be there
    READ_SENSITIVE = "read-sensitive"  # the restricted compartment; to write in it, EDIT_FILE as well
    DECIDE = "decide"                  # the authority's decision on what was handed in to it; nothing else of a file
    ANSWER_HEARINGS = "answer-hearings"  # what one's own body is asked before such a decision; nothing else at all
    MAINTAIN_DIRECTORY = "maintain-directory"  # partners and offers: one list for all, mended by who knows better
    # fmt: on


_ACTIONS = tuple(Action)
# fmt: off
#                          list open edit note writ allo take log  fig  figw staf conf conc dup  eras sens dec hrg dir
_TABLE = {
    Role.SOCIAL_WORKER:   "own  own  own  own  own  -    team -    -    own  -    -    all  -    -    own  -   -   all",
    Role.COMPANION:       "own  own  -    own  own  -    -    -    -    own  -    -    all  -    -    -    -   -   -",
    Role.COORDINATOR:     "team team team team team team team team team team -    -    all  team team team -   -   all",
    Role.MANAGER:         "org  org  -    -    -    org  org  org  org  org  org  org  all  org  org  -    -   -   all",
    Role.AUTHORITY:       "all  all  -    -    -    -    all  -    all  -    -    -    all  -    -    -    all -   all",
    Role.ANALYST:         "-    -    -    -    -    -    -    -    all  -    -    -    all  -    -    -    -   -   -",
    Role.AUDITOR:         "-    -    -    -    -    -    -    -    -    -    -    -    all  -    -    -    -   -   -",
    Role.DATA_PROTECTION: "-    -    -    -    -    -    -    all  -    -    -    all  all  -    all  -    -   -   -",
    Role.ADMINISTRATOR:   "-    -    -    -    -    -    -    -    -    -    all  -    all  -    -    -    -   -   -",
    Role.CONSULTED:       "-    -    -    -    -    -    -    -    -    -    -    -    all  -    -    -    -   org -",
}
# fmt: on

SCOPES = ("-", "own", "team", "org", "all")
PERMISSIONS: dict[Role, dict[Action, str]] = {
    role: dict(zip(_ACTIONS, cells.split(), strict=True)) for role, cells in _TABLE.items()
}

OPENS_FILES = frozenset(
    role for role, cells in PERMISSIONS.items() if cells[Action.OPEN_FILE] != "-" or cells[Action.LIST_FILES] != "-"
)

CONFIRMED_ROLES = OPENS_FILES | {Role.DATA_PROTECTION, Role.AUDITOR, Role.CONSULTED}
"""Roles that take effect only when a second person has confirmed them: those that open files, the one that reads the
logs and confirms others, the one that may be granted files to audit, and the one that is told whom a question is about.
Else who administers could make such a person and confirm any role as her."""

AUTHORITY_ROLES = frozenset({Role.AUDITOR})
"""Held at the authority alone, though by itself it reaches nothing: an auditor opens a file by a grant for a sample and
a time (design 3.2), never by the role."""
