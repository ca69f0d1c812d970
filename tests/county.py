"""A second world beside `world`: a county of one region, one provider and a concept without a welcome service.

Sonja works on the Haidari household in its hostel, in tandem with Amir, and on Yonas Tesfay; Pavel works on nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from lotse.accounts import actions as accounts
from lotse.accounts.models import Organisation, Team, User
from lotse.accounts.permissions import Role
from lotse.cases import actions as cases
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.cases.persons import add_language
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.rulebook import actions as rulebook
from tests.world import TODAY, make_staff

CONCEPT = "potsdam-mittelmark/2017-01-01"
REGION = "potsdam-mittelmark"


@dataclass
class County:
    today: date
    office: Organisation
    provider: Organisation
    team: Team
    sonja: User  # social worker, works on Haidari and Tesfay
    pavel: User  # social worker of the same team, works on nothing
    amir: User  # companion, in tandem with Sonja on both
    ute: User  # coordinator
    gerd: User  # manager of the provider
    heike: User  # clerk of the office
    dagmar: User  # data protection
    knut: User  # administrator
    haidari: list[File]  # Nadia, Omid, Laila
    tesfay: list[File]  # Yonas

    def staff(self) -> dict[str, User]:
        names = "sonja pavel amir ute gerd heike dagmar knut"
        return {name: getattr(self, name) for name in names.split()}


def build(today: date = TODAY) -> County:
    since = date(2025, 1, 1)
    accounts.found_installation(is_demo=False, by="test")
    rulebook.adopt(CONCEPT, since, by="test")
    office = accounts.add_organisation("Landratsamt", kind=Organisation.Kind.AUTHORITY, by="test")
    provider = accounts.add_organisation("Fährhaus Mittelmark e. V.", by="test")
    team = accounts.team_in(provider, REGION, "Fährhaus Landkreis", from_on=since, by="test")
    staff = partial(make_staff, since)
    people = {
        "sonja": staff("Sonja Krüger", provider, Role.SOCIAL_WORKER, team, fte=Decimal(1), languages=("en", "ru")),
        "pavel": staff("Pavel Novotny", provider, Role.SOCIAL_WORKER, team, fte=Decimal("0.75"), languages=("ru",)),
        "amir": staff("Amir Sadat", provider, Role.COMPANION, team, fte=Decimal("0.5"), languages=("prs", "fa")),
        "ute": staff("Ute Lehmann", provider, Role.COORDINATOR, team, fte=Decimal("0.5")),
        "gerd": staff("Gerd Wolter", provider, Role.MANAGER),
        "heike": staff("Heike Schulze", office, Role.AUTHORITY),
        "dagmar": staff("Dagmar Richter", office, Role.DATA_PROTECTION),
        "knut": staff("Knut Behrens", office, Role.ADMINISTRATOR),
    }

    def household(day: date, address: Address, *persons: NewPerson) -> list[File]:
        return open_households([NewHousehold(persons, "assigned", day, address)], holder=office, today=day, by="test")

    hostel = Address("uewh", "ÜWH Am Mühlgraben", postcode="14806", place="Bad Belzig", district="Bad Belzig")
    year = today.year
    asylum = {"status": "aufenthaltsgestattung", "benefit": "asylblg-3", "nationality": "AF", "contact_language": "prs"}
    haidari = household(
        today - timedelta(days=21),
        hostel,
        NewPerson("Haidari", "Nadia", "نادیه حیدری", (year - 34, 2, 11), "female", needs_interpreter=True,
                  aktenzeichen="PM-3001", relation="head", phone="033841 555301", **asylum),
        NewPerson("Haidari", "Omid", "", (year - 9, 6, 3), "male", aktenzeichen="PM-3002", relation="child", **asylum),
        NewPerson("Haidari", "Laila", "", (year - 4, 9, 20), "female", aktenzeichen="PM-3003", relation="child",
                  **asylum),
    )  # fmt: skip
    flat = Address("own-flat", "", "Lindenstraße", "12", "14542", "Werder (Havel)", "Werder (Havel)")
    tesfay = household(
        today - timedelta(days=200),
        flat,
        NewPerson("Tesfay", "Yonas", "ዮናስ ተስፋይ", (year - 28, 4, 8), "male", "ER", "ti", True, aktenzeichen="PM-3004",
                  relation="head", status="ae-25-2-refugee", benefit="asylblg-3", phone="03327 555302"),
    )  # fmt: skip
    add_language(tesfay[0], "de", "A1", by=people["sonja"])
    for files in (haidari, tesfay):
        cases.allocate(
            files, people["sonja"], companion=people["amir"], team=team, from_on=files[0].opened_on, by=people["ute"]
        )
    return County(today, office, provider, team, **people, haidari=haidari, tesfay=tesfay)
