from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotse.concept.labels import fold
from lotse.intake import values
from lotse.intake.codes import STATELESS, UNCLEAR
from lotse.intake.container import Cell, CellFault
from lotse.intake.values import PartialDate, ValueProblem

TODAY = date(2026, 11, 20)


def problem(parse: Callable[..., object], cell: Cell, **options: object) -> str:
    with pytest.raises(ValueProblem) as caught:
        parse(cell, **options)
    return caught.value.message


# --- dates ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cell",
    [
        "05.11.2026",
        "5.11.2026",
        "5.11.26",
        "05. 11. 2026",
        "2026-11-05",
        "2026-11-05 00:00:00",
        "2026-11-05T09:30:00",
        "05.11.2026 09:30",
        "5. November 2026",
        "5. Nov. 2026",
        "05 Nov 26",
        "20261105",
        " 05.11.2026\u00a0",
        46331,
        46331.4,
        "46331",
        date(2026, 11, 5),
        datetime(2026, 11, 5, 9, 30),
    ],
)
def test_a_date_is_read_as_german_lists_write_it(cell: Cell) -> None:
    assert values.parse_date(cell) == date(2026, 11, 5)
    assert not isinstance(values.parse_date(cell), datetime)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_survives_every_way_of_writing_it(day: date) -> None:
    for written in (f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}"):
        assert values.parse_date(written) == day
        assert values.parse_partial_date(written) == (day.year, day.month, day.day)
    if date(1927, 6, 1) < day < date(2099, 1, 1):
        assert values.parse_date((day - date(1899, 12, 30)).days) == day


@given(st.dates(TODAY - timedelta(days=36_000), TODAY))
def test_two_digits_of_a_birth_year_never_lie_in_the_future(day: date) -> None:
    found = values.parse_date(f"{day:%d.%m.%y}", latest=TODAY)
    assert found == day


@pytest.mark.parametrize(
    ("written", "year"),
    [("01.02.40", 1940), ("01.02.25", 2025), ("01.02.26", 2026), ("01.02.27", 1927), ("01.02.00", 2000)],
)
def test_two_digits_of_a_birth_year_mean_the_last_such_year_before_today(written: str, year: int) -> None:
    assert values.parse_date(written, latest=TODAY) == date(year, 2, 1)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("31.02.1994", "Den 31.02.1994 gibt es nicht. Datum berichtigen."),
        ("05/11/2026", "mit Punkten schreiben: 05.11.2026"),
        ("05-11-2026", "nicht sicher, was Tag und was Monat"),
        ("11.13.2026", "Einen Monat 13 gibt es nicht"),
        ("00.11.2026", "kein vollständiges Datum"),
        ("1990", "kein vollständiges Datum"),
        (1990, "kein vollständiges Datum"),
        ("11/2026", "kein vollständiges Datum"),
        ("morgen", "„morgen“ ist kein Datum. Bitte wie 05.11.2026 schreiben."),
        ("05.11.1026", "Das Jahr 1026 kann nicht stimmen"),
        (12, "„12“ ist kein Datum"),
        (-5.5, "kein Datum"),
        (True, "kein Datum"),
        ("٠٥.١١.٢٠٢٦x", "kein Datum"),
        (CellFault("#NV"), "Fehlerwert #NV"),
    ],
)
def test_what_is_no_date_says_what_to_do(cell: Cell, says: str) -> None:
    assert says in problem(values.parse_date, cell)


def test_slashes_are_read_where_only_one_reading_is_possible() -> None:
    assert values.parse_date("13/05/2026") == values.parse_date("05/13/2026") == date(2026, 5, 13)
    assert values.parse_date("05/05/2026") == date(2026, 5, 5)


def test_what_has_happened_does_not_lie_in_the_future() -> None:
    assert values.parse_date("20.11.2026", latest=TODAY) == TODAY
    assert "Der 21.11.2026 liegt in der Zukunft" in problem(values.parse_date, "21.11.2026", latest=TODAY)
    assert "Zukunft" in problem(values.parse_partial_date, "00.12.2026", latest=TODAY)
    assert "Zukunft" in problem(values.parse_partial_date, "2027", latest=TODAY)
    assert values.parse_partial_date("2026", latest=TODAY) == (2026, None, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("00.00.1990", PartialDate(1990)),
        ("1990", PartialDate(1990)),
        (1990, PartialDate(1990)),
        ("1990-00-00", PartialDate(1990)),
        ("00.05.1990", PartialDate(1990, 5)),
        ("05/1990", PartialDate(1990, 5)),
        ("05.1990", PartialDate(1990, 5)),
        ("01.01.1990", PartialDate(1990, 1, 1)),
        (date(1990, 1, 1), PartialDate(1990, 1, 1)),
        (32874, PartialDate(1990, 1, 1)),
        ("", None),
        (None, None),
    ],
)
def test_a_birth_date_may_be_known_in_part(cell: Cell, expected: PartialDate | None) -> None:
    assert values.parse_partial_date(cell) == expected


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("31.02.1994", "Ist der Tag unbekannt: 00.02.1994."),
        ("00.00.0000", "Ohne Jahr"),
        ("15.00.1990", "kein Datum"),
        ("00.13.1990", "Einen Monat 13 gibt es nicht"),
        ("unbekannt", "„unbekannt“ ist kein Datum"),
        ("00.00.1890", "Das Jahr 1890 kann nicht stimmen"),
    ],
)
def test_a_birth_date_that_cannot_be_says_what_to_do(cell: Cell, says: str) -> None:
    assert says in problem(values.parse_partial_date, cell)


# --- text -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  Rahimi\u00a0 Zahra\n", "Rahimi Zahra"),
        ("Mu\u0308ller", "Müller"),
        ("a\x00b\tc\x1b", "a b c"),
        ("\u202eabc\u200b\ufeff", "abc"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        (45, "45"),
        (45.0, "45"),
        (1.5, "1,5"),
        (True, "ja"),
        (date(2026, 11, 5), "05.11.2026"),
        (None, ""),
    ],
)
def test_text_is_cleaned_without_losing_a_letter(cell: Cell, expected: str) -> None:
    assert values.parse_text(cell) == expected


def test_a_remark_keeps_its_lines() -> None:
    assert values.parse_text(" eins \r\nzwei\rdrei ", lines=True) == "eins\nzwei\ndrei"


def test_text_is_never_cut() -> None:
    assert values.parse_text("x" * 200) == "x" * 200
    assert problem(values.parse_text, "x" * 201) == "Der Text hat 201 Zeichen, Platz ist für 200. Bitte kürzen."


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (date(2026, 5, 3), "das Datum „03.05.2026“ gemacht"),
        ("1,23E+15", "gekürzt"),
        (1.2e20, "gekürzt"),
        (CellFault("#WERT!"), "#WERT!"),
        ("x" * 81, "81 Zeichen"),
    ],
)
def test_numbers_that_excel_has_changed_are_noticed(cell: Cell, says: str) -> None:
    assert says in problem(values.parse_key, cell)
    assert values.parse_key(921) == "921"
    assert values.parse_house_number(" 14  a ") == "14 a"
    assert "Spalte als Text formatieren" in problem(values.parse_house_number, date(2026, 5, 3))


@pytest.mark.parametrize(("cell", "expected"), [("01159", "01159"), (14482, "14482"), ("D-01159", "01159"), (None, "")])
def test_postcodes_have_five_digits(cell: Cell, expected: str) -> None:
    assert values.parse_postcode(cell) == expected


def test_the_lost_zero_of_a_postcode_is_explained() -> None:
    expected = (
        "„1159“ hat nur vier Ziffern. Gemeint ist wohl 01159: "
        "Spalte in der Tabelle als Text formatieren, sonst fällt die Null weg."
    )
    assert problem(values.parse_postcode, 1159) == problem(values.parse_postcode, "1159") == expected
    assert "fünf Ziffern" in problem(values.parse_postcode, "ABCDE")
    assert "fünf Ziffern" in problem(values.parse_postcode, "٠١١٥٩")


@pytest.mark.parametrize("address", ["a.weber@example.org", "A.Weber@Example.ORG", "mailto:a.weber@example.org "])
def test_e_mail_addresses_are_compared_in_lower_case(address: str) -> None:
    assert values.parse_email(address) == "a.weber@example.org"


@pytest.mark.parametrize("address", ["weber", "a@b", "a b@example.org", "a@example.org, b@example.org", "@example.org"])
def test_what_is_no_e_mail_address_says_so(address: str) -> None:
    assert "ist keine E-Mail-Adresse" in problem(values.parse_email, address)


def test_lists_take_commas_semicolons_and_lines_and_drop_repetitions() -> None:
    assert values.parse_list("Bildung, Wohnen;Bildung\n Rückkehr,,") == ("Bildung", "Wohnen", "Rückkehr")
    assert values.parse_list(None) == ()
    assert values.parse_list(921) == ("921",)


# --- words with a meaning ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["ja", "J", "x", "X", "1", 1, True, "true", "WAHR", 1.0], True),
        (["nein", "N", "0", 0, False, "FALSCH", "-"], False),
        (["", None, "  "], None),
    ],
)
def test_yes_and_no_are_understood(cells: list[Cell], expected: bool | None) -> None:
    assert [values.parse_yes_no(cell) for cell in cells] == [expected] * len(cells)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["m", "M", "männlich", "male"], "male"),
        (["w", "weiblich", "Frau", "f"], "female"),
        (["d", "divers"], "diverse"),
        (["unbekannt", "k.A.", "keine Angabe"], "unknown"),
        ([None, ""], ""),
    ],
)
def test_sex_is_stored_as_a_code(cells: list[Cell], expected: str) -> None:
    assert [values.parse_sex(cell) for cell in cells] == [expected] * len(cells)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Zuweisung", "assigned"), ("ZUZUG", "moved-in"), ("Familiennachzug", "family"), ("Nachzug", "family"), ("", "")],
)
def test_arrival_is_stored_as_a_code(cell: Cell, expected: str) -> None:
    assert values.parse_arrival(cell) == expected


def test_words_not_provided_for_name_the_choices() -> None:
    assert (
        problem(values.parse_yes_no, "vielleicht")
        == "„vielleicht“ ist weder ja noch nein. Bitte ja oder nein eintragen."
    )
    assert "männlich, weiblich, divers" in problem(values.parse_sex, "q")
    assert "Zuweisung, Zuzug und Familiennachzug" in problem(values.parse_arrival, "Flug")
    choices = {fold("Hausbesuch"): "home-visit"}
    assert values.parse_choice(" hausbesuch", choices, ["Hausbesuch"]) == "home-visit"
    assert values.parse_choice(None, choices, ["Hausbesuch"]) == ""
    assert "Möglich sind Hausbesuch." in problem(values.parse_choice, "Brief", choices=choices, names=["Hausbesuch"])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            ["Syrien", "syrisch", "SYR", "SY", "syrische", "Arabische Republik Syrien", "Syrien, Arabische Republik"],
            "SY",
        ),
        (["Afghanistan", "afghanisch", "AFG", "af", "Afghanin"], "AF"),
        (["Iran", "iranisch", "Iran (Islamische Republik)", "IRN", "Iran, Islamische Republik"], "IR"),
        (["Türkei", "Tuerkei", "TÜRKIYE", "Turkey", "türkisch"], "TR"),
        (["Russische Föderation", "russisch", "Russland", "RUS"], "RU"),
        (["DR Kongo", "Kongo, Demokratische Republik", "Demokratische Republik Kongo", "COD"], "CD"),
        (["Kosovo", "kosovarisch"], "XK"),
        (["Elfenbeinküste", "Côte d’Ivoire", "ivorisch"], "CI"),
        (["Ukraine", "ukrainisch", "UKR"], "UA"),
        (["Eritrea", "eritreisch", "ERI"], "ER"),
        (["Niger"], "NE"),
        (["Nigeria", "nigerianisch"], "NG"),
        (["Weißrussland", "Belarus"], "BY"),
        (["staatenlos", "Staatenlose", "XXA"], STATELESS),
        (["ungeklärt", "unbekannt"], UNCLEAR),
        (["", None], ""),
    ],
)
def test_a_nationality_is_understood_as_country_adjective_or_code(cells: list[Cell], code: str) -> None:
    assert [values.parse_country(cell) for cell in cells] == [code] * len(cells)


def test_an_unclear_nationality_says_what_to_do() -> None:
    assert "„Mordor“ ist als Staatsangehörigkeit nicht bekannt" in problem(values.parse_country, "Mordor")
    assert "DR Kongo" in problem(values.parse_country, "Kongo")
    assert "nur eine eintragen, wie Syrien" in problem(values.parse_country, "Syrien / Türkei")


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Arabisch", ("ar",)),
        ("Dari, Englisch; Dari", ("prs", "en")),
        ("Farsi/Persisch", ("fa",)),
        ("Kurmandschi und Sorani", ("kmr", "ckb")),
        ("Kurdisch (Sorani)", ("ckb",)),
        ("Kurdisch", ("ku",)),
        ("TIGRINYA", ("ti",)),
        ("ukr, rus, ara", ("uk", "ru", "ar")),
        ("English\nFrench", ("en", "fr")),
        ("Paschto, Paschtu, Pashto", ("ps",)),
        ("Romanes", ("rom",)),
        ("", ()),
    ],
)
def test_languages_are_understood_by_name_and_code(cell: Cell, codes: tuple[str, ...]) -> None:
    assert values.parse_languages(cell) == codes


def test_an_unknown_language_is_named() -> None:
    assert "„Klingonisch 2“ ist als Sprache nicht bekannt" in problem(values.parse_languages, "Dari, Klingonisch 2")


# --- numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0,75", "0.750"),
        ("0.75", "0.750"),
        (0.75, "0.750"),
        ("75 %", "0.750"),
        ("75%", "0.750"),
        ("100 Prozent", "1.000"),
        (1, "1.000"),
        ("1,0 VZÄ", "1.000"),
        (30 / 39, "0.769"),
        (0, "0.000"),
    ],
)
def test_a_share_of_a_position_has_three_decimals(cell: Cell, expected: str) -> None:
    assert values.parse_fte(cell) == Decimal(expected)
    assert values.parse_fte(None) is None


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (75, "Gemeint ist wohl 0,75."),
        ("1,5", "mehr als eine ganze Stelle"),
        ("120 %", "mehr als eine ganze Stelle"),
        ("halb", "kein Stellenanteil"),
        (-0.5, "kein Stellenanteil"),
        (date(2026, 5, 3), "kein Stellenanteil"),
    ],
)
def test_a_share_above_one_position_says_what_is_probably_meant(cell: Cell, says: str) -> None:
    assert says in problem(values.parse_fte, cell)


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([45, "45", "45 min", "45 Min.", "45 Minuten", "0:45", "45'", 45.0], 45),
        (["1:15", "1:15 h", "1 h 15 min", "1 Std. 15 Min.", "1h15", "1:15:00", "1,25 h", 75], 75),
        (["1,5 h", "1.5 Std.", "90", "1:30", "1 Stunde 30 Minuten"], 90),
        (["2 h", "2 Stunden", "120"], 120),
    ],
)
def test_a_duration_is_understood_in_minutes_and_hours(cells: list[Cell], minutes: int) -> None:
    assert [values.parse_minutes(cell) for cell in cells] == [minutes] * len(cells)
    assert values.parse_minutes("") is None


@given(st.integers(1, 24 * 60))
def test_every_duration_survives_every_way_of_writing_it(minutes: int) -> None:
    for written in (minutes, str(minutes), f"{minutes} min", f"{minutes // 60}:{minutes % 60:02}"):
        assert values.parse_minutes(written) == minutes


@pytest.mark.parametrize("cell", [0, -5, 1.5, "1:75", "lange", "25:00", 1441, date(2026, 5, 3), True])
def test_what_is_no_duration_says_so(cell: Cell) -> None:
    assert "ist keine Dauer" in problem(values.parse_minutes, cell)


# --- all of them ------------------------------------------------------------------------------------------------------
PARSERS: list[Callable[..., object]] = [
    values.parse_text,
    values.parse_key,
    values.parse_house_number,
    values.parse_list,
    values.parse_email,
    values.parse_date,
    values.parse_partial_date,
    values.parse_yes_no,
    values.parse_sex,
    values.parse_arrival,
    values.parse_postcode,
    values.parse_country,
    values.parse_languages,
    values.parse_fte,
    values.parse_minutes,
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.text(max_size=30),
    st.from_regex(r"[0-9]{0,4}[.,:/ -]{0,2}[0-9]{1,4}[.,:/ -]{0,2}[0-9]{0,4} ?[hm%]?", fullmatch=True),
    st.builds(CellFault, st.sampled_from(["#NV", "#REF!"])),
)


@given(CELLS)
def test_whatever_stands_in_a_cell_gives_a_value_or_a_sentence(cell: Cell) -> None:
    for parse in PARSERS:
        try:
            parse(cell)
        except ValueProblem as found:
            assert found.message.endswith(".")


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
def test_empty_cells_are_empty_and_error_cells_are_problems(parse: Callable[[Cell], object]) -> None:
    assert parse(None) in (None, "", ())
    assert parse("   ") in (None, "", ())
    assert problem(parse, CellFault("#NV")).startswith("In der Zelle steht der Fehlerwert #NV.")
