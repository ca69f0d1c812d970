"""A concept with the step of an integration agreement has its screen; another one has none."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lotse.cases.moving_on import move_to_concept
from lotse.casework import cycle, settlement
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.rulebook import actions as adopting
from tests.county import CONCEPT, County

OWN = "potsdam-mittelmark/2026-11-02"
TEXT = f"""
extends = "{CONCEPT}"
in_force_on = 2026-11-02
[[step]]
key = "integration-agreement"
title = {{ de = "Eingliederungsvereinbarung", en = "Integration agreement" }}
kind = "integration-agreement"
after = ["help-plan"]
requirement = "W-11"
"""


@pytest.fixture
def run(county: County, settings: Any, tmp_path: Path) -> Cycle:
    settings.LOTSE_DATA = tmp_path
    (tmp_path / "concepts" / "potsdam-mittelmark").mkdir(parents=True)
    (tmp_path / "concepts" / f"{OWN}.toml").write_text(TEXT, encoding="utf-8")
    adopting.adopt(OWN, date(2026, 11, 2), by="test")
    taken_over(county.haidari[0], county.today, by=county.sonja)
    move_to_concept(county.haidari, OWN, by=county.sonja)
    return Cycle.objects.select_related("file").get()


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/"


@pytest.mark.requirement("W-11")
def test_it_is_concluded_after_the_help_plan_or_with_a_reason(county: County, run: Cycle) -> None:
    assert "Eingliederungsvereinbarung" in get(county.sonja, base(county)), "the path has the step of its concept"
    address, client = base(county) + "eingliederungsvereinbarung/", client_of(county.sonja)
    page = get(county.sonja, address)
    assert "Hilfeplanung: Noch keine Maßnahme geplant." in page
    said = {"on": "23.11.2026", "words": "Sprachkurs und Praktikum."}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"deviation": "Das Jobcenter wartet nicht."}).status_code == 302
    page = get(county.sonja, address)
    assert "geschlossen am 23.11.2026" in page and "Sprachkurs und Praktikum." in page
    assert "Geschlossen am 23.11.2026." in get(county.sonja, base(county))
    with pytest.raises(cycle.Refused):
        settlement.conclude(run, county.today, deviation="noch einmal", by=county.sonja)
    cycle.undo(StepTaken.objects.get(kind="integration-agreement"), "Doch nicht.", by=county.sonja)
    assert "Sprachkurs und Praktikum." in get(county.sonja, address), "what was typed is still there"


def test_without_the_step_there_is_no_screen(county: County) -> None:
    taken_over(county.haidari[0], county.today, by=county.sonja)
    assert client_of(county.sonja).get(base(county) + "eingliederungsvereinbarung/").status_code == 404
