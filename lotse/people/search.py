"""Finding people in any spelling, among those somebody may list.

Words are compared with the vocabulary; then one statement finds who has such words, joined with the rows the asker may
list, so that nothing else is counted or leaves the database. Statements are written by hand: what somebody may list is
put into words by Django once for all of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import F, QuerySet

from lotse.people.query import Birth, NameWord, Query, understand
from lotse.people.search_index import LONGEST, name_words, skeletons_of
from lotse.people.vocabulary import Meant, Sql, beginning, joined, marks, meanings, rows

MOST_HITS = 200  # nobody pages further; a birth date is quicker
ALIKE = 0.35  # on one birth date this much of the name is enough
FEW = 10  # below that, slips of the pen are looked for
COUNTED = 5000  # as far as people with a word are counted
COMMON = 1000  # so many people have the rarest word: what sounds alike will be enough
CLOSELY = 80  # hundredths: above, consonants or beginning are the same; below, there was a slip of the pen
OWN = 300  # whoever may list no more persons than that is searched among these


class Hit(NamedTuple):
    key: UUID  # of the row in `within`; inside this module as the database writes it
    score: float


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]  # the best first, at most MOST_HITS
    total: int
    is_wide: bool = True  # else asking again with `wide` may find more


NOTHING = Found((), 0)


def find(text: str, within: QuerySet[Any], today: date, *, wide: bool = False, most: int = MOST_HITS) -> Found:
    """The rows of `within` (each has a `person` and a `number`) that the text means: how many, and the likeliest.

    `wide` looks for slips of the pen even where there are hits enough.
    """
    query = understand(text, today)
    listed = None if query.is_empty else _listed(within)
    if listed is None:
        return NOTHING
    found = _by_number(query, listed)
    if not found.total:
        found = _by_birth(query, listed, wide) if query.births else _by_name(query.names, listed, wide)
    return replace(found, hits=tuple(Hit(_uuid(hit.key), hit.score) for hit in found.hits[:most]))


def _listed(within: QuerySet[Any]) -> Sql | None:
    """The rows somebody may list: key (hit), person (whose), number (no). None: there are no such rows."""
    try:
        sql, params = (
            within.order_by().values(hit=F("pk"), whose=F("person_id"), no=F("number")).query.sql_with_params()
        )
    except EmptyResultSet:
        return None
    return f"({sql}) f", [*params]


# In the statements below CROSS JOIN starts SQLite from the few people on its left, else it reads every file first; and
# "= TRUE" keeps it from looking for each of eighty words instead of reading the five of a person. PostgreSQL sees
# through both.


# --- numbers ----------------------------------------------------------------------------------------------------------
def _by_number(query: Query, listed: Sql) -> Found:
    """Whose file has this number; then whose Aktenzeichen or phone number begins or ends so."""
    found: dict[Any, float] = {}
    files, params = listed
    if query.file_numbers:
        numbered = f"SELECT hit FROM {files} WHERE no IN ({marks(query.file_numbers)}) ORDER BY no DESC"  # noqa: S608
        found |= dict.fromkeys((key for (key,) in rows(numbered, [*params, *query.file_numbers])), 1.0)
    if query.prefixes:
        begins, ends = joined(" OR ", [beginning("value", prefix) for prefix in query.prefixes])
        statement = f"""
            SELECT f.hit FROM (SELECT DISTINCT person_id FROM people_personnumber WHERE {begins}) n
            CROSS JOIN {files} WHERE f.whose = n.person_id ORDER BY f.no DESC"""  # noqa: S608
        for (key,) in rows(statement, [*ends, *params]):
            found.setdefault(key, 0.9)
    return Found(tuple(Hit(*item) for item in found.items())[:MOST_HITS], len(found))


# --- birth date -------------------------------------------------------------------------------------------------------
def _born(births: Sequence[Birth]) -> Sql:
    """On the day, on the day with its month exchanged, or in the month where no day is known; in the year."""
    parts, params = [], []
    for year, month, day in births:
        if month is None:
            parts.append("p.birth_year = %s")
            params += [year]
            continue
        for pair in dict.fromkeys(((month, day), (day, month))):
            parts.append("p.birth_year = %s AND p.birth_month = %s AND p.birth_day = %s")
            params += [year, *pair]
        parts.append("p.birth_year = %s AND p.birth_month = %s AND p.birth_day IS NULL")
        params += [year, month]
    return " OR ".join(f"({part})" for part in parts), params


def _by_birth(query: Query, listed: Sql, wide: bool) -> Found:
    """Few people share a birth date: all of them are looked at, and the name only puts them in order."""
    years = [year for year, _month, _day in query.births]
    in_years = f"p.birth_year IN ({marks(years)})"
    if query.names and all(month is None for _year, month, _day in query.births):
        return _by_name(query.names, listed, wide, (in_years, years))
    found = _scored(query, listed)
    if query.names and (not found.hits or found.hits[0].score < 0.7):
        # the paper may know the year alone, or have made a first of January of it
        assumed = f"{in_years} AND (p.birth_month IS NULL OR (p.birth_month = 1 AND p.birth_day = 1))"
        known = {hit.key for hit in found.hits}
        by_name = _by_name(query.names, listed, wide, (assumed, years))
        more = [hit for hit in by_name.hits if hit.score >= 0.8 and hit.key not in known]
        found = Found((*more, *found.hits)[:MOST_HITS], len(more) + found.total)
    return found


def _scored(query: Query, listed: Sql) -> Found:
    """Everybody born then, by how well the name fits."""
    born, params = _born(query.births)
    people = rows(
        f"""SELECT f.hit, f.no, f.whose, p.family_name, p.given_name, p.original_name,
                   p.birth_year, p.birth_month, p.birth_day
            FROM people_person p CROSS JOIN {listed[0]} WHERE f.whose = p.id AND ({born})""",  # noqa: S608
        [*listed[1], *params],
    )
    further: dict[Any, list[str]] = defaultdict(list)
    if query.names and people:
        keys = [row[2] for row in people]
        statement = (
            f"SELECT person_id, family_name, given_name FROM people_furthername WHERE person_id IN ({marks(keys)})"  # noqa: S608
        )
        for person, family, given in rows(statement, keys):
            further[person] += [family, given]
    scored = []
    for key, number, person, family, given, original, *birth in people:
        likeness = name_score(query.names, (family, given, *further[person]), original) if query.names else 1.0
        is_exact = any(tuple(birth) == asked or (birth[0] == asked[0] and not asked[1]) for asked in query.births)
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
def _by_name(names: Sequence[NameWord], listed: Sql, wide: bool, born: Sql | None = None) -> Found:
    """Same consonants and beginnings; where that is little, slips of the pen too, and names that lack one part."""
    if not names:
        return NOTHING
    close, meant = meanings(names)
    among = _count(close, meant, listed, born)
    every = [some | more for some, more in zip(close, meant, strict=True)]
    found = _having(every, among, at_least=len(names) if len(names) <= 2 else len(names) - 1, close=close, wide=wide)
    if len(names) == 2 and not found.total:
        found = _having(every, among, at_least=1, wide=wide)
    return found


class _Among(NamedTuple):
    """Whom to look for, and what decides where to begin; never what is found."""

    listed: Sql
    born: Sql | None  # a condition on the person p
    is_few: bool  # so few may be listed that all of them are looked at, and the others are not even counted
    often: list[int]  # how many people have each word, up to a limit
    is_common: bool  # even the rarest word, so that slips of the pen will hardly be needed


def _count(close: Sequence[Meant], meant: Sequence[Meant], listed: Sql, born: Sql | None) -> _Among:
    """One statement for all of it."""
    files, params = listed
    slips = [[token for token in more if token not in some] for some, more in zip(close, meant, strict=True)]
    counted = [
        (f"CASE WHEN m.n > {OWN} THEN (SELECT COUNT(*) FROM ({_owners(some)} LIMIT {COUNTED}) c) ELSE 0 END", [*some])  # noqa: S608
        for some in (*close, *slips)
    ]
    counts, tokens = joined(", ", counted)
    statement = f"SELECT m.n, {counts} FROM (SELECT COUNT(*) AS n FROM (SELECT 1 FROM {files} LIMIT {OWN + 1}) c) m"  # noqa: S608
    ((may_list, *found),) = rows(statement, [*tokens, *params])
    sounding, misspelt = found[: len(close)], found[len(close) :]
    often = [min(COUNTED, some + more) for some, more in zip(sounding, misspelt, strict=True)]
    return _Among(listed, born, may_list <= OWN, often, min(sounding) >= COMMON)


def _owners(tokens: Collection[str]) -> str:
    return f"SELECT person_id AS id FROM people_persontoken WHERE token IN ({marks(tokens) or 'NULL'})"  # noqa: S608


def _having(meant: Sequence[Meant], among: _Among, *, at_least: int, close: Sequence[Meant] = (), wide: bool) -> Found:
    """Who has words for `at_least` so many words of the query; without slips of the pen (`close`) where those are
    enough, unless `wide`. One statement: of common words it looks for the close ones first, and only where they are
    few for the others."""
    if sum(map(bool, meant)) < at_least or not at_least:
        return NOTHING
    if among.is_common and close and not wide:
        first, params = _statement(close, among, len(close))
        rest, more = _statement(meant, among, at_least, guard=_GUARD)
        statement = f"WITH certain AS ({first}) SELECT * FROM certain UNION ALL SELECT * FROM ({rest}) rest"  # noqa: S608
        params += more
    else:
        statement, params = _statement(meant, among, at_least, wide=wide)
    found = rows(statement, params)
    if not found:
        return NOTHING
    total, closely = max((row[4], row[5]) for row in found)
    is_enough = closely >= FEW and not wide
    once = {row[0]: row for row in found if row[3] or not is_enough}
    best = sorted(once.values(), key=lambda row: (row[2], row[0]), reverse=True)
    hits = [Hit(key, _score(score / 100 / len(meant), name, len(meant))) for key, name, score, *_counts in best]
    hits.sort(key=lambda hit: -hit.score)
    return Found(tuple(hits[:MOST_HITS]), closely if is_enough else total, is_wide=not is_enough)


_GUARD = f"AND (SELECT COUNT(*) FROM certain) < {FEW}"  # noqa: S608


def _statement(meant: Sequence[Meant], among: _Among, at_least: int, *, guard: str = "", wide: bool = False) -> Sql:
    """Key, name, how well it fits, whether without a slip of the pen; how many there are, how many without a slip.
    Where those are enough and nobody asked for more, they come before the others, however well these fit."""
    words, words_params = _words_of(meant, among, at_least)
    weights, weights_params = joined(", ", [_weight(some, f"w{at}") for at, some in enumerate(meant)])
    fits = [f"w{at}" for at in range(len(meant))]
    closely = " AND ".join(f"{fit} >= {CLOSELY}" for fit in fits)
    first = "" if wide else f"CASE WHEN SUM(sure) OVER () >= {FEW} THEN sure ELSE 0 END DESC, "
    statement = f"""
        SELECT b.hit, p.normal_name, b.score, b.sure, b.total, b.closely FROM (
            SELECT hit, whose, score, sure, COUNT(*) OVER () AS total, SUM(sure) OVER () AS closely
            FROM (
                SELECT hit, whose, {" + ".join(fits)} AS score, CASE WHEN {closely} THEN 1 ELSE 0 END AS sure
                FROM (SELECT f.hit, f.whose, {weights} FROM {words} {guard} GROUP BY f.hit, f.whose) w
                WHERE {" + ".join(f"CAST({fit} > 0 AS integer)" for fit in fits)} >= {at_least}
            ) a
            ORDER BY {first}score DESC, hit DESC LIMIT {MOST_HITS}
        ) b CROSS JOIN people_person p WHERE p.id = b.whose"""  # noqa: S608 - of our own pieces; what was typed is in the parameters
    return statement, [*weights_params, *words_params]


def _words_of(meant: Sequence[Meant], among: _Among, at_least: int) -> Sql:
    """The words t of the listed people f who may fit at all, beginning with as few people as possible."""
    files, params = among.listed
    tokens = sorted({token for some in meant for token in some})
    born, born_params = among.born or ("", [])
    if among.is_few:
        of_them = f"{files} CROSS JOIN people_person p WHERE p.id = f.whose AND ({born})" if born else files
        people, people_params = f"SELECT f.whose AS id FROM {of_them} GROUP BY f.whose", [*params, *born_params]  # noqa: S608
    elif born:
        people, people_params = f"SELECT p.id FROM people_person p WHERE {born}", born_params  # noqa: S608
    elif len(meant) == 1:
        found = f"people_persontoken t CROSS JOIN {files} WHERE f.whose = t.person_id AND t.token IN ({marks(tokens)})"
        return found, [*params, *tokens]
    else:
        # who has `at_least` so many of the words has one of the rarest, else too many would be missing
        there = sorted((count, [*some]) for count, some in zip(among.often, meant, strict=True) if some)
        leading = there[: len(there) - at_least + 1]
        people_params = sorted({token for _count, some in leading for token in some})
        # The limit cuts nobody off; without it PostgreSQL expects more people and would rather read every file.
        limit = f"LIMIT {2 * sum(count for count, _some in leading) + FEW}" if leading[-1][0] < COUNTED else ""
        people = f"{_owners(people_params)} GROUP BY person_id {limit}"
    found = f"""({people}) d CROSS JOIN {files} CROSS JOIN people_persontoken t
        WHERE f.whose = d.id AND t.person_id = f.whose AND (t.token IN ({marks(tokens)})) = TRUE"""
    return found, [*people_params, *params, *tokens]


def _weight(meant: Meant, name: str) -> Sql:
    """In hundredths how well the words t of somebody fit a word of the query, 0 where they do not."""
    steps: dict[int, list[str]] = defaultdict(list)
    for token, likeness in meant.items():
        steps[round(likeness * 50) * 2].append(token)
    if not steps:
        return f"0 AS {name}", []
    cases = " ".join(f"WHEN t.token IN ({marks(some)}) THEN {step}" for step, some in steps.items())
    return f"MAX(CASE {cases} ELSE 0 END) AS {name}", [token for some in steps.values() for token in some]


def _score(likeness: float, name: str, asked: int) -> float:
    """A name with more parts than were asked for fits a little less."""
    return likeness - 0.015 * min(4, max(0, len(name.split()) - asked))


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)  # SQLite keeps them as text
