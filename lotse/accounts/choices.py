"""What a person may choose from: organisations, teams and roles by her rights, languages and regions by the concept.
And what a form cannot know by itself: whether an address is taken, whether a role may be given there."""

from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lotse.accounts import access
from lotse.accounts.access import Rights
from lotse.accounts.models import Organisation, User, in_force
from lotse.accounts.permissions import ROLE_LABELS, Action, Role
from lotse.concept.entries import Entry
from lotse.rulebook.access import current
from lotse.ui.filters import number

Choices = list[tuple[str, str]]


def titles(entries: tuple[Entry, ...]) -> dict[str, str]:
    lang = "en" if (get_language() or "de").startswith("en") else "de"
    return {entry.key: entry.title[lang] for entry in entries}


def region_titles(today: date) -> dict[str, str]:
    return titles(current(today).regions)


def regions(today: date) -> Choices:
    return list(region_titles(today).items())


def organisations(rights: Rights) -> Choices:
    return [(str(key), name) for key, name in access.organisations_for(rights).values_list("pk", "name")]


def only_organisation(rights: Rights) -> str:
    """The organisation to begin with, where there is but one."""
    found = organisations(rights)
    return found[0][0] if len(found) == 1 else ""


def teams(rights: Rights, today: date) -> Choices:
    """Teams with their organisation; the organisation's key stands in front, so that a form can compare the two."""
    return [
        (f"{team.organisation_id}:{team.pk}", f"{team.organisation}: {team.name}")
        for team in access.teams_for(rights, today)
    ]


def roles(rights: Rights) -> Choices:
    scope = rights.scope(Action.MANAGE_STAFF)
    beyond = {Role.CONSULTED, *(role for role in Role if access.reach(role) == "all")}
    return [(role.value, str(ROLE_LABELS[role])) for role in Role if scope == "all" or role not in beyond]


def bodies(today: date, keep: str = "") -> Choices:
    """Who is asked before a decision, in the procedures of the concept in force."""
    found = {key: label for one in current(today).housing_procedures for key, label in titles(one.hearings).items()}
    return [("", _("keine")), *({keep: keep} | found if keep else found).items()]


def for_staff(rights: Rights, today: date, keep: User | None = None) -> dict[str, Any]:
    """The lists of the form. What somebody already has stays possible, even if the concept no longer names it."""
    concept = current(today)
    qualifications, languages = titles(concept.qualifications), titles(concept.languages)
    if keep:
        for known, mine in ((qualifications, [keep.qualification]), (languages, _languages(keep))):
            known.update({key: key for key in mine if key and key not in known})
    return {
        "organisations": organisations(rights),
        "qualifications": [("", _("nicht angegeben")), *qualifications.items()],
        "languages": sorted(languages.items(), key=lambda item: item[1]),
    }


def _languages(user: User) -> list[str]:
    return list(user.languages.values_list("language", flat=True))


def facts(user: User, today: date) -> list[tuple[str, str]]:
    concept = current(today)
    spoken = titles(concept.languages)
    post = user.employments.filter(in_force(today)).first()
    return [
        (_("E-Mail-Adresse"), user.email),
        (_("Organisation"), user.organisation.name if user.organisation else _("keine")),
        (_("Stelle"), _("%(fte)s VZÄ") % {"fte": number(post.fte)} if post else _("nicht angegeben")),
        (
            _("Qualifikation"),
            titles(concept.qualifications).get(user.qualification, user.qualification) or _("nicht angegeben"),
        ),
        (_("Sprachen"), ", ".join(spoken.get(key, key) for key in _languages(user)) or _("nicht angegeben")),
    ]


def email_is_taken(form: Form, but: UUID | None = None) -> bool:
    if access.email_is_taken(form.cleaned_data["email"], but):
        form.add_error("email", _("Mit dieser Adresse arbeitet schon jemand in Lotse."))
        return True
    return False


def name_is_taken(form: Form, but: UUID | None = None) -> bool:
    if access.organisation_name_is_taken(form.cleaned_data["name"], but):
        form.add_error("name", _("Eine Organisation mit diesem Namen gibt es schon."))
        return True
    return False


def body_is_taken(form: Form, but: UUID | None = None) -> bool:
    if access.body_is_taken(form.cleaned_data.get("heard_as", ""), but):
        form.add_error("heard_as", _("Diese Stelle gibt es schon als Organisation."))
        return True
    return False


def may_give(form: Form, rights: Rights, organisation: Organisation) -> bool:
    if Role(form.cleaned_data["role"]) in access.givable_roles(rights, organisation):
        return True
    is_heard = organisation.kind == Organisation.Kind.CONSULTED or form.cleaned_data["role"] == Role.CONSULTED
    beyond = _("Diese Rolle gibt es in dieser Organisation nicht: Sie reicht über die ganze Kommune.")
    one = _("Eine angehörte Stelle hat nur die Rolle „Angehörte Stelle“, und nur sie hat diese Rolle.")
    form.add_error("role", one if is_heard else beyond)
    return False
