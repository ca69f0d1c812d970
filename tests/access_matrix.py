"""Who gets what with GET: one line per address of Lotse, one column per character of `tests.world`.

200 shown, 302 sent on (to log in, or to where the work is), 403 yours but not this, 404 not yours, 405 only by POST.
A route that is missing here, and a line without a route, fails `test_access_matrix.py`.
"""

from collections.abc import Callable
from typing import Any

from tests.world import World

TABLE = """
route                                        nobody miriam farid lena katrin theo olga bernd jens ada dora petra
"""

# What stands for the parameters of a route; the longest matching beginning counts.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {}


def expectations() -> dict[str, dict[str, int]]:
    """route -> character -> status."""
    header, *rows = [line.split() for line in TABLE.strip().splitlines() if line.strip() and not line.startswith("#")]
    characters = header[1:]
    table = {}
    for route, *statuses in rows:
        if len(statuses) != len(characters):
            raise ValueError(f"{route}: {len(statuses)} statuses for {len(characters)} characters")
        table["" if route == "/" else route] = dict(zip(characters, map(int, statuses), strict=True))
    return table


def arguments(route: str, world: World) -> dict[str, Any]:
    fitting = [beginning for beginning in ARGUMENTS if route.startswith(beginning)]
    return ARGUMENTS[max(fitting, key=len)](world) if fitting else {}
