"""What a person may do today: rights from the confirmed roles held, and the people and teams they reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.models import (
    Employment,
    Installation,
    Invitation,
    Organisation,
    RoleHeld,
    Team,
    User,
    in_force,
)
from lotse.accounts.permissions import AUTHORITY_ROLES, CONFIRMED_ROLES, PERMISSIONS, SCOPES, Action, Role
from lotse.ui.prepared import prepared

T = TypeVar("T")


@dataclass(frozen=True)
class Held:
    """One confirmed role in force."""

    role: Role
    organisation_id: UUID
    team_id: UUID | None
    place: str = ""  # name of the team, else of the organisation


class Rights:
    """The rights of one user on one day. Ask `may`, `scope`, or the teams and organisations an action reaches."""

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

    @cached_property
    def only_answers(self) -> bool:
        """Whoever answers for a body that is heard and has no other role: her questions are all there is."""
        return bool(self.held) and all(h.role == Role.CONSULTED for h in self.held)

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


@prepared
def _held(user: UUID, today: date) -> QuerySet[RoleHeld, tuple[Any, ...]]:
    return RoleHeld.objects.filter(in_force(today), user=user).values_list(
        "role", "organisation_id", "team_id", "confirmed_at", "team__name", "organisation__name"
    )


def rights_of(user: User, today: date) -> Rights:
    rows = _held(user.pk, today)
    return Rights(
        user.pk,
        (
            Held(Role(role), org, team, team_name or org_name)
            for role, org, team, confirmed, team_name, org_name in rows
            if confirmed or role not in CONFIRMED_ROLES
        ),
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


# --- the installation -------------------------------------------------------------------------------------------------
_is_real = False  # a database is made for demonstration or not, and never changes sides: the common answer is kept


def is_demo() -> bool:
    """Whether this database was made by `lotse demo`. Everything that depends on it is closed when in doubt."""
    global _is_real
    if _is_real:
        return False
    try:
        made_for_demo = next(iter(_made_for_demo()), None)
    except DatabaseError:  # error pages ask as well
        return False
    _is_real = made_for_demo is False
    return bool(made_for_demo)


@prepared
def _made_for_demo() -> QuerySet[Installation, bool]:
    return Installation.objects.order_by("pk").values_list("is_demo", flat=True)[:1]


def installation_changed() -> None:
    global _is_real
    _is_real = False


def is_founded() -> bool:
    return Installation.objects.exists()


# --- the second factor ------------------------------------------------------------------------------------------------
SECURED_ROLES = CONFIRMED_ROLES | {
    role for role in Role if {PERMISSIONS[role][Action.MANAGE_STAFF], PERMISSIONS[role][Action.CONFIRM_ROLES]} != {"-"}
}
"""Roles that need a second factor: those that open files, and those through which one could come to open files."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(rights_: Rights) -> bool:
    return any(held.role in SECURED_ROLES for held in rights_.held)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


# --- staff, organisations, roles --------------------------------------------------------------------------------------
def demo_staff(today: date) -> QuerySet[RoleHeld]:
    """Whom the log-in page of a demonstration offers: everybody who may sign in, by the role held."""
    return (
        RoleHeld.objects.filter(in_force(today), user__is_active=True)
        .select_related("user", "team", "organisation")
        .order_by("role", "organisation__name", "user__name")
    )


def demo_user(key: UUID) -> User:
    user = User.objects.filter(pk=key, is_active=True).first() if is_demo() else None
    if user is None:
        raise Http404
    return user


def organisations_for(rights_: Rights) -> QuerySet[Organisation]:
    """The organisations somebody may manage."""
    if rights_.scope(Action.MANAGE_STAFF) == "all":
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=rights_.organisations(Action.MANAGE_STAFF))


def teams_for(rights_: Rights, today: date) -> QuerySet[Team]:
    return (
        Team.objects.filter(in_force(today), organisation__in=organisations_for(rights_))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )


def get_organisation(request: HttpRequest, key: UUID) -> Organisation:
    return _or_404(organisations_for(require(request, Action.MANAGE_STAFF)).filter(pk=key).first())


def get_team(request: HttpRequest, key: UUID) -> Team:
    managed = organisations_for(require(request, Action.MANAGE_STAFF))
    return _or_404(Team.objects.filter(pk=key, organisation__in=managed).select_related("organisation").first())


def get_staff(request: HttpRequest, key: UUID) -> User:
    """The door to the data of a member of staff: 403 without the right, 404 for another organisation's people."""
    managed = staff_for(require(request, Action.MANAGE_STAFF), request.today)  # type: ignore[attr-defined]
    return _or_404(managed.filter(pk=key).select_related("organisation").first())


def get_role_to_manage(request: HttpRequest, key: UUID) -> RoleHeld:
    """A role held in an organisation that the person behind the request manages."""
    managed = organisations_for(require(request, Action.MANAGE_STAFF))
    return _or_404(
        RoleHeld.objects.filter(pk=key, organisation__in=managed).select_related("user", "team", "organisation").first()
    )


def email_is_taken(email: str, but: UUID | None = None) -> bool:
    return User.objects.filter(email__iexact=email).exclude(pk=but).exists()


def organisation_name_is_taken(name: str, but: UUID | None = None) -> bool:
    return Organisation.objects.filter(name__iexact=name).exclude(pk=but).exists()


def chosen_team(organisation: Organisation, key: UUID | None, today: date) -> Team | None:
    return _or_404(organisation.teams.filter(in_force(today), pk=key).first()) if key else None


def names_of(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "name"))


WITHOUT_PERSONS = frozenset({Action.READ_CONCEPT, Action.MAINTAIN_DIRECTORY})
"""What everybody shares: it reaches no file, no figure and no colleague."""


def reach(role: Role) -> str:
    """The widest scope a role gives over files, figures and staff."""
    cells = PERMISSIONS[role]
    return max((cells[action] for action in Action if action not in WITHOUT_PERSONS), key=SCOPES.index)


TEAM_ROLES = frozenset(role for role in Role if reach(role) in ("own", "team"))
"""Roles that work in a region: they are held in a team."""


def givable_roles(rights_: Rights, organisation: Organisation) -> list[Role]:
    """Roles that may be given in an organisation. What reaches the whole municipality belongs to the authority and is
    given by who manages all staff; else a provider's management could make itself an authority. A body that is heard
    has its one role and no other, and nobody else has that."""
    scope = rights_.scope(Action.MANAGE_STAFF)
    if scope != "all" and organisation.pk not in rights_.organisations(Action.MANAGE_STAFF):
        return []
    if organisation.kind == Organisation.Kind.CONSULTED:
        return [Role.CONSULTED] if scope == "all" else []
    is_authority = organisation.kind == Organisation.Kind.AUTHORITY
    beyond = {role for role in Role if reach(role) == "all"} | AUTHORITY_ROLES
    return [
        role for role in Role if role != Role.CONSULTED and (role not in beyond or (is_authority and scope == "all"))
    ]


def bodies_heard_by(rights_: Rights) -> QuerySet[Organisation, str]:
    """The bodies, by key of the concept, whose questions somebody answers."""
    organisations = rights_.organisations(Action.ANSWER_HEARINGS)
    kind = Organisation.Kind.CONSULTED
    return Organisation.objects.filter(pk__in=organisations, kind=kind).values_list("heard_as", flat=True)


def body_is_taken(body: str, but: UUID | None = None) -> bool:
    return bool(body) and Organisation.objects.filter(heard_as=body).exclude(pk=but).exists()


def waiting_roles(rights_: Rights, today: date) -> QuerySet[RoleHeld]:
    """Roles that wait for a second person, as far as the right to confirm reaches."""
    rows = RoleHeld.objects.filter(_not_over(today), role__in=CONFIRMED_ROLES, confirmed_at__isnull=True)
    scope = rights_.scope(Action.CONFIRM_ROLES)
    if scope == "-":
        return rows.none()
    if scope != "all":
        # Data protection belongs to no provider: any management may be its second person.
        mine = Q(organisation__in=rights_.organisations(Action.CONFIRM_ROLES))
        rows = rows.filter(mine | Q(role=Role.DATA_PROTECTION))
    return rows.select_related("user", "team", "organisation").order_by("user__name", "from_on")


def is_second_person(held: RoleHeld, user_id: UUID) -> bool:
    """Neither the holder, nor who gave the role, nor who made the link the holder signs in with."""
    if user_id in (held.user_id, held.given_by):
        return False
    return not held.user.invitations.filter(invited_by=user_id).exists()


def get_waiting_role(request: HttpRequest, key: UUID) -> RoleHeld:
    rights_ = require(request, Action.CONFIRM_ROLES)
    return _or_404(waiting_roles(rights_, request.today).filter(pk=key).first())  # type: ignore[attr-defined]


def count_to_confirm(rights_: Rights, today: date) -> int:
    """How many roles wait for this very person."""
    return (
        waiting_roles(rights_, today)
        .exclude(user=rights_.user_id)
        .exclude(given_by=rights_.user_id)
        .exclude(user__invitations__invited_by=rights_.user_id)
        .count()
    )


# --- what the pages show ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StaffRow:
    key: UUID
    name: str
    email: str
    organisation: str
    roles: tuple[str, ...]
    waits: bool  # a role waits for its second person
    fte: Decimal | None
    left_on: date | None
    can_sign_in: bool


def staff_rows(rights_: Rights, today: date, *, status: str = "active", team: UUID | None = None) -> list[StaffRow]:
    """The list of staff: two queries, however many there are. `status` is active, left or all."""
    people = staff_for(rights_, today).select_related("organisation")
    gone = Q(is_active=False) | Q(left_on__lt=today)
    if status in ("active", "left"):
        people = people.filter(gone) if status == "left" else people.exclude(gone)
    held = RoleHeld.objects.filter(_not_over(today)).select_related("team")
    if team:
        people = people.filter(pk__in=held.filter(team=team).values("user"))
    people = people.prefetch_related(
        Prefetch("roles", held), Prefetch("employments", Employment.objects.filter(in_force(today)))
    )
    return [
        StaffRow(
            user.pk,
            user.name,
            user.email,
            user.organisation.name if user.organisation else "",
            tuple(f"{role}, {role.team.name}" if role.team else str(role) for role in user.roles.all()),
            any(role.needs_confirmation for role in user.roles.all()),
            next((post.fte for post in user.employments.all()), None),
            user.left_on,
            user.is_active and user.has_usable_password(),
        )
        for user in people
    ]


@dataclass(frozen=True)
class RoleRow:
    held: RoleHeld
    state: str  # waiting, future, in-force, over
    given_by: str
    confirmed_by: str
    may_end: bool


def role_rows(user: User, rights_: Rights, today: date) -> list[RoleRow]:
    held = list(user.roles.select_related("team", "organisation").order_by("-from_on"))
    names = names_of(key for role in held for key in (role.given_by, role.confirmed_by))
    managed = set(organisations_for(rights_).values_list("pk", flat=True))

    def state(role: RoleHeld) -> str:
        if role.until_on and role.until_on < today:
            return "over"
        if role.needs_confirmation:
            return "waiting"
        return "future" if role.from_on > today else "in-force"

    return [
        RoleRow(
            role,
            state(role),
            names.get(role.given_by, "") if role.given_by else "",
            names.get(role.confirmed_by, "") if role.confirmed_by else "",
            role.organisation_id in managed and not (role.until_on and role.until_on <= today),
        )
        for role in held
    ]


def roles_to_confirm_again(user: User, today: date) -> list[Role]:
    """Roles that would wait for a second person again after a new one-time link."""
    keys = user.roles.filter(_not_over(today), role__in=CONFIRMED_ROLES, confirmed_at__isnull=False)
    return [Role(key) for key in dict.fromkeys(keys.values_list("role", flat=True))]


def open_invitation(user: User, now: datetime) -> Invitation | None:
    return user.invitations.filter(used_at__isnull=True, expires_at__gt=now).first()


def organisation_rows(rights_: Rights, today: date) -> list[tuple[Organisation, list[Team]]]:
    managed = organisations_for(rights_).prefetch_related(Prefetch("teams", Team.objects.filter(_not_over(today))))
    return [(organisation, list(organisation.teams.all())) for organisation in managed]


def _not_over(today: date) -> Q:
    return Q(until_on__isnull=True) | Q(until_on__gte=today)


def _or_404(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
