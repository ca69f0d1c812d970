"""What the search looks in, written from the names and numbers of persons.

Every verb that writes a name, a phone number or an Aktenzeichen calls `index_persons` afterwards, in its own
transaction; `disagreements` finds out who forgot it. The number of queries does not depend on the number of persons.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase
from uuid import UUID

from django.db import models, transaction

from lotse.people.models import (
    Contact,
    FurtherName,
    Identifier,
    Person,
    PersonNumber,
    PersonToken,
    Token,
    TokenSkeleton,
    TokenTrigram,
)
from lotse.people.names import PARTICLES
from lotse.people.spelling import Word, joined, tokens, words
from lotse.ui.bulk import insert_rows

BATCH = 1000
LONGEST = 40  # letters of a word that count
MOST_JOINED = 3  # letters of a word in another script that may be one with the next: Abd, Abu, Nur
PHONE, PHONE_END, AKTENZEICHEN = "p", "r", "a"  # first letter of a value of PersonNumber

# Skeletons write some sounds as capitals; letters they never use let the database compare without regard to case.
_SMALL = str.maketrans({"S": "x", "C": "c", "J": "j"})


# --- words ------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=131_072)
def skeletons_of(word: Word) -> frozenset[str]:
    return frozenset(skeleton.translate(_SMALL)[:LONGEST] for skeleton in word.skeletons)


def trigrams(token: str) -> set[str]:
    """The beginning counts: two more trigrams for it, one for the end."""
    text = f"  {token} "
    return {text[at : at + 3] for at in range(len(text) - 2)}


def name_words(name: str, *, is_original: bool = False) -> Iterator[Word]:
    """The words of a name part, and those that are written as one elsewhere: Abdul Rahman and Abdulrahman."""
    parts = words(name)
    yield from parts
    for first, second in pairwise(parts):
        if not is_original or first.text in PARTICLES or len(first.text) <= MOST_JOINED:
            yield joined((first, second))
    for first, second, third in zip(parts, parts[1:], parts[2:], strict=False):
        if second.text in PARTICLES:
            yield joined((first, second, third))


# --- numbers ----------------------------------------------------------------------------------------------------------
def plain_digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def phone_digits(text: str) -> str:
    """As dialled within Germany: 0351 5550101, +49 351 5550101 and 0049 (0)351 5550101 are one number."""
    text = plain_digits(text).strip().replace("(0)", "")
    digits = "".join(c for c in text if c.isdecimal())
    if text.startswith("+"):
        digits = f"00{digits}"
    return f"0{digits[4:].removeprefix('0')}" if digits.startswith("0049") else digits


def plain_number(text: str) -> str:
    """An Aktenzeichen without what people leave out: spaces, dots, strokes."""
    return "".join(tokens(plain_digits(text)))


def _number_values(value: str) -> set[str]:
    """The whole, and the parts that people remember: without letters before it, and the longer ones between strokes."""
    number = plain_number(value)
    parts = [number, number.lstrip(ascii_lowercase), *(p for p in tokens(plain_digits(value)) if len(p) >= 4)]
    return {AKTENZEICHEN + part[:80] for part in parts if part}


def _phone_values(value: str) -> set[str]:
    digits = phone_digits(value)[:80]
    return {PHONE + digits, PHONE_END + digits[::-1]} if digits else set()


# --- writing ----------------------------------------------------------------------------------------------------------
def index_persons(ids: Iterable[UUID]) -> None:
    """Bring the index in line with what stands in these persons, new or changed. Doing it again changes nothing."""
    todo = list(dict.fromkeys(ids))
    with transaction.atomic():
        for start in range(0, len(todo), BATCH):
            _index_batch(todo[start : start + BATCH])


Pairs = set[tuple[str, UUID]]


class Entries:
    """What the index says of some persons: words with their skeletons; who has which word; who has which number."""

    def __init__(self) -> None:
        self.vocabulary: dict[str, set[str]] = defaultdict(set)
        self.tokens: Pairs = set()
        self.numbers: Pairs = set()

    def add_name(self, person: UUID, name: str, *, is_original: bool = False) -> None:
        for token, skeletons in _tokens_of(name, is_original):
            self.vocabulary[token] |= skeletons
            self.tokens.add((token, person))

    def add_aktenzeichen(self, person: UUID, value: str) -> None:
        self.numbers.update((number, person) for number in _number_values(value))

    def add_phone(self, person: UUID, value: str) -> None:
        self.numbers.update((number, person) for number in _phone_values(value))

    def write(self) -> None:
        """Of persons who were not there before."""
        _learn(self.vocabulary)
        insert_rows(PersonToken, ("token", "person_id"), sorted(self.tokens))
        insert_rows(PersonNumber, ("value", "person_id"), sorted(self.numbers))


@lru_cache(maxsize=65_536)
def _tokens_of(name: str, is_original: bool) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((word.text[:LONGEST], skeletons_of(word)) for word in name_words(name, is_original=is_original))


def _index_batch(ids: Collection[UUID]) -> None:
    entries = _expected(ids)
    _learn(entries.vocabulary)
    _replace(PersonToken, "token", ids, entries.tokens)
    _replace(PersonNumber, "value", ids, entries.numbers)


def _expected(ids: Collection[UUID]) -> Entries:
    entries = Entries()
    names = Person.objects.filter(pk__in=ids).values_list("pk", "family_name", "given_name", "original_name")
    for person, family, given, original in names:
        entries.add_name(person, family)
        entries.add_name(person, given)
        entries.add_name(person, original, is_original=True)
    further = FurtherName.objects.filter(person__in=ids).values_list("person_id", "family_name", "given_name")
    for person, family, given in further:
        entries.add_name(person, family)
        entries.add_name(person, given)
    for person, value in Identifier.objects.filter(person__in=ids).values_list("person_id", "value"):
        entries.add_aktenzeichen(person, value)
    phones = Contact.objects.filter(person__in=ids, kind=Contact.Kind.PHONE).values_list("person_id", "value")
    for person, value in phones:
        entries.add_phone(person, value)
    return entries


def _learn(vocabulary: dict[str, set[str]]) -> None:
    """Words nobody had so far, and new ways to read known ones. Sorted: two imports at a time wait in one order."""
    words, known, read = list(vocabulary), set[str](), set[tuple[str, str]]()
    for start in range(0, len(words), BATCH):
        some = words[start : start + BATCH]
        known.update(Token.objects.filter(norm__in=some).values_list("norm", flat=True))
        read.update(TokenSkeleton.objects.filter(token__in=some).values_list("skeleton", "token"))
    new = sorted(vocabulary.keys() - known)
    readings = {(skeleton, token) for token, skeletons in vocabulary.items() for skeleton in skeletons}
    insert_rows(Token, ["norm"], [[token] for token in new], fresh=True)
    in_threes = [(three, token) for token in new for three in sorted(trigrams(token))]
    insert_rows(TokenTrigram, ["trigram", "token"], in_threes, fresh=True)
    insert_rows(TokenSkeleton, ["skeleton", "token"], sorted(readings - read), fresh=True)


def _replace(model: type[models.Model], field: str, ids: Collection[UUID], expected: Pairs) -> None:
    rows = model._default_manager.filter(person__in=ids)
    there = set(rows.values_list(field, "person_id"))
    for value, person in there - expected:
        rows.filter(**{field: value}, person=person).delete()
    insert_rows(model, [field, "person_id"], sorted(expected - there), fresh=True)


# --- the whole --------------------------------------------------------------------------------------------------------
def rebuild(tick: Callable[[int], None] = lambda done: None) -> int:
    """Empty the index and write it anew; the number of persons. Words of people who are gone disappear with it."""
    with transaction.atomic():
        for model in (PersonToken, PersonNumber, TokenTrigram, TokenSkeleton, Token):
            model._default_manager.all()._raw_delete("default")
        done = 0
        for ids in _batches():
            _index_batch(ids)
            done += len(ids)
            tick(done)
    return done


def disagreements() -> set[UUID]:
    """Persons the index says something else of than their names and numbers do: nobody, if every verb does its part."""
    wrong: set[UUID] = set()
    for ids in _batches():
        entries = _expected(ids)
        for model, field, pairs in ((PersonToken, "token", entries.tokens), (PersonNumber, "value", entries.numbers)):
            there = set(model._default_manager.filter(person__in=ids).values_list(field, "person_id"))
            wrong.update(person for _value, person in there ^ pairs)
        words = entries.vocabulary
        known = set(TokenSkeleton.objects.filter(token__in=words).values_list("skeleton", "token"))
        unread = {token for token, readings in words.items() if any((s, token) not in known for s in readings)}
        wrong.update(person for token, person in entries.tokens if token in unread)
    return wrong


def _batches() -> Iterator[list[UUID]]:
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
