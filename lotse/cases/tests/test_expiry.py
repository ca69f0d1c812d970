"""A paper that runs out is brought up in three stages, and quietly once its extension has been applied for."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lotse.accounts.access import rights_of
from lotse.accounts.models import User
from lotse.cases import expiry, questions, residence
from lotse.cases.mine import files_worked_on
from lotse.cases.models import Answer, File
from lotse.cases.watch import watch_for
from lotse.concept import load
from lotse.people.residence import pending
from tests.world import World

CONCEPT = load.load_concept("dresden/2019-07-01")
DAY = timedelta(days=1)


def paper(file: File, by: User, days: int, today: date, **more: Any) -> Any:
    row = file.person.statuses.get()
    facts = residence.StatusFacts(
        more.pop("status", row.status), row.from_on, valid_until_on=today + timedelta(days=days), **more
    )
    return residence.correct_status(file, row, facts, version=row.version, by=by)


def care(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/").content.decode()


def brought_up(world: World) -> bool:
    html = care(world.miriam)
    return (
        "Aufenthaltsgestattung läuft" in html
        or "Aufenthaltsgestattung gestern abgelaufen" in html
        or "Aufenthaltsgestattung vor" in html
    )


@pytest.mark.parametrize(("days", "is_shown"), [(61, False), (60, True), (14, True), (0, True), (-1, True)])
def test_from_sixty_days_before_its_end_a_paper_is_on_heute(world: World, days: int, is_shown: bool) -> None:
    paper(world.rahimi[0], world.miriam, days, world.today)
    assert brought_up(world) is is_shown


def test_asked_to_wait_it_comes_back_at_the_next_stage(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file, client = world.rahimi[0], Client()
    row = paper(file, world.miriam, 45, world.today)
    client.force_login(world.miriam)
    address = f"/akten/{file.pk}/person/aufenthalt/{row.pk}/spaeter/"
    html = client.post(address, follow=True).content.decode()
    assert "Lotse fragt am 08.12.2026 wieder" in html, "thirty days before 07.01.2027"
    assert not brought_up(world)
    assert Answer.objects.get(file=file).topic == f"paper/{row.pk}"
    questions.answer_question(file, f"paper/{row.pk}", Answer.Kind.LATER, world.today, by=world.miriam)
    assert brought_up(world)


def test_what_has_run_out_stays_whatever_was_said(world: World) -> None:
    row = paper(world.rahimi[0], world.miriam, -3, world.today)
    client = Client()
    client.force_login(world.miriam)
    client.post(f"/akten/{world.rahimi[0].pk}/person/aufenthalt/{row.pk}/spaeter/")
    assert brought_up(world)


def test_an_extension_applied_for_is_quiet_until_the_last_stage_and_said_in_the_file(world: World) -> None:
    file = world.rahimi[0]
    paper(file, world.miriam, 40, world.today, applied_on=date(2026, 11, 12))
    assert not brought_up(world)
    client = Client()
    client.force_login(world.jens)
    html = client.get(f"/akten/{file.pk}/").content.decode()
    assert "Bescheinigung über die Aufenthaltsgestattung läuft in 40 Tagen ab." in html
    assert "Verlängerung am 12.11.2026 beantragt, noch nicht bestätigt." in html
    paper(file, world.miriam, 14, world.today, applied_on=date(2026, 11, 12))
    assert brought_up(world)
    assert pending(date(2026, 11, 12), date(2026, 11, 12)) is None, "a newer paper has answered the application"


def test_the_opportunity_to_stay_is_brought_up_half_a_year_before(world: World) -> None:
    paper(world.rahimi[0], world.miriam, 180, world.today, status="ae-104c")
    assert "läuft in 180 Tagen ab" in care(world.miriam)
    assert CONCEPT.paper_reminders("ae-104c") == (180, 90, 30)
    assert CONCEPT.paper_reminders("ae-25-1") == (60, 30, 14)


def watched(world: World, user: User) -> list[UUID]:
    held = rights_of(user, world.today)
    return [p.file_id for p in watch_for(held, world.today, files_worked_on(held, world.today)).papers]


def test_papers_of_people_one_does_not_work_with_are_nobodys_business(world: World) -> None:
    paper(world.rahimi[0], world.miriam, 10, world.today)
    assert watched(world, world.miriam) == [world.rahimi[0].pk]
    assert watched(world, world.lena) == []


def test_heute_asks_no_more_with_many_papers_than_with_one(world: World, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(world.miriam)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/")
        return len(found)

    paper(world.rahimi[0], world.miriam, 10, world.today)
    count()
    one = count()
    paper(world.rahimi[1], world.miriam, 20, world.today)
    count()
    assert count() == one


STATUSES = st.sampled_from([s.key for s in CONCEPT.statuses])
UNTIL = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@given(STATUSES, UNTIL, st.integers(-400, 400), st.booleans())
def test_the_next_reminder_is_a_stage_to_come_or_the_day_after_the_last(
    status: str, until: date, before: int, has_applied: bool
) -> None:
    today = until - timedelta(days=before)
    again = expiry.next_reminder(CONCEPT, status, until, today)
    stages = {until - timedelta(days=n) for n in CONCEPT.paper_reminders(status)}
    assert again in {day for day in stages if day > today} | {until + DAY}
    applied = until - timedelta(days=100) if has_applied else None
    first = next(day for day in sorted(stages) if expiry.is_brought_up(CONCEPT, status, until, applied, day))
    assert first == (max(stages) if has_applied else min(stages))
    assert expiry.is_brought_up(CONCEPT, status, until, applied, until + DAY)
