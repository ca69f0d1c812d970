"""Files that should not stand alone: two of one person brought together (and parted again), and mistakes."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import in_force
from lotse.cases.actions import Refused, close_file, refresh_deadlines
from lotse.cases.models import Allocation, File


def merge_files(kept: File, other: File, on: date, *, by: Actor) -> None:
    """Bring `other` into `kept`: a link, nothing is moved or lost. What stands in `other` is read through `kept`."""
    if kept.pk == other.pk:
        raise Refused(_("Das ist dieselbe Akte. Bitte die Nummer der zweiten Akte angeben."))
    if kept.merged_into_id or other.merged_into_id:
        raise Refused(_("Eine der beiden Akten ist schon mit einer anderen zusammengeführt."))
    if other.merged.exists():
        raise Refused(
            _("In die Akte %(number)s ist schon eine dritte eingeführt. Bitte diese zuerst trennen.")
            % {"number": other.number}
        )
    if kept.organisation_id != other.organisation_id:
        raise Refused(
            _("Die Akten liegen bei verschiedenen Trägern. Zusammengeführt werden kann erst nach einer Übernahme.")
        )
    if not kept.is_open and other.is_open:
        raise Refused(_("Behalten Sie die offene Akte, die geschlossene wird in sie eingeführt."))
    with as_actor(by, "merge_files"), transaction.atomic():
        other.merged_into = kept
        if other.is_open:
            other.closed_on, other.close_reason = on, File.CloseReason.MERGED
        other.version += 1
        other.save(update_fields=["merged_into", "closed_on", "close_reason", "version"])
        Allocation.objects.filter(in_force(on), file=other).update(until_on=on)
        refresh_deadlines([kept, other], by=by)


def part_files(other: File, *, by: Actor) -> None:
    """Take bringing together back: two people after all, or the wrong file. One that was open waits to be allocated."""
    if other.merged_into_id is None:
        raise Refused(_("Diese Akte ist mit keiner anderen zusammengeführt."))
    with as_actor(by, "part_files"), transaction.atomic():
        other.merged_into = None
        if other.close_reason == File.CloseReason.MERGED:
            other.closed_on, other.close_reason = None, ""
        other.version += 1
        other.save(update_fields=["merged_into", "closed_on", "close_reason", "version"])
        refresh_deadlines([other], by=by)


def opened_by_mistake(file: File, on: date, *, by: Actor) -> None:
    """The file should not exist: closed, and nothing falls due from it. Reopening brings its deadlines back."""
    close_file(file, on, File.CloseReason.MISTAKE, by=by)
