"""What the demonstration shows of case management, where the concept has its steps: some on the way, one at its end."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.cases.planning import Plan
from lotse.casework import assessment, cycle, goals, interview, plan
from lotse.casework.cycles import Cycle
from lotse.casework.facts import aspects_on
from lotse.casework.interview import Spoken
from lotse.notes.actions import Contact, record_note

if TYPE_CHECKING:
    from lotse.desk.demo import Town

OWN_WORDS = {
    "prs": "می‌خواهم آلمانی یاد بگیرم و در یک خیاطی کار کنم.",
    "fa": "می‌خواهم آلمانی یاد بگیرم و کار کنم.",
    "ar": "أريد أن أتعلم الألمانية وأن أعمل.",
    "uk": "Я хочу вивчити німецьку й працювати.",
    "ru": "Я хочу выучить немецкий и работать.",
    "kmr": "Ez dixwazim fêrî almanî bibim û bixebitim.",
    "tr": "Almanca öğrenmek ve çalışmak istiyorum.",
}
ASPECTS = {
    "family": ("Wohnt mit den Kindern in zwei Zimmern.", "Niemand betreut die Kinder am Nachmittag.", "Mehr Ruhe.",
               "Die Nachbarin hilft aus.", "Großer Zusammenhalt in der Familie."),
    "languages": ("Versteht einfache Sätze, liest langsam.", "Kein Kurs mit Kinderbetreuung.", "Bis zum Sommer B1.",
                  "Übt mit einer App.", "Spricht drei Sprachen."),
    "education-work": ("Acht Jahre Schule, zehn Jahre in einer Schneiderei gearbeitet.", "Zeugnisse fehlen.",
                       "Wieder im Beruf arbeiten.", "Näht für Bekannte.", "Handwerkliches Können."),
    "finances": ("Leistungen kommen regelmäßig.", "Eine Mahnung vom Mobilfunk.", "Die Schulden loswerden.",
                 "Legt Briefe in eine Mappe.", "Geht sparsam mit Geld um."),
    "interests": ("Geht gern schwimmen.", "Kennt noch keinen Verein.", "Ein Kurs im Ort.", "Spaziert am See.",
                  "Neugierig und offen."),
}  # fmt: skip


def fill(town: "Town") -> None:
    """The oldest households each stand at another step."""
    if not town.concept.steps:
        return
    led = {file.pk: user for file, user in town.led()}
    heads = [opened[0] for opened in town.households if opened[0].pk in led and opened[0].person.died_on is None]
    ripe = [f for f in heads if (town.today - f.opened_on).days > 150]
    stages = (_whole, _with_goals, _assessing, _occasional, _invited, _asked)
    for file, stage in zip(ripe, stages, strict=False):
        stage(town, File.objects.select_related("person").get(pk=file.pk), led[file.pk])


def taken_over(town: "Town", file: File, user: User, ago: int) -> Cycle:
    on = town.today - timedelta(days=ago)
    run = cycle.begin(file, on, by=user)
    told = tuple(item.key for item in town.concept.interview_items)
    said = Spoken(
        on, user, file.person.contact_language, file.person.needs_interpreter,
        "Wohnung, Kinderbetreuung und Arbeit hängen zusammen: Ohne Kita kein Kurs, ohne Kurs keine Arbeit.",
        "Möchte wieder arbeiten und traut sich viel zu.", True, True, told,
    )  # fmt: skip
    row = interview.record_interview(run, said, version=1, by=user)
    interview.decide(row, "case-management", on, words="Mehrere Stellen müssen zusammenwirken.", by=user)
    return Cycle.objects.select_related("file", "started").get(pk=run.pk)


def assess(town: "Town", run: Cycle, user: User, ago: int, level: int, *, leave: int = 0) -> None:
    occasion = "update" if run.assessments.exists() else "baseline"
    row = assessment.begin_version(run, occasion, by=user)
    listed = aspects_on(town.concept)
    for aspect in listed[: len(listed) - leave]:
        there = row.entries.filter(aspect=aspect.key).first()
        words = dict(zip(assessment.WORDS, ASPECTS.get(aspect.key, ("Besprochen.",)), strict=False))
        if there:
            words["situation"] += " Seit dem Sommer geht es besser."
        assessment.record_aspect(row, aspect.key, "talked", words, version=there.version if there else 0, by=user)
    steps = town.concept.attainments
    fields = town.concept.fields_of_action
    rated = {f.key: steps[min(level + n % 2, len(steps) - 1)].key for n, f in enumerate(fields)}
    assessment.rate(row, rated if not leave else {}, by=user)
    if not leave:
        assessment.finish(row, town.today - timedelta(days=ago), by=user)


def agree(town: "Town", run: Cycle, user: User, ago: int) -> None:
    today, language = town.today, run.file.person.contact_language
    row = goals.begin_version(run, by=user)
    area = {a.key: a.key for a in town.concept.goal_areas}
    horizons = [h.key for h in town.concept.horizons]
    work = goals.add_goal(row, {
        "area": area.get("work", next(iter(area))), "horizon": horizons[1] if len(horizons) > 1 else "",
        "german": "Deutsch lernen und wieder in einer Schneiderei arbeiten.", "own_words": OWN_WORDS.get(language, ""),
        "language": language if language in OWN_WORDS else "", "due_on": today + timedelta(days=240),
        "sign": "Ein Arbeitsvertrag, mindestens halbtags.",
    }, by=user)  # fmt: skip
    for german, days, which in (
        ("Ein Kitaplatz für das jüngste Kind.", 60, "language-education"),
        ("Kurs B1 bestanden.", 150, "language-education"),
    ):
        goals.add_goal(row, {
            "area": area.get(which, next(iter(area))), "horizon": horizons[0] if horizons else "", "german": german,
            "due_on": today + timedelta(days=days), "leads_to_id": work.pk,
        }, by=user)  # fmt: skip
    goals.plan_end(row, today + timedelta(days=270), by=user)
    goals.agree(row, today - timedelta(days=ago), "paper", by=user)


def put_plan(town: "Town", run: Cycle, user: User, ago: int) -> None:
    today = town.today
    row = plan.begin_version(run, by=user)
    agreement = goals.in_force(run)
    origins = [g.origin for g in agreement.goals.order_by("due_on")] if agreement else []
    for n, (what, who, name, days, offer, resource) in enumerate((
        ("Bei drei Kitas anmelden und nachfragen.", "worker", user.name, 21, "Kitas im Ort", ""),
        ("Den Kurs mit Kinderbetreuung besuchen.", "person", "", 150, "Integrationskurs am Vormittag", "Lernt schnell"),
        ("Zeugnisse übersetzen und anerkennen lassen.", "third", "Anerkennungsberatung", 90, "Beratung und Zuschuss",
         "Arbeitszeugnisse von früher"),
    )):  # fmt: skip
        goal = origins[min(n, len(origins) - 1)] if origins else None
        values = {"what": what, "who": who, "who_words": name, "until_on": today + timedelta(days=days),
                  "offer": offer, "resource": resource, "goal": goal}  # fmt: skip
        made = plan.add_measure(row, values, by=user)
        if n == 0 and ago > 30:
            plan.settle_measure(made, "done", today - timedelta(days=9), by=user)
    plan.plan_review(run, today + timedelta(days=3), by=user)
    plan.plan_review(run, today + timedelta(days=90), by=user)
    plan.put_in_force(row, today - timedelta(days=ago), by=user)


def _whole(town: "Town", file: File, user: User) -> None:
    run = taken_over(town, file, user, 110)
    assess(town, run, user, 100, 1)
    agree(town, run, user, 90)
    put_plan(town, run, user, 80)
    assess(town, run, user, 12, 2)


def _with_goals(town: "Town", file: File, user: User) -> None:
    run = taken_over(town, file, user, 60)
    assess(town, run, user, 45, 1)
    agree(town, run, user, 20)


def _assessing(town: "Town", file: File, user: User) -> None:
    run = taken_over(town, file, user, 15)
    assess(town, run, user, 0, 1, leave=2)


def _occasional(town: "Town", file: File, user: User) -> None:
    on = town.today - timedelta(days=40)
    run = cycle.begin(file, on, by=user)
    said = Spoken(on, user, problems="Es geht um einen Antrag.", motivation="Möchte nur diese eine Sache klären.")
    row = interview.record_interview(run, said, version=1, by=user)
    interview.decide(row, "occasional", on, words="Die Einzelfallhilfe reicht.", by=user)


def _invited(town: "Town", file: File, user: User) -> None:
    day = town.today + timedelta(days=2 if town.today.weekday() < 3 else 5)
    starts_at = timezone.make_aware(datetime.combine(day, time(10, 0)))
    words = "Erstgespräch zum Case Management"
    interview.invite(file, Plan(starts_at, starts_at + timedelta(hours=1), user, words=words), town.today, by=user)


def _asked(town: "Town", file: File, user: User) -> None:
    """Several care problems in the early period, and nobody has answered the question yet."""
    fields = [f.key for f in town.concept.fields_of_action][1:6]
    for n, days in enumerate((6, 24, 41)):
        words = ("Mehrere Mahnungen liegen vor.", "Das Kind geht nicht in die Kita.", "Sucht Arbeit und eine Wohnung.")[
            n
        ]
        contact = Contact(
            file.opened_on + timedelta(days=days), "individual", words, "", fields=tuple(fields[n : n + 3]), minutes=40,
            language=file.person.contact_language, with_interpreter=file.person.needs_interpreter,
        )  # fmt: skip
        record_note([file], contact, author=user, by=user)
