"""What somebody brings along: family ties, languages and their levels, education, work so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lotse.accounts.access import rights_of
from lotse.accounts.actions import Actor, as_actor
from lotse.accounts.models import User
from lotse.accounts.permissions import Action
from lotse.cases.access import by_number
from lotse.cases.actions import Refused
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.people.background import inverse
from lotse.people.models import Education, Employment, FamilyTie, LanguageLevel, Person, SpokenLanguage
from lotse.vault.fields import SealedTextField

Row = FamilyTie | Education | Employment
VERBS: dict[type[Any], str] = {
    FamilyTie: "record_tie", Education: "record_education", Employment: "record_employment",
}  # fmt: skip


# --- rows that several people keep up to date -------------------------------------------------------------------------
def enter(file: File, row: Row, values: dict[str, Any], *, by: Actor) -> Row:
    """A new row about the person of a file."""
    _only_open(file)
    with as_actor(by, VERBS[type(row)]), transaction.atomic():
        _fill(row, values)
        _locked(row.person_id, getattr(row, "other_id", None))
        _check(row)
        row.save(force_insert=True)
        return row


def change(file: File, row: Row, values: dict[str, Any], *, version: int, by: Actor) -> Row:
    """What is said now about it. Who was faster keeps her words, and so does who comes second."""
    _only_open(file)
    with as_actor(by, VERBS[type(row)], "changed"), transaction.atomic():
        _locked(row.person_id, getattr(row, "other_id", None))
        current: Row = type(row)._default_manager.select_related("person").get(pk=row.pk)
        if current.version != version:
            raise Changed(_("Jemand hat diesen Eintrag in der Zwischenzeit geändert."))
        _fill(current, values)
        _check(current)
        current.version += 1
        current.save()
        return current


def remove(file: File, row: Row, *, by: Actor) -> None:
    """It never was so. Gone already is fine."""
    _only_open(file)
    with as_actor(by, VERBS[type(row)], "removed"), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).delete()


def _locked(*people: UUID | None) -> None:
    """Two who enter at once wait for each other, from whichever side: what contradicts what depends on all rows."""
    list(Person.objects.select_for_update().filter(pk__in=[p for p in people if p]).order_by("pk"))


def _fill(row: Row, values: dict[str, Any]) -> None:
    for name, value in values.items():
        is_sealed = name in SEALED[type(row)]
        setattr(row, name, (value or None) if is_sealed else value)


SEALED = {
    model: {field.name for field in model._meta.concrete_fields if isinstance(field, SealedTextField)}
    for model in VERBS
}


def _only_open(file: File) -> None:
    if not file.can_grow:
        raise Refused(_("Die Akte ist geschlossen. Öffnen Sie sie zuerst wieder."))


# --- family -----------------------------------------------------------------------------------------------------------
def ties_of(file: File) -> QuerySet[FamilyTie]:
    """From either side."""
    between = Q(person=file.person_id) | Q(other=file.person_id)
    return FamilyTie.objects.filter(between).select_related("person", "other")


def find_relative(file: File, number: str, today: date, *, by: User) -> Person:
    """The person of another file, by its number. Whether a file exists that is not ours, nobody learns."""
    other = by_number(rights_of(by, today), Action.EDIT_FILE, number, today)
    if other is None:
        raise Refused(_("Unter dieser Nummer ist keine Akte, die Sie bearbeiten dürfen."))
    if other.person_id == file.person_id:
        raise Refused(_("Das ist diese Akte selbst. Bitte die Nummer der anderen Person angeben."))
    return other.person


def _check(row: Row) -> None:
    """Between two people each relation stands once, from whichever side it was entered."""
    if not isinstance(row, FamilyTie) or row.other_id is None or row.until_on is not None:
        return
    ours = FamilyTie.objects.filter(person=row.person_id, other=row.other_id, until_on=None).exclude(pk=row.pk)
    theirs = FamilyTie.objects.filter(person=row.other_id, other=row.person_id, until_on=None).exclude(pk=row.pk)
    kinds = {*ours.values_list("kind", flat=True), *(inverse(k) for k in theirs.values_list("kind", flat=True))}
    if row.kind in kinds:
        raise Refused(_("Diese Beziehung zwischen den beiden steht schon in der Akte."))
    if inverse(row.kind) in kinds:
        raise Refused(_("Zwischen den beiden steht schon das Umgekehrte. Bitte berichtigen Sie jenen Eintrag."))


# --- languages --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LevelOn:
    """A level on a day, how it is known, and the exam where there was one."""

    level: str
    on: date
    how: str = LanguageLevel.How.SELF
    certificate: str = ""


def record_language(
    file: File, language: str, *, is_mother_tongue: bool | None = None, literacy: str | None = None,
    level: LevelOn | None = None, by: Actor,
) -> SpokenLanguage:  # fmt: skip
    """A language somebody speaks. None leaves what stands there; a level joins the former ones, the newest counts."""
    _only_open(file)
    with as_actor(by, "add_language"), transaction.atomic():
        _locked(file.person_id)
        said = {"is_mother_tongue": is_mother_tongue, "literacy": literacy}
        SpokenLanguage.objects.update_or_create(
            person_id=file.person_id, language=language,
            defaults={name: value for name, value in said.items() if value is not None},
        )  # fmt: skip
        if level:
            _record_level(file, language, level)
        return _show_newest(file, language)


def _record_level(file: File, language: str, said: LevelOn) -> None:
    where = {"person": file.person, "language": language, "on": said.on, "how": said.how}
    row = LanguageLevel.objects.filter(**where).first() or LanguageLevel(**where)
    row.level, row.certificate = said.level, said.certificate or None
    row.save()


def remove_level(file: File, key: UUID, *, by: Actor) -> None:
    """It was not so; the one before counts again. Gone already is fine."""
    _only_open(file)
    with as_actor(by, "remove_fact", "level"), transaction.atomic():
        _locked(file.person_id)
        for row in LanguageLevel.objects.filter(person=file.person_id, pk=key):
            row.delete()
            _show_newest(file, row.language)


def remove_language(file: File, key: UUID, *, by: Actor) -> None:
    """Somebody does not speak it after all: its levels go with it."""
    _only_open(file)
    with as_actor(by, "remove_fact", "language"), transaction.atomic():
        for row in SpokenLanguage.objects.filter(person=file.person_id, pk=key):
            LanguageLevel.objects.filter(person=file.person_id, language=row.language).delete()
            row.delete()


TRUST = list(LanguageLevel.How)  # of two on one day an exam says more than one's own estimate


def newest_level(rows: Iterable[tuple[date, str, str]]) -> str:
    """Of (day, how it is known, level) of one language; none of no rows."""
    return max(rows, key=lambda row: (row[0], TRUST.index(LanguageLevel.How(row[1]))), default=(None, "", ""))[2]


def _show_newest(file: File, language: str) -> SpokenLanguage:
    rows = LanguageLevel.objects.filter(person=file.person_id, language=language).values_list("on", "how", "level")
    row = SpokenLanguage.objects.get(person=file.person_id, language=language)
    row.level = newest_level(rows)
    row.save(update_fields=["level"])
    return row
