"""What the demonstration shows of flats of one's own: households in both procedures, at every stage of them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, User, in_force
from lotse.accounts.permissions import Role
from lotse.cases.models import File
from lotse.concept.housing import procedure_for
from lotse.people.models import Benefit, Stay
from lotse.programmes import hearings, housing, housing_office
from lotse.programmes.models import HousingApplication, HousingOffer

if TYPE_CHECKING:
    from lotse.desk.demo import Town

FLATS = (
    "Am Anger 14, Wohnungsgesellschaft Havelland",
    "Gartenweg 3, private Vermieterin",
    "Bahnhofstraße 21, WBG Mittelmark",
)
SAID = {
    "german": "Verständigt sich im Alltag ohne Hilfe, liest einfache Briefe.",
    "waste": "Trennt Müll, erklärt es neu Zugezogenen.",
    "cleaning": "Küche und Waschraum werden ordentlich hinterlassen.",
    "day": "Bringt die Kinder jeden Morgen pünktlich weg und besucht den Kurs.",
    "money": "Teilt das Geld über den Monat ein, keine Schulden bekannt.",
}  # fmt: skip
DEVIATION = housing.Deviation(
    "Die Wohnung wäre sonst anderweitig vergeben worden.",
    "Die Zusicherung wird nachträglich beantragt; ob die Kaution übernommen wird, ist offen.",
)


def fill(town: "Town") -> None:
    """Only where the concept knows a procedure. In the order of the files: the same day gives the same people."""
    procedures, led = town.concept.housing_procedures, {file.pk: user for file, user in town.led()}
    clerk = next((user for user, role, _region in town.staff if role == Role.AUTHORITY), None)
    _body_in_lotse(town)
    stage = {"approval": 0, "assurance": 0}
    for opened in town.households if procedures else ():
        files = [f for f in opened if f.pk in led]
        if not files or (town.today - files[0].opened_on).days < 90 or _lives_alone(files[0], town.today):
            continue
        benefit = Benefit.objects.filter(person=files[0].person, until_on=None).first()
        procedure = procedure_for(procedures, benefit.system if benefit else None)
        if procedure is None or benefit is None:
            continue
        row = HousingApplication(file=files[0], benefit=benefit.system)
        values = {"procedure": procedure.key, "started_on": town.today - timedelta(days=62)}
        user = led[files[0].pk]
        housing.begin(row, values, also=files[1:], by=user)
        number = stage[procedure.opens_with]
        stage[procedure.opens_with] += 1
        if procedure.opens_with == "approval":
            approval(row, number % 4, town.today, user, clerk)
        else:
            _assurance(row, number % 4, town.today, user)


def _body_in_lotse(town: "Town") -> None:
    """The first body that is heard answers in Lotse; the others are asked on paper."""
    body = next((one for procedure in town.concept.housing_procedures for one in procedure.hearings), None)
    if body is None:
        return
    since = date(town.today.year - 2, 1, 1)
    there = accounts.add_organisation(body.title.de, kind=Organisation.Kind.CONSULTED, heard_as=body.key, by="demo")
    user = accounts.add_staff("ines@demo.example", "Ines Paulsen", there, from_on=since, by="demo")
    accounts.confirm_role(accounts.give_role(user, Role.CONSULTED, there, from_on=since, by="demo"), by="demo")


def _lives_alone(file: File, today: date) -> bool:
    """Nobody in a flat of their own looks for one."""
    return Stay.objects.filter(in_force(today), person=file.person_id, kind="own-flat").exists()


def _day(row: HousingApplication, does: str, on: date, by: User) -> None:
    housing.note_day(row, does, on, version=_version(row), by=by)


def _version(row: HousingApplication) -> int:
    return HousingApplication.objects.values_list("version", flat=True).get(pk=row.pk)


def approval(row: HousingApplication, stage: int, today: date, user: User, clerk: User | None) -> None:
    """A report being written; handed in and waiting too long; being heard; approved and looking for a flat."""
    values = {
        "written_on": today - timedelta(days=45), "summary": "Aus unserer Sicht spricht vieles dafür.",
        "client_words": "Ich wünsche mir mehr Ruhe für die Kinder.",
    }  # fmt: skip
    housing_office.write_report(row, values, SAID, qualification="Soziale Arbeit", version=0, by=user)
    if stage == 0 or clerk is None:
        return
    on = today - timedelta(days=40 if stage == 1 else 20)
    _day(row, "application", on, user)
    housing_office.hand_over_report(row, on, "consent", on, version=1, by=user)
    if stage == 1:
        return
    asked_on, due_on = today - timedelta(days=15), today - timedelta(days=1)
    hearings.ask_body(row, "immigration-office", asked_on, today + timedelta(days=3), by=clerk)
    hearings.ask_body(row, "health-department", asked_on, due_on, by=clerk)
    if stage == 2:
        return
    hearings.record_answer(row, "immigration-office", "none", today - timedelta(days=9), by=clerk)
    hearings.record_answer(row, "health-department", "none", today - timedelta(days=8), by=clerk)
    reason = "Die Familie führt seit langem einen eigenen Haushalt im Wohnheim."
    housing_office.decide(row, "approved", today - timedelta(days=6), reason, version=_version(row), by=clerk)
    _day(row, "search", today - timedelta(days=5), user)
    _offer(row, 0, today, user)


def _assurance(row: HousingApplication, stage: int, today: date, user: User) -> None:
    """An offer that waits too long; signed too early; just explained; assured and signed."""
    _day(row, "explained", today - timedelta(days=60), user)
    if stage == 2:
        return
    _day(row, "search", today - timedelta(days=55), user)
    housing.mark(row, "landlord", "", today - timedelta(days=30), "Besichtigung mit Begleitung", by=user)
    offer = _offer(row, stage, today, user, submitted_on=today - timedelta(days=12))
    costs = {"applied_on": today - timedelta(days=12), "answer": "", "answered_on": None}
    housing.record_cost(row, "deposit", costs, version=_version(row), by=user)
    if stage == 0:
        return
    if stage == 1:
        housing.sign_lease(row, today - timedelta(days=4), offer, deviation=DEVIATION, version=_version(row), by=user)
        return
    answered = {"answer": "assured", "answered_on": today - timedelta(days=3)}
    housing.change_offer(offer, answered, version=1, by=user)
    granted = costs | {"answer": "granted", "answered_on": today - timedelta(days=3)}
    housing.record_cost(row, "deposit", granted, version=_version(row), by=user)
    housing.sign_lease(row, today - timedelta(days=1), offer, version=_version(row), by=user)


def _offer(row: HousingApplication, number: int, today: date, user: User, **more: Any) -> HousingOffer:
    offer = HousingOffer(application=row)
    first = {
        "where": FLATS[number % len(FLATS)], "rent": Decimal("598.50") + 41 * number,
        "offered_on": today - timedelta(days=14 if more else 3),
    }  # fmt: skip
    housing.enter_offer(offer, first | more, by=user)
    return offer
