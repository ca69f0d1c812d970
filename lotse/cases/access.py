"""The door to files, and through them to persons and households.

`files_for` says which files an action reaches; `get_file` is the only way a view gets one: not yours is 404, yours but
not for this action is 403, and every reading is logged.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import Team, in_force
from lotse.accounts.permissions import SCOPES, Action
from lotse.audit.reading import record_read
from lotse.cases.models import Allocation, File


def files_for(held: Rights, action: Action, today: date) -> QuerySet[File]:
    """The files that `action` reaches for somebody; none without a rule."""
    files = File.objects.all()
    scope = held.scope(action)
    if scope == "all":
        return files
    reach = Q(pk__in=[])
    if own := held.reaches(action, "own"):
        # a list, not EXISTS for each file: the few of one worker are read first, however many there are
        mine = Allocation.objects.filter(in_force(today), user=held.user_id).values("file")
        # who changes to another provider takes no file along, even where nobody has ended the allocation
        reach |= Q(pk__in=mine, organisation__in={h.organisation_id for h in own})
    if teams := held.teams(action):
        homes = {h.organisation_id for h in held.reaches(action, "team") if h.team_id}
        reach |= Q(team__in=teams) | Q(team__isnull=True, region="", organisation__in=homes)
        reach |= Q(team__isnull=True, region__in=_regions_alone(Q(pk__in=teams), today))
    if organisations := held.organisations(action):
        reach |= Q(organisation__in=organisations)
        reach |= Q(team__isnull=True, region__in=_regions_alone(Q(organisation__in=organisations), today))
    return files.filter(reach)


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


def get_file(request: HttpRequest, key: UUID, *, action: Action = Action.OPEN_FILE, reading: str = "file") -> File:
    """The file behind a URL, checked and logged."""
    held, today = rights(request), request.today
    file = (
        files_for(held, Action.OPEN_FILE, today)
        .select_related("person", "organisation", "team", "merged_into")
        .filter(pk=key)
        .first()
    )
    if file is None:
        raise Http404
    if action != Action.OPEN_FILE and not may(held, action, file, today):
        raise PermissionDenied
    record_read(held.user_id, file.pk, reading, right_for(held, action, file, today))
    return file


def right_for(held: Rights, action: Action, file: File, today: date) -> str:
    """The role by which the action reaches this very file, for the read log. Most people have one to ask."""
    roles = [h for scope in reversed(SCOPES[1:]) for h in held.reaches(action, scope)]  # the widest first
    if len(roles) > 1:
        roles = [h for h in roles if may(Rights(held.user_id, [h]), action, file, today)] or roles
    return roles[0].role.value if roles else ""


def may(held: Rights, action: Action, file: File, today: date) -> bool:
    """Whether the action reaches this one file."""
    return files_for(held, action, today).filter(pk=file.pk).exists()


def allowed(held: Rights, file: File, today: date, *actions: Action) -> set[Action]:
    """Which of the actions reach this one file; one query for all of them."""
    asked = {f"may_{i}": action for i, action in enumerate(actions) if held.may(action)}
    if not asked:
        return set()
    found = (
        File.objects.filter(pk=file.pk)
        .annotate(
            **{name: Exists(files_for(held, action, today).filter(pk=OuterRef("pk"))) for name, action in asked.items()}
        )
        .values(*asked)
        .get()
    )
    return {action for name, action in asked.items() if found[name]}


def get_files(request: HttpRequest, keys: Iterable[UUID], *, action: Action) -> list[File]:
    """Several files for one step, all of them reached by the action, or 404: nothing is left out in silence."""
    held, today = rights(request), request.today
    wanted = set(keys)
    files = files_for(held, action, today).select_related("person", "organisation", "team").filter(pk__in=wanted)
    found = sorted(files, key=lambda f: f.number)
    if len(found) != len(wanted) or not found:
        raise Http404
    for file in found:
        record_read(held.user_id, file.pk, "bulk", right_for(held, action, file, today))
    return found


def get_file_for_log(request: HttpRequest, key: UUID) -> tuple[File, bool]:
    """The file whose readers are asked for, and whether one may open it: data protection sees the log, not the file."""
    held, today = rights(request), request.today
    file = File.objects.select_related("person", "organisation", "team", "merged_into").filter(pk=key).first()
    if file is None:
        raise Http404
    found = allowed(held, file, today, Action.READ_LOG, Action.OPEN_FILE)
    if Action.READ_LOG not in found:
        if Action.OPEN_FILE in found:
            raise PermissionDenied
        raise Http404
    record_read(held.user_id, file.pk, "log", right_for(held, Action.READ_LOG, file, today))
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
