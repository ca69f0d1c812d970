"""What the generated town does not have: case management, taking part, a flat of one's own, papers, a directory.

The town works by a concept without these steps. Some households, none of those with the long files, go over to one that
has them, and the verbs fill in the same for each of them, so that no page differs by what somebody happens to have.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from bench.cases import World
from lotse.accounts.models import Organisation, RoleHeld, User
from lotse.accounts.permissions import Role
from lotse.audit.context import system_actor
from lotse.cases import planning
from lotse.cases.actions import refresh_deadlines
from lotse.cases.background import LevelOn, enter, record_language
from lotse.cases.models import Allocation, Appointment, File
from lotse.casework.models import HelpPlan
from lotse.concept.model import Concept
from lotse.desk import demo_casework, demo_housing, demo_steering
from lotse.desk.demo import Town
from lotse.desk.invented import read
from lotse.network.actions import words_of
from lotse.network.models import Partner, PartnerLanguage, PartnerSpeciality
from lotse.network.search import areas
from lotse.notes.documents import Said, Sheet, store_document
from lotse.notes.drawn import blank_png
from lotse.people.models import Education, Employment, FamilyTie, Membership
from lotse.programmes import actions, applications, housing, rows
from lotse.programmes.models import BenefitApplication, Course, HousingApplication, Registration, WorkStep
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions as adopting
from lotse.ui.bulk import insert

CONCEPT = "potsdam-mittelmark/2017-01-01"
SETTLED = timedelta(days=150)  # since when a file is open in which all of this can have happened
PAPERS = 5


@dataclass(frozen=True)
class Steered:
    """A file in the middle of its case management, and what is asked for of it."""

    file: File
    user: User
    region: str
    plan: UUID
    appointment: UUID
    application: UUID


def prepare(world: World, files: int, partners: int) -> None:
    """Once; what an earlier run has left in this installation is used again. The files of the other pages stay as they
    are, and so does *Heute* of their workers, save in the small installation, which has too few others."""
    today = world.today
    without = {file.pk for file, _user in world.files}
    busy = set() if world.few else {user.pk for user in world.workers}
    if not File.objects.filter(concept=CONCEPT).exists():
        with system_actor("demo", "prepare_bench"):
            town = _town(today)
            for file, user in _chosen(today, files, without, busy):
                _go_over(file, user)
                _live(town, File.objects.select_related("person").get(pk=file.pk), user)
    missing = partners - Partner.objects.count()
    if missing > 0:
        with system_actor("demo", "prepare_bench"):
            _directory(today, rulebook.current(today), missing)


def steered() -> list[Steered]:
    leads = Allocation.objects.filter(file__concept=CONCEPT, until_on=None, part=Allocation.Part.LEAD)
    leads = leads.select_related("file__person", "user").order_by("file__number")
    plan = dict(HelpPlan.objects.values_list("cycle__file", "pk"))
    appointment = dict(Appointment.objects.order_by("pk").values_list("file", "pk"))
    application = dict(HousingApplication.objects.values_list("file", "pk"))
    return [
        Steered(row.file, row.user, row.file.region, plan[pk], appointment[pk], application[pk])
        for row in leads
        if (pk := row.file_id) in plan
    ]


def clerk() -> User:
    return RoleHeld.objects.filter(role=Role.AUTHORITY).select_related("user").order_by("user__email")[0].user


def _town(today: date) -> Town:
    """As far as the demonstration's own parts ask for it."""
    if not rulebook.adopted().filter(key=CONCEPT).exists():
        first = rulebook.adopted()[0].from_on  # before the town's own, which stays the one in force
        adopting.adopt(CONCEPT, first - timedelta(days=1), by="demo")
    office = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY).order_by("name")[0]
    return Town("county", today, {}, Random(1), rulebook.get(CONCEPT), office, {}, [])


def _chosen(today: date, many: int, without: set[UUID], busy: set[UUID]) -> list[tuple[File, User]]:
    """Heads of households of several persons, from one region after the other, so that a team has many of them; nobody
    whose address is protected, which takes a statement more."""
    living = Membership.objects.filter(until_on=None)
    shared = living.filter(is_head=False).values("household")
    others = living.filter(person__in=File.objects.filter(pk__in=without).values("person")).values("household")
    heads = living.filter(is_head=True, household__in=shared).exclude(household__in=others)
    leads = Allocation.objects.filter(
        until_on=None, part=Allocation.Part.LEAD, file__closed_on=None, file__opened_on__lt=today - SETTLED,
        file__person__in=heads.values("person"), file__person__died_on=None, file__person__is_address_protected=False,
    )  # fmt: skip
    leads = leads.exclude(user__in=busy).select_related("file", "user").order_by("file__region", "file__number")
    return [(row.file, row.user) for row in leads[:many]]


def _go_over(head: File, user: User) -> None:
    """With everybody of the household, for a household stands in one procedure."""
    home = Membership.objects.filter(person=head.person_id, until_on=None).values("household")
    files = File.objects.filter(person__in=Membership.objects.filter(household__in=home).values("person"))
    files.filter(closed_on=None).update(concept=CONCEPT)
    refresh_deadlines(list(files.filter(closed_on=None).select_related("person")), by=user)


def _live(town: Town, file: File, user: User) -> None:
    _person(town, file, user)
    run = demo_casework.taken_over(town, file, user, 110)
    demo_casework.assess(town, run, user, 100, 1)
    demo_casework.agree(town, run, user, 90)
    demo_casework.put_plan(town, run, user, 80)
    demo_steering.steer(town, run, user)
    demo_steering.monitor(town, run, user)
    _take_part(town, file, user)
    _housing(town, file, user)
    starts_at = timezone.make_aware(datetime.combine(town.today + timedelta(days=7), time(10, 0)))
    plan = planning.Plan(starts_at, starts_at + timedelta(hours=1), user, "Beratungsstelle", words="Beratung")
    planning.make_appointment(file, plan, by=user)
    lines = [(40, top, 300) for top in range(60, 430, 18)]
    for n in range(PAPERS):
        said = Said("benefit", f"Bescheid {n + 1}", town.today - timedelta(days=10 + n))
        sheets = [Sheet("Blatt 1.png", "image/png", blank_png(420, 594, lines))]
        store_document([file], sheets, author=user, by=user, now=timezone.now(), said=said)


def _person(town: Town, file: File, user: User) -> None:
    tie = {"kind": FamilyTie.Kind.SIBLING, "other_words": "Bruder in Köln", "lives": "country"}
    enter(file, FamilyTie(person=file.person), tie, by=user)
    school = {"kind": "school", "years": 9, "country": "", "outcome": "degree"}
    enter(file, Education(person=file.person), school, by=user)
    enter(file, Employment(person=file.person), {"kind": "employed", "job": "Schneiderei", "country": ""}, by=user)
    for n, level in enumerate(("A1", "A2")):
        on = town.today - timedelta(days=120 - 60 * n)
        record_language(file, "de", level=LevelOn(level, on, "test"), by=user)


def _take_part(town: Town, file: File, user: User) -> None:
    on = town.today - timedelta(days=60)
    for entry in town.concept.checklists[:2]:
        items = [item.key for item in town.concept.items_of(entry)][:4]
        actions.tick([file], entry.key, items, actions.Told(on, user, how="explained", language="de"), by=user)
    course = {"target": "B1", "funding": "bamf", "provider": "Sprachschule am Ufer", "waiting_since_on": on}
    rows.enter(Course(file=file, kind="integrationskurs"), course, by=user)
    rows.enter(WorkStep(file=file, kind="jobcenter"), {"on": on}, by=user)
    kind = town.concept.registration_kinds[0].key
    rows.enter(Registration(file=file, kind=kind), {"wanted_on": on, "place": "Kita Fuchsbau"}, by=user)
    row = BenefitApplication(file=file)
    applications.apply(row, {"kind": "asylblg", "started_on": on}, by=user)
    items = next(e for e in town.concept.federal.evidence_lists if e.key == "asylblg").items
    applications.note_evidence(row, items[0].key, "there", on, by=user)


def _housing(town: Town, file: File, user: User) -> None:
    """Handed in and not decided, with two bodies asked, so that it stands on the clerk's list."""
    procedure = next(p for p in town.concept.housing_procedures if p.opens_with == "approval")
    row = HousingApplication(file=file, benefit="asylblg-3")
    housing.begin(row, {"procedure": procedure.key, "started_on": town.today - timedelta(days=62)}, by=user)
    demo_housing.approval(row, 2, town.today, user, clerk())


def _directory(today: date, concept: Concept, count: int) -> None:
    """Many partners of all kinds and places; one statement for all of a table."""
    dice, data = Random(72), read("demo_directory.toml")
    told = data["partner"]
    places = list(areas(concept).values())
    partners, languages, specialities = [], [], []
    for n in range(count):
        word, (region, district) = told[n % len(told)], places[n % len(places)]
        row = Partner(
            kind=word["kind"], name=f"{word['name']} {n}", region=region, district=district,
            street=f"{dice.choice(data['defaults']['streets'])} {n % 90}", phone=f"030 555{n:05}",
            services=word.get("services", ""), checked_on=today - timedelta(days=dice.randrange(400)),
        )  # fmt: skip
        row.found_by = words_of(row)
        partners.append(row)
        languages += [
            PartnerLanguage(partner=row, language=key) for key in {"de": 0, **dict.fromkeys(word.get("languages", ()))}
        ]
        specialities += [PartnerSpeciality(partner=row, speciality=key) for key in word.get("specialities", ())]
    for objects in (partners, languages, specialities):
        insert(objects)
