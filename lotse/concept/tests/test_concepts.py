"""The concepts that come with Lotse say what their documents say."""

from datetime import date
from decimal import Decimal

import pytest

from lotse.concept import load
from lotse.concept.load import load_concept

D17, D19 = load_concept("dresden/2017-06-01"), load_concept("dresden/2019-07-01")
PM, WI = load_concept("potsdam-mittelmark/2017-01-01"), load_concept("wiesbaden/2007-10-01")
ALL = [D17, D19, PM, WI]


def keys(entries: object) -> list[str]:
    return [entry.key for entry in entries]  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", load.available())
def test_every_concept_that_comes_with_lotse_is_sound(key: str) -> None:
    assert load.load(key).key == key


@pytest.mark.requirement("D-01", "D-02", "D-14", "P-02", "P-153", "N-01")
def test_each_names_its_basis_its_area_and_its_first_day() -> None:
    assert [c.in_force_on for c in ALL] == [date(2017, 6, 1), date(2019, 7, 1), date(2017, 1, 1), date(2007, 10, 1)]
    assert [c.land for c in ALL] == ["SN", "SN", "BB", "HE"]
    assert "SächsKomPauschVO" in D19.legal_bases[0].title.de
    assert (D19.legal_bases[1].valid_from, D19.legal_bases[1].valid_until) == (date(2019, 1, 1), date(2022, 12, 31))
    assert keys(PM.legal_bases) == ["laufng", "laufngdv"]
    assert D19.municipality == "Dresden"


@pytest.mark.requirement("D-19", "D-76", "D-82")
def test_the_components_of_2019_are_the_three_and_the_coordination() -> None:
    assert keys(D19.components) == ["welcome", "office", "coordination", "specialised"]
    welcome, office, _, specialised = D19.components
    assert welcome.periods == ("welcome-service", "welcome-service-family")
    assert specialised.needs_approval
    assert not office.keeps_files


@pytest.mark.requirement("R-20")
def test_migration_social_work_succeeds_refugee_social_work() -> None:
    assert D19.successor_of == D17.key
    former = keys(D17.components)
    assert {c.successor_of for c in D19.components if c.successor_of} == {"refugee-social-work"} <= set(former)


@pytest.mark.requirement("D-06", "D-07", "D-08", "D-09")
def test_the_target_groups_of_2019_are_four_and_recognised_persons_need_a_reason() -> None:
    assert keys(D19.target_groups) == ["pending", "tolerated", "recognised", "third-parties"]
    assert [g.needs_reason for g in D19.target_groups] == [False, False, True, False]


@pytest.mark.requirement("P-01", "P-116", "P-122", "P-154", "P-155")
def test_the_two_forms_of_organisation_have_their_catalogues_of_tasks() -> None:
    assert {key: len(tasks) for key, tasks in PM.task_catalogues.items()} == {
        "near-accommodation": 9,
        "advice-service": 2,
    }
    assert keys(PM.accommodation_kinds) == ["uewh", "own-flat"]
    assert PM.target_groups[0].source.id == "P-01"


@pytest.mark.requirement("P-121")
def test_the_advice_service_has_four_and_a_half_posts() -> None:
    fte = PM.parameter("advice-service-fte")
    assert fte is not None
    assert fte.value == Decimal("4.5")


@pytest.mark.requirement("R-09")
def test_there_are_nine_fields_of_action() -> None:
    assert len(D19.fields_of_action) == 9
    assert {field.source.ids for field in D19.fields_of_action} == {("R-09",)}


@pytest.mark.requirement("D-66")
def test_the_four_fields_of_the_threshold_are_mapped_and_not_forced_into_the_nine() -> None:
    mapping = {field.key: field.maps_to for field in D19.threshold_fields}
    assert mapping == {
        "housing": ("housing",),
        "health": ("health",),
        "family-children": (),
        "personal-circumstances": ("personal-circumstances",),
    }
    minimum = D19.parameter("threshold-minimum-fields")
    assert minimum is not None
    assert minimum.value == 2


def test_the_35_hours_are_reported_practice_and_marked_unconfirmed() -> None:
    hours = D19.parameter("prognosis-hours")
    assert hours is not None
    assert (hours.value, hours.source.kind) == (35, "practice")
    assert hours.source.text is not None
    assert "Unbestätigt" in hours.source.text.de


@pytest.mark.requirement("P-12", "P-13", "P-14", "P-15", "P-16", "P-17", "P-18")
def test_the_seven_statutory_tasks_stand_in_their_order() -> None:
    assert [task.source.id for task in PM.tasks] == [f"P-{n}" for n in range(12, 19)]


@pytest.mark.requirement("P-21", "P-22", "R-06")
def test_methods_and_activities_are_those_of_the_documents() -> None:
    assert keys(PM.methods) == ["individual-help", "case-management"]
    assert keys(PM.activities)[:2] == ["counselling", "care"]
    assert keys(D19.activities)[:3] == ["accompany", "counsel", "support"]


@pytest.mark.requirement("N-07", "P-119")
def test_each_ratio_names_what_it_is_counted_over_and_may_be_absent() -> None:
    assert D17.ratio is not None
    assert PM.ratio is not None
    assert (D17.ratio.persons_per_fte, D17.ratio.base, D17.ratio.staff) == (80, "planned", "all-care-staff")
    assert (PM.ratio.persons_per_fte, PM.ratio.base, PM.ratio.component) == (
        80,
        "regularly-present",
        "near-accommodation",
    )
    assert D19.ratio is None


@pytest.mark.requirement("N-03", "N-04", "N-08", "N-14")
def test_social_worker_and_companion_work_in_tandem_and_advisers_take_recognised_persons() -> None:
    roles = {role.key: role for role in D17.roles}
    assert roles["social-worker"].tandem_with == "companion"
    assert roles["companion"].tandem_with == "social-worker"
    assert roles["social-worker"].qualifications == ("pedagogical-degree",)
    assert roles["companion"].qualifications == ()
    assert roles["integration-adviser"].statuses == ("recognised",)
    assert "coordinator" in roles


@pytest.mark.requirement("R-10", "R-11", "R-12", "R-13", "N-06")
def test_the_four_regions_hold_all_districts_and_villages() -> None:
    assert keys(D19.regions) == ["nord", "west", "mitte", "sued"]
    kinds = [district.kind for region in D19.regions for district in region.districts]
    assert (kinds.count("stadtbezirk"), kinds.count("ortschaft")) == (10, 9)
    names = {region.key: {district.name for district in region.districts} for region in D19.regions}
    assert names["mitte"] == {"Altstadt", "Blasewitz", "Plauen"}
    assert names["sued"] == {"Leuben", "Prohlis"}
    assert {"Cotta", "Cossebaude", "Gompitz"} <= names["west"]


def test_what_is_inferred_about_districts_is_marked_as_ours() -> None:
    nord, west, mitte, _ = D19.regions
    assert {district.source.kind for district in nord.districts} == {"ours"}
    assert [district.key for district in west.districts if district.source.kind == "requirement"] == ["cotta"]
    assert {district.source.id for district in mitte.districts} == {"R-12"}


@pytest.mark.requirement("R-19")
def test_the_layout_of_2017_is_the_one_of_2019() -> None:
    def layout(concept: load.Concept) -> list[tuple[str, list[str]]]:
        return [(region.key, keys(region.districts)) for region in concept.regions]

    assert layout(D17) == layout(D19)
    assert D17.unclear_places == D19.unclear_places


def test_the_county_is_one_region_with_its_38_municipalities() -> None:
    [county] = PM.regions
    assert len(county.districts) == 38
    assert len({district.group for district in county.districts if district.group}) == 5
    assert sum(1 for district in county.districts if not district.group) == 14
    assert sum(1 for district in county.districts if district.kind == "stadt") == 9


@pytest.mark.requirement("W-21", "W-22", "W-23")
def test_a_territory_may_be_known_by_its_numbers_only() -> None:
    assert [(level.key, level.count, level.parent) for level in WI.levels] == [
        ("service-point", 4, ""),
        ("working-group", 8, "service-point"),
        ("stadtteil", 23, "working-group"),
    ]
    assert not any(level.named for level in WI.levels)
    assert WI.levels[0].state == "planned-or-in-force"
    assert WI.regions == ()
    assert len(WI.components) == 6


@pytest.mark.requirement("P-142", "P-143", "P-144", "P-145", "P-146", "P-147")
def test_the_five_figures_are_defined_with_our_reading() -> None:
    figures = {figure.key: figure for figure in PM.statistics}
    assert [f.source.id for f in PM.statistics] == [f"P-{n}" for n in range(143, 148)]
    assert all(figure.source.text for figure in PM.statistics)
    assert (figures["group"].measure, figures["group"].counts_as) == ("sessions", "group")
    assert figures["education"].topic == "education-system"
    assert figures["return"].topic == "return"
    assert (figures["case-management"].measure, figures["case-management"].total) == (
        "case-management-stock",
        "last-month",
    )


@pytest.mark.requirement("P-149")
def test_annex_1_is_due_every_quarter() -> None:
    annex = PM.reporting[0]
    assert (annex.every, annex.source.id) == ("quarter", "P-149")
    assert annex.statistics == tuple(keys(PM.statistics))


@pytest.mark.requirement("P-140")
def test_files_are_destroyed_two_years_after_moving_away() -> None:
    rule = PM.retention[0]
    assert (rule.action, rule.starts_at, rule.within.years, rule.fallback) == ("destroy", "moved-away", 2, False)


@pytest.mark.requirement("P-135")
def test_the_ten_data_of_the_file_are_there_and_the_sensitive_ones_are_off() -> None:
    asked = {field.key for field in PM.file_fields if field.source.id == "P-135"}
    assert len(asked) == 10
    for concept in (D17, D19, PM):
        off = {"health", "religion", "addiction", "imprisonment", "criminal-proceedings", "vulnerability"}
        assert {field.key for field in concept.file_fields if field.sensitive} == off
        assert not any(concept.enabled(key) for key in off)
        assert concept.enabled("language-skills")


@pytest.mark.requirement("D-27")
def test_only_a_visit_meets_the_first_visit() -> None:
    rule = D19.rule("first-visit")
    assert (rule.fulfilled_by, rule.forms) == ("note", ("home-visit",))


@pytest.mark.requirement("P-143", "P-144")
def test_every_form_of_contact_but_the_group_counts_as_individual() -> None:
    for concept in (D17, D19, PM):
        counted = {form.key: form.counts_as for form in concept.forms}
        assert counted.pop("third-party") == counted.pop("file-note") == "none"
        assert counted.pop("group") == "group"
        assert set(counted.values()) == {"individual"}


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Einzelberatung", "individual"),
        ("Begleitung", "accompaniment"),
        ("gruppenberatung", "group"),
        (" Hausbesuch ", "home-visit"),
        ("Aufsuchen", "home-visit"),
        ("Telefonat", "phone"),
        ("E-Mail", "message"),
    ],
)
def test_lists_call_the_forms_by_their_names(label: str, key: str) -> None:
    for concept in (D17, D19, PM):
        form = concept.form_by_label(label)
        assert form is not None
        assert form.key == key


def test_lists_call_everything_else_by_its_name_too() -> None:
    topic, status, language = D19.topic_by_label, D19.status_by_label, D19.language_by_label
    assert [t.key for label in ("Bildungssystem", "Rückkehrberatung") if (t := topic(label))] == [
        "education-system",
        "return",
    ]
    assert [s.key for label in ("Gestattung", "duldung", "§ 24 AufenthG", "anerkannt") if (s := status(label))] == [
        "aufenthaltsgestattung",
        "duldung",
        "ae-24",
        "ae-25-2-refugee",
    ]
    assert [x.key for label in ("Arabisch", "dari", "TIGRINYA", "ar") if (x := language(label))] == [
        "ar",
        "prs",
        "ti",
        "ar",
    ]
    assert [s.key for label in ("w", "M", "divers") if (s := D19.sex_by_label(label))] == ["female", "male", "diverse"]
    assert [D19.arrival_by_label(x) for x in ("Zuweisung", "zuzug", "Familiennachzug", "Flug")] == [
        "assigned",
        "moved-in",
        "family",
        None,
    ]
    assert topic("Unbekanntes") is status("") is None


def test_letters_in_arabic_script_run_from_right_to_left() -> None:
    assert {x.key for x in D19.languages if x.direction == "rtl"} == {"ar", "fa", "prs", "ps", "ur", "ckb"}


@pytest.mark.requirement("N-18")
def test_recognition_is_asylum_refugee_status_or_subsidiary_protection() -> None:
    recognised = {status.key for status in D19.statuses if "recognised" in status.groups}
    assert recognised == {"ae-25-1", "ae-25-2-refugee", "ae-25-2-subsidiary", "ne-26-3"}
    assert all(status.groups for status in D19.statuses)


def test_no_label_of_an_import_means_two_things() -> None:
    for concept in ALL:
        for name in ("forms", "topics", "roles", "qualifications", "accommodation_kinds"):
            check_unique(getattr(concept, name))
        for name in ("statuses", "benefits", "languages", "sexes"):
            check_unique(getattr(concept.federal, name))


def check_unique(entries: object) -> None:
    from lotse.concept.labels import fold

    meant: dict[str, str] = {}
    for entry in entries:  # type: ignore[attr-defined]
        for label in {fold(x) for x in (entry.key, entry.title.de, entry.title.en, *entry.aliases)}:
            assert meant.setdefault(label, entry.key) == entry.key, f"{label}: {meant[label]} and {entry.key}"
