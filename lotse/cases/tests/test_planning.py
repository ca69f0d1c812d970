"""Tasks, appointments and alerts: written by those who work on a file, kept in its timeline, sealed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from lotse.accounts.models import User
from lotse.cases import actions, planning
from lotse.cases.actions import Refused
from lotse.cases.models import Alert, Appointment, Task
from lotse.cases.planning import Changed, Plan
from tests.world import World


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, world: World, query: str = "") -> str:
    answer = client_of(user).get(f"/akten/{world.rahimi[0].pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def plan(world: World, day: int = 24, **more: object) -> Plan:
    return Plan(at(day), at(day) + timedelta(hours=1), world.miriam, **more)  # type: ignore[arg-type]


def test_a_task_is_written_seen_and_settled_with_two_clicks(world: World) -> None:
    client, base = client_of(world.farid), f"/akten/{world.rahimi[0].pk}"
    data = {"title": "Kita anrufen", "due_on": "27.11.2026", "user": str(world.miriam.pk)}
    html = client.post(f"{base}/aufgabe/neu/", data, follow=True).content.decode()
    assert "Kita anrufen" in html
    task = Task.objects.get()
    assert (task.user, task.by, task.title) == (world.miriam, world.farid.pk, "Kita anrufen")
    client_of(world.miriam).post(f"{base}/aufgabe/{task.pk}/erledigt/")
    html = page(world.miriam, world)
    assert "Aufgabe erledigt" in html
    assert "Keine Aufgabe offen." in html
    client_of(world.miriam).post(f"{base}/aufgabe/{task.pk}/erledigt/", {"wie": "wieder"})
    task.refresh_from_db()
    assert task.done_on is None


def test_a_task_can_only_be_given_to_somebody_who_works_on_the_file(world: World) -> None:
    data = {"title": "Kita anrufen", "user": str(world.lena.pk)}
    answer = client_of(world.miriam).post(f"/akten/{world.rahimi[0].pk}/aufgabe/neu/", data)
    assert answer.status_code == 422
    assert not Task.objects.exists()


def test_two_people_who_change_one_task_both_see_it(world: World) -> None:
    task = planning.add_task(world.rahimi[0], "Kita", world.miriam, None, by=world.miriam)
    planning.change_task(task, "Hort", world.farid, None, version=1, by=world.farid)
    with pytest.raises(Changed):
        planning.change_task(task, "Schule", world.miriam, None, version=1, by=world.miriam)
    data = {"title": "Schule", "user": str(world.miriam.pk), "version": "1"}
    client, address = client_of(world.miriam), f"/akten/{world.rahimi[0].pk}/aufgabe/{task.pk}/"
    answer = client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<dt>Was ist zu tun?</dt><dd>Hort</dd>" in html
    assert "<dt>Für wen</dt><dd>Farid Noori</dd>" in html
    assert "<dt>Bis</dt>" not in html, "where both say the same there is nothing to decide"
    assert 'value="Schule"' in html
    assert 'name="version" value="2"' in html
    client.post(address, data | {"version": "2"})
    assert Task.objects.get().title == "Schule"


def test_two_windows_of_one_appointment_show_what_differs_field_by_field(world: World) -> None:
    row = planning.make_appointment(world.rahimi[0], plan(world, place="Jobcenter"), by=world.miriam)
    planning.change_appointment(row, plan(world, place="Rathaus", words="Antrag"), version=1, by=world.miriam)
    client, address = client_of(world.miriam), f"/akten/{world.rahimi[0].pk}/termin/{row.pk}/"
    data = {
        "on": "24.11.2026", "starts": "10:45", "minutes": "60", "place": "Jobcenter", "partner": "", "words": "",
        "user": str(world.miriam.pk), "version": "1",
    }  # fmt: skip
    answer = client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<dt>Ort</dt><dd>Rathaus</dd>" in html and "<dt>Worum geht es?</dt><dd>Antrag</dd>" in html
    assert "<dt>Beginn</dt><dd>10:00</dd>" in html and "<dt>Dauer" not in html
    assert 'value="10:45"' in html and 'value="Jobcenter"' in html, "what was typed stays"
    client.post(address, data | {"version": "2"})
    row.refresh_from_db()
    assert row.place == "Jobcenter", "sent once more, it counts"


@pytest.mark.requirement("P-53")
def test_an_appointment_is_arranged_kept_and_leads_to_its_note(world: World) -> None:
    client, base = client_of(world.miriam), f"/akten/{world.rahimi[0].pk}"
    data = {
        "on": "24.11.2026", "starts": "9.30 Uhr", "minutes": "45", "place": "Jobcenter", "partner": "Frau Sadat",
        "words": "Antrag", "wants_interpreter": "on", "user": str(world.miriam.pk),
    }  # fmt: skip
    html = client.post(f"{base}/termin/neu/", data, follow=True).content.decode()
    assert "Di 24.11.2026, 09:30–10:15" in html
    assert "Jobcenter · Frau Sadat · Dolmetscher gewünscht" in html
    row = Appointment.objects.get()
    with_past = planning.change_appointment(row, plan(world, 20, place="Jobcenter"), version=1, by=world.miriam)
    answer = client.post(f"{base}/termin/{with_past.pk}/ausgang/", {"outcome": "kept"})
    assert answer.headers["Location"] == f"{base}/vermerk/neu/"
    assert "hat stattgefunden" in page(world.miriam, world, "?art=plaene")


@pytest.mark.requirement("P-53")
def test_one_that_did_not_come_about_has_a_coded_reason_and_no_blame(world: World) -> None:
    row = planning.make_appointment(world.rahimi[0], plan(world, 20), by=world.miriam)
    client, address = client_of(world.miriam), f"/akten/{world.rahimi[0].pk}/termin/{row.pk}/ausgang/"
    answer = client.post(address, {"outcome": "not-kept"})
    assert answer.status_code == 422
    assert "„Grund nicht bekannt“ genügt" in answer.content.decode()
    client.post(address, {"outcome": "not-kept", "reason": "not-met"})
    assert "nicht zustande gekommen, zur vereinbarten Zeit nicht angetroffen" in page(world.miriam, world)
    row.refresh_from_db()
    assert row.settled_by == world.miriam.pk
    with pytest.raises(Refused, match="schon eingetragen"):
        planning.change_appointment(row, plan(world), version=row.version, by=world.miriam)


def test_one_still_to_come_can_only_be_called_off(world: World) -> None:
    row = planning.make_appointment(world.rahimi[0], plan(world), by=world.miriam)
    address = f"/akten/{world.rahimi[0].pk}/termin/{row.pk}/ausgang/"
    assert client_of(world.miriam).post(address, {"outcome": "kept"}).status_code == 422
    client_of(world.miriam).post(address, {"outcome": "called-off", "reason": "prevented"})
    row.refresh_from_db()
    assert row.outcome == "called-off"


def test_an_alert_stands_at_the_head_of_every_page_until_its_last_day_and_stays_in_the_timeline(world: World) -> None:
    client, base = client_of(world.miriam), f"/akten/{world.rahimi[0].pk}"
    data = {"kind": "safety", "words": "Hausbesuche nur zu zweit.", "until_on": "30.11.2026"}
    said = client.post(f"{base}/hinweis/neu/", data, follow=True).content.decode()
    assert "im Kopf der Akte." in said, "it says that it stands there, and how long"
    for part in ("", "person/", "haushalt/"):
        html = client.get(f"{base}/{part}").content.decode()
        assert 'class="lo-note is-overdue"' in html
        assert "Hausbesuche nur zu zweit." in html
    alert = Alert.objects.get()
    client.post(f"{base}/hinweis/{alert.pk}/beenden/")
    assert "Hausbesuche" not in client.get(f"{base}/person/").content.decode()
    html = page(world.miriam, world, "?art=ereignisse")
    assert "Hinweis: Sicherheit" in html
    assert "Hausbesuche nur zu zweit." in html


def test_an_alert_ends_by_itself(world: World) -> None:
    yesterday = world.today - timedelta(days=1)
    planning.raise_alert(world.rahimi[0], "urgent", "Heute noch anrufen.", yesterday, yesterday, by=world.miriam)
    assert (
        "Heute noch anrufen."
        not in client_of(world.miriam).get(f"/akten/{world.rahimi[0].pk}/person/").content.decode()
    )
    assert "galt bis 22.11.2026" in page(world.miriam, world)


@pytest.mark.parametrize("until", ["22.11.2026", "24.11.2027"])
def test_an_alert_has_an_end_within_a_year(world: World, until: str) -> None:
    data = {"kind": "safety", "words": "x", "until_on": until}
    assert client_of(world.miriam).post(f"/akten/{world.rahimi[0].pk}/hinweis/neu/", data).status_code == 422


def test_the_authority_and_the_management_see_none_of_it(world: World) -> None:
    file = world.rahimi[0]
    planning.add_task(file, "Kita anrufen", world.miriam, None, by=world.miriam)
    planning.make_appointment(file, plan(world, words="Scheidung besprechen"), by=world.miriam)
    done = planning.make_appointment(file, plan(world, 20, words="Arzt"), by=world.miriam)
    planning.settle_appointment(done, "kept", "", by=world.miriam)
    planning.raise_alert(file, "safety", "Nur zu zweit.", world.today, world.today, by=world.miriam)
    for user in (world.jens, world.theo):
        html = page(user, world, "?art=plaene")
        for word in ("Kita anrufen", "Scheidung", "Arzt", "Nur zu zweit.", "Termine und Aufgaben"):
            assert word not in html


def test_words_lie_sealed_in_the_database(world: World) -> None:
    file = world.rahimi[0]
    planning.add_task(file, "Geheimwort", world.miriam, None, by=world.miriam)
    planning.make_appointment(
        file, plan(world, place="Geheimwort", partner="Geheimwort", words="Geheimwort"), by=world.miriam
    )
    planning.raise_alert(file, "safety", "Geheimwort", world.today, world.today, by=world.miriam)
    with connection.cursor() as cursor:
        for table in ("cases_task", "cases_appointment", "cases_alert"):
            cursor.execute(f"SELECT * FROM {table}")
            for value in (value for row in cursor.fetchall() for value in row):
                assert b"Geheimwort" not in (
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                )


def test_nothing_is_planned_in_a_closed_file(world: World) -> None:
    actions.close_file(world.rahimi[0], world.today, "moved-away", by=world.miriam)
    with pytest.raises(Refused):
        planning.add_task(world.rahimi[0], "x", world.miriam, None, by=world.miriam)
    answer = client_of(world.miriam).get(f"/akten/{world.rahimi[0].pk}/termin/neu/", follow=True)
    assert "Die Akte ist geschlossen." in answer.content.decode()
