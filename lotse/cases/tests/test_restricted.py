"""The restricted compartment at work: words in sensitive fields, special need of protection, by the concept of the
how-to."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotse.accounts.actions import as_actor
from lotse.accounts.models import User
from lotse.cases import restricted
from lotse.cases.actions import Refused, close_file, record_content
from lotse.cases.merging import merge_files
from lotse.cases.models import FileContent, Vulnerability
from lotse.cases.moving_on import move_to_concept
from lotse.cases.restricted import NeedFacts
from lotse.concept.load import load_concept
from lotse.rulebook import actions as rulebook
from tests.county import CONCEPT, County
from tests.overlay import PURPOSE, switch_on
from tests.world import World

DOCS = Path(__file__).parents[3] / "docs" / "howto" / "own-concept.md"


def get(user: User, address: str) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.get(address)  # type: ignore[return-value]


def send(user: User, address: str, **data: Any) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(address, data, follow=True)  # type: ignore[return-value]


def said(response: HttpResponse) -> str:
    return response.content.decode()


def base(file: Any) -> str:
    return f"/akten/{file.pk}/geschuetzt/"


@pytest.fixture
def town(world: World) -> World:
    switch_on(world.rahimi, "health", "imprisonment", restricted.VULNERABILITY)
    return world


@pytest.mark.requirement("P-135")
def test_words_in_a_sensitive_field_are_entered_opened_by_a_click_and_changed(town: World) -> None:
    file = town.rahimi[0]
    assert "Noch nichts eingetragen." in said(get(town.miriam, base(file)))
    html = said(send(town.miriam, base(file) + "health/aendern/", text="Braucht einen Aufzug.", version="0"))
    assert "Braucht einen Aufzug." in html and PURPOSE in html
    overview = said(get(town.katrin, base(file)))
    assert "Ein Eintrag" in overview and "Aufzug" not in overview
    html = said(send(town.katrin, base(file) + "health/aendern/", text="Kein Aufzug mehr nötig.", version="1"))
    assert "Kein Aufzug mehr nötig." in html and "Eine frühere Fassung" in html


def test_two_people_who_write_at_once_both_keep_their_words(town: World) -> None:
    address = base(town.rahimi[0]) + "health/aendern/"
    send(town.katrin, address, text="Von Katrin.", version="0")
    answer = send(town.miriam, address, text="Von Miriam.", version="0")
    assert answer.status_code == 409
    assert "Von Katrin." in said(answer) and "Von Miriam." in said(answer)
    assert 'name="version" value="1"' in said(answer)
    assert "Von Miriam." in said(send(town.miriam, address, text="Von Miriam.", version="1"))
    assert FileContent.objects.count() == 2


def test_nothing_typed_is_lost_over_an_error(town: World) -> None:
    address = base(town.rahimi[0]) + "schutzbedarf/neu/"
    answer = send(town.miriam, address, kind="", from_on="31.02.2026", words="Zimmer im Erdgeschoss.")
    assert answer.status_code == 422
    assert "Bitte den Schutzbedarf auswählen." in said(answer) and "Zimmer im Erdgeschoss." in said(answer)
    assert "31.02.2026" in said(answer)


@pytest.mark.requirement("N-05", "P-17")
def test_a_special_need_is_entered_with_its_dates_ended_and_taken_out(town: World) -> None:
    file = town.rahimi[0]
    new = base(file) + "schutzbedarf/neu/"
    html = said(send(town.miriam, new, kind="pregnant", from_on="02.11.2026", words="Einzelzimmer."))
    assert "Schwangerschaft" in html and "02.11.2026" in html and "Einzelzimmer." in html
    assert "schon eingetragen" in said(send(town.miriam, new, kind="pregnant", from_on="20.11.2026"))
    assert send(town.miriam, new, kind="single-parent", from_on="02.11.2026").status_code == 200
    row = next(r for r in Vulnerability.objects.all() if r.kind == "pregnant")
    one = f"{base(file)}schutzbedarf/{row.pk}/"
    ended: dict[str, Any] = {"kind": "pregnant", "from_on": "02.11.2026", "until_on": "22.11.2026", "words": "Vorbei."}
    assert "beendet" in said(send(town.katrin, one, version="1", **ended))
    late = send(town.miriam, one, version="1", **ended | {"words": "Zu spät."})
    assert late.status_code == 409 and "Vorbei." in said(late) and "Zu spät." in said(late)
    assert "Zwischenzeit" in said(send(town.miriam, one, entfernen="1", version="1"))
    assert "Schwangerschaft" not in said(send(town.miriam, one, entfernen="1", version="2"))
    assert Vulnerability.objects.count() == 1


@pytest.mark.requirement("P-17")
def test_every_group_of_the_directive_can_be_named_and_no_other(town: World) -> None:
    file = town.rahimi[0]
    form = said(get(town.miriam, base(file) + "schutzbedarf/neu/"))
    for word in (
        "Minderjährig", "unbegleitet", "Behinderung", "Höheres Alter", "Schwangerschaft", "Alleinerziehend",
        "Menschenhandel", "körperliche Erkrankung", "Psychische Störung", "Folter", "Vergewaltigung", "Gewalt",
        "Genitalverstümmelung",
    ):  # fmt: skip
        assert word in form, word
    with pytest.raises(Refused):
        restricted.record_need(file, NeedFacts("tall", town.today), by=town.miriam)
    concept = said(get(town.miriam, f"/konzept/{file.concept}/"))
    assert "2024/1346" in concept, "the reading says what is to be checked"


def test_the_verbs_refuse_what_the_concept_does_not_switch_on(world: World) -> None:
    file = world.rahimi[0]
    with pytest.raises(Refused):
        restricted.record_restricted(file, "health", "x", version=0, by=world.miriam)
    with pytest.raises(Refused):
        restricted.record_need(file, NeedFacts("pregnant", world.today), by=world.miriam)
    switch_on(world.rahimi, "health")
    with pytest.raises(Refused):
        record_content(file, "health", "x", by=world.miriam)
    assert not FileContent.objects.exists() and not Vulnerability.objects.exists()


def test_a_closed_file_is_read_and_not_written(town: World) -> None:
    file = town.rahimi[0]
    restricted.record_restricted(file, "health", "Braucht einen Aufzug.", version=0, by=town.miriam)
    need = restricted.record_need(file, NeedFacts("elderly", town.today), by=town.miriam)
    close_file(file, town.today, "goal-reached", by=town.katrin)
    assert "Aufzug" in said(get(town.katrin, base(file) + "health/"))
    for rest in ("health/aendern/", "schutzbedarf/neu/", f"schutzbedarf/{need.pk}/"):
        assert get(town.katrin, base(file) + rest).status_code == 403
        assert send(town.katrin, base(file) + rest, entfernen="1", version="1").status_code == 403
    with pytest.raises(Refused):
        restricted.remove_need(need, version=1, by=town.katrin)


def test_what_stands_in_a_file_brought_together_is_read_through_the_one_that_goes_on(town: World) -> None:
    kept, other = town.rahimi
    restricted.record_restricted(other, "health", "Steht in der zweiten Akte.", version=0, by=town.miriam)
    need = restricted.record_need(other, NeedFacts("minor", town.today, words="Auch dort."), by=town.miriam)
    merge_files(kept, other, town.today, by=town.katrin)
    assert "Steht in der zweiten Akte." in said(get(town.miriam, base(kept) + "health/"))
    html = said(get(town.miriam, base(kept) + "vulnerability/"))
    assert "Auch dort." in html and other.number in html and f"schutzbedarf/{need.pk}" not in html
    assert get(town.miriam, f"{base(kept)}schutzbedarf/{need.pk}/").status_code == 404


def test_what_is_switched_off_again_is_seen_by_nobody(town: World) -> None:
    file, former = town.rahimi[0], "dresden/2019-07-01"
    restricted.record_restricted(file, "health", "Braucht einen Aufzug.", version=0, by=town.miriam)
    move_to_concept([file], former, by="test")
    for rest in ("", "health/", "health/aendern/", "vulnerability/", "schutzbedarf/neu/"):
        assert get(town.miriam, base(file) + rest).status_code == 404
    assert "Aufzug" not in said(get(town.miriam, f"/akten/{file.pk}/person/"))


def test_words_from_before_there_was_a_list_are_still_read(town: World) -> None:
    file = town.rahimi[0]
    with as_actor(town.miriam, "record_restricted"):
        FileContent.objects.create(file=file, about="vulnerability", text="Allein mit drei Kindern.", recorded_by=None)
    assert "Ein Eintrag" in said(get(town.miriam, base(file)))
    assert "Allein mit drei Kindern." in said(get(town.miriam, base(file) + "vulnerability/"))


def test_the_file_page_asks_no_more_for_the_sake_of_the_tab(world: World) -> None:
    client = Client()
    client.force_login(world.miriam)

    def asked() -> int:
        client.get(f"/akten/{world.rahimi[0].pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/akten/{world.rahimi[0].pk}/")
        return len(captured)

    before = asked()
    switch_on(world.rahimi, "health")
    restricted.record_restricted(world.rahimi[0], "health", "Aufzug.", version=0, by=world.miriam)
    assert asked() == before


def test_no_page_asks_more_with_more_entries(town: World) -> None:
    file = town.rahimi[0]

    def asked(rest: str) -> int:
        client = Client()
        client.force_login(town.miriam)
        client.get(base(file) + rest)
        with CaptureQueriesContext(connection) as captured:
            client.get(base(file) + rest)
        return len(captured)

    def enter(start: int, stop: int) -> None:
        for n in range(start, stop):
            restricted.record_restricted(file, "health", f"Fassung {n}", version=n, by=town.miriam)
            on = town.today - timedelta(days=n)
            restricted.record_need(file, NeedFacts("elderly", on, on), by=town.miriam)

    enter(0, 1)
    before = [asked(rest) for rest in ("", "health/", "vulnerability/")]
    enter(1, 40)
    assert [asked(rest) for rest in ("", "health/", "vulnerability/")] == before


def test_the_six_lines_of_the_how_to_open_the_compartment(county: County, tmp_path: Path) -> None:
    """An installation's own concept, word for word as docs/howto/own-concept.md shows it."""
    block = re.search(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert block
    path = Path(settings.LOTSE_DATA) / "concepts" / "potsdam-mittelmark" / "2026-12-01.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"^ {4}", "", block[1], flags=re.MULTILINE), "utf-8")
    try:
        rulebook.adopt("potsdam-mittelmark/2026-12-01", date(2026, 12, 1), by="test")
    finally:
        path.unlink()
    assert not load_concept(CONCEPT).sensitive_fields
    nadia = county.haidari[0]
    assert get(county.sonja, base(nadia)).status_code == 404
    move_to_concept(county.haidari, "potsdam-mittelmark/2026-12-01", by="test")
    assert "Besondere Schutzbedürftigkeit" in said(get(county.sonja, base(nadia)))
    html = said(send(county.sonja, base(nadia) + "schutzbedarf/neu/", kind="single-parent", from_on="02.11.2026"))
    assert "Alleinerziehend mit minderjährigen Kindern" in html
    assert get(county.sonja, base(nadia) + "health/").status_code == 404, "the six lines switch on no other field"
