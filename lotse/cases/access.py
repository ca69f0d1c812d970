"""The door to files, and through them to persons and households.

`files_for` says which files an action reaches; `get_file` is the only way a view gets one: not yours is 404, yours but not
for this action is 403, and every reading is logged.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import Team, in_force
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_read
from lotse.cases.models import Allocation, File


def files_for(held: Rights, action: Action, today: date) -> QuerySet[File]:
    """The files that `action` reaches for somebody; none without a rule."""
    files = File.objects.all()
    scope = held.scope(action)
    if scope == "all":
        return files
    reach = Q(pk__in=[])
    if held.reaches(action, "own"):
        mine = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), user=held.user_id)
        reach |= Q(Exists(mine))
    if teams := held.teams(action):
        reach |= Q(team__in=teams)
        if regions := _regions_alone(teams, today):
            reach |= Q(team__isnull=True, region__in=regions)
    if organisations := held.organisations(action):
        reach |= Q(organisation__in=organisations)
        teams = set(Team.objects.filter(in_force(today), organisation__in=organisations).values_list("pk", flat=True))
        if regions := _regions_alone(teams, today):
            reach |= Q(team__isnull=True, region__in=regions)
    return files.filter(reach)


def _regions_alone(teams: set[UUID], today: date) -> set[str]:
    """Regions in which one of `teams` is the only team: their files wait for it while no team has been named."""
    by_region: dict[str, set[UUID]] = {}
    for region, team in Team.objects.filter(in_force(today)).values_list("region", "pk"):
        by_region.setdefault(region, set()).add(team)
    return {region for region, found in by_region.items() if len(found) == 1 and found <= teams}


def get_file(request: HttpRequest, key: UUID, *, action: Action = Action.OPEN_FILE, reading: str = "file") -> File:
    """The file behind a URL, checked and logged."""
    held, today = rights(request), request.today  # type: ignore[attr-defined]
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
    record_read(held.user_id, file.pk, reading, held.role_for(action))
    return file


def may(held: Rights, action: Action, file: File, today: date) -> bool:
    """Whether the action reaches this one file."""
    return files_for(held, action, today).filter(pk=file.pk).exists()
