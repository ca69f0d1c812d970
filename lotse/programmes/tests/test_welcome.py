"""The tasks of a component as a checklist: the welcome service by the same mechanism, no text twice."""

import re

import pytest
from django.test import Client

from lotse.accounts.models import User
from lotse.audit.models import ReadLog
from lotse.audit.testing import arranging
from lotse.cases.models import File
from lotse.programmes import actions
from lotse.programmes.actions import Told
from lotse.programmes.models import Tick
from lotse.rulebook import access as rulebook
from tests.world import TODAY, World


def get(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def tasks() -> list[str]:
    component = next(c for c in rulebook.current(TODAY).components if c.key == "welcome")
    return [task.key for task in component.tasks]


@pytest.mark.requirement("D-27")
def test_the_first_visit_is_done_with_its_deadline_and_the_rest_waits(world: World) -> None:
    html = get(world.miriam, f"/akten/{world.rahimi[0].pk}/teilhabe/")
    assert "1 von 13" in html and "mit der erfüllten Frist" in html
    assert "0 von 13" in get(world.katrin, f"/akten/{world.mehari[0].pk}/teilhabe/"), "nobody has visited them yet"
    assert not Tick.objects.exists(), "nothing is stored for it"


@pytest.mark.requirement("D-28", "D-29", "D-30", "D-31", "D-32", "D-33", "D-34", "D-35", "D-36", "D-37", "D-38")
def test_every_task_is_ticked_and_the_ribbon_says_how_many(world: World) -> None:
    file, told = world.rahimi[0], Told(world.today, world.farid, how="accompanied")
    done = 1
    for key in tasks()[1:]:
        client = Client()
        client.force_login(world.farid)
        data = {
            "items": [key], "persons": [str(file.pk)], "on": "23.11.2026", "outcome": "done", "how": told.how,
            "user": str(world.farid.pk),
        }  # fmt: skip
        assert client.post(f"/akten/{file.pk}/teilhabe/liste/welcome/", data).status_code == 302
        done += 1
        assert f"{done} von 13 Punkten" in get(world.miriam, f"/akten/{file.pk}/")
    assert "13 von 13" in get(world.miriam, f"/akten/{file.pk}/teilhabe/")


@pytest.mark.requirement("D-39")
def test_what_was_given_can_be_shown_with_who_when_and_in_which_language(world: World) -> None:
    file, key = world.rahimi[0], tasks()[1]
    told = Told(world.today, world.farid, how="accompanied", language="prs", with_interpreter=True, words="Geheimnis")
    actions.tick([file], "welcome", [key, tasks()[2]], told, by=world.farid)
    struck = Tick.objects.get(item=tasks()[2])
    actions.strike_tick(struck, "did-not-happen", by=world.farid)
    assert f"/akten/{file.pk}/teilhabe/liste/welcome/nachweis/" in get(world.katrin, f"/akten/{file.pk}/teilhabe/")
    html = get(world.katrin, f"/akten/{file.pk}/teilhabe/liste/welcome/nachweis/")
    rows = [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in html.split("<tbody")[1].split(">", 1)[1].split("</tr>")
    ]
    assert rows[0].startswith("Aufsuchen in der Unterkunft 23.11.2026 Hausbesuch") and "Miriam Albrecht" in rows[0]
    assert (
        rows[1] == "Anbindung an gesundheitliche Versorgung 23.11.2026 begleitet, auf Dari, mit Dolmetscher Farid Noori"
    )
    assert " offen " in rows[2], "what was taken back is not shown as done"
    assert "2 von 13" in html and "AZ-1001" in html and "17.11.2026 bis 17.11.2027" in html
    assert "Geheimnis" not in html and "Zimmer 2.07" not in html, "no words of remarks or notes"
    assert ReadLog.objects.filter(user=world.katrin.pk, file=file.pk, kind="proof").exists()
    for name in ("jens", "theo"):
        client = Client()
        client.force_login(world.staff()[name])
        assert client.get(f"/akten/{file.pk}/teilhabe/liste/welcome/nachweis/").status_code == 403


@pytest.mark.parametrize("name", ["jens", "theo"])
def test_the_ribbon_of_the_authority_and_the_management_says_nothing_of_it(world: World, name: str) -> None:
    user, address = world.staff()[name], f"/akten/{world.rahimi[0].pk}/"
    before = get(user, address)
    actions.tick(world.rahimi, "welcome", tasks()[1:4], Told(world.today, world.farid), by=world.farid)
    assert len(get(user, address)) == len(before) and "Punkten" not in before


def test_who_came_of_their_own_accord_has_no_welcome_service_to_tick(world: World) -> None:
    file = world.rahimi[0]
    with arranging():
        File.objects.filter(pk=file.pk).update(arrival="moved-in")
    html = get(world.miriam, f"/akten/{file.pk}/teilhabe/")
    assert "Für diese Person sieht das Konzept keine Checkliste vor." in html
    client = Client()
    client.force_login(world.miriam)
    assert client.get(f"/akten/{file.pk}/teilhabe/liste/welcome/").status_code == 404


def test_many_items_of_one_occasion_are_counted_in_the_timeline_not_named(world: World) -> None:
    actions.tick(world.rahimi[:1], "welcome", tasks()[1:], Told(world.today, world.farid), by=world.farid)
    html = get(world.miriam, f"/akten/{world.rahimi[0].pk}/?art=teilhabe")
    assert "12 Punkte (erklärt)" in html and "Organisation des täglichen Lebens" not in html
