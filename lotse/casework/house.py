"""What concerns no single file: who may see it, and whose it is."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import Organisation, Team
from lotse.accounts.permissions import SCOPES, Action
from lotse.concept.vocabulary import StepKind
from lotse.rulebook import access as rulebook

HIDDEN_BELOW = 3  # one or two could be somebody one knows


def enter_house(request: HttpRequest, *actions: Action, kind: StepKind) -> Rights:
    """403 unless one of the actions is given at all; 404 where the concept in force has no such step."""
    held = rights(request)
    if not any(held.may(action) for action in actions):
        raise PermissionDenied
    if not any(step.kind == kind for step in rulebook.current(request.today).steps):
        raise Http404
    return held


def homes(held: Rights, action: Action) -> set[UUID]:
    """The organisations in which somebody may do it, to whatever extent."""
    return {h.organisation_id for scope in SCOPES[1:] for h in held.reaches(action, scope)}


def home_of(held: Rights, action: Action) -> Organisation:
    """The organisation somebody writes for."""
    found = Organisation.objects.filter(pk__in=homes(held, action)).order_by("name").first()
    if found is None:
        raise PermissionDenied
    return found


def least_shown(held: Rights) -> int:
    """The smallest number somebody sees of what is counted over files: any, for who reads the notes behind it. Sums of
    all providers count what nobody reads."""
    is_at_home = held.may(Action.READ_NOTES) and held.scope(Action.FIGURES) != "all"
    return 1 if is_at_home else HIDDEN_BELOW


def teams_of(held: Rights, action: Action) -> dict[str, Team]:
    ids = {h.team_id for scope in SCOPES[1:] for h in held.reaches(action, scope) if h.team_id}
    return {str(t.pk): t for t in Team.objects.filter(pk__in=ids).order_by("name")}
