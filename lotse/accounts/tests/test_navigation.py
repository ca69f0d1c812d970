"""What the navigation offers follows from the rights, and from nothing else."""

import pytest

from lotse.accounts.access import rights_of
from lotse.accounts.navigation import navigation, role_line
from lotse.accounts.tests.helpers import SignIn
from tests.world import World

FIGURES = ["/berichte/anlage-1/", "/berichte/eingereicht/", "/berichte/integrationskurse/",
           "/berichte/themen/", "/konzept/"]  # fmt: skip
WORKER = ["/", "/akten/", "/post/", "/verzeichnis/", "/aufnahme/", "/einlesen/", "/berichte/anlage-1/", "/konzept/"]
EXPECTED = {
    "miriam": WORKER,
    "farid": ["/", "/akten/", "/post/", "/verzeichnis/", "/berichte/anlage-1/", "/konzept/"],
    "katrin": ["/", "/akten/", "/post/", "/verteilung/", *WORKER[3:6], *FIGURES, "/vermerke/loeschen/"],
    "theo": [
        "/",
        "/akten/",
        "/verteilung/",
        *WORKER[3:6],
        *FIGURES,
        "/mitarbeitende/",
        "/vermerke/loeschen/",
        "/rollen/bestaetigen/",
    ],
    "jens": ["/", "/akten/", "/verzeichnis/", "/aufnahme/", "/einlesen/", *FIGURES],
    "ada": ["/", "/verzeichnis/", *FIGURES],
    "dora": ["/", "/verzeichnis/", "/konzept/", "/vermerke/loeschen/", "/rollen/bestaetigen/"],
    "petra": ["/", "/verzeichnis/", "/konzept/", "/mitarbeitende/"],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_everybody_finds_what_is_theirs(world: World, name: str) -> None:
    rights = rights_of(world.staff()[name], world.today)
    assert [item.url for item in navigation(rights, world.today)] == EXPECTED[name]


def test_the_shell_shows_it_with_the_role(as_: SignIn, world: World) -> None:
    page = as_("katrin").get("/profil/").content.decode()
    assert 'href="/verteilung/"' in page and "Regionalkoordination, Ankerplatz West" in page
    assert role_line(rights_of(world.theo, world.today)) == "Trägerleitung, Ankerplatz e. V."
