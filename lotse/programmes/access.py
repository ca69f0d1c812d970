"""The door to what somebody takes part in: through the file, and only for those who may read counselling notes. Who
decides on what was handed in comes through a door of its own, to that and nothing else."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from lotse.accounts.access import bodies_heard_by, require, rights
from lotse.accounts.permissions import Action
from lotse.audit.reading import record_reads
from lotse.cases.access import Standing, files_for, may, right_for
from lotse.cases.header import Header
from lotse.cases.views.frame import open_page
from lotse.programmes.hearing_shown import shown_to_body
from lotse.programmes.leaving import Left, is_together, left_behind
from lotse.programmes.models import BenefitApplication, HousingApplication, HousingHearing, Tick
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
    mine = BenefitApplication.objects.filter(persons__file__in=head.file_ids, pk=key)
    found = mine.select_related("file__person").first()
    if found is None or not is_together(head, found):
        raise Http404
    return found


def get_left(head: Header, model: type[BenefitApplication | HousingApplication], key: UUID) -> Left:
    """One that concerned the person until she left it or the household: what she may read is what stood then."""
    found = left_behind(head, model, key)
    if found is None:
        raise Http404
    return found


def get_housing(head: Header, key: UUID) -> HousingApplication:
    """One that concerns the person, in whichever file of the household it is kept. What was learnt of criminal
    proceedings is not fetched."""
    found = (
        HousingApplication.objects.filter(persons__file__in=head.file_ids, pk=key)
        .select_related("file__person", "lease_offer")
        .defer("proceedings")
        .first()
    )
    if found is None or not is_together(head, found):
        raise Http404
    return found


def may_write_where_kept(request: HttpRequest, row: BenefitApplication | HousingApplication) -> bool:
    """Whether somebody writes in the file it is kept in, too: else it is kept up to date for the person it concerns as
    well, and neither removed with what others have written nor does anything new come into that file."""
    return may(rights(request), Action.WRITE_NOTES, row.file, request.today)


# --- the authority ----------------------------------------------------------------------------------------------------
HANDED_IN = "housing"  # its kind in the read log


def handed_in(request: HttpRequest) -> QuerySet[HousingApplication]:
    """What was handed in to who decides, in files brought together with others too; 403 for who decides nothing."""
    held = require(request, Action.DECIDE)
    reach = files_for(held, Action.DECIDE, request.today)
    return HousingApplication.objects.filter(file__in=reach, applied_on__isnull=False).select_related("file__person")


def get_handed_in(request: HttpRequest, key: UUID) -> HousingApplication:
    """One of them, and nothing else of the file."""
    found = handed_in(request).filter(pk=key).first()
    if found is None:
        raise Http404
    record_look(request, found, HANDED_IN)
    return found


def record_look(request: HttpRequest, row: HousingApplication, kind: str) -> None:
    """A reading of everybody who moves along: each is named with day of birth and number."""
    held = rights(request)
    right = right_for(held, Action.DECIDE, Standing(held.user_id, row.file, request.today))
    record_reads(held.user_id, {row.file_id, *row.persons.values_list("file_id", flat=True)}, kind, right)


# --- a body that is heard ---------------------------------------------------------------------------------------------
ASKED = "hearing"  # its kind in the read log


def questions_for(request: HttpRequest) -> QuerySet[HousingHearing]:
    """What the body of the person behind the request is asked; 403 for who answers for none."""
    held = require(request, Action.ANSWER_HEARINGS)
    return HousingHearing.objects.filter(
        shown_to_body(request.today), body__in=bodies_heard_by(held), application__applied_on__isnull=False
    )


def get_question(request: HttpRequest, key: UUID) -> HousingHearing:
    """One of them. What else stands in the application is not fetched; everybody named is read."""
    found = (
        questions_for(request)
        .filter(pk=key)
        .select_related("application__file__person")
        .defer("application__proceedings", "application__words", "application__decision_words")
        .first()
    )
    if found is None:
        raise Http404
    row, held = found.application, rights(request)
    files = {row.file_id, *row.persons.values_list("file_id", flat=True)}
    record_reads(held.user_id, files, ASKED, held.role_for(Action.ANSWER_HEARINGS))
    return found
