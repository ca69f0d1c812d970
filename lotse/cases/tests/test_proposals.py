"""Whom Lotse proposes, and why; a person confirms."""

from datetime import timedelta

import pytest
from django.test import Client

from lotse.accounts.access import rights_of
from lotse.cases import actions, cover, life, planning
from lotse.cases.distribution import Group, staff, waiting
from lotse.cases.models import Allocation, Task
from lotse.cases.proposals import Planner, Proposal
from lotse.concept.load import load_concept
from lotse.rulebook import access as rulebook
from tests.arrivals import arrive, arrive_all
from tests.world import World


def planner(world: World, concept: str = "") -> Planner:
    held = rights_of(world.katrin, world.today)
    return Planner(staff(held, world.today, load_concept(concept) if concept else rulebook.current(world.today)))


def group_of(world: World, name: str) -> Group:
    held = rights_of(world.katrin, world.today)
    return next(g for g in waiting(held, world.today) if g.name.label.startswith(name))


def said(proposal: Proposal) -> str:
    return " ".join(f"{label}: {text}" for label, text in proposal.reasons)


def test_whoever_carries_least_is_proposed_and_the_others_are_told_apart(world: World) -> None:
    found = planner(world).propose(group_of(world, "Mehari"))
    assert found.lead is not None
    assert found.lead.user == world.lena  # 0.8 posts, nobody yet; Miriam has two persons
    text = said(found)
    assert "Region West: Cotta gehört zur Region West." in text
    assert "0,0 → 1,3 Personen je VZÄ." in text
    assert "Miriam Albrecht: wäre stärker ausgelastet (3,0 je VZÄ)." in text
    assert "Im Team spricht niemand, der frei ist, Tigrinya" in text
    assert not Allocation.objects.filter(file__in=world.mehari).exists()


def test_a_language_counts_more_than_a_little_load(world: World) -> None:
    found = planner(world).propose(_with_language(world, "ar", "Arabisch"))
    assert found.lead is not None
    assert found.lead.user == world.miriam
    assert found.companion is None
    assert "Miriam Albrecht spricht Arabisch." in said(found)
    assert "Lena Hofmann: spricht die Sprache nicht." in said(found)


@pytest.mark.requirement("N-14")
def test_where_no_lead_speaks_the_language_a_companion_is_proposed_in_tandem(world: World) -> None:
    found = planner(world).propose(_with_language(world, "prs", "Dari"))
    assert found.lead is not None
    assert found.companion is not None
    assert found.companion.user == world.farid
    assert "im Tandem kann Farid Noori begleiten" in said(found)


def _with_language(world: World, key: str, title: str) -> Group:
    group = group_of(world, "Mehari")
    group.language_keys, group.languages = {key}, [title]
    return group


@pytest.mark.requirement("N-07")
def test_the_ratio_is_measured_after_taking_the_household(world: World) -> None:
    plan = planner(world, "dresden/2017-06-01")
    lena = plan.staff.worker(world.lena.pk)
    assert lena is not None
    lena.persons = 64  # 80.0 per full post: one more is over
    found = plan.propose(group_of(world, "Mehari"))
    assert found.lead is not None
    assert found.lead.user == world.miriam
    assert "Schlüssel 80" in said(found)
    assert "Lena Hofmann: läge über dem Schlüssel." in said(found)


@pytest.mark.requirement("P-119", "P-120")
def test_elsewhere_who_is_not_regularly_present_does_not_weigh(world: World) -> None:
    life.disappear(world.mehari[0], world.today, by=world.katrin)
    found = planner(world, "potsdam-mittelmark/2017-01-01").propose(group_of(world, "Mehari"))
    assert "0,0 → 0,0 Personen je VZÄ, Schlüssel 80." in said(found)
    found = planner(world, "dresden/2017-06-01").propose(group_of(world, "Mehari"))
    assert "0,0 → 1,3 Personen je VZÄ, Schlüssel 80." in said(found)


def test_what_is_proposed_above_counts_below(world: World) -> None:
    arrive_all(world, [(f"Familie{n}, Eins", f"Familie{n}, Zwei") for n in range(4)], district="Cotta")
    plan = planner(world)
    held = rights_of(world.katrin, world.today)
    leads = [p.lead.user.name for g in waiting(held, world.today) if (p := plan.propose(g)).lead]
    assert set(leads) == {"Lena Hofmann", "Miriam Albrecht"}


def test_nobody_is_proposed_while_the_region_is_unclear_or_everybody_is_away(world: World) -> None:
    group = group_of(world, "Mehari")
    group.region = ""
    found = planner(world).propose(group)
    assert found.lead is None
    assert found.question == "Warum kein Vorschlag?"
    cover.stand_in(world.lena, world.katrin, world.today, world.today + timedelta(days=9), by=world.katrin)
    cover.stand_in(world.miriam, world.katrin, world.today, world.today + timedelta(days=9), by=world.katrin)
    found = planner(world).propose(group_of(world, "Mehari"))
    assert found.lead is not None
    assert found.lead.user == world.katrin
    assert "Lena Hofmann, Miriam Albrecht: bis 02.12.2026 vertreten." in said(found)


def test_the_proposal_is_chosen_beforehand_but_only_a_person_hands_over(world: World) -> None:
    client = Client()
    client.force_login(world.katrin)
    html = client.get("/verteilung/").content.decode()
    assert f'<option value="{world.lena.pk}" selected>' in html
    assert "Warum Lena Hofmann?" in html
    assert not Allocation.objects.filter(file__in=world.mehari).exists()


def test_who_leaves_hands_on_everything_at_once_with_open_tasks(world: World) -> None:
    other = arrive(world, "Abdi, Hodan", district="Cotta")
    actions.allocate(other, world.miriam, team=world.west, from_on=world.today, by=world.katrin)
    task = planning.add_task(world.rahimi[0], "Kita anrufen", world.miriam, None, by=world.miriam)
    done = planning.add_task(world.rahimi[0], "Schule", world.miriam, None, by=world.miriam)
    planning.settle_task(done, world.today, by=world.miriam)
    client = Client()
    client.force_login(world.katrin)
    html = client.get(f"/verteilung/?von={world.miriam.pk}").content.decode()
    assert "Alle 2 Haushalte an eine Person" in html
    assert f'<option value="{world.miriam.pk}"' not in html, "who leaves takes over nothing of her own"
    keys = [str(f.pk) for f in (*world.rahimi, *other)]
    client.post(f"/verteilung/?von={world.miriam.pk}", {"files": keys, "lead": str(world.lena.pk)})
    for file in (*world.rahimi, *other):
        assert file.allocations.get(part="lead", until_on=None).user == world.lena
    assert Task.objects.get(pk=task.pk).user == world.lena
    assert Task.objects.get(pk=done.pk).user == world.miriam, "what she did stays hers"
    assert "Alles ist übergeben." in client.get(f"/verteilung/?von={world.miriam.pk}").content.decode()


def test_handing_on_many_files_says_how_many_and_not_each_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lotse.cases.views.distribution.NAMED", 1)
    client = Client()
    client.force_login(world.katrin)
    data = {"files": [str(f.pk) for f in world.rahimi], "lead": str(world.lena.pk)}
    html = client.post(f"/verteilung/?von={world.miriam.pk}", data, follow=True).content.decode()
    assert f"{len(world.rahimi)} Akten: übergeben an Lena Hofmann." in html


def test_what_is_handed_on_the_day_it_came_is_carried_by_one_alone(world: World) -> None:
    other = arrive(world, "Abdi, Hodan", district="Cotta")

    def carried() -> dict[str, int]:
        return {w.user.name: w.persons for w in planner(world).staff.workers}

    before = carried()
    for lead in (world.miriam, world.lena):
        actions.allocate(other, lead, team=world.west, from_on=world.today, by=world.katrin)
    after = carried()
    assert after["Miriam Albrecht"] == before["Miriam Albrecht"]
    assert after["Lena Hofmann"] == before["Lena Hofmann"] + len(other)


def test_the_history_of_hand_overs_names_who_decided_and_why(world: World) -> None:
    actions.allocate(
        world.rahimi, world.lena, team=world.west, from_on=world.today, reason="Stellenwechsel", by=world.katrin
    )
    client = Client()
    client.force_login(world.katrin)
    html = client.get("/verteilung/verlauf/").content.decode()
    for word in ("Lena Hofmann", "bisher Miriam Albrecht", "Katrin Hoyer", "Stellenwechsel"):
        assert word in html
    assert "Demir" not in html
    assert html.count("Stellenwechsel") == 1 and "und eine weitere Akte" in html, "a household is one step, and one row"
    assert all(f.number in html for f in world.rahimi)
    client.force_login(world.theo)
    html = client.get("/verteilung/verlauf/").content.decode()
    assert "bisher Miriam Albrecht" in html
    assert "Stellenwechsel" not in html, "reasons are the team's own words"
