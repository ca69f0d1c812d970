"""An event was on another day, or never happened: it is struck or replaced, and what it had changed goes with it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.actions import Refused, correct_event
from lotse.cases.life import MOVES
from lotse.cases.models import Event
from lotse.cases.residence import follow_arrival
from lotse.people.dated import ONE_DAY
from lotse.people.models import Absence, Person, Stay

ARRIVALS = ("assignment", "moved-in")


def correct(event: Event, on: date | None, *, by: Actor) -> Event | None:
    """Correct (`on`: the right day) or strike (None) an event with the dated rows it stands for."""
    with as_actor(by, "correct_event", event.kind), transaction.atomic():
        person = event.file.person
        if event.kind == "died":
            person.died_on = on
            person.save(update_fields=["died_on", "normal_name"])
        elif event.kind in MOVES:
            _correct_stay(person, event.on, on)
        elif event.kind in ARRIVALS:
            _correct_arrival(person, event.on, on)
        elif event.kind == "disappeared":
            _correct_absence(person, event.on, on)
        elif event.kind == "returned":
            Absence.objects.filter(person=person, until_on=event.on - ONE_DAY).update(
                until_on=on - ONE_DAY if on else None
            )
        return correct_event(event, on, by=by)


def _correct_stay(person: Person, was: date, on: date | None) -> None:
    """The new address holds from another day; struck, the one before holds on, until the next one begins."""
    rows = list(Stay.objects.filter(person=person))
    moved = next((r for r in rows if r.from_on == was), None)
    before = next((r for r in rows if r.until_on == was - ONE_DAY), None)
    after = min((r.from_on for r in rows if r.from_on > was), default=None)
    if on:
        if (before and on <= before.from_on) or (after and on >= after):
            raise Refused(
                _("An diesem Tag wohnte die Person nach einem anderen Eintrag schon anderswo. Bitte prüfen Sie beide.")
            )
        Stay.objects.filter(pk=before.pk if before else None).update(until_on=on - ONE_DAY)
        Stay.objects.filter(pk=moved.pk if moved else None).update(from_on=on)
        return
    if moved:
        moved.delete()
    ends = moved.until_on if moved else after - ONE_DAY if after else None
    Stay.objects.filter(pk=before.pk if before else None).update(until_on=ends)
    region = Stay.objects.filter(person=person, until_on=None).values_list("region", flat=True).first()
    if region is not None:
        person.files.filter(merged_into=None).update(region=region)


def _correct_arrival(person: Person, was: date, on: date | None) -> None:
    """Whoever arrived on another day has lived here, and had their status here, since then."""
    if on:
        for rows in (Stay.objects, person.memberships):
            rows.filter(person=person, from_on=was).update(from_on=on)
        follow_arrival(person, was, on)


def _correct_absence(person: Person, was: date, on: date | None) -> None:
    rows = Absence.objects.filter(person=person, from_on=was, reason=Absence.Reason.UNKNOWN)
    if on:
        rows.update(from_on=on)
    else:
        rows.delete()
