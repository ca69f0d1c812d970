"""Walls around the restricted compartment: who sees it, who learns of it, and where its words do not stand."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotse.accounts import actions
from lotse.accounts.access import Held, Rights
from lotse.accounts.permissions import CONFIRMED_ROLES, PERMISSIONS, SCOPES, Action, Role
from lotse.audit.models import ReadLog, WriteLog
from lotse.cases import restricted
from lotse.cases.actions import allocate
from lotse.cases.models import Allocation, FileContent, Vulnerability
from lotse.concept import load
from tests.overlay import switch_on
from tests.world import TODAY, World

As = Callable[[str], Client]
FIELDS = ("health", "addiction", "religion", "imprisonment", "criminal-proceedings")
TITLES = ("Gesundheitliche Situation", "Sucht", "Religionszugehörigkeit", "Haft", "Strafverfahren", "Schutzbed")


@pytest.fixture
def as_(world: World) -> As:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.staff()[name])
        return client

    return sign_in


def said(response: HttpResponse) -> str:
    return response.content.decode()


def fill(world: World) -> Vulnerability:
    file = world.rahimi[0]
    for field in FIELDS:
        restricted.record_restricted(file, field, f"Geheimnis {field}", version=0, by=world.miriam)
    facts = restricted.NeedFacts("torture", world.today, words="Geheimnis Bedarf")
    return restricted.record_need(file, facts, by=world.miriam)


@pytest.fixture
def town(world: World) -> World:
    switch_on(world.rahimi, *FIELDS, restricted.VULNERABILITY)
    return world


def addresses(world: World, need: Vulnerability) -> list[str]:
    base = f"/akten/{world.rahimi[0].pk}/geschuetzt/"
    values = [f"{base}{field}/" for field in (*FIELDS, "vulnerability")]
    changes = [f"{base}{field}/aendern/" for field in FIELDS]
    return [base, *values, *changes, base + "schutzbedarf/neu/", f"{base}schutzbedarf/{need.pk}/"]


@pytest.mark.requirement("N-05")
@pytest.mark.parametrize("name", ["miriam", "katrin"])
def test_who_works_on_the_file_and_who_coordinates_see_it(as_: As, town: World, name: str) -> None:
    need = fill(town)
    base, *rest = addresses(town, need)
    client = as_(name)
    assert "/geschuetzt/" in said(client.get(f"/akten/{town.rahimi[0].pk}/"))
    overview = said(client.get(base))
    assert "Geheimnis" not in overview and all(title in overview for title in TITLES)
    for field in FIELDS:
        assert f"Geheimnis {field}" in said(client.get(f"{base}{field}/"))
    assert "Geheimnis Bedarf" in said(client.get(base + "vulnerability/"))
    assert all(client.get(address).status_code == 200 for address in rest)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("farid", 403),
        ("theo", 403),
        ("jens", 403),
        *((n, 404) for n in ("lena", "olga", "bernd", "ada", "dora", "petra")),
    ],
)
def test_nobody_else_sees_enters_or_takes_out_anything(as_: As, town: World, name: str, status: int) -> None:
    need = fill(town)
    client = as_(name)
    data = {"text": "x", "version": "1", "kind": "minor", "from_on": "02.11.2026", "entfernen": "1"}
    for address in addresses(town, need):
        assert client.get(address).status_code == status, address
        assert client.post(address, data).status_code in (status, 405), address
    assert (FileContent.objects.count(), Vulnerability.objects.count()) == (len(FIELDS), 1)
    assert not ReadLog.objects.filter(user=town.staff()[name].pk, kind__in=("sensitive", "restricted")).exists()


PAGES = ("", "?alle", "person/", "haushalt/", "teilhabe/", "schriftstuecke/", "gelesen/", "ereignis/", "vermerk/neu/")


@pytest.mark.parametrize("name", ["miriam", "katrin", "farid", "theo", "jens"])
def test_its_words_stand_on_no_other_page(as_: As, town: World, name: str) -> None:
    """For those who may not see it, not a byte of the file's pages changes when something is entered."""
    client, file = as_(name), town.rahimi[0]

    def pages() -> list[str]:
        return [said(client.get(f"/akten/{file.pk}/{page}")) for page in PAGES]

    pages()  # the log of readings has its line from now on
    before = pages()
    fill(town)
    for page, was, now in zip(PAGES, before, pages(), strict=True):
        assert "Geheimnis" not in now and "Folter erlitten" not in now, page
        if name in ("farid", "theo", "jens"):
            assert len(now) == len(was), f"{page}: the page has changed"
            assert "/geschuetzt/" not in now and not any(title in now for title in TITLES), page
    for address in ("/", "/?wessen=team", "/akten/", "/verteilung/", "/post/", "/berichte/anlage-1/datei/csv/"):
        assert "Geheimnis" not in client.get(address).content.decode("utf-8", "replace"), address
    assert f"akten/{file.pk}" not in said(client.post("/suche/", {"q": "Geheimnis", "suche": "Geheimnis"}))
    assert "Geheimnis" not in said(client.post(f"/akten/{file.pk}/finden/", {"q": "Geheimnis addiction"}))


@pytest.mark.parametrize("name", ["farid", "miriam"])
def test_the_page_person_and_its_form_leave_sensitive_fields_alone(as_: As, town: World, name: str) -> None:
    html = said(as_(name).get(f"/akten/{town.rahimi[0].pk}/person/"))
    assert "Aufenthalt" in html and not any(title in html for title in TITLES)
    for field in (*FIELDS, "vulnerability"):
        answer = as_(name).post(f"/akten/{town.rahimi[0].pk}/inhalt/{field}/", {"text": "x"})
        assert answer.status_code in (403, 404)
    assert not FileContent.objects.exists()


def test_every_look_is_written_down_with_its_right_and_the_overview_apart(as_: As, town: World) -> None:
    fill(town)
    file, base = town.rahimi[0], f"/akten/{town.rahimi[0].pk}/geschuetzt/"

    def kinds(user: object) -> set[tuple[str, str]]:
        return set(ReadLog.objects.filter(user=user, file=file.pk).values_list("kind", "right"))

    as_("miriam").get(base)
    assert kinds(town.miriam.pk) == {("file", "social-worker"), ("restricted", "social-worker")}
    as_("katrin").get(base + "health/")
    assert kinds(town.katrin.pk) == {("file", "coordinator"), ("sensitive", "coordinator")}
    as_("miriam").get(base + "nothing/")
    assert ("sensitive", "social-worker") not in kinds(town.miriam.pk), "where nothing was seen nothing is written"
    as_("miriam").get(base + "schutzbedarf/neu/")
    assert ("sensitive", "social-worker") in kinds(town.miriam.pk)
    log = said(as_("dora").get(f"/akten/{file.pk}/gelesen/"))
    assert "geschützte Angabe" in log and "Geschützter Teil, Übersicht" in log


def test_the_database_and_the_logs_hold_neither_words_nor_codes(town: World) -> None:
    fill(town)
    seen = b""
    for model in (FileContent, Vulnerability, WriteLog):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                seen += b"|".join(
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row if v is not None
                )
    for word in ("Geheimnis", "torture", "Folter erlitten", *FIELDS):
        assert word.encode() not in seen, word
    assert b"record_restricted" in seen and b"record_need" in seen


@pytest.mark.parametrize("key", [key for key in load.available() if not key.startswith("federal/")])
def test_every_shipped_concept_leaves_it_shut(key: str) -> None:
    concept = load.load_concept(key)
    assert concept.sensitive_fields == ()
    assert all(field.sensitive for field in concept.file_fields if field.key in (*FIELDS, "vulnerability"))


def test_without_a_concept_that_switches_it_on_there_is_no_such_page(as_: As, world: World) -> None:
    base = f"/akten/{world.rahimi[0].pk}/geschuetzt/"
    assert "/geschuetzt/" not in said(as_("miriam").get(f"/akten/{world.rahimi[0].pk}/"))
    for rest in ("", "health/", "health/aendern/", "vulnerability/", "schutzbedarf/neu/"):
        assert as_("miriam").get(base + rest).status_code == 404
    assert not ReadLog.objects.filter(kind__in=("sensitive", "restricted")).exists()


def test_a_need_of_another_file_is_not_reached_through_ones_own(as_: As, town: World) -> None:
    need = fill(town)
    for other in (town.rahimi[1], town.demir[0]):
        address = f"/akten/{other.pk}/geschuetzt/schutzbedarf/{need.pk}/"
        assert as_("miriam").get(address).status_code == 404
        assert as_("miriam").post(address, {"entfernen": "1", "version": "1"}).status_code == 404
    assert Vulnerability.objects.count() == 1


# --- whatever roles somebody holds ------------------------------------------------------------------------------------
role_sets = st.lists(st.sampled_from(list(Role)), max_size=4, unique=True)


@given(role_sets)
def test_who_may_look_may_also_open_and_edit_the_file_and_administration_never(held: list[Role]) -> None:
    rights = Rights(UUID(int=1), [Held(role, UUID(int=2), UUID(int=3)) for role in held])
    scope = SCOPES.index(rights.scope(Action.READ_SENSITIVE))
    for needed in (Action.OPEN_FILE, Action.EDIT_FILE, Action.READ_NOTES):
        assert scope <= SCOPES.index(rights.scope(needed))
    if Role.ADMINISTRATOR in held:
        assert not rights.may(Action.READ_SENSITIVE)
    givers = {role for role in held if PERMISSIONS[role][Action.READ_SENSITIVE] != "-"}
    assert givers <= {Role.SOCIAL_WORKER, Role.COORDINATOR}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(role_sets, st.booleans(), st.booleans(), st.booleans())
def test_whatever_somebody_holds_only_two_ways_lead_in(
    town: World, held: list[Role], in_the_team: bool, on_the_file: bool, still: bool
) -> None:
    """A social worker of the file's provider to whom it is allocated today, a coordinator of the file's team."""
    lena, file = town.lena, town.rahimi[0]
    with actions.as_actor("test", "clear"):
        lena.roles.all().delete()
        Allocation.objects.filter(user=lena).delete()
    team = town.west if in_the_team else town.centre
    organisation = town.anchor if in_the_team else town.bridge
    for role in held:
        if role == Role.CONSULTED:  # held at a body that is heard alone
            continue
        given_role = actions.give_role(lena, role, organisation, team=team, from_on=TODAY, by="test")
        if role in CONFIRMED_ROLES:
            actions.confirm_role(given_role, by="test")
    if on_the_file:
        until = None if still else TODAY - timedelta(days=1)
        with actions.as_actor("test", "allocate"):
            Allocation.objects.create(
                file=file, user=lena, part="cover", from_on=TODAY - timedelta(days=9), until_on=until, by=town.katrin.pk
            )
    client = Client()
    client.force_login(lena)
    status = client.get(f"/akten/{file.pk}/geschuetzt/health/").status_code
    works = Role.SOCIAL_WORKER in held and in_the_team and on_the_file and still
    leads = Role.COORDINATOR in held and in_the_team
    sees = (works or leads) and Role.ADMINISTRATOR not in held
    assert (status == 200) == sees
    if not sees:
        opens = client.get(f"/akten/{file.pk}/haushalt/").status_code == 200
        assert status == (403 if opens else 404)


def test_who_hands_the_file_on_sees_it_no_longer(as_: As, town: World) -> None:
    fill(town)
    address = f"/akten/{town.rahimi[0].pk}/geschuetzt/health/"
    assert as_("miriam").get(address).status_code == 200
    with actions.as_actor("test", "earlier"):
        Allocation.objects.filter(user=town.miriam).update(from_on=TODAY - timedelta(days=1))
    allocate(town.rahimi, town.lena, team=town.west, from_on=TODAY, by=town.katrin)
    assert as_("miriam").get(address).status_code == 404
    assert as_("lena").get(address).status_code == 200
