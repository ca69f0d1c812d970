"""Moving files to another version of the concept, knowingly: what would change is said before anything does."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lotse.accounts.actions import Actor, as_actor
from lotse.cases.actions import Refused, refresh_deadlines
from lotse.cases.models import Deadline, File, FileContent
from lotse.concept.model import Concept
from lotse.people.models import Benefit, KeyDate, Person, ResidenceStatus, SpokenLanguage, Stay
from lotse.rulebook import access as rulebook

BATCH = 500
Dates = dict[UUID, dict[str, date]]


@dataclass
class Outcome:
    """What a move changes, or would."""

    files: int = 0
    moved: Counter[str] = field(default_factory=Counter)  # rule: dates that are others
    fresh: Counter[str] = field(default_factory=Counter)  # rule: dates there were none of
    gone: Counter[str] = field(default_factory=Counter)  # rule: dates that fall away
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)  # list and key the new text does not know


def move_to_concept(files: Iterable[File], key: str, *, dry_run: bool = False, by: Actor) -> Outcome:
    """Open files work by another adopted version from now on. Dates that move stay visible as superseded; a batch that
    fails leaves the others as they are, and the same call goes on where it stopped."""
    concept, outcome = rulebook.get(key), Outcome()
    with as_actor(by, "move_to_concept"):
        rows = list(files)
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            with transaction.atomic():
                _move(some, concept, outcome, by)
                if dry_run:
                    transaction.set_rollback(True)
    return outcome


def _move(files: list[File], concept: Concept, outcome: Outcome, by: Actor) -> None:
    for file in files:
        if not file.can_grow:
            raise Refused(_("Die Akte %(number)s ist geschlossen und behält ihre Fassung.") % {"number": file.number})
        if rulebook.get(file.concept).municipality != concept.municipality:
            raise Refused(_("Die neue Fassung ist für eine andere Kommune."))
    ids = [file.pk for file in files]
    before = _dates(ids)
    for file in files:
        file.concept = concept.key
        file.version += 1
    File.objects.bulk_update(files, ["concept", "version"])
    refresh_deadlines(files, by=by)
    _compare(before, _dates(ids), outcome)
    outcome.files += len(files)
    outcome.unknown.update(_unknown(files, concept))


def _dates(files: list[UUID]) -> Dates:
    found: Dates = {pk: {} for pk in files}
    for pk, rule, due_on in Deadline.objects.filter(file__in=files, superseded_at=None).values_list(
        "file", "rule", "due_on"
    ):
        found[pk][rule] = due_on
    return found


def _compare(before: Dates, after: Dates, outcome: Outcome) -> None:
    for pk, old in before.items():
        new = after[pk]
        outcome.gone.update(old.keys() - new.keys())
        outcome.fresh.update(new.keys() - old.keys())
        outcome.moved.update(rule for rule in old.keys() & new.keys() if old[rule] != new[rule])


def _unknown(files: list[File], concept: Concept) -> Iterator[tuple[str, str]]:
    """Keys that stand in these files and not in the new text; they go on standing there, shown as they are."""
    ids, people = [file.pk for file in files], [file.person_id for file in files]
    federal = concept.federal
    used = (
        ("status", ResidenceStatus.objects.filter(person__in=people).values_list("status"), federal.statuses),
        ("benefit", Benefit.objects.filter(person__in=people).values_list("system"), federal.benefits),
        ("key_date", KeyDate.objects.filter(person__in=people).values_list("kind"), federal.key_dates),
        ("language", SpokenLanguage.objects.filter(person__in=people).values_list("language"), federal.languages),
        ("language", Person.objects.filter(pk__in=people).values_list("contact_language"), federal.languages),
        ("accommodation_kind", Stay.objects.filter(person__in=people).values_list("kind"), concept.accommodation_kinds),
        ("file_field", FileContent.objects.filter(file__in=ids).values_list("field"), concept.file_fields),
        ("region", [(file.region,) for file in files], concept.regions),
    )
    for table, rows, entries in used:
        known = {entry.key for entry in entries}
        yield from ((table, key) for (key,) in rows if key and key not in known)
