"""What can happen to a group offer: begun, changed, a date held, and who was there."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.planning import Changed
from lotse.programmes.gone import still_there
from lotse.programmes.group_access import is_written_about
from lotse.programmes.groups import GroupAttendance, GroupDate, GroupOffer


def save_offer(row: GroupOffer, values: dict[str, Any], *, version: int, by: User) -> GroupOffer:
    """A new offer, or one changed by whoever read its latest state."""
    with as_actor(by, "save_offer"), transaction.atomic():
        if not row._state.adding:
            row = _as_read(GroupOffer, row.pk, version)
            row.version += 1
        else:
            row.by = by.pk
        for name, value in values.items():
            setattr(row, name, (value or None) if name == "words" else value)
        row.save()
        return row


def save_date(
    row: GroupDate, values: dict[str, Any], *, here: Iterable[UUID], offered: Iterable[UUID], version: int, by: User
) -> GroupDate:
    """A date and who was there. Of those `offered` to the person who writes, `here` were there; whom she may not
    list stay as a colleague has entered them."""
    wanted, known = set(here), set(offered)
    with as_actor(by, "save_offer_date"), transaction.atomic():
        if not row._state.adding:
            row = _as_read(GroupDate, row.pk, version)
            row.version += 1
        else:
            row.by = by.pk
        for name, value in values.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Refused(_("Diesen Tag gibt es bei diesem Angebot schon.")) from error
        there = set(GroupAttendance.objects.filter(date=row).values_list("file", flat=True))
        for gone in GroupAttendance.objects.filter(date=row, file__in=(there & known) - wanted):
            gone.delete()
        GroupAttendance.objects.bulk_create(
            GroupAttendance(date=row, file_id=pk) for pk in sorted((wanted & known) - there)
        )
        if row.is_cancelled and GroupAttendance.objects.filter(date=row).exists():
            raise Refused(
                _("Jemand, dessen Akte Sie nicht sehen, ist noch eingetragen: Ausgefallen ist der Termin nicht.")
            )
        return row


def remove_date(row: GroupDate, *, by: User) -> None:
    """Entered by mistake. A date that did not take place is marked as such instead; one where somebody was, or which a
    note is about, stays: what a colleague has entered does not go with it."""
    with as_actor(by, "save_offer_date", "removed"), transaction.atomic():
        current = GroupDate.objects.select_for_update().filter(pk=row.pk).first()
        if current is None:
            return
        if GroupAttendance.objects.filter(date=current).exists():
            raise Refused(
                _("An diesem Termin ist noch jemand eingetragen. Nehmen Sie zuerst alle heraus; wen Sie nicht sehen, "
                  "nimmt heraus, wer in dessen Akte schreibt.")
            )  # fmt: skip
        if is_written_about(current):
            raise Refused(_("Über diesen Termin gibt es einen Vermerk. Er bleibt deshalb stehen."))
        current.delete()


def _as_read(model: Any, pk: UUID, version: int) -> Any:
    current = still_there(model.objects.select_for_update().filter(pk=pk))
    if current.version != version:
        raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
    return current
