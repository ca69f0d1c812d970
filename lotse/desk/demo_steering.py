"""What the demonstration shows of steering, monitoring and closure, on the runs that `demo_casework` has begun."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lotse.accounts.models import Team, User
from lotse.cases.models import File
from lotse.casework import closure, monitoring, plan, rows, steering
from lotse.casework.closure import Answered
from lotse.casework.cycles import Cycle
from lotse.casework.models import Agreement, Exchange, Gap, Review, ServiceAgreement
from lotse.casework.steering import Agreed, Invited, Meeting
from lotse.desk import demo_casework as first

if TYPE_CHECKING:
    from lotse.desk.demo import Town

GAPS = (
    ("language", "care", "B1-Kurs am Vormittag mit Kinderbetreuung", "", 40),
    ("language", "care", "Alphabetisierungskurs, in dem die Kinder mitkommen dürfen", "prs", 12),
    ("language", "far", "Abendkurs, der mit dem Bus erreichbar ist", "", 75),
    ("health", "language", "Sprechstunde der Frauenärztin auf Tigrinya", "ti", 30),
    ("health", "full", "Therapieplatz mit Dolmetschen", "prs", 20),
    ("housing", "none", "Hilfe bei der Wohnungssuche für große Familien", "", 55),
)
EXCHANGES = (
    ("exchange", 18, 90, "Runde mit dem Jobcenter", "Jobcenter, Teamleitung Leistung",
     "Anträge gehen gesammelt an ein Postfach, Rückfragen innerhalb einer Woche."),
    ("exchange", 47, 60, "Arbeitskreis Kita", "Jugendamt, drei Kitas",
     "Ab Frühjahr zehn neue Plätze; Wartelisten werden abgeglichen."),
    ("community", 30, 120, "Nachbarschaftsfest an der Unterkunft", "Ortsbeirat, Sportverein, Freiwillige Feuerwehr",
     "Der Sportverein öffnet zwei Gruppen; im Frühjahr noch einmal."),
)  # fmt: skip


def fill(town: "Town") -> None:
    if not any(step.kind == "steering" for step in town.concept.steps):
        return
    led = {file.pk: user for file, user in town.led()}
    runs = list(Cycle.objects.filter(ended_on=None, started__isnull=False).select_related("file").order_by("opened_on"))
    for run in runs:
        if run.file_id in led and run.plans.filter(taken__isnull=False).exists():
            steer(town, run, led[run.file_id])
            monitor(town, run, led[run.file_id])
    _ended(town, led)
    _house(town, led)


def _at(town: "Town", days: int, hour: int) -> datetime:
    day = town.today + timedelta(days=days)
    day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
    return timezone.make_aware(datetime.combine(day, time(hour, 0)))


def steer(town: "Town", run: Cycle, user: User) -> None:
    today = town.today
    rows.enter(
        ServiceAgreement(cycle=run, agreed_on=today - timedelta(days=70)),
        {
            "partner": "Anerkennungsberatung, Frau Sommer",
            "service": "Zeugnisse prüfen, Übersetzung veranlassen, Antrag begleiten.",
            "standard": "Termine mit Dolmetscherin; jede Absage mit neuem Termin.",
            "from_on": today - timedelta(days=60),
            "until_on": today + timedelta(days=90), "report_on": today - timedelta(days=2),
        },
        by=user,
    )  # fmt: skip
    rows.enter(
        ServiceAgreement(cycle=run, agreed_on=today - timedelta(days=75)),
        {
            "partner": "Kita Sonnenblume", "service": "Eingewöhnung in vier Wochen.",
            "until_on": today - timedelta(days=10),
            "reported_on": today - timedelta(days=8), "result": "done", "words": "Das Kind bleibt bis 14 Uhr.",
        },
        by=user,
    )  # fmt: skip
    circle = (
        Invited("person"),
        Invited("third", "Jobcenter, Herr Winter"),
        Invited("third", "Kita Sonnenblume, Frau Ay"),
    )
    held = Meeting(
        _at(town, -20, 10), user, 90, "Rathaus, Beratungsraum 2",
        "Kurs und Arbeit mit Kindern: Was ist als Nächstes möglich?", today - timedelta(days=30), circle,
    )  # fmt: skip
    row = steering.plan_conference(run, held, by=user)
    steering.send_invitation(row, today - timedelta(days=28), by=user)
    came = [p.pk for p in row.participants.all()][:2]
    results = [
        Agreed("Kostenzusage für den Kurs beim Jobcenter einholen", until_on=today + timedelta(days=7), user=user),
        Agreed("Betreuung bis 15 Uhr prüfen", "Kita Sonnenblume", today + timedelta(days=14)),
    ]
    steering.hold_conference(
        row, held.starts_at.date(), "Alle halten den Vormittagskurs für machbar.", came, results,
        version=2, by=user,
    )  # fmt: skip
    ahead = Meeting(_at(town, 9, 13), user, 60, "Rathaus, Beratungsraum 2", "Stand nach sechs Wochen.", None, circle)
    steering.plan_conference(run, ahead, by=user)


def monitor(town: "Town", run: Cycle, user: User) -> None:
    agreement = Agreement.objects.filter(cycle=run, taken__isnull=False).order_by("number").last()
    if agreement is None:
        return
    goals = list(agreement.goals.order_by("due_on"))
    review = Review.objects.create(cycle=run, due_on=town.today - timedelta(days=30), by=user.pk)
    said = {g.origin: ("stalled", "Der Kurs ist voll.") if n == 1 else ("on-track", "") for n, g in enumerate(goals)}
    plan.hold_review(
        review,
        town.today - timedelta(days=29),
        said,
        words="Die Kita ist geschafft, der Kurs noch nicht.",
        version=1,
        by=user,
    )
    if len(goals) > 1:
        words = "Warteliste; wir fragen bei der Volkshochschule in Werder nach."
        monitoring.say_to_deviation(run, goals[1].origin, "stalled", words, town.today - timedelta(days=29), by=user)


def _ended(town: "Town", led: dict[object, User]) -> None:
    """One that has ended: with its evaluation, and an answer that she let stand in it."""
    taken = set(Cycle.objects.values_list("file", flat=True))
    ripe = [
        opened[0] for opened in town.households
        if opened[0].pk in led and opened[0].pk not in taken and (town.today - opened[0].opened_on).days > 200
    ]  # fmt: skip
    if not ripe:
        return
    file, user = File.objects.select_related("person").get(pk=ripe[-1].pk), led[ripe[-1].pk]
    run = first.taken_over(town, file, user, 190)
    first.assess(town, run, user, 180, 1)
    first.agree(town, run, user, 170)
    first.put_plan(town, run, user, 160)
    agreement = Agreement.objects.get(cycle=run)
    results = {
        g.origin: ("partly" if n == 2 else "reached", "") for n, g in enumerate(agreement.goals.order_by("due_on"))
    }
    words = {
        "goals": "Kitaplatz und Kurs sind erreicht, die Arbeit in Teilzeit beginnt im nächsten Monat.",
        "methods": "Feste Termine alle zwei Wochen haben getragen; am Anfang war wichtig, Briefe gemeinsam zu lesen.",
        "cooperation": "Mit der Kita gut, mit der Anerkennungsberatung erst nach der Fallkonferenz.",
        "effect": "Drei Stellen statt sieben Einzelanträge; der Aufwand ließ nach vier Monaten deutlich nach.",
        "reflection": "Den Kurs hätten wir früher anfragen können.",
        "offers": "Es fehlt ein Vormittagskurs mit Kinderbetreuung.",
    }
    closure.write_closure(run, words, results, version=1, by=user)
    secret = closure.make_link(run, "fa", town.today - timedelta(days=20), by=user)
    link = closure.link_of(secret)
    if link is not None:
        ticked = {q.key: 4 - n % 2 for n, q in enumerate(town.concept.survey_questions)}
        closure.answer(link, Answered(ticked, "", True), town.today - timedelta(days=18))
    run = Cycle.objects.select_related("file", "started").get(pk=run.pk)
    closure.end(run, town.today - timedelta(days=14), "self-steering", by=user)


def _house(town: "Town", led: dict[object, User]) -> None:
    files = list(
        File.objects.filter(pk__in=led, closed_on=None).select_related("organisation", "team").order_by("number")
    )
    fields = {f.key for f in town.concept.fields_of_action}
    for (field, kind, words, language, ago), file in zip(GAPS, files[3:], strict=False):
        stay = file.person.stays.filter(until_on=None).first()
        row = Gap(file=file, organisation=file.organisation, team=file.team, on=town.today - timedelta(days=ago))
        values = {"field": field if field in fields else next(iter(fields)), "kind": kind, "words": words}
        rows.enter(row, values | {"language": language, "place": stay.district if stay else ""}, by=led[file.pk])
    team: Team | None = files[0].team if files else None
    for kind, ago, minutes, topic, partners, words in EXCHANGES if team else ():
        row = Exchange(organisation=team.organisation, team=team, on=town.today - timedelta(days=ago))  # type: ignore[assignment,union-attr]
        values = {"kind": kind, "minutes": minutes, "topic": topic, "partners": partners, "words": words}
        rows.enter(row, values, by=led[files[0].pk])  # type: ignore[type-var]
