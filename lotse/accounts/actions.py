"""What can happen to organisations, teams, staff and their roles."""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from lotse.accounts.access import installation_changed, is_second_person
from lotse.accounts.models import (
    Employment,
    Installation,
    Invitation,
    Organisation,
    RoleHeld,
    StaffLanguage,
    Team,
    User,
    in_force,
)
from lotse.accounts.permissions import CONFIRMED_ROLES, Role
from lotse.accounts.sessions import digest_of, sessions_of
from lotse.audit.context import acting, system_actor

Actor = User | str
"""Who acts: a member of staff, or the name of a system actor ("import", "init", "demo", "nightly")."""

INVITATION_DAYS = 7

M = TypeVar("M", bound=models.Model)


class Outdated(Exception):
    """Somebody else has saved the row since it was read; nothing was written. `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{type(current).__name__} was changed by somebody else")
        self.current = current


def _as_read(row: M, version: int) -> M:
    """The row for changing, if it still is what the person saw; the caller saves it with the next version."""
    now: M = row._meta.model._default_manager.select_for_update().get(pk=row.pk)
    if now.version != version:  # type: ignore[attr-defined]
        raise Outdated(now)
    now.version += 1  # type: ignore[attr-defined]
    return now


def as_actor(by: Actor, verb: str, reason: str = "") -> AbstractContextManager[None]:
    """The audit context in which `by` does `verb`."""
    return acting(by.pk, verb, reason) if isinstance(by, User) else system_actor(by, verb)


def actor_id(by: Actor) -> UUID | None:
    return by.pk if isinstance(by, User) else None


def found_installation(*, is_demo: bool, by: Actor) -> Installation:
    with as_actor(by, "found_installation"), transaction.atomic():
        installation_changed()
        return Installation.objects.create(is_demo=is_demo)


# what stands on the papers of an organisation besides its name
LETTERHEAD = frozenset(("address", "phone", "email", "website", "way"))


def add_organisation(
    name: str,
    *,
    kind: str = Organisation.Kind.PROVIDER,
    legal_regime: str = Organisation.Regime.GDPR,
    heard_as: str = "",
    by: Actor,
    **letterhead: str,
) -> Organisation:
    with as_actor(by, "add_organisation"), transaction.atomic():
        row = Organisation(name=name, kind=kind, legal_regime=legal_regime, heard_as=heard_as)
        _write_letterhead(row, letterhead)
        row.save(force_insert=True)
        return row


def change_organisation(
    organisation: Organisation, *, version: int, name: str, kind: str, legal_regime: str, heard_as: str = "",
    by: Actor, **letterhead: str,
) -> Organisation:  # fmt: skip
    with as_actor(by, "change_organisation"), transaction.atomic():
        row = _as_read(organisation, version)
        is_another_body = bool(heard_as) and heard_as != row.heard_as
        row.name, row.kind, row.legal_regime, row.heard_as = name, kind, legal_regime, heard_as
        _write_letterhead(row, letterhead)
        row.save()
        if is_another_body:  # her staff were confirmed for what the former one is asked
            held = RoleHeld.objects.filter(organisation=row, role=Role.CONSULTED)
            held.update(confirmed_by=None, confirmed_at=None)
        return row


def _write_letterhead(row: Organisation, told: Mapping[str, str]) -> None:
    for name in LETTERHEAD & told.keys():
        setattr(row, name, told[name])


def change_team(team: Team, *, version: int, name: str, until_on: date | None, by: Actor) -> Team:
    """Rename a team, or say its last day. Its region stays: another region is another team."""
    with as_actor(by, "change_team"), transaction.atomic():
        row = _as_read(team, version)
        row.name, row.until_on = name, until_on
        row.save()
        return row


def team_in(organisation: Organisation, region: str, name: str, *, from_on: date, by: Actor) -> Team:
    """The organisation's team in the region, made when there is none in force."""
    with as_actor(by, "add_team"), transaction.atomic():
        found = Team.objects.filter(in_force(from_on), organisation=organisation, region=region).first()
        return found or Team.objects.create(organisation=organisation, region=region, name=name, from_on=from_on)


def add_staff(
    email: str,
    name: str,
    organisation: Organisation,
    *,
    fte: Decimal | None = None,
    languages: tuple[str, ...] = (),
    qualification: str = "",
    from_on: date,
    by: Actor,
) -> User:
    """A new member of staff, who can sign in only after an invitation and holds no role yet."""
    with as_actor(by, "add_staff"), transaction.atomic():
        user = User(email=email.strip().lower(), name=name, organisation=organisation, qualification=qualification)
        user.set_unusable_password()
        user.save()
        set_languages(user, languages, by=by)
        if fte is not None:
            set_fte(user, fte, from_on=from_on, by=by)
        return user


def change_staff(
    user: User,
    *,
    version: int,
    email: str,
    name: str,
    organisation: Organisation,
    qualification: str,
    languages: tuple[str, ...],
    fte: Decimal | None,
    from_on: date,
    by: Actor,
) -> User:
    """Change the data of a member of staff; a new share of a post counts from `from_on`."""
    with as_actor(by, "change_staff"), transaction.atomic():
        row = _as_read(user, version)
        row.email, row.name, row.organisation, row.qualification = (
            email.strip().lower(),
            name,
            organisation,
            qualification,
        )
        row.save()
        set_languages(row, languages, by=by)
        if fte is not None:
            set_fte(row, fte, from_on=from_on, by=by)
        return row


def change_profile(
    user: User, *, version: int, name: str, language: str, theme: str, density: str, phone: str = ""
) -> User:
    with acting(user.pk, "change_profile"), transaction.atomic():
        row = _as_read(user, version)
        row.name, row.language, row.theme, row.density, row.phone = name, language, theme, density, phone
        row.save()
        return row


def change_password(user: User, password: str) -> None:
    with acting(user.pk, "change_password"), transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])


def set_languages(user: User, languages: tuple[str, ...], *, by: Actor) -> None:
    with as_actor(by, "change_staff"), transaction.atomic():
        have = set(user.languages.values_list("language", flat=True))
        user.languages.filter(language__in=have - set(languages)).delete()
        StaffLanguage.objects.bulk_create(
            StaffLanguage(user=user, language=key) for key in dict.fromkeys(languages) if key not in have
        )


def set_fte(user: User, fte: Decimal, *, from_on: date, by: Actor) -> None:
    """From `from_on` the user works `fte` of a full post; the former share ends the day before."""
    with as_actor(by, "change_fte"), transaction.atomic():
        current = user.employments.filter(in_force(from_on)).first()
        if current and current.fte == fte:
            return
        if current and current.from_on == from_on:
            current.fte = fte
            current.save(update_fields=["fte"])
            return
        if current:
            current.until_on = from_on - timedelta(days=1)
            current.save(update_fields=["until_on"])
        Employment.objects.create(user=user, fte=fte, from_on=from_on)


def give_role(
    user: User, role: Role, organisation: Organisation, *, team: Team | None = None, from_on: date, by: Actor
) -> RoleHeld:
    """Give a role. One that opens files waits until a second person confirms it."""
    if isinstance(by, User) and by.pk == user.pk:
        raise PermissionDenied("Nobody gives herself a role.")
    if (organisation.kind == Organisation.Kind.CONSULTED) != (role == Role.CONSULTED):
        raise PermissionDenied("A body that is heard has its one role, and nobody else has that.")
    with as_actor(by, "give_role"), transaction.atomic():
        return RoleHeld.objects.create(
            user=user, role=role, organisation=organisation, team=team, from_on=from_on, given_by=actor_id(by)
        )


def confirm_role(held: RoleHeld, *, by: Actor) -> None:
    """The second person says yes: neither who gave the role, nor who gets it, nor who made the link to sign in with."""
    if isinstance(by, User) and not is_second_person(held, by.pk):
        raise PermissionDenied("A role is confirmed by a second person.")
    with as_actor(by, "confirm_role"), transaction.atomic():
        held.confirmed_by, held.confirmed_at = actor_id(by), timezone.now()
        held.save(update_fields=["confirmed_by", "confirmed_at"])


def refuse_role(held: RoleHeld, *, by: Actor) -> None:
    """The second person says no: the role never took effect and goes."""
    if not held.needs_confirmation:
        raise PermissionDenied("Only a role that waits can be refused.")
    with as_actor(by, "refuse_role"), transaction.atomic():
        held.delete()


def end_role(held: RoleHeld, *, until_on: date, by: Actor) -> None:
    """A last day, or an earlier one. A later one would be a role given without its second person: it is given anew."""
    if held.until_on and until_on > held.until_on:
        raise PermissionDenied("An end that is set is not put off.")
    with as_actor(by, "end_role"), transaction.atomic():
        held.until_on = until_on
        held.save(update_fields=["until_on"])


def end_sessions(user: User, *, but: str | None = None, only: str | None = None, by: Actor) -> int:
    """Sign the user out everywhere (save in the session `but`), or only where the session has the digest `only`;
    returns how many sessions were ended."""
    ended = 0
    with as_actor(by, "end_sessions"):
        for session, _data in list(sessions_of(user)):
            if session.session_key != but and only in (None, digest_of(session.session_key)):
                session.delete()
                ended += 1
    return ended


def leave(user: User, *, last_day: date, today: date, by: Actor) -> None:
    """Somebody leaves: roles and posts end on the last day; when it has passed, sign-in and sessions end at once."""
    with as_actor(by, "leave"), transaction.atomic():
        for rows in (user.roles, user.employments):
            for row in rows.filter(in_force(last_day)):
                row.until_on = last_day
                row.save(update_fields=["until_on"])
        user.left_on = last_day
        user.is_active = last_day >= today
        user.save(update_fields=["left_on", "is_active"])
    if not user.is_active:
        end_sessions(user, by=by)


def invite(user: User, *, forget_factors: bool = False, by: Actor) -> str:
    """A one-time link's secret, valid for a week; earlier ones end. It is shown once and stored as a digest only.

    Who holds the link can sign in as that person. So that nobody opens files through a link she made herself, roles
    that open files wait for a second person again, and not even the maker of the link may be that person.
    """
    token = secrets.token_urlsafe(24)
    with as_actor(by, "invite"), transaction.atomic():
        user.invitations.all().delete()
        Invitation.objects.create(
            user=user,
            invited_by=actor_id(by),
            digest=_digest(token),
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        if isinstance(by, User):
            for held in user.roles.filter(role__in=CONFIRMED_ROLES, confirmed_at__isnull=False):
                held.confirmed_by = held.confirmed_at = None
                held.save(update_fields=["confirmed_by", "confirmed_at"])
        if forget_factors:
            Authenticator.objects.filter(user=user).delete()
    return token


def invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, when it still holds."""
    return (
        Invitation.objects.select_related("user")
        .filter(digest=_digest(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True)
        .first()
    )


def accept_invitation(invited: Invitation, password: str) -> User:
    user = invited.user
    with acting(user.pk, "accept_invitation"), transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        invited.used_at = timezone.now()
        invited.save(update_fields=["used_at"])
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
