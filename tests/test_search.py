"""The search finds what somebody may list, in any spelling, and betrays nothing of the rest."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts.access import rights_of
from lotse.accounts.permissions import Action
from lotse.audit.testing import arranging
from lotse.cases import persons
from lotse.cases.access import files_for
from lotse.cases.merging import merge_files
from lotse.cases.models import File
from lotse.cases.search import search
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.people.models import Person, PersonToken, Token
from lotse.people.query import understand
from lotse.people.search import find
from lotse.people.search_index import disagreements, index_persons, rebuild
from tests.population import people
from tests.world import World

HTMX = {"HX-Request": "true"}


def names(world: World, who: str, text: str, **more: bool) -> list[str]:
    rights = rights_of(world.staff()[who], world.today)
    return [str(row.name.label) for row in search(rights, text, world.today, first=50, **more).rows]


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.staff()[who])
    return client


@pytest.mark.parametrize(
    "text",
    [
        "Rahimi, Zahra", "zahra rahimi", "Sahra Rahimy", "rahimi zah", "RAHIMI  ZAHRA", "زهرا رحیمی", "رحیمی زهرا",
        "Захра Рахими", "rahmii zahra", "zahra 14.03.1993", "rahimi 14.3.93", "14031993", "140393", "1993-03-14",
        "۱۴.۰۳.۱۹۹۳",
        "rahimi 1993", "2026-00001", "2026-1", "1", "AZ-1001", "az 1001", "AZ1001", "1001",
        "0351 5550101", "0351/5550101", "+49 351 5550101", "0049 351 5550101", "5550101", "+49 (0)351 555-0101",
    ],
)  # fmt: skip
def test_zahra_rahimi_is_found_first_by_whatever_is_known_of_her(world: World, text: str) -> None:
    assert names(world, "miriam", text)[:1] == ["Rahimi, Zahra"]


def test_a_birth_date_known_only_in_part_or_read_the_other_way_round_is_found_too(world: World) -> None:
    assert names(world, "katrin", "mehari 05.08.1990") == ["Mehari"]  # only the year is known
    assert names(world, "miriam", "sara 05.02.2022") == ["Rahimi, Sara"]  # born on 02.05.
    assert names(world, "jens", "demir 12.12.1985") == ["Demir, Yusuf"]  # on paper the first of January
    assert names(world, "jens", "rahimi 12.12.1985") == []


def test_exact_names_come_before_names_that_sound_alike_and_those_before_slips_of_the_pen(world: World) -> None:
    household = [NewPerson(family, "Anna", birth=(1980, 5, 5)) for family in ("Mayer", "Meier", "Meser", "Meyer")]
    open_households(
        [NewHousehold(tuple(household), "assigned", world.today)], holder=world.office, today=world.today, by="test"
    )
    found = names(world, "jens", "anna meier", wide=True)
    assert found[0] == "Meier, Anna"
    assert set(found[1:3]) == {"Meyer, Anna", "Mayer, Anna"}
    assert found[3] == "Meser, Anna"


def test_a_day_given_with_a_name_puts_the_right_one_of_two_first(world: World) -> None:
    twins = [NewPerson("Sabbagh", "Nour", birth=(1990 + i, 5, 5)) for i in range(3)]
    open_households(
        [NewHousehold(tuple(twins), "assigned", world.today)], holder=world.office, today=world.today, by="test"
    )
    rows = search(rights_of(world.jens, world.today), "nur sabag 05.05.1991", world.today, first=10).rows
    assert [row.birth for row in rows] == ["05.05.1991"]


def test_without_anything_to_look_for_nothing_is_found(world: World) -> None:
    for text in (
        "",
        "   ",
        "-",
        "'",
        "%",
        "☃",
        "\x00",
        "0",
        "00.00.0000",
        "99.99.9999",
        "31.02.1990",
        "a" * 500,
        "1" * 300,
    ):
        assert names(world, "jens", text) == [] or text == "0"


# --- nothing of others ------------------------------------------------------------------------------------------------
def test_nobody_finds_persons_of_another_provider_by_anything(world: World) -> None:
    demir = world.demir[0]
    for text in ("Demir", "yusuf demir", "01.01.1985", "demir 01.01.1985", demir.number, "AZ-2001", "2001", "1985"):
        assert "Demir, Yusuf" in names(world, "olga", text), text
        for who in ("miriam", "farid", "katrin", "theo", "lena"):
            assert names(world, who, text, wide=True) == [], (who, text)


def test_counts_and_pages_are_the_same_whether_others_have_such_people_or_not(world: World) -> None:
    def answers(who: str) -> list[object]:
        client = signed_in(world, who)
        pages = []
        for text in ("Rahimi", "Rahimi Zahra", "Demir", "14.03.1993", "1993", "AZ-1001", "0351 5550101", "Nowak"):
            found = search(rights_of(world.staff()[who], world.today), text, world.today, first=10)
            live = client.post("/suche/", {"q": text}, headers=HTMX).content
            pages.append((text, found.total, found.is_wide, [row.id for row in found.rows], live))
        return pages

    before = {who: answers(who) for who in ("miriam", "lena", "olga")}
    others = [
        NewPerson(p.name.family, p.name.given, birth=p.birth, phone=f"0351 55501{n:02}", aktenzeichen=f"AZ-10010{n}")
        for n, p in enumerate([*people(60)])
    ]
    others += [NewPerson("Rahimi", "Zahra", birth=(1993, 3, 14)) for _ in range(20)]
    open_households(
        [NewHousehold((p,), "assigned", world.today) for p in others], holder=world.office, today=world.today, by="test"
    )
    assert {who: answers(who) for who in before} == before


def test_an_empty_answer_does_not_tell_a_person_of_others_from_nobody(world: World) -> None:
    client = signed_in(world, "miriam")
    there, nowhere = (client.post("/suche/", {"q": name}, headers=HTMX) for name in ("Demir", "Demix"))
    assert there.status_code == nowhere.status_code == 200
    assert there.content.decode().replace("Demir", "Demix") == nowhere.content.decode()


@given(
    text=st.one_of(
        st.sampled_from(
            ["rahimi", "demir", "mehari", "زهرا", "1990", "01.01.1985", "AZ", "2026-", "0351", "sara", "yusuf"]
        ),
        st.text(max_size=40),
        st.lists(st.sampled_from(["rahimi", "zahra", "demir", "yusuf", "14.03.1993", "az-1001", "al", "2", "'"])).map(
            " ".join
        ),
    ),
    who=st.sampled_from(["miriam", "farid", "lena", "katrin", "theo", "olga", "bernd", "jens", "ada", "dora", "petra"]),
    wide=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_every_hit_lies_within_what_somebody_may_list(world: World, text: str, who: str, wide: bool) -> None:
    rights = rights_of(world.staff()[who], world.today)
    allowed = files_for(rights, Action.LIST_FILES, world.today)
    found = find(text, allowed, world.today, wide=wide)
    keys = [hit.key for hit in found.hits]
    assert set(keys) <= set(allowed.values_list("pk", flat=True))
    assert len(keys) == len(set(keys)) == found.total


# --- the index --------------------------------------------------------------------------------------------------------
def test_index_and_persons_agree_after_every_verb(world: World) -> None:
    assert disagreements() == set()
    file = world.rahimi[0]
    person = Person.objects.get(pk=file.person_id)
    values = {name: getattr(person, name) for name in persons.MASTER_DATA} | {
        "family_name": "Nowak",
        "original_name": "",
    }
    persons.change_person(file, values, version=person.version, is_address_protected=False, by=world.miriam)
    assert disagreements() == set()
    assert names(world, "miriam", "nowak") == ["Nowak, Zahra"]
    assert "Nowak, Zahra" not in names(world, "miriam", "rahimi")
    further = persons.add_name(file, "Rahimy", "Sahra", "Reisepass", by=world.miriam)
    number = persons.add_number(file, "33.2/4711", by=world.miriam)
    contact = persons.add_contact(file, "phone", "+43 1 234567", by=world.miriam)
    assert disagreements() == set()
    for text in ("rahimy sahra", "4711", "33.2-47", "0043 1 234567"):
        assert "Nowak, Zahra" in names(world, "miriam", text), text
    for what, row in (("name", further), ("number", number), ("contact", contact)):
        persons.remove(file, what, row.pk, by=world.miriam)
        assert disagreements() == set()
    assert names(world, "miriam", "4711") == names(world, "miriam", "0043 1 234567") == []


def test_who_forgot_to_index_is_found_out_and_a_rebuild_mends_it(world: World) -> None:
    key = world.demir[0].person_id
    with arranging():
        Person.objects.filter(pk=key).update(given_name="Joseph")
    PersonToken.objects.filter(person=world.mehari[0].person_id).delete()
    assert disagreements() == {key, world.mehari[0].person_id}
    assert rebuild() == Person.objects.count()
    assert disagreements() == set()
    assert not Token.objects.filter(norm="yusuf").exists()


def test_indexing_again_changes_nothing_and_its_queries_do_not_grow_with_the_persons(world: World) -> None:
    before = set(PersonToken.objects.values_list("token", "person"))
    some, all_of_them = [world.demir[0].person_id], list(Person.objects.values_list("pk", flat=True))
    counts = []
    for keys in (some, all_of_them):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            index_persons(keys)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
    assert set(PersonToken.objects.values_list("token", "person")) == before


def test_a_merged_file_is_found_by_its_own_name_and_says_where_it_went(world: World) -> None:
    other = open_households(
        [NewHousehold((NewPerson("Rahimy", "Sahra", birth=(1993, 3, 14)),), "assigned", world.today)],
        holder=world.office, today=world.today, by="test",
    )  # fmt: skip
    with arranging():
        File.objects.filter(pk=other[0].pk).update(organisation=world.anchor)
    kept, gone = world.rahimi[0], File.objects.get(pk=other[0].pk)
    merge_files(kept, gone, world.today, by=world.katrin)
    rows = search(rights_of(world.jens, world.today), "rahimy sahra", world.today, first=5).rows
    assert {row.number: row.kept for row in rows[:2]} == {kept.number: "", gone.number: kept.number}


# --- the box and the page ---------------------------------------------------------------------------------------------
def test_the_search_asks_few_queries_however_much_there_is(world: World) -> None:
    rights = rights_of(world.jens, world.today)
    for text, most in (
        ("rahimi", 5),
        ("rahimi zahra", 5),
        ("14.03.1993", 2),
        ("rahimi 14.03.1993", 3),
        ("2026-00001", 3),
    ):
        with CaptureQueriesContext(connection) as captured:
            search(rights, text, world.today, first=10)
        assert len(captured) <= most, (text, len(captured), [q["sql"][:80] for q in captured])


@pytest.mark.parametrize("common", [1, 1000])
def test_a_common_word_asks_no_more_of_the_database_than_a_rare_one(
    world: World, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    monkeypatch.setattr("lotse.people.search.COMMON", common)
    monkeypatch.setattr("lotse.people.search.OWN", 0)
    allowed = files_for(rights_of(world.jens, world.today), Action.LIST_FILES, world.today)
    texts = ("rahimi", "rahimi zahra", "zahra", "Rahimy Sahra")

    def counts() -> list[int]:
        found = []
        for text in texts:
            with CaptureQueriesContext(connection) as captured:
                find(text, allowed, world.today)
            found.append(len(captured))
        return found

    few = counts()
    many = [NewPerson("Rahimi", given, birth=(1950 + n, 1, 1)) for n in range(12) for given in ("Zahra", "Zara", "Ali")]
    for some in (many[:3], many[3:]):  # fewer and more than are enough without slips of the pen
        home = NewHousehold(tuple(some), "assigned", world.today)
        open_households([home], holder=world.office, today=world.today, by="test")
        assert counts() == few


def test_where_the_search_begins_does_not_change_what_it_finds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [NewPerson(p.name.family, p.name.given, birth=p.birth) for p in people(150)]
    others += [NewPerson(family, "Ali", birth=(1980, 5, 5)) for family in ("Hassan", "Hasan", "Hussein", "Hasani") * 4]
    open_households(
        [NewHousehold((p,), "assigned", world.today) for p in others], holder=world.office, today=world.today, by="test"
    )
    texts = (
        "ali",
        "hassan ali",
        "hasan aly 1980",
        "ali 1980",
        "rahimi zahra",
        "abu hassan ali",
        "ali hasani 05.05.1981",
    )

    def answers(*, own: int, common: int, counted: int) -> list[object]:
        for name, value in (("OWN", own), ("COMMON", common), ("COUNTED", counted)):
            monkeypatch.setattr(f"lotse.people.search.{name}", value)
        allowed = files_for(rights_of(world.jens, world.today), Action.LIST_FILES, world.today)
        found = [find(text, allowed, world.today, wide=wide) for text in texts for wide in (False, True)]
        return [(one.hits, one.total, one.is_wide) for one in found]

    usual = answers(own=300, common=1000, counted=5000)
    for own, common, counted in ((0, 1000, 5000), (0, 1, 5000), (0, 1, 1), (0, 1000, 1), (300, 1, 1)):
        assert answers(own=own, common=common, counted=counted) == usual, (own, common, counted)


def test_every_page_has_the_box_for_those_who_may_list_and_nobody_else(world: World) -> None:
    for who in world.staff():
        client = signed_in(world, who)
        may = rights_of(world.staff()[who], world.today).may(Action.LIST_FILES)
        assert (b'action="/suche/"' in client.get("/konzept/").content) == may, who
        assert client.post("/suche/", {"q": "rahimi"}).status_code == (200 if may else 403), who
        assert client.post("/suche/", {"q": "rahimi"}, headers=HTMX).status_code == (200 if may else 403), who


def test_the_page_shows_what_tells_people_apart_and_keeps_names_out_of_addresses(world: World) -> None:
    page = signed_in(world, "miriam").post("/suche/", {"q": "rahimi zahra"})
    html = page.content.decode()
    assert f'href="/akten/{world.rahimi[0].pk}/"' in html
    for text in (
        "Rahimi, Zahra",
        "زهرا رحیمی</bdi>",
        "14.03.1993",
        world.rahimi[0].number,
        "Miriam Albrecht",
        'value="rahimi zahra"',
    ):
        assert text in html, text
    assert "?q=" not in html
    ignored = signed_in(world, "miriam").get("/suche/", {"q": "rahimi"}).content.decode()
    assert "Rahimi, Zahra" not in ignored and "Was Sie eintippen können" in ignored


def test_the_page_shows_ten_and_then_more(world: World) -> None:
    many = [NewPerson("Haddad", "Omar", birth=(1950 + n, 2, 3)) for n in range(35)]
    open_households(
        [NewHousehold(tuple(many), "assigned", world.today)], holder=world.office, today=world.today, by="test"
    )
    client = signed_in(world, "jens")
    live = client.post("/suche/", {"q": "omar haddad"}, headers=HTMX).content.decode()
    assert live.count('role="option"') == 8 and "28 weitere zeigen" in live
    first = client.post("/suche/", {"q": "omar haddad"}).content.decode()
    assert first.count("Haddad, Omar") == 10 and "20 weitere zeigen" in first and 'name="bis" value="30"' in first
    then = client.post("/suche/", {"q": "omar haddad", "bis": "30"}).content.decode()
    assert then.count("Haddad, Omar") == 30 and "5 weitere zeigen" in then
    for nonsense in ("-1", "x", "²", "99999999999999999999"):
        assert client.post("/suche/", {"q": "omar haddad", "bis": nonsense}).status_code == 200


def test_what_is_typed_is_shown_as_text(world: World) -> None:
    client = signed_in(world, "miriam")
    for headers in ({}, HTMX):
        html = client.post("/suche/", {"q": "<script>alert(1)</script>"}, headers=headers).content.decode()
        assert "<script>alert" not in html and "&lt;script&gt;alert" in html


@pytest.mark.parametrize(
    ("text", "births"),
    [
        ("12.05.1990", {(1990, 5, 12)}), ("12.5.90", {(1990, 5, 12)}), ("12/5/1990", {(1990, 5, 12)}),
        ("120590", {(1990, 5, 12)}), ("12051990", {(1990, 5, 12)}), ("19900512", {(1990, 5, 12)}),
        ("3.4.26", {(1926, 4, 3), (2026, 4, 3)}), ("00.00.1990", {(1990, None, None)}), ("1990", {(1990, None, None)}),
        ("31.02.1990", set()), ("2030", set()), ("01.01.2031", set()), ("2026-1990", set()),
    ],
)  # fmt: skip
def test_birth_dates_are_read_as_people_write_them(text: str, births: set[tuple[int, int | None, int | None]]) -> None:
    assert set(understand(text, date(2026, 11, 23)).births) == births
