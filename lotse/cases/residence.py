"""Residence status, benefit system, key dates. A row is fitted into its history: the row before it may end on another
day, no other is changed or goes, and what is entered later of an earlier time leaves the present as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.actions import Refused, refresh_deadlines
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.cases.words import title
from lotse.people.dated import ONE_DAY, DoesNotFit, Place, close_gap, fit
from lotse.people.models import Benefit, KeyDate, Person, ResidenceStatus
from lotse.rulebook import access as rulebook
from lotse.ui.filters import date_

Held = ResidenceStatus | Benefit


@dataclass(frozen=True)
class StatusFacts:
    """What is said about a status and its paper."""

    status: str
    from_on: date
    until_on: date | None = None
    issued_on: date | None = None
    valid_until_on: date | None = None
    work: str = ""
    applied_on: date | None = None
    applied_for: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class BenefitFacts:
    system: str
    from_on: date
    until_on: date | None = None
    payment: str = ""


def record_status(file: File, facts: StatusFacts, *, by: Actor) -> ResidenceStatus:
    """A status and its paper, also of the past. Deadlines that hang on the status follow."""
    with as_actor(by, "record_status"), transaction.atomic():
        row = ResidenceStatus(person=_locked(file))
        _write(file, row, facts.from_on, facts.until_on, _columns(facts))
        refresh_deadlines([file], by=by)
        return row


def correct_status(file: File, row: ResidenceStatus, facts: StatusFacts, *, version: int, by: Actor) -> ResidenceStatus:
    """What was entered was not so, or the paper has changed."""
    with as_actor(by, "correct_status"), transaction.atomic():
        _write(file, _as_read(file, row, version), facts.from_on, facts.until_on, _columns(facts))
        refresh_deadlines([file], by=by)
        return row


def remove_status(file: File, row: ResidenceStatus, *, version: int, by: Actor) -> None:
    """It never was. The one that had ended for it holds on."""
    with as_actor(by, "remove_status"), transaction.atomic():
        _remove(file, _as_read(file, row, version))
        refresh_deadlines([file], by=by)


def set_status(file: File, status: str, on: date, *, valid_until_on: date | None = None, by: Actor) -> ResidenceStatus:
    """What a list or the demo says of today: corrects the status that began on this very day, else records one."""
    with as_actor(by, "record_status"), transaction.atomic():
        row = file.person.statuses.filter(from_on=on).first()
        if row is None:
            return record_status(file, StatusFacts(status, on, valid_until_on=valid_until_on), by=by)
        facts = StatusFacts(
            status, on, row.until_on, row.issued_on, valid_until_on or row.valid_until_on, row.work, row.applied_on,
            row.applied_for, row.conditions or "",
        )  # fmt: skip
        return correct_status(file, row, facts, version=row.version, by=by)


def record_benefit(files: Sequence[File], facts: BenefitFacts, *, by: Actor) -> list[Benefit]:
    """The benefit system of one person, or of a whole household entered once."""
    with as_actor(by, "record_benefit"), transaction.atomic():
        rows = []
        for file in files:
            row = Benefit(person=_locked(file))
            try:
                _write(file, row, facts.from_on, facts.until_on, _columns(facts))
            except Refused as refused:
                if len(files) == 1:
                    raise
                raise Refused(f"{file.person.full_name}: {refused}") from refused
            rows.append(row)
        return rows


def correct_benefit(file: File, row: Benefit, facts: BenefitFacts, *, version: int, by: Actor) -> Benefit:
    with as_actor(by, "correct_benefit"), transaction.atomic():
        _write(file, _as_read(file, row, version), facts.from_on, facts.until_on, _columns(facts))
        return row


def remove_benefit(file: File, row: Benefit, *, version: int, by: Actor) -> None:
    with as_actor(by, "remove_benefit"), transaction.atomic():
        _remove(file, _as_read(file, row, version))


def follow_arrival(person: Person, was: date, on: date) -> None:
    """Somebody came on another day than was thought, and has had status and benefit here since then, if that fits."""
    for rows in (list(person.statuses.all()), list(person.benefits.all())):
        for row in rows:
            if row.from_on != was:
                continue
            try:
                place = fit([r for r in rows if r is not row], on, row.until_on, row)
            except DoesNotFit:
                continue
            _move_neighbour(place)
            row.from_on, row.version = on, row.version + 1
            row.save()


def _columns(facts: StatusFacts | BenefitFacts) -> dict[str, Any]:
    found = {name: value for name, value in vars(facts).items() if name not in ("from_on", "until_on")}
    if "conditions" in found:
        found["conditions"] = found["conditions"] or None
    return found


def _locked(file: File) -> Person:
    """Two people who enter at once wait for each other: what fits depends on the whole history."""
    return Person.objects.select_for_update().get(pk=file.person_id)


def _as_read(file: File, row: Held, version: int) -> Held:
    """The row as it stands, if it is the one that was read."""
    _locked(file)
    row.refresh_from_db()
    if row.version != version:
        raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
    row.version += 1
    return row


def _history(row: Held) -> list[Any]:
    return list(type(row)._default_manager.filter(person=row.person_id).exclude(pk=row.pk))


def _write(file: File, row: Held, from_on: date, until_on: date | None, columns: dict[str, Any]) -> None:
    was = None if row._state.adding else type(row)(pk=row.pk, from_on=row.from_on, until_on=row.until_on)
    try:
        place = fit(_history(row), from_on, until_on, was)
    except DoesNotFit as error:
        raise Refused(_sentence(file, error)) from error
    _move_neighbour(place)
    for name, value in columns.items():
        setattr(row, name, value)
    row.from_on, row.until_on = from_on, place.until_on
    row.save()


def _move_neighbour(place: Place) -> None:
    if place.before is not None:
        rows = type(place.before)._default_manager.filter(pk=place.before.pk)
        rows.update(until_on=place.before_until_on, version=F("version") + 1)


def _remove(file: File, row: Held) -> None:
    before = close_gap(_history(row), row)
    row.delete()
    if before is not None:
        _move_neighbour(Place(None, before, row.until_on))


def set_key_dates(file: File, days: Mapping[str, date | None], also: Sequence[File] = (), *, by: Actor) -> None:
    """All of one person's; those that are known are set for the others as well, whom none is taken from."""
    with as_actor(by, "set_key_date"), transaction.atomic():
        for kind, on in days.items():
            set_key_date(file, kind, on, by=by)
            for other in also if on else ():
                set_key_date(other, kind, on, by=by)


def set_key_date(file: File, kind: str, on: date | None, *, by: Actor) -> None:
    """A day rules count from; None: not known after all."""
    if kind not in {entry.key for entry in rulebook.get(file.concept).federal.key_dates}:
        raise Refused(_("Diesen Stichtag gibt es nicht."))
    with as_actor(by, "set_key_date", kind), transaction.atomic():
        if on is None:
            KeyDate.objects.filter(person=file.person_id, kind=kind).delete()
        else:
            KeyDate.objects.update_or_create(person_id=file.person_id, kind=kind, defaults={"on": on})


def shown_end(row: Held, rows: Sequence[Held]) -> date | None:
    """The end somebody entered; none where the row holds until the next one begins, which moves with it."""
    until = row.until_on
    return None if until is None or any(r.from_on == until + ONE_DAY for r in rows) else until


def _sentence(file: File, error: DoesNotFit) -> str:
    other, concept = error.other, rulebook.get(file.concept)
    if other is None:
        return _("Der letzte Tag liegt vor dem ersten.")
    words = {
        "what": title((*concept.statuses, *concept.benefits), str(other)), "from": date_(other.from_on),
        "until": date_(other.until_on) if other.until_on else _("heute"), "before": date_(other.from_on - ONE_DAY),
    }  # fmt: skip
    sentences = {
        "same-day": _("An diesem Tag beginnt schon ein Eintrag: %(what)s. Berichtigen Sie jenen."),
        "reaches-into": _(
            "Am %(from)s beginnt schon der nächste Eintrag: %(what)s. Lassen Sie das Ende frei, "
            "dann gilt dieser bis zum %(before)s."
        ),
        "runs-on": _(
            "In dieser Zeit gilt ein anderer Eintrag weiter: %(what)s, %(from)s bis %(until)s. "
            "Lassen Sie das Ende frei, oder berichtigen Sie zuerst jenen."
        ),
        "passes": _(
            "Dieser Tag liegt jenseits des Nachbareintrags: %(what)s ab %(from)s. Jeder Eintrag behält seinen Platz in "
            "der Reihe; berichtigen Sie zuerst jenen."
        ),
    }
    return sentences[error.why] % words
