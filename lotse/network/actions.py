"""What can happen to the directory: entered, changed, checked, closed. What a help plan names is not removed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, Outdated, actor_id, as_actor
from lotse.concept.labels import fold
from lotse.network.models import Offer, OfferLanguage, Partner, PartnerContact, PartnerLanguage, PartnerSpeciality

FOUND_BY = ("name", "street", "postcode", "place", "services", "phone", "website")
R = TypeVar("R", Partner, PartnerContact, Offer)


class Refused(Exception):
    """Why not, in the user's words."""


def save_partner(
    row: Partner, values: Mapping[str, Any], *, languages: Iterable[str], specialities: Iterable[str] = (),
    version: int, by: Actor,
) -> Partner:  # fmt: skip
    """A new partner, or one changed by whoever read its latest state."""
    with as_actor(by, "save_partner"), transaction.atomic():
        row = _filled(row, values, version, by)
        row.found_by = words_of(row)
        row.save()
        _set_keys(PartnerLanguage, "language", {"partner": row}, languages)
        _set_keys(PartnerSpeciality, "speciality", {"partner": row}, specialities)
        return row


def confirm_checked(row: Partner, on: date, *, by: Actor) -> None:
    """Somebody asked there, and everything still holds."""
    with as_actor(by, "confirm_partner"), transaction.atomic():
        Partner.objects.filter(pk=row.pk, checked_on__lt=on).update(checked_on=on)


def remove_partner(row: Partner, *, by: Actor) -> None:
    """Entered by mistake. One that was worked with is closed instead."""
    with as_actor(by, "remove_partner"), transaction.atomic():
        Partner.objects.select_for_update().get(pk=row.pk)
        if Offer.objects.filter(partner=row, is_named=True).exists():
            raise Refused(
                _("Ein Hilfeplan nennt ein Angebot dieser Stelle. Tragen Sie ein, seit wann sie geschlossen ist.")
            )
        row.delete()


def save_contact(row: PartnerContact, values: Mapping[str, Any], *, version: int, by: Actor) -> PartnerContact:
    with as_actor(by, "save_partner_contact"), transaction.atomic():
        row = _filled(row, values, version, by)
        row.save()
        return row


def remove_contact(row: PartnerContact, *, by: Actor) -> None:
    """Who does not work there any more has no place in a directory."""
    with as_actor(by, "save_partner_contact", "removed"), transaction.atomic():
        row.delete()


def save_offer(row: Offer, values: Mapping[str, Any], *, languages: Iterable[str], version: int, by: Actor) -> Offer:
    with as_actor(by, "save_partner_offer"), transaction.atomic():
        row = _filled(row, values, version, by)
        row.save()
        _set_keys(OfferLanguage, "language", {"offer": row}, languages)
        _note_words(row.partner)
        return row


def remove_offer(row: Offer, *, by: Actor) -> None:
    with as_actor(by, "save_partner_offer", "removed"), transaction.atomic():
        if Offer.objects.select_for_update().get(pk=row.pk).is_named:
            raise Refused(_("Ein Hilfeplan nennt dieses Angebot. Tragen Sie ein, bis wann es das Angebot gab."))
        row.delete()
        _note_words(row.partner)


def name_offer(key: UUID) -> None:
    """A help plan names it, so it stays. Which plan is not kept here, and the write log does not see it either."""
    Offer.objects.filter(pk=key, is_named=False).update(is_named=True)


def words_of(row: Partner) -> str:
    """What the search compares: without case, umlauts, hyphens and spaces, each field on a line of its own."""
    texts = [str(getattr(row, name)) for name in FOUND_BY]
    if not row._state.adding:
        texts += Offer.objects.filter(partner=row).values_list("title", flat=True)
    digits = "".join(c for c in row.phone if c.isdigit())
    return "\n".join(filter(None, (*(fold(text) for text in texts), digits)))


def _note_words(partner: Partner) -> None:
    Partner.objects.filter(pk=partner.pk).update(found_by=words_of(partner))


def _filled(row: R, values: Mapping[str, Any], version: int, by: Actor) -> R:
    if not row._state.adding:
        current = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if current.version != version:
            raise Outdated(current)
        row = current
        row.version += 1
    else:
        row.by = actor_id(by)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _set_keys(model: type[models.Model], column: str, of: Mapping[str, Any], keys: Iterable[str]) -> None:
    """The rows of `model` say exactly these keys."""
    rows, wanted = model._default_manager.filter(**of), list(dict.fromkeys(keys))
    there = set(rows.values_list(column, flat=True))
    for gone in rows.filter(**{f"{column}__in": there - set(wanted)}):
        gone.delete()
    for key in wanted:
        if key not in there:
            model._default_manager.create(**of, **{column: key})
