"""An address finds its region however it is written; doubt is said, not guessed away."""

import pytest

from lotse.concept.load import load_concept

D19, PM = load_concept("dresden/2019-07-01"), load_concept("potsdam-mittelmark/2017-01-01")
WI = load_concept("wiesbaden/2007-10-01")


@pytest.mark.requirement("D-41", "W-21")
@pytest.mark.parametrize(
    ("district", "place", "region"),
    [
        ("Cotta", "Dresden", "west"),
        ("Stadtbezirk Cotta", "01159 Dresden", "west"),
        (None, "Dresden-Cotta", "west"),
        ("COTTA", None, "west"),
        ("Gorbitz", "Dresden", "west"),
        ("Ortschaft Langebrück", "Dresden", "nord"),
        ("langebrueck", "Dresden", "nord"),
        ("Schönfeld Weissig", "Dresden", "nord"),
        ("Dresden OT Weixdorf", "", "nord"),
        ("Plauen", "Dresden", "mitte"),
        ("Prohlis", "Landeshauptstadt Dresden", "sued"),
        ("Süd", "Dresden", "sued"),
        ("Prohlis", "Dobritz", "sued"),
    ],
)
def test_a_district_finds_its_region(district: str | None, place: str | None, region: str) -> None:
    match = D19.region_of(district, place)
    assert match.region_key == region
    assert match.reason.de
    assert match.reason.en


@pytest.mark.parametrize(
    ("district", "place", "reason"),
    [
        ("", "Dresden", "der Stadtbezirk fehlt"),
        (None, None, "kein Ort angegeben"),
        ("  ", "", "kein Ort angegeben"),
        ("Dobritz", "Dresden", "Straße und Hausnummer"),
        (None, "Dresden-Strehlen", "Straße und Hausnummer"),
        ("Neustadt", "Leipzig", "nicht als Teil von Dresden bekannt"),
        ("Cotta", "Dresden-Klotzsche", "verschiedenen Regionen"),
        ("Entenhausen", "Dresden", "keinem Bezirk"),
        (None, "Pirna", "keinem Bezirk"),
    ],
)
def test_doubt_gives_no_region_but_a_reason(district: str | None, place: str | None, reason: str) -> None:
    match = D19.region_of(district, place)
    assert match.region_key is None
    assert match.district_key is None
    assert reason in match.reason.de


@pytest.mark.parametrize(
    ("district", "place", "found"),
    [
        ("Werder", None, "werder"),
        (None, "14542 Werder (Havel)", "werder"),
        ("Stadt Brück", None, "brueck"),
        ("Amt Brück", None, None),
        (None, "Kleinmachnow", "kleinmachnow"),
        ("Wiesenburg", None, "wiesenburg-mark"),
        (None, "Neuseddin", "seddiner-see"),
        (None, "Landkreis Potsdam-Mittelmark", None),
    ],
)
def test_every_municipality_of_the_county_lies_in_its_one_region(
    district: str | None, place: str | None, found: str | None
) -> None:
    match = PM.region_of(district, place)
    assert match.region_key == "potsdam-mittelmark"
    assert match.district_key == found


def test_the_neighbouring_city_is_not_the_county() -> None:
    assert PM.region_of(None, "Potsdam").region_key is None


def test_all_districts_are_found_by_name_and_key() -> None:
    for concept in (D19, PM):
        for region in concept.regions:
            for district in region.districts:
                for name in (district.name, district.key, district.name.upper()):
                    match = concept.region_of(name, None)
                    assert (match.region_key, match.district_key) == (region.key, district.key), name


def test_a_concept_without_named_regions_says_so() -> None:
    assert "keine Regionen benannt" in WI.region_of("Biebrich", "Wiesbaden").reason.de
