"""The calendar others fetch: well formed, nobody's name in it, and shut when the secret ends."""

from datetime import UTC, datetime, timedelta

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.models import User
from lotse.audit.testing import arranging
from lotse.cases import actions, feeds, planning
from lotse.cases.feeds import escaped, folded
from tests.world import World

Event = dict[str, str]


def parse(text: str) -> list[Event]:
    """A reader of our own for RFC 5545: unfolds lines, splits parameters, takes escapes back."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    lines = text.replace("\r\n ", "").rstrip("\r\n").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    events: list[Event] = []
    inside = False
    for line in lines[1:-1]:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert not inside
            inside = True
            events.append({})
        elif line == "END:VEVENT":
            assert inside
            inside = False
        elif inside:
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = unescaped(value)
    assert not inside
    for event in events:
        assert {"UID", "DTSTAMP", "SUMMARY"} <= event.keys()
    return events


def unescaped(text: str) -> str:
    found, signs = "", iter(text)
    for sign in signs:
        if sign == "\\":
            following = next(signs)
            found += "\n" if following in "nN" else following
        else:
            assert sign not in ";,\n", "must be escaped"
            found += sign
    return found


def fetch(secret: str) -> tuple[int, str]:
    answer = Client().get(f"/kalender/{secret}.ics")
    return answer.status_code, answer.content.decode()


def address_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    html = client.post("/kalender/").content.decode()
    return html.split('value="http://testserver/kalender/')[1].split(".ics")[0]


def plan(world: World, day: int = 24) -> planning.Plan:
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    return planning.Plan(
        at,
        at + timedelta(minutes=45),
        world.miriam,
        place="Kinderarzt; Nordring, 2",
        partner="Frau Sadat",
        words="Zahra",
    )


def test_times_and_file_numbers_and_nobodys_name(world: World) -> None:
    planning.make_appointment(world.rahimi[0], plan(world), by=world.miriam)
    status, text = fetch(address_of(world.miriam))
    assert status == 200
    events = parse(text)
    number = world.rahimi[0].number
    meeting = next(e for e in events if e["SUMMARY"] == "Termin (Lotse)")
    assert (meeting["DTSTART"], meeting["DTEND"]) == ("20261124T090000Z", "20261124T094500Z")
    assert meeting["DESCRIPTION"] == f"Akte {number}"
    for word in ("Rahimi", "Zahra", "Sara", "Sadat", "Kinderarzt", "Nordring", "Kastanienweg"):
        assert word not in text
    assert {e["SUMMARY"] for e in events} <= {"Termin (Lotse)", "Frist (Lotse)"}


def test_deadlines_are_days_and_only_those_of_ones_own_files(world: World) -> None:
    actions.allocate(world.mehari, world.lena, team=world.west, from_on=world.today, by=world.katrin)
    events = parse(fetch(address_of(world.lena))[1])
    assert [(e["DTSTART;VALUE=DATE"], e["DTEND;VALUE=DATE"]) for e in events] == [("20261125", "20261126")]
    assert events[0]["DESCRIPTION"] == f"Aufsuchen in der Unterkunft, Akte {world.mehari[0].number}"
    olga = parse(fetch(address_of(world.olga))[1])
    assert [e["DESCRIPTION"].split()[-1] for e in olga] == [world.demir[0].number]


def test_a_new_address_shuts_the_one_before_and_an_ended_one_is_nobodys(world: World) -> None:
    first = address_of(world.miriam)
    second = address_of(world.miriam)
    assert fetch(first)[0] == 404
    assert fetch(second)[0] == 200
    client = Client()
    client.force_login(world.miriam)
    client.post("/kalender/", {"beenden": "1"})
    assert fetch(second)[0] == 404
    assert "nicht eingerichtet" in client.get("/kalender/").content.decode()


def test_the_secret_is_stored_nowhere_and_shown_once(world: World) -> None:
    secret = address_of(world.miriam)
    row = world.miriam.calendar_feeds.get()
    assert secret not in row.digest
    assert row.digest == feeds.digest_of(secret)
    client = Client()
    client.force_login(world.miriam)
    assert secret not in client.get("/kalender/").content.decode()


def test_who_has_left_or_may_not_sign_in_has_no_calendar(world: World) -> None:
    secret = address_of(world.miriam)
    with arranging():
        User.objects.filter(pk=world.miriam.pk).update(left_on=world.today - timedelta(days=1))
    assert fetch(secret)[0] == 404
    with arranging():
        User.objects.filter(pk=world.miriam.pk).update(left_on=None, is_active=False)
    assert fetch(secret)[0] == 404


def test_a_file_handed_on_leaves_the_calendar(world: World) -> None:
    planning.make_appointment(world.rahimi[0], plan(world), by=world.miriam)
    secret = address_of(world.miriam)
    assert "Termin (Lotse)" in fetch(secret)[1]
    actions.allocate(world.rahimi, world.lena, team=world.west, from_on=world.today, by=world.katrin)
    assert "Termin (Lotse)" not in fetch(secret)[1]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_whatever_is_written_comes_back(text: str) -> None:
    line = folded(f"DESCRIPTION:{escaped(text)}")
    assert all(len(part.encode()) <= 75 for part in line.split("\r\n"))
    assert unescaped(line.removesuffix("\r\n").replace("\r\n ", "").removeprefix("DESCRIPTION:")) == text


def test_line_breaks_are_written_as_letters() -> None:
    assert escaped("a\r\nb\nc\\;,") == "a\\nb\\nc\\\\\\;\\,"
