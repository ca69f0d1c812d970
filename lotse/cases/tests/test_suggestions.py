"""What Lotse suggests about a benefit: with its reasons, never entered by itself, gone once it has been answered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import residence
from lotse.cases.models import Answer, File
from lotse.people.models import Benefit, KeyDate
from tests.county import County

RULE = "analogous-after-36-months"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def person(file: File, user: User) -> str:
    return look(user, f"/akten/{file.pk}/person/")


def entered(county: County, on: date, *files: File) -> None:
    for file in files or (county.haidari[0],):
        residence.set_key_date(file, "entered-germany", on, by=county.sonja)


def asylblg_3_since_long(county: County) -> date:
    """Entered so that 36 months end yesterday: the day after, today, the suggestion holds."""
    yesterday = county.today - timedelta(days=1)
    return date(yesterday.year - 3, yesterday.month, yesterday.day)


@pytest.mark.requirement("P-28")
def test_after_thirty_six_months_lotse_suggests_with_the_law_and_fills_the_form(county: County) -> None:
    nadia = county.haidari[0]
    entered(county, asylblg_3_since_long(county))
    html = person(nadia, county.sonja)
    assert "Vorschlag: AsylbLG, Leistungen entsprechend SGB XII (§ 2) ab 23.11.2026" in html
    assert "Lotse schlägt vor, Sie entscheiden." in html
    for words in ("§ 2 Abs. 1 AsylbLG", "Einreise nach Deutschland 2023, zählt nicht", "36 Monate", "22.11.2023"):
        assert words in html
    form = look(county.sonja, f"/akten/{nadia.pk}/person/leistung/neu/?vorschlag={RULE}&leistung=asylblg-2")
    assert '<option value="asylblg-2" selected>' in form
    assert 'value="23.11.2026"' in form
    data = {"system": "asylblg-2", "from_on": "23.11.2026", "persons": [str(nadia.pk)]}
    client_of(county.sonja).post(f"/akten/{nadia.pk}/person/leistung/neu/", data)
    assert "Lotse schlägt vor" not in person(nadia, county.sonja)
    assert [(b.system, b.until_on) for b in nadia.person.benefits.order_by("from_on")] == [
        ("asylblg-3", date(2026, 11, 22)),
        ("asylblg-2", None),
    ]


@pytest.mark.requirement("P-28")
def test_nothing_is_entered_by_looking(county: County) -> None:
    entered(county, asylblg_3_since_long(county), *county.haidari)
    before = list(Benefit.objects.order_by("pk").values_list("pk", "system", "from_on", "until_on", "version"))
    for user in (county.sonja, county.ute):
        for address in ("/", f"/akten/{county.haidari[0].pk}/", f"/akten/{county.haidari[0].pk}/person/"):
            look(user, address)
        look(user, f"/akten/{county.haidari[0].pk}/person/leistung/neu/?vorschlag={RULE}&leistung=asylblg-2")
    assert list(Benefit.objects.order_by("pk").values_list("pk", "system", "from_on", "until_on", "version")) == before


def test_a_household_entered_once_is_suggested_for_once(county: County) -> None:
    day = asylblg_3_since_long(county)
    others = [str(f.pk) for f in county.haidari[1:]]
    address = f"/akten/{county.haidari[0].pk}/person/stichtage/"
    answer = client_of(county.sonja).post(
        address, {"entered-germany": f"{day:%d.%m.%Y}", "persons": others}, follow=True
    )
    assert "Die Stichtage sind gesichert." in answer.content.decode()
    assert KeyDate.objects.filter(kind="entered-germany", on=day).count() == 3
    heute = look(county.sonja, "/")
    assert heute.count("Vorschlag: AsylbLG") == 1
    assert "ab 23.11.2026, mit 2 weiteren Personen" in heute
    form = look(county.sonja, f"/akten/{county.haidari[0].pk}/person/leistung/neu/?vorschlag={RULE}&leistung=asylblg-2")
    assert form.count("checked") >= 3


def test_key_dates_of_a_household_of_others_and_of_the_future_are_refused(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/person/stichtage/"
    data = {"entered-germany": "01.02.2024", "persons": [str(county.tesfay[0].pk)]}
    assert client_of(county.sonja).post(address, data).status_code == 422
    answer = client_of(county.sonja).post(address, {"entered-germany": "24.11.2026"})
    assert "Dieser Tag liegt in der Zukunft" in answer.content.decode()
    assert not KeyDate.objects.exists()


def test_who_does_not_decide_sees_no_suggestion(county: County) -> None:
    entered(county, asylblg_3_since_long(county))
    for user in (county.heike, county.gerd, county.amir):
        html = person(county.haidari[0], user)
        assert "Vorschlag:" not in html, user.name
        assert "22.11.2023" in html, "the key date itself is a fact of the person"
        address = f"/akten/{county.haidari[0].pk}/person/vorschlag/{RULE}/"
        assert client_of(user).post(address, {"antwort": "later"}).status_code == 403


def answer(county: County, what: str, rule: str = RULE, file: File | None = None) -> Any:
    address = f"/akten/{(file or county.haidari[0]).pk}/person/vorschlag/{rule}/"
    return client_of(county.sonja).post(address, {"antwort": what}, follow=True)


def test_declined_it_stays_away_until_somebody_asks_for_it(county: County) -> None:
    entered(county, asylblg_3_since_long(county))
    answer(county, "not-applicable")
    html = person(county.haidari[0], county.sonja)
    assert "Lotse schlägt vor" not in html
    assert "trifft nicht zu" in html
    assert "Vorschlag: AsylbLG" not in look(county.sonja, "/")
    answer(county, "wieder")
    assert "Lotse schlägt vor" in person(county.haidari[0], county.sonja)


def test_put_off_it_comes_back(county: County) -> None:
    entered(county, asylblg_3_since_long(county))
    assert "Lotse fragt am 23.12.2026 wieder" in answer(county, "later").content.decode()
    assert "Lotse schlägt vor" not in person(county.haidari[0], county.sonja)
    row = Answer.objects.get(file=county.haidari[0])
    assert (row.topic, row.until_on) == (f"benefit-rule/{RULE}", date(2026, 12, 23))


def test_a_missing_day_is_asked_for_in_the_file_and_not_on_heute(county: County) -> None:
    html = person(county.haidari[0], county.sonja)
    assert "Stichtag fehlt: Einreise nach Deutschland" in html
    assert "Stichtag fehlt" not in look(county.sonja, "/")
    answer(county, "not-known")
    assert "Stichtag fehlt" not in person(county.haidari[0], county.sonja)


def test_an_unknown_rule_or_answer_is_not_found(county: County) -> None:
    assert answer(county, "later", rule="no-such-rule").status_code == 404
    assert answer(county, "yes").status_code == 404


def test_of_temporary_protection_lotse_asks_and_says_why_it_suggests_nothing(county: County) -> None:
    yonas = county.tesfay[0]
    row = yonas.person.statuses.get()
    facts = residence.StatusFacts("ae-24", row.from_on)
    residence.correct_status(yonas, row, facts, version=row.version, by=county.sonja)
    residence.record_benefit([yonas], residence.BenefitFacts("sgb-2", county.today), by=county.sonja)
    residence.set_key_date(yonas, "first-permit", date(2025, 5, 12), by=county.sonja)
    html = person(yonas, county.sonja)
    assert "Zu klären: Vorübergehender Schutz: Stichtag 31.03.2025" in html
    assert "ob es in Kraft ist, war bei Abfassung nicht zu klären" in html
    assert "In das Formular" not in html
    residence.set_key_date(yonas, "first-fiction", date(2025, 3, 31), by=county.sonja)
    assert "Zu klären" not in person(yonas, county.sonja)


def test_recognition_ends_the_asylblg_with_its_month_and_an_odd_benefit_is_pointed_out(county: County) -> None:
    html = person(county.tesfay[0], county.sonja)
    assert "Die Leistung passt nach der Liste nicht zum Aufenthaltsstatus." in html
    assert "SGB II, Grundsicherung für Arbeitsuchende oder SGB XII, Sozialhilfe ab" in html
    assert "Die Leistung passt" not in person(county.tesfay[0], county.heike)


def test_the_page_asks_no_more_with_a_long_history(county: County) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    nadia, client = county.haidari[0], client_of(county.sonja)
    entered(county, date(2024, 5, 1))

    def count() -> int:
        client.get(f"/akten/{nadia.pk}/person/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/akten/{nadia.pk}/person/")
        return len(found)

    def longer(rows: range) -> None:
        for n in rows:
            back = county.today - timedelta(days=30 + 10 * n)
            facts = residence.StatusFacts("duldung", back, conditions="Auflage")
            residence.record_status(nadia, facts, by=county.sonja)
            residence.record_benefit([nadia], residence.BenefitFacts("asylblg-3", back), by=county.sonja)

    longer(range(1, 2))
    few = count()
    longer(range(2, 20))
    assert count() == few


def test_the_head_of_the_file_says_it_in_one_line_to_who_may_decide(county: County) -> None:
    nadia = county.haidari[0]
    address, line = f"/akten/{nadia.pk}/", "Vorschlag: AsylbLG, Leistungen entsprechend SGB XII (§ 2) ab 23.11.2026"
    assert "Ansehen und entscheiden" not in look(county.sonja, address)
    entered(county, asylblg_3_since_long(county))
    for user, sees in ((county.sonja, True), (county.ute, True), (county.amir, False), (county.heike, False)):
        assert (line in look(user, address)) is sees, user
    assert "Ansehen und entscheiden" in look(county.sonja, address)
    client_of(county.sonja).post(f"/akten/{nadia.pk}/person/vorschlag/{RULE}/", {"antwort": "not-applicable"})
    assert line not in look(county.sonja, address)
