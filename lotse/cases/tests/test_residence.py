"""Residence status with its paper, and benefits: two histories that are added to and corrected on their pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from lotse.accounts.models import User
from lotse.audit.models import WriteLog
from lotse.cases import residence
from lotse.cases.actions import Refused, close_file, record_event
from lotse.cases.corrections import correct
from lotse.cases.models import File
from lotse.people.models import Benefit, ResidenceStatus
from tests.world import World

Page = Callable[..., str]


def send(user: User, address: str, data: dict[str, Any]) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(address, data, follow=True)  # type: ignore[return-value]


def look(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def enter(world: World, what: str, **data: Any) -> HttpResponse:
    return send(world.miriam, f"/akten/{world.rahimi[0].pk}/person/{what}/", data)


def held(file: File, what: str = "statuses") -> list[tuple[str, date, date | None]]:
    rows = getattr(file.person, what).order_by("from_on")
    return [(str(r), r.from_on, r.until_on) for r in rows]


@pytest.mark.requirement("N-17", "P-135")
def test_a_status_is_entered_with_its_paper_and_shown_with_what_the_law_says(world: World) -> None:
    zahra = world.rahimi[0]
    html = enter(
        world, "aufenthalt/neu", status="ae-25-2-refugee", from_on="23.11.2026", issued_on="20.11.2026",
        valid_until_on="20.11.2029", work="allowed", conditions="Wohnsitznahme in Dresden erforderlich",
    ).content.decode()  # fmt: skip
    assert "Der Aufenthaltsstatus ist eingetragen." in html
    for words in (
        "gültig bis 20.11.2029",
        "ausgestellt am 20.11.2026",
        "Wohnsitznahme in Dresden",
        "§ 25 Abs. 2 Alt. 1",
    ):
        assert words in html
    assert "Papier bis 20.11.2029, Arbeit erlaubt" in look(world.miriam, f"/akten/{zahra.pk}/")
    before, now = zahra.person.statuses.order_by("from_on")
    assert (before.until_on, now.until_on) == (date(2026, 11, 22), None)


def test_a_former_status_entered_afterwards_leaves_the_present_one_as_it_is(world: World) -> None:
    zahra = world.rahimi[0]
    ((key, since, _open),) = held(zahra)
    assert enter(world, "aufenthalt/neu", status="ankunftsnachweis", from_on="01.03.2026").status_code == 200
    assert held(zahra) == [("ankunftsnachweis", date(2026, 3, 1), since - timedelta(days=1)), (key, since, None)]


def test_what_overlaps_is_refused_in_words_and_keeps_what_was_typed(world: World) -> None:
    zahra = world.rahimi[0]
    ((_key, since, _open),) = held(zahra)
    answer = enter(
        world, "aufenthalt/neu", status="duldung", from_on=f"{since:%d.%m.%Y}", conditions="Nur vormittags erreichbar"
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "An diesem Tag beginnt schon ein Eintrag: Aufenthaltsgestattung" in html
    assert "Nur vormittags erreichbar" in html
    answer = enter(world, "aufenthalt/neu", status="duldung", from_on="01.03.2026", until_on="23.11.2026")
    assert "beginnt schon der nächste Eintrag" in answer.content.decode()
    assert len(held(zahra)) == 1


def test_a_corrected_row_takes_the_end_before_it_along(world: World) -> None:
    zahra = world.rahimi[0]
    residence.record_benefit([zahra], residence.BenefitFacts("asylblg-3", date(2026, 1, 10)), by=world.miriam)
    (row,) = residence.record_benefit([zahra], residence.BenefitFacts("sgb-2", date(2026, 11, 1)), by=world.miriam)
    address = f"/akten/{zahra.pk}/person/leistung/{row.pk}/"
    assert 'value="01.11.2026"' in look(world.miriam, address)
    data = {"system": "sgb-12", "from_on": "01.10.2026", "payment": "account", "version": row.version}
    assert "Die Leistung ist berichtigt." in send(world.miriam, address, data).content.decode()
    assert held(zahra, "benefits") == [
        ("asylblg-3", date(2026, 1, 10), date(2026, 9, 30)), ("sgb-12", date(2026, 10, 1), None)
    ]  # fmt: skip
    assert "Konto" in look(world.miriam, f"/akten/{zahra.pk}/person/")


def test_two_people_who_correct_the_same_row_both_see_both_versions(world: World) -> None:
    zahra = world.rahimi[0]
    row = zahra.person.statuses.get()
    address = f"/akten/{zahra.pk}/person/aufenthalt/{row.pk}/"
    data = {"status": row.status, "from_on": f"{row.from_on:%d.%m.%Y}", "version": row.version}
    assert send(world.katrin, address, data | {"work": "permission"}).status_code == 200
    answer = send(world.miriam, address, data | {"work": "barred", "conditions": "Räumlich beschränkt"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "nur mit Erlaubnis" in html
    assert "Räumlich beschränkt" in html
    assert send(world.miriam, address, data | {"work": "barred", "version": row.version + 1}).status_code == 200
    row.refresh_from_db()
    assert row.work == "barred"


def test_a_row_that_never_was_goes_and_the_one_before_holds_on(world: World) -> None:
    zahra = world.rahimi[0]
    ((key, since, _open),) = held(zahra)
    row = residence.record_status(zahra, residence.StatusFacts("duldung", world.today), by=world.miriam)
    address = f"/akten/{zahra.pk}/person/aufenthalt/{row.pk}/"
    assert "geändert" in send(world.miriam, address, {"entfernen": "1", "version": "7"}).content.decode()
    assert len(held(zahra)) == 2
    assert (
        "Was davor galt, gilt weiter"
        in send(world.miriam, address, {"entfernen": "1", "version": "1"}).content.decode()
    )
    assert held(zahra) == [(key, since, None)]


@pytest.mark.requirement("P-28")
def test_a_benefit_of_a_household_is_entered_once(world: World) -> None:
    zahra, sara = world.rahimi
    html = enter(
        world, "leistung/neu", system="asylblg-3", from_on="20.11.2026", payment="card",
        persons=[str(zahra.pk), str(sara.pk)],
    ).content.decode()  # fmt: skip
    assert "Bezahlkarte" in html
    for file in (zahra, sara):
        assert held(file, "benefits") == [("asylblg-3", date(2026, 11, 20), None)]
    residence.record_benefit([sara], residence.BenefitFacts("sgb-2", date(2026, 11, 22)), by=world.miriam)
    answer = enter(world, "leistung/neu", system="sgb-12", from_on="22.11.2026", persons=[str(zahra.pk), str(sara.pk)])
    assert "Rahimi, Sara: An diesem Tag beginnt schon ein Eintrag" in answer.content.decode()
    assert len(held(zahra, "benefits")) == 1, "for one of them it does not fit: nothing is entered for anybody"


def test_people_of_others_are_not_offered_and_not_entered(world: World) -> None:
    answer = enter(
        world, "leistung/neu", system="sgb-2", from_on="20.11.2026",
        persons=[str(world.rahimi[0].pk), str(world.demir[0].pk)],
    )  # fmt: skip
    assert answer.status_code == 422
    assert not Benefit.objects.filter(person=world.demir[0].person, system="sgb-2").exists()


def test_a_row_of_somebody_else_is_not_reached_through_this_file(world: World) -> None:
    foreign = residence.record_status(world.demir[0], residence.StatusFacts("duldung", world.today), by="test")
    answer = send(
        world.miriam, f"/akten/{world.rahimi[0].pk}/person/aufenthalt/{foreign.pk}/", {"entfernen": "1", "version": "1"}
    )
    assert answer.status_code == 404
    assert ResidenceStatus.objects.filter(pk=foreign.pk).exists()


def test_conditions_are_sealed_and_neither_authority_nor_management_reads_them(world: World) -> None:
    zahra = world.rahimi[0]
    enter(world, "aufenthalt/neu", status="duldung", from_on="23.11.2026", conditions="Meldet sich donnerstags")
    stored = ResidenceStatus.objects.filter(person=zahra.person).values_list("conditions", flat=True)
    assert all(value is None or b"donnerstags" not in value.token for value in stored)
    for user, sees in ((world.miriam, True), (world.farid, True), (world.katrin, True), (world.jens, False),
                       (world.theo, False)):  # fmt: skip
        assert ("donnerstags" in look(user, f"/akten/{zahra.pk}/person/")) is sees, user.name
    assert not WriteLog.objects.filter(changed__contains="donnerstags").exists()


@pytest.mark.requirement("P-118")
def test_a_period_that_hangs_on_the_status_follows_its_correction(county: Any) -> None:
    """Recognised people are counselled three months after the move; of a pending procedure the concept says nothing."""
    nadia = county.haidari[0]
    record_event(nadia, "moved-to-own-flat", date(2026, 11, 20), by=county.sonja)
    assert not nadia.deadlines.filter(due_on=date(2027, 2, 20)).exists()
    row = nadia.person.statuses.get()
    facts = residence.StatusFacts("ae-25-1", row.from_on)
    residence.correct_status(nadia, row, facts, version=row.version, by=county.sonja)
    assert nadia.deadlines.filter(due_on=date(2027, 2, 20), superseded_at=None).exists()
    earlier = residence.StatusFacts("aufenthaltsgestattung", row.from_on - timedelta(days=90))
    residence.record_status(nadia, earlier, by=county.sonja)
    assert nadia.deadlines.filter(due_on=date(2027, 2, 20), superseded_at=None).exists(), "the past is not the present"


def test_a_corrected_day_of_arrival_takes_status_and_benefit_along_where_they_fit(world: World) -> None:
    zahra = world.rahimi[0]
    arrival = zahra.events.get(kind="assignment")
    correct(arrival, arrival.on - timedelta(days=2), by=world.miriam)
    assert [row[1] for row in held(zahra)] == [arrival.on - timedelta(days=2)]
    fresh = zahra.events.get(kind="assignment", cancelled_at=None)
    residence.record_status(zahra, residence.StatusFacts("ankunftsnachweis", fresh.on - timedelta(days=9)), by="test")
    correct(fresh, fresh.on - timedelta(days=30), by=world.miriam)
    assert [row[1] for row in held(zahra)] == [fresh.on - timedelta(days=9), fresh.on], "an earlier status is known"


def test_the_future_is_refused_for_a_status_and_taken_for_a_benefit(world: World) -> None:
    assert enter(world, "aufenthalt/neu", status="duldung", from_on="01.12.2026").status_code == 422
    assert enter(world, "leistung/neu", system="sgb-2", from_on="01.12.2026",
                 persons=[str(world.rahimi[0].pk)]).status_code == 200  # fmt: skip
    html = look(world.miriam, f"/akten/{world.rahimi[0].pk}/person/")
    assert "SGB II" in html
    assert "nicht bekannt" in html, "today it does not hold yet"


def test_papers_that_end_before_they_were_issued_and_applications_to_come_are_refused(world: World) -> None:
    answer = enter(
        world, "aufenthalt/neu", status="duldung", from_on="20.11.2026", issued_on="20.11.2026",
        valid_until_on="19.11.2026", applied_on="24.11.2026",
    )  # fmt: skip
    html = answer.content.decode()
    assert "Das Papier endet, bevor es ausgestellt wurde." in html
    assert "Eingetragen wird, was geschehen ist." in html


def test_a_closed_file_takes_no_status(world: World) -> None:
    close_file(world.rahimi[0], world.today, "other", by=world.miriam)
    assert enter(world, "aufenthalt/neu", status="duldung", from_on="23.11.2026").status_code == 403


def test_the_verb_refuses_what_the_form_cannot_know(world: World) -> None:
    row = world.rahimi[0].person.statuses.get()
    with pytest.raises(Refused):
        residence.record_status(world.rahimi[0], residence.StatusFacts("duldung", row.from_on), by="test")
