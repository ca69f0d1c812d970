"""The door to group offers: those who write notes at the provider. Who was there is named by those who write in her
file: coming to a group is something of the file, and whom another role lets one list is another matter."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import PERMISSIONS, Action
from lotse.cases.access import files_for
from lotse.cases.models import File
from lotse.notes.models import Note, NoteInFile
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer


def organisations(held: Rights, action: Action) -> set[UUID]:
    """Where somebody holds a role with this right."""
    return {h.organisation_id for h in held.held if PERMISSIONS[h.role][action] != "-"}


def offers_for(request: HttpRequest) -> tuple[Rights, QuerySet[GroupOffer]]:
    held = require(request, Action.WRITE_NOTES)
    return held, GroupOffer.objects.filter(organisation__in=organisations(held, Action.WRITE_NOTES))


def get_offer(request: HttpRequest, key: UUID) -> tuple[Rights, GroupOffer]:
    held, offers = offers_for(request)
    found = offers.filter(pk=key).first()
    if found is None:
        raise Http404
    return held, found


def get_date(request: HttpRequest, offer: GroupOffer, key: UUID) -> GroupDate:
    found = GroupDate.objects.filter(offer=offer, pk=key).select_related("offer").first()
    if found is None:
        raise Http404
    return found


def find_date(request: HttpRequest, key: UUID) -> GroupDate:
    """A date by itself: from a note that was written about it."""
    _held, offers = offers_for(request)
    found = GroupDate.objects.filter(offer__in=offers, pk=key).first()
    if found is None:
        raise Http404
    return found


def notes_about(held: Rights, date_: GroupDate, today: date) -> list[NoteInFile]:
    """Notes written about a date, each in one file one may read it in; the newest first."""
    mine = NoteInFile.objects.filter(
        note__occasion=date_.pk, note__organisation=date_.offer.organisation_id, note__erased_at=None,
        file__in=files_for(held, Action.READ_NOTES, today).values("pk"),
    )  # fmt: skip
    rows = mine.select_related("note__author").order_by("-note__on", "-note", "file")
    return list({row.note_id: row for row in reversed(rows)}.values())[::-1]


def listable(held: Rights, offer: GroupOffer, today: date, on: GroupDate) -> list[File]:
    """Whom one may name: open files one may write in; and those already named there that one may write in."""
    files = files_for(held, Action.WRITE_NOTES, today).filter(organisation=offer.organisation_id, merged_into=None)
    open_ = Q(closed_on=None)
    return sorted(
        files.filter(open_ | Q(pk__in=named(on))).select_related("person"),
        key=lambda f: (f.person.normal_name, f.number),
    )


def named(on: GroupDate) -> set[UUID]:
    """Whose files are entered there already, seen or not."""
    if on._state.adding:
        return set()
    return set(GroupAttendance.objects.filter(date=on).values_list("file", flat=True))


def is_written_about(on: GroupDate) -> bool:
    """Whether any note is about it, read or not."""
    return Note.objects.filter(occasion=on.pk, erased_at=None).exists()


def dates_of(offer: GroupOffer) -> QuerySet[GroupDate]:
    """The newest first, each with how many clients were there."""
    return offer.dates.annotate(clients=Count("attendances")).order_by("-on", "pk")
