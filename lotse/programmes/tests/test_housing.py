"""A flat of one's own: the locked lease, moving in, rents, two people at once, *Heute*."""

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.cases.actions import Refused, close_file, correct_event
from lotse.cases.models import File
from lotse.cases.planning import Changed
from lotse.concept.housing import RentLimit
from lotse.programmes import hearings
from lotse.programmes import housing as verbs
from lotse.programmes.figures import moves_into_own_flat
from lotse.programmes.housing import Deviation
from lotse.programmes.housing_facts import way_of
from lotse.programmes.models import HousingApplication, HousingOffer
from lotse.programmes.tests.housing_world import (
    ASSURED,
    BODIES,
    apply,
    begin,
    client_of,
    get,
    move_in,
    now,
    of,
    offer,
)
from lotse.rulebook import access as rulebook
from tests.county import County
from tests.world import TODAY


# --- begun ------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-46")
def test_the_procedure_is_suggested_by_the_benefit_with_its_reason_and_a_person_may_choose(county: County) -> None:
    nadia, omid, _laila = county.haidari
    address = f"/akten/{nadia.pk}/teilhabe/wohnung/neu/"
    html = get(county.sonja, address)
    assert "Vorgeschlagen nach der geltenden Leistung" in html and "AsylbLG, Grundleistungen" in html
    assert 'value="approval"' in html and "checked" in html
    data = {"version": "1", "procedure": "assurance", "started_on": "20.11.2026", "also": [str(omid.pk)]}
    assert client_of(county.sonja).post(address, data).status_code == 302
    row = HousingApplication.objects.get()
    assert (row.procedure, row.benefit) == ("assurance", "asylblg-3")
    for file in (nadia, omid):
        assert "Auszug aus dem Übergangswohnheim" in get(county.sonja, f"/akten/{file.pk}/teilhabe/")
    assert "begonnen" in get(county.sonja, f"/akten/{nadia.pk}/?art=teilhabe")
    assert client_of(county.sonja).get(of(row, file=county.haidari[2])).status_code == 404


def test_what_was_typed_comes_back_with_the_errors(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/teilhabe/wohnung/neu/"
    answer = client_of(county.sonja).post(address, {"version": "1", "started_on": "31.11.2026", "words": "ab Mai"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "31.11.2026" in html and "ab Mai" in html
    assert "Bitte auswählen, welches Verfahren gilt." in html


def test_a_stranger_does_not_move_along(county: County) -> None:
    address = f"/akten/{county.haidari[0].pk}/teilhabe/wohnung/neu/"
    data = {"version": "1", "procedure": "assurance", "started_on": "20.11.2026", "also": [str(county.tesfay[0].pk)]}
    assert client_of(county.sonja).post(address, data).status_code == 422


# --- first the assurance ----------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-46")
@pytest.mark.requirement("P-47")
@pytest.mark.requirement("P-48")
@pytest.mark.requirement("P-49")
@pytest.mark.requirement("P-50")
def test_from_the_explanation_to_the_lease(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    client = client_of(county.sonja)

    def send(rest: str, **data: str) -> int:
        return client.post(of(row, rest), {"version": str(now(row)), **data}).status_code

    assert send("schritt/explained/", on="05.11.2026") == 302
    assert send("schritt/search/", on="06.11.2026") == 302
    assert send("eintrag/vermieter/", on="09.11.2026", words="Besichtigung") == 302
    assert "Begleitung zum Vermieter am 09.11.2026" in get(county.sonja, of(row))
    html = get(county.sonja, of(row))
    assert "gesperrt" in html and "Die schriftliche Zusicherung der Kosten fehlt noch" in html
    assert "Erst nach positiver Entscheidung" in html  # the sentence itself

    assert send("angebot/neu/", where="Uferweg 2, WBG", rent="612,40", offered_on="10.11.2026") == 302
    made = HousingOffer.objects.get()
    assert made.where == "Uferweg 2, WBG"
    first = {"where": "Uferweg 2", "offered_on": "10.11.2026", "submitted_on": "11.11.2026"}
    assert send(f"angebot/{made.pk}/", version="1", **first) == 302
    assert send("kosten/deposit/", applied_on="11.11.2026") == 302
    assert send("kosten/moving/", applied_on="11.11.2026") == 302

    # locked: without a reason nothing is recorded
    assert send("schritt/lease/", on="20.11.2026", offer=str(made.pk)) == 422
    row.refresh_from_db()
    assert row.lease_on is None
    answer = {"answer": "assured", "answered_on": "18.11.2026"}
    assert send(f"angebot/{made.pk}/", version="2", **first, **answer) == 302
    assert "Beantragt und noch nicht zugesichert: Mietkaution." in get(county.sonja, of(row))
    assert send("schritt/lease/", on="20.11.2026", offer=str(made.pk)) == 422  # the deposit was applied for
    assert send("kosten/deposit/", applied_on="11.11.2026", answer="granted", answered_on="19.11.2026") == 302
    assert "gesperrt</span>" not in get(county.sonja, of(row)).partition("schritt-move")[0]
    assert send("schritt/lease/", on="20.11.2026", offer=str(made.pk)) == 302
    row.refresh_from_db()
    assert row.lease_on == date(2026, 11, 20) and not row.deviations.exists()


@pytest.mark.requirement("P-50")
def test_a_lease_signed_too_early_is_a_deviation_with_reason_and_consequence(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    client, data = client_of(county.sonja), {"version": "1", "on": "20.11.2026", "offer": ""}
    answer = client.post(of(row, "schritt/lease/"), data | {"reason": "Vermieter drängte"})
    html = answer.content.decode()
    assert answer.status_code == 422 and "Vermieter drängte" in html and "nur als Abweichung festgehalten" in html
    done = client.post(of(row, "schritt/lease/"), data | {"reason": "Vermieter drängte", "consequence": "Kosten offen"})
    assert done.status_code == 302
    html = get(county.sonja, of(row))
    assert "Abweichung vom 20.11.2026" in html and "Vermieter drängte" in html and "Kosten offen" in html
    assert "als Abweichung" in get(county.sonja, f"/akten/{row.file.pk}/teilhabe/")
    assert row.deviations.get().missing == "assurance:"
    made = offer(row, county.sonja, **ASSURED)  # it stays what it was, whatever is assured later
    late = {"version": str(now(row)), "on": "20.11.2026", "offer": str(made.pk)}
    assert client.post(of(row, "schritt/lease/"), late).status_code == 302 and row.deviations.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, consequence FROM programmes_housingdeviation")
        assert not any(b"Kosten" in bytes(one) or b"Vermieter" in bytes(one) for one in cursor.fetchone())
    assert client.post(of(row, "schritt/lease/"), {"step": "entfernen"}).status_code == 302
    assert not row.deviations.exists()


@pytest.mark.requirement("P-50")
def test_another_flat_than_the_assured_one_is_no_way_around(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    offer(row, county.sonja, **ASSURED)
    other = offer(row, county.sonja, where="Woanders")
    for chosen in (other, None):
        with pytest.raises(verbs.Shut):
            verbs.sign_lease(row, TODAY, chosen, version=now(row), by=county.sonja)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(("offer", "assure", "refuse", "deposit", "grant", "withdraw", "lease", "take-back", "other")),
        st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.requirement("P-50")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_no_order_of_actions_leaves_a_lease_without_assurance_or_deviation(
    county: County, actions: list[tuple[str, bool]]
) -> None:
    by, row = county.sonja, begin(county, "assurance", county.tesfay[0])
    for what, deviates in actions:
        flats = list(row.offers.order_by("pk"))
        way = way_of(HousingApplication.objects.get(pk=row.pk))
        open_ = {one.pk: not way.missing("lease", [one]) for one in flats}
        deviated = row.deviations.exists()
        try:
            _act(row, what, flats, Deviation("Grund", "Folge") if deviates else None, by)
        except Refused:
            continue
        row.refresh_from_db()
        if what in ("lease", "other") and row.lease_on:
            was_open = what == "lease" and bool(flats) and open_[flats[0].pk]
            assert row.deviations.filter(step="lease").exists() == (deviated or not was_open)


def _act(row: HousingApplication, what: str, flats: list[HousingOffer], deviation: Deviation | None, by: User) -> None:
    cost = {"applied_on": TODAY, "answer": "", "answered_on": None}
    if what == "offer":
        offer(row, by)
    elif what in ("assure", "refuse") and flats:
        answer = {"answer": "assured" if what == "assure" else "refused", "submitted_on": TODAY, "answered_on": TODAY}
        verbs.change_offer(flats[0], answer, version=flats[0].version, by=by)
    elif what in ("deposit", "grant", "withdraw"):
        answers = {"deposit": {}, "grant": {"answer": "granted", "answered_on": TODAY},
                   "withdraw": {"answer": "withdrawn", "answered_on": TODAY}}  # fmt: skip
        verbs.record_cost(row, "deposit", cost | answers[what], version=now(row), by=by)
    elif what == "take-back":
        verbs.take_back_lease(row, version=now(row), by=by)
    elif what in ("lease", "other"):
        chosen = flats[0] if what == "lease" and flats else None
        verbs.sign_lease(row, TODAY, chosen, deviation=deviation, version=now(row), by=by)


# --- moving in --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-51")
def test_the_five_registrations_from_the_day_of_moving_in(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    client, moved = client_of(county.sonja), county.today - timedelta(days=3)
    html = get(county.sonja, of(row))
    assert "Das beginnt mit dem Tag des Einzugs." in html
    early = {"on": "21.11.2026", "words": ""}
    assert client.post(of(row, "eintrag/residents/"), early).status_code == 422
    move_in(county, county.tesfay, moved)
    html = get(county.sonja, of(row))
    for body in ("Einwohnermeldeamt", "Ausländerbehörde", "Fachdienst Soziales und Wohnen", "Jobcenter", "Energie"):
        assert body in html.partition("schritt-registrations")[2]
    assert "0 von 5 erledigt" in html
    assert client.post(of(row, "eintrag/residents/"), {"on": "19.11.2026"}).status_code == 422  # before moving in
    for body in ("residents", "immigration-office", "social-office", "jobcenter", "energy"):
        assert client.post(of(row, f"eintrag/{body}/"), {"on": "23.11.2026"}).status_code == 302
    assert "alle erledigt" in get(county.sonja, of(row))
    mark = row.marks.get(item="energy")
    assert client.post(of(row, f"eintrag/{mark.pk}/weg/")).status_code == 302
    assert "4 von 5 erledigt" in get(county.sonja, of(row))


@pytest.mark.requirement("P-118")
def test_after_the_move_the_end_of_counselling_near_the_hostel_is_announced_and_the_file_goes_on(
    county: County,
) -> None:
    yonas = county.tesfay[0]  # recognised
    row = begin(county, "assurance", yonas)
    move_in(county, [yonas], date(2026, 11, 19))
    html = get(county.sonja, of(row))
    assert "Freitag, 19.02.2027" in html and "der Fachberatungsdienst geht weiter" in html
    yonas.refresh_from_db()
    assert yonas.is_open and yonas.person.stays.get(until_on=None).street == "Uferweg"
    nadia = county.haidari[0]  # not recognised: nothing ends
    other = begin(county, "approval", nadia)
    move_in(county, [nadia], date(2026, 11, 19))
    assert "endet mit dem Umzug kein Leistungsbaustein" in get(county.sonja, of(other))


@pytest.mark.requirement("P-152")
def test_moves_into_a_flat_of_ones_own_are_counted_by_people_and_households(county: County) -> None:
    files, month = File.objects.all(), (date(2026, 11, 1), date(2026, 11, 30))
    assert moves_into_own_flat(files, *month) == (0, 0)
    move_in(county, county.haidari, date(2026, 11, 9))
    move_in(county, county.tesfay, date(2026, 11, 30))
    assert moves_into_own_flat(files, *month) == (4, 2)
    assert moves_into_own_flat(files, date(2026, 11, 10), date(2026, 11, 30)) == (1, 1)
    assert moves_into_own_flat(files.filter(pk=county.haidari[0].pk), *month) == (1, 1)
    correct_event(county.tesfay[0].events.get(kind="moved-to-own-flat"), None, by=county.sonja)
    assert moves_into_own_flat(files, *month) == (3, 1)


# --- rents ------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("P-44")
def test_the_rent_is_compared_with_the_limit_for_the_household_and_bars_nothing(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begin(county, "assurance", also=(1, 2))
    offer(row, county.sonja, rent=Decimal("700.50"))
    assert "Keine Mietgrenzen hinterlegt" in get(county.sonja, of(row))
    concept = rulebook.get(row.concept)
    limits = tuple(RentLimit(date(2026, 1, 1), n, Decimal(200 * n)) for n in (1, 2, 3))
    table = dataclasses.replace(concept.rent_tables[0], limits=limits)
    changed = dataclasses.replace(concept, rent_tables=(table,))
    monkeypatch.setattr(rulebook, "get", lambda _key: changed)
    html = get(county.sonja, of(row))
    assert "100,50 € über der Grenze von 600,00 €" in html and "Haushaltsgröße 3" in html
    assert "Grenze für 3 Personen: 600,00 €" in get(county.sonja, of(row, "angebot/neu/"))


# --- two people, closed files, ended ----------------------------------------------------------------------------------
def test_two_people_at_one_step(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    verbs.note_day(row, "explained", TODAY, version=1, by=county.ute)
    data = {"version": "1", "on": "20.11.2026"}
    answer = client_of(county.sonja).post(of(row, "schritt/explained/"), data)
    html = answer.content.decode()
    assert answer.status_code == 409 and "20.11.2026" in html and "23.11.2026" in html
    with pytest.raises(Changed):
        verbs.sign_lease(row, TODAY, None, version=1, by=county.sonja)


def test_once_it_is_over_no_step_is_taken_and_what_was_handed_in_is_not_removed(county: County) -> None:
    row = begin(county, "approval")
    apply(county, row)
    with pytest.raises(Refused):
        verbs.remove_housing(row, by=county.sonja)
    data = {"version": str(now(row)), "procedure": "approval", "started_on": "03.11.2026", "ended_on": "23.11.2026"}
    client = client_of(county.sonja)
    assert client.post(of(row), data).status_code == 422  # an end has its reason
    assert client.post(of(row), data | {"end_reason": "withdrawn"}).status_code == 302
    assert "möchte nicht mehr umziehen" in get(county.sonja, of(row))
    assert client.get(of(row, "angebot/neu/")).status_code == 302
    with pytest.raises(Refused):
        hearings.ask_body(row, BODIES[0], TODAY, by=county.heike)


def test_nothing_is_entered_in_a_closed_file(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    close_file(county.tesfay[0], TODAY, "other", by=county.ute)
    assert client_of(county.sonja).get(of(row)).status_code == 200
    assert client_of(county.sonja).get(of(row, "schritt/lease/")).status_code == 302
    row.file.refresh_from_db()
    with pytest.raises(Refused):
        verbs.note_day(row, "explained", TODAY, version=1, by=county.sonja)


def test_entered_by_mistake_it_goes(county: County) -> None:
    row = begin(county, "assurance", county.tesfay[0])
    assert client_of(county.sonja).post(of(row), {"step": "entfernen"}).status_code == 302
    assert not HousingApplication.objects.exists()


# --- many rows --------------------------------------------------------------------------------------------------------
def test_as_many_questions_for_one_as_for_forty(county: County) -> None:
    def count(user: User, address: str) -> int:
        client = client_of(user)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    row = begin(county, "assurance")
    verbs.mark(row, "landlord", "", TODAY, "mit Amir", by=county.amir)
    offer(row, county.sonja)
    pages = [
        (county.sonja, of(row)), (county.sonja, f"/akten/{row.file.pk}/teilhabe/"),
        (county.sonja, f"/akten/{row.file.pk}/"), (county.sonja, "/"), (county.heike, "/wohnungsantraege/"),
    ]  # fmt: skip
    first = begin(county, "approval", also=(1,))
    apply(county, first, 40)
    before = [count(user, address) for user, address in pages]
    for _n in range(39):
        verbs.mark(row, "landlord", "", TODAY, "mit Amir", by=county.amir)
        offer(row, county.sonja, submitted_on=TODAY - timedelta(days=11))
        apply(county, begin(county, "approval", also=(1, 2)), 40)
    assert [count(user, address) for user, address in pages] == before


# --- Heute ------------------------------------------------------------------------------------------------------------
def test_what_waits_too_long_comes_up_on_the_start_page_with_its_reason(county: County) -> None:
    decided = begin(county, "approval", also=(1, 2))
    verbs.change_housing(
        decided, {"started_on": TODAY - timedelta(days=60)}, also=[], without=[], version=1, by=county.sonja
    )
    apply(county, decided, 27)
    assert "ohne Entscheidung" not in get(county.sonja, "/")
    verbs.note_day(decided, "application", TODAY - timedelta(days=28), version=now(decided), by=county.sonja)
    html = get(county.sonja, "/")
    assert html.count("Antrag auf Umzug in eigenen Wohnraum seit 28 Tagen ohne Entscheidung") >= 1
    assert "Die Quelle nennt keine Tage" in html and "mit 2 weiteren Personen" in html
    assert "ohne Entscheidung" not in get(county.pavel, "/")

    waits = begin(county, "assurance", county.tesfay[0])
    made = offer(waits, county.sonja, submitted_on=TODAY - timedelta(days=6))
    assert "ohne Zusicherung" not in get(county.sonja, "/")
    verbs.change_offer(made, {"submitted_on": TODAY - timedelta(days=7)}, version=1, by=county.sonja)
    assert "seit 7 Tagen ohne Zusicherung" in get(county.sonja, "/")
    verbs.change_offer(made, {"answer": "assured", "answered_on": TODAY}, version=2, by=county.sonja)
    assert "ohne Zusicherung" not in get(county.sonja, "/")
    move_in(county, county.tesfay, TODAY - timedelta(days=2))
    assert "nach dem Einzug noch offen: 5 Meldungen" in get(county.sonja, "/")
