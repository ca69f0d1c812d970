"""The door to the directory: whoever may read the concept may read it; who works with clients keeps it up to date."""

from uuid import UUID

from django.http import Http404, HttpRequest

from lotse.accounts.access import Rights, require
from lotse.accounts.permissions import Action
from lotse.network.models import Offer, Partner, PartnerContact


def reader(request: HttpRequest) -> Rights:
    held = require(request, Action.READ_CONCEPT)
    if held.only_answers:  # a body that is heard sees what it is asked: not what colleagues say of other bodies
        raise Http404
    return held


def keeper(request: HttpRequest) -> Rights:
    return require(request, Action.MAINTAIN_DIRECTORY)


def get_partner(request: HttpRequest, key: UUID, *, write: bool = False) -> Partner:
    keeper(request) if write else reader(request)
    found = Partner.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def get_contact(partner: Partner, row: UUID) -> PartnerContact:
    found = PartnerContact.objects.filter(partner=partner, pk=row).select_related("partner").first()
    if found is None:
        raise Http404
    return found


def get_offer(request: HttpRequest, row: UUID, partner: Partner | None = None) -> Offer:
    reader(request)
    rows = Offer.objects.filter(pk=row).select_related("partner")
    found = (rows.filter(partner=partner) if partner else rows).first()
    if found is None:
        raise Http404
    return found
