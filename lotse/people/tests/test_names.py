import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotse.people.duplicates import CandidateIndex, PersonKey, compare_persons
from lotse.people.names import (
    REASONS,
    NameForms,
    normalise,
    similarity,
    skeletons,
    tokens,
)


def person(written: str, birth: str, nationality: str = "", sex: str = "") -> PersonKey:
    """'Rahimi, Zahra | زهرا رحیمی' and '07.04.1991'."""
    name, _bar, original = written.partition(" | ")
    family, _comma, given_name = name.partition(", ")
    day, month, year = (int(part) or None for part in birth.split(".")) if birth else (None, None, None)
    return PersonKey(NameForms(family, given_name, original), (year, month, day), sex, nationality)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "Mohammed"),
        ("محمد", "Muhammad"),
        ("حسین", "Hossein"),
        ("Катерина", "Yekaterina"),
        ("Катерина", "Kateryna"),
        ("Meier", "Meyer"),
        ("Schewtschenko", "Shevchenko"),
        ("Шевченко", "Schewtschenko"),
        ("Stefan", "Stephan"),
        ("በርሀ", "Berhe"),
        ("Dschamila", "Jamila"),
        ("Şahin", "Schahin"),
        ("Ігор", "Ihor"),
        ("Олег", "Oleh"),
        ("Chalil", "Khalil"),
        ("Xelîl", "Khalil"),
        ("Ahmet", "Ahmed"),
        ("Jusuf", "Youssef"),
        ("გიორგი", "Giorgi"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton_and_are_alike(one: str, other: str) -> None:
    assert skeletons(one) & skeletons(other)
    assert similarity(NameForms(one), NameForms(other)) > 0.84


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hassan", "Hussein"),
        ("Mohammed", "Mahmoud"),
        ("Ahmad", "Hamid"),
        ("Omar", "Amir"),
        ("Sara", "Lara"),
        ("Jamal", "Kamal"),
        ("Samir", "Amir"),
        ("Ali", "Ala"),
        ("Olena", "Halyna"),
        ("Tesfay", "Tsegay"),
    ],
)
def test_names_that_only_look_alike_are_told_apart(one: str, other: str) -> None:
    assert similarity(NameForms(one), NameForms(other)) < 0.8


def test_normalising_drops_case_accents_punctuation_and_script() -> None:
    assert normalise("  MÜLLER-Lüdenscheidt ") == "mueller luedenscheidt"
    assert normalise("O’Neil") == normalise("O'NEIL") == "oneil"
    assert normalise("Straßer") == normalise("STRASSER")
    assert normalise("Nguyễn") == "nguyen"
    assert normalise("İbrahim") == normalise("Ibrahim")
    assert normalise("Mu\u0308ller") == normalise("Müller")
    assert normalise("مُحَمَّد") == normalise("محمد")
    assert tokens("Al-Hamwi, Omar") == ("al", "hamwi", "omar")
    assert normalise("--") == ""


TRUE_PAIRS = [
    # Arabic
    ("Hosseini, Mohammad | محمد حسینی", "04.07.1991", "Husseini, Mohammed | محمد حسینی", "07.04.1991", "same-script"),
    ("Al-Hamwi, Omar", "12.03.1985", "Alhamwi, Umar", "12.03.1985", "same-birth-date"),
    ("الحموي, عمر", "12.03.1985", "Al Hamwi, Omar", "12.03.1985", "other-script"),
    ("Abdul Rahman, Khaled", "22.08.1979", "Abdulrahman, Chalid", "22.08.1979", "other-transliteration"),
    ("Al-Sayed, Fatima", "30.11.1994", "Elsayed, Fatimah", "30.11.1994", "other-transliteration"),
    ("Youssef, Ahmad", "17.05.2001", "Yusuf, Ahmed", "17.05.2001", "other-transliteration"),
    ("Ibrahim, Mustafa", "02.09.1988", "Ebrahim, Moustafa", "02.09.1988", "other-transliteration"),
    ("Mohammed, Ali", "09.06.1990", "Ali, Mohammed", "09.06.1990", "names-swapped"),
    # Farsi and Dari
    ("Rahimi, Zahra", "15.10.1996", "Rahimy, Sahra", "15.10.1996", "other-transliteration"),
    ("Ghasemi, Reza", "21.03.1983", "Qasemi, Resa", "21.03.1983", "other-transliteration"),
    ("Hossaini, Sayed Ali", "19.02.1999", "Hosseini, Ali", "19.02.1999", "name-part-missing"),
    ("Nazari, Gholam", "00.00.1975", "Nazari, Gholam", "14.08.1975", "birth-year-only"),
    ("Ahmadi, Maryam", "01.01.1992", "Ahmadi, Mariam", "23.05.1992", "birth-assumed"),
    ("Mohammadi, Parwin", "05.12.1987", "Mohamadi, Parvin", "12.05.1987", "day-month-swapped"),
    ("Karimi", "11.04.1990", "Karimi, Nasrin", "11.04.1990", "one-name-only"),
    # Ukrainian and Russian
    ("Shevchenko, Olena", "00.00.1988", "Schewtschenko, Olena | Олена Шевченко", "21.03.1988", "birth-year-only"),
    ("Шевченко, Катерина", "21.03.1988", "Schewtschenko, Kateryna", "21.03.1988", "other-transliteration"),
    ("Bondarenko, Yuliia", "08.01.1995", "Bondarenko, Julija", "01.08.1995", "day-month-swapped"),
    ("Hryhorenko, Ihor | Ігор Григоренко", "28.02.1970", "Grigorenko, Igor", "28.02.1970", "other-script"),
    ("Kovalchuk, Serhii", "16.07.1984", "Kowaltschuk, Serhij", "16.07.1984", "other-transliteration"),
    ("Petrov, Aleksandr", "03.09.1977", "Petrow, Alexander", "03.09.1977", "other-transliteration"),
    # Tigrinya and Amharic
    ("Tesfay, Berhe", "13.06.1993", "Tesfai, Berhe | በርሀ ተስፋይ", "13.06.1993", "other-transliteration"),
    ("መሓሪ, በርሀ", "13.06.1993", "Mehari, Berhe", "13.06.1993", "other-transliteration"),
    ("Gebremedhin, Selam", "25.12.1998", "Gebre Medhin, Selam", "25.12.1998", ""),
    # Turkish and Kurdish
    ("Şahin, Ayşe", "06.06.1981", "Sahin, Ayse", "06.06.1981", "same-name"),
    ("Öztürk, Mehmet", "18.11.1974", "Ozturk, Mehmet", "18.11.1974", "other-transliteration"),
    ("Xelîl, Dilşad", "07.07.1989", "Khalil, Dilshad", "07.07.1989", "other-transliteration"),
    # Georgian, Spanish, Vietnamese, German
    ("Beridze, Giorgi", "24.10.1986", "ბერიძე, გიორგი", "24.10.1986", "same-name"),
    ("García López, María", "29.04.2000", "Garcia, Maria", "29.04.2000", "name-part-missing"),
    ("Nguyễn, Văn Minh", "31.08.1991", "Nguyen, Van Minh", "13.08.1991", "birth-one-digit"),
    ("Müller, Jürgen", "10.10.1960", "Mueller, Juergen", "10.10.1960", "same-name"),
]

FALSE_PAIRS = [
    # Brothers, sisters and twins
    ("Rahimi, Hassan", "12.05.2010", "Rahimi, Hussein", "12.05.2010"),
    ("Rahimi, Sara", "12.05.2010", "Rahimi, Lara", "12.05.2010"),
    ("Al-Hamwi, Omar", "03.02.2012", "Al-Hamwi, Amir", "03.02.2012"),
    ("Ahmad, Mohammed", "17.07.2015", "Ahmad, Mahmoud", "17.07.2015"),
    ("Haddad, Jamal", "09.09.2008", "Haddad, Kamal", "09.09.2008"),
    ("Bondarenko, Olena", "01.06.2005", "Bondarenko, Halyna", "01.06.2005"),
    ("Bondarenko, Maksym", "01.06.2005", "Bondarenko, Maria", "01.06.2005"),
    ("Tesfay, Selam", "14.04.2011", "Tesfay, Samuel", "14.04.2011"),
    ("Hosseini, Mohammad Ali", "20.12.2003", "Hosseini, Mohammad Reza", "20.12.2003"),
    ("Yılmaz, Emre", "05.05.1999", "Yılmaz, Ömer", "05.05.1999"),
    ("Ahmadi, Zahra", "01.01.2000", "Ahmadi, Zohra", "01.01.2001"),
    ("Karimi, Ali", "11.11.2009", "Karimi, Ala", "11.11.2009"),
    ("Nguyen, Van Minh", "31.08.1991", "Nguyen, Van Long", "31.08.1991"),
    ("Garcia, María Elena", "29.04.2000", "Garcia, María Luisa", "29.04.2000"),
    # Parent and child of one name, other birth date
    ("Ibrahim, Ahmad", "02.03.1970", "Ibrahim, Ahmad", "14.08.1998"),
    ("Petrov, Ivan", "03.09.1977", "Petrov, Ivan", "22.01.2004"),
    # Common names, other birth dates
    ("Mohammed, Ahmad", "12.03.1990", "Mohammed, Ahmad", "25.11.1994"),
    ("Mohammad, Ali", "01.01.1990", "Mohammad, Ali", "01.01.1995"),
    ("Rahimi, Mohammed", "04.07.1991", "Rahimi, Mohammed", "19.02.1991"),
    ("Nguyen, Thi Lan", "15.05.1980", "Nguyen, Thi Lan", "28.09.1980"),
    ("Ivanova, Olena", "21.03.1988", "Ivanova, Olena", "00.00.1978"),
    ("Ali, Fatima", "00.05.1990", "Ali, Fatima", "12.06.1990"),
    # The many born on 01.01.
    ("Ahmadi, Ali", "01.01.1990", "Hosseini, Ali", "01.01.1990"),
    ("Mohammed, Omar", "01.01.1985", "Mohammed, Amar", "01.01.1985"),
    ("Abdi, Hassan", "01.01.1992", "Abdi, Hussein", "01.01.1992"),
    ("Tekle, Berhane", "01.01.1988", "Tekle, Berhe", "01.01.1988"),
    ("Khan, Karim", "01.01.1995", "Khan, Kamran", "01.01.1995"),
    # Strangers born on one day
    ("Müller, Anna", "10.10.1960", "Shevchenko, Olena", "10.10.1960"),
    ("Hassan, Ali", "07.06.1993", "Hussein, Alia", "07.06.1993"),
    ("Karimi, Nasrin", "11.04.1990", "Kamali, Nasser", "11.04.1990"),
    ("Berhe, Tesfay", "13.06.1993", "Bereket, Tsegay", "13.06.1993"),
    ("Ali", "15.06.1990", "Karimi, Nasrin", "15.06.1990"),
]


@pytest.mark.parametrize(("one", "born", "other", "other_born", "reason"), TRUE_PAIRS)
def test_one_person_written_in_two_ways_is_found(one: str, born: str, other: str, other_born: str, reason: str) -> None:
    match = compare_persons(person(one, born), person(other, other_born))
    assert match is not None
    assert 0.5 < match.score < 1
    assert not reason or reason in match.reasons


@pytest.mark.parametrize(("one", "born", "other", "other_born"), FALSE_PAIRS)
def test_two_people_are_not_taken_for_one(one: str, born: str, other: str, other_born: str) -> None:
    assert compare_persons(person(one, born), person(other, other_born)) is None


def test_identical_after_normalising_is_the_same_person() -> None:
    one = person("MÜLLER, Jürgen", "10.10.1960", "DE")
    match = compare_persons(one, person("Mueller, Juergen", "10.10.1960", "DE"))
    assert match is not None
    assert (match.kind, match.score, match.reasons) == ("same", 1.0, ("same-name", "same-birth-date"))


@pytest.mark.parametrize(
    ("born", "nationality"), [("10.10.1960", "AT"), ("10.10.1960", ""), ("00.10.1960", "DE"), ("01.10.1960", "DE")]
)
def test_the_same_name_with_any_doubt_is_only_a_possible_duplicate(born: str, nationality: str) -> None:
    match = compare_persons(person("Müller, Jürgen", "10.10.1960", "DE"), person("Müller, Jürgen", born, nationality))
    assert match is not None
    assert match.kind == "possible"
    assert match.score < 1


def test_brother_and_sister_with_the_same_root_are_told_apart_by_sex() -> None:
    boy, girl = person("Haddad, Amir", "03.02.2012", sex="male"), person("Haddad, Amira", "03.02.2012", sex="female")
    assert compare_persons(boy, girl) is None


def test_a_further_spelling_finds_the_person_under_a_birth_name() -> None:
    known = PersonKey(NameForms("Haddad", "Layla", further=("Layla Khoury",)), (1990, 5, 17))
    match = compare_persons(PersonKey(NameForms("Khoury", "Laila"), (1990, 5, 17)), known)
    assert match is not None
    assert "further-spelling" in match.reasons


def test_the_screen_shows_a_score_and_german_sentences() -> None:
    match = compare_persons(
        person("Hosseini, Mohammad | محمد حسینی", "04.07.1991"), person("Husseini, Mohammed | محمد حسینی", "07.04.1991")
    )
    assert match is not None
    assert match.percent == 93
    assert match.sentences == ["Gleiche Originalschrift, andere Umschrift", "Tag und Monat vertauscht"]


def test_every_reason_has_its_own_sentence() -> None:
    assert len({str(sentence) for sentence in REASONS.values()}) == len(REASONS)


def test_people_without_any_name_are_never_alike() -> None:
    assert compare_persons(person("-, -", "10.10.1960", "DE"), person("., .", "10.10.1960", "DE")) is None
    assert compare_persons(person("unbekannt", "10.10.1960"), person("Ali", "10.10.1960")) is None


NAMES = st.one_of(
    st.sampled_from(
        ["محمد", "Mohammed", "Al-Hamwi", "Шевченко", "Schewtschenko", "በርሀ", "Meyer", "Öztürk", "", "Ali Reza"]
    ),
    st.text(max_size=12),
)
FORMS = st.builds(NameForms, NAMES, NAMES, NAMES, st.lists(NAMES, max_size=2).map(tuple))


@settings(max_examples=300)
@given(FORMS, FORMS)
def test_similarity_is_symmetric_and_between_nothing_and_identity(one: NameForms, other: NameForms) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1


@given(st.text(max_size=30))
def test_a_normal_name_is_plain_and_stays_as_it_is(name: str) -> None:
    plain = normalise(name)
    assert normalise(plain) == plain
    assert all(char.isascii() and (char.isalnum() or char == " ") for char in plain)


@pytest.mark.parametrize(("one", "born", "other", "other_born", "reason"), TRUE_PAIRS)
def test_the_index_finds_every_true_pair_among_many(
    one: str, born: str, other: str, other_born: str, reason: str, crowd: "CandidateIndex[int]"
) -> None:
    crowd.add(-1, person(other, other_born))
    assert -1 in [person_id for person_id, _match in crowd.matches(person(one, born))]


def test_the_index_finds_people_whose_birth_date_nobody_knows() -> None:
    index = CandidateIndex([("a", person("Rahimi, Zahra", "")), ("b", person("Rahimi, Zahra", "04.05.1990"))])
    assert set(index.candidates(person("Rahimy, Sahra", "04.05.1990"))) == {"a", "b"}
    assert set(index.candidates(person("Rahimy, Sahra", ""))) == {"a", "b"}
    assert len(index) == 2


def _crowd(size: int, seed: int) -> list[tuple[int, PersonKey]]:
    chance = random.Random(seed)  # one crowd for all runs
    consonants, vowels = (
        ["m", "h", "d", "r", "s", "k", "l", "n", "b", "sh", "t", "z", "kh", "f", "g", "j", "w"],
        "aeiou",
    )
    stock = [
        "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(2, 4)))
        for _ in range(9000)
    ]
    common = ["Mohammed", "Ahmad", "Ali", "Fatima", "Hosseini", "Rahimi", "Olena", "Shevchenko", "Tesfay", "Nguyen"]

    def name() -> str:
        return chance.choice(common) if chance.random() < 0.25 else chance.choice(stock).capitalize()

    def birth() -> tuple[int | None, int | None, int | None]:
        year, kind = chance.randint(1950, 2025), chance.random()
        if kind < 0.15:
            return year, 1, 1
        return (year, None, None) if kind < 0.2 else (year, chance.randint(1, 12), chance.randint(1, 28))

    return [
        (at, PersonKey(NameForms(name(), name()), birth(), "", chance.choice(["SY", "AF", "UA"]))) for at in range(size)
    ]


@pytest.fixture(scope="module")
def crowd() -> "CandidateIndex[int]":
    return CandidateIndex(_crowd(3000, seed=1))


def test_a_long_list_is_not_compared_with_a_whole_large_town() -> None:
    """Time depends on the machine, the number of persons looked at does not."""
    index = CandidateIndex(_crowd(30_000, seed=2))
    looked_at = [len(index.candidates(key)) for _at, key in _crowd(1000, seed=3)]
    assert max(looked_at) < 150
    assert sum(looked_at) / len(looked_at) < 20
