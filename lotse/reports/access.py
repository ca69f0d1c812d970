"""Who may see which figures. Figures by worker have named readers (design 3.12): herself, coordination, management."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from lotse.accounts.access import Rights, rights
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.access import files_for
from lotse.concept.model import Concept
from lotse.notes.models import NoteInFile, NoteTopic


def figures_for(request: HttpRequest) -> tuple[QuerySet[User], bool]:
    """The workers whose contacts count for the person behind the request, and whether they may be shown one by one."""
    held: Rights = rights(request)
    if held.may(Action.FIGURES_BY_WORKER):
        return _with_former(held), True
    if held.may(Action.FIGURES):
        return User.objects.all(), False
    raise PermissionDenied


def _with_former(held: Rights) -> QuerySet[User]:
    """Workers by every role they ever held here: a report of last quarter counts who has left since."""
    scope = held.scope(Action.FIGURES_BY_WORKER)
    workers = User.objects.all()
    if scope == "own":
        return workers.filter(pk=held.user_id)
    if scope == "team":
        return workers.filter(roles__team__in=held.teams(Action.FIGURES_BY_WORKER)).distinct()
    if scope == "org":
        return workers.filter(roles__organisation__in=held.organisations(Action.FIGURES_BY_WORKER)).distinct()
    return workers


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
