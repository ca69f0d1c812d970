"""What is typed into a long form of case management is kept from the first keystrokes, for its author alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from lotse.accounts.models import User
from lotse.audit.testing import arranging
from lotse.cases import actions
from lotse.cases.models import Allocation
from lotse.casework.models import Goal
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.notes.drafts import typed_in
from lotse.notes.models import Draft
from lotse.ui.ids import uuid7
from lotse.vault.keys import destroy_key
from tests.county import County

SECRET = "Sie will wieder schlafen können"


@pytest.fixture
def ziel(county: County) -> str:
    """Where the first goal is entered."""
    taken_over(county.haidari[0], county.today, by=county.sonja)
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/ziele/neu/"


def typing(county: County, **changed: Any) -> dict[str, Any]:
    return {
        "form_id": str(uuid7()), "draft_version": "0", "draft_tab": str(uuid7()), "version": "1", "own_words": "",
        "german": SECRET, "language": "prs", "area": "housing", "due_on": "irgendwann", "sign": "",
    } | changed  # fmt: skip


def keep(user: User, address: str, data: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = client_of(user).post(f"{address}?sichern=1", data, headers={"HX-Request": "true"})
    assert answer.status_code == status, answer.content
    return answer.json() if status == 200 else {}


def test_a_form_comes_back_as_it_was_typed_without_a_word_about_faults(county: County, ziel: str) -> None:
    data = typing(county)
    assert keep(county.sonja, ziel, data)["message"].startswith("Entwurf gesichert, ")
    html = get(county.sonja, ziel)
    assert "Ihr Entwurf von heute, " in html and "Verwerfen" in html
    assert SECRET in html and 'value="irgendwann"' in html and '<option value="housing" selected' in html
    assert "aria-invalid" not in html and "lo-errors" not in html, "half typed is no fault"
    assert f'name="form_id" value="{data["form_id"]}"' in html
    assert SECRET not in get(county.sonja, f"{ziel}?entwurf=neu")


def test_it_is_sealed_and_its_authors_alone(county: County, ziel: str) -> None:
    data = typing(county)
    keep(county.sonja, ziel, data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notes_draft")
        assert bytes(cursor.fetchone()[0]).startswith(b"v1:")
    draft = Draft.objects.get()
    for colleague in (county.amir, county.ute):
        for address in (ziel, f"{ziel}?entwurf={draft.pk}", "/", "/vermerke/entwuerfe/"):
            html = get(colleague, address)
            assert SECRET not in html and "ist wieder da" not in html and str(draft.pk) not in html
        assert client_of(colleague).get(f"/vermerke/entwuerfe/{draft.pk}/").status_code == 404
        assert client_of(colleague).post(f"/vermerke/entwuerfe/{draft.pk}/").status_code == 404
        keep(colleague, ziel, data | {"german": "Überschrieben"}, 409)
        # sent under her id it becomes his own row, and leaves her draft alone
    assert typed_in(Draft.objects.get())["german"] == [SECRET]
    for stranger in (county.pavel, county.gerd, county.heike, county.knut, county.dagmar):
        keep(stranger, ziel, typing(county), 404 if stranger in (county.pavel, county.knut, county.dagmar) else 403)
    assert Draft.objects.count() == 1


def test_it_shows_in_its_own_form_of_its_own_file_only(county: County, ziel: str) -> None:
    taken_over(county.tesfay[0], county.today, by=county.sonja)
    keep(county.sonja, ziel, typing(county))
    base, other = (f"/akten/{f.pk}/fallsteuerung" for f in (county.haidari[0], county.tesfay[0]))
    for address in (f"{other}/ziele/neu/", f"{base}/plan/massnahme/", f"{other}/plan/massnahme/"):
        assert SECRET not in get(county.sonja, address)


def test_saving_makes_the_record_and_the_draft_goes_with_it(county: County, ziel: str) -> None:
    data = typing(county)
    version = keep(county.sonja, ziel, data)["version"]
    wrong = client_of(county.sonja).post(ziel, data | {"draft_version": version})
    assert wrong.status_code == 422 and Draft.objects.count() == 1, "what has faults is still a draft"
    assert f'name="form_id" value="{data["form_id"]}"' in wrong.content.decode()
    due_on = f"{county.today + timedelta(days=90):%d.%m.%Y}"
    answer = client_of(county.sonja).post(ziel, data | {"draft_version": version, "due_on": due_on})
    assert answer.status_code == 302
    assert Goal.objects.get().german == SECRET
    assert not Draft.objects.exists()


def test_what_leads_on_to_no_effect_settles_nothing(county: County, ziel: str) -> None:
    data = typing(county, due_on=f"{county.today + timedelta(days=90):%d.%m.%Y}")
    version = keep(county.sonja, ziel, data)["version"]
    actions.close_file(county.haidari[0], county.today, "moved-away", by=county.ute)
    answer = client_of(county.sonja).post(ziel, data | {"draft_version": version})
    assert answer.status_code == 302, "closed: led on with a word"
    assert not Goal.objects.exists() and typed_in(Draft.objects.get())["german"] == [SECRET]


def test_two_windows_keep_both_versions(county: County, ziel: str) -> None:
    first = typing(county)
    version = keep(county.sonja, ziel, first)["version"]
    second = first | {"draft_tab": str(uuid7()), "draft_version": version, "german": "Im zweiten Fenster"}
    keep(county.sonja, ziel, second)
    answer = keep(county.sonja, ziel, first | {"draft_version": version, "german": "Im ersten Fenster"})
    assert "Im zweiten Fenster" in answer["both"] and answer["id"] != first["form_id"]
    assert {typed_in(d)["german"][0] for d in Draft.objects.all()} == {"Im zweiten Fenster", "Im ersten Fenster"}
    assert "Hier wartet noch ein Entwurf" in get(county.sonja, ziel)


def test_saving_keeps_what_another_window_wrote(county: County, ziel: str) -> None:
    data = typing(county, due_on=f"{county.today + timedelta(days=90):%d.%m.%Y}")
    version = keep(county.sonja, ziel, data)["version"]
    keep(county.sonja, ziel, data | {"draft_tab": str(uuid7()), "draft_version": version, "german": "Anders"})
    client_of(county.sonja).post(ziel, data | {"draft_version": version})
    assert Goal.objects.get().german == SECRET
    assert typed_in(Draft.objects.get())["german"] == ["Anders"]


def test_heute_names_the_form_not_its_words_and_leads_there(county: County, ziel: str) -> None:
    data = typing(county)
    keep(county.sonja, ziel, data)
    for address in ("/", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{data['form_id']}/"):
        html = get(county.sonja, address)
        assert "Ziel" in html and f"{ziel}?entwurf={data['form_id']}" in html and SECRET not in html
    answer = client_of(county.sonja).post(f"/vermerke/entwuerfe/{data['form_id']}/")
    assert answer.headers["Location"] == ziel and not Draft.objects.exists()


def test_out_of_reach_it_is_kept_and_does_not_open(county: County, ziel: str) -> None:
    data = typing(county)
    keep(county.sonja, ziel, data)
    with arranging():
        Allocation.objects.filter(user=county.sonja).delete()
    for address in ("/", "/vermerke/entwuerfe/", f"/vermerke/entwuerfe/{data['form_id']}/"):
        html = get(county.sonja, address)
        assert SECRET not in html and ziel not in html and "nicht mehr in Ihrer Zuständigkeit" in html
    assert client_of(county.sonja).get(ziel).status_code == 404
    keep(county.sonja, ziel, data | {"german": "Weiter"}, 404)
    assert Draft.objects.count() == 1


def test_it_goes_with_the_key_of_its_file(county: County, ziel: str) -> None:
    keep(county.sonja, ziel, typing(county))
    with arranging():
        destroy_key(county.haidari[0].pk)
    assert SECRET not in get(county.sonja, "/")


def test_without_scripts_the_button_keeps_it(county: County, ziel: str) -> None:
    answer = client_of(county.sonja).post(f"{ziel}?sichern=1", typing(county), follow=True)
    html = answer.content.decode()
    assert "Entwurf gesichert, " in html and SECRET in html and not Goal.objects.exists()


def test_lines_of_minutes_come_back_too(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    address = f"/akten/{run.file_id}/fallsteuerung/steuerung/konferenz/neu/"
    lines = {"wer-TOTAL_FORMS": "3", "wer-INITIAL_FORMS": "0", "wer-0-name": "Frau Yılmaz", "wer-2-name": "Dr. Ghasemi"}
    keep(county.sonja, address, typing(county) | lines)
    html = get(county.sonja, address)
    assert 'value="Frau Yılmaz"' in html and 'value="Dr. Ghasemi"' in html and "aria-invalid" not in html


def test_what_names_no_file_is_kept_under_the_organisation(county: County) -> None:
    address, data = "/fallsteuerung/austausch/neu/", typing(county, topic=SECRET)
    keep(county.ute, address, data)
    assert SECRET in get(county.ute, address)
    assert SECRET not in get(county.sonja, address)
    assert "Austausch" in get(county.ute, "/vermerke/entwuerfe/")


def test_forty_drafts_elsewhere_cost_the_form_nothing(county: County, ziel: str) -> None:
    from lotse.casework.tests.test_costs import cost

    keep(county.sonja, ziel, typing(county))
    few, heute = cost(county.sonja, ziel), cost(county.sonja, "/")
    for _ in range(39):
        keep(county.sonja, ziel, typing(county))
    assert cost(county.sonja, ziel) == few and cost(county.sonja, "/") == heute <= 36
