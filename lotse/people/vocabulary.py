"""What a typed word may mean among the words that occur in names: the same consonants, a beginning, a slip of the pen.

A few ten thousand words however many persons there are. Plain statements: Django takes longer to write them than the
databases to answer.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from lotse.people.query import NameWord
from lotse.people.search_index import LONGEST, trigrams

MOST_TOKENS = 80  # words of the vocabulary that one word of the query may mean
MOST_UNFINISHED = 200
MOST_FUZZY = 60
SLIP = 0.78  # at most, so that whatever sounds alike fits better

Meant = dict[str, float]  # word of the vocabulary -> how well it fits a word of the query


def sounding(names: Sequence[NameWord]) -> list[Meant]:
    """Two statements for all words: those with the same consonants, and how the unfinished last word may go on."""
    sounds = [name.skeletons for name in names]
    wanted = sorted(frozenset().union(*sounds))
    by_skeleton: dict[str, list[str]] = defaultdict(list)
    statement = f"SELECT skeleton, token FROM people_tokenskeleton WHERE skeleton IN ({marks(wanted)})"  # noqa: S608
    for skeleton, token in rows(statement, wanted):
        by_skeleton[skeleton].append(token)
    found: list[Meant] = []
    for name, mine in zip(names, sounds, strict=True):
        alike = {token for skeleton in mine for token in by_skeleton[skeleton]}
        found.append(best({token: name.likeness(token, sounds_alike=True) for token in alike}))
    if names and names[-1].is_unfinished:
        last = names[-1]
        for token in _going_on(last):
            if token not in found[-1]:
                found[-1][token] = last.likeness(token, sounds_alike=False) or 0.8
    return found


def _going_on(name: NameWord) -> list[str]:
    ranges = [beginning("norm", form.text[:LONGEST]) for form in name.forms]
    begins = " OR ".join(sql for sql, _params in ranges)
    statement = f"SELECT norm FROM people_token WHERE {begins} ORDER BY norm LIMIT {MOST_UNFINISHED}"  # noqa: S608
    return [token for (token,) in rows(statement, [end for _sql, params in ranges for end in params])]


def wider(names: Sequence[NameWord], meant: Sequence[Meant]) -> list[Meant]:
    """With the words that share many trigrams, as far as they are alike letter by letter. One statement for all."""
    parts: list[str] = []
    params: list[object] = []
    for at, name in enumerate(names):
        mine = sorted(trigrams(name.word.text[:LONGEST]))
        parts.append(
            f"SELECT * FROM (SELECT {at} AS word, token FROM people_tokentrigram WHERE trigram IN ({marks(mine)})"  # noqa: S608
            f" GROUP BY token HAVING COUNT(*) >= %s ORDER BY COUNT(*) DESC, token LIMIT {MOST_FUZZY}) w{at}"
        )
        params += [*mine, max(1, len(mine) // 3)]
    found = [dict(some) for some in meant]
    for at, token in rows(" UNION ALL ".join(parts), params):
        if token not in meant[at] and (likeness := names[at].likeness(token, sounds_alike=False)):
            found[at][token] = min(likeness, SLIP)
    return [best(some) for some in found]


def best(meant: Meant) -> Meant:
    if len(meant) <= MOST_TOKENS:
        return meant
    return dict(sorted(meant.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOKENS])


# --- pieces of statements ---------------------------------------------------------------------------------------------
def marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def beginning(column: str, prefix: str) -> tuple[str, list[object]]:
    """Texts of digits and small letters that begin so: a range, which both databases find in the index."""
    rest = prefix.rstrip("z")
    if not rest:
        return f"{column} >= %s", [prefix]
    # what follows all of them: the last letter that has a successor, one further
    return f"({column} >= %s AND {column} < %s)", [prefix, rest[:-1] + ("a" if rest[-1] == "9" else chr(ord(rest[-1]) + 1))]


def rows(statement: str, params: Sequence[object]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()  # type: ignore[no-any-return]
