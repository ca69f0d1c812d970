"""What the tests of flats of one's own begin with: ways in both procedures, an offer, a report, both bodies heard."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from lotse.accounts.models import User
from lotse.cases import life
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.programmes import hearings
from lotse.programmes import housing as verbs
from lotse.programmes import housing_office as office
from lotse.programmes.models import HousingApplication, HousingOffer, SocialReport
from tests.county import County
from tests.world import TODAY

BODIES = ("immigration-office", "health-department")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def begin(
    county: County, procedure: str, file: File | None = None, *, also: tuple[int, ...] = ()
) -> HousingApplication:
    row = HousingApplication(file=file or county.haidari[0])
    values = {"procedure": procedure, "started_on": county.today - timedelta(days=20)}
    verbs.begin(row, values, also=[county.haidari[n] for n in also], by=county.sonja)
    return row


def now(row: HousingApplication) -> int:
    return HousingApplication.objects.values_list("version", flat=True).get(pk=row.pk)


def offer(row: HousingApplication, user: User, **values: Any) -> HousingOffer:
    made = HousingOffer(application=row)
    first = {"where": "Geheimweg 7", "rent": Decimal("600"), "offered_on": TODAY - timedelta(days=12)}
    verbs.enter_offer(made, first | values, by=user)
    return made


ASSURED = {"submitted_on": TODAY - timedelta(days=10), "answer": "assured", "answered_on": TODAY - timedelta(days=1)}


def of(row: HousingApplication, rest: str = "", file: File | None = None) -> str:
    return f"/akten/{(file or row.file).pk}/teilhabe/wohnung/{row.pk}/{rest}"


FLAT = Address("own-flat", "", "Uferweg", "2", "14542", "Werder (Havel)", "Werder (Havel)")


def move_in(county: County, files: list[File], on: date) -> None:
    life.move(files, "moved-to-own-flat", on, FLAT, by=county.sonja)


REPORT = {
    "version": "0", "written_on": "20.11.2026", "k-german": "Verständigt sich im Alltag", "k-waste": "Trennt Müll",
    "summary": "Kann allein wohnen", "client_words": "Ich möchte Ruhe für die Kinder",
}  # fmt: skip


def handed_over(county: County, row: HousingApplication, basis: str = "consent") -> SocialReport:
    said = {"german": "Geheim Deutsch", "waste": "Geheim Müll"}
    values = {"written_on": TODAY, "summary": "Geheim Summe", "client_words": "Geheim Person"}
    office.write_report(row, values, said, qualification="Soziale Arbeit", version=0, by=county.sonja)
    consent_on = TODAY if basis == "consent" else None
    office.hand_over_report(row, TODAY, basis, consent_on, version=1, by=county.sonja)
    return row.reports.get()


def apply(county: County, row: HousingApplication, days: int = 5) -> None:
    on = TODAY - timedelta(days=days)
    verbs.note_day(row, "application", on, version=now(row), by=county.sonja)


def hear(county: County, row: HousingApplication) -> None:
    for body in BODIES:
        hearings.ask_body(row, body, TODAY, by=county.heike)
        hearings.record_answer(row, body, "none", TODAY, "Geheim Antwort", by=county.heike)
