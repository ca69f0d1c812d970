"""What a typed word may mean among the words that occur in names: the same consonants, a beginning, a slip of the pen.

A few ten thousand words however many persons there are, asked for in one statement, written by hand: Django takes
longer to write it than the databases to answer.
"""

from collections import defaultdict
from collections.abc import Sequence, Sized
from typing import Any

from django.db import connection

from lotse.people.query import NameWord
from lotse.people.search_index import LONGEST, trigrams

MOST_TOKENS = 80  # words of the vocabulary that one word of the query may mean
MOST_UNFINISHED = 200
MOST_FUZZY = 60
SLIP = 0.78  # at most, so that whatever sounds alike fits better

Sql = tuple[str, list[Any]]  # a piece of a statement, and its parameters
Meant = dict[str, float]  # word of the vocabulary -> how well it fits a word of the query


def meanings(names: Sequence[NameWord]) -> tuple[list[Meant], list[Meant]]:
    """For each word of the query what sounds alike or begins so; and the same with slips of the pen."""
    parts = [_sounds_alike(at, name) for at, name in enumerate(names)]
    parts += [_begins_so(at, name) for at, name in enumerate(names) if name.is_unfinished]
    parts += [_shares_trigrams(at, name) for at, name in enumerate(names)]
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for why, at, token in rows(*joined(" UNION ALL ", parts)):
        found[why, at].append(token)
    close, wider = [], []
    for at, name in enumerate(names):
        meant = best({token: name.likeness(token, sounds_alike=True) for token in found["sound", at]})
        for token in found["begin", at]:
            if token not in meant:
                meant[token] = name.likeness(token, sounds_alike=False) or 0.8
        slips = {token: name.likeness(token, sounds_alike=False) for token in found["slip", at] if token not in meant}
        close.append(meant)
        wider.append(best(meant | {token: min(likeness, SLIP) for token, likeness in slips.items() if likeness}))
    return close, wider


def best(meant: Meant) -> Meant:
    if len(meant) <= MOST_TOKENS:
        return meant
    return dict(sorted(meant.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOKENS])


def _sounds_alike(at: int, name: NameWord) -> Sql:
    sounds = sorted(name.skeletons)
    sql = f"""
        SELECT DISTINCT 'sound' AS why, {at} AS at, token FROM people_tokenskeleton
        WHERE skeleton IN ({marks(sounds)})"""  # noqa: S608 - of our own pieces; what was typed is in the parameters
    return sql, sounds


def _begins_so(at: int, name: NameWord) -> Sql:
    begins, params = joined(" OR ", [beginning("norm", form.text[:LONGEST]) for form in name.forms])
    sql = f"""
        SELECT * FROM (
            SELECT 'begin' AS why, {at} AS at, norm FROM people_token
            WHERE {begins} ORDER BY norm LIMIT {MOST_UNFINISHED}) b{at}"""  # noqa: S608
    return sql, params


def _shares_trigrams(at: int, name: NameWord) -> Sql:
    mine = sorted(trigrams(name.word.text[:LONGEST]))
    sql = f"""
        SELECT * FROM (
            SELECT 'slip' AS why, {at} AS at, token FROM people_tokentrigram WHERE trigram IN ({marks(mine)})
            GROUP BY token HAVING COUNT(*) >= {max(1, len(mine) // 3)}
            ORDER BY COUNT(*) DESC, token LIMIT {MOST_FUZZY}) s{at}"""  # noqa: S608
    return sql, mine


# --- pieces of statements ---------------------------------------------------------------------------------------------
def marks(values: Sized) -> str:
    return ", ".join(["%s"] * len(values))


def joined(between: str, parts: Sequence[Sql]) -> Sql:
    return between.join(sql for sql, _params in parts), [param for _sql, params in parts for param in params]


def beginning(column: str, prefix: str) -> Sql:
    """Texts of digits and small letters that begin so: a range, which both databases find in the index."""
    rest = prefix.rstrip("z")
    if not rest:
        return f"{column} >= %s", [prefix]
    # what follows all of them: the last letter that has a successor, one further
    after = rest[:-1] + ("a" if rest[-1] == "9" else chr(ord(rest[-1]) + 1))
    return f"({column} >= %s AND {column} < %s)", [prefix, after]


def rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()  # type: ignore[no-any-return]
