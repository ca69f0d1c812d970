"""The page of a file asks only for what is there, and shows what it would show if it asked for everything."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.models import User
from lotse.audit.testing import arranging
from lotse.cases import merging, planning
from lotse.cases.models import Alert, File
from lotse.notes.documents import Sheet, store_document
from lotse.notes.drafts import Window, save_draft
from lotse.notes.models import Draft, LateReason
from lotse.notes.record import ask_for_erasure, supplement_note
from lotse.notes.tests.sheets import png
from lotse.programmes import actions, applications, rows
from lotse.programmes.models import BenefitApplication, Course, Registration, WorkStep
from lotse.ui.ids import uuid7
from tests.world import World

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NEW_EACH_TIME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9]{64}")  # ids of forms, tokens


def page(user: User, file: File, query: str = "") -> tuple[str, int]:
    """What it shows, without what is new each time, and how many statements that took."""
    client = Client()
    client.force_login(user)
    client.get(f"/akten/{file.pk}/")  # the reading is now logged
    with CaptureQueriesContext(connection) as captured:
        html = client.get(f"/akten/{file.pk}/{query}").content.decode()
    html = NEW_EACH_TIME.sub("", html)
    return html, len(captured)


def arrange(world: World) -> dict[str, Callable[[], object]]:
    """One after the other, something of every kind."""
    file, by, today = world.rahimi[0], world.miriam, world.today
    window, soon = Window(uuid7(), "one", 0), NOW + timedelta(days=2)
    told = actions.Told(today, by, how="explained")
    visit = file.deadlines.filter(met_on__isnull=False)[0]

    def late() -> None:
        with arranging():
            LateReason.objects.create(
                note=world.note, file=file, rule=visit.rule, reason="not-reached", words="Besetzt"
            )

    return {
        "alert": lambda: planning.raise_alert(
            file, Alert.Kind.values[0], "Hund im Haus", today, today + timedelta(days=30), by=by
        ),
        "task": lambda: planning.add_task(file, "Kita anrufen", by, today, by=by),
        "appointment": lambda: planning.make_appointment(
            file, planning.Plan(soon, soon + timedelta(hours=1), by, place="Amt"), by=by
        ),
        "draft": lambda: save_draft(
            window, Draft.Kind.NOTE, {"summary": ["Halb fertig"]}, file=file, author=by, now=NOW
        ),
        "supplement": lambda: supplement_note(
            world.note, "Nachgetragen", window=Window(uuid7(), "one", 0), typed={}, by=by, now=NOW
        ),
        "late": late,
        "erasure": lambda: ask_for_erasure(world.note, file, "wrong-person", "", by=by, now=NOW),
        "document": lambda: store_document([file], [Sheet("1.png", "image/png", png())], author=by, by=by, now=NOW),
        "tick": lambda: actions.tick([file], "welcome", ["house-rules"], told, by=by),
        "registration": lambda: rows.enter(Registration(file=file, kind="kita"), {"wanted_on": today}, by=by),
        "course": lambda: rows.enter(Course(file=file, kind="deutschkurs"), {"starts_on": today}, by=by),
        "application": lambda: applications.apply(
            BenefitApplication(file=file), {"kind": "asylblg", "started_on": today}, by=by
        ),
        "work": lambda: rows.enter(WorkStep(file=file, kind="internship"), {"on": today}, by=by),
        "merged": lambda: merging.merge_files(file, world.rahimi[1], today, by=world.katrin),
    }  # fmt: skip


def test_whatever_is_added_the_page_shows_what_it_would_show_without_the_question(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    for name, add in {"nothing": lambda: None, **arrange(world)}.items():
        add()
        for query in ("", "?alle", "?art=schriftstuecke"):
            mine = page(world.miriam, world.rahimi[0], query)[0]
            with monkeypatch.context() as patch:
                patch.setattr("lotse.desk.views.there_is", lambda file: None)
                assert page(world.miriam, world.rahimi[0], query)[0] == mine, (name, query)
        shown.append(page(world.miriam, world.rahimi[0], "?alle")[0])
    assert len(set(shown)) == len(shown), "each of them shows"


def test_a_file_with_the_ordinary_alone_takes_few_statements_and_a_full_one_not_many(world: World) -> None:
    file = world.rahimi[0]
    page(world.miriam, file)
    assert page(world.miriam, file)[1] <= 24
    for name, add in arrange(world).items():
        if name != "merged":
            add()
    assert page(world.miriam, file, "?alle")[1] <= 42
