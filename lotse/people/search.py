"""Finding people in any spelling, among those somebody may list.

Words are compared with the vocabulary, a few ten thousand words however many persons there are; then one statement
finds who has such words, joined with the rows the asker may list, so that nothing else is counted or leaves the
database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from lotse.people.models import FurtherName, Person, PersonNumber, PersonToken, Token, TokenSkeleton, TokenTrigram
from lotse.people.query import Birth, NameWord, Query, understand
from lotse.people.search_index import LONGEST, name_words, skeletons_of, trigrams

MOST_HITS = 200  # nobody pages further; a birth date is quicker
MOST_TOKENS = 80  # words of the vocabulary that one word of the query may mean
MOST_UNFINISHED = 200
MOST_FUZZY = 60
ALIKE = 0.35  # on one birth date this much of the name is enough
FEW = 10  # below that, slips of the pen are looked for
COUNTED = 5000
OWN = 300  # whoever may list no more persons than that is searched among these


@dataclass(frozen=True)
class Hit:
    key: UUID  # of the row in `within`
    score: float


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]  # the best first, at most MOST_HITS
    total: int
    is_wide: bool = True  # else asking again with `wide` may find more


NOTHING = Found((), 0)


def find(text: str, within: QuerySet[Any], today: date, *, wide: bool = False) -> Found:
    """The rows of `within` (each has a `person` and a `number`) that the text means, the likeliest first.

    `wide` looks for slips of the pen even where there are hits enough.
    """
    query = understand(text, today)
    if query.is_empty:
        return NOTHING
    within = within.order_by()
    if (by_number := _by_number(query, within)).total:
        return by_number
    if query.births:
        return _by_birth(query, within, wide)
    return _by_name(query.names, within, wide)


# --- the way to the rows ----------------------------------------------------------------------------------------------
def _allowed(within: QuerySet[Any], **columns: F) -> tuple[str, Sequence[Any]] | None:
    """SQL of the rows somebody may list: key (hit), person (whose) and more columns. None: there are no such rows."""
    try:
        sql: tuple[str, Sequence[Any]] = within.values(
            hit=F("pk"), whose=F("person_id"), **columns
        ).query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql


def _of(people: QuerySet[Any], within: QuerySet[Any], **columns: F) -> list[tuple[Any, ...]]:
    """Key and columns of the rows of `within` that belong to a few people (column `whose`).

    CROSS JOIN starts SQLite from these people, else it reads every row first; to PostgreSQL it is any join.
    """
    allowed = _allowed(within, **columns)
    if allowed is None:
        return []
    driver, driver_params = people.query.sql_with_params()
    names = "".join(f", f.{name}" for name in columns)
    statement = f"SELECT f.hit{names} FROM ({driver}) d CROSS JOIN ({allowed[0]}) f WHERE f.whose = d.whose"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*driver_params, *allowed[1]])
        return [(_uuid(row[0]), *row[1:]) for row in cursor.fetchall()]


# --- numbers ----------------------------------------------------------------------------------------------------------
def _beginning(field: str, prefix: str) -> Q:
    """Texts of digits and small letters that begin so: a range, which both databases find in the index."""
    begins = Q(**{f"{field}__gte": prefix})
    if rest := prefix.rstrip("z"):  # what follows all of them: the last letter that has a successor, one further
        begins &= Q(**{f"{field}__lt": rest[:-1] + ("a" if rest[-1] == "9" else chr(ord(rest[-1]) + 1))})
    return begins


def _by_number(query: Query, within: QuerySet[Any]) -> Found:
    """Whose file has this number; then whose Aktenzeichen or phone number begins or ends so."""
    found: dict[UUID, float] = {}
    if query.file_numbers:
        numbered = within.filter(number__in=query.file_numbers).order_by("-number")
        found |= dict.fromkeys(numbered.values_list("pk", flat=True), 1.0)
    if query.prefixes:
        meant = Q()
        for prefix in query.prefixes:
            meant |= _beginning("value", prefix)
        people = PersonNumber.objects.filter(meant).order_by().values(whose=F("person_id")).distinct()
        rows = _of(people, within, c0=F("number"))
        found |= {key: 0.9 for key, _number in sorted(rows, key=lambda row: row[1], reverse=True) if key not in found}
    return Found(tuple(Hit(key, score) for key, score in found.items())[:MOST_HITS], len(found))


# --- birth date -------------------------------------------------------------------------------------------------------
def _born(birth: Birth) -> Q:
    """The day, the day with its month exchanged, or the month where no day is known."""
    year, month, day = birth
    if month is None:
        return Q(birth_year=year)
    days = Q(birth_month=month, birth_day=day) | Q(birth_month=day, birth_day=month)
    return Q(birth_year=year) & (days | Q(birth_month=month, birth_day=None))


def _by_birth(query: Query, within: QuerySet[Any], wide: bool) -> Found:
    """Few people share a birth date: all of them are looked at, and the name only puts them in order."""
    if query.names and all(month is None for _year, month, _day in query.births):
        years = [year for year, _month, _day in query.births]
        return _by_name(query.names, within.filter(person__birth_year__in=years), wide)
    born = Q(pk__in=[])
    for birth in query.births:
        born |= _born(birth)
    found = _scored(query, Person.objects.filter(born), within)
    if query.names and (not found.hits or found.hits[0].score < 0.7):
        # the paper may know the year alone, or have made a first of January of it
        assumed = Q(person__birth_month=None) | Q(person__birth_month=1, person__birth_day=1)
        years = [year for year, _month, _day in query.births]
        by_name = _by_name(query.names, within.filter(assumed, person__birth_year__in=years), wide)
        known = {hit.key for hit in found.hits}
        more = [hit for hit in by_name.hits if hit.score >= 0.8 and hit.key not in known]
        found = Found((*more, *found.hits)[:MOST_HITS], len(more) + found.total)
    return found


def _scored(query: Query, people: QuerySet[Person], within: QuerySet[Any]) -> Found:
    columns = ("number", "person__family_name", "person__given_name", "person__original_name",
               "person__birth_year", "person__birth_month", "person__birth_day", "person_id")  # fmt: skip
    rows = _of(people.order_by().values(whose=F("pk")), within, **{f"c{i}": F(name) for i, name in enumerate(columns)})
    further: dict[UUID, list[str]] = defaultdict(list)
    if query.names:
        keys = [_uuid(row[-1]) for row in rows]
        names = FurtherName.objects.filter(person__in=keys).values_list("person_id", "family_name", "given_name")
        for person, family, given in names:
            further[person] += [family, given]
    scored = []
    for key, number, family, given, original, year, month, day, person in rows:
        likeness = name_score(query.names, (family, given, *further[_uuid(person)]), original) if query.names else 1.0
        is_exact = any((year, month, day) == birth or (birth[0] == year and not birth[1]) for birth in query.births)
        scored.append((likeness if is_exact else likeness * 0.95, number, key))
    scored.sort(key=lambda row: row[:2], reverse=True)
    alike = [row for row in scored if row[0] >= ALIKE] or scored
    return Found(tuple(Hit(key, score) for score, _number, key in alike[:MOST_HITS]), len(alike))


def name_score(names: Sequence[NameWord], latin: Iterable[str], original: str) -> float:
    """How well the words of a query fit the names of one person."""
    theirs = [word for name in latin for word in name_words(name)]
    theirs += name_words(original, is_original=True)
    if not theirs:
        return 0.0
    total = 0.0
    for name in names:
        sounds = name.skeletons
        total += max(
            name.likeness(word.text[:LONGEST], sounds_alike=not sounds.isdisjoint(skeletons_of(word)))
            for word in theirs
        )
    return total / len(names)


# --- names ------------------------------------------------------------------------------------------------------------
Meant = dict[str, float]  # word of the vocabulary -> how well it fits a word of the query


def _by_name(names: Sequence[NameWord], within: QuerySet[Any], wide: bool) -> Found:
    """Same consonants and beginnings; where that is little, slips of the pen too, and names that lack one part."""
    people = [*within.values_list("person_id", flat=True)[: OWN + 1]]
    own = people if len(people) <= OWN else []
    if not people:
        return NOTHING
    meant = _sounding(names)
    found = _having(meant, within, own, at_least=len(names))
    if found.total >= FEW and not wide:
        return replace(found, is_wide=False)
    wider = [_best(sounding | _misspelt(name, sounding)) for name, sounding in zip(names, meant, strict=True)]
    found = _having(wider, within, own, at_least=len(names))
    if (len(names) > 2 and found.total < FEW) or (len(names) == 2 and not found.total):
        found = _having(wider, within, own, at_least=len(names) - 1)
    return found


def _best(meant: Meant) -> Meant:
    if len(meant) <= MOST_TOKENS:
        return meant
    return dict(sorted(meant.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOKENS])


def _sounding(names: Sequence[NameWord]) -> list[Meant]:
    """Two queries for all words: those with the same consonants, and how the unfinished last word may go on."""
    sounds = [name.skeletons for name in names]
    by_skeleton: dict[str, list[str]] = defaultdict(list)
    rows = TokenSkeleton.objects.filter(skeleton__in=frozenset().union(*sounds)).values_list("skeleton", "token")
    for skeleton, token in rows:
        by_skeleton[skeleton].append(token)
    found: list[Meant] = []
    for name, mine in zip(names, sounds, strict=True):
        alike = {token for skeleton in mine for token in by_skeleton[skeleton]}
        found.append(_best({token: name.likeness(token, sounds_alike=True) for token in alike}))
    if names and names[-1].is_unfinished:
        last = names[-1]
        for token in _going_on(last):
            found[-1].setdefault(token, last.likeness(token, sounds_alike=False) or 0.8)
    return found


def _going_on(name: NameWord) -> list[str]:
    begins = Q()
    for form in name.forms:
        begins |= _beginning("norm", form.text[:LONGEST])
    return list(Token.objects.filter(begins).order_by("norm").values_list("norm", flat=True)[:MOST_UNFINISHED])


def _misspelt(name: NameWord, sounding: Meant) -> Meant:
    """Words with many of the same trigrams, as far as they are alike letter by letter."""
    mine = trigrams(name.word.text[:LONGEST])
    rows = (
        TokenTrigram.objects.filter(trigram__in=mine)
        .values("token")
        .annotate(shared=Count("trigram"))
        .filter(shared__gte=max(1, len(mine) // 3))
        .order_by("-shared", "token")
        .values_list("token", flat=True)[:MOST_FUZZY]
    )
    alike = {token: name.likeness(token, sounds_alike=False) for token in rows if token not in sounding}
    return {token: likeness for token, likeness in alike.items() if likeness}


def _having(meant: Sequence[Meant], within: QuerySet[Any], own: Sequence[UUID], *, at_least: int) -> Found:
    """The rows of `within` whose persons have words for `at_least` so many words of the query. `own`: all of their
    persons, where they are few."""
    if sum(map(bool, meant)) < at_least or not at_least:
        return NOTHING
    meant = list(meant) if own else _rarest_first(meant)
    allowed = _allowed(within)
    if allowed is None:
        return NOTHING
    weights = [_weight(some) for some in meant]
    has = [f"w{i}" for i in range(len(meant))]
    tokens = sorted({token for some in meant for token in some})
    drivers: list[Any] = tokens
    source = f"people_persontoken t WHERE t.token IN ({_marks(tokens)})"
    if own:
        drivers = [PersonToken._meta.get_field("person").get_db_prep_value(key, connection) for key in own]
        source = _words_of(_marks(drivers), tokens)
    elif len(meant) > 1:  # whoever has the rarest words
        drivers = sorted({token for some in meant[: len(meant) - at_least + 1] for token in some})
        rare = f"SELECT person_id FROM people_persontoken WHERE token IN ({_marks(drivers)})"  # noqa: S608
        source = _words_of(rare, tokens)
    meant_tokens = tokens if drivers is not tokens else []
    fits = ", ".join(f"MAX({sql}) AS {w}" for (sql, _params), w in zip(weights, has, strict=True))
    statement = f"""
        SELECT b.hit, p.normal_name, b.score, b.total FROM (
            SELECT f.hit, f.whose, w.score, COUNT(*) OVER () AS total FROM (
                SELECT person_id, {" + ".join(f"COALESCE({w}, 0)" for w in has)} AS score FROM (
                    SELECT t.person_id, {fits} FROM {source} GROUP BY t.person_id
                ) a WHERE {" + ".join(f"(CASE WHEN {w} IS NULL THEN 0 ELSE 1 END)" for w in has)} >= %s
            ) w CROSS JOIN ({allowed[0]}) f WHERE f.whose = w.person_id
            ORDER BY w.score DESC, f.hit DESC LIMIT %s
        ) b JOIN people_person p ON p.id = b.whose
        ORDER BY b.score DESC, b.hit DESC"""  # noqa: S608 - of our own pieces; what was typed is in the parameters
    params = [param for _sql, more in weights for param in more]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *drivers, *meant_tokens, at_least, *allowed[1], MOST_HITS])
        rows = cursor.fetchall()
    if not rows:
        return NOTHING
    hits = [Hit(_uuid(hit), _score(score / 100 / len(meant), name, len(meant))) for hit, name, score, _total in rows]
    return Found(tuple(sorted(hits, key=lambda hit: -hit.score)), rows[0][3])


def _words_of(people: str, tokens: Sequence[str]) -> str:
    """Those words of some people that are meant."""
    return f"people_persontoken t WHERE t.person_id IN ({people}) AND t.token IN ({_marks(tokens)})"


def _rarest_first(meant: Sequence[Meant]) -> list[Meant]:
    """So that the statement starts from few persons; one query counts, up to a limit, how many have each word."""
    if len(meant) == 1:
        return list(meant)
    counts = [
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM people_persontoken WHERE token IN ({_marks(some)}) LIMIT {COUNTED}) c)"  # noqa: S608
        if some
        else "0"
        for some in meant
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [token for some in meant for token in some])
        found = cursor.fetchone()
    return [
        some for _count, _at, some in sorted(zip(found, range(len(meant)), meant, strict=True), key=lambda x: x[:2])
    ]


def _weight(meant: Meant) -> tuple[str, list[Any]]:
    """Hundredths by which a word of a person fits a word of the query, NULL where it does not."""
    steps: dict[int, list[str]] = defaultdict(list)
    for token, likeness in sorted(meant.items()):
        steps[round(likeness * 50) * 2].append(token)
    if not steps:
        return "CAST(NULL AS integer)", []
    cases = " ".join(f"WHEN t.token IN ({_marks(some)}) THEN {step}" for step, some in sorted(steps.items()))
    return f"CASE {cases} END", [token for _step, some in sorted(steps.items()) for token in some]


def _marks(values: Sequence[str] | Meant) -> str:
    return ", ".join(["%s"] * len(values))


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)  # SQLite keeps them as text


def _score(likeness: float, name: str, asked: int) -> float:
    """A name with more parts than were asked for fits a little less."""
    return likeness - 0.015 * min(4, max(0, len(name.split()) - asked))
