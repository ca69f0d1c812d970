"""The door to lists that wait, and to what a list may show of people who are known.

A list belongs to an organisation: everybody there who takes people in may open it, nobody else. Of a known person it
shows only what the reader may open as a file; of all others it tells that there is one, and no more.
"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, require
from lotse.accounts.models import Organisation, User
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.cases.access import files_for
from lotse.cases.models import File
from lotse.intake.models import DuplicateNotice, PreparedImport


def authority() -> Organisation | None:
    """Who assigns, and who clears up what lies between two providers."""
    return Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY).order_by("pk").first()


def holder_of(user: User, held: Rights) -> Organisation:
    """With whom a list waits, and a file whose region is unclear: where the right to take people in is held."""
    organisations = organisations_of(held)
    if user.organisation and user.organisation_id in organisations:
        return user.organisation
    found = Organisation.objects.filter(pk__in=organisations).order_by("pk").first() or authority()
    if found is None:
        raise Http404
    return found


def organisations_of(held: Rights) -> set[UUID]:
    """Of the roles held, which two people gave; to which organisation somebody belongs one person enters alone."""
    return {h.organisation_id for h in held.reaches(Action.INTAKE, held.scope(Action.INTAKE))}


def waiting_for(request: HttpRequest) -> QuerySet[PreparedImport]:
    """The lists somebody may open: those of the organisation in which the right is held."""
    held = require(request, Action.INTAKE)
    today: date = request.today  # type: ignore[attr-defined]
    return PreparedImport.objects.filter(organisation__in=organisations_of(held), expires_on__gte=today).select_related(
        "organisation", "owner"
    )


def get_prepared(request: HttpRequest, key: UUID) -> PreparedImport:
    found = waiting_for(request).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def visible_persons(held: Rights, today: date) -> set[UUID] | None:
    """Whose values may be shown; None for everybody's."""
    if held.scope(Action.OPEN_FILE) == "all":
        return None
    return set(files_for(held, Action.OPEN_FILE, today).values_list("person_id", flat=True))


def files_of_persons(held: Rights, persons: Collection[UUID], today: date) -> dict[UUID, File]:
    """The files of these persons that may be opened, by person."""
    files = files_for(held, Action.OPEN_FILE, today).filter(person__in=persons, merged_into=None)
    return {file.person_id: file for file in files.select_related("person")}


def record_comparison(held: Rights, files: Iterable[File]) -> None:
    """Who is shown what a file says beside what was typed or listed has read it."""
    record_reads(held.user_id, {file.pk for file in files}, "compare", held.role_for(Action.OPEN_FILE))


def notices_for(held: Rights, today: date) -> list[tuple[DuplicateNotice, File, File]]:
    """Pairs that may be one person, both of whose files may be opened."""
    notices = list(DuplicateNotice.objects.filter(decided_at=None))
    files = files_of_persons(held, {p for n in notices for p in (n.typed_id, n.known_id)}, today)
    return [(n, files[n.typed_id], files[n.known_id]) for n in notices if n.typed_id in files and n.known_id in files]
