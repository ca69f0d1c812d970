"""What the way to a flat puts on *Heute*: an application without a decision, an offer without an assurance, and what is
left to register after moving in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lotse.cases.models import Event, File
from lotse.cases.words import name_of
from lotse.concept.entries import Source
from lotse.concept.housing import Procedure
from lotse.programmes.housing_facts import procedures_of
from lotse.programmes.housing_steps import ASSURANCE_DAYS, DECISION_DAYS
from lotse.programmes.models import HousingMark, HousingOffer, HousingPerson
from lotse.programmes.reminders import Reminder
from lotse.programmes.states import days_waiting
from lotse.rulebook import access as rulebook
from lotse.ui.prepared import prepared


class Waiting(NamedTuple):
    """As the database gives it: one line for each person who is to move along."""

    application: UUID
    kept_in: UUID
    here: UUID
    concept: str
    procedure: str
    applied_on: date | None
    decision: str
    lease_on: date | None
    submitted_on: date | None  # of the offer that waits longest
    assured_on: date | None
    moved_on: date | None
    registered: int | None


def _offers(**conditions: object) -> QuerySet[HousingOffer]:
    return HousingOffer.objects.filter(application=OuterRef("application"), **conditions)


@prepared
def _waiting(files: tuple[UUID, ...]) -> QuerySet[HousingPerson, tuple[object, ...]]:
    waits = _offers(answer="", submitted_on__isnull=False).order_by("submitted_on").values("submitted_on")[:1]
    assured = _offers(answer="assured").order_by("answered_on").values("answered_on")[:1]
    moved = Event.objects.filter(
        file=OuterRef("application__file"), kind="moved-to-own-flat", cancelled_at=None,
        on__gte=OuterRef("application__started_on"),
    ).order_by("on")  # fmt: skip
    marks = HousingMark.objects.filter(application=OuterRef("application"), kind="registration")
    registered = marks.order_by().values("application").annotate(n=Count("pk")).values("n")
    rows = HousingPerson.objects.filter(file__in=files, application__ended_on=None).order_by("application", "pk")
    return rows.values_list(
        "application", "application__file", "file", "application__concept", "application__procedure",
        "application__applied_on", "application__decision", "application__lease_on", Subquery(waits),
        Subquery(assured), Subquery(moved.values("on")[:1]), Subquery(registered),
    )  # fmt: skip


def waiting(files: dict[UUID, File], today: date) -> Iterator[Reminder]:
    """One reminder for each thing that waits, in the file it is kept in where that is mine."""
    by_application: dict[UUID, list[Waiting]] = defaultdict(list)
    for found in _waiting(tuple(files)):
        row = Waiting(*found)  # type: ignore[arg-type]
        by_application[row.application].append(row)
    for application, rows in by_application.items():
        row = rows[0]
        file = files.get(row.kept_in) or files[row.here]
        for since, text, source, inputs in _of(row, today):
            yield Reminder(
                file.pk, name_of(file.person, file.concept), since, text, source, inputs, "wohnung", application,
                len(rows) - 1,
            )  # fmt: skip


Found = tuple[date, str, Source, tuple[tuple[str, object], ...]]


def _of(row: Waiting, today: date) -> Iterable[Found]:
    procedure = next(one for one in procedures_of(row.concept) if one.key == row.procedure)
    if row.applied_on and not row.decision:
        words = _("Antrag auf Umzug in eigenen Wohnraum %(since)s ohne Entscheidung")
        yield from _late(row.concept, DECISION_DAYS, row.applied_on, today, words, _("eingereicht am"))
    if row.submitted_on and not row.assured_on and not row.lease_on and procedure.opens_with == "assurance":
        words = _("Wohnungsangebot %(since)s ohne Zusicherung")
        yield from _late(row.concept, ASSURANCE_DAYS, row.submitted_on, today, words, _("zur Prüfung eingereicht am"))
    yield from _to_register(row, procedure)


def _late(concept: str, key: str, start: date, today: date, words: str, label: str) -> Iterable[Found]:
    days = rulebook.get(concept).parameter(key)
    if days is None or (since := start + timedelta(days=int(days.value))) > today:
        return
    inputs = ((label, start), (_("Tage bis zur Erinnerung"), int(days.value)))
    yield since, words % {"since": days_waiting(start, today)}, days.source, inputs


def _to_register(row: Waiting, procedure: Procedure) -> Iterable[Found]:
    step, left = procedure.step("registrations"), len(procedure.registrations) - (row.registered or 0)
    if row.moved_on and step and left > 0:
        words = ngettext(
            "nach dem Einzug noch offen: eine Meldung", "nach dem Einzug noch offen: %(num)s Meldungen", left
        )
        yield row.moved_on, words % {"num": left}, step.source, ((_("eingezogen am"), row.moved_on),)
