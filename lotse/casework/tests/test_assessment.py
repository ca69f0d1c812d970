"""The assessment: aspect by aspect, levels, versions side by side."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotse.cases.actions import Refused
from lotse.cases.moving_on import move_to_concept
from lotse.casework import assessment, cycle
from lotse.casework.cycles import Cycle, StepTaken
from lotse.casework.facts import facts_for
from lotse.casework.models import AspectEntry, Assessment, Rating
from lotse.casework.tests.helpers import client_of, get, taken_over
from lotse.rulebook import access as rulebook
from lotse.rulebook import actions as adopting
from tests.county import CONCEPT, County

ON = ("family", "languages", "education-work", "finances", "interests")  # the others are switched off


def base(county: County) -> str:
    return f"/akten/{county.haidari[0].pk}/fallsteuerung/assessment/"


def begun(county: County) -> tuple[Cycle, Assessment]:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    return run, assessment.begin_version(run, "baseline", by=county.sonja)


def written(row: Assessment, county: County, level: str = "with-help", **words: str) -> None:
    """Every aspect and every field of action."""
    said = {"situation": "Lebt mit zwei Kindern im Wohnheim.", **words}
    for aspect in ON:
        entry = row.entries.filter(aspect=aspect).first()
        assessment.record_aspect(row, aspect, "talked", said, version=entry.version if entry else 0, by=county.sonja)
    fields = {f.key: level for f in rulebook.get(CONCEPT).fields_of_action}
    assessment.rate(row, fields, by=county.sonja)


@pytest.mark.requirement("P-90", "P-166")
def test_an_aspect_holds_situation_needs_wishes_coping_and_resources(county: County) -> None:
    run = taken_over(county.haidari[0], county.today, by=county.sonja)
    client = client_of(county.sonja)
    assert "Assessment beginnen" in get(county.sonja, base(county))
    assert client.post(base(county) + "neu/", {"occasion": "baseline"}).status_code == 302
    said = {
        "version": "0", "said": "talked", "situation": "Alleinerziehend.", "needs": "Kita fehlt.",
        "wishes": "Will Deutsch lernen.", "coping": "Nachbarin hilft.", "resources": "Näht und spricht drei Sprachen.",
    }  # fmt: skip
    answer = client.post(base(county) + "aspekt/family/", said | {"weiter": "1"})
    assert answer.status_code == 302 and answer["Location"].endswith("/aspekt/languages/"), "on to the next one"
    page = get(county.sonja, base(county))
    for words in ("Alleinerziehend.", "Kita fehlt.", "Will Deutsch lernen.", "Nachbarin hilft.", "Näht und spricht"):
        assert words in page
    assert facts_for([run])[run.pk].covered == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT said, coping FROM casework_aspectentry")
        code, coping = (bytes(value) for value in cursor.fetchone())
    assert b"talked" not in code and b"Nachbarin" not in coping
    empty = client.post(base(county) + "aspekt/finances/", {"version": "0", "said": "talked"})
    assert empty.status_code == 422, "talked about, but nothing written down"
    assert client.post(base(county) + "aspekt/finances/", {"version": "0", "said": "declined"}).status_code == 302
    assert "möchte nichts dazu sagen" in get(county.sonja, base(county))


@pytest.mark.requirement("P-91", "P-93", "P-94", "P-95", "P-98")
def test_the_aspects_come_from_the_concept(county: County) -> None:
    begun(county)
    page = get(county.sonja, base(county))
    for title in (
        "Familiäre Situation, Familienstatus", "Sprachkenntnisse", "Bildungsabschluss, Berufs- oder Studienabschluss",
        "Finanzielle Situation", "Private Interessen, Freizeitverhalten",
    ):  # fmt: skip
        assert f">{title}" in page


def test_what_is_specially_protected_is_off_and_says_so(county: County) -> None:
    begun(county)
    page = get(county.sonja, base(county))
    assert "Nicht vorgesehen, weil besonders geschützt und kein Zweck bestimmt ist" in page
    for aspect in ("health", "religion", "life-events"):
        assert client_of(county.sonja).get(base(county) + f"aspekt/{aspect}/").status_code == 404
    assert [len(rulebook.get(CONCEPT).aspects), len(ON)] == [8, 5]


@pytest.mark.requirement("P-101", "P-108")
def test_versions_stand_side_by_side_with_the_levels_before_and_after(county: County) -> None:
    run, first = begun(county)
    written(first, county, "with-much-help", wishes="Eine eigene Wohnung.")
    assessment.finish(first, county.today - timedelta(days=3), by=county.sonja)
    second = assessment.begin_version(run, "update", by=county.sonja)
    assert second.number == 2 and second.entries.get(aspect="family").wishes == "Eine eigene Wohnung.", "a copy"
    entry = second.entries.get(aspect="family")
    words = {"wishes": "Arbeit in der Schneiderei."}
    assessment.record_aspect(second, "family", "talked", words, version=entry.version, by=county.sonja)
    assessment.rate(second, {"housing": "alone", "language": "acute"}, by=county.sonja)
    assert first.entries.get(aspect="family").wishes == "Eine eigene Wohnung.", "the first version is what it was"
    page = get(county.sonja, base(county) + "vergleich/")
    assert "Eine eigene Wohnung." in page and "Arbeit in der Schneiderei." in page
    assert "3 Stufen besser" in page and "eine Stufe schlechter" in page and "gleich" in page


def test_a_finished_version_changes_no_more_until_the_step_is_taken_back(county: County) -> None:
    _run, first = begun(county)
    written(first, county)
    step = assessment.finish(first, county.today, by=county.sonja)
    with pytest.raises(Refused):
        assessment.rate(first, {"housing": "alone"}, by=county.sonja)
    assert client_of(county.sonja).get(base(county) + "aspekt/family/").status_code == 404
    cycle.undo(step, "Ein Aspekt war falsch.", by=county.sonja)
    first.refresh_from_db()
    assessment.rate(first, {"housing": "alone"}, by=county.sonja)
    assert Rating.objects.get(field="housing").attainment == "alone"
    assert StepTaken.objects.filter(kind="assessment", undone_at__isnull=False).count() == 1
    assert "Ein Aspekt war falsch." in get(county.sonja, f"/akten/{county.haidari[0].pk}/fallsteuerung/")


def test_a_newer_version_must_go_first(county: County) -> None:
    run, first = begun(county)
    written(first, county)
    step = assessment.finish(first, county.today, by=county.sonja)
    second = assessment.begin_version(run, "update", by=county.sonja)
    with pytest.raises(Refused):
        cycle.undo(step, "zu spät", by=county.sonja)
    assessment.discard(second, by=county.sonja)
    cycle.undo(step, "doch", by=county.sonja)


def test_what_is_open_is_said_and_somebody_goes_on_with_a_reason(county: County) -> None:
    _run, first = begun(county)
    assessment.record_aspect(first, "family", "declined", {}, version=0, by=county.sonja)
    page = get(county.sonja, base(county) + "abschliessen/")
    assert "4 Aspekte sind noch offen." in page and "9 Handlungsfelder haben noch keine Stufe." in page
    client = client_of(county.sonja)
    assert client.post(base(county) + "abschliessen/", {"on": "23.11.2026"}).status_code == 422
    said = {"on": "23.11.2026", "deviation": "Der Umzug drängt."}
    assert client.post(base(county) + "abschliessen/", said).status_code == 302
    assert StepTaken.objects.get(kind="assessment").lacked == "aspects-open fields-not-rated"


def test_whoever_comes_second_sees_the_difference(county: County) -> None:
    _run, row = begun(county)
    assessment.record_aspect(row, "family", "talked", {"situation": "Erste Worte."}, version=0, by=county.sonja)
    said = {"version": "0", "said": "talked", "situation": "Zweite Worte."}
    answer = client_of(county.amir).post(base(county) + "aspekt/family/", said)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Erste Worte." in page and "Zweite Worte." in page
    assert AspectEntry.objects.get().situation == "Erste Worte."


def test_many_versions_cost_as_many_queries_as_one(county: County) -> None:
    run, row = begun(county)
    written(row, county)

    def cost(address: str) -> int:
        client = client_of(county.sonja)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    tab = base(county).removesuffix("assessment/")
    few = cost(base(county)), cost(tab)
    for _ in range(6):
        assessment.finish(row, county.today, by=county.sonja)
        row = assessment.begin_version(run, "update", by=county.sonja)
    assert (cost(base(county)), cost(tab)) == few


OWN = "potsdam-mittelmark/2026-11-01"
TEXT = f"""
extends = "{CONCEPT}"
in_force_on = 2026-11-01
[[file_field]]
key = "religion"
title = {{ de = "Religionszugehörigkeit", en = "Religious affiliation" }}
sensitive = true
enabled = true
purpose = {{ de = "Seelsorge auf Wunsch.", en = "Pastoral care on request." }}
requirement = "P-135"
"""


@pytest.mark.requirement("P-92", "P-96", "P-97")
def test_switched_on_with_a_purpose_it_is_asked_by_social_workers_and_hidden_from_companions(
    county: County, settings: Any, tmp_path: Path
) -> None:
    run, first = begun(county)
    written(first, county)
    assessment.finish(first, county.today, by=county.sonja)
    settings.LOTSE_DATA = tmp_path
    (tmp_path / "concepts" / "potsdam-mittelmark").mkdir(parents=True)
    (tmp_path / "concepts" / f"{OWN}.toml").write_text(TEXT, encoding="utf-8")
    adopting.adopt(OWN, date(2026, 11, 1), by="test")
    move_to_concept(county.haidari, OWN, by=county.sonja)
    run = Cycle.objects.select_related("file").get(pk=run.pk)
    second = assessment.begin_version(run, "update", by=county.sonja)
    client = client_of(county.sonja)
    said = {"version": "0", "said": "talked", "wishes": "Möchte zum Gottesdienst."}
    assert client.post(base(county) + "aspekt/religion/", said).status_code == 302
    assert "Möchte zum Gottesdienst." in get(county.sonja, base(county))
    assert "Möchte zum Gottesdienst." in get(county.sonja, base(county) + "vergleich/"), "open in the first version"
    companion = get(county.amir, base(county)) + get(county.amir, base(county) + "vergleich/")
    assert "Gottesdienst" not in companion and "Religionszugehörigkeit" not in companion
    assert client_of(county.amir).get(base(county) + "aspekt/religion/").status_code == 404
    assert "Religionszugehörigkeit" not in get(county.sonja, base(county) + f"{first.pk}/").split("Nicht vorgesehen")[0]
    assert second.number == 2
