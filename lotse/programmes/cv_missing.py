"""Who is employable and has no CV yet (P-31): by the ages the concept names and the work permission of the status."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from lotse.accounts.access import Rights
from lotse.accounts.models import in_force
from lotse.accounts.permissions import Action
from lotse.cases.access import Reach, within
from lotse.cases.models import Allocation, File
from lotse.cases.words import name_of
from lotse.concept.entries import Source
from lotse.concept.model import Concept
from lotse.notes.papers import DocumentInFile
from lotse.people.models import ResidenceStatus
from lotse.programmes.cv import CATEGORY
from lotse.rulebook import access as rulebook
from lotse.ui.names import WrittenName

MOST = 200


@dataclass(frozen=True)
class Missing:
    file_id: UUID
    number: str
    name: WrittenName
    age: int | None
    work: str  # key of ResidenceStatus.Work
    work_word: str
    lead: str


@dataclass(frozen=True)
class Overview:
    rows: list[Missing]
    employable: int
    missing: int
    source: Source | None
    ages: tuple[int, int] | None


def ages_of(concept: Concept) -> tuple[int, int] | None:
    """From which age to which a CV is wanted; None where the concept wants none."""
    first, last = concept.parameter("cv-from-age"), concept.parameter("cv-until-age")
    return (int(first.value), int(last.value)) if first and last else None


def is_employable(age: int | None, work: str, ages: tuple[int, int]) -> bool:
    """Who is barred from working is not; where age or permission are not known, somebody has to look."""
    return work != ResidenceStatus.Work.BARRED and (age is None or ages[0] <= age <= ages[1])


def cvs_missing(held: Rights, today: date, *, whose: str) -> Overview:
    """Of the files somebody works on, or of the team's; each by the concept of its file."""
    found, employable = [], 0
    words = {str(value): str(label) for value, label in ResidenceStatus.Work.choices}
    for file in _files(held, today, only_mine=whose == "mine"):
        ages = ages_of(rulebook.get(file.concept))
        age = file.person.age_on(today)
        work = file.work or ""  # type: ignore[attr-defined]
        if ages is None or not is_employable(age, work, ages):
            continue
        employable += 1
        if not file.has_cv:  # type: ignore[attr-defined]
            name = name_of(file.person, file.concept)
            lead = file.lead or ""  # type: ignore[attr-defined]
            found.append(Missing(file.pk, file.number, name, age, work, words[work], lead))
    concept = rulebook.current(today)
    parameter = concept.parameter("cv-from-age")
    return Overview(found[:MOST], employable, len(found), parameter.source if parameter else None, ages_of(concept))


def _files(held: Rights, today: date, *, only_mine: bool) -> QuerySet[File]:
    reach = Reach.of(held, Action.WRITE_NOTES)
    status = ResidenceStatus.objects.filter(in_force(today), person=OuterRef("person")).order_by("-from_on")
    cv = DocumentInFile.objects.filter(
        file=OuterRef("pk"), document__category=CATEGORY, document__struck_at=None, document__erased_at=None
    )
    leads = Allocation.objects.filter(in_force(today), file=OuterRef("pk"), part=Allocation.Part.LEAD)
    files = File.objects.filter(
        within(held.user_id, today, reach), closed_on=None, merged_into=None, person__died_on=None
    )
    if only_mine:
        files = files.filter(Exists(Allocation.objects.filter(in_force(today), file=OuterRef("pk"), user=held.user_id)))
    return (
        files.select_related("person")
        .annotate(
            work=Subquery(status.values("work")[:1]), has_cv=Exists(cv), lead=Subquery(leads.values("user__name")[:1])
        )
        .order_by("person__family_name", "person__given_name", "number")
    )
