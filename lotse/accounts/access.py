"""What a person may do today: rights from the confirmed roles held, and the people and teams they reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from lotse.accounts.models import RoleHeld, Team, User, in_force
from lotse.accounts.permissions import OPENS_FILES, PERMISSIONS, SCOPES, Action, Role


@dataclass(frozen=True)
class Held:
    """One confirmed role in force."""

    role: Role
    organisation_id: UUID
    team_id: UUID | None


class Rights:
    """The rights of one user on one day. Ask `may`, `scope`, or the sets of teams and organisations an action reaches."""

    def __init__(self, user_id: UUID, held: Iterable[Held]) -> None:
        self.user_id = user_id
        self.held = tuple(held)

    @cached_property
    def is_administrator(self) -> bool:
        return any(h.role == Role.ADMINISTRATOR for h in self.held)

    @cached_property
    def _counting(self) -> tuple[Held, ...]:
        """Administration adds up with nothing: who administers reaches no file by another role."""
        if self.is_administrator:
            return tuple(h for h in self.held if h.role == Role.ADMINISTRATOR)
        return self.held

    def scope(self, action: Action) -> str:
        """The widest scope any role gives for the action: '-', 'own', 'team', 'org' or 'all'."""
        return max((PERMISSIONS[h.role][action] for h in self._counting), key=SCOPES.index, default="-")

    def may(self, action: Action) -> bool:
        return self.scope(action) != "-"

    def reaches(self, action: Action, scope: str) -> tuple[Held, ...]:
        return tuple(h for h in self._counting if PERMISSIONS[h.role][action] == scope)

    def teams(self, action: Action) -> set[UUID]:
        return {h.team_id for h in self.reaches(action, "team") if h.team_id}

    def organisations(self, action: Action) -> set[UUID]:
        return {h.organisation_id for h in self.reaches(action, "org")}

    def role_for(self, action: Action) -> str:
        """The role an access rests on, for the read log: the one with the widest scope."""
        best = max(self._counting, key=lambda h: SCOPES.index(PERMISSIONS[h.role][action]), default=None)
        return best.role.value if best and PERMISSIONS[best.role][action] != "-" else ""


def rights_of(user: User, today: date) -> Rights:
    rows = RoleHeld.objects.filter(in_force(today), user=user).values_list(
        "role", "organisation_id", "team_id", "confirmed_at"
    )
    return Rights(
        user.pk,
        (Held(Role(role), org, team) for role, org, team, confirmed in rows if confirmed or role not in OPENS_FILES),
    )


def rights(request: HttpRequest) -> Rights:
    """The rights of the person behind the request, read once."""
    found: Rights | None = getattr(request, "_rights", None)
    if found is None:
        found = request._rights = rights_of(request.user, request.today)  # type: ignore[attr-defined, arg-type]
    return found


def require(request: HttpRequest, action: Action) -> Rights:
    """403 unless some role gives the action at all."""
    held = rights(request)
    if not held.may(action):
        raise PermissionDenied
    return held


def team_of_region(region: str, today: date) -> Team | None:
    """The one team working in a region; None when there is none, or several (then a person decides)."""
    teams = list(Team.objects.filter(in_force(today), region=region).select_related("organisation")[:2])
    return teams[0] if len(teams) == 1 else None


def staff_for(rights_: Rights, today: date) -> QuerySet[User]:
    """The staff whose data somebody may manage."""
    if rights_.scope(Action.MANAGE_STAFF) == "all":
        return User.objects.all()
    return User.objects.filter(organisation__in=rights_.organisations(Action.MANAGE_STAFF))


def workers_for(rights_: Rights, action: Action, today: date) -> QuerySet[User]:
    """The social workers and companions that an action (allocating, figures by worker) reaches."""
    workers = User.objects.filter(is_active=True)
    scope = rights_.scope(action)
    if scope == "-":
        return workers.none()
    if scope == "own":
        return workers.filter(pk=rights_.user_id)
    roles = RoleHeld.objects.filter(
        in_force(today), role__in=[Role.SOCIAL_WORKER, Role.COMPANION, Role.COORDINATOR], confirmed_at__isnull=False
    )
    if scope == "team":
        roles = roles.filter(team__in=rights_.teams(action))
    elif scope == "org":
        roles = roles.filter(organisation__in=rights_.organisations(action))
    return workers.filter(pk__in=roles.values("user"))
