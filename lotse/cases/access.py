"""The door to files, and through them to persons and households.

`files_for` says which files an action reaches; `get_file` is the only way a view gets one: not yours is 404, yours but
not for this action is 403, and every reading is logged. `Standing` is the same rule for one file that is at hand.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import Team, in_force
from lotse.accounts.permissions import SCOPES, Action
from lotse.audit.reading import record_kinds, record_read
from lotse.cases.models import Allocation, File
from lotse.ui.prepared import prepared


class Reach(NamedTuple):
    """Which files an action reaches for somebody, in ids; see the scopes in `accounts.permissions`."""

    everything: bool
    own: tuple[UUID, ...]  # organisations in which it reaches the files allocated to oneself
    teams: tuple[UUID, ...]
    homes: tuple[UUID, ...]  # organisations of those teams
    organisations: tuple[UUID, ...]

    @classmethod
    def of(cls, held: Rights, action: Action) -> "Reach":
        if held.scope(action) == "all":
            return cls(True, (), (), (), ())
        own = {h.organisation_id for h in held.reaches(action, "own")}
        homes = {h.organisation_id for h in held.reaches(action, "team") if h.team_id}
        parts = (own, held.teams(action), homes, held.organisations(action))
        return cls(False, *(tuple(sorted(part)) for part in parts))


def files_for(held: Rights, action: Action, today: date) -> QuerySet[File]:
    """The files that `action` reaches for somebody; none without a rule."""
    return File.objects.filter(within(held.user_id, today, Reach.of(held, action)))


def within(user: UUID, today: date, reach: Reach, of: str = "") -> Q:
    """The rule itself; `of` leads from other rows to the file, like "file__"."""
    if reach.everything:
        return Q()
    found = Q(pk__in=[])
    if reach.own:
        # a list, not EXISTS for each file: the few of one worker are read first, however many there are
        mine = Allocation.objects.filter(in_force(today), user=user).values("file")
        # who changes to another provider takes no file along, even where nobody has ended the allocation
        found |= _on(of, pk__in=mine, organisation__in=reach.own)
    if reach.teams:
        found |= _on(of, team__in=reach.teams) | _on(of, team__isnull=True, region="", organisation__in=reach.homes)
        found |= _on(of, team__isnull=True, region__in=_regions_alone(Q(pk__in=reach.teams), today))
    if reach.organisations:
        found |= _on(of, organisation__in=reach.organisations)
        alone = _regions_alone(Q(organisation__in=reach.organisations), today)
        found |= _on(of, team__isnull=True, region__in=alone)
    return found


def _on(of: str, **conditions: Any) -> Q:
    return Q(**{of + name: value for name, value in conditions.items()})


@prepared
def _opened(key: UUID, user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    related = ("person", "organisation", "team", "merged_into")
    return File.objects.filter(within(user, today, reach), pk=key).select_related(*related)


@prepared
def _of_people(people: tuple[UUID, ...], user: UUID, today: date, reach: Reach) -> QuerySet[File]:
    return File.objects.filter(within(user, today, reach), person__in=people, merged_into=None)


def files_of(held: Rights, action: Action, people: Iterable[UUID], today: date) -> dict[UUID, File]:
    """The files of these people that the action reaches, by person."""
    found = _of_people(tuple(people), held.user_id, today, Reach.of(held, action))
    return {file.person_id: file for file in found}


def _regions_alone(ours: Q, today: date) -> QuerySet[Team, str]:
    """Regions whose only team is one of ours: their files wait for it while no team has been named."""
    return (
        Team.objects.filter(in_force(today))
        .order_by()
        .values("region")
        .annotate(all=Count("pk"), ours=Count("pk", filter=ours))
        .filter(all=1, ours=1)
        .values_list("region", flat=True)
    )


class Standing:
    """How somebody stands to one file, for the rule of `files_for` asked of that file alone. Each fact is fetched once,
    and only if some role makes it count."""

    def __init__(self, user_id: UUID, file: File, today: date, *, is_mine: bool | None = None) -> None:
        self.user_id, self.file, self.today = user_id, file, today
        if is_mine is not None:
            self.__dict__["is_mine"] = is_mine

    @cached_property
    def is_mine(self) -> bool:
        return Allocation.objects.filter(in_force(self.today), file=self.file.pk, user=self.user_id).exists()

    @cached_property
    def waits_for(self) -> Team | None:
        """The only team of the region, while no team has been named."""
        if self.file.team_id is not None:
            return None
        teams = list(Team.objects.filter(in_force(self.today), region=self.file.region)[:2])
        return teams[0] if len(teams) == 1 else None

    def reached_by(self, held: Rights, action: Action) -> bool:
        reach, file, homeless = Reach.of(held, action), self.file, self.file.team_id is None
        return (
            reach.everything
            or file.organisation_id in reach.organisations
            or file.team_id in reach.teams
            or (homeless and not file.region and file.organisation_id in reach.homes)
            or (file.organisation_id in reach.own and self.is_mine)
            or (
                homeless
                and bool(reach.teams or reach.organisations)
                and self.waits_for is not None
                and (self.waits_for.pk in reach.teams or self.waits_for.organisation_id in reach.organisations)
            )
        )


def standing_of(held: Rights, file: File, today: date) -> Standing:
    """For a file that has come through the door `OPEN_FILE`: whom it shows only their own, it has told one fact."""
    shown = held.scope(Action.OPEN_FILE) == "own"
    return Standing(held.user_id, file, today, is_mine=True if shown else None)


def get_file(
    request: HttpRequest,
    key: UUID,
    *,
    action: Action = Action.OPEN_FILE,
    reading: str = "file",
    also: Mapping[Action, str] = MappingProxyType({}),
) -> File:
    """The file behind a URL, checked and logged. `also` names what the page shows besides to whom that action reaches,
    each a reading of its own: whose words were on the page is another question than who had the file open."""
    held, today = rights(request), request.today
    file = next(iter(_opened(key, held.user_id, today, Reach.of(held, Action.OPEN_FILE))), None)
    if file is None:
        raise Http404
    standing = standing_of(held, file, today)
    if not standing.reached_by(held, action):
        raise PermissionDenied
    readings = {reading: right_for(held, action, standing)}
    readings |= {kind: right_for(held, a, standing) for a, kind in also.items() if standing.reached_by(held, a)}
    record_kinds(held.user_id, file.pk, readings)
    return file


def record_also(request: HttpRequest, file: File, action: Action, kind: str) -> None:
    """A reading of its own besides that of the file, once it is clear that there is something to be seen."""
    held = rights(request)
    record_read(held.user_id, file.pk, kind, right_for(held, action, standing_of(held, file, request.today)))


def right_for(held: Rights, action: Action, standing: Standing) -> str:
    """The role by which the action reaches this very file, for the read log. Most people have one to ask."""
    roles = [h for scope in reversed(SCOPES[1:]) for h in held.reaches(action, scope)]  # the widest first
    if len(roles) > 1:
        roles = [h for h in roles if standing.reached_by(Rights(held.user_id, [h]), action)] or roles
    return roles[0].role.value if roles else ""


def may(held: Rights, action: Action, file: File, today: date) -> bool:
    """Whether the action reaches this one file."""
    return Standing(held.user_id, file, today).reached_by(held, action)


def allowed(held: Rights, standing: Standing, *actions: Action) -> set[Action]:
    """Which of the actions reach this one file."""
    return {action for action in actions if standing.reached_by(held, action)}


def get_files(request: HttpRequest, keys: Iterable[UUID], *, action: Action) -> list[File]:
    """Several files for one step, all of them reached by the action, or 404: nothing is left out in silence."""
    held, today = rights(request), request.today
    wanted = set(keys)
    files = files_for(held, action, today).select_related("person", "organisation", "team").filter(pk__in=wanted)
    found = sorted(files, key=lambda f: f.number)
    if len(found) != len(wanted) or not found:
        raise Http404
    for file in found:
        record_read(held.user_id, file.pk, "bulk", right_for(held, action, Standing(held.user_id, file, today)))
    return found


def get_file_for_log(request: HttpRequest, key: UUID) -> tuple[File, bool]:
    """The file whose readers are asked for, and whether one may open it: data protection sees the log, not the file."""
    held, today = rights(request), request.today
    file = File.objects.select_related("person", "organisation", "team", "merged_into").filter(pk=key).first()
    if file is None:
        raise Http404
    standing = Standing(held.user_id, file, today)
    found = allowed(held, standing, Action.READ_LOG, Action.OPEN_FILE)
    if Action.READ_LOG not in found:
        if Action.OPEN_FILE in found:
            raise PermissionDenied
        raise Http404
    record_read(held.user_id, file.pk, "log", right_for(held, Action.READ_LOG, standing))
    return file, Action.OPEN_FILE in found


def by_number(held: Rights, action: Action, number: str, today: date) -> File | None:
    """The file with this number, if the action reaches it."""
    return (
        files_for(held, action, today)
        .select_related("person", "organisation", "team")
        .filter(number=number.strip())
        .first()
    )


def alike(held: Rights, file: File, today: date) -> list[File]:
    """Other files that may be of the same person: the same name, or the same full birth date."""
    person = file.person
    same = Q(person__normal_name=person.normal_name)
    if person.birth_year and person.birth_month and person.birth_day:
        same |= Q(
            person__birth_year=person.birth_year,
            person__birth_month=person.birth_month,
            person__birth_day=person.birth_day,
        )
    files = files_for(held, Action.RESOLVE_DUPLICATES, today).filter(same, merged_into=None).exclude(pk=file.pk)
    return list(files.select_related("person").order_by("number")[:10])
