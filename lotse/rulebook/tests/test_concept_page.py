"""The Konzept page shows the whole concept, each entry with its sentence."""

import pytest
from django.test import Client

from lotse.rulebook import actions
from tests.world import World


@pytest.mark.requirement("R-09", "D-76")
def test_everybody_who_works_here_reads_the_concept_with_its_sources(world: World, client: Client) -> None:
    client.force_login(world.ada)
    page = client.get("/konzept/").content.decode()
    assert "Krisenbewältigung" in page
    assert "Aufsuchen der Klient*innen in der Unterkunft innerhalb von zwei Werktagen nach Zuweisung" in page
    assert 'id="first-visit"' in page
    assert 'id="D-27"' in page


@pytest.mark.parametrize("key", ["dresden/2017-06-01", "potsdam-mittelmark/2017-01-01", "wiesbaden/2007-10-01"])
def test_every_shipped_concept_can_be_shown(world: World, client: Client, key: str) -> None:
    from lotse.concept.load import load_concept

    actions.adopt(key, load_concept(key).in_force_on, by="test")
    client.force_login(world.miriam)
    assert client.get(f"/konzept/{key}/").status_code == 200


def test_a_version_never_adopted_is_not_found(world: World, client: Client) -> None:
    client.force_login(world.miriam)
    assert client.get("/konzept/potsdam-mittelmark/2017-01-01/").status_code == 404
