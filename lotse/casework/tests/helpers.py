"""What the tests of case management share."""

from datetime import date
from typing import Any

from django.test import Client

from lotse.accounts.models import User
from lotse.cases.models import File
from lotse.casework import cycle, interview
from lotse.casework.cycles import Cycle
from lotse.casework.interview import Spoken
from lotse.notes.actions import Contact, record_note

ALL_TOLD = ("chances", "procedure", "requirements", "roles")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def note_on(file: File, fields: tuple[str, ...], on: date, by: User) -> None:
    record_note([file], Contact(on, "individual", "Gespräch.", "", fields=fields), author=by, by=by)


def spoken(user: User, on: date, **more: Any) -> Spoken:
    said = {"problem_fits": True, "is_motivated": True, "told": ALL_TOLD} | more
    return Spoken(on, user, **said)


def taken_over(file: File, on: date, *, by: User) -> Cycle:
    """In case management since a day."""
    run = cycle.begin(file, on, by=by)
    row = interview.record_interview(run, spoken(by, on, problems="Alles hängt zusammen."), version=1, by=by)
    interview.decide(row, "case-management", on, by=by)
    return Cycle.objects.select_related("file", "started").get(pk=run.pk)
