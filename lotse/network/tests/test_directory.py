"""The directory: entered once for all, found by kind, language and place, kept up to date, closed and not removed."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.concept.load import load_concept
from lotse.concept.partners import kinds_of
from lotse.network import actions as verbs
from lotse.network.models import Offer, Partner, PartnerContact, PartnerLanguage
from lotse.network.search import Wanted, partners, wanted_of
from lotse.network.shown import running_offers
from lotse.rulebook import access as rulebook
from tests.county import County
from tests.world import TODAY, World

LIST = "/verzeichnis/"
CONCEPT = load_concept("dresden/2019-07-01")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, answer.status_code
    html: str = answer.content.decode()
    return html


def said(**more: Any) -> dict[str, Any]:
    names = (
        "street", "postcode", "place", "where", "way", "phone", "email", "website", "hours", "services", "bring",
        "wheelchair", "interpreter", "note", "closed_on",
    )  # fmt: skip
    return dict.fromkeys(names, "") | {
        "version": "1", "kind": "practice", "name": "Praxis Dr. Rostami", "checked_on": "23.11.2026",
    } | more  # fmt: skip


def make(name: str = "Praxis am Anger", *, languages: tuple[str, ...] = (), specialities: tuple[str, ...] = (),
         **values: Any) -> Partner:  # fmt: skip
    told = {"kind": "practice", "name": name, "checked_on": TODAY} | values
    return verbs.save_partner(
        Partner(), told, languages=languages, specialities=specialities, version=1, by="test"
    )  # fmt: skip


def found(page: str) -> list[str]:
    """The names in the list, in their order."""
    return re.findall(r'role="rowheader"><a [^>]*><bdi>(.*?)</bdi>', page)


@pytest.mark.requirement("P-127", "P-162")
def test_a_partner_says_where_it_is_when_it_is_open_what_it_does_and_how_one_comes_to_it(world: World) -> None:
    typed = said(
        street="Ahornweg 3", postcode="01157", place="Musterstadt", where="west/cotta", way="Haltestelle vor der Tür",
        phone="0351 555 12", email="praxis@example.org", website="www.example.org", hours="Mo 8–12\nDi 14–18",
        services="Hausärztliche Versorgung", by_appointment="on", needs_referral="on", bring="Gesundheitskarte",
        languages=["fa", "prs"], specialities=["general"], wheelchair="yes", interpreter="on-request",
        note="Vormittags anrufen.",
    )  # fmt: skip
    assert client_of(world.miriam).post(f"{LIST}neu/", typed).status_code == 302
    row = Partner.objects.get()
    contact = {"version": "1", "name": "Frau Ahorn", "task": "Anmeldung", "phone": "0351 555 13", "email": ""}
    assert client_of(world.jens).post(f"{LIST}{row.pk}/person/neu/", contact).status_code == 302
    page = get(world.olga, f"{LIST}{row.pk}/")
    for words in (
        "Arztpraxis: Allgemeinmedizin, Hausarzt", "Ahornweg 3, 01157 Musterstadt", "Cotta", "Haltestelle vor der Tür",
        "0351 555 12", "praxis@example.org", 'href="https://www.example.org"', "Mo 8–12\nDi 14–18",
        "Hausärztliche Versorgung", "nur mit Termin, Überweisung oder Zuweisung nötig", "Gesundheitskarte",
        "Dari, Farsi", "stufenlos erreichbar", "nach Anmeldung", "Vormittags anrufen.", "Frau Ahorn", "Anmeldung",
        "0351 555 13", "Geprüft am 23.11.2026.",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.requirement("P-72", "W-09")
def test_doctors_are_found_by_speciality_language_and_region_and_words_in_any_order(world: World) -> None:
    make("Zahnärztin Noori", languages=("prs", "fa"), specialities=("dentistry",), region="west", district="cotta")
    make("Zahnarzt Müller", languages=("en",), specialities=("dentistry",), region="west", district="cotta")
    make("Hausarzt Rostami", languages=("fa",), specialities=("general",), region="mitte")
    make("Beratung am Ort", kind="local-service", languages=("fa",), region="west")
    assert found(get(world.miriam, f"{LIST}?gruppe=health&fach=dentistry&sprache=fa&region=west")) == [
        "Zahnärztin Noori"
    ]
    assert found(get(world.miriam, f"{LIST}?sprache=fa&region=west")) == ["Beratung am Ort", "Zahnärztin Noori"]

    def typed(words: str, user: User = world.miriam) -> list[str]:
        return found(client_of(user).post(LIST, {"q": words}).content.decode())

    assert typed("farsi ZAHNARZT cotta") == ["Zahnärztin Noori"]
    assert typed("mueller", world.ada) == ["Zahnarzt Müller"], "however the umlaut is written, and for who reads only"
    assert typed("Dienst") == ["Beratung am Ort"], "a kind by one of its names"
    assert typed("%") == typed("") and len(typed("")) == 4
    assert typed("nirgends") == []


@pytest.mark.requirement("P-164", "N-11", "W-09", "W-23")
def test_the_kinds_of_partners_come_from_the_concepts() -> None:
    kinds = {kind.key: kind for kind in CONCEPT.federal.partner_kinds}
    for requirement, keys in {
        "P-164": {"migrant-organisation"}, "N-11": {"welcome-alliance", "initiative", "volunteers", "company"},
        "W-09": {"local-service"},
        "W-23": {"benefits-office", "youth-services", "parenting-advice", "advice-old-age"},
        "P-72": {"practice"},
    }.items():  # fmt: skip
        assert {key for key, kind in kinds.items() if requirement in kind.source.ids} == keys, requirement
    assert "practice" in kinds_of(CONCEPT.federal.partner_kinds, "health")


@pytest.mark.requirement("P-164", "N-11")
@pytest.mark.parametrize(
    ("kind", "title"),
    [("migrant-organisation", "Migrantenorganisation"), ("welcome-alliance", "Willkommensbündnis"),
     ("initiative", "Initiative"), ("company", "Unternehmen"), ("volunteers", "Ehrenamtliche")],
)  # fmt: skip
def test_partners_of_every_kind_are_entered_and_found_by_it(county: County, kind: str, title: str) -> None:
    assert client_of(county.sonja).post(f"{LIST}neu/", said(kind=kind, name="Haus der Begegnung")).status_code == 302
    assert title in get(county.sonja, f"{LIST}?art={kind}")
    assert found(client_of(county.sonja).post(LIST, {"q": title}).content.decode()) == ["Haus der Begegnung"]


def test_who_keeps_it_and_who_only_reads(world: World) -> None:
    row = make()
    for name, user in world.staff().items():
        client, keeps = client_of(user), name in ["miriam", "lena", "katrin", "theo", "olga", "bernd", "jens"]
        page = client.get(f"{LIST}{row.pk}/").content.decode()
        assert ("Angebot eintragen" in page) == ("Ändern" in page) == keeps, name
        status = client.post(f"{LIST}{row.pk}/aendern/", said(version=str(row.version))).status_code
        assert status == (302 if keeps else 403), name
        row.refresh_from_db()


def test_two_who_save_both_keep_their_words(world: World) -> None:
    row = make(languages=("fa",))
    assert (
        client_of(world.miriam).post(f"{LIST}{row.pk}/aendern/", said(phone="111", languages=["fa"])).status_code == 302
    )
    answer = client_of(world.olga).post(f"{LIST}{row.pk}/aendern/", said(phone="222", languages=["fa", "en"]))
    page = answer.content.decode()
    assert answer.status_code == 409 and "111" in page and 'value="222"' in page
    row.refresh_from_db()
    assert row.phone == "111" and set(row.languages.values_list("language", flat=True)) == {"fa"}


def test_a_form_with_errors_keeps_what_was_typed(world: World) -> None:
    typed = said(name="", services="Impfungen", checked_on="31.12.2026", email="falsch", languages=["fa"])
    answer = client_of(world.miriam).post(f"{LIST}neu/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Bitte den Namen angeben." in page and "liegt in der Zukunft" in page
    assert "Impfungen" in page and 'value="falsch"' in page and not Partner.objects.exists()


def test_no_address_leads_out_of_the_browser(world: World) -> None:
    answer = client_of(world.miriam).post(f"{LIST}neu/", said(website="javascript:alert(1)"))
    assert answer.status_code == 422 and not Partner.objects.exists()


def test_after_a_year_it_is_to_be_checked_and_one_click_says_that_it_holds(world: World) -> None:
    old = make("Lange her", checked_on=TODAY - timedelta(days=366))
    make("Genau ein Jahr", checked_on=TODAY - timedelta(days=365))
    page = get(world.miriam, f"{LIST}?alt=1")
    assert found(page) == ["Lange her"] and "lange nicht geprüft" in page
    assert "über ein Jahr her" in get(world.miriam, f"{LIST}{old.pk}/")
    assert client_of(world.miriam).post(f"{LIST}{old.pk}/geprueft/").status_code == 302
    old.refresh_from_db()
    assert old.checked_on == TODAY and found(get(world.miriam, f"{LIST}?alt=1")) == []


def test_a_closed_one_is_out_of_the_way_and_not_gone(world: World) -> None:
    row = make("War einmal", closed_on=TODAY)
    make("Schließt bald", closed_on=TODAY + timedelta(days=1))
    assert found(get(world.miriam, LIST)) == ["Schließt bald"]
    assert found(get(world.miriam, f"{LIST}?alle=1")) == ["Schließt bald", "War einmal"]
    assert "Diese Stelle ist geschlossen seit 23.11.2026." in get(world.miriam, f"{LIST}{row.pk}/")


def test_an_offer_with_whom_it_is_for_languages_waiting_time_and_costs(world: World) -> None:
    row = make("Kompass", kind="language-school")
    typed = {
        "version": "1", "title": "Kurs mit Kinderbetreuung", "for_whom": "Eltern", "languages": ["ar"],
        "waiting_time": "acht Wochen", "costs": "kostenlos", "words": "", "from_on": "", "until_on": "31.12.2026",
    }  # fmt: skip
    assert client_of(world.olga).post(f"{LIST}{row.pk}/angebot/neu/", typed).status_code == 302
    offer = Offer.objects.get()
    page = get(world.ada, f"{LIST}{row.pk}/")
    for words in ("Kurs mit Kinderbetreuung", "Eltern", "Arabisch", "Wartezeit: acht Wochen", "Kosten: kostenlos"):
        assert words in page
    assert found(client_of(world.miriam).post(LIST, {"q": "kinderbetreuung"}).content.decode()) == ["Kompass"]
    assert found(get(world.miriam, f"{LIST}?sprache=ar")) == ["Kompass"], "nobody there but the course speaks it"
    assert running_offers("kompass kurs", TODAY) == [(offer.pk, "Kurs mit Kinderbetreuung (Kompass)")]
    assert running_offers("kompass kurs", date(2027, 1, 1)) == []
    verbs.save_offer(Offer(partner=row), {"title": "Frühstück"}, languages=[], version=1, by="test")
    assert len(running_offers("kurs", TODAY)) == 1, "not the other offers of the same partner"
    assert len(running_offers("kompass", TODAY)) == 2
    wrong = client_of(world.olga).post(f"{LIST}{row.pk}/angebot/neu/", typed | {"from_on": "01.01.2027"})
    assert wrong.status_code == 422 and "vor dem Beginn" in wrong.content.decode()
    assert (
        client_of(world.miriam).get(f"{LIST}angebot/{offer.pk}/")["Location"] == f"{LIST}{row.pk}/#angebot-{offer.pk}"
    )


def test_what_a_help_plan_names_is_closed_and_not_removed(world: World) -> None:
    row = make()
    offer = verbs.save_offer(Offer(partner=row), {"title": "Gruppe"}, languages=[], version=1, by="test")
    client = client_of(world.miriam)
    before = WriteLog.objects.filter(table_name="network_offer").count()
    with verbs.as_actor("test", "name_offer"):
        verbs.name_offer(offer.pk)
    assert WriteLog.objects.filter(table_name="network_offer").count() == before, "it would say whose plan names it"
    assert client.post(f"{LIST}{row.pk}/entfernen/").status_code == 302
    assert client.post(f"{LIST}{row.pk}/angebot/{offer.pk}/", {"step": "entfernen"}).status_code == 302
    assert Offer.objects.filter(pk=offer.pk).exists()
    other = make("Versehen")
    verbs.save_contact(PartnerContact(partner=other), {"name": "Frau Ahorn"}, version=1, by="test")
    assert client.post(f"{LIST}{other.pk}/entfernen/").status_code == 302
    assert not Partner.objects.filter(pk=other.pk).exists() and not PartnerContact.objects.exists()


def test_somebody_of_another_partner_is_not_reached_through_it(world: World) -> None:
    here, there = make("Hier"), make("Dort")
    contact = verbs.save_contact(PartnerContact(partner=there), {"name": "Frau Ahorn"}, version=1, by="test")
    offer = verbs.save_offer(Offer(partner=there), {"title": "Gruppe"}, languages=[], version=1, by="test")
    for address in (f"person/{contact.pk}/", f"angebot/{offer.pk}/"):
        assert client_of(world.miriam).get(f"{LIST}{here.pk}/{address}").status_code == 404
        assert client_of(world.miriam).get(f"{LIST}{there.pk}/{address}").status_code == 200


@pytest.mark.requirement("P-109")
def test_an_empty_search_leads_to_a_gap_with_language_and_place(county: County) -> None:
    region = rulebook.current(TODAY).regions[0]
    district = region.districts[0]
    make("Praxis ohne Tigrinya", languages=("en",), region=region.key, district=district.key)
    page = get(county.sonja, f"{LIST}?sprache=ti&region={region.key}/{district.key}")
    assert "Dazu steht nichts im Verzeichnis." in page and "In anderen Sprachen gibt es eine Stelle." in page
    assert "Anderswo gibt es" not in page
    link = page.split('href="/fallsteuerung/luecken/neu/')[1].split('"')[0].replace("&amp;", "&")
    form = get(county.sonja, f"/fallsteuerung/luecken/neu/{link}")
    assert '<option value="ti" selected>' in form and f'<option value="{district.name}" selected>' in form
    assert "luecken/neu" not in get(county.heike, f"{LIST}?sprache=ti"), "the office notes no gaps"


def test_an_empty_search_says_where_else_there_is_somebody(world: World) -> None:
    make("Hausarzt Rostami", languages=("fa",), region="mitte")
    page = get(world.miriam, f"{LIST}?gruppe=health&sprache=fa&region=west")
    assert '<a href="/verzeichnis/?gruppe=health&amp;sprache=fa">Anderswo gibt es eine Stelle</a>' in page


def test_words_stand_in_no_address(world: World) -> None:
    make("Zahnarzt Müller", languages=("en",))
    for n in range(35):
        make(f"Zahnarzt {n}")
    page = client_of(world.miriam).post(LIST, {"q": "zahnarzt"}).content.decode()
    assert "Weitere zeigen" in page and "q=" not in page and "30 von 36" in page
    assert len(found(client_of(world.miriam).post(LIST, {"q": "zahnarzt", "bis": "60"}).content.decode())) == 36


def test_a_list_of_forty_asks_no_more_than_a_list_of_one(world: World) -> None:
    client = client_of(world.miriam)
    counts = []
    for more in (1, 39):
        for n in range(more):
            make(f"Praxis {more}-{n}", languages=("fa", "en"), specialities=("general",), region="west")
        client.get(f"{LIST}?gruppe=health")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.post(LIST, {"q": "praxis", "sprache": "fa", "fach": "general"})
        counts.append(len(asked))
        row = Partner.objects.first()
        assert row is not None
        for n in range(more):
            verbs.save_offer(Offer(partner=row), {"title": f"G{more}-{n}"}, languages=["fa"], version=1, by="test")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}{row.pk}/")
        counts.append(len(asked))
    assert counts[:2] == counts[2:], counts
    assert counts[0] <= 10 and counts[1] <= 12, counts


KINDS = [kind.key for kind in CONCEPT.federal.partner_kinds]
one_of = st.sampled_from
rows = st.lists(
    st.tuples(one_of(KINDS[:6]), st.sets(one_of(["fa", "ar", "en"])), st.sets(one_of(["general", "dentistry"])),
              one_of(["", "west", "mitte"]), st.booleans(), one_of([0, 365, 366])),
    max_size=6,
)  # fmt: skip
wishes = st.builds(
    Wanted, group=one_of(["", "health", "authority"]), kind=one_of(["", *KINDS[:3]]),
    speciality=one_of(["", "general"]), language=one_of(["", "fa", "ar"]), region=one_of(["", "west"]),
    closed=st.booleans(), unchecked=st.booleans(), text=one_of(["", "stelle", "farsi"]),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=rows, wanted=wishes)
def test_a_search_finds_those_that_are_all_that_is_wanted_and_no_other(
    there: list[Any], wanted: Wanted, db: None
) -> None:
    with transaction.atomic():
        expected = set()
        for n, (kind, languages, specialities, region, closed, age) in enumerate(there):
            row = make(
                f"Stelle {n}", kind=kind, languages=tuple(languages), specialities=tuple(specialities), region=region,
                closed_on=TODAY if closed else None, checked_on=TODAY - timedelta(days=age),
            )  # fmt: skip
            if (
                (not closed or wanted.closed)
                and (age > 365 or not wanted.unchecked)
                and (not wanted.group or kind in kinds_of(CONCEPT.federal.partner_kinds, wanted.group))
                and wanted.kind in ("", kind)
                and (not wanted.speciality or wanted.speciality in specialities)
                and (not wanted.language or wanted.language in languages)
                and wanted.region in ("", region)
                and {"": True, "stelle": True, "farsi": "fa" in languages}[wanted.text]
            ):
                expected.add(row.pk)
        assert set(partners(wanted, CONCEPT, TODAY).values_list("pk", flat=True)) == expected
        transaction.set_rollback(True)


@given(
    st.dictionaries(one_of(["q", "gruppe", "art", "fach", "sprache", "region", "alle", "alt"]), st.text(max_size=12))
)
def test_what_stands_in_an_address_is_read_or_left_aside(data: dict[str, str]) -> None:
    wanted = wanted_of(data, CONCEPT)
    assert "\0" not in wanted.text and wanted.group in ("", data.get("gruppe"))
    assert "q=" not in wanted.query.split("&")


def test_a_row_says_each_language_once(db: None) -> None:
    row = make(languages=("fa", "fa", "en"))
    assert isinstance(row.pk, UUID) and PartnerLanguage.objects.filter(partner=row).count() == 2
