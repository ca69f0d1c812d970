"""What can happen on the way to a flat of one's own: begun, its steps taken, the lease signed, changed, ended.

Every verb locks the application first: two people come one after the other, and a gate is asked of what holds then.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.programmes.gone import still_there
from lotse.programmes.housing_facts import Way, way_of
from lotse.programmes.leaving import come_back, keep_remark, leave
from lotse.programmes.models import (
    HousingApplication,
    HousingCost,
    HousingDeviation,
    HousingMark,
    HousingOffer,
    HousingPerson,
)
from lotse.vault.fields import fill


class Shut(Refused):
    """The gate of a step of ours is shut. What happened out there all the same is a deviation, with its reason."""


@dataclass(frozen=True)
class Deviation:
    reason: str
    consequence: str


def begin(row: HousingApplication, values: dict[str, Any], *, also: Sequence[File] = (), by: User) -> None:
    """For the person of its file and, entered once, for others of the household."""
    only_open([row.file, *also])
    with as_actor(by, "begin_housing"), transaction.atomic():
        row.by, row.concept = by.pk, row.file.concept
        fill(row, values)
        row.save(force_insert=True)
        _move_along(row, [row.file, *also])


def change_housing(
    row: HousingApplication, values: dict[str, Any], *, also: Sequence[File], without: Sequence[File], version: int,
    by: User,
) -> None:  # fmt: skip
    """Who moves along, what is remarked, whether it is over. Others whom the person who changes it cannot see stay."""
    only_open([row.file, *also])
    with locked(row, "change_housing", by, version=version, even_over=True) as current:
        has_begun = current.applied_on or current.decision or current.lease_on
        if values.get("procedure", current.procedure) != current.procedure and has_begun:
            raise Refused(_("Das Verfahren läuft schon. Beenden Sie es mit einem Grund und beginnen Sie neu."))
        keep_remark(current, values.get("words", current.words))
        fill(current, values)
        current.save()
        leave(current, without)
        _move_along(current, also)


def remove_housing(row: HousingApplication, *, by: User) -> None:
    """Entered by mistake. What an authority has been handed is no longer a mistake: it is ended instead."""
    with locked(row, "remove_housing", by, even_over=True) as current:
        if current.applied_on or current.reports.filter(handed_over_on__isnull=False).exists():
            raise Refused(_("Was abgegeben ist, wird nicht entfernt. Beenden Sie es mit einem Grund."))
        current.delete()


def note_day(row: HousingApplication, does: str, on: date | None, *, version: int, by: User) -> None:
    """Explained, looking for a flat, handed in: a day, or none after all. What was decided on stays handed in."""
    name = {"explained": "explained_on", "search": "searching_on", "application": "applied_on"}[does]
    with locked(row, "note_housing_step", by, version=version) as current:
        if on is not None:
            require_open(way_of(current), does)
        elif does == "application" and (current.decision or current.hearings.exists()):
            raise Refused(_("Der Antrag liegt der Stelle schon vor."))
        setattr(current, name, on)
        current.save()


def sign_lease(
    row: HousingApplication, on: date, offer: HousingOffer | None, *, deviation: Deviation | None = None,
    version: int, by: User,
) -> None:  # fmt: skip
    """Our step, once the flat in question is assured (or the move approved). Signed before that out there: only as a
    deviation."""
    with locked(row, "sign_lease", by, version=version) as current:
        way = way_of(current)
        theirs = next((one for one in way.offers if offer and one.pk == offer.pk), None)
        pass_gate(way, "lease", on, deviation, [theirs] if theirs else [], by=by)
        current.lease_on, current.lease_offer = on, theirs
        current.save()


def take_back_lease(row: HousingApplication, *, version: int, by: User) -> None:
    """Entered by mistake: with it goes what was recorded as a deviation."""
    with locked(row, "take_back_lease", by, version=version) as current:
        current.lease_on, current.lease_offer = None, None
        current.save()
        current.deviations.filter(step="lease").delete()


# --- offers, costs, marks ---------------------------------------------------------------------------------------------
def enter_offer(offer: HousingOffer, values: dict[str, Any], *, by: User) -> None:
    with locked(offer.application, "enter_offer", by):
        offer.by = by.pk
        fill(offer, values)
        offer.save(force_insert=True)


def change_offer(offer: HousingOffer, values: dict[str, Any], *, version: int, by: User) -> None:
    with locked(offer.application, "change_offer", by):
        current = still_there(HousingOffer.objects.select_related("application").filter(pk=offer.pk))
        if current.version != version:
            raise Changed(_("Jemand hat dieses Angebot in der Zwischenzeit geändert."))
        fill(current, values)
        current.version += 1
        current.save()


def remove_offer(offer: HousingOffer, *, by: User) -> None:
    with locked(offer.application, "remove_offer", by) as current:
        if current.lease_offer_id == offer.pk:
            raise Refused(_("Zu diesem Angebot gehört der Mietvertrag."))
        offer.delete()


def record_cost(row: HousingApplication, kind: str, values: dict[str, Any], *, version: int, by: User) -> None:
    """An application for costs, made or answered; entered once more it is changed."""
    with locked(row, "record_cost", by, version=version) as current:
        cost = current.costs.filter(kind=kind).first() or HousingCost(application=current, kind=kind)
        cost.by = by.pk
        fill(cost, values)
        cost.save()
        current.save()


def mark(row: HousingApplication, kind: str, item: str, on: date, words: str = "", *, by: User) -> None:
    """A landlord visited together, or a registration; the latter once, and from the day of moving in."""
    with locked(row, "mark_housing", by, kind) as current:
        if kind == HousingMark.Kind.REGISTRATION:
            require_open(way_of(current), "registrations")
            current.marks.filter(kind=kind, item=item).delete()
        current.marks.create(kind=kind, item=item, on=on, words=words or None, by=by.pk)


def unmark(found: HousingMark, *, by: User) -> None:
    with locked(found.application, "unmark_housing", by, found.kind):
        found.delete()


# --- for the verbs of this room ---------------------------------------------------------------------------------------
@contextmanager
def locked(
    row: HousingApplication, verb: str, by: User, reason: str = "", *, version: int | None = None,
    even_over: bool = False,
) -> Iterator[HousingApplication]:  # fmt: skip
    """The application as it is now, for one change: not in a closed file, not once it is over, and not over what
    somebody else has saved. `version`: what was read; then this is a change of the application itself."""
    only_open([row.file])
    with as_actor(by, verb, reason), transaction.atomic():
        current = still_there(HousingApplication.objects.select_for_update().defer("proceedings").filter(pk=row.pk))
        current.file = row.file
        if version is not None:
            if current.version != version:
                raise Changed(_("Jemand hat hier in der Zwischenzeit etwas geändert."))
            current.version += 1
        if current.is_over and not even_over:
            raise Refused(_("Das ist beendet. Nehmen Sie das Ende zuerst zurück."))
        yield current


def require_open(way: Way, does: str, flats: Sequence[HousingOffer] | None = None) -> None:
    if sentences := way.why_shut(does, flats):
        raise Shut(" ".join(sentences))


def pass_gate(
    way: Way, does: str, on: date, deviation: Deviation | None, flats: Sequence[HousingOffer] | None = None, *,
    by: User,
) -> None:  # fmt: skip
    """Open, or recorded as taken all the same. What was a deviation stays one, whatever opens later."""
    missing = way.missing(does, flats)
    if not missing:
        return
    if deviation is None or not deviation.reason.strip():
        require_open(way, does, flats)
    assert deviation is not None
    way.row.deviations.filter(step=does).delete()
    HousingDeviation.objects.create(
        application=way.row, step=does, missing=" ".join(f"{one.needs}:{one.key}" for one in missing), on=on,
        reason=deviation.reason, consequence=deviation.consequence or None, by=by.pk,
    )  # fmt: skip


def _move_along(row: HousingApplication, files: Sequence[File]) -> None:
    there = set(row.persons.values_list("file_id", flat=True))
    for file in files:
        if file.pk not in there:
            HousingPerson.objects.create(application=row, file=file)
    come_back(row, files)


def only_open(files: Sequence[File]) -> None:
    if closed := [f.number for f in files if not f.can_grow]:
        raise Refused(_("Die Akte %(number)s ist geschlossen. Öffnen Sie sie zuerst wieder.") % {"number": closed[0]})
