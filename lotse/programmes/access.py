"""The door to what somebody takes part in: through the file, and only for those who may read counselling notes."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from lotse.accounts.permissions import Action
from lotse.cases.header import Header
from lotse.cases.views.frame import open_page
from lotse.programmes.models import BenefitApplication, Tick
from lotse.programmes.rows import Kept

READING = "taking-part"  # its kind in the read log
PROOF = "proof"


def open_to_read(request: HttpRequest, key: UUID) -> Header:
    return open_page(request, key, READING, action=Action.READ_NOTES, reading=READING)[1]


def open_to_hand_on(request: HttpRequest, key: UUID) -> Header:
    """A proof to be printed is a reading of its own."""
    return open_page(request, key, READING, action=Action.READ_NOTES, reading=PROOF)[1]


def open_to_write(request: HttpRequest, key: UUID) -> Header:
    return open_page(request, key, READING, action=Action.WRITE_NOTES, reading=READING)[1]


def may_write(head: Header) -> bool:
    """Nothing is ticked or registered in a closed file, nor for the dead."""
    return head.can_write_notes and head.person.died_on is None


def get_tick(head: Header, key: UUID) -> Tick:
    return get_object_or_404(Tick, pk=key, file__in=head.file_ids)


def get_row(head: Header, model: type[Kept], key: UUID) -> Kept:
    """A row of this very file; those of a file brought together with it are read only."""
    return get_object_or_404(model._default_manager.select_related("file"), pk=key, file=head.file)


def get_application(head: Header, key: UUID) -> BenefitApplication:
    """An application that concerns the person, in whichever file of the household it is kept."""
    found = BenefitApplication.objects.filter(persons__file__in=head.file_ids, pk=key).select_related("file").first()
    if found is None:
        raise Http404
    return found
