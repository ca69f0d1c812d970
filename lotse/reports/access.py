"""Who may see which figures. Figures by worker have named readers (design 3.12): herself, coordination, management."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import Organisation, RoleHeld, Team, in_force
from lotse.accounts.permissions import PERMISSIONS, Action, Role
from lotse.cases.access import files_for
from lotse.concept.model import Concept
from lotse.notes.models import NoteInFile, NoteTopic
from lotse.reports.annex1 import Quarter
from lotse.reports.models import FiguresSwitch, ReportingDay, Submission
from lotse.reports.posts import Place


@dataclass(frozen=True)
class Reach:
    """What somebody may see of the figures: places, own work, and for which of them the single workers."""

    user: UUID
    everything: bool  # sums of the whole municipality, nobody by name
    organisations: frozenset[UUID]
    teams: frozenset[UUID]
    silent: frozenset[UUID]  # organisations that have switched figures by worker off
    sets_the_day: bool  # the office that receives the reports

    def includes(self, place: Place) -> bool:
        return self.everything or place.organisation in self.organisations or place.team in self.teams

    def names(self, user: UUID, place: Place) -> bool:
        """Whether somebody's figures may stand beside the name."""
        if self.everything:
            return False
        return user == self.user or (self.includes(place) and place.organisation not in self.silent)

    def counts(self, user: UUID, place: Place) -> bool:
        """Whether somebody's contacts at a place count for the reader at all."""
        return (user == self.user and not self.everything) or self.includes(place)

    def manages(self, organisation: UUID) -> bool:
        return organisation in self.organisations


def reach(request: HttpRequest) -> Reach:
    """403 without any right to figures. Named readers see what is theirs; authority and analysts the sums of all."""
    held = rights(request)
    found = reach_of(held)
    if found is None:
        raise PermissionDenied
    return found


def reach_of(held: Rights) -> Reach | None:
    if held.may(Action.FIGURES_BY_WORKER):
        organisations = frozenset(held.organisations(Action.FIGURES_BY_WORKER))
        teams = frozenset(held.teams(Action.FIGURES_BY_WORKER))
        return Reach(held.user_id, False, organisations, teams, silent_organisations(), False)
    if held.may(Action.FIGURES):
        is_office = any(h.role == Role.AUTHORITY for h in held.reaches(Action.FIGURES, "all"))
        return Reach(held.user_id, True, frozenset(), frozenset(), frozenset(), is_office)
    return None


def silent_organisations() -> frozenset[UUID]:
    """Nothing switched means on: the statistics are to be kept for every worker (P-142)."""
    newest: dict[UUID, bool] = {}
    for organisation, is_on in FiguresSwitch.objects.order_by("switched_at", "pk").values_list(
        "organisation_id", "is_on"
    ):
        newest[organisation] = is_on
    return frozenset(o for o, is_on in newest.items() if not is_on)


def switch_of(organisation: UUID) -> FiguresSwitch | None:
    return FiguresSwitch.objects.filter(organisation=organisation).select_related("switched_by").first()


def switches_of(organisation: UUID) -> list[FiguresSwitch]:
    return list(FiguresSwitch.objects.filter(organisation=organisation).select_related("switched_by")[:20])


def reporting_day() -> ReportingDay | None:
    return ReportingDay.objects.select_related("set_by").first()


@dataclass(frozen=True)
class Reader:
    name: str
    role: str
    place: str


def named_readers(organisations: Iterable[UUID], today: date) -> list[Reader]:
    """Who, beside the workers themselves, may see figures by worker of these organisations."""
    roles = [r for r in Role if PERMISSIONS[r][Action.FIGURES_BY_WORKER] in ("team", "org")]
    rows = RoleHeld.objects.filter(
        in_force(today),
        role__in=roles,
        organisation__in=organisations,
        confirmed_at__isnull=False,
        user__is_active=True,
    ).select_related("user", "team", "organisation")
    return [
        Reader(r.user.name, str(r), r.team.name if r.team else r.organisation.name)
        for r in rows.order_by("organisation__name", "team__name", "user__name")
    ]


def organisations(keys: Iterable[UUID | None]) -> dict[UUID, Organisation]:
    return Organisation.objects.in_bulk([key for key in keys if key])


def teams_named(keys: Iterable[UUID | None]) -> dict[UUID, Team]:
    return Team.objects.in_bulk([key for key in keys if key])


def teams_of(organisation: UUID, quarter: Quarter) -> list[Team]:
    """The teams of a provider that existed in the quarter."""
    rows = Team.objects.filter(organisation=organisation, from_on__lte=quarter.last_day).order_by("name")
    return list(rows.exclude(until_on__lt=quarter.months[0]))


def coordinators(teams: Iterable[UUID], today: date) -> dict[UUID, list[str]]:
    """Who coordinates each team now."""
    found: dict[UUID, list[str]] = {}
    rows = RoleHeld.objects.filter(
        in_force(today), role=Role.COORDINATOR, team__in=list(teams), confirmed_at__isnull=False, user__is_active=True
    )
    for team, name in rows.order_by("user__name").values_list("team_id", "user__name"):
        if team:
            found.setdefault(team, []).append(name)
    return found


# --- submissions ------------------------------------------------------------------------------------------------------
def submissions_for(found: Reach) -> QuerySet[Submission]:
    """What was handed in, for the provider's coordination and management and for who receives it."""
    rows = Submission.objects.select_related("organisation", "submitted_by").defer("text")
    if found.everything:
        return rows
    homes = set(found.organisations) | set(
        Team.objects.filter(pk__in=found.teams).values_list("organisation_id", flat=True)
    )
    return rows.filter(organisation__in=homes)


def get_submission(request: HttpRequest, key: UUID) -> tuple[Submission, Reach]:
    found = reach(request)
    row = submissions_for(found).defer(None).filter(pk=key).first()
    if row is None:
        raise Http404
    return row, found


def get_managed(request: HttpRequest, key: UUID | None = None) -> tuple[Organisation, Reach]:
    """The provider whose management asks: 403 for who manages none, 404 for somebody else's."""
    found = reach(request)
    if not found.organisations:
        raise PermissionDenied
    rows = Organisation.objects.filter(pk__in=found.organisations)
    organisation = rows.filter(pk=key).first() if key else rows.order_by("name").first()
    if organisation is None:
        raise Http404
    return organisation, found


def get_team(request: HttpRequest, key: UUID) -> tuple[Team, Reach]:
    """A team whose quarter one may check: its coordination, or its management."""
    found = reach(request)
    if not (found.teams or found.organisations):
        raise PermissionDenied
    team = Team.objects.select_related("organisation").filter(pk=key).first()
    if team is None or not (team.pk in found.teams or team.organisation_id in found.organisations):
        raise Http404
    return team, found


# --- a cell, opened ---------------------------------------------------------------------------------------------------
def readable_files(request: HttpRequest, files: Iterable[UUID]) -> set[UUID]:
    held, today = rights(request), request.today  # type: ignore[attr-defined]
    return set(files_for(held, Action.OPEN_FILE, today).filter(pk__in=list(files)).values_list("pk", flat=True))


def numbers_of(request: HttpRequest, notes: list[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """For each note the files it stands in that this person may read notes of: (id, number)."""
    held, today = rights(request), request.today  # type: ignore[attr-defined]
    visible = files_for(held, Action.READ_NOTES, today).values("pk")
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = NoteInFile.objects.filter(note__in=notes, file__in=visible).order_by("file__number")
    for note, file, number in rows.values_list("note_id", "file_id", "file__number"):
        found.setdefault(note, []).append((file, number))
    return found


def topics_of(notes: list[UUID], concept: Concept, language: str) -> dict[UUID, list[str]]:
    """The titles of the topics of each note."""
    titles = {t.key: t.title[language] for t in concept.topics}
    found: dict[UUID, list[str]] = {}
    for note, topic in NoteTopic.objects.filter(note__in=notes).values_list("note_id", "topic"):
        found.setdefault(note, []).append(titles.get(topic, topic))
    return found
