"""The start page: what is due for whom, and what those without files can do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts import actions as accounts
from lotse.accounts.models import User
from lotse.cases import actions
from lotse.cases.life import Address
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.notes.actions import Contact, record_note
from tests.world import World


def today(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.requirement("D-27")
def test_an_overdue_visit_stands_on_the_page_of_the_worker_with_the_sentence_behind_it(world: World) -> None:
    html = today(world.olga)
    assert "Demir" in html
    assert "überfällig" in html
    assert "innerhalb von zwei Werktagen nach Zuweisung" in html
    assert f"/akten/{world.demir[0].pk}/vermerk/neu/?form=home-visit" in html
    assert "Rahimi" not in html


def test_who_has_nothing_due_is_told_so(world: World) -> None:
    html = today(world.lena)
    assert "Heute ist nichts fällig." in html
    assert "Noch keine Akte geöffnet." in html


def test_coordinators_see_their_team_and_how_many_files_wait(world: World) -> None:
    html = today(world.katrin, "?wessen=team")
    assert "Mehari" in html
    assert "Eine Akte ist noch niemandem übergeben." in html
    assert "Demir" not in html
    assert "Mehari" not in today(world.katrin, "?wessen=mine")
    assert "noch niemandem übergeben" not in today(world.miriam, "?wessen=team")


@pytest.mark.requirement("D-42")
def test_the_end_of_the_welcome_service_is_announced_sixty_days_before(world: World) -> None:
    home = NewHousehold(
        (NewPerson("Petrosyan", "Ani"),), "assigned", world.today - timedelta(days=330), Address(district="Cotta")
    )
    file = open_households([home], holder=world.office, today=world.today, by="test")[0]
    actions.allocate([file], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    html = today(world.miriam)
    assert "Ende der Willkommensleistung" in html
    assert "Petrosyan" in html
    assert "Rahimi, Zahra" not in html.split("Zuletzt geöffnet")[0]  # hers ends in a year


def remind(world: World, days: int, text: str) -> None:
    record_note(
        world.rahimi,
        Contact(world.today - timedelta(days=10), "phone", "Telefonat.", "Nichts vereinbart.", follow_up=text,
                follow_up_on=world.today + timedelta(days=days)),
        author=world.miriam, by=world.miriam,
    )  # fmt: skip


def test_reminders_of_notes_come_back_to_who_wrote_them(world: World) -> None:
    remind(world, 2, "Zusage der Kita da?")
    html = today(world.miriam)
    assert "Zusage der Kita da?" in html
    assert "und eine weitere Person" in html
    assert "aus Ihrem Vermerk vom 13.11.2026" in html
    for other in (world.farid, world.katrin, world.theo, world.jens, world.olga):
        assert "Zusage der Kita da?" not in today(other)


def test_a_note_written_since_then_settles_the_reminder(world: World) -> None:
    remind(world, 0, "Zusage der Kita da?")  # the home visit of today stands in the same files
    assert "Zusage der Kita da?" not in today(world.miriam)


def test_a_worker_who_gave_the_file_away_is_not_reminded_of_what_she_may_no_longer_read(world: World) -> None:
    remind(world, 2, "Zusage der Kita da?")
    actions.allocate(
        world.rahimi, world.lena, team=world.west, from_on=world.today + timedelta(days=1), by=world.katrin
    )
    accounts.end_role(world.miriam.roles.get(), until_on=world.today - timedelta(days=1), by="test")
    assert "Zusage" not in today(world.miriam)


@pytest.mark.parametrize(
    ("who", "offers", "not_offers"),
    [
        ("jens", "Zuweisungsliste einlesen", "Verteilung"),
        ("ada", "Wie gezählt wird", "Neuer Haushalt"),
        ("dora", "Wer hat eine Akte gesehen?", "Zuletzt geöffnet"),
        ("petra", "Zugänge, Rollen und Teams", "Anlage 1"),
    ],
)
def test_those_without_files_of_their_own_see_what_they_can_do(
    world: World, who: str, offers: str, not_offers: str
) -> None:
    html = today(getattr(world, who))
    assert offers in html
    assert not_offers not in html.split('id="inhalt"')[1]
    for name in ("Rahimi", "Mehari", "Demir"):
        assert name not in html


def test_somebody_without_a_confirmed_role_is_told_what_is_missing(world: World) -> None:
    new = accounts.add_staff("neu@example.org", "Neu Hier", world.anchor, from_on=world.today, by="test")
    html = today(new)
    assert "Ihnen ist noch keine Rolle zugeteilt." in html
    assert "eine zweite Person" in html


def test_files_opened_last_are_at_hand_as_long_as_they_may_be_opened(world: World) -> None:
    client = Client()
    client.force_login(world.jens)
    client.get(f"/akten/{world.rahimi[0].pk}/")
    assert "Rahimi, Zahra" in client.get("/").content.decode()


def test_a_busy_day_costs_as_many_queries_as_a_quiet_one(world: World) -> None:
    def cost(user: User, query: str) -> int:
        client = Client()
        client.force_login(user)
        client.get(f"/{query}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/{query}")
        return len(captured)

    def more(families: int) -> None:
        homes = [
            NewHousehold(
                (NewPerson(f"Familie{n}", "Eins"),),
                "assigned",
                world.today - timedelta(days=3),
                Address(district="Cotta"),
            )
            for n in range(families + 1)
        ]
        files = open_households(homes, holder=world.office, today=world.today, by="test")
        actions.allocate(files[:families], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
        for file in files[:families]:
            record_note(
                [file, world.rahimi[0]],
                Contact(world.today - timedelta(days=1), "phone", "x", "y", follow_up="z", follow_up_on=world.today),
                author=world.miriam, by=world.miriam,
            )  # fmt: skip

    more(1)
    few = cost(world.miriam, ""), cost(world.katrin, "?wessen=team")
    more(15)
    assert (cost(world.miriam, ""), cost(world.katrin, "?wessen=team")) == few
    assert max(few) <= 12
