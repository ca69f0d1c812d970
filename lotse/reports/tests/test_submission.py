"""A quarter is checked, handed in and frozen; what changes afterwards shows beside it."""

import hashlib
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lotse.audit.models import WriteLog
from lotse.audit.testing import arranging
from lotse.cases import actions as cases
from lotse.cases.models import Allocation, File
from lotse.notes.actions import record_note
from lotse.notes.models import Note
from lotse.reports.actions import Refused, check_quarter, submit_quarter, switch_figures
from lotse.reports.annex1 import Quarter
from lotse.reports.frozen import canonical, differences, total_of
from lotse.reports.models import Check, Submission
from lotse.reports.tests.arranged import Q3, check, contact, digest, submit, submitted
from lotse.rulebook import access as rulebook
from lotse.vault.keys import destroy_key, is_destroyed
from tests.world import World

PAGE = "/berichte/anlage-1/?quartal=2026-Q3"


def printed(*more: str) -> str:
    out = StringIO()
    call_command("report", "annex-1", "--quarter", "2026-Q3", "--submitted", "--format", "json", *more, stdout=out)
    return out.getvalue()


@pytest.mark.requirement("P-149", "P-142")
def test_coordination_checks_management_submits_and_the_text_says_all_that_is_needed(
    quarter: World, client: Client
) -> None:
    client.force_login(quarter.katrin)
    page = client.get(PAGE).content.decode()
    assert "Zahlen von Ankerplatz West geprüft" in page
    assert "Einreichen und einfrieren" not in page
    sent = {"quartal": "2026-Q3", "digest": digest(quarter.anchor, quarter.west)}
    assert client.post(f"/berichte/anlage-1/pruefen/{quarter.west.pk}/", sent).status_code == 302

    client.force_login(quarter.theo)
    assert "Einreichen und einfrieren" in client.get(PAGE).content.decode()
    sent = {"quartal": "2026-Q3", "digest": digest(quarter.anchor)}
    answer = client.post(f"/berichte/anlage-1/einreichen/{quarter.anchor.pk}/", sent)
    row = Submission.objects.get()
    assert answer["Location"] == f"/berichte/eingereicht/{row.pk}/"
    assert (row.number, row.submitted_by, row.concept) == (1, quarter.theo, "dresden/2019-07-01")
    document = row.document
    assert document["concept"]["sha256"] == rulebook.get(row.concept).digest == row.concept_sha256
    assert document["checks"][0]["by"] == "Katrin Hoyer"
    assert document["definitions"][0]["definition"].startswith("Alle beraterischen Kontakte")
    assert document["total"] == {"individual": 3, "group": 1, "education": 2, "return": 1, "case_management": 0}
    verbs = set(WriteLog.objects.filter(table_name__startswith="reports_").values_list("verb", flat=True))
    assert verbs == {"check_quarter", "submit_quarter"}


@pytest.mark.requirement("D-83")
def test_provider_and_administration_work_together_each_on_its_level(quarter: World, client: Client) -> None:
    """The team checks, the provider hands in, the office receives: nobody does another level's part."""
    check_it, hand_in = (
        f"/berichte/anlage-1/pruefen/{quarter.west.pk}/",
        f"/berichte/anlage-1/einreichen/{quarter.anchor.pk}/",
    )
    sent = {"quartal": "2026-Q3", "digest": digest(quarter.anchor, quarter.west)}
    for name in ("miriam", "farid", "jens", "ada", "dora", "petra"):
        client.force_login(quarter.staff()[name])
        assert client.post(check_it, sent).status_code in (403, 404), name
    client.force_login(quarter.katrin)
    assert client.post(check_it, sent).status_code == 302
    whole = {"quartal": "2026-Q3", "digest": digest(quarter.anchor)}
    for name in quarter.staff().keys() - {"theo"}:
        client.force_login(quarter.staff()[name])
        assert client.post(hand_in, whole).status_code in (403, 404), name
    client.force_login(quarter.theo)
    received = client.post(hand_in, whole)["Location"]
    client.force_login(quarter.jens)
    assert client.get(received).status_code == 200
    assert "/berichte/meldetermin/" in client.get(PAGE).content.decode(), "by when is the office's to say"
    for name in ("theo", "katrin"):
        client.force_login(quarter.staff()[name])
        assert client.get("/berichte/meldetermin/").status_code == 403, name
    table = client.get("/rollen/").content.decode()
    levels = ["Träger: Fall", "Träger: Team und Region", "Träger: Leitung", "Verwaltung: Entscheidung im Fall"]
    assert all(f"<td>{level}</td>" in table for level in levels)


def test_no_client_is_named_in_what_is_frozen(quarter: World) -> None:
    text = submitted(quarter).text
    for file in File.objects.select_related("person"):
        assert file.number not in text
        assert str(file.pk) not in text
        assert file.person.full_name not in text
    assert "Gespräch" not in text


def test_it_is_printed_byte_for_byte_after_notes_came_and_a_file_was_destroyed(quarter: World) -> None:
    row = submitted(quarter)
    before = printed()
    assert hashlib.sha256(before.encode()).hexdigest() == row.sha256
    record_note(quarter.rahimi[:1], contact(date(2026, 7, 2)), author=quarter.miriam, by=quarter.miriam)
    with arranging():
        for file in quarter.rahimi:
            destroy_key(file.pk)
            Note.objects.filter(in_files__file=file).delete()
    assert is_destroyed(quarter.rahimi[0].pk)
    assert printed() == printed("--organisation", "Ankerplatz e. V.") == before == row.text
    assert canonical(json.loads(before)) == before


def test_every_cell_that_changed_since_is_shown_with_what_has_happened(quarter: World, client: Client) -> None:
    row = submitted(quarter)
    assert not differences(row)
    with arranging():
        quarter.miriam.email = "miriam.albrecht@example.org"  # the same person
        quarter.miriam.save()
    assert not differences(row)
    record_note(
        quarter.rahimi[:1], contact(date(2026, 7, 2), "individual", "return"), author=quarter.miriam, by=quarter.miriam
    )
    with arranging():
        Note.objects.get(on=date(2026, 9, 30)).delete()
        Note.objects.filter(on=date(2026, 8, 4)).update(struck_at=timezone.now())
    cases.record_event(quarter.rahimi[0], "case-management-started", date(2026, 9, 1), by=quarter.katrin)
    with arranging():
        Allocation.objects.filter(file__in=quarter.rahimi).update(from_on=date(2026, 1, 1))
    found = {
        (c.statistic.key, c.month.month): (c.was, c.now, c.added, c.struck, c.others) for c in differences(row).changes
    }
    assert found == {
        ("individual", 7): (2, 3, 1, 0, 0),
        ("return", 7): (1, 2, 1, 0, 0),
        ("group", 8): (1, 0, 0, 1, 0),
        ("education", 8): (1, 0, 0, 1, 0),
        ("individual", 9): (1, 0, 0, 0, -1),
        ("education", 9): (1, 0, 0, 0, -1),
        ("case-management", 9): (0, 1, 0, 0, 1),
    }
    client.force_login(quarter.theo)
    page = client.get(f"/berichte/eingereicht/{row.pk}/").content.decode()
    assert "1 Kontakt nachgetragen." in page
    assert "1 Kontakt gestrichen." in page
    assert "1 zählt hier nicht mehr." in page
    assert "Beginn, Ende oder Zuständigkeit" in page


def test_handed_in_again_it_gets_a_number_and_the_old_one_stays(quarter: World) -> None:
    first = submitted(quarter).text
    record_note(quarter.rahimi[:1], contact(date(2026, 7, 2)), author=quarter.miriam, by=quarter.miriam)
    with pytest.raises(Refused, match="Noch nicht geprüft: Ankerplatz West"):
        submit(quarter, "late-notes")
    check(quarter)
    with pytest.raises(Refused, match="warum"):
        submit(quarter)
    second = submit(quarter, "late-notes")
    assert second.number == 2
    assert second.document["total"]["individual"] == 4
    assert printed() == second.text
    assert printed("--number", "1") == first
    fields = [f.attname for f in Submission._meta.concrete_fields if f.name not in ("id", "number")]
    for number, reason in ((2, "late-notes"), (3, ""), (1, "asked")):
        values = {name: getattr(second, name) for name in fields} | {"number": number, "reason": reason}
        with pytest.raises(IntegrityError), arranging(), transaction.atomic():
            Submission.objects.create(**values)


def test_a_check_holds_for_the_very_figures_only(quarter: World, client: Client) -> None:
    old = digest(quarter.anchor, quarter.west)
    check(quarter)
    assert check(quarter).pk == Check.objects.get().pk  # twice is once
    record_note(quarter.rahimi[:1], contact(date(2026, 7, 2)), author=quarter.miriam, by=quarter.miriam)
    with pytest.raises(Refused, match="geändert"):
        check_quarter(quarter.west, Q3, digest=old, by=quarter.katrin, today=quarter.today)
    client.force_login(quarter.katrin)
    assert "seit der Prüfung am" in client.get(PAGE).content.decode()


def test_what_changed_while_the_page_was_open_is_not_handed_in(quarter: World) -> None:
    check(quarter)
    seen = digest(quarter.anchor)
    record_note(quarter.rahimi[:1], contact(date(2026, 7, 2)), author=quarter.miriam, by=quarter.miriam)
    with pytest.raises(Refused, match="Eingereicht wurde nichts"):
        submit_quarter(quarter.anchor, Q3, digest=seen, by=quarter.theo, today=quarter.today)
    assert not Submission.objects.exists()


def test_a_quarter_that_still_runs_is_neither_checked_nor_submitted(quarter: World) -> None:
    running = Quarter.of(quarter.today)
    with pytest.raises(Refused, match="läuft noch"):
        submit_quarter(quarter.anchor, running, digest="", by=quarter.theo, today=quarter.today)
    with pytest.raises(Refused, match="läuft noch"):
        check_quarter(quarter.west, running, digest="", by=quarter.katrin, today=quarter.today)


def test_where_workers_may_not_be_shown_they_are_not_handed_in_either(quarter: World) -> None:
    switch_figures(quarter.anchor, is_on=False, basis="Dienstvereinbarung vom 12.01.2026", by=quarter.theo)
    row = submitted(quarter)
    assert "Miriam" not in row.text
    assert "miriam" not in row.text
    assert row.document["total"]["individual"] == 3
    assert total_of(row.document, rulebook.get(row.concept))["individual"] == 3


def test_a_text_that_was_tampered_with_is_not_printed(quarter: World) -> None:
    row = submitted(quarter)
    with arranging():
        Submission.objects.filter(pk=row.pk).update(text=row.text.replace('"individual":3', '"individual":9'))
    with pytest.raises(CommandError, match="Prüfsumme"):
        printed()


def test_the_command_says_when_nothing_was_submitted(quarter: World) -> None:
    with pytest.raises(CommandError, match="nichts eingereicht"):
        printed()
    with pytest.raises(CommandError, match="Keine Organisation"):
        printed("--organisation", "Gibt es nicht")


@pytest.mark.parametrize(
    ("who", "checking", "submitting"),
    [
        ("katrin", 302, 403), ("theo", 404, 302), ("bernd", 404, 403), ("miriam", 403, 403), ("farid", 403, 403),
        ("jens", 403, 403), ("ada", 403, 403), ("dora", 403, 403), ("petra", 403, 403),
    ],
)  # fmt: skip
def test_only_the_teams_coordination_checks_and_only_its_management_submits(
    quarter: World, client: Client, who: str, checking: int, submitting: int
) -> None:
    client.force_login(getattr(quarter, who))
    sent = {"quartal": "2026-Q3", "digest": "0" * 64}
    assert client.post(f"/berichte/anlage-1/pruefen/{quarter.west.pk}/", sent).status_code == checking
    assert client.post(f"/berichte/anlage-1/einreichen/{quarter.anchor.pk}/", sent).status_code == submitting
    assert not Check.objects.exists()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "sees_workers"),
    [
        ("theo", 200, True), ("katrin", 200, False), ("jens", 200, False), ("ada", 200, False), ("bernd", 404, False),
        ("miriam", 404, False), ("farid", 404, False), ("dora", 403, False), ("petra", 403, False),
    ],
)  # fmt: skip
def test_who_sees_a_submission_and_who_the_workers_in_it(
    quarter: World, client: Client, who: str, status: int, sees_workers: bool
) -> None:
    row = submitted(quarter)
    client.force_login(getattr(quarter, who))
    for address in ("", "druck/", "datei/json/", "datei/csv/", "datei/xlsx/"):
        answer = client.get(f"/berichte/eingereicht/{row.pk}/{address}")
        assert answer.status_code == status, address
        if address != "datei/xlsx/" and status == 200:
            assert ("Miriam" in answer.content.decode()) == sees_workers, address
    if sees_workers:
        assert client.get(f"/berichte/eingereicht/{row.pk}/datei/json/").content == row.text.encode()
    listed = client.get("/berichte/eingereicht/")
    assert listed.status_code == (403 if status == 403 else 200)
    assert (str(row.pk) in listed.content.decode()) == (status == 200)
