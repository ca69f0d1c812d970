"""For whom of the household a list can be gone through in one form."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.header import Header
from lotse.cases.households import household_files
from lotse.cases.models import File
from lotse.cases.words import name_of
from lotse.concept.checklists import Checklist
from lotse.people.models import Stay
from lotse.programmes.checklists import begins, find, is_for, wants_signature
from lotse.rulebook import access as rulebook


@dataclass(frozen=True)
class Candidate:
    file: File
    label: str
    since: date | None  # the stay it is about began on this day
    signs: bool


def candidates(head: Header, checklist: Checklist, held: Rights) -> list[Candidate]:
    """This person first, then those of the household whose files one may write in and whom the list is for."""
    files = [f for f in household_files(head.file, held, Action.WRITE_NOTES, head.today) if f.person.died_on is None]
    stays: dict[object, list[Stay]] = {}
    for stay in _stays_of(files, head.today):
        stays.setdefault(stay.person_id, []).append(stay)
    found = []
    for file in files:
        theirs = find(rulebook.get(file.concept), checklist.key)
        here = stays.get(file.person_id, [])
        if theirs and is_for(theirs, file, here, head.today):
            signs = wants_signature(theirs, file.person.age_on(head.today))
            since = begins(theirs, here, head.today)
            found.append(Candidate(file, name_of(file.person, file.concept).label, since, signs))
    return found


def _stays_of(files: list[File], today: date) -> QuerySet[Stay]:
    return Stay.objects.filter(in_force(today), person__in=[f.person_id for f in files]).order_by("from_on", "pk")
