"""Two people at the same row: whoever comes after it was removed gets a sentence, and keeps what was typed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from lotse.accounts.actions import as_actor
from lotse.programmes import applications, housing, rows
from lotse.programmes.groups import GroupDate, GroupOffer
from lotse.programmes.models import BenefitApplication, HousingOffer, Registration
from lotse.programmes.tests.housing_world import begin, client_of, now, of, offer
from lotse.programmes.views import applications as application_views
from lotse.programmes.views import groups as group_views
from lotse.programmes.views import housing as housing_views
from lotse.programmes.views import rows as row_views
from tests.county import County
from tests.world import TODAY

GONE = "Diesen Eintrag hat inzwischen jemand entfernt."


def faster(
    monkeypatch: pytest.MonkeyPatch, views: Any, door: str, take: Callable[[Any], Any] = lambda one: one
) -> None:
    """A colleague removes it between the door and the verb."""
    opened = getattr(views, door)

    def then_gone(*args: Any, **kwargs: Any) -> Any:
        found = opened(*args, **kwargs)
        with as_actor("test", "remove"):
            type(take(found))._default_manager.filter(pk=take(found).pk).delete()
        return found

    monkeypatch.setattr(views, door, then_gone)


@pytest.fixture
def kita(county: County) -> Registration:
    made = Registration(file=county.haidari[2], kind="kita")
    rows.enter(made, {"wanted_on": TODAY}, by=county.sonja)
    return made


def test_a_row_of_everyday_life(county: County, kita: Registration, monkeypatch: pytest.MonkeyPatch) -> None:
    faster(monkeypatch, row_views, "get_row")
    address = f"/akten/{kita.file_id}/teilhabe/anmeldung/{kita.pk}/"
    typed = {"version": "1", "kind": "kita", "wanted_on": "20.11.2026", "words": "Bleibt stehen"}
    answer = client_of(county.sonja).post(address, typed)
    html = answer.content.decode()
    assert answer.status_code == 422 and GONE in html and "Bleibt stehen" in html


def test_a_row_of_everyday_life_removed_by_two(
    county: County, kita: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    faster(monkeypatch, row_views, "get_row")
    address = f"/akten/{kita.file_id}/teilhabe/anmeldung/{kita.pk}/"
    assert client_of(county.sonja).post(address, {"step": "entfernen"}).status_code == 302


PAGES = ("", "schritt/search/", "angebot/neu/", "kosten/deposit/", "eintrag/vermieter/")


@pytest.mark.parametrize("rest", PAGES)
def test_a_way_to_a_flat(county: County, rest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin(county, "assurance")
    faster(monkeypatch, housing_views, "get_housing")
    typed = {
        "version": str(now(row)), "procedure": "assurance", "started_on": "01.11.2026", "on": "20.11.2026",
        "offered_on": "20.11.2026", "applied_on": "20.11.2026", "words": "Bleibt stehen", "reason": "Bleibt stehen",
    }  # fmt: skip
    answer = client_of(county.sonja).post(of(row, rest), typed)
    assert answer.status_code in (409, 422)
    assert GONE in answer.content.decode()


def test_a_way_to_a_flat_removed_by_two(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin(county, "assurance")
    faster(monkeypatch, housing_views, "get_housing")
    assert client_of(county.sonja).post(of(row), {"step": "entfernen"}).status_code == 302


@pytest.mark.parametrize("step", ["entfernen", ""])
def test_an_offer_of_a_flat(county: County, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin(county, "assurance")
    flat = offer(row, county.sonja)
    faster(monkeypatch, housing_views, "open_way", lambda opened: next(o for o in opened[1].offers if o.pk == flat.pk))
    typed = {"version": "1", "step": step, "offered_on": "20.11.2026", "where": "Bleibt stehen"}
    answer = client_of(county.sonja).post(of(row, f"angebot/{flat.pk}/"), typed)
    assert answer.status_code == (302 if step else 422)
    if not step:
        assert GONE in answer.content.decode() and "Bleibt stehen" in answer.content.decode()
    assert not HousingOffer.objects.exists()


def test_a_visit_taken_back_by_two(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    row = begin(county, "assurance")
    housing.mark(row, "landlord", "", TODAY, by=county.sonja)
    mark = row.marks.get()
    faster(monkeypatch, housing_views, "open_way", lambda opened: opened[1].marks[0])
    assert client_of(county.sonja).post(of(row, f"eintrag/{mark.pk}/weg/")).status_code == 302


@pytest.mark.parametrize("step", ["entfernen", ""])
def test_a_date_of_a_group(county: County, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_actor("test", "save_offer"):
        group = GroupOffer.objects.create(
            organisation=county.provider,
            kind="homework-help",
            title="Hausaufgaben",
            from_on=date(2026, 9, 1),
            by=county.sonja.pk,
        )
        held = GroupDate.objects.create(offer=group, on=TODAY, by=county.sonja.pk)
    faster(monkeypatch, group_views, "get_date")
    typed = {"version": "1", "step": step, "on": "20.11.2026", "children": "4"}
    answer = client_of(county.sonja).post(f"/gruppenangebote/{group.pk}/termin/{held.pk}/", typed)
    assert answer.status_code == (302 if step else 422)
    assert step or GONE in answer.content.decode()


def test_an_application(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    row = BenefitApplication(file=county.tesfay[0])
    applications.apply(row, {"kind": "sgb-2", "started_on": TODAY}, by=county.sonja)
    faster(monkeypatch, application_views, "get_application")
    address = f"/akten/{row.file_id}/teilhabe/antrag/{row.pk}/"
    typed = {"version": "1", "kind": "sgb-2", "started_on": "20.11.2026", "words": "Bleibt stehen"}
    answer = client_of(county.sonja).post(address, typed)
    assert answer.status_code == 422 and GONE in answer.content.decode() and "Bleibt stehen" in answer.content.decode()
