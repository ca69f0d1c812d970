"""The start page: what is due for whom, and what those without files can do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts import actions as accounts
from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.cases import actions, cover, life, planning
from lotse.cases import today as cases_today
from lotse.cases.life import Address
from lotse.cases.models import File
from lotse.cases.residence import set_status
from lotse.concept.load import load_concept
from lotse.intake.actions import NewHousehold, NewPerson, open_households
from lotse.notes.actions import Contact, record_note
from lotse.reports.actions import switch_figures
from tests.world import CONCEPT, World


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


@pytest.mark.requirement("D-61")
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
    ahead = html.split('id="s3"')[1].split("</section>")[0]
    assert "Rahimi, Zahra" not in ahead  # hers ends in a year


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
    assert max(few) <= 36


def test_the_end_of_the_service_can_be_put_off_until_the_concept_asks_again(world: World) -> None:
    home = NewHousehold(
        (NewPerson("Petrosyan", "Ani"),), "assigned", world.today - timedelta(days=330), Address(district="Cotta")
    )
    file = open_households([home], holder=world.office, today=world.today, by="test")[0]
    actions.allocate([file], world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    row = file.deadlines.get(rule="welcome-service", superseded_at=None)
    client = Client()
    client.force_login(world.miriam)
    assert "Später fragen" in client.get("/").content.decode()
    answer = client.post(f"/akten/{file.pk}/erinnerung/{row.pk}/", follow=True).content.decode()
    assert f"Lotse fragt am {row.due_on - timedelta(days=14):%d.%m.%Y} wieder." in answer
    assert "Später fragen" not in answer
    assert "Später fragen" in today(world.katrin, "?wessen=team"), "what one has seen others have not"
    later = rights_of(world.miriam, world.today)
    assert not cases_today.due_for(later, row.due_on - timedelta(days=15), whose="mine")[1:]
    again = [i for i in cases_today.due_for(later, row.due_on - timedelta(days=14)) if i.due.row.pk == row.pk]
    assert len(again) == 1


def test_what_was_handed_over_lately_is_new_and_says_by_whom(world: World) -> None:
    assert "Am 23.11.2026 von Katrin Hoyer übergeben" in today(world.miriam)
    assert "Am 23.11.2026 von Katrin Hoyer übergeben, zur Begleitung im Tandem" in today(world.farid)
    team = today(world.katrin)
    assert "Seit 23.11.2026 angelegt, noch niemandem übergeben" in team
    assert "Demir" not in team


def test_coordinators_without_files_begin_with_their_team(world: World) -> None:
    assert '?wessen=team" aria-current="page"' in today(world.katrin)
    actions.allocate(world.mehari, world.katrin, team=world.west, from_on=world.today, by=world.katrin)
    assert '?wessen=mine" aria-current="page"' in today(world.katrin)


def test_tasks_and_appointments_stand_on_the_page_of_whom_they_concern_and_of_who_stands_in(world: World) -> None:
    planning.add_task(world.rahimi[0], "Kita anrufen", world.miriam, world.today, by=world.miriam)
    at = datetime(2026, 11, 23, 13, tzinfo=UTC)
    plan = planning.Plan(at, at + timedelta(hours=1), world.miriam, place="Kinderarztpraxis", wants_interpreter=True)
    planning.make_appointment(world.rahimi[0], plan, by=world.miriam)
    html = today(world.miriam)
    for word in ("Kita anrufen", "heute, 14:00–15:00", "Kinderarztpraxis · Dolmetscher gewünscht"):
        assert word in html
    for other in (world.farid, world.lena, world.theo, world.jens):
        assert "Kita anrufen" not in today(other)
    assert "Kita anrufen" in today(world.katrin, "?wessen=team")
    cover.stand_in(world.miriam, world.lena, world.today, world.today, by=world.katrin)
    html = today(world.lena)
    assert "Kita anrufen" in html
    assert "Sie vertreten Miriam Albrecht" in html


def test_an_appointment_nobody_has_settled_is_asked_about(world: World) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    made = planning.make_appointment(
        world.rahimi[0], planning.Plan(at, at + timedelta(hours=1), world.miriam), by=world.miriam
    )
    assert "Was wurde daraus?" in today(world.miriam)
    planning.settle_appointment(made, "not-kept", "prevented", by=world.miriam)
    assert "Was wurde daraus?" not in today(world.miriam)


def long_ago(world: World, days: int) -> None:
    home = NewHousehold(
        (NewPerson("Al-Hamwi", "Samir"), NewPerson("Al-Hamwi", "Lina", relation="child")),
        "moved-in", world.today - timedelta(days=days), Address(district="Cotta"),
    )  # fmt: skip
    files = open_households([home], holder=world.office, today=world.today - timedelta(days=days), by="test")
    actions.allocate(files, world.miriam, team=world.west, from_on=world.today - timedelta(days=days), by=world.katrin)


def care(user: User) -> str:
    return today(user).split('id="acht"')[1].split("</section>")[0]


def test_whom_nobody_has_spoken_with_for_long_is_named_once_per_household(world: World) -> None:
    long_ago(world, 61)
    html = care(world.miriam)
    assert html.count("Seit 61 Tagen angelegt, noch kein Kontakt") == 1
    assert "Mehr als 60 Tage ohne Vermerk" in html
    assert "Festlegung von Lotse" in html
    assert "Rahimi" not in html


def test_a_coordinator_sees_whom_nobody_in_the_team_has_spoken_with_for_long_and_whose_they_are(world: World) -> None:
    long_ago(world, 61)
    assert "Seit 61 Tagen" not in today(world.katrin, "?wessen=team"), "it comes by itself, a moment later"
    html = today(world.katrin, "?wessen=team&lange").split('id="acht"')[1].split("</section>")[0]
    assert html.count("Seit 61 Tagen angelegt, noch kein Kontakt") == 1
    assert "Miriam Albrecht" in html
    assert "Al-Hamwi" not in today(world.katrin, "?wessen=mine"), "of her own there is none"


def test_whose_they_are_is_a_figure_by_worker_and_goes_with_its_switch(world: World) -> None:
    long_ago(world, 61)
    switch_figures(world.anchor, is_on=False, basis="Dienstvereinbarung vom 12.01.2026", by=world.theo)
    html = today(world.katrin, "?wessen=team&lange").split('id="acht"')[1].split("</section>")[0]
    assert "Seit 61 Tagen" in html and "Al-Hamwi" in html
    assert "Miriam" not in html
    assert "zeigt Ihr Träger nicht" in html
    switch_figures(world.anchor, is_on=True, basis="Beschluss vom 01.02.2026", by=world.theo)
    html = today(world.katrin, "?wessen=team&lange")
    assert "Miriam Albrecht" in html and "zeigt Ihr Träger nicht" not in html


def test_a_contact_with_one_of_the_household_counts_for_all_and_a_mere_letter_does_not(world: World) -> None:
    long_ago(world, 200)
    files = list(File.objects.filter(person__family_name="Al-Hamwi").order_by("number"))
    said = Contact(world.today - timedelta(days=100), "phone", "x", "y")
    record_note(files[1:], said, author=world.miriam, by=world.miriam)
    assert "Kein Kontakt seit 100 Tagen" in care(world.miriam)
    uncounted = next(f.key for f in load_concept(CONCEPT).forms if f.counts_as == "none")
    record_note(
        files[:1], Contact(world.today - timedelta(days=1), uncounted, "x", "y"), author=world.miriam, by=world.miriam
    )
    assert "Kein Kontakt seit 100 Tagen" in care(world.miriam)
    record_note(
        files[1:], Contact(world.today - timedelta(days=60), "phone", "x", "y"), author=world.miriam, by=world.miriam
    )
    assert "Mit allen wurde in letzter Zeit gesprochen." in care(world.miriam)


def test_who_is_away_is_not_missed(world: World) -> None:
    long_ago(world, 61)
    for file in File.objects.filter(person__family_name="Al-Hamwi"):
        life.disappear(file, world.today - timedelta(days=5), by=world.miriam)
    assert "Mit allen wurde in letzter Zeit gesprochen." in care(world.miriam)


def test_two_appointments_in_a_row_that_did_not_come_about_ask_for_attention_without_blame(world: World) -> None:
    for day in (10, 12):
        at = datetime(2026, 11, day, 9, tzinfo=UTC)
        made = planning.make_appointment(
            world.rahimi[0], planning.Plan(at, at + timedelta(hours=1), world.miriam), by=world.miriam
        )
        planning.settle_appointment(made, "not-kept", "not-met", by=world.miriam)
    assert "2 Termine in Folge nicht zustande gekommen" in care(world.miriam)
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    made = planning.make_appointment(
        world.rahimi[0], planning.Plan(at, at + timedelta(hours=1), world.miriam), by=world.miriam
    )
    planning.settle_appointment(made, "kept", "", by=world.miriam)
    assert "nicht zustande gekommen" not in care(world.miriam).split("<details")[0]


def test_a_residence_paper_that_runs_out_is_brought_up_with_the_step_to_take(world: World) -> None:
    set_status(
        world.rahimi[0], "aufenthaltsgestattung", world.today, valid_until_on=world.today + timedelta(days=12),
        by=world.miriam,
    )  # fmt: skip
    html = care(world.miriam)
    assert "Bescheinigung über die Aufenthaltsgestattung läuft in 12 Tagen ab." in html
    assert f"/akten/{world.rahimi[0].pk}/aufgabe/neu/" in html


def test_a_family_whose_service_ends_on_one_day_is_one_reminder(world: World) -> None:
    home = NewHousehold(
        (NewPerson("Petrosyan", "Ani"), NewPerson("Petrosyan", "Armen", relation="child")),
        "assigned", world.today - timedelta(days=330), Address(district="Cotta"),
    )  # fmt: skip
    files = open_households([home], holder=world.office, today=world.today, by="test")
    actions.allocate(files, world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    html = today(world.miriam)
    assert html.count("Später fragen") == 1
    assert "Ende der Willkommensleistung, mit einer weiteren Person" in html
    row = files[0].deadlines.get(rule="welcome-service", superseded_at=None)
    client = Client()
    client.force_login(world.miriam)
    client.post(f"/akten/{files[0].pk}/erinnerung/{row.pk}/")
    assert "Später fragen" not in today(world.miriam)
